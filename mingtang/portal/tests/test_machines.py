"""What machines read: feeds, sitemaps, robots.txt, health, the IPv6 probe, old addresses, lists to take away."""

from __future__ import annotations

import csv
import io
import ipaddress

import lxml.etree
import pytest

from mingtang.portal.views import machines
from mingtang.publishing import api as publishing
from mingtang.publishing.models import Redirect
from mingtang.publishing.testing import BODY, DAY, a_column, published

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": machines.SITEMAP}


def another(government, title, **facts):
    """A public text with a body of its own: a check finds what was published before."""
    body = f"{BODY}<p>{title}，自印发之日起办理。</p>"
    return published(government, title=title, **({"body": body} | facts))


def xml(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return lxml.etree.fromstring(body)


def test_a_feed_holds_the_newest_with_lasting_addresses(government, client):
    old = another(government, "关于第一批物资发放的通知")
    new = another(government, "关于第二批物资发放的通知", column=government.child)

    site, column = xml(client.get("/feed.xml")), xml(client.get("/col/tzgg/gs/feed.xml"))

    whole = [f"http://testserver{edition.publication.get_absolute_url()}" for edition in (new, old)]
    assert site.xpath("//a:entry/a:link/@href", namespaces=ATOM) == whole
    assert column.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["关于第二批物资发放的通知"]
    assert column.xpath("/a:feed/a:title/text()", namespaces=ATOM) == ["公示 - 云棠区人民政府"]


def test_who_has_the_feed_is_told_that_nothing_is_new(government, client, monkeypatch):
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    another(government, "关于第一批物资发放的通知")
    client.get("/feed.xml")
    etag = client.get("/feed.xml").headers["ETag"]

    same = client.get("/feed.xml", headers={"If-None-Match": etag})
    another(government, "关于第二批物资发放的通知")
    new = client.get("/feed.xml", headers={"If-None-Match": etag})

    assert (same.status_code, new.status_code) == (304, 200)


def test_a_withdrawn_text_is_marked_in_the_feed(government, client):
    edition = another(government, "关于第一批物资发放的通知")
    publishing.withdraw(edition, "withdrawn", reason="数字有误", by=government.office, on=DAY)

    titles = xml(client.get("/feed.xml")).xpath("//a:entry/a:title/text()", namespaces=ATOM)

    assert titles == ["【已撤回】关于第一批物资发放的通知"]


def test_sitemaps_name_every_public_document_once(government, client, monkeypatch):
    editions = [another(government, f"关于第{n}批物资发放的通知") for n in "一二三"]
    monkeypatch.setattr(machines, "IN_SITEMAP", 2)

    parts = xml(client.get("/sitemap.xml")).xpath("//s:loc/text()", namespaces=MAP)
    found = [
        address
        for part in parts
        for address in xml(client.get(part.removeprefix("http://testserver"))).xpath(
            "//s:loc/text()", namespaces=MAP
        )
        if "/doc/" in address
    ]

    assert sorted(found) == sorted(f"http://testserver{e.publication.get_absolute_url()}" for e in editions)
    assert len(parts) == 1 + len({(edition.pk - 1) // 2 for edition in editions})


def test_a_sitemap_is_read_a_few_rows_at_a_time(government, client, monkeypatch, django_assert_num_queries):
    for number in "一二三":
        another(government, f"关于第{number}批物资发放的通知")
    monkeypatch.setattr("mingtang.publishing.queries.public.CHUNK", 2)

    answer = client.get("/sitemap-0.xml")

    assert answer.streaming
    with django_assert_num_queries(4):  # the site's columns, two chunks, and the empty one that ends
        b"".join(answer.streaming_content)


def test_robots_are_kept_from_the_doors_that_are_not_for_everybody(client, government):
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert {"/desk/", "/accounts/", "/limited/", "/to/", "/preview/"} <= {
        line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")
    }


def test_health_answers_without_a_database(client):
    answer = client.get("/health")

    assert (answer.json(), answer.headers["Cache-Control"]) == ({"status": "ok"}, "no-store")


@pytest.mark.demand("IP-01")
@pytest.mark.parametrize(
    ("address", "family"),
    [
        ("2001:db8::1", "IPv6"),
        ("192.0.2.1", "IPv4"),
        ("::ffff:192.0.2.1", "IPv4"),
        ("::1", "IPv6"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_the_probe_says_how_this_visit_came(client, address, family):
    told = client.get("/probe/ipv6", REMOTE_ADDR=address)
    drawn = client.get("/probe/ipv6.svg", REMOTE_ADDR=address)

    assert told.json() == {"ipv6": family == "IPv6", "family": family}
    assert f"本次访问经由 {family or '未知网络'}" in drawn.content.decode()
    assert {told.headers["Cache-Control"], drawn.headers["Cache-Control"]} == {"no-store"}


def test_the_test_addresses_are_what_they_seem():
    assert [ipaddress.ip_address(a).version for a in ("2001:db8::1", "::ffff:192.0.2.1", "192.0.2.1")] == [
        6,
        6,
        4,
    ]


def test_an_old_address_leads_to_the_new_one_and_keeps_its_query_apart(government, client):
    for old, new in (("/art/2019/3/1.html", "/doc/a.html"), ("/show.aspx?id=7", "/doc/b.html")):
        Redirect.objects.create(site=government.site, old_path=old, new_path=new)

    found = {
        path: (answer.status_code, answer.headers.get("Location", ""))
        for path in (
            "/art/2019/3/1.html",
            "/show.aspx?id=7",
            "/show.aspx?id=8",
            "/map",
            "/col/tzgg?month=2026-01",
        )
        for answer in [client.get(path)]
    }

    assert found == {
        "/art/2019/3/1.html": (301, "/doc/a.html"),
        "/show.aspx?id=7": (301, "/doc/b.html"),
        "/show.aspx?id=8": (404, ""),
        "/map": (301, "/map/"),
        "/col/tzgg?month=2026-01": (301, "/col/tzgg/?month=2026-01"),
    }


def test_a_list_to_take_away_opens_in_a_spreadsheet_and_runs_nothing(government, client):
    another(government, "=HYPERLINK 关于物资发放的通知")

    answer = client.get("/col/tzgg/list.csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0] == ["标题", "发文字号", "发布机构", "成文日期", "发布时间", "地址"]
    assert rows[1][0] == "'=HYPERLINK 关于物资发放的通知"
    assert rows[1][2] == "云棠区民政局"


@pytest.mark.parametrize("address", ["/", "/col/tzgg/", "/feed.xml", "/health", "/map/"])
def test_nothing_public_takes_a_form(government, client, address):
    assert client.post(address).status_code == 405


def test_without_any_site_there_is_a_plain_word(client, db):
    assert client.get("/").status_code == 404


def test_an_empty_column_has_an_empty_feed(government, client):
    a_column(government.site, "kong", "空栏目", government.body)

    assert xml(client.get("/col/kong/feed.xml")).xpath("//a:entry", namespaces=ATOM) == []
    assert client.get("/col/nothing/feed.xml").status_code == 404
