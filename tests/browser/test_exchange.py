"""The pages of exchange, of one source and of upkeep as people see them: wide, narrow, and for screen readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mingtang.policies.models import ExchangePackage
from mingtang.policies.services import exchange
from mingtang.policies.testing import a_policy
from mingtang.publishing import testing
from tests.browser.going import click_in_place, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture
def government(db: None) -> testing.Government:
    return testing.a_government()


def at(name: str, *parts: object) -> str:
    return reverse(f"policies-desk:{name}", args=parts)


def test_a_package_is_asked_for_made_and_taken_away(
    government: testing.Government, someone: Callable[[Any], Page], settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    a_policy(government)
    page = someone(government.office)
    page.goto(at("packages"))
    follow(page.get_by_role("button", name="导出"))
    expect(page.get_by_text("已列入办理")).to_be_visible()
    while exchange.work_on_packages():
        pass

    follow(page.get_by_role("link", name=ExchangePackage.objects.get().code))

    with page.expect_download() as taken:
        click_in_place(page.get_by_role("link", name="下载交换包"))
    assert taken.value.suggested_filename == f"{ExchangePackage.objects.get().code}.zip"
    expect(page.get_by_text("缺少“索引号”")).to_be_visible()


def test_every_page_is_readable_wide_narrow_and_by_machine(
    government: testing.Government,
    someone: Callable[[Any], Page],
    axe: Callable[..., list[str]],
    overflow: Callable[[Page], list[str]],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.HOME = tmp_path
    policy = a_policy(government)
    package = exchange.ask_package(by=government.office, on=testing.DAY)
    while exchange.work_on_packages():
        pass
    addresses = [
        *(at(name) for name in ("packages", "package-look", "package-take-in", "units")),
        at("package", package.pk),
        at("same-source", policy.pk),
        reverse("desk:parameter", args=["publication.proactive"]),
        reverse("desk:site", args=[government.site.pk]),
    ]
    page, wrong = someone(government.office), {}
    for address in addresses:
        page.set_viewport_size(WIDE)
        page.goto(address)
        found = axe(page)
        page.set_viewport_size(NARROW)
        wrong[address] = [*found, *overflow(page)]

    assert {address: found for address, found in wrong.items() if found} == {}
