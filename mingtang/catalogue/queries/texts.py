"""The public texts that feed the section, with the elements that it needs: one query, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Substr

from mingtang.catalogue.analysis.freshness import says_nothing
from mingtang.publishing import api as publishing

# As much of a body as is needed to see whether it says anything.
_BEGINNING = 400


@dataclass(frozen=True)
class Text:
    """A public text of one of the section's kinds."""

    publication_id: int
    public_id: str
    edition_id: int
    organisation_id: int
    kind: str
    title: str
    issuer: str
    summary: str
    written_on: date | None
    published_at: datetime
    is_empty: bool
    told: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"/doc/{self.public_id}.html"


def texts_of(
    kinds: Iterable[str],
    site: publishing.Site,
    *,
    bodies: Iterable[int] | None = None,
    elements: Iterable[str] = (),
) -> list[Text]:
    """Public texts of some kinds that a column of the site lists, the newest first; withdrawn ones left out.

    `elements` are read out of the signed text by the database itself, so that a thousand annual reports need not be loaded.
    """
    rows = on_site(site).filter(kind__code__in=[*kinds], withdrawn=False)
    if bodies is not None:
        rows = rows.filter(organisation__in=[*bodies])
    names = [*dict.fromkeys(elements)]
    payload = Cast("revision__content__payload", JSONField())
    values = rows.values_list(
        *("publication_id", "public_id", "edition_id", "organisation_id", "kind__code", "title", "issuer"),
        *("summary", "written_on", "published_at"),
        Substr(KeyTextTransform("body", payload), 1, _BEGINNING),
        KeyTextTransform("name", KeyTransform(0, KeyTransform("attachments", payload))),
        *(KeyTextTransform(name, KeyTransform("elements", payload)) for name in names),
    )
    return [_text(row, names) for row in values.order_by("-published_at", "-edition")]


def on_site(site: publishing.Site) -> QuerySet[publishing.LiveEdition]:
    """Public editions that some column of a site lists: what is not there has no page there."""
    placed = publishing.Placement.objects.filter(live=OuterRef("pk"), column__site=site)
    return publishing.LiveEdition.objects.filter(Exists(placed))


def _text(row: tuple[Any, ...], names: list[str]) -> Text:
    publication, public_id, edition, organisation, kind, title, issuer, *more = row
    summary, written_on, published_at, beginning, attachment, *values = more
    beginning = beginning or ""
    return Text(
        publication_id=publication,
        public_id=public_id,
        edition_id=edition,
        organisation_id=organisation,
        kind=kind,
        title=title,
        issuer=issuer,
        summary=summary,
        written_on=written_on,
        published_at=published_at,
        is_empty=len(beginning) < _BEGINNING
        and says_nothing(publishing.plain_text(beginning), has_attachment=bool(attachment)),
        told={name: str(value) for name, value in zip(names, values, strict=True) if value is not None},
    )


def newest_by_body(texts: Iterable[Text], owner: Any) -> dict[int, list[Text]]:
    """Texts by the body whose they are (`owner(organisation_id, issuer)`), each list the newest first."""
    found: dict[int, list[Text]] = {}
    for text in texts:
        body = owner(text.organisation_id, text.issuer)
        if body is not None:
            found.setdefault(body, []).append(text)
    return found
