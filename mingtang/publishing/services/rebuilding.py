"""Facets made anew from what is public, and what is done for them each day: turned, and a sample compared with the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import SystemRandom

from django.db import transaction
from django.db.models import QuerySet
from pyroaring import BitMap

from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders_anywhere
from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.facets import Gathered, Number, Value, holding
from mingtang.publishing.models import DatedLabel, FacetChunk, LiveEdition, NumberedEdition, Placement, Site
from mingtang.publishing.queries.editions import content_of
from mingtang.publishing.queries.facets import Bitmaps, newer_than
from mingtang.publishing.services.facets import chunk_row, facts_of, locked_state, turn_labels, write

AT_ONCE = 1000
SAMPLE = 500


@transaction.atomic
def rebuild_facets() -> int:
    """Make all bitmaps and numbers anew; returns how many public editions there are. Readers take them over at once."""
    state = locked_state()
    state.version += 1
    state.save()
    gathered, numbers = Gathered(), {}
    for live, values, number in _signed_facts():
        gathered.add(live.pk, values)
        if number is not None:
            numbers[live.pk] = number
    _add_sites(gathered)
    labels = DatedLabel.objects.filter(publication__live__isnull=False)
    for family, edition, code, begins, ends in labels.values_list(
        "family", "publication__live__edition_id", "code", "valid_from", "valid_until"
    ).iterator():
        gathered.add(edition, ((family, held) for held in holding([(code, begins, ends)], state.day)))
    _store(gathered, state.version)
    NumberedEdition.objects.all().delete()
    NumberedEdition.objects.bulk_create(
        (NumberedEdition(live_id=pk, **number._asdict()) for pk, number in numbers.items()),
        batch_size=AT_ONCE,
    )
    return LiveEdition.objects.count()


def _signed_facts() -> Iterator[tuple[LiveEdition, frozenset[Value], Number | None]]:
    """What follows from the signed text of every public edition, sites left out."""
    after = 0
    while part := _with_texts(LiveEdition.objects.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        for (live, _), (values, number) in zip(part, facts_of(part, ()), strict=True):
            yield live, values, number
        after = part[-1][0].pk


def _with_texts(rows: QuerySet[LiveEdition]) -> list[tuple[LiveEdition, Content]]:
    return [(live, content_of(live.revision)) for live in rows.select_related("revision__content")]


def _add_sites(gathered: Gathered) -> None:
    for site in Site.objects.values_list("pk", flat=True):
        rows = Placement.objects.filter(column__site=site, direct=True).values_list("live_id", flat=True)
        for edition in rows.iterator():
            gathered.add(edition, [("site", str(site))])


def _store(gathered: Gathered, version: int) -> None:
    """Write every bitmap; what no edition has any more stays as an empty one, so that readers hear of it."""
    made = {(family, value, chunk): bits for family, value, chunk, bits in gathered.chunks()}
    gone = set(FacetChunk.objects.values_list("family", "value", "chunk")) - made.keys()
    write([chunk_row(key, made.get(key, BitMap()), version) for key in sorted(made.keys() | gone)])


# --- each day


def keep_facets(today: date) -> None:
    """Store the bitmaps as of today, and look whether a sample fits; whoever runs the system is told what does not."""
    turn_labels(today)
    if faults := facet_faults():
        people = [*holders_anywhere("system_administrator", today), *holders_anywhere("auditor", today)]
        advice = "请运行 mingtang facets rebuild 重新生成，公开的信息不受影响。"
        notify(
            people,
            subject=f"筛选索引有{len(faults)}处与公开信息不符",
            key=f"facets-{today}",
            text="\n".join([*faults[:20], advice]),
        )


# --- does it fit?


@transaction.atomic
def facet_faults(sample: int = SAMPLE) -> list[str]:
    """What does not fit: editions that are missing or left behind, and values of a sample that are not the truth."""
    state = locked_state()
    known = newer_than(None)
    public = BitMap(LiveEdition.objects.values_list("pk", flat=True).iterator())
    return [*_strays(known.bitmaps, public), *_wrong_values(known.bitmaps, public, state.day, sample)]


def _strays(bitmaps: Bitmaps, public: BitMap) -> Iterator[str]:
    listed = BitMap.union(BitMap(), *bitmaps.get("kind", {}).values())
    if missing := public - listed:
        yield f"{len(missing)}件公开信息不在筛选结果中（如版次{missing.min()}）"
    for family, values in bitmaps.items():
        if left := BitMap.union(BitMap(), *values.values()) - public:
            yield f"筛选项“{family}”中有{len(left)}件已不公开的信息（如版次{left.min()}）"


def _wrong_values(bitmaps: Bitmaps, public: BitMap, day: date, sample: int) -> Iterator[str]:
    chosen = SystemRandom().sample(list(public), min(sample, len(public)))
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        truth = _truth(part, day)
        for edition in part:
            said = {
                (family, value)
                for family, values in bitmaps.items()
                for value, bits in values.items()
                if family != "year" and edition in bits
            }
            if wrong := said ^ truth[edition]:
                family, value = min(wrong)
                yield f"版次{edition}的筛选项“{family}：{value}”与公开内容不符"


def _truth(editions: Sequence[int], day: date) -> dict[int, set[Value]]:
    """The values that these editions should have."""
    rows = _with_texts(LiveEdition.objects.filter(pk__in=editions))
    found = {live.pk: set(values) for (live, _), (values, _) in zip(rows, facts_of(rows, ()), strict=True)}
    places = Placement.objects.filter(live__in=editions, direct=True).values_list(
        "live_id", "column__site_id"
    )
    for edition, site in places:
        found[edition].add(("site", str(site)))
    labels = DatedLabel.objects.filter(publication__live__in=editions)
    for edition, family, code, begins, ends in labels.values_list(
        "publication__live__edition_id", "family", "code", "valid_from", "valid_until"
    ):
        found[edition] |= {(family, held) for held in holding([(code, begins, ends)], day)}
    return found
