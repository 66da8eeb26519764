"""Making a package piece by piece in a folder: whoever is stopped goes on where the last piece ended."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mingtang.core.files import api as files
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refused
from mingtang.policies.labels import KINDS
from mingtang.policies.parsing.entry import (
    REFUSE,
    Doubles,
    EntryFinding,
    Standard,
    record_findings,
    shipped_standard,
)
from mingtang.policies.parsing.package import (
    CHECK,
    DEPARTED,
    DOCUMENTS,
    PackageWriter,
    blocks_of,
    canonical,
)
from mingtang.policies.queries.exchange import Chosen, Exported, chosen_rows, departed, exported
from mingtang.publishing import api as publishing

FOUND, FILES, NUMBERS = "found.jsonl", "files.jsonl", "numbers.jsonl"
SPOOLED = (DOCUMENTS, FOUND, FILES, NUMBERS)
_ALTERED = EntryFinding(
    "hash", "内容", "正文与审签内容的哈希不符，可能被改动，请先运行 mingtang audit verify"
)


@dataclass
class Place:
    """How far a package is: the last document written, how many, and how long each spooled file was then."""

    after: int = 0
    done: int = 0
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Packed:
    """A finished package, and what the entry standard holds against the documents in it."""

    documents: int
    departed: int
    refused: int
    warned: int
    by_sort: dict[str, int]
    whole: str
    sha256: str
    size: int


class Packing:
    """Spools the chosen documents into a folder, then packs them. Never holds more than one piece and the numbers."""

    def __init__(
        self, folder: Path, chosen: Chosen, *, place: Place | None = None, standard: Standard | None = None
    ) -> None:
        self.folder, self.chosen = folder, chosen
        self.place = place or Place()
        self._standard = standard or shipped_standard()
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)

    def total(self) -> int:
        return chosen_rows(self.chosen).count()

    def advance(self, *, until: float | None = None, seen: Callable[[Place], object] | None = None) -> bool:
        """Spool piece after piece; True when none is left, False when the clock (`time.monotonic`) reaches `until`."""
        self._cut()
        while rows := exported(self.chosen, after=self.place.after):
            self._spool(rows)
            if seen:
                seen(self.place)
            if until is not None and time.monotonic() >= until:
                return False
        return True

    def _cut(self) -> None:
        """Forget what a killed run wrote after the place that it told."""
        for name in SPOOLED:
            with self._opened(name) as file:
                file.truncate(self.place.sizes.get(name, 0))

    def _spool(self, rows: list[Exported]) -> None:
        lines: dict[str, list[str]] = {name: [] for name in SPOOLED}
        for number, row in enumerate(rows, self.place.done + 1):
            self._take(number, row, lines)
        for name, text in lines.items():
            with self._opened(name) as file:
                file.seek(0, 2)
                file.write("".join(text).encode())
                self.place.sizes[name] = file.tell()
        self.place.done += len(rows)
        self.place.after = rows[-1].place

    def _opened(self, name: str) -> IO[bytes]:
        path = self.folder / name
        path.touch(mode=0o640)
        return path.open("r+b")

    def _take(self, number: int, row: Exported, lines: dict[str, list[str]]) -> None:
        record = row.record
        lines[DOCUMENTS].append(canonical(record) + "\n")
        found = record_findings(record, self._standard, {file.sha256 for file in row.attached})
        found += [] if row.intact else [_ALTERED]
        told = {name: record[name] for name in ("id", "number", "title")} | {"line": number}
        if found:
            lines[FOUND].append(
                canonical(told | {"findings": [finding.as_json() for finding in found]}) + "\n"
            )
        lines[NUMBERS].append(canonical(told | {"index_number": record["index_number"]}) + "\n")
        lines[FILES] += [canonical(file.__dict__) + "\n" for file in row.attached]

    # --- packing

    def pack(self, out: Path) -> Packed:
        """Write the package beside its place and move it there whole. The same documents make the same bytes."""
        aside = out.with_name(out.name + ".part")
        tally = _Tally()
        gone = [canonical(row) + "\n" for row in departed(self.chosen)]
        with aside.open("wb") as file:
            writer = PackageWriter(file)
            writer.add(DOCUMENTS, self._blocks(DOCUMENTS))
            writer.add(DEPARTED, ["".join(gone).encode()])
            writer.add(CHECK, (line.encode() for line in self._checked(tally)))
            for member, file_id in sorted(self._files().items()):
                self._add_file(writer, member, file_id)
            whole = writer.finish(self._facts(len(gone), tally))
        aside.replace(out)
        sha256, size = _digest(out)
        return Packed(
            self.place.done, len(gone), tally.refused, tally.warned, tally.by_sort, whole, sha256, size
        )

    def _blocks(self, name: str) -> Iterator[bytes]:
        path = self.folder / name
        if path.exists():
            with path.open("rb") as file:
                yield from blocks_of(file)

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        path = self.folder / name
        if path.exists():
            with path.open(encoding="utf-8") as file:
                yield from map(json.loads, file)

    def _checked(self, tally: _Tally) -> Iterator[str]:
        """The lines of the check report, in the order of documents; numbers that two documents share are told of both."""
        double = self._doubles()
        for row in self._lines(FOUND):
            also = double.pop(row["line"], {"findings": []})
            yield tally.take(row | {"findings": row["findings"] + also["findings"]})
        for _, row in sorted(double.items()):
            yield tally.take(row)

    def _doubles(self) -> dict[int, dict[str, Any]]:
        doubles = Doubles()
        for row in self._lines(NUMBERS):
            doubles.feed(row)
        found: dict[str, list[dict[str, str]]] = {}
        for pk, finding in doubles.findings():
            found.setdefault(pk, []).append(finding.as_json())
        rows = (row for row in self._lines(NUMBERS) if row["id"] in found)
        return {
            row["line"]: {name: row[name] for name in ("id", "number", "title", "line")}
            | {"findings": found[row["id"]]}
            for row in rows
        }

    def _files(self) -> dict[str, int]:
        return {row["member"]: row["file_id"] for row in self._lines(FILES)}

    def _add_file(self, writer: PackageWriter, member: str, file_id: int) -> None:
        """A file condemned since it was chosen stays here: the reader finds it missing, and says so."""
        try:
            opened = files.open_bytes(files.StoredFile.objects.get(pk=file_id))
        except Refused:
            return
        with opened:
            writer.add(member, blocks_of(opened), packed=False)

    def _facts(self, gone: int, tally: _Tally) -> dict[str, Any]:
        site = publishing.site_for("")
        chosen = self.chosen.organisation_id
        unit = Organisation.objects.filter(pk=chosen).first() if chosen else None
        return {
            "sender": {
                "name": site.organisation.name if site else "",
                "code": site.organisation.credit_code or site.organisation.code if site else "",
                "site": site.host if site else "",
            },
            "organisation": {"name": unit.name, "code": unit.code} if unit else None,
            "since": self.chosen.since.isoformat() if self.chosen.since else None,
            "as_of": self.chosen.as_of.isoformat(),
            "documents": self.place.done,
            "departed": gone,
            "kinds": list(KINDS),
            "standard": {"name": self._standard.name, "date": self._standard.date},
            "check": {"refused": tally.refused, "warned": tally.warned, "by_sort": tally.by_sort},
        }


class _Tally:
    """Counts the lines of a check report as they go by."""

    def __init__(self) -> None:
        self.refused = self.warned = 0
        self._sorts: Counter[str] = Counter()

    @property
    def by_sort(self) -> dict[str, int]:
        return dict(sorted(self._sorts.items()))

    def take(self, row: dict[str, Any]) -> str:
        refused = any(finding["severity"] == REFUSE for finding in row["findings"])
        self.refused += refused
        self.warned += not refused
        self._sorts.update({finding["sort"] for finding in row["findings"]})
        return canonical(row | {"refused": refused}) + "\n"


def _digest(path: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in blocks_of(file):
            digest.update(block)
    return digest.hexdigest(), path.stat().st_size
