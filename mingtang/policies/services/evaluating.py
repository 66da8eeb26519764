"""政策评价: an evaluation from plan to report, measures from its result, rounds of following a decision, duties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import bodies
from mingtang.core.parameters import api as parameters
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.analysis.evaluations import missing_aspects, year_end
from mingtang.policies.models import (
    EvaluatedPolicy,
    EvaluationDuty,
    EvaluationMeasure,
    FollowUpRound,
    PolicyEvaluation,
)
from mingtang.policies.models.evaluations import MEASURE_ACTIONS, ROUND_STAGES, WITH_DOCUMENT
from mingtang.policies.permissions.publications import NOT_MINE, may_work_on, working_bodies
from mingtang.policies.queries.evaluations import policies_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Edition, Kind, LiveEdition, Publication

REPORT = "policy_evaluation"
ASPECTS_ARTICLE = "政策评价五个方面（执行标准、适用范围、使用情况、取得成效、存在问题）"
DUE_DAYS = parameters.declare(
    parameters.Parameter(
        name="policies.evaluation_due_days",
        meaning="社会公众关注度高的政策公开执行情况评估结果的期限",
        national=365,
        unit="天",
        article="政务公开工作要点：及时公开执行情况评估结果（没有规定天数，平台按一年掌握，各地可缩短）",
        direction=parameters.Direction.MAY_SHORTEN,
    )
)


class MayNotEvaluate(Refused):
    """An evaluation may not be worked on so."""


def may_keep(user: Any, organisation_id: int, on: date) -> bool:
    return organisation_id in working_bodies(user, on) or publishing.is_office(user, on)


# --- from plan to report


def plan_refusals(
    facts: dict[str, Any], policies: Sequence[Publication], *, by: Any, on: date
) -> list[Refusal]:
    """What is missing of a planned evaluation."""
    reasons = []
    if not may_keep(by, int(facts.get("organisation_id") or 0), on):
        reasons.append(Refusal("由组织评价的单位信息员或政务公开办登记。"))
    if len(str(facts.get("theme", "")).strip()) < 4:
        reasons.append(Refusal("请写明评价主题（至少4个字）。"))
    if not policies:
        reasons.append(Refusal("请至少填一份被评价的已公开政策。"))
    planned, year = facts.get("planned_on"), int(facts.get("year") or 0)
    if planned is None or planned > year_end(year):
        reasons.append(Refusal(f"结果和运用情况须在{year}年年底前公开，计划日期不能晚于{year}年12月31日。"))
    return reasons


@transaction.atomic
def plan_evaluation(
    facts: dict[str, Any], policies: Sequence[Publication], *, by: Any, on: date
) -> PolicyEvaluation:
    """Enter an evaluation of the year with the policies that it is about."""
    if reasons := plan_refusals(facts, policies, by=by, on=on):
        raise MayNotEvaluate(reasons)
    evaluation = PolicyEvaluation.objects.create(
        **facts, entered_on=on, entered_by=by, entered_by_name=by.name
    )
    EvaluatedPolicy.objects.bulk_create(
        EvaluatedPolicy(evaluation=evaluation, policy=policy) for policy in policies
    )
    audit.record("policies.evaluation_planned", about=evaluation, by=by, details={"year": evaluation.year})
    return evaluation


@transaction.atomic
def give_up(evaluation: PolicyEvaluation, *, reason: str, by: Any, on: date) -> PolicyEvaluation:
    """Give a planned evaluation up: it no longer counts."""
    reasons = _keeper_refusals(evaluation, by, on)
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明取消的理由（至少4个字）。"))
    if _is_public(evaluation.report_id):
        reasons.append(Refusal("评价报告已经公开，不能取消。"))
    if reasons:
        raise MayNotEvaluate(reasons)
    evaluation.given_up_reason = reason.strip()
    evaluation.save(update_fields=["given_up_reason"])
    audit.record("policies.evaluation_given_up", about=evaluation, by=by, details={})
    return evaluation


def _keeper_refusals(evaluation: PolicyEvaluation, by: Any, on: date) -> list[Refusal]:
    if may_keep(by, evaluation.organisation_id, on):
        return []
    return [Refusal("由组织评价的单位信息员或政务公开办办理。")]


def _is_public(publication_id: int | None) -> bool:
    return publication_id is not None and LiveEdition.objects.filter(publication=publication_id).exists()


@transaction.atomic
def draft_report(evaluation: PolicyEvaluation, *, column: Column, by: Any, on: date) -> Edition:
    """Draft the report with what is known; it goes the one road and is tied to the policies that it evaluates."""
    reasons = _keeper_refusals(evaluation, by, on)
    if evaluation.report_id is not None:
        reasons.append(Refusal("评价报告已经起草，请在原件上修改。"))
    if reasons:
        raise MayNotEvaluate(reasons)
    edition = publishing.start_draft(
        kind=Kind.objects.get(code=REPORT),
        organisation_id=evaluation.organisation_id,
        column=column,
        content=_report_content(evaluation, on),
        by=by,
        on=on,
    )
    evaluation.report = edition.publication
    evaluation.save(update_fields=["report"])
    for policy in policies_of(evaluation):
        publishing.relate(edition.publication, "evaluates", policy, by=by, on=on)
    audit.record("policies.report_drafted", about=evaluation, by=by, details={"edition": edition.pk})
    return edition


def _report_content(evaluation: PolicyEvaluation, on: date) -> dict[str, Any]:
    titles = LiveEdition.objects.filter(publication__in=policies_of(evaluation))
    named = [f"《{row.title}》{row.document_number}" for row in titles.order_by("pk")]
    return {
        "title": f"{evaluation.theme}评价报告",
        "body": f"<p>对{'、'.join(named)}的执行情况进行了评价，结果和运用情况如下。</p>",
        "issuer": evaluation.organisation.name,
        "public_until": "long",
        "elements": {
            "issuer": evaluation.organisation.name,
            "evaluation_type": "专题性政策评价",
            "policies": "\n".join(named),
            "evaluator": evaluation.organisation.name,
            "written_on": on.isoformat(),
            "openness": "主动公开",
            "openness_ways": ["政府网站"],
        },
    }


def whole_reports(editions: Sequence[Edition]) -> list[Refusal]:
    """A guard of the one road: no report goes out with one of the five aspects, or the use of its result, left empty."""
    reasons = []
    for edition in editions:
        if edition.publication.kind.code != REPORT:
            continue
        missing = missing_aspects(publishing.content_of(publishing.newest_revision(edition)).elements)
        if missing:
            words = f"《{edition.title}》缺{'、'.join(missing)}，请补齐后再发布。"
            reasons.append(Refusal(words, ASPECTS_ARTICLE))
    return reasons


# --- measures


def measure_refusals(
    evaluation: PolicyEvaluation, facts: dict[str, Any], *, by: Any, on: date
) -> list[Refusal]:
    """What is missing of a measure."""
    reasons = _keeper_refusals(evaluation, by, on)
    if facts.get("action") not in dict(MEASURE_ACTIONS):
        reasons.append(Refusal("请选择措施的种类。"))
    if len(str(facts.get("text", "")).strip()) < 4:
        reasons.append(Refusal("请写明措施内容（至少4个字）。"))
    if facts.get("due_on") is None:
        reasons.append(Refusal("请填写完成时限。"))
    policy = facts.get("policy")
    if facts.get("action") in {"amend", "repeal"} and policy is None:
        reasons.append(Refusal("修改、废止的，请选定所调整的政策。"))
    if policy is not None and not policies_of(evaluation).filter(pk=policy.pk).exists():
        reasons.append(Refusal("所调整的政策须是这次评价的政策。"))
    return reasons


@transaction.atomic
def add_measure(
    evaluation: PolicyEvaluation, facts: dict[str, Any], *, by: Any, on: date
) -> EvaluationMeasure:
    """Turn a result into a measure with its unit and day."""
    if reasons := measure_refusals(evaluation, facts, by=by, on=on):
        raise MayNotEvaluate(reasons)
    measure = EvaluationMeasure.objects.create(
        evaluation=evaluation, entered_by=by, entered_by_name=by.name, **facts
    )
    audit.record("policies.measure_added", about=measure, by=by, details={"action": measure.action})
    return measure


@transaction.atomic
def finish_measure(
    measure: EvaluationMeasure,
    *,
    outcome: str,
    done_on: date | None,
    document: Publication | None,
    by: Any,
    on: date,
) -> EvaluationMeasure:
    """Record how a measure ended. One that changes policy names the public document in which it ended."""
    reasons = [] if may_keep(by, measure.unit_id, on) else _keeper_refusals(measure.evaluation, by, on)
    if len(outcome.strip()) < 4:
        reasons.append(Refusal("请写明落实情况（至少4个字）。"))
    if done_on is None or done_on > on:
        reasons.append(Refusal("请填写完成日期，不能晚于今天。"))
    if measure.action in WITH_DOCUMENT and (document is None or not _is_public(document.pk)):
        reasons.append(Refusal("修改、废止、新制定政策的，请填写形成的已公开文件。"))
    if reasons:
        raise MayNotEvaluate(reasons)
    measure.outcome, measure.done_on, measure.document = outcome.strip(), done_on, document
    measure.save(update_fields=["outcome", "done_on", "document"])
    report = measure.evaluation.report
    if document is not None and report is not None:
        publishing.relate(report, "led_to", document, by=by, on=on)
    audit.record("policies.measure_finished", about=measure, by=by, details={"done_on": done_on})
    return measure


# --- following decisions, and what must be evaluated


def round_refusals(decision: Publication, facts: dict[str, Any], *, by: Any, on: date) -> list[Refusal]:
    """What is missing of a round."""
    reasons = [] if may_work_on(by, decision, on) else [NOT_MINE]
    if facts.get("stage") not in dict(ROUND_STAGES):
        reasons.append(Refusal("请选择阶段：执行效果跟踪、意见反馈或后评估。"))
    if facts.get("held_on") is None or facts["held_on"] > on:
        reasons.append(Refusal("请填写实施日期，不能晚于今天。"))
    if len(str(facts.get("finding", "")).strip()) < 10:
        reasons.append(Refusal("请写明跟踪、反馈或者评估的情况（至少10个字）。"))
    result = facts.get("result")
    if result is not None and not _is_public(result.pk):
        reasons.append(Refusal("所填的结果还没有公开。"))
    return reasons


@transaction.atomic
def record_round(decision: Publication, facts: dict[str, Any], *, by: Any, on: date) -> FollowUpRound:
    """Record a round of following a major decision (执行效果跟踪反馈和后评估)."""
    if reasons := round_refusals(decision, facts, by=by, on=on):
        raise MayNotEvaluate(reasons)
    last = FollowUpRound.objects.filter(decision=decision, stage=facts["stage"]).aggregate(last=Max("number"))
    row = FollowUpRound.objects.create(
        decision=decision,
        number=(last["last"] or 0) + 1,
        recorded_by=by,
        recorded_by_name=by.name,
        **facts,
    )
    publishing.PublicChange.objects.create(public_id=decision.public_id)
    if row.result is not None and may_work_on(by, row.result, on):
        publishing.relate(row.result, "evaluates", decision, by=by, on=on)
    audit.record("policies.round_recorded", about=row, by=by, details={"stage": row.stage})
    return row


@transaction.atomic
def publish_result_of(row: FollowUpRound, result: Publication | None, *, by: Any, on: date) -> FollowUpRound:
    """Name the public text of a round's result (结果公开)."""
    reasons = [] if may_work_on(by, row.decision, on) else [NOT_MINE]
    if result is None or not _is_public(result.pk):
        reasons.append(Refusal("没有这条已公开的信息。请填写它的网址或公开编号。"))
    if reasons or result is None:
        raise MayNotEvaluate(reasons)
    row.result = result
    row.save(update_fields=["result"])
    publishing.PublicChange.objects.create(public_id=row.decision.public_id)
    audit.record("policies.round_result_public", about=row, by=by, details={"result": result.pk})
    return row


@transaction.atomic
def set_duty(
    publication: Publication, *, is_decision: bool, reason: str, due: date | None, by: Any, on: date
) -> EvaluationDuty:
    """Mark a policy as of major public interest, or a decision as major: its evaluation must be public by a day."""
    reasons = [] if may_work_on(by, publication, on) else [NOT_MINE]
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    latest = default_due(publication, on)
    if due is not None and due > latest:
        limit = parameters.in_force_on(DUE_DAYS.name, on)
        reasons.append(Refusal(f"应公开日期不能晚于{latest:%Y-%m-%d}（{limit.value}天）。", limit.source))
    if reasons:
        raise MayNotEvaluate(reasons)
    duty, _ = EvaluationDuty.objects.update_or_create(
        publication=publication,
        defaults={
            "is_decision": is_decision,
            "reason": reason.strip(),
            "due_on": due or latest,
            "set_on": on,
            "set_by": by,
            "set_by_name": by.name,
            "lifted_reason": "",
        },
    )
    audit.record("policies.duty_set", about=publication, by=by, details={"due_on": duty.due_on})
    return duty


def default_due(publication: Publication, on: date) -> date:
    """So many days after the policy takes effect, or after it was marked where it already held before."""
    live = LiveEdition.objects.filter(publication=publication).select_related("revision__content").first()
    begins = on
    if live is not None and live.revision.content.payload:
        told = str(publishing.content_of(live.revision).elements.get("effective_on") or "")
        begins = max(on, _day(told) or on)
    return begins + timedelta(days=parameters.value_on(DUE_DAYS.name, on))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@transaction.atomic
def lift_duty(duty: EvaluationDuty, *, reason: str, by: Any, on: date) -> EvaluationDuty:
    """Lift a duty that was set in error, with the reason."""
    reasons = [] if may_work_on(by, duty.publication, on) else [NOT_MINE]
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明解除的理由（至少4个字）。"))
    if reasons:
        raise MayNotEvaluate(reasons)
    duty.lifted_reason = reason.strip()
    duty.save(update_fields=["lifted_reason"])
    audit.record("policies.duty_lifted", about=duty.publication, by=by, details={})
    return duty


def units_to_charge(on: date) -> Iterable[tuple[int, str]]:
    """Bodies that a measure may name."""
    return bodies(on).order_by("order", "id").values_list("pk", "short_name")
