"""What is near its end, what is incomplete, what turned: by unit, without guessing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingtang.core.events.models import Delivery
from mingtang.policies.models import Policy, TurnDay
from mingtang.policies.queries.completeness import completeness, stock_in_force
from mingtang.policies.queries.expiring import expiring
from mingtang.policies.services.recording import Stated, record_fact
from mingtang.policies.services.turning import announce_turns
from mingtang.policies.testing import a_policy
from mingtang.publishing.testing import DAY


def with_end(government, serial, last_day):
    return a_policy(
        government, f"云棠区第{serial}号救助办法", number=f"云民发〔2024〕{serial}号", valid_until=last_day
    )


@pytest.mark.demand("PV-05")
def test_documents_near_their_end_are_warned_of_six_three_and_one_month_before(government):
    soon, later, last = (
        with_end(government, 11, date(2026, 12, 10)),
        with_end(government, 12, date(2027, 2, 1)),
        with_end(government, 13, date(2027, 5, 19)),
    )
    with_end(government, 14, date(2027, 5, 21))
    a_policy(government, "云棠区无期限办法", number="云民发〔2024〕15号")

    rows = expiring(DAY)

    assert [(row.policy, row.last_day, row.within) for row in rows] == [
        (soon, date(2026, 12, 10), 1),
        (later, date(2027, 2, 1), 3),
        (last, date(2027, 5, 19), 6),
    ]
    assert expiring(DAY, units=[government.body.pk]) == rows
    assert expiring(DAY, units=[government.site.organisation_id]) == []


def test_a_confirmed_document_is_warned_of_at_its_new_end(government):
    policy = with_end(government, 11, date(2026, 12, 10))
    stated = Stated("confirmed", DAY, date(2030, 12, 31), document_title="区政府常务会议纪要")
    record_fact(policy, stated, by=government.contact, on=DAY)
    assert expiring(DAY) == []
    assert [row.last_day for row in expiring(date(2030, 12, 1))] == [date(2030, 12, 31)]


@pytest.mark.demand("LB-05")
def test_only_what_holds_today_is_the_stock(government):
    holding = a_policy(government)
    lapsed = with_end(government, 11, DAY - timedelta(days=1))
    begins = a_policy(
        government,
        "云棠区明年施行的办法",
        number="云民发〔2026〕21号",
        written_on=DAY,
        effective_on=date(2027, 1, 1),
    )
    assert list(stock_in_force(DAY)) == [holding]
    assert set(stock_in_force(date(2027, 1, 1))) == {holding, begins}
    assert lapsed not in stock_in_force(DAY)


@pytest.mark.law("DM-13")
def test_an_interim_document_without_an_end_is_counted_for_its_unit(government):
    a_policy(government)
    a_policy(government, "云棠区临时救助暂行办法", number="云民发〔2024〕31号")

    (row,) = completeness(DAY)

    assert (row.unit, row.public, row.in_force, row.incomplete) == ("云棠区民政局", 2, 2, 1)
    assert row.findings == (("interim_without_end", 1),)
    assert Policy.objects.get(title="云棠区临时救助暂行办法").facts.filter(kind="expiry").count() == 0


def test_turns_are_announced_once_and_a_missed_night_is_made_good(government):
    with_end(government, 11, DAY)
    with_end(government, 12, DAY + timedelta(days=2))

    assert announce_turns(DAY) == 0
    # Two nights were missed; what turned in them is told now, and told once.
    assert announce_turns(DAY + timedelta(days=3)) == 2
    assert announce_turns(DAY + timedelta(days=3)) == 0
    assert list(TurnDay.objects.order_by("day").values_list("turned", flat=True)) == [0, 1, 0, 1]
    assert Delivery.objects.filter(event="ValidityChanged").count() == 0  # nobody listens yet
