"""Who may run a gazette and what it may print: the worked tables of docs/law/gazette.md."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.law.gazette import (
    Item,
    duty,
    is_late_online,
    printing_refusals,
    running_refusals,
    waited_days,
)
from mingtang.law.tests import tables

PAGE = "gazette.md"


@pytest.mark.parametrize("row", tables.cases(PAGE, "Who may run one"))
def test_a_body_must_may_or_must_not_run_a_gazette(row):
    assert duty(row["body"], row["level"]) == row["duty"]
    assert bool(running_refusals(row["body"], row["level"])) is tables.yes(row["refused"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "What may be printed"))
def test_a_text_may_or_may_not_be_printed(row):
    item = Item(
        title=row["words"],
        is_public=tables.yes(row["public"]),
        number="" if row["number"] == "-" else row["number"],
        numbered=tables.yes(row["numbered"]),
        is_foreign=row["whose"] != "own",
        is_superior=row["whose"] == "superior",
        in_force=tables.yes(row["in force"]),
    )
    exception = "" if row["exception"] == "-" else row["exception"]
    assert len(printing_refusals(item, exception=exception)) == int(row["refusals"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "How long it waited"))
def test_waiting_is_counted_in_days(row):
    appeared = date.fromisoformat(row["appeared"])
    assert waited_days(date.fromisoformat(row["approved"]), appeared) == int(row["days"])
    assert is_late_online(appeared, date.fromisoformat(row["on paper"])) is tables.yes(row["late online"])


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {"Who may run one", "What may be printed", "How long it waited"}
