"""A bounded cache of public pages in each web process, outermost, that follows the log of public changes exactly.

A page is kept with the public numbers that it mentions. Each process asks the log at most every half second; what a
change names is forgotten, lists, feeds and the home page are forgotten at any change, and everything at midnight.
"""

from __future__ import annotations

import hashlib
import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import localdate

from mingtang.core.design.api import Display, display_mode
from mingtang.publishing import api as publishing

ASK_EVERY = 0.5  # seconds
# No page is served on older news than this: then every thread waits for the answer instead of one.
NEWS_LAST = 0.8
# A bound for what no change names: names of columns, facts of the foot, files that were condemned.
PAGES_LAST = 60.0
MOST_BYTES = 64 * 1024 * 1024
MOST_PAGES = 5000
LARGEST = 2 * 1024 * 1024
# On PostgreSQL a lower number may be committed after a higher one; so long such gaps are looked at again.
GAPS_LAST = 600.0
TOO_MANY = 5000
KEPT_STATUS = {200, 301}

Key = tuple[str, str, str, Display]


@dataclass(frozen=True)
class Page:
    """A page as it was answered; `mentions` None where any change may change it."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    mentions: frozenset[str] | None
    made_at: float


class Pages:
    """The pages kept, the least used forgotten first. Safe for threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self.turn = 0

    def find(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if time.monotonic() - page.made_at > PAGES_LAST:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page, turn: int) -> None:
        """Keep a page unless something was forgotten since its making began (`turn`): it may tell the old state."""
        with self._lock:
            if turn != self.turn:
                return
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > MOST_BYTES or len(self._pages) > MOST_PAGES:
                self._drop(next(iter(self._pages)))

    def forget(self, changed: set[str]) -> None:
        """Forget what mentions any of these numbers, and what any change may change."""
        with self._lock:
            self.turn += 1
            for key, page in list(self._pages.items()):
                if page.mentions is None or page.mentions & changed or "" in changed:
                    self._drop(key)

    def forget_all(self) -> None:
        with self._lock:
            self.turn += 1
            self._pages.clear()
            self._bytes = 0

    def _drop(self, key: Key) -> None:
        self._bytes -= len(self._pages.pop(key).body)


class News:
    """What this process knows of the log of public changes."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._lock = threading.Lock()
        self._seen: dict[int, str] = {}
        self._settled: int | None = None
        self._gap_since: float | None = None
        self._asked_at = -math.inf
        self._day: date | None = None
        # When something that readers see last changed, as far as this process knows.
        self.changed_at = time.time()

    @property
    def has_begun(self) -> bool:
        return self._settled is not None

    @property
    def is_fresh(self) -> bool:
        """Whether nobody need ask now."""
        return time.monotonic() - self._asked_at < _ask_every()

    @property
    def last_modified(self) -> int | None:
        """A date tells seconds only; it is given once no second change can share its second."""
        changed_at = math.ceil(self.changed_at)
        return changed_at if time.time() > changed_at + 1 else None

    def follow(self) -> None:
        """Make sure that the news is no older than half a second. One thread asks; the others need not wait for it."""
        age, ask_every = time.monotonic() - self._asked_at, _ask_every()
        if age < ask_every or not self._lock.acquire(blocking=age > NEWS_LAST):
            return
        try:
            if time.monotonic() - self._asked_at >= ask_every:
                self._ask()
        finally:
            self._lock.release()

    def _ask(self) -> None:
        began = time.monotonic()
        today = localdate()
        if self._settled is None:
            self._begin()
        else:
            self._read(publishing.changes_since(self._settled), began)
        if self._day != today:
            self._forget_all()
            self._day = today
        self._asked_at = began

    def _begin(self) -> None:
        newest = publishing.newest_change()
        self._seen = dict(publishing.changes_since(newest)) if newest else {}
        self._settled, self._gap_since = newest, None

    def _read(self, rows: list[tuple[int, str]], now: float) -> None:
        """Forget what new rows name. Where the log is not the one known (a restored copy), forget everything."""
        settled = self._settled or 0
        if (settled and dict(rows[:1]) != {settled: self._seen.get(settled)}) or len(rows) > TOO_MANY:
            self._forget_all()
            self._begin()
            return
        new = {pk: public_id for pk, public_id in rows if pk not in self._seen}
        if new:
            self._seen |= new
            self._pages.forget(set(new.values()))
            self.changed_at = time.time()
        self._settle(settled, now)

    def _settle(self, settled: int, now: float) -> None:
        """Numbers without gaps need not be read again; a gap is given up after ten minutes (an act that failed)."""
        while settled + 1 in self._seen:
            settled, self._gap_since = settled + 1, None
        if later := [pk for pk in self._seen if pk > settled]:
            self._gap_since = self._gap_since if self._gap_since is not None else now
            if now - self._gap_since > GAPS_LAST:
                settled, self._gap_since = max(later), None
        self._settled = settled
        self._seen = {pk: name for pk, name in self._seen.items() if pk >= settled}

    def _forget_all(self) -> None:
        self._pages.forget_all()
        self.changed_at = time.time()


def _ask_every() -> float:
    """A proxy keeps its copy for up to a second of its own: what it is given must be new, or two delays would add up."""
    return 0.0 if settings.BEHIND_PROXY else ASK_EVERY


class PageCache:
    """Answers public pages from memory. Stands first, so that a kept page costs next to nothing."""

    # The one that Django made in this process: `ShortWay` looks into it.
    serving: ClassVar[PageCache | None] = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self.pages = Pages()
        self.news = News(self.pages)
        PageCache.serving = self

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self._get_response(request)
        key = _key(request)
        page = self.pages.find(key)
        # Only who would use a kept page asks for news; so pages without a database stay without.
        if page is not None and self._is_current():
            page = self.pages.find(key)
            if page is not None:
                return self._answer(request, page)
        turn, has_begun = self.pages.turn, self.news.has_begun
        response = self._get_response(request)
        if not _is_public(response):
            return response
        made = _page(response)  # type: ignore[arg-type]
        if has_begun:
            self.pages.keep(key, made, turn)
        else:
            self._is_current()
        return self._answer(request, made)

    def _is_current(self) -> bool:
        """Whether the news could be read; without news nothing is served from memory."""
        try:
            self.news.follow()
        except DatabaseError:
            return False
        return True

    def _answer(self, request: HttpRequest, page: Page) -> HttpResponseBase:
        response = HttpResponse(b"" if request.method == "HEAD" else page.body, status=page.status)
        for name, value in page.headers:
            response.headers[name] = value
        modified = self.news.last_modified
        if modified is not None:
            response.headers["Last-Modified"] = http_date(modified)
        if page.status != 200:
            return response
        etag = response.headers["ETag"]
        answer = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
        if isinstance(answer, HttpResponseNotModified):
            answer.headers["Cache-Control"] = response.headers["Cache-Control"]
        return answer or response


class ShortWay:
    """The web process's own door: the plainest question for a kept page is answered before Django wakes.

    Plain: GET, no cookie, no condition, nobody signed in, no query, nothing told by a proxy. Everything else goes the
    long way, as does the first question after the news has aged: so this door never asks the database.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        cache = PageCache.serving
        page = _plainly_kept(cache, environ) if cache is not None else None
        if cache is None or page is None:
            return self._application(environ, start_response)
        headers, modified = list(page.headers), cache.news.last_modified
        if modified is not None:
            headers.append(("Last-Modified", http_date(modified)))
        start_response("200 OK", headers)
        return [page.body]


_PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)
_NOT_PLAIN = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
)


def _plainly_kept(cache: PageCache, environ: WSGIEnvironment) -> Page | None:
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or not _PLAIN_PATH.fullmatch(path):
        return None
    if not cache.news.is_fresh or any(name in environ for name in _NOT_PLAIN):
        return None
    if "HTTP_X_FORWARDED_PROTO" in environ or "HTTP_HOST" not in environ or environ.get("SCRIPT_NAME"):
        return None
    page = cache.pages.find((environ["wsgi.url_scheme"], environ["HTTP_HOST"].lower(), path, _STANDARD))
    return page if page is not None and page.status == 200 else None


_STANDARD = Display()


def _may_be_kept(request: HttpRequest) -> bool:
    """Anonymous reading. Staff who are signed in are never shown a kept page, nor is theirs kept."""
    if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in request.META:
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def _key(request: HttpRequest) -> Key:
    host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    return request.scheme or "", host.lower(), request.get_full_path(), display_mode(request)


def _is_public(response: HttpResponseBase) -> bool:
    """Pages that their view declared public, whole and without cookies."""
    return (
        response.status_code in KEPT_STATUS
        and hasattr(response, "mentions")
        and not response.streaming
        and not response.cookies
        and len(response.content) <= LARGEST  # type: ignore[attr-defined]
    )


def _page(response: HttpResponse) -> Page:
    body = response.content
    response.headers.setdefault("ETag", f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    response.headers.setdefault("Content-Length", str(len(body)))
    mentions: frozenset[str] | None = response.mentions  # type: ignore[attr-defined]
    return Page(response.status_code, body, tuple(response.headers.items()), mentions, time.monotonic())
