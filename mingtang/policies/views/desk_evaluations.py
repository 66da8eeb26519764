"""政策评价 on the desk: the year against two, one evaluation with its measures, duties, rounds of a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, NavItem, desk_page, done, tried
from mingtang.core.organisations.api import bodies as all_bodies
from mingtang.core.refusals import Refused
from mingtang.policies.forms.evaluations import (
    DutyForm,
    FinishForm,
    MeasureForm,
    PlanForm,
    ResultForm,
    RoundForm,
)
from mingtang.policies.forms.points import PlaceForm, ReasonForm
from mingtang.policies.models import EvaluationDuty, EvaluationMeasure, FollowUpRound, PolicyEvaluation
from mingtang.policies.permissions.publications import (
    may_work_on,
    publication_for,
    publication_to_edit,
    reading_bodies,
    working_bodies,
)
from mingtang.policies.queries import evaluations, naming
from mingtang.policies.services import evaluating
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, LiveEdition, Publication

Choices = list[tuple[str, str]]


def tabs(current: str) -> list[NavItem]:
    """The pages about evaluations."""
    pages = (("evaluations", "年度评价"), ("evaluation-duties", "应评估的政策"), ("decisions", "决策跟踪"))
    return [
        NavItem(label, reverse(f"policies-desk:{name}"), current=name == current) for name, label in pages
    ]


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("政策评价", reverse("policies-desk:evaluations")), *more]


@staff_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The evaluations of a year counted against two, and what stands red (PE-01, PE-03)."""
    on = localdate()
    bodies = reading_bodies(request.user, on)
    year = _year(request, on)
    context = {
        "tabs": tabs("evaluations"),
        # The yearly two are asked of the government: everybody sees the same count.
        "year": evaluations.year_of(year, on),
        "measures": evaluations.open_measures(bodies),
        "today": on,
        "earlier": year - 1,
        "later": year + 1 if year < on.year + 1 else None,
        "may_plan": bool(_my_units(request)),
    }
    return desk_page(request, "policies/evaluations/overview.html", context)


def _year(request: HttpRequest, on: date) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else on.year


def _my_units(request: HttpRequest) -> Choices:
    """The bodies for which a person may enter something: all for the office."""
    on = localdate()
    units = all_bodies(on)
    if not publishing.is_office(request.user, on):
        units = units.filter(pk__in=working_bodies(request.user, on))
    return [(str(pk), name) for pk, name in units.order_by("order", "id").values_list("pk", "short_name")]


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an evaluation of the year."""
    units = _my_units(request)
    if not units:
        raise Http404("没有找到这个页面")
    form = PlanForm(request.POST or None, initial={"year": localdate().year}, units=units)
    made: list[PolicyEvaluation] = []
    if form.is_bound and form.is_valid() and tried(form, lambda: made.append(_plan(request, form))):
        messages.success(request, "评价已登记。")
        return redirect("policies-desk:evaluation", made[0].pk)
    context = {
        "title": "登记政策评价",
        "form": form,
        "submit": "登记",
        "back": reverse("policies-desk:evaluations"),
        "crumbs": _crumbs(Crumb("登记政策评价")),
    }
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


def _plan(request: HttpRequest, form: PlanForm) -> PolicyEvaluation:
    told = form.cleaned_data
    policies, unknown = naming.all_named(told["policies"])
    if unknown:
        raise Refused([f"没有找到已公开的“{line}”。" for line in unknown])
    facts = {
        "organisation_id": int(told["unit"]),
        "year": told["year"],
        "theme": told["theme"],
        "planned_on": told["planned_on"],
    }
    return evaluating.plan_evaluation(facts, policies, by=request.user, on=localdate())


@staff_required
@require_http_methods(["GET", "POST"])
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One evaluation: its policies, its report, its measures; a form for another measure."""
    on = localdate()
    found = _evaluation(request, pk)
    may_work = evaluating.may_keep(request.user, found.organisation_id, on)
    policies = list(evaluations.policies_of(found))
    choices = [(str(policy.pk), policy.live.title) for policy in policies if hasattr(policy, "live")]
    units = [(str(pk), name) for pk, name in evaluating.units_to_charge(on)]
    form = MeasureForm(request.POST or None, policies=choices, units=units)
    if form.is_bound and form.is_valid() and tried(form, lambda: _add_measure(request, found, form)):
        messages.success(request, "措施已登记。")
        return redirect("policies-desk:evaluation", found.pk)
    context = {
        "row": evaluations.rows_of(PolicyEvaluation.objects.filter(pk=found.pk), on)[0],
        "policies": policies,
        "measures": evaluations.measures_of(found),
        "today": on,
        "may_work": may_work,
        "form": form,
        "place": _place_form(request, found),
        "reason": ReasonForm(prefix="up"),
        "crumbs": _crumbs(Crumb(found.theme)),
    }
    return desk_page(
        request, "policies/evaluations/evaluation.html", context, status=422 if form.is_bound else 200
    )


def _evaluation(request: HttpRequest, pk: int) -> PolicyEvaluation:
    """An evaluation that the user may see; 404 otherwise."""
    bodies = reading_bodies(request.user, localdate())
    rows = PolicyEvaluation.objects.select_related("organisation", "report")
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    return get_object_or_404(rows, pk=pk)


def _place_form(request: HttpRequest, found: PolicyEvaluation, data: Any = None) -> PlaceForm:
    places = naming.places(request.user, evaluating.REPORT, localdate(), found.organisation_id)
    return PlaceForm(data, places=places)


def _add_measure(request: HttpRequest, found: PolicyEvaluation, form: MeasureForm) -> None:
    told = form.cleaned_data
    facts = {
        "action": told["action"],
        "text": told["text"],
        "due_on": told["due_on"],
        "unit_id": int(told["unit"]),
        "policy": Publication.objects.filter(pk=told["policy"] or 0).first(),
    }
    evaluating.add_measure(found, facts, by=request.user, on=localdate())


@staff_required
@require_POST
def evaluation_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the report, or give the evaluation up."""
    found = _evaluation(request, pk)
    on = localdate()
    if "give_up" in request.POST:
        reason = request.POST.get("up-reason", "")
        done(
            request,
            lambda: evaluating.give_up(found, reason=reason, by=request.user, on=on),
            "评价已取消，不再计数。",
        )
        return redirect("policies-desk:evaluation", found.pk)
    form = _place_form(request, found, request.POST)
    if not form.is_valid():
        messages.error(request, "请选择报告所在的栏目；没有可选栏目的，请向政务公开办申请。")
        return redirect("policies-desk:evaluation", found.pk)
    column = Column.objects.get(pk=form.cleaned_data["column"])
    drafted: list[Any] = []

    def draft() -> None:
        drafted.append(evaluating.draft_report(found, column=column, by=request.user, on=on))

    if done(request, draft, "评价报告已起草，请补齐五个方面和结果运用情况后送审。"):
        return redirect("desk:item", drafted[0].pk)
    return redirect("policies-desk:evaluation", found.pk)


@staff_required
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Record how a measure ended."""
    row = get_object_or_404(
        EvaluationMeasure.objects.select_related("evaluation__report", "evaluation__organisation", "unit"),
        pk=pk,
    )
    on = localdate()
    mine = (row.unit_id, row.evaluation.organisation_id)
    if not any(evaluating.may_keep(request.user, body, on) for body in mine):
        raise Http404("没有找到这条措施")
    form = FinishForm(request.POST or None)
    if form.is_bound and form.is_valid() and tried(form, lambda: _finish(request, row, form)):
        messages.success(request, "落实情况已登记。")
        return redirect("policies-desk:evaluations")
    context = {
        "title": f"落实情况：{row.get_action_display()}",
        "lead": f"{row.text}（{row.unit.short_name}，{row.due_on:%Y-%m-%d}前）",
        "form": form,
        "submit": "登记",
        "back": reverse("policies-desk:evaluations"),
        "crumbs": _crumbs(Crumb("落实情况")),
    }
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


def _finish(request: HttpRequest, row: EvaluationMeasure, form: FinishForm) -> None:
    told = form.cleaned_data
    evaluating.finish_measure(
        row,
        outcome=told["outcome"],
        done_on=told["done_on"],
        document=naming.named(told["document"]),
        by=request.user,
        on=localdate(),
    )


# --- duties


@staff_required
@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest) -> HttpResponse:
    """Policies whose evaluation must be public by a day, and a form to mark another (PE-06)."""
    on = localdate()
    bodies = reading_bodies(request.user, on)
    may_work = bool(_my_units(request))
    form = DutyForm(request.POST if request.method == "POST" and may_work else None)
    if form.is_bound and form.is_valid() and tried(form, lambda: _set_duty(request, form)):
        messages.success(request, "已登记，到期前会提醒。")
        return redirect("policies-desk:evaluation-duties")
    context = {
        "tabs": tabs("evaluation-duties"),
        "rows": evaluations.duties(bodies, on),
        "form": form if may_work else None,
    }
    return desk_page(
        request, "policies/evaluations/duties.html", context, status=422 if form.is_bound else 200
    )


def _set_duty(request: HttpRequest, form: DutyForm) -> None:
    told = form.cleaned_data
    item = naming.named(told["item"])
    if item is None:
        raise Refused("没有找到这份已公开的政策。请填写它的网址或公开编号。")
    evaluating.set_duty(
        item,
        is_decision=told["is_decision"],
        reason=told["reason"],
        due=told["due_on"],
        by=request.user,
        on=localdate(),
    )


@staff_required
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a duty that was set in error."""
    publication_to_edit(request.user, pk, localdate())
    duty = get_object_or_404(EvaluationDuty, publication=pk, lifted_reason="")
    reason = request.POST.get("reason", "")
    done(
        request,
        lambda: evaluating.lift_duty(duty, reason=reason, by=request.user, on=localdate()),
        "已解除。",
    )
    return redirect("policies-desk:evaluation-duties")


# --- decisions


@staff_required
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Major decisions with the rounds of following each, and what is missing (PE-05, DL-06)."""
    on = localdate()
    bodies = reading_bodies(request.user, on)
    rows = evaluations.followed_decisions(bodies)
    return desk_page(
        request, "policies/evaluations/decisions.html", {"tabs": tabs("decisions"), "rows": rows}
    )


@staff_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The rounds of one decision, and a form for the next."""
    on = localdate()
    door = publication_to_edit if request.method == "POST" else publication_for
    found = door(request.user, pk, on)
    units = [(str(pk), name) for pk, name in evaluating.units_to_charge(on)]
    form = RoundForm(request.POST or None, units=units)
    if form.is_bound and form.is_valid() and tried(form, lambda: _record(request, found, form)):
        messages.success(request, "已登记。")
        return redirect("policies-desk:decision", found.pk)
    rounds = evaluations.rounds_of(found.pk)
    live = LiveEdition.objects.filter(publication=found).first()
    context = {
        "decision": found,
        "live": live,
        "rounds": rounds,
        "missing": evaluations.stages_missing(rounds),
        "may_work": may_work_on(request.user, found, on),
        "form": form,
        "result": ResultForm(),
        "crumbs": _crumbs(
            Crumb("决策跟踪", reverse("policies-desk:decisions")),
            Crumb(live.title if live else "未公开的决策"),
        ),
    }
    return desk_page(
        request, "policies/evaluations/decision.html", context, status=422 if form.is_bound else 200
    )


def _record(request: HttpRequest, found: Publication, form: RoundForm) -> None:
    told = form.cleaned_data
    result = naming.named(told["result"])
    if told["result"] and result is None:
        raise Refused("没有找到所填的公开结果。请填写它的网址或公开编号。")
    facts = {
        "stage": told["stage"],
        "held_on": told["held_on"],
        "held_by_id": int(told["unit"]),
        "finding": told["finding"],
        "result": result,
    }
    evaluating.record_round(found, facts, by=request.user, on=localdate())


@staff_required
@require_POST
def round_result(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Name the public text of a round's result."""
    found = publication_to_edit(request.user, pk, localdate())
    row = get_object_or_404(FollowUpRound.objects.select_related("decision"), decision=found, pk=number)
    result = naming.named(request.POST.get("result", ""))
    done(
        request,
        lambda: evaluating.publish_result_of(row, result, by=request.user, on=localdate()),
        "公开的结果已登记。",
    )
    return redirect("policies-desk:decision", found.pk)
