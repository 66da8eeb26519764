"""高效办成一件事: gathering items on a topic, choosing fields by three numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.labels import KINDS
from mingtang.policies.models import TopicCandidate, TopicMember
from mingtang.policies.models.topics import CANDIDATE_STATES, MEMBER_ROLES
from mingtang.policies.permissions.publications import NOT_MINE, may_work_on
from mingtang.policies.queries.topics import steps_of, volume_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition, Publication, PublicChange

TOPIC = "one_thing_topic"


class MayNotGather(Refused):
    """A topic may not be worked on so."""


def gathering_refusals(
    topic: Publication, item: Publication | None, *, role: str, step: str, by: Any, on: date
) -> list[Refusal]:
    """Why a person may not put this item on this topic."""
    reasons = [] if may_work_on(by, topic, on) else [NOT_MINE]
    if topic.kind.code != TOPIC:
        reasons.append(Refusal("这条信息不是“一件事”专题。"))
    if role not in dict(MEMBER_ROLES):
        reasons.append(Refusal("请选择这条信息在专题中的作用。"))
    if step and step not in {found.name for found in steps_of(topic.pk)}:
        reasons.append(Refusal(f"专题的办理环节中没有“{step}”，请先在专题文本中写明并发布。"))
    return reasons + _item_refusals(topic, item, step)


def _item_refusals(topic: Publication, item: Publication | None, step: str) -> list[Refusal]:
    if item is None:
        return [Refusal("没有这条信息。请填写已公开信息的网址或公开编号。")]
    reasons = []
    if item.pk == topic.pk:
        reasons.append(Refusal("不能把专题列入自身。"))
    if not LiveEdition.objects.filter(publication=item).exists():
        reasons.append(Refusal("这条信息没有公开。专题只集成已公开的信息。"))
    if TopicMember.objects.filter(topic=topic, item=item, step=step).exists():
        reasons.append(Refusal("这条信息已经列在这个环节。"))
    return reasons


@transaction.atomic
def gather(
    topic: Publication, item: Publication | None, *, role: str, step: str = "", by: Any, on: date
) -> TopicMember:
    """Put a public item of any unit and level on a topic; the item itself stays where it is."""
    reasons = gathering_refusals(topic, item, role=role, step=step, by=by, on=on)
    if reasons or item is None:
        raise MayNotGather(reasons)
    last = TopicMember.objects.filter(topic=topic).aggregate(last=Max("order"))["last"] or 0
    member = TopicMember.objects.create(
        topic=topic,
        item=item,
        role=role,
        step=step,
        order=last + 1,
        added_on=on,
        added_by=by,
        added_by_name=by.name,
    )
    _tell(topic, item)
    audit.record("policies.gathered", about=topic, by=by, details={"item": item.pk, "role": role})
    return member


@transaction.atomic
def let_go(member: TopicMember, *, reason: str, by: Any, on: date) -> None:
    """Take an item off a topic, with the reason."""
    reasons = [] if may_work_on(by, member.topic, on) else [NOT_MINE]
    if len(reason.strip()) < 2:
        reasons.append(Refusal("请写明移出的理由。"))
    if reasons:
        raise MayNotGather(reasons)
    details = {"item": member.item_id, "role": member.role, "reason": reason.strip()}
    audit.record("policies.let_go", about=member.topic, by=by, details=details)
    _tell(member.topic, member.item)
    member.delete()


@transaction.atomic
def move(member: TopicMember, *, up: bool, by: Any, on: date) -> None:
    """Move an item up or down on its topic by one place."""
    if not may_work_on(by, member.topic, on):
        raise MayNotGather(NOT_MINE)
    rows = list(TopicMember.objects.select_for_update().filter(topic=member.topic_id).order_by("order", "pk"))
    here = next(place for place, row in enumerate(rows) if row.pk == member.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, 1):
        row.order = place
    TopicMember.objects.bulk_update(rows, ["order"])
    _tell(member.topic)
    audit.record("policies.topic_ordered", about=member.topic, by=by, details={"item": member.item_id})


def _tell(*changed: Publication) -> None:
    """Let caches forget the pages that now say something else."""
    PublicChange.objects.bulk_create(PublicChange(public_id=one.public_id) for one in changed)


# --- candidates


def candidate_refusals(facts: dict[str, Any], *, by: Any, on: date) -> list[Refusal]:
    """What is missing of a candidate field: no number without its source."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办登记候选领域。")]
    if not str(facts.get("name", "")).strip():
        reasons.append(Refusal("请写明领域或者“一件事”的名称。"))
    for name, words in (("attention", "关注度"), ("demand", "办件量")):
        if facts.get(name) is None:
            reasons.append(Refusal(f"请填写{words}。"))
        if not str(facts.get(f"{name}_source", "")).strip():
            reasons.append(Refusal(f"请写明{words}数据的来源，如统计表名称和时段。"))
    if not str(facts.get("words", "")).strip():
        reasons.append(Refusal("请填写政策标题用词，用来统计政策体量。"))
    return reasons


@transaction.atomic
def enter_candidate(facts: dict[str, Any], *, by: Any, on: date) -> TopicCandidate:
    """Enter a candidate field with its numbers, or correct it; the volume of policy is counted here."""
    reasons = candidate_refusals(facts, by=by, on=on)
    if not reasons and TopicCandidate.objects.filter(year=facts["year"], name=facts["name"]).exists():
        reasons.append(Refusal(f"{facts['year']}年度已登记“{facts['name']}”。"))
    if reasons:
        raise MayNotGather(reasons)
    candidate = TopicCandidate.objects.create(
        **facts,
        volume=volume_of(facts["words"], KINDS, on),
        counted_on=on,
        entered_by=by,
        entered_by_name=by.name,
    )
    audit.record("policies.candidate_entered", about=candidate, by=by, details={"volume": candidate.volume})
    return candidate


@transaction.atomic
def recount(candidate: TopicCandidate, *, by: Any, on: date) -> TopicCandidate:
    """Count the policies of a candidate field anew."""
    if not publishing.is_office(by, on):
        raise MayNotGather("由政务公开办统计。")
    candidate.volume, candidate.counted_on = volume_of(candidate.words, KINDS, on), on
    candidate.save(update_fields=["volume", "counted_on"])
    audit.record("policies.candidate_counted", about=candidate, by=by, details={"volume": candidate.volume})
    return candidate


@transaction.atomic
def decide_candidate(
    candidate: TopicCandidate, *, state: str, reason: str, topic: Publication | None, by: Any, on: date
) -> TopicCandidate:
    """Choose a field, or leave it, with the reason; a chosen one may name its topic."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办决定。")]
    if state not in dict(CANDIDATE_STATES) or state == "open":
        reasons.append(Refusal("请选择“选定”或者“暂不选”。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请对照三项数字写明理由（至少4个字）。"))
    if topic is not None and topic.kind.code != TOPIC:
        reasons.append(Refusal("所填的信息不是“一件事”专题。"))
    if reasons:
        raise MayNotGather(reasons)
    candidate.state, candidate.reason, candidate.topic = state, reason.strip(), topic
    candidate.save(update_fields=["state", "reason", "topic"])
    audit.record("policies.candidate_decided", about=candidate, by=by, details={"state": state})
    return candidate
