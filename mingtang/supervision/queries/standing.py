"""How tasks and their units' parts stand on a day: read for a page of tasks at once, never one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from mingtang.core.design.api import Tag
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.analysis import lights
from mingtang.supervision.analysis.lights import PartFacts
from mingtang.supervision.labels import LIGHT_TONES, LIGHTS, STANDING_TONES, STANDINGS
from mingtang.supervision.models import (
    Evidence,
    IndicatorBinding,
    IndicatorReading,
    Report,
    Round,
    Task,
    TaskUnit,
)

RULE = lights.RULE
LIGHT_NAMES, STANDING_NAMES = dict(LIGHTS), dict(STANDINGS)
SAID = ("submitted", "accepted")


@dataclass(frozen=True)
class PartStanding:
    """One part, with its standing, its light and the reason for it."""

    part: TaskUnit
    facts: PartFacts
    standing: str
    light: str
    why: str

    @property
    def light_tag(self) -> Tag:
        return Tag(LIGHT_NAMES[self.light], LIGHT_TONES[self.light])

    @property
    def standing_tag(self) -> Tag:
        return Tag(STANDING_NAMES[self.standing], STANDING_TONES[self.standing])


@dataclass(frozen=True)
class TaskStanding:
    """A task stands as the worst of its parts; an ended one, and one without units, has no light."""

    parts: list[PartStanding] = field(default_factory=list)

    @property
    def standing(self) -> str:
        return lights.worst_standing(row.standing for row in self.parts)

    @property
    def light(self) -> str:
        return lights.worst_light(row.light for row in self.parts)

    @property
    def proven(self) -> int:
        return sum(row.standing == "proven" for row in self.parts)

    @property
    def light_tag(self) -> Tag:
        return Tag(LIGHT_NAMES.get(self.light, "不评定"), LIGHT_TONES.get(self.light, "neutral"))

    @property
    def standing_tag(self) -> Tag:
        return Tag(STANDING_NAMES.get(self.standing, "不评定"), STANDING_TONES.get(self.standing, "neutral"))


def standing_of(tasks: Iterable[Task], on: date) -> dict[int, TaskStanding]:
    """How tasks stand on a day, by their keys, in six queries however many they are."""
    listed = {task.pk: task for task in tasks}
    parts = list(
        taking_part(on)
        .filter(task__in=listed)
        .select_related("organisation")
        .annotate(said=Exists(_said(on)))
        .order_by("task", "-role", "pk")
    )
    rounds = _newest_rounds({task.plan_id for task in listed.values()}, on)
    told = _Told(
        rounds,
        _proofs(parts, on),
        _answers(parts, rounds, on),
        _measured(listed, on),
    )
    found = {pk: TaskStanding() for pk in listed}
    for part in parts:
        part.task = task = listed[part.task_id]
        if task.state != "ended":
            found[task.pk].parts.append(_stand(part, told.facts(part, task), on))
    return found


def taking_part(on: date) -> QuerySet[TaskUnit]:
    """The parts of units that were in their tasks on a day."""
    came, stayed = Q(joined_on=None) | Q(joined_on__lte=on), Q(left_on=None) | Q(left_on__gt=on)
    return TaskUnit.objects.filter(came, stayed)


def _stand(part: TaskUnit, facts: PartFacts, on: date) -> PartStanding:
    return PartStanding(
        part, facts, lights.standing(facts, on), lights.light(facts, on), lights.why(facts, on)
    )


def _said(on: date) -> QuerySet[Report]:
    return Report.objects.filter(part=OuterRef("pk"), state__in=SAID, submitted_at__lt=_midnight_after(on))


def _midnight_after(on: date) -> datetime:
    return make_aware(datetime.combine(on + timedelta(days=1), time.min))


@dataclass(frozen=True)
class _Proof:
    state: str
    claimed_on: date


@dataclass(frozen=True)
class _Answer:
    """Of one part: whether the newest month or quarter has its report (None: not asked), and whether a round waits."""

    newest: bool | None = None
    waits: bool = False


@dataclass(frozen=True)
class _Told:
    """What was read for a page of tasks."""

    rounds: Mapping[int, Round]
    proofs: Mapping[int, list[_Proof]]
    answers: Mapping[int, _Answer]
    measured: Mapping[int, Mapping[int, bool]]

    def facts(self, part: TaskUnit, task: Task) -> PartFacts:
        newest = self.rounds.get(task.plan_id)
        proofs = self.proofs.get(part.pk, [])
        if task.is_standing and newest:
            # A standing task is proven anew for each round.
            proofs = [proof for proof in proofs if proof.claimed_on >= newest.first_day]
        answer = self.answers.get(part.pk, _Answer())
        return PartFacts(
            due_on=_due_day(part, task, newest),
            breakdown_due_on=part.breakdown_due_on,
            broken_down_on=part.broken_down_on,
            proven=self._is_measured(part) or any(proof.state == "proven" for proof in proofs),
            claims=bool(proofs) or self._says(part, task, answer.newest),
            round_open=answer.waits,
        )

    def _is_measured(self, part: TaskUnit) -> bool:
        return self.measured.get(part.task_id, {}).get(part.organisation_id, False)

    def _says(self, part: TaskUnit, task: Task, answer: bool | None) -> bool:
        return bool(answer) if task.is_standing and answer is not None else bool(part.said)  # type: ignore[attr-defined]


def _due_day(part: TaskUnit, task: Task, newest: Round | None) -> date | None:
    """A standing task is due with its round, another one when the plan says; the unit's own day is earlier advice.

    A round that was over before the unit joined is not asked of it.
    """
    if task.is_standing:
        was_there = newest and (part.joined_on is None or part.joined_on <= newest.due_on)
        return newest.due_on if newest and was_there else None
    return task.due_on


def _newest_rounds(plans: set[int], on: date) -> dict[int, Round]:
    """The newest month or quarter of each plan that had opened by a day; a node asks, but proves nothing anew."""
    rows = Round.objects.filter(plan__in=plans, opened_at__isnull=False, opens_on__lte=on).exclude(
        kind="node"
    )
    return {row.plan_id: row for row in rows.order_by("last_day", "pk")}


def _proofs(parts: Sequence[TaskUnit], on: date) -> dict[int, list[_Proof]]:
    """What units claimed by a day and what of it was verified by then; what is public or complete no more proves nothing."""
    public = LiveEdition.objects.filter(publication=OuterRef("publication"), withdrawn=False)
    rows = (
        Evidence.objects.filter(part__in=[part.pk for part in parts])
        .annotate(is_public=Exists(public))
        .values_list(
            "part_id", "kind", "state", "claimed_at", "judged_at", "is_public", "file__state", "record__state"
        )
    )
    found: dict[int, list[_Proof]] = {}
    for part, kind, state, claimed_at, judged_at, is_public, file_state, record_state in rows:
        is_sound = {
            "publication": is_public,
            "file": file_state == "clean",
            "record": record_state == "complete",
        }
        if localdate(claimed_at) > on or not is_sound[kind]:
            continue
        then = state if judged_at and localdate(judged_at) <= on else "claimed"
        if then != "returned":
            found.setdefault(part, []).append(_Proof(then, localdate(claimed_at)))
    return found


def _answers(parts: Sequence[TaskUnit], rounds: Mapping[int, Round], on: date) -> dict[int, _Answer]:
    """Whether the newest round has an answer of each part that it asked, and whether any open round waits for one."""
    newest = {row.pk for row in rounds.values()}
    nodes = Q(round__kind="node", round__closed_at=None, round__opens_on__lte=on)
    rows = Report.objects.filter(
        Q(round__in=newest) | nodes, part__in=[part.pk for part in parts], round__opened_at__isnull=False
    ).values_list("part_id", "round_id", "state", "submitted_at")
    found: dict[int, _Answer] = {}
    for part, round_, state, submitted_at in rows:
        is_in = state in SAID and submitted_at is not None and localdate(submitted_at) <= on
        before = found.get(part, _Answer())
        found[part] = _Answer(is_in if round_ in newest else before.newest, before.waits or not is_in)
    return found


def _measured(tasks: Mapping[int, Task], on: date) -> dict[int, dict[int, bool]]:
    """Of tasks with measured indicators: the bodies whose newest readings all meet what was bound."""
    bindings = dict(IndicatorBinding.objects.filter(task__in=tasks).values_list("pk", "task_id"))
    rows = (
        IndicatorReading.objects.filter(binding__in=bindings, as_of__lt=_midnight_after(on))
        .order_by("as_of", "pk")
        .values_list("binding_id", "organisation_id", "meets")
    )
    newest = {(binding, body): meets for binding, body, meets in rows}
    wanted: dict[int, int] = {}
    for task in bindings.values():
        wanted[task] = wanted.get(task, 0) + 1
    met: dict[int, dict[int, int]] = {}
    for (binding, body), meets in newest.items():
        bodies = met.setdefault(bindings[binding], {})
        bodies[body] = bodies.get(body, 0) + bool(meets)
    return {
        task: {body: count == wanted[task] for body, count in bodies.items()} for task, bodies in met.items()
    }
