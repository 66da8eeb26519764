"""A work plan comes in as it was read; nothing of it is a task before a person confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.files import api as files
from mingtang.core.files.api import StoredFile
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.analysis.disclosure import EACH_TASK, sort_of
from mingtang.supervision.models import ProposedTask, ProposedUnit, WorkPlan
from mingtang.supervision.parsing import Task as ReadTask
from mingtang.supervision.parsing.deadlines import Deadline, deadline_of
from mingtang.supervision.parsing.files import PlanInFile, read_file
from mingtang.supervision.services.resolving import Meant, meanings

# Proposals stand wide apart, so that one that is split finds room for its second half.
STEP = 1000
_LONGEST_SOURCE = 20_000


class MayNotImport(Refused):
    """A file may not be taken in as a plan. `text` is what was read of it, to be shown."""

    def __init__(self, reasons: Sequence[Refusal | str], text: str = "") -> None:
        super().__init__(reasons)
        self.text = text


class MayNotChange(Refused):
    """A plan may not be changed or given up so."""


@dataclass(frozen=True)
class Head:
    """What a person says of a plan, where the text does not, or not rightly."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    sort: str = ""


def working_refusals(plan: WorkPlan, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not work on the proposals of a plan."""
    if not publishing.is_office(by, on):
        return [Refusal("工作要点由政务公开办导入、核对和确认。")]
    if plan.state == "confirmed":
        return [Refusal("工作要点已经确认。要改任务的，在任务页面申请变更；文件有更正的，导入更正后的文件。")]
    return [Refusal("这份工作要点已放弃。要用的，请重新导入。")] if plan.state == "dropped" else []


def import_plan(
    upload: Any,
    *,
    organisation: Organisation,
    by: Any,
    on: date,
    corrects: WorkPlan | None = None,
    head: Head | None = None,
) -> WorkPlan:
    """Read a work plan into proposals. `head` says what the text leaves out. Refused with the text where none is found."""
    if reasons := _importing_refusals(organisation, corrects, by=by, on=on):
        raise MayNotImport(reasons)
    # Not within the transaction: a file is kept before it is scanned, and no lock waits for the scanner.
    file = files.receive(upload, by=by, owner=organisation, purpose="supervision.plan")
    read = _read(file)
    told = _head(read, head or Head())
    if reasons := _plan_refusals(read, told, file, organisation, corrects):
        raise MayNotImport(reasons, read.text)
    return _kept(read, told, file, organisation=organisation, corrects=corrects, by=by, on=on)


def _importing_refusals(
    organisation: Organisation, corrects: WorkPlan | None, *, by: Any, on: date
) -> list[Refusal]:
    if not publishing.is_office(by, on):
        return [Refusal("工作要点由政务公开办导入、核对和确认。")]
    if corrects is None:
        return []
    reasons = []
    if corrects.organisation_id != organisation.pk:
        reasons.append(Refusal(f"《{corrects.title}》不是{organisation.short_name}的工作要点，请重新选择。"))
    if corrects.state != "confirmed" or corrects.corrects_id is not None:
        reasons.append(
            Refusal(f"《{corrects.title}》还没有确认，不用更正：请先放弃原来的导入，再导入新文件。")
        )
    if corrects.corrections.filter(state="proposed").exists():
        reasons.append(Refusal(f"《{corrects.title}》已有一份更正待确认，请先确认或者放弃它。"))
    return reasons


def _read(file: StoredFile) -> PlanInFile:
    if reasons := files.opening_refusals(file):
        raise MayNotImport([Refusal(str(reason)) for reason in reasons])
    with files.open_bytes(file) as opened:
        try:
            return read_file(opened.read(), file.name)
        except Refused as refused:
            raise MayNotImport(refused.reasons) from refused


def _head(read: PlanInFile, told: Head) -> Head:
    """What a person says wins over what was read."""
    found = read.plan.particulars
    return Head(
        (told.title or found.title)[:300],
        told.year or found.year,
        (told.issuer or found.issuer)[:120],
        (told.document_number or found.document_number)[:60],
        told.issued_on or found.issued_on,
        told.sort or sort_of(told.title or found.title),
    )


def _plan_refusals(
    read: PlanInFile, head: Head, file: StoredFile, organisation: Organisation, corrects: WorkPlan | None
) -> list[Refusal]:
    reasons = []
    if not read.plan.tasks:
        reasons.append(
            Refusal(
                "没有读出任务：文件里没有编号的条目，也没有任务表格。请核对下面读到的文字，换成正确的文件。"
            )
        )
    if not head.title:
        reasons.append(Refusal("文件里没有标题，请填写标题。"))
    if head.year is None:
        reasons.append(Refusal("文件里没有年度，请填写年度。"))
    return reasons + _double_refusals(head, file, organisation, corrects)


def _double_refusals(
    head: Head, file: StoredFile, organisation: Organisation, corrects: WorkPlan | None
) -> list[Refusal]:
    """The same document again makes nothing twice."""
    kept = WorkPlan.objects.filter(organisation=organisation).exclude(state="dropped")
    if same := kept.filter(file__sha256=file.sha256).first():
        return [
            Refusal(f"这份文件已经导入过（《{same.title}》，{same.get_state_display()}），没有再次导入。")
        ]
    alike = kept.filter(year=head.year or 0, title=head.title, corrects=None)
    if corrects is None and (same := alike.first()):
        way = "请先放弃它" if same.state == "proposed" else "如果是更正后的文件，请在“更正哪一份”中选择它"
        return [Refusal(f"{head.year}年已有《{head.title}》（{same.get_state_display()}）。{way}。")]
    return []


@transaction.atomic
def _kept(
    read: PlanInFile,
    head: Head,
    file: StoredFile,
    *,
    organisation: Organisation,
    corrects: WorkPlan | None,
    by: Any,
    on: date,
) -> WorkPlan:
    # Two people may hand in the same document at once: the second waits here, and is told.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if reasons := _double_refusals(head, file, organisation, corrects):
        raise MayNotImport(reasons, read.text)
    plan = WorkPlan.objects.create(
        organisation=organisation,
        file=file,
        title=head.title,
        year=head.year or 0,
        issuer=head.issuer,
        document_number=head.document_number,
        issued_on=head.issued_on,
        requirements=[{"text": one.text, "place": str(one.place)} for one in read.plan.requirements],
        warnings=[{"text": one.text, "place": str(one.place)} for one in read.plan.doubts],
        corrects=corrects,
        sort=head.sort,
        by_task=head.sort in EACH_TASK,
        made_by=by,
        made_by_name=by.name,
    )
    _keep_proposals(plan, read, day=head.issued_on or on)
    audit.record(
        "supervision.plan_imported",
        about=plan,
        by=by,
        details={"file": file.sha256, "tasks": len(read.plan.tasks), "corrects": corrects and corrects.pk},
    )
    return plan


def _keep_proposals(plan: WorkPlan, read: PlanInFile, *, day: date) -> None:
    tasks = read.plan.tasks
    rows = [
        _proposal(plan, task, source, order=(at + 1) * STEP)
        for at, (task, source) in enumerate(zip(tasks, read.sources, strict=True))
    ]
    meant = meanings((name for task in tasks for name in (*task.lead_units, *task.responsible_units)), on=day)
    units = [_units(row, task, meant) for row, task in zip(rows, tasks, strict=True)]
    for row, named in zip(rows, units, strict=True):
        row.as_read = row.facts(named)
    ProposedTask.objects.bulk_create(rows)
    ProposedUnit.objects.bulk_create(unit for named in units for unit in named)


def _proposal(plan: WorkPlan, task: ReadTask, source: str, *, order: int) -> ProposedTask:
    deadline = task.deadline
    if deadline.text and deadline.on is None and not deadline.standing:
        # What the text leaves open may follow from the year or the day that a person gave.
        deadline = deadline_of(deadline.text, year=plan.year, issued_on=plan.issued_on)
    return ProposedTask(
        plan=plan,
        order=order,
        seq=task.seq[:40],
        level1=task.level1[:300],
        level2=task.level2[:300],
        text=task.text,
        deadline_text=deadline.text[:200],
        due_on=deadline.on,
        is_standing=_is_standing(deadline),
        open_list=task.open_list,
        place=str(task.place)[:60],
        source_text=source[:_LONGEST_SOURCE],
    )


def _is_standing(deadline: Deadline) -> bool:
    """A day wins: 每季度更新，12月底前完成 has an end."""
    return deadline.standing and deadline.on is None


def _units(row: ProposedTask, task: ReadTask, meant: dict[str, Meant]) -> list[ProposedUnit]:
    named = [("lead", name) for name in dict.fromkeys(task.lead_units)]
    named += [("co", name) for name in dict.fromkeys(task.responsible_units)]
    return [
        ProposedUnit(
            task=row,
            name=name[:120],
            role=role,
            organisation_id=meant[name].organisation_id,
            group_id=meant[name].group_id,
        )
        for role, name in named
    ]


@transaction.atomic
def correct_head(plan: WorkPlan, head: Head, *, by: Any, on: date) -> WorkPlan:
    """Put right what the head of a plan says. Dates that hang on year or day of issue are not touched again."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    reasons = working_refusals(plan, by=by, on=on)
    if not head.title.strip() or head.year is None:
        reasons.append(Refusal("请填写标题和年度。"))
    if reasons:
        raise MayNotChange(reasons)
    plan.title, plan.year = head.title.strip(), head.year or plan.year
    plan.issuer, plan.document_number, plan.issued_on = head.issuer, head.document_number, head.issued_on
    plan.save(update_fields=["title", "year", "issuer", "document_number", "issued_on"])
    audit.record("supervision.plan_head_corrected", about=plan, by=by)
    return plan


@transaction.atomic
def drop(plan: WorkPlan, reason: str, *, by: Any, on: date) -> WorkPlan:
    """Give up a plan that was only read. Its proposals stay to be seen; it becomes no task."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    reasons = working_refusals(plan, by=by, on=on)
    if not reason.strip():
        reasons.append(Refusal("请写明放弃的理由。"))
    if reasons:
        raise MayNotChange(reasons)
    plan.state, plan.drop_reason = "dropped", reason.strip()[:300]
    plan.save(update_fields=["state", "drop_reason"])
    audit.record("supervision.plan_dropped", about=plan, by=by, details={"reason": plan.drop_reason})
    return plan
