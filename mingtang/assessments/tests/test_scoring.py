"""From facts to frozen results: points, objections, the year, what followed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mingtang.assessments.api import todo
from mingtang.assessments.models import Assessment, Objection, ScoreLine
from mingtang.assessments.queries import results
from mingtang.assessments.services import objecting, schemes, scoring, using
from mingtang.assessments.testing import (
    DAY,
    READ_AT,
    Numbers,
    a_draft,
    a_scheme,
    a_shown,
    an_indicator,
    give_all,
    measured,
    the_quarter,
)
from mingtang.core.audit import api as audit
from mingtang.core.messages.api import Notice
from mingtang.core.organisations.api import standings
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.core.refusals import Refused

AFTER = DAY + timedelta(days=6)


def reasons(refused) -> list[str]:
    return [reason.reason for reason in refused.value.reasons]


def line_of(assessment, government, code="1") -> ScoreLine:
    return assessment.lines.select_related("assessment", "organisation").get(
        organisation=government.body, indicator__code=code
    )


def frozen(government, assessment) -> Assessment:
    return scoring.freeze(assessment, by=government.office, on=AFTER)


@pytest.mark.demand("AS-01", "AS-02")
def test_a_quarter_is_scored_from_measured_facts_each_line_with_rule_and_fact(government, sync):
    assessment = scoring.begin(the_quarter(a_scheme(government)), by=government.office, on=DAY)

    line = line_of(assessment, government)
    assert (line.points, line.rule, line.value, line.of, line.rows_url, line.as_of) == (
        Decimal("55.00"),
        "按完成比例计分，满分60分",
        11,
        12,
        f"/desk/rows/?unit={government.body.pk}",
        READ_AT,
    )
    by_hand = line_of(assessment, government, "2")
    assert (by_hand.points, by_hand.note) == (None, "须由人工评分并写明理由")
    assert {(p.first, p.last) for p in sync.asked} == {(date(2026, 1, 1), date(2026, 3, 31))}
    assert [row.total for row in results.grid(assessment).rows] == [None, None]


def test_a_running_quarter_is_measured_until_today(government, sync):
    on = date(2026, 5, 15)
    scoring.begin(the_quarter(a_scheme(government), 2), by=government.office, on=on)
    assert {(p.first, p.last) for p in sync.asked} == {(date(2026, 4, 1), on)}


def test_a_period_is_begun_once_by_the_office_when_it_has_come(government, sync):
    scheme = a_scheme(government)
    scoring.begin(the_quarter(scheme), by=government.office, on=DAY)

    with pytest.raises(Refused) as refused:
        scoring.begin(the_quarter(scheme), by=government.contact, on=DAY)
    assert reasons(refused) == ["考核方案和评分由政务公开办办理。", "“一季度”已经开始评分。"]
    with pytest.raises(Refused) as refused:
        scoring.begin(the_quarter(scheme, 3), by=government.office, on=DAY)
    assert reasons(refused) == ["“三季度”自2026-07-01起，还没有到。"]


def test_what_is_measured_again_changes_facts_and_leaves_what_a_person_decided(government, sync):
    assessment = scoring.begin(the_quarter(a_scheme(government)), by=government.office, on=DAY)
    give_all(assessment, government, 32)
    sync.by_body[government.body.pk] = (12, 12)

    scoring.run(assessment, by=government.office, on=DAY)

    assert [line_of(assessment, government, code).points for code in ("1", "2")] == [60, 32]
    assert assessment.lines.count() == 4


def test_an_indicator_that_is_measured_no_longer_waits_for_a_person(government, sync):
    scheme = a_scheme(government)
    with measured():
        assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
    line = line_of(assessment, government)
    assert (line.points, line.note) == (None, "没有系统数据，须由人工评分并写明理由")


def test_points_by_hand_need_a_reason_and_do_not_touch_what_was_measured(government, sync):
    assessment = scoring.begin(the_quarter(a_scheme(government)), by=government.office, on=DAY)
    measured_line, by_hand = line_of(assessment, government), line_of(assessment, government, "2")

    with pytest.raises(Refused) as refused:
        scoring.give_points(
            [scoring.Given(measured_line, Decimal(60), "情有可原"), scoring.Given(by_hand, Decimal(41), " ")],
            by=government.office,
            on=DAY,
        )
    assert reasons(refused) == [
        "“民政局”的这项得分由系统数据计算，不能人工改分；数据有误的，请更正数据后重新取数。",
        "“民政局”的得分应在0至40.00之间。",
        "请写明给“民政局”评分的理由。",
    ]
    scoring.give_points([scoring.Given(by_hand, Decimal("38.5"), "专区建成")], by=government.office, on=DAY)
    by_hand.refresh_from_db()
    assert (by_hand.points, by_hand.hand_reason, by_hand.hand_by_name) == (
        Decimal("38.50"),
        "专区建成",
        "何公开",
    )


def test_an_indicator_concerns_kinds_of_bodies_and_totals_are_out_of_a_hundred(government, sync):
    enterprise = a_body("gsgs", "云棠区供水公司", kind="enterprise", short_name="供水公司")
    scheme = a_draft(government, government.body, enterprise)
    second = scheme.indicators.get(code="2")
    told = {"body_kinds": ["enterprise"], "name": "公共企事业单位信息公开", "area": "public_enterprises"}
    schemes.change_indicator(second, **told, by=government.office, on=DAY)
    scheme = schemes.put_in_force(scheme, by=government.office, on=DAY)
    assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
    give_all(assessment, government, 20)

    rows = {
        row.unit.short_name: (len(row.lines), row.total, row.place) for row in results.grid(assessment).rows
    }
    # 55/60, and 60 + 20 of 100: whoever owes nothing loses nothing.
    assert rows == {"民政局": (1, Decimal("91.67"), 1), "供水公司": (2, Decimal("80.00"), 2)}


def test_results_are_shown_when_whole_and_after_the_period_and_units_are_told(government, sync):
    scheme = a_scheme(government)
    assessment = scoring.begin(the_quarter(scheme), by=government.office, on=date(2026, 3, 31))
    with pytest.raises(Refused) as refused:
        scoring.show(assessment, by=government.office, on=date(2026, 3, 31))
    assert reasons(refused) == [
        "还有2项没有得分，请先人工评分并写明理由。",
        "“一季度”到2026-03-31为止，时段结束后才能反馈。",
    ]

    give_all(assessment, government)
    assessment = scoring.show(assessment, by=government.office, on=DAY)

    assert (assessment.state, assessment.objections_until) == ("shown", date(2026, 4, 7))
    told = set(Notice.objects.values_list("to_id", flat=True))
    assert told == {p.pk for p in (government.contact, government.unit_leader, government.outsider)}
    with pytest.raises(Refused, match="不再重新取数"):
        scoring.run(assessment, by=government.office, on=DAY)


def test_a_unit_objects_and_both_scores_and_reasons_stay(government, sync):
    assessment = a_shown(government)
    line = line_of(assessment, government, "2")

    objection = objecting.object_to(line, reason="专区已于二月建成", by=government.contact, on=DAY)
    waiting = todo(government.office, standings(government.office.pk, DAY), DAY)
    objection = objecting.answer(
        objection, answer="经核对属实，补加五分", points=Decimal(35), by=government.office, on=DAY
    )
    line.refresh_from_db()

    assert [(item.what, item.unit) for item in waiting.items] == [("答复考核异议", "民政局")]
    assert (objection.state, objection.points_before, objection.points_after, line.points) == (
        "upheld",
        30,
        35,
        35,
    )
    assert (objection.reason, objection.answer) == ("专区已于二月建成", "经核对属实，补加五分")
    assert line.hand_reason == "现场查看，专区建成"
    assert not todo(government.office, standings(government.office.pk, DAY), DAY).items
    assert len(list(audit.recorded("assessments.objected"))) == 1
    assert len(list(audit.recorded("assessments.objection_answered"))) == 1


def test_objections_have_their_days_their_people_and_one_at_a_time(government, sync):
    assessment = a_shown(government)
    line = line_of(assessment, government)

    def refused(by, on):
        return [reason.reason for reason in objecting.objection_refusals(line, by=by, on=on)]

    stranger = ["只有被考核单位的信息员和负责人可以对本单位的得分提出异议。"]
    assert refused(government.outsider, DAY) == refused(government.office, DAY) == stranger
    assert refused(government.contact, date(2026, 4, 7)) == []
    assert refused(government.contact, date(2026, 4, 8)) == ["异议期已于2026-04-07届满。"]
    objection = objecting.object_to(line, reason="数据有误", by=government.unit_leader, on=DAY)
    assert refused(government.contact, DAY) == ["对这项得分已经提出异议，正在等待答复。"]
    with pytest.raises(Refused) as wrong:
        objecting.answer(objection, answer=" ", points=Decimal(61), by=government.contact, on=DAY)
    assert reasons(wrong) == [
        "考核方案和评分由政务公开办办理。",
        "请写明答复理由。",
        "得分应在0至60.00之间。",
    ]


def test_a_unit_is_asked_to_look_through_its_scores(government, sync):
    assessment = a_shown(government)
    items = todo(government.contact, standings(government.contact.pk, DAY), DAY).items
    assert [(item.title, item.due_on, item.url) for item in items] == [
        (
            "2026年一季度考核得分",
            date(2026, 4, 7),
            f"/desk/assessments/{assessment.pk}/units/{government.body.pk}/",
        )
    ]
    assert not todo(government.reviewer1, standings(government.reviewer1.pk, DAY), DAY).items


def test_a_result_is_frozen_after_the_objections_and_then_nothing_changes(government, sync):
    assessment = a_shown(government)
    line = line_of(assessment, government)
    objection = objecting.object_to(line, reason="数据有误", by=government.contact, on=DAY)

    with pytest.raises(Refused) as refused:
        scoring.freeze(assessment, by=government.office, on=DAY)
    assert reasons(refused) == ["异议期到2026-04-07为止，期满后才能定版。", "还有1件异议没有答复，请先答复。"]

    objecting.answer(objection, answer="数据无误", points=line.points, by=government.office, on=AFTER)
    before = results.grid(assessment).rows[0].total
    frozen(government, assessment)
    sync.by_body[government.body.pk] = (0, 12)

    with pytest.raises(Refused, match="不再重新取数"):
        scoring.run(assessment, by=government.office, on=AFTER)
    for statement in (
        lambda: ScoreLine.objects.filter(pk=line.pk).update(points=60),
        lambda: ScoreLine.objects.filter(assessment=assessment)._raw_delete("default"),
        lambda: Objection.objects.filter(pk=objection.pk).update(answer="改口"),
        lambda: Assessment.objects.filter(pk=assessment.pk).update(state="open"),
    ):
        with pytest.raises(IntegrityError, match="定版"), transaction.atomic():
            statement()
    assert results.grid(assessment).rows[0].total == before == Decimal("85.00")
    assert Objection.objects.get().state == "dismissed"


@pytest.mark.demand("AS-02")
def test_the_year_is_the_weighed_mean_of_its_periods_across_versions(government, sync):
    scheme = a_scheme(government)
    frozen(government, a_shown(government, scheme))
    copy = schemes.new_version(scheme, by=government.office, on=AFTER)
    copy = schemes.put_in_force(copy, by=government.office, on=AFTER)

    def second_quarter():
        on = date(2026, 7, 1)
        sync.by_body[government.body.pk] = (12, 12)
        assessment = scoring.begin(the_quarter(copy, 2), by=government.office, on=on)
        give_all(assessment, government, 40)
        return scoring.show(assessment, by=government.office, on=on)

    def scores():
        year = results.year_of(copy)
        return {row.unit.short_name: (row.periods[:3], row.year, row.place) for row in year.rows}

    one = scores()
    second_quarter()
    assert one == {
        "民政局": ([Decimal("85.00"), None, None], Decimal("85.00"), 1),
        "教育和体育局": ([Decimal("60.00"), None, None], Decimal("60.00"), 2),
    }
    assert scores() == {
        "民政局": ([Decimal("85.00"), Decimal("100.00"), None], Decimal("92.50"), 1),
        "教育和体育局": ([Decimal("60.00"), Decimal("70.00"), None], Decimal("65.00"), 2),
    }
    with pytest.raises(Refused, match="已经开始评分"):
        scoring.begin(the_quarter(copy, 1), by=government.office, on=AFTER)


@pytest.mark.demand("AS-05")
def test_praise_and_accountability_are_recorded_after_the_result_is_frozen_and_stay(government, sync):
    assessment = a_shown(government)
    told = {"kind": "praise", "decided_on": AFTER, "text": "通报表扬", "document": "云政办字〔2026〕9号"}

    with pytest.raises(Refused) as refused:
        using.record_use(assessment, government.body, **told, by=government.office, on=AFTER)
    assert reasons(refused) == ["考核结果定版以后才能登记表扬或者问责。"]

    assessment = frozen(government, assessment)
    use = using.record_use(assessment, government.body, **told, by=government.office, on=AFTER)
    assert (use.get_kind_display(), use.text, use.recorded_by_name) == ("表扬", "通报表扬", "何公开")
    with pytest.raises(Refused, match="不在这次考核的单位中"):
        using.record_use(assessment, a_body("xfj", "云棠区信访局"), **told, by=government.office, on=AFTER)
    with pytest.raises(IntegrityError, match="不能修改"), transaction.atomic():
        type(use).objects.filter(pk=use.pk).update(text="改口")


def test_scoring_asks_no_more_queries_for_more_units(government):
    numbers = Numbers()

    def run(*units):
        with measured(sync=numbers):
            scheme = a_scheme(government, *units)
            assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
            give_all(assessment, government)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                scoring.run(assessment, by=government.office, on=DAY)
            with CaptureQueriesContext(connection) as read:
                results.grid(assessment)
                results.year_of(scheme)
        return len(asked), len(read)

    with transaction.atomic():
        one = run(government.body)
        transaction.set_rollback(True)
    assert run(*(a_body(f"dw{n}", f"云棠区第{n}单位") for n in range(7))) == one


def test_a_deputy_of_a_unit_may_object_and_a_new_contact_of_another_may_not(government, sync):
    line = line_of(a_shown(government), government)
    stranger = a_person("新信息员", "contact", a_body("jtj"))
    assert objecting.objection_refusals(line, by=government.unit_leader, on=DAY) == []
    assert objecting.objection_refusals(line, by=stranger, on=DAY) != []


def test_an_indicator_that_reads_bodies_one_by_one_is_asked_for_each(government):
    first, second = Numbers(), Numbers({government.body.pk: (3, 4)})
    with measured(sync=first, late=second):
        scheme = a_draft(government)
        one = scheme.indicators.get(code="1")
        schemes.change_indicator(one, source="late", by=government.office, on=DAY)
        schemes.put_in_force(scheme, by=government.office, on=DAY)
        assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
    assert (line_of(assessment, government).points, len(first.asked), len(second.asked)) == (45, 0, 2)


def test_the_same_source_twice_in_a_scheme_is_no_matter(government, sync):
    scheme = a_draft(government)
    first = scheme.indicators.get(code="1")
    schemes.change_indicator(first, weight=Decimal(30), by=government.office, on=DAY)
    deduct = {"kind": "deduct", "each": "2"}
    an_indicator(scheme, government, code="3", weight=Decimal(30), rule=deduct)
    scheme = schemes.put_in_force(scheme, by=government.office, on=DAY)
    assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
    assert [line_of(assessment, government, code).points for code in ("1", "3")] == [Decimal("27.50"), 8]
