"""What the desk does when publishing announces something: whoever must act finds a notice."""

from __future__ import annotations

from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders
from mingtang.publishing.api import (
    STEP_ROLES,
    Edition,
    EditionReturned,
    Return,
    ReviewAsked,
    authors_of,
    newest_revision,
    signing_body,
    step_name,
)


def tell_reviewers(event: ReviewAsked) -> None:
    """Those who may sign the step, deputies included, are told; nobody is where the text has moved on meanwhile."""
    edition = Edition.objects.select_related("publication").filter(pk=event.edition_id).first()
    if edition is None or edition.waiting_for != event.step:
        return
    role, body = STEP_ROLES[event.step], signing_body(edition, event.step)
    people = set(holders(role, [body], localdate())) - authors_of(edition)
    name = step_name(edition, event.step)
    notify(
        people,
        subject=f"请{name}：《{edition.title}》"[:200],
        key=f"review:{newest_revision(edition).pk}:{event.step}",
        url=reverse("desk:review", args=[edition.pk]),
    )


def tell_authors(event: EditionReturned) -> None:
    """Everyone who wrote on the text is told what to change."""
    returned = Return.objects.select_related("revision__edition").filter(pk=event.return_id).first()
    if returned is None:
        return
    edition = returned.revision.edition
    notify(
        authors_of(edition),
        subject=f"已退回修改：《{edition.title}》"[:200],
        text=f"{returned.returned_by_name}：{returned.reason}",
        key=f"return:{returned.pk}",
        url=reverse("desk:item", args=[edition.pk]),
    )
