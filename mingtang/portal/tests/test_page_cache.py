"""The page cache: what is kept, for whom, and how soon it is forgotten."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.portal import middleware
from mingtang.portal.middleware import News, Page, PageCache, Pages
from mingtang.publishing import api as publishing
from mingtang.publishing.models import PublicChange
from mingtang.publishing.testing import BODY, DAY, content, published

HOME_TITLE = "关于第二批救助物资发放的通知"


def another(government, title, **facts):
    """A public text with a body of its own: a check finds what was published before."""
    body = f"{BODY}<p>{title}，自印发之日起办理。</p>"
    return published(government, title=title, **({"body": body} | facts))


@pytest.fixture(autouse=True)
def ask_always(monkeypatch):
    """Tests do not wait half a second: each use of a kept page asks for news."""
    monkeypatch.setattr(middleware, "ASK_EVERY", 0.0)


def queries(client, address, **headers):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, **headers)
    return len(asked), answer


def warm(client, address):
    """Twice: the first page of a process only begins to follow the news."""
    client.get(address)
    return client.get(address)


def test_a_kept_page_costs_one_question(government, client):
    address = published(government).publication.get_absolute_url()
    made = warm(client, address)

    count, kept = queries(client, address)

    assert count == 1
    assert (kept.content, kept.headers["ETag"]) == (made.content, made.headers["ETag"])
    assert kept.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"


def test_within_half_a_second_it_costs_none(government, client, monkeypatch):
    address = published(government).publication.get_absolute_url()
    warm(client, address)
    client.get(address)
    monkeypatch.setattr(middleware, "ASK_EVERY", 3600.0)

    assert queries(client, address)[0] == 0


def test_behind_a_proxy_with_a_copy_of_its_own_every_use_asks(government, client, monkeypatch, settings):
    """Half a second here and a second there would be one and a half."""
    address = published(government).publication.get_absolute_url()
    monkeypatch.setattr(middleware, "ASK_EVERY", 3600.0)
    warm(client, address)
    client.get(address)
    settings.BEHIND_PROXY = True

    assert [queries(client, address)[0] for _ in range(2)] == [1, 1]


@pytest.mark.demand("LB-06")
def test_a_new_edition_shows_at_once_on_page_list_home_and_feed(government, client):
    edition = published(government)
    addresses = [edition.publication.get_absolute_url(), "/", "/col/tzgg/", "/feed.xml", "/col/tzgg/feed.xml"]
    for address in addresses:
        warm(client, address)

    again = publishing.start_edition(edition.publication, by=government.contact, on=DAY)
    publishing.save(again, content(title="关于做好今冬明春救助工作的通知"), by=government.contact, base=1)
    published(government, again)

    pages = [client.get(address).content.decode() for address in addresses]
    assert ["今冬明春" in page for page in pages] == [True] * 5
    assert ["关于做好冬春救助工作的通知" in page for page in pages] == [False] * 5


def test_the_page_of_another_document_is_kept(government, client):
    first, second = published(government), another(government, title=HOME_TITLE)
    address = second.publication.get_absolute_url()
    warm(client, address)
    client.get(address)

    publishing.take_down(first, reason="发现错误", by=government.duty_officer, on=DAY)

    assert queries(client, address)[0] == 1


def test_a_page_that_mentions_what_left_is_forgotten(government, client):
    """The page of an interpretation names the policy: when the policy goes, its title goes there too."""
    policy = another(government, title="云棠区冬春救助办法的通知")
    reading = another(government, title="关于冬春救助办法的解读说明")
    publishing.relate(reading.publication, "interprets", policy.publication, by=government.office, on=DAY)
    address = reading.publication.get_absolute_url()
    assert "云棠区冬春救助办法" in warm(client, address).content.decode()

    publishing.take_down(policy, reason="发现错误", by=government.duty_officer, on=DAY)

    assert "云棠区冬春救助办法" not in client.get(address).content.decode()


def test_staff_who_are_signed_in_pass_by(government, client):
    address = published(government).publication.get_absolute_url()
    warm(client, address)
    sign_in(client, government.contact)

    assert configured.SESSION_COOKIE_NAME in client.cookies
    assert queries(client, address)[0] > 3


@pytest.mark.demand("AC-02")
def test_elder_mode_has_its_own_copy(government, client):
    address = published(government).publication.get_absolute_url()
    warm(client, address)
    client.cookies["mode"] = "elder"

    elder = warm(client, address).content.decode()
    del client.cookies["mode"]

    assert 'data-mode="elder"' in elder
    assert 'data-mode="standard"' in client.get(address).content.decode()


def test_public_pages_set_no_cookie_and_touch_no_session(government, client):
    edition = published(government)
    for address in ("/", "/col/tzgg/", edition.publication.get_absolute_url(), "/map/", "/accessibility/"):
        answer = client.get(address)

        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.wsgi_request.session.accessed


def test_who_has_the_page_is_told_that_it_still_holds(government, client):
    address = published(government).publication.get_absolute_url()
    etag = warm(client, address).headers["ETag"]

    same = client.get(address, headers={"If-None-Match": etag})
    other = client.get(address, headers={"If-None-Match": '"something else"'})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert other.status_code == 200


def test_a_date_is_given_only_when_no_second_change_can_share_its_second(government, client, monkeypatch):
    address = published(government).publication.get_absolute_url()
    fresh = warm(client, address)
    now = time.time()
    monkeypatch.setattr(middleware.time, "time", lambda: now + 10)

    later = client.get(address)
    asked = client.get(address, headers={"If-Modified-Since": later.headers["Last-Modified"]})

    assert "Last-Modified" not in fresh.headers
    assert (later.status_code, asked.status_code) == (200, 304)


def test_what_is_asked_by_head_has_the_headers_only(government, client):
    address = published(government).publication.get_absolute_url()
    whole = warm(client, address)

    head = client.head(address)

    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_everything_is_forgotten_at_midnight(government, client, monkeypatch):
    edition = published(government)
    today = localdate()
    publishing.DatedLabel.objects.create(
        publication=edition.publication,
        family="validity",
        code="valid",
        name="现行有效",
        valid_from=today,
        valid_until=today,
    )
    address = edition.publication.get_absolute_url()
    assert "现行有效" in warm(client, address).content.decode()

    for place in ("mingtang.portal.middleware", "mingtang.portal.queries.sites"):
        monkeypatch.setattr(f"{place}.localdate", lambda: today + timedelta(days=1))

    assert "现行有效" not in client.get(address).content.decode()


def test_without_news_nothing_is_served_from_memory(government, client, monkeypatch):
    address = published(government).publication.get_absolute_url()
    warm(client, address)

    def unreachable(*_):
        raise DatabaseError("no connection")

    monkeypatch.setattr(middleware.publishing, "changes_since", unreachable)

    assert queries(client, address)[0] > 1


# --- the parts


def a_page(*mentions, size=10, made_at=None):
    return Page(200, b"x" * size, (), frozenset(mentions) if mentions else None, made_at or time.monotonic())


def key(name):
    return ("http", "host", name, middleware.display_mode(None))


def kept(pages, *names):
    return [name for name in names if pages.find(key(name))]


def test_a_page_made_while_something_changed_is_not_kept():
    pages = Pages()
    turn = pages.turn
    pages.forget({"a"})

    pages.keep(key("/old"), a_page("a"), turn)

    assert kept(pages, "/old") == []


def test_the_least_used_go_first_and_bytes_are_bounded(monkeypatch):
    pages = Pages()
    monkeypatch.setattr(middleware, "MOST_BYTES", 25)
    for name in ("/1", "/2"):
        pages.keep(key(name), a_page("a"), 0)
    pages.find(key("/1"))

    pages.keep(key("/3"), a_page("a"), 0)

    assert kept(pages, "/1", "/2", "/3") == ["/1", "/3"]


def test_an_old_page_is_made_anew_whatever_the_news():
    pages = Pages()
    pages.keep(key("/old"), a_page("a", made_at=time.monotonic() - middleware.PAGES_LAST - 1), 0)

    assert kept(pages, "/old") == []


def test_a_change_without_a_name_forgets_everything():
    pages = Pages()
    pages.keep(key("/a"), a_page("a"), 0)

    pages.forget({""})

    assert kept(pages, "/a") == []


@pytest.fixture
def followed(db):
    """Pages that follow the news, with one page each for `early`, `late` and a list."""
    pages = Pages()
    news = News(pages)
    PublicChange.objects.create(pk=10, public_id="before")
    news.follow()
    for name in ("early", "late"):
        pages.keep(key(f"/{name}"), a_page(name), pages.turn)
    return pages, news


def test_a_change_committed_late_with_an_earlier_number_is_not_missed(followed):
    """PostgreSQL gives numbers before commit: 12 may be seen before 11."""
    pages, news = followed
    PublicChange.objects.create(pk=12, public_id="late")
    news.follow()
    assert kept(pages, "/early", "/late") == ["/early"]

    PublicChange.objects.create(pk=11, public_id="early")
    news.follow()

    assert kept(pages, "/early", "/late") == []


def test_a_gap_is_given_up_after_ten_minutes(followed, monkeypatch):
    _, news = followed
    PublicChange.objects.create(pk=12, public_id="late")
    news.follow()
    assert news._settled == 10

    began = time.monotonic()
    monkeypatch.setattr(middleware.time, "monotonic", lambda: began + middleware.GAPS_LAST + 1)
    news.follow()

    assert news._settled == 12


def test_a_log_that_is_not_the_one_known_forgets_everything(followed):
    """A restored copy of the database may count on from an earlier number."""
    pages, news = followed
    PublicChange.objects.all().delete()
    PublicChange.objects.create(pk=10, public_id="another")

    news.follow()

    assert kept(pages, "/early", "/late") == []


def test_only_pages_declared_public_are_kept_and_none_with_a_cookie(db):
    def answer(request):
        response = HttpResponse("page")
        if "public" in request.path:
            response.mentions = None
        if "cookie" in request.path:
            response.set_cookie("a", "b")
        return response

    cache, ask = PageCache(answer), RequestFactory()
    for _ in range(2):
        for path in ("/public", "/other", "/public/cookie"):
            cache(ask.get(path))
    cache(ask.post("/public/posted"))
    cache(ask.get("/public/authorised", headers={"Authorization": "Basic x"}))

    assert [path for (_, _, path, _) in cache.pages._pages] == ["/public"]


def test_two_hosts_and_two_queries_are_two_pages(db):
    def answer(request):
        response = HttpResponse(request.build_absolute_uri())
        response.mentions = None
        return response

    cache, ask = PageCache(answer), RequestFactory()
    for _ in range(2):
        for host, path in (("a.cn", "/?b=1"), ("b.cn", "/?b=1"), ("a.cn", "/")):
            said = cache(ask.get(path, headers={"Host": host})).content.decode()
            assert said == f"http://{host}{path}"
    assert len(cache.pages._pages) == 3
