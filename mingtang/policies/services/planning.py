"""解读方案: made with the document, signed with it, carried out with it (同步组织、同步审签、同步部署)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.labels import FORMS, TEXT_FORM
from mingtang.policies.models import InterpretationPlan
from mingtang.policies.queries import interpretations as queries
from mingtang.publishing import api as publishing
from mingtang.publishing.api import CARRIERS, Edition

FORM_NAMES = frozenset(name for _, name in FORMS)


class MayNotPlan(Refused):
    """A plan may not be made, signed or carried out so."""


@dataclass(frozen=True)
class Plan:
    """Who interprets, in what forms, where, by when, and who reviews. Platforms are pairs of carrier and name."""

    interpreter: str
    forms: Sequence[str]
    platforms: Sequence[tuple[str, str]]
    reviewers: str
    draft_due: date
    release_due: date
    note: str = ""


def planning_refusals(document: Edition, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not plan the interpretation of a document."""
    if publishing.is_office(by, on) or _owner(document) in publishing.bodies_with(
        by, ("contact", "unit_leader"), on
    ):
        return []
    return [Refusal("解读方案由解读单位的信息员、负责人或政务公开办制定。")]


def _owner(document: Edition) -> int:
    return queries.owner_of(document, publishing.content_of(publishing.newest_revision(document)))


def plan_refusals(plan: Plan) -> list[Refusal]:
    """What a plan lacks."""
    reasons = []
    if TEXT_FORM not in plan.forms:
        reasons.append(Refusal("解读形式须包含文字解读，其他形式在文字解读的基础上另配。"))
    if unknown := [form for form in plan.forms if form not in FORM_NAMES]:
        reasons.append(Refusal(f"没有“{unknown[0]}”这种解读形式。"))
    if not plan.interpreter.strip() or not plan.reviewers.strip():
        reasons.append(Refusal("请写明由谁解读、由谁审核。"))
    if any(carrier not in dict(CARRIERS) or not name.strip() for carrier, name in plan.platforms):
        reasons.append(Refusal("发布平台请选择报、网、端、微、屏中的一种，并写明名称。"))
    if plan.release_due < plan.draft_due:
        reasons.append(Refusal("计划发布日期早于完成起草日期，请改正。"))
    return reasons


@transaction.atomic
def make_plan(document: Edition, plan: Plan, *, by: Any, on: date) -> InterpretationPlan:
    """Make the plan, or change it: a changed one must be signed anew. 同步组织 is the day on which it was first made."""
    if reasons := planning_refusals(document, by=by, on=on) + plan_refusals(plan):
        raise MayNotPlan(reasons)
    facts = {
        "organisation_id": _owner(document),
        "interpreter": plan.interpreter.strip()[:120],
        "forms": list(plan.forms),
        "platforms": [{"carrier": carrier, "name": name.strip()} for carrier, name in plan.platforms],
        "reviewers": plan.reviewers.strip()[:120],
        "draft_due": plan.draft_due,
        "release_due": plan.release_due,
        "note": plan.note.strip()[:300],
        "signed_on": None,
        "signed_by_name": "",
        "deployed_on": None,
        "made_by": by,
        "made_by_name": by.name,
    }
    row, _ = InterpretationPlan.objects.update_or_create(
        policy_id=document.publication_id, defaults=facts, create_defaults={**facts, "organised_on": on}
    )
    audit.record("policies.interpretation_planned", about=document, by=by, details={"plan": row.pk})
    return row


def plan_signing_refusals(plan: InterpretationPlan, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not sign a plan."""
    reasons = []
    if plan.organisation_id not in publishing.bodies_with(by, ("unit_leader",), on):
        reasons.append(Refusal("解读方案由解读单位负责人审签。"))
    if plan.signed_on is not None:
        reasons.append(Refusal(f"方案已由{plan.signed_by_name}审签。"))
    return reasons


@transaction.atomic
def sign_plan(plan: InterpretationPlan, *, by: Any, on: date) -> InterpretationPlan:
    """同步审签: the leader of the interpreting unit signs the plan."""
    plan = InterpretationPlan.objects.select_for_update().get(pk=plan.pk)
    if reasons := plan_signing_refusals(plan, by=by, on=on):
        raise MayNotPlan(reasons)
    plan.signed_on, plan.signed_by_name = on, by.name
    plan.save(update_fields=["signed_on", "signed_by_name"])
    audit.record("policies.interpretation_plan_signed", about=plan, by=by)
    return plan


def deploying_refusals(plan: InterpretationPlan, document: Edition, *, by: Any, on: date) -> list[Refusal]:
    """Why a plan may not be handed out for carrying out."""
    reasons = planning_refusals(document, by=by, on=on)
    if plan.signed_on is None:
        reasons.append(Refusal("方案审签后才能部署。"))
    if plan.deployed_on is not None:
        reasons.append(Refusal("方案已经部署。"))
    return reasons


@transaction.atomic
def deploy_plan(plan: InterpretationPlan, document: Edition, *, by: Any, on: date) -> InterpretationPlan:
    """同步部署: the signed plan is given to those who carry it out."""
    plan = InterpretationPlan.objects.select_for_update().get(pk=plan.pk)
    if reasons := deploying_refusals(plan, document, by=by, on=on):
        raise MayNotPlan(reasons)
    plan.deployed_on = on
    plan.save(update_fields=["deployed_on"])
    audit.record("policies.interpretation_plan_deployed", about=plan, by=by)
    return plan
