"""Old stock comes into the library: claims are kept as claims, states come from texts, later versions and repeals."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from mingtang.config import cli
from mingtang.core.events import api as events
from mingtang.law.validity import Force
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.queries.disagreements import disagreements
from mingtang.policies.queries.finding import named_documents
from mingtang.policies.queries.validity import state_of
from mingtang.policies.services.resolving import resolve_all
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY

CLAUSE = "第一条 为了规范工作，保障公众合法权益，制定本条例。\n\n"
STOCK = {
    "犬(2009-06-01).md": (
        {"title": "云州市养犬管理条例", "status": "现行有效", "category": "云州地方法规"},
        "2009年6月1日 云州市第十届人民代表大会常务委员会第八次会议通过\n\n"
        + CLAUSE
        + "第三十条 本条例自2009年9月1日起施行。",
    ),
    "犬(2021-03-30).md": (
        {"title": "云州市养犬管理条例", "status": "现行有效", "category": "云州地方法规"},
        "2009年6月1日 云州市第十届人民代表大会常务委员会第八次会议通过\n\n"
        "2021年3月30日 云州市第十三届人民代表大会常务委员会第二十次会议修订\n\n"
        + CLAUSE
        + "第三十五条 本条例自2021年7月1日起施行。",
    ),
    "摊.md": (
        {"title": "云州市摊贩管理办法", "status": "废止或失效", "category": "行政法规"},
        "2001年8月4日 云州市人民政府令第12号发布\n\n"
        "2016年2月6日 《云州市人民政府关于废止和修改部分规章的决定》修正\n\n"
        + CLAUSE
        + "第二十条 本办法自2001年10月1日起施行。",
    ),
    "灯.md": (
        {"title": "云州市路灯管理规定", "status": "现行有效", "category": "云州地方法规"},
        "1998年5月8日 云州市第七届人民代表大会常务委员会第二次会议通过\n\n"
        + CLAUSE
        + "第十条 本规定自1998年7月1日起施行。",
    ),
    "照明.md": (
        {"title": "云州市城市照明条例", "status": "现行有效", "category": "云州地方法规"},
        "2022年4月20日 云州市第十四届人民代表大会常务委员会第三次会议通过\n\n"
        + CLAUSE
        + "第四十条 本条例自2022年8月1日起施行。"
        + "1998年5月8日云州市第七届人民代表大会常务委员会第二次会议通过的《云州市路灯管理规定》同时废止。",
    ),
}


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    for name, (header, text) in STOCK.items():
        lines = "\n".join(f'{key}: "{value}"' for key, value in header.items())
        (tmp_path / name).write_text(f"---\n{lines}\n---\n# {header['title']}\n\n{text}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def staged(government, stock):
    """The stock, staged and sealed; nothing of it is public."""
    publishing.load_kinds()
    kind = publishing.Kind.objects.get(code="policy")
    staging = publishing.Staging("stock", publishing.Target(kind, government.column, government.body))
    staging.take(publishing.stock_rows(stock))
    return staging.finish()


def states(on: date) -> dict[tuple[str, str], tuple[str, bool]]:
    return {
        (policy.title, str(policy.version_on)): ((s := state_of(policy, on)).force.label, s.amended)
        for policy in Policy.objects.all()
    }


@pytest.mark.demand("PV-01")
def test_states_come_from_texts_and_not_from_the_claims(staged):
    assert states(DAY) == {
        ("云州市养犬管理条例", "2009-06-01"): ("废止", True),
        ("云州市养犬管理条例", "2021-03-30"): ("现行有效", True),
        ("云州市摊贩管理办法", "2016-02-06"): ("现行有效", True),
        ("云州市路灯管理规定", "1998-05-08"): ("废止", False),
        ("云州市城市照明条例", "2022-04-20"): ("现行有效", False),
    }
    assert {(d.policy.title, d.claimed, d.sort) for d in disagreements(DAY)} == {
        ("云州市养犬管理条例", "现行有效", "superseded_claimed_holding"),
        ("云州市摊贩管理办法", "废止或失效", "amended_claimed_ended"),
        ("云州市路灯管理规定", "现行有效", "repealed_claimed_holding"),
    }


def test_between_two_versions_the_older_holds_until_the_newer_takes_effect(staged):
    on = states(date(2021, 6, 30))
    assert on["云州市养犬管理条例", "2009-06-01"] == ("现行有效", False)
    assert on["云州市养犬管理条例", "2021-03-30"] == ("尚未施行", False)
    assert states(date(2022, 7, 31))["云州市路灯管理规定", "1998-05-08"] == ("现行有效", False)
    assert states(date(2022, 8, 1))["云州市路灯管理规定", "1998-05-08"] == ("废止", False)


def test_matching_the_whole_library_again_changes_nothing(staged):
    before = list(ValidityFact.objects.values_list("pk", "voided_at"))
    assert resolve_all() == 0
    assert list(ValidityFact.objects.values_list("pk", "voided_at")) == before


def test_a_stock_that_went_live_bears_its_labels(government, staged):
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(staged, by=person, on=DAY, seen_hash=staged.manifest_hash)
    events.drain()
    old = Policy.objects.get(title="云州市路灯管理规定")
    assert publishing.LiveEdition.objects.filter(publication=old.pk).exists()
    labels = publishing.DatedLabel.objects.filter(publication=old.pk, family="validity").order_by("pk")
    assert [(label.code, label.valid_from, label.valid_until) for label in labels] == [
        ("not_yet", None, date(1998, 6, 30)),
        ("in_force", date(1998, 7, 1), date(2022, 7, 31)),
        ("repealed", date(2022, 8, 1), None),
    ]


def test_documents_are_found_by_title_in_brackets_by_part_and_by_number(staged):
    assert [p.title for p in named_documents("《云州市城市照明条例》")] == ["云州市城市照明条例"]
    assert [str(p.version_on) for p in named_documents("养犬管理条例")] == ["2021-03-30", "2009-06-01"]
    assert [p.title for p in named_documents("云州市人民政府令第12号")] == ["云州市摊贩管理办法"]
    assert named_documents("云州市人民政府令第13号") == []


def shown(capsys, *words):
    status = cli.main(["policies", "show", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.demand("PV-01")
def test_the_command_shows_the_newest_version_with_reasons_and_all_versions(staged, capsys):
    status, told = shown(capsys, "云州市养犬管理条例", "--as-of", "2026-11-20")
    assert status == 0
    keys = ("title", "number", "as_of", "status", "amended", "since")
    assert {key: told[key] for key in keys} == {
        "title": "云州市养犬管理条例",
        "number": "",
        "as_of": "2026-11-20",
        "status": "现行有效",
        "amended": True,
        "since": "2021-07-01",
    }
    assert [(row["fact"], row["on"]) for row in told["because"]] == [
        ("施行", "2021-07-01"),
        ("修改", "2021-07-01"),
    ]
    assert [(v["version_on"], v["status"]) for v in told["versions"]] == [
        ("2021-03-30", "现行有效"),
        ("2009-06-01", "废止"),
    ]


def test_the_document_behind_a_fact_is_named(staged, capsys):
    _, told = shown(capsys, "云州市路灯管理规定", "--as-of", "2022-08-01")
    assert told["because"][0] | {"note": ""} == {
        "fact": "废止",
        "on": "2022-08-01",
        "until": None,
        "document": "《云州市城市照明条例》",
        "source": "其他文件载明",
        "note": "",
    }
    assert told["claimed_status"] == "现行有效"


def test_before_a_version_was_made_the_one_before_it_is_shown(staged, capsys):
    _, told = shown(capsys, "云州市养犬管理条例", "--as-of", "2015-01-01")
    assert (told["status"], told["amended"], told["since"]) == ("现行有效", False, "2009-09-01")


def test_an_unknown_document_and_half_a_title_are_refused_with_a_reason(staged, capsys):
    status, told = shown(capsys, "云州市飞行管理条例")
    assert (status, len(told["refusals"])) == (1, 1)
    assert "政策文件库中没有“云州市飞行管理条例”" in told["refusals"][0]["reason"]
    status, told = shown(capsys, "云州市")
    assert status == 1
    assert "不止一份文件" in told["refusals"][0]["reason"]


def test_disagreements_are_printed_with_their_class(staged, capsys):
    assert cli.main(["policies", "disagreements", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == 3
    assert {row["title"]: row["class"] for row in told["documents"]} == {
        "云州市养犬管理条例": "superseded_claimed_holding",
        "云州市摊贩管理办法": "amended_claimed_ended",
        "云州市路灯管理规定": "repealed_claimed_holding",
    }


def test_without_json_the_answer_is_in_chinese_sentences(staged, capsys):
    assert cli.main(["policies", "show", "云州市路灯管理规定", "--as-of", "2026-11-20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "《云州市路灯管理规定》",
        "2026-11-20：废止，自 2022-08-01 起",
        "  2022-08-01 废止：《云州市城市照明条例》（其他文件载明）",
    ]
    assert Force.REPEALED.label == "废止"
