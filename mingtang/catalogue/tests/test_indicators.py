"""The indicator of the section equals what the page shows of a body."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from mingtang.catalogue.api import INDICATORS
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
    [(body, cells)] = page.context["rows"]
    assert (body, len(cells), sum(cell.state == "good" for cell in cells)) == (district.minzheng, 4, 1)


def test_a_body_without_a_section_has_nothing_to_count(district):
    found = SECTION_PARTS.read(0, SPAN)
    assert (found.value, found.of) == (0, 0)
