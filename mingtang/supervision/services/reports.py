"""What units report in a round: handed in, taken, or sent back with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Report
from mingtang.supervision.permissions.tasks import acts_for
from mingtang.supervision.services.breakdown import left_refusals
from mingtang.supervision.services.keeping import keep


class MayNotReport(Refused):
    """A report may not be handed in or judged so."""


def submitting_refusals(report: Report, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not hand in a report."""
    reasons = []
    if not acts_for(by, report.part, on):
        reasons.append(Refusal(f"进展由{report.part.organisation.short_name}的信息员或者负责人报送。"))
    if report.round.closed_at is not None:
        reasons.append(Refusal("这个报送期已经结束，请在下一期报送。"))
    if report.state == "accepted":
        reasons.append(Refusal("这份报告已通过，不再修改。"))
    if report.part.task.state != "open":
        reasons.append(Refusal(f"任务{report.part.task.get_state_display()}，不再报送。"))
    return reasons + left_refusals(report.part)


@transaction.atomic
def submit(
    report: Report, *, text: str, says_done: bool = False, value: Decimal | None = None, by: Any, on: date
) -> Report:
    """Hand in what a unit did. That the unit calls it done proves nothing."""
    report = _locked(report)
    reasons = submitting_refusals(report, by=by, on=on)
    if not text.strip():
        reasons.append(Refusal("请写明本期做了什么、到什么程度。"))
    if value is not None and value < 0:
        reasons.append(Refusal("完成量不能小于零。"))
    if reasons:
        raise MayNotReport(reasons)
    report.text, report.says_done, report.value, report.state = text, says_done, value, "submitted"
    report.submitted_at, report.submitted_by, report.submitted_by_name = timezone.now(), by, by.name
    report.judged_at = report.judged_by = None
    report.judged_by_name = report.reason = ""
    report.save()
    keep([report.part.task_id], on=on)
    audit.record("supervision.reported", about=report, by=by)
    return report


def judging_refusals(report: Report, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not take or return a report."""
    reasons = []
    if not publishing.is_office(by, on):
        reasons.append(Refusal("报告由政务公开办审核。"))
    if report.submitted_by_id == by.pk:
        reasons.append(Refusal("不能审核自己报送的报告，请由另一人办理。"))
    if report.state != "submitted":
        reasons.append(Refusal(f"这份报告{report.get_state_display()}，没有待审核的内容。"))
    return reasons


@transaction.atomic
def accept(report: Report, *, by: Any, on: date) -> Report:
    report = _locked(report)
    if reasons := judging_refusals(report, by=by, on=on):
        raise MayNotReport(reasons)
    return _judged(report, "accepted", "", by, on)


@transaction.atomic
def give_back(report: Report, *, reason: str, by: Any, on: date) -> Report:
    """Send a report back with the reason; it counts as not reported until it comes again."""
    report = _locked(report)
    reasons = judging_refusals(report, by=by, on=on)
    if not reason.strip():
        reasons.append(Refusal("退回须写明理由。"))
    if reasons:
        raise MayNotReport(reasons)
    return _judged(report, "returned", reason, by, on)


def _judged(report: Report, state: str, reason: str, by: Any, on: date) -> Report:
    report.state, report.reason = state, reason
    report.judged_at, report.judged_by, report.judged_by_name = timezone.now(), by, by.name
    report.save()
    keep([report.part.task_id], on=on)
    audit.record(f"supervision.report_{state}", about=report, by=by)
    return report


def _locked(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",))
    return rows.select_related("round", "part__task", "part__organisation").get(pk=report.pk)
