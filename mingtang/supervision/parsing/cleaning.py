"""What editors, converters and page breaks leave in a text, taken out; lines of one sentence joined again."""

from __future__ import annotations

import re

# [bookmark: …] is what word processors' text export writes for a bookmark; ** and __ are Markdown's bold.
_LEFTOVERS = re.compile(r"^#{1,6}[ \t]+|\[bookmark: [^\]]*\]|\*\*|__|[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_PAGE_NUMBER = re.compile(
    r"[-—–－─·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－─·•\s]*"
)
_DASHED = re.compile(r"[-—–－─]|页|[/／]")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef\u2014\u2018-\u201d\u2026\u00b7\u2460-\u24ff"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t\u00a0\u2000-\u200a\u202f\u3000]+(?=[{_WIDE}])")
_BESIDE_BREAK = re.compile(r"[ \t\u3000\u00a0]*\n[ \t\u3000\u00a0]*")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


def cleaned(text: str) -> str:
    """The text without leftovers; breaks and tabs stay."""
    return _LEFTOVERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))


def is_page_number(line: str) -> bool:
    """True for `- 2 -`, `第 3 页 共 8 页`; a bare number counts as one only with `is_bare_number`."""
    return bool(_PAGE_NUMBER.fullmatch(line)) and bool(_DASHED.search(line))


def one_line(text: str) -> str:
    """One line of a text that was broken: no break within a word, no blank between Chinese letters."""
    flat = _BESIDE_BREAK.sub(_joint, cleaned(text).strip())
    return _BETWEEN_WIDE.sub("", _BLANKS.sub(" ", flat)).strip()


def joined_lines(before: str, after: str) -> str:
    """Two lines made one, with a blank only between Latin words; blanks within them stay."""
    return _BESIDE_BREAK.sub(_joint, f"{before.strip()}\n{after.strip()}")


def _joint(broken: re.Match[str]) -> str:
    """A blank where two words of Latin letters meet, nothing between Chinese ones."""
    before = broken.string[broken.start() - 1 : broken.start()]
    after = broken.string[broken.end() : broken.end() + 1]
    return " " if before.isascii() and after.isascii() and before.isalpha() and after.isalpha() else ""


def bare(text: str) -> str:
    """The text without any white space, for comparing."""
    return "".join(cleaned(text).split())
