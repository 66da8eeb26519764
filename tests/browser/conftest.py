"""Drives Debian's Chromium. One browser and one page serve the whole run; each test finds the page as new."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from mingtang.core.accounts.testing import sign_in

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# WCAG 2.2 to level AA, and what axe holds for good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
RUN_AXE = """async ([tags, more]) => {
    const rules = Object.fromEntries(more.map(name => [name, {enabled: true}]));
    const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, resultTypes: ["violations"]});
    return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(" | ")}`);
}"""


def _chromium() -> str:
    path = os.environ.get("MINGTANG_CHROMIUM") or shutil.which("chromium")
    if path is None or not Path(path).exists():
        pytest.fail(
            "没有找到 Chromium，浏览器测试无法进行。请运行：apt-get install -y chromium fonts-noto-cjk，"
            "或者用环境变量 MINGTANG_CHROMIUM 指明它的位置。",
            pytrace=False,
        )
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would otherwise refuse to touch the database beside it.
    path = _chromium()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture(scope="session")
def shared_page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def page(shared_page: Page, context: BrowserContext) -> Page:
    """A wide page without cookies."""
    context.clear_cookies()
    shared_page.emulate_media(media="screen")
    shared_page.set_viewport_size(WIDE)
    return shared_page


@pytest.fixture
def page_without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """`axe(page)` tells what is wrong with the page as it is shown; `also` names further rules of axe."""

    def violations(page: Page, also: tuple[str, ...] = ()) -> list[str]:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text())
        found: list[str] = page.evaluate(RUN_AXE, [RULES, list(also)])
        return found

    return violations


@pytest.fixture
def overflow() -> Callable[[Page], list[str]]:
    """`overflow(page)` names what reaches beyond the right edge, where the page can be scrolled sideways."""

    def sticking_out(page: Page) -> list[str]:
        found: list[str] = page.evaluate(
            """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.body.querySelectorAll("*")]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .map(e => `${e.tagName.toLowerCase()}.${e.className}`);
        }"""
        )
        return found

    return sticking_out


@pytest.fixture
def wrong_on(
    axe: Callable[..., list[str]], overflow: Callable[[Page], list[str]]
) -> Callable[[Page, Sequence[str]], list[Any]]:
    """`wrong_on(page, addresses)`: what axe and the width of the window find wrong with pages, wide and at 320 px."""

    def looked_at(page: Page, addresses: Sequence[str]) -> list[Any]:
        wrong: list[Any] = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            for address in addresses:
                page.goto(address)
                wrong += [(address, size["width"], one) for one in [*axe(page), *overflow(page)]]
        return wrong

    return looked_at


@pytest.fixture
def choose(context: BrowserContext) -> Callable[..., None]:
    """`choose(address, mode="elder")`: the reader has chosen this before."""

    def remember(address: str, **ways: str) -> None:
        cookies: Any = [{"name": name, "value": value, "url": address} for name, value in ways.items()]
        context.add_cookies(cookies)

    return remember


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of this project's own server, for pages that need no database (others use `live_server`)."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    application = get_wsgi_application()
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def desk(db: None) -> Iterator[str]:
    """The workbench over the test's own transaction: one connection, requests answered one by one, nothing flushed."""
    connection.inc_thread_sharing()
    ready = threading.Event()
    server = WSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())

    def serve(shared: Any = connections["default"]) -> None:
        connections["default"] = shared
        ready.set()
        server.serve_forever(poll_interval=0.05)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    connection.dec_thread_sharing()


@pytest.fixture
def someone(browser: Browser, desk: str) -> Iterator[Callable[[Any], Page]]:
    """`someone(user)`: a page of a browser of their own, signed in."""
    contexts = []

    def enter(user: Any) -> Page:
        session = sign_in(Client(), user).cookies["sessionid"].value
        context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=desk)
        context.add_cookies([{"name": "sessionid", "value": session, "url": desk}])
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()
