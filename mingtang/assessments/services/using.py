"""结果运用: praise and accountability that follow from a frozen result."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.assessments.models import Assessment, Use
from mingtang.assessments.services.schemes import work_refusals
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused


class MayNotUse(Refused):
    """The use of a result may not be recorded so."""


def use_refusals(assessment: Assessment, *, by: Any, on: date) -> list[Refusal]:
    """Why nothing may be recorded as following from a result."""
    reasons = work_refusals(by=by, on=on)
    if assessment.state != "frozen":
        reasons.append(Refusal("考核结果定版以后才能登记表扬或者问责。"))
    return reasons


@transaction.atomic
def record_use(
    assessment: Assessment,
    unit: Organisation,
    *,
    kind: str,
    decided_on: date,
    text: str,
    by: Any,
    on: date,
    document: str = "",
) -> Use:
    """Record praise of a unit or accountability for its result."""
    reasons = use_refusals(assessment, by=by, on=on)
    if not assessment.lines.filter(organisation=unit).exists():
        reasons.append(Refusal(f"“{unit.short_name}”不在这次考核的单位中。"))
    if decided_on > on:
        reasons.append(Refusal("决定日期不能晚于今天。"))
    if not text.strip():
        reasons.append(Refusal("请写明表扬或者问责的内容。"))
    if reasons:
        raise MayNotUse(reasons)
    use = Use.objects.create(
        assessment=assessment,
        organisation=unit,
        kind=kind,
        decided_on=decided_on,
        text=text.strip(),
        document=document.strip(),
        recorded_by=by,
        recorded_by_name=by.name,
    )
    audit.record("assessments.result_used", about=use, by=by, details={"kind": kind})
    return use
