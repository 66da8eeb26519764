"""Quotation marks and title marks that have lost their partner.

A quotation over several paragraphs opens each of them anew and closes once, in the last: nothing is missing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingtang.inspections.detection.finding import Finding

_QUOTES = re.compile("[“”]")
_TITLES = re.compile("[《》]")
_MIXED = re.compile('“[^“”"\\n]{1,60}"|(?<![\\w=])"[^“”"\\n]{1,60}”')


def findings(text: str) -> list[Finding]:
    """Marks without a partner, in the order of the text."""
    mixed = {match.start(): match.end() for match in _MIXED.finditer(text)} if '"' in text else {}
    found = [
        _finding("mixed_quote", start, text[start:end], "前后引号不成对，应为“”")
        for start, end in mixed.items()
    ]
    taken = {*mixed, *(end - 1 for end in mixed.values())}
    found += [finding for finding in (*_quotes(text), *_titles(text)) if finding.start not in taken]
    return found


def _by_line(text: str, marks: re.Pattern[str]) -> Iterator[list[re.Match[str]]]:
    """The marks of a text, together with their neighbours on the same line."""
    line: list[re.Match[str]] = []
    for mark in marks.finditer(text):
        if line and text.find("\n", line[-1].start(), mark.start()) >= 0:
            yield line
            line = []
        line.append(mark)
    if line:
        yield line


def _begins_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1 : place].strip()


def _quotes(text: str) -> Iterator[Finding]:
    waiting: list[int] = []  # left open by earlier paragraphs
    for line in _by_line(text, _QUOTES):
        opened: int | None = None
        for mark in line:
            if mark[0] == "“" and opened is not None:
                yield _finding(
                    "unpaired_quote", mark.start(), "“", "前一个引号没有闭合；引号内再用引号应为单引号"
                )
            elif mark[0] == "”" and opened is None:
                if not waiting:
                    yield _finding("unpaired_quote", mark.start(), "”", "后引号没有对应的前引号")
                waiting.clear()
            opened = mark.start() if mark[0] == "“" else None
        if opened is not None:
            waiting.append(opened)
        elif waiting and line[0][0] == "“" and _begins_line(text, line[0].start()):
            waiting.clear()
    for place in waiting:
        yield _finding("unpaired_quote", place, "“", "前引号没有对应的后引号")


def _titles(text: str) -> Iterator[Finding]:
    """A title may break over a line end."""
    waiting: list[int] = []
    for line in _by_line(text, _TITLES):
        opened: list[int] = []
        for mark in line:
            if mark[0] == "《":
                opened.append(mark.start())
            elif opened or waiting:
                (opened or waiting).pop()
            else:
                yield _finding("unpaired_title", mark.start(), "》", "后书名号没有对应的前书名号")
        for place in waiting:
            yield _finding("unpaired_title", place, "《", "前书名号没有对应的后书名号")
        waiting = opened
    for place in waiting:
        yield _finding("unpaired_title", place, "《", "前书名号没有对应的后书名号")


def _finding(subkind: str, start: int, text: str, message: str) -> Finding:
    return Finding("typo", subkind, start, start + len(text), text, message)
