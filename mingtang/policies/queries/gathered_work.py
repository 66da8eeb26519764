"""What the desk shows elsewhere of points, topics, lists and evaluations: to-do items, and the part beside an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from mingtang.core.design.api import Part, Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.policies.analysis.evaluations import YEARLY, year_end
from mingtang.policies.labels import KINDS
from mingtang.policies.models import (
    FollowUpRound,
    PointSheet,
    PolicyEvaluation,
    PolicyList,
    PolicyPoint,
    TopicMember,
)
from mingtang.policies.queries import evaluations, lists, points, topics
from mingtang.publishing.api import Content, Edition, LiveEdition, Publication

WORKING = frozenset({"contact", "office"})
AHEAD = timedelta(days=evaluations.AHEAD_DAYS)
SHOWN = 10


def todo(user: Any, standings: Sequence[Standing], on: date) -> Todo:
    """Points to check, topics with ended items, measures and evaluations that fall due; nothing for other roles."""
    mine = {s.organisation_id for s in standings if s.role in WORKING}
    if not mine:
        return Todo()
    office = any(s.role == "office" for s in standings)
    bodies = None if office else mine
    items = [
        *_points(bodies),
        *_topics(bodies, on),
        *_measures(bodies, on),
        *_duties(bodies, on),
        *_lists(bodies, on),
    ]
    return Todo(items=[*items, *(_yearly(on) if office else ())])


def _points(bodies: set[int] | None) -> Iterator[TodoItem]:
    flagged = PolicyPoint.objects.filter(publication=OuterRef("publication")).exclude(flag="")
    rows = LiveEdition.objects.filter(Exists(flagged))
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    for row in rows.select_related("organisation").order_by("-pk")[:SHOWN]:
        url = reverse("policies-desk:points-of", args=[row.publication_id])
        yield TodoItem(row.title, url, "要点待核对：文件已有新版次", unit=row.organisation.short_name)


def _topics(bodies: set[int] | None, on: date) -> Iterator[TodoItem]:
    rows = TopicMember.objects.filter(topics.ended_item(on), topic__live__isnull=False)
    if bodies is not None:
        rows = rows.filter(topic__organisation__in=bodies)
    counted = rows.order_by().values("topic", "topic__live__title", "topic__organisation__short_name")
    for row in counted.annotate(count=Count("pk"))[:SHOWN]:
        yield TodoItem(
            row["topic__live__title"],
            reverse("policies-desk:topic", args=[row["topic"]]),
            f"专题中有{row['count']}条已失效或下线",
            unit=row["topic__organisation__short_name"],
        )


def _measures(bodies: set[int] | None, on: date) -> Iterator[TodoItem]:
    for measure in evaluations.open_measures(bodies, SHOWN):
        if measure.due_on <= on + AHEAD:
            url = reverse("policies-desk:measure", args=[measure.pk])
            yield TodoItem(
                measure.text,
                url,
                "评价措施待落实",
                measure.due_on,
                _state(measure.due_on, on),
                measure.unit.short_name,
            )


def _duties(bodies: set[int] | None, on: date) -> Iterator[TodoItem]:
    for row in evaluations.duties(bodies, on, SHOWN * 5):
        if row.standing in {"soon", "overdue"} and row.live is not None:
            due = row.duty.due_on
            url = reverse("policies-desk:evaluation-duties")
            unit = row.live.organisation.short_name
            yield TodoItem(row.live.title, url, "执行情况评估结果待公开", due, _state(due, on), unit)


def _lists(bodies: set[int] | None, on: date) -> Iterator[TodoItem]:
    rows = PolicyList.objects.filter(closed_on=None).select_related("organisation")
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    for kept in rows:
        if lists.due_on(kept) <= on:
            due, url = lists.due_on(kept), reverse("policies-desk:list", args=[kept.pk])
            yield TodoItem(
                kept.name, url, "政策清单待核对", due, _state(due, on), kept.organisation.short_name
            )


def _yearly(on: date) -> list[TodoItem]:
    """The yearly two, when the year draws to its end."""
    due = year_end(on.year)
    if due - on > AHEAD:
        return []
    found = PolicyEvaluation.objects.filter(
        year=on.year, given_up_reason="", report__live__isnull=False
    ).count()
    if found >= YEARLY:
        return []
    url = f"{reverse('policies-desk:evaluations')}?year={on.year}"
    return [
        TodoItem(f"{on.year}年政策评价还差{YEARLY - found}次", url, "专题性政策评价", due, _state(due, on))
    ]


def _state(due: date, on: date) -> str:
    if due < on:
        return "late"
    return "today" if due == on else "soon" if due - on <= timedelta(days=3) else "open"


def document_parts(edition: Edition, content: Content, on: date) -> list[Part]:
    """What a document's public page says of its points, its topics, its evaluation: one question where it has none."""
    mine = OuterRef("pk")
    concerned = Publication.objects.filter(pk=edition.publication_id).values_list(
        Exists(PointSheet.objects.filter(Q(policy=mine) | Q(sheet=mine))),
        Exists(TopicMember.objects.filter(item=mine)),
        Exists(FollowUpRound.objects.filter(decision=mine)),
    )
    split, gathered, followed = concerned.get()
    code = edition.publication.kind.code
    parts = []
    if split:
        parts += points.document_parts(edition, content, on)
    if gathered or code == topics.TOPIC:
        parts += topics.document_parts(edition, content, on)
    if followed or code == "policy_evaluation":
        parts += evaluations.document_parts(edition, content, on)
    return parts


def item_parts(edition: Edition, user: Any, on: date) -> list[Part]:
    """Beside an item on the desk: the ways to its points, its topic, its evaluation."""
    code, pk = edition.publication.kind.code, edition.publication_id
    ways = []
    if code in KINDS:
        ways += [
            ("要点拆分", reverse("policies-desk:points-of", args=[pk])),
            ("执行跟踪和后评估", reverse("policies-desk:decision", args=[pk])),
        ]
    if code == topics.TOPIC:
        ways.append(("专题内容", reverse("policies-desk:topic", args=[pk])))
    if code == "benefit":
        ways.append(("六要素是否齐全", reverse("policies-desk:benefits")))
    if not ways:
        return []
    return [Part("政策管理", "policies/points/item_part.html", {"ways": ways}, "aside")]
