"""Appointing, delegating, and reforming institutions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingtang.core.audit import api as audit
from mingtang.core.organisations.labels import INTERNAL, ROLES, WITHOUT_CONTENT_RIGHTS
from mingtang.core.organisations.models import (
    Alias,
    Delegation,
    Group,
    GroupAlias,
    Membership,
    Organisation,
    Succession,
)
from mingtang.core.refusals import Refusal, Refused

ROLE_NAMES = dict(ROLES)


class MayNotAppoint(Refused):
    """An appointment or delegation was refused."""


class MayNotName(Refused):
    """A body or group may not be called so."""


def appointment_refusals(
    user_id: int, role: str, *, valid_from: date | None, valid_until: date | None
) -> list[Refusal]:
    """Why this person may not be given this role for this time."""
    if role not in ROLE_NAMES:
        return [Refusal(f"没有“{role}”这个角色。")]
    if valid_from and valid_until and valid_until < valid_from:
        return [Refusal("止日早于起日，请改正日期。")]
    clashing = Membership.objects.filter(user_id=user_id).exclude(role=role)
    if role in WITHOUT_CONTENT_RIGHTS:
        wrong = clashing.exclude(role__in=WITHOUT_CONTENT_RIGHTS)
    else:
        wrong = clashing.filter(role__in=WITHOUT_CONTENT_RIGHTS)
    overlapping = _overlapping(wrong, valid_from, valid_until)
    return [
        Refusal(
            f"已任“{other.get_role_display()}”，与“{ROLE_NAMES[role]}”不能兼任：管系统的人不办内容，审计的人不办业务。"
        )
        for other in overlapping[:1]
    ]


def _overlapping(rows: Any, valid_from: date | None, valid_until: date | None) -> Any:
    if valid_from:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=valid_from))
    if valid_until:
        rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=valid_until))
    return rows


@transaction.atomic
def appoint(
    user: Any,
    *,
    organisation: Organisation,
    role: str,
    by: Any,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Membership:
    """Give a person a role in a body. Asked twice for the same role and body, it changes the dates."""
    if reasons := appointment_refusals(user.pk, role, valid_from=valid_from, valid_until=valid_until):
        raise MayNotAppoint(reasons)
    membership, _ = Membership.objects.update_or_create(
        user=user,
        organisation=organisation,
        role=role,
        defaults={"valid_from": valid_from, "valid_until": valid_until},
    )
    audit.record("organisations.appointed", about=membership, by=by, details={"user": user.pk, "role": role})
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Any, on: date) -> None:
    """The last day of a membership is the day before `on`."""
    membership.valid_until = on - timedelta(days=1)
    membership.save(update_fields=["valid_until"])
    audit.record("organisations.membership_ended", about=membership, by=by, details={"on": on})


@transaction.atomic
def delegate(
    membership: Membership, *, deputy: Any, valid_from: date, valid_until: date, reason: str, by: Any
) -> Delegation:
    """Let a deputy (AB角) act in a role for a time of at most 180 days."""
    reasons = []
    if not reason.strip():
        reasons.append(Refusal("请写明授权原因，如“出差”“学习”。"))
    if valid_until < valid_from:
        reasons.append(Refusal("止日早于起日，请改正日期。"))
    elif (valid_until - valid_from).days > 180:
        reasons.append(Refusal("一次授权不超过180天；长期由他人承担的，请直接任命。"))
    if deputy.pk == membership.user_id:
        reasons.append(Refusal("不能授权给本人。"))
    reasons += appointment_refusals(
        deputy.pk, membership.role, valid_from=valid_from, valid_until=valid_until
    )
    if reasons:
        raise MayNotAppoint(reasons)
    delegation = Delegation.objects.create(
        membership=membership,
        deputy=deputy,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason.strip(),
    )
    audit.record("organisations.delegated", about=delegation, by=by, details={"deputy": deputy.pk})
    return delegation


@transaction.atomic
def succeed(
    predecessor: Organisation, successor: Organisation, *, on: date, document: str, by: Any
) -> Succession:
    """Record an institutional reform: the predecessor's last day is the day before `on`."""
    if predecessor.pk == successor.pk:
        raise Refused("原机构与承接机构不能是同一个。")
    predecessor.valid_until = on - timedelta(days=1)
    predecessor.save(update_fields=["valid_until"])
    succession = Succession.objects.create(
        predecessor=predecessor, successor=successor, on=on, document=document
    )
    audit.record("organisations.succeeded", about=succession, by=by)
    return succession


@transaction.atomic
def found(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    by: Any,
    parent: Organisation | None = None,
    **facts: Any,
) -> Organisation:
    """Enter a body, or a unit inside one."""
    reasons = [Refusal("内设机构须写明它属于哪个单位。")] if kind == INTERNAL and parent is None else []
    if Organisation.objects.filter(code=code).exists():
        reasons.append(Refusal(f"代码“{code}”已有机构使用，请换一个。"))
    if reasons:
        raise MayNotAppoint(reasons)
    body = Organisation.objects.create(
        code=code, name=name, short_name=short_name, kind=kind, parent=parent, **facts
    )
    audit.record("organisations.founded", about=body, by=by)
    return body


@transaction.atomic
def change(body: Organisation, *, by: Any, **facts: Any) -> Organisation:
    """Change what is known of a body; its code stays. A reform that makes another body of it is `succeed`."""
    body = Organisation.objects.select_for_update().get(pk=body.pk)
    parent = facts.get("parent", body.parent)
    reasons = []
    if facts.get("kind", body.kind) == INTERNAL and parent is None:
        reasons.append(Refusal("内设机构须写明它属于哪个单位。"))
    while parent is not None:
        if parent.pk == body.pk:
            reasons.append(Refusal("上级不能是它自己或它的下级。"))
            break
        parent = parent.parent
    if reasons:
        raise MayNotAppoint(reasons)
    facts.pop("code", None)
    for field, value in facts.items():
        setattr(body, field, value)
    body.save()
    audit.record("organisations.changed", about=body, by=by, details={"fields": sorted(facts)})
    return body


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Any, on: date) -> None:
    """Take a delegation back: its last day is the day before `on`. One that had not begun leaves no day."""
    if delegation.valid_from >= on:
        audit.record("organisations.delegation_withdrawn", about=delegation, by=by)
        delegation.delete()
        return
    delegation.valid_until = on - timedelta(days=1)
    delegation.save(update_fields=["valid_until"])
    audit.record("organisations.delegation_ended", about=delegation, by=by, details={"on": on})


# --- other names, and groups


def naming_refusals(
    name: str, *, organisation: Organisation | None = None, group: Group | None = None
) -> list[Refusal]:
    """Why a name may not be remembered for a body or a group: it has to mean one thing only."""
    if not 2 <= len(name) <= 80:
        return [Refusal("叫法请写2至80个字。")]
    owners = Organisation.objects.filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name))
    groups = Group.objects.filter(Q(name=name) | Q(aliases__name=name))
    others: list[Any] = list((owners.exclude(pk=organisation.pk) if organisation else owners).distinct()[:1])
    others += (groups.exclude(pk=group.pk) if group else groups).distinct()[:1]
    return [Refusal(f"“{name}”已经是“{other}”的叫法，一个叫法只能对应一个。") for other in others]


@transaction.atomic
def call(
    name: str, *, organisation: Organisation | None = None, group: Group | None = None, by: Any
) -> Alias | GroupAlias | None:
    """Remember another name of a body or of a group; None where it is called so anyhow."""
    name = "".join(name.split())
    if reasons := naming_refusals(name, organisation=organisation, group=group):
        raise MayNotName(reasons)
    about = organisation or group
    if about is None:
        raise MayNotName("请选择一个单位或者一个机构组。")
    if name in {about.name, getattr(about, "short_name", "")}:
        return None
    made, is_new = about.aliases.get_or_create(name=name)
    if is_new:
        audit.record("organisations.called", about=about, by=by, details={"name": name})
    return made


@transaction.atomic
def uncall(alias: Alias | GroupAlias, *, by: Any) -> None:
    """Forget another name."""
    about = alias.organisation if isinstance(alias, Alias) else alias.group
    audit.record("organisations.uncalled", about=about, by=by, details={"name": alias.name})
    alias.delete()


@transaction.atomic
def keep_group(
    group: Group | None, *, name: str, aliases: Iterable[str], members: Iterable[Organisation], by: Any
) -> Group:
    """Make a group, or change its name, other names and members. What was expanded from it before stays as it was."""
    name, chosen = "".join(name.split()), list(members)
    wanted = list(dict.fromkeys("".join(alias.split()) for alias in aliases if alias.strip()))
    reasons = [] if chosen else [Refusal("机构组至少要有一个单位。")]
    for one in dict.fromkeys([name, *wanted]):
        reasons += naming_refusals(one, group=group)
    if reasons:
        raise MayNotName(reasons)
    if group is None:
        group = Group.objects.create(name=name)
    else:
        group.name = name
        group.save(update_fields=["name"])
    group.members.set(chosen)
    group.aliases.exclude(name__in=wanted).delete()
    for one in wanted:
        group.aliases.get_or_create(name=one)
    details = {"name": name, "aliases": wanted, "members": len(chosen)}
    audit.record("organisations.group_kept", about=group, by=by, details=details)
    return group
