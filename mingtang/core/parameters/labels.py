"""The parameters that local rules may tighten, declared in code with the national value, which is the floor. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingtang.law.publication import LIMITS, UNITS


class Direction(StrEnum):
    """Which way a local rule may go: time limits of organs shorter, duties and people's limits higher."""

    MAY_SHORTEN = "may_shorten"
    MAY_RAISE = "may_raise"


@dataclass(frozen=True)
class Parameter:
    """A number that the law fixes and a local rule may tighten."""

    name: str
    meaning: str
    national: int
    unit: str
    article: str
    direction: Direction
    # Where no national rule fixes the number, `national` is a bound that never counts; people read that there is none.
    has_national_rule: bool = True

    def in_words(self, value: int) -> str:
        """A value with its unit."""
        return f"{value}{self.unit}" if self.has_national_rule or value != self.national else "没有规定"

    def is_laxer(self, value: int) -> bool:
        """Whether a value falls behind the national one."""
        return value > self.national if self.direction is Direction.MAY_SHORTEN else value < self.national

    @property
    def floor(self) -> str:
        """The national rule in words."""
        if not self.has_national_rule:
            return f"{self.meaning}，国家没有统一规定"
        bound = "不得长于" if self.direction is Direction.MAY_SHORTEN else "不得低于"
        return f"{self.meaning}{bound}国家规定的{self.national}{self.unit}"


DECLARED: dict[str, Parameter] = {}


def declare(parameter: Parameter) -> Parameter:
    """Make a parameter known. Apps declare theirs when they start; two of one name are a mistake."""
    if DECLARED.setdefault(parameter.name, parameter) != parameter:
        raise ValueError(f"parameter {parameter.name} is declared twice, differently")
    return parameter


for _limit in LIMITS.values():
    declare(
        Parameter(
            name=f"publication.{_limit.code}",
            meaning=f"{_limit.name}的期限",
            national=_limit.length,
            unit=UNITS[_limit.unit],
            article=_limit.article,
            direction=Direction.MAY_SHORTEN,
        )
    )
