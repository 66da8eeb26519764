"""数据同源: one record, many doors. Each door of `config/wiring.py` (SAME_SOURCE) tells the hash of the text that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from mingtang.policies.labels import KINDS
from mingtang.policies.parsing.package import text_hash
from mingtang.policies.queries.exchange import exported_one
from mingtang.publishing import api as publishing

Door = Callable[[int], str | None]
# What a door may be: it shows the signed text, another one, or it does not show this record.
SAME, DIFFERENT, ABSENT = "same", "different", "absent"
STATE_NAMES = {SAME: "同源", DIFFERENT: "不同源", ABSENT: "未展示"}


@dataclass(frozen=True)
class DoorState:
    """What one door carries of a record."""

    name: str
    hash: str
    state: str

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]


@dataclass(frozen=True)
class SameSource:
    """What all doors carry of one record, beside the hash that was signed."""

    public_id: str
    title: str
    number: str
    signed: str
    doors: tuple[DoorState, ...]

    @property
    def drifted(self) -> list[DoorState]:
        return [door for door in self.doors if door.state == DIFFERENT]


@cache
def _doors() -> tuple[tuple[str, Door], ...]:
    return tuple((name, import_string(path)) for name, path in import_module(settings.WIRING).SAME_SOURCE)


def same_source(publication_id: int) -> SameSource | None:
    """Ask every door for a public record; None where it is not public."""
    row = publishing.LiveEdition.objects.filter(publication=publication_id)
    live = row.select_related("revision").first()
    if live is None:
        return None
    signed = live.revision.content_hash
    doors = tuple(_asked(name, door(publication_id), signed) for name, door in _doors())
    return SameSource(live.public_id, live.title, live.document_number, signed, doors)


def _asked(name: str, carried: str | None, signed: str) -> DoorState:
    if carried is None:
        return DoorState(name, "", ABSENT)
    return DoorState(name, carried, SAME if carried == signed else DIFFERENT)


# --- the library's own doors


def in_library(publication_id: int) -> str | None:
    """Of its row on the library's page; None where the library does not list it."""
    rows = publishing.LiveEdition.objects.filter(publication=publication_id)
    row = rows.select_related("revision__content", "home_column").first()
    if row is None:
        return None
    listed = publishing.select({}, on=localdate(), within=KINDS, site=row.home_column.site_id).editions
    return publishing.shown_by(row) if row.pk in listed else None


def in_answer(publication_id: int) -> str | None:
    """Of what terminals, interfaces and packages are given; a word instead where text and hash do not fit."""
    given = exported_one(publication_id, localdate())
    if given is None:
        return None
    record = given.record
    whole = given.intact and record["text_sha256"] == text_hash(record["text"])
    return str(record["content_hash"]) if whole else "接口文本与审签内容不同"
