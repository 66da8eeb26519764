"""The words of an HTML page as its reader sees them, with the way back into the page."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.normalising import visible
from mingtang.inspections.detection.tags import elements

# No run goes past a "<": a page full of tags that never end is still read in one pass.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript|head)\b[^<>]*>.*?(?:</\1\s*>|\Z)"
    r"|</?([a-zA-Z][\w:-]*)(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*+>|<[!?][^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});"
    r"|[^<&]+|[<&]",
    re.S | re.I,
)
_NEW_LINE = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CELL = frozenset(("td", "th"))
_MEDIA = re.compile(r"<(?:img|video|audio|iframe|embed|object|svg)\b", re.I)
_COMMENT = re.compile(r"<!--(?!\[if)(.*?)(?:-->|\Z)", re.S)
_UNSEEN = re.compile(
    r"<(\w{1,20})\b(?=[^<>]*?(?:\shidden(?=[\s=>/])|style\s?=\s?[\"'][^\"'<>]*?"
    r"(?:display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0(?:px|pt|em|%)?\s?[;\"'])))[^<>]*>",
    re.I,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class PageText:
    """The text and, for each piece of it, where the piece begins in the text and in the page."""

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source_of(self, offset: int) -> int:
        """Where in the page the character at `offset` of the text stands."""
        piece = bisect_right(self.starts, offset) - 1
        return self.sources[piece] + offset - self.starts[piece] if piece >= 0 else 0

    def offset_of(self, source: int) -> int:
        """Where in the text the first words at or after a place of the page stand."""
        piece = bisect_right(self.sources, source) - 1
        if piece < 0:
            return 0
        following = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return min(self.starts[piece] + source - self.sources[piece], following)


class _Writer:
    """Collects pieces of text; white space is collapsed as a browser does, blocks begin lines, cells are set apart."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.sources: list[int] = []
        self.length = 0
        self.last = "\n"

    def put(self, piece: str, source: int) -> None:
        self.starts.append(self.length)
        self.sources.append(source)
        self.pieces.append(piece)
        self.length += len(piece)
        self.last = piece[-1]

    def words(self, run: str, source: int) -> None:
        place = 0
        for gap in _SPACE.finditer(run):
            if gap.start() > place:
                self.put(run[place : gap.start()], source + place)
            if not self.last.isspace():
                self.put(" ", source + gap.start())
            place = gap.end()
        if place < len(run):
            self.put(run[place:], source + place)

    def tag(self, name: str, source: int, closing: bool) -> None:
        if name in _NEW_LINE and (self.last != "\n" or name == "br"):
            self.put("\n", source)
        elif name in _CELL and not closing and self.last != "\n":
            self.put("\t", source)


def text_of_page(page: str) -> PageText:
    """The text of a page or of a part of one: a line for each block, a tab between the cells of a row."""
    writer = _Writer()
    in_cell = 0
    for token in _TOKEN.finditer(page):
        run, name = token[0], (token[2] or "").lower()
        if name in _CELL:
            in_cell += -1 if run[1] == "/" else 1
        if name and not (in_cell and name in ("p", "br", "div")):
            writer.tag(name, token.start(), run[1] == "/")
        elif run[0] == "&" and len(run) > 1:
            writer.put(html.unescape(run), token.start())
        elif run[0] != "<" or run == "<":
            writer.words(run, token.start())
    return PageText("".join(writer.pieces), tuple(writer.starts), tuple(writer.sources))


def has_media(page: str) -> bool:
    return bool(_MEDIA.search(page))


def hidden_in(page: str) -> list[Finding]:
    """Words in a page that its reader does not see: comments, and elements styled away."""
    found = []
    for match in _COMMENT.finditer(page):
        if words := visible(match[1]):
            found.append(_hidden("html_comment", words, "网页源码中有注释"))
    for _, start, end in elements(page, _UNSEEN):
        if words := visible(text_of_page(page[start:end]).text):
            found.append(_hidden("html_hidden", words, "网页中有隐藏的文字"))
    return found


def _hidden(subkind: str, words: str, what: str) -> Finding:
    shown = words[:LONGEST_SHOWN]
    return Finding("hidden_data", subkind, 0, 0, shown, f"{what}：“{shown}”", "删去后再发布")
