"""法定主动公开内容: the items of the law, in force by date, with documents to search, read and take away."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import lxml.html
import pytest

from mingtang.catalogue.analysis.statutory import owed, shipped
from mingtang.catalogue.models import ItemColumn, LocalItem
from mingtang.catalogue.queries import statutory as queries
from mingtang.catalogue.queries.sections import section_for
from mingtang.catalogue.services.arranging import MayNotArrange, add_item, end_item, hold_in_columns
from mingtang.core.accounts.testing import sign_in
from mingtang.core.audit.models import Entry
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY

BODY = "<p>第{}件：根据有关规定，现将有关事项公布如下，请社会各界监督，公布期为七个工作日。</p>"


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return lxml.html.fromstring(answer.content.decode())


def words(page, path):
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def items_of(client, code):
    return words(read(client, f"/zwgk/{code}/statutory/"), "//main//tbody//th")


def notice(district, number=1, title="", column="normative-files", **facts):
    title = title or f"关于公布第{number}批文件的通知"
    return district.publish("notice", title, column=column, body=BODY.format(number), **facts)


@pytest.mark.demand("GS-05")
def test_the_items_are_those_of_articles_20_and_21_for_each_level():
    by_level = {
        level: [item.code for item in owed(shipped(), level, DAY)]
        for level in ("government", "department", "town", "street")
    }

    art20 = [f"20-{n:02}" for n in range(1, 16)]
    county, town = [f"21-county-{n}" for n in range(1, 8)], [f"21-town-{n}" for n in range(1, 9)]
    assert by_level["government"] == by_level["department"] == art20 + county
    assert by_level["town"] == by_level["street"] == art20 + town
    assert owed(shipped(), "government", date(2019, 5, 14)) == []
    assert len(owed(shipped(), "government", date(2019, 5, 15))) == 22
    # An organisation by law (art. 54) owes what a department owes.
    assert owed(shipped(), "institution", DAY) == owed(shipped(), "department", DAY)


def test_every_item_names_its_article_its_columns_and_kinds_that_are_there(db):
    from importlib.resources import files

    publishing.load_kinds()
    told = json.loads(files("mingtang.data").joinpath("columns/portal.json").read_text("utf-8"))
    codes = {row["code"] for row in told["columns"]}
    kinds = set(publishing.Kind.objects.values_list("code", flat=True))

    assert [i.code for i in shipped() if not set(i.columns) <= codes or not set(i.kinds) <= kinds] == []
    assert all("条例》第二十" in item.article and item.wording for item in shipped())
    assert len({item.code for item in shipped()}) == len(shipped()) == 30


@pytest.mark.demand("GS-05")
def test_a_unit_shows_its_own_documents_of_a_column_and_the_government_the_whole_column(client, district):
    district.publish("notice", "民政局关于公布文件目录的通知", column="normative-files")
    other = district.staffed(district.found("caizheng", "云棠区财政局"))
    notice(district, 2, "财政局关于公布文件目录的通知", by=other)
    notice(district, 3, "民政局部门预算的公告", column="budgets")

    def listed(code, item="20-01"):
        return words(read(client, f"/zwgk/{code}/statutory/{item}/"), "//main//tbody//th")

    assert listed("minzheng") == ["民政局关于公布文件目录的通知"]
    assert listed("caizheng") == ["财政局关于公布文件目录的通知"]
    assert sorted(listed("gov")) == ["民政局关于公布文件目录的通知", "财政局关于公布文件目录的通知"]
    assert listed("minzheng", "20-07") == ["民政局部门预算的公告"]
    page = read(client, "/zwgk/minzheng/statutory/20-03/")
    assert "这一事项还没有公布信息" in page.text_content()


@pytest.mark.demand("GS-05")
def test_items_link_to_the_columns_that_hold_them(client, district):
    page = read(client, "/zwgk/minzheng/statutory/")

    links = {a.text_content(): a.get("href") for a in page.xpath("//a[@class='zwgk-column']")}
    assert links == {
        "行政规范性文件": "/col/open-government/normative-files/?unit=minzheng",
        "机关职能和机构": "/col/open-government/functions/?unit=minzheng",
        "财政预算、决算": "/col/open-government/budgets/?unit=minzheng",
    }
    assert client.get("/col/open-government/normative-files/").status_code == 200


@pytest.mark.demand("GS-05", "PW-01")
def test_what_is_of_an_items_kind_belongs_to_it_whatever_its_column(client, district):
    district.columns["guide"].kinds.add(publishing.Kind.objects.get(code="institution"))
    district.publish("institution", "云棠区民政局机构职能目录", column="guide")

    own = words(read(client, "/zwgk/minzheng/statutory/20-02/"), "//main//tbody//th")
    others = read(client, "/zwgk/jtj/statutory/20-02/").text_content()

    assert own == ["云棠区民政局机构职能目录"]
    assert "机构职能目录" not in others.split("这一事项还没有公布信息")[0].split("所在栏目")[-1]


@pytest.mark.demand("GS-05")
def test_documents_are_found_by_words_of_their_title_and_only_the_bodys_own(client, district):
    notice(district, 1, "关于公布临时救助标准的通知")
    notice(district, 2, "关于公布殡葬服务价格的通知")
    other = district.staffed(district.found("caizheng", "云棠区财政局"))
    notice(district, 3, "关于公布救助资金安排的通知", by=other)

    def found(code, q):
        return words(read(client, f"/zwgk/{code}/statutory/?q={q}"), "//main//tbody//th/a")

    assert found("minzheng", "救助") == ["关于公布临时救助标准的通知"]
    assert found("minzheng", "救助 标准") == ["关于公布临时救助标准的通知"]
    assert sorted(found("gov", "救助")) == ["关于公布临时救助标准的通知", "关于公布救助资金安排的通知"]
    assert "没有符合条件的信息" in read(client, "/zwgk/minzheng/statutory/?q=奖励").text_content()


@pytest.mark.demand("GS-05")
def test_a_list_is_taken_away_as_csv_and_as_json(client, district):
    item = notice(district, 1, "=关于公布第一批文件的通知")
    number = publishing.Publication.objects.get(pk=item.publication_id).index_number

    table = client.get("/zwgk/minzheng/statutory/20-01/list.csv")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    told = client.get("/zwgk/minzheng/statutory/20-01/list.json").json()["documents"]

    assert rows[0] == ["索引号", "名称", "内容概述", "生成日期", "发文字号", "发布机构", "发布时间", "地址"]
    assert rows[1][:2] == [number, "'=关于公布第一批文件的通知"]
    assert [(row["index_number"], row["title"]) for row in told] == [(number, "=关于公布第一批文件的通知")]
    assert told[0]["address"].endswith(item.publication.get_absolute_url())
    assert client.get("/zwgk/minzheng/statutory/20-01/list.xml").status_code == 404


def test_a_long_item_is_read_page_by_page_without_loss(client, district, monkeypatch):
    items = [notice(district, number).title for number in range(5)]

    seen, older = [], None
    shown = section_for(district.site, "minzheng", DAY)
    place = next(p for p in queries.places_for(shown) if p.item.code == "20-01")
    for _ in range(3):
        page = queries.documents(place, shown, older_than=older, limit=2)
        seen += [row.title for row in page.rows]
        older = page.older_than

    assert sorted(seen) == sorted(items)
    assert older is None
    monkeypatch.setattr(queries.documents, "__kwdefaults__", {"older_than": None, "limit": 2})
    first = client.get("/zwgk/minzheng/statutory/20-01/?n=1").content.decode()
    next_ = lxml.html.fromstring(first).xpath("//a[@rel='next']/@href")[0]
    assert words(read(client, f"/zwgk/minzheng/statutory/20-01/{next_}"), "//main//tbody//th") == seen[2:4]
    assert client.get("/zwgk/minzheng/statutory/20-01/?before=what").status_code == 200


@pytest.mark.demand("GS-06")
def test_the_basic_catalogue_follows_every_publication_and_withdrawal(client, district):
    before = read(client, "/zwgk/minzheng/catalogue/").text_content()
    edition = notice(district, 1, "关于公布救助标准的通知", told={"summary": "公布城乡救助标准。"})
    during = read(client, "/zwgk/minzheng/catalogue/")
    publishing.withdraw(edition, "error", reason="数字有误", by=district.government.office, on=DAY)
    after = read(client, "/zwgk/minzheng/catalogue/").text_content()

    title = "关于公布救助标准的通知"
    assert [title in page for page in (before, during.text_content(), after)] == [False, True, False]
    number = publishing.Publication.objects.get(pk=edition.publication_id).index_number
    row = during.xpath(f"//tr[th/a[text()='{title}']]")[0]
    # 索引、名称、内容概述、生成日期 (条例 art. 12)
    assert words(row, "./th")[0].startswith(title)
    assert words(row, ".//span[@class='zwgk-summary']") != [""]
    assert (words(row, "./td")[0], words(row, "./td")[2]) == (number, "2026-11-18")
    assert "公开时限" in words(during, "//table[1]//thead//th")
    assert client.get("/zwgk/minzheng/catalogue/list.json").json() == {"documents": []}


@pytest.mark.demand("GS-06")
def test_every_unit_has_its_catalogue_and_none_shows_anothers(client, district):
    notice(district, 1, "民政局的通知事项")

    pages = {
        code: read(client, f"/zwgk/{code}/catalogue/").text_content() for code in ("minzheng", "jtj", "qzfb")
    }

    assert {code: "民政局的通知事项" in page for code, page in pages.items()} == {
        "minzheng": True,
        "jtj": False,
        "qzfb": False,
    }


LOCAL = {
    "code": "sd-2027-1",
    "name": "双招双引政策",
    "wording": "招商引资、招才引智政策及其兑现情况。",
    "article": "某市主动公开基本目录（2027年版）",
    "levels": ["government", "department"],
    "valid_from": DAY,
}


@pytest.mark.demand("GS-05")
def test_a_city_catalogue_adds_an_item_and_takes_it_back_by_date(client, district):
    office = district.government.office
    item = add_item(**LOCAL, columns=[district.columns["budgets"]], by=office, on=DAY)
    notice(district, 1, "关于公布引才补贴的公告", column="budgets")

    assert "双招双引政策" in items_of(client, "minzheng")
    town = district.found("zhen", "云棠区清河镇人民政府", kind="town")
    assert "双招双引政策" not in items_of(client, town.code)
    listed = read(client, "/zwgk/minzheng/statutory/sd-2027-1/")
    assert words(listed, "//main//tbody//th") == ["关于公布引才补贴的公告"]

    end_item(item, last_day=DAY, by=office, on=DAY)

    items = queries.all_items()
    assert [i.code for i in owed(items, "department", DAY) if i.is_local] == ["sd-2027-1"]
    assert [i.code for i in owed(items, "department", DAY + timedelta(days=1)) if i.is_local] == []
    assert Entry.objects.filter(action__startswith="catalogue.item").count() == 2


def test_an_item_without_a_basis_or_from_a_stranger_is_not_added(district):
    office, contact = district.government.office, district.government.contact
    wrong = [
        ({**LOCAL, "article": " "}, office, "请写明依据文件"),
        ({**LOCAL, "code": "20-01"}, office, "已经用过"),
        ({**LOCAL, "levels": []}, office, "适用的机构类别"),
        (LOCAL, contact, "由政务公开办办理"),
    ]

    for facts, by, reason in wrong:
        with pytest.raises(MayNotArrange, match=reason):
            add_item(**facts, by=by, on=DAY)

    assert LocalItem.objects.count() == 0


def test_the_office_says_in_which_further_columns_an_item_is_found(client, district):
    office = district.government.office
    notice(district, 1, "民政局统计数据的公告", column="budgets")

    hold_in_columns("20-04", [district.columns["budgets"]], site=district.site, by=office, on=DAY)

    assert words(read(client, "/zwgk/minzheng/statutory/20-04/"), "//main//tbody//th") == [
        "民政局统计数据的公告"
    ]
    with pytest.raises(MayNotArrange, match="没有代码"):
        hold_in_columns("20-99", [], site=district.site, by=office, on=DAY)
    with pytest.raises(MayNotArrange, match="政务公开办"):
        hold_in_columns("20-04", [], site=district.site, by=district.government.contact, on=DAY)
    assert ItemColumn.objects.count() == 1


def test_the_office_does_all_this_on_the_desk_and_nobody_else_finds_the_pages(client, district):
    desk = sign_in(client, district.government.office)
    given = {**LOCAL, "valid_from": "2026-11-01", "columns": [district.columns["budgets"].pk]}

    assert desk.get("/desk/catalogue/items/new/").status_code == 200
    assert desk.post("/desk/catalogue/items/new/", {**given, "article": ""}).status_code == 422
    assert desk.post("/desk/catalogue/items/new/", given).url == "/desk/catalogue/items/"
    listed = desk.get("/desk/catalogue/items/").content.decode()
    assert ("双招双引政策" in listed, listed.count("施行中")) == (True, 31)
    item = LocalItem.objects.get()
    assert desk.post(f"/desk/catalogue/items/{item.pk}/end/", {"last_day": "2026-10-01"}).status_code == 422
    assert desk.post(f"/desk/catalogue/items/{item.pk}/end/", {"last_day": "2026-11-02"}).status_code == 302
    held = {"columns": [district.columns["guide"].pk]}
    assert desk.post("/desk/catalogue/items/20-04/columns/", held).status_code == 302
    assert desk.get("/desk/catalogue/items/20-04/columns/").status_code == 200
    layout = desk.post("/desk/catalogue/layout/", {"layout": "top"})
    assert (layout.status_code, desk.get("/desk/catalogue/layout/").status_code) == (302, 200)

    pages = ["items/", "items/new/", "items/20-04/columns/", f"items/{item.pk}/end/", "layout/"]
    contact = sign_in(client, district.government.contact)
    assert {contact.get(f"/desk/catalogue/{page}").status_code for page in pages} == {404}
    assert ItemColumn.objects.filter(item="20-04").count() == 1
