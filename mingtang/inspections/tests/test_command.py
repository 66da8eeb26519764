"""`mingtang check text` as an editor or a script uses it."""

import io
import json
import subprocess
import sys

import pytest

from mingtang.config.cli import main

ROW = ["kind", "subkind", "start", "end", "text", "message", "suggestion", "severity"]


@pytest.fixture
def check(capsys, tmp_path):
    def run(content, *options, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = main(["check", "text", str(path), *options])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.mark.demand("CD-01", "CD-02", "PP-01")
def test_findings_are_an_answer_in_json_alone(check):
    status, out, err = check("机密★10年\n认真布署，身份证号11010519491231002X。", "--json")

    answer = json.loads(out)
    assert (status, err, list(answer)) == (0, "", ["findings"])
    assert all(list(finding) == ROW for finding in answer["findings"])
    assert [(f["kind"], f["start"], f["end"], f["text"], f["severity"]) for f in answer["findings"]] == [
        ("secret_mark", 0, 6, "机密★10年", "block"),
        ("typo", 9, 11, "布署", "warn"),
        ("personal_data", 16, 34, "11010519491231002X", "block"),
    ]


def test_a_clean_text_has_an_empty_list(check):
    status, out, _ = check("各单位要认真部署。", "--json")

    assert (status, json.loads(out)) == (0, {"findings": []})


def test_people_read_line_and_column(check):
    _, out, _ = check("各单位：\n认真布署。\n")

    assert out.splitlines() == [
        "2:3  [请核实·错别字] 疑似错别字“布署”，应为“部署” → 部署",
        "共 1 处，其中须改正 0 处。",
    ]


def test_people_read_that_all_is_well(check):
    assert check("各单位要认真部署。")[1] == "没有发现问题。\n"


def test_older_encodings_are_read(check):
    for content in (
        "认真布署。".encode("gb18030"),
        "\ufeff认真布署。".encode(),
        "认真布署。".encode("utf-16"),
    ):
        assert [f["start"] for f in json.loads(check(content, "--json")[1])["findings"]] == [2]


def test_standard_input_is_read(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("认真布署。".encode())))

    assert main(["check", "text", "-", "--json"]) == 0
    assert [f["text"] for f in json.loads(capsys.readouterr().out)["findings"]] == ["布署"]


def test_a_page_is_read_as_its_reader_sees_it(check):
    _, out, _ = check(
        "<html><body><p>认真布<b>署</b></p><!-- 待审 --></body></html>", "--json", "--text", name="a.html"
    )

    answer = json.loads(out)
    assert answer["text"] == "认真布署\n"
    assert [(f["kind"], f["start"], f["text"]) for f in answer["findings"]] == [
        ("hidden_data", 0, "待审"),
        ("typo", 2, "布署"),
    ]


def test_a_document_is_read_with_what_it_hides(check):
    from docx import Document

    document, data = Document(), io.BytesIO()
    document.core_properties.author = "某甲"
    document.add_paragraph("认真布署。")
    document.save(data)

    answer = json.loads(check(data.getvalue(), "--json", "--text", name="a.docx")[1])

    assert [(f["kind"], f["text"]) for f in answer["findings"]] == [("hidden_data", "某甲"), ("typo", "布署")]
    assert answer["text"] == "认真布署。"


def test_own_numbers_and_a_title_are_told(check):
    text = "值守手机13800138000。"

    assert json.loads(check(text, "--json", "--allow", "138-0013-8000")[1]) == {"findings": []}
    assert [
        f["subkind"] for f in json.loads(check("请参加。", "--json", "--title", "会议通知")[1])["findings"]
    ] == ["near_empty"]


def test_own_lists_are_added(check, tmp_path):
    (tmp_path / "sensitive-own.csv").write_text(
        "wrong,right,message,severity,source,date,context\n云棠县,云棠区,已撤县设区,warn,,,\n",
        encoding="utf-8",
    )

    assert [
        f["text"]
        for f in json.loads(check("云棠县来人。", "--json", "--lexicons", str(tmp_path))[1])["findings"]
    ] == ["云棠县"]
    (tmp_path / "sensitive-own.csv").write_text("wrong\n", encoding="utf-8")
    assert check("云棠县来人。", "--json", "--lexicons", str(tmp_path))[0] == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\x89PNG\r\n\x1a\n\0\0\0", "a.png"), (b"%PDF-1.7 rubbish", "a.pdf"), (b"PK\x03\x04x", "a.docx")],
)
def test_what_cannot_be_read_is_refused_with_a_reason(check, content, name):
    status, out, _ = check(content, "--json", name=name)

    assert status == 1
    assert [list(refusal) for refusal in json.loads(out)["refusals"]] == [["reason", "article"]]


def test_an_encrypted_document_is_refused(check):
    import pikepdf

    document, data = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(data, encryption=pikepdf.Encryption(owner="a", user="b"))

    status, out, _ = check(data.getvalue(), "--json", name="a.pdf")
    assert status == 1 and "密码" in json.loads(out)["refusals"][0]["reason"]


def test_a_file_that_is_not_there_or_too_large_is_refused(check, capsys, monkeypatch):
    monkeypatch.setattr("mingtang.inspections.detection.documents.MOST_BYTES", 10)

    assert main(["check", "text", "没有.txt", "--json"]) == 1
    assert "没有这个文件" in json.loads(capsys.readouterr().out)["refusals"][0]["reason"]
    assert check("一二三四五六", "--json")[0] == 1


def test_wrong_use_ends_with_two(capsys):
    for words in (["check"], ["check", "text"], ["check", "nonsense", "a"]):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code == 2


def test_plain_text_is_checked_without_django_and_without_readers_of_documents(tmp_path):
    (tmp_path / "a.txt").write_text("认真布署。", encoding="utf-8")
    code = (
        "import sys; from mingtang.config.cli import main; main(['check', 'text', sys.argv[1]]); "
        "print(sorted({'django', 'lxml', 'pypdfium2', 'docx'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.txt")], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
