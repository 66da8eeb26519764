"""Old against new, of two documents: their clauses side by side with marked words, and the table for a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from mingtang.policies.analysis.comparison import Clause, Pair, compare, counted
from mingtang.policies.labels import CLAUSE_CHANGES
from mingtang.policies.queries.interpretations import REPLACING, relations_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import VISIBLE, Edition, Piece, Relation, Revision


@dataclass(frozen=True)
class Row:
    """Two clauses as a page shows them: pieces are `same`, `removed` (old side) or `added` (new side)."""

    pair: Pair
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def change(self) -> str:
        return CLAUSE_CHANGES[self.pair.change]

    @property
    def code(self) -> str:
        return self.pair.change

    @property
    def remark(self) -> str:
        """What else is to be said of it: moved, taken from or into another clause."""
        told = ["位置调整"] if self.pair.moved else []
        if self.pair.origin:
            told.append(
                f"内容出自原{self.pair.origin}" if self.pair.old is None else f"内容并入新{self.pair.origin}"
            )
        return "，".join(told)


@dataclass(frozen=True)
class Comparison:
    """All rows, and how many there are of each change."""

    rows: tuple[Row, ...]
    counts: Counter[str]

    @property
    def changed(self) -> list[Row]:
        """Rows that say something else than before."""
        return [row for row in self.rows if row.code not in {"same", "renumbered"} or row.pair.moved]

    @property
    def told(self) -> str:
        """The counts in words."""
        parts = [f"{name}{self.counts[code]}条" for code, name in CLAUSE_CHANGES.items() if self.counts[code]]
        return "，".join(parts) or "两份文件都没有正文"


_KEPT: dict[tuple[str, str], Comparison] = {}
_MOST_KEPT = 64


def comparison(old: Revision, new: Revision) -> Comparison:
    """Two texts side by side. A hash stands for one text for ever, so what was compared once is kept for a while."""
    texts = [publishing.plain_text(publishing.content_of(revision).body) for revision in (old, new)]
    key = (old.content_hash, new.content_hash)
    if key not in _KEPT:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        pairs = compare(*texts)
        _KEPT[key] = Comparison(tuple(_row(pair) for pair in pairs), counted(pairs))
    return _KEPT[key]


def _row(pair: Pair) -> Row:
    before, after = _words(pair.old), _words(pair.new)
    if pair.old is None or pair.new is None or pair.change != "changed":
        kind = {"added": "added", "removed": "removed"}.get(pair.change, "same")
        return Row(pair, _whole(before, kind), _whole(after, kind))
    pieces = publishing.text_difference(before, after)
    return Row(
        pair,
        tuple(piece for piece in pieces if piece.change != "added"),
        tuple(piece for piece in pieces if piece.change != "removed"),
    )


def _words(clause: Clause | None) -> str:
    return clause.text if clause else ""


def _whole(words: str, change: str) -> tuple[Piece, ...]:
    return (Piece(change, words),) if words else ()


def predecessors(publication_id: int) -> list[int]:
    """Documents that this one replaces, repeals or changes, in the order in which that was said."""
    return predecessors_among(relations_of(publication_id), publication_id)


def predecessors_among(said: Iterable[Relation], publication_id: int) -> list[int]:
    """The same, from relations that were read already."""
    found = [row for row in said if row.subject_id == publication_id and row.predicate in REPLACING]
    return [row.object_id for row in sorted(found, key=lambda row: REPLACING.index(row.predicate))]


def public_text(publication_id: int) -> Revision | None:
    """The text of a document that anyone may read."""
    edition = (
        Edition.objects.filter(publication_id=publication_id, state__in=VISIBLE, live__isnull=False)
        .select_related("live_revision__content")
        .first()
    )
    return edition.live_revision if edition else None


def as_table(found: Comparison, old_title: str, new_title: str) -> str:
    """The changed clauses as a table for a text: what is new and what fell away is said in words too."""
    rows = "".join(
        f"<tr><td>{_cell(row.pair.old, row.old)}</td><td>{_cell(row.pair.new, row.new)}</td>"
        f"<td>{row.change}{f'（{row.remark}）' if row.remark else ''}</td></tr>"
        for row in found.changed
    )
    head = (
        f"<tr><th>原规定（{escape(old_title)}）</th><th>新规定（{escape(new_title)}）</th><th>变化</th></tr>"
    )
    return (
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else "<p>条款内容没有变化。</p>"
    )


def _cell(clause: Clause | None, pieces: Sequence[Piece]) -> str:
    if clause is None:
        return "（无）"
    marks = {"same": "{}", "added": "<strong>{}</strong>", "removed": "<s>{}</s>"}
    words = "".join(marks[piece.change].format(escape(piece.text)) for piece in pieces)
    return f"{escape(clause.number)}　{words}".strip("　").replace("\n", "<br>")
