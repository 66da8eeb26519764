"""Elements of a page by their tags, found in one pass however badly the page is written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator


def elements(page: str, opening: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int, int]]:
    """Opening tags that `opening` finds (its first group is the name), with start and end of what they enclose.

    Enclosed is everything up to the next closing tag of that name; a tag without one encloses nothing.
    """
    closings: dict[str, list[int]] = {}
    for tag in opening.finditer(page):
        name = tag[1].lower()
        if name not in closings:
            closings[name] = [
                close.start() for close in re.finditer(rf"</{re.escape(name)}\s{{0,9}}>", page, re.I)
            ]
        following = bisect_left(closings[name], tag.end())
        end = closings[name][following] if following < len(closings[name]) else tag.end()
        yield tag, tag.end(), end
