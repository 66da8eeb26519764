"""A release is set for ten o'clock; the worker sends it out then, and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingtang.config.demo.district import District
from mingtang.core.events import api as events
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
TEN = timezone.make_aware(datetime(2099, 11, 23, 10, 0))
ELEMENTS = {
    "source": "区民政局",
    "reprint": False,
    "editor": "言午声",
    "happened_on": "2026-11-20",
    "keywords": "冬春救助",
    "summary": "全区冬春救助工作启动。",
}


@pytest.fixture
def news(
    district: District, handed_in: Callable[..., Any], all_signed: Callable[..., Any]
) -> publishing.Edition:
    edition = handed_in(
        "全区冬春救助工作启动",
        kind="news",
        organisation="civil-affairs",
        column="department-news",
        by="luanxiaotang",
        on=DAY,
        elements=ELEMENTS,
    )
    return all_signed(edition, of="civil-affairs", on=DAY)


@pytest.fixture
def release(district: District, news: publishing.Edition) -> publishing.Release:
    contact = district.people["luanxiaotang"]
    prepared = publishing.prepare([news], by=contact, on=DAY)
    return publishing.schedule(prepared, at=TEN, reason="与启动仪式同步", by=contact)


@pytest.fixture
def a_worker_passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def passes(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)
        assert not [line for line in events.run_listed("EVERY_MINUTE") if line is None]

    return passes


def test_it_goes_out_at_its_time_and_not_before(
    news: publishing.Edition,
    release: publishing.Release,
    a_worker_passes: Callable[[datetime], None],
    client: Client,
):
    address = news.publication.get_absolute_url()

    a_worker_passes(TEN - timedelta(minutes=1))
    before = client.get(address).status_code
    a_worker_passes(TEN + timedelta(seconds=20))

    assert (before, client.get(address).status_code) == (404, 200)
    release.refresh_from_db()
    assert (release.state, release.decided_by_name) == ("released", "栾小棠")


def test_a_text_changed_after_the_decision_stays_and_says_why(
    district: District,
    news: publishing.Edition,
    release: publishing.Release,
    a_worker_passes: Callable[[datetime], None],
    client: Client,
):
    contact = district.people["luanxiaotang"]
    last = publishing.newest_revision(news)
    changed = publishing.content_of(last).__dict__ | {"title": "全区冬春救助工作今日启动"}
    publishing.save(news, changed, by=contact, base=last.number)

    a_worker_passes(TEN + timedelta(seconds=20))

    release.refresh_from_db()
    assert release.state == "failed"
    assert release.failures[0] == "《全区冬春救助工作今日启动》在排定发布之后又改过，请重新审签并重新排定。"
    assert client.get(news.publication.get_absolute_url()).status_code == 404
