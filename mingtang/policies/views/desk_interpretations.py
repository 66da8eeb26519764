"""政策解读 on the desk: what is due, the page of one document, beginning, planning, letting out alone, giving away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, Fact, desk_page, done, tried
from mingtang.core.organisations.api import Organisation
from mingtang.policies.analysis.interpretation_parts import PARTS, parts_of
from mingtang.policies.forms.interpretations import (
    AloneForm,
    AssignForm,
    PlanForm,
    SeriesForm,
    StartForm,
    platform_lines,
)
from mingtang.policies.labels import GROUNDS, STAGES
from mingtang.policies.models import FocusField, InterpretationPlan, Series
from mingtang.policies.permissions.interpretations import readable_or_404
from mingtang.policies.queries import comparisons, three_sync
from mingtang.policies.queries import interpretations as queries
from mingtang.policies.queries.interpretations import Drafted
from mingtang.policies.services import interpreting, planning
from mingtang.policies.services import three_sync as guards
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Edition, Kind


@staff_required
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Documents whose interpretation one's units owe: on their way, and public already."""
    on = localdate()
    mine = queries.bodies_of(request.user, on)
    if mine is not None and not mine:
        raise Http404("没有找到这个页面")
    names = dict(Organisation.objects.values_list("pk", "short_name"))
    duties = queries.open_duties(mine)
    plans = {
        row.policy_id: row
        for row in InterpretationPlan.objects.filter(policy__in=[d.edition.publication_id for d in duties])
    }
    context = {
        "duties": [(d, names.get(d.owner_id, ""), plans.get(d.edition.publication_id)) for d in duties],
        "owed": three_sync.owed_by(mine),
        "today": on,
    }
    return desk_page(request, "policies/interpretations/due.html", context)


@staff_required
@require_GET
def of_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about the interpretation of one document, and what this person may do."""
    on = localdate()
    document, owner = _document(request.user, pk, on)
    drafted = queries.interpretations_of(pk)
    plan = InterpretationPlan.objects.filter(policy=pk).first()
    solo = queries.solo_release_of(document)
    content = publishing.content_of(publishing.newest_revision(document))
    context = {
        "document": document,
        "required": queries.must_be_interpreted(content),
        "exempt": content.elements.get("interpretation_exempt_reason") or "",
        "owner": Organisation.objects.get(pk=owner),
        "stages": _by_stage(drafted),
        "plan": plan,
        "plan_facts": _plan_facts(plan) if plan else [],
        "solo": solo,
        "missing": guards.missing_interpretation(document, content)
        if queries.must_be_interpreted(content) and not solo
        else [],
        "consultations": _consultations(pk),
        "series": Series.objects.filter(policy=pk).prefetch_related("items"),
        "predecessors": _titles(comparisons.predecessors(pk)),
        **_may(request.user, document, owner, plan, on),
        "crumbs": [Crumb("政策解读", reverse("policies-desk:interpretations")), Crumb(document.title)],
    }
    return desk_page(request, "policies/interpretations/document.html", context)


def _plan_facts(plan: InterpretationPlan) -> list[Fact]:
    """The plan as a table of facts, with the three days of 同步组织、同步审签、同步部署."""
    signed = f"{plan.signed_on}（{plan.signed_by_name}）" if plan.signed_on else "待审签"
    return [
        Fact("解读人", plan.interpreter),
        Fact("审核人", plan.reviewers),
        Fact("解读形式", "、".join(plan.forms)),
        Fact("发布平台", "、".join(["门户网站", *(str(row["name"]) for row in plan.platforms)])),
        Fact("完成起草", f"{plan.draft_due}"),
        Fact("计划发布", f"{plan.release_due}"),
        Fact("同步组织", f"{plan.organised_on}（{plan.made_by_name}）"),
        Fact("同步审签", signed),
        Fact("同步部署", f"{plan.deployed_on}" if plan.deployed_on else "待部署"),
        *([Fact("其他安排", plan.note, wide=True)] if plan.note else []),
    ]


def _document(user: Any, pk: int, on: date) -> tuple[Edition, int]:
    document = queries.newest_edition(pk)
    if document is None or document.publication.kind.code == queries.KIND:
        raise Http404("没有找到这份文件")
    owner = queries.owner_of(document, publishing.content_of(publishing.newest_revision(document)))
    return readable_or_404(user, document, owner, on), owner


def _may(
    user: Any, document: Edition, owner: int, plan: InterpretationPlan | None, on: date
) -> dict[str, Any]:
    """Which buttons stand on the page: each asks the refusals that its act asks."""
    return {
        "may_start": owner in publishing.bodies_with(user, ("contact", "office"), on),
        "may_plan": not planning.planning_refusals(document, by=user, on=on),
        "may_sign_plan": plan is not None and not planning.plan_signing_refusals(plan, by=user, on=on),
        "may_deploy": plan is not None and not planning.deploying_refusals(plan, document, by=user, on=on),
        "may_assign": publishing.is_office(user, on),
        "may_arrange": not interpreting.series_refusals(document, by=user, on=on),
        "may_allow": not guards.alone_refusals(document, by=user, on=on),
    }


def _by_stage(drafted: Sequence[Drafted]) -> list[tuple[str, list[dict[str, Any]]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in drafted:
        told = parts_of(publishing.plain_text(one.content.body)) if one.is_text else {}
        parts = [(part.name, part.code in told and bool(told[part.code])) for part in PARTS if one.is_text]
        rows.setdefault(one.stage, []).append({"one": one, "parts": parts, "forms": "、".join(one.forms)})
    return [(name, rows[code]) for code, name in STAGES if code in rows]


def _consultations(pk: int) -> list[tuple[str, int, list[Drafted]]]:
    """Consultations from which the document came, each with the interpretations of its draft (政策草案解读)."""
    sources = queries.consultations_of(pk)
    found = queries.interpretations_by(sources)
    return [(title, key, found.get(key, [])) for key, title in _titles(sources)]


def _titles(publications: Sequence[int]) -> list[tuple[int, str]]:
    rows = queries.newest_revisions(Q(edition__publication__in=list(publications)))
    names = {row.edition.publication_id: row.edition.title for row in rows}
    return [(pk, names[pk]) for pk in publications if pk in names]


# --- beginning


@staff_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked before the template opens in the editor."""
    on = localdate()
    document, owner = _document(request.user, pk, on)
    if owner not in publishing.bodies_with(request.user, ("contact", "office"), on):
        raise Http404("没有找到这份文件")
    form = _start_form(request, document, owner, on)
    begun: list[Edition] = []

    def begin() -> None:
        unit, column = form.filed
        begun.append(
            interpreting.start_interpretation(
                document,
                form.outline(_comparison(document, form.cleaned_data.get("compare_with") or "")),
                organisation_id=unit,
                column=Column.objects.get(pk=column),
                by=request.user,
                on=on,
            )
        )

    if form.is_bound and form.is_valid() and tried(form, begin):
        messages.success(request, "解读已起草，模板各部分已列好，请逐部分填写。")
        return redirect("desk:edit", begun[0].pk)
    return _form_page(request, form, document, "起草解读", "起草，打开模板", _of(pk))


def _of(pk: int) -> str:
    return reverse("policies-desk:interpretation-of", args=[pk])


def _start_form(request: HttpRequest, document: Edition, owner: int, on: date) -> StartForm:
    told = publishing.content_of(publishing.newest_revision(document))
    unit = Organisation.objects.get(pk=owner)
    plan = InterpretationPlan.objects.filter(policy=document.publication_id).first()
    initial = {
        "title": f"《{interpreting.short_title(document.title)}》解读",
        "interpreter": plan.interpreter if plan else f"{unit.short_name}主要负责人",
        "chosen_forms": plan.forms if plan else ["文字解读"],
        "contact": f"{unit.name} {unit.phone}".strip(),
        "stage": "公开发布" if queries.must_be_interpreted(told) else "草案征询",
    }
    return StartForm(
        request.POST or None,
        initial=initial,
        places=_places(request.user, owner, on),
        fields=_field_choices(on.year),
        predecessors=[
            (str(pk), title) for pk, title in _titles(comparisons.predecessors(document.publication_id))
        ],
    )


def _places(user: Any, owner: int, on: date) -> list[tuple[str, str]]:
    kind = Kind.objects.get(code=queries.KIND)
    rows = (
        publishing.columns_of(user, on)
        .filter(Q(column__kinds=None) | Q(column__kinds=kind), organisation=owner)
        .filter(Q(column__closed_on=None) | Q(column__closed_on__gt=on))
        .select_related("column")
        .order_by("column__site", "column__path")
    )
    return [(f"{row.organisation_id}-{row.column_id}", row.column.name) for row in rows]


def _field_choices(year: int) -> list[tuple[str, str]]:
    """The fields of the year, or of the newest year before it that has any."""
    rows = FocusField.objects.filter(use="classify", year__lte=year)
    newest = rows.order_by("-year").values_list("year", flat=True).first()
    names = rows.filter(year=newest).values_list("name", flat=True) if newest is not None else ()
    return [(name, name) for name in names]


def _comparison(document: Edition, chosen: str) -> str:
    """The table of changed clauses against a chosen predecessor; nothing where none was chosen."""
    keys = comparisons.predecessors(document.publication_id)
    if not chosen.isdecimal() or int(chosen) not in keys:
        return ""
    old = queries.newest_edition(int(chosen))
    if old is None:
        return ""
    before = old.live_revision or publishing.newest_revision(old)
    found = comparisons.comparison(before, publishing.newest_revision(document))
    return comparisons.as_table(found, old.title, document.title)


def _form_page(
    request: HttpRequest,
    form: BaseForm,
    document: Edition,
    title: str,
    submit: str,
    back: str,
    lead: str = "",
) -> HttpResponse:
    crumbs = [
        Crumb("政策解读", reverse("policies-desk:interpretations")),
        Crumb(document.title, _of(document.publication_id)),
        Crumb(title),
    ]
    context = {
        "form": form, "title": title, "submit": submit, "back": back, "lead": lead or document.title, "crumbs": crumbs,
    }  # fmt: skip
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


# --- the plan


@staff_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Make or change the plan."""
    on = localdate()
    document, _ = _document(request.user, pk, on)
    if planning.planning_refusals(document, by=request.user, on=on):
        raise Http404("没有找到这份文件")
    kept = InterpretationPlan.objects.filter(policy=pk).first()
    form = PlanForm(request.POST or None, initial=_planned(kept))
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: planning.make_plan(document, form.plan(), by=request.user, on=on))
    ):
        messages.success(request, "解读方案已保存，等待单位负责人审签。")
        return redirect("policies-desk:interpretation-of", pk)
    return _form_page(request, form, document, "解读方案", "保存方案", _of(pk))


def _planned(kept: InterpretationPlan | None) -> dict[str, Any]:
    if kept is None:
        return {}
    names = ("interpreter", "reviewers", "draft_due", "release_due", "note")
    told = {name: getattr(kept, name) for name in names}
    return told | {"chosen_forms": kept.forms, "platforms": platform_lines(kept.platforms)}


@staff_required
@require_POST
def plan_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the plan, or hand it out."""
    on = localdate()
    document, _ = _document(request.user, pk, on)
    kept = get_object_or_404(InterpretationPlan, policy=pk)
    if request.POST.get("act") == "sign":
        done(request, lambda: planning.sign_plan(kept, by=request.user, on=on), "解读方案已审签。")
    else:
        done(
            request,
            lambda: planning.deploy_plan(kept, document, by=request.user, on=on),
            "解读方案已部署，各平台请按计划准备。",
        )
    return redirect("policies-desk:interpretation-of", pk)


# --- alone, given away, in a series


@staff_required
@require_http_methods(["GET", "POST"])
def alone(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader lets the document out before its interpretation."""
    on = localdate()
    document, _ = _document(request.user, pk, on)
    if document.organisation_id not in publishing.bodies_with(request.user, ("unit_leader",), on):
        raise Http404("没有找到这份文件")
    form = AloneForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: guards.allow_alone(document, reason=form.cleaned_data["reason"], by=request.user, on=on),
        )
    ):
        messages.success(
            request, f"已批准先行公开，解读须在{guards.due_after(on)}前补发；补发前一直列在违规清单上。"
        )
        return redirect("policies-desk:interpretation-of", pk)
    limits = "；".join(
        f"{dict(GROUNDS)[limit.ground]}：{limit.on}" for limit in guards.legal_limits(document)
    )
    lead = f"《{document.title}》 法定期限：{limits or '无'}。补发解读的期限：{guards.due_after(on)}。"
    return _form_page(request, form, document, "批准先行公开", "批准先行公开", _of(pk), lead)


@staff_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The office gives the interpretation to another unit."""
    on = localdate()
    document, _ = _document(request.user, pk, on)
    if not publishing.is_office(request.user, on):
        raise Http404("没有找到这份文件")
    form = AssignForm(request.POST or None, on=on)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: interpreting.assign(
                document,
                organisation_id=form.cleaned_data["unit"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=on,
            ),
        )
    ):
        messages.success(request, "已指定解读单位。")
        return redirect("policies-desk:interpretation-of", pk)
    return _form_page(request, form, document, "指定解读单位", "指定", _of(pk))


@staff_required
@require_http_methods(["GET", "POST"])
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the interpretations of a document into their order."""
    on = localdate()
    document, _ = _document(request.user, pk, on)
    if interpreting.series_refusals(document, by=request.user, on=on):
        raise Http404("没有找到这份文件")
    items = [(str(one.publication_id), one.edition.title) for one in queries.interpretations_of(pk)]
    kept = Series.objects.filter(policy=pk).order_by("pk").first()
    form = SeriesForm(request.POST or None, items=items, initial=_placed(kept))
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: interpreting.arrange_series(
                document,
                title=form.cleaned_data["title"],
                publications=form.chosen(),
                by=request.user,
                on=on,
            ),
        )
    ):
        messages.success(request, "系列解读已编排。")
        return redirect("policies-desk:interpretation-of", pk)
    return _form_page(request, form, document, "系列解读", "保存次序", _of(pk))


def _placed(kept: Series | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {"title": kept.title} | {
        f"place-{item.publication_id}": item.position for item in kept.items.all()
    }
