"""What readers do: by keyboard, without scripts, in large type, on paper, and with nothing fetched from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from mingtang.core.design.views.example_pages import PAGES
from tests.browser.going import click_in_place, follow

pytestmark = pytest.mark.browser

HOME = "/design/pages/portal-home/"
SMALL_TYPE = """() => {
    const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, [aria-hidden=true]");
    const owns = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    return [...document.body.querySelectorAll("*")].filter(e => shown(e) && owns(e)).map(e => {
        const style = getComputedStyle(e), size = parseFloat(style.fontSize);
        const leading = style.lineHeight === "normal" ? 0 : parseFloat(style.lineHeight) / size;
        return [e.tagName + "." + e.className, size, Math.round(leading * 100) / 100];
    }).filter(([, size, leading]) => size < 24 || leading < 1.5);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, select, summary, .input, .textarea, .choice")]
    .filter(e => e.checkVisibility() && !e.closest(".document-body, .skip-link"))
    .map(e => [e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 12), e.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""


@pytest.mark.demand("AC-01")
def test_the_first_tab_offers_to_skip_to_the_text(page, site):
    page.goto(site + HOME)

    page.keyboard.press("Tab")
    skip = page.evaluate(
        "[document.activeElement.textContent, document.activeElement.getBoundingClientRect().top >= 0]"
    )
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")

    assert skip == ["跳到正文", True]
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.demand("AC-01")
def test_the_keyboard_reaches_every_link_in_order_and_shows_where_it_is(page, site):
    page.goto(site + HOME)
    links = page.evaluate("[...document.querySelectorAll('a, button, input')].map(e => e.textContent.trim())")

    reached, unseen = [], []
    for _ in links:
        page.keyboard.press("Tab")
        text, outline = page.evaluate(
            "[document.activeElement.textContent.trim(), parseFloat(getComputedStyle(document.activeElement).outlineWidth)]"
        )
        reached.append(text)
        if outline < 3:
            unseen.append(text)

    assert (reached, unseen) == (links, [])


@pytest.mark.demand("AC-02")
@pytest.mark.parametrize("name", PAGES)
def test_elder_mode_has_large_type_open_lines_and_large_targets(name, page, site, choose):
    choose(site, mode="elder")
    page.goto(f"{site}/design/pages/{name}/")

    assert page.evaluate(SMALL_TYPE) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_measure_of_type_can_fail(page, site):
    page.goto(site + HOME)

    assert page.evaluate(SMALL_TYPE) != []
    assert page.evaluate(SMALL_TARGETS) != []


@pytest.mark.demand("AC-02")
def test_elder_mode_is_chosen_remembered_and_left_without_scripts(page_without_scripts, site):
    page = page_without_scripts
    page.goto(f"{site}{HOME}?from=test")

    follow(page.get_by_role("link", name="长者模式"))
    after_choosing = (page.url, page.locator("html").get_attribute("data-mode"))
    page.goto(f"{site}/design/pages/portal-list/")
    remembered = page.locator("html").get_attribute("data-mode")
    follow(page.get_by_role("link", name="返回标准版"))

    assert after_choosing == (f"{site}{HOME}?from=test", "elder")
    assert remembered == "elder"
    assert page.locator("html").get_attribute("data-mode") == "standard"


@pytest.mark.demand("AC-01")
def test_sections_open_and_forms_stand_without_scripts(page_without_scripts, site):
    page = page_without_scripts
    page.goto(f"{site}/design/components/accordion/")

    click_in_place(page.locator("summary", has_text="多久答复？"))

    expect(page.locator(".accordion-body", has_text="20 个工作日内答复")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_comes_from_another_host(name, page, site):
    asked, complaints = [], []
    note_request, note_complaint = (lambda r: asked.append(r.url)), (lambda m: complaints.append(m.text))
    page.on("request", note_request)
    page.on("console", note_complaint)
    page.goto(f"{site}/design/pages/{name}/", wait_until="networkidle")
    page.remove_listener("request", note_request)
    page.remove_listener("console", note_complaint)

    hosts = {urlsplit(url).netloc for url in asked if not url.startswith("data:")}
    assert (hosts, complaints) == ({urlsplit(site).netloc}, [])


@pytest.mark.demand("AC-01")
def test_the_summary_of_errors_leads_to_the_field(page, site):
    page.goto(f"{site}/design/pages/desk-form/")
    summary_has_focus = page.evaluate("document.activeElement.hasAttribute('data-error-summary')")

    click_in_place(page.get_by_role("link", name="请选择答复方式"))
    expect(page.get_by_role("radio", name="书面")).to_be_focused()
    page.keyboard.press("Space")

    assert summary_has_focus
    expect(page.get_by_role("radio", name="书面")).to_be_checked()


def test_paper_shows_the_document_and_not_the_ways_to_go(page, site):
    page.goto(f"{site}/design/pages/portal-document/")
    page.emulate_media(media="print")

    assert page.locator(".document-body").is_visible()
    assert not page.locator(".main-nav, .utility, .breadcrumb").first.is_visible()


def test_the_menu_of_the_desk_is_folded_on_a_narrow_screen_and_opens(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/design/pages/desk-home/")
    folded = not page.get_by_role("link", name="定时公开").is_visible()

    click_in_place(page.get_by_text("工作菜单"))

    assert folded
    expect(page.get_by_role("link", name="定时公开")).to_be_visible()


def test_leaving_a_form_with_unsaved_words_asks_first(page, site):
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.goto(f"{site}/design/pages/desk-form/")
    page.get_by_label("联系电话").fill("0000")
    page.once("dialog", stay)
    page.goto(site + HOME)

    assert asked == ["beforeunload"]
