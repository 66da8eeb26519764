"""The government of the demonstration: its bodies with their history, its sites, columns and rights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mingtang.config.demo.data import Document, read_json
from mingtang.core.organisations import api as organisations
from mingtang.publishing import api as publishing

# The office orders the whole portal; a body files where its kind files, where it answers for a column, and where
# its own texts lie.
_EVERYWHERE = (
    *("notices", "consultations", "feedback", "interpretations"),
    # The parts of 政府信息公开 and the institution texts that every body owes.
    *("guide", "rules", "annual-reports", "functions"),
    # What is gathered around policies.
    *("benefits", "one-things", "evaluations"),
    # 执行和结果公开: every unit tells how its own tasks come along.
    *("work-progress", "inspection-results"),
)
_BY_KIND = {
    "government": ("gov-files",),
    "department": ("department-news", "department-files", "enforcement", "statutory"),
    "town": ("town-news", "town-affairs"),
    "street": ("town-news", "town-affairs"),
}
# Old documents brought in by batch: below 政策文件, which lists them too.
_STOCK = {
    "code": "stock",
    "name": "存量文件",
    "description": "从原网站和其他系统成批导入的历史文件，由担保单位两人签署清单后公开。",
    "keywords": "存量 历史文件",
    "owner": "gov-office",
    "update_period_days": None,
    "kinds": ["policy"],
    "parent": "policies",
    "order": 9,
}
_BUSINESS = (
    ("reform", "改革措施", "放宽准入、简化审批和规范监管的改革做法。"),
    ("benefits", "惠企政策", "面向经营主体的政策和申报指引。"),
    ("cases", "典型案例", "优化营商环境的做法和成效。"),
)
# What the small site shows besides: the same records, one address each (数据同源).
ON_BUSINESS_SITE = {
    "policy-start-business": "business-reform",
    "policy-small-catering": "business-reform",
    "policy-sme-digital": "business-benefits",
    "policy-innovation-voucher": "business-benefits",
    "news-interpret-sme": "business-benefits",
    "news-one-thing-enterprise": "business-cases",
    "news-digital-matchmaking": "business-cases",
}


def found() -> dict[str, Any]:
    """Make the bodies, former ones too, with their other names and their groups; returns them by code."""
    told = read_json("demo/organisations.json")["organisations"]
    bodies = {row["code"]: _body(row, order) for order, row in enumerate(told)}
    for row in told:
        if row["parent"]:
            bodies[row["code"]].parent = bodies[row["parent"]]
            bodies[row["code"]].save(update_fields=["parent"])
        for successor in row["successors"]:
            organisations.succeed(
                bodies[row["code"]],
                bodies[successor["code"]],
                on=date.fromisoformat(successor["on"]),
                document="2019年区级机构改革",
                by=None,
            )
    for group in read_json("demo/groups.json")["groups"]:
        made = organisations.Group.objects.create(name=group["name"])
        made.members.set([bodies[code] for code in group["members"]])
    return bodies


def _body(row: dict[str, Any], order: int) -> Any:
    body = organisations.Organisation.objects.create(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        credit_code=row["credit_code"],
        address=row["address"],
        phone=row["phone"],
        office_hours=row["hours"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        order=order,
    )
    organisations.Alias.objects.bulk_create(
        organisations.Alias(organisation=body, name=name) for name in row["aliases"]
    )
    return body


def open_portal(bodies: dict[str, Any]) -> dict[str, Any]:
    """Make the portal of the district with its columns; returns the columns by code."""
    told = read_json("columns/portal.json")
    site = publishing.Site.objects.create(
        code=told["site"],
        name=told["name"],
        organisation=bodies["gov"],
        undertaker=bodies["gov-office"].name,
        identification_code="9999040001",
        icp="演示备案号-1",
        police="演示公安备案号-1",
        contact="云棠区棠湖路1号　0000-8800011",
        slogan="公开透明　便民利企",
        is_default=True,
        is_demonstration=True,
    )
    kinds = {kind.code: kind for kind in publishing.Kind.objects.all()}
    columns: dict[str, Any] = {}
    for row in told["columns"]:
        columns[row["code"]] = _column(site, row, told["home"], bodies, columns, kinds)
    columns["stock"] = _column(site, _STOCK, told["home"], bodies, columns, kinds)
    return columns


def _column(
    site: Any,
    row: dict[str, Any],
    home: list[str],
    bodies: dict[str, Any],
    columns: dict[str, Any],
    kinds: dict[str, Any],
) -> Any:
    column = publishing.Column.objects.create(
        site=site,
        parent=columns[row["parent"]] if row["parent"] else None,
        code=row["code"],
        name=row["name"],
        description=row["description"],
        keywords=row["keywords"],
        owner=bodies[row["owner"]],
        update_period_days=row["update_period_days"],
        on_home=row["code"] in home,
        in_navigation=row.get("in_navigation", row["parent"] is None),
        order=row["order"],
    )
    column.kinds.set([kinds[code] for code in row["kinds"]])
    return column


def open_business_site(bodies: dict[str, Any], columns: dict[str, Any], host: str) -> Any:
    """A second, small site on the same installation, told apart by its host name."""
    site = publishing.Site.objects.create(
        code="business",
        name="云棠区优化营商环境专题",
        host=host,
        organisation=bodies["approval"],
        undertaker=bodies["data"].name,
        identification_code="9999040002",
        icp="演示备案号-2",
        contact="云棠区政务服务中心　0000-8802601",
        slogan="有事必应　无事不扰",
        tokens={"primary": "#0b5d4f"},
        is_demonstration=True,
    )
    for order, (code, name, description) in enumerate(_BUSINESS, start=1):
        columns[f"business-{code}"] = publishing.Column.objects.create(
            site=site,
            code=f"business-{code}",
            name=name,
            description=description,
            owner=bodies["approval"],
            update_period_days=90,
            on_home=True,
            in_navigation=True,
            order=order,
        )
    return site


def grant_rights(
    bodies: dict[str, Any], columns: dict[str, Any], documents: Iterable[Document], by: Any
) -> None:
    """Let each living body's contacts file where they have something to file."""
    wanted = _own_places(documents)
    for code, body in bodies.items():
        if body.valid_until:
            continue
        places = {*_EVERYWHERE, *_BY_KIND.get(body.kind, ()), *wanted.get(code, ())}
        places |= {column.code for column in columns.values() if column.owner_id == body.pk}
        if code in {"gov", "gov-office"}:
            places |= {column.code for column in columns.values() if column.parent_id is None}
        for place in sorted(places):
            publishing.grant(body.pk, columns[place], by=by)


def _own_places(documents: Iterable[Document]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = {}
    for document in documents:
        places.setdefault(document.organisation, set()).update(document.head["columns"])
    return places


_LEVELS = {
    "reviewer2": ("level2", "区政府办复审"),
    "reviewer3": ("level3", "区政府办终审"),
    "secrecy_reviewer": ("secrecy", "区政府办保密审查"),
}


def seat_upper_levels(bodies: dict[str, Any]) -> None:
    """A small town whose upper levels sit in the district office."""
    for seat in read_json("demo/people.json")["upper_levels"]:
        home = bodies[seat["seated_in"]]
        publishing.Profile.objects.create(
            organisation=bodies[seat["organisation"]],
            name=f"{bodies[seat['organisation']].short_name}：上级审核设在{home.short_name}",
            levels={
                step: {"name": name, "organisation_id": home.pk}
                for step, name in (_LEVELS[role] for role in seat["levels"])
            },
        )
