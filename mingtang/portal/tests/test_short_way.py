"""The short way: a kept page is answered before Django wakes, to the plainest question only, and never when stale."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from mingtang.portal import middleware
from mingtang.portal.middleware import ShortWay
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, published


class Web:
    """A web process: the short way before Django, with what each question said."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.long_ways = 0
        self.application = ShortWay(self._django)

    def _django(self, environ, start_response):
        self.long_ways += 1
        return self.django(environ, start_response)

    def get(self, path: str, **said: str):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            **said,
        }
        told: list = []
        answer = self.application(environ, lambda status, headers, *_: told.extend([status, dict(headers)]))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[0], told[1], body


@pytest.fixture
def web(government) -> Iterator[Web]:
    """As Django's own test client does, it leaves the connection of the test open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Web()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def kept(web, government) -> str:
    """The address of a page that the process keeps."""
    address = published(government).publication.get_absolute_url()
    web.get(address)
    web.get(address)
    web.long_ways = 0
    return address


def test_a_kept_page_is_answered_alike_without_django_and_without_a_question(web, kept):
    long = web.get(kept, HTTP_COOKIE="colour=blue")
    assert web.long_ways == 1

    with CaptureQueriesContext(connection) as asked:
        short = web.get(kept)

    assert (web.long_ways, len(asked)) == (1, 0)
    assert short == long
    assert short[0] == "200 OK" and "冬春救助".encode() in short[2]


@pytest.mark.parametrize(
    "said",
    [
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"HTTP_COOKIE": "mode=elder"},
        {"HTTP_AUTHORIZATION": "x"},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"HTTP_IF_MODIFIED_SINCE": "Fri, 20 Nov 2026 00:00:00 GMT"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_HOST": "other"},
    ],
)
def test_any_other_question_goes_the_long_way(web, kept, said):
    web.get(kept, **said)

    assert web.long_ways == 1


def test_once_the_news_has_aged_somebody_asks(web, kept, monkeypatch):
    monkeypatch.setattr(middleware, "ASK_EVERY", 0.0)

    web.get(kept)

    assert web.long_ways == 1


def test_behind_a_proxy_that_keeps_copies_everybody_asks(web, kept, settings):
    settings.BEHIND_PROXY = True

    web.get(kept)

    assert web.long_ways == 1


def test_what_was_taken_down_is_gone_when_the_news_is_read(web, kept, government, monkeypatch):
    edition = publishing.Edition.objects.get(state="live")
    publishing.take_down(edition, reason="误含内部电话", by=government.duty_officer, on=DAY)
    monkeypatch.setattr(middleware, "ASK_EVERY", 0.0)
    web.get(kept)
    monkeypatch.setattr(middleware, "ASK_EVERY", 60.0)

    status, _, body = web.get(kept)

    assert status.startswith("410")
    assert "冬春救助".encode() not in body
