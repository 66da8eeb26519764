"""Objections of units and the answers of the office. What was said and both scores stay visible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mingtang.assessments.models import Assessment, Objection, ScoreLine
from mingtang.assessments.permissions.doors import UNIT_ROLES, own_bodies
from mingtang.assessments.services.schemes import work_refusals
from mingtang.core.audit import api as audit
from mingtang.core.messages import api as messages
from mingtang.core.organisations.api import holders, holders_anywhere
from mingtang.core.refusals import Refusal, Refused
from mingtang.law import assessment as law


class MayNotObject(Refused):
    """The objection may not be raised or answered so."""


def objection_refusals(line: ScoreLine, *, by: Any, on: date) -> list[Refusal]:
    """Why this person may not object to a line now."""
    assessment = line.assessment
    if line.organisation_id not in own_bodies(by, on):
        return [Refusal("只有被考核单位的信息员和负责人可以对本单位的得分提出异议。")]
    if assessment.state != "shown" or assessment.objections_until is None:
        return [Refusal("只能在得分反馈以后、定版以前提出异议。")]
    reasons = []
    if on > assessment.objections_until:
        reasons.append(Refusal(f"异议期已于{assessment.objections_until}届满。"))
    if line.points is None:
        reasons.append(Refusal("这项还没有得分。"))
    if line.objections.filter(state="raised").exists():
        reasons.append(Refusal("对这项得分已经提出异议，正在等待答复。"))
    return reasons


@transaction.atomic
def object_to(line: ScoreLine, *, reason: str, by: Any, on: date) -> Objection:
    """Say why a line is wrong; the office is told."""
    Assessment.objects.select_for_update().get(pk=line.assessment_id)
    line = ScoreLine.objects.select_related("assessment__scheme", "assessment__period", "organisation").get(
        pk=line.pk
    )
    reasons = objection_refusals(line, by=by, on=on)
    if not reason.strip():
        reasons.append(Refusal("请写明异议理由。"))
    if reasons or line.points is None:
        raise MayNotObject(reasons)
    objection = line.objections.create(
        reason=reason.strip(),
        raised_on=on,
        raised_by=by,
        raised_by_name=by.name,
        points_before=line.points,
    )
    audit.record("assessments.objected", about=objection, by=by)
    _tell(objection, holders_anywhere("office", on), f"{line.organisation.short_name}对考核得分提出异议")
    return objection


def answer_refusals(objection: Objection, *, by: Any, on: date) -> list[Refusal]:
    """Why an objection may not be answered."""
    reasons = work_refusals(by=by, on=on)
    if objection.state != "raised":
        reasons.append(Refusal("这件异议已经答复。"))
    return reasons


@transaction.atomic
def answer(objection: Objection, *, answer: str, points: Decimal, by: Any, on: date) -> Objection:
    """Answer an objection. Points that differ from before are the line's from now on; the reason is the answer."""
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("line__assessment", "line__organisation")
        .get(pk=objection.pk)
    )
    line = objection.line
    reasons = answer_refusals(objection, by=by, on=on)
    if not answer.strip():
        reasons.append(Refusal("请写明答复理由。"))
    if not 0 <= points <= line.weight:
        reasons.append(Refusal(f"得分应在0至{line.weight}之间。"))
    if reasons:
        raise MayNotObject(reasons)
    _decide(objection, answer.strip(), law.rounded(points), by)
    audit.record("assessments.objection_answered", about=objection, by=by, details={"state": objection.state})
    people = {person for role in UNIT_ROLES for person in holders(role, [line.organisation_id], on)}
    _tell(objection, people, "考核异议已答复")
    return objection


def _decide(objection: Objection, answer: str, points: Decimal, by: Any) -> None:
    line = objection.line
    objection.state = "dismissed" if points == line.points else "upheld"
    objection.answer, objection.points_after = answer, points
    objection.decided_by, objection.decided_by_name, objection.decided_at = by, by.name, timezone.now()
    objection.save()
    line.points = points
    line.save(update_fields=["points"])


def _tell(objection: Objection, people: Any, subject: str) -> None:
    messages.notify(
        sorted(people),
        subject=subject,
        key=f"assessments.objection:{objection.pk}:{objection.state}",
        url=reverse("assessments-desk:line", args=[objection.line_id]),
    )
