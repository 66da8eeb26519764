"""Markdown as it comes in stocks of documents, to HTML.

Most of such text is headings and paragraphs, and that much is done here, fast; whatever uses more of Markdown (tables,
lists, emphasis, links) goes through markdown-it.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(.*?)[ \t]*#*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Anything at the start of a line, or inside it, that means more than a paragraph.
_MORE = re.compile(
    r"^[ \t]{0,3}(?:[|>*+-][ \t]|\d{1,3}[.)][ \t]|```|~~~|\|)|\*\*|__|\]\(|`|<[a-zA-Z/]", re.MULTILINE
)


def to_html(text: str) -> str:
    """HTML of a Markdown text; headings begin at h2, because a page has its title above."""
    text = _COMMENT.sub("", text.replace("\r\n", "\n")).strip()
    if _MORE.search(text):
        return _shift_headings(_parser().render(text))
    return "".join(_block(block) for block in re.split(r"\n[ \t\u3000]*\n|\n(?=#)", text) if block.strip())


def _block(block: str) -> str:
    lines = [line.strip(" \t\u3000") for line in block.strip().split("\n")]
    heading = _HEADING.fullmatch(lines[0])
    rest = lines[1:] if heading else lines
    html = (
        f"<h{_level(heading[1])}>{escape(heading[2], quote=False)}</h{_level(heading[1])}>" if heading else ""
    )
    return html + "".join(f"<p>{escape(line, quote=False)}</p>" for line in rest if line)


def _level(marks: str) -> int:
    return min(max(len(marks), 2), 5)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (slow import, and most stocks never need it)

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _shift_headings(html: str) -> str:
    return (
        html.replace("<h1>", "<h2>")
        .replace("</h1>", "</h2>")
        .replace("<h6>", "<h5>")
        .replace("</h6>", "</h5>")
    )
