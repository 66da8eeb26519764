"""去填写: from a part that is missing or outdated to a draft of the right kind, in the right column, with what is known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingtang.catalogue.labels import DUTY_CHANGE, FILLED, GUIDE, INSTITUTION, POWER_LIST, REPORT, RULES
from mingtang.core.organisations.api import Organisation, standings
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing

# One publication for each body, in ever newer editions; of the other kinds there are many.
SINGLE = frozenset({GUIDE, INSTITUTION, POWER_LIST})
REPLY_LIMIT = (
    "自收到申请之日起20个工作日内答复；需要延长的，经政府信息公开工作机构负责人同意并告知申请人，"
    "延长的期限最长不超过20个工作日（《条例》第三十三条）。"
)
FEES = (
    "依申请提供政府信息，不收取费用；申请人申请公开政府信息的数量、频次明显超过合理范围的，"
    "可以收取信息处理费（《条例》第四十二条）。"
)


class MayNotFill(Refused):
    """Nothing can be begun here by this person."""


@transaction.atomic
def begin(
    body: Organisation, kind_code: str, *, site: publishing.Site, by: Any, on: date, year: int | None = None
) -> publishing.Edition:
    """The draft in which a part of a body's section is filled in: one that is open, a new edition, or a new text.

    What core knows of the body is written into it; the rest is for its author.
    """
    kind = publishing.Kind.objects.filter(code=kind_code).first() if kind_code in FILLED else None
    acting = acting_body(body, by, on)
    if kind is None or acting is None:
        raise MayNotFill(_refusals(kind, acting))
    if kind_code in SINGLE:
        if (edition := _open_edition(body, kind, acting)) is not None:
            return edition
        if (live := _live(body, kind, acting)) is not None:
            return _new_edition(live, body, kind_code, by=by, on=on)
    return publishing.start_draft(
        kind=kind,
        organisation_id=acting,
        column=_column(kind, acting, site, by, on),
        content=_first_content(body, kind, on, year),
        by=by,
        on=on,
    )


def acting_body(body: Organisation, by: Any, on: date) -> int | None:
    """The body whose right to draft is used: the body's own, for a government that of its office. None without any."""
    mine = standings(by.pk, on)
    if any(s.organisation_id == body.pk and s.role in ("contact", "office") for s in mine):
        return body.pk
    if body.kind != "government":
        return None
    offices = {s.organisation_id for s in mine if s.role == "office"}
    below = Organisation.objects.filter(pk__in=offices, parent=body).order_by("order", "id")
    return below.values_list("pk", flat=True).first()


def _refusals(kind: publishing.Kind | None, acting: int | None) -> list[Refusal]:
    reasons = []
    if kind is None:
        reasons.append(Refusal("没有这种信息，请从专栏状态页选择要填写的内容。"))
    if acting is None:
        reasons.append(Refusal("您不是该单位的信息员，不能以它的名义起草。"))
    return reasons


def _column(
    kind: publishing.Kind, organisation_id: int, site: publishing.Site, by: Any, on: date
) -> publishing.Column:
    """The column of the site that takes this kind and in which the body may file; one made for the kind first."""
    granted = publishing.columns_of(by, on).filter(organisation_id=organisation_id).values("column")
    columns = publishing.Column.objects.filter(pk__in=granted, site=site).filter(
        Q(closed_on=None) | Q(closed_on__gt=on)
    )
    found = (
        columns.filter(kinds=kind).order_by("path").first()
        or columns.filter(kinds=None).order_by("path").first()
    )
    if found is None:
        raise MayNotFill(f"本单位没有可以发布“{kind.name}”的栏目，请向政务公开办申请栏目权限。")
    return found


def _open_edition(body: Organisation, kind: publishing.Kind, acting: int) -> publishing.Edition | None:
    rows = publishing.Edition.objects.filter(
        publication__kind=kind, organisation_id=acting, state__in=publishing.OPEN
    )
    drafts = rows.order_by("-changed_at")
    return next((edition for edition in drafts if _issuer(edition) == body.name), None)


def _issuer(edition: publishing.Edition) -> str:
    return publishing.content_of(publishing.newest_revision(edition)).issuer


def _live(body: Organisation, kind: publishing.Kind, acting: int) -> publishing.LiveEdition | None:
    rows = publishing.LiveEdition.objects.filter(kind=kind, organisation_id=acting, withdrawn=False)
    own = rows.select_related("publication").order_by("-published_at", "-edition")
    if acting != body.pk:
        return own.filter(issuer=body.name).first()
    above = body.parent if body.parent and body.parent.kind == "government" else None
    return own.exclude(issuer=above.name).first() if above else own.first()


def _new_edition(
    live: publishing.LiveEdition, body: Organisation, kind_code: str, *, by: Any, on: date
) -> publishing.Edition:
    """A new edition of what is public, its facts of the body brought up to date."""
    edition = publishing.start_edition(live.publication, by=by, on=on)
    content = publishing.content_of(publishing.newest_revision(edition))
    asked = {row["code"] for row in publishing.current_version(live.publication.kind).elements}
    known = {code: value for code, value in _known(body, kind_code, on).items() if code in asked}
    publishing.save(
        edition,
        {**content.__dict__, "elements": {**content.elements, **known}},
        by=by,
        base=1,
        note="按机构信息更新名称、地址和日期，请核对全文",
    )
    edition.refresh_from_db()
    return edition


def _known(body: Organisation, kind_code: str, on: date) -> dict[str, str]:
    """What core knows of a body, by the elements of the kinds that tell it."""
    facts = {
        "body_name": body.name,
        "address": body.address,
        "hours": body.office_hours,
        "updated_on": on.isoformat(),
        "as_of": on.isoformat(),
    }
    if kind_code == INSTITUTION:
        facts["phone"] = body.phone
    return {code: value for code, value in facts.items() if value}


def _first_content(body: Organisation, kind: publishing.Kind, on: date, year: int | None) -> dict[str, Any]:
    version = publishing.current_version(kind)
    asked = {row["code"] for row in version.elements}
    told: dict[str, Any] = {
        **_known(body, kind.code, on),
        "issuer": body.name,
        "openness": "主动公开",
        "reply_limit": REPLY_LIMIT,
        "fees": FEES,
    }
    if kind.code == GUIDE:
        told["phone"] = body.phone
    if kind.code == REPORT:
        told["report_year"] = str(year or on.year - 1)
    return {
        "title": _title(body, kind.code, on, year),
        "body": "",
        "issuer": body.name,
        "elements": {code: value for code, value in told.items() if code in asked and value},
        "public_until": publishing.default_public_until(version.public_until, {}, on),
    }


def _title(body: Organisation, kind_code: str, on: date, year: int | None) -> str:
    if kind_code == REPORT:
        return f"{body.name}{year or on.year - 1}年政府信息公开工作年度报告"
    if kind_code == RULES:
        return f"{body.name}政府信息公开工作制度"
    if kind_code == DUTY_CHANGE:
        return f"{body.name}职责变化公告"
    return f"{body.name}{FILLED[kind_code]}"
