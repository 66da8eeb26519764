"""Limits of publication and secrecy review: the worked tables of docs/law/publication.md."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mingtang.law.publication import (
    LIMITS,
    MayNotLengthen,
    ReviewResult,
    SecrecyReview,
    WrongUnit,
    publish_by,
    reprint_by,
    secrecy_obstacles,
    secrecy_verdict,
)
from mingtang.law.tests import tables
from mingtang.law.working_days import YearNotCovered, shipped_calendar

PAGE = "publication.md"
CONTENT = "3f2a"


@pytest.mark.parametrize("row", tables.cases(PAGE, "Publish by"))
def test_information_is_public_by(row):
    due = publish_by(date.fromisoformat(row["trigger"]), LIMITS[row["limit"]], shipped_calendar())
    assert due.on == date.fromisoformat(row["due"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Reprint by"))
def test_news_is_reprinted_by(row):
    due = reprint_by(datetime.fromisoformat(row["published"]), LIMITS[row["limit"]])
    assert due == datetime.fromisoformat(row["due"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Local limits"))
def test_a_local_rule_shortens_and_never_lengthens(row):
    limit, length = LIMITS[row["limit"]], int(row["local length"])
    if row["answer"] == "refused":
        with pytest.raises(ValueError, match=limit.name):
            limit.shortened(length, "某市政务公开工作规定")
    else:
        local = limit.shortened(length, "某市政务公开工作规定")
        assert (local.length, local.source) == (int(row["answer"]), "某市政务公开工作规定")


@pytest.mark.parametrize("row", tables.cases(PAGE, "Secrecy review"))
def test_an_item_is_public_only_when_its_review_cleared_it(row):
    review = None
    if row["review"] != "-":
        answer = None if row["authority's answer"] == "-" else ReviewResult(row["authority's answer"])
        reviewed = CONTENT if tables.yes(row["of this content"]) else "other"
        review = SecrecyReview(ReviewResult(row["review"]), reviewed, answer)
    verdict = secrecy_verdict(review, CONTENT)
    assert verdict.value == row["verdict"]
    obstacles = secrecy_obstacles(verdict)
    assert (obstacles == ()) is tables.yes(row["may be published"])
    assert all(obstacle.reason and obstacle.article for obstacle in obstacles)


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {"Publish by", "Reprint by", "Local limits", "Secrecy review"}
    assert len(tables.ids(PAGE)) == len(set(tables.ids(PAGE)))


def test_a_longer_limit_is_refused_with_the_article():
    with pytest.raises(MayNotLengthen, match="第二十六条"):
        LIMITS["proactive"].shortened(30, "某市规定")


def test_a_shorter_limit_needs_its_source():
    with pytest.raises(ValueError, match="依据"):
        LIMITS["proactive"].shortened(10, "")


def test_a_shortened_limit_can_only_be_shortened_further():
    shorter = LIMITS["proactive"].shortened(10, "某市规定")
    with pytest.raises(MayNotLengthen):
        shorter.shortened(15, "某区规定")


def test_hours_and_days_are_not_mixed():
    with pytest.raises(WrongUnit, match="时刻"):
        publish_by(date(2026, 3, 2), LIMITS["state_council_reprint"], shipped_calendar())
    with pytest.raises(WrongUnit, match="工作日"):
        reprint_by(datetime(2026, 3, 2, 9, 0), LIMITS["proactive"])


def test_a_limit_that_reaches_into_an_unknown_year_is_refused_or_provisional():
    with pytest.raises(YearNotCovered):
        publish_by(date(2026, 12, 20), LIMITS["proactive"], shipped_calendar())
    assert publish_by(
        date(2026, 12, 20), LIMITS["proactive"], shipped_calendar(), provisional=True
    ).provisional


def test_every_limit_names_its_trigger_and_article():
    assert all(limit.trigger and limit.article and limit.length for limit in LIMITS.values())
    assert (
        str(LIMITS["proactive"])
        == "主动公开：自政府信息形成或者变更之日起20个工作日内（政府信息公开条例第二十六条）"
    )
