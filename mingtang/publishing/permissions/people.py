"""Who may do what on the one road, and the doors through which views find things."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from mingtang.core.organisations.api import Standing, standings
from mingtang.publishing.labels import STEP_ROLES
from mingtang.publishing.models import Edition, GrantedColumn, Profile

DRAFTING_ROLES = ("contact", "office")
RELEASING_ROLES = ("contact", "office", "reviewer3", "unit_leader")
EMERGENCY_ROLES = ("unit_leader", "reviewer3")
BATCH_SIGNING_ROLES = ("office", "unit_leader", "reviewer3")
# Who may scan in or check a signing sheet: everybody who works on texts of the unit.
PAPER_ROLES = (*DRAFTING_ROLES, *STEP_ROLES.values(), "unit_leader")
READING_ROLES = (*DRAFTING_ROLES, *STEP_ROLES.values(), "unit_leader", "duty_officer", "auditor")


def bodies_with(user: Any, roles: tuple[str, ...], day: date) -> set[int]:
    """Ids of the bodies in which a user may act in one of the roles."""
    return {standing.organisation_id for standing in standings(user.pk, day) if standing.role in roles}


def is_office(user: Any, day: date) -> bool:
    """政务公开办 looks after all units."""
    return any(standing.role == "office" for standing in standings(user.pk, day))


def columns_of(user: Any, day: date) -> QuerySet[GrantedColumn]:
    """Compiled rights of the bodies for which a user drafts."""
    return GrantedColumn.objects.filter(organisation_id__in=bodies_with(user, DRAFTING_ROLES, day))


def may_draft_in(user: Any, column_id: int, day: date) -> bool:
    return columns_of(user, day).filter(column_id=column_id).exists()


def may_edit(user: Any, edition: Edition, day: date) -> bool:
    """The owner's contacts and the office."""
    return edition.organisation_id in bodies_with(user, DRAFTING_ROLES, day) or is_office(user, day)


def may_release(user: Any, edition: Edition, day: date) -> bool:
    return edition.organisation_id in bodies_with(user, RELEASING_ROLES, day) or is_office(user, day)


def releasing_bodies(user: Any, day: date) -> set[int] | None:
    """Ids of the bodies whose texts a user may release; None where these are all."""
    return None if is_office(user, day) else bodies_with(user, RELEASING_ROLES, day)


def profile_of(edition: Edition) -> Profile | None:
    """The most particular profile: of unit and kind, of the unit, of the kind, of the government."""
    kind, unit = edition.publication.kind_id, edition.organisation_id
    fitting = Profile.objects.filter(
        Q(organisation=unit) | Q(organisation=None), Q(kind=kind) | Q(kind=None)
    ).order_by("reprint")
    # A reprint's own profile, where it fits, comes after and so before the common one.
    rows = {
        (profile.organisation_id, profile.kind_id): profile
        for profile in fitting
        if not profile.reprint or edition.is_reprint
    }
    keys = ((unit, kind), (unit, None), (None, kind), (None, None))
    return next((rows[key] for key in keys if key in rows), None)


def signing_body(edition: Edition, step: str) -> int:
    """The body whose people sign a step: the owner, unless its profile names another (a small town's upper levels)."""
    profile = profile_of(edition)
    named = (profile.levels.get(step) or {}).get("organisation_id") if profile else None
    return int(named) if named else edition.organisation_id


def signing_standing(user: Any, edition: Edition, step: str, day: date) -> Standing | None:
    """The role in which a user may sign a step of an edition: the own one before a lent one; None without any."""
    role, body = STEP_ROLES[step], signing_body(edition, step)
    fitting = [s for s in standings(user.pk, day) if s.role == role and s.organisation_id == body]
    return min(fitting, key=lambda s: s.on_behalf_of_id is not None, default=None)


def required_standing(user: Any, edition: Edition, step: str, day: date) -> Standing:
    """As `signing_standing`, for acts that have already asked; PermissionDenied where there is none."""
    standing = signing_standing(user, edition, step, day)
    if standing is None:
        raise PermissionDenied("没有审签权限")
    return standing


def may_see(user: Any, edition: Edition, day: date) -> bool:
    """Those with a role in the owning or a signing body; the office and the auditor see all."""
    mine = standings(user.pk, day)
    if any(s.role in {"office", "auditor", "duty_officer"} for s in mine):
        return True
    bodies = {edition.organisation_id, *(signing_body(edition, step) for step in STEP_ROLES)}
    return any(s.role in READING_ROLES and s.organisation_id in bodies for s in mine)


def edition_for(user: Any, pk: int, day: date) -> Edition:
    """The only way a view gets an edition. 404 for those who may not see it: they do not learn that it exists."""
    edition = (
        Edition.objects.select_related("publication__kind", "organisation", "column__site", "live_revision")
        .filter(pk=pk)
        .first()
    )
    if edition is None or not may_see(user, edition, day):
        raise Http404("没有找到这条信息")
    return edition


def editable_edition_for(user: Any, pk: int, day: date) -> Edition:
    """An edition that the user may edit; 404 otherwise."""
    edition = edition_for(user, pk, day)
    if not may_edit(user, edition, day):
        raise Http404("没有找到这条信息")
    return edition
