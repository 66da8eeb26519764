"""A policy of the district office and the drafting department's interpretation: signed off together, out in one release,
or not at all; alone only on the leader's word, and then listed until the interpretation follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mingtang.config.demo.district import District
from mingtang.core.events import api as events
from mingtang.core.indicators.api import Period
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
WHENEVER = Period(date(2000, 1, 1), date(2099, 12, 31))
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
WORDS = (
    "<h2>背景依据</h2><p>天气转冷，一些家庭取暖和吃饭遇到难处。区民政局走访了八百多户，按照上级关于困难群众冬春生活保障的部署作出安排。</p>"
    "<h2>重要举措</h2><p>镇街逐户看一遍，缺衣被的当场给，缺粮煤的三天内送到；一时拿不出证明的先给后补，不让人挨冻受饿。</p>"
    "<h2>利益点</h2><p>每户最多能领两千元，当天申请、当天发放，不用自己跑证明。</p>"
)
EXPLAINED = {
    "interpreted": "关于做好冬春救助工作的通知（棠政办发〔2026〕30号）",
    "stage": "公开发布",
    "forms": ["文字解读"],
    "interpreter_kind": "部门主要负责人",
    "interpreter": "区民政局主要负责人",
    "contact": "区民政局 0000-8800605",
    "topic": "民政、扶贫、救灾\\救灾",
    "keywords": "冬春救助 解读",
    "summary": "解读冬春救助的对象和办理方式。",
}


@pytest.fixture
def policy(district: District, handed_in: Callable[..., Any]) -> publishing.Edition:
    issuer = {
        "issuer": district.bodies["gov-office"].name,
        "drafting_unit": district.bodies["civil-affairs"].name,
    }
    return handed_in(
        "关于做好冬春救助工作的通知",
        kind="policy",
        organisation="gov-office",
        column="office-files",
        by="heyanqiu",
        on=DAY,
        elements=POLICY | issuer,
    )


@pytest.fixture
def interpreted(district: District, policy: publishing.Edition, handed_in: Callable[..., Any]) -> Any:
    """Begin the interpretation of the policy and hand it in."""

    def begun() -> publishing.Edition:
        reading = handed_in(
            "《关于做好冬春救助工作的通知》解读",
            kind="interpretation",
            organisation="civil-affairs",
            column="interpretations",
            by="luanxiaotang",
            on=DAY,
            body=WORDS,
            elements=EXPLAINED | {"issuer": district.bodies["civil-affairs"].name},
        )
        publishing.relate(
            reading.publication,
            "interprets",
            policy.publication,
            by=district.people["luanxiaotang"],
            on=DAY,
        )
        return reading

    return begun


@pytest.fixture
def pair(policy: publishing.Edition, interpreted: Any) -> tuple[publishing.Edition, publishing.Edition]:
    return policy, interpreted()


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


@pytest.mark.demand("PI-01")
def test_without_its_interpretation_it_is_not_signed_off(
    district: District, policy: publishing.Edition, all_signed: Callable[..., Any]
):
    with pytest.raises(IndexError):
        all_signed(policy, of="gov-office", on=DAY)

    policy.refresh_from_db()
    assert policy.waiting_for == "level3"
    leader = district.holders("reviewer3", "gov-office", DAY)
    told = {r.reason for p in leader for r in publishing.sign_refusals(policy, "level3", by=p, on=DAY)}
    assert any("应解读，还没有起草公开发布阶段的解读" in reason for reason in told)


@pytest.mark.demand("PI-01", "PI-03")
def test_alone_on_the_leaders_word_it_is_listed_until_the_interpretation_follows(
    district: District, policy: publishing.Edition, interpreted: Any, all_signed: Callable[..., Any]
):
    publishing.change_deadline(policy, due=DAY, reason="当日须公开的缩短期限", by=district.office, on=DAY)
    leader = district.holders("unit_leader", "gov-office", DAY)[0]
    policies.allow_alone(policy, reason="主动公开期限今天届满", by=leader, on=DAY)
    all_signed(policy, of="gov-office", on=DAY)
    publishing.publish(publishing.prepare([policy], by=district.office, on=DAY), by=district.office)
    events.drain()

    assert ((_rate(district).value, _rate(district).of), _interpreted(district)) == ((0, 1), (0, 1))

    reading = all_signed(interpreted(), of="civil-affairs", on=DAY)
    publishing.publish(publishing.prepare([reading], by=district.office, on=DAY), by=district.office)
    events.drain()

    assert ((_rate(district).value, _rate(district).of), _interpreted(district)) == ((0, 1), (1, 1))


def _rate(district: District) -> Any:
    return policies.three_sync_rate(district.bodies["civil-affairs"].pk, WHENEVER)


def _interpreted(district: District) -> tuple[int, int]:
    reading = policies.interpretation_rate(district.bodies["civil-affairs"].pk, WHENEVER)
    return reading.value, reading.of
