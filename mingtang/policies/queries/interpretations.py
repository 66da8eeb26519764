"""Which texts must be interpreted, by whom, and what interpretations are there, in whatever state they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mingtang.core.organisations.api import Organisation, named
from mingtang.policies.labels import KINDS, STAGE_NAMES, TEXT_FORM
from mingtang.policies.models import InterpretationAssignment, SoloRelease
from mingtang.publishing import api as publishing
from mingtang.publishing.api import OPEN, VISIBLE, Content, Edition, EditionState, Relation, Revision

KIND = "interpretation"
INTERPRETS = "interprets"
# A consultation says of which document it was the draft; the interpretation of the draft belongs to the document too.
CONSULTS = "consults"
# The same said from the document's side.
CONSULTED_IN = "consulted_in"
# A new document takes the place of an old one, or changes it: which is the old one.
REPLACING = ("replaces", "revises", "repeals", "amends")
MARK = "interpretation_required"
STAGE_CODES = {name: code for code, name in STAGE_NAMES.items()}
HANDED_IN = frozenset({EditionState.IN_REVIEW, EditionState.READY, *VISIBLE})


@dataclass(frozen=True)
class Drafted:
    """An interpretation as its newest text stands, drafted or public."""

    edition: Edition
    content: Content

    @property
    def publication_id(self) -> int:
        return self.edition.publication_id

    @property
    def stage(self) -> str:
        return STAGE_CODES.get(str(self.content.elements.get("stage") or ""), "publication")

    @property
    def forms(self) -> list[str]:
        return [str(form) for form in self.content.elements.get("forms") or ()]

    @property
    def is_text(self) -> bool:
        return TEXT_FORM in self.forms

    @property
    def is_handed_in(self) -> bool:
        return self.edition.state in HANDED_IN

    @property
    def is_public(self) -> bool:
        return self.edition.state in VISIBLE

    def counts(self, owner: int) -> bool:
        """Whether three-sync is served by it: in words, with the publication, by the unit whose duty it is."""
        return self.is_text and self.stage == "publication" and self.edition.organisation_id == owner


def must_be_interpreted(content: Content) -> bool:
    """应解读: marked so at drafting, and going to be public at all."""
    goes_public = content.attribute == "proactive" and content.scope == "public"
    return goes_public and content.elements.get(MARK) is True


def owner_of(edition: Edition, content: Content) -> int:
    """谁起草谁解读: the unit that drafted it, unless the office has given the task to another."""
    assigned = InterpretationAssignment.objects.filter(policy=edition.publication_id).order_by("-pk").first()
    if assigned is not None:
        return assigned.organisation_id
    drafted_by = str(content.elements.get("drafting_unit") or "")
    found = named(drafted_by) if drafted_by else []
    return found[0].pk if found else edition.organisation_id


def solo_release_of(edition: Edition) -> SoloRelease | None:
    return SoloRelease.objects.filter(edition=edition).first()


def interpretations_of(publication_id: int) -> list[Drafted]:
    """Interpretations related to a document, in whatever state, discarded ones left out."""
    return interpretations_by([publication_id]).get(publication_id, [])


def interpretations_by(publications: Iterable[int]) -> dict[int, list[Drafted]]:
    """The same for several documents, in two queries."""
    pairs = list(
        Relation.objects.filter(
            object_id__in=list(publications), predicate=INTERPRETS, subject__kind__code=KIND
        )
        .order_by("pk")
        .values_list("object_id", "subject_id")
    )
    newest = {
        revision.edition.publication_id: Drafted(revision.edition, publishing.content_of(revision))
        for revision in newest_revisions(Q(edition__publication__in={subject for _, subject in pairs}))
        if revision.edition.state != EditionState.DISCARDED and revision.content.payload is not None
    }
    found: dict[int, list[Drafted]] = {}
    for document, subject in pairs:
        if subject in newest:
            found.setdefault(document, []).append(newest[subject])
    return found


def newest_revisions(which: Q) -> QuerySet[Revision]:
    """The newest text of the newest edition of each publication that fits."""
    last_edition = Edition.objects.filter(publication=OuterRef("edition__publication")).order_by("-number")
    last = Revision.objects.filter(edition=OuterRef("edition")).order_by("-number")
    return (
        Revision.objects.filter(which)
        .filter(edition=Subquery(last_edition.values("pk")[:1]), number=Subquery(last.values("number")[:1]))
        .select_related("content", "edition__publication__kind", "edition__organisation", "edition__column")
    )


def policies_of(publication_id: int) -> list[int]:
    """The documents that an interpretation explains."""
    rows = Relation.objects.filter(subject_id=publication_id, predicate=INTERPRETS).order_by("pk")
    return list(rows.values_list("object_id", flat=True))


def relations_of(publication_id: int) -> list[Relation]:
    """What relations say of a document that its page shows here: interpretations, consultations, what it replaces."""
    theirs = Q(object_id=publication_id, predicate__in=(INTERPRETS, CONSULTS))
    its = Q(subject_id=publication_id, predicate__in=(CONSULTED_IN, *REPLACING))
    return list(Relation.objects.filter(theirs | its).order_by("pk"))


def consultations_among(said: Iterable[Relation], publication_id: int) -> list[int]:
    """The consultations from which a document came, by whichever side it was said (PI-11)."""
    found = [
        row.subject_id if row.predicate == CONSULTS else row.object_id
        for row in said
        if (row.predicate == CONSULTS and row.object_id == publication_id) or row.predicate == CONSULTED_IN
    ]
    return list(dict.fromkeys(found))


def consultations_of(publication_id: int) -> list[int]:
    return consultations_among(relations_of(publication_id), publication_id)


def newest_edition(publication_id: int) -> Edition | None:
    return (
        Edition.objects.filter(publication_id=publication_id)
        .select_related("publication__kind", "organisation", "column")
        .order_by("-number")
        .first()
    )


# --- what still has to be interpreted


@dataclass(frozen=True)
class OpenDuty:
    """A document on its way that must be interpreted, and how far its interpretation is."""

    edition: Edition
    owner_id: int
    drafted: Drafted | None

    @property
    def due_on(self) -> date | None:
        return self.edition.due_on

    @property
    def standing(self) -> str:
        if self.drafted is None:
            return "未起草"
        return "起草中" if not self.drafted.is_handed_in else self.drafted.edition.get_state_display()


def open_duties(bodies: set[int] | None, *, missing_only: bool = False) -> list[OpenDuty]:
    """Documents on their way that these bodies must interpret (None: all), in four queries however many there are."""
    marked = Q(edition__state__in=OPEN, content__payload__contains=f'"{MARK}":true')
    # Only kinds of documents: the texts of other drafts are not looked into.
    of_documents = Q(edition__publication__kind__code__in=KINDS)
    rows = newest_revisions(of_documents & marked & _concerning(bodies))
    texts = [(row.edition, publishing.content_of(row)) for row in rows.order_by("edition__due_on", "pk")]
    texts = [(edition, content) for edition, content in texts if must_be_interpreted(content)]
    owners = _owners(texts)
    found = interpretations_by([edition.publication_id for edition, _ in texts])
    duties = [
        OpenDuty(
            edition,
            owners[edition.pk],
            _best(found.get(edition.publication_id, []), owners[edition.pk]),
        )
        for edition, _ in texts
        if bodies is None or owners[edition.pk] in bodies
    ]
    return [duty for duty in duties if not missing_only or duty.drafted is None]


def _concerning(bodies: set[int] | None) -> Q:
    """Texts of these bodies, drafted by them, or given to them; whoever owns them in the end."""
    if bodies is None:
        return Q()
    # The name as it stands in the canonical JSON of the text.
    names = Organisation.objects.filter(pk__in=bodies).values_list("name", flat=True)
    wanted = Q(edition__organisation__in=bodies) | Q(
        edition__publication__in=InterpretationAssignment.objects.filter(organisation__in=bodies).values(
            "policy"
        )
    )
    for name in names:
        wanted |= Q(content__payload__contains=f'"drafting_unit":"{name}"')
    return wanted


def _owners(texts: list[tuple[Edition, Content]]) -> dict[int, int]:
    """`owner_of` for several texts at once, by edition."""
    publications = [edition.publication_id for edition, _ in texts]
    assigned = dict(
        InterpretationAssignment.objects.filter(policy__in=publications)
        .order_by("pk")
        .values_list("policy_id", "organisation_id")
    )
    names = {str(content.elements.get("drafting_unit") or "") for _, content in texts}
    ids: dict[str, int] = dict(Organisation.objects.filter(name__in=names).values_list("name", "pk"))
    return {
        edition.pk: assigned.get(edition.publication_id)
        or ids.get(str(content.elements.get("drafting_unit") or ""))
        or edition.organisation_id
        for edition, content in texts
    }


def _best(drafted: list[Drafted], owner: int) -> Drafted | None:
    """The interpretation that counts and is furthest on its way."""
    order = [*OPEN, *VISIBLE]
    fitting = [one for one in drafted if one.counts(owner)]
    return max(fitting, key=lambda one: order.index(one.edition.state) if one.edition.state in order else -1,
               default=None)  # fmt: skip


def bodies_of(user: Any, on: date) -> set[int] | None:
    """Bodies whose interpretations a person looks after; None for the office, which looks after all."""
    if publishing.is_office(user, on):
        return None
    return publishing.bodies_with(user, ("contact", "unit_leader"), on)
