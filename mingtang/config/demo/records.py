"""Deeds with records (台账): kept with their proofs, followed up, corrected, made void."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.attachments import received
from mingtang.config.demo.district import District
from mingtang.config.demo.following import contact, paper_of
from mingtang.supervision import api as supervision

Told = Mapping[str, Any]
# Who enters records in 政务公开办; its head verifies them.
CLERK = "shiminggeng"


def keep(district: District, told: Told, on: date) -> None:
    """A record of one unit, entered by its contact or by the office, complete where nothing is wanting."""
    by = district.people[CLERK] if told.get("by_office") else contact(district, told["unit"], on)
    record = supervision.records.keep(
        supervision.RecordKind.objects.get(code=told["kind"]),
        organisation_id=district.bodies[told["unit"]].pk,
        held_on=date.fromisoformat(told.get("held_on", on.isoformat())),
        values=told["values"],
        by=by,
        on=on,
    )
    for sort, name in told.get("proofs", {}).items():
        _prove(record, sort, name, by, on)
    if not told.get("draft"):
        supervision.records.complete(record, by=by, on=on)
    if "key" in told:
        district.made[told["key"]] = record


def _prove(record: supervision.Record, sort: str, name: str, by: Any, on: date) -> None:
    data = paper_of(name, record.organisation.short_name, [record.title], on)
    file = received(f"{name}.docx", data, by=by, owner=record.organisation, purpose="supervision.record")
    supervision.records.add_proof(record, sort=sort, file=file, by=by, on=on)


def keep_each(district: District, told: Told, on: date) -> None:
    """The same record of several units, each with what differs."""
    for code, differing in told["units"].items():
        values = {**told["values"], **differing.get("values", {})}
        facts = {**told, "unit": code, "values": values, **differing.get("but", {})}
        keep(district, facts, on)


def follow_up(district: District, told: Told, on: date) -> None:
    record = district.made[told["key"]]
    supervision.records.add_step(
        record,
        stage=told.get("stage", ""),
        happened_on=on,
        note=told["note"],
        by=district.office,
        on=on,
    )


def correct(district: District, told: Told, on: date) -> None:
    """A record that counts already is put right by another; the earlier one stays to be seen."""
    earlier = district.made[told["key"]]
    by = district.office
    record = supervision.records.correct(earlier, by=by, on=on)
    values = {**record.values, **told["values"]}
    supervision.records.change(record, held_on=record.held_on, values=values, by=by, on=on)
    district.made[told["key"]] = supervision.records.complete(record, by=by, on=on)


def void(district: District, told: Told, on: date) -> None:
    record = district.made[told["key"]]
    supervision.records.void(record, reason=told["reason"], by=district.office, on=on)


DEEDS = {
    "record": keep,
    "records": keep_each,
    "follow_up": follow_up,
    "correct": correct,
    "void": void,
}
