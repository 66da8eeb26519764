"""The workbench in a real browser: signing with a thumb on a telephone, and every page under axe."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from mingtang.core.messages.api import notify
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import (
    DAY,
    a_draft,
    a_government,
    a_kind,
    published,
    ready,
    sign_next,
    submitted,
)
from tests.browser.going import click_in_place, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 375, "height": 667}
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
BODY = "<p>第{}项：请各镇街在规定时间内报送材料，于月底前确定一名联络员，逾期未报的予以通报。</p>"
SMALL_TARGETS = """() => [...document.querySelectorAll(".sign-box .choice, .sign-box button")]
    .map(e => e.getBoundingClientRect().height).filter(height => height < 44)"""
SELECT = """words => {
    const walker = document.createTreeWalker(document.querySelector("[data-part=body]"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = node.data.indexOf(words);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + words.length);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
    }
}"""


@pytest.fixture
def government(db):
    return a_government()


@pytest.mark.demand("CR-03")
def test_a_reviewer_signs_with_a_thumb(government, someone):
    edition = submitted(government)
    page = someone(government.reviewer1)
    page.set_viewport_size(PHONE)

    page.goto("/desk/")
    follow(page.get_by_role("link", name=edition.title))
    small = page.evaluate(SMALL_TARGETS)
    for gate in ("政治关", "法律关", "保密关", "文字关", "本级校对已完成"):
        page.get_by_label(gate).check()
    follow(page.get_by_role("button", name="同意，签署"))

    assert small == []
    assert "已签署初审初校" in page.locator("main").inner_text()
    assert "辛苦了" in page.locator("main").inner_text()
    edition.refresh_from_db()
    assert edition.waiting_for == "level2"


def test_a_chosen_passage_becomes_a_correction(government, someone):
    edition = submitted(government, body=BODY.format("一"))
    page = someone(government.reviewer1)
    page.goto(f"/desk/work/{edition.pk}/review/")

    page.evaluate(SELECT, "月底前")
    click_in_place(page.get_by_role("button", name="就选中的文字提改动"))
    page.get_by_label("改为").fill("12月10日前")
    follow(page.get_by_role("button", name="提交改动建议"))

    assert "改动建议已交给撰稿人" in page.locator("main").inner_text()
    correction = publishing.Correction.objects.get()
    assert (correction.before, correction.after) == ("月底前", "12月10日前")


def test_a_reviewer_signs_several_at_once_and_sees_what_dropped_out(government, someone, axe, overflow):
    government.kind = a_kind("enforcement", "行政执法公示")
    first, second = (
        submitted(government, title=f"行政许可公示第{n}号", body=BODY.format(n)) for n in ("一", "二")
    )
    page = someone(government.reviewer1)
    page.set_viewport_size(PHONE)

    page.goto("/desk/together/")
    for label in (first.title, second.title, "政治关", "法律关", "保密关", "文字关", "本级校对已完成"):
        page.get_by_label(label).check()
    publishing.return_(second, by=government.reviewer1, on=DAY, reason="请核对许可期限")
    follow(page.get_by_role("button", name="同意，签署所选信息"))

    assert "已签署 1 条，剔出 1 条" in page.locator("main").inner_text()
    assert second.title in page.locator("main").inner_text()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert axe(page) + overflow(page) == []


@pytest.mark.demand("AC-01", "AC-02")
def test_every_page_is_accessible_wide_narrow_and_in_elder_mode(government, someone, desk, axe, overflow):
    faults, looked_at = {}, 0
    for person, addresses in pages_of(government):
        page = someone(government.people[person])
        for mode in ("standard", "elder"):
            page.context.add_cookies([{"name": "mode", "value": mode, "url": desk}])
            for address in addresses:
                page.set_viewport_size(WIDE)
                answer = page.goto(address)
                assert (answer.status, page.url) == (200, desk + quote(address, safe="/?=&"))
                for size in (WIDE, NARROW):
                    page.set_viewport_size(size)
                    found = axe(page) + [f"太宽：{name}" for name in overflow(page)]
                    faults[mode, size["width"], address] = found
                looked_at += 1

    assert {where: found for where, found in faults.items() if found} == {}
    assert looked_at == 70


def pages_of(government):
    """A government in the middle of its work, and who looks at which page."""
    first = submitted(government, title="第一件事的通知", body=BODY.format("一"))
    publishing.Edition.objects.filter(pk=first.pk).update(due_on=timezone.localdate())
    secret = submitted(government, title="第二件事的通知", body=BODY.format("二"))
    sign_next(government, secret)
    sign_next(government, secret)
    changed = submitted(government, title="第三件事的通知", body=BODY.format("三"))
    sign_next(government, changed)
    changed.refresh_from_db()
    correction = publishing.propose_correction(
        changed, by=government.reviewer2, on=DAY, field="body", before="月底前", after="12月10日前"
    )
    publishing.accept_correction(correction, by=government.contact, on=DAY)
    waiting = ready(government, title="第四件事的通知", body=BODY.format("四"))
    timed = ready(government, title="第五件事的通知", body=BODY.format("五"))
    release = publishing.plan_release(
        [timed],
        at=timezone.now() + timedelta(days=2),
        reason="随会议发布",
        by=government.contact,
        on=DAY,
    )
    until = f"{timezone.localdate() + timedelta(days=1)}"
    shown = published(government, title="第六件事的公示", body=BODY.format("六"), public_until=until)
    gone = published(government, title="第七件事的公示", body=BODY.format("七"))
    takedown = publishing.take_down(gone, reason="误附名单", by=government.duty_officer, on=DAY)
    publishing.raise_cleanup_tasks(timezone.localdate() + timedelta(days=2))
    task = publishing.CleanupTask.objects.get()
    urgent = a_draft(government, title="第八件事的紧急通知", body=BODY.format("八"))
    request = publishing.ask_emergency(
        urgent, reason="主管道爆裂，须立即告知", by=government.unit_leader, on=DAY
    )
    erasure = publishing.ask_erasure(gone.live_revision, reason="含个人隐私", by=government.contact, on=DAY)
    publishing.plan_carrier(
        shown.publication, "press", name="云棠日报", planned_on=DAY, by=government.contact, on=DAY
    )
    publishing.Column.objects.filter(pk=government.child.pk).update(update_period_days=30)
    several = [shown.publication, gone.publication]
    told = {"question": "合看能否推出住址", "has_risk": True, "conclusion": "只公示到村", "on": DAY}
    publishing.screen(several, organisation_id=government.body.pk, by=government.contact, **told)
    government.kind = a_kind("enforcement", "行政执法公示")
    submitted(government, title="行政许可公示第一号", body=BODY.format("九"))
    notify([government.contact.pk], subject="系统今晚维护", key="one", text="约十分钟")
    return [
        (
            "reviewer1",
            [
                "/desk/",
                f"/desk/work/{first.pk}/review/",
                f"/desk/work/{changed.pk}/review/",
                "/desk/together/",
            ],
        ),
        ("secrecy_reviewer", [f"/desk/work/{secret.pk}/review/"]),
        ("outsider", ["/desk/"]),
        ("auditor", [f"/desk/work/{shown.pk}/trail/"]),
        ("duty_officer", ["/desk/takedowns/?find=公示", f"/desk/work/{shown.pk}/take-down/"]),
        (
            "contact",
            [
                "/desk/",
                "/desk/columns-due/",
                "/desk/screenings/",
                "/desk/screenings/new/",
                "/desk/notices/",
                f"/desk/work/?list=open&unit={government.body.pk}",
                f"/desk/work/{changed.pk}/",
                f"/desk/work/{shown.pk}/",
                f"/desk/work/{waiting.pk}/release/",
                "/desk/releases/",
                f"/desk/releases/{release.pk}/",
                f"/desk/work/{shown.pk}/withdraw/",
                f"/desk/takedowns/{takedown.pk}/",
                "/desk/cleanup/",
                f"/desk/cleanup/{task.pk}/",
                f"/desk/work/{gone.pk}/erasure/",
                f"/desk/work/{first.pk}/scan/",
            ],
        ),
        (
            "office",
            [
                "/desk/emergencies/",
                f"/desk/emergencies/{request.pk}/",
                f"/desk/work/{first.pk}/emergency/",
                "/desk/erasures/",
                f"/desk/erasures/{erasure.pk}/",
                *(f"/desk/reports/{name}/" for name in ("secrecy", "returns", "times", "misfiled")),
            ],
        ),
    ]
