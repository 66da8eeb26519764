"""Where a source's claim of validity and the computed state disagree. The claim is kept, never followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingtang.law.validity import Force, State, state_on
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.queries.validity import law_facts, standing_facts

# What sources write, and whether it claims that the document holds. 试行 says nothing of force.
CLAIMS = {
    "现行有效": True,
    "有效": True,
    "现行": True,
    "已修改": True,
    "废止或失效": False,
    "废止": False,
    "已废止": False,
    "失效": False,
    "已失效": False,
    "无效": False,
}
CLASSES = {
    "amended_claimed_ended": "来源称已废止或失效，实为被题为“废止和修改……”的决定所修改",
    "claimed_ended": "来源称已废止或失效，库中没有废止、失效的依据",
    "superseded_claimed_holding": "来源称现行有效，实为已被同名新版本替代的旧文本",
    "repealed_claimed_holding": "来源称现行有效，实为已被其他文件废止",
    "lapsed_claimed_holding": "来源称现行有效，实为有效期已满",
    "not_yet_claimed_holding": "来源称现行有效，实为尚未施行",
    "otherwise_claimed_holding": "来源称现行有效，实为停止执行、宣布失效或被撤销",
}
AT_ONCE = 1000


@dataclass(frozen=True)
class Disagreement:
    """One document whose source claims another state than its facts give."""

    policy: Policy
    claimed: str
    state: State
    sort: str


def disagreements(on: date) -> Iterator[Disagreement]:
    """All documents of the library with a claim that the facts do not bear out on a day."""
    rows = Policy.objects.exclude(claimed_status="").order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        facts = standing_facts(part)
        for policy in rows.filter(pk__in=part):
            state = state_on(law_facts(facts[policy.pk]), on)
            if sort := _sort(policy.claimed_status, state, facts[policy.pk]):
                yield Disagreement(policy, policy.claimed_status, state, sort)


def _sort(claimed: str, state: State, facts: list[ValidityFact]) -> str:
    holds = CLAIMS.get(claimed)
    if holds is None or holds == state.force.holds:
        return ""
    if not holds:
        mixed = any(fact.kind == "amended" and "废止" in fact.document_title for fact in facts)
        return "amended_claimed_ended" if mixed else "claimed_ended"
    if state.force is Force.REPEALED:
        kinds = {fact.kind.value for fact in state.because}
        return "repealed_claimed_holding" if "repealed" in kinds else "superseded_claimed_holding"
    by_force = {Force.EXPIRED: "lapsed_claimed_holding", Force.NOT_YET: "not_yet_claimed_holding"}
    return by_force.get(state.force, "otherwise_claimed_holding")
