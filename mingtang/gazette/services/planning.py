"""An issue before its contents are fixed: planned, changed, given up; its scan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.files.api import StoredFile, opening_refusals
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette import permissions
from mingtang.gazette.models import Gazette, Issue
from mingtang.publishing.api import OPEN, Edition, LiveEdition


class MayNotPlan(Refused):
    """An issue may not be planned or changed so."""


def editing_refusals(gazette: Gazette, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not work on a gazette."""
    if permissions.may_edit(by, gazette, on):
        return []
    return [Refusal(f"由{gazette.editor.short_name}的信息员或政务公开办编辑公报。")]


def fixed_refusals(issue: Issue) -> list[Refusal]:
    """Why the contents of an issue may not be changed now: they are being signed, or are public."""
    if issue.publication_id is None:
        return []
    if LiveEdition.objects.filter(publication=issue.publication_id).exists():
        return [Refusal(f"{issue}已经公开，目录不能改动；确有错误的，先撤下本期，改正后重新送审。")]
    newest = Edition.objects.filter(publication=issue.publication_id).order_by("-number").first()
    if newest is not None and newest.state in OPEN and newest.state != "draft":
        return [Refusal(f"{issue}正在审签，请先撤回送审再修改。")]
    if newest is not None and newest.state == "staged":
        return [Refusal(f"{issue}在待签的存量批次中，请先退回该批次。")]
    return []


def numbering_refusals(
    gazette: Gazette,
    *,
    year: int,
    number: int,
    total: int | None,
    published_on: date | None,
    but: Issue | None = None,
) -> list[Refusal]:
    """What is wrong with the numbers of an issue."""
    others = gazette.issues.exclude(pk=but.pk) if but else gazette.issues.all()
    reasons = []
    if (year, number) < (gazette.first_year, gazette.first_number):
        reasons.append(Refusal(f"早于创刊期（{gazette.first_year}年第{gazette.first_number}期）。"))
    if number < 1:
        reasons.append(Refusal("期号从1开始。"))
    if others.filter(year=year, number=number).exists():
        reasons.append(Refusal(f"{year}年第{number}期已经有了，请核对期号。"))
    if total is not None and others.filter(total=total).exists():
        reasons.append(Refusal(f"总第{total}期已经有了，请核对总期号。"))
    if published_on and abs(published_on.year - year) > 1:
        reasons.append(Refusal("出版日期与年份相差太远，请核对。"))
    return reasons


@transaction.atomic
def plan(
    gazette: Gazette,
    *,
    year: int,
    number: int,
    total: int | None,
    published_on: date,
    by: Any,
    on: date,
    paper_on: date | None = None,
) -> Issue:
    """Plan an issue: numbers and day, contents to come."""
    reasons = editing_refusals(gazette, by=by, on=on)
    reasons += numbering_refusals(gazette, year=year, number=number, total=total, published_on=published_on)
    if reasons:
        raise MayNotPlan(reasons)
    issue = Issue.objects.create(
        gazette=gazette,
        year=year,
        number=number,
        total=total,
        published_on=published_on,
        paper_on=paper_on,
    )
    audit.record("gazette.issue_planned", about=issue, by=by)
    return issue


@transaction.atomic
def change(
    issue: Issue, *, total: int | None, published_on: date | None, paper_on: date | None, by: Any, on: date
) -> Issue:
    """Change running number and days of an issue. The day of the paper may be recorded at any time."""
    issue = Issue.objects.select_for_update().select_related("gazette__editor").get(pk=issue.pk)
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if (total, published_on) != (issue.total, issue.published_on):
        reasons += fixed_refusals(issue)
        reasons += numbering_refusals(
            issue.gazette,
            year=issue.year,
            number=issue.number,
            total=total,
            published_on=published_on,
            but=issue,
        )
    if reasons:
        raise MayNotPlan(reasons)
    issue.total, issue.published_on, issue.paper_on = total, published_on, paper_on
    issue.save(update_fields=["total", "published_on", "paper_on"])
    audit.record("gazette.issue_changed", about=issue, by=by)
    return issue


@transaction.atomic
def give_up(issue: Issue, *, by: Any, on: date) -> None:
    """Give up an issue that was only planned; one that has been on the road stays on record."""
    issue = Issue.objects.select_for_update().select_related("gazette__editor").get(pk=issue.pk)
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if issue.publication_id is not None:
        reasons.append(Refusal(f"{issue}已经编排送审过，不能取消。"))
    if reasons:
        raise MayNotPlan(reasons)
    audit.record("gazette.issue_given_up", about=issue, by=by, details={"issue": str(issue)})
    issue.delete()


def scan_refusals(issue: Issue, file: StoredFile, *, by: Any, on: date) -> list[Refusal]:
    """Why a file may not be the scan of an issue."""
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if file.media_type != "application/pdf":
        reasons.append(Refusal("扫描件应为 PDF 文件，请另存为 PDF 后再上传。"))
    reasons += [Refusal(str(reason)) for reason in opening_refusals(file)]
    return reasons


@transaction.atomic
def attach_scan(issue: Issue, file: StoredFile, *, by: Any, on: date) -> Issue:
    """Put the scan of the printed issue on file. Readers get it once a signed text of the issue names its hash."""
    issue = Issue.objects.select_for_update().select_related("gazette__editor").get(pk=issue.pk)
    if reasons := scan_refusals(issue, file, by=by, on=on):
        raise MayNotPlan(reasons)
    issue.scan = file
    issue.save(update_fields=["scan"])
    audit.record("gazette.scan_attached", about=issue, by=by, details={"file": file.sha256})
    return issue
