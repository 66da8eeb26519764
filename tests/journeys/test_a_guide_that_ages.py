"""A guide is written, signed and public; its unit moves; the section says so; a new edition makes it true again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingtang.catalogue import api as catalogue
from mingtang.config.demo.district import District
from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations import api as organisations
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
# What core does not know, the contact adds.
ADDED = {
    "office_name": "办公室",
    "phone": "0000-8801302",
    "fax": "0000-8801303",
    "internet": "云棠区政府网站依申请公开入口",
    "categories": "按机关职能、规范性文件、社会救助、养老服务等分类，索引号由统一社会信用代码、年份和流水号组成。",
    "ways": "区政府网站、区政务服务中心查阅点、区档案馆和区图书馆。",
    "request_ways": "当面、邮寄或者通过网上申请入口提交申请表；申请表可在本局和网站取得。",
    "request_receiver": "区民政局办公室",
    "receipt_rule": "当面提交的，提交之日为收到申请之日；邮寄需要签收的，签收之日为收到申请之日。",
    "remedy": "可以向区政府办公室投诉举报，也可以依法申请行政复议或者提起行政诉讼。",
    "openness_ways": ["政府网站"],
    "contact": "区民政局办公室 0000-8801302",
    "topic": "综合政务\\政务公开",
    "keywords": "政府信息公开指南 申请 期限",
    "summary": "说明区民政局政府信息的分类、获取方式、申请程序和救济渠道。",
}
BODY = "<p>为方便公众获取本机关的政府信息，编制本指南。本指南随机关名称、地址和办理程序的变化及时更新。</p>"


@pytest.fixture
def site(district: District) -> publishing.Site:
    office = district.people["heyanqiu"]
    publishing.grant(district.bodies["civil-affairs"].pk, district.columns["guide"], by=office)
    return publishing.Site.objects.get(is_default=True)


def guide_flaws(site: publishing.Site) -> list[str]:
    return [
        flaw.reason
        for flaw in catalogue.flaws(site, DAY)
        if (flaw.body_code, flaw.part) == ("civil-affairs", "guide")
    ]


@pytest.mark.demand("GS-02", "GS-04")
def test_a_guide_is_public_then_outdated_by_a_move_and_true_again_in_a_new_edition(
    district: District, site: publishing.Site, client: Any, all_signed: Callable[..., Any]
):
    body, contact = district.bodies["civil-affairs"], _contact(district)
    assert guide_flaws(site) == ["政府信息公开指南尚未公布"]

    first = _filled_in(client, contact)
    _public(all_signed, _completed(first, contact))
    assert guide_flaws(site) == []
    page = client.get("/zwgk/civil-affairs/guide/").content.decode()
    assert all(words in page for words in ("更新日期：", body.address, "0000-8801303", "区民政局办公室"))

    organisations.change(body, by=district.office, address="云棠区望湖路60号")
    assert guide_flaws(site) == [f"办公地址现为“云棠区望湖路60号”，文中为“{body.address}”"]

    second = _filled_in(client, contact)
    assert (second.publication_id, second.number) == (first.publication_id, 2)
    _public(all_signed, second, by=contact)
    assert guide_flaws(site) == []
    page = client.get("/zwgk/civil-affairs/guide/?again=1").content.decode()
    assert ("云棠区望湖路60号" in page, f">{body.address}<" in page) == (True, False)


def _contact(district: District) -> Any:
    return district.holders("contact", "civil-affairs", DAY)[0]


def _filled_in(client: Any, contact: Any) -> publishing.Edition:
    """去填写, from the state of the section on the desk."""
    desk = sign_in(client, contact)
    assert "去填写" in desk.get("/desk/catalogue/").content.decode()
    answer = desk.post("/desk/catalogue/fill-in/", {"body": "civil-affairs", "kind": "disclosure_guide"})
    return publishing.Edition.objects.get(pk=int(answer.url.split("/")[-2]))


def _completed(edition: publishing.Edition, contact: Any) -> publishing.Edition:
    content = publishing.content_of(publishing.newest_revision(edition))
    told = {
        **content.__dict__,
        "body": BODY,
        "elements": {**content.elements, **ADDED},
        "public_until": "long",
    }
    publishing.save(edition, told, by=contact, base=1)
    publishing.submit(edition, by=contact, on=DAY)
    return edition


def _public(all_signed: Callable[..., Any], edition: publishing.Edition, *, by: Any = None) -> None:
    if by is not None:
        publishing.submit(edition, by=by, on=DAY)
    signed = all_signed(edition, of="civil-affairs", on=DAY)
    publishing.publish_now(
        [signed], by=publishing.Revision.objects.filter(edition=edition)[0].saved_by, on=DAY
    )
