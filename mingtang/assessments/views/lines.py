"""One unit's lines, one line with rule and fact, objections and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.assessments.forms.scoring import AnswerForm, HandForm, ObjectionForm
from mingtang.assessments.labels import ASSESSMENT_TONES
from mingtang.assessments.models import Objection, ScoreLine
from mingtang.assessments.permissions import doors
from mingtang.assessments.queries.results import total_of
from mingtang.assessments.services import objecting, scoring
from mingtang.assessments.views.results import points_text
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, Fact, Table, Tag, desk_page, tried


@staff_required
@require_GET
def unit(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """All lines of one unit: points, rule and fact, each with the way to its rows."""
    day = localdate()
    assessment, body = doors.scored_unit_for(request.user, pk, organisation, day)
    lines = list(doors.lines_for(request.user, day).filter(assessment=pk, organisation=organisation))
    may_object = body.pk in doors.own_bodies(request.user, day) and assessment.state == "shown"
    context = {
        "assessment": assessment,
        "unit": body,
        "state": Tag(assessment.get_state_display(), ASSESSMENT_TONES[assessment.state]),
        "total": points_text(total_of(lines)),
        "table": _lines_table(lines),
        "may_object": may_object and assessment.objections_until and day <= assessment.objections_until,
        "crumbs": [
            Crumb("考核评价", reverse("assessments-desk:home")),
            Crumb(f"{assessment}：{body.short_name}"),
        ],
    }
    return desk_page(request, "assessments/unit.html", context)


def _lines_table(lines: list[ScoreLine]) -> Table:
    rows = [
        [
            Cell(str(line.indicator), reverse("assessments-desk:line", args=[line.pk])),
            f"{line.weight.normalize():f}",
            points_text(line.points),
            line.rule,
            Cell(line.fact, line.rows_url) if line.fact else (line.hand_reason or line.note),
        ]
        for line in lines
    ]
    return Table("各项得分", ("指标", "分值", "得分", "计分规则", "事实或者理由"), rows, frozenset({1, 2}))


@staff_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line; the office gives points and answers, the unit objects. Which form was sent says the button."""
    day = localdate()
    found = doors.line_for(request.user, pk, day)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    raised = found.objections.filter(state="raised").first()
    hand = HandForm(
        request.POST if sent == "hand" else None,
        initial={"points": found.points, "reason": found.hand_reason},
    )
    objection = ObjectionForm(request.POST if sent == "objection" else None)
    answer = AnswerForm(request.POST if sent == "answer" else None, initial={"points": found.points})
    if sent and _acted(
        request, found, raised, {"hand": hand, "objection": objection, "answer": answer}.get(sent)
    ):
        return redirect("assessments-desk:line", pk)
    may_work = doors.may_work(request.user, day)
    may_object = not objecting.objection_refusals(found, by=request.user, on=day)
    context = {
        "line": found,
        "facts": _facts(found),
        "objections": found.objections.all(),
        "hand": hand if may_work and found.assessment.state == "open" and found.computed is None else None,
        "objection": objection if objection.is_bound or may_object else None,
        "answer": answer if raised and may_work else None,
        "crumbs": _way(found),
    }
    return desk_page(request, "assessments/line.html", context, status=422 if sent else 200)


def _act_of(
    request: HttpRequest, found: ScoreLine, raised: Objection | None, form: forms.Form | None
) -> Callable[[], object]:
    """The act that a sent and valid form asks for."""
    day, by = localdate(), request.user
    if isinstance(form, HandForm):
        given = scoring.Given(found, form.cleaned_data["points"], form.cleaned_data["reason"])
        return lambda: scoring.give_points([given], by=by, on=day)
    if isinstance(form, ObjectionForm):
        return lambda: objecting.object_to(found, **form.cleaned_data, by=by, on=day)
    if isinstance(form, AnswerForm) and raised is not None:
        return lambda: objecting.answer(raised, **form.cleaned_data, by=by, on=day)
    raise Http404("没有找到这一项")


def _acted(request: HttpRequest, found: ScoreLine, raised: Objection | None, form: forms.Form | None) -> bool:
    """Whether the sent form's act was done."""
    if form is not None and not form.is_valid():
        return False
    act = _act_of(request, found, raised, form)
    if form is None or not tried(form, act):
        return False
    messages.success(request, "已保存。")
    return True


def _facts(found: ScoreLine) -> list[Fact]:
    rows = [
        Fact("单位", found.organisation.name),
        Fact("分值", f"{found.weight.normalize():f}"),
        Fact("得分", points_text(found.points)),
        Fact("计分规则", found.rule, wide=True),
    ]
    if found.fact:
        rows.append(Fact("事实", f"{found.fact}（查看明细）", found.rows_url, wide=True))
        rows.append(Fact("取数时间", _moment(found.as_of), wide=True))
        if found.note != found.fact:
            rows.append(Fact("计分说明", found.note, wide=True))
    if found.computed is not None and found.computed != found.points:
        rows.append(Fact("系统计分", str(found.computed)))
    if found.hand_reason:
        rows.append(Fact("人工评分理由", f"{found.hand_reason}（{found.hand_by_name}）", wide=True))
    elif not found.fact:
        rows.append(Fact("计分说明", found.note, wide=True))
    return rows


def _moment(at: datetime | None) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _way(found: ScoreLine) -> list[Crumb]:
    unit_page = reverse("assessments-desk:unit", args=[found.assessment_id, found.organisation_id])
    return [
        Crumb("考核评价", reverse("assessments-desk:home")),
        Crumb(f"{found.assessment}：{found.organisation.short_name}", unit_page),
        Crumb(found.indicator.name),
    ]
