"""What a text cites: which documents of the library are meant, how they stand, and which relations follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Q
from django.utils.timezone import localdate

from mingtang.law.validity import Force, State, state_on
from mingtang.policies.citations import Candidate, Citation, Resolved, Role, find, resolve
from mingtang.policies.citations.finding import relations
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.queries.validity import law_facts, standing_facts
from mingtang.publishing import api as publishing

# A later text does these to a document that holds no more, or says them of it: no fault.
MAY_NAME_THE_DEAD = frozenset(
    {Role.REPEALS, Role.PARTLY_REPEALS, Role.REPLACES, Role.AMENDED_BY, Role.SUSPENDS, Role.CONFIRMS}
)
# Versions of one name that a citation may mean are few; a word that hundreds bear is no title.
MOST = 400


class Library:
    """The library as citations ask it (`citations.Lookup`): two queries for all citations of a text."""

    def __init__(self) -> None:
        self.found: dict[int, Policy] = {}

    def by_titles(self, keys: Sequence[str]) -> Iterable[Candidate]:
        rows = self._kept(Policy.objects.filter(Q(title_key__in=keys) | Q(inner_key__in=keys))[:MOST])
        wanted = set(keys)
        for row in rows:
            for key in {row.title_key, row.inner_key} & wanted:
                yield _candidate(row, key)

    def by_numbers(self, keys: Sequence[str]) -> Iterable[Candidate]:
        rows = self._kept(Policy.objects.filter(number_key__in=[key for key in keys if key])[:MOST])
        return [_candidate(row, row.title_key) for row in rows]

    def _kept(self, rows: Iterable[Policy]) -> list[Policy]:
        kept = list(rows)
        self.found |= {row.pk: row for row in kept}
        return kept


def _candidate(row: Policy, key: str) -> Candidate:
    return Candidate(
        key=row.pk,
        title_key=key,
        number_key=row.number_key,
        version_on=row.version_on or row.made_on,
        effective_on=row.effective_on,
        issuer=row.issuer,
    )


@dataclass(frozen=True)
class Cited:
    """A document that a text names: what the text does to it, and how it stands on the day asked for."""

    citation: Citation
    policy: Policy | None
    state: State | None

    @property
    def predicate(self) -> str:
        return self.citation.role.value

    @property
    def words(self) -> str:
        title = f"《{self.citation.title}》" if self.citation.title else ""
        number = self.citation.number
        return f"{title}（{number}）" if title and number else title or number

    @property
    def is_dead(self) -> bool:
        """Whether the text leans on a document that holds no more."""
        if self.state is None or self.citation.role in MAY_NAME_THE_DEAD:
            return False
        return self.state.force.has_ended or self.state.force is Force.SUSPENDED


class Text(Protocol):
    """What a text must have to be read for citations: content on its way, and content as checks see it."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def elements(self) -> Mapping[str, Any]: ...


def cited_in(content: Text, on: date) -> list[Cited]:
    """Each document that a text names, once, with what it means in the library. Three queries, whatever is named."""
    text = f"{content.title}\n\n{publishing.plain_text(content.body)}"
    number = str(content.elements.get("document_number") or "")
    found = list(relations(find(text, title=content.title, number=number)))
    if not found:
        return []
    written = _day(content.elements.get("written_on")) or on
    library = Library()
    resolved = resolve(found, library, on=written)
    own = {row.pk for row in library.found.values() if number and row.number == number}
    rows = [one for one in resolved if one.document is None or one.document.key not in own]
    facts = standing_facts([int(one.document.key) for one in rows if one.document])
    return [_cited(one, library, facts, on) for one in rows]


def _cited(one: Resolved, library: Library, facts: Mapping[int, list[ValidityFact]], on: date) -> Cited:
    if one.document is None:
        return Cited(one.citation, None, None)
    policy = library.found[int(one.document.key)]
    return Cited(one.citation, policy, state_on(law_facts(facts[policy.pk]), on))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def proposed(rows: Iterable[Cited]) -> list[Cited]:
    """Those that would be relations: a document of the library, with a role. 修改本文件 is told by the other side."""
    return [row for row in rows if row.policy is not None and row.citation.role is not Role.AMENDED_BY]


# --- the check before publication


def citations_version() -> str:
    """The library changes by the day: what was found yesterday is looked at again."""
    return f"引用{localdate()}"


def dead_citations(content: publishing.CheckedContent) -> list[publishing.Found]:
    """A finding for each document that a text leans on and that holds no more."""
    head = len(content.title) + 2
    return [_found(row, head) for row in cited_in(content, localdate()) if row.is_dead]


def _found(row: Cited, head: int) -> publishing.Found:
    in_title = row.citation.start < head
    shift = 0 if in_title else head
    state = row.state
    since = f"自{state.since}起" if state and state.since else "已"
    label = state.force.label if state else ""
    return publishing.Found(
        "link",
        "dead_citation",
        "title" if in_title else "body",
        row.citation.start - shift,
        row.citation.end - shift,
        row.words,
        f"引用的{row.words}{since}{label}",
        "请改引现行有效的文件；确需引用历史文件的，请说明理由。",
        "warn",
    )
