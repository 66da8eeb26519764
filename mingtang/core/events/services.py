"""Announcing events and delivering them.

A delivery is claimed by one worker for the time of a lease, its handler runs in one transaction with the mark "done",
and a failure keeps the debt with its reason and tries later. What leaves the building may thus happen twice, never
not at all: handlers must not mind.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from mingtang.core.events.catalogue import Event
from mingtang.core.events.models import DayRun, Delivery, DeliveryState

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
# Claimed together: to claim one by one took as long as to deliver.
AT_ONCE = 25


def handlers_of(event: type[Event]) -> tuple[str, ...]:
    """Dotted names of the handlers that `config/wiring.py` lists for an event."""
    handlers: dict[type[Event], tuple[str, ...]] = import_module(settings.WIRING).HANDLERS
    return handlers.get(event, ())


def announce(event: Event) -> None:
    """Owe one delivery to each handler, in the transaction of the act that calls this."""
    owe([event])


def owe(announced: Sequence[Event]) -> None:
    """Owe many at once, as `announce` does one. A handler that says it has no business with an event is owed nothing."""
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(event=event.name(), payload=asdict(event), handler=handler, due_at=now)
        for event in announced
        for handler in handlers_of(type(event))
        if getattr(_handler(handler), "wants", _anything)(event)
    )


def hears(wants: Callable[[Any], bool]) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Marks a handler with the events that it has business with; the others are not even owed to it."""

    def mark(handler: Callable[[Any], None]) -> Callable[[Any], None]:
        handler.wants = wants  # type: ignore[attr-defined]
        return handler

    return mark


def _anything(event: Event) -> bool:
    return True


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def drain(*, limit: int | None = None) -> int:
    """Deliver all that is due now, and return how many were tried."""
    tried = 0
    while limit is None or tried < limit:
        most = AT_ONCE if limit is None else min(AT_ONCE, limit - tried)
        claimed = claim(by=worker_name(), most=most)
        if not claimed:
            break
        tried += _deliver_in_time(claimed)
    return tried


def _deliver_in_time(claimed: Sequence[Delivery]) -> int:
    """Deliver what was claimed while most of the lease is left; the rest goes back. Returns how many were tried."""
    enough = timezone.now() + LEASE / 2
    for number, delivery in enumerate(claimed):
        if number and timezone.now() > enough:
            _give_back(claimed[number:])
            return number
        deliver(delivery)
    return len(claimed)


def claim(*, by: str, most: int = 1) -> list[Delivery]:
    """Take deliveries that are due, the oldest first, for the time of the lease; none when nothing is due."""
    now = timezone.now()
    with transaction.atomic():
        claimed = list(_lockable(_due(now))[:most])
        for delivery in claimed:
            delivery.state, delivery.claimed_by = DeliveryState.CLAIMED, by
            delivery.lease_until = now + LEASE
            delivery.attempts += 1
        Delivery.objects.filter(pk__in=[one.pk for one in claimed]).update(
            state=DeliveryState.CLAIMED,
            claimed_by=by,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    return claimed


def _give_back(deliveries: Sequence[Delivery]) -> None:
    """What was claimed and not tried is owed as before."""
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=DeliveryState.CLAIMED).update(
        state=DeliveryState.OWED, lease_until=None, attempts=F("attempts") - 1
    )


def _due(now: datetime) -> QuerySet[Delivery]:
    owed = Q(state=DeliveryState.OWED, due_at__lte=now)
    deserted = Q(state=DeliveryState.CLAIMED, lease_until__lt=now)
    return Delivery.objects.filter(owed | deserted).order_by("due_at", "id")


def _lockable(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    # SQLite needs no row lock: the transaction is IMMEDIATE, so only one worker at a time gets this far.
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def deliver(delivery: Delivery) -> bool:
    """Call the handler; True when it is done, False when the debt stays."""
    try:
        with transaction.atomic():
            _handler(delivery.handler)(Event.from_payload(delivery.event, delivery.payload))
            _mark_done(delivery)
    except Exception as failure:  # any failure of any handler keeps the debt and its reason
        _keep_debt(delivery, failure)
        return False
    return True


def _handler(path: str) -> Callable[[Event], None]:
    handler: Callable[[Event], None] = import_string(path)
    return handler


def _mark_done(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.DONE, done_at=timezone.now(), lease_until=None, error=""
    )


def _keep_debt(delivery: Delivery, failure: Exception) -> None:
    given_up = delivery.attempts >= MOST_ATTEMPTS
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    # The class and place of a failure, not its text: a message may quote what a citizen wrote.
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED if given_up else DeliveryState.OWED,
        due_at=timezone.now() + wait,
        lease_until=None,
        error=_place(failure),
    )


def _place(failure: Exception) -> str:
    trace, last = failure.__traceback__, ""
    while trace is not None:
        last = f"{trace.tb_frame.f_code.co_filename.rsplit('mingtang/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(failure).__name__} {last}".strip()


def sweep(*, by: str | None = None) -> int:
    """Free what was claimed by workers of this machine that have died, without waiting for the lease."""
    host = socket.gethostname()
    freed = 0
    for delivery in Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_by__startswith=f"{host}:"):
        if delivery.claimed_by != by and not _alive(int(delivery.claimed_by.rsplit(":", 1)[1])):
            freed += Delivery.objects.filter(
                pk=delivery.pk, state=DeliveryState.CLAIMED, claimed_by=delivery.claimed_by
            ).update(state=DeliveryState.OWED, lease_until=None)
    return freed


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@transaction.atomic
def try_again(delivery_id: int) -> None:
    """Put a delivery that was given up back on the list, with a fresh count."""
    Delivery.objects.filter(pk=delivery_id, state=DeliveryState.FAILED).update(
        state=DeliveryState.OWED, attempts=0, due_at=timezone.now()
    )


def run_listed(name: str, *arguments: Any) -> list[tuple[str, Exception]]:
    """Run what `config/wiring.py` lists under `name`, each on its own; return what failed."""
    failed: list[tuple[str, Exception]] = []
    for path in getattr(import_module(settings.WIRING), name):
        try:
            import_string(path)(*arguments)
        except Exception as failure:  # one failing job must not keep the others from running
            failed.append((path, failure))
    return failed


def begin_day(day: date) -> bool:
    """True for the one caller who may run the daily round of a day."""
    return DayRun.objects.get_or_create(day=day)[1]
