"""The life of a document: its facts, its versions, what it does to others and they to it, and its text as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from mingtang.law.validity import Force, State, state_on
from mingtang.policies.analysis.keys import title_key
from mingtang.policies.models import PastText, Policy, ValidityFact
from mingtang.policies.queries.validity import Reason, law_facts, reason_of, reasons_of, standing_facts
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, EditionState, Publication

# What replaces a document where it has ended: the newest first.
REPLACING = ("repealed", "superseded", "amended")
VERSIONS_SHOWN = 12


@dataclass(frozen=True)
class Version:
    """Another text of the same document that the public may read."""

    title: str
    number: str
    made_on: date | None
    effective_on: date | None
    public_id: str
    is_this: bool


@dataclass(frozen=True)
class Life:
    """All that the page of a document says of its force."""

    policy: Policy
    state: State
    reasons: Sequence[Reason]
    facts: Sequence[Reason]
    versions: Sequence[Version]

    @property
    def told(self) -> list[Reason]:
        """The facts in their order; the end of a period is left out where the document had ended before."""
        ended = self.state.since if self.state.force.has_ended else None
        return [
            fact
            for fact in self.facts
            if fact.kind != "expiry" or ended is None or fact.on <= ended
        ]  # fmt: skip

    @property
    def replaced_by(self) -> Reason | None:
        """The document that took its place, where it holds no more and the library has that document."""
        if self.state.force.holds or self.state.force is Force.NOT_YET:
            return None
        return next((r for r in self.reasons if r.kind in REPLACING and r.public_id), None)

    @property
    def newer(self) -> Version | None:
        """The newest version, where this is not it."""
        newest = self.versions[0] if self.versions else None
        return None if newest is None or newest.is_this else newest

    @property
    def mentions(self) -> frozenset[str]:
        """Public ids of the documents it names."""
        named = [row.public_id for row in self.facts] + [row.public_id for row in self.versions]
        return frozenset(public_id for public_id in named if public_id)


def life_of(publication_id: int, on: date) -> Life | None:
    """The life of a document of the library as of a day; None where the publication is none. Four queries."""
    policy = Policy.objects.filter(pk=publication_id).select_related("publication").first()
    if policy is None:
        return None
    facts = standing_facts([policy.pk])[policy.pk]
    state = state_on(law_facts(facts), on)
    return Life(
        policy=policy,
        state=state,
        reasons=_once(_public(reasons_of(state, facts), facts)),
        facts=_once(_public([reason_of(fact) for fact in facts], facts)),
        versions=_versions(policy),
    )


def _public(reasons: Sequence[Reason], facts: Iterable[ValidityFact]) -> list[Reason]:
    """Reasons whose document is not public lose the way to it, not its name: the name is public in law."""
    ids = {fact.document_id for fact in facts if fact.document_id}
    shown = set(
        publishing.LiveEdition.objects.filter(publication__in=ids).values_list("publication_id", flat=True)
    )
    return [reason if reason.publication_id in shown else _without_way(reason) for reason in reasons]


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    """One act once, where text, relation and preamble tell it; of these the one that leads to the document."""
    kept: dict[tuple[str, date, date | None, str, str], Reason] = {}
    for row in reasons:
        key = (row.kind, row.on, row.until, title_key(row.document), "" if row.document else row.note)
        if key not in kept or (row.public_id and not kept[key].public_id):
            kept[key] = row
    return list(kept.values())


def _without_way(reason: Reason) -> Reason:
    return Reason(**{**vars(reason), "publication_id": None, "public_id": ""})


def _versions(policy: Policy) -> list[Version]:
    rows = (
        Policy.objects.filter(version_group=policy.version_group)
        .filter(publication__in=publishing.LiveEdition.objects.values("publication"))
        .select_related("publication")
        .order_by("-effective_on", "-made_on", "-pk")[:VERSIONS_SHOWN]
    )
    found = [
        Version(
            f"{row.title}（{row.version_note}）" if row.version_note and "（" not in row.title else row.title,
            row.number,
            row.made_on,
            row.effective_on,
            row.publication.public_id,
            row.pk == policy.pk,
        )
        for row in rows
    ]
    return found if len(found) > 1 else []


# --- as of a day


@dataclass(frozen=True)
class PastEdition:
    """A text that was the document's on some days: from its publication until the next took its place."""

    edition: Edition
    since: date
    until: date | None
    is_present: bool


def text_on(publication: Publication, on: date) -> PastEdition | None:
    """The text that the public could read here on a day, as far as it may be read now.

    None where there was none, where it left for another reason than a newer text, where it was erased, or where
    nobody has opened it (`PastText`): never a text that was removed for secrecy or privacy.
    """
    shown = publishing.LiveEdition.objects.filter(publication=publication).values("edition")
    end_of_day = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    opened = PastText.objects.filter(closed_at=None).values("edition")
    edition = (
        Edition.objects.filter(publication=publication, published_at__lt=end_of_day)
        .filter(Q(left_at=None) | Q(left_at__gte=end_of_day))
        .filter(Q(pk__in=shown) | Q(state=EditionState.SUPERSEDED, pk__in=opened))
        .select_related(
            "publication", "organisation", "live_revision__content", "live_revision__kind_version"
        )
        .order_by("-number")
        .first()
    )
    if edition is None or not publishing.LiveEdition.objects.filter(publication=publication).exists():
        return None
    if edition.live_revision is None or publishing.is_erased(edition.live_revision):
        return None
    left = timezone.localdate(edition.left_at) if edition.left_at else None
    return PastEdition(
        edition,
        timezone.localdate(edition.published_at),
        left,
        edition.state != EditionState.SUPERSEDED,
    )


def version_on(policy: Policy, on: date) -> Version | None:
    """The version of the same document that held on a day, where it is another publication."""
    told = [row for row in _versions(policy) if row.effective_on and row.effective_on <= on]
    newest = told[0] if told else None
    return None if newest is None or newest.is_this else newest


def past_editions(publication: Publication) -> list[tuple[Edition, PastText | None]]:
    """Superseded editions of a publication, each with whether its text is open; for the desk."""
    editions = list(
        Edition.objects.filter(publication=publication, state=EditionState.SUPERSEDED)
        .select_related("live_revision__content", "organisation")
        .order_by("-number")
    )
    texts = {text.edition_id: text for text in PastText.objects.filter(edition__in=editions)}
    return [(edition, texts.get(edition.pk)) for edition in editions]
