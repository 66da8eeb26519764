"""What other apps may use."""

from mingtang.core.organisations.labels import BODY_KINDS, ROLES, WITHOUT_CONTENT_RIGHTS
from mingtang.core.organisations.models import Alias, Group, Membership, Organisation, ReconsiderationBody
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
    delegate,
    end_membership,
    succeed,
)

__all__ = [
    "BODY_KINDS",
    "ROLES",
    "WITHOUT_CONTENT_RIGHTS",
    "Alias",
    "Group",
    "MayNotAppoint",
    "Membership",
    "Organisation",
    "ReconsiderationBody",
    "Standing",
    "appoint",
    "bodies",
    "delegate",
    "end_membership",
    "group_members",
    "holders",
    "holders_anywhere",
    "named",
    "reconsideration_body",
    "standings",
    "succeed",
]
