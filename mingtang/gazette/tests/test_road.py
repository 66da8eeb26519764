"""From the chosen texts to the public issue, on the one road, and what happens to it afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.refusals import Refused
from mingtang.gazette.analysis import contents as text
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.queries import contents, issues
from mingtang.gazette.services import composing, entries
from mingtang.gazette.testing import (
    DAY,
    a_document,
    a_public_issue,
    an_issue,
    handed_in,
    reviewed,
    taken,
)
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import published


def page(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.demand("GZ-02", "LB-06")
def test_an_issue_goes_the_whole_road_and_page_record_and_pdf_bear_one_code(government, gazette):
    first, second = a_document(government, 1), a_document(government, 2)

    issue = a_public_issue(gazette, government, first, second)

    live = publishing.LiveEdition.objects.get(publication=issue.publication)
    assert publishing.signatures_of(live.revision).keys() == set(publishing.STEP_ORDER)
    shown = page("/gazette/2026/1/")
    assert live.revision.short_code in shown
    assert live.revision.short_code in page(issue.publication.get_absolute_url())
    for edition in (first, second):
        edition.refresh_from_db()
        code = edition.live_revision.short_code
        assert code in shown
        assert code in page(edition.publication.get_absolute_url())
    pages = [(e.start_page, e.end_page) for e in issue.entries.all()]
    assert pages == [(1, 1), (2, 2)]


def test_the_issue_waits_for_its_reviews_like_everything_else(government, gazette):
    issue = an_issue(gazette, government)
    taken(issue, government, a_document(government))
    seen = []
    for step in (lambda: composing.compose(issue, by=government.contact, on=DAY), None):
        seen.append((issues.state_of(issues.shelf(gazette)[0]), Client().get("/gazette/2026/1/").status_code))
        if step:
            step()

    edition = composing.hand_in(issue, by=government.contact, on=DAY)

    assert seen == [("planned", 404), ("composed", 404)]
    assert (edition.state, edition.waiting_for) == ("in_review", "level1")
    assert Client().get("/gazette/2026/1/").status_code == 404
    assert issues.public_issues(gazette) == []


def test_contents_that_are_being_signed_may_not_be_changed(government, gazette):
    issue = an_issue(gazette, government)
    [entry] = taken(issue, government, a_document(government))
    handed_in(issue, government)

    for change in (
        lambda: entries.take_out(entry, by=government.contact, on=DAY),
        lambda: entries.move(entry, section="区政府文件", by=government.contact, on=DAY),
        lambda: taken(issue, government, a_document(government, 2)),
        lambda: composing.compose(issue, by=government.contact, on=DAY),
    ):
        with pytest.raises(Refused, match="正在审签"):
            change()
    assert Entry.objects.count() == 1


def test_a_text_that_changed_meanwhile_stops_the_release_until_composed_again(government, gazette):
    document = a_document(government)
    issue = an_issue(gazette, government)
    taken(issue, government, document)
    edition = reviewed(issue, government)
    newer = publishing.start_edition(document.publication, by=government.contact, on=DAY)
    published(government, newer)

    with pytest.raises(publishing.MayNotRelease, match="在编排之后有了新的版本"):
        publishing.publish_now([edition], by=government.contact, on=DAY)

    assert Client().get("/gazette/2026/1/").status_code == 404


def test_entries_changed_behind_the_signed_text_stop_the_release(government, gazette):
    issue = an_issue(gazette, government)
    taken(issue, government, a_document(government))
    edition = reviewed(issue, government)
    Entry.objects.update(start_page=7, end_page=9)

    with pytest.raises(publishing.MayNotRelease, match="请重新编排"):
        publishing.publish_now([edition], by=government.contact, on=DAY)


def desk(government) -> Client:
    return sign_in(Client(), government.contact)


@pytest.mark.demand("GZ-02")
def test_a_public_issue_whose_rows_were_tampered_with_shows_nothing(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government))
    title = "关于做好第1项救助工作的通知"
    before = page("/gazette/2026/1/")
    Entry.objects.update(start_page=8, end_page=9)

    after = page("/gazette/2026/1/")

    assert (title in before, "本期目录正在核查" in before) == (True, False)
    assert (title in after, "本期目录正在核查" in after) == (False, True)
    client = Client()
    assert "目录与审签时不一致" in desk(government).get(f"/desk/gazette/issues/{issue.pk}/").content.decode()
    paths = ("/gazette/2026/1.pdf", "/gazette/2026/1/1/")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert issue.publication is not None


@pytest.mark.parametrize(
    ("leave", "why"),
    [
        ("error", "误发撤除"),
        ("withdrawn", "发布单位已撤回"),
        ("taken_down", "应急下架"),
    ],
)
def test_what_left_the_site_leaves_the_gazette_with_its_title(government, gazette, leave, why):
    gone, kept = a_document(government, 1), a_document(government, 2)
    issue = a_public_issue(gazette, government, gone, kept)
    leaving(government, gone, leave)
    title = "关于做好第1项救助工作的通知"

    shown = {
        path: page(path)
        for path in (
            "/gazette/2026/1/",
            "/gazette/2026/1/1/",
            "/gazette/search/?q=救助",
            issue.publication.get_absolute_url(),
        )
    }

    assert {path: title in said for path, said in shown.items()} == dict.fromkeys(shown, False)
    assert why in shown["/gazette/2026/1/"]
    assert "关于做好第2项救助工作的通知" in shown["/gazette/2026/1/"]
    assert why in shown["/gazette/2026/1/1/"]
    assert "本期目录正在核查" not in shown["/gazette/2026/1/"]


def leaving(government, edition, way):
    edition.refresh_from_db()
    if way == "taken_down":
        publishing.take_down(edition, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)
    else:
        publishing.withdraw(edition, way, reason="方案有变，不再执行", by=government.office, on=DAY)


def test_a_later_text_leaves_the_printed_hash_and_says_that_there_is_one(government, gazette):
    document = a_document(government)
    document.refresh_from_db()
    printed = document.live_revision.short_code
    a_public_issue(gazette, government, document)
    newer = publishing.start_edition(document.publication, by=government.contact, on=DAY)
    revised = publishing.content_of(publishing.newest_revision(newer)).__dict__ | {
        "body": "<p>修订后的正文：请各镇街按修订后的口径组织落实，并于月底前报送情况。</p>"
    }
    publishing.save(newer, revised, by=government.contact, base=1)
    published(government, newer)
    newer.refresh_from_db()

    issue, article, own = (
        page("/gazette/2026/1/"),
        page("/gazette/2026/1/1/"),
        page(document.publication.get_absolute_url()),
    )

    assert newer.live_revision.short_code != printed
    assert (printed in issue, "刊登后有新版本" in issue) == (True, True)
    assert (printed in article, "刊登后有新版本" in article) == (True, True)
    assert (newer.live_revision.short_code in own, "修订后的正文" in own) == (True, True)


def test_a_public_issue_may_be_put_right_only_after_it_was_taken_back(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government, 1))
    more = a_document(government, 2)
    with pytest.raises(entries.MayNotPrintThis, match="已经公开，目录不能改动"):
        taken(issue, government, more)

    live = publishing.Edition.objects.get(publication=issue.publication, state="live")
    publishing.withdraw(live, "error", reason="漏排一篇，撤下重排", by=government.office, on=DAY)
    taken(issue, government, more)
    composing.compose(issue, by=government.contact, on=DAY)
    edition = publishing.Edition.objects.get(publication=issue.publication, state="draft")

    assert edition.number == 2
    published(government, edition)
    rows = contents.slots(issues.public_issue(gazette, 2026, 1), localdate())
    assert [row.title for row in rows] == ["关于做好第1项救助工作的通知", "关于做好第2项救助工作的通知"]


def test_the_signed_text_names_no_title_of_a_record(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government))

    body = contents.signed_body(issues.public_issue(gazette, 2026, 1))

    assert "救助工作" not in body
    assert "云民发〔2026〕1号" in body
    assert text.signed_code(body) == text.digest(issue.heading, composing.lines_of(issue))


def test_nobody_else_composes_and_nothing_empty_is_composed(government, gazette):
    issue = an_issue(gazette, government)
    with pytest.raises(composing.MayNotCompose, match="还没有选入文件"):
        composing.compose(issue, by=government.contact, on=DAY)
    taken(issue, government, a_document(government))

    with pytest.raises(composing.MayNotCompose, match="由民政局的信息员或政务公开办编辑公报"):
        composing.compose(issue, by=government.outsider, on=DAY)
    with pytest.raises(composing.MayNotCompose, match="请先编排本期"):
        composing.hand_in(issue, by=government.contact, on=DAY)
    assert Issue.objects.get().publication is None
