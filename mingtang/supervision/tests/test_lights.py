"""The rule of the lights, case by case, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.supervision.analysis.lights import (
    RULE,
    PartFacts,
    light,
    standing,
    why,
    worst_light,
    worst_standing,
)
from mingtang.supervision.analysis.rounds import last_finished_quarter, spans

ON = date(2026, 11, 20)
LATER, SOON, PAST = date(2027, 3, 1), date(2026, 12, 20), date(2026, 11, 19)

CASES = [
    ("not due, nothing asked", PartFacts(due_on=LATER), "missing", "green"),
    ("not due, reported", PartFacts(due_on=LATER, claims=True), "claimed", "green"),
    ("due today is not late", PartFacts(due_on=ON), "missing", "yellow"),
    ("due in exactly 30 days", PartFacts(due_on=SOON), "missing", "yellow"),
    ("due in 31 days", PartFacts(due_on=date(2026, 12, 21)), "missing", "green"),
    ("due soon, only claimed", PartFacts(due_on=SOON, claims=True), "claimed", "yellow"),
    ("due soon, proven", PartFacts(due_on=SOON, proven=True, claims=True), "proven", "green"),
    ("over yesterday, only claimed", PartFacts(due_on=PAST, claims=True), "overdue", "red"),
    ("over yesterday, proven", PartFacts(due_on=PAST, proven=True), "proven", "green"),
    ("the round has no answer", PartFacts(due_on=LATER, round_open=True), "missing", "yellow"),
    ("no end, no round yet", PartFacts(), "missing", "green"),
    ("broken down late", PartFacts(due_on=LATER, breakdown_due_on=PAST), "missing", "red"),
    ("breakdown due today", PartFacts(due_on=LATER, breakdown_due_on=ON), "missing", "green"),
    (
        "broken down after its day, but there now",
        PartFacts(due_on=LATER, breakdown_due_on=date(2026, 11, 1), broken_down_on=PAST),
        "missing",
        "green",
    ),
    (
        "proven without breakdown",
        PartFacts(due_on=LATER, breakdown_due_on=PAST, proven=True),
        "proven",
        "green",
    ),
]


@pytest.mark.parametrize(
    ("facts", "stands", "shines"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_light_of_a_part_follows_the_stated_rule(facts, stands, shines):
    assert (standing(facts, ON), light(facts, ON)) == (stands, shines)
    assert why(facts, ON)


def test_each_light_has_its_reason_in_words():
    assert why(PartFacts(due_on=PAST), ON) == "时限2026-11-19已过，未印证"
    assert why(PartFacts(due_on=LATER, breakdown_due_on=PAST), ON) == "应于2026-11-19前报送分解措施，未报"
    assert why(PartFacts(due_on=LATER, round_open=True), ON) == "本报送期未报"
    assert why(PartFacts(due_on=SOON), ON) == "2026-12-20到期，未印证"
    assert why(PartFacts(due_on=LATER), ON) == "未到期"
    assert [word in RULE for word in ("红灯", "黄灯", "绿灯", "30日")] == [True] * 4


def test_a_task_stands_as_the_worst_of_its_parts():
    assert worst_standing(["proven", "claimed", "proven"]) == "claimed"
    assert worst_standing(["missing", "overdue"]) == "overdue"
    assert worst_light(["green", "yellow", "green"]) == "yellow"
    assert (worst_standing([]), worst_light([])) == ("", "")


def test_a_year_has_twelve_months_or_four_quarters():
    months, quarters = spans("monthly", 2026), spans("quarterly", 2026, days=5)

    assert [span.title for span in quarters] == [f"2026年第{n}季度" for n in "一二三四"]
    assert (len(months), months[1].last_day, months[1].due_on) == (12, date(2026, 2, 28), date(2026, 3, 10))
    assert [span.due_on for span in quarters] == [
        date(2026, 4, 5),
        date(2026, 7, 5),
        date(2026, 10, 5),
        date(2027, 1, 5),
    ]


def test_a_quarter_is_finished_on_the_day_after_its_last():
    assert last_finished_quarter(date(2026, 9, 30)) == (2026, 2)
    assert last_finished_quarter(date(2026, 10, 1)) == (2026, 3)
    assert last_finished_quarter(date(2026, 1, 1)) == (2025, 4)
