"""Documents as another library, a terminal or a package reads them: one record each, with all that is public of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from mingtang.core.files import api as files
from mingtang.law.validity import state_on
from mingtang.policies.labels import FACT_NAMES, LEVEL_NAMES
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.parsing.package import file_member, text_hash
from mingtang.policies.queries.validity import law_facts, standing_facts
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Content, DatedLabel, Edition, LiveEdition, Relation

AT_ONCE = 200
# What left the public and how: a superior library follows (谁公开、谁清理).
FATES = {
    "withdrawn": "撤回（保留并标注）",
    "removed": "误发撤除",
    "replaced": "被替代",
    "archived": "归档下线",
    "taken_down": "应急下架",
}


@dataclass(frozen=True)
class Chosen:
    """What is sent: of one unit or of all, all or what changed since a day; force is told as of a day."""

    as_of: date
    organisation_id: int | None = None
    since: date | None = None


@dataclass(frozen=True)
class Attached:
    """A file that goes along: its hash, its name in the package, and where it lies here."""

    sha256: str
    member: str
    file_id: int


@dataclass(frozen=True)
class Exported:
    """One document as it goes out. `place` is where the next piece begins; `intact`: the text is the one signed."""

    place: int
    record: dict[str, Any]
    attached: tuple[Attached, ...]
    intact: bool


def chosen_rows(chosen: Chosen) -> QuerySet[LiveEdition]:
    """The public documents of the library that are chosen."""
    rows = LiveEdition.objects.filter(Exists(Policy.objects.filter(pk=OuterRef("publication"))))
    if chosen.organisation_id is not None:
        rows = rows.filter(organisation=chosen.organisation_id)
    if chosen.since is None:
        return rows
    moment = _midnight(chosen.since)
    told = ValidityFact.objects.filter(Q(recorded_at__gte=moment) | Q(voided_at__gte=moment))
    return rows.filter(Q(published_at__gte=moment) | Q(publication__in=told.values("policy")))


def exported(chosen: Chosen, *, after: int = 0, limit: int = AT_ONCE) -> list[Exported]:
    """Up to `limit` documents beyond a place, in a fixed order, with a fixed number of queries."""
    rows = list(
        chosen_rows(chosen)
        .filter(pk__gt=after)
        .select_related("revision__content", "revision__kind_version", "organisation", "kind")
        .order_by("pk")[:limit]
    )
    return _exported(rows, chosen.as_of)


def exported_one(publication_id: int, as_of: date) -> Exported | None:
    """One public document of the library, as it would go out; None where it is not public."""
    rows = LiveEdition.objects.filter(publication=publication_id)
    row = rows.select_related("revision__content", "revision__kind_version", "organisation", "kind").first()
    if row is None or not Policy.objects.filter(pk=publication_id).exists():
        return None
    return _exported([row], as_of)[0]


def departed(chosen: Chosen) -> Iterator[dict[str, str]]:
    """What was public once and is no longer: number and fate, never the text. Only where a day is named."""
    if chosen.since is None:
        return
    rows = Edition.objects.filter(
        Exists(Policy.objects.filter(pk=OuterRef("publication"))),
        state__in=set(FATES) - {"withdrawn"},
        scope="public",
        left_at__gte=_midnight(chosen.since),
        publication__live=None,
    )
    if chosen.organisation_id is not None:
        rows = rows.filter(organisation=chosen.organisation_id)
    told = rows.order_by("pk").values_list("publication__public_id", "state", "left_at")
    for public_id, state, left_at in told.iterator(chunk_size=1000):
        day = timezone.localdate(left_at).isoformat() if left_at else ""
        yield {"id": public_id, "fate": state, "fate_name": FATES[state], "left_on": day}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# --- records


def _exported(rows: Sequence[LiveEdition], as_of: date) -> list[Exported]:
    publications = [row.publication_id for row in rows]
    texts = {row.pk: publishing.content_of(row.revision) for row in rows}
    beside = _Beside(publications, [ref.file_id for text in texts.values() for ref in text.attachments])
    return [_one(row, texts[row.pk], beside, as_of) for row in rows]


class _Beside:
    """All that is told of several documents besides their texts, read at once."""

    def __init__(self, publications: Sequence[int], file_ids: Sequence[int]) -> None:
        self.policies = Policy.objects.select_related("drafting_unit").in_bulk(publications)
        self.facts = standing_facts(publications)
        causes = {fact.document_id for rows in self.facts.values() for fact in rows if fact.document_id}
        self.public = set(
            LiveEdition.objects.filter(publication__in=causes).values_list("publication", flat=True)
        )
        self.labels: dict[int, list[DatedLabel]] = defaultdict(list)
        labels = DatedLabel.objects.filter(publication__in=publications)
        for label in labels.order_by("family", F("valid_from").asc(nulls_first=True), "code"):
            self.labels[label.publication_id].append(label)
        self.relations = _relations(publications)
        self.files = files.StoredFile.objects.in_bulk(file_ids)


def _relations(publications: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Relations of each document to others that are public too, by their numbers."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    asked = set(publications)
    rows = Relation.objects.filter(Q(subject__in=asked) | Q(object__in=asked))
    for row in rows.select_related("subject__live", "object__live").order_by("predicate", "pk"):
        for mine, other, way in (
            (row.subject, row.object, "subject"),
            (row.object, row.subject, "object"),
        ):
            live = getattr(other, "live", None)
            if mine.pk in asked and live is not None:
                told = {"predicate": row.predicate, "as": way, "id": live.public_id}
                found[mine.pk].append({**told, "number": live.document_number, "title": live.title})
    return found


def _one(row: LiveEdition, content: Content, beside: _Beside, as_of: date) -> Exported:
    policy, facts = beside.policies[row.publication_id], beside.facts[row.publication_id]
    shown = {e["code"] for e in row.revision.kind_version.elements if e.get("public", True)}
    attachments, attached = _attachments(content, beside)
    text = publishing.plain_text(content.body)
    state = state_on(law_facts(facts), as_of)
    record = {
        "id": row.public_id,
        "address": f"/doc/{row.public_id}.html",
        **_named(row, policy, content),
        **_dated(row, policy),
        **_decided(content),
        "status": state.force.label if facts else "",
        "status_code": state.force.value if facts else "",
        "amended": state.amended,
        "withdrawn": row.withdrawn,
        "labels": [_label(label) for label in beside.labels[row.publication_id]],
        "facts": [_fact(fact, beside.public) for fact in facts],
        "relations": beside.relations.get(row.publication_id, []),
        "elements": {code: value for code, value in content.elements.items() if code in shown},
        "text": text,
        "html": content.body,
        "text_sha256": text_hash(text),
        "html_sha256": text_hash(content.body),
        "content_hash": row.revision.content_hash,
        "attachments": attachments,
    }
    return Exported(row.pk, record, attached, publishing.is_intact(row.revision))


def _named(row: LiveEdition, policy: Policy, content: Content) -> dict[str, Any]:
    elements = content.elements
    told = {name: str(elements.get(name) or "") for name in ("topic", "genre", "keywords")}
    return {
        "kind": row.kind.code,
        "kind_name": row.kind.name,
        "level": policy.level,
        "level_name": LEVEL_NAMES.get(policy.level, ""),
        "title": content.title,
        "number": row.document_number or policy.number,
        "index_number": str(elements.get("index_number") or ""),
        "filing_number": str(elements.get("filing_number") or ""),
        "issuer": content.issuer or policy.issuer,
        "joint_issuers": list(policy.joint_issuers),
        "drafting_unit": policy.drafting_unit.name if policy.drafting_unit else "",
        "unit": row.organisation.name,
        "unit_code": row.organisation.code,
        "summary": content.summary,
        "origin": policy.origin,
        **told,
    }


def _dated(row: LiveEdition, policy: Policy) -> dict[str, str]:
    public = timezone.localdate(row.published_at) if row.is_dated else None
    days = {
        "written_on": policy.made_on or row.written_on,
        "published_on": policy.published_on or public,
        "effective_on": policy.effective_on,
        "valid_until": policy.valid_until,
    }
    told = {name: day.isoformat() if day else "" for name, day in days.items()}
    return {**told, "period": policy.period}


def _decided(content: Content) -> dict[str, Any]:
    return {
        "openness": dict(publishing.ATTRIBUTES).get(content.attribute, ""),
        "scope": dict(publishing.SCOPES).get(content.scope, ""),
        "public_until": content.public_until,
    }


def _label(label: DatedLabel) -> dict[str, str]:
    return {
        "family": label.family,
        "code": label.code,
        "name": label.name,
        "from": label.valid_from.isoformat() if label.valid_from else "",
        "until": label.valid_until.isoformat() if label.valid_until else "",
    }


def _fact(fact: ValidityFact, public: Collection[int]) -> dict[str, str]:
    """A fact; a document behind it that is not public is not named by it."""
    document = fact.document if fact.document_id and fact.document_id in public else None
    hidden = fact.document_id is not None and document is None
    return {
        "fact": fact.kind,
        "fact_name": FACT_NAMES[fact.kind],
        "on": fact.on.isoformat(),
        "until": fact.until.isoformat() if fact.until else "",
        "document_id": document.publication.public_id if document else "",
        "document_title": "" if hidden else document.title if document else fact.document_title,
        "document_number": "" if hidden else document.number if document else fact.document_number,
        "source": fact.source,
    }


def _attachments(content: Content, beside: _Beside) -> tuple[list[dict[str, Any]], tuple[Attached, ...]]:
    """Attachments as the record tells them, and those whose bytes are here and may go out."""
    told, going = [], []
    for ref in content.attachments:
        file = beside.files.get(ref.file_id)
        member = ""
        if file is not None and file.sha256 == ref.sha256 and not files.opening_refusals(file):
            member = file_member(ref.sha256, file.extension)
            going.append(Attached(ref.sha256, member, ref.file_id))
        row = {"name": ref.name, "sha256": ref.sha256, "size": ref.size, "media_type": ref.media_type}
        told.append({**row, "member": member})
    return told, tuple(going)


# --- one document by what somebody typed


def named_policy(words: str) -> Policy | None:
    """The newest document of the library with this number, public number or title; None where there is none."""
    words = words.strip().strip("《》")
    rows = Policy.objects.select_related("publication")
    for asked in ({"publication__public_id": words}, {"number": words}, {"title": words}):
        if found := rows.filter(**asked).order_by("-made_on", "-pk").first():
            return found
    return None
