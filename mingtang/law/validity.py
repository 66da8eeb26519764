"""Whether a document holds on a day: from dated facts to intervals of force, and apart from force the mark 已修改.

立法法, arts. 61, 107 and 108; 规章制定程序条例, arts. 32 and 37; 国办发〔2018〕37号 (clean-up of 规范性文件).
The rule in prose, why which fact wins, and the worked cases: docs/law/validity.md.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Force(StrEnum):
    """效力: what a document's legal force is on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PARTLY = "partly"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    DECLARED_INVALID = "declared_invalid"
    REPEALED = "repealed"
    ANNULLED = "annulled"

    @property
    def label(self) -> str:
        return _FORCE_LABELS[self.value]

    @property
    def holds(self) -> bool:
        """Whether the document is part of the stock in force (LB-05): in force, maybe without some provisions."""
        return self in {Force.IN_FORCE, Force.PARTLY}

    @property
    def has_ended(self) -> bool:
        return self in _STRENGTH


_FORCE_LABELS = {
    "not_yet": "尚未施行",
    "in_force": "现行有效",
    "partly": "部分失效",
    "suspended": "停止执行",
    "expired": "失效",
    "declared_invalid": "宣布失效",
    "repealed": "废止",
    "annulled": "被撤销",
}
AMENDED_LABEL = "已修改"
# Which end wins where several have come: an act undoes more than a lapse, and annulment denies what repeal only ends.
_STRENGTH = {Force.EXPIRED: 1, Force.DECLARED_INVALID: 2, Force.REPEALED: 3, Force.ANNULLED: 4}


class FactKind(StrEnum):
    """效力事实: what happened to a document. `on` is the day from which it counts in law."""

    MADE = "made"
    TAKES_EFFECT = "takes_effect"
    AMENDED = "amended"
    SUPERSEDED = "superseded"  # another text of the same name has taken its place
    PARTLY_REPEALED = "partly_repealed"
    REPEALED = "repealed"
    DECLARED_INVALID = "declared_invalid"
    SUSPENDED = "suspended"  # until a day, or until it is resumed
    RESUMED = "resumed"
    ANNULLED = "annulled"
    CONFIRMED = "confirmed"  # maybe with a new last day
    EXPIRY = "expiry"  # `on` is the last day of the period, inclusive

    @property
    def label(self) -> str:
        return _FACT_LABELS[self.value]


_FACT_LABELS = {
    "made": "制定",
    "takes_effect": "施行",
    "amended": "修改",
    "superseded": "被新版本替代",
    "partly_repealed": "部分废止",
    "repealed": "废止",
    "declared_invalid": "宣布失效",
    "suspended": "停止执行",
    "resumed": "恢复执行",
    "annulled": "撤销",
    "confirmed": "确认继续有效",
    "expiry": "有效期届满",
}
_ENDS = {
    FactKind.DECLARED_INVALID: Force.DECLARED_INVALID,
    FactKind.REPEALED: Force.REPEALED,
    FactKind.SUPERSEDED: Force.REPEALED,
    FactKind.ANNULLED: Force.ANNULLED,
}


@dataclass(frozen=True)
class Fact:
    """One fact. `until` (inclusive) is the end of a suspension, or the new last day that a confirmation gives."""

    kind: FactKind
    on: date
    until: date | None = None
    document: str = ""
    key: int = 0

    def __str__(self) -> str:
        return f"{self.kind.value} {self.on}"


@dataclass(frozen=True)
class Interval:
    """A run of days of one force; None is an open side. `until` is inclusive, `because` what began it."""

    force: Force
    since: date | None
    until: date | None
    because: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class State:
    """What is true of a document on a day, since when, and the facts that make it so."""

    on: date
    force: Force
    since: date | None
    until: date | None
    amended: bool
    amended_since: date | None
    because: tuple[Fact, ...] = ()


def intervals(facts: Iterable[Fact]) -> tuple[Interval, ...]:
    """The whole life of a document in runs of days without gap, from the unknown past to the open future."""
    told = _in_order(facts)
    runs = [_run_from(None, told), *(_run_from(day, told) for day in _turns(told))]
    merged: list[Interval] = []
    for run in runs:
        if merged and merged[-1].force is run.force:
            continue
        if merged and run.since:
            merged[-1] = _ending(merged[-1], run.since - ONE_DAY)
        merged.append(run)
    return tuple(merged)


def state_on(facts: Iterable[Fact], on: date) -> State:
    """Force and mark of a document on a day, with the facts behind them."""
    told = _in_order(facts)
    run = next(i for i in reversed(intervals(told)) if i.since is None or i.since <= on)
    since = amended_since(told)
    amended = since is not None and since <= on
    marks = tuple(fact for fact in told if _changes(fact) and fact.on <= on) if amended else ()
    reasons = _force_on(told, on)[1]
    because = (*reasons, *(fact for fact in marks if fact not in reasons))
    return State(on, run.force, run.since, run.until, amended, since if amended else None, because)


def amended_since(facts: Iterable[Fact]) -> date | None:
    """The first day of the mark 已修改; None where nothing changed the document while there was one to change."""
    told = _in_order(facts)
    for fact in told:
        # What has ended by an act cannot be changed any more; the day before tells whether it had.
        if _changes(fact) and _force_on(told, fact.on - ONE_DAY)[0] not in _FINAL:
            return fact.on
    return None


_FINAL = {Force.DECLARED_INVALID, Force.REPEALED, Force.ANNULLED}


def last_day(effective_on: date, *, years: int = 0, months: int = 0) -> date:
    """The last day (inclusive) of a period that begins on a day: 有效期5年 from 2024-04-01 ends on 2029-03-31."""
    month = effective_on.month - 1 + months
    year = effective_on.year + years + month // 12
    month = month % 12 + 1
    day = min(effective_on.day, monthrange(year, month)[1])
    # From a month's last day that the end month does not have, the period ends with that month: 02-29 and 1 year is 02-28.
    return date(year, month, day) - (ONE_DAY if day == effective_on.day else timedelta(0))


def current_end(facts: Iterable[Fact], on: date) -> date | None:
    """The last day (inclusive) of the period that runs on a day, or that was over by it; None without a period."""
    return _last_day_of(_period_on(_in_order(facts), on))


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: (fact.on, fact.key)))


def _changes(fact: Fact) -> bool:
    return fact.kind in {FactKind.AMENDED, FactKind.SUPERSEDED}


def _turns(told: Sequence[Fact]) -> list[date]:
    """Days on which force may turn."""
    days = {fact.on for fact in told if fact.kind is not FactKind.EXPIRY}
    days |= {fact.on + ONE_DAY for fact in told if fact.kind is FactKind.EXPIRY}
    days |= {fact.until + ONE_DAY for fact in told if fact.until}
    return sorted(days)


def _run_from(day: date | None, told: Sequence[Fact]) -> Interval:
    force, because = _force_on(told, day or date.min)
    return Interval(force, day, None, because)


def _ending(run: Interval, until: date) -> Interval:
    return Interval(run.force, run.since, until, run.because)


def _force_on(told: Sequence[Fact], day: date) -> tuple[Force, tuple[Fact, ...]]:
    """Force on a day: an end wins over a beginning, a suspension over what it suspends, a gap over the whole."""
    begin = _begin(told)
    if end := _end_on(told, day):
        return end
    if begin is not None and day < begin.on:
        return Force.NOT_YET, (begin,)
    if halt := _halt_on(told, day):
        return Force.SUSPENDED, (halt,)
    basis: tuple[Fact, ...] = (begin,) if begin else ()
    basis += tuple(f for f in told if f.kind in {FactKind.CONFIRMED, FactKind.RESUMED} and f.on <= day)
    if gaps := tuple(f for f in told if f.kind is FactKind.PARTLY_REPEALED and f.on <= day):
        return Force.PARTLY, (*basis, *gaps)
    return Force.IN_FORCE, basis


def _begin(told: Sequence[Fact]) -> Fact | None:
    """The fact from which a document is applied. Where no text names a day, it is the day on which it was made."""
    # Nothing takes effect twice: a later day is a postponement (推迟施行).
    effective = [fact for fact in told if fact.kind is FactKind.TAKES_EFFECT]
    if effective:
        return effective[-1]
    return next((fact for fact in told if fact.kind is FactKind.MADE), None)


def _end_on(told: Sequence[Fact], day: date) -> tuple[Force, tuple[Fact, ...]] | None:
    """The strongest end that has come by a day, with its facts; of equal ones the first."""
    ends = [(_ENDS[fact.kind], fact) for fact in told if fact.kind in _ENDS and fact.on <= day]
    lapse = _lapse_on(told, day)
    if lapse:
        ends.append((Force.EXPIRED, lapse))
    if not ends:
        return None
    force = max((force for force, _ in ends), key=lambda force: _STRENGTH[force])
    first = min(fact.on for ended, fact in ends if ended is force)
    return force, tuple(fact for ended, fact in ends if ended is force and fact.on == first)


def _lapse_on(told: Sequence[Fact], day: date) -> Fact | None:
    """The fact by which a period is over on a day. A confirmation counts from its own day and never backwards."""
    period = _period_on(told, day)
    last = _last_day_of(period)
    return period if last and last < day else None


def _period_on(told: Sequence[Fact], day: date) -> Fact | None:
    """The fact that sets the period as it stands on a day."""
    # Of two periods that were stated the shorter counts: facts are in order of their days.
    period = next((fact for fact in told if fact.kind is FactKind.EXPIRY), None)
    for fact in told:
        if fact.kind is FactKind.CONFIRMED and fact.on <= day:
            period = fact if fact.until else _still_running(period, fact.on)
    return period


def _still_running(period: Fact | None, on: date) -> Fact | None:
    """What a confirmation without a new period leaves of the old one: all of it, or nothing where it was over."""
    last = _last_day_of(period)
    return period if last and last >= on else None


def _last_day_of(period: Fact | None) -> date | None:
    if period is None:
        return None
    return period.on if period.kind is FactKind.EXPIRY else period.until


def _halt_on(told: Sequence[Fact], day: date) -> Fact | None:
    """The suspension under which a document stands on a day."""
    for fact in reversed(told):
        if fact.kind is FactKind.RESUMED and fact.on <= day:
            return None
        if fact.kind is FactKind.SUSPENDED and fact.on <= day and (fact.until is None or day <= fact.until):
            return fact
    return None
