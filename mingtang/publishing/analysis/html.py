"""HTML that may be published: what the sanitiser lets through, and its plain text."""

from __future__ import annotations

import hashlib
import re

import nh3
from lxml import html as lxml_html

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "ul", "ol", "li", "blockquote", "strong", "em", "u", "s", "sub", "sup",
    "a", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col", "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "p": {"class"},
    "h2": {"class"},
    "h3": {"class"},
}
# The marks of a 公文: main addressee, signature, date, note, attachment line, centred lines.
CLASSES = {"addressee", "signature", "date", "note", "attachment-line", "centred", "no-indent"}
SCHEMES = {"http", "https", "mailto"}

_WORD_TAGS = re.compile(r"</?(?:o|w|v|st1|m):[^>]*>", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!\[[^\]]*\]>", re.IGNORECASE | re.DOTALL)
_EMPTY_PARAGRAPHS = re.compile(r"(?:<p>(?:\s|&nbsp;|\u00a0|<br>)*</p>\s*)+")
# What other programs call the same thing, with whatever attributes.
_NAMES = {"h1": "h2", "h6": "h5", "b": "strong", "i": "em", "strike": "s", "del": "s"}
_RENAMED = re.compile(r"<(/?)(h1|h6|b|i|strike|del)(?=[\s>/])", re.IGNORECASE)
# Blanks typed to indent: the page indents by itself.
_INDENT = re.compile(r"(<p(?: class=\"[^\"]*\")?>)(?:&nbsp;|\s|\u00a0)+")
_BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "li",
    "tr",
    "table",
    "blockquote",
    "br",
    "hr",
    "caption",
    "figcaption",
}


def sanitise(dirty: str) -> str:
    """HTML with only what a public page may hold; what Word and WPS leave behind is gone, text is kept."""
    bare = _WORD_TAGS.sub("", _CONDITIONAL.sub("", dirty))
    bare = _RENAMED.sub(lambda tag: f"<{tag[1]}{_NAMES[tag[2].lower()]}", bare)
    clean = nh3.clean(
        bare,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener",
        clean_content_tags={"script", "style", "xml"},
    )
    return _EMPTY_PARAGRAPHS.sub("", _INDENT.sub(r"\1", clean)).strip()


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    kept = " ".join(word for word in value.split() if word in CLASSES)
    return kept or None


def plain_text(html: str) -> str:
    """The text of HTML, one line for each block, cells of a row parted by tabs."""
    if not html.strip():
        return ""
    pieces: list[str] = []
    _collect(lxml_html.fragment_fromstring(html, create_parent="div"), pieces)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(element: lxml_html.HtmlElement, pieces: list[str]) -> None:
    if not isinstance(element.tag, str):
        return
    if element.tag in _BLOCKS:
        pieces.append("\n")
    if element.tag in {"td", "th"}:
        pieces.append("\t")
    pieces.append((element.text or "").replace("\n", " "))
    for child in element:
        _collect(child, pieces)
        pieces.append((child.tail or "").replace("\n", " "))
    if element.tag in _BLOCKS:
        pieces.append("\n")


def links(html: str) -> list[str]:
    """Addresses that the HTML links to, in order."""
    if not html.strip():
        return []
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    return [str(address) for address in root.xpath("//a/@href")]


_MARKUP = re.compile(r"<[^>]+>|\s+|&nbsp;")


def fingerprint(html: str) -> str:
    """Sixteen characters that stand for the body's characters, layout left out; empty for an empty body."""
    text = _MARKUP.sub("", html)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""
