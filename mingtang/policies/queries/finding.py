"""Finding documents of the library by number or title, newest version first; and what is true of one on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from mingtang.law.validity import State, state_on
from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.models import Policy
from mingtang.policies.queries.validity import Reason, law_facts, reasons_of, standing_facts

MOST = 200
_STATE = "中华人民共和国"


@dataclass(frozen=True)
class Version:
    """One text of a document, and what is true of it on a day."""

    policy: Policy
    state: State


@dataclass(frozen=True)
class Life:
    """A document on a day: its state, the facts behind it, and all its texts, newest first."""

    policy: Policy
    on: date
    state: State
    because: tuple[Reason, ...]
    versions: tuple[Version, ...]


def named_documents(words: str) -> list[Policy]:
    """Documents of exactly this number or title, else of the title after the state's name, else by a part of it."""
    key, number = title_key(words), number_key(words)
    if not key:
        return []
    tries = [
        Q(number_key=number.key),
        Q(title_key=key) | Q(inner_key=key),
        Q(title_key=_STATE + key),
        Q(title_key__endswith=key) | Q(inner_key__endswith=key),
        Q(title_key__contains=key),
    ]
    # A number that the library does not hold is unknown: it is no part of any title.
    for asked in tries[:2] if number.serial else tries:
        if found := list(_newest_first(Policy.objects.filter(asked))[:MOST]):
            return found
    return []


def _newest_first(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    return rows.select_related("publication").order_by(
        F("version_on").desc(nulls_last=True), F("made_on").desc(nulls_last=True), "-pk"
    )


def versions_of(policies: Iterable[Policy]) -> list[Policy]:
    """All texts of these documents, newest first."""
    groups = {policy.version_group for policy in policies}
    return list(_newest_first(Policy.objects.filter(version_group__in=groups)))


def life_of(policy: Policy, on: date, texts: Sequence[Policy] = ()) -> Life:
    """A document and its texts on a day. `texts` where the caller has them already, as `versions_of` gives them."""
    versions = list(texts) or versions_of([policy])
    facts = standing_facts({policy.pk, *(text.pk for text in versions)})
    state = state_on(law_facts(facts[policy.pk]), on)
    return Life(
        policy,
        on,
        state,
        tuple(said_once(reasons_of(state, facts[policy.pk]))),
        tuple(Version(text, state_on(law_facts(facts[text.pk]), on)) for text in versions),
    )


def said_once(reasons: Iterable[Reason]) -> list[Reason]:
    """Two sources may tell the same fact: it is said once, by the one that names a document."""
    kept: dict[tuple[str, date], Reason] = {}
    for reason in reasons:
        key = (reason.kind, reason.on)
        if key not in kept or (reason.document and not kept[key].document):
            kept[key] = reason
    return list(kept.values())


def current_text(versions: Sequence[Version], on: date) -> Version:
    """Of the texts of a document the newest that had been made by a day; the newest of all where none had."""
    made = [v for v in versions if v.policy.version_on is None or v.policy.version_on <= on]
    return (made or list(versions))[0]
