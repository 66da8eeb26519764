"""The editor in a real browser: writing, pasting from Word and WPS, kept typing, two people at one draft."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mingtang.publishing import api as publishing
from mingtang.publishing import testing
from mingtang.publishing.api import Autosave, Edition, KindVersion
from tests.browser.going import click_in_place, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

BODY = "#rich-body"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}

# What Word puts on the clipboard, cut down to one of each of its habits; the words are invented.
CLIPBOARDS = Path(__file__).parent / "clipboards"
WORD = (CLIPBOARDS / "word.html").read_text("utf-8")
WORD_CLEAN = (
    "<h2>一、工作目标</h2><p><strong>加强领导。</strong>各镇街要落实责任。</p><p>（一）摸清底数。</p>"
    "<ul><li><p>困难家庭</p></li><li><p>独居老人</p></li></ul>"
    '<table><tbody><tr><td colspan="2"><p>镇街情况</p></td></tr>'
    "<tr><td><p>东街</p></td><td><p>户数　12</p></td></tr></tbody></table>"
    '<p class="signature">云棠区民政局</p><p class="date">2026年11月20日</p>'
)
WPS = (CLIPBOARDS / "wps.html").read_text("utf-8")
WPS_CLEAN = '<p>二、保障措施</p><p><strong>（一）资金。</strong>由区财政安排。</p><p class="centred">附表</p>'


@pytest.fixture
def government(db: None) -> testing.Government:
    return testing.a_government()


@pytest.fixture
def draft(government: testing.Government) -> Edition:
    KindVersion.objects.create(
        kind=government.kind,
        number=2,
        elements=[{"code": "written_on", "name": "成文日期", "type": "date", "required": True}],
    )
    return testing.a_draft(government, body="", elements={"written_on": "2026-11-20"})


def at(name: str, edition: Edition) -> str:
    return reverse(f"desk:{name}", args=[edition.pk])


def opened(page: Page, edition: Edition) -> Page:
    page.goto(at("edit", edition))
    page.wait_for_selector("html[data-editor=ready]")
    return page


def text_of(edition: Edition) -> str:
    return publishing.content_of(publishing.newest_revision(edition)).body


def paste(page: Page, html: str) -> None:
    click_in_place(page.locator(BODY))
    page.evaluate(
        """([target, html]) => { const data = new DataTransfer(); data.setData("text/html", html);
        document.querySelector(target).dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true})); }""",
        [BODY, html],
    )


def test_a_draft_with_heading_and_table_is_written_saved_and_seen_in_the_preview(
    someone, government, draft, monkeypatch
):
    page = opened(someone(government.contact), draft)
    click_in_place(page.locator(BODY))
    page.get_by_label("段落样式").select_option("h2")
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.type("一、救助对象")
    page.keyboard.press("Enter")
    page.keyboard.type("符合条件的")
    click_in_place(page.get_by_role("button", name="加粗"))
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.type("困难家庭")
    click_in_place(page.get_by_role("button", name="插入表格"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("行数").fill("2")
    dialog.get_by_label("列数").fill("2")
    click_in_place(dialog.get_by_role("button", name="确定"))
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.type("镇街")
    page.keyboard.press("Tab")
    page.keyboard.type("户数")
    follow(page.get_by_role("button", name="保存并预览"))

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="一、救助对象")).to_be_visible()
    expect(frame.get_by_role("columnheader", name="镇街")).to_be_visible()
    assert text_of(draft) == (
        "<h2>一、救助对象</h2><p>符合条件的<strong>困难家庭</strong></p><table><tbody>"
        "<tr><th><p>镇街</p></th><th><p>户数</p></th></tr><tr><td></td><td></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(("clipboard", "clean"), [(WORD, WORD_CLEAN), (WPS, WPS_CLEAN)], ids=["Word", "WPS"])
def test_what_is_pasted_comes_out_clean(someone, government, draft, clipboard, clean):
    page = opened(someone(government.contact), draft)

    paste(page, clipboard)
    told = page.locator("#paste-told").inner_text()
    follow(page.get_by_role("button", name="保存", exact=True))

    page.wait_for_selector("text=已保存第2稿")
    assert text_of(draft) == clean
    assert ("1 张图片" in told) is (clipboard is WORD)


def test_the_styles_of_an_official_document_are_set_and_survive(someone, government, draft):
    page = opened(someone(government.contact), draft)
    click_in_place(page.locator(BODY))
    for number, (style, text) in enumerate(
        [("p.addressee", "各镇街："), ("p", "正文。"), ("p.signature", "民政局")]
    ):
        if number:
            page.keyboard.press("Enter")
        page.get_by_label("段落样式").select_option(style)
        expect(page.locator(BODY)).to_be_focused()
        page.keyboard.type(text)
    follow(page.get_by_role("button", name="保存", exact=True))

    page.wait_for_selector("text=已保存第2稿")
    assert text_of(draft) == '<p class="addressee">各镇街：</p><p>正文。</p><p class="signature">民政局</p>'


def test_typing_is_kept_on_leaving_the_text_and_offered_again(someone, government, draft):
    page = opened(someone(government.contact), draft)
    click_in_place(page.locator(BODY))
    page.keyboard.type("没来得及保存的一段。")
    page.get_by_role("textbox", name="标题").focus()
    expect(page.locator("#autosave")).to_contain_text("已自动保存")
    page.on("dialog", lambda dialog: dialog.accept())

    opened(page, draft)
    follow(page.get_by_role("link", name="恢复没保存的内容"))
    page.wait_for_selector("html[data-editor=ready]")

    expect(page.locator(BODY)).to_contain_text("没来得及保存的一段。")
    assert text_of(draft) == ""


def test_two_people_at_one_draft_are_told_of_each_other_and_lose_nothing(someone, government, draft):
    mine, theirs = opened(someone(government.contact), draft), opened(someone(government.office), draft)
    click_in_place(theirs.locator(BODY))
    theirs.keyboard.type("同事写的一段。")
    follow(theirs.get_by_role("button", name="保存", exact=True))
    theirs.wait_for_selector("text=已保存第2稿")

    click_in_place(mine.locator(BODY))
    mine.keyboard.type("我写的一段。")
    mine.get_by_role("textbox", name="标题").focus()
    expect(mine.locator("#autosave-conflict")).to_contain_text("何公开")
    assert "我写的一段。" in Autosave.objects.get(user=government.contact).payload["form"]["body"][0]
    click_in_place(mine.get_by_role("button", name="继续自动保存"))
    click_in_place(mine.locator(BODY))
    mine.keyboard.type("又一句。")
    # Where a keeping was under way the next one comes by itself, twenty seconds later.
    with mine.expect_response(lambda answer: "又一句。" in (answer.request.post_data or "")):
        mine.get_by_role("textbox", name="标题").focus()
    expect(mine.locator("#autosave-conflict")).to_be_hidden()
    follow(mine.get_by_role("button", name="保存", exact=True))
    expect(mine.get_by_role("heading", name="有人先保存了")).to_be_visible()
    expect(mine.locator("#conflict")).to_contain_text("同事")
    expect(mine.locator(BODY)).to_contain_text("又一句。")
    assert text_of(draft) == "<p>同事写的一段。</p>"
    follow(mine.get_by_role("button", name="保存", exact=True))
    mine.wait_for_selector("text=已保存第3稿")
    assert sorted(text_of(draft)) == sorted("<p>我写的一段。又一句。</p>")


def test_a_finding_leads_to_its_place_in_the_text(someone, government, draft):
    page = opened(someone(government.contact), draft)
    click_in_place(page.locator(BODY))
    page.keyboard.type("受送达人 身份证号 11010519491231002X，请来领取。")
    follow(page.get_by_role("button", name="保存", exact=True))
    expect(page.get_by_text("已保存第2稿")).to_be_visible()
    page.wait_for_selector("html[data-editor=ready]")

    click_in_place(page.get_by_role("link", name=re.compile("到原文改正.*个人信息")).first)

    # The editor selects after the browser has moved the focus: wait for it, as a reader would.
    # Not wait_for_function: the site's policy lets nothing evaluate strings, and that would poll by doing so.
    for _ in range(600):
        if page.evaluate("getSelection().toString()"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("getSelection().toString()") == "11010519491231002X"


def test_a_chosen_file_is_received_at_once_and_saved_with_the_text(someone, government, draft):
    page = opened(someone(government.contact), draft)

    page.get_by_label("添加附件").set_input_files(
        {"name": "标准.txt", "mimeType": "text/plain", "buffer": "救助标准".encode()}
    )
    expect(page.get_by_label("附件名称")).to_have_value("标准.txt")
    follow(page.get_by_role("button", name="保存", exact=True))

    page.wait_for_selector("text=已保存第2稿")
    content = publishing.content_of(publishing.newest_revision(draft))
    assert [file.name for file in content.attachments] == ["标准.txt"]


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_move_in_it(someone, government, draft):
    page = opened(someone(government.contact), draft)
    page.get_by_label("段落样式").focus()

    page.keyboard.press("ArrowRight")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")

    assert first == "加粗"
    assert page.evaluate("document.activeElement.id") == "rich-body"


@pytest.mark.demand("AC-01")
@pytest.mark.parametrize("name", ["new", "edit", "checks", "compare", "preview", "discard"])
def test_the_pages_of_writing_are_accessible_wide_and_narrow(name, someone, government, draft, axe, overflow):
    publishing.save(draft, testing.content(body="<p>电话13812345678</p>"), by=government.contact, base=1)
    page = someone(government.contact)
    faults = {}
    page.goto(f"{reverse('desk:new')}?kind=notice" if name == "new" else at(name, draft))
    page.wait_for_load_state("networkidle")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        faults[size["width"]] = axe(page) + [f"太宽：{part}" for part in overflow(page)]

    assert {where: found for where, found in faults.items() if found} == {}


SYSTEM = {
    "office": ["columns", "column", "column-new", "column-close", "sites", "site", "kinds", "kind", "profiles",
               "profile-new", "calendars", "batches", "delegations", "body"],
    "administrator": ["people", "person", "person-new", "person-deactivate", "bodies", "body-new", "files", "deliveries"],
}  # fmt: skip


@pytest.mark.demand("AC-01")
@pytest.mark.parametrize("who", SYSTEM)
def test_the_pages_that_run_the_system_are_accessible_wide_and_narrow(
    who, someone, government, axe, overflow
):
    parts = {
        "column": [government.column.pk],
        "column-close": [government.column.pk],
        "site": [government.site.pk],
        "kind": [government.kind.code],
        "body": [government.body.pk],
        "person": [government.contact.pk],
        "person-deactivate": [government.contact.pk],
    }
    page, faults = someone(government.people[who]), {}
    for name in SYSTEM[who]:
        address = reverse(f"desk:{name}", args=parts.get(name, []))
        answer = page.goto(f"{address}?site={government.site.pk}" if name == "column-new" else address)
        assert (name, answer.status) == (name, 200)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            faults[name, size["width"]] = axe(page) + [f"太宽：{part}" for part in overflow(page)]

    assert {where: found for where, found in faults.items() if found} == {}
