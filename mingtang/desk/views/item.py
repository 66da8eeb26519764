"""One item: how it stands, what it says, who judged it, and its whole trail on a page or as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Crumb, Fact, Part, Step, Tag, TimelineEntry
from mingtang.core.design.templatetags.design import day as as_day
from mingtang.core.design.templatetags.design import moment
from mingtang.core.documents import api as documents
from mingtang.core.organisations.api import standings
from mingtang.desk.forms.item import AppearanceForm, CarrierForm, DeadlineForm
from mingtang.desk.labels import DUTY
from mingtang.desk.views.beside import coverage_of, deadline_of
from mingtang.desk.views.frame import address, page, staff_required
from mingtang.desk.views.review import steps_of
from mingtang.desk.views.text import text_of
from mingtang.desk.views.work import state_tag
from mingtang.publishing import api as publishing
from mingtang.publishing.api import (
    OPEN,
    VISIBLE,
    Correction,
    Edition,
    EditionState,
    Release,
    Revision,
    TrailStep,
)

STEP_TONES = {"returned": "bad", "signed": "good", "published": "good", "taken_down": "bad", "error": "bad"}


@dataclass(frozen=True)
class Action:
    """Something that this person may go and do with an item."""

    label: str
    url: str
    kind: str = "secondary"
    # Done on the spot by a button, not on a page of its own.
    posts: bool = False


@cache
def _makers() -> tuple[Callable[[Edition, Any, date], Sequence[Part]], ...]:
    return tuple(import_string(path) for path in import_module(settings.WIRING).ITEM_PARTS)


def parts_of(edition: Edition, user: Any) -> list[Part]:
    """What the trades add to the page of an item, in the order of `config/wiring.py`."""
    return [part for make in _makers() for part in make(edition, user, localdate())]


@staff_required
@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one edition, and what may be done with it."""
    return item_page(request, publishing.edition_for(request.user, pk, localdate()))


def item_page(
    request: HttpRequest,
    edition: Edition,
    *,
    planning: CarrierForm | None = None,
    recording: tuple[int, AppearanceForm] | None = None,
    delaying: DeadlineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an edition; the forms are those that were refused, with what was typed."""
    revision = publishing.newest_revision(edition)
    may_edit = publishing.may_edit(request.user, edition, localdate())
    context = {
        "edition": edition,
        "text": text_of(edition, revision),
        "state": state_tag(edition),
        "facts": facts_of(edition, revision),
        "actions": actions_for(request.user, edition, revision),
        "steps": steps_of(edition, revision) if edition.state in OPEN else list[Step](),
        "parts": parts_of(edition, request.user),
        "findings": revision.findings.order_by("severity", "id"),
        "corrections": _corrections(edition),
        "may_edit": may_edit,
        "coverage": coverage_of(edition, may_edit=may_edit, planning=planning, recording=recording),
        "deadline": deadline_of(edition, may_edit=may_edit, form=delaying),
        "returned": revision.returns.order_by("-id").first(),
        "takedown": edition.takedowns.filter(confirmed_at=None).first(),
        "trail": [timeline_entry(step) for step in publishing.trail_of(edition)][::-1][:8],
        "editions": edition.publication.editions.order_by("-number"),
        "preview_url": address("desk:preview", edition.pk),
        "public_url": edition.publication.get_absolute_url() if edition.state in VISIBLE else "",
        "crumbs": [Crumb("全部信息", reverse("desk:work")), Crumb(edition.title)],
    }
    return page(request, "desk/work/item.html", context, status=status)


def _corrections(edition: Edition) -> list[Correction]:
    rows = Correction.objects.filter(revision__edition=edition).select_related("proposed_by", "revision")
    return list(rows.order_by("-id")[:20])


def facts_of(edition: Edition, revision: Revision) -> list[Fact]:
    """How the item stands, in few words."""
    told = [
        ("状态", edition.get_state_display()),
        ("责任单位", edition.organisation.name),
        ("信息种类", edition.publication.kind.name),
        ("栏目", edition.column.name),
        ("版次", f"第{edition.number}版，第{revision.number}稿"),
        ("校验码", revision.short_code),
        ("撰稿", revision.drafter_name or revision.saved_by_name),
        ("应公开日期", as_day(edition.due_on)),
        ("公开依据", edition.get_basis_display() if edition.basis else ""),
        ("发布时间", moment(edition.published_at) if edition.is_dated else "日期不详"),
        ("公开期限", as_day(edition.public_until)),
        ("下线时间", moment(edition.left_at)),
        ("应急理由", edition.emergency_reason),
        *_release_facts(edition),
    ]
    return [Fact(label, value) for label, value in told if value]


def _release_facts(edition: Edition) -> list[tuple[str, str]]:
    """The newest release that this edition is or was in, and who chose the time, why."""
    release = (
        Release.objects.filter(items__edition=edition).exclude(state="cancelled").order_by("-id").first()
    )
    if release is None:
        return []
    at = f" {moment(release.at)}" if release.at and release.state == "scheduled" else ""
    decided = f"{release.decided_by_name} {moment(release.decided_at)}" if release.decided_by_name else ""
    return [
        ("发布单", f"{release.get_state_display()}{at}"),
        ("时机决定", decided),
        ("时机说明", release.reason),
    ]


def actions_for(user: Any, edition: Edition, revision: Revision) -> list[Action]:
    """Ways to go from here; each page asks its act's own refusals again."""
    day = localdate()
    actions = []
    if edition.waiting_for and publishing.signing_standing(user, edition, edition.waiting_for, day):
        name = publishing.step_name(edition, edition.waiting_for)
        actions.append(Action(f"去{name}", reverse("desk:review", args=[edition.pk]), "primary"))
    if publishing.may_edit(user, edition, day):
        actions += _for_editing(edition)
    if publishing.may_release(user, edition, day):
        actions += _for_releasing(edition)
    roles = {standing.role for standing in standings(user.pk, day)}
    if edition.state in VISIBLE and roles & DUTY:
        actions.append(Action("应急下架", address("desk:take-down", edition.pk), "danger"))
    if edition.state in OPEN and roles & {"unit_leader", "reviewer3", "office"}:
        actions.append(Action("申请应急公开", address("desk:ask-emergency", edition.pk), "plain"))
    return [action for action in actions if action.url]


def _for_editing(edition: Edition) -> list[Action]:
    if edition.state == EditionState.DRAFT:
        return [Action("修改、送审", address("desk:edit", edition.pk), "primary")]
    if edition.state in OPEN:
        return [Action("撤回送审，再修改", address("desk:call-back", edition.pk), "plain", posts=True)]
    if edition.state in VISIBLE:
        return [Action("修订（起新版次）", address("desk:new-edition", edition.pk), posts=True)]
    return []


def _for_releasing(edition: Edition) -> list[Action]:
    actions = []
    if edition.state == EditionState.READY:
        actions.append(Action("发布", address("desk:prepare", edition.pk), "primary"))
    if edition.state in VISIBLE:
        actions.append(Action("撤回", address("desk:withdraw", edition.pk)))
    if edition.state not in (*OPEN, *VISIBLE):
        actions.append(Action("提出删除内容", address("desk:ask-erasure", edition.pk), "plain"))
    return actions


@staff_required
@require_GET
def trail(request: HttpRequest, pk: int) -> HttpResponse:
    """全程留痕: every step with person, role, time, opinion and the code of the text."""
    edition = publishing.edition_for(request.user, pk, localdate())
    context = {
        "edition": edition,
        "entries": [timeline_entry(step) for step in publishing.trail_of(edition)],
        "pdf_url": reverse("desk:trail-pdf", args=[edition.pk]),
        "crumbs": [
            Crumb("全部信息", reverse("desk:work")),
            Crumb(edition.title, reverse("desk:item", args=[edition.pk])),
            Crumb("全程记录"),
        ],
    }
    return page(request, "desk/work/trail.html", context)


def timeline_entry(step: TrailStep) -> TimelineEntry:
    ticks = "、".join(step.ticks)
    note = "　".join(
        part for part in (step.opinion, ticks, f"校验码 {step.code}" if step.code else "") if part
    )
    who = f"{step.person}（{step.role}）" if step.role else step.person
    tone = STEP_TONES.get(step.action)
    words = {"bad": "退出" if step.action != "returned" else "退回", "good": "完成"}
    return TimelineEntry(step.at, step.what, who, note, Tag(words[tone], tone) if tone else None)


@staff_required
@require_GET
def trail_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The trail on paper, to be filed with the item."""
    edition = publishing.edition_for(request.user, pk, localdate())
    revision = publishing.newest_revision(edition)
    steps = [
        {
            "at": f"{localtime(step.at):%Y-%m-%d %H:%M}",
            "step": step.what,
            "person": step.person,
            "role": step.role,
            "opinion": "\n".join(part for part in (step.opinion, "、".join(step.ticks)) if part),
            "code": step.code,
        }
        for step in publishing.trail_of(edition)
    ]
    told = {
        "steps": steps,
        "metadata": [[str(fact.label), str(fact.value)] for fact in facts_of(edition, revision)],
        "code": revision.short_code,
        "address": request.build_absolute_uri(edition.publication.get_absolute_url()),
    }
    made = documents.pdf("trail", told, title=f"全程记录：{edition.title}")
    return pdf_answer(made, f"全程记录-{edition.publication.public_id}.pdf")


def pdf_answer(made: bytes, name: str) -> HttpResponse:
    """A PDF of what is not public: shown to this person, kept by no cache."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
