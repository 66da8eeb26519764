"""One record of 工作台账 on the desk: entered, proved, completed, corrected, followed up."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import User, staff_required
from mingtang.core.design.api import (
    Crumb,
    Fact,
    TimelineEntry,
    desk_page,
    done,
    tried,
)
from mingtang.core.elements.api import ElementsForm, shown
from mingtang.core.files import api as files
from mingtang.publishing import api as publishing
from mingtang.supervision.forms.records import (
    DAY,
    UNIT,
    ProofForm,
    StepForm,
    VoidForm,
    initial_of,
    record_form,
)
from mingtang.supervision.models import Record, RecordKind
from mingtang.supervision.permissions import records as doors
from mingtang.supervision.permissions.tasks import parts_for
from mingtang.supervision.queries import records as queries
from mingtang.supervision.queries.proving_records import proved_by
from mingtang.supervision.queries.record_kinds import Definition, definition_of, newest_version
from mingtang.supervision.services import records as acts
from mingtang.supervision.views.desk.record_lists import home


def _staff(request: HttpRequest) -> User:
    return cast(User, request.user)


# --- entering


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a record."""
    day = localdate()
    kind = doors.kind_for(request.user, code, day)
    definition = definition_of(newest_version(kind))
    units = [
        (str(pk), name)
        for pk, name in doors.recordable_bodies(request.user, definition.recorders, day).values_list(
            "pk", "short_name"
        )
    ]
    if not units:
        raise Http404("没有找到这个页面")
    form = record_form(definition, units)(request.POST or None, initial={DAY: day})
    made: list[Record] = []
    if form.is_valid() and tried(form, lambda: made.append(_keep(request, kind, form))):
        messages.success(request, "已登记，请补充佐证后确认齐备。")
        return redirect("supervision-desk:record", made[0].pk)
    return _form_page(request, f"登记{kind.name}", definition, form, kind, "保存")


def _keep(request: HttpRequest, kind: RecordKind, form: ElementsForm) -> Record:
    told = form.cleaned_data
    return acts.keep(
        kind,
        organisation_id=int(told[UNIT]),
        held_on=told[DAY],
        values=form.values(),
        by=request.user,
        on=localdate(),
    )


@staff_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    day = localdate()
    found = doors.record_for(request.user, pk, day)
    definition = definition_of(found.version)
    initial = initial_of(found.held_on, found.values)
    form = record_form(definition, ())(request.POST or None, initial=initial)

    def act() -> None:
        acts.change(found, held_on=form.cleaned_data[DAY], values=form.values(), by=request.user, on=day)

    if form.is_valid() and tried(form, act):
        messages.success(request, "已保存。")
        return redirect("supervision-desk:record", pk)
    return _form_page(request, f"修改{found.kind.name}", definition, form, found.kind, "保存", found)


def _form_page(
    request: HttpRequest,
    title: str,
    definition: Definition,
    form: ElementsForm,
    kind: RecordKind,
    button: str,
    record: Record | None = None,
) -> HttpResponse:
    back = (
        reverse("supervision-desk:record", args=[record.pk])
        if record
        else reverse("supervision-desk:records-of", args=[kind.code])
    )
    list_url = reverse("supervision-desk:records-of", args=[kind.code])
    context = {
        "page_name": title,
        "definition": definition,
        "form": form,
        "button": button,
        "back_url": back,
        "crumbs": [home(), Crumb(kind.name, list_url), Crumb(title)],
    }
    return desk_page(request, "supervision/records/form.html", context, status=422 if form.is_bound else 200)


# --- one record


@staff_required
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: what it tells, what proves it, what came of it, and what may be done."""
    return _record_page(request, doors.record_for(request.user, pk, localdate()))


def _record_page(request: HttpRequest, found: Record, **forms: Any) -> HttpResponse:
    day = localdate()
    definition = definition_of(found.version)
    may = doors.may_record(request.user, definition.recorders, found.organisation_id, day)
    proofs = queries.proofs_of(found)
    context = {
        "record": found,
        "definition": definition,
        "tag": queries.TAGS[found.state],
        "facts": _facts(found, definition),
        "proofs": [(proof, definition.sort(proof.sort)) for proof in proofs],
        "lacking": acts.completion_refusals(found, by=request.user, on=day)
        if may and found.state == "draft"
        else [],
        "proves": proved_by(found, parts_for(request.user, day)),
        "steps": [_step(step, definition) for step in queries.steps_of(found)],
        "others": [(one, queries.TAGS[one.state]) for one in queries.history_of(found)],
        "may_change": may and found.state == "draft",
        "may_correct": not acts.correction_refusals(found, by=request.user, on=day),
        "may_void": may and found.state in {"draft", "complete"},
        "proof_form": forms.get("proof") or ProofForm(sorts=definition.evidence),
        "step_form": _step_form(request, found, definition, may, forms.get("step")),
        "void_form": forms.get("void") or VoidForm(prefix="void"),
        "crumbs": _way(found, doors.reads_lists(request.user, day)),
    }
    return desk_page(request, "supervision/records/record.html", context, status=422 if forms else 200)


def _way(found: Record, reads_lists: bool) -> list[Crumb]:
    """The way back to the lists, for who reads them; a reviewer came from a task."""
    if not reads_lists:
        return [Crumb("任务", reverse("supervision-desk:tasks")), Crumb(found.title)]
    list_url = reverse("supervision-desk:records-of", args=[found.kind.code])
    return [home(), Crumb(found.kind.name, list_url), Crumb(found.title)]


def _facts(found: Record, definition: Definition) -> list[Fact]:
    told = [
        Fact("单位", found.organisation.short_name),
        Fact(definition.date_name, f"{found.held_on:%Y-%m-%d}"),
    ]
    told += [
        Fact(e.name, shown(e, found.values.get(e.code)) or "—", wide=e.type == "longtext")
        for e in definition.elements
    ]
    return [*told, Fact("登记", f"{found.made_by_name}")]


def _step(step: Any, definition: Definition) -> TimelineEntry:
    name = definition.stage_name(step.stage) or "跟踪落实"
    return TimelineEntry(step.happened_on, name, step.made_by_name, step.note)


def _step_form(
    request: HttpRequest, found: Record, definition: Definition, may: bool, bound: StepForm | None
) -> StepForm | None:
    if bound is not None:
        return bound
    if not may or found.state != "complete" or not (definition.stages or definition.follow_up):
        return None
    return _new_step_form(request, found, definition, None)


def _new_step_form(request: HttpRequest, found: Record, definition: Definition, data: Any) -> StepForm:
    """Offers the stages ahead that this person may enter."""
    is_office = publishing.is_office(request.user, localdate())
    codes = [stage.code for stage in definition.stages]
    now = codes.index(found.stage) if found.stage in codes else -1
    ahead = [stage for stage in definition.stages[now + 1 :] if stage.by == "unit" or is_office]
    return StepForm(data, stages=ahead, follow_up=definition.follow_up, initial={"happened_on": localdate()})


@staff_required
@require_POST
def add_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what proves a draft: a file or an address."""
    found = doors.record_for(request.user, pk, localdate())
    form = ProofForm(request.POST, request.FILES, sorts=definition_of(found.version).evidence)
    if form.is_valid() and tried(form, lambda: _add_proof(request, found, form)):
        messages.success(request, "佐证已添加。")
        return redirect("supervision-desk:record", pk)
    return _record_page(request, found, proof=form)


def _add_proof(request: HttpRequest, found: Record, form: ProofForm) -> None:
    told = form.cleaned_data
    upload, link = told.get("file"), told.get("link") or ""
    stored = None
    if isinstance(upload, UploadedFile):
        stored = files.receive(
            upload, by=_staff(request), owner=found.organisation, purpose="supervision.record"
        )
    acts.add_proof(found, sort=told["sort"], file=stored, link=link, by=request.user, on=localdate())


@staff_required
@require_POST
def take_proof_away(request: HttpRequest, pk: int) -> HttpResponse:
    found = doors.proof_for(request.user, pk, localdate())
    done(
        request,
        lambda: acts.take_proof_away(found, by=request.user, on=localdate()),
        "佐证已移除。",
    )
    return redirect("supervision-desk:record", found.record_id)


@staff_required
@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a proof, for those who may see its record."""
    found = doors.proof_for(request.user, pk, localdate())
    if found.file is None:
        raise Http404("没有找到这份佐证")
    answer = files.serve(found.file, in_place="show" in request.GET)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@staff_required
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    found = doors.record_for(request.user, pk, localdate())
    done(
        request,
        lambda: acts.complete(found, by=request.user, on=localdate()),
        "已确认齐备，计入年度次数。",
    )
    return redirect("supervision-desk:record", pk)


@staff_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = doors.record_for(request.user, pk, localdate())
    made: list[Record] = []

    def act() -> None:
        made.append(acts.correct(found, by=request.user, on=localdate()))

    if done(request, act, "更正已开始，改好后确认齐备；原记录保留。"):
        return redirect("supervision-desk:record-change", made[0].pk)
    return redirect("supervision-desk:record", pk)


@staff_required
@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    found = doors.record_for(request.user, pk, localdate())
    form = VoidForm(request.POST, prefix="void")

    def act() -> None:
        acts.void(found, reason=form.cleaned_data["reason"], by=request.user, on=localdate())

    if form.is_valid() and tried(form, act):
        messages.success(request, "已作废，不再计数；记录和理由保留。")
        return redirect("supervision-desk:record", pk)
    return _record_page(request, found, void=form)


@staff_required
@require_POST
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    found = doors.record_for(request.user, pk, localdate())
    form = _new_step_form(request, found, definition_of(found.version), request.POST)

    def act() -> None:
        acts.add_step(found, **form.cleaned_data, by=request.user, on=localdate())

    if form.is_valid() and tried(form, act):
        messages.success(request, "后续办理已登记。")
        return redirect("supervision-desk:record", pk)
    return _record_page(request, found, step=form)
