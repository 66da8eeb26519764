"""全程留痕: everything that was done to one item, from its first draft to its end, each step with who, when and which text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from mingtang.core.audit import api as audit
from mingtang.publishing.labels import ATTRIBUTES, CLEANUP_DECISIONS, GATES, STEP_NAMES
from mingtang.publishing.models import (
    CleanupTask,
    Correction,
    Edition,
    EmergencyRequest,
    Erasure,
    Finding,
    Release,
    Return,
    Revision,
    Signature,
    Takedown,
    Withdrawal,
)

ACTIONS = {
    "drafted": "起草",
    "new_edition": "起草新版次",
    "saved": "保存文稿",
    "submitted": "送审",
    "called_back": "撤回送审",
    "signed": "签署",
    "returned": "退回",
    "correction_proposed": "提出改动建议",
    "correction_accepted": "采纳改动建议",
    "correction_declined": "未采纳改动建议",
    "finding_waived": "就检查发现作出说明",
    "sheet_scanned": "扫描纸质签单",
    "sheet_refused": "核对纸质签单不符",
    "scheduled": "定时发布",
    "held": "暂缓发布",
    "release_cancelled": "取消发布单",
    "released": "发布",
    "published": "公开",
    "emergency_asked": "提出应急公开",
    "emergency_declined": "应急公开未获复核或撤回",
    "emergency_confirmed": "应急公开补审完成",
    "withdrawn": "撤回（保留并标注）",
    "error": "误发撤除",
    "replaced": "被替代（转址）",
    "superseded": "被新版替代",
    "taken_down": "应急下架",
    "takedown_confirmed": "确认应急下架",
    "restored": "恢复公开",
    "cleaned_up": "办结清理任务",
    "archived": "归档下线",
    "closed_not_public": "办结为不主动公开",
    "discarded": "作废",
    "erasure_asked": "提出删除内容",
    "erased": "删除内容",
    "placed": "调整栏目",
    "taken_out_of_batch": "移出导入批次",
}


@dataclass(frozen=True)
class TrailStep:
    """One thing that was done. `code` is the short code of the text it was done to, where it was done to a text."""

    at: datetime
    what: str
    person: str
    role: str = ""
    opinion: str = ""
    code: str = ""
    ticks: tuple[str, ...] = ()
    action: str = ""


@dataclass
class _Facts:
    """Rows that audit entries point at, by id."""

    signatures: dict[int, Signature] = field(default_factory=dict)
    returns: dict[int, Return] = field(default_factory=dict)
    revisions: dict[int, Revision] = field(default_factory=dict)
    corrections: dict[int, Correction] = field(default_factory=dict)
    findings: dict[int, Finding] = field(default_factory=dict)
    takedowns: dict[int, Takedown] = field(default_factory=dict)
    requests: dict[int, EmergencyRequest] = field(default_factory=dict)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    erasures: list[Erasure] = field(default_factory=list)
    tasks: list[CleanupTask] = field(default_factory=list)


def trail_of(edition: Edition) -> list[TrailStep]:
    """Every recorded act on an edition and on the releases that it was in, oldest first."""
    facts = _facts_of(edition)
    entries = [*audit.entries_about(edition)]
    for release in Release.objects.filter(items__edition=edition):
        entries += audit.entries_about(release)
    return [_step(entry, facts) for entry in sorted(entries, key=lambda entry: entry.seq)]


def _facts_of(edition: Edition) -> _Facts:
    mine = {"revision__edition": edition}
    return _Facts(
        signatures=Signature.objects.select_related("secrecy", "scanned_by", "confirmed_by", "revision")
        .filter(**mine)
        .in_bulk(),
        returns=Return.objects.select_related("revision").filter(**mine).in_bulk(),
        revisions=edition.revisions.in_bulk(),
        corrections=Correction.objects.select_related("revision").filter(**mine).in_bulk(),
        findings=Finding.objects.select_related("revision").filter(waived_at__isnull=False, **mine).in_bulk(),
        takedowns=edition.takedowns.in_bulk(),
        requests=edition.emergency_requests.select_related("revision").in_bulk(),
        withdrawals=list(edition.withdrawals.all()),
        erasures=list(Erasure.objects.select_related("revision").filter(**mine)),
        tasks=list(edition.cleanup_tasks.exclude(decision="")),
    )


def _step(entry: Any, facts: _Facts) -> TrailStep:
    action = entry.action.removeprefix("publishing.")
    details = audit.details_of(entry)
    told = _TELLERS.get(action, _plainly)(details, facts)
    return TrailStep(
        **{
            "at": entry.at,
            "what": ACTIONS.get(action, action),
            "person": entry.actor_name or "系统",
            "role": entry.actor_role,
            "action": action,
            **told,
        }
    )


Told = dict[str, Any]


def _plainly(details: Told, facts: _Facts) -> Told:
    revision = facts.revisions.get(details.get("revision", 0))
    return {"opinion": str(details.get("reason", "")), "code": revision.short_code if revision else ""}


def _saved(details: Told, facts: _Facts) -> Told:
    revision = facts.revisions.get(details.get("revision", 0))
    if revision is None:
        return {}
    note = f"第{revision.number}稿" + (f"：{revision.note}" if revision.note else "")
    if revision.drafter_name:
        note += f"（供稿人：{revision.drafter_name}{'，录入原稿' if revision.typed_only else ''}）"
    return {"opinion": note, "code": revision.short_code}


def _signed(details: Told, facts: _Facts) -> Told:
    signature = facts.signatures.get(details.get("signature", 0))
    if signature is None:
        return {"what": STEP_NAMES.get(details.get("step", ""), "签署")}
    names = dict(GATES)
    ticks = [names.get(gate, gate) for gate in signature.gates] + ["已校对"] * signature.proof_read
    return {
        "what": signature.step_name,
        "person": _signer(signature),
        "role": signature.signer_role,
        "opinion": "；".join(_said(signature)),
        "code": signature.revision.short_code,
        "ticks": tuple(ticks),
    }


def _signer(signature: Signature) -> str:
    lent = f"（代{signature.on_behalf_of_name}）" if signature.on_behalf_of_name else ""
    return signature.signer_name + lent


def _said(signature: Signature) -> Iterable[str]:
    secrecy = getattr(signature, "secrecy", None)
    if secrecy is not None:
        answers = (
            ("国家秘密", secrecy.state_secret),
            ("工作秘密", secrecy.work_secret),
            ("敏感信息", secrecy.sensitive),
            ("汇聚风险", secrecy.aggregation),
        )
        yield "、".join(f"{name}{'有' if found else '无'}" for name, found in answers)
        yield f"结论：{secrecy.get_conclusion_display()}；依据：{secrecy.basis}"
    if signature.opinion:
        yield signature.opinion
    if signature.scanned_by and signature.confirmed_by:
        day = localtime(signature.signed_at).date()
        yield f"{day}纸质签署，{signature.scanned_by.name}扫描，{signature.confirmed_by.name}核对"


def _returned(details: Told, facts: _Facts) -> Told:
    row = facts.returns.get(details.get("return", 0))
    if row is None:
        return {}
    gate = f"（{dict(GATES)[row.gate]}）" if row.gate in dict(GATES) else ""
    return {
        "what": f"{row.get_step_display()}退回{gate}",
        "person": row.returned_by_name,
        "opinion": row.reason,
        "code": row.revision.short_code,
    }


def _correction(details: Told, facts: _Facts) -> Told:
    row = facts.corrections.get(details.get("correction", 0))
    if row is None:
        return {}
    reason = f"（{row.reason}）" if row.reason else ""
    return {"opinion": f"“{row.before}”改为“{row.after}”{reason}", "code": row.revision.short_code}


def _waived(details: Told, facts: _Facts) -> Told:
    row = facts.findings.get(details.get("finding", 0))
    if row is None:
        return {}
    return {"opinion": f"{row.message}说明：{row.waived_reason}", "code": row.revision.short_code}


def _emergency(details: Told, facts: _Facts) -> Told:
    row = facts.requests.get(details.get("request", 0))
    return {"opinion": row.reason, "code": row.revision.short_code} if row else {}


def _taken_down(details: Told, facts: _Facts) -> Told:
    row = facts.takedowns.get(details.get("takedown", 0))
    return {"opinion": row.reason} if row else {}


def _takedown_confirmed(details: Told, facts: _Facts) -> Told:
    verdict = "维持下架" if details.get("upheld") else "不维持，恢复公开"
    said = [row.confirmed_reason for row in facts.takedowns.values() if row.upheld == details.get("upheld")]
    return {"opinion": "；".join([verdict, *said[:1]])}


def _withdrawn(details: Told, facts: _Facts) -> Told:
    return {"opinion": "；".join(row.reason for row in facts.withdrawals)}


def _scheduled(details: Told, facts: _Facts) -> Told:
    moment = parse_datetime(str(details.get("at", "")))
    return {"opinion": f"定于 {localtime(moment):%Y-%m-%d %H:%M}" if moment else ""}


def _cleaned_up(details: Told, facts: _Facts) -> Told:
    decision = str(details.get("decision", ""))
    said = [task.decision_reason for task in facts.tasks if task.decision == decision]
    return {"opinion": "；".join([dict(CLEANUP_DECISIONS).get(decision, ""), *said[-1:]])}


def _closed(details: Told, facts: _Facts) -> Told:
    return {"opinion": dict(ATTRIBUTES).get(details.get("attribute", ""), "")}


def _erased(details: Told, facts: _Facts) -> Told:
    said = [row.reason for row in facts.erasures if row.revision_id == details.get("revision")]
    return {**_plainly(details, facts), "opinion": "；".join(said)}


_TELLERS = {
    "saved": _saved,
    "signed": _signed,
    "returned": _returned,
    "correction_proposed": _correction,
    "correction_accepted": _correction,
    "correction_declined": _correction,
    "finding_waived": _waived,
    "emergency_asked": _emergency,
    "emergency_declined": _emergency,
    "taken_down": _taken_down,
    "takedown_confirmed": _takedown_confirmed,
    "withdrawn": _withdrawn,
    "error": _withdrawn,
    "replaced": _withdrawn,
    "scheduled": _scheduled,
    "cleaned_up": _cleaned_up,
    "closed_not_public": _closed,
    "erasure_asked": _erased,
    "erased": _erased,
}
