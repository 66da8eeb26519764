"""Documents by number or title, and what is true of one on a day, beside its other versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mingtang.law.validity import State, state_on
from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.models import Policy
from mingtang.policies.queries.validity import Reason, law_facts, reasons_of, standing_facts

# Provisional: the lead's stop-gap after the file was overwritten (see the note in the brief).
MOST = 60


@dataclass(frozen=True)
class Version:
    """One text of a document, and how it stands on the day asked for."""

    policy: Policy
    state: State


@dataclass(frozen=True)
class Life:
    """A document on a day: its state, the facts behind it, and all its versions, the newest first."""

    policy: Policy
    on: date
    state: State
    because: Sequence[Reason]
    versions: Sequence[Version]


def named_documents(asked: str) -> list[Policy]:
    """Documents of this number or title, staged ones too, the newest version first; by a part of the title where none has it."""
    number, title = number_key(asked).key, title_key(asked)
    rows = Policy.objects.select_related("publication").order_by("-effective_on", "-made_on", "-pk")
    exact = list(rows.filter(Q(number_key=number) | Q(title_key=title))[:MOST])
    return exact or (list(rows.filter(title_key__contains=title)[:MOST]) if len(title) >= 4 else [])


def versions_of(policies: Sequence[Policy]) -> list[Policy]:
    """All texts of the first document's version group, the newest first."""
    rows = Policy.objects.filter(version_group=policies[0].version_group).select_related("publication")
    return list(rows.order_by("-effective_on", "-made_on", "-pk")[:MOST])


def life_of(policy: Policy, on: date, texts: Sequence[Policy]) -> Life:
    """A document and its versions on a day; two queries."""
    facts = standing_facts([text.pk for text in {policy.pk: policy, **{t.pk: t for t in texts}}.values()])
    versions = [Version(text, state_on(law_facts(facts[text.pk]), on)) for text in texts]
    state = state_on(law_facts(facts[policy.pk]), on)
    return Life(policy, on, state, reasons_of(state, facts[policy.pk]), versions)


def current_text(versions: Sequence[Version], on: date) -> Version:
    """The text that holds on a day; else the newest."""
    return next((v for v in versions if v.state.force.holds), versions[0])
