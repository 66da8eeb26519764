"""What is not public is behind no door of the portal: each kind of text that is not, at each door, cached or not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from mingtang.core.files.testing import docx_of, stored
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_draft, content, published, ready

WORD = "琉璃塔"
FILE = f"{WORD}名册.docx"
WHY = "性质、受众、影响：只涉及个别家庭，向社会公开会影响其生活"


def another(government, title: str, **facts: Any) -> Any:
    """A public text with a body of its own: a check finds what was published before."""
    body = f"{BODY}<p>{title}，自印发之日起办理。</p>"
    return published(government, title=title, **({"body": body} | facts))


def marked(government, **facts: Any) -> dict[str, Any]:
    """A text whose word stands in title, summary, body and attachment."""
    file = stored(docx_of(f"{WORD}住户名册"), FILE, by=government.contact, owner=government.body)
    ref = publishing.AttachmentRef(FILE, file.sha256, file.size, file.media_type, file.pk)
    told = {
        "title": f"关于{WORD}片区救助工作的通知",
        "summary": f"{WORD}片区救助安排",
        "body": BODY.replace("<p>", f"<p>{WORD}片区：", 1),
        "attachments": (ref,),
    }
    return told | facts


def a_mere_draft(government) -> Any:
    return a_draft(government, **marked(government))


def signed_but_not_released(government) -> Any:
    return ready(government, **marked(government))


def limited(government) -> Any:
    return published(government, **marked(government, scope="limited", disclosure_reason=WHY))


def targeted(government) -> Any:
    return published(government, **marked(government, scope="targeted", disclosure_reason=WHY))


def withdrawn_in_error(government, edition) -> None:
    publishing.withdraw(edition, "error", reason="误发内部稿", by=government.office, on=DAY)


def taken_down(government, edition) -> None:
    publishing.take_down(edition, reason="发现涉及个人隐私", by=government.duty_officer, on=DAY)


def replaced(government, edition) -> None:
    new = another(government, title="关于做好救助工作的新通知")
    publishing.withdraw(
        edition, "replaced", reason="由新通知替代", successor=new.publication, by=government.office, on=DAY
    )


def superseded(government, edition) -> None:
    again = publishing.start_edition(edition.publication, by=government.contact, on=DAY)
    new = content(attachments=(), summary="救助安排")
    publishing.save(again, new, by=government.contact, base=1)
    published(government, again)


LEAVING = [withdrawn_in_error, taken_down, replaced, superseded]


def left(leave: Callable[[Any, Any], None]) -> Callable[[Any], Any]:
    """Something that was public and is no longer."""

    def make(government: Any) -> Any:
        edition = published(government, **marked(government))
        leave(government, edition)
        return edition

    make.__name__ = leave.__name__
    return make


NOT_PUBLIC: list[Callable[[Any], Any]] = [
    a_mere_draft,
    signed_but_not_released,
    limited,
    targeted,
    *map(left, LEAVING),
]


def doors(public_id: str) -> dict[str, str]:
    return {
        "page": f"/doc/{public_id}.html",
        "print": f"/doc/{public_id}/print",
        "pdf": f"/doc/{public_id}.pdf",
        "attachment": f"/doc/{public_id}/files/1/{FILE}",
        "home": "/",
        "list": "/col/tzgg/",
        "list with filters": "/col/tzgg/?kind=notice&unit=minzheng",
        "list below": "/col/tzgg/gs/",
        "feed": "/feed.xml",
        "feed of a column": "/col/tzgg/feed.xml",
        "sitemap": "/sitemap.xml",
        "sitemap part": "/sitemap-0.xml",
        "sitemap of columns": "/sitemap-columns.xml",
        "map": "/map/",
        "export": "/col/tzgg/list.csv",
        "limited": f"/limited/{public_id}",
        "limited attachment": f"/limited/{public_id}/files/1/{FILE}",
        "targeted": f"/to/{public_id}",
        "preview": "/preview/1/",
        "robots": "/robots.txt",
        "elsewhere": f"/{public_id}",
    }


def said(response: Any) -> str:
    """Everything that an answer says: its text, the text of a PDF or docx, its headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    if body.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(io.BytesIO(body))
        text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
        pages.close()
        return headers + text
    if body.startswith(b"PK"):
        return headers + zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    return headers + body.decode(errors="replace")


@pytest.fixture
def public(government) -> Any:
    """Something that is public, so that no list is empty for want of rows."""
    return another(government, title="关于做好救助工作的公开通知")


# Their address is in the page itself: links to other ways of display come back to it.
ECHOES = {"page", "print", "pdf", "attachment", "limited", "limited attachment", "targeted", "elsewhere"}


def doors_that_say(client, public_id: str, word: str) -> set[str]:
    return {name for name, address in doors(public_id).items() if word in said(client.get(address))}


@pytest.mark.demand("DS-02", "PO-01")
@pytest.mark.parametrize("make", NOT_PUBLIC, ids=lambda make: make.__name__)
def test_what_is_not_public_is_behind_no_door(government, public, client, make):
    public_id = make(government).publication.public_id

    assert doors_that_say(client, public_id, WORD) == set()
    if make.__name__ != "superseded":  # its newer edition has the same lasting address
        assert doors_that_say(client, public_id, public_id) - ECHOES == set()
    assert [text for text in publishing.searchable() if WORD in str(text)] == []
    assert not publishing.LiveEdition.objects.filter(title__contains=WORD).exists()


@pytest.mark.demand("DS-02")
@pytest.mark.parametrize("leave", LEAVING, ids=lambda leave: leave.__name__)
def test_what_left_is_in_no_cache(government, public, client, monkeypatch, leave):
    """Every door is opened and kept while the text is public; then the text leaves, and every door is tried again."""
    edition = published(government, **marked(government))
    public_id = edition.publication.public_id
    for _ in range(2):
        before = doors_that_say(client, public_id, WORD)
    assert {"page", "print", "pdf", "home", "list", "feed", "feed of a column", "export"} <= before

    leave(government, edition)
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)

    assert doors_that_say(client, public_id, WORD) == set()


def test_the_doors_do_show_what_is_public(government, client):
    """So that the tests above can fail."""
    public_id = published(government, **marked(government)).publication.public_id

    lists = {"home", "list", "list with filters", "feed", "feed of a column", "export"}
    assert doors_that_say(client, public_id, WORD) == {"page", "print", "pdf", "attachment", *lists}
    assert doors_that_say(client, public_id, public_id) - ECHOES == {*lists, "sitemap part"}
    assert [text.public_id for text in publishing.searchable() if WORD in text.text] == [public_id]


@pytest.mark.demand("DS-02")
def test_a_draft_and_a_text_for_some_only_do_not_even_exist(government, client):
    answers = [
        client.get(make(government).publication.get_absolute_url()).status_code
        for make in (a_mere_draft, limited)
    ]

    assert answers == [404, 404]


def test_published_in_error_and_taken_down_are_gone_with_a_plain_word(government, client):
    for make in (left(withdrawn_in_error), left(taken_down)):
        answer = client.get(make(government).publication.get_absolute_url())

        assert answer.status_code == 410
        assert "已停止公开" in answer.content.decode()


def test_replaced_leads_to_its_successor_by_every_door(government, client):
    public_id = left(replaced)(government).publication.public_id
    new = publishing.LiveEdition.objects.get(title="关于做好救助工作的新通知")

    for address in (f"/doc/{public_id}.html", f"/doc/{public_id}/print", f"/doc/{public_id}.pdf"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/doc/{new.public_id}.html")


def test_no_address_of_a_public_page_tells_a_number_inside(government, client):
    edition = published(government)

    page = client.get(edition.publication.get_absolute_url()).content.decode()

    assert not re.search(rf'href="[^"]*/{edition.pk}(?:[/"])', page)
