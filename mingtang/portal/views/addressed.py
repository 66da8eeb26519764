"""What is not for everybody: texts of limited scope for signed-in staff, targeted texts for their recipients, previews."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mingtang.core.accounts.api import staff_required
from mingtang.portal.queries import documents, sites
from mingtang.portal.views import answers
from mingtang.portal.views.documents import render_page, send
from mingtang.publishing import api as publishing


@require_safe
@staff_required
def limited(request: HttpRequest, public_id: str) -> HttpResponse:
    """A document of limited scope. Who is not signed in learns only that one must sign in."""
    shell = sites.shell_of(request)
    edition = publishing.limited_edition(public_id)
    if edition is None:
        return answers.private(answers.not_found(request, shell))

    def door(number: int, name: str) -> str:
        return reverse("portal:limited-attachment", args=[public_id, number, name])

    shown = documents.page_of(edition, shell.today, door)
    standing = {"title": "限定范围公开", "text": "本文件只供登录的工作人员查阅，请勿转发、转载。"}
    return answers.private(render_page(request, shell, shown, standing=standing, noindex=True, closed=True))


@require_safe
@staff_required
def limited_attachment(request: HttpRequest, public_id: str, number: int, name: str) -> HttpResponseBase:
    shell = sites.shell_of(request)
    edition = publishing.limited_edition(public_id)
    if edition is None:
        return answers.private(answers.not_found(request, shell))
    return answers.private(send(request, shell, edition, number, name))


@require_safe
def targeted(request: HttpRequest, token: str) -> HttpResponse:
    """A text delivered to one recipient, who alone has this address; the first opening is on record."""
    shell = sites.shell_of(request)
    recipient = publishing.open_by_token(token, at=now())
    edition = publishing.addressed_edition(recipient.publication_id, "targeted") if recipient else None
    if recipient is None or edition is None:
        text = "取阅码不对，或者这条信息已经停止提供。请核对收到的地址，或向送达单位咨询。"
        return answers.private(answers.problem(request, shell, 404, "不能取阅", text))

    def door(number: int, name: str) -> str:
        return reverse("portal:targeted-attachment", args=[token, number, name])

    shown = documents.page_of(edition, shell.today, door)
    text = f"本文件送达：{recipient.name}。只供送达对象查阅，请勿公开、转发。"
    standing = {"title": "定点定向公开", "text": text}
    return answers.private(render_page(request, shell, shown, standing=standing, noindex=True, closed=True))


@require_safe
def targeted_attachment(request: HttpRequest, token: str, number: int, name: str) -> HttpResponseBase:
    shell = sites.shell_of(request)
    recipient = publishing.open_by_token(token, at=now())
    edition = publishing.addressed_edition(recipient.publication_id, "targeted") if recipient else None
    if edition is None:
        return answers.private(answers.not_found(request, shell))
    return answers.private(send(request, shell, edition, number, name))


@require_safe
@staff_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A text on its way, exactly as the public will see it, for those who may see it on the desk."""
    shell = sites.shell_of(request)
    edition = publishing.edition_for(request.user, pk, localdate())
    edition.live_revision = publishing.newest_revision(edition)

    def door(number: int, name: str) -> str:
        return reverse("portal:preview-attachment", args=[pk, number, name])

    shown = documents.page_of(edition, shell.today, door)
    standing = {
        "title": "预览",
        "text": f"尚未公开。校验码 {edition.live_revision.short_code}，与审签单一致。",
    }
    return answers.private(render_page(request, shell, shown, standing=standing, noindex=True, closed=True))


@require_safe
@staff_required
def preview_attachment(request: HttpRequest, pk: int, number: int, name: str) -> HttpResponseBase:
    shell = sites.shell_of(request)
    edition = publishing.edition_for(request.user, pk, localdate())
    edition.live_revision = publishing.newest_revision(edition)
    return answers.private(send(request, shell, edition, number, name))
