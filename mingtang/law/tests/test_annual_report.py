"""When annual reports are due and for which years: the worked tables of docs/law/annual_report.md."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.law import annual_report
from mingtang.law.tests import tables

PAGE = "annual_report.md"


def day(cell):
    return None if cell == "-" else date.fromisoformat(cell)


@pytest.mark.parametrize("row", tables.cases(PAGE, "Due"))
def test_a_report_is_due_by_year_and_reporter(row):
    if row["due"] == "-":
        with pytest.raises(ValueError, match=row["year"]):
            annual_report.due(int(row["year"]), row["reporter"])
        return

    due = annual_report.due(int(row["year"]), row["reporter"])

    assert due.on == day(row["due"])
    assert row["article"] in due.article


@pytest.mark.parametrize("row", tables.cases(PAGE, "Years owed"))
def test_a_body_owes_the_years_at_whose_end_it_existed(row):
    since, until, on = (day(row[name]) for name in ("since", "until", "on"))

    years = annual_report.years_owed(row["reporter"], on=on, since=since, until=until)

    expected = [] if row["first"] == "-" else list(range(int(row["first"]), int(row["last"]) + 1))
    assert (years, len(years)) == (expected, int(row["count"]))


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {"Due", "Years owed"}
