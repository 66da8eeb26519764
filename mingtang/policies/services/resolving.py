"""What documents say of each other: clauses find their targets, later texts take the place of earlier ones.

Everything here can be computed again at any time: facts of the sources `other_text` and `later_version` are followed,
not collected. A clause is matched only where title or number and the days agree; what is in doubt stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, Q

from mingtang.policies.analysis.keys import is_instrument
from mingtang.policies.labels import FACT_OF_CLAUSE
from mingtang.policies.models import Clause, Policy, ValidityFact
from mingtang.policies.services.recording import Stated, follow
from mingtang.policies.services.refreshing import refresh_many
from mingtang.publishing import api as publishing

AT_ONCE = 300
# A text tells another by the day of its adoption, its approval or its publication: these lie close together.
NEAR = timedelta(days=120)
_SAYS_SO = "来源文字不再这样记载"


def resolve(policies: Sequence[int]) -> set[int]:
    """Match these documents with the library, both ways. Returns all documents whose facts changed; labels follow."""
    changed: set[int] = set()
    for start in range(0, len(policies), AT_ONCE):
        changed |= _part(policies[start : start + AT_ONCE])
    refresh_many(sorted(changed | set(policies)))
    return changed


def resolve_all() -> int:
    """Match the whole library with itself; returns how many documents got other facts."""
    return len(resolve(list(Policy.objects.order_by("pk").values_list("pk", flat=True))))


@transaction.atomic
def _part(policies: Sequence[int]) -> set[int]:
    rows = list(Policy.objects.filter(pk__in=policies).only(*_MATCHED))
    touched = _match_clauses(rows)
    touched |= {row.pk for row in rows}
    return _follow_clauses(touched) | _follow_versions({row.version_group for row in rows})


# What documents are matched by.
_MATCHED = (
    *("pk", "title_key", "inner_key", "number_key", "version_group"),
    *("made_on", "version_on", "published_on", "effective_on"),
)


# --- clauses


def _match_clauses(rows: Sequence[Policy]) -> set[int]:
    """Set the target of every clause that these documents say, or that may mean one of them."""
    clauses = list(_clauses_about(rows))
    candidates = _candidates(clauses)
    texts = {p.pk: p for p in Policy.objects.filter(pk__in={clause.policy_id for clause in clauses})}
    touched: set[int] = set()
    for clause in clauses:
        target = target_of(clause, texts[clause.policy_id], candidates)
        if (target.pk if target else None) != clause.target_id:
            touched |= {pk for pk in (clause.target_id, target and target.pk) if pk}
            clause.target = target
            clause.save(update_fields=["target"])
    return touched


def _clauses_about(rows: Sequence[Policy]) -> Iterable[Clause]:
    keys = {row.title_key for row in rows} | {row.inner_key for row in rows if row.inner_key}
    numbers = {row.number_key for row in rows if row.number_key}
    meant = Q(target_key__in=keys - {""}) | Q(target_number_key__in=numbers)
    return Clause.objects.filter(Q(policy__in=[row.pk for row in rows]) | meant).order_by("pk")


def _candidates(clauses: Sequence[Clause]) -> dict[str, list[Policy]]:
    """Documents by every key under which a clause may mean them."""
    titles = {clause.target_key for clause in clauses} - {""}
    numbers = {clause.target_number_key for clause in clauses} - {""}
    found: dict[str, list[Policy]] = defaultdict(list)
    for row in Policy.objects.filter(
        Q(title_key__in=titles) | Q(inner_key__in=titles) | Q(number_key__in=numbers)
    ):
        for key in {row.title_key, row.inner_key, row.number_key} - {""}:
            found[key].append(row)
    return found


def target_of(clause: Clause, says: Policy, candidates: dict[str, list[Policy]]) -> Policy | None:
    """The one document that a clause means; None where none fits, or more than one does."""
    by_number = [row for row in candidates.get(clause.target_number_key, ()) if _fits(row, clause, says)]
    if clause.target_number_key and by_number:
        return _single(by_number)
    fitting = [row for row in candidates.get(clause.target_key, ()) if _fits(row, clause, says)]
    if clause.target_number_key:
        # The clause names a number: a document with another one is not meant.
        fitting = [row for row in fitting if not row.number_key]
    return _single(fitting)


def _single(rows: Sequence[Policy]) -> Policy | None:
    """The newest of the texts of one document; None where they are different documents."""
    if len({row.version_group for row in rows}) != 1:
        return None
    return max(rows, key=lambda row: (row.version_on or date.min, row.pk))


def _fits(row: Policy, clause: Clause, says: Policy) -> bool:
    """Whether the days allow that a clause means this document: it was there before, and is not younger than its end."""
    if row.pk == says.pk or clause.on is None or row.made_on is None:
        return False
    if row.made_on >= clause.on or (row.version_on and row.version_on > clause.on):
        return False
    if clause.verb == "repeals" and row.version_group == says.version_group:
        return False  # its own earlier text: that is a matter of versions
    return clause.stated_on is None or _was_made_about(row, clause.stated_on)


def _was_made_about(row: Policy, stated_on: date) -> bool:
    days = [day for day in (row.made_on, row.published_on, row.version_on) if day]
    return any(abs(day - stated_on) <= NEAR for day in days)


def _follow_clauses(policies: Iterable[int]) -> set[int]:
    """Let the facts of these documents be what the clauses about them say."""
    asked, changed = set(policies), set()
    about: dict[int, list[Clause]] = defaultdict(list)
    for clause in Clause.objects.filter(target__in=asked).select_related("policy").order_by("pk"):
        about[clause.target_id or 0].append(clause)
    told = ValidityFact.objects.filter(policy__in=asked, source="other_text", voided_at=None)
    concerned = set(about) | set(told.values_list("policy_id", flat=True))
    known = _Known(concerned)
    for pk, row in Policy.objects.in_bulk(concerned).items():
        wanted = [
            Stated(FACT_OF_CLAUSE[clause.verb], clause.on, document=clause.policy)
            for clause in about[pk]
            if clause.on and not known.says(pk, FACT_OF_CLAUSE[clause.verb], clause.on)
        ]
        if follow(row, "other_text", wanted, why=_SAYS_SO):
            changed.add(pk)
    return changed


class _Known:
    """What documents say of themselves already: a change told in the preamble is not told again by the other text."""

    def __init__(self, policies: Iterable[int]) -> None:
        facts = ValidityFact.objects.filter(policy__in=list(policies), source="text", voided_at=None)
        self._own = set(facts.values_list("policy_id", "kind", "on"))

    def says(self, policy: int, kind: str, on: date) -> bool:
        return (policy, kind, on) in self._own


# --- versions


def _follow_versions(groups: Iterable[str]) -> set[int]:
    """Let each text be superseded by the next of its name, which is applied from its own day."""
    changed: set[int] = set()
    for rows in _texts_of(groups):
        if is_instrument(rows[0].title_key):
            changed |= _follow_group(rows)
    return changed


def _texts_of(groups: Iterable[str]) -> list[list[Policy]]:
    """The texts of those groups that have more than one, or had, in the order of their days."""
    texts = Policy.objects.filter(version_group__in=list(groups), version_on__isnull=False)
    several = texts.values("version_group").annotate(count=Count("pk")).filter(count__gt=1)
    told = ValidityFact.objects.filter(source="later_version", voided_at=None, policy__in=texts)
    asked = set(several.values_list("version_group", flat=True))
    asked |= set(told.values_list("policy__version_group", flat=True))
    by_group: dict[str, list[Policy]] = defaultdict(list)
    for row in texts.filter(version_group__in=asked).order_by("version_on", "pk"):
        by_group[row.version_group].append(row)
    return list(by_group.values())


def _follow_group(rows: Sequence[Policy]) -> set[int]:
    wanted: dict[int, list[Stated]] = {row.pk: [] for row in rows}
    for older, newer in pairwise(rows):
        begins = newer.effective_on or newer.version_on
        if begins is None or older.version_on == newer.version_on:
            continue  # two copies of one text
        wanted[older.pk].append(Stated("superseded", begins, document=newer))
        wanted[newer.pk].append(Stated("takes_effect", begins, document=newer, note="本版本"))
    return {row.pk for row in rows if follow(row, "later_version", wanted[row.pk], why=_SAYS_SO)}


# --- relations between public documents

FACT_OF_RELATION = {
    "repeals": "repealed",
    "replaces": "repealed",
    "amends": "amended",
    "partly_repeals": "partly_repealed",
    "suspends": "suspended",
    "confirms": "confirmed",
}


def follow_relations(policies: Iterable[int]) -> set[int]:
    """Let relations of these documents, on either side, be facts of what they are about: from the subject's effective day.

    A document that was published in error and removed has no effect; one that is only off the site keeps it.
    """
    ids = list(policies)
    told = publishing.Relation.objects.filter(predicate__in=FACT_OF_RELATION)
    mine = told.filter(Q(subject__in=ids) | Q(object__in=ids))
    targets = Policy.objects.in_bulk({pk for row in mine for pk in (row.object_id, row.subject_id)})
    about = list(told.filter(object__in=targets).order_by("pk"))
    says = Policy.objects.in_bulk({row.subject_id for row in about})
    heard = _published({row.subject_id for row in about})
    invalid = _said_to_be_invalid(says)
    wanted: dict[int, list[Stated]] = {pk: [] for pk in targets}
    for row in about:
        subject = says.get(row.subject_id)
        if subject and subject.pk in heard and (begins := subject.effective_on or subject.made_on):
            kind = FACT_OF_RELATION[row.predicate]
            if kind == "repealed" and (row.subject_id, row.object_id) in invalid:
                kind = "declared_invalid"
            wanted[row.object_id].append(Stated(kind, begins, document=subject))
    changed = {
        pk for pk, row in targets.items() if follow(row, "relation", wanted[pk], why="公开的关系已不成立")
    }
    refresh_many(sorted(changed))
    return changed


def _said_to_be_invalid(policies: Iterable[int]) -> set[tuple[int, int]]:
    """Which documents these texts declare invalid: a relation knows only 废止, the text says 宣布失效."""
    rows = Clause.objects.filter(policy__in=list(policies), verb="declares_invalid", target__isnull=False)
    return {(policy, target) for policy, target in rows.values_list("policy_id", "target_id") if target}


def follow_all_relations(today: date) -> int:
    """DAILY: relations that were recorded after both documents went public; returns how many documents changed."""
    told = publishing.Relation.objects.filter(predicate__in=FACT_OF_RELATION)
    return len(follow_relations(told.values_list("object_id", flat=True).distinct()))


def _published(publications: set[int]) -> set[int]:
    """Which of these have been made public, and not in error."""
    editions = publishing.Edition.objects.filter(publication__in=publications)
    removed = editions.filter(state=publishing.EditionState.REMOVED).values("publication_id")
    out = editions.filter(published_at__isnull=False, basis__gt="")
    visible = set(out.filter(state__in=publishing.VISIBLE).values_list("publication_id", flat=True))
    return visible | set(out.exclude(publication_id__in=removed).values_list("publication_id", flat=True))


def forget_clauses(policy: Policy) -> set[int]:
    """A document that was published in error said nothing: what followed from its clauses and relations is void."""
    targets = set(policy.clauses.exclude(target=None).values_list("target_id", flat=True))
    policy.clauses.all().delete()
    return _follow_clauses(targets) | follow_relations([policy.pk])
