"""分群体政策清单: defining a list, a person's word beside the definition, and looking it over in time."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.models import ListAddition, PolicyList
from mingtang.policies.permissions.publications import working_bodies
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition, Publication, PublicChange

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


class MayNotList(Refused):
    """A list may not be worked on so."""


def may_keep(user: Any, kept: PolicyList, on: date) -> bool:
    return kept.organisation_id in working_bodies(user, on) or publishing.is_office(user, on)


def definition_refusals(facts: dict[str, Any], *, pk: int | None, by: Any, on: date) -> list[Refusal]:
    """What is wrong with a list as it was defined."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办设立和修改政策清单。")]
    if not _CODE.fullmatch(str(facts.get("code", ""))):
        reasons.append(Refusal("代码用小写英文字母、数字和连字符，如 employment。"))
    elif PolicyList.objects.filter(code=facts["code"]).exclude(pk=pk or 0).exists():
        reasons.append(Refusal(f"已有代码为“{facts['code']}”的清单。"))
    if not str(facts.get("name", "")).strip():
        reasons.append(Refusal("请填写清单名称。"))
    if not facts.get("audiences"):
        reasons.append(Refusal("请至少选一个群体，清单按群体分列。"))
    return reasons


@transaction.atomic
def define_list(facts: dict[str, Any], *, kept: PolicyList | None = None, by: Any, on: date) -> PolicyList:
    """Set up a list, or change its definition. Its rows are never stored: they are made from what is public."""
    if reasons := definition_refusals(facts, pk=kept.pk if kept else None, by=by, on=on):
        raise MayNotList(reasons)
    if kept is None:
        kept = PolicyList.objects.create(**facts, checked_on=on)
    else:
        for name, value in facts.items():
            setattr(kept, name, value)
        kept.save()
    _tell()
    audit.record("policies.list_defined", about=kept, by=by, details={"code": kept.code})
    return kept


@transaction.atomic
def adjust(
    kept: PolicyList,
    publication: Publication | None,
    *,
    audience: str,
    excluded: bool,
    reason: str,
    by: Any,
    on: date,
) -> ListAddition:
    """Put a public policy on a list for one of its groups, or keep it off, with the reason."""
    reasons = [] if may_keep(by, kept, on) else [Refusal("由清单维护单位信息员或政务公开办调整。")]
    if publication is None or not LiveEdition.objects.filter(publication=publication).exists():
        reasons.append(Refusal("没有这份已公开的文件。请填写它的网址或公开编号。"))
    if audience and audience not in kept.audiences:
        reasons.append(Refusal("清单中没有这个群体。"))
    if not audience and not excluded:
        reasons.append(Refusal("请选择列入哪个群体。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    if reasons or publication is None:
        raise MayNotList(reasons)
    row, _ = ListAddition.objects.update_or_create(
        list=kept,
        publication=publication,
        audience=audience,
        defaults={
            "excluded": excluded,
            "reason": reason.strip(),
            "added_on": on,
            "added_by": by,
            "added_by_name": by.name,
        },
    )
    _tell()
    audit.record(
        "policies.list_adjusted", about=kept, by=by, details={"item": publication.pk, "excluded": excluded}
    )
    return row


@transaction.atomic
def undo(row: ListAddition, *, by: Any, on: date) -> None:
    """Take a person's word back: the definition alone decides again."""
    if not may_keep(by, row.list, on):
        raise MayNotList("由清单维护单位信息员或政务公开办调整。")
    audit.record(
        "policies.list_adjustment_undone", about=row.list, by=by, details={"item": row.publication_id}
    )
    row.delete()
    _tell()


@transaction.atomic
def look_over(kept: PolicyList, *, by: Any, on: date) -> PolicyList:
    """Record that somebody looked a list over today (及时更新)."""
    if not may_keep(by, kept, on):
        raise MayNotList("由清单维护单位信息员或政务公开办核对。")
    kept.checked_on = on
    kept.save(update_fields=["checked_on"])
    _tell()
    audit.record("policies.list_checked", about=kept, by=by, details={})
    return kept


def _tell() -> None:
    """Lists are kept by page caches until anything changes."""
    PublicChange.objects.create(public_id="")
