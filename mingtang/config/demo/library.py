"""Deeds in the policy library: plans of interpretation, series, past texts, campaigns, relations, the year's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.district import District
from mingtang.policies import api as policies

Told = Mapping[str, Any]


def set_fields(district: District, told: Told, on: date) -> None:
    fields = [(name, words) for name, words in told["fields"].items()]
    policies.set_fields(
        on.year, use=told["use"], fields=fields, source=told["source"], by=district.office, on=on
    )


def plan(district: District, told: Told, on: date) -> None:
    """Plan how a document is interpreted; the leader signs, and the plan is handed out."""
    edition = district.editions[told["document"]]
    by = district.people[told["by"]]
    made = policies.make_plan(
        edition,
        policies.Plan(
            interpreter=told["interpreter"],
            forms=told["forms"],
            platforms=[(carrier, name) for carrier, name in told["platforms"]],
            reviewers=told["reviewers"],
            draft_due=date.fromisoformat(told["draft_due"]),
            release_due=date.fromisoformat(told["release_due"]),
            note=told.get("note", ""),
        ),
        by=by,
        on=on,
    )
    if "signed_by" in told:
        signed = policies.sign_plan(made, by=district.people[told["signed_by"]], on=on)
        policies.deploy_plan(signed, edition, by=by, on=on)


def arrange_series(district: District, told: Told, on: date) -> None:
    policies.arrange_series(
        district.editions[told["document"]],
        title=told["title"],
        publications=[district.editions[name].publication_id for name in told["items"]],
        by=district.people[told["by"]],
        on=on,
    )


def open_past_text(district: District, told: Told, on: date) -> None:
    edition = district.editions[told["document"]]
    edition.refresh_from_db()
    policies.open_past_text(edition, by=district.people[told["by"]], on=on)


# --- campaigns


def open_campaign(district: District, told: Told, on: date) -> None:
    district.made[told["campaign"]] = policies.open_campaign(
        title=told["title"],
        levels=told["levels"],
        due_on=date.fromisoformat(told["due_on"]),
        explanation=told["explanation"],
        by=district.office,
        on=on,
    )


def answer(district: District, told: Told, on: date) -> None:
    """The drafting units answer: as told for the documents named by number, 继续有效 for others, none for the open ones."""
    campaign = district.made[told["campaign"]]
    rows = policies.CampaignAnswer.objects.filter(campaign=campaign, answer="").select_related(
        "policy", "unit"
    )
    for row in rows.order_by("pk"):
        number = row.policy.number
        if number in told.get("open", ()):
            continue
        said = told.get("answers", {}).get(number, {"answer": "keep"})
        if "only" in told and number not in told["only"]:
            continue
        (by, *_) = district.holders("contact", row.unit.code, on)
        policies.answer(row, _answer(said), by=by, on=on)


def _answer(said: Told) -> policies.Answer:
    days = {key: date.fromisoformat(said[key]) for key in ("valid_until", "counts_from") if key in said}
    return policies.Answer(said["answer"], reason=said.get("reason", ""), **days)


def close_campaign(district: District, told: Told, on: date) -> None:
    campaign = district.made[told["campaign"]]
    district.made[told["campaign"]] = policies.close_campaign(campaign, by=district.office, on=on)


# --- relations that texts propose


def judge(district: District, told: Told, on: date) -> None:
    """The office looks at the proposals of the last weeks: most are right, those of the texts named as open wait."""
    waiting = [district.editions[name].publication_id for name in told["open"]]
    rows = policies.RelationProposal.objects.filter(state="proposed").exclude(subject__in=waiting)
    policies.judge(list(rows), confirm=True, by=district.office, on=on)


DEEDS = {
    "fields": set_fields,
    "plan": plan,
    "series": arrange_series,
    "past_text": open_past_text,
    "campaign": open_campaign,
    "answer": answer,
    "close_campaign": close_campaign,
    "judge": judge,
}
