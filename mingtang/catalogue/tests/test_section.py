"""The section as readers find it: on the home page, four parts, for the government and for each unit."""

from __future__ import annotations

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.catalogue.services.arranging import arrange
from mingtang.core.organisations.testing import a_body
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_column

PARTS = ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开工作年度报告"]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return lxml.html.fromstring(answer.content.decode())


def words(page, path):
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def side(page):
    return words(page, "//nav[@class='side-nav']/ul/li/a")


@pytest.mark.demand("GS-01")
def test_the_home_page_and_the_navigation_lead_to_the_section_by_its_exact_name(client, district):
    home = read(client, "/")

    links = [(a.text_content().strip(), a.get("href")) for a in home.xpath("//main//a[@href='/zwgk/']")]
    assert ("政府信息公开", "/zwgk/") in links
    assert words(home, "//nav[@aria-label='主导航']//a[@href='/zwgk/']") == ["政府信息公开"]
    page = read(client, "/zwgk/")
    assert words(page, "//h1") == ["政府信息公开"]
    assert words(page, "//nav[contains(@class,'breadcrumb')]//li")[-1].endswith("政府信息公开")


@pytest.mark.demand("GS-02")
@pytest.mark.parametrize("address", ["/zwgk/", "/zwgk/minzheng/"])
def test_the_section_has_exactly_four_parts_and_says_what_is_not_there(client, district, address):
    page = read(client, address)

    assert side(page) == PARTS
    assert words(page, "//section[contains(@class,'panel')]//h2")[:4] == PARTS
    assert words(page, "//nav[@class='zwgk-beside']//a")[0] == "依申请公开"
    panels = page.xpath("//section[contains(@class,'panel')]")[:4]
    assert ["尚未公布" in panel.text_content() for panel in panels] == [True, True, True, True]


@pytest.mark.demand("GS-02")
def test_what_a_unit_publishes_stands_in_its_own_parts_and_in_nobody_elses(client, district):
    district.guide()
    district.publish("rule", "云棠区民政局政府信息公开保密审查制度", column="rules")
    district.publish(
        "annual_report",
        "云棠区民政局2025年政府信息公开工作年度报告",
        column="annual-reports",
        told={"report_year": "2025"},
    )

    own = read(client, "/zwgk/minzheng/").text_content()
    others = read(client, "/zwgk/jtj/").text_content()
    government = read(client, "/zwgk/").text_content()

    titles = [
        "民政局政府信息公开指南",
        "民政局政府信息公开保密审查制度",
        "民政局2025年政府信息公开工作年度报告",
    ]
    assert [title in own for title in titles] == [True, True, True]
    assert [title in others for title in titles] == [False, False, False]
    assert [title in government for title in titles] == [False, False, False]


def test_the_office_issues_in_the_governments_name_and_in_its_own(client, district):
    office = district.staffed(district.office)
    for issuer in (district.gov.name, district.office.name):
        district.publish(
            "disclosure_guide",
            f"{issuer}政府信息公开指南",
            column="guide",
            by=office,
            issuer=issuer,
            told={"body_name": issuer},
        )

    assert words(read(client, "/zwgk/gov/guide/"), "//dd")[0] == "云棠区人民政府"
    assert words(read(client, "/zwgk/qzfb/guide/"), "//dd")[0] == "云棠区人民政府办公室"


def test_a_department_that_names_the_government_as_issuer_does_not_speak_for_it(client, district):
    district.publish(
        "disclosure_guide", "云棠区人民政府政府信息公开指南", column="guide", issuer=district.gov.name
    )

    assert "尚未公布" in read(client, "/zwgk/gov/guide/").text_content()
    assert "云棠区人民政府政府信息公开指南" in read(client, "/zwgk/minzheng/").text_content()


def test_the_governments_own_address_is_the_sections_and_unknown_units_are_not_found(client, district):
    moved = client.get("/zwgk/gov/")

    assert (moved.status_code, moved.url) == (301, "/zwgk/")
    pages = ["guide/", "rules/", "statutory/", "reports/", "catalogue/", "power-list/", ""]
    assert {client.get(f"/zwgk/nobody/{page}").status_code for page in pages} == {404}
    assert client.get("/zwgk/gov/statutory/99-1/").status_code == 404
    assert client.get("/zwgk/gov/catalogue/list.exe").status_code == 404


@pytest.mark.demand("GS-04")
def test_the_guide_prints_its_update_date_and_what_article_12_asks_for(client, district):
    district.guide(
        updated_on="2026-11-05", fax="0000-8800013", reply_limit="收到申请之日起20个工作日内答复。"
    )

    page = read(client, "/zwgk/minzheng/guide/")

    assert "更新日期：2026-11-05" in page.text_content()
    told = dict(zip(words(page, "//dt"), words(page, "//dd"), strict=True))
    assert {"机关名称", "办公地址", "办公时间", "联系电话", "传真号码", "互联网联系方式"} <= told.keys()
    assert {"信息分类和编排体系", "信息获取方式", "答复时限", "收费", "监督和救济"} <= told.keys()
    assert (told["传真号码"], told["机关名称"]) == ("0000-8800013", "云棠区民政局")
    assert words(page, "//h2[@id='requests']") == ["依申请公开"]


def test_a_guide_that_does_not_tell_what_article_12_asks_for_cannot_be_handed_in(district):
    with pytest.raises(publishing.MayNotSubmit) as refused:
        district.guide(fax="", remedy="")

    assert {"传真号码", "监督和救济"} <= {
        name for name in ("传真号码", "监督和救济", "收费") for r in refused.value.reasons if name in str(r)
    }


def test_a_unit_shows_the_rules_of_its_government_beside_its_own(client, district):
    office = district.staffed(district.office)
    district.publish(
        "rule", "云棠区政府信息公开工作规定", column="rules", by=office, issuer=district.gov.name
    )

    page = read(client, "/zwgk/minzheng/rules/")

    assert "本单位还没有公布自己的政府信息公开制度" in page.text_content()
    assert words(page, "//table/caption") == ["本级政府统一制度，本单位一并执行"]
    assert words(read(client, "/zwgk/gov/rules/"), "//table/caption") == ["本单位制度"]


@pytest.mark.demand("GS-02")
def test_the_fourth_part_holds_the_reports_of_the_government_and_all_units_by_year(client, district):
    district.publish(
        "annual_report",
        "云棠区民政局2025年政府信息公开工作年度报告",
        column="annual-reports",
        told={"report_year": "2025"},
    )

    page = read(client, "/zwgk/gov/reports/?year=2025")

    tables = page.xpath("//table")
    own = [words(row, ".//th|.//td") for row in tables[0].xpath("./tbody/tr")]
    assert own == [["2025年", "尚未公布", "—"], ["2024年", "尚未公布", "—"]]
    units = {
        row.xpath("string(./th)").strip(): words(row, "./td")[0] for row in tables[1].xpath("./tbody/tr")
    }
    assert units == {
        "民政局": "云棠区民政局2025年政府信息公开工作年度报告",
        "人民政府办公室": "尚未公布",
        "教育和体育局": "尚未公布",
    }
    assert words(read(client, "/zwgk/gov/reports/?year=2024"), "//caption")[1] == "2024年度报告"


@pytest.mark.demand("PW-01")
def test_every_organ_stands_in_the_institution_catalogue_with_what_it_has_published(client, district):
    told = {"address": "云棠区棠湖路8号", "phone": "0000-8801201", "leaders": "局长　梁可为（虚构）"}
    item = district.publish(
        "institution", "云棠区民政局机构职能目录", column="functions", told={**told, "as_of": "2026-11-01"}
    )

    page = read(client, "/zwgk/institutions/")

    rows = {r.xpath("string(./th)").strip(): words(r, "./td") for r in page.xpath("//tbody/tr")}
    assert rows["云棠区民政局"][0] == "云棠区棠湖路8号"
    assert rows["云棠区民政局"][2:] == ["0000-8801201", "2026-11-01"]
    assert rows["云棠区人民政府"] == rows["云棠区教育和体育局"] == ["尚未公布"]
    document = client.get(item.publication.get_absolute_url()).content.decode()
    assert all(name in document for name in ("机关职能", "内设机构", "办公时间", "负责人姓名", "梁可为"))


@pytest.mark.demand("GS-03")
def test_the_office_swaps_the_layout_and_the_content_stays(client, district):
    district.guide()
    before = read(client, "/zwgk/minzheng/guide/")

    arrange(district.site, layout="top", further_bodies=[], by=district.government.office, on=DAY)
    after = read(client, "/zwgk/minzheng/guide/")

    assert (side(before), side(after)) == (PARTS, [])
    assert words(after, "//nav[contains(@class,'tabs')]//a") == PARTS
    assert words(before, "//dl") == words(after, "//dl")
    assert words(before, "//nav[@class='zwgk-beside']//a") == words(after, "//nav[@class='zwgk-beside']//a")


@pytest.mark.parametrize("layout", ["side", "top"])
def test_every_page_stands_in_every_layout(client, district, layout):
    arrange(district.site, layout=layout, further_bodies=[], by=district.government.office, on=DAY)
    district.publish("notice", "关于公布规范性文件目录的通知", column="normative-files")
    pages = [
        "guide/",
        "rules/",
        "statutory/",
        "statutory/?q=通知",
        "statutory/20-01/",
        "reports/",
        "catalogue/",
    ]

    found = {page: client.get(f"/zwgk/minzheng/{page}").status_code for page in [*pages, "power-list/"]}

    assert found == dict.fromkeys([*pages, "power-list/"], 200)
    assert f"zwgk-{layout}" in client.get("/zwgk/minzheng/statutory/20-01/").content.decode()


def test_only_the_office_swaps_it_and_only_for_a_layout_that_is_there(district):
    from mingtang.catalogue.services.arranging import MayNotArrange

    for by, layout in ((district.government.contact, "top"), (district.government.office, "spiral")):
        with pytest.raises(MayNotArrange) as refused:
            arrange(district.site, layout=layout, further_bodies=[], by=by, on=DAY)
        assert len(refused.value.reasons) == 1


def test_an_organisation_authorised_by_law_gets_a_section_when_the_office_says_so(client, district):
    park = a_body("park", "云棠开发区管理委员会", kind="institution", parent=district.gov)
    before = client.get("/zwgk/park/").status_code

    arrange(district.site, layout="side", further_bodies=[park], by=district.government.office, on=DAY)

    assert (before, client.get("/zwgk/park/").status_code) == (404, 200)
    assert "其他组织" in client.get("/zwgk/").content.decode()


def test_a_departments_own_site_shows_that_department_and_those_below_it(client, district):
    site = publishing.Site.objects.create(
        code="mz", name="云棠区民政局", host="mz.example.gov.cn", organisation=district.minzheng
    )
    a_body("station", "云棠区救助管理站", kind="department", parent=district.minzheng)
    a_column(site, "sy", "首页", district.minzheng)
    district.guide()

    page = client.get("/zwgk/", HTTP_HOST="mz.example.gov.cn").content.decode()

    assert "云棠区民政局" in page and "救助管理站" in page
    assert "教育和体育局" not in page
    # The guide stands in no column of this site: it has no page here, and so no link.
    assert "政府信息公开指南</a></p>" not in page
    assert client.get("/zwgk/jtj/", HTTP_HOST="mz.example.gov.cn").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/zwgk/",
        "/zwgk/minzheng/",
        "/zwgk/gov/reports/",
        "/zwgk/institutions/",
        "/zwgk/gov/statutory/",
        "/zwgk/gov/rules/",
        "/zwgk/gov/catalogue/",
    ],
)
def test_pages_cost_the_same_with_one_unit_and_with_three_more(client, district, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{address}?fresh={len(queries)}&n={cost.runs}").status_code == 200
        cost.runs += 1
        return len(queries)

    cost.runs = 0
    district.guide()
    client.get("/")
    one = cost()
    for number in range(3):
        body = district.found(f"zhen{number}", f"云棠区第{number}镇人民政府", kind="town")
        district.guide(body)

    assert cost() == one
