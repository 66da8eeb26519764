"""Notices to oneself: unread first; opening one marks it read and goes where it points."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mingtang.core.messages.api import Notice, mark_read, unread
from mingtang.desk.views.frame import page, staff, staff_required

SHOWN = 50


@staff_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, the newest first; `?before=` goes on."""
    rows = Notice.objects.filter(to_id=staff(request).pk).order_by("-id")
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    context = {
        "notices": found[:SHOWN],
        "any_unread": bool(unread(staff(request).pk, 1)),
        "next_url": f"?before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
    }
    return page(request, "desk/work/notices.html", context)


@staff_required
@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own notices: read now, and on to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, to_id=staff(request).pk)
    mark_read(staff(request).pk, [notice.pk])
    here = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, request.is_secure())
    return redirect(notice.url if notice.url and here else "desk:notices")


@staff_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Everything unread is read."""
    mark_read(staff(request).pk, [notice.pk for notice in unread(staff(request).pk, 1000)])
    messages.success(request, "通知已全部标为已读。")
    return redirect("desk:notices")
