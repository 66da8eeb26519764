"""The page of measured indicators says of each what the platform says: name, rule, rows and the trade that measures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingtang.core.indicators.api import Indicator, listed
from mingtang.supervision.services import records

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "indicators.md"
ROW = re.compile(
    r"^\| (?P<name>\S+) `(?P<code>\w+)` \| (?P<trade>\S+) \| (?P<rule>.+) \| (?P<rows>.+) \|$", re.M
)


def rows() -> dict[str, re.Match[str]]:
    return {row["code"]: row for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def told(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.name, indicator.trade, indicator.rule


@pytest.mark.django_db
def test_each_indicator_stands_in_the_page_with_its_rule_and_nothing_else_does():
    records.load_kinds()
    known = listed()
    assert {code: (row["name"], row["trade"], row["rule"]) for code, row in rows().items()} == {
        code: told(indicator) for code, indicator in known.items()
    }


@pytest.mark.django_db
def test_each_is_read_for_many_units_at_once_and_shows_its_rows():
    records.load_kinds()
    assert [code for code, one in listed().items() if one.read_many is None or one.rows is None] == []


def test_what_stands_behind_each_number_is_told():
    assert len(rows()) > 15
    assert [code for code, row in rows().items() if len(row["rows"]) < 6] == []
