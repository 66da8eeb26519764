"""Bodies: entered by the system administrator; the office sees who holds which role and which columns are theirs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.design.api import Cell, Crumb, Table, Tag, told
from mingtang.core.organisations.api import Membership, Organisation, change, found
from mingtang.core.refusals import Refused
from mingtang.desk.forms.choices import column_names
from mingtang.desk.forms.system import BodyForm
from mingtang.desk.permissions import ADMINISTRATOR, OFFICE, role_required, roles_of
from mingtang.desk.views.frame import page
from mingtang.publishing.api import ColumnRight


@role_required(ADMINISTRATOR, OFFICE)
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies, those that are gone too: a government has tens of them."""
    today = localdate()
    living = set(Organisation.objects.on(today).values_list("pk", flat=True))
    rows = [
        (
            Cell(body.name, reverse("desk:body", args=[body.pk])),
            body.get_kind_display(),
            body.parent.short_name if body.parent else "",
            body.credit_code,
            Tag("存续", "good") if body.pk in living else Tag("不存续"),
        )
        for body in Organisation.objects.select_related("parent").order_by("order", "id")
    ]
    table = Table("机构", ("名称", "类别", "上级", "统一社会信用代码", "状态"), rows)
    may = ADMINISTRATOR in roles_of(request.user)
    actions = [("登记机构", reverse("desk:body-new"))] if may else []
    context = {"title": "机构", "tables": [table], "actions": actions, "crumbs": [Crumb("机构")]}
    return page(request, "desk/system/list.html", context)


@role_required(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a body."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            body = found(by=request.user, **form.cleaned_data)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, f"已登记{body.name}。")
            return redirect("desk:body", body.pk)
    context = {"title": "登记机构", "form": form, "submit": "登记", "back": reverse("desk:bodies"),
               "crumbs": [Crumb("机构", reverse("desk:bodies")), Crumb("登记机构")]}  # fmt: skip
    return page(request, "desk/system/form.html", context, status=422 if form.errors else 200)


@role_required(ADMINISTRATOR, OFFICE)
@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body. The administrator may change it; the office may not."""
    held = get_object_or_404(Organisation, pk=pk)
    roles = roles_of(request.user)
    form = BodyForm(request.POST or None, instance=held) if ADMINISTRATOR in roles else None
    if request.method == "POST" and form and form.is_valid():
        try:
            change(held, by=request.user, **form.cleaned_data)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, "已保存。")
            return redirect("desk:body", pk)
    context = {
        "body": Organisation.objects.get(pk=pk),
        "form": form,
        "people": _people(pk),
        "office": OFFICE in roles,
        "rights": _rights(pk) if OFFICE in roles else [],
        "crumbs": [Crumb("机构", reverse("desk:bodies")), Crumb(held.name)],
    }
    return page(request, "desk/system/body.html", context, status=422 if form and form.errors else 200)


def _people(pk: int) -> Table:
    held = Membership.objects.on(localdate()).filter(organisation_id=pk).select_related("user")
    rows = [
        (Cell(m.user.name, reverse("desk:person", args=[m.user_id])), m.get_role_display())
        for m in held.order_by("role", "id")
    ]
    return Table("任职人员", ("姓名", "角色"), rows)


def _rights(pk: int) -> list[tuple[ColumnRight, str]]:
    names = column_names()
    return [
        (right, names[right.column_id])
        for right in ColumnRight.objects.filter(organisation_id=pk).order_by("column__path")
    ]
