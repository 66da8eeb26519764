"""`mingtang law …` as it is typed: answers, refusals, wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import openpyxl
import pytest

from mingtang.config.cli import main


@pytest.fixture
def law(capsys):
    """Run `mingtang law …` and give back its status, its JSON and what it said beside."""

    def run(*words: str):
        status = main(["law", *words, "--json"])
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return run


def test_the_last_day_of_a_limit(law):
    status, answer, beside = law("due", "--from", "2026-09-10", "--working-days", "20")
    assert (status, beside) == (0, "")
    assert (answer["due"], answer["provisional"], answer["from"], answer["working_days"]) == (
        "2026-10-14",
        False,
        "2026-09-10",
        20,
    )
    assert (answer["counted"][0], answer["counted"][-1], len(answer["counted"])) == (
        "2026-09-11",
        "2026-10-14",
        20,
    )
    assert answer["calendar"].startswith("2019-2026:")


def test_a_year_that_is_not_known_is_refused_unless_provisional_will_do(law):
    words = ("due", "--from", "2026-12-28", "--working-days", "20")
    status, answer, _ = law(*words)
    assert status == 1
    assert [row.keys() for row in answer["refusals"]] == [{"reason", "article"}]
    assert "2027" in answer["refusals"][0]["reason"]
    status, answer, _ = law(*words, "--provisional")
    assert (status, answer["due"], answer["provisional"]) == (0, "2027-01-26", True)
    assert answer["assumed_years"] == [2027]


def test_a_folder_of_calendars_makes_the_answer_sure(law, tmp_path):
    data = {"year": 2027, "version": "1", "source": {"name": "某通知"}, "work": []}
    data["off"] = [f"2027-{day}" for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")]
    (tmp_path / "2027.json").write_text(json.dumps(data), "utf-8")
    words = ("due", "--from", "2026-12-28", "--working-days", "20", "--calendars", str(tmp_path))
    assert law(*words)[1]["refusals"][0]["reason"].count("不合常情") == 1
    data["off"] += ["2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-04-05"]
    (tmp_path / "2027.json").write_text(json.dumps(data), "utf-8")
    assert law(*words)[1]["provisional"] is False


@pytest.mark.parametrize(
    "words",
    [
        ("due", "--from", "2026-13-01", "--working-days", "20"),
        ("due", "--from", "9999-12-31", "--working-days", "20"),
        ("due", "--from", "昨天", "--working-days", "20"),
        ("due", "--from", "2026-09-10", "--working-days", "0"),
        ("due", "--from", "2026-09-10"),
        ("calendar", "今年"),
        ("publish-by", "--formed", "2026-09-10", "--limit", "never"),
        ("nothing",),
        (),
    ],
)
def test_wrong_use_is_told_in_chinese_and_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(["law", *words])
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    assert "用法有误" in said.err


def test_personal_data_in_words(law):
    status, answer, _ = law("personal-data", "电话１３８００１３８０００，项目2019-370181-48-03-012345")
    assert status == 0
    assert answer["hits"] == [
        {
            "kind": "mobile",
            "start": 2,
            "end": 13,
            "text": "１３８００１３８０００",
            "certainty": "certain",
            "masked": "138****8000",
            "message": "发现手机号码。公开前应隐去中间四位；个人的号码应删去。",
        }
    ]


def test_a_clean_text_is_an_answer_too(law):
    assert law("personal-data", "国办发〔2018〕118号")[:2] == (0, {"hits": []})


def test_personal_data_in_a_text_file_and_in_a_workbook(law, tmp_path):
    text = tmp_path / "名单.txt"
    text.write_text("\ufeff身份证11010519491231002X", "utf-8")
    assert [hit["start"] for hit in law("personal-data", str(text))[1]["hits"]] == [3]
    book = openpyxl.Workbook()
    book.active.append(["张三", "11010519491231002X"])
    book.save(tmp_path / "名单.xlsx")
    hits = law("personal-data", str(tmp_path / "名单.xlsx"))[1]["hits"]
    assert [hit["text"] for hit in hits] == ["11010519491231002X"]


def test_a_file_that_cannot_be_read_is_refused(law, tmp_path):
    file = tmp_path / "名单.txt"
    file.write_bytes(b"\xff\xfe\x00\xd8")
    status, answer, _ = law("personal-data", str(file))
    assert (status, "读不出" in answer["refusals"][0]["reason"]) == (1, True)


def test_a_document_number_and_its_faults(law):
    assert law("document-number", "国办公开办函〔2021〕30号")[1]["number"] == {
        "text": "国办公开办函〔2021〕30号",
        "kind": "document",
        "mark": "国办公开办函",
        "year": 2021,
        "serial": 30,
    }
    status, answer, _ = law("document-number", "国办发〔2018〕第118号")
    assert (status, answer["valid"], answer["findings"][0]["suggestion"]) == (0, False, "国办发〔2018〕118号")


def test_the_calendar_of_a_year(law):
    status, answer, _ = law("calendar", "2026")
    assert (status, answer["year"], answer["working_days"]) == (0, 2026, 248)
    assert {"date": "2026-02-14", "name": "春节"} in answer["work"]
    assert law("calendar", "2027")[0] == 1


def test_publication_is_due_by(law):
    assert law("publish-by", "--formed", "2026-04-29")[1]["due"] == "2026-05-29"
    penalty = law("publish-by", "--formed", "2026-02-12", "--limit", "penalty_decision")[1]
    assert (penalty["due"], "118号" in penalty["article"]) == ("2026-02-28", True)
    reprint = law("publish-by", "--formed", "2026-09-30T17:40", "--limit", "state_council_reprint")[1]
    assert reprint["due"] == "2026-10-01T17:40"


def test_a_local_limit_may_be_shorter_and_not_longer(law):
    words = ("publish-by", "--formed", "2026-04-29", "--source", "某市规定", "--working-days")
    assert law(*words, "10")[1]["due"] == "2026-05-15"
    status, answer, _ = law(*words, "30")
    assert (status, answer["refusals"][0]["article"]) == (1, "政府信息公开条例第二十六条")
    assert law("publish-by", "--formed", "2026-04-29", "--limit", "state_council_reprint")[0] == 1


def test_without_json_it_speaks_chinese(capsys):
    assert main(["law", "due", "--from", "2026-02-13", "--working-days", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "最后一日：2026-02-14（星期六）"


def test_it_starts_without_django():
    """What makes the command quick: a database is not even imported."""
    code = (
        "import sys; from mingtang.config.cli import main;"
        "main(['law', 'due', '--from', '2026-09-10', '--working-days', '20', '--json']);"
        "main(['law', 'personal-data', '13800138000', '--json']);"
        "sys.exit('django' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"due": "2026-10-14"' in ran.stdout
