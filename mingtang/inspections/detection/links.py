"""Links in a page: which lead to pages of the same site, and which of those lead nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.page_text import text_of_page
from mingtang.inspections.detection.tags import elements

_VALUE = r"\s?=\s?(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s<>]+))"
_LINK = re.compile(rf"<(a)\b[^<>]*?\bhref{_VALUE}[^<>]*>", re.I)
_SOURCE = re.compile(rf"<(img|video|audio|source)\b[^<>]*?\bsrc{_VALUE}", re.I)
_LOCAL_MACHINE = re.compile(
    r"(?:file:|[a-zA-Z]:\\|\\\\)|https?://(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)",
    re.I,
)


@dataclass(frozen=True)
class Link:
    """A link: where it leads, its words, and where those stand in the text of the page."""

    address: str
    text: str
    start: int
    end: int

    @property
    def is_internal(self) -> bool:
        """Leads to this site: a path, not an address with a host, not a place on the same page."""
        return self.address.startswith("/") and not self.address.startswith("//")


def links(page: str) -> Iterator[Link]:
    """Every link of a page, in order, with the place of its words in the page's text; pictures have no words."""
    whole = text_of_page(page)
    for tag, begin, finish in elements(page, _LINK):
        start, end = whole.offset_of(begin), whole.offset_of(finish)
        yield Link(_address(tag), whole.text[start:end], start, end)
    for tag in _SOURCE.finditer(page):
        place = whole.offset_of(tag.start())
        yield Link(_address(tag), "", place, place)


def _address(tag: re.Match[str]) -> str:
    return html.unescape(tag[2] or tag[3] or tag[4] or "").strip()


def dead_internal_links(page: str, resolve: Callable[[str], bool]) -> list[Finding]:
    """Links into this site for which `resolve(path)` is false; the path comes without query and fragment."""
    found = []
    for link in links(page):
        if link.is_internal and not resolve(re.split("[?#]", link.address, maxsplit=1)[0]):
            message = f"站内链接“{link.address}”指向的页面不存在"
            found.append(
                Finding(
                    "link",
                    "dead_internal",
                    link.start,
                    link.end,
                    link.text,
                    message,
                    "更正或者删去链接",
                    "block",
                )
            )
    return found


def doubtful_links(page: str) -> list[Finding]:
    """Links that no reader can follow: empty ones, and those into a machine or an inner network."""
    found = []
    for link in links(page):
        if not link.address or link.address == "#":
            found.append(
                Finding(
                    "link",
                    "no_address",
                    link.start,
                    link.end,
                    link.text,
                    "链接没有地址",
                    "补充地址或者删去链接",
                )
            )
        elif _LOCAL_MACHINE.match(link.address):
            message = f"链接“{link.address}”指向本机或内部网络，公众打不开"
            found.append(
                Finding(
                    "link",
                    "not_public",
                    link.start,
                    link.end,
                    link.text,
                    message,
                    "改为公众可以访问的地址",
                    "block",
                )
            )
        elif link.address.lower().startswith(("javascript:", "data:text", "vbscript:")):
            found.append(
                Finding(
                    "link", "unsafe", link.start, link.end, link.text, "链接含有程序代码", "删去链接", "block"
                )
            )
    return found
