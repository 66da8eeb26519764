"""Two at the same moment, each with a connection of their own: one act is done once, and the chain stays whole."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from mingtang.core.accounts.models import User
from mingtang.core.audit import api as audit
from mingtang.core.audit.models import Entry
from mingtang.core.events import api as events
from mingtang.core.events.models import Delivery
from mingtang.core.events.services import claim
from mingtang.core.organisations.api import Organisation, appoint
from mingtang.publishing.api import (
    BatchSigned,
    ColumnMonth,
    Edition,
    LiveEdition,
    MayNotRelease,
    MayNotSign,
    Placement,
    Signature,
    newest_revision,
    publish_now,
    sign,
    verify,
)
from mingtang.publishing.testing import DAY, GATE_CODES


def person(name: str) -> User:
    return User.objects.get(name=name)


def last_signature(edition: Edition, by: User) -> Signature:
    """The final signature, from whatever connection this is called on."""
    return sign(
        edition,
        "level3",
        by=by,
        on=DAY,
        seen_hash=newest_revision(edition).content_hash,
        gates=GATE_CODES,
        proof_read=True,
    )


def waiting(number: int) -> list[Edition]:
    """Texts that lack their last signature."""
    return list(Edition.objects.filter(waiting_for="level3").order_by("pk")[:number])


@pytest.fixture
def ready(committed) -> list[Edition]:
    """Four texts with every signature."""
    editions = waiting(4)
    for edition in editions:
        last_signature(edition, person("郑终审"))
    return list(Edition.objects.filter(pk__in=[edition.pk for edition in editions]).order_by("pk"))


def test_two_people_press_publish_at_once_and_it_goes_live_once(ready, at_once):
    text, contact, leader = ready[0], person("林信息"), person("孙局长")

    results = at_once(
        lambda: publish_now([text], by=contact, on=DAY), lambda: publish_now([text], by=leader, on=DAY)
    )

    assert sorted(type(result).__name__ for result in results) == ["MayNotRelease", "list"]
    assert LiveEdition.objects.filter(pk=text.pk).count() == 1
    assert Placement.objects.filter(live=text.pk).count() == 2
    assert [entry.action for entry in audit.entries_about(text)].count("publishing.published") == 1
    assert list(verify()) == []


def test_two_releases_into_the_same_columns_do_not_wait_for_each_other_for_ever(ready, at_once):
    contact, leader = person("林信息"), person("孙局长")

    results = at_once(
        lambda: publish_now([ready[0], ready[2]], by=contact, on=DAY),
        lambda: publish_now([ready[3], ready[1]], by=leader, on=DAY),
    )

    assert [[edition.state for edition in result] for result in results] == [["live", "live"]] * 2
    assert set(ColumnMonth.objects.values_list("count", flat=True)) == {4}


def test_one_release_with_a_text_already_gone_publishes_nothing(ready, at_once):
    publish_now([ready[0]], by=person("林信息"), on=DAY)

    (result,) = at_once(lambda: publish_now(ready, by=person("孙局长"), on=DAY))

    assert isinstance(result, MayNotRelease)
    assert [edition.pk for edition in Edition.objects.filter(state="live")] == [ready[0].pk]


def test_two_reviewers_sign_the_same_step_at_once_and_one_signature_stands(committed, at_once):
    text, first = waiting(1)[0], person("郑终审")
    second = person("何公开")
    appoint(second, organisation=Organisation.objects.get(pk=text.organisation_id), role="reviewer3", by=None)

    results = at_once(lambda: last_signature(text, first), lambda: last_signature(text, second))

    assert sorted(type(result).__name__ for result in results) == [MayNotSign.__name__, Signature.__name__]
    assert Signature.objects.filter(revision__edition=text, step="level3").count() == 1
    assert list(verify()) == []


def test_signers_of_different_texts_do_not_hinder_each_other(committed, at_once):
    texts, reviewer = waiting(4), person("郑终审")

    results = at_once(*[lambda text=text: last_signature(text, reviewer) for text in texts])

    assert [type(result) for result in results] == [Signature] * 4
    assert set(Edition.objects.filter(pk__in=[t.pk for t in texts]).values_list("state", flat=True)) == {
        "ready"
    }
    assert list(audit.verify()) == []


def test_two_workers_share_the_debts_and_neither_takes_what_the_other_has(committed, at_once):
    for number in range(20):
        events.announce(BatchSigned(batch_id=-number))
    mine = set(Delivery.objects.filter(event="BatchSigned").values_list("pk", flat=True))

    def worker(name: str) -> list[int]:
        taken = []
        while claimed := claim(by=name, most=3):
            taken += [delivery.pk for delivery in claimed]
        return taken

    first, second = at_once(lambda: worker("甲:1"), lambda: worker("乙:2"))

    assert Counter(pk for pk in [*first, *second] if pk in mine) == Counter(mine)
    assert dict(Delivery.objects.filter(pk__in=mine).values_list("pk", "claimed_by")) == {
        **{pk: "甲:1" for pk in first if pk in mine},
        **{pk: "乙:2" for pk in second if pk in mine},
    }


def test_many_acts_at_once_leave_one_whole_chain(committed, at_once):
    before = Entry.objects.count()

    def acts(name: str) -> None:
        for number in range(10):
            with transaction.atomic():
                audit.record("test.act", about=None, by=None, details={"who": name, "number": number})

    results = at_once(*[lambda name=name: acts(name) for name in "甲乙丙丁"])

    assert results == [None] * 4
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, before + 41))
    assert list(audit.verify()) == []


def test_an_act_that_fails_leaves_no_link_and_no_gap(committed, at_once):
    before = Entry.objects.count()

    def failing() -> None:
        with transaction.atomic():
            audit.record("test.act", about=None, by=None)
            raise ValueError("told so")

    def succeeding() -> None:
        audit.record("test.act", about=None, by=None)

    results = at_once(failing, succeeding, failing)

    assert [type(result) for result in results] == [ValueError, type(None), ValueError]
    assert Entry.objects.count() == before + 1
    assert list(audit.verify()) == []
