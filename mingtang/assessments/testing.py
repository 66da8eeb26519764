"""A year's scheme and its assessments for tests, made by the acts that users use, with two measures of invented numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest import mock

from django.conf import settings

from mingtang.assessments.models import Assessment, Scheme, SchemePeriod
from mingtang.assessments.services import schemes, scoring
from mingtang.core.indicators.api import Indicator, Period, Reading
from mingtang.core.organisations.api import Organisation
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import Government

DAY = date(2026, 4, 2)
READ_AT = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)


@dataclass
class Numbers:
    """Invented readings by body: (value, of). A body without any reads as nothing owed."""

    by_body: dict[int, tuple[int, int]] = field(default_factory=dict)
    asked: list[Period] = field(default_factory=list)

    def read(self, body: int, period: Period) -> Reading:
        self.asked.append(period)
        value, of = self.by_body.get(body, (0, 0))
        return Reading(value, of, f"/desk/rows/?unit={body}", READ_AT)

    def read_many(self, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        return {body: self.read(body, period) for body in bodies}


@contextmanager
def measured(**numbers: Numbers) -> Iterator[None]:
    """Let the platform measure what is named here, and nothing else; the first of them many bodies at once."""
    listed = tuple(
        Indicator(code, f"测量项{code}", "按期完成的比例", one.read, one.read_many if number == 0 else None)
        for number, (code, one) in enumerate(numbers.items())
    )
    with mock.patch(f"{settings.WIRING}.INDICATORS", listed, create=True):
        yield


def an_indicator(scheme: Scheme, government: Government, **facts: Any) -> Any:
    told = {
        "code": "x",
        "name": "政策解读同步发布",
        "weight": Decimal(60),
        "rule": {"kind": "share"},
        "area": "general",
        "source": "sync",
        "body_kinds": [],
    }
    return schemes.add_indicator(scheme, **{**told, **facts}, by=government.office, on=DAY)


def a_draft(government: Government, *units: Organisation) -> Scheme:
    """民政局 and 教体局 (or the units named) by two indicators: 60 measured (`sync`), 40 by hand; quarters of 25."""
    scheme = schemes.draft_scheme(
        a_body("qzf", "云棠区人民政府", kind="government"),
        year=2026,
        name="政务公开工作考核评价方案",
        by=government.office,
        on=DAY,
    )
    scheme.indicators.all().delete()
    an_indicator(scheme, government, code="1")
    hand = {"name": "基层政务公开标准化规范化", "area": "grassroots", "source": "", "rule": {"kind": "hand"}}
    an_indicator(scheme, government, code="2", weight=Decimal(40), **hand)
    chosen = units or (government.body, a_body("jtj"))
    schemes.set_units(scheme, chosen, by=government.office, on=DAY)
    return scheme


def a_scheme(government: Government, *units: Organisation) -> Scheme:
    """As `a_draft`, in force."""
    return schemes.put_in_force(a_draft(government, *units), by=government.office, on=DAY)


def the_quarter(scheme: Scheme, number: int = 1) -> SchemePeriod:
    return scheme.periods.order_by("first_day").select_related("scheme")[number - 1]


def give_all(assessment: Assessment, government: Government, points: Decimal | int = 30) -> None:
    """The same points by hand for every line that waits for them."""
    lines = assessment.lines.filter(points=None).select_related("assessment", "organisation")
    given = [scoring.Given(line, Decimal(points), "现场查看，专区建成") for line in lines]
    scoring.give_points(given, by=government.office, on=DAY)


def a_shown(government: Government, scheme: Scheme | None = None, on: date = DAY) -> Assessment:
    """The first quarter, scored and shown."""
    assessment = scoring.begin(the_quarter(scheme or a_scheme(government)), by=government.office, on=on)
    give_all(assessment, government)
    return scoring.show(assessment, by=government.office, on=on)
