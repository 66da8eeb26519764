"""The daily round: announce whose force has turned. Labels have turned by themselves; this is for index and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.policies.events import ValidityChanged
from mingtang.policies.labels import VALIDITY
from mingtang.policies.models import TurnDay
from mingtang.publishing.api import DatedLabel

ONE_DAY = timedelta(days=1)


def announce_turns(today: date) -> int:
    """Announce the turns of all days up to today that were not announced yet; returns how many."""
    return sum(_announce(day) for day in _missed_days(today))


def _missed_days(today: date) -> Iterator[date]:
    last = TurnDay.objects.order_by("-day").values_list("day", flat=True).first()
    day = today if last is None else last + ONE_DAY
    while day <= today:
        yield day
        day += ONE_DAY


@transaction.atomic
def _announce(day: date) -> int:
    row, new = TurnDay.objects.get_or_create(day=day, defaults={"turned": 0})
    if not new:
        return 0  # another worker was faster
    turned = DatedLabel.objects.filter(family=VALIDITY, valid_from=day, publication__live__isnull=False)
    for publication, code in turned.values_list("publication_id", "code").iterator(chunk_size=2000):
        events.announce(ValidityChanged(publication_id=publication, code=code, on=day.isoformat()))
        row.turned += 1
    row.save(update_fields=["turned"])
    if row.turned:
        audit.record(
            "policies.validity_turned", about=row, by=None, details={"day": day, "count": row.turned}
        )
    return row.turned
