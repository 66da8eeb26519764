"""Reading benefits: what is open today, what is complete, how fast and where they came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.calendars.api import working_calendar
from mingtang.core.design.api import Card, Tag
from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.core.parameters.api import limit_on
from mingtang.law.publication import publish_by
from mingtang.policies.analysis.audiences import AUDIENCE_NAMES, AUDIENCES
from mingtang.policies.analysis.benefits import SIX, WINDOW_NAMES, missing_elements, window
from mingtang.policies.models import AudienceMark, Benefit
from mingtang.policies.models.benefits import NEVER
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Carrier, Edition, LiveEdition, Placement

KIND = "benefit"
PAGE = 20
TONES = {"open": "good", "opens_soon": "info", "closed": "neutral"}


@dataclass(frozen=True)
class Filters:
    """What a reader narrows the benefits to; empty values do not narrow."""

    window: str = "open"
    audience: str = ""
    side: str = ""
    after: str = ""


def public_benefits(filters: Filters, site_id: int, on: date) -> tuple[list[Benefit], str]:
    """A page of the benefits that a site shows, and the key of the next; those that close first come first."""
    rows = _narrowed(_on_site(site_id), filters)
    rows = _in_window(rows, filters.window, on)
    newest_first = filters.window == "closed"
    if key := _key(filters.after):
        rows = rows.filter(_beyond(*key, newest_first=newest_first))
    order = ("-closes_on", "-pk") if newest_first else ("closes_on", "pk")
    found = list(rows.select_related("publication__live").order_by(*order)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.closes_on:%Y-%m-%d}~{last.pk}" if last else ""


def window_counts(filters: Filters, site_id: int, on: date) -> dict[str, int]:
    """How many fit the other filters in each window."""
    rows = _narrowed(_on_site(site_id), filters)
    return {code: _in_window(rows, code, on).count() for code in WINDOW_NAMES}


def audiences_told(site_id: int) -> list[tuple[str, str]]:
    """The groups for which a site shows benefits."""
    marks = AudienceMark.objects.filter(publication__in=_on_site(site_id).values("pk"), source="element")
    codes = set(marks.values_list("code", flat=True))
    return [(code, name) for code, name in AUDIENCES if code in codes]


def _on_site(site_id: int) -> QuerySet[Benefit]:
    placed = Placement.objects.filter(live=OuterRef("publication__live"), column__site=site_id)
    return Benefit.objects.filter(Exists(placed), publication__live__withdrawn=False)


def _narrowed(rows: QuerySet[Benefit], filters: Filters) -> QuerySet[Benefit]:
    if filters.side:
        rows = rows.filter(side=filters.side)
    if filters.audience:
        marks = AudienceMark.objects.filter(publication=OuterRef("pk"), code=filters.audience)
        rows = rows.filter(Exists(marks))
    return rows


def _in_window(rows: QuerySet[Benefit], code: str, on: date) -> QuerySet[Benefit]:
    if code == "opens_soon":
        return rows.filter(opens_on__gt=on)
    if code == "closed":
        return rows.filter(closes_on__lt=on)
    return rows.filter(opens_on__lte=on, closes_on__gte=on)


def _key(text: str) -> tuple[date, int] | None:
    day, _, pk = text.partition("~")
    try:
        return (date.fromisoformat(day), int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    except ValueError:
        return None


def _beyond(day: date, pk: int, *, newest_first: bool) -> Q:
    if newest_first:
        return Q(closes_on__lt=day) | Q(closes_on=day, pk__lt=pk)
    return Q(closes_on__gt=day) | Q(closes_on=day, pk__gt=pk)


def cards_of(rows: Sequence[Benefit], on: date) -> list[Card]:
    """Benefits as the public page shows them: name, for whom, from when until when."""
    marks: dict[int, list[str]] = {}
    told = AudienceMark.objects.filter(publication__in=[row.pk for row in rows], source="element")
    for pk, code in told.values_list("publication_id", "code"):
        marks.setdefault(pk, []).append(AUDIENCE_NAMES.get(code, code))
    return [_card(row, marks.get(row.pk, []), on) for row in rows]


def _card(row: Benefit, groups: list[str], on: date) -> Card:
    live = row.publication.live
    code = window(row.opens_on, row.closes_on, on)
    return Card(
        title=live.title,
        url=f"/doc/{live.public_id}.html",
        text=f"{period_words(row)}。{live.summary}",
        tags=[
            Tag(WINDOW_NAMES[code], TONES[code]),
            Tag(row.get_side_display()),
            *(Tag(name) for name in groups),
        ],
    )


def period_words(row: Benefit) -> str:
    """2026-01-01起至2026-12-31（含当日）；长期受理."""
    if row.closes_on == NEVER:
        return f"{row.opens_on:%Y-%m-%d}起长期受理"
    return f"{row.opens_on:%Y-%m-%d}至{row.closes_on:%Y-%m-%d}（含当日）"


# --- the desk: complete or not


@dataclass(frozen=True)
class Completeness:
    """A benefit and which of its six elements are told."""

    edition: Edition
    missing: Sequence[str]

    @property
    def cells(self) -> list[Tag]:
        return [Tag("缺", "bad") if name in self.missing else Tag("有", "good") for name, _ in SIX]

    @property
    def tag(self) -> Tag:
        return Tag(f"不完整，缺{len(self.missing)}项", "bad") if self.missing else Tag("完整", "good")


def completeness(bodies: set[int] | None, limit: int | None = 100) -> list[Completeness]:
    """Benefits being drafted or public, the incomplete ones first."""
    rows = Edition.objects.filter(publication__kind__code=KIND, state__in=(*publishing.OPEN, "live"))
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    held = list(rows.select_related("organisation", "publication").order_by("-changed_at", "-pk")[:limit])
    elements = _newest_elements(held)
    found = [Completeness(edition, missing_elements(elements.get(edition.pk, {}))) for edition in held]
    return sorted(found, key=lambda one: not one.missing)


def _newest_elements(editions: Iterable[Edition]) -> dict[int, dict[str, object]]:
    """The elements of the newest revision of each edition, in one query."""
    rows = publishing.Revision.objects.filter(edition__in=[edition.pk for edition in editions])
    newest = rows.filter(
        ~Exists(
            publishing.Revision.objects.filter(edition=OuterRef("edition"), number__gt=OuterRef("number"))
        )
    ).select_related("content")
    return {row.edition_id: row.content.value().get("elements") or {} for row in newest}


# --- the desk: how fast, and where else


@dataclass(frozen=True)
class Timeliness:
    """How long a policy or benefit for business took from its making to the site, and to other media."""

    live: LiveEdition
    days: int | None
    due_on: date | None
    carriers: Sequence[Carrier]

    @property
    def tag(self) -> Tag:
        if self.days is None or self.due_on is None:
            return Tag("没有成文日期", "warn")
        late = (localdate(self.live.published_at) - self.due_on).days
        return Tag(f"超过期限{late}天", "bad") if late > 0 else Tag("按时公开", "good")

    @property
    def media_tag(self) -> Tag:
        """同步发布: whether it appeared in other media, and on the same day."""
        appeared = [carrier for carrier in self.carriers if carrier.appeared_on]
        if not appeared:
            return Tag("媒体未发布" if not self.carriers else "媒体待发布", "warn")
        site = localdate(self.live.published_at)
        same = any(carrier.appeared_on == site for carrier in appeared)
        first = min(carrier.appeared_on for carrier in appeared if carrier.appeared_on)
        return Tag("同日发布", "good") if same else Tag(f"媒体晚{(first - site).days}天", "warn")


def timeliness(
    bodies: set[int] | None,
    on: date,
    *,
    period: Period | None = None,
    after: int | None = None,
    limit: int | None = 50,
) -> list[Timeliness]:
    """Policies for business, benefits and service items in the order in which they came out, the newest first.

    One more than `limit` where there is more; all of them, where it is None. In a `period` those that came out in it.
    """
    marked = AudienceMark.objects.filter(publication=OuterRef("publication"), code="businesses")
    rows = LiveEdition.objects.filter(
        Exists(marked) | Q(kind__code__in=(KIND, "service_guide", "service_list"))
    )
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    if period is not None:
        rows = rows.filter(
            publishing.Period(period.first, period.last).covers("published_at", "organisation")
        )
    if after is not None:
        rows = rows.filter(pk__lt=after)
    most = None if limit is None else limit + 1
    held = list(rows.select_related("organisation", "kind").order_by("-pk")[:most])
    carriers: dict[int, list[Carrier]] = {}
    for carrier in Carrier.objects.filter(publication__in=[row.publication_id for row in held]).order_by(
        "pk"
    ):
        carriers.setdefault(carrier.publication_id, []).append(carrier)
    calendar, limit_ = working_calendar(), limit_on("proactive", on)
    return [
        Timeliness(
            row,
            (localdate(row.published_at) - row.written_on).days if row.written_on else None,
            publish_by(row.written_on, limit_, calendar, provisional=True).on if row.written_on else None,
            carriers.get(row.publication_id, ()),
        )
        for row in held
    ]


# --- indicators


def _complete(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """The benefits being drafted or public, the incomplete ones first."""
    found = completeness(set(bodies), limit=None)
    return by_body(bodies, ((one.edition.organisation_id, _complete_row(one)) for one in found))


def _complete_row(one: Completeness) -> Row:
    words = f"缺{'、'.join(one.missing)}" if one.missing else "六要素齐全"
    url = reverse("desk:item", args=[one.edition.pk])
    return Row(one.edition.title, not one.missing, localdate(one.edition.changed_at), words, url)


def _in_time(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Policies and items for business that came out in a period, those out of time first."""
    found = timeliness(set(bodies), period.last, period=period, limit=None)
    told = ((row.live.organisation_id, _timely_row(row)) for row in found)
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _timely_row(row: Timeliness) -> Row:
    url = reverse("desk:item", args=[row.live.edition_id])
    words = str(row.tag) if row.days is None else f"{row.tag}，自成文{row.days}天"
    return Row(row.live.title, row.tag.tone == "good", localdate(row.live.published_at), words, url)


COMPLETE = measured(
    "benefits_complete",
    "惠企惠民政策六要素完整率",
    "测量当日在办和已公开的惠企惠民事项中，六要素齐全的事项数，除以全部事项数。",
    trade="惠企惠民政策",
    rows=_complete,
)
IN_TIME = measured(
    "benefits_in_time",
    "涉企政策公开及时率",
    "统计时段内公开的涉企政策和惠企事项、办事指南中，自成文之日起在法定公开期限内上网的件数，除以公开的件数；"
    "没有写成文日期的算作不及时。",
    trade="惠企惠民政策",
    rows=_in_time,
)
INDICATORS = (COMPLETE, IN_TIME)
