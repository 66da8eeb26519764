"""`mingtang policies citations`: works on a bare machine, starts at once, and answers in JSON alone."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from mingtang.config.cli import main
from mingtang.policies.testing import a_policy

TEXT = "# 青川市绿地管理办法\n\n根据《中华人民共和国甲法》，制定本办法。\n《青川市绿地暂行办法》（青政发〔2015〕7号）同时废止。\n"


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without an installation."""
    monkeypatch.delenv("MINGTANG_DATABASE", raising=False)
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path / "home"))
    return tmp_path


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_what_a_markdown_file_cites(bare, capsys):
    file = bare / "办法.md"
    file.write_text(TEXT, encoding="utf-8")

    assert main(["policies", "citations", str(file), "--json"]) == 0

    assert told(capsys) == [
        {
            "title": "中华人民共和国甲法",
            "number": "",
            "span": [TEXT.index("《中华"), TEXT.index("》，制定") + 1],
            "role": "implements",
            "kind": "document",
            "date": None,
            "document": None,
        },
        {
            "title": "青川市绿地暂行办法",
            "number": "青政发〔2015〕7号",
            "span": [TEXT.index("《青川"), TEXT.index("》（青政发") + 1],
            "role": "repeals",
            "kind": "document",
            "date": None,
            "document": None,
        },
    ]


def test_without_json_it_speaks_to_people(bare, capsys):
    file = bare / "办法.md"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["policies", "citations", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "第3行 [依据] 《中华人民共和国甲法》",
        "第4行 [废止] 《青川市绿地暂行办法》（青政发〔2015〕7号）",
        "共 2 处。",
    ]


def test_a_text_of_an_older_program_and_a_page_are_read_too(bare, capsys):
    old = bare / "旧.txt"
    old.write_bytes(TEXT.encode("gb18030"))
    main(["policies", "citations", str(old), "--json"])
    assert [row["title"] for row in told(capsys)] == ["中华人民共和国甲法", "青川市绿地暂行办法"]

    page = bare / "页.html"
    page.write_text("<html><body><p>依照《甲法》处罚。</p></body></html>", encoding="utf-8")
    main(["policies", "citations", str(page), "--json"])
    assert [row["title"] for row in told(capsys)] == ["甲法"]


def test_a_word_document_is_read(bare, capsys):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("根据《中华人民共和国甲法》，制定本办法。")
    file = bare / "办法.docx"
    document.save(str(file))

    assert main(["policies", "citations", str(file), "--json"]) == 0
    assert [(row["title"], row["role"]) for row in told(capsys)] == [("中华人民共和国甲法", "implements")]


def test_the_title_and_number_of_the_text_itself_are_no_citations(bare, capsys):
    file = bare / "通知.txt"
    file.write_text(
        "各区：《关于甲的通知》（青政发〔2024〕1号）印发后，按青政发〔2024〕1号执行。", encoding="utf-8"
    )
    main(
        [
            "policies",
            "citations",
            str(file),
            "--json",
            "--title",
            "关于甲的通知",
            "--number",
            "青政发〔2024〕1号",
        ]
    )
    assert told(capsys) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "没有这个文件"), (b"\x00\x01\x02\xff", "读不出文字"), (b"PK\x03\x04broken", "")],
)
def test_what_cannot_be_read_is_refused_with_a_reason(bare, capsys, content, reason):
    file = bare / "文件.txt"
    if content is not None:
        file.write_bytes(content)
    assert main(["policies", "citations", str(file), "--json"]) == 1
    (refusal,) = told(capsys)["refusals"]
    assert reason in refusal["reason"]


def test_it_needs_neither_django_nor_a_database(bare):
    file = bare / "办法.md"
    file.write_text(TEXT, encoding="utf-8")
    words = (
        "import sys; from mingtang.config.cli import main; "
        f"main(['policies', 'citations', {str(file)!r}, '--json']); "
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'lxml')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, env=dict(os.environ), check=True
    )
    assert len(json.loads(done.stdout)) == 2
    assert done.stderr.strip() == "[]"


def test_standard_input_is_a_file_too(bare, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("依照《甲法》处罚。".encode())))
    assert main(["policies", "citations", "-", "--json"]) == 0
    assert [row["title"] for row in told(capsys)] == ["甲法"]


@pytest.mark.django_db
def test_where_there_is_a_library_each_citation_comes_with_the_document_that_is_meant(
    bare, capsys, monkeypatch, government
):
    a_policy(
        government,
        "青川市绿地暂行办法",
        number="青政发〔2015〕7号",
        written_on=date(2015, 3, 4),
        effective_on=date(2015, 4, 1),
    )
    monkeypatch.setattr("mingtang.config.commands.policies_citations._has_library", lambda: True)
    file = bare / "办法.md"
    file.write_text(TEXT, encoding="utf-8")

    assert main(["policies", "citations", str(file), "--json"]) == 0

    law, measure = told(capsys)
    assert law["document"] is None
    assert (
        measure["document"]["title"],
        measure["document"]["number"],
        measure["document"]["version_on"],
    ) == (
        "青川市绿地暂行办法",
        "青政发〔2015〕7号",
        "2015-03-04",
    )
    assert main(["policies", "citations", str(file)]) == 0
    assert "→ 库中文件：青川市绿地暂行办法，2015-03-04版本" in capsys.readouterr().out
