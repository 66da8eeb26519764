"""Sending texts out: together, later, held, failed, and at once on the word of two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingtang.core.accounts.testing import sign_in
from mingtang.publishing.api import Edition, EmergencyRequest, LiveEdition, Release, release_due
from mingtang.publishing.testing import a_draft, a_government, ready, sign_next, submitted

BODY = "<p>第{}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，逾期未报的予以通报。</p>"


@pytest.fixture
def government(db):
    return a_government()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def at(days: int) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def test_two_ready_texts_go_out_together(government):
    one = ready(government, title="关于补贴的通知", body=BODY.format("一"))
    two = ready(government, title="关于补贴的解读", body=BODY.format("二"))
    desk = signed_in(government.contact)

    shown = desk.get(f"/desk/work/{one.pk}/release/").content.decode()
    desk.post(f"/desk/work/{one.pk}/release/", {"edition": [one.pk, two.pk], "when": "now"})

    assert ("可以发布" in shown, two.title in shown) == (True, True)
    assert set(LiveEdition.objects.values_list("title", flat=True)) == {one.title, two.title}
    assert Release.objects.get().state == "released"


def test_with_one_that_may_not_go_nothing_goes(government, monkeypatch):
    one = ready(government, title="关于补贴的通知", body=BODY.format("一"))
    two = ready(
        government,
        title="内部管理事项",
        body=BODY.format("二"),
        attribute="withheld",
        attribute_ground="第十六条",
    )
    desk = signed_in(government.contact)
    both = {"edition": [one.pk, two.pk], "when": "now", "reason": "一并发布"}

    looked = desk.post(f"/desk/work/{one.pk}/release/", {**both, "look": "1"}).content.decode()
    answer = desk.post(f"/desk/work/{one.pk}/release/", both)

    assert "公开属性为“不予公开”" in looked
    assert "公开属性为“不予公开”" in answer.content.decode()
    assert "一并发布" in answer.content.decode()
    assert not LiveEdition.objects.exists()


def test_what_is_not_disclosed_proactively_is_closed_instead(government):
    edition = ready(
        government, title="内部管理事项", attribute="withheld", attribute_ground="条例第十六条第一款"
    )
    desk = signed_in(government.contact)

    assert "办结为“不主动公开”" in desk.get(f"/desk/work/{edition.pk}/release/").content.decode()
    desk.post(f"/desk/work/{edition.pk}/close/")

    edition.refresh_from_db()
    assert edition.state == "not_public"


@pytest.mark.demand("DS-03")
def test_a_moment_is_chosen_with_a_reason_and_can_be_taken_back(government):
    edition = ready(government)
    desk = signed_in(government.contact)
    without = desk.post(
        f"/desk/work/{edition.pk}/release/", {"edition": [edition.pk], "when": "schedule", "at": at(2)}
    )
    desk.post(
        f"/desk/work/{edition.pk}/release/",
        {"edition": [edition.pk], "when": "schedule", "at": at(2), "reason": "与新闻发布会同步"},
    )

    assert "请写明选择这个时间的理由" in without.content.decode()
    release = Release.objects.get()
    assert (release.state, release.reason, release.decided_by) == (
        "scheduled",
        "与新闻发布会同步",
        government.contact,
    )
    assert "与新闻发布会同步" in desk.get("/desk/releases/").content.decode()
    desk.post(f"/desk/releases/{release.pk}/", {"when": "hold", "reason": "等待上级口径"})
    release.refresh_from_db()
    assert release.state == "held"
    desk.post(f"/desk/releases/{release.pk}/", {"when": "now"})
    assert LiveEdition.objects.get().title == edition.title


def test_a_failed_release_shows_why_and_can_be_given_up(government):
    edition = ready(government)
    desk = signed_in(government.contact)
    desk.post(
        f"/desk/work/{edition.pk}/release/",
        {"edition": [edition.pk], "when": "schedule", "at": at(1), "reason": "按计划发布"},
    )
    desk.post(f"/desk/drafts/{edition.pk}/call-back/")
    release_due(timezone.now() + timedelta(days=3))
    release = Release.objects.get()

    page = desk.get(f"/desk/releases/{release.pk}/").content.decode()
    assert release.state == "failed"
    assert "三审和保密审查签完后才能发布" in page
    desk.post(f"/desk/releases/{release.pk}/cancel/")
    release.refresh_from_db()
    assert release.state == "cancelled"


def test_nobody_else_releases(government):
    edition = ready(government)
    desk = signed_in(government.contact)
    desk.post(
        f"/desk/work/{edition.pk}/release/",
        {"edition": [edition.pk], "when": "schedule", "at": at(1), "reason": "按计划发布"},
    )
    release = Release.objects.get()

    for stranger in (government.outsider, government.reviewer1, government.administrator):
        other = signed_in(stranger)
        assert other.get(f"/desk/work/{edition.pk}/release/").status_code == 404
        assert other.get(f"/desk/releases/{release.pk}/").status_code == 404
        assert other.post(f"/desk/releases/{release.pk}/", {"when": "now"}).status_code == 404
        assert edition.title not in other.get("/desk/releases/").content.decode()
    assert not LiveEdition.objects.exists()


@pytest.mark.demand("IL-05")
def test_an_emergency_takes_a_second_person_and_is_reviewed_afterwards(government):
    edition = a_draft(government, title="关于暂停供水的紧急通知")
    leader = signed_in(government.unit_leader)
    leader.post(f"/desk/work/{edition.pk}/emergency/", {"reason": "主管道爆裂，须立即告知居民"})
    request = EmergencyRequest.objects.get()

    alone = leader.post(f"/desk/emergencies/{request.pk}/confirm/")
    assert (alone.status_code, LiveEdition.objects.exists()) == (409, False)

    second = signed_in(government.reviewer3)
    assert "主管道爆裂" in second.get(f"/desk/emergencies/{request.pk}/").content.decode()
    second.post(f"/desk/emergencies/{request.pk}/confirm/")
    assert LiveEdition.objects.get().basis == "emergency"
    assert edition.title in second.get("/desk/emergencies/").content.decode()

    for _ in range(4):
        sign_next(government, edition)
    assert edition.title not in second.get("/desk/emergencies/").content.decode()
    edition.refresh_from_db()
    assert (edition.state, edition.emergency_confirmed_at is not None) == ("live", True)


def test_the_second_person_shows_their_password_again(government):
    edition = a_draft(government, title="关于暂停供水的紧急通知")
    signed_in(government.unit_leader).post(
        f"/desk/work/{edition.pk}/emergency/", {"reason": "主管道爆裂，须立即告知居民"}
    )
    request = EmergencyRequest.objects.get()
    tired = sign_in(Client(), government.reviewer3, confirmed=False)

    answer = tired.post(f"/desk/emergencies/{request.pk}/confirm/")

    assert answer.url.startswith("/accounts/confirm/")
    assert not LiveEdition.objects.exists()


def test_a_changed_text_does_not_go_out_on_an_old_request(government):
    from mingtang.publishing.api import save
    from mingtang.publishing.testing import content

    edition = a_draft(government, title="关于暂停供水的紧急通知")
    signed_in(government.unit_leader).post(
        f"/desk/work/{edition.pk}/emergency/", {"reason": "主管道爆裂，须立即告知居民"}
    )
    save(edition, content(title="另一件事的通知"), by=government.contact, base=1)
    request = EmergencyRequest.objects.get()
    second = signed_in(government.reviewer3)

    assert "提出申请之后文稿又改过" in second.get(f"/desk/emergencies/{request.pk}/").content.decode()
    assert second.post(f"/desk/emergencies/{request.pk}/confirm/").status_code == 409
    second.post(f"/desk/emergencies/{request.pk}/decline/")
    request.refresh_from_db()
    assert (request.published, LiveEdition.objects.exists()) == (False, False)


def test_a_contact_may_not_ask_for_an_emergency(government):
    edition = submitted(government)
    desk = signed_in(government.contact)

    page = desk.get(f"/desk/work/{edition.pk}/emergency/").content.decode()
    desk.post(f"/desk/work/{edition.pk}/emergency/", {"reason": "主管道爆裂，须立即告知居民"})

    assert "不能签发应急公开" in page
    assert not EmergencyRequest.objects.exists()
    assert Edition.objects.get().state == "in_review"
