"""How a browser test clicks. Playwright's own click comes back before the next page is read."""

from __future__ import annotations

from playwright.sync_api import Locator


def follow(target: Locator) -> None:
    """Click on what leads to another page, or to the same page anew; you get it whole, its scripts run."""
    with target.page.expect_navigation():
        target.click()


def click_in_place(target: Locator) -> None:
    """Click on what stays on the page. What it changes may take a moment: read it with `expect`."""
    target.click()
