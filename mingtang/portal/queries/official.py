"""The standard web edition of an official document (网络版式) after GB/T 9704-2012: what stands in its head and foot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.timezone import localtime

from mingtang.core.elements import api as elements
from mingtang.portal.queries.documents import Page
from mingtang.publishing import api as publishing

# Pages of kinds that are official documents.
PAGES = frozenset({"policy", "rule"})
_NAMES = re.compile(r"[、，,；;\s]+")
_NOTE_IN_BODY = re.compile(r"[（(]此件[^（）()]{0,20}公开[^（）()]{0,10}[）)]")
NOTES = {"主动公开": "此件公开发布"}


@dataclass(frozen=True)
class Official:
    """Head and foot of the standard edition; the text between them is the signed one, unchanged."""

    issuers: list[str]
    ends_with_document: bool
    number: str
    note: str
    imprint: list[tuple[str, str]]

    @property
    def mark(self) -> str:
        """发文机关标志 in one line."""
        return "　".join(self.issuers) + ("文件" if self.ends_with_document else "")


def official_of(page: Page) -> Official | None:
    """The standard edition of a document; None for kinds of information that are no official documents."""
    if page.revision.kind_version.page not in PAGES:
        return None
    told = page.content.elements
    genre = str(told.get("genre") or "")
    return Official(
        issuers=_issuers(page),
        # An order bears the name of the organ alone with 令 (GB/T 9704-2012, 10.2).
        ends_with_document=not genre.startswith(("命令", "令")),
        number=page.number,
        note=""
        if _NOTE_IN_BODY.search(page.content.body)
        else NOTES.get(str(told.get("openness") or ""), ""),
        imprint=_imprint(page),
    )


def _issuers(page: Page) -> list[str]:
    joint = str(page.content.elements.get("joint_issuers") or "")
    names = [name for name in _NAMES.split(f"{page.issuer}、{joint}") if name]
    genre = str(page.content.elements.get("genre") or "")
    ending = "令" if genre.startswith(("命令", "令")) else ""
    return [name + ending for name in dict.fromkeys(names)]


def _imprint(page: Page) -> list[tuple[str, str]]:
    at = page.edition.published_at
    published = f"{localtime(at):%Y年%-m月%-d日}" if at and page.edition.is_dated else "原件未注明"
    kind = {row.code: row for row in elements.parse(page.revision.kind_version.elements)}
    rows = [
        (kind[code].name, elements.shown(kind[code], page.content.elements.get(code)))
        for code in ("filing_number",)
        if code in kind
    ]
    return [
        ("责任单位", page.edition.organisation.name),
        ("网上发布", published),
        *((label, value) for label, value in rows if value),
        ("正文校验码", page.revision.content_hash),
    ]


def has_standard_edition(edition: publishing.Edition) -> bool:
    """Whether the page of an edition leads to a standard edition."""
    return edition.live_revision is not None and edition.live_revision.kind_version.page in PAGES
