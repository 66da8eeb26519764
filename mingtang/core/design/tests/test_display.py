"""The reader's choice of display: remembered, told to the page, and never a way off the site."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from mingtang.core.design.api import Display, display_mode
from mingtang.core.design.views.display import choose_display


def asked(path: str, **cookies: str):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


def test_who_has_chosen_nothing_sees_the_standard():
    assert display_mode(asked("/")) == Display("standard", "normal", "standard")
    assert display_mode(None) == Display()


@pytest.mark.demand("AC-02")
def test_a_choice_is_remembered_and_told_to_the_page():
    answer = choose_display(asked("/design/display/?mode=elder&contrast=high&next=/policies/%3Fpage%3D2"))
    kept = {name: morsel.value for name, morsel in answer.cookies.items()}

    page = render_to_string("404.html", request=asked("/", **kept))

    assert (answer.status_code, answer["Location"]) == (302, "/policies/?page=2")
    assert kept == {"mode": "elder", "contrast": "high"}
    assert all(morsel["max-age"] > 0 and morsel["samesite"] == "Lax" for morsel in answer.cookies.values())
    assert 'data-mode="elder" data-contrast="high" data-text="standard"' in page


def test_a_choice_may_also_be_posted():
    answer = choose_display(RequestFactory().post("/design/display/", {"text": "large", "next": "/"}))

    assert {name: morsel.value for name, morsel in answer.cookies.items()} == {"text": "large"}


def test_unknown_choices_and_forged_cookies_are_ignored():
    answer = choose_display(asked('/design/display/?mode="><script>&next=/'))

    assert dict(answer.cookies) == {}
    assert display_mode(asked("/", mode='"><script>', contrast="high")) == Display(contrast="high")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", ""]
)
def test_the_way_back_never_leads_off_the_site(elsewhere):
    answer = choose_display(RequestFactory().post("/design/display/", {"mode": "elder", "next": elsewhere}))

    assert answer["Location"] == "/"
