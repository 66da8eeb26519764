"""What the public reads of a plan and its tasks. Nothing of it goes round the one road (三审三校).

A plan's progress is public where the plan's own text is; a task is told in other words where these words stand in a text
that is public. What is added to them is computed: units, days, standing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.models import Task, WorkPlan
from mingtang.supervision.queries.publications import live_at
from mingtang.supervision.services.changes import locked

NOT_FOUND = "没有找到这条已公开的信息。请粘贴公开页面的网址（…/doc/编号.html）。"


class MayNotSay(Refused):
    """A plan or a task may not be shown so."""


def office_refusals(by: Any, on: date) -> list[Refusal]:
    """Why a person may not decide what the public reads of plans."""
    return [] if publishing.is_office(by, on) else [Refusal("公开进展由政务公开办办理。")]


@transaction.atomic
def say_publicly(task: Task, *, words: str, address: str = "", by: Any, on: date) -> Task:
    """Tell a task in words that stand in a public text; empty words show the plan's own again."""
    task, words = locked(task), words.strip()
    live = live_at(address) if words else None
    reasons = office_refusals(by, on)
    if words and live is None:
        reasons.append(Refusal(NOT_FOUND))
    elif live is not None and _bare(words) not in _bare(_text_of(live)):
        reasons.append(
            Refusal(f"《{live.title}》中没有这句话。请先把它写进季度进展等信息，经三审三校公开后再填。")
        )
    if reasons:
        raise MayNotSay(reasons)
    task.public_words, task.words_from_id = words, live.publication_id if live else None
    task.save(update_fields=["public_words", "words_from"])
    audit.record("supervision.public_words", about=task, by=by)
    return task


@transaction.atomic
def show_progress(plan: WorkPlan, *, address: str, by: Any, on: date) -> WorkPlan:
    """Show a confirmed plan's progress to the public beside its public text; an empty address ends that."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    live = live_at(address) if address.strip() else None
    reasons = office_refusals(by, on)
    if plan.state != "confirmed":
        reasons.append(Refusal("确认以后才能公开进展。"))
    if address.strip() and live is None:
        reasons.append(Refusal(NOT_FOUND))
    if reasons:
        raise MayNotSay(reasons)
    plan.publication_id = live.publication_id if live else None
    plan.save(update_fields=["publication"])
    audit.record("supervision.progress_shown", about=plan, by=by, details={"public": bool(live)})
    return plan


def _text_of(live: LiveEdition) -> str:
    return publishing.plain_text(publishing.content_of(live.revision).body)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
