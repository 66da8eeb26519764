"""What is owed to the public, on the desk: by unit and period, what is missing, and what is asked of whom today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from mingtang.core.design.api import Cell, Counter, Table, Tag, Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.supervision.labels import DUTY_TONES
from mingtang.supervision.models import DisclosureDuty, Finding, WorkPlan
from mingtang.supervision.permissions.tasks import ACTING_ROLES
from mingtang.supervision.queries.findings import late_on
from mingtang.supervision.queries.told import missed_on

STATES = (
    ("missed", "未按时公布或者内容不全"),
    ("asked", "待公布"),
    ("told", "已公布"),
    ("void", "不再要求"),
)
SHOWN, MOST = 5, 100
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Wanted:
    """What a list of duties is asked for; empty values ask for nothing."""

    plan: int | None = None
    unit: int | None = None
    state: str = ""


def wanted_from(given: Any) -> Wanted:
    """The filters of an address; what makes no sense is left out."""
    state = str(given.get("state", ""))
    return Wanted(
        _key(given.get("plan", "")), _key(given.get("unit", "")), state if state in dict(STATES) else ""
    )


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


def chosen(rows: QuerySet[DisclosureDuty], wanted: Wanted, on: date) -> QuerySet[DisclosureDuty]:
    """The duties that filters ask for."""
    if wanted.plan:
        rows = rows.filter(plan=wanted.plan)
    if wanted.unit:
        rows = rows.filter(organisation=wanted.unit)
    if wanted.state == "missed":
        return rows.filter(missed_on(on))
    return rows.filter(state=wanted.state) if wanted.state else rows


def page_of(rows: QuerySet[DisclosureDuty], after: str, size: int) -> list[DisclosureDuty]:
    """One page and one more, the newest first."""
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__lt=int(after))
    return list(rows.select_related("plan", "task", "organisation").order_by("-pk")[: size + 1])


def tag_of(duty: DisclosureDuty, on: date) -> Tag:
    if duty.state == "asked" and duty.due_on < on:
        return Tag("未公布，已过期限", "bad")
    if duty.state == "partial":
        return Tag(f"缺{'、'.join(duty.missing_names)}", "bad")
    if duty.state == "told" and duty.told_on and duty.told_on > duty.due_on:
        return Tag("已公布，晚于期限", "warn")
    return Tag(duty.get_state_display(), DUTY_TONES[duty.state])


def plans(rows: QuerySet[DisclosureDuty]) -> list[WorkPlan]:
    """The plans of which something is owed, the newest first."""
    found = WorkPlan.objects.filter(pk__in=rows.order_by().values("plan")).order_by("-year", "-pk")
    return list(found.defer("requirements", "warnings")[:MOST])


def unshown_plans(rows: QuerySet[WorkPlan]) -> list[WorkPlan]:
    """Confirmed plans whose own text is not public: nothing of them can be read by anybody outside."""
    return list(
        rows.filter(state="confirmed", corrects=None, publication=None)
        .exclude(interval="none")
        .defer("requirements", "warnings")
        .order_by("-year", "-pk")[:SHOWN]
    )


def by_unit_and_period(rows: QuerySet[DisclosureDuty], plan: int, on: date) -> Table | None:
    """Units × periods of one plan: of how many matters the progress is public, and of how many it is missing."""
    counted = (
        rows.filter(plan=plan)
        .order_by()
        .exclude(state="void")
        .values("organisation", "organisation__short_name", "organisation__order", "label", "last_day")
        .annotate(
            total=Count("pk"),
            missed=Count("pk", filter=missed_on(on)),
            told=Count("pk", filter=Q(state="told")),
        )
    )
    lines = sorted(counted, key=lambda row: (row["organisation__order"], row["organisation"]))
    periods = sorted({(row["last_day"], row["label"]) for row in lines})
    if not periods:
        return None
    cells = {(row["organisation"], row["last_day"], row["label"]): _count_words(row) for row in lines}
    units = {row["organisation"]: row["organisation__short_name"] for row in lines}
    return Table(
        "各单位各期公布情况",
        ["单位", *(label for _, label in periods)],
        [
            [Cell(name, f"?plan={plan}&unit={pk}"), *(cells.get((pk, *period), "—") for period in periods)]
            for pk, name in units.items()
        ],
    )


def _count_words(row: Any) -> Tag | str:
    if row["missed"]:
        return Tag(f"{row['missed']}项未公布或者不全", "bad")
    if row["told"] == row["total"]:
        return Tag("已公布", "good")
    return f"已公布{row['told']}/{row['total']}项"


# --- what is asked of a person


def disclosure_todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Periods that the own units owe, or all that are late for the office; findings whose rectification is not public."""
    is_office = any(standing.role == "office" for standing in mine)
    acting = {standing.organisation_id for standing in mine if standing.role in ACTING_ROLES}
    acting |= {standing.organisation_id for standing in mine if standing.role == "office"}
    if not acting:
        return Todo()
    parts = [_duties(acting, is_office, day), _late_findings(acting, is_office, day)]
    return Todo([item for part in parts for item in part.items], [c for part in parts for c in part.counters])


def _duties(bodies: set[int], is_office: bool, day: date) -> Todo:
    """What one's own units owe; the office sees besides what others are late with."""
    owed = Q(organisation__in=bodies, state__in=("asked", "partial"))
    wanted = owed | missed_on(day) if is_office else owed
    rows = (
        DisclosureDuty.objects.filter(wanted)
        .select_related("plan", "task", "organisation")
        .order_by("due_on", "pk")[:MOST]
    )
    items = [_duty_item(row, row.organisation_id in bodies, day) for row in rows]
    url = reverse("supervision-desk:disclosure")
    return Todo(items[:SHOWN], [Counter("进展待公布", len(items), url, "warn")] if items else [])


def _duty_item(duty: DisclosureDuty, is_own: bool, day: date) -> TodoItem:
    what = (
        f"{duty.label}进展缺{'、'.join(duty.missing_names)}"
        if duty.state == "partial"
        else f"公布{duty.label}进展"
    )
    return TodoItem(
        str(duty.task or duty.plan),
        reverse("supervision-desk:duty", args=[duty.pk]),
        what if is_own else f"督促{what}",
        duty.due_on,
        state_of(duty.due_on, day),
        duty.organisation.short_name,
    )


def state_of(due: date, day: date) -> str:
    if due < day:
        return "late"
    return "today" if due == day else "soon" if due <= day + SOON else "open"


def _late_findings(bodies: set[int], is_office: bool, day: date) -> Todo:
    rows = Finding.objects.filter(late_on(day))
    if not is_office:
        rows = rows.filter(organisation__in=bodies)
    listed = list(rows.select_related("organisation").order_by("due_on", "pk")[:MOST])
    url = reverse("supervision-desk:findings")
    items = [
        TodoItem(row.problem, url, "公布整改落实情况", row.due_on, "late", row.organisation.short_name)
        for row in listed
    ]
    return Todo(
        items[:SHOWN],
        [Counter("整改落实情况待公布", len(items), f"{url}?state=late", "bad")] if items else [],
    )
