"""Leaving the public site, as the desk lets people do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.publishing.api import (
    CleanupTask,
    Erasure,
    LiveEdition,
    Redirect,
    Takedown,
    Withdrawal,
    raise_cleanup_tasks,
)
from mingtang.publishing.testing import a_government, published

BODY = "<p>第{}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，逾期未报的予以通报。</p>"


@pytest.fixture
def government(db):
    return a_government()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def test_an_item_is_replaced_by_another_whose_address_was_pasted(government):
    old = published(government, title="旧的通知", body=BODY.format("一"))
    new = published(government, title="新的通知", body=BODY.format("二"))
    desk = signed_in(government.contact)
    told = {"way": "replaced", "reason": "已有新的规定"}

    missing = desk.post(f"/desk/work/{old.pk}/withdraw/", told)
    wrong = desk.post(f"/desk/work/{old.pk}/withdraw/", {**told, "successor": "/doc/0123456789abcdef.html"})
    desk.post(
        f"/desk/work/{old.pk}/withdraw/",
        {**told, "successor": f"https://example.gov.cn{new.publication.get_absolute_url()}"},
    )

    assert "请指明由哪一条信息替代" in missing.content.decode()
    assert "没有找到这个网址的信息" in wrong.content.decode()
    assert list(LiveEdition.objects.values_list("title", flat=True)) == ["新的通知"]
    assert Redirect.objects.get().new_path == new.publication.get_absolute_url()


def test_a_withdrawn_item_stays_marked(government):
    edition = published(government)
    desk = signed_in(government.contact)

    desk.post(
        f"/desk/work/{edition.pk}/withdraw/",
        {"way": "withdrawn", "reason": "政策已停止执行", "public_notice": "本文已停止执行"},
    )

    assert LiveEdition.objects.get().withdrawn
    assert Withdrawal.objects.get().public_notice == "本文已停止执行"


def test_only_the_publishing_unit_and_the_office_withdraw(government):
    edition = published(government)

    for stranger, status in (
        (government.outsider, 404),
        (government.reviewer1, 404),
        (government.office, 200),
    ):
        assert signed_in(stranger).get(f"/desk/work/{edition.pk}/withdraw/").status_code == status


@pytest.mark.demand("CL-04")
def test_one_duty_officer_takes_down_at_once_and_another_confirms(government):
    edition = published(government, title="误附名单的公示")
    duty = signed_in(government.duty_officer)

    found = duty.get("/desk/takedowns/", {"find": "误附"}).content.decode()
    pasted = duty.get("/desk/takedowns/", {"find": edition.publication.get_absolute_url()}).content.decode()
    duty.post(f"/desk/work/{edition.pk}/take-down/", {"reason": "附件含有内部名单"})

    assert (f"/desk/work/{edition.pk}/take-down/" in found, edition.title in pasted) == (True, True)
    assert not LiveEdition.objects.exists()
    takedown = Takedown.objects.get()
    own = duty.post(f"/desk/takedowns/{takedown.pk}/", {"uphold": "yes", "reason": "确认"})
    assert "须由另一人确认" in own.content.decode()

    signed_in(government.contact).post(
        f"/desk/takedowns/{takedown.pk}/", {"uphold": "no", "reason": "名单不涉密，可公开"}
    )
    takedown.refresh_from_db()
    assert (takedown.upheld, LiveEdition.objects.get().title) == (False, "误附名单的公示")


def test_others_do_not_take_down(government):
    edition = published(government)

    for stranger in (government.contact, government.outsider, government.administrator):
        desk = signed_in(stranger)
        assert desk.post(f"/desk/work/{edition.pk}/take-down/", {"reason": "不喜欢"}).status_code == 404
    assert LiveEdition.objects.exists()


@pytest.mark.demand("CL-02", "CL-04")
def test_a_clean_up_task_is_decided_with_a_reason(government):
    edition = published(government, public_until=f"{localdate() + timedelta(days=1)}")
    raise_cleanup_tasks(localdate() + timedelta(days=2))
    task = CleanupTask.objects.get()
    desk = signed_in(government.contact)

    assert edition.title in desk.get("/desk/cleanup/").content.decode()
    without = desk.post(f"/desk/cleanup/{task.pk}/", {"decision": "keep", "reason": "仍然有用处"})
    desk.post(f"/desk/cleanup/{task.pk}/", {"decision": "archive", "reason": "活动已结束，不再有用"})

    assert "继续公开须写明新的期限" in without.content.decode()
    task.refresh_from_db()
    assert (task.decision, task.decided_by, LiveEdition.objects.exists()) == (
        "archive",
        government.contact,
        False,
    )
    assert signed_in(government.outsider).get(f"/desk/cleanup/{task.pk}/").status_code == 404


def test_an_erasure_takes_two_people_and_a_password(government):
    edition = published(government)
    revision = edition.live_revision
    desk = signed_in(government.contact)
    told = {"revision": revision.pk, "reason": "误存了当事人的个人隐私"}
    while_public = desk.post(f"/desk/work/{edition.pk}/erasure/", told)
    desk.post(f"/desk/work/{edition.pk}/withdraw/", {"way": "error", "reason": "含个人隐私"})
    desk.post(f"/desk/work/{edition.pk}/erasure/", told)
    erasure = Erasure.objects.get()

    alone = desk.post(f"/desk/erasures/{erasure.pk}/approve/")
    hurried = sign_in(Client(), government.office, confirmed=False).post(
        f"/desk/erasures/{erasure.pk}/approve/"
    )
    revision.content.refresh_from_db()
    kept = revision.content.payload is not None
    signed_in(government.office).post(f"/desk/erasures/{erasure.pk}/approve/")
    revision.content.refresh_from_db()

    assert "正在公开" in while_public.content.decode()
    assert (alone.status_code, hurried.url.startswith("/accounts/confirm/"), kept) == (409, True, True)
    assert revision.content.payload is None
    page = desk.get(f"/desk/work/{edition.pk}/").content.decode()
    assert "只留哈希" in page
