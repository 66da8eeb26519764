"""The shapes that the section's pages are made of: navigation, rows with their metadata, the guide as it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from mingtang.catalogue.analysis.freshness import day_of
from mingtang.catalogue.labels import GUIDE, GUIDE_OFFICE, GUIDE_REQUESTS, PART_NAMES, PARTS, SECTION
from mingtang.catalogue.queries.sections import SectionOfBody, beside
from mingtang.catalogue.queries.texts import Text, texts_of
from mingtang.core.design.api import Crumb, Fact, NavItem
from mingtang.core.elements.api import parse, shown
from mingtang.core.organisations.api import Organisation
from mingtang.publishing import api as publishing

# Last of their group: half a row would stand alone.
_WIDE = frozenset({"internet", "request_receiver"})


@dataclass(frozen=True)
class Row:
    """A public document with the metadata that 条例 art. 12 wants in the catalogue: index, name, summary, date."""

    title: str
    url: str
    index_number: str
    document_number: str
    issuer: str
    summary: str
    written_on: date | None
    published_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class Guide:
    """The guide as the section shows it."""

    title: str
    url: str
    updated_on: date | None
    office: Sequence[Fact]
    requests: Sequence[Fact]
    body: str
    attachments: int


def address_of(shown_: SectionOfBody, part: str = "", *, body: Organisation | None = None) -> str:
    """The lasting address of a body's section, or of a part of it."""
    whose = body or shown_.body
    if not part:
        if whose.pk == shown_.bodies.head.pk:
            return reverse("catalogue:section")
        return reverse("catalogue:unit", args=[whose.code])
    return reverse(f"catalogue:{part}", args=[whose.code])


def navigation(shown_: SectionOfBody, part: str, page: str) -> list[NavItem]:
    """The four parts, and below 法定主动公开内容 its own pages where one is there."""
    return [
        NavItem(
            name,
            address_of(shown_, code),
            current=code == page,
            children=_statutory_pages(shown_, page) if code == part == "statutory" else (),
        )
        for code, name in PARTS
    ]


def _statutory_pages(shown_: SectionOfBody, page: str) -> list[NavItem]:
    pages = [("catalogue", "主动公开基本目录"), ("power-list", "权责清单")]
    found = [NavItem(name, address_of(shown_, code), current=code == page) for code, name in pages]
    if shown_.is_head:
        found.append(
            NavItem("机构职能目录", reverse("catalogue:institutions"), current=page == "institutions")
        )
    return found


def links_beside(shown_: SectionOfBody) -> list[NavItem]:
    """依申请公开 and the policy library: beside the four parts, never among them."""
    found = [NavItem(title, url) for title, url in beside()]
    if not any(item.label == "依申请公开" for item in found):
        found.insert(0, NavItem("依申请公开", address_of(shown_, "guide") + "#requests"))
    return found


def crumbs_to(shown_: SectionOfBody, part: str, last: str) -> list[Crumb]:
    """The way from the home page: the section, the unit where it is not the head, the part, the page."""
    way = [Crumb("首页", "/"), Crumb(SECTION, reverse("catalogue:section"))]
    if not shown_.is_head:
        way.append(Crumb(shown_.body.short_name, address_of(shown_)))
    if part:
        way.append(Crumb(PART_NAMES[part], address_of(shown_, part)))
    if last:
        way.append(Crumb(last))
    # The last step is where the reader is.
    return [*way[:-1], Crumb(way[-1].label)]


def rows_of(found: Iterable[publishing.LiveEdition]) -> list[Row]:
    """Rows of a list, with their index numbers in one query."""
    rows = [*found]
    numbers = dict(
        publishing.Publication.objects.filter(pk__in=[row.publication_id for row in rows]).values_list(
            "pk", "index_number"
        )
    )
    return [
        Row(
            title=row.title,
            url=f"/doc/{row.public_id}.html",
            index_number=numbers.get(row.publication_id, ""),
            document_number=row.document_number,
            issuer=row.issuer,
            summary=row.summary,
            written_on=row.written_on,
            published_at=row.published_at,
            withdrawn=row.withdrawn,
        )
        for row in rows
    ]


def texts_for(
    shown_: SectionOfBody, kinds: Iterable[str], elements: Iterable[str] = ()
) -> dict[str, list[Text]]:
    """A body's own texts of some kinds, by kind, the newest first."""
    codes = [*kinds]
    bodies = shown_.bodies
    near = bodies.sources_of(shown_.body)
    found: dict[str, list[Text]] = {code: [] for code in codes}
    for text in texts_of(codes, shown_.site, bodies=near, elements=elements):
        if bodies.owner_of(text.organisation_id, text.issuer) == shown_.body.pk:
            found[text.kind].append(text)
    return found


def guide_of(shown_: SectionOfBody) -> Guide | None:
    """The newest guide of a body, whole; None where none is public."""
    texts = texts_for(shown_, (GUIDE,))[GUIDE]
    edition = publishing.public_edition(texts[0].public_id, shown_.site) if texts else None
    if edition is None or edition.live_revision is None:
        return None
    content = publishing.content_of(edition.live_revision)
    elements = {e.code: e for e in parse(edition.live_revision.kind_version.elements) if e.public}

    def facts(codes: Iterable[str]) -> list[Fact]:
        told = [
            (elements[code], shown(elements[code], content.elements.get(code)))
            for code in codes
            if code in elements
        ]
        return [
            Fact(e.name, value, wide=e.type == "longtext" or e.code in _WIDE or len(value) > 22)
            for e, value in told
            if value
        ]

    return Guide(
        title=content.title,
        url=f"/doc/{texts[0].public_id}.html",
        updated_on=day_of(content.elements.get("updated_on")),
        office=facts(GUIDE_OFFICE),
        requests=facts(GUIDE_REQUESTS),
        body=publishing.sanitise(content.body),
        attachments=len(content.attachments),
    )
