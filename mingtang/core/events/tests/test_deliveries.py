"""What is announced is delivered: failures keep the debt, the dead lose their claim, nothing is done twice at once."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mingtang.core.events import api as events
from mingtang.core.events import services
from mingtang.core.events.models import Delivery, DeliveryState

pytestmark = pytest.mark.django_db
heard: list[int] = []


@dataclass(frozen=True)
class BellRung(events.Event):
    number: int


def hear(event: BellRung) -> None:
    heard.append(event.number)


@events.hears(lambda event: event.number % 2 == 0)
def hear_even(event: BellRung) -> None:
    heard.append(event.number)


def stumble(event: BellRung) -> None:
    raise ValueError("市民张三的电话是13800138000")


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    heard.clear()
    here = __name__
    handlers = {BellRung: (f"{here}.hear",)}
    monkeypatch.setattr(services, "handlers_of", lambda event: handlers.get(event, ()))
    monkeypatch.setattr(services, "_handler", lambda path: globals()[path.rsplit(".", 1)[1]])
    return handlers


def test_news_is_delivered_once_to_each_handler():
    events.announce(BellRung(number=7))

    assert events.drain() == 1
    assert events.drain() == 0
    assert heard == [7]


def test_a_handler_is_owed_only_what_it_has_business_with(wired):
    wired[BellRung] = (f"{__name__}.hear", f"{__name__}.hear_even")
    events.owe([BellRung(number=7), BellRung(number=8)])

    assert events.owed().count() == 3
    assert events.drain() == 3
    assert heard == [7, 8, 8]


def test_what_was_claimed_together_and_could_not_be_tried_in_time_is_owed_as_before(wired, monkeypatch):
    events.owe([BellRung(number=1), BellRung(number=2), BellRung(number=3)])
    monkeypatch.setattr(services, "LEASE", timedelta(0))

    assert services._deliver_in_time(services.claim(by="another:1", most=3)) == 1

    assert heard == [1]
    left = Delivery.objects.exclude(state=DeliveryState.DONE)
    assert {(one.state, one.attempts) for one in left} == {(DeliveryState.OWED, 0)}
    assert events.drain() == 2


def test_a_limit_holds_however_many_are_claimed_at_once():
    events.owe([BellRung(number=number) for number in range(5)])

    assert [events.drain(limit=3), events.drain(limit=3)] == [3, 2]
    assert heard == [0, 1, 2, 3, 4]


def test_news_of_an_act_that_was_undone_is_never_told():
    with pytest.raises(RuntimeError), transaction.atomic():
        events.announce(BellRung(number=7))
        raise RuntimeError

    assert events.drain() == 0


def test_a_failure_keeps_the_debt_backs_off_and_says_where_without_quoting(wired):
    wired[BellRung] = (f"{__name__}.stumble",)
    events.announce(BellRung(number=7))

    events.drain()

    debt = Delivery.objects.get()
    assert (debt.state, debt.attempts) == (DeliveryState.OWED, 1)
    assert debt.due_at > timezone.now()
    assert "ValueError" in debt.error
    assert "13800138000" not in debt.error
    assert events.drain() == 0


def test_after_twelve_tries_it_stands_in_the_visible_list_and_can_be_tried_again(wired):
    wired[BellRung] = (f"{__name__}.stumble",)
    events.announce(BellRung(number=7))
    for _ in range(12):
        Delivery.objects.update(due_at=timezone.now())
        events.drain()
    assert [d.state for d in events.failed()] == [DeliveryState.FAILED]

    wired[BellRung] = (f"{__name__}.hear",)
    Delivery.objects.update(handler=f"{__name__}.hear")
    events.try_again(Delivery.objects.get().pk)
    events.drain()

    assert heard == [7]
    assert list(events.failed()) == []


def test_what_a_dead_worker_claimed_comes_back():
    events.announce(BellRung(number=7))
    assert len(services.claim(by=f"{socket.gethostname()}:999999")) == 1
    assert events.drain() == 0

    assert events.sweep() == 1

    assert events.drain() == 1
    assert heard == [7]


def test_what_a_worker_on_another_machine_claimed_comes_back_when_its_lease_ends():
    events.announce(BellRung(number=7))
    services.claim(by="another:1")
    assert events.sweep() == 0

    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert events.drain() == 1


def test_the_day_is_begun_once():
    today = timezone.localdate()
    assert (events.begin_day(today), events.begin_day(today)) == (True, False)
