"""新旧对照: two texts laid side by side clause by clause, whatever was renumbered or moved. Knows no Django.

The page docs/explanation/clause-comparison.md tells in prose how clauses are found and paired.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_HAN = "一二三四五六七八九十百千零〇"
_ARTICLE = re.compile(rf"(第[{_HAN}\d]{{1,8}}条(?:之[{_HAN}]{{1,3}})?)[\s　:：]*(.*)")
_CHAPTER = re.compile(rf"第[{_HAN}\d]{{1,6}}[编章节][\s　]*[^，。；]{{0,40}}")
_OUTLINE = (
    re.compile(rf"([{_HAN}]{{1,4}}、)\s*(.*)"),
    re.compile(rf"([（(][{_HAN}]{{1,4}}[）)])\s*(.*)"),
    re.compile(r"(\d{1,3}[.．、])(?!\d)\s*(.*)"),
    re.compile(r"([（(]\d{1,3}[）)])\s*(.*)"),
)
_DATE = re.compile(rf"(?:\d{{4}}|[{_HAN}○]{{4}})年[{_HAN}\d]{{1,3}}月[{_HAN}\d]{{1,3}}日")
_NOT_WORDS = re.compile(r"[\s　，。；：、！？“”‘’（）()《》〈〉,.;:!?\"']+")

# Two clauses say the same thing in other words when half of their pairs of characters agree; under the same number
# less is enough, for there the number itself speaks for it.
LIKE, LIKE_UNDER_ONE_NUMBER = 0.5, 0.3
# A clause that is new as a whole came out of an old one when most of it stood there.
HELD = 0.7
FEWEST_ARTICLES = 2


@dataclass(frozen=True)
class Clause:
    """One numbered piece of a text: `number` is the way to it (第三条; 二、（一）), `part` the chapter it stands in.

    Without a number it is what stands before the first one.
    """

    number: str
    text: str
    part: str = ""


@dataclass(frozen=True)
class Pair:
    """A clause of the old text and one of the new, or one that stands alone.

    `change`: same, renumbered, changed, added or removed. `moved`: it stands at another place than its neighbours led
    one to expect. `origin`: of an added clause the old one that held its words, of a removed one the new one that does.
    """

    old: Clause | None
    new: Clause | None
    change: str
    moved: bool = False
    origin: str = ""


# --- finding clauses


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a plain text, one line a paragraph. Articles (第…条) where there are some, else 一、（一）1. （1）.

    Signature and date at the foot are no clause. What stands in an article, items too, belongs to it.
    """
    lines = _without_foot([line.strip(" \t　") for line in text.splitlines() if line.strip(" \t　")])
    articles = sum(1 for line in lines if _ARTICLE.match(line))
    found = _articles(lines) if articles >= FEWEST_ARTICLES else _outline(lines)
    return [clause for clause in found if clause.text or clause.number]


def _without_foot(lines: list[str]) -> list[str]:
    """The lines before the date at the foot, and before the short line of the signature above it."""
    if lines and _DATE.fullmatch(lines[-1]):
        lines = lines[:-1]
        if lines and len(lines[-1]) <= 40 and not re.search(r"[。；：，]$|^第", lines[-1]):
            lines = lines[:-1]
    return lines


def _articles(lines: Iterable[str]) -> Iterator[Clause]:
    number, part, next_part, held = "", "", "", list[str]()
    for line in lines:
        if article := _ARTICLE.match(line):
            yield Clause(number, "\n".join(held), part)
            number, part, held = article[1], next_part, [article[2]] if article[2] else []
        elif _CHAPTER.fullmatch(line):
            next_part = re.sub(r"[\s　]+", " ", line)
        else:
            held.append(line)
    yield Clause(number, "\n".join(held), part)


def _outline(lines: Iterable[str]) -> Iterator[Clause]:
    way, number, held = dict[int, str](), "", list[str]()
    for line in lines:
        if marked := _marked(line):
            yield Clause(number, "\n".join(held))
            depth, mark, words = marked
            way = {above: name for above, name in way.items() if above < depth} | {depth: mark}
            number, held = "".join(way[above] for above in sorted(way)), [words] if words else []
        else:
            held.append(line)
    yield Clause(number, "\n".join(held))


def _marked(line: str) -> tuple[int, str, str] | None:
    for depth, pattern in enumerate(_OUTLINE):
        if found := pattern.match(line):
            return depth, found[1], found[2]
    return None


# --- pairing them


def compare(old: str, new: str) -> list[Pair]:
    """Two plain texts side by side, in the order of the new one; what fell away stands where it used to stand."""
    return pairs_of(clauses_of(old), clauses_of(new))


def pairs_of(before: Sequence[Clause], after: Sequence[Clause]) -> list[Pair]:
    """Each clause of either side once. Like with like, the most alike first, wherever they stand."""
    partner = _partners(before, after)
    moved = _out_of_order(partner)
    taken = set(partner.values())
    gone = [i for i in range(len(before)) if i not in taken]
    grams_before, grams_after = [_grams(c) for c in before], [_grams(c) for c in after]
    pairs: list[Pair] = []
    for j, clause in enumerate(after):
        i = partner.get(j)
        if i is None:
            pairs.append(Pair(None, clause, "added", origin=_holder(grams_after[j], before, grams_before)))
        else:
            pairs.append(Pair(before[i], clause, _change(before[i], clause), moved=j in moved))
    removed = {i: Pair(before[i], None, "removed", origin=_holder(grams_before[i], after, grams_after))
               for i in gone}  # fmt: skip
    return _with_removed(pairs, before, removed)


def _change(old: Clause, new: Clause) -> str:
    if _bare(old.text) != _bare(new.text):
        return "changed"
    return "same" if old.number == new.number else "renumbered"


def _bare(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)


def _grams(clause: Clause) -> frozenset[str]:
    """Pairs of neighbouring characters, marks left out; of a very short text the text itself."""
    bare = _NOT_WORDS.sub("", clause.text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1)) or frozenset([bare] if bare else [])


def _partners(before: Sequence[Clause], after: Sequence[Clause]) -> dict[int, int]:
    """For clauses of the new text (by place) the place of the old one they continue."""
    found: dict[int, int] = {}
    used: set[int] = set()
    for _, j, i in sorted(_candidates(before, after), key=lambda c: (-c[0], abs(c[1] - c[2]), c[1], c[2])):
        if j not in found and i not in used:
            found[j] = i
            used.add(i)
    return found


def _candidates(before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[tuple[float, int, int]]:
    """(likeness, new, old) of all that may belong together."""
    olds = [_grams(clause) for clause in before]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for i, grams in enumerate(olds):
        for gram in grams:
            where[gram].append(i)
    for j, clause in enumerate(after):
        grams = _grams(clause)
        shared = Counter(i for gram in grams for i in where.get(gram, ()))
        for i, count in shared.items():
            likeness = 2 * count / (len(grams) + len(olds[i]))
            same_number = clause.number == before[i].number
            if likeness >= (LIKE_UNDER_ONE_NUMBER if same_number else LIKE):
                # Among equals the same number decides, as in lists of items that read alike.
                yield round(likeness, 3) + (0.001 if same_number else 0), j, i
        if not grams:
            yield from (
                (1.0, j, i) for i, held in enumerate(olds) if not held and before[i].number == clause.number
            )


def _out_of_order(partner: dict[int, int]) -> set[int]:
    """Places in the new text of pairs that do not stand in the longest run that kept its order."""
    order = sorted(partner)
    tails: list[int] = []
    last: list[int] = []
    previous: dict[int, int | None] = {}
    for j in order:
        at = bisect_left(tails, partner[j])
        tails[at : at + 1] = [partner[j]]
        last[at : at + 1] = [j]
        previous[j] = last[at - 1] if at else None
    kept: set[int] = set()
    at_last = last[-1] if last else None
    while at_last is not None:
        kept.add(at_last)
        at_last = previous[at_last]
    return set(order) - kept


def _holder(grams: frozenset[str], others: Sequence[Clause], theirs: Sequence[frozenset[str]]) -> str:
    """The number of the clause on the other side that holds most of these words; empty where none does."""
    if len(grams) < 8:
        return ""
    best = max(range(len(others)), key=lambda at: len(grams & theirs[at]), default=None)
    if best is None or len(grams & theirs[best]) < HELD * len(grams):
        return ""
    return others[best].number


def _with_removed(pairs: list[Pair], before: Sequence[Clause], removed: dict[int, Pair]) -> list[Pair]:
    """The pairs with what fell away put behind the clause that stood before it in the old text."""
    behind: defaultdict[int, list[Pair]] = defaultdict(list)
    for i in sorted(removed):
        anchor = next((at for at in range(i - 1, -1, -1) if at not in removed), -1)
        behind[anchor].append(removed[i])
    place = {id(clause): at for at, clause in enumerate(before)}
    rows = list(behind[-1])
    for pair in pairs:
        rows.append(pair)
        if pair.old is not None:
            rows += behind[place[id(pair.old)]]
    return rows


def counted(pairs: Iterable[Pair]) -> Counter[str]:
    """How many clauses there are of each change; `moved` counts beside the others."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        counts[pair.change] += 1
        counts["moved"] += pair.moved
    return counts
