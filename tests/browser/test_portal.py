"""The public site as readers meet it: every page wide, narrow, in elder mode, by keyboard and without scripts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils.timezone import localdate

from mingtang.publishing import api as publishing
from mingtang.publishing.models import Installation
from mingtang.publishing.testing import BODY, DAY, a_column, a_government, a_kind, published
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ELEMENTS = [
    {"code": "document_number", "name": "发文字号", "type": "document_number"},
    {"code": "written_on", "name": "成文日期", "type": "date"},
    {"code": "keywords", "name": "关键词", "type": "text"},
]
WIDE_TABLE = (
    "<table><caption>分年度任务表</caption><thead><tr>"
    + "".join(f'<th scope="col">第{n}项指标名称</th>' for n in range(1, 9))
    + "</tr></thead><tbody><tr>"
    + "<td>12,345.67</td>" * 8
    + "</tr></tbody></table>"
)
OFFICIAL = (
    '<p class="addressee">各镇人民政府、街道办事处：</p>'
    f"{BODY}<h2>一、总体要求</h2><h3>（一）救助范围</h3>{WIDE_TABLE}"
    '<p class="signature">云棠区民政局</p><p class="date">2026年11月18日</p><p class="note">（此件公开发布）</p>'
)
WAYS = {"standard": {}, "elder": {"mode": "elder"}, "contrast": {"contrast": "high", "text": "large"}}
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def shown(desk, monkeypatch):
    """A small site with a policy, its interpretation, a withdrawn notice, and the addresses of its pages."""
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    Installation.objects.get_or_create(pk=1, defaults={"is_demonstration": True})
    government = a_government()
    site = government.site
    site.contact, site.icp, site.slogan = "0000-8888000", "某ICP备00000001号", "为民务实"
    site.save()
    for code, name in (("zcwj", "政策文件"), ("xxgk", "政府信息公开")):
        a_column(site, code, name, government.body)
    government.column.on_home, government.column.description = True, "面向社会的公告、通告、公示。"
    government.column.save()
    old = published(government, title="关于调整公交线路的公告", body=f"{BODY}<p>线路另行公布。</p>")
    publishing.withdraw(old, "withdrawn", reason="方案有变", by=government.office, on=DAY)
    government.kind = a_kind("policy", "政策文件", ELEMENTS)
    told = {"document_number": "云民发〔2026〕12号", "written_on": "2026-11-18", "keywords": "救助 冬春"}
    policy = published(government, title="关于做好救助工作的通知", body=OFFICIAL, elements=told)
    publishing.DatedLabel.objects.create(
        publication=policy.publication, family="v", code="valid", name="现行有效", valid_from=localdate()
    )
    government.kind = a_kind("news", "动态")
    reading = published(government, title="关于救助工作通知的解读", body=f"{BODY}<p>申请人可到社区办理。</p>")
    publishing.relate(reading.publication, "interprets", policy.publication, by=government.office, on=DAY)
    document = policy.publication.get_absolute_url()
    return SimpleNamespace(
        url=desk,
        government=government,
        document=document,
        pages=[
            "/",
            "/col/tzgg/",
            "/col/tzgg/?kind=policy",
            document,
            reading.publication.get_absolute_url(),
            old.publication.get_absolute_url(),
            document.replace(".html", "/print"),
            "/map/",
            "/accessibility/",
            "/nothing-here",
        ],
    )


@pytest.mark.demand("AC-01", "AC-02")
@pytest.mark.parametrize("way", WAYS)
def test_every_page_passes_axe_and_fits_320_pixels(way, shown, page, axe, overflow, choose):
    """One journey through all pages, because making the site takes longer than looking at it."""
    choose(shown.url, **WAYS[way])
    wide = page.viewport_size

    found = {}
    for path in shown.pages:
        page.set_viewport_size(wide)
        page.goto(shown.url + path)
        problems = axe(page)
        page.set_viewport_size(NARROW)
        problems += overflow(page) + axe(page)
        if problems:
            found[path] = problems

    assert found == {}


@pytest.mark.demand("AC-01")
def test_a_reader_without_scripts_goes_from_home_to_a_filtered_list_to_the_document(
    shown, page_without_scripts
):
    page = page_without_scripts
    page.goto(shown.url)
    follow(page.locator(".main-nav >> text=通知公告"))
    page.select_option("#f-kind", "policy")
    follow(page.locator(".narrow-down button"))
    filtered = page.locator(".document-title").all_text_contents()
    follow(page.locator(".chip"))
    whole = page.locator(".document-title").all_text_contents()
    follow(page.locator("text=关于做好救助工作的通知"))

    assert filtered == ["关于做好救助工作的通知"]
    assert len(whole) == 3
    assert page.locator("h1").text_content() == "关于做好救助工作的通知"
    assert page.locator(".article .panel-title").text_content() == "政策解读"


@pytest.mark.demand("AC-01")
def test_the_keyboard_reaches_a_wide_table_and_every_link(shown, page):
    page.goto(shown.url + shown.document)
    wanted = page.locator("a, button, [tabindex='0']").count()

    reached = set()
    for number in range(wanted):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        assert number < 400

    assert len(reached) == wanted
    assert page.locator(".document-body [tabindex='0']").count() == 1


@pytest.mark.demand("AC-02")
def test_elder_mode_is_chosen_once_and_holds_on_every_page(shown, page):
    page.goto(shown.url)
    follow(page.get_by_role("link", name="长者模式", exact=True))
    modes = []
    for path in shown.pages:
        page.goto(shown.url + path)
        modes.append(page.evaluate("document.documentElement.dataset.mode"))

    assert set(modes) == {"elder"}


def test_a_document_looks_like_one(shown, page):
    page.goto(shown.url + shown.document)

    style = "(s) => { const e = getComputedStyle(document.querySelector(s)); return [e.textAlign, e.textIndent]; }"
    found = {
        name: page.evaluate(style, f".document-body .{name}") for name in ("addressee", "signature", "date")
    }

    assert page.evaluate(style, "h1")[0] == "center"
    assert found["signature"] == found["date"] == ["right", "0px"]
    assert found["addressee"][1] == "0px"
    indent = page.evaluate(style, ".document-body p:not([class])")[1]
    assert float(indent.removesuffix("px")) > 30


def test_nothing_is_fetched_from_another_host(shown, page):
    hosts = set()

    def note(request):
        hosts.add(request.url.split("/")[2])

    page.on("request", note)
    for path in shown.pages:
        page.goto(shown.url + path)
    page.remove_listener("request", note)

    assert hosts == {shown.url.split("/")[2]}
