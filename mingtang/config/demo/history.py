"""The lives of all documents on one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingtang.config.demo import acts, beginnings
from mingtang.config.demo.clock import moment
from mingtang.config.demo.data import Document
from mingtang.config.demo.district import District
from mingtang.publishing import api as publishing

# The stages at which a text waits on its way, and how many of the four steps are signed by then.
WAITING = {"submitted": 0, "returned": 1, "level1": 1, "level2": 2, "secrecy": 3, "level3": 4}
_HOURS = {
    "draft": (9, 0),
    "submit": (9, 40),
    "level1": (10, 20),
    "level2": (11, 10),
    "secrecy": (14, 10),
    "level3": (15, 0),
    "release": (15, 50),
}
_SHORTLY = timedelta(minutes=12)


@dataclass(frozen=True)
class Happening:
    """One act on one document at its moment."""

    at: datetime
    document: Document
    act: acts.Act

    @property
    def name(self) -> str:
        return self.document.name

    def do(self, district: District) -> None:
        self.act(district, self.document, self.at.date())


def history(district: District, documents: Mapping[str, Document]) -> list[Happening]:
    """Everything that was done, in order."""
    together = _released_together(documents)
    lives = {name: list(_life(one, district, documents, together)) for name, one in documents.items()}
    begun = {name: life[0].at for name, life in lives.items()}
    relations = (relation for one in documents.values() for relation in _relations(one, begun))
    return sorted([*(h for life in lives.values() for h in life), *relations], key=lambda h: h.at)


def _released_together(documents: Mapping[str, Document]) -> dict[str, list[Document]]:
    """Each text with the interpretations that go out with it, in one release; those themselves lead none."""
    led: dict[str, list[Document]] = {name: [one] for name, one in documents.items()}
    for name, one in documents.items():
        for target in one.interprets:
            if _when_out(one) == _when_out(documents[target]):
                led[target].append(one)
                led.pop(name, None)
    return led


def _when_out(document: Document) -> tuple[object, object]:
    return document.head.get("released"), document.head.get("scheduled")


def _relations(document: Document, begun: Mapping[str, datetime]) -> Iterator[Happening]:
    for relation in document.head.get("relations", ()):
        at = max(begun[document.name], begun[relation["target"]]) + _SHORTLY
        yield Happening(at, document, acts.relate(relation["type"], relation["target"]))


def _life(
    document: Document,
    district: District,
    documents: Mapping[str, Document],
    together: Mapping[str, Sequence[Document]],
) -> Iterator[Happening]:
    hours = _timetable(document, district, documents)
    begin = acts.draft_again if "supersedes" in document.head else acts.draft
    begin = beginnings.begin if "begun" in document.head else begin
    yield Happening(hours["draft"], document, begin)
    if document.stage == "emergency":
        yield from _emergency(document, hours)
    elif document.stage != "draft":
        yield from _reviewed(document, hours)
        if document.stage not in WAITING and document.name in together:
            yield _going_out(document, district, together[document.name], hours)
        if document.stage in {"withdrawn", "replaced", "error"}:
            yield Happening(_left(document, district), document, acts.leave)


def _reviewed(document: Document, hours: Mapping[str, datetime]) -> Iterator[Happening]:
    """From handing in to as many signatures as the stage says, with what reviewers propose on the way."""
    steps = publishing.STEP_ORDER[: WAITING.get(document.stage, len(publishing.STEP_ORDER))]
    yield Happening(hours["submit"], document, acts.submit)
    for step in steps:
        if step == "level3" and "alone" in document.head:
            yield Happening(hours[step] - _SHORTLY, document, acts.allow_alone)
        yield Happening(hours[step], document, acts.sign(step))
        if step == "level1" and "correction" in document.head:
            yield from _corrected(document, hours)
    if document.stage == "returned":
        yield Happening(hours["level2"], document, acts.return_)
    if "held" in document.head:
        yield Happening(hours["level3"] + _SHORTLY, document, acts.hold)


def _corrected(document: Document, hours: Mapping[str, datetime]) -> Iterator[Happening]:
    """The second reviewer proposes other words; once the drafter took them, the first signs the new text too."""
    at = hours["level1"] + _SHORTLY
    yield Happening(at, document, acts.propose)
    if document.head["correction"].get("accepted"):
        yield Happening(at + _SHORTLY, document, acts.accept)
        yield Happening(at + 2 * _SHORTLY, document, acts.sign("level1"))


def _going_out(
    document: Document, district: District, together: Sequence[Document], hours: Mapping[str, datetime]
) -> Happening:
    if document.stage == "scheduled":
        at = moment(district.days.ahead(document.head["scheduled"]), 10, 0)
        return Happening(hours["release"], document, acts.schedule(together, at))
    return Happening(hours["release"], document, acts.release(together))


def _emergency(document: Document, hours: Mapping[str, datetime]) -> Iterator[Happening]:
    """Out at once on the word of two; the reviews follow on the next day."""
    start = hours["draft"]
    yield Happening(start + _SHORTLY, document, acts.ask_emergency)
    yield Happening(start + 2 * _SHORTLY, document, acts.confirm_emergency)
    for step in publishing.STEP_ORDER:
        yield Happening(hours[step] + timedelta(days=1), document, acts.sign(step))


def _timetable(
    document: Document, district: District, documents: Mapping[str, Document]
) -> dict[str, datetime]:
    """When each step was taken: spread over the days between drafting and release, each at its hour."""
    start, end = _first_and_last_day(document, district, documents)
    shift = district.random.randrange(10)
    same_day = document.head.get("left") == document.head.get("released")
    hours, earliest = {}, moment(start, 8, 0)
    for number, (step, (hour, minute)) in enumerate(_HOURS.items()):
        day = start + (end - start) * number // (len(_HOURS) - 1)
        at = moment(day, hour, minute) + timedelta(minutes=shift)
        if step == "release" and "released" in document.head and same_day:
            at = moment(end, 9, 20)
        if "supersedes" in document.head and step == "draft":
            at = moment(start, 16, 20)
        hours[step] = earliest = max(at, earliest + timedelta(minutes=8))
    return hours


def _first_and_last_day(
    document: Document, district: District, documents: Mapping[str, Document]
) -> tuple[date, date]:
    head, days = document.head, district.days
    start = days.ago(head["drafted"])
    if "supersedes" in head:
        # A new edition is begun when the one before it is public.
        start = max(start, days.ago(documents[head["supersedes"]].head["released"]))
    return start, days.ago(head.get("released", {"days_ago": 1}))


def _left(document: Document, district: District) -> datetime:
    same_day = document.head["left"] == document.head["released"]
    return moment(district.days.ago(document.head["left"]), 11 if same_day else 16, 30)
