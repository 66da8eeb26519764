"""政策解读 in a real browser: every page under axe, wide, at 320 px and in elder mode."""

from __future__ import annotations

import pytest

from mingtang.core.events import api as events
from mingtang.policies.services.interpreting import arrange_series, set_fields
from mingtang.policies.services.planning import Plan, make_plan
from mingtang.policies.services.three_sync import allow_alone
from mingtang.policies.tests.interpreting import CLAUSES, EXPLAINED, a_document, an_interpretation, kinds
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_government, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
CHANGED = (
    CLAUSES.replace("五个工作日", "两个工作日") + "<p>第四条 情况紧急的，先行救助，当日发放，再补办手续。</p>"
)
PLAN = Plan(
    interpreter="区民政局局长",
    forms=("文字解读", "一图读懂"),
    platforms=(("weixin_weibo", "云棠发布"),),
    reviewers="陈初审、吴复审、郑终审，周保密",
    draft_due=DAY,
    release_due=DAY,
)


def signed(government, edition):
    for finding in publishing.unsettled(publishing.newest_revision(edition)):
        publishing.waive(finding, reason="已核对，按原文保留", by=government.contact)
    return ready(government, edition)


def released(government, title, body=CLAUSES, replaces=None):
    document = a_document(government, title, body=body)
    if replaces:
        publishing.relate(
            document.publication, "replaces", replaces.publication, by=government.contact, on=DAY
        )
    readings = [
        an_interpretation(government, document, f"《{title}》解读之{n}", body=f"{EXPLAINED}<p>{title}{n}</p>")
        for n in "一二"
    ]
    going = [signed(government, one) for one in (*readings, document)]
    publishing.publish_now(going, by=government.contact, on=DAY)
    keys = [one.publication_id for one in readings]
    arrange_series(document, title="系列解读", publications=keys, by=government.contact, on=DAY)
    return document, readings[0]


@pytest.fixture
def story(db):
    """Two documents, the later one replacing the earlier; one that went out alone; one on its way with a plan."""
    government = a_government()
    kinds()
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    new, reading = released(government, "关于印发临时救助办法的通知", CHANGED, old)
    late = a_document(government, "关于印发供热办法的通知")
    late.due_on = DAY
    late.save(update_fields=["due_on"])
    allow_alone(late, reason="二十个工作日今天届满", by=government.unit_leader, on=DAY)
    publishing.publish_now([signed(government, late)], by=government.contact, on=DAY)
    going = a_document(government, "关于印发养老服务办法的通知")
    make_plan(going, PLAN, by=government.contact, on=DAY)
    an_interpretation(government, going, "《养老服务办法》解读")
    set_fields(
        2026, use="measure", fields=[("救助", [])], source="云政办发〔2026〕1号", by=government.office, on=DAY
    )
    events.drain()
    return government, old, new, reading, going


def test_public_pages_are_whole_wide_narrow_and_in_elder_mode(story, someone, desk, axe, overflow):
    government, old, new, reading, _ = story
    page = someone(government.contact)
    addresses = [
        new.publication.get_absolute_url(),
        reading.publication.get_absolute_url(),
        f"/policies/{new.publication.public_id}/compared-with/{old.publication.public_id}/",
    ]
    found = {}
    for mode in ("standard", "elder"):
        page.context.add_cookies([{"name": "mode", "value": mode, "url": desk}])
        for address in addresses:
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                page.goto(address)
                page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
                found[mode, address, size["width"]] = axe(page) + overflow(page)

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_desk_pages_are_whole_wide_and_narrow(story, someone, axe, overflow):
    government, old, new, _, going = story
    one = f"/desk/policies/interpretations/{going.publication_id}/"
    addresses = [
        "/desk/policies/interpretations/",
        one,
        f"{one}start/",
        f"{one}plan/",
        f"{one}series/",
        f"/desk/policies/comparison/{new.publication_id}/{old.publication_id}/?all=1",
        "/desk/policies/three-sync/",
        "/desk/policies/three-sync/violations/",
        "/desk/policies/three-sync/documents/",
        "/desk/policies/three-sync/exempt/",
        "/desk/policies/three-sync/fields/",
        f"/desk/work/{going.pk}/",
    ]
    of_office = [f"{one}assign/", "/desk/policies/three-sync/focus-fields/"]
    found = {}
    for person, pages in ((government.contact, addresses), (government.office, of_office)):
        page = someone(person)
        for address in pages:
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                assert page.goto(address).status == 200, address
                found[address, size["width"]] = axe(page) + overflow(page)

    assert {where: wrong for where, wrong in found.items() if wrong} == {}
