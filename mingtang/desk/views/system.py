"""Running the system: what was not delivered and held files for the administrator; settings for the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.calendars.api import load_year, working_calendar, year_versions
from mingtang.core.design.api import PAGE_SIZE, Cell, Crumb, Fact, Table, Tag, following, told, tried
from mingtang.core.elements.api import TYPES, parse
from mingtang.core.events.api import failed, try_again
from mingtang.core.files import api as files
from mingtang.core.files.api import StoredFile
from mingtang.core.parameters.api import in_force_on, parameters
from mingtang.core.refusals import Refused
from mingtang.desk.forms.system import CalendarForm, ProfileForm, SiteForm, WhyForm
from mingtang.desk.permissions import ADMINISTRATOR, OFFICE, role_required
from mingtang.desk.views.frame import page, staff
from mingtang.law.website_metadata import footer_findings
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Kind, Profile, Site

# --- for the administrator


@role_required(ADMINISTRATOR)
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was given up, newest first."""
    rows = failed().order_by("-id")
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__lt=int(after))
    shown, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    return page(
        request,
        "desk/system/deliveries.html",
        {"deliveries": shown, "crumbs": [Crumb("未送达事项")], **pager},
    )


@role_required(ADMINISTRATOR)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """再试一次."""
    if not failed().filter(pk=pk).exists():
        raise Http404("没有这件未送达事项")
    try_again(pk)
    messages.success(request, "已放回待办，后台会马上再试。")
    return redirect("desk:deliveries")


@role_required(ADMINISTRATOR)
@require_GET
def held_files(request: HttpRequest) -> HttpResponse:
    """Files that someone must look at. What is in them is not shown here."""
    rows = files.held().select_related("owner")
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__lt=int(after))
    shown, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    table = Table(
        "等待处理的文件",
        ("文件", "单位", "上传时间", "状态", "缘由"),
        [
            (
                Cell(f"文件{file.pk}（{file.extension}）", reverse("desk:file", args=[file.pk])),
                file.owner.short_name if file.owner else "",
                f"{timezone.localtime(file.uploaded_at):%Y-%m-%d %H:%M}",
                Tag(file.get_state_display(), "bad" if file.state == "condemned" else "warn"),
                "；".join(map(str, file.reasons)),
            )
            for file in shown
        ],
    )
    context = {"title": "隔离的文件", "tables": [table], "crumbs": [Crumb("隔离的文件")], **pager}
    return page(request, "desk/system/list.html", context)


@role_required(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def held_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held file out on one's word, or condemn it."""
    file = get_object_or_404(files.held().select_related("owner"), pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "condemn":
            files.condemn(file, reason=form.cleaned_data["reason"], by=request.user)
        else:
            files.release_from_quarantine(file, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "已处理。")
        return redirect("desk:files")
    context = {"file": file, "form": form, "facts": _file_facts(file), "reasons": files.release_refusals(file),
               "crumbs": [Crumb("隔离的文件", reverse("desk:files")), Crumb(f"文件{file.pk}")]}  # fmt: skip
    return page(request, "desk/system/file.html", context, status=422 if form.errors else 200)


def _file_facts(file: StoredFile) -> list[Fact]:
    return [
        Fact("编号", str(file.pk)),
        Fact("类型", file.media_type),
        Fact("大小", f"{file.size} 字节"),
        Fact("单位", file.owner.name if file.owner else ""),
        Fact("状态", file.get_state_display()),
        Fact("SHA-256", file.sha256, wide=True),
    ]


@role_required(ADMINISTRATOR)
@require_POST
def rescan(request: HttpRequest, pk: int) -> HttpResponse:
    """重新查杀."""
    file = files.rescan(get_object_or_404(files.held(), pk=pk), by=request.user)
    messages.success(request, f"已重新查杀：{file.get_state_display()}。")
    return redirect("desk:files")


# --- for the office: sites, kinds, profiles, calendars


@role_required(OFFICE)
@require_GET
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of this installation."""
    rows = [
        (
            Cell(site.name, reverse("desk:site", args=[site.pk])),
            site.host or "默认",
            site.organisation.name,
            site.identification_code,
        )
        for site in Site.objects.select_related("organisation").order_by("-is_default", "id")
    ]
    table = Table("网站", ("名称", "域名", "主办单位", "网站标识码"), rows)
    return page(
        request,
        "desk/system/list.html",
        {"title": "网站设置", "tables": [table], "crumbs": [Crumb("网站设置")]},
    )


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """What one site says about itself."""
    held = get_object_or_404(Site, pk=pk)
    form = SiteForm(request.POST or None, request.FILES or None, instance=held)
    if request.method == "POST" and form.is_valid() and _site_changed(request, held, form):
        messages.success(request, "已保存。")
        return redirect("desk:site", pk)
    context = {
        "title": f"网站设置：{held.code}",
        "lead": _missing_in_foot(held),
        "form": form,
        "submit": "保存",
        "back": reverse("desk:sites"),
        "crumbs": [Crumb("网站设置", reverse("desk:sites")), Crumb(held.code)],
    }
    return page(request, "desk/system/form.html", context, status=422 if form.errors else 200)


def _site_changed(request: HttpRequest, held: Site, form: SiteForm) -> bool:
    """Whether the site was changed. A new image of the badge is received first; a refused one changes nothing."""
    facts: dict[str, Any] = {"badge": held.badge} | form.facts()
    if upload := form.cleaned_data["badge_image"]:
        try:
            facts["badge"] = files.receive(
                upload, by=staff(request), owner=held.organisation, purpose=f"badge:{held.code}"
            )
        except Refused as refused:
            told(form, refused, "badge_image")
            return False
    return _done(form, publishing.change_site, held, request, facts)


def _missing_in_foot(held: Site) -> str:
    """What the foot of this site's pages still lacks (国办发〔2017〕47号); empty when it is whole."""
    held = Site.objects.select_related("organisation").get(pk=held.pk)
    shown = {
        "organ_badge": held.badge_address if held.badge_id else "",
        "site_code": held.identification_code,
        "icp": held.icp,
        "police": held.police,
        "sponsor": held.organisation.name,
        "contact": held.contact,
        "site_map": "网站地图",
        "report_error": "我为政府网站找错",
    }
    wrong = [finding.message for finding in footer_findings(shown)]
    return "".join(wrong) + "（国办发〔2017〕47号）" if wrong else ""


def _done(form: Any, act: Any, about: Any, request: HttpRequest, facts: dict[str, Any]) -> bool:
    """Whether the act was done; where it was refused, the form says why and keeps what was typed."""
    return tried(form, lambda: act(about, by=request.user, **facts))


@role_required(OFFICE)
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of information; they are data and are read here."""
    rows = [
        (
            Cell(kind.name, reverse("desk:kind", args=[kind.code])),
            kind.code,
            f"第{kind.versions.all()[0].number}版",
        )
        for kind in Kind.objects.prefetch_related("versions").order_by("order", "id")
        if kind.versions.all()
    ]
    table = Table("信息种类", ("名称", "代码", "版本"), rows)
    return page(
        request,
        "desk/system/list.html",
        {"title": "信息种类", "tables": [table], "crumbs": [Crumb("信息种类")]},
    )


@role_required(OFFICE)
@require_GET
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """What one kind asks for."""
    held = get_object_or_404(Kind, code=code)
    version = publishing.current_version(held)
    rows = [
        (e.name, TYPES[e.type], "必填" if e.required else "视情形" if e.required_when else "选填", e.help,
         "公开" if e.public else "不公开")
        for e in parse(version.elements)
    ]  # fmt: skip
    table = Table("要素", ("名称", "类型", "要求", "说明", "是否公开"), rows)
    crumbs = [Crumb("信息种类", reverse("desk:kinds")), Crumb(held.name)]
    return page(
        request,
        "desk/system/kind.html",
        {"kind": held, "version": version, "elements": table, "crumbs": crumbs},
    )


@role_required(OFFICE)
@require_GET
def profiles(request: HttpRequest) -> HttpResponse:
    """Who signs what, where that is not the common way."""
    rows = [
        (
            Cell(row.name, reverse("desk:profile", args=[row.pk])),
            row.organisation.name if row.organisation else "所有单位",
            row.kind.name if row.kind else "所有种类",
            "24小时内转载" if row.reprint else "全部",
        )
        for row in Profile.objects.select_related("organisation", "kind").order_by("id")
    ]
    context = {
        "title": "审签方案",
        "lead": "三个审级由三个不同的人签、另加保密审查，是底线，不随方案改变。没有方案的，由本单位人员按通称审签。",
        "tables": [Table("审签方案", ("名称", "适用单位", "适用种类", "适用情形"), rows)],
        "actions": [("新的方案", reverse("desk:profile-new"))],
        "crumbs": [Crumb("审签方案")],
    }
    return page(request, "desk/system/list.html", context)


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A profile: names of the steps, and whose people sign them."""
    held = get_object_or_404(Profile, pk=pk) if pk else None
    form = ProfileForm(request.POST or None, profile=held)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, publishing.set_profile, held, request, form.facts())
    ):
        messages.success(request, "已保存，此后的审签按这个方案。")
        return redirect("desk:profiles")
    context = {"title": held.name if held else "新的审签方案", "form": form, "submit": "保存",
               "back": reverse("desk:profiles"),
               "crumbs": [Crumb("审签方案", reverse("desk:profiles")), Crumb(held.name if held else "新的方案")]}  # fmt: skip
    template = "desk/system/profile.html" if held else "desk/system/form.html"
    return page(request, template, context | {"profile": held}, status=422 if form.errors else 200)


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def drop_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """停用: what the profile governed follows the next more general one."""
    held = get_object_or_404(Profile, pk=pk)
    reasons = publishing.drop_refusals(held)
    if request.method == "POST" and not reasons:
        publishing.drop_profile(held, by=request.user)
        messages.success(request, f"已停用审签方案“{held.name}”。")
        return redirect("desk:profiles")
    context = {
        "title": f"停用审签方案“{held.name}”",
        "text": "停用后，适用它的信息改按更一般的方案审签；没有其他方案的，由本单位人员按通称审签。已有的签署不受影响。",
        "confirm": "停用",
        "back": reverse("desk:profile", args=[pk]),
        "reasons": reasons,
        "crumbs": [Crumb("审签方案", reverse("desk:profiles")), Crumb("停用")],
    }
    return page(request, "desk/system/confirm.html", context, status=409 if request.method == "POST" else 200)


@role_required(OFFICE)
@require_http_methods(["GET", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """The years that are known, and limits that a local rule may tighten."""
    form = CalendarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            loaded = load_year(form.cleaned_data["file"], by=request.user, at=timezone.now())
        except Refused as refused:
            told(form, refused, "file")
        else:
            messages.success(request, f"已装入{loaded.year}年放假安排。")
            return redirect("desk:calendars")
    context = {
        "form": form,
        "years": _years(),
        "parameters": _parameters(localdate()),
        "crumbs": [Crumb("日历与期限")],
    }
    return page(request, "desk/system/calendars.html", context, status=422 if form.errors else 200)


def _years() -> Table:
    loaded = {(row.year, row.version): row for row in year_versions()}
    rows = []
    for year in sorted(working_calendar().years, key=lambda known: -known.year):
        row = loaded.get((year.year, year.version))
        who = f"{row.loaded_by_name} {timezone.localtime(row.loaded_at):%Y-%m-%d}" if row else "随附"
        rows.append((f"{year.year}年", year.version, year.source, who))
    return Table("正在使用的年度日历", ("年度", "版本", "依据", "装入"), rows)


def _parameters(day: date) -> Table:
    rows = []
    for one in parameters():
        value = in_force_on(one.name, day)
        name = Cell(one.meaning, reverse("desk:parameter", args=[one.name]))
        source = Tag("地方规定", "info") if value.is_local else Tag("国家规定")
        rows.append((name, one.in_words(value.value), one.in_words(one.national), source, value.source))
    return Table("期限", ("事项", "现行数值", "国家规定", "来源", "依据"), rows)
