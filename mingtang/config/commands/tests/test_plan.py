"""`mingtang plan parse` as it is typed: answers, sentences, refusals."""

from __future__ import annotations

import json

import pytest

from mingtang.config.cli import main

PLAN = """青禾区2025年政务公开工作要点

一、推进公开

1. 公开重大项目信息。（牵头单位：区发改局；责任单位：各街镇；完成时限：6月底前）

2. 公开民生信息。（责任单位：区民政局等有关部门）

各部门要认真抓好落实，年底报告进展情况。
"""


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_as_json(plan_file, capsys):
    status = main(["plan", "parse", str(plan_file), "--json"])

    assert status == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "title": "青禾区2025年政务公开工作要点",
        "year": 2025,
        "issuer": "",
        "document_number": "",
        "issued_on": None,
        "tasks": [
            {
                "seq": "1",
                "level1": "一、推进公开",
                "level2": "",
                "text": "公开重大项目信息。",
                "lead_units": ["区发改局"],
                "responsible_units": ["各街镇"],
                "open_list": False,
                "deadline": {"text": "6月底前", "date": "2025-06-30", "standing": False},
                "source": {"paragraph": 5},
            },
            {
                "seq": "2",
                "level1": "一、推进公开",
                "level2": "",
                "text": "公开民生信息。",
                "lead_units": [],
                "responsible_units": ["区民政局"],
                "open_list": True,
                "deadline": {"text": "", "date": None, "standing": False},
                "source": {"paragraph": 7},
            },
        ],
        "requirements": ["各部门要认真抓好落实，年底报告进展情况。"],
        "warnings": ["第 7 段：责任单位没有列全（“等有关部门”），请补充"],
    }


def test_a_plan_in_sentences(plan_file, capsys):
    assert main(["plan", "parse", str(plan_file)]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[1] == "1　公开重大项目信息。（牵头：区发改局；责任：各街镇；时限：6月底前）"
    assert said[-1] == "共 2 项任务，1 段要求，1 处请核对。"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "文件是空的"),
        ("blank.txt", b" \n\n", "文件里没有文字"),
        ("broken.docx", b"PK\x03\x04 nothing", "文件已损坏"),
        ("scan.png", bytes.fromhex("89504e470d0a1a0a0000000d49484452"), ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path, capsys, name, data, reason):
    (tmp_path / name).write_bytes(data)

    status = main(["plan", "parse", str(tmp_path / name), "--json"])

    refusals = json.loads(capsys.readouterr().out)["refusals"]
    assert status == 1
    assert refusals and reason in refusals[0]["reason"]


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["plan", "parse", str(tmp_path / "none.docx"), "--json"]) == 1
    assert "没有这个文件" in json.loads(capsys.readouterr().out)["refusals"][0]["reason"]
