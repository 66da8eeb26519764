"""Bringing in a stock of existing documents: staged by row, signed by two people, then live.

Staging is resumable and idempotent: rows are known by where they came from, chunks are committed whole, and a killed
run goes on where it stopped. A batch is sealed when all rows are in: its manifest gets a hash, and that is what is signed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.organisations.api import Organisation, standings
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.personal_data import find as personal_data
from mingtang.publishing.analysis.content import (
    AttachmentRef,
    Content,
    content_hash,
    from_payload,
    new_salt,
    to_payload,
)
from mingtang.publishing.analysis.html import sanitise
from mingtang.publishing.events import BatchSigned
from mingtang.publishing.labels import HASH_SCHEME
from mingtang.publishing.models import (
    AttachedFile,
    Batch,
    BatchItem,
    BatchSignature,
    Column,
    ColumnMonth,
    Edition,
    EditionState,
    Kind,
    LiveEdition,
    Placement,
    Publication,
    PublicChange,
    Revision,
    RevisionContent,
)
from mingtang.publishing.models.batches import BatchState
from mingtang.publishing.models.publications import Basis
from mingtang.publishing.parsing.stock import RowError, StockRow
from mingtang.publishing.permissions import people
from mingtang.publishing.services import facets
from mingtang.publishing.services.drafting import current_version
from mingtang.publishing.services.going_live import live_facts, placements, published, with_ancestors
from mingtang.publishing.services.statistics import keep_statistics

CHUNK = 500
# Numbers that identify a person keep a row back; a weak likeness (wrong check digit) becomes a label.
HOLDING = frozenset({"id_card", "mobile", "bank_card", "passport", "permit"})
SIGNING_ROLES = ("office", "unit_leader", "reviewer3")


class MayNotSignBatch(Refused):
    """A batch may not be signed by this person or in this state."""


@dataclass(frozen=True)
class Target:
    """Where a stock goes: kind, column, and the body that answers for it.

    `owners` are the bodies whose own texts are in the stock too, by the name under which they issued them: an old portal
    held the texts of all units. Whoever answers for the stock signs for all of it.
    """

    kind: Kind
    column: Column
    organisation: Organisation
    owners: Mapping[str, Organisation] = field(default_factory=dict)

    def owner_of(self, row: StockRow) -> Organisation:
        return self.owners.get(row.facts.get("issuer", ""), self.organisation)


@dataclass(frozen=True)
class Staged:
    """One row that was staged, as importers of the trades see it: they take their own facts from `metadata`."""

    publication_id: int
    row: str
    content: Content
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Attached:
    """The files that come with a row, kept already, and why they hold it back (personal data, a virus)."""

    files: tuple[AttachmentRef, ...] = ()
    held: tuple[str, ...] = ()


def _nothing_attached(row: StockRow) -> Attached:
    return Attached()


Importer = Callable[[Sequence[Staged]], None]


@cache
def _importers() -> tuple[Importer, ...]:
    return tuple(import_string(path) for path in import_module(settings.WIRING).IMPORTERS)


# --- staging


class Staging:
    """One run over a stock. Its batch is opened by the first row that is new, so that a repeated run opens none."""

    def __init__(
        self, source: str, target: Target, *, attach: Callable[[StockRow], Attached] = _nothing_attached
    ) -> None:
        self.source, self.target, self.attach = source[:300], target, attach
        self.batch = Batch.objects.filter(source=self.source, state=BatchState.LOADING).first()
        self.errors: list[dict[str, str]] = []

    def take(self, rows: Iterable[StockRow | RowError]) -> None:
        """Stage rows by chunks, each in its own transaction."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, CHUNK)):
            with transaction.atomic():
                self._chunk(chunk)

    def finish(self) -> Batch | None:
        """Seal what was staged. Where nothing was new, the newest batch of this source; None where there never was one."""
        if self.batch is not None:
            return seal(self.batch)
        return Batch.objects.filter(source=self.source).order_by("-pk").first()

    def _chunk(self, chunk: Sequence[StockRow | RowError]) -> None:
        good = [row for row in chunk if isinstance(row, StockRow)]
        known = _known(self.source, good)
        errors = [row for row in chunk if isinstance(row, RowError)]
        errors += [
            RowError(row.row, _CHANGED)
            for row in good
            if known.get(row.row, row.source_hash) != row.source_hash
        ]
        self.errors += [{"row": error.row, "message": error.message} for error in errors]
        if new := [row for row in good if row.row not in known]:
            self.batch = self.batch or _open_batch(self.source, self.target)
            _write(self.batch, self.target, new, [self.attach(row) for row in new])
        if self.batch is not None and errors:
            self.batch.errors = self.errors
            self.batch.save(update_fields=["errors"])


_CHANGED = "这一行以前导入过，来源内容已变。请以修订的方式另起新版次，不能重复导入。"


def _open_batch(source: str, target: Target) -> Batch:
    code = f"PL{timezone.localdate():%Y%m%d}-{Batch.objects.count() + 1:03d}"
    batch = Batch.objects.create(code=code, source=source, organisation=target.organisation)
    audit.record("publishing.batch_begun", about=batch, by=None, details={"source": source})
    return batch


def _key(source: str, row: str) -> str:
    return hashlib.sha256(f"{source}\n{row}".encode()).hexdigest()


def publications_of(source: str, rows: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """What the named rows of a source became: publication, and whether it has left the batch's two signers behind."""
    keys = {_key(source, row): row for row in rows}
    found = Publication.objects.filter(source_key__in=keys)
    waiting = Edition.objects.filter(
        publication=OuterRef("pk"), state__in=(EditionState.STAGED, EditionState.HELD_BACK)
    )
    return {
        keys[key]: (pk, not staged)
        for key, pk, staged in found.annotate(staged=Exists(waiting)).values_list(
            "source_key", "pk", "staged"
        )
    }


def _known(source: str, rows: Sequence[StockRow]) -> dict[str, str]:
    """Rows that were staged before, with the hash of what their source then said."""
    keys = {_key(source, row.row): row.row for row in rows}
    found = Publication.objects.filter(source_key__in=keys).values_list(
        "source_key", "editions__batch_item__source_hash"
    )
    return {keys[key]: source_hash for key, source_hash in found if source_hash}


def _write(batch: Batch, target: Target, rows: Sequence[StockRow], attached: Sequence[Attached]) -> None:
    """Publications, editions, revisions, texts and manifest lines of new rows, each table in one statement."""
    version = current_version(target.kind)
    asked = _asked(version.elements)
    texts = [
        _content(row, target, version.number, its.files, asked)
        for row, its in zip(rows, attached, strict=True)
    ]
    held = [[*_held_for(content), *its.held] for content, its in zip(texts, attached, strict=True)]
    publications = Publication.objects.bulk_create(
        Publication(
            kind=target.kind,
            organisation=target.owner_of(row),
            home_column=target.column,
            index_number=row.facts.get("index_number", "")[:40],
            source_key=_key(batch.source, row.row),
        )
        for row in rows
    )
    editions = Edition.objects.bulk_create(
        Edition(
            publication=publication,
            state=EditionState.HELD_BACK if why else EditionState.STAGED,
            title=content.title,
            batch=batch,
            column=target.column,
            organisation=publication.organisation,
            published_at=_moment(row),
            is_dated="published_on" in row.facts,
        )
        for publication, row, content, why in zip(publications, rows, texts, held, strict=True)
    )
    payloads = [(to_payload(content), new_salt()) for content in texts]
    revisions = Revision.objects.bulk_create(
        Revision(
            edition=edition,
            number=1,
            content_hash=content_hash(payload, salt),
            hash_scheme=HASH_SCHEME,
            kind_version=version,
            note="存量导入",
        )
        for edition, (payload, salt) in zip(editions, payloads, strict=True)
    )
    RevisionContent.objects.bulk_create(
        RevisionContent(revision=revision, payload=payload, salt=salt)
        for revision, (payload, salt) in zip(revisions, payloads, strict=True)
    )
    AttachedFile.objects.bulk_create(
        AttachedFile(revision=revision, file_id=file)
        for revision, content in zip(revisions, texts, strict=True)
        for file in sorted({attachment.file_id for attachment in content.attachments})
    )
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            row=row.row[:300],
            edition=edition,
            revision=revision,
            content_hash=revision.content_hash,
            source_hash=row.source_hash,
            held=bool(why),
            labels=[*row.labels, *why],
        )
        for row, edition, revision, why in zip(rows, editions, revisions, held, strict=True)
    )
    staged = [
        Staged(publication.pk, row.row, content, row.metadata)
        for publication, row, content in zip(publications, rows, texts, strict=True)
    ]
    for importer in _importers():
        importer(staged)


_ELEMENTS = (
    *("document_number", "index_number", "written_on", "effective_on", "valid_until", "joint_issuers"),
    *("topic", "genre", "keywords"),
)
_KNOWN = frozenset({*_ELEMENTS, "issuer", "summary", "openness_ground"})


# Words that a source may tell under the name or the code of an element. Choices and yes or no are a person's to make.
_TOLD = frozenset({"text", "longtext", "number", "date", "person_name"})


def _asked(elements: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Elements that only this kind asks for, by code: name and type."""
    return {
        row["code"]: (row["name"], row["type"])
        for row in elements
        if row["type"] in _TOLD and row["code"] not in _KNOWN
    }


def _told(row: StockRow, asked: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What the source tells of them; a date only where it is one."""
    found = {}
    for code, (name, type_) in asked.items():
        value = row.metadata.get(code, row.metadata.get(name))
        text = str(value).strip() if isinstance(value, str | int | float | date) else ""
        if text and (type_ != "date" or _is_day(text)):
            found[code] = text
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _content(
    row: StockRow,
    target: Target,
    version: int,
    attachments: tuple[AttachmentRef, ...],
    asked: Mapping[str, tuple[str, str]],
) -> Content:
    facts = row.facts
    return Content(
        title=row.title,
        body=sanitise(row.body),
        kind=target.kind.code,
        kind_version=version,
        elements={name: facts[name] for name in _ELEMENTS if name in facts} | _told(row, asked),
        attachments=attachments,
        issuer=facts.get("issuer", "")[:120],
        source=facts.get("source", ""),
        source_url=facts.get("source_url", ""),
        public_until="long",
        disclosure_reason="存量导入：来源单位此前已公开",
    ).with_summary()


# Every number that holds a row back has eight digits or more, maybe full-width or parted: most texts have none.
_LONG_NUMBER = re.compile(r"[0-9０-９](?:[^0-9０-９\u4e00-\u9fff<>，。；：（）]{0,3}[0-9０-９]){7}")


def _held_for(content: Content) -> list[str]:
    """Why a row is kept back: personal data, named without repeating it."""
    if not _LONG_NUMBER.search(content.title) and not _LONG_NUMBER.search(content.body):
        return []
    names = {
        "id_card": "身份证号",
        "mobile": "手机号",
        "bank_card": "银行卡号",
        "passport": "护照号",
        "permit": "通行证号",
    }
    kinds = {
        hit.kind
        for hit in personal_data(f"{content.title}\n{content.body}")
        if hit.kind in HOLDING and hit.certainty != "weak"
    }
    return [f"疑含个人信息：{names[kind]}" for kind in sorted(kinds)]


def _moment(row: StockRow) -> datetime:
    """Midnight of the day that the source names; now where it names none, and the row is marked undated."""
    day = row.facts.get("published_on")
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min)) if day else timezone.now()


@transaction.atomic
def seal(batch: Batch) -> Batch:
    """All rows are in: label what is double, hash the manifest, and let the batch wait for its two signers."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.LOADING:
        return batch
    _label_double_numbers(batch)
    batch.item_count = batch.items.filter(held=False).count()
    batch.held_count = batch.items.filter(held=True).count()
    batch.manifest_hash = manifest_hash(batch)
    batch.state, batch.sealed_at = BatchState.STAGED, timezone.now()
    batch.save()
    audit.record(
        "publishing.batch_sealed",
        about=batch,
        by=None,
        details={"items": batch.item_count, "held": batch.held_count, "manifest": batch.manifest_hash},
    )
    return batch


def _label_double_numbers(batch: Batch) -> None:
    """Double document numbers in old stock are a finding and a label, not a refusal."""
    numbers: dict[int, str] = {}
    for item, payload in batch.items.values_list("pk", "revision__content__payload").iterator(
        chunk_size=CHUNK
    ):
        if payload and '"document_number":"' in payload:
            numbers[item] = payload.split('"document_number":"', 1)[1].split('"', 1)[0]
    double = {number for number, count in Counter(numbers.values()).items() if count > 1}
    double |= set(
        LiveEdition.objects.filter(document_number__in=list(set(numbers.values()))[:5000]).values_list(
            "document_number", flat=True
        )
    )
    marked = [item for item, number in numbers.items() if number in double]
    for start in range(0, len(marked), CHUNK):
        rows = list(BatchItem.objects.filter(pk__in=marked[start : start + CHUNK]))
        for row in rows:
            row.labels = [*row.labels, "发文字号与其他文件重复"]
        BatchItem.objects.bulk_update(rows, ["labels"])


def manifest_hash(batch: Batch) -> str:
    """SHA-256 over every line of the manifest in order: row, content hash, source hash, held or not."""
    digest = hashlib.sha256(f"mingtang-manifest-1\n{batch.code}\n{batch.source}\n".encode())
    lines = batch.items.order_by("row").values_list("row", "content_hash", "source_hash", "held")
    for row, content, source, held in lines.iterator(chunk_size=2000):
        digest.update(f"{row}\t{content}\t{source}\t{int(held)}\n".encode())
    return digest.hexdigest()


# --- signing


def sign_batch_refusals(batch: Batch, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not sign a batch now; the page shows the same list."""
    reasons = []
    if batch.state != BatchState.STAGED:
        reasons.append(Refusal(f"这一批次{batch.get_state_display()}，不能签署。"))
    if batch.organisation_id not in people.bodies_with(by, SIGNING_ROLES, on) and not people.is_office(
        by, on
    ):
        reasons.append(Refusal("由担保单位负责人、终审人或政务公开办人员签署。"))
    if batch.signatures.filter(signer=by).exists():
        reasons.append(Refusal("您已经签过，须由另一人签第二个。"))
    return reasons


@transaction.atomic
def sign_batch(
    batch: Batch, *, by: Any, on: date, seen_hash: str, opinion: str = "", role: str = ""
) -> BatchSignature:
    """One of two people vouches for the whole manifest; with the second signature the stock goes live."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    reasons = sign_batch_refusals(batch, by=by, on=on)
    if seen_hash != batch.manifest_hash:
        reasons.append(Refusal("您看到的不是最新的清单，请刷新后再签。"))
    if reasons:
        raise MayNotSignBatch(reasons)
    signature = BatchSignature.objects.create(
        batch=batch,
        manifest_hash=batch.manifest_hash,
        signer=by,
        signer_name=by.name,
        signer_role=role or _role_of(by, batch, on),
        opinion=opinion,
    )
    audit.record(
        "publishing.batch_signed",
        about=batch,
        by=by,
        details={"signature": signature.pk, "manifest": batch.manifest_hash},
    )
    if batch.signatures.count() >= 2:
        batch.state = BatchState.SIGNED
        batch.save(update_fields=["state"])
        events.announce(BatchSigned(batch_id=batch.pk))
    return signature


def _role_of(user: Any, batch: Batch, on: date) -> str:
    fitting = [s for s in standings(user.pk, on) if s.role in SIGNING_ROLES]
    own = [s for s in fitting if s.organisation_id == batch.organisation_id]
    return next((f"{s.organisation}{s.role_name}" for s in own or fitting), "")


@transaction.atomic
def refuse_batch(batch: Batch, *, by: Any, on: date, reason: str) -> Batch:
    """A signer turns a batch down; nothing of it becomes public."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    reasons = [r for r in sign_batch_refusals(batch, by=by, on=on) if "已经签过" not in r.reason]
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明退回理由（至少4个字）。"))
    if reasons:
        raise MayNotSignBatch(reasons)
    batch.state = BatchState.REFUSED
    batch.save(update_fields=["state"])
    audit.record("publishing.batch_refused", about=batch, by=by, details={"reason": reason.strip()})
    return batch


@transaction.atomic
def take_out_of_batch(edition: Edition, *, by: Any, on: date) -> Edition:
    """A row that was kept back becomes a draft: from here it goes the common road, with all its reviews."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state != EditionState.HELD_BACK or not people.may_edit(by, edition, on):
        raise MayNotSignBatch("只有被暂缓的存量信息，才能由本单位信息员或政务公开办转为草稿。")
    edition.state, edition.published_at, edition.is_dated = EditionState.DRAFT, None, True
    edition.save()
    audit.record("publishing.taken_out_of_batch", about=edition, by=by)
    return edition


# --- going live


def make_batch_live(event: BatchSigned) -> None:
    """Handler: publish one chunk of a signed batch and owe the next, until the whole stock is live.

    A delivery is one transaction: chunk by chunk, other acts get their turn, and a killed worker goes on where it was.
    """
    batch = Batch.objects.get(pk=event.batch_id)
    if publish_chunk(batch):
        events.announce(BatchSigned(batch_id=batch.pk))
    elif Batch.objects.filter(pk=batch.pk, state=BatchState.SIGNED).update(state=BatchState.LIVE):
        PublicChange.objects.create()
        keep_statistics()


@transaction.atomic
def publish_chunk(batch: Batch) -> int:
    """Make up to CHUNK staged editions of a signed batch live; returns how many. The database checks each basis."""
    staged = Edition.objects.filter(batch=batch, state=EditionState.STAGED).order_by("pk")
    ids = list(staged.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0
    revision = BatchItem.objects.filter(edition=OuterRef("pk")).values("revision")[:1]
    Edition.objects.filter(pk__in=ids).update(
        state=EditionState.LIVE,
        basis=Basis.IMPORTED,
        live_revision=Subquery(revision),
        changed_at=timezone.now(),
    )
    editions = list(
        Edition.objects.filter(pk__in=ids)
        .select_related("publication", "live_revision__content")
        .order_by("pk")
    )
    texts = {edition.pk: _text_of(edition) for edition in editions}
    rows = LiveEdition.objects.bulk_create(LiveEdition(**live_facts(e, texts[e.pk])) for e in editions)
    columns = with_ancestors({batch_column(editions)})
    Placement.objects.bulk_create(row for live in rows for row in placements(live, columns))
    # The chain before the counters, as everywhere: two acts that lock both in one order never wait for each other.
    audit.record("publishing.batch_published", about=batch, by=None, details={"editions": ids})
    _count_months(columns, rows)
    facets.add([(row, texts[row.pk]) for row in rows], columns)
    events.owe([published(edition, texts[edition.pk]) for edition in editions])
    return len(ids)


def _text_of(edition: Edition) -> Content:
    if edition.live_revision is None or edition.live_revision.content.payload is None:
        raise MayNotSignBatch(f"《{edition.title}》没有正文，批次不能公开。")
    return from_payload(edition.live_revision.content.payload)


def batch_column(editions: Sequence[Edition]) -> int:
    """A batch goes into one column; its documents may be shown in others later."""
    return editions[0].column_id


def _count_months(columns: Mapping[int, bool], rows: Sequence[LiveEdition]) -> None:
    months = Counter(timezone.localdate(row.published_at).replace(day=1) for row in rows)
    ColumnMonth.objects.bulk_create(
        (ColumnMonth(column_id=column, month=month) for column in columns for month in months),
        ignore_conflicts=True,
    )
    for month, more in sorted(months.items()):
        ColumnMonth.objects.filter(column_id__in=list(columns), month=month).update(count=F("count") + more)
