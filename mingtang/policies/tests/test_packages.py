"""A package is read without trusting it, and looked at with the eyes of the library that will receive it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mingtang.config.commands import policies_package
from mingtang.core.refusals import Refused
from mingtang.policies.parsing import package as packages
from mingtang.policies.parsing.entry import record_findings, shipped_standard, standard_of
from mingtang.policies.parsing.examining import examine
from mingtang.policies.parsing.package import BadPackage, Package, PackageWriter, canonical, text_hash


def record(**facts: Any) -> dict[str, Any]:
    """A document without fault."""
    html = facts.pop("html", "<p>各镇街：</p><p>现将有关事项通知如下。</p>")
    text = facts.pop("text", "各镇街：\n现将有关事项通知如下。")
    return {
        "id": "a1b2c3d4e5f60718",
        "level": "normative",
        "title": "云棠区人民政府关于冬春救助的通知",
        "number": "云政规〔2026〕3号",
        "index_number": "000014349/2026-00012",
        "issuer": "云棠区人民政府",
        "written_on": "2026-09-01",
        "published_on": "2026-09-10",
        "effective_on": "2026-10-01",
        "topic": "综合政务\\政务公开",
        "genre": "通知",
        "keywords": "救助",
        "summary": "今冬明春救助安排。",
        "openness": "主动公开",
        "status": "现行有效",
        "text": text,
        "html": html,
        "text_sha256": text_hash(text),
        "html_sha256": text_hash(html),
        "content_hash": "c" * 64,
        "attachments": [],
        "relations": [],
        **facts,
    }


def packed(*records: Any, files: Mapping[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    writer = PackageWriter(out)
    lines = [one if isinstance(one, str) else canonical(one) for one in records]
    writer.add("documents.jsonl", ["".join(line + "\n" for line in lines).encode()])
    for name, data in (files or {}).items():
        writer.add(name, [data], packed=False)
    writer.finish({"sender": {"name": "云棠区人民政府", "code": "qzf"}, "documents": len(records)})
    return out.getvalue()


def remade(data: bytes, **changed: bytes | None) -> io.BytesIO:
    """The same archive with members changed, added or (None) left out; `__` in a name stands for a slash."""
    old, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = {name.replace("__", "/").replace("_DOT_", "."): value for name, value in changed.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *names]):
            value = names[name] if name in names else old.read(name)
            if value is not None:
                new.writestr(name, value)
    return out


def opened(data: bytes | io.BytesIO) -> Package:
    return Package(io.BytesIO(data) if isinstance(data, bytes) else data)


def sorts(record: dict[str, Any], here: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    return [(f.sort, f.element, f.severity) for f in record_findings(record, shipped_standard(), here)]


# --- the shape


def test_the_same_documents_make_the_same_bytes():
    assert packed(record()) == packed(record())


def test_a_whole_package_fits_its_manifest():
    package = opened(packed(record()))

    assert (package.faults(), len(list(package.lines()))) == ([], 1)
    assert package.whole == packages.whole_of(package.manifest)


def test_what_was_changed_added_or_left_out_on_the_way_is_found():
    data = packed(record(), files={"files/" + "a" * 64: b"x"})
    with_change = remade(data, documents_DOT_jsonl=canonical(record(title="另一件")).encode())
    without = remade(data, **{"files__" + "a" * 64: None})
    with_more = remade(data, **{"files__" + "b" * 64: b"y"})

    assert [(f.member, f.message[:6]) for f in opened(with_change).faults()] == [
        ("documents.jsonl", "内容与清单的"),
        ("files/" + "a" * 64, "附件的内容与"),
    ]
    assert "清单中有，包内没有" in [f.message for f in opened(without).faults()]
    assert "包内有，清单中没有" in [f.message for f in opened(with_more).faults()]


def test_a_manifest_that_was_changed_does_not_fit_itself():
    data = packed(record())
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json"))
    manifest["sender"]["name"] = "别的政府"

    faults = opened(remade(data, manifest_DOT_json=json.dumps(manifest).encode())).faults()

    assert [fault.message for fault in faults] == ["清单与它自己的总校验值不符"]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "files/../x",
        "files/x.sh",
        "..\\x",
        "files/" + "A" * 64,
        "readme.txt",
    ],
)
def test_a_member_with_a_name_of_its_own_is_not_even_unpacked(name):
    out = io.BytesIO(packed(record()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"x")

    with pytest.raises(BadPackage, match="不该有"):
        Package(out)


def test_a_bomb_is_refused_by_what_it_would_unpack_to():
    out = io.BytesIO(packed(record()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/" + "a" * 64, bytes(packages.RATIO_FROM + 1))

    with pytest.raises(BadPackage, match="解开后过大"):
        Package(out)


def test_an_endless_line_is_no_document(monkeypatch):
    monkeypatch.setattr(packages, "LONGEST_LINE", 64)

    with pytest.raises(BadPackage, match="不像是一件文件"):
        list(opened(packed(record())).lines())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not a zip", "已损坏"),
        (remade(packed(record()), manifest_DOT_json=b"{"), "读不懂"),
        (remade(packed(record()), manifest_DOT_json=b'{"format": "other"}'), "不是政策文件交换包"),
        (remade(packed(record()), manifest_DOT_json=None), "缺少"),
        (
            remade(
                packed(record()), manifest_DOT_json=b'{"format": "mingtang-policy-package", "version": 9}'
            ),
            "只认识版本1",
        ),
    ],
)
def test_what_is_no_package_says_so(data, why):
    with pytest.raises(BadPackage, match=why):
        opened(data)


def test_a_second_member_of_one_name_is_refused():
    out = io.BytesIO(packed(record()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("documents.jsonl", b"{}")

    with pytest.raises(BadPackage, match="重名"):
        Package(out)


# --- what the entry standard says


def test_a_document_without_fault_is_acceptable():
    assert sorts(record()) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"number": ""}, [("missing", "发文字号", "refuse")]),
        ({"number": "云政规〔2026〕第3号"}, [("form", "发文字号", "refuse")]),
        ({"index_number": "000014349-2026-00012"}, [("form", "索引号", "refuse")]),
        ({"topic": "政务公开"}, [("form", "主题分类", "refuse")]),
        ({"genre": "海报"}, [("form", "体裁", "refuse")]),
        ({"written_on": "2026年9月"}, [("form", "成文日期", "refuse")]),
        ({"keywords": ""}, [("missing", "关键词", "warn")]),
        ({"status": ""}, [("missing", "效力状况", "refuse")]),
        ({"content_hash": ""}, [("hash", "内容哈希", "refuse")]),
        ({"text_sha256": "0" * 64}, [("hash", "正文文字", "refuse")]),
        ({"html": '<p><a href="/upload/a.doc">表</a></p>'}, [("link", "正文", "warn")]),
        (
            {"html": '<p><a href="/doc/a1b2c3d4e5f60718/files/1/a.doc">表</a></p>'},
            [("link", "正文", "refuse")],
        ),
        ({"relations": [{"predicate": "repeals"}]}, [("relation", "关系", "warn")]),
    ],
)
def test_each_fault_is_named_by_its_sort(changed, found):
    assert sorts(record(**changed)) == found


def test_what_comes_from_above_has_no_index_number_and_no_topic():
    assert sorts(record(level="law", index_number="", topic="", genre="")) == []


def test_an_attachment_must_come_along():
    with_file = record(attachments=[{"name": "附件.pdf", "sha256": "a" * 64, "size": 1}])

    assert sorts(with_file) == [("file", "附件", "refuse")]
    assert sorts(with_file, ("a" * 64,)) == []


def test_a_superior_library_brings_its_own_standard():
    standard = standard_of(
        json.dumps(
            {
                "name": "省库标准",
                "source": "某文件",
                "date": "2026-01-01",
                "elements": [{"code": "filing_number", "name": "备案号", "required": "refuse"}],
            }
        )
    )

    assert [f.message for f in record_findings(record(number=""), standard)] == ["缺少“备案号”"]
    for wrong in ("{}", "[]", '{"name": 1}', "x"):
        with pytest.raises(Refused, match="不是入库标准"):
            standard_of(wrong)


@pytest.mark.demand("LB-07")
def test_the_report_tells_by_document_what_would_be_sent_back_and_counts_it():
    package = opened(
        packed(
            record(),
            record(id="b" * 16, index_number="000014349/2026-00013", keywords="", number="云政规〔2026〕4号"),
            record(id="d" * 16, index_number="000014349/2026-00014", title="双号之一"),
            "{",
        )
    )

    found = examine(package)

    assert [(one.line, one.is_refused, [f.sort for f in one.findings]) for one in found.with_findings] == [
        (1, True, ["double"]),
        (2, False, ["missing"]),
        (3, True, ["double"]),
        (4, True, ["line"]),
    ]
    told = found.as_json()
    assert {
        name: told[name] for name in ("documents", "acceptable", "refused", "with_warnings_only", "intact")
    } == {
        "documents": 4,
        "acceptable": 1,
        "refused": 3,
        "with_warnings_only": 1,
        "intact": True,
    }
    assert told["by_sort"] == {"missing": 1, "double": 2, "line": 1}


def test_the_command_needs_no_database_and_answers_in_json(tmp_path: Path, capsys):
    path = tmp_path / "package.zip"
    path.write_bytes(packed(record(number="")))

    assert run(path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [f["findings"][0]["message"] for f in told["findings"]] == ["缺少“发文字号”"]
    assert run(path) == 0
    assert "会被退回1件" in capsys.readouterr().out
    path.write_bytes(b"x")
    assert run(path, "--json") == 1
    assert "已损坏" in json.loads(capsys.readouterr().out)["refusals"][0]["reason"]


def run(path: Path, *more: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    policies_package.add_arguments(parser, "check-package")
    arguments = parser.parse_args([str(path), *more])
    arguments.action = "check-package"
    return policies_package.run(arguments)
