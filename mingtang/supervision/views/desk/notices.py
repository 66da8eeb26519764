"""通报 on the desk: the list, writing, issuing, the paper, and each unit's rectification."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE as SIZE
from mingtang.core.design.api import Cell, Crumb, Table, Tag, desk_page, done, following, tried
from mingtang.core.documents.api import MayNotPrint, Meta, docx, pdf
from mingtang.core.files import api as files
from mingtang.publishing import api as publishing
from mingtang.supervision.forms.notices import (
    CheckForm,
    MatterForm,
    NoticeForm,
    NoticeTextForm,
    RectifiedForm,
    initial_of_matter,
)
from mingtang.supervision.labels import RECTIFICATION_TONES
from mingtang.supervision.models import NoticeUnit, StandingNotice
from mingtang.supervision.permissions import notices as doors
from mingtang.supervision.queries.notices import blocks_of, table_of
from mingtang.supervision.services import notices as acts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _home() -> Crumb:
    return Crumb("工作通报", reverse("supervision-desk:notices"))


def _office_only(request: HttpRequest) -> None:
    if not publishing.is_office(request.user, localdate()):
        raise Http404("没有找到这个页面")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@staff_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Notices, the newest first."""
    day = localdate()
    doors.may_enter(request.user, day)
    rows = doors.notices_for(request.user, day).order_by("-pk")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 18:
        rows = rows.filter(pk__lt=int(after))
    listed, pager = following(list(rows[: SIZE + 1]), request, "pk")
    lines: list[list[Any]] = [
        [
            Cell(row.title, reverse("supervision-desk:notice", args=[row.pk])),
            row.plan.title,
            f"{row.first_day}至{row.last_day}",
            Tag(row.get_state_display(), "good" if row.state == "issued" else "neutral"),
            str(row.issued_on or ""),
        ]
        for row in listed
    ]
    columns = ("通报", "工作要点", "时段", "状态", "印发日期")
    context = {
        "table": Table("工作通报", columns, lines) if lines else None,
        "may_work": publishing.is_office(request.user, day),
        "pager": pager,
        "crumbs": [Crumb("工作通报")],
    }
    return desk_page(request, "supervision/notices/list.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a notice."""
    day = localdate()
    _office_only(request)
    form = NoticeForm(_sent(request), initial={"last_day": day})
    made: list[StandingNotice] = []
    if form.is_valid() and tried(
        form, lambda: made.append(acts.draft(**form.cleaned_data, by=request.user, on=day))
    ):
        messages.success(request, "通报已起草，请核对各单位进展、提出整改事项后印发。")
        return redirect("supervision-desk:notice", made[0].pk)
    context = {
        "form": form,
        "page_name": "起草通报",
        "button": "起草",
        "back_url": reverse("supervision-desk:notices"),
        "crumbs": [_home(), Crumb("起草通报")],
    }
    return desk_page(request, "supervision/notices/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice: its text, the standings, what is asked of whom. A draft is rewritten here."""
    day = localdate()
    found = doors.notice_for(request.user, pk, day, working=request.method == "POST")
    working = publishing.is_office(request.user, day)
    form = NoticeTextForm(_sent(request), initial={"title": found.title, "text": found.text})
    if form.is_valid() and tried(
        form, lambda: acts.rewrite(found, **form.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, "已保存。")
        return redirect("supervision-desk:notice", pk)
    is_draft = found.state == "draft"
    context = {
        "notice": found,
        "paragraphs": [line for line in found.text.splitlines() if line.strip()],
        "standings": table_of(acts.standings_of(found.plan) if is_draft else found.standings),
        "units": _units_table(_units(request, found, day)),
        "form": form if is_draft and working else None,
        "issuing": acts.issue_refusals(found, by=request.user, on=day) if is_draft and working else [],
        "crumbs": [_home(), Crumb(found.title)],
    }
    return desk_page(
        request, "supervision/notices/notice.html", context, status=422 if form.is_bound else 200
    )


def _units(request: HttpRequest, found: StandingNotice, day: date) -> list[NoticeUnit]:
    """All units while the notice is written; once it is issued those of which something is asked."""
    rows = doors.units_for(request.user, day).filter(notice=found)
    return list(rows if found.state == "draft" else rows.exclude(matter=""))


def _units_table(rows: list[NoticeUnit]) -> Table | None:
    lines: list[list[Any]] = [
        [
            Cell(row.organisation.short_name, reverse("supervision-desk:notice-unit", args=[row.pk])),
            row.matter or "无",
            Cell(str(row.due_on or ""), lines=(str(row.due_on),) if row.due_on else ()),
            Tag(row.get_state_display(), RECTIFICATION_TONES[row.state]),
        ]
        for row in rows
    ]
    return Table("整改事项", ("单位", "整改事项", "期限", "状态"), lines) if lines else None


@staff_required
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    day = localdate()
    found = doors.notice_for(request.user, pk, day)
    done(request, lambda: acts.issue(found, by=request.user, on=day), "通报已印发，各单位已收到提醒。")
    return redirect("supervision-desk:notice", pk)


@staff_required
@require_GET
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The notice as docx or PDF. What units are asked stands in it as far as the reader may see it: a unit reads its own."""
    day = localdate()
    found = doors.notice_for(request.user, pk, day)
    issuer, issued_on = found.plan.organisation.name, str(found.issued_on or "")
    blocks = blocks_of(found, doors.units_for(request.user, day).filter(notice=found))
    if form == "docx":
        meta = Meta(issuer=issuer, signed_on=issued_on)
        return _download(docx(found.title, blocks, meta=meta), found.title, "docx", DOCX)
    if form != "pdf":
        raise Http404("没有这种格式")
    metadata = [["印发机关", issuer], ["印发日期", issued_on or "未印发"]]
    try:
        made = pdf("document", {"blocks": blocks, "metadata": metadata}, title=found.title)
    except MayNotPrint as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("supervision-desk:notice", pk)
    return _download(made, found.title, "pdf", "application/pdf")


def _download(made: bytes, title: str, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=kind)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{title}.{ending}") or "attachment"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@staff_required
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit of a notice: what it is asked, what it answered, what was found. Which form was sent says the button."""
    day = localdate()
    found = doors.unit_for(request.user, pk, day)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    forms = {
        "matter": MatterForm(request.POST if sent == "matter" else None, initial=initial_of_matter(found)),
        "answer": RectifiedForm(
            request.POST if sent == "answer" else None, request.FILES if sent == "answer" else None
        ),
        "check": CheckForm(request.POST if sent == "check" else None),
    }
    if sent and _acted(request, found, sent, forms):
        return redirect("supervision-desk:notice-unit", pk)
    may = {
        "matter": not acts.change_refusals(found.notice, by=request.user, on=day),
        "answer": not acts.answering_refusals(found, by=request.user, on=day),
        "check": not acts.checking_refusals(found, by=request.user, on=day),
    }
    context = {
        "unit": found,
        "state": Tag(found.get_state_display(), RECTIFICATION_TONES[found.state]),
        "answers": found.answers.select_related("file"),
        **{name: form if may[name] or form.is_bound else None for name, form in forms.items()},
        "crumbs": [
            _home(),
            Crumb(found.notice.title, reverse("supervision-desk:notice", args=[found.notice_id])),
            Crumb(found.organisation.short_name),
        ],
    }
    return desk_page(request, "supervision/notices/unit.html", context, status=422 if sent else 200)


def _acted(request: HttpRequest, found: NoticeUnit, sent: str, forms: dict[str, Any]) -> bool:
    """Whether the act of the sent form was done."""
    day, by, form = localdate(), request.user, forms.get(sent)
    if form is None:
        raise Http404("没有找到这一项")
    if not form.is_valid():
        return False
    told = form.cleaned_data
    doing = {
        "matter": lambda: acts.ask(found, **told, by=by, on=day),
        "answer": lambda: acts.answer(found, **told, by=by, on=day),
        "check": lambda: acts.check(
            found, passed=told["passed"] == "yes", finding=told["finding"], by=by, on=day
        ),
    }
    if not tried(form, doing[sent]):
        return False
    messages.success(request, "已保存。")
    return True


@staff_required
@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of an answer, for who sees the unit."""
    found = doors.answer_for(request.user, pk, localdate())
    if found.file is None or files.opening_refusals(found.file):
        raise Http404("没有找到这份文件")
    response = files.serve(found.file, in_place=True)
    response.headers["Cache-Control"] = "private, no-store"
    return response
