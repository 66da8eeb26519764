"""How long reviews take is counted from when a step could be done, not from when its text was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from mingtang.publishing.queries.reports import Period, step_times
from mingtang.publishing.services import releasing, reviewing
from mingtang.publishing.testing import DAY, Government, a_draft, ready, sign_next, submitted

MORNING = timezone.make_aware(datetime(2026, 11, 20, 9))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`hour(30)`: it is thirty hours after nine in the morning of the day."""

    def becomes(hours: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: MORNING + timedelta(hours=hours))

    becomes(0)
    return becomes


def hours_of(period: Period = NOVEMBER) -> dict[str, float]:
    return {line.step: line.mean_hours for line in step_times(period)}


def test_the_first_step_begins_with_the_submission(government: Government, hour: Callable[[float], None]):
    draft = a_draft(government)
    hour(48)
    edition = submitted(government, draft)
    hour(51)
    sign_next(government, edition)
    hour(52)
    sign_next(government, edition)

    assert hours_of() == {"初审初校": 3.0, "复审复校": 1.0}


def test_time_that_the_author_took_a_text_back_is_not_the_reviewers(government, hour):
    edition = submitted(government)
    hour(1)
    sign_next(government, edition)
    hour(2)
    reviewing.call_back(edition, by=government.contact, on=DAY)
    hour(26)
    submitted(government, edition)
    hour(30)
    sign_next(government, edition)

    assert hours_of() == {"初审初校": 1.0, "复审复校": 4.0}


def test_a_step_signed_in_the_next_month_still_counts_from_the_signature_before(government, hour):
    edition = submitted(government)
    hour(1)
    sign_next(government, edition)
    hour(24 * 20)
    sign_next(government, edition)

    assert hours_of(Period(date(2026, 12, 1), date(2026, 12, 31))) == {"复审复校": 479.0}


def test_the_review_of_an_emergency_begins_with_its_publication(government, hour):
    draft = a_draft(government)
    hour(5)
    releasing.publish_in_emergency(
        draft, first=government.unit_leader, second=government.office, reason="洪水预警", on=DAY
    )
    hour(7)
    sign_next(government, draft)

    assert hours_of() == {"初审初校": 2.0}


def test_the_whole_road_counts_from_the_first_word(government, hour):
    draft = a_draft(government)
    hour(10)
    edition = ready(government, draft)
    hour(12)
    releasing.publish_now([edition], by=government.contact, on=DAY)

    assert hours_of()["全程（起草到公开）"] == 12.0
