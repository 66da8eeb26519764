"""Reading points: which words they stand on, how they stand on the desk, and what the policy's page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingtang.core.design.api import Part, Tag
from mingtang.policies.analysis import point_tables
from mingtang.policies.analysis.points import quote_hash
from mingtang.policies.labels import AMENDED, VALIDITY
from mingtang.policies.models import PointSheet, PolicyPoint
from mingtang.policies.models.points import POINT_FLAGS
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, Edition, LiveEdition, Publication, Revision

# Forces with which a document no longer gives what its points say.
DEAD = frozenset({"expired", "declared_invalid", "repealed", "annulled"})
DOUBTFUL = frozenset({"partly", "suspended", "not_yet"})
FLAG_NAMES = dict(POINT_FLAGS)


def live_text(publication_id: int) -> tuple[Revision, str] | None:
    """The public revision of a publication and its plain text; None where nothing is public or it was erased."""
    live = LiveEdition.objects.filter(publication=publication_id).select_related("revision__content").first()
    if live is None or live.revision.content.payload is None:
        return None
    return live.revision, publishing.plain_text(publishing.content_of(live.revision).body)


def confirmed_points(publication_id: int) -> QuerySet[PolicyPoint]:
    return PolicyPoint.objects.filter(publication=publication_id, state="confirmed").order_by("number")


def sheet_of(publication_id: int) -> Publication | None:
    """The publication of a policy's sheet, whatever its editions have come to."""
    tie = PointSheet.objects.filter(policy=publication_id).select_related("sheet").first()
    return tie.sheet if tie else None


def quotes_of(points: Iterable[PolicyPoint]) -> dict[int, str]:
    """The words on which each point stands, read from its signed revision; empty where they were erased or altered."""
    held = list(points)
    revisions = Revision.objects.filter(pk__in={point.revision_id for point in held}).select_related(
        "content"
    )
    texts = {
        revision.pk: publishing.plain_text(publishing.content_of(revision).body)
        for revision in revisions
        if revision.content.payload is not None
    }
    quotes = {p.pk: texts.get(p.revision_id, "")[p.start : p.end] for p in held}
    return {p.pk: quotes[p.pk] if quote_hash(quotes[p.pk]) == p.quote_hash else "" for p in held}


# --- the desk


@dataclass(frozen=True)
class Split:
    """How far the splitting of one policy has come."""

    live: LiveEdition
    proposed: int
    confirmed: int
    flagged: int
    dead: str
    sheet: str

    @property
    def tag(self) -> Tag:
        if self.dead:
            return Tag(f"文件{self.dead}", "bad")
        if self.flagged:
            return Tag(f"{self.flagged}条待核对", "warn")
        if self.proposed:
            return Tag(f"{self.proposed}条待确认", "info")
        return Tag("要点表已公开", "good") if self.sheet == "public" else Tag("待编要点表", "info")


def splits(
    bodies: set[int] | None, on: date, *, words: str = "", after: int | None = None, limit: int = 50
) -> list[Split]:
    """Policies that have points, the newest first; `bodies` None means all. One more than `limit` where there is more."""
    rows = _mine(LiveEdition.objects.filter(Exists(_points())), bodies)
    if words:
        rows = rows.filter(title__icontains=words)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _told(list(rows.select_related("organisation").order_by("-pk")[: limit + 1]), on)


def _points() -> QuerySet[PolicyPoint]:
    return PolicyPoint.objects.filter(publication=OuterRef("publication"))


def _mine(rows: QuerySet[LiveEdition], bodies: set[int] | None) -> QuerySet[LiveEdition]:
    return rows if bodies is None else rows.filter(organisation__in=bodies)


def _told(rows: Sequence[LiveEdition], on: date) -> list[Split]:
    pks = [row.publication_id for row in rows]
    counted = {
        told["publication"]: told
        for told in PolicyPoint.objects.filter(publication__in=pks)
        .order_by()
        .values("publication")
        .annotate(
            proposed=Count("pk", filter=Q(state="proposed")),
            confirmed=Count("pk", filter=Q(state="confirmed")),
            flagged=Count("pk", filter=~Q(flag="")),
        )
    }
    force = publishing.labels_of(pks, on)
    sheets = {
        tie.policy_id: "public" if tie.public else "open"
        for tie in PointSheet.objects.filter(policy__in=pks).annotate(
            public=Exists(LiveEdition.objects.filter(publication=OuterRef("sheet")))
        )
    }
    return [
        Split(
            row,
            **{name: counted[row.publication_id][name] for name in ("proposed", "confirmed", "flagged")},
            dead=dead_word(force.get(row.publication_id, ())),
            sheet=sheets.get(row.publication_id, ""),
        )
        for row in rows
    ]


def dead_word(found: Iterable[DatedLabel]) -> str:
    """废止, 失效…: how a document ended; empty while it holds."""
    return next((label.name for label in found if label.family == VALIDITY and label.code in DEAD), "")


def doubt_words(found: Iterable[DatedLabel]) -> list[str]:
    """已修改, 部分失效, 停止执行…: why its points are to be read with care."""
    return [
        label.name
        for label in found
        if (label.family == VALIDITY and label.code in DOUBTFUL) or label.family == AMENDED
    ]


def unsplit(bodies: set[int] | None, kinds: Iterable[str], limit: int = 20) -> list[LiveEdition]:
    """The newest public policies that nobody has split yet."""
    rows = _mine(LiveEdition.objects.filter(kind__code__in=list(kinds)), bodies)
    return list(rows.exclude(Exists(_points())).select_related("organisation").order_by("-pk")[:limit])


def dead_with_sheet(bodies: set[int] | None, on: date, limit: int = 50) -> list[LiveEdition]:
    """Public sheets whose policy is dead: they say so, and somebody should decide whether they stay."""
    ended = DatedLabel.objects.filter(publication=OuterRef("policy"), family=VALIDITY, code__in=DEAD)
    ties = PointSheet.objects.filter(Exists(ended.filter(valid_from__lte=on).filter(_holds(on))))
    rows = _mine(LiveEdition.objects.filter(publication__in=ties.values("sheet")), bodies)
    return list(rows.select_related("organisation").order_by("-pk")[:limit])


def _holds(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=on)


# --- the public page


def document_parts(edition: Edition, content: publishing.Content, on: date) -> list[Part]:
    """要点 on the page of a policy, from its signed sheet; and on the page of a sheet what became of its policy."""
    tie = (
        PointSheet.objects.filter(Q(policy=edition.publication_id) | Q(sheet=edition.publication_id))
        .select_related("policy", "sheet")
        .first()
    )
    if tie is None:
        return []
    if tie.sheet_id == edition.publication_id:
        return _part_of_sheet(tie, on)
    return _part_of_policy(tie, edition, on)


def _part_of_policy(tie: PointSheet, edition: Edition, on: date) -> list[Part]:
    live = LiveEdition.objects.filter(publication=tie.sheet_id).select_related("revision__content").first()
    if live is None:
        return []
    rows = point_tables.from_html(publishing.content_of(live.revision).body)
    if not rows:
        return []
    flags, names = flags_of(tie.policy_id), frozenset({tie.sheet.public_id})
    context = {
        "rows": [(row, flags.get(row.number, "")) for row in rows],
        "sheet_url": f"/doc/{tie.sheet.public_id}.html",
        **_state_of(tie.policy_id, on),
    }
    return [Part("政策要点", "policies/points/part.html", context, mentions=names, covers=names)]


def _part_of_sheet(tie: PointSheet, on: date) -> list[Part]:
    state = _state_of(tie.policy_id, on)
    flagged = flags_of(tie.policy_id)
    if not (state["dead"] or state["doubts"] or flagged):
        return []
    context = {
        **state,
        "flagged": sorted(flagged, key=int),
        "policy_url": f"/doc/{tie.policy.public_id}.html",
    }
    names = frozenset({tie.policy.public_id})
    return [Part("文件效力和核对情况", "policies/points/sheet_part.html", context, "before", names)]


def _state_of(policy_id: int, on: date) -> dict[str, object]:
    found = publishing.labels_of([policy_id], on).get(policy_id, [])
    return {"dead": dead_word(found), "doubts": doubt_words(found)}


def flags_of(policy_id: int) -> dict[str, str]:
    """条款已变化 and the like, by the number of the point."""
    rows = PolicyPoint.objects.filter(publication=policy_id).exclude(flag="").values_list("number", "flag")
    return {str(number): FLAG_NAMES[flag] for number, flag in rows}
