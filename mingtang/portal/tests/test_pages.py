"""What readers find: home, column and document pages, with the words, marks and tags that the law wants."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from mingtang.core.events import api as events
from mingtang.core.files.api import condemn
from mingtang.core.files.testing import docx_of, stored
from mingtang.law.website_metadata import footer_findings, meta_findings
from mingtang.portal.queries import documents
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_column, a_draft, a_kind, published

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200014826"
    "a4050000000049454e44ae426082"
)
PATH = re.compile(r"([a-z0-9]*)((?:\.[\w-]+)*)((?:\[[^\]]+\])*)")
ATTRIBUTE = re.compile(r"\[([\w-]+)(?:=([^\]]+))?\]")
ELEMENTS = [
    {"code": "document_number", "name": "发文字号", "type": "document_number"},
    {"code": "written_on", "name": "成文日期", "type": "date"},
    {"code": "keywords", "name": "关键词", "type": "text"},
    {"code": "guide", "name": "办事指南", "type": "url"},
    {"code": "internal", "name": "内部备注", "type": "text", "public": False},
]
TOLD = {
    "document_number": "云民发〔2026〕12号",
    "written_on": "2026-11-18",
    "keywords": "救助 冬春",
    "internal": "请勿外传的备注",
}


def another(government, title, **facts):
    """A public text with a body of its own: a check finds what was published before."""
    body = f"{BODY}<p>{title}，自印发之日起办理。</p>"
    return published(government, title=title, **({"body": body} | facts))


def reading_of(government, title):
    """A text about another: no policy, so it needs no number of its own."""
    government.kind = a_kind("news", "动态")
    return another(government, title)


def select(element: lxml.html.HtmlElement, path: str) -> list[lxml.html.HtmlElement]:
    """What a plain selector finds: tags, classes, attributes and descent."""
    steps = []
    for step in path.split():
        tag, classes, attributes = PATH.fullmatch(step).groups()
        tests = [f"contains(concat(' ', @class, ' '), ' {name} ')" for name in classes.split(".") if name]
        tests += [
            f"@{name}='{value}'" if value else f"@{name}" for name, value in ATTRIBUTE.findall(attributes)
        ]
        steps.append(f"//{tag or '*'}" + "".join(f"[{test}]" for test in tests))
    return element.xpath("." + "".join(steps))


def read(client, address: str) -> lxml.html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return lxml.html.fromstring(answer.content.decode())


def words(element: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in select(element, path)]


def meta(page: lxml.html.HtmlElement) -> dict[str, str]:
    return {tag.get("name"): tag.get("content") for tag in select(page, "meta[name]")}


@pytest.fixture
def policy(government) -> Any:
    """A policy of a kind with elements, one of them not for the public."""
    government.kind = a_kind("policy", "政策文件", ELEMENTS)
    file = stored(docx_of("救助标准表"), "救助标准.docx", by=government.contact, owner=government.body)
    ref = publishing.AttachmentRef("救助标准.docx", file.sha256, file.size, file.media_type, file.pk)
    return another(government, "关于做好救助工作的通知", elements=TOLD, attachments=(ref,))


# --- the document


def test_the_page_of_a_document_says_what_was_signed(government, policy, client):
    page = read(client, policy.publication.get_absolute_url())
    revision = policy.live_revision
    at = localtime(policy.published_at)

    assert words(page, "h1") == ["关于做好救助工作的通知"]
    facts = dict(zip(words(page, ".facts dt"), words(page, ".facts dd"), strict=True))
    assert facts == {
        "发布机构": "云棠区民政局",
        "发文字号": "云民发〔2026〕12号",
        "成文日期": "2026-11-18",
        "关键词": "救助 冬春",
        "发布日期": f"{at:%Y-%m-%d}",
    }
    assert words(page, ".breadcrumb li") == ["首页", "通知公告", "正文"]
    assert f"发布时间：{at:%Y-%m-%d %H:%M}" in words(page, ".article-line")[0]
    assert "困难群众生活保障" in words(page, ".document-body")[0]
    assert words(page, ".attachments li")[0].startswith("救助标准.docx （DOCX，")
    assert revision.short_code in words(page, ".article-about")[0]
    assert "请勿外传的备注" not in page.text_content()


def test_the_elements_of_a_kind_are_shown_as_its_version_says(government, policy, client):
    """A kind that changes tomorrow does not change what was signed today."""
    publishing.KindVersion.objects.create(kind=government.kind, number=2, elements=[])

    page = read(client, policy.publication.get_absolute_url())

    assert "发文字号" in words(page, ".facts dt")


def test_the_meta_tags_of_each_level_satisfy_47(government, policy, client):
    address = policy.publication.get_absolute_url()
    pages = {
        "site": read(client, "/"),
        "column": read(client, "/col/tzgg/"),
        "article": read(client, address),
    }

    assert {level: meta_findings(level, meta(page)) for level, page in pages.items()} == {
        "site": [],
        "column": [],
        "article": [],
    }
    article = meta(pages["article"])
    assert (article["ArticleTitle"], article["Keywords"], article["ColumnName"], article["Url"]) == (
        "关于做好救助工作的通知",
        "救助 冬春",
        "通知公告",
        f"http://testserver{address}",
    )


def test_the_foot_of_every_page_has_what_47_wants(government, policy, client):
    site = government.site
    site.icp, site.police, site.contact = "某ICP备00000001号", "某公网安备00000000000001号", "0000-8888000"
    site.badge, site.badge_address = stored(PNG, "标识.png"), "https://badges.example/site?id=0000000001"
    site.save()
    told = {
        "sponsor": "云棠区人民政府办公室",
        "site_code": site.identification_code,
        "icp": site.icp,
        "police": site.police,
        "contact": site.contact,
        "site_map": "网站地图",
        "report_error": "找错",
    }

    for address in ("/", "/col/tzgg/", policy.publication.get_absolute_url(), "/map/", "/nothing-here"):
        page = lxml.html.fromstring(client.get(address).content.decode())
        foot = select(page, "footer")[0]
        shown = {code: text for code, text in told.items() if text in foot.text_content()}
        badges = [image.get("alt") for image in select(foot, f"a[href={site.badge_address}] img")]
        assert [finding.code for finding in footer_findings(shown | {"organ_badge": "".join(badges)})] == []


def test_the_badge_in_the_foot_is_the_image_in_use_and_no_other_file(government, client):
    site = government.site
    old, new = stored(PNG, "旧标识.png"), stored(PNG + b" ", "新标识.png")
    site.badge, site.badge_address = new, "https://badges.example/site?id=0000000001"
    site.save()
    page = lxml.html.fromstring(client.get("/").content.decode())
    address = select(page, f"a[href={site.badge_address}] img")[0].get("src")

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == PNG + b" "
    assert client.get(f"/site-badge/{old.pk}").status_code == 404
    condemn(new, reason="发现木马", by=government.administrator)
    assert client.get(address).status_code == 404


def test_labels_of_today_stand_beside_the_title_and_others_do_not(government, policy, client):
    today = localdate()
    for name, start, end in (
        ("现行有效", today, today),
        ("昨天到期", None, today - timedelta(days=1)),
        ("明天生效", today + timedelta(days=1), None),
    ):
        publishing.DatedLabel.objects.create(
            publication=policy.publication,
            family="v",
            code="valid",
            name=name,
            valid_from=start,
            valid_until=end,
        )

    page = read(client, policy.publication.get_absolute_url())
    rows = read(client, "/col/tzgg/")

    assert words(page, ".article-line .tag") == ["现行有效"]
    assert words(rows, ".document .tag") == ["现行有效"]


def test_a_relation_is_shown_on_both_pages(government, policy, client):
    reading = reading_of(government, "关于救助工作通知的解读说明")
    publishing.relate(reading.publication, "interprets", policy.publication, by=government.office, on=DAY)

    from_policy = read(client, policy.publication.get_absolute_url())
    from_reading = read(client, reading.publication.get_absolute_url())

    assert words(from_policy, ".article .panel-title") == ["政策解读"]
    assert words(from_policy, ".article .document-title") == ["关于救助工作通知的解读说明"]
    assert words(from_reading, ".article .panel-title") == ["解读的文件"]
    assert words(from_reading, ".article .document-title") == ["关于做好救助工作的通知"]


def test_what_was_withdrawn_stays_readable_and_says_so_to_the_public(government, policy, client):
    publishing.withdraw(
        policy,
        "withdrawn",
        reason="内部理由：数字有争议",
        public_notice="本件数字有误，已撤回。",
        by=government.office,
        on=DAY,
    )

    page = read(client, policy.publication.get_absolute_url())

    assert "本件数字有误，已撤回。" in words(page, ".notice")[0]
    assert "内部理由" not in page.text_content()
    assert "已撤回" in words(page, ".article-line .tag")
    assert words(read(client, "/col/tzgg/"), ".document .tag") == ["已撤回"]
    assert words(read(client, "/"), ".document-title") == []


def test_a_text_published_in_an_emergency_says_so(government, client):
    draft = a_draft(government, title="关于启动防汛应急响应的紧急通知")
    people = {"first": government.unit_leader, "second": government.office}
    edition = publishing.publish_in_emergency(draft, **people, reason="暴雨红色预警，须立即告知", on=DAY)

    page = read(client, edition.publication.get_absolute_url())

    (mark,) = words(page, ".article .notice")
    assert "应急公开" in mark
    assert "正在补办审签手续" in mark


def test_imported_stock_says_who_vouches_for_it_and_that_its_date_is_not_known(government, client, tmp_path):
    (tmp_path / "守则.md").write_text("# 云棠区公园游览守则\n\n请爱护花木，文明游园，共同维护良好环境。\n")
    target = publishing.Target(government.kind, government.column, government.body)
    staging = publishing.Staging(tmp_path.name, target)
    staging.take(publishing.stock_rows(tmp_path))
    batch = staging.finish()
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()
    (live,) = publishing.LiveEdition.objects.all()

    page = read(client, f"/doc/{live.public_id}.html")

    (mark,) = words(page, ".article .notice")
    for told in ("存量", "云棠区民政局", "孙局长", "何公开", batch.code):
        assert told in mark
    assert "发布时间：原件未注明" in words(page, ".article-line")[0]


def test_nothing_in_a_signed_body_runs_in_a_readers_browser(government, policy, client):
    """Whatever road a text came by; here the payload is read as if an older sanitiser had let it through."""
    page = documents.page_of(publishing.public_edition(policy.publication.public_id), localdate())

    evil = replace(page, content=replace(page.content, body="<p onclick='x()'>文<script>x()</script></p>"))

    assert evil.body == "<p>文</p>"


def test_a_reprint_names_and_links_its_source(government, client):
    edition = another(
        government, "关于转发节水倡议的通知", source="中国政府网", source_url="https://www.gov.cn/a.html"
    )

    page = read(client, edition.publication.get_absolute_url())
    (link,) = select(page, ".article-line a")

    assert (link.text, link.get("href")) == ("中国政府网", "https://www.gov.cn/a.html")
    assert "（转载）" in words(page, ".article-line")[0]
    assert meta(page)["ContentSource"] == "中国政府网"


def test_a_wide_table_scrolls_in_a_box_of_its_own(government, client):
    table = "<table><tr><th>年度</th><td>户数</td></tr></table>"
    edition = another(government, "关于公布改造户数的通知", body=f"{BODY}{table}{table}")

    page = read(client, edition.publication.get_absolute_url())

    boxes = select(page, ".document-body .wide")
    assert [(box.get("tabindex"), box.get("aria-label")) for box in boxes] == [("0", "表格1"), ("0", "表格2")]


def test_print_view_and_page_say_the_same(government, policy, client):
    address = f"/doc/{policy.publication.public_id}/print"

    page = read(client, address)

    assert words(page, "h1") == ["关于做好救助工作的通知"]
    assert f"http://testserver{policy.publication.get_absolute_url()}" in page.text_content()
    assert meta(page)["robots"] == "noindex, nofollow"


def test_an_attachment_is_served_by_its_number_and_name_only(government, policy, client):
    base = f"/doc/{policy.publication.public_id}/files"

    served = client.get(f"{base}/1/救助标准.docx")
    body = b"".join(served.streaming_content)
    again = client.get(f"{base}/1/救助标准.docx", headers={"If-None-Match": served.headers["ETag"]})

    assert (served.status_code, body[:2], served.headers["Cache-Control"]) == (200, b"PK", "no-cache")
    assert again.status_code == 304
    assert [client.get(f"{base}/{rest}").status_code for rest in ("2/救助标准.docx", "1/别名.docx")] == [
        404,
        404,
    ]


def test_a_condemned_attachment_is_given_to_nobody(government, policy, client):
    ref = publishing.attachment_of(policy, 1)
    publishing_file = stored(docx_of("另一份"), "另一份.docx", by=government.contact, owner=government.body)
    type(publishing_file).objects.filter(pk=ref.file_id).update(state="condemned", reasons=["查出病毒"])

    answer = client.get(f"/doc/{policy.publication.public_id}/files/1/救助标准.docx")

    assert answer.status_code == 410
    assert "附件暂停提供" in answer.content.decode()


# --- lists


def test_filters_are_chips_that_take_themselves_off(government, policy, client):
    month = localdate().strftime("%Y-%m")

    page = read(client, f"/col/tzgg/?kind=policy&month={month}")
    none = read(client, "/col/tzgg/?month=2019-01")

    chips = {
        chip.text_content().split("：")[-1].split()[0]: chip.get("href") for chip in select(page, ".chip")
    }
    assert chips == {
        "政策文件": f"?month={month}",
        f"{localdate().year}年{localdate().month}月": "?kind=policy",
    }
    assert words(page, ".document-title") == ["关于做好救助工作的通知"]
    assert (words(none, ".document-title"), "没有符合条件的信息" in none.text_content()) == ([], True)


def test_next_and_previous_are_addresses_that_lead_there_and_back(government, client, monkeypatch):
    monkeypatch.setattr("mingtang.portal.queries.lists.PAGE", 2)
    for number in "一二三":
        another(government, f"关于第{number}批物资发放的通知")
    first = read(client, "/col/tzgg/")

    (onwards,) = select(first, ".pager a[rel=next]")
    second = read(client, f"/col/tzgg/{onwards.get('href')}")
    (back,) = select(second, ".pager a[rel=prev]")

    assert words(second, ".document-title") == ["关于第一批物资发放的通知"]
    assert words(read(client, f"/col/tzgg/{back.get('href')}"), ".document-title") == words(
        first, ".document-title"
    )
    assert len(words(first, ".document-title")) == 2


@pytest.mark.parametrize(
    "query", ["before=x", "before=99999999999999999-1", "month=2026-13", "kind=no&unit=no"]
)
def test_a_broken_filter_in_an_address_is_left_out(government, policy, client, query):
    assert words(read(client, f"/col/tzgg/?{query}"), ".document-title") == ["关于做好救助工作的通知"]


def test_the_side_shows_the_branch_of_a_column(government, client):
    a_column(government.site, "rs", "人事信息", government.body)

    page = read(client, "/col/tzgg/gs/")

    assert words(page, ".side-nav-title") == ["通知公告"]
    assert words(page, ".side-nav a") == ["公示"]
    assert words(page, ".side-nav a[aria-current]") == ["公示"]
    assert words(page, ".main-nav a[aria-current]") == ["通知公告"]


def test_a_closed_column_leaves_the_navigation_and_keeps_its_address(government, policy, client):
    government.column.closed_on = date(2020, 1, 1)
    government.column.save()

    page = read(client, "/col/tzgg/")

    assert "本栏目已停用" in page.text_content()
    assert words(page, ".document-title") == ["关于做好救助工作的通知"]
    assert [words(read(client, a), ".main-nav a") for a in ("/", "/map/")] == [
        ["首页", "政策文件库", "政府信息公开"]
    ] * 2


# --- home


@pytest.mark.demand("PO-05")
def test_the_home_page_enters_policy_library_and_disclosure(government, client):
    a_column(government.site, "zcwj", "政策文件", government.body)
    a_column(government.site, "xxgk", "政府信息公开", government.body)

    page = read(client, "/")

    entries = {a.text: a.get("href") for a in select(page, ".entry-title a")}
    wanted = {"政策文件库": reverse("policies:library"), "政府信息公开": reverse("catalogue:section")}
    # Where a trade has the page of that name, the column's own list gives way to it.
    assert {title: entries[title] for title in wanted} == wanted
    assert [client.get(address).status_code for address in wanted.values()] == [200, 200]


def test_the_home_page_shows_main_news_and_the_newest_of_its_columns(government, client):
    news = a_column(government.site, "yw", "要闻", government.body)
    publishing.grant(government.body.pk, news, by=government.office)
    for column, order in ((news, 1), (government.column, 2)):
        column.on_home, column.order = True, order
        column.save()
    another(government, "云棠区政务公开专区建成的通报", column=news)
    another(government, "关于第一批物资发放的通知")

    page = read(client, "/")

    assert words(page, ".headline-title") == ["云棠区政务公开专区建成的通报"]
    assert words(page, ".front .panel-title") == ["要闻", "通知公告"]
    assert words(page, ".front-beside .document-title") == ["关于第一批物资发放的通知"]


def test_a_site_without_a_text_is_not_a_broken_one(government, client):
    assert "尚未发布信息" in read(client, "/").text_content()


# --- the number of queries


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(("address", "most"), [("/", 6), ("/col/tzgg/", 8), ("/feed.xml", 5), ("/map/", 2)])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(government, client, settings, address, most):
    government.column.on_home = True
    government.column.save()
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("PageCache")]
    another(government, "关于第一批物资发放的通知")
    one = count(client, address)
    for number in "二三":
        another(government, f"关于第{number}批物资发放的通知")

    assert count(client, address) == one
    assert one <= most


def test_a_document_takes_at_most_ten_queries_however_much_belongs_to_it(
    government, policy, client, settings
):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("PageCache")]
    address = policy.publication.get_absolute_url()

    def relate(number):
        reading = reading_of(government, f"关于救助工作通知的解读说明之{number}")
        publishing.relate(reading.publication, "interprets", policy.publication, by=government.office, on=DAY)
        publishing.DatedLabel.objects.create(
            publication=reading.publication, family="v", code="valid", name="有效"
        )

    relate("一")
    one = count(client, address)
    for number in "二三":
        relate(number)

    assert count(client, address) == one
    # Five of the page itself, five of the parts that the trades put beside it.
    assert one <= 10


def test_the_home_page_enters_the_gazette_where_the_site_has_one(government, client):
    a_column(government.site, "zfgb", "政府公报", government.body)

    links = [a.get("href") for a in select(read(client, "/"), "a")]

    assert "/gazette/" in links
