"""What interpretations add to the pages of others: a document's public page, its item on the desk, the to-do list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from mingtang.core.design.api import Counter, Document, Part, Tag, Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.policies.labels import AMENDED, FORMS, STAGES, VALIDITY
from mingtang.policies.models import InterpretationPlan, SeriesItem
from mingtang.policies.queries import comparisons, three_sync
from mingtang.policies.queries import interpretations as queries
from mingtang.policies.queries.interpretations import Drafted
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Carrier, Edition, LiveEdition, Relation

SHOWN = 20
# A comparison with more changed clauses has a page of its own; the document's page leads there.
MOST_ROWS = 12
FORM_ORDER = [name for _, name in FORMS]


# --- the public page


def document_parts(edition: Edition, content: publishing.Content, on: date) -> Sequence[Part]:
    """On an interpretation: what it explains, its series, where else it appeared. On a document: its interpretations."""
    if content.kind == queries.KIND:
        return _of_interpretation(edition, on)
    said = queries.relations_of(edition.publication_id)
    return [*_interpretations(edition, said), *_compared(edition, said)] if said else []


def _interpretations(edition: Edition, said: Sequence[Relation]) -> list[Part]:
    """Public interpretations by stage and form; those of the draft under consultation too."""
    sources = [edition.publication_id, *queries.consultations_among(said, edition.publication_id)]
    found = [one for key in sources for one in queries.interpretations_by(sources).get(key, [])]
    if not found:
        return []
    named = frozenset(one.edition.publication.public_id for one in found)
    live = _live([one.publication_id for one in found])
    stages = [(name, rows) for code, name in STAGES if (rows := _rows(found, live, code))]
    if not stages:
        return [Part("", "policies/interpretations/none.html", {}, mentions=named)]
    context = {"stages": stages}
    return [
        Part("政策解读", "policies/interpretations/part_list.html", context, mentions=named, covers=named)
    ]


def _live(publications: Sequence[int]) -> dict[int, LiveEdition]:
    rows = LiveEdition.objects.filter(publication__in=list(publications)).select_related("organisation")
    return {row.publication_id: row for row in rows}


def _rows(found: Sequence[Drafted], live: dict[int, LiveEdition], stage: str) -> list[Document]:
    """Rows of one stage: text first, then as the forms are listed."""
    mine = [one for one in found if one.stage == stage and one.publication_id in live]
    rows = [(_place(one), live[one.publication_id], one) for one in mine]
    return [
        Document(
            title=row.title,
            url=one.edition.publication.get_absolute_url(),
            published_at=row.published_at,
            tags=[Tag("、".join(one.forms) or "解读")],
        )
        for _, row, one in sorted(rows, key=lambda told: (told[0], told[1].published_at))
    ]


def _place(one: Drafted) -> int:
    return min((FORM_ORDER.index(form) for form in one.forms if form in FORM_ORDER), default=len(FORM_ORDER))


def _compared(edition: Edition, said: Sequence[Relation]) -> list[Part]:
    """新旧对照 against the newest public document that this one replaces or changes."""
    new = edition.live_revision
    for key in comparisons.predecessors_among(said, edition.publication_id) if new is not None else ():
        old = comparisons.public_text(key)
        if old is None or new is None:
            continue
        found = comparisons.comparison(old, new)
        other = old.edition.publication
        context = {
            "found": found,
            "rows": found.changed[:MOST_ROWS],
            "more": max(len(found.changed) - MOST_ROWS, 0),
            "old_title": old.edition.title,
            "old_url": other.get_absolute_url(),
            "url": reverse("policies:comparison", args=[edition.publication.public_id, other.public_id]),
        }
        named = frozenset({other.public_id})
        return [Part("新旧对照", "policies/interpretations/part_comparison.html", context, mentions=named)]
    return []


def _of_interpretation(edition: Edition, on: date) -> list[Part]:
    documents = queries.policies_of(edition.publication_id)
    live = _live(documents)
    labels = publishing.labels_of(list(live), on)
    explained = [
        {
            "title": row.title,
            "number": row.document_number,
            "url": row.edition.publication.get_absolute_url(),
            "tags": [_tag(label) for label in labels.get(key, []) if label.family in {VALIDITY, AMENDED}],
        }
        for key, row in live.items()
    ]
    names = frozenset(
        publishing.Publication.objects.filter(pk__in=documents).values_list("public_id", flat=True)
    )
    before = [
        Part(
            "",
            "policies/interpretations/part_document.html",
            {"documents": explained},
            "before",
            names,
            names,
        )
    ]
    return [*(before if explained else []), *_series(edition), *_platforms(edition)]


GOOD, NOTED = frozenset({"in_force"}), frozenset({"not_yet", "partly", "suspended", "amended"})


def _tag(label: publishing.DatedLabel) -> Tag:
    tone = "good" if label.code in GOOD else "warn" if label.code in NOTED else "bad"
    return Tag(label.name, tone)


def _series(edition: Edition) -> list[Part]:
    """The series in its order, with the way to the one before and the one after."""
    mine = SeriesItem.objects.filter(publication=edition.publication_id).select_related("series").first()
    if mine is None:
        return []
    items = list(mine.series.items.select_related("publication").order_by("position", "pk"))
    live = _live([item.publication_id for item in items])
    rows = [
        {
            "number": number,
            "title": live[item.publication_id].title,
            "url": item.publication.get_absolute_url(),
            "here": item.publication_id == edition.publication_id,
        }
        for number, item in enumerate((i for i in items if i.publication_id in live), 1)
    ]
    named = frozenset(item.publication.public_id for item in items)
    context = {"rows": rows}
    return [Part(mine.series.title, "policies/interpretations/part_series.html", context, mentions=named)]


def _platforms(edition: Edition) -> list[Part]:
    """Where else the interpretation appeared (多平台发布)."""
    rows = Carrier.objects.filter(publication=edition.publication_id, appeared_on__isnull=False)
    found = list(rows.order_by("appeared_on", "pk"))
    if not found:
        return []
    return [Part("发布平台", "policies/interpretations/part_platforms.html", {"rows": found})]


# --- the item on the desk

# A draft under consultation is interpreted too (政策草案解读), though nothing marks it.
CONSULTATION = re.compile("征求.{0,40}意见|征集.{0,40}意见|公开征集|意见征集|征询")


def item_parts(edition: Edition, user: Any, on: date) -> Sequence[Part]:
    """How the interpretation of a document stands, beside the item; of an interpretation what it explains."""
    if edition.publication.kind.code == queries.KIND:
        keys = queries.policies_of(edition.publication_id)
        editions = [found for key in keys if (found := queries.newest_edition(key)) is not None]
        told = {"documents": editions}
        return [Part("解读的文件", "policies/interpretations/item_interpretation.html", told, "aside")]
    content = publishing.content_of(publishing.newest_revision(edition))
    if queries.MARK not in content.elements and not CONSULTATION.search(edition.title):
        return []
    context = {
        "document": edition,
        "required": queries.must_be_interpreted(content),
        "consulted": queries.MARK not in content.elements,
        "exempt": content.elements.get("interpretation_exempt_reason") or "",
        "drafted": queries.interpretations_of(edition.publication_id),
        "plan": InterpretationPlan.objects.filter(policy=edition.publication_id).first(),
        "solo": queries.solo_release_of(edition),
    }
    return [Part("政策解读", "policies/interpretations/item_document.html", context, "aside")]


# --- the to-do list


def todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Interpretations that are not begun or overdue, and plans to sign; a constant number of queries."""
    drafting = {s.organisation_id for s in mine if s.role in {"contact", "unit_leader"}}
    office = any(s.role == "office" for s in mine)
    if not drafting and not office:
        return Todo()
    missing = queries.open_duties(drafting, missing_only=True) if drafting else []
    # 政务公开办 looks after what any unit still owes the public.
    owed = three_sync.owed_by(None if office else drafting)
    leading = {s.organisation_id for s in mine if s.role == "unit_leader"}
    plans = _unsigned(leading) if leading else []
    items = [
        *(
            _item(d.edition.publication_id, d.edition.title, "起草解读（与文件同步）", d.due_on, day)
            for d in missing
        ),
        *(_item(d.policy_id, d.title, "补发解读", d.due_on, day) for d in owed),
        *(_item(key, title, "审签解读方案", due, day) for key, title, due in plans),
    ]
    url = reverse("policies-desk:interpretations")
    counters = [
        *([Counter("解读待起草", len(missing), url, "warn")] if missing else []),
        *([Counter("解读待补发", len(owed), url, "bad")] if owed else []),
        *([Counter("解读方案待审签", len(plans), url)] if plans else []),
    ]
    return Todo(items[:SHOWN], counters)


def _unsigned(bodies: set[int]) -> list[tuple[int, str, date]]:
    plans = list(
        InterpretationPlan.objects.filter(organisation__in=bodies, signed_on=None).order_by("draft_due")
    )
    texts = queries.newest_revisions(Q(edition__publication__in=[plan.policy_id for plan in plans]))
    titles = {text.edition.publication_id: text.edition.title for text in texts}
    return [(p.policy_id, titles[p.policy_id], p.draft_due) for p in plans if p.policy_id in titles]


def _item(key: int, title: str, what: str, due: date | None, day: date) -> TodoItem:
    address = reverse("policies-desk:interpretation-of", args=[key])
    return TodoItem(title=title, url=address, what=what, due_on=due, state=_state(due, day))


def _state(due: date | None, day: date) -> str:
    if due is None:
        return "open"
    if due <= day:
        return "late" if due < day else "today"
    return "soon" if due <= day + timedelta(days=3) else "open"
