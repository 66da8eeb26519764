"""The words of the document that each task was read from, to be shown beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.supervision.parsing.cleaning import bare
from mingtang.supervision.parsing.plan import Task
from mingtang.supervision.parsing.source import DocumentLike, TableLike

# So many signs of a task's text are enough to find its line again; a page break may cut what comes after.
_ENOUGH = 14
_LONGEST = 4000


def sources_of(document: DocumentLike, tasks: Sequence[Task]) -> list[str]:
    """For each task the lines from its first to before the next one's; its own text where they cannot be found."""
    lines = _lines(document)
    text = _Bare.of(lines)
    starts = [text.line_of(bare(task.text)[:_ENOUGH]) for task in tasks]
    last = text.line_of(bare(tasks[-1].text)[-_ENOUGH:]) if tasks else None
    return [_source(task, lines, starts, at, tasks, last) for at, task in enumerate(tasks)]


def _source(
    task: Task,
    lines: Sequence[str],
    starts: Sequence[int | None],
    at: int,
    tasks: Sequence[Task],
    last: int | None,
) -> str:
    begun = starts[at]
    if begun is None:
        return task.text
    later = [(start, n) for n, start in enumerate(starts) if start is not None and start > begun]
    end, following = min(later, default=(_end(lines, max(begun, last or 0)), -1))
    kept = list(lines[begun:end])
    headings = _headings(tasks[following]) if following >= 0 else set()
    while len(kept) > 1 and (not kept[-1].strip() or bare(kept[-1]) in headings):
        kept.pop()
    return "\n".join(line for line in kept if line.strip())[:_LONGEST]


def _end(lines: Sequence[str], last: int) -> int:
    """Where the last task's words end: before the first blank line."""
    rest = lines[last + 1 :]
    return last + 1 + next((n for n, line in enumerate(rest) if not line.strip()), len(rest))


def _headings(task: Task) -> set[str]:
    return {bare(task.level1), bare(task.level2), bare(task.seq)}


def _lines(document: DocumentLike) -> list[str]:
    """Paragraphs and rows of tables in the order of the document."""
    lines: list[str] = []
    tables = sorted(document.tables, key=lambda table: table.after)
    for position, paragraph in enumerate(document.paragraphs):
        while tables and tables[0].after <= position:
            lines += _rows(tables.pop(0))
        lines += paragraph.text.split("\n")
    return [*lines, *(row for table in tables for row in _rows(table))]


def _rows(table: TableLike) -> list[str]:
    """A row with each cell that reaches into it once, those that are merged over several rows too."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        for row in rows[cell.row : cell.row + cell.rowspan]:
            row.append((cell.column, " ".join(cell.text.split("\n"))))
    return ["\u3000｜\u3000".join(text for _, text in sorted(row) if text.strip()) for row in rows]


@dataclass
class _Bare:
    """The lines as one text without blanks, to look for words that a line's end or a cell's border cuts."""

    text: str
    begins: list[int]
    at: int = 0

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Bare:
        begins, parts, length = [], [], 0
        for line in lines:
            words = bare(line)
            begins.append(length)
            parts.append(words)
            length += len(words)
        return cls("".join(parts), begins)

    def line_of(self, words: str) -> int | None:
        """The line on which the words begin, looked for from where the last ones were found."""
        if not words:
            return None
        found = self.text.find(words, self.at)
        if found < 0:
            found = self.text.find(words)
        if found < 0:
            return None
        self.at = found
        return bisect_right(self.begins, found) - 1
