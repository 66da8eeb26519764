"""Whether a document holds: the worked tables of docs/law/validity.md."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.law.tests import tables
from mingtang.law.validity import (
    Fact,
    FactKind,
    Force,
    amended_since,
    current_end,
    intervals,
    last_day,
    state_on,
)

PAGE = "validity.md"


def facts_of(cell: str) -> list[Fact]:
    """`takes_effect 2020-07-01; suspended 2020-02-01..2020-04-30` as facts."""
    return [] if cell == "-" else [_fact(number, part) for number, part in enumerate(cell.split("; "))]


def _fact(number: int, part: str) -> Fact:
    kind, days = part.split(" ")
    on, _, until = days.partition("..")
    return Fact(
        FactKind(kind), date.fromisoformat(on), date.fromisoformat(until) if until else None, key=number
    )


def _day(cell: str) -> date | None:
    return None if cell in {"-", ""} else date.fromisoformat(cell)


@pytest.mark.parametrize("row", tables.cases(PAGE, "State on a day"))
def test_force_and_mark_on_a_day(row):
    state = state_on(facts_of(row["facts"]), date.fromisoformat(row["on"]))
    because = ", ".join(fact.kind.value for fact in state.because) or "-"
    assert (state.force.value, state.since, state.amended, because) == (
        row["force"],
        _day(row["since"]),
        tables.yes(row["amended"]),
        row["because"],
    )


@pytest.mark.parametrize("row", tables.cases(PAGE, "State on a day"))
def test_facts_may_be_told_in_any_order(row):
    facts, on = facts_of(row["facts"]), date.fromisoformat(row["on"])
    assert state_on(reversed(facts), on) == state_on(facts, on)


@pytest.mark.parametrize("row", tables.cases(PAGE, "A whole life"))
def test_a_life_is_runs_of_days_without_gap(row):
    runs = [f"{i.force.value} {i.since or ''}..{i.until or ''}" for i in intervals(facts_of(row["facts"]))]
    assert "; ".join(runs) == row["intervals"]


@pytest.mark.parametrize("row", tables.cases(PAGE, "The last day of a period"))
def test_a_period_ends_on(row):
    length, unit = row["period"].split(" ")
    assert last_day(date.fromisoformat(row["from"]), **{unit: int(length)}) == date.fromisoformat(
        row["last day"]
    )


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {"State on a day", "A whole life", "The last day of a period"}


def test_the_period_that_runs_is_the_one_last_confirmed():
    facts = facts_of("takes_effect 2020-07-01; expiry 2025-06-30; confirmed 2025-03-01..2028-06-30")
    assert current_end(facts, date(2025, 2, 28)) == date(2025, 6, 30)
    assert current_end(facts, date(2025, 3, 1)) == date(2028, 6, 30)
    assert current_end(facts_of("takes_effect 2020-07-01"), date(2025, 2, 28)) is None


def test_nothing_marks_a_document_that_nobody_changed():
    assert amended_since(facts_of("made 2020-01-01; repealed 2021-01-01")) is None


def test_only_what_holds_counts_as_the_stock():
    assert {force for force in Force if force.holds} == {Force.IN_FORCE, Force.PARTLY}
    assert [force.label for force in Force] == [
        "尚未施行",
        "现行有效",
        "部分失效",
        "停止执行",
        "失效",
        "宣布失效",
        "废止",
        "被撤销",
    ]
