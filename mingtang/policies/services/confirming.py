"""集中确认 (PV-02): each document of a scope gets an answer from its drafting unit; the result is published (PV-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.validity import current_end
from mingtang.policies.analysis.results import ResultRow, result_body
from mingtang.policies.labels import ANSWERS, LEVEL_NAMES
from mingtang.policies.models import Campaign, CampaignAnswer
from mingtang.policies.queries.campaigns import documents_in_scope
from mingtang.policies.queries.validity import law_facts, standing_facts
from mingtang.policies.services.recording import Stated, append_fact, void_by_programme
from mingtang.policies.services.refreshing import refresh
from mingtang.publishing import api as publishing

ANSWERING_ROLES = ("contact", "unit_leader")
FACT_OF_ANSWER = {"repeal": "repealed", "declare_invalid": "declared_invalid"}


class MayNotConfirm(Refused):
    """A campaign may not be opened, answered or closed so."""


@dataclass(frozen=True)
class Answer:
    """What a drafting unit says of one document."""

    answer: str
    valid_until: date | None = None
    counts_from: date | None = None
    reason: str = ""


def opening_refusals(title: str, levels: Sequence[str], due_on: date, *, by: Any, on: date) -> list[Refusal]:
    """Why a campaign may not be opened."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办发起集中确认。")]
    if len(title.strip()) < 4:
        reasons.append(Refusal("请填写名称（至少4个字）。"))
    if not levels or set(levels) - set(LEVEL_NAMES):
        reasons.append(Refusal("请选择至少一个效力级别。"))
    if due_on <= on:
        reasons.append(Refusal("完成期限应在今天之后。"))
    return reasons


@transaction.atomic
def open_campaign(
    *, title: str, levels: Sequence[str], due_on: date, explanation: str = "", by: Any, on: date
) -> Campaign:
    """Ask the drafting units about every document of these levels that holds today, and is public here."""
    if reasons := opening_refusals(title, levels, due_on, by=by, on=on):
        raise MayNotConfirm(reasons)
    scope = documents_in_scope(levels, on)
    if not scope:
        raise MayNotConfirm("这一范围内没有现行有效的文件。")
    campaign = Campaign.objects.create(
        title=title.strip(),
        levels=list(levels),
        explanation=explanation.strip(),
        opened_on=on,
        due_on=due_on,
        opened_by=by,
        opened_by_name=by.name,
    )
    CampaignAnswer.objects.bulk_create(
        CampaignAnswer(campaign=campaign, policy_id=pk, unit_id=unit) for pk, unit in scope
    )
    audit.record(
        "policies.campaign_opened",
        about=campaign,
        by=by,
        details={"documents": len(scope), "due_on": due_on, "levels": list(levels)},
    )
    return campaign


def answer_refusals(row: CampaignAnswer, told: Answer, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not answer so; the page shows the same list."""
    reasons = []
    if row.unit_id not in publishing.bodies_with(by, ANSWERING_ROLES, on):
        reasons.append(Refusal(f"由起草单位“{row.unit}”的信息员或负责人答复。"))
    if row.campaign.closed_on is not None:
        reasons.append(Refusal("这次集中确认已经办结。"))
    if told.answer not in dict(ANSWERS):
        return [*reasons, Refusal("请选择答复。")]
    if told.answer != "keep" and len(told.reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    return reasons + _fitting(row, told, on)


def _fitting(row: CampaignAnswer, told: Answer, on: date) -> list[Refusal]:
    """What the document's own period and the answer do not allow together."""
    end = current_end(law_facts(standing_facts([row.policy_id])[row.policy_id]), on)
    if told.answer == "keep":
        if told.valid_until and told.valid_until <= on:
            return [Refusal("新的有效期至应在今天之后。")]
        if end and end < on and told.valid_until is None:
            return [Refusal(f"有效期已于{end}届满，继续有效须写明新的有效期至。")]
    if told.answer in FACT_OF_ANSWER and told.counts_from is None:
        return [Refusal("请写明自何日起废止或失效。")]
    if told.answer == "expired" and (end is None or end >= on):
        said = f"有效期至{end}，尚未届满" if end else "文件没有规定有效期，不得推定失效"
        return [Refusal(f"{said}。确需终止的，请选择废止或宣布失效。")]
    return []


@transaction.atomic
def answer(row: CampaignAnswer, told: Answer, *, by: Any, on: date) -> CampaignAnswer:
    """A drafting unit answers of one document; an answer that changes its validity records the fact. May be changed."""
    row = _locked(row)
    if reasons := answer_refusals(row, told, by=by, on=on):
        raise MayNotConfirm(reasons)
    before, row.fact = row.fact, None
    row.answer, row.reason = told.answer, told.reason.strip()[:300]
    row.valid_until, row.counts_from = told.valid_until, told.counts_from
    row.answered_on, row.answered_by, row.answered_by_name = on, by, by.name
    if before is not None and before.voided_at is None:
        void_by_programme(before, "答复单位改变了答复")
    if stated := _stated(row, on):
        row.fact = append_fact(row.policy, stated, "campaign", by)
    row.save()
    audit.record(
        "policies.campaign_answered",
        about=row.policy.publication,
        by=by,
        details={"campaign": row.campaign_id, "answer": row.answer, "fact": row.fact_id},
    )
    refresh(row.policy, by=by)
    return row


def _locked(row: CampaignAnswer) -> CampaignAnswer:
    rows = CampaignAnswer.objects.select_for_update(of=("self",))
    return rows.select_related("campaign", "policy__publication", "unit").get(pk=row.pk)


def _stated(row: CampaignAnswer, on: date) -> Stated | None:
    """The fact that an answer makes; 修改 is an intention, 期满失效 is what the period itself has done."""
    if row.answer == "keep":
        return Stated("confirmed", on, row.valid_until, document_title=row.campaign.title, note=row.reason)
    if row.answer in FACT_OF_ANSWER and row.counts_from:
        kind = FACT_OF_ANSWER[row.answer]
        return Stated(kind, row.counts_from, document_title=row.campaign.title, note=row.reason)
    return None


def closing_refusals(campaign: Campaign, *, by: Any, on: date) -> list[Refusal]:
    """Why a campaign may not be closed: as long as a document has no answer it is open."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办办结。")]
    if campaign.closed_on is not None:
        reasons.append(Refusal("这次集中确认已经办结。"))
    if waiting := campaign.answers.filter(answer="").count():
        reasons.append(Refusal(f"还有{waiting}份文件没有答复，请催办后再办结。"))
    return reasons


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: Any, on: date) -> Campaign:
    """All documents are answered: the round is over."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if reasons := closing_refusals(campaign, by=by, on=on):
        raise MayNotConfirm(reasons)
    campaign.closed_on = on
    campaign.save(update_fields=["closed_on"])
    audit.record("policies.campaign_closed", about=campaign, by=by)
    return campaign


def result_refusals(campaign: Campaign, *, by: Any, on: date) -> list[Refusal]:
    """Why the result may not be drafted yet."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办起草结果公告。")]
    if campaign.closed_on is None:
        reasons.append(Refusal("集中确认办结后才能公布结果。"))
    if campaign.result_id is not None:
        reasons.append(Refusal("结果公告已经起草。"))
    return reasons


@transaction.atomic
def draft_result(
    campaign: Campaign,
    *,
    kind: publishing.Kind,
    column: publishing.Column,
    organisation_id: int,
    by: Any,
    on: date,
) -> publishing.Edition:
    """Begin the notice that makes the result public, with its tables made from the answers; it goes the one road."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if reasons := result_refusals(campaign, by=by, on=on):
        raise MayNotConfirm(reasons)
    edition = publishing.start_draft(
        kind=kind,
        organisation_id=organisation_id,
        column=column,
        content={"title": f"关于公布{campaign.title}结果的公告", "body": _body(campaign)},
        by=by,
        on=on,
    )
    campaign.result = edition.publication
    campaign.save(update_fields=["result"])
    audit.record("policies.campaign_result", about=campaign, by=by, details={"edition": edition.pk})
    return edition


def _body(campaign: Campaign) -> str:
    rows = campaign.answers.select_related("policy", "unit").order_by("unit__order", "policy__made_on", "pk")
    return result_body(campaign.title, campaign.opened_on, [_row(row) for row in rows])


def _row(row: CampaignAnswer) -> ResultRow:
    period = row.valid_until or (row.policy.valid_until if row.answer == "keep" else None)
    return ResultRow(
        answer=row.answer,
        title=row.policy.title,
        number=row.policy.number,
        unit=row.unit.name,
        valid_until=period,
        counts_from=row.counts_from,
        reason=row.reason,
    )
