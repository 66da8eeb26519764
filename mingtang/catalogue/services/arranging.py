"""How the section looks on a site, and what this place adds to the statutory items: acts of the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.catalogue.analysis.statutory import shipped
from mingtang.catalogue.labels import LAYOUTS, ORGANS
from mingtang.catalogue.models import FurtherBody, ItemColumn, LocalItem, Section
from mingtang.catalogue.permissions import may_arrange
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing


class MayNotArrange(Refused):
    """The section may not be changed so."""


@transaction.atomic
def arrange(
    site: publishing.Site, *, layout: str, further_bodies: Iterable[Organisation], by: Any, on: date
) -> Section:
    """Choose the layout of a site's section, and the organisations that have one besides the organs."""
    reasons = _office_only(by, on)
    if layout not in dict(LAYOUTS):
        reasons.append(Refusal(f"没有“{layout}”这种版式，请从列出的版式中选择。"))
    if reasons:
        raise MayNotArrange(reasons)
    section, _ = Section.objects.select_for_update().get_or_create(site=site)
    section.layout = layout
    section.save(update_fields=["layout"])
    section.further_bodies.all().delete()
    FurtherBody.objects.bulk_create(FurtherBody(section=section, body=body) for body in further_bodies)
    _readers_see_a_change()
    audit.record("catalogue.section_arranged", about=section, by=by, details={"layout": layout})
    return section


@transaction.atomic
def add_item(
    *,
    code: str,
    name: str,
    wording: str,
    article: str,
    levels: Iterable[str],
    valid_from: date,
    kinds: Iterable[str] = (),
    columns: Iterable[publishing.Column] = (),
    by: Any,
    on: date,
) -> LocalItem:
    """Add an item that a provincial or city catalogue demands."""
    chosen = [*levels]
    if reasons := _office_only(by, on) + item_refusals(code, name, article, chosen):
        raise MayNotArrange(reasons)
    item = LocalItem.objects.create(
        code=code,
        name=name.strip(),
        wording=wording.strip(),
        article=article.strip(),
        levels=chosen,
        kinds=[*kinds],
        valid_from=valid_from,
    )
    ItemColumn.objects.bulk_create(ItemColumn(item=code, column=column) for column in columns)
    _readers_see_a_change()
    audit.record("catalogue.item_added", about=item, by=by, details={"code": code})
    return item


def item_refusals(code: str, name: str, article: str, levels: list[str]) -> list[Refusal]:
    """Why an item may not be added."""
    reasons = []
    if not name.strip():
        reasons.append(Refusal("请填写事项名称。"))
    if not article.strip():
        reasons.append(Refusal("请写明依据文件的名称和文号。", "政府信息公开条例第二十条第十五项"))
    if not levels or not set(levels) <= set(ORGANS):
        reasons.append(Refusal("请选择适用的机构类别。"))
    if any(item.code == code for item in shipped()) or LocalItem.objects.filter(code=code).exists():
        reasons.append(Refusal(f"代码“{code}”已经用过，请换一个。"))
    return reasons


@transaction.atomic
def end_item(item: LocalItem, *, last_day: date, by: Any, on: date) -> LocalItem:
    """Let an item end with a day, because the catalogue that named it has changed. It stays on record."""
    item = LocalItem.objects.select_for_update().get(pk=item.pk)
    reasons = _office_only(by, on)
    if last_day < item.valid_from:
        reasons.append(Refusal(f"停止日期早于施行日期{item.valid_from:%Y-%m-%d}，请改正。"))
    if reasons:
        raise MayNotArrange(reasons)
    item.valid_until = last_day
    item.save(update_fields=["valid_until"])
    _readers_see_a_change()
    audit.record("catalogue.item_ended", about=item, by=by, details={"last_day": last_day.isoformat()})
    return item


@transaction.atomic
def hold_in_columns(
    code: str, columns: Iterable[publishing.Column], *, site: publishing.Site, by: Any, on: date
) -> None:
    """Say in which columns of a site, besides those that the data names, the documents of an item stand."""
    reasons = _office_only(by, on)
    known = {item.code for item in shipped()} | set(LocalItem.objects.values_list("code", flat=True))
    if code not in known:
        reasons.append(Refusal(f"没有代码为“{code}”的事项。"))
    if reasons:
        raise MayNotArrange(reasons)
    ItemColumn.objects.filter(item=code, column__site=site).delete()
    ItemColumn.objects.bulk_create(ItemColumn(item=code, column=column) for column in columns)
    _readers_see_a_change()
    audit.record("catalogue.item_placed", about=None, by=by, details={"item": code})


def _readers_see_a_change() -> None:
    """Kept pages of the section are made anew."""
    publishing.PublicChange.objects.create()


def _office_only(by: Any, on: date) -> list[Refusal]:
    return [] if may_arrange(by, on) else [Refusal("由政务公开办办理。")]
