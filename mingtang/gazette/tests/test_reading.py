"""The gazette as readers meet it: years, contents, single texts, PDF, feed, search, window, and documents' own pages."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.organisations.testing import a_body
from mingtang.gazette.models import Issue
from mingtang.gazette.queries import window
from mingtang.gazette.services import composing
from mingtang.gazette.testing import DAY, a_document, a_public_issue, an_issue, handed_in, taken
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import published


def page(path: str) -> str:
    return Client().get(path).content.decode()


def sheets_of(pdf: bytes) -> list[str]:
    """The text of each page without lines and blanks."""
    sheets = pypdfium2.PdfDocument(pdf)
    return ["".join(sheet.get_textpage().get_text_bounded().split()) for sheet in sheets]


@pytest.mark.demand("GZ-02")
def test_the_pdf_is_tagged_has_cover_contents_running_heads_pages_codes_and_imprint(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government, 1), a_document(government, 2))

    answer = Client().get("/gazette/2026/1.pdf")

    sheets = sheets_of(answer.content)
    live = publishing.LiveEdition.objects.get(publication=issue.publication)
    codes = [entry.revision.short_code for entry in issue.entries.select_related("revision")]
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(BytesIO(answer.content)) as file:
        assert bool(file.Root.MarkInfo.Marked)
    assert len(sheets) == 5  # cover, contents, two texts, imprint
    assert "景澄市云棠区人民政府公报" in sheets[0]
    assert live.revision.short_code in sheets[0]
    assert "关于做好第2项救助工作的通知" in sheets[1]
    for number, sheet, code in ((1, sheets[2], codes[0]), (2, sheets[3], codes[1])):
        assert f"—{number}—" in sheet
        assert f"第{number}项：请各镇街认真组织落实" in sheet
        assert "部门文件" in sheet
        assert code in sheet
    assert "（云棠）内资准字001号" in sheets[4]


def test_the_pdf_prints_nothing_of_what_has_left(government, gazette):
    gone = a_document(government, 1)
    a_public_issue(gazette, government, gone, a_document(government, 2))
    publishing.take_down(gone, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)

    said = "".join(sheets_of(Client().get("/gazette/2026/1.pdf").content))

    assert "第1项" not in said
    assert "应急下架" in said
    assert "第2项：请各镇街认真组织落实" in said
    assert "—2—" in said


@pytest.mark.demand("GZ-06")
def test_each_text_leads_to_its_record_with_a_citation_and_a_qr_code(government, gazette):
    document = a_document(government)
    a_public_issue(gazette, government, document)
    address = document.publication.get_absolute_url()

    issue, article, own = page("/gazette/2026/1/"), page("/gazette/2026/1/1/"), page(address)

    citation = "《景澄市云棠区人民政府公报》2026年第1期，第1页"
    assert f'href="{address}"' in issue
    assert (citation in article, f"内容为网址 http://testserver{address}" in article) == (True, True)
    assert ("公报刊载" in own, citation in own, "/gazette/2026/1/1/" in own) == (True, True, True)
    assert "标准文本" not in own
    assert Client().get("/gazette/2026/1/2/").status_code == 404


def test_a_rule_printed_in_the_gazette_is_the_standard_text(government, gazette):
    document = a_document(government)
    a_public_issue(gazette, government, document)
    publishing.DatedLabel.objects.create(
        publication=document.publication, family="level", code="government_rule", name="政府规章"
    )

    assert "在本级政府公报上刊登的文本为标准文本" in page(document.publication.get_absolute_url())


def test_a_document_in_an_issue_that_is_not_public_says_nothing_of_it(government, gazette):
    document = a_document(government)
    issue = an_issue(gazette, government)
    taken(issue, government, document)
    handed_in(issue, government)

    assert "公报刊载" not in page(document.publication.get_absolute_url())
    assert "救助工作" not in page("/gazette/")


@pytest.mark.demand("GZ-01")
def test_the_front_page_shows_years_issues_and_what_is_missing(government, gazette):
    a_public_issue(gazette, government, a_document(government, 1), number=2, total=5)
    an_issue(gazette, government, number=3, total=6)

    shown = page("/gazette/")

    assert 'href="/gazette/2026/2/"' in shown
    assert 'href="/gazette/2026/3/"' not in shown
    assert "尚未入库：第1期。" in shown
    assert "这一年的公报尚未入库。" in shown  # 2025, when it began
    assert "1 / 5（20%）" in shown
    assert "第1期、第2期、第3期、第4期。" in shown


@pytest.mark.demand("GZ-06")
def test_the_feed_and_the_search_inside_the_gazette(government, gazette):
    a_public_issue(gazette, government, a_document(government, 1), a_document(government, 12))

    feed = ET.fromstring(Client().get("/gazette/feed.xml").content)
    found = {
        query: page(f"/gazette/search/?{query}").count('class="gazette-title"')
        for query in (
            "q=救助",
            "q=第12项",
            "q=〔2026〕1号",
            "q=救助+第12项",
            "year=2026",
            "year=2025",
            "number=1",
            "number=1&q=不存在",
            "",
            "year=abc&number=-1",
        )
    }

    names = [title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert names == ["景澄市云棠区人民政府公报", "《景澄市云棠区人民政府公报》2026年第1期"]
    assert found == {
        "q=救助": 2,
        "q=第12项": 1,
        "q=〔2026〕1号": 1,
        "q=救助+第12项": 1,
        "year=2026": 2,
        "year=2025": 0,
        "number=1": 2,
        "number=1&q=不存在": 0,
        "": 0,
        "year=abc&number=-1": 0,
    }


@pytest.mark.demand("GZ-05", "LB-12")
def test_the_window_shows_all_policy_documents_and_which_issue_printed_them(government, gazette):
    printed, fresh = a_document(government, 1), a_document(government, 2)
    a_public_issue(gazette, government, printed)
    elsewhere = a_body("wx", "外县民政局")
    publishing.LiveEdition.objects.filter(publication=fresh.publication).update(issuer="云棠区民政局")

    everything, unprinted, strange = (
        page(f"/gazette/window/{query}") for query in ("", "?printed=no", f"?unit={elsewhere.code}")
    )

    assert "《景澄市云棠区人民政府公报》2026年第1期，第1页" in everything
    assert everything.count("尚未刊登</span>") == 1
    titles = ["关于做好第1项救助工作的通知", "关于做好第2项救助工作的通知"]
    assert [title in everything for title in titles] == [True, True]
    assert [title in unprinted for title in titles] == [False, True]
    assert "没有符合条件的文件" in strange
    publishing.take_down(printed, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)
    cache.clear()
    assert titles[0] not in Client().get("/gazette/window/?x=1").content.decode()


def test_the_window_goes_on_page_by_page(government, gazette, monkeypatch):
    for number in range(1, 6):
        a_document(government, number)
    monkeypatch.setattr(window, "SIZE", 2)

    seen, place = [], ""
    while True:
        shown = window.window(gazette, window.Wanted(before=place), DAY)
        seen += [row.live.document_number for month in shown.months for row in month.rows]
        place = shown.next
        if not place:
            break

    assert seen == [f"云民发〔2026〕{number}号" for number in range(5, 0, -1)]
    for odd in ("x", "t1-", "t99999999999999999-1", "-"):
        assert len(window.window(gazette, window.Wanted(before=odd), DAY).months) == 1


def test_printed_and_unprinted_documents_are_paged_apart(government, gazette, monkeypatch):
    documents = [a_document(government, number) for number in range(1, 8)]
    a_public_issue(gazette, government, *documents[1:6])
    monkeypatch.setattr(window, "SIZE", 2)

    assert everything(gazette, "no") == [7, 1]
    assert everything(gazette, "yes") == [6, 5, 4, 3, 2]
    assert everything(gazette, "") == [7, 6, 5, 4, 3, 2, 1]


def everything(gazette, printed) -> list[int]:
    """The numbers of all documents, page after page."""
    seen, place = [], ""
    for _ in range(20):
        shown = window.window(gazette, window.Wanted(printed=printed, before=place), DAY)
        seen += [row.live.document_number for month in shown.months for row in month.rows]
        place = shown.next
        if not place:
            return [int(number[-2]) for number in seen]
    raise AssertionError("pages without end")


def test_a_site_without_a_gazette_has_no_such_pages(government):
    client = Client()
    paths = ("", "feed.xml", "search/", "window/", "2026/1/", "2026/1.pdf", "2026/1/scan.pdf", "2026/1/1/")

    assert [client.get(f"/gazette/{path}").status_code for path in paths] == [404] * len(paths)


PAGES = (
    "/gazette/",
    "/gazette/2026/1/",
    "/gazette/2026/1/1/",
    "/gazette/2026/1.pdf",
    "/gazette/feed.xml",
    "/gazette/search/?q=救助",
    "/gazette/window/",
)


def test_pages_cost_the_same_with_one_row_and_with_more(government, gazette):
    first = a_document(government, 1)
    a_public_issue(gazette, government, first)
    one = costs(first)
    live = publishing.Edition.objects.get(publication=Issue.objects.get().publication, state="live")
    publishing.withdraw(live, "error", reason="漏排几篇，撤下重排", by=government.office, on=DAY)
    again = Issue.objects.get()
    taken(again, government, *(a_document(government, number) for number in (2, 3, 4)))
    published(government, composing.compose(again, by=government.contact, on=DAY))
    a_public_issue(gazette, government, a_document(government, 5), number=2, total=2)

    assert costs(first) == one


def costs(document) -> dict[str, int]:
    """Queries of each page, asked past the page cache."""
    counted = {}
    for path in (*PAGES, document.publication.get_absolute_url()):
        joiner = "&" if "?" in path else "?"
        client = Client()
        client.get(f"{path}{joiner}warm=1")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{path}{joiner}t={len(publishing.LiveEdition.objects.all())}")
        assert answer.status_code == 200, path
        counted[path] = len(queries)
    return counted


def test_pdf_and_feed_are_kept_until_something_public_changes(government, gazette, monkeypatch):
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    monkeypatch.setattr("mingtang.portal.middleware.PAGES_LAST", 3600.0)
    gone = a_document(government, 1)
    a_public_issue(gazette, government, gone)
    client = Client()

    first = client.get("/gazette/2026/1.pdf")
    with CaptureQueriesContext(connection) as queries:
        again = client.get("/gazette/2026/1.pdf")
    publishing.take_down(gone, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)
    after = "".join(sheets_of(client.get("/gazette/2026/1.pdf").content))

    assert again.content == first.content
    assert len(queries) <= 1  # the log of changes, nothing else
    assert ("第1项" in after, "应急下架" in after) == (False, True)
