"""A package looked at as the superior library would, before it is sent: by document, and in sum. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mingtang.policies.parsing.entry import (
    REFUSE,
    SORTS,
    Doubles,
    EntryFinding,
    Standard,
    record_findings,
    shipped_standard,
)
from mingtang.policies.parsing.package import DEPARTED, Fault, Package, record_of, short_code


@dataclass
class Examined:
    """One document of which something was found."""

    line: int
    id: str
    number: str
    title: str
    findings: list[EntryFinding] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(finding.severity == REFUSE for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        told = {"line": self.line, "id": self.id, "number": self.number, "title": self.title}
        return {
            **told,
            "refused": self.is_refused,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass
class Examination:
    """What a package holds and what is wrong with it. `faults`: it does not fit its own manifest and must not come in."""

    whole: str
    standard: str
    faults: list[Fault] = field(default_factory=list)
    documents: int = 0
    departed: int = 0
    examined: dict[int, Examined] = field(default_factory=dict)

    @property
    def with_findings(self) -> list[Examined]:
        return [self.examined[line] for line in sorted(self.examined)]

    @property
    def refused(self) -> int:
        return sum(one.is_refused for one in self.examined.values())

    @property
    def warned(self) -> int:
        """Documents with nothing worse than a warning."""
        return len(self.examined) - self.refused

    @property
    def by_sort(self) -> dict[str, int]:
        """How many documents have each sort of finding."""
        counted = Counter(sort for one in self.examined.values() for sort in {f.sort for f in one.findings})
        return {sort: counted[sort] for sort, _ in SORTS if counted[sort]}

    def as_json(self) -> dict[str, Any]:
        return {
            "whole": self.whole,
            "code": short_code(self.whole),
            "standard": self.standard,
            "intact": not self.faults,
            "faults": [fault.__dict__ for fault in self.faults],
            "documents": self.documents,
            "departed": self.departed,
            "acceptable": self.documents - self.refused,
            "refused": self.refused,
            "with_warnings_only": self.warned,
            "by_sort": self.by_sort,
            "findings": [one.as_json() for one in self.with_findings],
        }


def examine(
    package: Package, standard: Standard | None = None, seen: Callable[[int], object] | None = None
) -> Examination:
    """Compare every byte with the manifest, then every document with the standard. `seen` is told the documents read."""
    standard = standard or shipped_standard()
    found = Examination(package.whole, standard.name, package.faults())
    here, doubles, lines = package.files, Doubles(), dict[str, list[tuple[int, str, str]]]()
    for number, line in enumerate(package.lines(), 1):
        found.documents = number
        record = record_of(line)
        if isinstance(record, str):
            found.examined[number] = Examined(number, "", "", "", [EntryFinding("line", "记录", record)])
            continue
        doubles.feed(record)
        told = (number, record.get("number", ""), record.get("title", ""))
        lines.setdefault(record["id"], []).append(told)
        for finding in record_findings(record, standard, here):
            _note(found, record["id"], told, finding)
        if seen:
            seen(number)
    for pk, finding in doubles.findings():
        for told in lines[pk]:
            _note(found, pk, told, finding)
    found.departed = sum(1 for _ in package.lines(DEPARTED))
    return found


def _note(found: Examination, pk: str, told: tuple[int, str, str], finding: EntryFinding) -> None:
    line, number, title = told
    one = found.examined.setdefault(line, Examined(line, pk, number, title))
    if finding not in one.findings:
        one.findings.append(finding)
