"""Taking a package in: its hashes first, then its documents as a staged stock. Nothing becomes public by this alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from mingtang.core.files import api as files
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.personal_data import find as personal_data
from mingtang.policies.labels import FACT_NAMES
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.parsing.entry import REFUSE, record_findings, shipped_standard
from mingtang.policies.parsing.package import (
    DEPARTED,
    DOCUMENTS,
    BadPackage,
    Package,
    canonical,
    record_of,
    text_hash,
)
from mingtang.policies.services.recording import Stated, as_row
from mingtang.policies.services.refreshing import refresh_many
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Attached, AttachmentRef, RowError, Staging, StockRow

CHUNK = 200
MOST_TOLD = 500
# Numbers that identify a person keep a row back, in an attachment as in the text.
HOLDING = {
    "id_card": "身份证号",
    "mobile": "手机号",
    "bank_card": "银行卡号",
    "passport": "护照号",
    "permit": "通行证号",
}
# What a text says of itself comes before what its sender says.
ONCE = frozenset({"made", "takes_effect", "expiry"})
_FACTS = {
    "number": "document_number",
    **{
        name: name
        for name in (
            *("index_number", "issuer", "written_on", "published_on", "effective_on", "valid_until"),
            *("topic", "genre", "keywords"),
        )
    },
}


@dataclass
class Received:
    """What became of a package so far. `news`: what its sender now says of documents that are public here already."""

    offset: int = 0
    done: int = 0
    kinds: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    news: list[str] = field(default_factory=list)


class Receiving:
    """Takes a package in, piece by piece. Raises `BadPackage` before anything is staged where it is not whole."""

    def __init__(
        self, package: Package, folder: Path, *, column: str, organisation: Organisation,
        received: Received | None = None,
    ) -> None:  # fmt: skip
        self.package, self.folder = package, folder
        self.column, self.organisation = column, organisation
        self.received = received or Received()
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)

    @property
    def sender(self) -> str:
        told = self.package.manifest.get("sender")
        name = str(told.get("name") or told.get("code") or "") if isinstance(told, dict) else ""
        return name[:100] or "来源不明"

    def verify(self) -> None:
        """Compare every byte with the manifest, and lay the documents out to be read piece by piece."""
        if faults := self.package.faults():
            raise BadPackage([Refusal(f"{fault.member}：{fault.message}。") for fault in faults[:20]])
        aside = self.folder / f"{DOCUMENTS}.part"
        with aside.open("wb") as file:
            for block in self.package.blocks(DOCUMENTS):
                file.write(block)
        aside.replace(self.folder / DOCUMENTS)

    def advance(
        self, *, until: float | None = None, seen: Callable[[Received], object] | None = None
    ) -> bool:
        """Stage piece after piece; True when none is left, False when the clock (`time.monotonic`) reaches `until`."""
        with (self.folder / DOCUMENTS).open("rb") as file:
            file.seek(self.received.offset)
            while lines := [line for _, line in zip(range(CHUNK), file, strict=False)]:
                self._stage(lines)
                self.received.offset += sum(map(len, lines))
                self.received.done += len(lines)
                if seen:
                    seen(self.received)
                if until is not None and time.monotonic() >= until:
                    return False
        return True

    def finish(self) -> list[publishing.Batch]:
        """Seal the batches; they wait for two signers."""
        batches = (self._staging(kind).finish() for kind in sorted(self.received.kinds))
        return [batch for batch in batches if batch is not None]

    def departed(self) -> list[str]:
        """Documents of the package's sender that are public here and no longer there: for a person to look at."""
        gone = [row for row in map(record_of, self.package.lines(DEPARTED)) if isinstance(row, dict)]
        told = {str(row["id"]): str(row.get("fate_name") or row.get("fate") or "") for row in gone}
        found: dict[str, tuple[int, bool]] = {}
        for kind in publishing.Kind.objects.values_list("code", flat=True):
            found |= publishing.publications_of(self._source(kind), told)
        live = publishing.LiveEdition.objects.filter(publication__in=[pk for pk, _ in found.values()])
        titles = dict(live.values_list("publication", "title"))
        return [
            f"《{titles[pk]}》来源单位已{told[row]}，请核对后办理。"
            for row, (pk, _) in found.items()
            if pk in titles
        ]

    # --- one piece

    def _stage(self, lines: Sequence[bytes]) -> None:
        records = [record_of(line) for line in lines]
        start = self.received.done
        for number, record in enumerate(records, start + 1):
            if isinstance(record, str):
                self._tell(f"{DOCUMENTS}:{number}", record)
        good = sorted((r for r in records if isinstance(r, dict)), key=lambda record: str(record.get("kind")))
        for kind, group in groupby(good, key=lambda record: str(record.get("kind"))):
            self._stage_kind(kind, list(group))

    def _stage_kind(self, kind: str, records: list[dict[str, Any]]) -> None:
        try:
            staging = self._staging(kind)
        except Refused as refused:
            for record in records:
                self._tell(record["id"], str(refused.reasons[0]))
            return
        staging.take(map(self._row, records))
        for error in staging.errors:
            self._tell(error["row"], error["message"])
        if kind not in self.received.kinds:
            self.received.kinds.append(kind)
        self._take_facts(staging.source, records)

    def _staging(self, kind: str) -> Staging:
        target = publishing.target_of(kind=kind, column=self.column, organisation=self.organisation.code)
        return Staging(self._source(kind), target, attach=self._attach)

    def _source(self, kind: str) -> str:
        told = self.package.manifest.get("sender")
        code = str(told.get("code") or "") if isinstance(told, dict) else ""
        return f"政策文件交换包：{self.sender}（{code[:40]}）{kind}"

    def _tell(self, row: str, message: str) -> None:
        if len(self.received.errors) < MOST_TOLD:
            self.received.errors.append({"row": row, "message": message})

    def _row(self, record: dict[str, Any]) -> StockRow | RowError:
        """A record as a row of a stock. What the entry standard would refuse is a label, for old stock is dirty."""
        title = " ".join(record.get("title", "").split())
        if not title or len(title) > 300:
            return RowError(record["id"], "没有标题，或标题超过300字。")
        found = record_findings(record, shipped_standard(), self.package.files)
        if any(finding.sort == "hash" and "可能被改动" in finding.message for finding in found):
            return RowError(record["id"], "正文与所附校验值不符，可能被改动，没有导入。")
        facts = {name: str(record[key]) for key, name in _FACTS.items() if record.get(key)}
        facts |= {"joint_issuers": "、".join(map(str, record.get("joint_issuers") or ()))}
        facts["source"] = str(record.get("unit") or self.sender)[:120]
        labels = tuple(finding.message for finding in found if finding.severity == REFUSE)
        told = {"category": record.get("level_name", ""), "status": record.get("status", ""), **record}
        return StockRow(
            record["id"],
            title,
            record.get("html", ""),
            {name: value for name, value in facts.items() if value},
            _source_hash(record),
            labels,
            told,
        )

    # --- attachments

    def _attach(self, row: StockRow) -> Attached:
        kept, held = [], []
        for told in row.metadata.get("attachments", ()):
            ref, why = self._keep(told)
            kept += [ref] if ref else []
            held += why
        return Attached(tuple(kept), tuple(held))

    def _keep(self, told: dict[str, Any]) -> tuple[AttachmentRef | None, list[str]]:
        """A file of the package, received like any upload; why it holds its document back."""
        name, member = told["name"][:200], self.package.files.get(told["sha256"])
        if member is None:
            return None, []  # told as a label already
        try:
            upload = _Upload(name, self.package, member)
            file = files.receive(upload, by=None, owner=self.organisation, purpose="exchange")
        except Refused as refused:
            return None, [f"附件“{name}”没有收下：{refused.reasons[0]}"]
        ref = AttachmentRef(name, file.sha256, file.size, file.media_type, file.pk)
        if not file.is_clean:
            return ref, [f"附件“{name}”{file.get_state_display()}"]
        return ref, _personal_in(file, name)

    # --- facts

    def _take_facts(self, source: str, records: Sequence[dict[str, Any]]) -> None:
        """Facts of what is not public yet are kept; of what is, they are told to a person, who records them."""
        by_row = {record["id"]: record for record in records}
        found = publishing.publications_of(source, by_row)
        policies = Policy.objects.in_bulk([pk for pk, _ in found.values()])
        new: list[ValidityFact] = []
        for row, (pk, settled) in found.items():
            if pk not in policies:
                continue
            lacking = _lacking(policies[pk], by_row[row])
            if settled:
                self.received.news += [_news(policies[pk], stated) for stated in lacking]
            else:
                new += [as_row(policies[pk], stated, "import") for stated in lacking]
        del self.received.news[MOST_TOLD:]
        ValidityFact.objects.bulk_create(new)
        refresh_many(sorted({fact.policy_id for fact in new}))


class _Upload:
    """A member of the package, as `core.files` takes an upload."""

    def __init__(self, name: str, package: Package, member: str) -> None:
        self.name: str | None = name
        self._package, self._member = package, member

    def chunks(self) -> Iterator[bytes]:
        return self._package.blocks(self._member)


def _source_hash(record: dict[str, Any]) -> str:
    """Of what the document says, not of what happened to it: a repeal elsewhere is no new text."""
    files_of = [row["sha256"] for row in record.get("attachments", ())]
    said = [record.get(name, "") for name in ("title", "number", "html_sha256")]
    return text_hash(canonical([*said, files_of]))


def _personal_in(file: files.StoredFile, name: str) -> list[str]:
    try:
        text = files.extracted(file).text
    except Refused:
        return []
    kinds = {hit.kind for hit in personal_data(text) if hit.kind in HOLDING and hit.certainty != "weak"}
    return [f"附件“{name}”疑含个人信息：{HOLDING[kind]}" for kind in sorted(kinds)]


def _lacking(policy: Policy, record: dict[str, Any]) -> list[Stated]:
    """Facts that the sender tells of a document and this library does not have."""
    held = list(policy.facts.filter(voided_at=None).values_list("kind", "on"))
    kinds = {kind for kind, _ in held}
    return [
        stated
        for stated in _stated(record.get("facts", ()))
        if (stated.kind, stated.on) not in held and not (stated.kind in ONCE and stated.kind in kinds)
    ]


def _stated(rows: Iterable[Any]) -> Iterator[Stated]:
    for row in rows:
        if not isinstance(row, dict) or row.get("fact") not in FACT_NAMES:
            continue
        try:
            on = date.fromisoformat(str(row.get("on")))
            until = date.fromisoformat(row["until"]) if row.get("until") else None
        except (ValueError, TypeError):
            continue
        if until is None or until >= on:
            yield Stated(
                row["fact"],
                on,
                until,
                document_title=str(row.get("document_title") or "")[:300],
                document_number=str(row.get("document_number") or "")[:120],
            )


def _news(policy: Policy, stated: Stated) -> str:
    behind = stated.document_title or stated.document_number
    why = f"（依据：{behind}）" if behind else ""
    return f"《{policy.title}》：来源单位载明{stated.on}{FACT_NAMES[stated.kind]}{why}，请核对后登记。"
