"""The gazette in a real browser: what readers and editors see, wide, at 320 px, in elder mode and without scripts."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.core.files.testing import stored
from mingtang.gazette.models import Issue
from mingtang.gazette.services import distributing, importing, planning
from mingtang.gazette.testing import (
    DAY,
    a_district,
    a_document,
    a_gazette,
    a_public_issue,
    an_issue,
    taken,
)
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import published
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
WAYS = {"standard": {}, "elder": {"mode": "elder"}, "contrast": {"contrast": "high", "text": "large"}}
OLD = [
    ["年份", "期号", "总期号", "出版日期", "栏目", "标题", "发文字号", "页码"],
    [
        "2025",
        "3",
        "3",
        "2025-09-30",
        "区政府文件",
        "关于秋季造林和森林防火工作的通知",
        "云政发〔2025〕9号",
        "2-5",
    ],
]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def government(db, monkeypatch):
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    return a_district()


@pytest.fixture
def gazette(government):
    """An issue with a text that is current, one that was superseded and one that has left; an old issue; one planned."""
    gazette = a_gazette(government, about="免费赠阅，可到各镇街便民服务中心索取。")
    current, superseded, gone, fresh = (a_document(government, number) for number in range(1, 5))
    a_public_issue(gazette, government, current, superseded, gone, number=2, total=6)
    newer = publishing.start_edition(superseded.publication, by=government.contact, on=DAY)
    published(government, newer)
    publishing.take_down(gone, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)
    importing.import_old(gazette, OLD, by=government.contact, on=DAY)
    old = Issue.objects.get(year=2025)
    planning.attach_scan(old, stored(PDF, "2025-3.pdf", by=None), by=government.contact, on=DAY)
    batch = importing.stage_old(gazette, by=government.contact, on=DAY)
    for person in (government.unit_leader, government.reviewer3):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    publishing.make_batch_live(publishing.BatchSigned(batch_id=batch.pk))
    taken(an_issue(gazette, government, number=3, total=7), government, fresh)
    distributing.add_point(
        gazette,
        kind="village",
        name="棠湖村村民委员会",
        copies=5,
        way="mail",
        valid_from=date(2026, 1, 1),
        by=government.contact,
        on=DAY,
    )
    distributing.send_out(Issue.objects.get(number=2), sent_on=DAY, by=government.contact, on=DAY)
    a_document(government, 5, issuer="景澄市人民政府")
    return gazette


PUBLIC = [
    "/gazette/",
    "/gazette/2026/2/",
    "/gazette/2026/2/1/",
    "/gazette/2026/2/2/",
    "/gazette/2026/2/3/",
    "/gazette/2025/3/",
    "/gazette/2025/3/1/",
    "/gazette/search/?q=救助",
    "/gazette/search/",
    "/gazette/window/",
    "/gazette/window/?year=1999",
]


@pytest.mark.demand("AC-01", "AC-02")
@pytest.mark.parametrize("way", WAYS)
def test_every_public_page_passes_axe_and_fits_320_pixels(way, gazette, desk, page, axe, overflow, choose):
    choose(desk, **WAYS[way])
    document = Issue.objects.get(number=2).entries.get(order=1).publication.get_absolute_url()

    found = {}
    for path in (*PUBLIC, document):
        page.set_viewport_size(WIDE)
        assert page.goto(desk + path).status == 200, path
        problems = axe(page)
        page.set_viewport_size(NARROW)
        problems += overflow(page) + axe(page)
        if problems:
            found[path] = problems

    assert found == {}


def test_a_reader_without_scripts_goes_from_the_years_to_the_text(gazette, desk, page_without_scripts):
    page = page_without_scripts
    page.goto(f"{desk}/gazette/")
    follow(page.locator(".gazette-issues a").first)
    contents = page.locator(".gazette-title").all_text_contents()
    follow(page.locator("text=引用与分享").first)
    citation = page.locator(".facts").text_content()
    follow(page.locator("text=阅读全文").first)

    assert [line.split("\n")[0].strip() for line in contents] == [
        "关于做好第1项救助工作的通知",
        "关于做好第2项救助工作的通知 刊登后有新版本",
        "第3篇 本篇已停止公开",
    ]
    assert "《景澄市云棠区人民政府公报》2026年第2期，第1页" in citation
    assert page.locator("h1").text_content() == "关于做好第1项救助工作的通知"


def test_every_desk_page_is_accessible_wide_narrow_and_in_elder_mode(
    gazette, government, desk, someone, axe, overflow
):
    planned, public = Issue.objects.get(number=3, year=2026), Issue.objects.get(number=2)
    point = gazette.points.get()
    paths = [
        *(
            f"/desk/gazette/{gazette.pk}/{name}"
            for name in ("", "plan/", "settings/", "import/", "points/", "cycle/")
        ),
        *(f"/desk/gazette/issues/{issue.pk}/{name}" for issue in (planned, public) for name in ("", "sent/")),
        f"/desk/gazette/points/{point.pk}/",
        "/desk/gazette/new/",
        "/desk/gazette/",
    ]
    page = someone(government.office)

    faults = {}
    for mode in ("standard", "elder"):
        page.context.add_cookies([{"name": "mode", "value": mode, "url": desk}])
        for path in paths:
            page.set_viewport_size(WIDE)
            assert page.goto(path).status == 200, path
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                faults[mode, size["width"], path] = axe(page) + overflow(page)

    assert {where: found for where, found in faults.items() if found} == {}
