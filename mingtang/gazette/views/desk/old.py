"""Old issues: a table of their contents comes in, by row with a report; then they go out as a batch that two sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, Table, desk_page, tried
from mingtang.core.files import api as files
from mingtang.gazette import permissions
from mingtang.gazette.forms.gazettes import FileForm
from mingtang.gazette.models import Gazette
from mingtang.gazette.services import importing
from mingtang.gazette.views.desk.acting import staff

HINT = "xlsx 或 csv，第一行写列名：年份、期号、标题（必有），总期号、出版日期、栏目、发文字号、页码。重复导入不会重复登记。"
SHOWN_ERRORS = 200


@staff_required
@require_http_methods(["GET", "POST"])
def import_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a table; what could not be taken in is listed by row, the rest stays."""
    gazette = permissions.gazette_for(request.user, pk, localdate())
    bound = request.method == "POST"
    form = FileForm(*((request.POST, request.FILES) if bound else ()), label="往期目录", hint=HINT)
    done: list[importing.Imported] = []
    tried_now = form.is_valid() and tried(form, lambda: done.append(_import(request, gazette, form)))
    context = {
        "gazette": gazette,
        "form": form,
        "done": done[0] if done else None,
        "errors": _errors(done[0]) if done and done[0].errors else None,
        "waiting": importing.waiting_old_issues(gazette),
        "crumbs": [
            Crumb(gazette.title, reverse("gazette-desk:gazette", args=[pk])),
            Crumb("往期补录"),
        ],
    }
    return desk_page(
        request, "gazette/desk/import.html", context, status=422 if bound and not tried_now else 200
    )


def _import(request: HttpRequest, gazette: Gazette, form: FileForm) -> importing.Imported:
    stored = files.receive(
        form.cleaned_data["file"], by=staff(request), owner=gazette.editor, purpose="gazette.old_issues"
    )
    with files.open_bytes(stored) as opened:
        grid = importing.grid_of(opened.read(), stored.media_type)
    return importing.import_old(gazette, grid, by=request.user, on=localdate())


def _errors(done: importing.Imported) -> Table:
    rows = [[str(error.row), error.message] for error in done.errors[:SHOWN_ERRORS]]
    return Table("没有导入的行", ("行", "原因和办法"), rows)


@staff_required
@require_POST
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Stage the old issues that wait; from here two people sign the batch."""
    gazette = permissions.gazette_for(request.user, pk, localdate())
    batch = importing.stage_old(gazette, by=request.user, on=localdate())
    messages.success(request, f"往期已编成批次 {batch.code}，请两位负责人签署清单。")
    return redirect("desk:batch", batch.pk)
