"""The library page: one place for all documents, what is in force first, filters with counts, right after midnight."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.policies.queries import library
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_kind, published

SERIALS = count(1)
PAST_THE_CACHE = {"HTTP_AUTHORIZATION": "nobody"}


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def policy(government, title, state="in_force", kind="policy", **elements):
    government.kind = a_kind(kind, kind)
    if kind == "policy":
        elements = {"document_number": f"云政办〔2024〕{next(SERIALS)}号"} | elements
    edition = published(government, title=title, body=f"{BODY}<p>{title}。</p>", elements=elements)
    if state:
        label(edition, "validity", (state, library.name_of("validity", state), None, None))
    return edition


def label(edition, family, *rows):
    publishing.set_labels(edition.publication_id, family, rows)


@pytest.fixture
def stock(government):
    """Two that hold, one of them in part; a repealed one, one without a state, and a notice, which is no policy."""
    made = {
        "养老": policy(
            government,
            "云棠区居家养老服务办法",
            genre="意见",
            topic="民政、扶贫、救灾\\社会福利",
            document_number="云政规〔2026〕1号",
            written_on="2026-03-04",
            audience=["老年人"],
        ),
        "校车": policy(
            government, "云棠区校车安全管理规定", "partly", genre="通知", topic="科技、教育\\教育",
            document_number="云政规〔2025〕7号",
        ),
        "集市": policy(
            government, "云棠区集市管理办法", "repealed", genre="通知", topic="商贸、海关、旅游",
            document_number="云政规〔2019〕3号",
        ),
        "旧文": policy(government, "云棠区政务公开工作制度", "", kind="rule"),
    }  # fmt: skip
    label(made["养老"], "level", ("normative", "行政规范性文件", None, None))
    made["通知"] = policy(government, "关于停水的通知", "in_force", kind="notice")
    return made


def page(client, **query):
    """What the library page says, as text."""
    response = client.get("/policies/", query, **PAST_THE_CACHE)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r'class="document-title" href="[^"]+">([^<]+)<', html)


def options(html, name):
    """Values of a filter with their counts."""
    part = html.split(f"<summary>{name}</summary>")[1].split("</details>")[0]
    return re.findall(r"<span>([^<]+)</span> <span class=\"facet-count\">(\d+)", part)


@pytest.mark.demand("LB-01", "LB-05")
def test_the_library_shows_what_is_in_force_and_one_switch_shows_all(client, stock):
    html = page(client)

    assert titles(html) == ["云棠区校车安全管理规定", "云棠区居家养老服务办法"]
    assert "共 2 件文件" in html and "云政规〔2026〕1号" in html and "成文日期：2026-03-04" in html
    assert re.findall(
        r"现行有效 <span class=\"count\">(\d+)|含失效、废止） <span class=\"count\">(\d+)", html
    ) == [
        ("2", ""),
        ("", "4"),
    ]
    everything = page(client, validity="all")
    assert len(titles(everything)) == 4 and "关于停水的通知" not in everything
    assert re.search(r"云棠区集市管理办法</a> +<span class=\"tag tag-bad\">废止</span>", everything)
    assert options(everything, "效力") == [
        ("现行有效", "1"),
        ("部分失效", "1"),
        ("废止", "1"),
        ("未标注", "1"),
    ]


@pytest.mark.demand("LB-09")
def test_filters_combine_and_what_is_chosen_can_be_taken_off(client, stock):
    html = page(client, validity="all", genre="通知", topic="科技、教育")

    assert titles(html) == ["云棠区校车安全管理规定"]
    assert options(html, "体裁") == [("通知", "1")]
    assert options(html, "主题") == [("科技、教育", "1"), ("教育", "1"), ("商贸、海关、旅游", "1")]
    chips = {
        unescape(text).strip(): unescape(url)
        for url, text in re.findall(r'class="chip" href="([^"]+)">.*?</span>([^<]+)<', html)
    }
    assert list(chips) == ["主题：科技、教育", "体裁：通知"]
    without = client.get(chips["体裁：通知"], **PAST_THE_CACHE).content.decode()
    assert titles(without) == ["云棠区校车安全管理规定"] and "体裁：" not in without
    assert options(page(client), "效力位阶") == [("行政规范性文件", "1"), ("未标注", "1")]
    assert titles(page(client, level="normative", audience="老年人", year=str(localdate().year))) == [
        "云棠区居家养老服务办法"
    ]


def test_every_address_that_the_page_offers_leads_to_as_many_documents_as_it_says(client, stock):
    for query in ({}, {"validity": "all"}, {"genre": "通知", "validity": "all"}):
        html = page(client, **query)
        found = re.findall(r'<li[^>]*><a href="([^"]+)" rel="nofollow">.*?facet-count">(\d+)', html)
        assert len(found) > 5
        for url, number in found:
            there = client.get(unescape(url), **PAST_THE_CACHE).content.decode()
            # As many, or more where another value of the family is chosen too.
            assert int(re.search(r"共 (\d+) 件", there)[1]) >= int(number), url


def test_found_by_number_and_by_words_of_the_title(client, stock):
    assert titles(page(client, q="云政规〔2025〕7号")) == ["云棠区校车安全管理规定"]
    assert titles(page(client, q="居家 办法")) == ["云棠区居家养老服务办法"]
    nothing = page(client, q="集市")
    assert titles(nothing) == [] and "没有符合条件的文件" in nothing
    assert "全部文件中有 1 件" in nothing
    assert titles(page(client, q="集市", validity="all")) == ["云棠区集市管理办法"]
    assert "请去掉" not in page(client, q="<script>") and "<script>alert" not in page(
        client, q="<script>alert"
    )


def test_by_number_and_page_by_page(client, stock, monkeypatch):
    monkeypatch.setattr(library.look, "__kwdefaults__", {"limit": 2})
    first = page(client, validity="all", order="number")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = client.get(following, **PAST_THE_CACHE).content.decode()
    back = client.get(
        unescape(re.search(r'rel="prev" href="([^"]+)"', second)[1]), **PAST_THE_CACHE
    ).content.decode()

    assert titles(first) == ["云棠区居家养老服务办法", "云棠区校车安全管理规定"]
    assert titles(second) == ["云棠区集市管理办法", "云棠区政务公开工作制度"]
    assert titles(back) == titles(first)


def test_an_empty_library_says_so_and_nonsense_is_left_out(client, government):
    assert "文件公开后会显示在这里" in page(client)
    html = page(client, validity="nonsense", order="sideways", before="t9", colour="red", q="\x00" * 3)
    assert "没有符合条件的文件" in html and "效力：nonsense" in html


@pytest.mark.demand("PV-01")
def test_a_document_that_ends_today_is_marked_and_counted_right_after_midnight(
    client, government, monkeypatch
):
    """Page, counts, feed, column list and document page: over the page cache, and before any job has run."""
    today = localdate()
    edition = policy(government, "云棠区夏季供水办法", "")
    label(
        edition,
        "validity",
        ("in_force", "现行有效", None, today),
        ("expired", "失效", today + timedelta(days=1), None),
    )
    column = f"/col{government.column.path}"
    places = [
        *(
            "/policies/?validity=all",
            "/policies/feed.xml?validity=all",
            "/feed.xml",
            column,
            f"{column}feed.xml",
        ),
        edition.publication.get_absolute_url(),
    ]
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)

    def marked():
        # Each is asked for twice: the second answer is the kept page.
        said = {place: [client.get(place).content.decode() for _ in range(2)][1] for place in places}
        return [
            place for place, html in said.items() if "【失效】云棠区夏季供水办法" in html or ">失效<" in html
        ]

    assert marked() == []
    assert titles(page(client)) == ["云棠区夏季供水办法"]
    tomorrow = today + timedelta(days=1)
    for module in ("portal.middleware", "portal.queries.sites", "policies.views.public"):
        monkeypatch.setattr(f"mingtang.{module}.localdate", lambda *_: tomorrow)
    assert marked() == places
    assert titles(page(client)) == []
    assert options(page(client, validity="all"), "效力") == [("失效", "1")]


def test_one_document_and_three_cost_the_same(client, government):
    policy(government, "云棠区第一办法")

    def cost(address):
        with CaptureQueriesContext(connection) as asked:
            client.get(address, **PAST_THE_CACHE)
        return len(asked)

    addresses = [
        "/policies/",
        "/policies/feed.xml",
        "/policies/?" + urlencode({"q": "办法", "order": "number"}),
    ]
    one = [cost(address) for address in addresses]
    for n in "二三":
        policy(government, f"云棠区第{n}办法")
    assert [cost(address) for address in addresses] == one


def test_what_is_not_for_everybody_is_in_no_list_count_or_feed(client, government):
    government.kind = a_kind("policy", "政策文件")
    published(
        government, title="仅限本区单位的办法", scope="limited", disclosure_reason="工作需要",
        elements={"genre": "密级之外的文种", "document_number": "云政办〔2023〕1号"},
    )  # fmt: skip

    said = page(client, validity="all") + client.get("/policies/feed.xml").content.decode()
    assert "仅限本区单位" not in said and "密级之外的文种" not in said


@pytest.mark.demand("LB-02")
def test_the_home_page_leads_into_the_library_and_tells_its_stock(client, government, stock):
    html = client.get("/", **PAST_THE_CACHE).content.decode()

    door = html.split('aria-labelledby="library-door"')[1].split("</section>")[0]
    assert 'href="/policies/"' in door and 'name="q"' in door
    assert "现行有效 <strong>2</strong> 件，共收录 4 件" in door
    navigation = html.split('aria-label="主导航"')[1].split("</nav>")[0]
    assert '<a href="/policies/">政策文件库</a>' in navigation
    assert '<a href="/policies/" aria-current="page">政策文件库</a>' in page(client)


def test_figures_of_the_home_page(government, stock):
    assert library.stock(on=DAY, site=government.site.pk) == library.Stock(in_force=2, total=4)
    assert library.stock(on=DAY, site=government.site.pk + 1) == library.Stock(0, 0)
