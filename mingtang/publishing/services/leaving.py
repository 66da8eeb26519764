"""Leaving the public site: three withdrawals, taking down at once, clean-up decisions, erasure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.files import api as files
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.events import EditionWithdrawn
from mingtang.publishing.labels import CLEANUP_DECISIONS, VISIBLE
from mingtang.publishing.models import (
    AttachedFile,
    CleanupTask,
    Edition,
    EditionState,
    Erasure,
    Publication,
    Redirect,
    Revision,
    RevisionContent,
    Takedown,
    Withdrawal,
)
from mingtang.publishing.models.leaving import CleanupReason, WithdrawalWay
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import content_of
from mingtang.publishing.services.going_live import hide, leave, show

CLEANUP_DAYS = 30
PERIOD_DAYS = 365


class MayNotLeave(Refused):
    """A withdrawal, takedown, clean-up or erasure was refused."""


def withdrawal_refusals(
    edition: Edition, way: str, *, by: Any, on: date, reason: str, successor: Any = None
) -> list[Refusal]:
    reasons = []
    if edition.state not in VISIBLE:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，没有在公开中。"))
    if not people.may_release(by, edition, on):
        reasons.append(Refusal("只有公开这条信息的单位和政务公开办能撤回（谁公开、谁清理）。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    if way == WithdrawalWay.REPLACED and (successor is None or successor.pk == edition.publication_id):
        reasons.append(Refusal("请指明由哪一条信息替代。"))
    return reasons


@transaction.atomic
def withdraw(
    edition: Edition,
    way: str,
    *,
    reason: str,
    by: Any,
    on: date,
    public_notice: str = "",
    successor: Publication | None = None,
) -> Withdrawal:
    """Withdraw in one of three ways: published in error (gone), replaced (redirect), withdrawn (stays, marked)."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    if reasons := withdrawal_refusals(edition, way, by=by, on=on, reason=reason, successor=successor):
        raise MayNotLeave(reasons)
    row = Withdrawal.objects.create(
        edition=edition,
        way=way,
        reason=reason.strip(),
        public_notice=public_notice.strip(),
        replaced_by=successor,
        by=by,
        by_name=by.name,
    )
    if way == WithdrawalWay.WITHDRAWN:
        _mark_withdrawn(edition, by)
    else:
        state = EditionState.REMOVED if way == WithdrawalWay.ERROR else EditionState.REPLACED
        leave(edition, state, way=way, by=by, details={"withdrawal": row.pk})
    if way == WithdrawalWay.REPLACED and successor is not None:
        _redirect(edition.publication, successor)
    return row


def _mark_withdrawn(edition: Edition, by: Any) -> None:
    """The page stays readable at its address, marked; the narrow row is written anew with the mark."""
    audit.record("publishing.withdrawn", about=edition, by=by)
    content = content_of(edition.live_revision) if edition.live_revision else None
    hide(edition)
    edition.state, edition.left_at = EditionState.WITHDRAWN, timezone.now()
    edition.save()
    if content is not None and content.scope == "public":
        show(edition, content)
    gone = EditionWithdrawn(edition_id=edition.pk, publication_id=edition.publication_id, way="withdrawn")
    events.announce(gone)


def _redirect(old: Publication, new: Publication) -> None:
    site = old.home_column.site
    Redirect.objects.update_or_create(
        site=site, old_path=old.get_absolute_url(), defaults={"new_path": new.get_absolute_url()}
    )


@transaction.atomic
def take_down(edition: Edition, *, reason: str, by: Any, on: date) -> Takedown:
    """Take down at once: one duty officer, no prior review. Somebody else confirms afterwards."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    reasons = []
    if not people.bodies_with(by, ("duty_officer", "office"), on):
        reasons.append(Refusal("应急下架由值班员或政务公开办人员办理。"))
    if edition.state not in VISIBLE:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，没有在公开中。"))
    if not reason.strip():
        reasons.append(Refusal("请写明下架的理由。"))
    if reasons:
        raise MayNotLeave(reasons)
    takedown = Takedown.objects.create(
        edition=edition,
        reason=reason.strip(),
        was_state=edition.state,
        copies=copies_of(edition),
        by=by,
        by_name=by.name,
    )
    leave(edition, EditionState.TAKEN_DOWN, way="taken_down", by=by, details={"takedown": takedown.pk})
    return takedown


def copies_of(edition: Edition) -> list[str]:
    """Where copies may still be read after a takedown: somebody must look at each."""
    address = edition.publication.get_absolute_url()
    return [
        f"本站缓存与反向代理缓存：{address}（最迟1秒失效）",
        f"本站 PDF 与附件：{address}（随页面一并停止提供）",
        "搜索引擎快照：请向搜索引擎提交失效地址",
        "政务新媒体与转载单位：请逐一通知撤下",
    ]


@transaction.atomic
def confirm_takedown(takedown: Takedown, *, uphold: bool, reason: str, by: Any, on: date) -> Takedown:
    """Somebody else confirms a takedown, or lets the edition return to where it was."""
    takedown = (
        Takedown.objects.select_for_update(of=("self", "edition"))
        .select_related("edition__publication")
        .get(pk=takedown.pk)
    )
    reasons = []
    if takedown.confirmed_at:
        reasons.append(Refusal("这次下架已经确认过。"))
    if by.pk == takedown.by_id:
        reasons.append(Refusal("须由另一人确认，不能由下架的人自己确认。"))
    if not people.may_release(by, takedown.edition, on):
        reasons.append(Refusal("由公开这条信息的单位或政务公开办确认。"))
    if not reason.strip():
        reasons.append(Refusal("请写明确认意见。"))
    if reasons:
        raise MayNotLeave(reasons)
    takedown.upheld, takedown.confirmed_by, takedown.confirmed_by_name = uphold, by, by.name
    takedown.confirmed_at, takedown.confirmed_reason = timezone.now(), reason.strip()
    takedown.save()
    audit.record("publishing.takedown_confirmed", about=takedown.edition, by=by, details={"upheld": uphold})
    if not uphold:
        _restore(takedown.edition, takedown.was_state, by)
    return takedown


def _restore(edition: Edition, state: str, by: Any) -> None:
    """Back to where it was; the database checks the basis again."""
    if edition.live_revision is None:
        raise MayNotLeave("这一版次没有公开过，不能恢复。")
    edition.state, edition.left_at = state, None
    edition.save()
    content = content_of(edition.live_revision)
    if content.scope == "public":
        show(edition, content)
    audit.record("publishing.restored", about=edition, by=by)


# --- clean-up: 谁公开、谁清理


def raise_cleanup_tasks(today: date) -> int:
    """Raise a task for whatever has reached the end of its public time. Nothing is deleted by itself."""
    expired = Edition.objects.filter(state=EditionState.LIVE, public_until__lt=today).exclude(
        cleanup_tasks__decision=""
    )
    return _raise(expired, CleanupReason.EXPIRED, today)


def raise_periodic_cleanup(
    today: date, *, older_than_days: int = PERIOD_DAYS, organisation_id: int | None = None
) -> int:
    """The periodic round: what has been public for longer than the cycle and was not looked at since."""
    before = timezone.now() - timedelta(days=older_than_days)
    rows = Edition.objects.filter(state=EditionState.LIVE, published_at__lt=before).exclude(
        cleanup_tasks__raised_on__gt=today - timedelta(days=older_than_days)
    )
    if organisation_id:
        rows = rows.filter(organisation_id=organisation_id)
    return _raise(rows, CleanupReason.PERIODIC, today)


def _raise(editions: Any, reason: str, today: date) -> int:
    tasks = [
        CleanupTask(
            edition_id=pk,
            organisation_id=organisation,
            reason=reason,
            raised_on=today,
            due_on=today + timedelta(days=CLEANUP_DAYS),
        )
        for pk, organisation in editions.values_list("pk", "organisation_id")
    ]
    CleanupTask.objects.bulk_create(tasks, ignore_conflicts=False)
    return len(tasks)


@transaction.atomic
def decide_cleanup(
    task: CleanupTask, decision: str, *, reason: str, by: Any, on: date, keep_until: date | None = None
) -> CleanupTask:
    """The publishing unit decides: keep, archive, withdraw or redact, with person, date and reason."""
    task = (
        CleanupTask.objects.select_for_update(of=("self", "edition"))
        .select_related("edition__publication")
        .get(pk=task.pk)
    )
    reasons = []
    if task.decision:
        reasons.append(Refusal("这项清理任务已经办结。"))
    if decision not in dict(CLEANUP_DECISIONS):
        reasons.append(Refusal("请选择一种处理：继续公开、归档下线、标注失效后保留、脱敏后重新公开。"))
    if not people.may_release(by, task.edition, on):
        reasons.append(Refusal("由公开这条信息的单位清理（谁公开、谁清理）。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    if decision == "keep" and task.reason == CleanupReason.EXPIRED and not (keep_until and keep_until > on):
        reasons.append(Refusal("公开期限已满，继续公开须写明新的期限，且在今天之后。"))
    if reasons:
        raise MayNotLeave(reasons)
    task.decision, task.decision_reason = decision, reason.strip()
    task.decided_by, task.decided_by_name, task.decided_at = by, by.name, timezone.now()
    task.save()
    audit.record("publishing.cleaned_up", about=task.edition, by=by, details={"decision": decision})
    _carry_out(task, by=by, on=on, keep_until=keep_until)
    return task


def _carry_out(task: CleanupTask, *, by: Any, on: date, keep_until: date | None) -> None:
    edition = task.edition
    if task.decision == "keep" and keep_until:
        Edition.objects.filter(pk=edition.pk).update(public_until=keep_until)
    elif task.decision == "archive":
        leave(edition, EditionState.ARCHIVED, way="archived", by=by)
    elif task.decision == "withdraw":
        withdraw(edition, WithdrawalWay.WITHDRAWN, reason=task.decision_reason, by=by, on=on)
    elif task.decision == "redact":
        # Off at once; the redacted text comes back as a new edition through the same reviews as any other.
        leave(edition, EditionState.ARCHIVED, way="archived", by=by, details={"redact": True})


# --- erasure


@transaction.atomic
def ask_erasure(revision: Revision, *, reason: str, by: Any, on: date) -> Erasure:
    """Ask to remove a text for good. A second person approves."""
    revision = Revision.objects.select_related("edition").get(pk=revision.pk)
    reasons = []
    if not people.may_release(by, revision.edition, on):
        reasons.append(Refusal("由公开这条信息的单位或政务公开办提出。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明删除的理由（至少4个字）。"))
    if Erasure.objects.filter(revision=revision).exists():
        reasons.append(Refusal("这一稿已提出过删除。"))
    if revision.edition.state in VISIBLE and revision.edition.live_revision_id == revision.pk:
        reasons.append(Refusal("这一稿正在公开，请先撤回或下架。"))
    if reasons:
        raise MayNotLeave(reasons)
    erasure = Erasure.objects.create(
        revision=revision, reason=reason.strip(), asked_by=by, asked_by_name=by.name
    )
    audit.record("publishing.erasure_asked", about=revision.edition, by=by, details={"revision": revision.pk})
    return erasure


@transaction.atomic
def erase(erasure: Erasure, *, by: Any, on: date) -> Erasure:
    """A second person approves, and content and salt go from database, findings, autosaves and corrections."""
    erasure = Erasure.objects.select_for_update().select_related("revision__edition").get(pk=erasure.pk)
    revision = erasure.revision
    reasons = []
    if erasure.approved_at:
        reasons.append(Refusal("已经删除。"))
    if by.pk == erasure.asked_by_id:
        reasons.append(Refusal("须由另一人批准，提出人不能自己批准。"))
    if not people.may_release(by, revision.edition, on):
        reasons.append(Refusal("由公开这条信息的单位或政务公开办批准。"))
    if reasons:
        raise MayNotLeave(reasons)
    erasure.approved_by, erasure.approved_by_name, erasure.approved_at = by, by.name, timezone.now()
    erasure.save()
    RevisionContent.objects.filter(pk=revision.pk).update(payload=None, salt=None)
    revision.findings.update(text="")
    revision.corrections.update(before="", after="", reason="")
    Edition.objects.filter(pk=revision.edition_id).update(title=f"（内容已删除）{revision.short_code}")
    _erase_files(revision, by=by, reason=erasure.reason)
    audit.record(
        "publishing.erased",
        about=revision.edition,
        by=by,
        details={"revision": revision.pk, "hash": revision.content_hash},
    )
    return erasure


def _erase_files(revision: Revision, *, by: Any, reason: str) -> None:
    """Attachments that no other text carries go with the content."""
    for use in revision.attached_files.select_related("file"):
        if not AttachedFile.objects.filter(file=use.file_id).exclude(revision=revision).exists():
            files.erase(use.file, by=by, reason=reason)
