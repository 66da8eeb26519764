"""The standard web edition of an official document: head, text and foot after GB/T 9704, with the hash of the record."""

from __future__ import annotations

import io
from typing import Any

import lxml.html
import pypdfium2
import pytest

from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, published

ELEMENTS = [
    {"code": "document_number", "name": "发文字号", "type": "document_number"},
    {"code": "genre", "name": "体裁", "type": "text"},
    {"code": "openness", "name": "公开属性", "type": "text"},
    {"code": "joint_issuers", "name": "联合发文机关", "type": "text"},
]
TOLD = {"document_number": "云民发〔2026〕12号", "genre": "通知", "openness": "主动公开"}


def a_policy(government, body: str = BODY, **more: str) -> Any:
    government.kind = publishing.Kind.objects.create(code="policy", name="政策文件")
    publishing.KindVersion.objects.create(kind=government.kind, number=1, page="policy", elements=ELEMENTS)
    return published(government, body=body, elements=TOLD | more)


def told(client, edition, door: str = "standard") -> str:
    answer = client.get(f"/doc/{edition.publication.public_id}/{door}")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


@pytest.mark.demand("LB-08")
def test_record_page_standard_edition_and_pdf_carry_one_text_and_one_hash(government, client):
    edition = a_policy(government)
    page = lxml.html.fromstring(told(client, edition))
    body = page.find_class("official-sheet")[0].text_content()
    pdf = text_of(client.get(f"/doc/{edition.publication.public_id}/standard.pdf").content)

    assert edition.live_revision.content_hash in body
    assert edition.live_revision.content_hash in pdf.replace(" ", "")
    assert edition.live_revision.short_code in told(client, edition, "print")
    for words in (
        "云民发〔2026〕12号",
        "关于做好冬春救助工作的通知",
        "请各镇街认真组织落实",
        "（此件公开发布）",
    ):
        assert words in body
        assert words in pdf.replace(" ", "")
    assert [mark.text_content() for mark in page.find_class("official-mark")] == ["云棠区民政局文件"]


def test_a_note_in_the_text_is_not_said_twice(government, client):
    edition = a_policy(government, body=f"{BODY}<p>（此件公开发布）</p>")

    sheet = lxml.html.fromstring(told(client, edition)).find_class("official-sheet")[0]
    assert sheet.text_content().count("此件公开发布") == 1


def test_an_order_bears_the_name_of_its_organ_with_ling(government, client):
    edition = a_policy(government, genre="命令（令）", document_number="云棠区人民政府令第3号")
    page = lxml.html.fromstring(told(client, edition))

    assert page.find_class("official-mark")[0].text_content() == "云棠区民政局令"


def test_joint_issuers_stand_one_below_the_other(government, client):
    edition = a_policy(government, joint_issuers="云棠区财政局、云棠区教育和体育局")
    page = lxml.html.fromstring(told(client, edition))
    names = [span.text for span in page.find_class("official-mark")[0].iter("span")]

    assert names == ["云棠区民政局", "云棠区财政局", "云棠区教育和体育局", "文件"]


def test_only_official_documents_have_a_standard_edition(government, client):
    notice = published(government, title="关于停水的通知", body=f"{BODY}<p>恢复供水另行通知。</p>")
    policy = a_policy(government)
    addresses = [f"/doc/{edition.publication.public_id}.html" for edition in (notice, policy)]

    assert client.get(f"/doc/{notice.publication.public_id}/standard").status_code == 404
    assert ["标准版式" in client.get(address).content.decode() for address in addresses] == [False, True]


def test_what_is_no_longer_public_has_no_standard_edition_either(government, client):
    edition = a_policy(government)
    publishing.take_down(edition, reason="发现错误", by=government.duty_officer, on=DAY)

    for door in ("standard", "standard.pdf"):
        assert client.get(f"/doc/{edition.publication.public_id}/{door}").status_code in {404, 410}
