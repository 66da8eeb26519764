"""A policy of the district office and a department's interpretation of it go out in one release, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mingtang.config.demo.district import District
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
POLICY = {
    "document_number": "棠政办发〔2026〕30号",
    "index_number": "11999904MT0000022H/2026-00030",
    "written_on": "2026-11-20",
    "topic": "民政、扶贫、救灾\\救灾",
    "genre": "通知",
    "normative": False,
    "openness": "主动公开",
    "openness_ways": ["政府网站"],
    "effective_on": "2026-12-01",
    "legal_review_result": "不属于合法性审核范围",
    "interpretation_required": True,
    "keywords": "冬春救助 困难群众",
    "summary": "部署冬春救助工作。",
}
NEWS = {
    "source": "区民政局",
    "reprint": False,
    "editor": "言午声",
    "happened_on": "2026-11-20",
    "keywords": "冬春救助 解读",
    "summary": "解读冬春救助的对象和办理方式。",
}


@pytest.fixture
def pair(district: District, handed_in: Callable[..., Any]) -> tuple[publishing.Edition, publishing.Edition]:
    issuer = {
        "issuer": district.bodies["gov-office"].name,
        "drafting_unit": district.bodies["civil-affairs"].name,
    }
    policy = handed_in(
        "关于做好冬春救助工作的通知",
        kind="policy",
        organisation="gov-office",
        column="office-files",
        by="heyanqiu",
        on=DAY,
        elements=POLICY | issuer,
    )
    reading = handed_in(
        "《关于做好冬春救助工作的通知》解读",
        kind="news",
        organisation="civil-affairs",
        column="interpretations",
        by="luanxiaotang",
        on=DAY,
        elements=NEWS,
    )
    publishing.relate(
        reading.publication, "interprets", policy.publication, by=district.people["luanxiaotang"], on=DAY
    )
    return policy, reading


def _status(client: Client, edition: publishing.Edition) -> int:
    return client.get(edition.publication.get_absolute_url()).status_code


def test_both_are_public_at_one_moment_and_name_each_other(
    district: District, pair: Any, all_signed: Callable[..., Any], client: Client
):
    policy, reading = pair
    all_signed(policy, of="gov-office", on=DAY)
    all_signed(reading, of="civil-affairs", on=DAY)

    publishing.publish(publishing.prepare(pair, by=district.office, on=DAY), by=district.office)

    policy.refresh_from_db()
    reading.refresh_from_db()
    assert policy.published_at == reading.published_at
    page = client.get(policy.publication.get_absolute_url()).content.decode()
    assert reading.publication.get_absolute_url() in page
    assert (
        policy.publication.get_absolute_url()
        in client.get(reading.publication.get_absolute_url()).content.decode()
    )


def test_while_one_is_unsigned_neither_goes_out(
    district: District, pair: Any, all_signed: Callable[..., Any], client: Client
):
    policy, reading = pair
    all_signed(policy, of="gov-office", on=DAY)
    release = publishing.prepare(pair, by=district.office, on=DAY)

    with pytest.raises(publishing.MayNotRelease) as refusal:
        publishing.publish(release, by=district.office)

    assert [reason.reason for reason in refusal.value.reasons] == [
        "《《关于做好冬春救助工作的通知》解读》审核中，三审和保密审查签完后才能发布。"
    ]
    assert [_status(client, policy), _status(client, reading)] == [404, 404]


def test_a_department_cannot_release_what_belongs_to_the_office(district: District, pair: Any):
    with pytest.raises(publishing.MayNotRelease, match="您没有发布《关于做好冬春救助工作的通知》的权限"):
        publishing.prepare(pair, by=district.people["luanxiaotang"], on=DAY)
