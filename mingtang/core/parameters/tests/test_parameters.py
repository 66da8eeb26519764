"""Local rules that are stricter than the national one, from a day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from mingtang.core.audit import api as audit
from mingtang.core.parameters import api as parameters
from mingtang.core.parameters import labels
from mingtang.core.parameters.models import LocalValue
from mingtang.law.publication import LIMITS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RULE = "某市政务公开工作规定（某政发〔2026〕3号）"


@dataclass
class Clerk:
    pk: int = 7
    name: str = "陈管理"


def set_proactive(value: int, in_force_on: date, source: str = RULE) -> LocalValue:
    return parameters.set_value(
        "publication.proactive", value, source=source, in_force_on=in_force_on, by=Clerk(), at=NOON
    )


@pytest.fixture
def replies(monkeypatch):
    """A parameter of the other direction, as an app would declare it, for one test."""
    monkeypatch.setattr(labels, "DECLARED", declared := dict(labels.DECLARED))
    for module in ("queries", "services"):
        monkeypatch.setattr(f"mingtang.core.parameters.{module}.DECLARED", declared)
    return parameters.declare(
        parameters.Parameter(
            "consultations.days", "征求意见的天数", 30, "日", "某条例第一条", parameters.Direction.MAY_RAISE
        )
    )


def test_without_a_local_rule_the_national_value_holds():
    value = parameters.in_force_on("publication.proactive", date(2026, 3, 2))
    assert (value.value, value.is_local, value.source) == (20, False, "政府信息公开条例第二十六条")


def test_a_shorter_local_limit_holds_from_its_day_on():
    set_proactive(10, date(2026, 4, 1))
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))
    assert [parameters.value_on("publication.proactive", day) for day in days] == [20, 10, 10]
    limit = parameters.limit_on("proactive", date(2026, 4, 1))
    assert (limit.length, limit.source) == (10, RULE)
    assert parameters.limit_on("proactive", date(2026, 3, 31)) == LIMITS["proactive"]


def test_what_is_laxer_than_the_national_floor_is_refused_with_the_article():
    with pytest.raises(parameters.MayNotSet) as refusal:
        set_proactive(21, date(2026, 4, 1))
    (reason,) = refusal.value.reasons
    assert (reason.article, "不得长于国家规定的20个工作日" in reason.reason) == (
        "政府信息公开条例第二十六条",
        True,
    )
    assert not LocalValue.objects.exists()


def test_every_reason_is_given_at_once_and_the_page_gives_the_same():
    with pytest.raises(parameters.MayNotSet) as refusal:
        set_proactive(30, date(2026, 4, 1), source=" ")
    assert len(refusal.value.reasons) == 2
    assert list(refusal.value.reasons) == parameters.setting_refusals("publication.proactive", 30, " ")


def test_nought_and_unknown_names_are_refused():
    with pytest.raises(parameters.MayNotSet, match="正整数"):
        set_proactive(0, date(2026, 4, 1))
    assert "没有名为" in parameters.setting_refusals("publication.nothing", 3, RULE)[0].reason
    with pytest.raises(KeyError):
        parameters.value_on("publication.nothing", date(2026, 4, 1))


def test_of_one_day_the_last_value_counts_and_the_earlier_stays_on_record():
    set_proactive(10, date(2026, 4, 1))
    set_proactive(15, date(2026, 4, 1))
    assert parameters.value_on("publication.proactive", date(2026, 4, 2)) == 15
    assert [row.value for row in parameters.history("publication.proactive")] == [15, 10]


def test_going_back_to_the_national_value_is_a_value_like_any_other():
    set_proactive(10, date(2026, 4, 1))
    set_proactive(20, date(2026, 6, 1), source="某政发〔2026〕9号")
    assert parameters.value_on("publication.proactive", date(2026, 5, 31)) == 10
    assert parameters.value_on("publication.proactive", date(2026, 6, 1)) == 20


def test_setting_a_value_is_recorded():
    local = set_proactive(10, date(2026, 4, 1))
    assert audit.was_recorded("parameters.value_set", local)
    assert (local.set_by_id, local.set_by_name) == (7, "陈管理")


def test_duties_may_be_raised_and_not_lowered(replies):
    with pytest.raises(parameters.MayNotSet, match="不得低于国家规定的30日"):
        parameters.set_value(replies.name, 20, source=RULE, in_force_on=date(2026, 4, 1), by=Clerk(), at=NOON)
    parameters.set_value(replies.name, 40, source=RULE, in_force_on=date(2026, 4, 1), by=Clerk(), at=NOON)
    assert parameters.value_on(replies.name, date(2026, 4, 1)) == 40


def test_a_floor_that_was_raised_later_overrides_an_old_local_value(replies):
    parameters.set_value(replies.name, 40, source=RULE, in_force_on=date(2026, 4, 1), by=Clerk(), at=NOON)
    labels.DECLARED[replies.name] = replace(replies, national=60)
    value = parameters.in_force_on(replies.name, date(2026, 4, 1))
    assert (value.value, value.is_local) == (60, False)


def test_two_declarations_of_one_name_are_a_mistake(replies):
    assert parameters.declare(replies) == replies
    with pytest.raises(ValueError, match="twice"):
        parameters.declare(replace(replies, national=31))


def test_every_limit_of_publication_is_a_parameter():
    assert {f"publication.{code}" for code in LIMITS} <= labels.DECLARED.keys()
    assert parameters.parameter("publication.penalty_decision").national == 7


def test_the_database_takes_no_value_without_a_document():
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalValue.objects.create(
            name="publication.proactive",
            value=5,
            source="",
            in_force_on=date(2026, 4, 1),
            set_by_id=7,
            set_by_name="陈管理",
            set_at=NOON,
        )
