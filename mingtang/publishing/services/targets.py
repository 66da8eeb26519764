"""Where a stock goes when the command names little or nothing: an empty home gets the least that is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from mingtang.core.files.api import docx_to_html
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refused
from mingtang.publishing.models import Column, Kind, Site
from mingtang.publishing.parsing import stock
from mingtang.publishing.services.importing import Target


class NoSuchTarget(Refused):
    """The named kind, column or body does not exist."""


@transaction.atomic
def target_of(*, kind: str, column: str, organisation: str) -> Target:
    """The target that the codes name; what is left out is taken from the default site, made where there is none."""
    reasons = []
    chosen_kind = Kind.objects.filter(code=kind).first()
    if chosen_kind is None:
        known = "、".join(Kind.objects.values_list("code", flat=True))
        reasons.append(f"没有代码为“{kind}”的信息种类，可用：{known}。")
    body = _body(organisation)
    if body is None:
        reasons.append(f"没有代码为“{organisation}”的单位，请先在工作台建立。")
    if reasons or chosen_kind is None or body is None:
        raise NoSuchTarget(reasons)
    return Target(chosen_kind, _column(column, body), body)


def _body(code: str) -> Organisation | None:
    if code:
        return Organisation.objects.filter(code=code).first()
    if site := Site.objects.filter(is_default=True).select_related("organisation").first():
        return site.organisation
    return Organisation.objects.get_or_create(
        code="government", defaults={"name": "本级人民政府", "short_name": "本级政府", "kind": "government"}
    )[0]


def _column(code: str, body: Organisation) -> Column:
    site = Site.objects.filter(is_default=True).first() or Site.objects.create(
        code="portal", name=body.name, organisation=body, is_default=True
    )
    if not code:
        return Column.objects.get_or_create(
            site=site,
            path="/stock/",
            defaults={"code": "stock", "name": "存量文件", "owner": body, "order": 900},
        )[0]
    column = Column.objects.filter(site=site, code=code).order_by("path").first()
    if column is None:
        raise NoSuchTarget(f"没有代码为“{code}”的栏目，请先在工作台建立。")
    return column


def stock_rows(path: Path) -> Iterator[stock.StockRow | stock.RowError]:
    """All documents of a stock; docx is read into HTML."""
    return stock.rows(path, read_docx=lambda data: docx_to_html(data).html)


def stock_count(path: Path) -> int:
    return stock.count(path)
