"""Force of documents on a day, from their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mingtang.law.validity import Fact, FactKind, State, state_on
from mingtang.policies.models import Policy, ValidityFact


@dataclass(frozen=True)
class Reason:
    """A fact behind a state: what, from when, and the document behind it."""

    kind: str
    fact: str
    on: date
    until: date | None
    document: str
    note: str
    source: str
    publication_id: int | None
    public_id: str


def standing_facts(policies: Iterable[int]) -> dict[int, list[ValidityFact]]:
    """Facts that have not been voided, of many documents in one query."""
    found: dict[int, list[ValidityFact]] = defaultdict(list)
    rows = ValidityFact.objects.filter(policy_id__in=list(policies), voided_at=None)
    for fact in rows.select_related("document__publication").order_by("on", "pk"):
        found[fact.policy_id].append(fact)
    return found


def law_facts(facts: Iterable[ValidityFact]) -> list[Fact]:
    """The same facts as the law knows them; `key` leads back to the row."""
    return [
        Fact(FactKind(fact.kind), fact.on, fact.until, str(fact.document_id or ""), fact.pk) for fact in facts
    ]


def told_of(policies: Iterable[int]) -> dict[int, list[Fact]]:
    """The facts of many documents as the law knows them, without the documents behind them."""
    found: dict[int, list[Fact]] = defaultdict(list)
    rows = ValidityFact.objects.filter(policy_id__in=list(policies), voided_at=None).order_by("on", "pk")
    for policy, kind, on, until, pk in rows.values_list("policy_id", "kind", "on", "until", "pk"):
        found[policy].append(Fact(FactKind(kind), on, until, key=pk))
    return found


def state_of(policy: Policy, on: date) -> State:
    """Force and mark of a document on a day."""
    return state_on(told_of([policy.pk])[policy.pk], on)


def states_of(policies: Sequence[int], on: date) -> dict[int, State]:
    """The same of many documents in one query."""
    facts = told_of(policies)
    return {pk: state_on(facts[pk], on) for pk in policies}


def reasons_of(state: State, facts: Iterable[ValidityFact]) -> list[Reason]:
    """The facts behind a state with their documents, the decisive ones first."""
    rows = {fact.pk: fact for fact in facts}
    return [reason_of(rows[fact.key]) for fact in state.because]


def reason_of(fact: ValidityFact) -> Reason:
    """One fact with the document behind it in words."""
    document = fact.document
    title = document.title if document else fact.document_title
    number = document.number if document else fact.document_number
    return Reason(
        kind=fact.kind,
        fact=fact.get_kind_display(),
        on=fact.on,
        until=fact.until,
        document=named(title, number),
        note=fact.note,
        source=fact.get_source_display(),
        publication_id=document.pk if document else None,
        public_id=document.publication.public_id if document else "",
    )


def named(title: str, number: str) -> str:
    """A document in words: 《标题》（发文字号）, or the one of the two that is known."""
    if not title:
        return number
    quoted = title if "《" in title else f"《{title}》"
    return f"{quoted}（{number}）" if number else quoted
