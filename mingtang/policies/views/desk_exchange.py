"""Packages on the desk: ask, look on, take away, look into one before it is sent, take one in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import (
    PAGE_SIZE,
    Cell,
    Crumb,
    Fact,
    Part,
    Table,
    Tag,
    desk_page,
    done,
    following,
    tried,
)
from mingtang.core.refusals import Refused
from mingtang.policies.forms.exchange import AskForm, LookForm, TakeInForm
from mingtang.policies.labels import KINDS
from mingtang.policies.models import ExchangePackage
from mingtang.policies.parsing.entry import SORTS, Standard, shipped_standard, standard_of
from mingtang.policies.parsing.examining import examine
from mingtang.policies.parsing.package import CHECK, Package, short_code
from mingtang.policies.permissions.exchange import office_only, package_for
from mingtang.policies.permissions.publications import publication_for, reading_bodies
from mingtang.policies.queries.same_source import DIFFERENT, SAME, same_source
from mingtang.policies.queries.upkeep import UnitUpkeep, upkeep
from mingtang.policies.services import exchange
from mingtang.publishing import api as publishing

TONES = {"owed": "info", "working": "info", "ready": "good", "failed": "bad", "dropped": "neutral"}
LARGEST_STANDARD = 1 << 20
SORT_NAMES = dict(SORTS)
HOME = "policies-desk:packages"


@office_only
@require_http_methods(["GET", "POST"])
def packages(request: HttpRequest) -> HttpResponse:
    """All packages, the newest first; a form to have one made."""
    on = localdate()
    form = AskForm(request.POST or None, on=on)
    if form.is_bound and form.is_valid() and tried(form, lambda: _ask(request, form)):
        messages.success(request, "已列入办理，办好后在本页下载。")
        return redirect(HOME)
    rows = ExchangePackage.objects.select_related("organisation").order_by("-pk")
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__lt=int(after))
    shown, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    context = {"form": form, "table": _table(shown), "crumbs": [Crumb("政策文件交换")], **pager}
    return desk_page(request, "policies/exchange/packages.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: AskForm) -> None:
    exchange.ask_package(by=request.user, on=localdate(), **form.cleaned_data)


def _table(rows: list[ExchangePackage]) -> Table:
    return Table(
        "交换包",
        ("包号", "方向", "范围", "文件", "状态", "经办"),
        [
            (
                Cell(row.code, reverse("policies-desk:package", args=[row.pk])),
                row.get_direction_display(),
                _scope(row),
                f"{row.done}/{row.total}" if row.state in exchange.OPEN else str(row.documents),
                Tag(row.get_state_display(), TONES[row.state]),
                f"{row.asked_by_name} {localtime(row.asked_at):%Y-%m-%d %H:%M}",
            )
            for row in rows
        ],
    )


def _scope(row: ExchangePackage) -> str:
    if row.direction == "in":
        return row.sender or "核对后显示来源"
    unit = row.organisation.short_name if row.organisation else "全部单位"
    return f"{unit}，{row.since}以来" if row.since else unit


@office_only
@require_GET
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a package is, and what is held against the documents in it."""
    found = package_for(pk)
    context = {
        "package": found,
        "tag": Tag(found.get_state_display(), TONES[found.state]),
        "facts": _facts(found),
        "sorts": _sorts(found.by_sort),
        "waiting": found.state in exchange.OPEN,
        "report": _report(request, found),
        "drop_reasons": exchange.drop_refusals(found),
        "crumbs": [Crumb("政策文件交换", reverse(HOME)), Crumb(found.code)],
    }
    return desk_page(request, "policies/exchange/package.html", context)


def _facts(row: ExchangePackage) -> list[Fact]:
    told = [
        Fact("方向", row.get_direction_display()),
        Fact("范围", _scope(row)),
        Fact("进度", f"{row.done}/{row.total}件"),
        Fact("效力状况截至", f"{row.as_of:%Y-%m-%d}"),
    ]
    if row.whole:
        told.append(Fact("核对码", short_code(row.whole)))
    if row.state == "ready":
        told += [
            Fact("文件", f"{row.documents}件"),
            Fact("已撤下", f"{row.departed}件"),
            Fact("会被退回", f"{row.refused}件"),
            Fact("仅有提示", f"{row.warned}件"),
        ]
    if row.sha256:
        told.append(Fact("SHA-256", row.sha256, wide=True))
    return told


def _sorts(counted: dict[str, int]) -> list[tuple[str, int]]:
    return [(SORT_NAMES.get(sort, sort), count) for sort, count in counted.items()]


def _report(request: HttpRequest, row: ExchangePackage) -> dict[str, Any]:
    """A page of the findings by document, read from the report beside the package."""
    start = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
    lines = list(islice(_lines(row), start, start + PAGE_SIZE + 1))
    more = len(lines) > PAGE_SIZE
    return {
        "rows": lines[:PAGE_SIZE],
        "next_url": f"?from={start + PAGE_SIZE}" if more else "",
        "first_url": request.path if start else "",
    }


def _lines(row: ExchangePackage) -> Iterator[dict[str, Any]]:
    path = exchange.folder_of(row) / CHECK
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


@office_only
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package itself."""
    found = package_for(pk)
    path = exchange.file_of(found)
    if found.state != "ready" or not path.exists():
        raise Http404("这个交换包现在没有文件")
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@office_only
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The check report as JSON, for a program of the superior library."""
    found = package_for(pk)
    rows = list(_lines(found))
    told = {"code": found.code, "whole": found.whole, "documents": found.documents, "refused": found.refused}
    answer = JsonResponse({**told, "findings": rows}, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.code}-check.json"'
    return answer


@office_only
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the files of a package."""
    found = package_for(pk)
    done(
        request,
        lambda: exchange.drop_package(found, by=request.user, on=localdate()),
        f"已删除{found.code}的文件。",
    )
    return redirect(HOME)


@office_only
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Look into a package as the superior library would; nothing of it is kept."""
    form = LookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"crumbs": [Crumb("政策文件交换", reverse(HOME)), Crumb("核对交换包")]}
    if form.is_bound and form.is_valid():
        tried(form, lambda: context.update(_examined(form)))
    context["form"] = form
    return desk_page(request, "policies/exchange/look.html", context, status=422 if form.errors else 200)


def _examined(form: LookForm) -> dict[str, Any]:
    with Package(form.cleaned_data["file"]) as found:
        examination = examine(found, _standard(form.cleaned_data["standard"]))
    rows = [one.as_json() for one in examination.with_findings[: PAGE_SIZE * 4]]
    return {
        "examination": examination,
        "code": short_code(examination.whole),
        "sorts": _sorts(examination.by_sort),
        "rows": rows,
        "more": len(examination.examined) - len(rows),
    }


def _standard(upload: Any) -> Standard:
    if upload is None:
        return shipped_standard()
    if upload.size > LARGEST_STANDARD:
        raise Refused("入库标准文件过大，不像是一份标准。")
    try:
        return standard_of(upload.read().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("入库标准文件不是 UTF-8 文字，请转换编码后再试。") from error


@office_only
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a package in; its documents wait in a batch for two signers."""
    form = TakeInForm(request.POST or None, request.FILES or None, on=localdate())
    if form.is_bound and form.is_valid() and tried(form, lambda: _take_in(request, form)):
        messages.success(request, "已列入办理：先核对校验值，再导入为待签的批次。")
        return redirect(HOME)
    context = {
        "title": "接收交换包",
        "lead": "先核对校验值，不符的一件也不导入；相符的成为存量批次，由两人在“存量导入批次”签署后才公开。",
        "form": form,
        "submit": "接收",
        "back": reverse(HOME),
        "crumbs": [Crumb("政策文件交换", reverse(HOME)), Crumb("接收交换包")],
    }
    return desk_page(request, "policies/exchange/upload.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, form: TakeInForm) -> None:
    given = form.cleaned_data
    exchange.take_in(
        given["file"],
        organisation=given["organisation"],
        column=given["column"],
        by=request.user,
        on=localdate(),
    )


# --- 数据同源 and 日常运维


@staff_required
@require_GET
def of_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What every door carries of one record."""
    publication = publication_for(request.user, pk, localdate())
    found = same_source(publication.pk)
    if found is None:
        raise Http404("这条信息没有公开")
    tones = {SAME: "good", DIFFERENT: "bad"}
    rows = [
        (door.name, Tag(door.state_name, tones.get(door.state, "neutral")), door.hash[:12])
        for door in found.doors
    ]
    context = {
        "found": found,
        "table": Table("各处所展示的文本", ("展示处", "状态", "内容哈希（前12位）"), rows),
        "address": f"/doc/{found.public_id}.html",
        "crumbs": [Crumb("数据同源")],
    }
    return desk_page(request, "policies/exchange/same_source.html", context)


def item_parts(edition: publishing.Edition, user: Any, on: Any) -> list[Part]:
    """On the desk's page of a public document: the way to its proof."""
    if edition.publication.kind.code not in KINDS or edition.state != "live" or edition.scope != "public":
        return []
    url = reverse("policies-desk:same-source", args=[edition.publication_id])
    return [Part("数据同源", "policies/exchange/item.html", {"url": url}, place="aside")]


@staff_required
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Who maintains, how many documents, the last one, and the gaps, unit by unit."""
    on = localdate()
    rows = upkeep(on, reading_bodies(request.user, on))
    context = {"table": _units(rows), "crumbs": [Crumb("文件库运维")]}
    return desk_page(request, "policies/exchange/units.html", context)


def _units(rows: list[UnitUpkeep]) -> Table:
    return Table(
        "各单位政策文件",
        ("单位", "信息员", "文件", "最近一件", "距今", "缺口"),
        [
            (
                row.unit,
                "、".join(row.keepers) or "—",
                row.documents,
                f"{row.newest_on:%Y-%m-%d}" if row.newest_on else "—",
                f"{row.days_since}天" if row.days_since is not None else "—",
                Tag("；".join(row.gaps), "warn") if row.gaps else Tag("无", "good"),
            )
            for row in rows
        ],
        numeric=frozenset({2}),
    )
