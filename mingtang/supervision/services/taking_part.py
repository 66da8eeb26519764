"""Who takes part in a task: units join and leave with an approved change. What those that left did stays to be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.urls import reverse

from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import Organisation, bodies, holders
from mingtang.core.refusals import Refusal
from mingtang.supervision.models import Report, Round, Task, TaskUnit
from mingtang.supervision.permissions.tasks import ACTING_ROLES
from mingtang.supervision.services.confirming import breakdown_due
from mingtang.supervision.services.keeping import keep

Roles = Mapping[int, str]


def roles_of(task: Task) -> dict[int, str]:
    """The units that take part now, each with its role."""
    rows = TaskUnit.objects.filter(task=task, left_on=None).order_by("-role", "pk")
    return dict(rows.values_list("organisation_id", "role"))


def names_of(chosen: Iterable[int]) -> dict[int, str]:
    """Short names in the order of the bodies."""
    rows = Organisation.objects.filter(pk__in=list(chosen)).order_by("order", "pk")
    return dict(rows.values_list("pk", "short_name"))


def in_words(roles: Roles, names: Mapping[int, str], unknown: Collection[str] = ()) -> str:
    """牵头：民政局；责任：教体局、财政局. `names` tell the order."""
    leading = "、".join(name for body, name in names.items() if roles.get(body) == "lead")
    sharing = "、".join(name for body, name in names.items() if roles.get(body) == "co")
    parts = [("牵头", leading), ("责任", sharing), ("还没有对应到单位", "、".join(unknown))]
    return "；".join(f"{label}：{value}" for label, value in parts if value) or "没有单位"


def units_refusals(task: Task, wanted: Roles, on: date) -> list[Refusal]:
    """Why these may not be the units of a task."""
    now = roles_of(task)
    if not wanted:
        return [Refusal("任务至少要有一个单位；不再办理的，请申请终止。")]
    if dict(wanted) == now:
        return [Refusal("变更后的单位与现在相同。")]
    new = set(wanted) - set(now)
    living = set(bodies(on).filter(pk__in=new).values_list("pk", flat=True))
    gone = names_of(new - living).values()
    return [Refusal(f"{name}已撤销或者不是独立单位，请改选。") for name in gone]


def set_units(task: Task, wanted: Roles, *, on: date) -> None:
    """Give a task these units. Who joins is to file its breakdown within 30 days and to answer the rounds that are open."""
    there = {part.organisation_id: part for part in task.units.all()}
    joined = [_joined(task, there.get(body), body, role, on) for body, role in wanted.items()]
    new = [part for part in joined if part is not None]
    gone = TaskUnit.objects.filter(task=task, left_on=None).exclude(organisation__in=wanted)
    left = list(gone)
    gone.update(left_on=on, standing="", light="")
    _ask_open_rounds(task, new, on)
    keep([task.pk], on=on)
    for part in new:
        _tell(part, f"新承担任务：{task}", f"joined.{on}", on)
    for part in left:
        _tell(part, f"不再承担任务：{task}", f"left.{on}", on)


def _joined(task: Task, part: TaskUnit | None, body: int, role: str, on: date) -> TaskUnit | None:
    """The unit's part with its role; the part itself where it was not in the task before."""
    is_new = part is None or part.left_on is not None
    if part is None:
        part = TaskUnit(task=task, organisation_id=body, joined_on=on)
    part.role, part.left_on = role, None
    if is_new and part.broken_down_on is None:
        part.breakdown_due_on = breakdown_due(on)
    part.save()
    return part if is_new else None


def _ask_open_rounds(task: Task, parts: Iterable[TaskUnit], on: date) -> None:
    rounds = list(
        Round.objects.filter(plan=task.plan_id, opened_at__isnull=False, closed_at=None, due_on__gte=on)
    )
    Report.objects.bulk_create(
        [Report(round=row, part=part) for row in rounds for part in parts], ignore_conflicts=True
    )


def _tell(part: TaskUnit, subject: str, why: str, on: date) -> None:
    due = f"请于{part.breakdown_due_on.isoformat()}前报送分解措施。" if part.breakdown_due_on else ""
    notify(
        sorted({person for role in ACTING_ROLES for person in holders(role, [part.organisation_id], on)}),
        subject=subject[:100],
        key=f"supervision.part.{part.pk}.{why}",
        text=due if why.startswith("joined") else "以前报送和印证的内容仍可查看。",
        url=reverse("supervision-desk:part", args=[part.pk]),
    )
