"""定点定向公开: who gets a text, who opened it, and that nobody else finds it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, published

WHY = "性质、受众、影响：只涉及个别家庭，向社会公开会影响其生活"


@pytest.fixture
def targeted(government):
    return published(government, scope="targeted", disclosure_reason=WHY)


def delivered(government, edition, **facts):
    told = {"name": "青禾里社区第三网格", "place": "社区服务站", "by": government.contact, "on": DAY}
    return publishing.deliver(edition.publication, **(told | facts))


@pytest.mark.demand("DS-02")
def test_a_text_is_delivered_to_a_named_recipient_and_its_first_opening_is_on_record(government, targeted):
    token = delivered(government, targeted)
    first = timezone.now()

    publishing.open_by_token(token, at=first)
    recipient = publishing.open_by_token(token, at=first + timedelta(hours=3))

    assert (recipient.name, recipient.place, recipient.opened_at) == (
        "青禾里社区第三网格",
        "社区服务站",
        first,
    )
    assert recipient.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(recipient.__dict__)


def test_what_is_for_everybody_or_not_yet_signed_is_not_delivered(government):
    public = published(government)

    with pytest.raises(publishing.MayNotDeliver) as refused:
        delivered(government, public)

    assert "定点定向公开" in str(refused.value)


def test_an_outsider_delivers_nothing_and_nobody_delivers_to_nobody(government, targeted):
    for facts in ({"by": government.outsider}, {"name": "  "}):
        with pytest.raises(publishing.MayNotDeliver):
            delivered(government, targeted, **facts)

    assert targeted.publication.recipients.count() == 0


def test_a_wrong_code_opens_nothing_nor_a_right_one_once_the_text_has_left(government, targeted):
    token = delivered(government, targeted)

    assert publishing.open_by_token(token[:-1], at=timezone.now()) is None
    publishing.take_down(targeted, reason="发现错误", by=government.duty_officer, on=DAY)
    assert publishing.open_by_token(token, at=timezone.now()) is None
