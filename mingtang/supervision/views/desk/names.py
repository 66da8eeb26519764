"""单位叫法: by which names documents call bodies and groups; the office keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, done, tried
from mingtang.core.organisations.api import Group, call, keep_group, uncall
from mingtang.supervision.forms.plans import GroupForm, NameForm, unit_choices
from mingtang.supervision.permissions import plans as doors
from mingtang.supervision.queries import names as queries
from mingtang.supervision.services.resolving import bodies_of


def _enter(request: HttpRequest) -> None:
    if not doors.may_work(request.user, localdate()):
        raise Http404("没有找到这个页面")


def _way(*more: str) -> list[Crumb]:
    here = reverse("supervision-desk:names") if more else ""
    plans = Crumb("工作要点", reverse("supervision-desk:plans"))
    return [plans, Crumb("单位叫法", here), *(Crumb(label) for label in more)]


@staff_required
@require_http_methods(["GET", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """Groups and other names of bodies; one more name is entered here."""
    _enter(request)
    form = NameForm(request.POST or None, choices=unit_choices(localdate()))
    if form.is_valid() and tried(form, lambda: _call(request, form.cleaned_data)):
        messages.success(request, "已记住，以后导入时自动对应。")
        return redirect("supervision-desk:names")
    context = {
        "groups": queries.groups(),
        "bodies": queries.bodies_with_names(),
        "form": form,
        "crumbs": _way(),
    }
    return desk_page(request, "supervision/plans/names.html", context, status=422 if form.is_bound else 200)


def _call(request: HttpRequest, told: dict[str, Any]) -> None:
    body, group = bodies_of(told["unit"])
    call(told["name"], organisation=body, group=group, by=request.user)


@staff_required
@require_POST
def forget(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Forget another name."""
    _enter(request)
    found = queries.alias_of(kind, pk)
    if found is None:
        raise Http404("没有找到这个叫法")
    done(request, lambda: uncall(found, by=request.user), f"已去掉“{found.name}”，以后导入时不再自动对应。")
    return redirect("supervision-desk:names")


@staff_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Change a group, or make one."""
    _enter(request)
    found = queries.group_with(pk)
    if pk and found is None:
        raise Http404("没有找到这个机构组")
    form = GroupForm(request.POST or None, day=localdate(), initial=_told(found))
    if form.is_valid() and tried(form, lambda: keep_group(found, **form.cleaned_data, by=request.user)):
        messages.success(request, "机构组已保存；已经下达的任务不变，以后确认的按新的成员展开。")
        return redirect("supervision-desk:names")
    name = f"机构组：{found.name}" if found else "新建机构组"
    context = {
        "form": form,
        "title": name,
        "lead": "文件里写“各镇街”“区直各部门”的，按这里的成员展开到每个单位。",
        "submit": "保存",
        "back": reverse("supervision-desk:names"),
        "crumbs": _way(name),
    }
    return desk_page(request, "supervision/tasks/form.html", context, status=422 if form.is_bound else 200)


def _told(found: Group | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "name": found.name,
        "aliases": "\n".join(found.aliases.order_by("pk").values_list("name", flat=True)),
        "members": list(found.members.all()),
    }
