"""What other apps may use."""

from mingtang.core.organisations.labels import BODY_KINDS, ROLES, WITHOUT_CONTENT_RIGHTS
from mingtang.core.organisations.models import (
    Alias,
    Delegation,
    Group,
    Membership,
    Organisation,
    ReconsiderationBody,
)
from mingtang.core.organisations.queries import (
    Standing,
    bodies,
    group_members,
    holders,
    holders_anywhere,
    named,
    reconsideration_body,
    standings,
)
from mingtang.core.organisations.services import (
    MayNotAppoint,
    appoint,
    change,
    delegate,
    end_delegation,
    end_membership,
    found,
    succeed,
)

__all__ = [
    "BODY_KINDS",
    "ROLES",
    "WITHOUT_CONTENT_RIGHTS",
    "Alias",
    "Delegation",
    "Group",
    "MayNotAppoint",
    "Membership",
    "Organisation",
    "ReconsiderationBody",
    "Standing",
    "appoint",
    "bodies",
    "change",
    "delegate",
    "end_delegation",
    "end_membership",
    "found",
    "group_members",
    "holders",
    "holders_anywhere",
    "named",
    "reconsideration_body",
    "standings",
    "succeed",
]
