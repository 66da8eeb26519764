"""Texts that no one types in from nothing: a trade begins them with what it knows, then they go the road of every text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.data import Document
from mingtang.config.demo.district import District
from mingtang.config.demo.texts import content
from mingtang.gazette import api as gazette
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing

Told = Mapping[str, Any]


def begin(district: District, document: Document, on: date) -> None:
    """Let the trade draft; then the drafter completes the elements, and the text where it is his to write."""
    told = document.head["begun"]
    edition = _BEGIN[told["by"]](district, document, told, on)
    if document.head.get("elements"):
        _complete(district, document, edition, on)
    district.editions[document.name] = edition


def _complete(district: District, document: Document, edition: publishing.Edition, on: date) -> None:
    last = publishing.newest_revision(edition)
    held = publishing.content_of(last).__dict__
    mine = content(document, district, on)
    kept = {} if document.body else {"body": held["body"], "title": held["title"]}
    merged = {**held, **mine, **kept, "elements": {**held["elements"], **mine["elements"]}}
    by = district.drafter(document)
    publishing.save(edition, merged, by=by, base=last.number, note="补齐要素")
    edition.refresh_from_db()


def _report(district: District, document: Document, told: Told, on: date) -> publishing.Edition:
    return policies.draft_report(
        district.made[told["evaluation"]],
        column=district.columns[document.head["columns"][0]],
        by=district.drafter(document),
        on=on,
    )


def _result(district: District, document: Document, told: Told, on: date) -> publishing.Edition:
    return policies.draft_result(
        district.made[told["campaign"]],
        kind=publishing.Kind.objects.get(code=document.head["kind"]),
        column=district.columns[document.head["columns"][0]],
        organisation_id=district.bodies[document.organisation].pk,
        by=district.drafter(document),
        on=on,
    )


def _sheet(district: District, document: Document, told: Told, on: date) -> publishing.Edition:
    return policies.draft_sheet(
        district.editions[told["policy"]].publication,
        column=district.columns[document.head["columns"][0]],
        by=district.drafter(document),
        on=on,
    )


def _issue(district: District, document: Document, told: Told, on: date) -> publishing.Edition:
    issue = gazette.Issue.objects.get(year=told["year"], number=told["number"])
    return gazette.compose(issue, by=district.drafter(document), on=on)


_BEGIN: dict[str, Callable[[District, Document, Told, date], publishing.Edition]] = {
    "evaluation": _report,
    "campaign": _result,
    "points": _sheet,
    "gazette": _issue,
}


def hand_in(district: District, document: Document, on: date) -> None:
    """An issue of the gazette is handed in by its editors, who see that nothing changed since it was composed."""
    told = document.head["begun"]
    issue = gazette.Issue.objects.get(year=told["year"], number=told["number"])
    gazette.hand_in(issue, by=district.drafter(document), on=on)
