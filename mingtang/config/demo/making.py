"""Making the demonstration: all of it or nothing, and never a second time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from mingtang.config.demo import government, people, stock
from mingtang.config.demo.clock import own_time
from mingtang.config.demo.data import Days, begun, documents, read_json
from mingtang.config.demo.district import District
from mingtang.config.demo.history import Happening, history
from mingtang.config.demo.story import Deed, deeds
from mingtang.config.output import progress
from mingtang.core.events import api as events
from mingtang.core.messages import api as messages
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision import api as supervision

BUSINESS_HOST = "business.localhost"
_UNREAD_DAYS = 14


class NotMade(Refused):
    """An act of the demonstration was refused; nothing was made."""


@dataclass(frozen=True)
class Made:
    """What the home holds now: whether this call made it, how many editions in which state, and where sites stand."""

    new: bool
    states: dict[str, int]
    sites: tuple[tuple[str, str], ...]
    addresses: tuple[tuple[str, str], ...] = ()


def make(*, seed: int = 1) -> Made:
    """Make the demonstration in this home, or say what is there already. WrongHome in a real home.

    One transaction: killed in the middle, nothing is left, and the next call begins again.
    """
    publishing.install(demonstration=True)
    if publishing.Site.objects.filter(is_demonstration=True).exists():
        return _made(new=False)
    with transaction.atomic():
        district = settle(seed=seed)
        _live_through(district)
        stock.bring_in(district)
        _read_old_notices(district)
    return _made(new=True, addresses=tuple(district.addresses))


def settle(*, seed: int = 1) -> District:
    """The government with its people, sites, columns and rights, and no documents yet. Refused in a real home."""
    publishing.install(demonstration=True)
    publishing.load_kinds()
    supervision.load_record_kinds()
    as_of = date.fromisoformat(read_json("demo/organisations.json")["as_of"])
    days = Days(as_of, timezone.localdate())
    bodies = government.found()
    users = people.employ(bodies, days)
    columns = government.open_portal(bodies)
    government.open_business_site(bodies, columns, BUSINESS_HOST)
    government.seat_upper_levels(bodies)
    district = District(users, bodies, columns, days, Random(seed))  # noqa: S311 (a story, not a secret)
    government.grant_rights(bodies, columns, {**documents(), **begun()}.values(), district.office)
    return district


def _live_through(district: District) -> None:
    """Do every act at its own moment; what follows from it follows at once."""
    texts = {**documents(), **begun()}
    both: list[Happening | Deed] = [*history(district, texts), *deeds()]
    happenings = sorted(both, key=lambda happening: happening.at)
    with own_time() as set_clock:
        for happening in progress(happenings, total=len(happenings), what="建立演示区政府"):
            set_clock(happening.at)
            _do(happening, district)
            events.drain()


def _do(happening: Happening | Deed, district: District) -> None:
    """Do one act; a refusal names the document, so that whoever changed a rule or a text finds it."""
    try:
        happening.do(district)
    except Refused as refusal:
        reasons = [Refusal(f"{happening.name}：{reason}") for reason in refusal.reasons]
        raise NotMade(reasons) from refusal


def _read_old_notices(district: District) -> None:
    """People have read what came to them long ago; what is left is this fortnight's."""
    before = timezone.now() - timedelta(days=_UNREAD_DAYS)
    for user in district.people.values():
        old = messages.Notice.objects.filter(to_id=user.pk, sent_at__lt=before).values_list("pk", flat=True)
        messages.mark_read(user.pk, old)


def _made(*, new: bool, addresses: tuple[tuple[str, str], ...] = ()) -> Made:
    states = Counter(publishing.Edition.objects.values_list("state", flat=True))
    sites = publishing.Site.objects.order_by("pk").values_list("name", "host")
    return Made(new, dict(sorted(states.items())), tuple(sites), addresses)
