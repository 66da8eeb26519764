"""What the office sets: the layout of the section, the statutory items of this place, and the columns that hold them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.catalogue.forms.arranging import ColumnsForm, EndForm, ItemForm, LayoutForm
from mingtang.catalogue.models import ItemColumn, LocalItem
from mingtang.catalogue.permissions import arranging_required
from mingtang.catalogue.queries.sections import DEFAULT_LAYOUT, section_of
from mingtang.catalogue.queries.statutory import all_items, places_of
from mingtang.catalogue.services import arranging
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, Table, Tag, desk_page, public_site, tried
from mingtang.core.organisations.api import BODY_KINDS, Organisation
from mingtang.publishing.api import Column

STATE = ("政府信息公开专栏", "catalogue-desk:state")
ITEMS = ("法定主动公开事项", "catalogue-desk:items")
HEAD = ("事项", "状态", "依据", "适用于", "所在栏目")


def _crumbs(*way: tuple[str, str], last: str) -> list[Crumb]:
    return [*(Crumb(label, reverse(name)) for label, name in way), Crumb(last)]


def _form_page(
    request: HttpRequest, form: BaseForm, title: str, lead: str, crumbs: list[Crumb]
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "crumbs": crumbs}
    return desk_page(request, "catalogue/desk/form.html", context, status=422 if form.errors else 200)


@staff_required
@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest) -> HttpResponse:
    """Choose the layout of this site's section."""
    day = localdate()
    arranging_required(request.user, day)
    site = public_site(request)
    section = section_of(site)
    initial = {
        "layout": section.layout if section else DEFAULT_LAYOUT,
        "further_bodies": list(section.further_bodies.values_list("body", flat=True)) if section else [],
    }
    form = LayoutForm(request.POST or None, initial=initial, day=day)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        chosen = Organisation.objects.filter(pk__in=told.get("further_bodies", ()))
        if tried(
            form,
            lambda: arranging.arrange(
                site, layout=told["layout"], further_bodies=chosen, by=request.user, on=day
            ),
        ):
            messages.success(request, "专栏设置已保存，公开页面随即改变。")
            return redirect("catalogue-desk:state")
    lead = f"{site.name}的“政府信息公开”专栏。换版式不动内容。"
    return _form_page(request, form, "专栏设置", lead, _crumbs(STATE, last="专栏设置"))


@staff_required
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """All items, those of the 条例 and those of this place, with the columns that hold them."""
    day = localdate()
    arranging_required(request.user, day)
    names = dict(BODY_KINDS)
    rows: list[list[Cell | Tag | str | int]] = [
        [
            Cell(place.item.name, reverse("catalogue-desk:item-columns", args=[place.item.code])),
            _state(place.item.valid_from, place.item.valid_until, day),
            place.item.article,
            "、".join(names[level] for level in place.item.levels),
            "、".join(column.name for column in place.columns) or "—",
        ]
        for place in places_of(all_items(), public_site(request), day)
    ]
    local = LocalItem.objects.filter(valid_until=None)
    context = {
        "table": Table("法定主动公开事项", HEAD, rows),
        "local": local,
        "crumbs": _crumbs(STATE, last=ITEMS[0]),
    }
    return desk_page(request, "catalogue/desk/items.html", context)


def _state(valid_from: Any, valid_until: Any, day: Any) -> Tag:
    if valid_from and valid_from > day:
        return Tag(f"{valid_from:%Y-%m-%d}起", "info")
    if valid_until and valid_until < day:
        return Tag("已停止", "neutral")
    return Tag("施行中", "good")


@staff_required
@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    """Add what a provincial or city catalogue demands."""
    day = localdate()
    arranging_required(request.user, day)
    site = public_site(request)
    form = ItemForm(request.POST or None, site=site, day=day)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        columns = Column.objects.filter(pk__in=told.pop("columns"), site=site)
        if tried(form, lambda: arranging.add_item(**told, columns=columns, by=request.user, on=day)):
            messages.success(request, f"已增加事项“{told['name']}”。")
            return redirect("catalogue-desk:items")
    lead = "省、市主动公开目录要求而《条例》第二十条、第二十一条没有逐项列出的事项。"
    return _form_page(request, form, "增加地方目录事项", lead, _crumbs(STATE, ITEMS, last="增加事项"))


@staff_required
@require_http_methods(["GET", "POST"])
def item_columns(request: HttpRequest, code: str) -> HttpResponse:
    """Say in which further columns of this site an item is found."""
    day = localdate()
    arranging_required(request.user, day)
    site = public_site(request)
    item = next((item for item in all_items() if item.code == code), None)
    if item is None:
        raise Http404("没有找到这个事项")
    held = ItemColumn.objects.filter(item=code, column__site=site).values_list("column_id", flat=True)
    form = ColumnsForm(request.POST or None, initial={"columns": list(held)}, site=site, day=day)
    if request.method == "POST" and form.is_valid():
        columns = Column.objects.filter(pk__in=form.cleaned_data["columns"], site=site)
        if tried(
            form,
            lambda: arranging.hold_in_columns(code, columns, site=site, by=request.user, on=day),
        ):
            messages.success(request, f"“{item.name}”的栏目已保存。")
            return redirect("catalogue-desk:items")
    return _form_page(request, form, item.name, item.wording, _crumbs(STATE, ITEMS, last=item.name))


@staff_required
@require_http_methods(["GET", "POST"])
def end_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a local item end because the catalogue has changed."""
    day = localdate()
    arranging_required(request.user, day)
    item = get_object_or_404(LocalItem, pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": item.valid_until or day})
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if tried(form, lambda: arranging.end_item(item, last_day=last_day, by=request.user, on=day)):
            messages.success(request, f"“{item.name}”到{last_day:%Y-%m-%d}停止。")
            return redirect("catalogue-desk:items")
    return _form_page(request, form, f"停止：{item.name}", item.article, _crumbs(STATE, ITEMS, last="停止"))
