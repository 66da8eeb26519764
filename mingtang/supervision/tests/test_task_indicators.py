"""What the platform measures of tasks by itself: proven, broken down, reported, put right in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from mingtang.core.indicators.api import Period, listed
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.models import Round
from mingtang.supervision.queries.task_indicators import INDICATORS
from mingtang.supervision.services import breakdown, evidence, reports, rounds
from mingtang.supervision.testing import a_plan

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def part(government):
    """民政局's part of the first task of three: one ends in December, one in November, one never."""
    plan = a_plan(government)
    Round.objects.create(
        plan=plan, kind="monthly", title="11月", first_day=DAY, last_day=DAY, opens_on=DAY, due_on=DAY + timedelta(days=10)
    )  # fmt: skip
    rounds.open_due(DAY)
    return plan.tasks.get(number=1).units.get(organisation=government.body)


def said(code: str, government) -> tuple[int, int]:
    reading = listed()[code].read(government.body.pk, YEAR)
    return reading.value, reading.of


def test_a_task_counts_when_another_person_has_verified_its_proof_and_one_without_an_end_is_not_asked(
    government, part
):
    assert said("tasks_proven", government) == (0, 2)
    upload = ContentFile(PDF, name="纪要.pdf")
    proof = evidence.claim_file(part, upload=upload, title="纪要", by=government.contact, on=localdate())
    assert said("tasks_proven", government) == (0, 2)
    evidence.verify(proof, by=government.office, on=localdate())
    assert said("tasks_proven", government) == (1, 2)
    assert (
        listed()["tasks_proven"].read(government.body.pk, Period(date(2026, 1, 1), date(2026, 11, 30))).of
        == 1
    )


def test_breakdowns_and_reports_count_when_they_came_by_their_day(government, part):
    told = {"breakdown": "每周梳理。", "responsible_name": "刘某某", "own_due_on": part.task.due_on}
    breakdown.break_down(part, **told, by=government.contact, on=localdate())
    reports.submit(part.reports.get(), text="已公开三件。", by=government.contact, on=localdate())
    due = Period(DAY, DAY + timedelta(days=60))
    assert [
        listed()[code].read(government.body.pk, due).value
        for code in ("breakdowns_in_time", "reports_in_time")
    ] == [1, 1]
    assert listed()["breakdowns_in_time"].read(government.body.pk, due).of == 3


def test_what_the_database_counts_is_what_the_rows_say(government, part):
    test_breakdowns_and_reports_count_when_they_came_by_their_day(government, part)
    bodies, period = [government.body.pk, a_body("jtj").pk], Period(DAY, DAY + timedelta(days=60))
    for one in INDICATORS:
        assert one.rows is not None and one.read_many is not None
        rows = one.rows(bodies, period)
        counted = {body: (sum(row.counts for row in found), len(found)) for body, found in rows.items()}
        assert {body: (r.value, r.of) for body, r in one.read_many(bodies, period).items()} == counted
