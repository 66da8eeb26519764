"""The indicator of the section equals what the page shows of a body."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.catalogue.api import INDICATORS
from mingtang.catalogue.labels import PARTS
from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.publishing.testing import DAY

[SECTION_PARTS] = INDICATORS
SPAN = Period(date(DAY.year, 1, 1), DAY)


@pytest.fixture(autouse=True)
def measured_today(monkeypatch):
    monkeypatch.setattr("mingtang.catalogue.queries.indicators.localdate", lambda: DAY)


def test_the_parts_with_nothing_wrong_are_counted_and_the_page_shows_all_four_of_this_body_alone(district):
    before = SECTION_PARTS.read(district.minzheng.pk, SPAN)
    district.guide()
    after = SECTION_PARTS.read(district.minzheng.pk, SPAN)
    page = sign_in(Client(), district.government.office).get(after.rows_url)

    assert ((before.value, before.of), (after.value, after.of)) == ((0, 4), (1, 4))
    rows = [(str(row[0]), str(row[2])) for row in page.context["table"].rows]
    assert [name for name, _ in rows] == [name for _, name in PARTS]
    assert [name for name, state in rows if state == "达到"] == [dict(PARTS)["guide"]]


def test_a_body_without_a_section_has_nothing_to_count(district):
    found = SECTION_PARTS.read(0, SPAN)
    assert (found.value, found.of) == (0, 0)


def test_many_bodies_cost_as_many_queries_as_one(district):
    def cost(*bodies: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            told = SECTION_PARTS.read_many(bodies, SPAN)
        assert [reading.of for reading in told.values()] == [4] * len(bodies)
        return len(asked)

    every = [body.pk for body in (district.minzheng, district.government.site.organisation)]
    assert cost(every[0]) == cost(*every)
