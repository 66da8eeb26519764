"""Which guards are asked when: before the last signature, of a release that was decided on, and in an emergency."""

from __future__ import annotations

import pytest

from mingtang.core.refusals import Refusal
from mingtang.publishing.services import releasing, reviewing
from mingtang.publishing.testing import DAY, a_draft, ready, sign_next, submitted

NO = Refusal("还缺一样东西。")


@pytest.fixture
def refusing(monkeypatch):
    """`refusing("GUARDS")`: the guards listed under this name refuse, the others are content."""

    def refuse(name):
        def listed(asked):
            return ((lambda _: [NO]),) if asked == name else ()

        monkeypatch.setattr(reviewing, "listed", listed)
        monkeypatch.setattr(releasing, "listed", listed)

    return refuse


def told(edition, step, by):
    return reviewing.sign_refusals(edition, step, by=by, on=DAY)


def test_a_signing_guard_is_asked_before_the_last_signature_and_no_earlier(government, refusing):
    edition = submitted(government)
    refusing("SIGNING_GUARDS")

    assert told(edition, "level1", government.reviewer1) == []
    for _ in range(3):
        sign_next(government, edition)
    edition.refresh_from_db()

    assert told(edition, "level3", government.reviewer3) == [NO]
    with pytest.raises(reviewing.MayNotSign, match="还缺一样东西"):
        sign_next(government, edition)


def test_a_signing_guard_does_not_hold_up_the_review_of_what_is_public_already(government, refusing):
    edition = a_draft(government)
    refusing("SIGNING_GUARDS")
    releasing.publish_in_emergency(
        edition, first=government.unit_leader, second=government.reviewer3, reason="山洪预警", on=DAY
    )
    for _ in range(4):
        sign_next(government, edition)

    edition.refresh_from_db()
    assert edition.emergency_confirmed_at is not None


@pytest.mark.parametrize("name", ["GUARDS", "RELEASE_GUARDS"])
def test_a_release_asks_both_lists(government, refusing, name):
    edition = ready(government)
    refusing(name)

    with pytest.raises(releasing.MayNotRelease, match="还缺一样东西"):
        releasing.publish_now([edition], by=government.contact, on=DAY)


@pytest.mark.parametrize(("name", "refused"), [("GUARDS", True), ("RELEASE_GUARDS", False)])
def test_an_emergency_asks_only_the_guards_of_every_road(government, refusing, name, refused):
    edition = a_draft(government)
    refusing(name)
    people = {"first": government.unit_leader, "second": government.reviewer3}

    if refused:
        with pytest.raises(releasing.MayNotRelease, match="还缺一样东西"):
            releasing.publish_in_emergency(edition, **people, reason="山洪预警", on=DAY)
    else:
        releasing.publish_in_emergency(edition, **people, reason="山洪预警", on=DAY)
    edition.refresh_from_db()
    assert (edition.state == "live") is not refused
