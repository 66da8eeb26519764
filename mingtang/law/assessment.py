"""考核评价: how points follow from facts, and which schemes may not be used.

政府信息公开条例 art. 46 asks for 考核制度、社会评议制度和责任追究制度 and leaves the arithmetic to each government; this is
the arithmetic. 整治数字形式主义: no indicator may reward the mere number of items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Literal

from mingtang.law.reasons import Reason

REGULATION = "《中华人民共和国政府信息公开条例》第四十六条"
WHOLE = Decimal(100)
NOTHING = Decimal(0)
_CENT = Decimal("0.01")

Kind = Literal["share", "steps", "minimum", "count", "deduct", "hand"]


@dataclass(frozen=True)
class Rule:
    """How one indicator earns its points. What a kind does not use stays as it is here."""

    kind: Kind
    # steps: (at least so many percent, then so many percent of the weight), in any order.
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    # minimum: 不少于…次.
    times: int = 0
    # count, deduct: points for each.
    each: Decimal = NOTHING
    # count: items beyond this number earn nothing; without it the rule may not be used.
    at_most: int | None = None


@dataclass(frozen=True)
class Indicator:
    """One line of a scheme."""

    code: str
    name: str
    weight: Decimal
    rule: Rule


@dataclass(frozen=True)
class Fact:
    """What was measured of one unit: `value` out of `of`; for deductions `value` counts the violations."""

    value: int
    of: int
    rows_url: str
    as_of: datetime


@dataclass(frozen=True)
class ByHand:
    """Points that a person gave, with the reason."""

    points: Decimal
    reason: str


@dataclass(frozen=True)
class Line:
    """One score line: its points, the rule in words, and the fact. No points: somebody must still give them."""

    code: str
    weight: Decimal
    points: Decimal | None
    rule: str
    fact: Fact | None
    note: str = ""


# --- scoring


def score(scheme: Iterable[Indicator], facts: Mapping[str, Fact | ByHand]) -> list[Line]:
    """A line for each indicator in the order of the scheme. An indicator without a fact gets no points and says so."""
    return [_line(indicator, facts.get(indicator.code)) for indicator in scheme]


def _line(indicator: Indicator, fact: Fact | ByHand | None) -> Line:
    rule = words(indicator.rule, indicator.weight)
    if isinstance(fact, ByHand):
        points = rounded(_within(fact.points, indicator.weight))
        return Line(indicator.code, indicator.weight, points, rule, None, fact.reason)
    if fact is None or indicator.rule.kind == "hand":
        note = (
            "须由人工评分并写明理由"
            if indicator.rule.kind == "hand"
            else "没有系统数据，须由人工评分并写明理由"
        )
        return Line(indicator.code, indicator.weight, None, rule, None, note)
    points, note = _EARNED[indicator.rule.kind](indicator.rule, indicator.weight, fact)
    return Line(
        indicator.code, indicator.weight, rounded(_within(points, indicator.weight)), rule, fact, note
    )


def rounded(points: Decimal) -> Decimal:
    """Points with two places, half up."""
    return points.quantize(_CENT, rounding=ROUND_HALF_UP)


def _within(points: Decimal, weight: Decimal) -> Decimal:
    return min(max(points, NOTHING), weight)


Earned = tuple[Decimal, str]


def _share(rule: Rule, weight: Decimal, fact: Fact) -> Earned:
    if fact.of == 0:
        return _of_nothing(weight, fact)
    return weight * fact.value / fact.of, f"{fact.value}/{fact.of}"


def _steps(rule: Rule, weight: Decimal, fact: Fact) -> Earned:
    if fact.of == 0:
        return _of_nothing(weight, fact)
    percent = WHOLE * fact.value / fact.of
    reached = [earned for least, earned in rule.steps if percent >= least]
    return weight * max(
        reached, default=NOTHING
    ) / WHOLE, f"{fact.value}/{fact.of}，{_number(rounded(percent))}%"


def _of_nothing(weight: Decimal, fact: Fact) -> Earned:
    """Whoever owes nothing loses nothing; but a count is no share."""
    if fact.value:
        return NOTHING, "指标没有应有数，不能按比例计分，请核对计分规则"
    return weight, "没有应办事项，不扣分"


def _minimum(rule: Rule, weight: Decimal, fact: Fact) -> Earned:
    counted = min(fact.value, rule.times)
    beyond = "，超过部分不加分" if fact.value > rule.times else ""
    return weight * counted / rule.times, f"{fact.value}次，应不少于{rule.times}次{beyond}"


def _count(rule: Rule, weight: Decimal, fact: Fact) -> Earned:
    most = 0 if rule.at_most is None else rule.at_most
    counted = min(fact.value, most)
    beyond = f"，计{counted}项" if fact.value > counted else ""
    return rule.each * counted, f"{fact.value}项{beyond}"


def _deduct(rule: Rule, weight: Decimal, fact: Fact) -> Earned:
    lost = rule.each * fact.value
    floor = "，扣完为止" if lost > weight else ""
    return weight - lost, f"{fact.value}处，扣{_number(min(lost, weight))}分{floor}"


_EARNED: dict[str, Callable[[Rule, Decimal, Fact], Earned]] = {
    "share": _share,
    "steps": _steps,
    "minimum": _minimum,
    "count": _count,
    "deduct": _deduct,
}


def total(lines: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The total out of 100 of lines (weight, points): what does not apply to a unit is absent, and the rest is scaled up.

    None while a line has no points.
    """
    rows = list(lines)
    weight = sum((row[0] for row in rows), NOTHING)
    if not weight or any(points is None for _, points in rows):
        return None
    earned = sum((points for _, points in rows if points is not None), NOTHING)
    return rounded(WHOLE * earned / weight)


def year_score(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The year's score from periods (weight, score), out of 100; of the year so far where later periods have none yet.

    None before any period has a score.
    """
    scored = [(weight, points) for weight, points in parts if points is not None]
    weight = sum((row[0] for row in scored), NOTHING)
    if not weight:
        return None
    return rounded(sum((w * points for w, points in scored), NOTHING) / weight)


# --- what may not be used


def scheme_refusals(scheme: Sequence[Indicator]) -> list[Reason]:
    """Why a scheme may not be put in force: weights that are not 100, rules that cannot be used."""
    if not scheme:
        return [Reason("还没有指标，请先添加。")]
    reasons = []
    whole = sum((indicator.weight for indicator in scheme), NOTHING)
    if whole != WHOLE:
        reasons.append(Reason(f"各项指标的分值合计为{_number(whole)}，应为100，请调整。"))
    codes = [indicator.code for indicator in scheme]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        reasons.append(Reason(f"指标编号“{code}”重复，请改用不同的编号。"))
    return reasons + [reason for indicator in scheme for reason in rule_refusals(indicator)]


def rule_refusals(indicator: Indicator) -> list[Reason]:
    """Why the rule of one indicator may not be used."""
    rule, name = indicator.rule, indicator.name
    reasons = [Reason(f"“{name}”的分值应大于0。")] if indicator.weight <= 0 else []
    if rule.kind == "steps" and not _are_steps(rule.steps):
        reasons.append(
            Reason(
                f"“{name}”的分档有误：每档写明达到百分之几得分值的百分之几，都在0至100之间，达到越多得分越多。"
            )
        )
    if rule.kind == "minimum" and rule.times < 1:
        reasons.append(Reason(f"“{name}”应写明不少于几次。"))
    if rule.kind in {"count", "deduct"} and rule.each <= 0:
        reasons.append(Reason(f"“{name}”应写明每项多少分。"))
    if rule.kind == "count":
        reasons += _counting_refusals(indicator)
    return reasons


def _counting_refusals(indicator: Indicator) -> list[Reason]:
    """AS-06: a number of items is rewarded up to what is asked, never for its own sake."""
    rule, name = indicator.rule, indicator.name
    if rule.at_most is None or rule.at_most < 1:
        return [
            Reason(
                f"“{name}”按数量计分而没有封顶，会鼓励以量取胜；请写明最多计几项，或者改为按比例、按不少于几次计分。",
                "整治数字形式主义",
            )
        ]
    full, weight = rule.each * rule.at_most, indicator.weight
    if full > weight:
        return [Reason(f"“{name}”计满得{_number(full)}分，超过分值{_number(weight)}分，请调整。")]
    return []


def _are_steps(steps: Sequence[tuple[Decimal, Decimal]]) -> bool:
    ordered = sorted(steps)
    numbers = [number for step in ordered for number in step]
    climbs = all(lower[1] < higher[1] for lower, higher in pairwise(ordered))
    return bool(steps) and climbs and all(NOTHING <= number <= WHOLE for number in numbers)


def period_refusals(weights: Sequence[Decimal]) -> list[Reason]:
    """Why periods with these weights do not make a year."""
    if not weights:
        return [Reason("还没有考核时段，请至少写明一个。")]
    if any(weight <= 0 for weight in weights) or sum(weights, NOTHING) != WHOLE:
        return [
            Reason(f"各考核时段的权重合计为{_number(sum(weights, NOTHING))}，应为100且每段都大于0，请调整。")
        ]
    return []


# --- rules as data and in words


def rule_from(data: Mapping[str, Any]) -> Rule:
    """The rule that data describe. ValueError where they describe none."""
    try:
        kind = data["kind"]
        if kind not in {*_EARNED, "hand"}:
            raise ValueError(kind)
        most = data.get("at_most")
        return Rule(
            kind=kind,
            steps=tuple(
                (Decimal(str(least)), Decimal(str(earned))) for least, earned in data.get("steps", ())
            ),
            times=int(data.get("times", 0)),
            each=Decimal(str(data.get("each", 0))),
            at_most=None if most is None else int(most),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ValueError("计分规则无法识别。") from error


def data_of(rule: Rule) -> dict[str, Any]:
    """The rule as data, with only what its kind uses."""
    data: dict[str, Any] = {"kind": rule.kind}
    if rule.kind == "steps":
        data["steps"] = [
            [_number(least), _number(earned)] for least, earned in sorted(rule.steps, reverse=True)
        ]
    if rule.kind == "minimum":
        data["times"] = rule.times
    if rule.kind in {"count", "deduct"}:
        data["each"] = _number(rule.each)
    if rule.kind == "count":
        data["at_most"] = rule.at_most
    return data


def words(rule: Rule, weight: Decimal) -> str:
    """The rule in plain Chinese words, as it stands beside every score."""
    full = _number(weight)
    if rule.kind == "share":
        return f"按完成比例计分，满分{full}分"
    if rule.kind == "steps":
        parts = [
            f"达到{_number(least)}%得{_number(weight * earned / WHOLE)}分"
            for least, earned in sorted(rule.steps, reverse=True)
        ]
        return "，".join([*parts, "未达到最低档的不得分"])
    if rule.kind == "minimum":
        return f"不少于{rule.times}次得{full}分，不足的按比例计分，超过的不加分"
    if rule.kind == "count":
        most = "没有封顶" if rule.at_most is None else f"最多计{rule.at_most}项"
        return f"每项{_number(rule.each)}分，{most}"
    if rule.kind == "deduct":
        return f"满分{full}分，每处扣{_number(rule.each)}分，扣完为止"
    return f"由政务公开办评分并写明理由，满分{full}分"


def _number(value: Decimal) -> str:
    """12.50 as 12.5, 12.00 as 12."""
    text = f"{rounded(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
