"""Three-sync as figures: the three pairs of dates of each document, the rate by unit and period, and what is in arrears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.indicators.api import Period as Span
from mingtang.core.indicators.api import Row, by_body, measured
from mingtang.policies.labels import ARREARS
from mingtang.policies.models import FocusField, Interpretation, InterpretationDuty, SoloRelease
from mingtang.publishing.api import Period


@dataclass(frozen=True)
class Dates:
    """One pair: when the document had it, when its interpretation; None where it has not."""

    name: str
    document: datetime | None
    interpretation: datetime | None
    in_step: bool


@dataclass(frozen=True)
class Line:
    """A document that had to be interpreted, beside its interpretation. `arrears` is empty where both were in step."""

    duty: InterpretationDuty
    interpretation: Interpretation | None
    solo: SoloRelease | None
    arrears: str

    @property
    def unit(self) -> str:
        return self.duty.organisation.short_name

    @property
    def pairs(self) -> tuple[Dates, Dates, Dates]:
        """同步起草, 同步审签, 同步发布: drafted before the document was signed off, signed before it was public, out with it."""
        one, duty = self.interpretation, self.duty
        drafted, signed, out = (
            (one.drafted_at, one.signed_at, one.published_at) if one else (None, None, None)
        )
        return (
            Dates("起草", duty.drafted_at, drafted, _by(drafted, duty.signed_at or duty.published_at)),
            Dates("审签", duty.signed_at, signed, _by(signed, duty.published_at)),
            Dates("发布", duty.published_at, out, out == duty.published_at),
        )

    @property
    def in_sync(self) -> bool:
        return all(pair.in_step for pair in self.pairs)

    @property
    def arrears_name(self) -> str:
        return ARREARS.get(self.arrears, "")

    @property
    def cause(self) -> str:
        """Why it went out alone."""
        if self.solo is not None:
            return f"{self.solo.allowed_by_name}批准先行发布：{self.solo.reason}"
        if self.duty.in_emergency:
            return "应急公开"
        return "" if self.in_sync else "解读未与文件同步"


def _by(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment <= limit


@dataclass(frozen=True)
class Rate:
    """Figures of one unit: documents, of these to be interpreted, interpreted, in step, and still in arrears."""

    unit: str
    unit_id: int | None
    documents: int
    required: int
    interpreted: int
    in_sync: int
    violations: int
    open: int

    @property
    def sync_rate(self) -> str:
        return percent(self.in_sync, self.required)

    @property
    def interpretation_rate(self) -> str:
        return percent(self.interpreted, self.required)

    @property
    def marked_rate(self) -> str:
        return percent(self.required, self.documents)


def percent(part: int, of: int) -> str:
    """A share as people read it; a dash where there was nothing to share."""
    return f"{part / of:.1%}" if of else "—"


def lines(period: Period, day: date) -> list[Line]:
    """Documents that went public in a period and had to be interpreted, the newest first, in three queries."""
    duties = list(
        InterpretationDuty.objects.filter(period.covers("published_at", "organisation"))
        .filter(must_be_interpreted=True)
        .select_related("organisation", "edition__publication")
        .order_by("-published_at", "-pk")
    )
    readings = first_interpretations([duty.policy_id for duty in duties])
    solos = {
        row.edition_id: row for row in SoloRelease.objects.filter(edition__in=[d.edition_id for d in duties])
    }
    return [_line(duty, readings.get(duty.policy_id), solos.get(duty.edition_id), day) for duty in duties]


def first_interpretations(documents: Iterable[int]) -> dict[int, Interpretation]:
    """The interpretation of each document that counts, the first where there are several."""
    rows = Interpretation.objects.filter(policy__in=list(documents), counts=True).order_by(
        "-published_at", "-pk"
    )
    return {row.policy_id: row for row in rows.select_related("publication", "organisation")}


def _line(duty: InterpretationDuty, one: Interpretation | None, solo: SoloRelease | None, day: date) -> Line:
    bare = Line(duty, one, solo, "")
    return bare if bare.in_sync else Line(duty, one, solo, arrears_on(duty, one, day))


def arrears_on(duty: InterpretationDuty, one: Interpretation | None, day: date) -> str:
    """Where a document that went out alone stands on a day: owed, overdue, or made good in time or late."""
    if one is None:
        return "overdue" if day > duty.due_on else "owed"
    return "in_time" if localdate(one.published_at) <= duty.due_on else "late"


def violations(period: Period, day: date) -> list[Line]:
    """Documents of a period that were not in step with their interpretation; what is still owed stands first."""
    found = [line for line in lines(period, day) if not line.in_sync]
    order = ("overdue", "owed", "late", "in_time")
    return sorted(found, key=lambda line: order.index(line.arrears))


def rates(period: Period, day: date) -> list[Rate]:
    """Figures by unit in the order of the units, and of all together at the end where there are several."""
    documents = Counter(
        InterpretationDuty.objects.filter(period.covers("published_at", "organisation")).values_list(
            "organisation_id", "organisation__short_name", "organisation__order"
        )
    )
    found = lines(period, day)
    units = sorted(documents, key=lambda unit: (unit[2], unit[0]))
    each = [
        _rate(
            name, pk, documents[pk, name, order], [line for line in found if line.duty.organisation_id == pk]
        )
        for pk, name, order in units
    ]
    return each + [_rate("合计", None, sum(documents.values()), found)] * (len(each) > 1)


def _rate(name: str, pk: int | None, documents: int, found: Sequence[Line]) -> Rate:
    return Rate(
        unit=name,
        unit_id=pk,
        documents=documents,
        required=len(found),
        interpreted=sum(line.interpretation is not None for line in found),
        in_sync=sum(line.in_sync for line in found),
        violations=sum(not line.in_sync for line in found),
        open=sum(line.arrears in {"owed", "overdue"} for line in found),
    )


def exemptions(period: Period) -> list[InterpretationDuty]:
    """Documents of a period that were marked as not to be interpreted, each with its reason."""
    rows = InterpretationDuty.objects.filter(period.covers("published_at", "organisation"))
    return list(
        rows.filter(must_be_interpreted=False)
        .select_related("organisation", "edition__publication")
        .order_by("-published_at", "-pk")
    )


def owed_by(bodies: set[int] | None) -> list[InterpretationDuty]:
    """Public documents whose interpretation is still missing, by the day on which it is due."""
    answered = Interpretation.objects.filter(policy=OuterRef("policy"), counts=True)
    rows = InterpretationDuty.objects.filter(~Exists(answered), must_be_interpreted=True)
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    return list(rows.select_related("organisation", "edition__publication").order_by("due_on", "pk"))


# --- indicators


def _rows(counts: Callable[[Line], bool], bodies: Sequence[int], period: Span) -> dict[int, list[Row]]:
    """The documents of bodies that had to be interpreted, those that do not count first."""
    found = lines(Period(period.first, period.last, frozenset(bodies)), localdate())
    told = ((line.duty.organisation_id, _row(line, counts(line))) for line in found)
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _row(line: Line, counts: bool) -> Row:
    said = "三同步" if line.in_sync else "，".join(word for word in (line.arrears_name, line.cause) if word)
    url = reverse("policies-desk:interpretation-of", args=[line.duty.policy_id])
    return Row(line.duty.title, counts, localdate(line.duty.published_at), said, url)


THREE_SYNC = measured(
    "three_sync",
    "三同步率",
    "统计时段内首次公开的应解读文件中，解读在文件终审前起草、在文件公开前终审、与文件同一时刻公开的占比；存量导入的不计。",
    trade="政策解读",
    rows=partial(_rows, lambda line: line.in_sync),
)
INTERPRETATION = measured(
    "interpretation",
    "应解读尽解读率",
    "统计时段内首次公开的应解读文件中，解读单位已公开文字解读的占比；存量导入的不计。",
    trade="政策解读",
    rows=partial(_rows, lambda line: line.interpretation is not None),
)
INDICATORS = (THREE_SYNC, INTERPRETATION)

# 三同步率 and 应解读尽解读率 of one body: (body, period) -> Reading.
three_sync_rate = THREE_SYNC.read
interpretation_rate = INTERPRETATION.read


# --- fields whose policies must be interpreted


@dataclass(frozen=True)
class FieldLine:
    """A field that asks for interpretation together with disclosure, its documents, and those with an interpretation."""

    field: FocusField
    documents: list[InterpretationDuty]
    interpreted: set[int]

    @property
    def missing(self) -> list[InterpretationDuty]:
        return [duty for duty in self.documents if duty.policy_id not in self.interpreted]

    @property
    def rate(self) -> str:
        return percent(len(self.documents) - len(self.missing), len(self.documents))


def measured_fields(year: int, period: Period) -> list[FieldLine]:
    """For each measured field of a year the documents of a period that belong to it, in three queries."""
    duties = list(
        InterpretationDuty.objects.filter(period.covers("published_at", "organisation"))
        .select_related("organisation", "edition__publication")
        .order_by("-published_at", "-pk")
    )
    known = interpreted([duty.policy_id for duty in duties])
    return [
        FieldLine(
            field,
            mine := [duty for duty in duties if any(word in duty.title for word in field.words)],
            known & {duty.policy_id for duty in mine},
        )
        for field in FocusField.objects.filter(year=year, use="measure")
    ]


def interpreted(documents: Iterable[int]) -> set[int]:
    """Which of these publications have a public interpretation in words."""
    return set(
        Interpretation.objects.filter(
            policy__in=list(documents), is_text=True, publication__live__isnull=False
        )
        .values_list("policy_id", flat=True)
        .distinct()
    )
