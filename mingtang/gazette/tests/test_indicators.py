"""The indicator of the gazette equals what the page of its cycle shows."""

from __future__ import annotations

from datetime import date

from django.test import Client

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.gazette.api import INDICATORS
from mingtang.gazette.models import Issue
from mingtang.gazette.testing import DAY, a_document, a_gazette, a_public_issue

[IN_TIME] = INDICATORS
SPAN = Period(date(2026, 1, 1), DAY)


def test_issues_within_the_cycle_are_counted_from_the_second_on(government):
    gazette = a_gazette(government, frequency="monthly")
    for number in (1, 2, 3):
        a_public_issue(gazette, government, a_document(government, number), number=number)
    for number, day in ((1, date(2026, 8, 1)), (2, date(2026, 9, 1)), (3, date(2026, 11, 1))):
        Issue.objects.filter(gazette=gazette, number=number).update(published_on=day)

    found = IN_TIME.read(government.body.pk, SPAN)
    page = sign_in(Client(), government.contact).get(found.rows_url)

    assert (found.value, found.of, page.status_code) == (1, 2, 200)
    assert found.rows_url == f"/desk/gazette/{gazette.pk}/cycle/"
    early = IN_TIME.read(government.body.pk, Period(date(2026, 1, 1), date(2026, 9, 30)))
    assert (early.value, early.of) == (1, 1)


def test_an_irregular_gazette_and_another_editor_have_nothing_to_count(government):
    a_gazette(government, frequency="irregular")
    elsewhere = government.site.organisation_id
    assert [IN_TIME.read(body, SPAN).of for body in (government.body.pk, elsewhere)] == [0, 0]
