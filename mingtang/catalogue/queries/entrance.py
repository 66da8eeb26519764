"""Whether readers find the section: the home page is asked as a reader would ask for it (requirements GS-01)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import resolve, reverse
from lxml import html as lxml_html

from mingtang.catalogue.labels import SECTION


def entrance_flaws(request: HttpRequest) -> list[str]:
    """What is wrong with the way from the site's home page to the section; empty where the way is good."""
    answer = resolve("/").func(_asked(request))
    if answer.status_code != 200:
        return [f"首页打不开（状态{answer.status_code}），读者到不了“{SECTION}”专栏。"]
    root = lxml_html.fromstring(answer.content.decode())
    links = [link for link in root.xpath("//a[@href]") if link.get("href") == reverse("catalogue:section")]
    flaws = []
    if not any(" ".join(link.text_content().split()) == SECTION for link in links):
        flaws.append(f"首页没有名为“{SECTION}”、通向专栏的链接。")
    if not any(link.xpath("ancestor::nav") for link in links):
        flaws.append(f"导航中没有“{SECTION}”。")
    return flaws


def _asked(request: HttpRequest) -> HttpRequest:
    """The home page of the same host, asked for by somebody without a name."""
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", "/", "/"
    names = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
    asked.META = {name: request.META[name] for name in names if name in request.META}
    return asked
