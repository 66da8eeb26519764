"""What readers keep in memory is what is committed: however many publish at once, and whatever is rolled back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction

from mingtang.core.accounts.models import User
from mingtang.publishing.api import (
    DatedLabel,
    Edition,
    LiveEdition,
    facet_faults,
    newest_revision,
    publish_now,
    select,
    set_labels,
    sign,
    turn_labels,
    withdraw,
)
from mingtang.publishing.queries.facets import Memory, newer_than
from mingtang.publishing.testing import DAY, GATE_CODES

WRITERS, EACH = 3, 3


def person(name: str) -> User:
    return User.objects.get(name=name)


@pytest.fixture
def ready(committed) -> list[Edition]:
    """Texts with every signature."""
    editions = list(Edition.objects.filter(waiting_for="level3").order_by("pk")[: WRITERS * EACH])
    for edition in editions:
        sign(
            edition,
            "level3",
            by=person("郑终审"),
            on=DAY,
            seen_hash=newest_revision(edition).content_hash,
            gates=GATE_CODES,
            proof_read=True,
        )
    return list(Edition.objects.filter(pk__in=[e.pk for e in editions]).order_by("pk"))


def plain(bitmaps) -> dict[str, dict[str, list[int]]]:
    """Bitmaps as lists, those of nothing left out."""
    return {
        family: held
        for family, values in bitmaps.items()
        if (held := {value: list(bits) for value, bits in values.items() if bits})
    }


def test_a_reader_that_asks_all_the_while_misses_nothing(ready, at_once):
    memory, seen, done = Memory(), [], []

    def write(number: int) -> None:
        for edition in ready[number::WRITERS]:
            publish_now([edition], by=person("林信息"), on=DAY)
            set_labels(edition.publication_id, "validity", [("in_force", "现行有效", None, None)])
        done.append(number)

    def read() -> None:
        until = time.monotonic() + 60
        while len(done) < WRITERS and time.monotonic() < until:
            seen.append(len(memory.bitmaps(DAY).get("kind", {}).get("notice", ())))

    results = at_once(*(lambda n=n: write(n) for n in range(WRITERS)), read)

    assert results == [None] * (WRITERS + 1)
    assert seen == sorted(seen)
    assert plain(memory.bitmaps(DAY)) == plain(newer_than(None).on(DAY))
    assert select({"validity": ["in_force"]}, on=DAY).total == len(ready) == LiveEdition.objects.count()
    assert facet_faults() == []


def test_publishing_withdrawing_and_turning_labels_at_once_wait_for_each_other_and_end(ready, at_once):
    public, waiting = ready[:3], ready[3:]
    for edition in public:
        publish_now([edition], by=person("林信息"), on=DAY)
    turn_labels(DAY)

    results = at_once(
        lambda: [publish_now([edition], by=person("林信息"), on=DAY) for edition in waiting],
        lambda: [
            withdraw(edition, "withdrawn", reason="活动取消了", by=person("林信息"), on=DAY)
            for edition in public
        ],
        lambda: [turn_labels(DAY + timedelta(days=n)) for n in range(1, 6)],
        lambda: [
            set_labels(
                edition.publication_id, "validity", [("in_force", "现行有效", DAY, DAY + timedelta(days=2))]
            )
            for edition in ready
        ],
    )

    assert [type(result) for result in results] == [list] * 4, results
    assert LiveEdition.objects.filter(withdrawn=True).count() == len(public)
    assert select({"validity": ["in_force"]}, on=DAY + timedelta(days=2)).total == len(ready)
    assert facet_faults() == []


def test_what_is_rolled_back_was_never_known(ready):
    """Within the transaction it is read; afterwards neither this process nor another one knows of it."""
    edition = ready[0]
    before = plain(newer_than(None).on(DAY))
    assert select({}, on=DAY).total == 0

    with pytest.raises(RuntimeError), transaction.atomic():
        publish_now([edition], by=person("林信息"), on=DAY)
        set_labels(edition.publication_id, "validity", [("expired", "失效", None, None)])
        assert select({"validity": ["expired"]}, on=DAY).total == 1
        raise RuntimeError

    publish_now([ready[1]], by=person("林信息"), on=DAY)
    set_labels(ready[1].publication_id, "validity", [("in_force", "现行有效", None, None)])
    assert before == {}
    assert list(select({}, on=DAY).editions) == [ready[1].pk]
    assert select({"validity": ["expired"]}, on=DAY).total == 0
    assert DatedLabel.objects.count() == 1
    assert facet_faults() == []


def test_only_what_is_newer_is_read_and_an_older_copy_of_the_database_is_noticed(ready, monkeypatch):
    for edition in ready[:2]:
        publish_now([edition], by=person("林信息"), on=DAY)
    known = newer_than(None)
    assert newer_than(known) is known

    set_labels(ready[0].publication_id, "validity", [("in_force", "现行有效", None, None)])
    later = newer_than(known)
    assert later.bitmaps["issuer"] == known.bitmaps["issuer"]
    # What did not change is the very same bitmap: it was not read again.
    assert all(later.bitmaps["issuer"][name] is bits for name, bits in known.bitmaps["issuer"].items())

    from mingtang.publishing.models import FacetChunk, FacetState

    FacetChunk.objects.filter(family="validity").delete()
    FacetState.objects.update(version=1)
    assert plain(newer_than(later).bitmaps) == plain(newer_than(None).bitmaps)
    assert "validity" not in plain(newer_than(later).bitmaps)
