"""Deeds with the year's plan: the published document is imported, what was read is put right, and it becomes tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from mingtang.config.demo.attachments import made
from mingtang.config.demo.district import District
from mingtang.core.organisations import api as organisations
from mingtang.publishing import api as publishing
from mingtang.supervision import api as supervision

Told = Mapping[str, Any]
PLAN = "plan"


def plan_of(district: District) -> supervision.WorkPlan:
    """The plan of the year as it stands now."""
    plan: supervision.WorkPlan = district.made[PLAN]
    plan.refresh_from_db()
    return plan


def bring_in(district: District, told: Told, on: date) -> None:
    """Import the paper that was published, as the office has it on its disk: a text with numbers and brackets."""
    edition = district.editions[told["document"]]
    content = publishing.content_of(publishing.newest_revision(edition))
    lines = publishing.plain_text(content.body).splitlines()
    paper = made({"kind": "docx", "paragraphs": [content.title, *lines]})
    head = supervision.Head(document_number=str(content.elements["document_number"]))
    district.made[PLAN] = supervision.import_plan(
        ContentFile(paper, told["file"]),
        organisation=district.bodies["gov"],
        head=head,
        by=district.office,
        on=on,
    )


def put_right(district: District, told: Told, on: date) -> None:
    """What a person sees beside the source: a name nobody bears, a list left open, two matters in one item."""
    plan = plan_of(district)
    for row in told["proposals"]:
        proposal = plan.proposals.get(seq=row["seq"])
        _PUT_RIGHT[row["what"]](district, proposal, row, on)


def _choose(district: District, proposal: supervision.ProposedTask, row: Told, on: date) -> None:
    unit = proposal.units.get(name=row["name"])
    body = district.bodies[row["means"]]
    supervision.proposals.choose_unit(unit, organisation=body, by=district.office, on=on)


def _complete(district: District, proposal: supervision.ProposedTask, row: Told, on: date) -> None:
    for code in row["units"]:
        body = district.bodies[code]
        supervision.proposals.add_unit(proposal, role="co", organisation=body, by=district.office, on=on)
    supervision.proposals.settle_list(proposal, by=district.office, on=on)


def _split(district: District, proposal: supervision.ProposedTask, row: Told, on: date) -> None:
    first, second = supervision.proposals.parts_at(proposal.text, row["before"])
    supervision.proposals.split(proposal, first, second, by=district.office, on=on)


_PUT_RIGHT = {"choose": _choose, "complete": _complete, "split": _split}


def confirm(district: District, told: Told, on: date) -> None:
    """Tasks, the quarters in which units report, and progress beside the public text."""
    supervision.confirm(plan_of(district), by=district.office, on=on)
    plan = plan_of(district)
    supervision.rounds.make_rounds(plan, kind=told["rounds"], by=district.office, on=on)
    publication = district.editions[told["document"]].publication
    supervision.wording.show_progress(plan, address=publication.get_absolute_url(), by=district.office, on=on)


def bind(district: District, told: Told, on: date) -> None:
    """What the platform measures itself, bound to the tasks that it proves."""
    for row in told["indicators"]:
        supervision.measuring.bind(
            task_of(district, row["seq"]),
            row["code"],
            at_least_percent=row.get("percent", 100),
            at_least_value=row.get("times"),
            by=district.office,
            on=on,
        )


def task_of(district: District, seq: str) -> supervision.Task:
    return plan_of(district).tasks.get(seq=seq)


def parts_of(district: District, codes: Sequence[str]) -> list[supervision.TaskUnit]:
    """The parts of these units in the plan's open tasks, in the order of the plan."""
    bodies = [district.bodies[code].pk for code in codes]
    parts = supervision.TaskUnit.objects.filter(
        task__plan=plan_of(district), task__state="open", organisation__in=bodies
    )
    return list(parts.select_related("task", "organisation").order_by("task__number", "pk"))


def codes_of(district: District, told: Told) -> list[str]:
    """The units that a deed is about: those named, or all of a sort but those left out."""
    if "units" in told:
        return list(told["units"])
    bodies = supervision.TaskUnit.objects.filter(task__plan=plan_of(district)).values("organisation")
    rows = organisations.Organisation.objects.filter(pk__in=bodies, kind__in=told["kinds"])
    return [code for code in rows.values_list("code", flat=True) if code not in told.get("but", ())]


DEEDS = {"plan": bring_in, "put_right": put_right, "confirm": confirm, "bind": bind}
