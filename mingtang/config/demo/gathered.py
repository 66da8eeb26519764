"""Deeds with what is gathered around policies: points, topics, lists by group, evaluations and their measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.district import District
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing

Told = Mapping[str, Any]
_NO_POINT = "属于机关的工作要求，不是面向申请人的要点"


def split(district: District, told: Told, on: date) -> None:
    """The contact goes through what the text proposes: benefits and duties of people stand, the rest is left out."""
    publication = district.editions[told["document"]].publication
    by = district.people[told["by"]]
    for point in policies.propose_points(publication, by=by, on=on):
        if point.nature == "benefit" or (point.nature in told.get("also", ()) and point.audiences):
            facts = {"what": point.what, "audiences": point.audiences or told["audiences"]}
            policies.confirm_point(point, facts, quote=_quote(point), by=by, on=on)
        else:
            policies.leave_out(point, reason=_NO_POINT, by=by, on=on)


def _quote(point: policies.PolicyPoint) -> str:
    text = publishing.plain_text(publishing.content_of(point.revision).body)
    return text[point.start : point.end]


# --- 高效办成一件事


def gather(district: District, told: Told, on: date) -> None:
    topic = district.editions[told["topic"]].publication
    by = district.people[told["by"]]
    for row in told["items"]:
        item = district.editions[row["document"]].publication
        policies.gather(topic, item, role=row["role"], step=row.get("step", ""), by=by, on=on)


def enter_candidate(district: District, told: Told, on: date) -> None:
    facts = {key: told[key] for key in _NUMBERS}
    district.made[told["name"]] = policies.enter_candidate(facts, by=district.office, on=on)


_NUMBERS = ("year", "name", "attention", "attention_source", "demand", "demand_source", "words")


def decide_candidate(district: District, told: Told, on: date) -> None:
    topic = district.editions[told["topic"]].publication if "topic" in told else None
    policies.decide_candidate(
        district.made[told["name"]],
        state=told["state"],
        reason=told["reason"],
        topic=topic,
        by=district.office,
        on=on,
    )


# --- lists by group


def define_list(district: District, told: Told, on: date) -> None:
    kept = policies.define_list(
        {**told["facts"], "organisation": district.bodies[told["organisation"]]}, by=district.office, on=on
    )
    for row in told.get("adjustments", ()):
        policies.adjust(
            kept,
            district.editions[row["document"]].publication,
            audience=row.get("audience", ""),
            excluded=row.get("excluded", False),
            reason=row["reason"],
            by=district.office,
            on=on,
        )


# --- evaluations


def plan_evaluation(district: District, told: Told, on: date) -> None:
    facts = {
        "organisation_id": district.bodies[told["organisation"]].pk,
        "year": told["year"],
        "theme": told["theme"],
        "planned_on": date.fromisoformat(told["planned_on"]),
    }
    evaluated = [district.editions[name].publication for name in told["policies"]]
    by = district.people[told["by"]]
    district.made[told["evaluation"]] = policies.plan_evaluation(facts, evaluated, by=by, on=on)


def add_measures(district: District, told: Told, on: date) -> None:
    """What the result leads to; what is done already is recorded with its outcome."""
    evaluation, by = district.made[told["evaluation"]], district.people[told["by"]]
    for row in told["measures"]:
        facts = {
            "action": row["action"],
            "text": row["text"],
            "policy": district.editions[row["policy"]].publication if "policy" in row else None,
            "unit_id": district.bodies[row["unit"]].pk,
            "due_on": date.fromisoformat(row["due_on"]),
        }
        measure = policies.add_measure(evaluation, facts, by=by, on=on)
        if "outcome" in row:
            district.made[row["key"]] = measure


def finish_measure(district: District, told: Told, on: date) -> None:
    policies.finish_measure(
        district.made[told["key"]],
        outcome=told["outcome"],
        done_on=on,
        document=district.editions[told["document"]].publication if "document" in told else None,
        by=district.people[told["by"]],
        on=on,
    )


def set_duty(district: District, told: Told, on: date) -> None:
    policies.set_duty(
        district.editions[told["document"]].publication,
        is_decision=told["is_decision"],
        reason=told["reason"],
        due=None,
        by=district.office,
        on=on,
    )


def record_round(district: District, told: Told, on: date) -> None:
    facts = {
        "stage": told["stage"],
        "held_on": on,
        "held_by": district.bodies[told["held_by"]],
        "finding": told["finding"],
        "result": district.editions[told["result"]].publication if "result" in told else None,
    }
    policies.record_round(
        district.editions[told["document"]].publication, facts, by=district.people[told["by"]], on=on
    )


DEEDS = {
    "points": split,
    "gather": gather,
    "candidate": enter_candidate,
    "decide": decide_candidate,
    "list": define_list,
    "evaluation": plan_evaluation,
    "measures": add_measures,
    "finish": finish_measure,
    "duty": set_duty,
    "round": record_round,
}
