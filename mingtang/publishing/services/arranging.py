"""How a government arranges its sites, columns and review profiles. The floor of three reviews is no setting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.design.api import Palette
from mingtang.core.files.api import StoredFile
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import STEP_NAMES, STEP_ROLES
from mingtang.publishing.models import Column, Edition, EditionState, Kind, Profile, PublicChange, Site
from mingtang.publishing.permissions.people import profile_of
from mingtang.publishing.services.columns import MayNotChangeColumn, branch, compile_rights

IDENTIFICATION = re.compile(r"[0-9a-zA-Z]{10}")
GUIDE_47 = "国办发〔2017〕47号"
BADGE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif"})


class MayNotArrange(Refused):
    """A site or a profile may not be set so."""


# --- columns


@transaction.atomic
def open_column(
    site: Site,
    *,
    code: str,
    name: str,
    owner: Organisation,
    by: Any,
    parent: Column | None = None,
    kinds: Iterable[Kind] = (),
    **facts: Any,
) -> Column:
    """Open a column below another or at the top. Rights on a branch reach it at once."""
    reasons = []
    if parent and parent.site_id != site.pk:
        reasons.append(Refusal("上级栏目不在同一个网站。"))
    if parent and parent.closed_on:
        reasons.append(Refusal(f"上级栏目“{parent.name}”已停用，不能在其下新设栏目。"))
    if Column.objects.filter(site=site, path=(parent.path if parent else "/") + f"{code}/").exists():
        reasons.append(Refusal(f"这一级已有代码为“{code}”的栏目，请换一个代码。"))
    if reasons:
        raise MayNotChangeColumn(reasons)
    column = Column.objects.create(site=site, code=code, name=name, owner=owner, parent=parent, **facts)
    column.kinds.set(kinds)
    compile_rights()
    audit.record("publishing.column_opened", about=column, by=by)
    PublicChange.objects.create()
    return column


@transaction.atomic
def change_column(column: Column, *, by: Any, kinds: Iterable[Kind] | None = None, **facts: Any) -> Column:
    """Change what a column is called, who answers for it, and what it takes. Its address does not change."""
    column = Column.objects.select_for_update().get(pk=column.pk)
    for name in ("code", "parent", "site", "path", "closed_on"):
        facts.pop(name, None)
    for name, value in facts.items():
        setattr(column, name, value)
    column.save()
    if kinds is not None:
        column.kinds.set(kinds)
    audit.record("publishing.column_changed", about=column, by=by, details={"fields": sorted(facts)})
    PublicChange.objects.create()
    return column


@transaction.atomic
def reopen_column(column: Column, *, by: Any) -> Column:
    """Take a closed column, and it alone, back into use."""
    column = Column.objects.select_for_update().get(pk=column.pk)
    above = column.parent
    if above and above.closed_on:
        raise MayNotChangeColumn(f"上级栏目“{above.name}”已停用，请先启用上级栏目。")
    column.closed_on = None
    column.save(update_fields=["closed_on"])
    audit.record("publishing.column_reopened", about=column, by=by)
    PublicChange.objects.create()
    return column


def size_of_branch(column: Column) -> int:
    """How many columns would be closed with this one."""
    return int(branch(column).count())


# --- sites


def site_refusals(facts: Mapping[str, Any]) -> list[Refusal]:
    """Why a site may not be set so: colours that cannot be read, a code that is none (国办发〔2017〕47号)."""
    reasons = []
    try:
        Palette(**{key: value for key, value in (facts.get("tokens") or {}).items() if value})
    except (ValueError, TypeError) as wrong:
        reasons.append(Refusal(str(wrong)))
    code = facts.get("identification_code") or ""
    if code and not IDENTIFICATION.fullmatch(code):
        reasons.append(Refusal("网站标识码应为10位字母和数字。", GUIDE_47))
    return reasons + badge_refusals(facts.get("badge"), facts.get("badge_address") or "")


def badge_refusals(badge: StoredFile | None, address: str) -> list[Refusal]:
    """Why the badge of the foot may not be set so: an image that can be looked up nowhere, or no image at all."""
    reasons = []
    if bool(badge) != bool(address):
        reasons.append(
            Refusal("党政机关网站标识须同时有标识图和查询地址（颁发标识的机构会一并提供）。", GUIDE_47)
        )
    if address and urlsplit(address).scheme not in ("http", "https"):
        reasons.append(Refusal("党政机关网站标识的查询地址应以 http:// 或 https:// 开头。"))
    if badge and (not badge.is_clean or badge.media_type not in BADGE_IMAGES):
        reasons.append(Refusal("党政机关网站标识图应为 PNG、JPEG 或 GIF 图片，并已通过检查。"))
    return reasons


@transaction.atomic
def change_site(site: Site, *, by: Any, **facts: Any) -> Site:
    """Change what a site says about itself in head and foot. Which site is the default is fixed at installation."""
    site = Site.objects.select_for_update(of=("self",)).select_related("badge").get(pk=site.pk)
    if reasons := site_refusals({"badge": site.badge, "badge_address": site.badge_address, **facts}):
        raise MayNotArrange(reasons)
    for name in ("code", "is_default", "is_demonstration"):
        facts.pop(name, None)
    for name, value in facts.items():
        setattr(site, name, value)
    site.save()
    audit.record("publishing.site_changed", about=site, by=by, details={"fields": sorted(facts)})
    PublicChange.objects.create()
    return site


# --- profiles


def profile_refusals(
    *, profile: Profile | None, organisation: Organisation | None, kind: Kind | None, reprint: bool,
    levels: Mapping[str, Any], sources: Iterable[str],
) -> list[Refusal]:  # fmt: skip
    """Why a profile may not be set so: unknown steps or bodies, a second one for the same case, a reprint of anything."""
    reasons = [Refusal(f"没有“{step}”这个审签步骤。") for step in levels if step not in STEP_ROLES]
    wanted = {row["organisation_id"] for row in levels.values() if row.get("organisation_id")}
    known = set(Organisation.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        reasons.append(Refusal("所选的审签单位不存在。"))
    same = Profile.objects.filter(organisation=organisation, kind=kind, reprint=reprint)
    if any(other != profile for other in same):
        reasons.append(Refusal("同一单位、同一种类已有一个审签方案，请在原方案上修改。"))
    if reprint and not any(source.strip() for source in sources):
        reasons.append(Refusal("转载方案须列出可转载的来源名单。"))
    return reasons


@transaction.atomic
def set_profile(
    profile: Profile | None, *, name: str, by: Any, organisation: Organisation | None = None, kind: Kind | None = None,
    reprint: bool = False, levels: Mapping[str, Any], sources: Iterable[str] = (),
) -> Profile:  # fmt: skip
    """Say what the levels are called and which body's people sign them, for a unit, a kind, or everybody.

    The number of levels, three different people and the secrecy review are the floor, and no profile lowers it.
    """
    sources = [source.strip() for source in sources if source.strip()]
    if reasons := profile_refusals(
        profile=profile, organisation=organisation, kind=kind, reprint=reprint, levels=levels, sources=sources
    ):
        raise MayNotArrange(reasons)
    row = profile or Profile()
    row.name, row.organisation, row.kind, row.reprint = name, organisation, kind, reprint
    row.levels = {step: dict(levels[step]) for step in STEP_NAMES if step in levels}
    row.sources = sources
    row.save()
    audit.record("publishing.profile_set", about=row, by=by)
    return row


def drop_refusals(profile: Profile) -> list[Refusal]:
    """Why a profile may not be given up now: another body is in the middle of signing what it sent there."""
    if not any(level.get("organisation_id") for level in profile.levels.values()):
        return []
    waiting = Edition.objects.filter(state=EditionState.IN_REVIEW).select_related("publication")
    if profile.organisation_id:
        waiting = waiting.filter(organisation=profile.organisation_id)
    if profile.kind_id:
        waiting = waiting.filter(publication__kind=profile.kind_id)
    governed = sum(profile_of(edition) == profile for edition in waiting.iterator(chunk_size=200))
    if not governed:
        return []
    return [Refusal(f"有{governed}件信息正按这个方案由其他单位审签，请等它们办结或撤回送审后再停用。")]


@transaction.atomic
def drop_profile(profile: Profile, *, by: Any) -> None:
    """Give a profile up: what it governed follows the next more general one."""
    if reasons := drop_refusals(profile):
        raise MayNotArrange(reasons)
    audit.record("publishing.profile_dropped", about=profile, by=by)
    profile.delete()
