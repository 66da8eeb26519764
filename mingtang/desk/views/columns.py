"""Columns and who may file in them: for 政务公开办."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.design.api import Cell, Crumb, Table, Tag, told
from mingtang.core.refusals import Refused
from mingtang.desk.forms.choices import column_names
from mingtang.desk.forms.system import ColumnForm, GrantForm
from mingtang.desk.permissions import OFFICE, role_required
from mingtang.desk.views.frame import page
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, ColumnRight, Site


@role_required(OFFICE)
@require_GET
def columns(request: HttpRequest) -> HttpResponse:
    """The whole tree of each site: it is small."""
    sites = list(Site.objects.order_by("-is_default", "id"))
    found = list(Column.objects.select_related("owner", "site").prefetch_related("kinds").order_by("path"))
    names = column_names()
    tables = [_tree(site, [c for c in found if c.site_id == site.pk], names) for site in sites]
    actions = [(f"新设栏目（{site.name}）", f"{reverse('desk:column-new')}?site={site.pk}") for site in sites]
    context = {"title": "栏目与授权", "tables": tables, "actions": actions, "crumbs": [Crumb("栏目与授权")]}
    return page(request, "desk/system/list.html", context)


def _tree(site: Site, rows: list[Column], names: dict[int, str]) -> Table:
    return Table(
        site.name,
        ("栏目", "责任单位", "更新周期", "信息种类", "首页", "状态"),
        [
            (
                Cell(names[column.pk], reverse("desk:column", args=[column.pk])),
                column.owner.short_name,
                f"{column.update_period_days}天" if column.update_period_days else "不限",
                "、".join(kind.name for kind in column.kinds.all()) or "不限",
                "展示" if column.on_home else "不展示",
                Tag("已停用") if column.closed_on else Tag("在用", "good"),
            )
            for column in rows
        ],
    )


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new column of a site, below the one that was named."""
    site = get_object_or_404(Site, pk=_number(request.GET.get("site")))
    form = ColumnForm(request.POST or None, site=site, initial={"parent": _number(request.GET.get("parent"))})
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.open_column(site, by=request.user, **form.cleaned_data)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, f"已设立栏目“{made.name}”。")
            return redirect("desk:column", made.pk)
    context = {"title": f"新设栏目（{site.name}）", "form": form, "submit": "设立", "back": reverse("desk:columns"),
               "crumbs": [Crumb("栏目与授权", reverse("desk:columns")), Crumb("新设栏目")]}  # fmt: skip
    return page(request, "desk/system/form.html", context, status=422 if form.errors else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def column(request: HttpRequest, pk: int) -> HttpResponse:
    """One column: what it is, who may file in it, and whether it is in use."""
    found = get_object_or_404(Column.objects.select_related("site"), pk=pk)
    form = ColumnForm(request.POST or None, instance=found, site=found.site)
    if request.method == "POST" and form.is_valid():
        publishing.change_column(found, by=request.user, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("desk:column", pk)
    return _column_page(request, found, form, GrantForm(day=localdate()))


def _column_page(request: HttpRequest, found: Column, form: ColumnForm, grant: GrantForm) -> HttpResponse:
    above = found.path.strip("/").split("/")
    paths = ["/" + "/".join(above[: n + 1]) + "/" for n in range(len(above))]
    rights = ColumnRight.objects.filter(column__site=found.site_id, column__path__in=paths).select_related(
        "organisation", "column"
    )
    reaching = [
        right
        for right in rights.order_by("organisation__order", "id")
        if right.column_id == found.pk or right.branch
    ]
    context = {"column": found, "form": form, "grant": grant, "rights": reaching,
               "crumbs": [Crumb("栏目与授权", reverse("desk:columns")), Crumb(found.name)]}  # fmt: skip
    return page(
        request, "desk/system/column.html", context, status=422 if form.errors or grant.errors else 200
    )


@role_required(OFFICE)
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit file in a column."""
    found = get_object_or_404(Column.objects.select_related("site"), pk=pk)
    form = GrantForm(request.POST, day=localdate())
    if not form.is_valid():
        return _column_page(request, found, ColumnForm(instance=found, site=found.site), form)
    body = form.cleaned_data["organisation"]
    publishing.grant(body.pk, found, by=request.user, branch=form.cleaned_data["branch"])
    messages.success(request, f"{body.name}可以在“{found.name}”发布了。")
    return redirect("desk:column", pk)


@role_required(OFFICE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a right back."""
    right = get_object_or_404(ColumnRight.objects.select_related("organisation", "column"), pk=pk)
    publishing.revoke(right, by=request.user)
    messages.success(request, f"已收回{right.organisation.name}在“{right.column.name}”发布的权限。")
    if request.POST.get("back") == "body":
        return redirect("desk:body", right.organisation_id)
    return redirect("desk:column", right.column_id)


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """停用, with all below it."""
    found = get_object_or_404(Column, pk=pk)
    if request.method == "POST":
        publishing.close_column(found, on=localdate(), by=request.user)
        messages.success(request, f"“{found.name}”已停用。")
        return redirect("desk:column", pk)
    count = publishing.size_of_branch(found) - 1
    below = f"连同{count}个下级栏目一起停用。" if count else ""
    context = {
        "title": f"停用栏目“{found.name}”",
        "text": below + "停用后不再收稿，已公开的信息照常可查。",
        "confirm": "停用",
        "back": reverse("desk:column", args=[pk]),
        "crumbs": [Crumb("栏目与授权", reverse("desk:columns")), Crumb("停用")],
    }
    return page(request, "desk/system/confirm.html", context)


@role_required(OFFICE)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = publishing.reopen_column(get_object_or_404(Column, pk=pk), by=request.user)
    messages.success(request, f"“{found.name}”已重新启用。")
    return redirect("desk:column", pk)
