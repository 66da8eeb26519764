"""Numbers that a local rule may tighten: what holds, what held, and a new local rule, for 政务公开办."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from mingtang.core.design.api import Crumb, Fact, Table, Tag, tried
from mingtang.core.parameters import api as parameters
from mingtang.core.parameters.api import Parameter
from mingtang.desk.forms.system import LocalValueForm
from mingtang.desk.permissions import OFFICE, role_required
from mingtang.desk.views.frame import page, staff


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """One number: its value today and where it comes from, what was set before, and a form for a new local rule."""
    declared = next((one for one in parameters.parameters() if one.name == name), None)
    if declared is None:
        raise Http404("没有这个期限")
    form = LocalValueForm(request.POST or None, unit=declared.unit, initial={"in_force_on": localdate()})
    if request.method == "POST" and form.is_valid() and _set(request, declared, form):
        messages.success(request, "已登记，自施行之日起适用。")
        return redirect("desk:parameter", name)
    context = {
        "parameter": declared,
        "facts": _facts(declared, localdate()),
        "history": _history(declared, localdate()),
        "form": form,
        "back": reverse("desk:calendars"),
        "crumbs": [Crumb("日历与期限", reverse("desk:calendars")), Crumb(declared.meaning)],
    }
    return page(request, "desk/system/parameter.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, declared: Parameter, form: Any) -> bool:
    """Whether the value was set; where it was refused, the form says why and keeps what was typed."""
    facts = {**form.cleaned_data, "by": staff(request), "at": timezone.now()}
    return tried(form, lambda: parameters.set_value(declared.name, **facts))


def _facts(declared: Parameter, day: date) -> list[Fact]:
    value = parameters.in_force_on(declared.name, day)
    return [
        Fact("现行数值", declared.in_words(value.value)),
        Fact("依据", value.source),
        Fact("国家规定", f"{declared.in_words(declared.national)}（{declared.article}）"),
    ]


def _history(declared: Parameter, day: date) -> Table:
    rows, found = [], False
    for local in parameters.history(declared.name):
        state = Tag("将施行", "info")
        if local.in_force_on <= day:
            state = Tag("已被取代") if found else _standing(declared, local.value)
            found = True
        who = f"{local.set_by_name} {timezone.localtime(local.set_at):%Y-%m-%d}"
        rows.append(
            (declared.in_words(local.value), local.source, f"{local.in_force_on:%Y-%m-%d}", state, who)
        )
    return Table("地方规定", ("数值", "依据文件", "施行日期", "状态", "登记"), rows)


def _standing(declared: Parameter, value: int) -> Tag:
    # The national rule may have become stricter after the local one was made; then the national one counts.
    return Tag("宽于国家规定，不适用", "warn") if declared.is_laxer(value) else Tag("现行", "good")
