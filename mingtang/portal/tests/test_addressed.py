"""Texts that are not for everybody: by code for a recipient, by sign-in for staff, as preview for those on the desk."""

from __future__ import annotations

import pytest

from mingtang.core.accounts.testing import sign_in
from mingtang.core.files.testing import docx_of, stored
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_draft, published

WHY = "性质、受众、影响：只涉及个别家庭，向社会公开会影响其生活"
TITLE = "关于发放临时救助金的告知"
NAME = "明细.docx"


def addressed(government, scope):
    file = stored(docx_of("发放明细"), NAME, by=government.contact, owner=government.body)
    ref = publishing.AttachmentRef(NAME, file.sha256, file.size, file.media_type, file.pk)
    return published(government, title=TITLE, scope=scope, disclosure_reason=WHY, attachments=(ref,))


def is_for_nobody_else(answer):
    headers = answer.headers
    return (headers["Cache-Control"], headers["X-Robots-Tag"].split(",")[0]) == (
        "private, no-store",
        "noindex",
    )


@pytest.mark.demand("DS-02")
def test_the_recipient_reads_with_the_code_and_the_first_opening_is_on_record(government, client):
    edition = addressed(government, "targeted")
    told = {"name": "青禾里社区", "place": "", "by": government.contact, "on": DAY}
    token = publishing.deliver(edition.publication, **told)

    page = client.get(f"/to/{token}")
    file = client.get(f"/to/{token}/files/1/{NAME}")

    assert TITLE in page.content.decode()
    assert "本文件送达：青禾里社区" in page.content.decode()
    assert (file.status_code, b"".join(file.streaming_content)[:2]) == (200, b"PK")
    assert is_for_nobody_else(page)
    assert is_for_nobody_else(file)
    assert edition.publication.recipients.get().opened_at is not None
    assert edition.publication.public_id not in page.content.decode()


@pytest.mark.demand("DS-02")
def test_without_the_code_nobody_reads_and_nothing_is_on_record(government, client):
    edition = addressed(government, "targeted")
    publishing.deliver(edition.publication, name="青禾里社区", place="", by=government.contact, on=DAY)
    sign_in(client, government.contact)
    public_id = edition.publication.public_id

    answers = [
        client.get(address)
        for address in (f"/to/{public_id}", f"/limited/{public_id}", f"/doc/{public_id}.html")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert [TITLE in answer.content.decode() for answer in answers] == [False] * 3
    assert edition.publication.recipients.get().opened_at is None


def test_a_limited_text_is_read_by_staff_and_by_nobody_who_is_not_signed_in(government, client):
    public_id = addressed(government, "limited").publication.public_id
    addresses = (f"/limited/{public_id}", f"/limited/{public_id}/files/1/{NAME}")

    outside = [client.get(address) for address in addresses]
    sign_in(client, government.outsider)
    page, file = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in outside] == [302, 302]
    assert (page.status_code, TITLE in page.content.decode()) == (200, True)
    assert b"".join(file.streaming_content)[:2] == b"PK"
    assert is_for_nobody_else(page)
    assert is_for_nobody_else(file)


def test_a_public_text_is_not_shown_as_limited(government, client):
    edition = published(government)
    sign_in(client, government.contact)

    assert client.get(f"/limited/{edition.publication.public_id}").status_code == 404


def test_a_preview_is_the_public_page_for_those_who_may_see_the_draft(government, client):
    draft = a_draft(government, title=TITLE)
    sign_in(client, government.contact)

    page = client.get(f"/preview/{draft.pk}/")

    assert TITLE in page.content.decode()
    assert publishing.newest_revision(draft).short_code in page.content.decode()
    assert is_for_nobody_else(page)


def test_an_outsider_has_no_preview(government, client):
    draft = a_draft(government, title=TITLE)
    sign_in(client, government.outsider)

    assert client.get(f"/preview/{draft.pk}/").status_code == 404


def test_the_preview_of_a_new_edition_shows_the_draft_and_not_what_is_public(government, client):
    edition = published(government)
    again = publishing.start_edition(edition.publication, by=government.contact, on=DAY)
    publishing.save(again, {"title": TITLE}, by=government.contact, base=1)
    sign_in(client, government.contact)

    assert TITLE in client.get(f"/preview/{again.pk}/").content.decode()
    assert TITLE not in client.get(edition.publication.get_absolute_url()).content.decode()
