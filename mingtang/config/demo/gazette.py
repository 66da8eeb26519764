"""Deeds at the gazette: founding, old issues, issues planned and composed, free distribution."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.attachments import print_paper, received
from mingtang.config.demo.data import read_text
from mingtang.config.demo.district import District
from mingtang.config.demo.stock import sign_batch
from mingtang.gazette import api as gazette

Told = Mapping[str, Any]
OLD_ISSUES = "demo/gazette/old-issues.csv"


def _gazette(district: District) -> gazette.Gazette:
    return gazette.Gazette.objects.get(organisation=district.bodies["gov"])


def found(district: District, told: Told, on: date) -> None:
    gazette.found(
        organisation=district.bodies["gov"],
        level="county",
        column=district.columns["gazette"],
        editor=district.bodies["gov-office"],
        by=district.office,
        on=on,
        **told["facts"],
    )


def bring_in_old_issues(district: District, told: Told, on: date) -> None:
    """The table of all old issues, the scans of the newest, and the two signatures under them."""
    kept, by = _gazette(district), district.people[told["by"]]
    gazette.import_old(kept, list(csv.reader(read_text(OLD_ISSUES).splitlines())), by=by, on=on)
    for issue in gazette.Issue.objects.filter(gazette=kept, year=told["scans_of"]).order_by("number"):
        _scan(issue, district, by, on)
    sign_batch(gazette.stage_old(kept, by=by, on=on))


def _scan(issue: gazette.Issue, district: District, by: Any, on: date) -> None:
    lines = [f"{entry.pages}　{entry.title}　{entry.number}" for entry in issue.entries.order_by("order")]
    data = print_paper(f"《{issue.gazette.title}》{issue}（扫描件）", lines)
    file = received(f"{issue}.pdf", data, by=by, owner=district.bodies["gov-office"], purpose="attachment")
    gazette.attach_scan(issue, file, by=by, on=on)


def add_points(district: District, told: Told, on: date) -> None:
    for row in told["points"]:
        gazette.add_point(_gazette(district), **row, valid_from=on, by=district.people[told["by"]], on=on)


def plan(district: District, told: Told, on: date) -> None:
    """Plan an issue and choose its texts; composing it is the first act of its own road."""
    by = district.people[told["by"]]
    issue = gazette.plan(
        _gazette(district),
        year=told["year"],
        number=told["number"],
        total=told["total"],
        published_on=date.fromisoformat(told["published_on"]),
        by=by,
        on=on,
    )
    gazette.take_in(issue, list(_chosen(district, told["texts"])), by=by, on=on)


def _chosen(district: District, texts: Mapping[str, list[str]]) -> Iterator[gazette.Chosen]:
    for section, names in texts.items():
        for name in names:
            yield gazette.Chosen(district.editions[name].publication_id, section)


def send_out(district: District, told: Told, on: date) -> None:
    issue = _gazette(district).issues.get(year=told["year"], number=told["number"])
    gazette.send_out(issue, sent_on=on, by=district.people[told["by"]], on=on)


DEEDS = {
    "found": found,
    "old_issues": bring_in_old_issues,
    "points": add_points,
    "plan": plan,
    "send_out": send_out,
}
