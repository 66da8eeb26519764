"""A district with a government, its office and two departments, the columns of the section, and people who publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

from mingtang.core.organisations.api import Organisation
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, Government, a_column, a_government, published

ROLES = {
    "contact": "信息员",
    "reviewer1": "初审",
    "reviewer2": "复审",
    "reviewer3": "终审",
    "secrecy_reviewer": "保密员",
}
COLUMNS = {
    "guide": ("政府信息公开指南", ("disclosure_guide",)),
    "rules": ("政府信息公开制度", ("rule",)),
    "annual-reports": ("政府信息公开工作年度报告", ("annual_report",)),
    "functions": ("机关职能和机构", ("institution", "power_list", "duty_change")),
    "normative-files": ("行政规范性文件", ("notice",)),
    "budgets": ("财政预算、决算", ("notice",)),
}
PLAIN = {
    "text": "云棠区", "longtext": "按有关规定办理，逐项列明。", "date": "2026-11-18", "number": "12",
    "topic": "综合政务\\政务公开", "organisation": "云棠区民政局",
}  # fmt: skip


@dataclass
class District:
    """The government and its bodies, each with its own people where it publishes something."""

    government: Government
    gov: Organisation
    office: Organisation
    columns: dict[str, publishing.Column]
    codes: Iterator[str]

    @property
    def site(self) -> publishing.Site:
        return self.government.site

    @property
    def minzheng(self) -> Organisation:
        return self.government.body

    def found(self, code: str, name: str, **facts: Any) -> Organisation:
        """A further body below the government."""
        more = {
            "kind": "department",
            "parent": self.gov,
            "valid_from": date(2024, 1, 1),
            "address": f"{name}大院",
            **facts,
        }
        return a_body(code, name, credit_code=next(self.codes), **more)

    def staffed(self, body: Organisation) -> Government:
        """The same district as the people of one body see it; who may publish in every column of the section."""
        if body.pk == self.minzheng.pk:
            return self.government
        people = {role: a_person(f"{body.short_name}{name}", role, body) for role, name in ROLES.items()}
        for column in self.columns.values():
            publishing.grant(body.pk, column, by=self.government.office)
        return replace(self.government, body=body, people={**self.government.people, **people})

    def publish(
        self, kind: str, title: str, *, column: str, by: Government | None = None, **facts: Any
    ) -> publishing.Edition:
        """A public text of a kind, by 民政局 unless another body is named; `told` are its elements."""
        who = replace(by or self.government, kind=publishing.Kind.objects.get(code=kind))
        issuer = facts.pop("issuer", who.body.name)
        body = facts.pop("body", f"{BODY}<p>{title}，{issuer}负责解释。</p>")
        elements = everything(kind, issuer) | facts.pop("told", {})
        return published(
            who,
            title=title,
            column=self.columns[column],
            issuer=issuer,
            body=body,
            elements=elements,
            **facts,
        )

    def guide(self, body: Organisation | None = None, **told: str) -> publishing.Edition:
        """The guide of a body as it is written today."""
        whose = body or self.minzheng
        facts = {"body_name": whose.name, "address": whose.address, "updated_on": DAY.isoformat()}
        return self.publish(
            "disclosure_guide",
            f"{whose.name}政府信息公开指南",
            column="guide",
            by=self.staffed(whose),
            told={**facts, **told},
        )


def everything(kind: str, issuer: str) -> dict[str, Any]:
    """A value for each element that a kind demands."""
    version = publishing.current_version(publishing.Kind.objects.get(code=kind))
    told: dict[str, Any] = {}
    for row in version.elements:
        if not row.get("required"):
            continue
        choices = row.get("choices") or []
        if row["type"] == "choice":
            told[row["code"]] = choices[0]
        elif row["type"] == "multichoice":
            told[row["code"]] = choices[:1]
        elif row["type"] in PLAIN:
            told[row["code"]] = PLAIN[row["type"]]
    return {**told, "issuer": issuer, "contact": "政务公开科 0000-8800012"}


def a_district() -> District:
    """The government, its office, 民政局 and 教体局, with the columns of the section."""
    government = a_government()
    publishing.load_kinds()
    codes = _credit_codes()
    gov = a_body("gov", "云棠区人民政府", kind="government", valid_from=date(2024, 1, 1))
    gov.credit_code = next(codes)
    gov.save()
    office = Organisation.objects.get(code="qzfb")
    for body in Organisation.objects.exclude(pk=gov.pk):
        body.parent, body.valid_from, body.order = gov, date(2024, 1, 1), body.pk
        body.address, body.credit_code = f"云棠区棠湖路{body.pk}号", next(codes)
        body.save()
    government.body.refresh_from_db()
    site = government.site
    site.organisation = gov
    site.save()
    top = a_column(site, "open-government", "政府信息公开", office)
    columns = {}
    for code, (name, kinds) in COLUMNS.items():
        columns[code] = a_column(site, code, name, office, parent=top)
        columns[code].kinds.set(publishing.Kind.objects.filter(code__in=kinds))
        publishing.grant(government.body.pk, columns[code], by=government.office)
    return District(government, gov, Organisation.objects.get(code="qzfb"), columns, codes)


def _credit_codes() -> Iterator[str]:
    """Well-formed codes of bodies that do not exist, without which nothing gets an index number."""
    told = json.loads(files("mingtang.data").joinpath("demo/organisations.json").read_text("utf-8"))
    return iter([row["credit_code"] for row in told["organisations"]])
