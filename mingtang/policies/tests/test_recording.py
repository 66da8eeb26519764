"""A person records what happened to a document: the label follows, corrections leave a trace, strangers are refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F

from mingtang.law.validity import Force
from mingtang.policies.queries.validity import state_of
from mingtang.policies.services.recording import MayNotRecordFact, Stated, record_fact, void_fact
from mingtang.policies.testing import a_policy
from mingtang.publishing.api import DatedLabel
from mingtang.publishing.testing import DAY

REPEAL = Stated(
    "repealed", date(2027, 1, 1), document_title="关于废止部分文件的决定", document_number="云民发〔2026〕9号"
)


def labels(policy, family="validity"):
    rows = DatedLabel.objects.filter(publication=policy.pk, family=family)
    rows = rows.order_by(F("valid_from").asc(nulls_first=True))
    return [(row.code, row.name, row.valid_from, row.valid_until) for row in rows]


def refused(policy, stated, by):
    with pytest.raises(MayNotRecordFact) as refusal:
        record_fact(policy, stated, by=by, on=DAY)
    return [str(reason) for reason in refusal.value.reasons]


@pytest.mark.law("DM-11")
@pytest.mark.demand("PV-01")
def test_a_repeal_recorded_today_turns_the_label_on_its_effective_day(government):
    policy = a_policy(government)

    record_fact(policy, REPEAL, by=government.contact, on=DAY)

    assert state_of(policy, date(2026, 12, 31)).force is Force.IN_FORCE
    assert state_of(policy, date(2027, 1, 1)).force is Force.REPEALED
    assert labels(policy) == [
        ("not_yet", "尚未施行", None, date(2024, 3, 31)),
        ("in_force", "现行有效", date(2024, 4, 1), date(2026, 12, 31)),
        ("repealed", "废止", date(2027, 1, 1), None),
    ]


def test_an_outsider_records_nothing_and_the_office_may(government):
    policy = a_policy(government)

    assert refused(policy, REPEAL, government.outsider) == ["由文件的责任单位、起草单位或政务公开办登记。"]
    assert policy.facts.filter(kind="repealed").count() == 0

    record_fact(policy, REPEAL, by=government.office, on=DAY)
    assert policy.facts.filter(kind="repealed").get().recorded_by_name == government.office.name


def test_what_is_done_to_a_document_needs_the_document_behind_it(government):
    policy = a_policy(government)
    assert refused(policy, Stated("repealed", DAY), government.contact) == [
        "登记“废止”须写明依据文件的名称或发文字号。"
    ]
    assert refused(policy, Stated("repealed", DAY, document=policy), government.contact) == [
        "依据文件不能是这份文件自身。"
    ]


def test_nothing_happened_to_a_document_before_it_was_made(government):
    policy = a_policy(government)
    stated = Stated("amended", date(2020, 1, 1), document_title="某决定")
    assert refused(policy, stated, government.contact) == ["日期早于文件的成文日期2024-03-14，请核对。"]


def test_what_an_act_has_ended_is_neither_amended_nor_confirmed(government):
    policy = a_policy(government)
    record_fact(policy, REPEAL, by=government.contact, on=DAY)
    stated = Stated("confirmed", date(2027, 5, 1), date(2030, 1, 1), document_title="集中确认")
    assert refused(policy, stated, government.contact) == [
        "文件已于2027-01-01废止，不能再登记“确认继续有效”。需要恢复的，应当重新制定。"
    ]


def test_a_lapsed_document_is_confirmed_only_with_a_new_period(government):
    policy = a_policy(government, valid_until=date(2026, 6, 30))
    bare = Stated("confirmed", DAY, document_title="区政府第三次常务会议纪要")
    assert refused(policy, bare, government.contact) == ["有效期已经届满，确认继续有效须写明新的有效期至。"]

    whole = Stated("confirmed", DAY, date(2029, 6, 30), document_title="区政府第三次常务会议纪要")
    record_fact(policy, whole, by=government.contact, on=DAY)
    assert [state_of(policy, day).force.label for day in (date(2026, 7, 1), DAY, date(2029, 7, 1))] == [
        "失效",
        "现行有效",
        "失效",
    ]


def test_the_same_fact_is_recorded_once(government):
    policy = a_policy(government)
    record_fact(policy, REPEAL, by=government.contact, on=DAY)
    assert refused(policy, REPEAL, government.contact) == ["这一事实已经登记过。"]


def test_a_wrong_fact_is_voided_with_a_reason_and_the_right_one_appended(government):
    policy = a_policy(government)
    wrong = record_fact(policy, REPEAL, by=government.contact, on=DAY)
    right = Stated("repealed", date(2027, 7, 1), document_title=REPEAL.document_title)

    with pytest.raises(MayNotRecordFact, match="作废理由"):
        void_fact(wrong, reason="", by=government.contact, on=DAY, instead=right)
    new = void_fact(wrong, reason="施行日期看错了", by=government.contact, on=DAY, instead=right)

    wrong.refresh_from_db()
    assert (wrong.void_reason, wrong.voided_by, wrong.corrected_by) == (
        "施行日期看错了",
        government.contact,
        new,
    )
    assert state_of(policy, date(2027, 6, 30)).force is Force.IN_FORCE
    assert state_of(policy, date(2027, 7, 1)).force is Force.REPEALED
    assert labels(policy)[-1] == ("repealed", "废止", date(2027, 7, 1), None)


def test_a_suspension_ends_by_itself_or_by_resuming(government):
    policy = a_policy(government)
    assert refused(policy, Stated("resumed", DAY, document_title="某通知"), government.contact) == [
        "文件没有停止执行，不能登记恢复执行。"
    ]
    halt = Stated("suspended", DAY, date(2026, 12, 31), document_title="关于暂停执行的通知")
    record_fact(policy, halt, by=government.contact, on=DAY)
    assert [state_of(policy, day).force.label for day in (DAY, date(2026, 12, 31), date(2027, 1, 1))] == [
        "停止执行",
        "停止执行",
        "现行有效",
    ]


def test_an_amended_document_stays_in_force_and_bears_the_mark(government):
    policy = a_policy(government)
    change = Stated("amended", DAY, document_title="关于修改《云棠区临时救助办法》的决定")
    record_fact(policy, change, by=government.contact, on=DAY)
    state = state_of(policy, DAY)
    assert (state.force, state.amended, state.amended_since) == (Force.IN_FORCE, True, DAY)
    assert labels(policy, "amended") == [("amended", "已修改", DAY, None)]
