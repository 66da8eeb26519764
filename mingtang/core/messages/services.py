"""Telling staff something. Notices are rows; mail leaves the building as an owed delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from mingtang.core.events.api import Event, announce
from mingtang.core.messages.models import Notice


@dataclass(frozen=True)
class NoticeSent(Event):
    """A notice lies on somebody's desk; mail follows where an address is known."""

    notice_id: int


@transaction.atomic
def notify(people: Iterable[int], *, subject: str, key: str, text: str = "", url: str = "") -> int:
    """Put one notice before each person, once for each `key`; return how many were new."""
    new = 0
    for person in people:
        notice, created = Notice.objects.get_or_create(
            to_id=person, key=key, defaults={"subject": subject, "text": text, "url": url}
        )
        if created:
            new += 1
            announce(NoticeSent(notice_id=notice.pk))
    return new


def mail_notice(event: NoticeSent) -> None:
    """Handler: mail a notice to its reader, if the installation sends mail and the reader has an address."""
    notice = Notice.objects.filter(pk=event.notice_id, read_at=None).first()
    if not settings.EMAIL_HOST or notice is None:
        return
    # Accounts stand above messages: the wiring names the function that knows addresses.
    address = import_string(import_module(settings.WIRING).MAIL_ADDRESS)(notice.to_id)
    if address:
        send_mail(notice.subject, notice.text or notice.subject, None, [address])


@transaction.atomic
def mark_read(person: int, notices: Iterable[int]) -> None:
    Notice.objects.filter(to_id=person, pk__in=list(notices), read_at=None).update(read_at=timezone.now())
