"""Texts that tell how a task, or a whole plan, comes along. They go the one road; here they are only bound to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.events.api import hears
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.publishing.api import (
    Column,
    Edition,
    EditionPublished,
    EditionWithdrawn,
    Kind,
    LiveEdition,
    Publication,
    PublicChange,
)
from mingtang.supervision.analysis.disclosure import KIND
from mingtang.supervision.analysis.findings import day_of
from mingtang.supervision.labels import PROGRESS_PARTS
from mingtang.supervision.models import DisclosureDuty, ProgressItem, Task, TaskUnit, WorkPlan
from mingtang.supervision.permissions.tasks import ACTING_ROLES
from mingtang.supervision.queries.publications import live_at
from mingtang.supervision.services.disclosing import name_nodes, settle
from mingtang.supervision.services.wording import NOT_FOUND

_LONGEST_MATTER = 40


class MayNotBind(Refused):
    """A text may not be bound to a task, or drafted for it, so."""


def binding_refusals(plan: WorkPlan, task: Task | None, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not say which text tells of a task or plan."""
    reasons = []
    if plan.state != "confirmed" or plan.corrects_id is not None:
        reasons.append(Refusal("确认以后才能公布进展。"))
    if task is not None and task.state == "ended":
        reasons.append(Refusal("任务已终止，不再公布进展。"))
    if publishing.is_office(by, on):
        return reasons
    bodies = publishing.bodies_with(by, ACTING_ROLES, on)
    mine = TaskUnit.objects.filter(task=task, organisation__in=bodies, left_on=None)
    if task is None or not mine.exists():
        reasons.append(Refusal("进展由承担任务的单位或者政务公开办公布；整个计划的进展由政务公开办公布。"))
    return reasons


@transaction.atomic
def bind(
    plan: WorkPlan, task: Task | None, *, address: str, told_until: date | None = None, by: Any, on: date
) -> ProgressItem:
    """Show a public text beside the task or plan that it tells of. Its own period counts; others are told by hand."""
    reasons = binding_refusals(plan, task, by=by, on=on)
    live = live_at(address)
    if live is None:
        raise MayNotBind([*reasons, Refusal(NOT_FOUND)])
    facts = _facts(live) or {"told_until": told_until, "has_progress": True}
    if facts["told_until"] is None:
        reasons.append(Refusal("这条信息没有写明时期，请填写进展截止到哪一天。"))
    elif facts["told_until"] > on:
        reasons.append(Refusal("进展截止日期不能晚于今天。"))
    if ProgressItem.objects.filter(plan=plan, task=task, publication=live.publication_id).exists():
        reasons.append(Refusal(f"《{live.title}》已经列在这里。"))
    if reasons:
        raise MayNotBind(reasons)
    item = _made(plan, task, live.publication, facts, by)
    audit.record("supervision.progress_bound", about=item, by=by)
    _follow(item, on)
    return item


def _made(plan: WorkPlan, task: Task | None, publication: Publication, facts: Any, by: Any) -> ProgressItem:
    return ProgressItem.objects.create(
        plan=plan, task=task, publication=publication, made_by=by, made_by_name=by.name, **facts
    )


def _follow(item: ProgressItem, on: date) -> None:
    name_nodes(item.plan, [item.task_id] if item.task_id else None)
    settle(item.plan, on, [item.task_id or 0])
    # The text itself did not change, but the pages that show it did.
    PublicChange.objects.create(public_id=item.publication.public_id)


@transaction.atomic
def unbind(item: ProgressItem, *, reason: str, by: Any, on: date) -> None:
    """Take a text off a task or plan to which it does not belong; the text stays where it is."""
    reasons = binding_refusals(item.plan, item.task, by=by, on=on)
    if len(reason.strip()) < 2:
        reasons.append(Refusal("请写明移出的理由。"))
    if reasons:
        raise MayNotBind(reasons)
    details = {"task": item.task_id, "publication": item.publication_id, "reason": reason.strip()[:200]}
    audit.record("supervision.progress_unbound", about=item.plan, by=by, details=details)
    plan, task, publication = item.plan, item.task_id, item.publication
    item.delete()
    settle(plan, on, [task or 0])
    PublicChange.objects.create(public_id=publication.public_id)


# --- drafting


@transaction.atomic
def draft(duty: DisclosureDuty, *, organisation_id: int, column: Column, by: Any, on: date) -> Edition:
    """Draft the text for a period with what is known; it goes the one road, and is shown here once it is public."""
    if reasons := binding_refusals(duty.plan, duty.task, by=by, on=on):
        raise MayNotBind(reasons)
    edition = publishing.start_draft(
        kind=Kind.objects.get(code=KIND),
        organisation_id=organisation_id,
        column=column,
        content=_content(duty, on),
        by=by,
        on=on,
    )
    item = _made(duty.plan, duty.task, edition.publication, {"told_until": duty.last_day}, by)
    audit.record("supervision.progress_drafted", about=item, by=by, details={"edition": edition.pk})
    return edition


def _content(duty: DisclosureDuty, on: date) -> dict[str, Any]:
    matter = duty.task.text if duty.task else duty.plan.title
    units = duty.task.units.filter(left_on=None).select_related("organisation") if duty.task else []
    return {
        "title": f"{matter.split('。')[0][:_LONGEST_MATTER]}{duty.label}进展情况",
        "body": f"<p>现将{duty.label}进展情况公布如下。</p>",
        "issuer": duty.organisation.name,
        "public_until": "long",
        "elements": {
            "issuer": duty.organisation.name,
            "matter_sort": duty.plan.get_sort_display(),
            "matter": matter,
            "unit": "、".join(unit.organisation.short_name for unit in units) or duty.organisation.short_name,
            "period_from": duty.first_day.isoformat(),
            "period_to": duty.last_day.isoformat(),
            "written_on": on.isoformat(),
            "openness": "主动公开",
            "openness_ways": ["政府网站"],
        },
    }


# --- what became public, and what left


def _facts(live: LiveEdition) -> dict[str, Any] | None:
    """What a text of this kind tells itself; None for texts of other kinds."""
    if live.kind.code != KIND:
        return None
    told = publishing.content_of(live.revision).elements
    parts = {f"has_{code}": bool(str(told.get(code) or "").strip()) for code, _ in PROGRESS_PARTS}
    return {"told_until": day_of(str(told.get("period_to") or "")), **parts}


@hears(lambda event: event.kind in ("", KIND))
@transaction.atomic
def note_published(event: EditionPublished) -> None:
    """Handler: take the period and the parts from the signed text, and see what it settles."""
    items = list(ProgressItem.objects.filter(publication=event.publication_id).select_related("plan"))
    live = _live(event.publication_id) if items else None
    if live is None:
        return
    if facts := _facts(live):
        kept = {name: value for name, value in facts.items() if value is not None}
        ProgressItem.objects.filter(publication=event.publication_id).update(**kept)
    for item in items:
        name_nodes(item.plan, [item.task_id] if item.task_id else None)
        settle(item.plan, localdate(), [item.task_id or 0])


@transaction.atomic
def note_withdrawn(event: EditionWithdrawn) -> None:
    """Handler: what left tells nothing any more."""
    for item in ProgressItem.objects.filter(publication=event.publication_id).select_related("plan"):
        settle(item.plan, localdate(), [item.task_id or 0])


def _live(publication: int) -> LiveEdition | None:
    rows = LiveEdition.objects.filter(publication=publication, withdrawn=False)
    return rows.select_related("kind", "revision__content", "revision__kind_version").first()
