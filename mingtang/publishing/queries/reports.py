"""Reports on reviews and on order: what was examined, withheld and returned, how long steps take, what is misfiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import make_aware

from mingtang.core.audit import api as audit
from mingtang.publishing.labels import GATES, REVIEW_STEPS, STEP_NAMES
from mingtang.publishing.models import (
    Column,
    Edition,
    LiveEdition,
    PublicationColumn,
    Return,
    SecrecyReview,
    Signature,
)
from mingtang.publishing.models.publications import Basis

PAIRED = 100  # groups of equal titles looked up at once
LISTED = 500  # rows of a list of disorder; whoever has more begins with these


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included, and the bodies looked at (None: all)."""

    start: date
    end: date
    bodies: frozenset[int] | None = None

    def covers(self, moment: str, body: str) -> Q:
        """Rows whose moment lies in the period and whose body is looked at."""
        after = make_aware(datetime.combine(self.start, time()))
        before = make_aware(datetime.combine(self.end + timedelta(days=1), time()))
        within = Q(**{f"{moment}__gte": after, f"{moment}__lt": before})
        return within & self.of(body)

    def of(self, body: str) -> Q:
        return Q() if self.bodies is None else Q(**{f"{body}__in": self.bodies})


@dataclass(frozen=True)
class SecrecyLine:
    """What one unit's secrecy reviews came to."""

    unit: str
    examined: int
    released: int
    after_treatment: int
    withheld: int
    referred: int


def secrecy_report(period: Period) -> list[SecrecyLine]:
    """Reviews of the period by unit: examined, released, released after treatment, withheld, referred upwards."""
    unit = "signature__revision__edition__organisation"
    passed = SecrecyReview.objects.filter(period.covers("signature__recorded_at", unit))
    counted = _by_unit(passed, unit, "conclusion")
    stopped = Return.objects.filter(
        period.covers("returned_at", "revision__edition__organisation"), step="secrecy"
    ).exclude(conclusion="")
    for (name, conclusion), count in _by_unit(
        stopped, "revision__edition__organisation", "conclusion"
    ).items():
        counted[name, conclusion] = counted.get((name, conclusion), 0) + count
    return [_secrecy_line(name, counted) for name in dict.fromkeys(name for name, _ in counted)]


def _by_unit(rows: QuerySet[Any], unit: str, what: str) -> dict[tuple[str, str], int]:
    grouped = (
        rows.values(f"{unit}__short_name", what).annotate(n=Count("pk")).order_by(f"{unit}__order", unit)
    )
    return {(row[f"{unit}__short_name"], row[what]): row["n"] for row in grouped}


def _secrecy_line(name: str, counted: dict[tuple[str, str], int]) -> SecrecyLine:
    counts = [
        counted.get((name, conclusion), 0)
        for conclusion in ("release", "after_treatment", "withhold", "referred")
    ]
    return SecrecyLine(name, sum(counts), *counts)


@dataclass(frozen=True)
class ReturnLine:
    """How often one unit's texts were returned, and at which gate; `texts` counts the items concerned."""

    unit: str
    returns: int
    texts: int
    gates: tuple[int, ...]
    other: int


def returns_report(period: Period) -> list[ReturnLine]:
    """Returns of the period by unit and gate (要求 CR-05)."""
    rows = Return.objects.filter(period.covers("returned_at", "revision__edition__organisation"))
    unit = "revision__edition__organisation"
    gates = {f"at_{code}": Count("pk", filter=Q(gate=code)) for code, _ in GATES}
    grouped = (
        rows.values(f"{unit}__short_name")
        .annotate(n=Count("pk"), texts=Count("revision__edition", distinct=True), **gates)
        .order_by(f"{unit}__order", unit)
    )
    return [
        ReturnLine(
            row[f"{unit}__short_name"],
            row["n"],
            row["texts"],
            passed := tuple(row[f"at_{code}"] for code, _ in GATES),
            row["n"] - sum(passed),
        )
        for row in grouped
    ]


@dataclass(frozen=True)
class StepTime:
    """How long a step took, in hours, from the moment when it could be done."""

    step: str
    count: int
    on_paper: int
    mean_hours: float
    median_hours: float
    longest_hours: float


def step_times(period: Period) -> list[StepTime]:
    """Each step from the signature before it (the first from the submission of its text), and the whole road last."""
    signatures = _signatures_of(period)
    submitted = audit.moments_of("publishing.submitted", Edition, {s.revision.edition_id for s in signatures})
    taken: dict[str, list[float]] = {step: [] for step in REVIEW_STEPS}
    paper: dict[str, int] = dict.fromkeys(REVIEW_STEPS, 0)
    for signature in signatures:
        began = _could_be_signed(signature, submitted.get(signature.revision.edition_id, []))
        taken[signature.step].append(_hours(began, signature.recorded_at))
        paper[signature.step] += signature.medium == "paper"
    lines = [_step_time(STEP_NAMES[step], taken[step], paper[step]) for step in REVIEW_STEPS]
    roads = Edition.objects.filter(period.covers("published_at", "organisation"), basis="reviewed")
    whole = [
        _hours(began, ended) for began, ended in roads.values_list("created_at", "published_at") if ended
    ]
    return [line for line in [*lines, _step_time("全程（起草到公开）", whole, 0)] if line.count]


def _signatures_of(period: Period) -> list[Any]:
    """The period's signatures, each with the moment of the one before it on the same text, in whatever period."""
    before = Signature.objects.filter(
        revision=OuterRef("revision"), step__in=REVIEW_STEPS, recorded_at__lt=OuterRef("recorded_at")
    )
    rows = Signature.objects.filter(
        period.covers("recorded_at", "revision__edition__organisation"), step__in=REVIEW_STEPS
    )
    previous = Subquery(before.order_by("-recorded_at").values("recorded_at")[:1])
    return list(rows.select_related("revision__edition").annotate(previous=previous))


def _could_be_signed(signature: Any, submitted: Iterable[datetime]) -> datetime:
    """The last of what had to come first: the text, its submission, the signature before; for an emergency, publication."""
    edition = signature.revision.edition
    published = edition.published_at if edition.basis == Basis.EMERGENCY else None
    moments: list[datetime | None] = [signature.revision.saved_at, signature.previous, published, *submitted]
    return max(moment for moment in moments if moment and moment <= signature.recorded_at)


def _hours(began: datetime, ended: datetime) -> float:
    return max((ended - began).total_seconds(), 0) / 3600


def _step_time(name: str, hours: list[float], on_paper: int) -> StepTime:
    if not hours:
        return StepTime(name, 0, 0, 0, 0, 0)
    mean = sum(hours) / len(hours)
    return StepTime(name, len(hours), on_paper, round(mean, 1), round(median(hours), 1), round(max(hours), 1))


@dataclass(frozen=True)
class Misfiled:
    """A public item that stands in a wrong place or in two, and why."""

    edition_id: int
    title: str
    unit: str
    column: str
    why: str


def misfiled(bodies: frozenset[int] | None, today: date) -> list[Misfiled]:
    """避免信息散乱无序 (要求 CL-05): items without a proper column, and items filed twice."""
    shown = LiveEdition.objects.filter(Q() if bodies is None else Q(organisation__in=bodies))
    shown = shown.select_related("organisation", "home_column").order_by("organisation", "title", "pk")
    found = [
        *_told(shown.filter(home_column__closed_on__lte=today), "所在栏目已停用"),
        *_told(_foreign_kinds(shown), "栏目不收这一种类的信息"),
        *_told(_same_titles(shown), "同一单位有标题相同的另一条"),
        *_told(_on_one_branch(shown), "同时归入上下级栏目"),
    ]
    return found[:LISTED]


def _told(rows: Iterable[LiveEdition], why: str) -> list[Misfiled]:
    return [
        Misfiled(row.pk, row.title, row.organisation.short_name, row.home_column.name, why)
        for row in list(rows)[:LISTED]
    ]


def _foreign_kinds(shown: QuerySet[LiveEdition]) -> QuerySet[LiveEdition]:
    choosy = Column.kinds.through.objects.values("column_id")
    fitting = Q(home_column__kinds=F("kind"))
    ids = LiveEdition.objects.filter(fitting).values("pk")
    return shown.filter(home_column__in=choosy).exclude(pk__in=ids)[:LISTED]


def _same_titles(shown: QuerySet[LiveEdition]) -> list[LiveEdition]:
    twice = (
        shown.order_by()
        .values("organisation", "title")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .values_list("organisation", "title")[:PAIRED]
    )
    pairs = Q(pk=None)
    for organisation, title in twice:
        pairs |= Q(organisation=organisation, title=title)
    return list(shown.filter(pairs)[:LISTED])


def _on_one_branch(shown: QuerySet[LiveEdition]) -> QuerySet[LiveEdition]:
    home = F("publication__home_column__path")
    double = PublicationColumn.objects.filter(
        Q(column__path__startswith=home) | Q(publication__home_column__path__startswith=F("column__path")),
        column__site=F("publication__home_column__site"),
    )
    return shown.filter(publication__in=double.values("publication"))[:LISTED]
