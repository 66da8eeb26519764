"""Opening an earlier text of a document for reading as of a date, and closing it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.models import PastText
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, EditionState


class MayNotOpenPastText(Refused):
    """An earlier text may not be opened or closed so."""


def opening_refusals(edition: Edition, *, by: Any, on: date) -> list[Refusal]:
    """Why an earlier text may not be read as of its days."""
    reasons = []
    if not publishing.may_edit(by, edition, on):
        reasons.append(Refusal("由这份文件的责任单位信息员或政务公开办开放旧文本。"))
    if edition.state != EditionState.SUPERSEDED:
        reasons.append(Refusal("只有被新版次替代的文本可以开放；因错误、泄密或个人信息撤下的不能开放。"))
        return reasons
    if edition.live_revision is None or publishing.is_erased(edition.live_revision):
        return [*reasons, Refusal("这一版的内容已经依法删除，不能开放。")]
    if publishing.content_of(edition.live_revision).scope != "public":
        reasons.append(Refusal("这一版不是面向社会公开的文本，不能开放。"))
    if PastText.objects.filter(edition=edition, closed_at=None).exists():
        reasons.append(Refusal("这一版已经开放。"))
    # Looked at with today's lists: what was let through years ago may not be now.
    blocking = [f for f in publishing.unsettled(edition.live_revision) if f.severity == "block"]
    reasons += [Refusal(f"旧文本有未处理的问题，不能开放：{found.message}") for found in blocking]
    return reasons


@transaction.atomic
def open_past_text(edition: Edition, *, by: Any, on: date) -> PastText:
    """Someone has looked at a superseded text and lets the public read it as of its days."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if reasons := opening_refusals(edition, by=by, on=on):
        raise MayNotOpenPastText(reasons)
    text, _ = PastText.objects.update_or_create(
        edition=edition,
        defaults={"opened_by": by, "opened_by_name": by.name, "closed_at": None, "close_reason": ""},
    )
    audit.record("policies.past_text_opened", about=edition, by=by)
    publishing.tell_of_change(edition.publication)
    return text


@transaction.atomic
def close_past_text(text: PastText, *, reason: str, by: Any, on: date) -> PastText:
    """The public may no longer read an earlier text; at once."""
    text = PastText.objects.select_for_update().select_related("edition__publication").get(pk=text.pk)
    reasons = []
    if not publishing.may_edit(by, text.edition, on):
        reasons.append(Refusal("由这份文件的责任单位信息员或政务公开办关闭旧文本。"))
    if text.closed_at is not None:
        reasons.append(Refusal("这一版已经关闭。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明关闭理由（至少4个字）。"))
    if reasons:
        raise MayNotOpenPastText(reasons)
    text.closed_at, text.close_reason = timezone.now(), reason.strip()[:300]
    text.save(update_fields=["closed_at", "close_reason"])
    audit.record("policies.past_text_closed", about=text.edition, by=by, details={"reason": reason.strip()})
    publishing.tell_of_change(text.edition.publication)
    return text
