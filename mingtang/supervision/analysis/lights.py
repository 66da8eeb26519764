"""How a unit's part of a task stands, and its light. One rule, which pages show beside the light."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=30)
RULE = (
    "红灯：已过时限未印证，或者逾期未报送分解措施；黄灯：30日内到期未印证，或者本报送期未报；"
    "绿灯：已印证，或者未到期且按期报送。只有经他人核验的佐证、平台测量达标的指标才算印证；"
    "长期坚持的任务没有终点，按报送期评定，每期重新印证。"
)
_WORST_FIRST = ("overdue", "missing", "claimed", "proven")
_LIGHTS = ("red", "yellow", "green")


@dataclass(frozen=True)
class PartFacts:
    """What is known of one part on a day.

    `due_on` is the end of a task, for a standing one the last day of the newest round; `claims` says that the unit
    reported or handed in a proof; `round_open` that a round asks and has no answer.
    """

    due_on: date | None = None
    breakdown_due_on: date | None = None
    broken_down_on: date | None = None
    proven: bool = False
    claims: bool = False
    round_open: bool = False


def standing(facts: PartFacts, on: date) -> str:
    """`proven`, `overdue`, `claimed` or `missing`. Only what is proven counts."""
    if facts.proven:
        return "proven"
    if facts.due_on is not None and facts.due_on < on:
        return "overdue"
    return "claimed" if facts.claims else "missing"


def light(facts: PartFacts, on: date) -> str:
    """`red`, `yellow` or `green`, after `RULE`."""
    if facts.proven:
        return "green"
    if standing(facts, on) == "overdue" or is_breakdown_late(facts, on):
        return "red"
    is_soon = facts.due_on is not None and facts.due_on <= on + SOON
    return "yellow" if is_soon or facts.round_open else "green"


def is_breakdown_late(facts: PartFacts, on: date) -> bool:
    """Whether the breakdown is not filed though its day is over."""
    if facts.breakdown_due_on is None or facts.breakdown_due_on >= on:
        return False
    return facts.broken_down_on is None or facts.broken_down_on > on


def why(facts: PartFacts, on: date) -> str:
    """The reason for the light of a part, in Chinese."""
    if facts.proven:
        return "已印证"
    if facts.due_on is not None and facts.due_on < on:
        return f"时限{facts.due_on.isoformat()}已过，未印证"
    if is_breakdown_late(facts, on):
        return f"应于{_day(facts.breakdown_due_on)}前报送分解措施，未报"
    if facts.round_open:
        return "本报送期未报"
    if facts.due_on is not None and facts.due_on <= on + SOON:
        return f"{facts.due_on.isoformat()}到期，未印证"
    return "未到期"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def worst_standing(standings: Iterable[str]) -> str:
    """A task stands as the worst of its parts; empty without parts."""
    return _worst(_WORST_FIRST, standings)


def worst_light(lights: Iterable[str]) -> str:
    return _worst(_LIGHTS, lights)


def _worst(order: tuple[str, ...], found: Iterable[str]) -> str:
    present = set(found)
    return next((code for code in order if code in present), "")
