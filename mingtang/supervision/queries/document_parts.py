"""What supervision adds to a document's public page: problems beside their rectification, and of what progress it is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse

from mingtang.core.design.api import Cell, Part, Table
from mingtang.publishing.api import Content, Edition, LiveEdition
from mingtang.supervision.analysis.disclosure import KIND
from mingtang.supervision.analysis.findings import KINDS
from mingtang.supervision.models import Finding, ProgressItem
from mingtang.supervision.queries import findings, told

OTHERS = 10


def document_parts(edition: Edition, content: Content, on: date) -> list[Part]:
    """Nothing is asked of the database for texts of other kinds."""
    code = edition.publication.kind.code
    if code in KINDS:
        return _findings(edition.publication_id, KINDS[code], on)
    return _progress(edition.publication_id) if code == KIND else []


def _findings(publication: int, source: str, on: date) -> list[Part]:
    """On both pages the same: each problem, and what was published of putting it right."""
    rows = findings.of_text(publication)
    if not rows:
        return []
    context = {
        "table": findings.table_of(rows, on, "逐个问题的整改情况"),
        "texts": _texts(rows, publication),
        "all_url": reverse("supervision:findings", args=[source]),
        "all_name": findings.SOURCE_NAMES[source],
    }
    names = LiveEdition.objects.filter(publication__in=_named(rows)).values_list("public_id", flat=True)
    return [
        Part(
            "问题和整改落实情况",
            "supervision/public/_findings_part.html",
            context,
            mentions=frozenset(names),
            shows=frozenset({"problems", "findings_page"}),
        )
    ]


def _named(rows: list[Finding]) -> set[int]:
    return {pk for row in rows for pk in (row.publication_id, row.told_in_id) if pk}


def _texts(rows: list[Finding], here: int) -> list[Cell]:
    """The other texts that belong to it: where the problems were published, and where their rectification was."""
    others = LiveEdition.objects.filter(publication__in=_named(rows) - {here}, withdrawn=False)
    return [Cell(live.title, f"/doc/{live.public_id}.html") for live in others.order_by("published_at", "pk")]


def _progress(publication: int) -> list[Part]:
    """Of which plan and task a text tells, and what else was published of it."""
    items = ProgressItem.objects.filter(publication=publication, plan__publication__in=told.readable())
    bound = list(items.select_related("plan", "task")[:OTHERS])
    if not bound:
        return []
    mine = Q(*(Q(plan=item.plan_id, task=item.task_id) for item in bound), _connector=Q.OR)
    others = (
        ProgressItem.objects.filter(mine, publication__in=told.readable())
        .exclude(publication=publication)
        .select_related("publication__live")
        .order_by("-told_until", "-pk")[:OTHERS]
    )
    rows = [
        (
            Cell(row.publication.live.title, f"/doc/{row.publication.live.public_id}.html"),
            row.told_until.isoformat(),
        )
        for row in others
    ]
    context = {
        "ways": [_way(item) for item in bound],
        "table": Table("其他各期进展", ["标题", "进展截止日期"], rows) if rows else None,
    }
    names = frozenset(row.publication.live.public_id for row in others)
    return [Part("所属事项和各期进展", "supervision/public/_progress_part.html", context, mentions=names)]


def _way(item: ProgressItem) -> Cell:
    if item.task is None:
        return Cell(item.plan.title, reverse("supervision:whole", args=[item.plan_id]))
    url = reverse("supervision:task", args=[item.plan_id, item.task.number])
    return Cell(f"{item.plan.title}第{item.task.number}项", url)
