"""A document as its page, its print view and its PDF show it: made from the signed text and the facts beside it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localtime

from mingtang.core.design.api import Attachment, Document, Fact, Part, Tag
from mingtang.core.elements import api as elements
from mingtang.portal import labels
from mingtang.portal.queries import lists
from mingtang.publishing import api as publishing

# Shown elsewhere on the page, or for machines.
_ELSEWHERE = {"summary", "source", "source_url", "reprint"}
_WIDE_FROM = 22


@dataclass(frozen=True)
class Group:
    """Related documents under one heading."""

    label: str
    items: Sequence[Document]


@dataclass(frozen=True)
class Page:
    """Everything that the page of a document says."""

    edition: publishing.Edition
    content: publishing.Content
    facts: Sequence[Fact]
    tags: Sequence[Tag]
    attachments: Sequence[Attachment]
    groups: Sequence[Group]
    vouchers: Sequence[Any]
    mentions: frozenset[str]
    parts: Sequence[Part] = ()

    @property
    def facts_on_page(self) -> list[Fact]:
        """The metadata table of the page: without what a part of it tells in its own way."""
        shown = frozenset[str]().union(*(part.shows for part in self.parts))
        if not shown:
            return list(self.facts)
        apart = {row["name"] for row in self.revision.kind_version.elements if row["code"] in shown}
        return [fact for fact in self.facts if fact.label not in apart]

    @property
    def public_id(self) -> str:
        return self.edition.publication.public_id

    @property
    def parts_before(self) -> list[Part]:
        return [part for part in self.parts if part.place == "before"]

    @property
    def parts_after(self) -> list[Part]:
        return [part for part in self.parts if part.place != "before"]

    @property
    def address(self) -> str:
        return self.edition.publication.get_absolute_url()

    @property
    def revision(self) -> publishing.Revision:
        if self.edition.live_revision is None:
            raise ValueError("an edition without a public text has no page")
        return self.edition.live_revision

    @property
    def body(self) -> str:
        """The signed body, cleaned once more: whatever road it came by, nothing runs in a reader's browser."""
        return _with_wide_tables(publishing.sanitise(self.content.body))

    @property
    def is_news(self) -> bool:
        return self.revision.kind_version.page == "news"

    @property
    def source(self) -> str:
        """Where the text comes from: its source if it was reprinted, else whoever issued it."""
        told = self.content.source or str(self.content.elements.get("source") or "")
        return told or self.issuer

    @property
    def source_url(self) -> str:
        return self.content.source_url or str(self.content.elements.get("source_url") or "")

    @property
    def issuer(self) -> str:
        return self.content.issuer or self.edition.organisation.name

    @property
    def number(self) -> str:
        return str(self.content.elements.get("document_number") or "")

    @property
    def author(self) -> str:
        return str(self.content.elements.get("author") or "")

    @property
    def editor(self) -> str:
        return str(self.content.elements.get("editor") or "")

    @property
    def withdrawn(self) -> bool:
        return self.edition.state == publishing.EditionState.WITHDRAWN

    @property
    def withdrawal_notice(self) -> str:
        told = getattr(self.edition, "withdrawal_notice", "") or ""
        return told or "发布单位已撤回此件，不再作为办事依据。原文保留，供查考。"

    @property
    def published(self) -> str:
        """2026-09-01 08:30; empty in a preview."""
        at = self.edition.published_at
        return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""

    @property
    def meta(self) -> dict[str, str]:
        """Values of the article's meta tags (国办发〔2017〕47号)."""
        return {
            "ArticleTitle": self.content.title,
            "PubDate": self.published,
            "ContentSource": self.source,
            "Keywords": str(self.content.elements.get("keywords") or ""),
            "Author": self.author or self.issuer,
            "Description": self.content.summary,
        }


def _with_wide_tables(html: str) -> str:
    """Each table in a box of its own that scrolls, by keyboard too, where the screen is narrower than the table."""
    numbers = itertools.count(1)

    def opened(found: re.Match[str]) -> str:
        return f'<div class="wide" tabindex="0" role="region" aria-label="表格{next(numbers)}">{found[0]}'

    return re.sub(r"<table\b", opened, html).replace("</table>", "</table></div>")


Door = Callable[[int, str], str]


def page_of(edition: publishing.Edition, on: date, door: Door | None = None) -> Page:
    """The page of an edition for whoever may read it. `door` gives the addresses of attachments; the public's by default."""
    if edition.live_revision is None:
        raise ValueError("an edition without a public text has no page")
    content = publishing.content_of(edition.live_revision)
    related = publishing.related(edition.publication_id)
    found = _labels(edition, related, on)
    mine = found.get(edition.publication_id, [])
    parts = parts_of(edition, content, on)
    named = frozenset[str]().union(*(part.mentions for part in parts))
    covered = frozenset[str]().union(*(part.covers for part in parts))
    return Page(
        edition=edition,
        content=content,
        facts=facts_of(edition, content),
        tags=lists.tags(mine, withdrawn=edition.state == publishing.EditionState.WITHDRAWN),
        attachments=attachments_of(content, door or public_door(edition.publication.public_id)),
        groups=_groups([row for row in related if row.public_id not in covered], found),
        vouchers=publishing.vouchers(edition.batch_id) if edition.batch_id else [],
        # Also those not public now: when they go live, this page changes.
        mentions=named | {edition.publication.public_id, *(row.public_id for row in related)},
        parts=parts,
    )


@cache
def _makers() -> tuple[Callable[[publishing.Edition, publishing.Content, date], Sequence[Part]], ...]:
    return tuple(import_string(path) for path in import_module(settings.WIRING).DOCUMENT_PARTS)


def parts_of(edition: publishing.Edition, content: publishing.Content, on: date) -> list[Part]:
    """What the trades add to the page of a document, in the order of `config/wiring.py`."""
    return [part for make in _makers() for part in make(edition, content, on)]


def _labels(
    edition: publishing.Edition, related: Sequence[publishing.Related], on: date
) -> dict[int, list[publishing.DatedLabel]]:
    others = [row.live.publication_id for row in related if row.live]
    return publishing.labels_of([edition.publication_id, *others], on)


def _groups(
    related: Sequence[publishing.Related], found: dict[int, list[publishing.DatedLabel]]
) -> list[Group]:
    """Related documents that anyone may read, under the words for their relation."""
    groups: dict[str, list[Document]] = {}
    for row in related:
        if row.live is not None:
            label = labels.RELATIONS.get(row.predicate, labels.OTHER_RELATION)[row.inverse]
            groups.setdefault(label, []).append(
                lists.document(row.live, found.get(row.live.publication_id, ()))
            )
    return [Group(label, items) for label, items in groups.items()]


def facts_of(edition: publishing.Edition, content: publishing.Content) -> list[Fact]:
    """The metadata table: the kind's public elements in their order, after index number and issuer."""
    revision = edition.live_revision
    rows = elements.parse(revision.kind_version.elements) if revision else ()
    told = dict(content.elements) | ({"issuer": content.issuer} if content.issuer else {})
    facts = [
        _fact(element, elements.shown(element, told.get(element.code)))
        for element in rows
        if element.public and element.code not in _ELSEWHERE
    ]
    facts = [fact for fact in facts if fact.value]
    named = {fact.label for fact in facts}
    number = edition.publication.index_number
    first = [Fact("索引号", number)] if number and "索引号" not in named else []
    if "发布机构" not in named and not any(e.code == "issuer" for e in rows):
        first.append(Fact("发布机构", content.issuer or edition.organisation.name))
    return [*first, *facts, *_dates(edition)]


def _fact(element: elements.Element, value: str) -> Fact:
    wide = len(value) > _WIDE_FROM or element.type == "longtext"
    is_address = element.type == "url" and value.startswith(("https://", "http://"))
    return Fact(element.name, value, url=value if is_address else "", wide=wide)


def _dates(edition: publishing.Edition) -> list[Fact]:
    if edition.published_at is None:
        return []
    if edition.is_dated:
        return [Fact("发布日期", f"{localtime(edition.published_at):%Y-%m-%d}")]
    return [Fact("发布日期", "原件未注明")]


def public_door(public_id: str) -> Door:
    return lambda number, name: reverse("portal:attachment", args=[public_id, number, name])


def attachments_of(content: publishing.Content, door: Door) -> list[Attachment]:
    """Attachments named in the signed text, each at its number."""
    return [
        Attachment(
            name=file.name,
            url=door(number, name_in_address(file)),
            kind=labels.MEDIA_TYPES.get(file.media_type, file.name.rsplit(".", 1)[-1][:5]),
            size=file.size,
        )
        for number, file in enumerate(content.attachments, 1)
    ]


def name_in_address(file: publishing.AttachmentRef) -> str:
    return file.name.replace("/", "_")
