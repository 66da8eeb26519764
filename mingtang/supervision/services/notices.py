"""通报: drafted with the standings of a plan, issued to its units; what they put right, and the look again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from mingtang.core.audit import api as audit
from mingtang.core.files import api as files
from mingtang.core.messages import api as messages
from mingtang.core.organisations.api import holders, holders_anywhere
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.models import NoticeUnit, RectificationAnswer, StandingNotice, WorkPlan
from mingtang.supervision.permissions.notices import ACTING_ROLES, own_bodies
from mingtang.supervision.queries.overview import by_unit

ANSWERABLE = ("asked", "returned")


class MayNotTell(Refused):
    """The notice may not be written, issued, answered or checked so."""


def _refuse(reasons: list[Refusal]) -> None:
    if reasons:
        raise MayNotTell(reasons)


def _office_refusals(by: Any, on: date) -> list[Refusal]:
    return [] if publishing.is_office(by, on) else [Refusal("通报由政务公开办起草、印发和复核。")]


def standings_of(plan: WorkPlan) -> list[list[Any]]:
    """The table of a notice: each unit's parts, proven, yellow and red."""
    return [[row.label, row.total, row.proven, row.yellow, row.red] for row in by_unit(plan)]


def drafting_refusals(plan: WorkPlan, *, by: Any, on: date) -> list[Refusal]:
    reasons = _office_refusals(by, on)
    if plan.state != "confirmed":
        reasons.append(Refusal("工作要点还没有确认，没有可以通报的任务。"))
    return reasons


@transaction.atomic
def draft(
    plan: WorkPlan, *, title: str, first_day: date, last_day: date, text: str, by: Any, on: date
) -> StandingNotice:
    """Begin a notice to all units of a plan."""
    reasons = drafting_refusals(plan, by=by, on=on)
    if last_day < first_day:
        reasons.append(Refusal("通报时段的止日不能早于起日。"))
    _refuse(reasons)
    notice = StandingNotice.objects.create(
        plan=plan, title=title, first_day=first_day, last_day=last_day, text=text
    )
    NoticeUnit.objects.bulk_create(
        NoticeUnit(notice=notice, organisation_id=row.key) for row in by_unit(plan)
    )
    audit.record("supervision.notice_drafted", about=notice, by=by)
    return notice


def change_refusals(notice: StandingNotice, *, by: Any, on: date) -> list[Refusal]:
    """Why a notice may not be changed."""
    reasons = _office_refusals(by, on)
    if notice.state != "draft":
        reasons.append(Refusal("通报已经印发，不能再改；需要补充的另发一份。"))
    return reasons


@transaction.atomic
def rewrite(notice: StandingNotice, *, title: str, text: str, by: Any, on: date) -> StandingNotice:
    _refuse(change_refusals(notice, by=by, on=on))
    notice.title, notice.text = title, text
    notice.save(update_fields=["title", "text"])
    audit.record("supervision.notice_rewritten", about=notice, by=by)
    return notice


@transaction.atomic
def ask(unit: NoticeUnit, *, matter: str, due_on: date | None, by: Any, on: date) -> NoticeUnit:
    """Ask a unit to put something right by a day; without a matter nothing is asked."""
    reasons = change_refusals(unit.notice, by=by, on=on)
    matter = matter.strip()
    if matter and (due_on is None or due_on <= on):
        reasons.append(Refusal(f"请写明{unit.organisation.short_name}的整改期限，不能早于明天。"))
    _refuse(reasons)
    unit.matter, unit.due_on, unit.state = matter, due_on if matter else None, "asked" if matter else "told"
    unit.save(update_fields=["matter", "due_on", "state"])
    audit.record("supervision.rectification_asked", about=unit, by=by)
    return unit


def issue_refusals(notice: StandingNotice, *, by: Any, on: date) -> list[Refusal]:
    """Why a notice may not be issued."""
    reasons = change_refusals(notice, by=by, on=on)
    if not notice.text.strip():
        reasons.append(Refusal("还没有正文，请先写明通报内容。"))
    if not notice.units.exists():
        reasons.append(Refusal("没有要通报的单位。"))
    if notice.units.filter(state="asked", due_on__lte=on).exists():
        reasons.append(Refusal("有整改期限已到，请改为今后的日期。"))
    return reasons


@transaction.atomic
def issue(notice: StandingNotice, *, by: Any, on: date) -> StandingNotice:
    """Fix the table of standings as it is today and put the notice before the people of its units."""
    notice = StandingNotice.objects.select_for_update().get(pk=notice.pk)
    _refuse(issue_refusals(notice, by=by, on=on))
    notice.standings, notice.state = standings_of(notice.plan), "issued"
    notice.issued_on, notice.issued_by, notice.issued_by_name = on, by, by.name
    notice.save()
    audit.record("supervision.notice_issued", about=notice, by=by)
    units = list(notice.units.values_list("organisation_id", flat=True))
    _tell(
        units, on, notice.title, f"notice:{notice.pk}", reverse("supervision-desk:notice", args=[notice.pk])
    )
    return notice


def _tell(units: list[int], on: date, subject: str, key: str, url: str) -> None:
    people = {person for role in ACTING_ROLES for person in holders(role, units, on)}
    messages.notify(sorted(people), subject=subject, key=f"supervision.{key}", url=url)


# --- putting right, and looking again


def answering_refusals(unit: NoticeUnit, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not report what a unit put right."""
    reasons = []
    if unit.organisation_id not in own_bodies(by, on):
        reasons.append(Refusal(f"整改情况由{unit.organisation.short_name}的信息员或者负责人报告。"))
    if unit.notice.state != "issued" or unit.state not in ANSWERABLE:
        reasons.append(Refusal("这一项现在没有要报告的整改。"))
    return reasons


def answer(unit: NoticeUnit, *, text: str, upload: Any, by: Any, on: date) -> RectificationAnswer:
    """Report what was put right, with a file as proof. The file is kept and scanned first, outside the transaction."""
    reasons = answering_refusals(unit, by=by, on=on)
    if not text.strip():
        reasons.append(Refusal("请写明整改情况。"))
    if not upload:
        reasons.append(Refusal("请附上佐证材料。"))
    _refuse(reasons)
    stored = files.receive(upload, by=by, owner=unit.organisation, purpose="supervision.rectification")
    return _answered(unit, text.strip(), stored, by, on)


@transaction.atomic
def _answered(
    unit: NoticeUnit, text: str, stored: files.StoredFile, by: Any, on: date
) -> RectificationAnswer:
    unit = _locked(unit)
    _refuse(answering_refusals(unit, by=by, on=on))
    told = unit.answers.create(
        text=text, file=stored, answered_on=on, answered_by=by, answered_by_name=by.name
    )
    _turn(unit, "answered")
    audit.record("supervision.rectification_answered", about=told, by=by)
    messages.notify(
        holders_anywhere("office", on),
        subject=f"{unit.organisation.short_name}报告了整改情况",
        key=f"supervision.rectification:{told.pk}",
        url=reverse("supervision-desk:notice-unit", args=[unit.pk]),
    )
    return told


def _locked(unit: NoticeUnit) -> NoticeUnit:
    NoticeUnit.objects.select_for_update().get(pk=unit.pk)
    return NoticeUnit.objects.select_related("notice", "organisation").get(pk=unit.pk)


def _turn(unit: NoticeUnit, state: str) -> None:
    unit.state = state
    unit.save(update_fields=["state"])


def checking_refusals(unit: NoticeUnit, *, by: Any, on: date) -> list[Refusal]:
    reasons = _office_refusals(by, on)
    if unit.state != "answered":
        reasons.append(Refusal("单位还没有报告整改情况，没有可以复核的。"))
    return reasons


@transaction.atomic
def check(unit: NoticeUnit, *, passed: bool, finding: str, by: Any, on: date) -> RectificationAnswer:
    """Look again: it is right, or it goes back with what is still wrong."""
    unit = _locked(unit)
    reasons = checking_refusals(unit, by=by, on=on)
    if not passed and not finding.strip():
        reasons.append(Refusal("请写明退回的理由，让单位知道还要改什么。"))
    _refuse(reasons)
    told = unit.answers.get(passed=None)
    told.passed, told.finding = passed, finding.strip()
    told.checked_on, told.checked_by, told.checked_by_name = on, by, by.name
    told.save()
    _turn(unit, "passed" if passed else "returned")
    audit.record("supervision.rectification_checked", about=told, by=by, details={"passed": passed})
    url = reverse("supervision-desk:notice-unit", args=[unit.pk])
    words = "整改复核通过" if passed else "整改复核退回"
    _tell([unit.organisation_id], on, words, f"rectification_checked:{told.pk}", url)
    return told
