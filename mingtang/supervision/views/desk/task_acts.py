"""Acts on tasks: filing, reporting, proving, judging, changing, closing. Each form keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE, Crumb, desk_page, done, following, tried
from mingtang.core.files import api as files
from mingtang.core.organisations.api import bodies
from mingtang.supervision.forms.tasks import (
    BreakdownForm,
    ChangeForm,
    DecisionForm,
    FileProofForm,
    MilestoneForm,
    PublicationProofForm,
    ReportForm,
    ReturnForm,
    UnitsForm,
    WordsForm,
)
from mingtang.supervision.models import Milestone, TaskUnit
from mingtang.supervision.permissions import tasks as permissions
from mingtang.supervision.queries import proving_records
from mingtang.supervision.services import breakdown, changes, closing, evidence, milestones, reports, wording


def _asked(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[dict[str, Any]], Any],
    words: str,
    page: Mapping[str, Any],
) -> HttpResponse:
    """A page with one form: the act is tried, and what was typed stays where it is refused."""
    if form.is_bound and form.is_valid() and tried(form, lambda: act(form.cleaned_data)):
        messages.success(request, words)
        return redirect(page["back"])
    return desk_page(
        request, "supervision/tasks/form.html", {"form": form, **page}, status=422 if form.is_bound else 200
    )


def _page(title: str, submit: str, back: str, lead: str = "", **more: Any) -> dict[str, Any]:
    way = [Crumb("任务", reverse("supervision-desk:tasks")), Crumb("返回", back), Crumb(title)]
    return {"title": title, "submit": submit, "back": back, "lead": lead, "crumbs": way, **more}


def _part_url(pk: int) -> str:
    return reverse("supervision-desk:part", args=[pk])


def _task_url(pk: int) -> str:
    return reverse("supervision-desk:task", args=[pk])


@staff_required
@require_http_methods(["GET", "POST"])
def break_down(request: HttpRequest, pk: int) -> HttpResponse:
    """File the breakdown of a part."""
    on = localdate()
    part = permissions.part_for(request.user, pk, on)
    _only_acting(request, part)
    told = {name: getattr(part, name) for name in ("breakdown", "responsible_name", "own_due_on")}
    form = BreakdownForm(request.POST or None, initial=told)
    page = _page("报送分解措施", "报送", _part_url(pk), _lead(part))
    return _asked(
        request,
        form,
        lambda told: breakdown.break_down(part, **told, by=request.user, on=on),
        "分解措施已报送。",
        page,
    )


def _lead(part: TaskUnit) -> str:
    end = f"，任务时限{part.task.due_on.isoformat()}" if part.task.due_on else ""
    asked = f"；请于{part.breakdown_due_on.isoformat()}前报送" if part.breakdown_due_on else ""
    return f"{part.organisation.short_name}：{part.task.text}{end}{asked}"


def _only_acting(request: HttpRequest, part: TaskUnit) -> None:
    if not permissions.acts_for(request.user, part, localdate()):
        raise Http404("没有找到这个页面")


@staff_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report in a round."""
    on = localdate()
    found = permissions.report_for(request.user, pk, on)
    _only_acting(request, found.part)
    told = {name: getattr(found, name) for name in ("text", "value", "says_done")}
    form = ReportForm(request.POST or None, initial=told)
    returned = f"；上次被退回：{found.reason}" if found.state == "returned" else ""
    lead = f"{found.round.title}，请于{found.round.due_on.isoformat()}前报送{returned}。任务：{found.part.task.text}"
    page = _page("报送进展", "报送", _part_url(found.part_id), lead)
    return _asked(
        request,
        form,
        lambda told: reports.submit(found, **told, by=request.user, on=on),
        "进展已报送。",
        page,
    )


@staff_required
@require_http_methods(["GET", "POST"])
def prove_by_file(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    part = permissions.part_for(request.user, pk, on)
    _only_acting(request, part)
    form = FileProofForm(request.POST or None, request.FILES or None)
    page = _page("提供文件佐证", "提供", _part_url(pk), _lead(part), multipart=True)
    words = "佐证已提供，待他人核验。"
    return _asked(
        request, form, lambda told: evidence.claim_file(part, **told, by=request.user, on=on), words, page
    )


@staff_required
@require_http_methods(["GET", "POST"])
def prove_by_publication(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    part = permissions.part_for(request.user, pk, on)
    _only_acting(request, part)
    form = PublicationProofForm(request.POST or None)
    page = _page("以公开信息佐证", "提供", _part_url(pk), _lead(part))
    words = "佐证已提供，待他人核验。"
    return _asked(
        request,
        form,
        lambda told: evidence.claim_publication(part, **told, by=request.user, on=on),
        words,
        page,
    )


@staff_required
@require_http_methods(["GET", "POST"])
def prove_by_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a record as proof, found by kind and title."""
    on = localdate()
    part = permissions.part_for(request.user, pk, on)
    _only_acting(request, part)
    told = {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "words", "after")}
    rows = proving_records.choosable(part, **told)
    if request.method == "POST":
        record = get_object_or_404(proving_records.choosable(part), pk=_key(request.POST.get("record", "")))
        words = "佐证已提供，待他人核验。"
        if done(
            request,
            lambda: evidence.claim_record(part, record=record, by=request.user, on=on),
            words,
        ):
            return redirect(_part_url(pk))
        return redirect("supervision-desk:prove-by-record", pk)
    listed, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    page = _page("以台账记录佐证", "", _part_url(pk), _lead(part))
    context = {**page, "rows": listed, "kinds": proving_records.kinds_for(part), "told": told, **pager}
    return desk_page(request, "supervision/tasks/choose_record.html", context)


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


@staff_required
@require_GET
def proof_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a proof, for who sees the part."""
    found = permissions.evidence_for(request.user, pk, localdate())
    if found.file is None or files.opening_refusals(found.file):
        raise Http404("没有找到这份文件")
    response = files.serve(found.file, in_place=True)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@staff_required
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    found = permissions.evidence_for(request.user, pk, on)
    done(request, lambda: evidence.verify(found, by=request.user, on=on), "佐证已核验，计入印证。")
    return redirect(_part_url(found.part_id))


@staff_required
@require_http_methods(["GET", "POST"])
def return_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a proof back with the reason."""
    on = localdate()
    found = permissions.evidence_for(request.user, pk, on)
    page = _page(
        "退回佐证", "退回", _part_url(found.part_id), f"{found.part.organisation.short_name}：{found.title}"
    )
    form = ReturnForm(request.POST or None)
    return _asked(
        request,
        form,
        lambda told: evidence.give_back(found, **told, by=request.user, on=on),
        "佐证已退回。",
        page,
    )


@staff_required
@require_POST
def accept_report(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    found = permissions.report_for(request.user, pk, on)
    done(request, lambda: reports.accept(found, by=request.user, on=on), "报告已通过。")
    return redirect(_part_url(found.part_id))


@staff_required
@require_http_methods(["GET", "POST"])
def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report back with the reason."""
    on = localdate()
    found = permissions.report_for(request.user, pk, on)
    lead = f"{found.part.organisation.short_name} · {found.round.title}：{found.text}"
    page = _page("退回进展报告", "退回", _part_url(found.part_id), lead)
    form = ReturnForm(request.POST or None)
    return _asked(
        request,
        form,
        lambda told: reports.give_back(found, **told, by=request.user, on=on),
        "报告已退回。",
        page,
    )


@staff_required
@require_http_methods(["GET", "POST"])
def ask_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a change of a task."""
    on = localdate()
    task = permissions.task_for(request.user, pk, on)
    form = ChangeForm(request.POST or None)
    page = _page("申请变更", "提交申请", _task_url(pk), f"第{task.number}项：{task.text}")
    words = "申请已提交，待政务公开办批准；批准之前任务不变。"
    return _asked(
        request, form, lambda told: changes.ask_change(task, **told, by=request.user, on=on), words, page
    )


@staff_required
@require_http_methods(["GET", "POST"])
def ask_units(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for other units: some join, some leave, another leads."""
    on = localdate()
    task = permissions.task_for(request.user, pk, on)
    now = {
        part.organisation_id: (part.organisation.short_name, part.role)
        for part in task.units.filter(left_on=None).select_related("organisation")
    }
    others = bodies(on).exclude(pk__in=now).order_by("order", "pk").values_list("pk", "short_name")
    form = UnitsForm(request.POST or None, now=now, bodies=list(others))
    lead = (
        f"第{task.number}项：{task.text.rstrip('。')}。"
        "批准之后，新加入的单位三十日内报送分解措施；退出的单位以前报送和印证的内容保留。"
    )

    def ask(told: dict[str, Any]) -> None:
        changes.ask_units(task, units=form.units(), reason=told["reason"], by=request.user, on=on)

    words = "申请已提交，待政务公开办批准；批准之前任务不变。"
    return _asked(request, form, ask, words, _page("调整责任单位", "提交申请", _task_url(pk), lead))


@staff_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a change."""
    on = localdate()
    permissions.office_only(request.user, on)
    found = permissions.change_for(request.user, pk, on)
    lead = (
        f"第{found.task.number}项，{found.asked_by_name}申请变更{found.get_what_display()}："
        f"由“{found.before or '未定'}”改为“{found.after}”。理由：{found.reason}"
    )
    form = DecisionForm(request.POST or None)

    def decide(told: dict[str, Any]) -> None:
        act = changes.approve if told["decision"] == "approve" else changes.refuse
        act(found, words=told["words"], by=request.user, on=on)

    return _asked(
        request, form, decide, "变更已办理。", _page("批准变更", "办理", _task_url(found.task_id), lead)
    )


@staff_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    task = permissions.task_for(request.user, pk, on)
    done(request, lambda: closing.close(task, by=request.user, on=on), "任务已办结。")
    return redirect(_task_url(pk))


@staff_required
@require_http_methods(["GET", "POST"])
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    task = permissions.task_for(request.user, pk, on)
    form = MilestoneForm(request.POST or None)
    page = _page("设置节点", "设置", _task_url(pk), f"第{task.number}项：{task.text}")
    return _asked(
        request,
        form,
        lambda told: milestones.add_milestone(task, **told, by=request.user, on=on),
        "节点已设置。",
        page,
    )


@staff_required
@require_http_methods(["GET", "POST"])
def public_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the public reads of a task."""
    on = localdate()
    permissions.office_only(request.user, on)
    task = permissions.task_for(request.user, pk, on)
    form = WordsForm(request.POST or None, initial={"words": task.public_words})
    page = _page("公众可读的说明", "保存", _task_url(pk), f"第{task.number}项：{task.text}")

    def say(told: dict[str, Any]) -> None:
        wording.say_publicly(task, **told, by=request.user, on=on)

    return _asked(request, form, say, "说明已保存，公开进展页按它显示。", page)


@staff_required
@require_POST
def reach_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    tasks = permissions.tasks_for(request.user, on)
    milestone = get_object_or_404(Milestone.objects.filter(task__in=tasks).select_related("task"), pk=pk)
    done(request, lambda: milestones.reach_milestone(milestone, by=request.user, on=on), "节点已登记完成。")
    return redirect(_task_url(milestone.task_id))
