"""What the public reads of a task, in words that it understands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.law import personal_data
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Task
from mingtang.supervision.services.changes import locked


class MayNotSay(Refused):
    """A task may not be explained so."""


def wording_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not write what the public reads of a task."""
    if publishing.is_office(by, on):
        return []
    return [Refusal("公众可读的说明由政务公开办撰写。")]


@transaction.atomic
def say_publicly(task: Task, *, words: str, by: Any, on: date) -> Task:
    """Write the sentence that the progress page shows instead of the plan's own; empty shows the plan's again."""
    task = locked(task)
    reasons = wording_refusals(task, by=by, on=on)
    reasons += [Refusal(f"说明中有个人信息（{hit.text}），请删去。") for hit in personal_data.find(words)]
    if reasons:
        raise MayNotSay(reasons)
    task.public_words = words.strip()
    task.save(update_fields=["public_words"])
    audit.record("supervision.public_words", about=task, by=by)
    return task
