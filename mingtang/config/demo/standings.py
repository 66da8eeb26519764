"""Deeds with notices (通报): written, units asked to put something right, what they answered, the look again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from mingtang.config.demo.district import District
from mingtang.config.demo.following import contact, paper_of
from mingtang.config.demo.plans import plan_of
from mingtang.supervision import api as supervision

Told = Mapping[str, Any]


def issue(district: District, told: Told, on: date) -> None:
    """Written with the standings of the plan; what is asked of whom; put before all units on one day."""
    notice = supervision.notices.draft(
        plan_of(district),
        title=told["title"],
        first_day=date.fromisoformat(told["first_day"]),
        last_day=date.fromisoformat(told["last_day"]),
        text="\n".join(told["text"]),
        by=district.office,
        on=on,
    )
    district.made[told["key"]] = notice
    for row in told["asked"]:
        due_on = date.fromisoformat(row["due_on"])
        unit = _unit(district, told["key"], row["unit"])
        supervision.notices.ask(unit, matter=row["matter"], due_on=due_on, by=district.office, on=on)
    supervision.notices.issue(notice, by=district.office, on=on)


def _unit(district: District, key: str, code: str) -> supervision.NoticeUnit:
    rows = supervision.NoticeUnit.objects.select_related("notice", "organisation")
    return rows.get(notice=district.made[key], organisation=district.bodies[code])


def answer(district: District, told: Told, on: date) -> None:
    unit = _unit(district, told["key"], told["unit"])
    paper = paper_of(told["paper"], unit.organisation.short_name, [unit.matter, told["text"]], on)
    supervision.notices.answer(
        unit,
        text=told["text"],
        upload=ContentFile(paper, f"{told['paper']}.docx"),
        by=contact(district, told["unit"], on),
        on=on,
    )


def check(district: District, told: Told, on: date) -> None:
    unit = _unit(district, told["key"], told["unit"])
    supervision.notices.check(
        unit, passed=told["passed"], finding=told.get("finding", ""), by=district.office, on=on
    )


DEEDS = {"issue": issue, "answer": answer, "check": check}
