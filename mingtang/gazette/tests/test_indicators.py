"""The indicators of the gazette equal what one counts by hand, and each opens exactly its rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.gazette.api import INDICATORS
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.testing import DAY, a_document, a_gazette, a_public_issue

IN_TIME, TEXTS = INDICATORS
SPAN = Period(date(2026, 1, 1), DAY)
APPEARED = {1: date(2026, 8, 1), 2: date(2026, 9, 1), 3: date(2026, 11, 1)}


@pytest.fixture
def gazette(government):
    """A monthly gazette with three issues, the third a month late; each prints one text made on 1 August."""
    made = a_gazette(government, frequency="monthly")
    for number, day in APPEARED.items():
        a_public_issue(made, government, a_document(government, number), number=number)
        Issue.objects.filter(gazette=made, number=number).update(published_on=day)
    Entry.objects.filter(issue__gazette=made).update(approved_on=date(2026, 8, 1))
    return made


def shown(person, found) -> list[tuple[str, str]]:
    rows = sign_in(Client(), person).get(found.rows_url).context["table"].rows
    return [(str(row[0]), f"{row[2]}：{row[3]}") for row in rows]


def test_issues_within_the_cycle_are_counted_from_the_second_on(government, gazette):
    found = IN_TIME.read(government.body.pk, SPAN)

    assert (found.value, found.of) == (1, 2)
    assert shown(government.contact, found) == [
        ("2026年第3期", "未达到：距上期61天，刊期31天"),
        ("2026年第2期", "达到：距上期31天，刊期31天"),
    ]
    early = IN_TIME.read(government.body.pk, Period(date(2026, 1, 1), date(2026, 9, 30)))
    assert ((early.value, early.of), len(shown(government.contact, early))) == ((1, 1), 1)


def test_texts_are_in_time_that_appear_within_one_cycle_of_their_making(government, gazette):
    found = TEXTS.read(government.body.pk, SPAN)

    assert (found.value, found.of) == (2, 3)
    said = [words for _, words in shown(government.contact, found)]
    assert [words.partition("，")[2] for words in said] == [
        "自成文至刊登92天，刊期31天",
        "自成文至刊登0天，刊期31天",
        "自成文至刊登31天，刊期31天",
    ]


def test_many_bodies_cost_as_many_queries_as_one(government, gazette):
    elsewhere = government.site.organisation_id

    def cost(*bodies: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            for indicator in INDICATORS:
                indicator.read_many(bodies, SPAN)
        return len(asked)

    assert cost(government.body.pk) == cost(government.body.pk, elsewhere, elsewhere + 1000)


def test_an_irregular_gazette_and_another_editor_have_nothing_to_count(government):
    a_gazette(government, frequency="irregular")
    elsewhere = government.site.organisation_id
    assert [one.read(body, SPAN).of for one in INDICATORS for body in (government.body.pk, elsewhere)] == [
        0
    ] * 4
