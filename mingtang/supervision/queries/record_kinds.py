"""Kinds of records as they were defined: what each asks, how often, of whom, and what proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingtang.core.elements.api import Element, parse
from mingtang.supervision.models import RecordKind, RecordKindVersion

RECORDERS = ("office", "unit")
ACCEPTS = ("file", "link")


class DefinitionError(ValueError):
    """A kind's definition is wrong; the message says where and what to do."""


@dataclass(frozen=True)
class Minimum:
    """How many records a year asks: of the office, or of each unit; with the rule it rests on."""

    number: int
    of: str
    basis: str

    @property
    def each_unit(self) -> bool:
        return self.of == "unit"


@dataclass(frozen=True)
class ProofSort:
    """A sort of evidence that a kind asks for, and whether a file or an address (or both) will do."""

    code: str
    name: str
    required: bool
    accepts: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A stage that a record goes through after it is complete, and who enters it."""

    code: str
    name: str
    by: str


@dataclass(frozen=True)
class Definition:
    """One version of a kind, read from its data."""

    code: str
    name: str
    group: str
    help: str
    title: str
    date_name: str
    elements: tuple[Element, ...]
    evidence: tuple[ProofSort, ...]
    recorders: frozenset[str]
    minimum: Minimum | None
    stages: tuple[Stage, ...]
    follow_up: bool
    tally: tuple[str, ...]
    demands: tuple[str, ...]

    def sort(self, code: str) -> ProofSort | None:
        return next((sort for sort in self.evidence if sort.code == code), None)

    def stage(self, code: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.code == code), None)

    def stage_name(self, code: str) -> str:
        found = self.stage(code)
        return found.name if found else ""

    @property
    def tallied(self) -> list[Element]:
        return [element for element in self.elements if element.code in self.tally]


def read(data: Mapping[str, Any]) -> Definition:
    """A definition from its data. DefinitionError or ElementError names what is wrong."""
    for key in ("code", "name", "group", "help", "title", "date_name", "elements", "evidence", "recorders"):
        if not data.get(key):
            raise DefinitionError(f"台账种类“{data.get('name') or data.get('code')}”缺少“{key}”。")
    definition = Definition(
        code=data["code"],
        name=data["name"],
        group=data["group"],
        help=data["help"],
        title=data["title"],
        date_name=data["date_name"],
        elements=parse(data["elements"]),
        evidence=tuple(_sort(data, row) for row in data["evidence"]),
        recorders=frozenset(data["recorders"]),
        minimum=_minimum(data),
        stages=tuple(_stage(data, row) for row in data.get("stages") or ()),
        follow_up=bool(data.get("follow_up")),
        tally=tuple(data.get("tally") or ()),
        demands=tuple(data.get("demands") or ()),
    )
    _check(definition)
    return definition


def _sort(data: Mapping[str, Any], row: Mapping[str, Any]) -> ProofSort:
    accepts = tuple(row.get("accepts") or ())
    if not row.get("code") or not row.get("name") or not accepts or set(accepts) - set(ACCEPTS):
        raise DefinitionError(f"台账种类“{data['name']}”的佐证要写明代码、名称和形式（file、link）。")
    return ProofSort(row["code"], row["name"], bool(row.get("required")), accepts)


def _minimum(data: Mapping[str, Any]) -> Minimum | None:
    told = data.get("minimum")
    if not told:
        return None
    if told.get("of") not in RECORDERS or int(told.get("number", 0)) < 1 or not told.get("basis"):
        raise DefinitionError(f"台账种类“{data['name']}”的年度次数要写明数目、对象（office、unit）和依据。")
    return Minimum(int(told["number"]), told["of"], told["basis"])


def _stage(data: Mapping[str, Any], row: Mapping[str, Any]) -> Stage:
    if not row.get("code") or not row.get("name") or row.get("by") not in RECORDERS:
        raise DefinitionError(f"台账种类“{data['name']}”的阶段要写明代码、名称和办理人（office、unit）。")
    return Stage(row["code"], row["name"], row["by"])


def _check(definition: Definition) -> None:
    codes = {element.code: element for element in definition.elements}
    named = codes.get(definition.title)
    if named is None or not named.required:
        raise DefinitionError(f"台账种类“{definition.name}”的标题须是一个必填要素。")
    if not any(sort.required for sort in definition.evidence):
        raise DefinitionError(f"台账种类“{definition.name}”至少要有一种必需的佐证。")
    if definition.recorders - set(RECORDERS):
        raise DefinitionError(f"台账种类“{definition.name}”的登记人只能是 office 或 unit。")
    if any(code not in codes or not codes[code].choices for code in definition.tally):
        raise DefinitionError(f"台账种类“{definition.name}”只能按选择题汇总。")


def definition_of(version: RecordKindVersion) -> Definition:
    return read(version.definition)


def newest_versions() -> list[RecordKindVersion]:
    """The version that holds now of every kind, in order. One query."""
    newest: dict[int, RecordKindVersion] = {}
    for version in RecordKindVersion.objects.select_related("kind").order_by("kind__order", "kind", "number"):
        newest[version.kind_id] = version
    return list(newest.values())


def newest_version(kind: RecordKind) -> RecordKindVersion:
    version = kind.versions.select_related("kind").order_by("-number").first()
    if version is None:
        raise DefinitionError(f"台账种类“{kind.name}”没有定义，请运行 mingtang serve 重新装入。")
    return version


def definitions() -> Sequence[tuple[RecordKind, Definition]]:
    return [(version.kind, definition_of(version)) for version in newest_versions()]
