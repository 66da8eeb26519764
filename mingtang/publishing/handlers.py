"""What publishing does when others announce something."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mingtang.core.files.api import FileCondemned
from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders
from mingtang.publishing.models import AttachedFile, Edition


@transaction.atomic
def warn_of_condemned_file(event: FileCondemned) -> None:
    """A condemned file is served no more; those who answer for the pages that carried it are told at once."""
    revisions = AttachedFile.objects.filter(file_id=event.file_id).values("revision")
    today = timezone.localdate()
    for edition in Edition.objects.filter(live_revision__in=revisions).select_related("publication"):
        people = [
            person
            for role in ("contact", "unit_leader")
            for person in holders(role, [edition.organisation_id], today)
        ]
        notify(
            people,
            subject=f"《{edition.title}》的附件已被封存，请处理",
            key=f"condemned-{event.file_id}-{edition.pk}",
            text="附件查出问题，已停止提供。请换成干净的文件，另起新版次送审；或撤回这条信息。",
            url=f"/desk/items/{edition.pk}/",
        )
