"""What other apps may use."""

from mingtang.core.messages.models import Notice
from mingtang.core.messages.services import NoticeSent, mail_notice, mark_read, notify

__all__ = ["Notice", "NoticeSent", "mail_notice", "mark_read", "notify", "unread"]


def unread(person: int, limit: int = 20) -> list[Notice]:
    """The newest unread notices of one person."""
    return list(Notice.objects.filter(to_id=person, read_at=None).order_by("-id")[:limit])
