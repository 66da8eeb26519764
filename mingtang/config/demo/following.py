"""Deeds of the year in which tasks are followed: breakdowns, rounds, reports, proofs, changes, steps, the end of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from mingtang.config import wiring
from mingtang.config.demo.attachments import made
from mingtang.config.demo.data import read_json
from mingtang.config.demo.district import District
from mingtang.config.demo.plans import codes_of, parts_of, plan_of, task_of
from mingtang.supervision import api as supervision

Told = Mapping[str, Any]


def live_a_day(district: District, told: Told, on: date) -> None:
    """What the platform does every day for tasks: it opens rounds, measures, looks at the lights, reminds."""
    for name in wiring.DAILY:
        if name.startswith("mingtang.supervision."):
            import_string(name)(on)


# --- words


@cache
def _words() -> Mapping[str, Any]:
    return read_json("demo/supervision/words.json")


def _said(part: supervision.TaskUnit, what: str) -> str:
    """What a unit says of its part: its own words, those of units that share the task, or those of who leads."""
    told = _words()[part.task.seq]
    own = told.get(part.organisation.code, {})
    shared = told.get("co", {}) if part.role == "co" else {}
    words: str = own.get(what) or shared.get(what) or told[what]
    return words.replace("{unit}", part.organisation.short_name)


def contact(district: District, code: str, on: date) -> Any:
    return district.holders("contact", code, on)[0]


# --- what units do


def break_down(district: District, told: Told, on: date) -> None:
    who = cache(lambda code: contact(district, code, on))
    for part in parts_of(district, codes_of(district, told)):
        by = who(part.organisation.code)
        supervision.breakdown.break_down(
            part,
            breakdown=_said(part, "breakdown"),
            responsible_name=by.name,
            own_due_on=part.task.due_on,
            by=by,
            on=on,
        )


def report(district: District, told: Told, on: date) -> None:
    """Every report that these units owe in a round."""
    who = cache(lambda code: contact(district, code, on))
    for row in _reports(district, told).filter(state__in=("asked", "returned")):
        supervision.reports.submit(
            row,
            text=_reported(row.part, told),
            says_done=row.part.task.seq in told.get("done", ()),
            by=who(row.part.organisation.code),
            on=on,
        )


def _reported(part: supervision.TaskUnit, told: Told) -> str:
    """What a unit writes: of its task, or one of the sentences that a deed holds for all."""
    if "words" in told:
        return _said(part, told["words"])
    texts: list[str] = told["texts"]
    return texts[part.task.number % len(texts)].replace("{unit}", part.organisation.short_name)


def _reports(district: District, told: Told) -> Any:
    """The reports of some units in a round, of all tasks or of those named."""
    codes = codes_of(district, told)
    rows = supervision.Report.objects.filter(
        round__plan=plan_of(district), round__title=told["round"], part__organisation__code__in=codes
    )
    if "seqs" in told:
        rows = rows.filter(part__task__seq__in=told["seqs"])
    if "not_of" in told:
        rows = rows.exclude(part__task__seq__in=told["not_of"])
    return (
        rows.filter(part__task__state="open")
        .select_related("part__task", "part__organisation")
        .order_by("pk")
    )


def accept(district: District, told: Told, on: date) -> None:
    for row in _reports(district, told).filter(state="submitted"):
        supervision.reports.accept(row, by=district.office, on=on)


def return_reports(district: District, told: Told, on: date) -> None:
    for row in _reports(district, told).filter(state="submitted"):
        supervision.reports.give_back(row, reason=told["reason"], by=district.office, on=on)


def close_round(district: District, told: Told, on: date) -> None:
    row = plan_of(district).rounds.get(title=told["round"])
    supervision.rounds.close_round(row, by=district.office, on=on)


def make_node(district: District, told: Told, on: date) -> None:
    opens_on, due_on = date.fromisoformat(told["opens_on"]), date.fromisoformat(told["due_on"])
    plan = plan_of(district)
    supervision.rounds.make_node(
        plan, title=told["title"], opens_on=opens_on, due_on=due_on, by=district.office, on=on
    )


# --- proofs


def prove(district: District, told: Told, on: date) -> None:
    """Units hand in files and what they published; the office verifies at once, later, or sends back."""
    for row in told["proofs"]:
        proof = _claim(district, row, on)
        if "key" in row:
            district.made[row["key"]] = proof


def _claim(district: District, row: Told, on: date) -> supervision.Evidence:
    part = supervision.TaskUnit.objects.select_related("task", "organisation").get(
        task=task_of(district, row["seq"]), organisation=district.bodies[row["unit"]]
    )
    by = contact(district, row["unit"], on)
    if "record" in row:
        record = district.made[row["record"]]
        return supervision.evidence.claim_record(part, record=record, by=by, on=on)
    if "document" in row:
        address = district.editions[row["document"]].publication.get_absolute_url()
        return supervision.evidence.claim_publication(part, address=address, by=by, on=on)
    paper = paper_of(row["title"], part.organisation.short_name, [part.task.text, row.get("note", "")], on)
    upload = ContentFile(paper, f"{row['title']}.docx")
    return supervision.evidence.claim_file(part, upload=upload, title=row["title"], by=by, on=on)


def paper_of(title: str, unit: str, lines: list[str], on: date) -> bytes:
    """A short paper: what it is, whose, of which day, and what it says."""
    told = [f"单位：{unit}", f"日期：{on.year}年{on.month}月{on.day}日", *(line for line in lines if line)]
    return made({"kind": "docx", "paragraphs": [title, *told]})


def verify(district: District, told: Told, on: date) -> None:
    """The office looks at what waits for verification, but for what it leaves for later."""
    waiting = supervision.Evidence.objects.filter(state="claimed", part__task__plan=plan_of(district))
    for proof in waiting.exclude(part__task__seq__in=told.get("not_of", ())).order_by("pk"):
        supervision.evidence.verify(proof, by=district.office, on=on)


def return_proof(district: District, told: Told, on: date) -> None:
    proof = district.made[told["key"]]
    supervision.evidence.give_back(proof, reason=told["reason"], by=district.office, on=on)


# --- tasks


def ask_change(district: District, told: Told, on: date) -> None:
    district.made[told["key"]] = supervision.changes.ask_change(
        task_of(district, told["seq"]),
        what=told["what"],
        after=told["after"],
        reason=told["reason"],
        by=contact(district, told["unit"], on),
        on=on,
    )


def decide_change(district: District, told: Told, on: date) -> None:
    decide = supervision.changes.approve if told["approved"] else supervision.changes.refuse
    decide(district.made[told["key"]], words=told["words"], by=district.office, on=on)


def set_steps(district: District, told: Told, on: date) -> None:
    task = task_of(district, told["seq"])
    for row in told["steps"]:
        due_on = date.fromisoformat(row["due_on"])
        supervision.milestones.add_milestone(
            task, title=row["title"], due_on=due_on, by=district.office, on=on
        )


def reach_step(district: District, told: Told, on: date) -> None:
    step = task_of(district, told["seq"]).milestones.get(title=told["title"])
    supervision.milestones.reach_milestone(step, by=district.office, on=on)


def close(district: District, told: Told, on: date) -> None:
    for seq in told["seqs"]:
        supervision.closing.close(task_of(district, seq), by=district.office, on=on)


def tell(district: District, told: Told, on: date) -> None:
    """A text that is public tells how the whole plan comes along."""
    address = district.editions[told["document"]].publication.get_absolute_url()
    supervision.progress_items.bind(plan_of(district), None, address=address, by=district.office, on=on)


DEEDS = {
    "day": live_a_day,
    "break_down": break_down,
    "report": report,
    "accept": accept,
    "return": return_reports,
    "close_round": close_round,
    "node": make_node,
    "prove": prove,
    "verify": verify,
    "return_proof": return_proof,
    "ask_change": ask_change,
    "decide_change": decide_change,
    "steps": set_steps,
    "step": reach_step,
    "close": close,
    "tell": tell,
}
