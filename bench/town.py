"""The government of the benchmarks: one department with all roles, and 500 columns of which its contact has 300."""

from __future__ import annotations

from typing import Any

from mingtang.core.accounts.models import User
from mingtang.core.organisations.api import Organisation
from mingtang.publishing.api import Column, Edition, Kind, Site, grant, newest_revision
from mingtang.publishing.testing import BODY, Government, a_column, a_government

COLUMNS = 500
GRANTED = 300
BRANCHES = 10
# One document in ten lies in one column.
BIG_SHARE = 10


def the_town() -> Government:
    """The government of this home, made at the first call."""
    site = Site.objects.filter(code="portal").first()
    if site is None:
        town = a_government()
        _columns(town)
        return town
    roles = [
        "contact",
        "reviewer1",
        "reviewer2",
        "reviewer3",
        "secrecy_reviewer",
        "unit_leader",
        "office",
        "duty_officer",
    ]
    names = ["林信息", "陈初审", "吴复审", "郑终审", "周保密", "孙局长", "何公开", "唐值班"]
    people = {role: User.objects.get(name=name) for role, name in zip(roles, names, strict=True)}
    return Government(
        body=Organisation.objects.get(code="minzheng"),
        site=site,
        column=Column.objects.get(site=site, path="/tzgg/"),
        child=Column.objects.get(site=site, path="/tzgg/gs/"),
        kind=Kind.objects.get(code="notice"),
        people=people,
    )


def _columns(town: Government) -> None:
    """Branches of fifty columns; the contact gets six branches, given as six rights."""
    in_branch = COLUMNS // BRANCHES
    for number in range(BRANCHES):
        top = a_column(town.site, f"b{number}", f"分类{number}", town.body)
        for child in range(in_branch - 1):
            a_column(town.site, f"c{child}", f"栏目{number}-{child}", town.body, parent=top)
        if number < GRANTED // in_branch:
            grant(town.body.pk, top, by=town.office)


def columns(town: Government) -> list[Column]:
    """The 490 leaves of the tree, in order; the first is the big one."""
    return list(Column.objects.filter(site=town.site, parent__code__startswith="b").order_by("path"))


def notice(title: str, body: str = BODY) -> dict[str, Any]:
    """A notice with every element, ready to be handed in."""
    return {
        "title": title,
        "body": body,
        "issuer": "云棠区民政局",
        "public_until": "long",
        "elements": {
            "index_number": "11000000MB00000001/2026-00001",
            "issuer": "云棠区民政局",
            "notice_type": "公告",
            "written_on": "2026-11-19",
            "openness": "主动公开",
            "openness_ways": ["政府网站"],
            "contact": "区民政局办公室",
            "topic": "民政、扶贫、救灾",
            "keywords": "救助",
            "summary": "安排冬春救助工作。",
        },
    }


def hash_of(edition: Edition) -> str:
    return newest_revision(edition).content_hash
