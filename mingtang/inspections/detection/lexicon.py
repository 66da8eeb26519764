"""Word lists: wrong words and the longer right words around them, looked for in one pass.

Right and wrong words stand in one automaton and the longest match from the left wins, so that `按排` inside `按排名`
is not flagged.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from mingtang.inspections.detection.finding import Finding, Kind, Severity
from mingtang.inspections.detection.normalising import squeezed

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "lexicons"
COLUMNS = ["wrong", "right", "message", "severity", "source", "date", "context"]
OFF = "off"


class BadLexicon(ValueError):
    """A list that cannot be used; the message says which file and line, and what to write there."""


@dataclass(frozen=True)
class Entry:
    """One row of a list."""

    kind: Kind
    subkind: str
    wrong: str
    right: str
    message: str
    severity: str
    source: str
    date: str
    context: tuple[str, ...] = ()

    @property
    def suggestion(self) -> str:
        return "" if self.right.startswith("（") else self.right

    def finding(self, text: str, start: int, end: int) -> Finding:
        severity = cast(Severity, self.severity)
        return Finding(
            self.kind, self.subkind, start, end, text[start:end], self.message, self.suggestion, severity
        )


class Lexicon:
    """Entries compiled for searching."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        words: dict[str, Entry | None] = {}
        for entry in self.entries:
            for right in (entry.right, *entry.context):
                if entry.wrong in right or right in entry.context:
                    words.setdefault(right, None)
        words.update({entry.wrong: entry for entry in self.entries if entry.severity != OFF})
        self._of_pattern: Sequence[Entry | None] = list(words.values())
        self._automaton = _automaton(list(words))
        self._of_gravity: Sequence[Entry | None] = [
            e if e and e.severity == "block" else None for e in words.values()
        ]

    def findings(self, text: str) -> list[Finding]:
        """Every listed word, also the grave ones whose letters were set apart."""
        found = [
            entry.finding(text, start, end)
            for pattern, start, end in self._automaton.find_matches_as_indexes(text)
            if (entry := self._of_pattern[pattern])
        ]
        return [*found, *self._set_apart(text)]

    def _set_apart(self, text: str) -> Iterator[Finding]:
        """Grave words with gaps between their letters; ordinary typos may meet by chance across a gap, so not those."""
        closed = squeezed(text)
        if closed is None:
            return
        for pattern, start, end in self._automaton.find_matches_as_indexes(closed.text):
            entry = self._of_gravity[pattern]
            if entry and (span := closed.span(start, end)) and span[1] - span[0] > end - start:
                yield entry.finding(text, *span)


def _automaton(words: list[str]) -> AhoCorasick:
    return AhoCorasick(
        words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )


def entries_in(folder: Path) -> Iterator[Entry]:
    """The rows of every list of a folder; raises `BadLexicon`."""
    for path in sorted(folder.glob("*.csv")):
        yield from _entries_of(path)


def _entries_of(path: Path) -> Iterator[Entry]:
    kind, _, subkind = path.stem.partition("-")
    if kind not in get_args(Kind) or not subkind:
        raise BadLexicon(
            f"词库文件名“{path.name}”应为“类别-小类.csv”，类别可选：{'、'.join(get_args(Kind))}。"
        )
    lines = [
        line
        for line in path.read_text(encoding="utf-8-sig").splitlines()
        if line and not line.startswith("#")
    ]
    rows = csv.reader(lines)
    if next(rows, None) != COLUMNS:
        raise BadLexicon(f"词库“{path.name}”的表头应为：{','.join(COLUMNS)}。")
    for number, row in enumerate(rows, start=1):
        yield _entry(cast(Kind, kind), subkind, row, f"词库“{path.name}”第{number}条")


def _entry(kind: Kind, subkind: str, row: list[str], where: str) -> Entry:
    if len(row) != len(COLUMNS):
        raise BadLexicon(f"{where}应有{len(COLUMNS)}列，现有{len(row)}列。")
    wrong, right, message, severity, source, date, context = (cell.strip() for cell in row)
    if severity not in (*get_args(Severity), OFF):
        raise BadLexicon(f"{where}的 severity 应为 block、warn 或 off，现为“{severity}”。")
    if not wrong or (severity != OFF and (wrong == right or not message)):
        raise BadLexicon(f"{where}须写明 wrong、与之不同的 right 和 message。")
    return Entry(
        kind, subkind, wrong, right, message, severity, source, date, tuple(filter(None, context.split("|")))
    )


@cache
def shipped() -> Lexicon:
    """The lists that come with Mingtang."""
    return Lexicon(entries_in(SHIPPED))


def with_local(folder: Path) -> Lexicon:
    """The shipped lists and those of a folder; a local row replaces the shipped row of the same word."""
    entries = {entry.wrong: entry for entry in shipped().entries}
    entries.update({entry.wrong: entry for entry in entries_in(folder)})
    return Lexicon(entries.values())
