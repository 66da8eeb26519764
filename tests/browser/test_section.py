"""The section 政府信息公开 in a real browser: both layouts, wide, at 320 px, in elder mode, without scripts; and its desk."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mingtang.catalogue.services.arranging import add_item, arrange
from mingtang.catalogue.testing import a_district
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, published
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
PAGES = [
    "/zwgk/",
    "/zwgk/minzheng/",
    "/zwgk/minzheng/guide/",
    "/zwgk/jtj/guide/",
    "/zwgk/minzheng/rules/",
    "/zwgk/minzheng/statutory/",
    "/zwgk/minzheng/statutory/?q=救助",
    "/zwgk/minzheng/statutory/20-01/",
    "/zwgk/minzheng/catalogue/",
    "/zwgk/gov/reports/",
    "/zwgk/minzheng/power-list/?old=1&new=2",
    "/zwgk/institutions/",
]
ROWS = "<tr><th>序号</th><th>事项名称</th><th>类别</th></tr><tr><td>1</td><td>{}</td><td>行政许可</td></tr>"
LIST = "<p>本清单自公布之日起执行，由区民政局负责解释，监督电话另行公布。</p><table>" + ROWS + "</table>"


@pytest.fixture
def district(db, monkeypatch):
    """A unit that has published all four parts, another that has published nothing."""
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    found = a_district()
    found.guide(
        categories="本机关主动公开的信息分为机关职能、规范性文件、社会救助、养老服务等类，索引号由代码、年份、流水号组成。"
    )
    found.publish("rule", "云棠区民政局政府信息公开保密审查制度", column="rules")
    told = {"report_year": "2025"}
    found.publish(
        "annual_report", "云棠区民政局2025年政府信息公开工作年度报告", column="annual-reports", told=told
    )
    found.publish("notice", "关于公布临时救助标准的通知", column="normative-files")
    found.publish("institution", "云棠区民政局机构职能目录", column="functions")
    first = found.publish(
        "power_list", "云棠区民政局权责清单", column="functions", body=LIST.format("公墓建设审批")
    )
    _adjusted(found, first)
    return found


def _adjusted(found, first):
    contact = found.government.contact
    second = publishing.start_edition(first.publication, by=contact, on=DAY)
    content = publishing.content_of(publishing.newest_revision(second))
    changed = {**content.__dict__, "body": LIST.format("社会团体登记")}
    publishing.save(second, changed, by=contact, base=1)
    second.refresh_from_db()
    published(found.government, second)


@pytest.fixture
def shown(district, desk):
    return SimpleNamespace(url=desk, district=district)


@pytest.mark.demand("GS-03", "AC-01", "AC-02")
@pytest.mark.parametrize("layout", ["side", "top"])
def test_every_page_of_the_section_passes_axe_and_fits_320_pixels(layout, shown, page, axe, overflow, choose):
    office = shown.district.government.office
    arrange(shown.district.site, layout=layout, further_bodies=[], by=office, on=DAY)

    found = {}
    for mode in ("standard", "elder"):
        choose(shown.url, mode=mode)
        for path in PAGES:
            page.set_viewport_size(WIDE)
            answer = page.goto(shown.url + path)
            assert answer.status == 200
            problems = axe(page)
            page.set_viewport_size(NARROW)
            problems += overflow(page) + axe(page)
            if problems:
                found[f"{mode} {path}"] = problems

    assert found == {}


@pytest.mark.demand("GS-01", "GS-05")
def test_a_reader_without_scripts_goes_from_home_to_a_units_item_and_its_document(
    shown, page_without_scripts
):
    page = page_without_scripts
    page.goto(shown.url)
    follow(page.locator(".main-nav >> text=政府信息公开"))
    follow(page.locator(".zwgk-units >> text=民政局"))
    follow(page.locator(".side-nav >> text=法定主动公开内容"))
    page.fill("#zwgk-q", "救助")
    follow(page.locator(".narrow-down button"))
    found = page.locator("main tbody th a").all_text_contents()
    follow(page.locator("main tbody th a"))

    assert found == ["关于公布临时救助标准的通知"]
    assert page.locator("h1").text_content() == "关于公布临时救助标准的通知"


def test_the_desk_of_the_section_is_accessible_wide_narrow_and_in_elder_mode(
    district, someone, desk, axe, overflow
):
    office = district.government.office
    add_item(
        code="shi-1", name="双招双引政策", wording="招商引资政策及其兑现情况。", article="某市目录", levels=["department"],
        valid_from=DAY, by=office, on=DAY,
    )  # fmt: skip
    pages = ["", "?state=missing", "reports/", "layout/", "items/", "items/new/", "items/20-04/columns/"]
    faults = {}
    page = someone(office)
    for mode in ("standard", "elder"):
        page.context.add_cookies([{"name": "mode", "value": mode, "url": desk}])
        for address in pages:
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                assert page.goto(f"/desk/catalogue/{address}").status == 200
                if wrong := axe(page) + overflow(page):
                    faults[f"{mode} {address} {size['width']}"] = wrong

    assert faults == {}


def test_a_contact_begins_the_missing_part_with_one_click(district, someone):
    page = someone(district.government.outsider)
    for column in district.columns.values():
        publishing.grant(
            publishing.bodies_with(district.government.outsider, ("contact",), DAY).pop(),
            column,
            by=district.government.office,
        )

    page.goto("/desk/catalogue/")
    follow(page.get_by_role("button", name="政府信息公开指南"))

    assert "已打开“政府信息公开指南”的草稿" in page.locator("main").inner_text()
    assert page.get_by_label("机关名称").input_value() == "云棠区教育和体育局"
