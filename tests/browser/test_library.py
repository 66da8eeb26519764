"""The library page in a real browser: wide, at 320 px, in elder mode, without scripts."""

from __future__ import annotations

import pytest

from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, a_government, a_kind, published
from tests.browser.going import click_in_place, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
PAGES = [
    "/",
    "/policies/",
    "/policies/?validity=all&topic=民政、扶贫、救灾&genre=通知&order=number",
    "/policies/?q=没有这样的文件",
]
TITLES = ["云棠区居家养老服务办法", "云棠区校车安全管理规定", "云棠区集市管理办法"]


@pytest.fixture
def library(desk, monkeypatch):
    """Three documents, one of them repealed, and the address of the site."""
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    government = a_government()
    government.kind = a_kind("policy", "政策文件")
    for number, title in enumerate(TITLES, 1):
        told = {
            "document_number": f"云政规〔2026〕{number}号",
            "written_on": "2026-03-04",
            "genre": "通知" if number > 1 else "意见",
            "topic": "民政、扶贫、救灾\\社会福利",
            "audience": ["老年人"],
        }
        edition = published(government, title=title, body=f"{BODY}<p>{title}。</p>", elements=told)
        state = ("repealed", "废止") if number == 3 else ("in_force", "现行有效")
        publishing.set_labels(edition.publication_id, "validity", [(*state, None, None)])
        publishing.set_labels(edition.publication_id, "level", [("normative", "行政规范性文件", None, None)])
    return desk


@pytest.mark.demand("AC-01", "AC-02")
@pytest.mark.parametrize("way", [{}, {"mode": "elder"}, {"contrast": "high", "text": "large"}])
def test_every_page_passes_axe_and_fits_320_pixels(way, library, page, axe, overflow, choose):
    choose(library, **way)
    found = {}
    for path in PAGES:
        problems = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(library + path)
            problems += axe(page) + (overflow(page) if size == NARROW else [])
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            problems += axe(page) + (overflow(page) if size == NARROW else [])
        if problems:
            found[path] = problems
    page.set_viewport_size(WIDE)

    assert found == {}


@pytest.mark.demand("LB-01", "LB-02", "LB-09")
def test_from_the_home_page_through_filters_to_a_document_without_scripts(library, page_without_scripts):
    page = page_without_scripts

    def titles():
        return page.locator(".document-title").all_text_contents()

    page.goto(library)
    page.fill("#library-q", "云棠区")
    follow(page.locator(".library-door button"))
    assert titles() == [TITLES[1], TITLES[0]]
    click_in_place(page.locator("summary:has-text('体裁')"))
    follow(page.locator(".facet-values a:has-text('通知')"))
    assert titles() == [TITLES[1]]
    follow(page.locator(".tabs a:has-text('全部')"))
    assert titles() == [TITLES[2], TITLES[1]]
    follow(page.locator(".chip:has-text('体裁：通知')"))
    follow(page.locator(".library-head .tabs a:has-text('按文号')"))
    assert titles() == TITLES[::-1]
    follow(page.locator(f"text={TITLES[0]}"))
    assert TITLES[0] in page.locator("h1").text_content()


def test_filters_stand_opened_beside_the_list_and_folded_on_a_phone(library, page):
    opened = {}
    for name, size in {"wide": WIDE, "narrow": NARROW}.items():
        page.set_viewport_size(size)
        page.goto(library + "/policies/")
        opened[name] = page.locator(".facet[open]").count()
    page.set_viewport_size(WIDE)

    assert opened["narrow"] == 0
    assert opened["wide"] >= 6
