"""What follows when a task is completed, or goes on because a proof fell away: whoever answers for it finds a notice."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders
from mingtang.supervision.events import TaskCompleted, TaskReopened
from mingtang.supervision.models import Task
from mingtang.supervision.permissions.tasks import ACTING_ROLES


def tell_completed(event: TaskCompleted) -> None:
    """The contacts and leaders of its units are told."""
    task = Task.objects.filter(pk=event.task_id, state="closed").first()
    if task is not None:
        _tell(
            task, _people(task), f"任务已办结：{task}", f"completed.{event.on}", "各单位承担的部分均已印证。"
        )


def tell_reopened(event: TaskReopened) -> None:
    """They and the office are told that a proof is wanting."""
    task = Task.objects.select_related("plan").filter(pk=event.task_id, state="open").first()
    if task is not None:
        people = _people(task) | set(holders("office", [task.plan.organisation_id], localdate()))
        words = "原来印证这项任务的信息已撤回，或者台账已更正、作废，请另行提供佐证。"
        _tell(task, people, f"任务恢复办理：{task}", f"reopened.{event.on}", words)


def _people(task: Task) -> set[int]:
    bodies = list(task.units.filter(left_on=None).values_list("organisation", flat=True))
    return {person for role in ACTING_ROLES for person in holders(role, bodies, localdate())}


def _tell(task: Task, people: Iterable[int], subject: str, why: str, words: str) -> None:
    notify(
        sorted(people),
        subject=subject[:200],
        key=f"supervision.task.{task.pk}.{why}",
        text=words,
        url=reverse("supervision-desk:task", args=[task.pk]),
    )
