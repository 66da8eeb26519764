"""Setting up a gazette: who may run one is law, where it is shown is a column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette import permissions
from mingtang.gazette.models import Gazette
from mingtang.law import gazette as law
from mingtang.publishing.api import Column

CHANGEABLE = (
    "title",
    "editor",
    "frequency",
    "serial",
    "first_year",
    "first_number",
    "first_total",
    "sections",
    "about",
)


class MayNotFound(Refused):
    """A gazette may not be set up or changed so."""


def founding_refusals(
    *, organisation: Organisation, level: str, column: Column, by: Any, on: date
) -> list[Refusal]:
    """Why a body may not have a gazette in a column."""
    reasons = [Refusal(r.reason, r.article) for r in law.running_refusals(organisation.kind, level)]
    if not permissions.may_found(by, on):
        reasons.append(Refusal("由政务公开办设立政府公报。"))
    if Gazette.objects.filter(organisation=organisation).exists():
        reasons.append(Refusal(f"{organisation.short_name}已有政府公报，一级政府只办一份。"))
    if Gazette.objects.filter(column__site=column.site_id).exists():
        reasons.append(Refusal("这个网站已有一份政府公报，请另选网站的栏目。"))
    if column.closed_on and column.closed_on <= on:
        reasons.append(Refusal(f"“{column.name}”栏目已停用，请另选栏目。"))
    return reasons


def facts_refusals(facts: Mapping[str, Any], on: date) -> list[Refusal]:
    """What is wrong with what a gazette says of itself."""
    reasons = []
    if "title" in facts and "公报" not in facts["title"]:
        reasons.append(Refusal("公报名称应含“公报”二字，如“某某市人民政府公报”。"))
    if facts.get("first_year", on.year) > on.year:
        reasons.append(Refusal("创刊年份不能晚于今年。"))
    if "sections" in facts:
        names = [section["name"] for section in facts["sections"]]
        if not names or len(set(names)) < len(names) or any(len(name) > 40 for name in names):
            reasons.append(Refusal("栏目设置至少有一个栏目，名称不能重复，每个不超过40字。"))
    return reasons


@transaction.atomic
def found(
    *, organisation: Organisation, level: str, column: Column, by: Any, on: date, **facts: Any
) -> Gazette:
    """Set up the gazette of a government in a column of a site."""
    reasons = founding_refusals(organisation=organisation, level=level, column=column, by=by, on=on)
    if reasons := [*reasons, *facts_refusals(facts, on)]:
        raise MayNotFound(reasons)
    gazette = Gazette.objects.create(organisation=organisation, level=level, column=column, **facts)
    audit.record("gazette.founded", about=gazette, by=by, details={"level": level})
    return gazette


@transaction.atomic
def change(gazette: Gazette, *, by: Any, on: date, **facts: Any) -> Gazette:
    """Change what a gazette says of itself; government, level and column stay."""
    gazette = Gazette.objects.select_for_update().get(pk=gazette.pk)
    reasons = [] if permissions.may_found(by, on) else [Refusal("由政务公开办修改公报设置。")]
    first = gazette.issues.order_by("year", "number").first()
    if first and (first.year, first.number) < (
        facts.get("first_year", gazette.first_year),
        facts.get("first_number", gazette.first_number),
    ):
        reasons.append(Refusal(f"库中已有{first}，创刊期不能更晚。"))
    if first and facts.get("title", gazette.title) != gazette.title:
        reasons.append(Refusal("已有期次的公报不能改名：名称是引用和校验码的一部分。"))
    if reasons := [*reasons, *facts_refusals(facts, on)]:
        raise MayNotFound(reasons)
    for name in CHANGEABLE:
        setattr(gazette, name, facts.get(name, getattr(gazette, name)))
    gazette.save()
    audit.record("gazette.changed", about=gazette, by=by, details={"fields": sorted(facts)})
    return gazette
