"""政策评价: two a year, five aspects, public by the year's end, measures that end in policy; decisions followed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.core.organisations.api import standings
from mingtang.core.parameters import api as parameters
from mingtang.policies.analysis.evaluations import missing_aspects, warning
from mingtang.policies.models import EvaluationMeasure, FollowUpRound, PolicyEvaluation
from mingtang.policies.queries import evaluations, gathered_work
from mingtang.policies.services import evaluating
from mingtang.policies.tests.gathering import REPORT, a_policy, an_item, drafted
from mingtang.publishing.api import Relation, content_of, newest_revision, save
from mingtang.publishing.testing import DAY, a_kind, published

pytestmark = pytest.mark.django_db
TODAY = localdate()
YEAR = TODAY.year
LATE_IN_YEAR = date(YEAR, 12, 20)
NEXT_YEAR = date(YEAR + 1, 1, 5)


def planned(government, theme="一次性创业补贴政策", policies=None, **facts):
    told = {
        "organisation_id": government.body.pk,
        "year": YEAR,
        "theme": theme,
        "planned_on": date(YEAR, 12, 1),
        **facts,
    }
    chosen = (
        policies if policies is not None else [a_policy(government, f"云棠区{theme}管理办法").publication]
    )
    return evaluating.plan_evaluation(told, chosen, by=government.contact, on=DAY)


def reported(government, evaluation, **elements):
    """The evaluation with its report public."""
    kind = a_kind("policy_evaluation", "政策评价报告")
    edition = evaluating.draft_report(evaluation, column=government.column, by=government.contact, on=DAY)
    last = newest_revision(edition)
    content = content_of(last).__dict__
    whole = {**content, "elements": {**content["elements"], **REPORT, **elements}}
    save(edition, whole, by=government.contact, base=last.number)
    edition.refresh_from_db()
    government.kind = kind
    return published(government, edition)


@pytest.fixture
def report_kind(db):
    return a_kind("policy_evaluation", "政策评价报告")


@pytest.mark.parametrize(
    ("public_on", "on", "expected"),
    [
        (date(2026, 12, 31), date(2027, 1, 5), "done"),
        (date(2027, 1, 1), date(2027, 1, 5), "late"),
        (None, date(2026, 12, 31), "soon"),
        (None, date(2027, 1, 1), "overdue"),
        (None, date(2026, 6, 1), "open"),
    ],
)
def test_the_years_end_is_the_last_day_in_time(public_on, on, expected):
    assert warning(date(2026, 12, 31), on, public_on=public_on, ahead=45) == expected


@pytest.mark.demand("PE-02")
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("execution_standard", "执行标准"),
        ("scope_of_application", "适用范围"),
        ("use", "使用情况"),
        ("effect", "取得成效"),
        ("problems", "存在问题"),
        ("use_of_result", "结果运用情况"),
    ],
)
def test_a_report_without_one_of_its_aspects_does_not_go_out(government, code, name):
    kind = a_kind("policy_evaluation", "政策评价报告")
    edition = drafted(government, kind, "创业补贴政策评价报告", elements={**REPORT, code: " "})

    assert missing_aspects({**REPORT, code: ""}) == [name]
    assert [reason.reason for reason in evaluating.whole_reports([edition])] == [
        f"《创业补贴政策评价报告》缺{name}，请补齐后再发布。"
    ]
    whole = drafted(government, kind, "另一份政策评价报告", elements=dict(REPORT))
    assert evaluating.whole_reports([whole]) == []


@pytest.mark.demand("PE-01")
def test_only_whole_public_reports_of_the_year_count_against_two(government, report_kind):
    first, second = planned(government, "创业补贴政策"), planned(government, "租金补贴政策")
    planned(government, "岗位补贴政策")
    before = evaluations.year_of(YEAR, TODAY)

    reported(government, first)
    once = evaluations.year_of(YEAR, TODAY)
    reported(government, second)
    twice = evaluations.year_of(YEAR, TODAY)

    assert [(year.counted, year.needed) for year in (before, once, twice)] == [(0, 2), (1, 1), (2, 0)]
    assert (str(once.tag), str(twice.tag)) == ("1次，还差1次", "2次，已达到2次")
    page = (
        sign_in(Client(), government.auditor).get(f"/desk/policies/evaluations/?year={YEAR}").content.decode()
    )
    assert all(words in page for words in ("2次，已达到2次", "创业补贴政策", "已按时公开"))
    reading = evaluations.HELD.read(government.body.pk, Period(date(YEAR, 1, 1), date(YEAR, 12, 31)))
    assert (reading.value, reading.of) == (2, 2)


@pytest.mark.demand("PE-03")
def test_what_is_not_public_by_the_years_end_stands_red(government, report_kind):
    public, overdue = planned(government, "创业补贴政策"), planned(government, "租金补贴政策")
    given_up = planned(government, "岗位补贴政策")
    reported(government, public)
    evaluating.give_up(given_up, reason="并入创业补贴政策评价", by=government.contact, on=DAY)

    in_december = evaluations.year_of(YEAR, LATE_IN_YEAR)
    in_january = evaluations.year_of(YEAR, NEXT_YEAR)

    assert [str(row.tag) for row in in_december.rows] == ["已按时公开", "临近期限", "已取消"]
    assert [row.evaluation for row in in_january.red] == [overdue]
    assert str(in_january.tag) == "1次，少于2次"
    mine = standings(government.office.pk, TODAY)
    [item] = gathered_work.todo(government.office, mine, LATE_IN_YEAR).items
    assert (item.title, item.state, item.due_on) == (f"{YEAR}年政策评价还差1次", "open", date(YEAR, 12, 31))


def test_a_plan_says_all_that_is_missing(government):
    with pytest.raises(evaluating.MayNotEvaluate) as refused:
        evaluating.plan_evaluation(
            {
                "organisation_id": government.body.pk,
                "year": YEAR,
                "theme": "好",
                "planned_on": date(YEAR + 1, 1, 1),
            },
            [],
            by=government.outsider,
            on=DAY,
        )

    assert [reason.reason for reason in refused.value.reasons] == [
        "由组织评价的单位信息员或政务公开办登记。",
        "请写明评价主题（至少4个字）。",
        "请至少填一份被评价的已公开政策。",
        f"结果和运用情况须在{YEAR}年年底前公开，计划日期不能晚于{YEAR}年12月31日。",
    ]


def test_the_report_is_tied_to_its_policies_and_drafted_once(government, report_kind):
    evaluation = planned(government)
    edition = evaluating.draft_report(evaluation, column=government.column, by=government.contact, on=DAY)

    [relation] = Relation.objects.filter(subject=edition.publication)
    assert (relation.predicate, relation.object) == ("evaluates", evaluations.policies_of(evaluation).get())
    with pytest.raises(evaluating.MayNotEvaluate, match="已经起草"):
        evaluating.draft_report(evaluation, column=government.column, by=government.contact, on=DAY)
    with pytest.raises(evaluating.MayNotEvaluate, match="由组织评价的单位"):
        evaluating.draft_report(
            planned(government, "租金补贴政策"), column=government.column, by=government.outsider, on=DAY
        )


@pytest.mark.demand("PE-04")
def test_the_chain_leads_from_evaluation_to_measure_to_policy(government, report_kind):
    evaluation = planned(government)
    policy = evaluations.policies_of(evaluation).get()
    report = reported(government, evaluation)
    measure = evaluating.add_measure(
        evaluation,
        {
            "action": "amend",
            "text": "第二条减少两份材料",
            "due_on": TODAY,
            "unit_id": government.body.pk,
            "policy": policy,
        },
        by=government.contact,
        on=DAY,
    )
    with pytest.raises(evaluating.MayNotEvaluate, match="形成的已公开文件"):
        evaluating.finish_measure(
            measure, outcome="已修改第二条", done_on=DAY, document=None, by=government.contact, on=TODAY
        )
    amended = a_policy(government, "关于修改一次性创业补贴办法的决定")

    evaluating.finish_measure(
        measure,
        outcome="已修改第二条",
        done_on=DAY if DAY <= TODAY else TODAY,
        document=amended.publication,
        by=government.contact,
        on=TODAY,
    )

    measure.refresh_from_db()
    assert (measure.evaluation, measure.policy, measure.document) == (evaluation, policy, amended.publication)
    assert Relation.objects.filter(
        subject=report.publication, predicate="led_to", object=amended.publication
    ).exists()
    page = Client().get(f"/doc/{report.publication.public_id}.html").content.decode()
    wanted = (
        "评价结果转化为政策",
        "关于修改一次性创业补贴办法的决定",
        "修改政策",
        f"/doc/{policy.public_id}.html",
    )
    assert [words for words in wanted if words not in page] == []
    assert "第二条减少两份材料" not in page  # nobody signed that sentence


def test_a_measure_says_all_that_is_missing(government):
    evaluation = planned(government)
    other = a_policy(government, "云棠区养老服务管理办法").publication

    with pytest.raises(evaluating.MayNotEvaluate) as refused:
        evaluating.add_measure(
            evaluation,
            {"action": "amend", "text": "改", "due_on": None, "policy": None},
            by=government.outsider,
            on=DAY,
        )
    with pytest.raises(evaluating.MayNotEvaluate, match="须是这次评价的政策"):
        evaluating.add_measure(
            evaluation,
            {
                "action": "repeal",
                "text": "废止旧办法",
                "due_on": TODAY,
                "policy": other,
                "unit_id": government.body.pk,
            },
            by=government.contact,
            on=DAY,
        )

    assert [reason.reason for reason in refused.value.reasons] == [
        "由组织评价的单位信息员或政务公开办办理。",
        "请写明措施内容（至少4个字）。",
        "请填写完成时限。",
        "修改、废止的，请选定所调整的政策。",
    ]


# --- decisions and duties


def a_round(government, decision, stage, **more):
    facts = {
        "stage": stage,
        "held_on": TODAY - timedelta(days=1),
        "held_by_id": government.body.pk,
        "finding": "走访二十家企业，补贴平均九天到账。",
        "result": None,
        **more,
    }
    return evaluating.record_round(decision, facts, by=government.contact, on=TODAY)


@pytest.mark.demand("PE-05", "DL-06")
def test_a_decision_is_followed_in_rounds_and_its_result_is_public(government):
    decision = a_policy(government, "云棠区创业扶持三年行动决定").publication
    assert evaluations.stages_missing([]) == ["执行效果跟踪", "意见反馈", "后评估", "结果公开"]
    first, second = (a_round(government, decision, "execution") for _ in range(2))
    a_round(government, decision, "feedback")
    last = a_round(government, decision, "evaluation")
    result = an_item(government, "notice", "通知公告", "创业扶持三年行动后评估结果")
    before = [str(row.tag) for row in evaluations.followed_decisions(None)]

    evaluating.publish_result_of(last, result.publication, by=government.contact, on=TODAY)

    assert (str(first), str(second)) == ("执行效果跟踪第1轮", "执行效果跟踪第2轮")
    assert before == ["缺结果公开"]
    assert [str(row.tag) for row in evaluations.followed_decisions(None)] == ["跟踪、反馈、后评估齐全"]
    page = Client().get(f"/doc/{decision.public_id}.html").content.decode()
    wanted = ("执行跟踪和后评估", "后评估第1轮", f"/doc/{result.publication.public_id}.html")
    assert [words for words in wanted if words not in page] == []
    assert "走访二十家企业" not in page  # the record is the unit's; the result is what went the one road


def test_a_round_says_all_that_is_missing(government):
    decision = a_policy(government).publication
    draft = drafted(government, a_kind(), "还没有公开的结果")

    with pytest.raises(evaluating.MayNotEvaluate) as refused:
        evaluating.record_round(
            decision,
            {
                "stage": "x",
                "held_on": TODAY + timedelta(days=1),
                "finding": "好",
                "result": draft.publication,
            },
            by=government.outsider,
            on=TODAY,
        )

    assert [reason.reason for reason in refused.value.reasons] == [
        "由这份文件的责任单位信息员或政务公开办办理。",
        "请选择阶段：执行效果跟踪、意见反馈或后评估。",
        "请填写实施日期，不能晚于今天。",
        "请写明跟踪、反馈或者评估的情况（至少10个字）。",
        "所填的结果还没有公开。",
    ]


@pytest.mark.demand("PE-06")
def test_a_policy_of_public_interest_must_be_evaluated_in_public_by_its_day(government, report_kind):
    evaluation = planned(government)
    policy = evaluations.policies_of(evaluation).get()
    duty = evaluating.set_duty(
        policy, is_decision=False, reason="群众来信集中", due=None, by=government.contact, on=TODAY
    )

    assert duty.due_on == TODAY + timedelta(days=365)
    days = (TODAY, duty.due_on - timedelta(days=5), duty.due_on, duty.due_on + timedelta(days=1))
    assert [evaluations.duties(None, day)[0].standing for day in days] == ["open", "soon", "soon", "overdue"]
    mine = standings(government.contact.pk, TODAY)
    late = gathered_work.todo(government.contact, mine, duty.due_on + timedelta(days=1)).items
    assert [(item.what, item.state) for item in late] == [("执行情况评估结果待公开", "late")]
    reported(government, evaluation)
    [row] = evaluations.duties(None, duty.due_on + timedelta(days=1))
    assert (row.standing, row.public_on, str(row.tag)) == ("done", TODAY, "已按时公开")
    reading = evaluations.DUTIES_IN_TIME.read(government.body.pk, Period(duty.due_on, duty.due_on))
    assert (reading.value, reading.of) == (1, 1)


def test_a_place_may_shorten_the_time_and_nobody_may_lengthen_it(government):
    policy = a_policy(government).publication
    parameters.set_value(
        "policies.evaluation_due_days",
        180,
        source="云政办发〔2026〕9号",
        in_force_on=TODAY,
        by=government.office,
        at=policy.created_at,
    )

    with pytest.raises(evaluating.MayNotEvaluate, match=r"不能晚于.*180天.*云政办发〔2026〕9号"):
        evaluating.set_duty(
            policy,
            is_decision=False,
            reason="群众来信集中",
            due=TODAY + timedelta(days=181),
            by=government.contact,
            on=TODAY,
        )
    duty = evaluating.set_duty(
        policy, is_decision=True, reason="群众来信集中", due=None, by=government.contact, on=TODAY
    )
    assert duty.due_on == TODAY + timedelta(days=180)
    evaluating.lift_duty(duty, reason="登记错了文件", by=government.contact, on=TODAY)
    assert evaluations.duties(None, TODAY) == []


# --- the pages


def test_the_whole_way_through_the_pages(government, report_kind):
    policy = a_policy(government)
    desk = sign_in(Client(), government.contact)
    data = {
        "unit": government.body.pk,
        "year": YEAR,
        "theme": "一次性创业补贴政策",
        "planned_on": f"{YEAR}-12-01",
        "policies": "没有的文件",
    }
    refused = desk.post("/desk/policies/evaluations/new/", data)
    made = desk.post("/desk/policies/evaluations/new/", data | {"policies": policy.publication.public_id})

    assert (refused.status_code, made.status_code) == (422, 302)
    assert all(
        words in refused.content.decode() for words in ("没有找到已公开的“没有的文件”", "一次性创业补贴政策")
    )
    evaluation = PolicyEvaluation.objects.get()
    measure = {
        "action": "enforce",
        "text": "压缩审核时间",
        "policy": "",
        "unit": government.body.pk,
        "due_on": f"{TODAY:%Y-%m-%d}",
    }
    assert desk.post(f"/desk/policies/evaluations/{evaluation.pk}/", measure).status_code == 302
    row = EvaluationMeasure.objects.get()
    finish = {"outcome": "审核已压缩到五天", "done_on": f"{TODAY:%Y-%m-%d}", "document": ""}
    assert desk.post(f"/desk/policies/evaluations/measures/{row.pk}/", finish).status_code == 302
    drafted_ = desk.post(f"/desk/policies/evaluations/{evaluation.pk}/act/", {"column": government.column.pk})
    evaluation.refresh_from_db()
    assert (drafted_.status_code, evaluation.report is not None) == (302, True)
    page = desk.get(f"/desk/policies/evaluations/{evaluation.pk}/").content.decode()
    assert all(words in page for words in ("审核已压缩到五天", "一次性创业补贴政策评价报告", "草稿"))


def test_duties_and_rounds_through_the_pages(government):
    policy = a_policy(government).publication
    desk = sign_in(Client(), government.contact)
    duty = {"item": policy.public_id, "is_decision": "on", "reason": "群众来信集中", "due_on": ""}
    one = {
        "stage": "execution",
        "held_on": f"{TODAY:%Y-%m-%d}",
        "unit": government.body.pk,
        "finding": "走访二十家企业，补贴平均九天到账。",
        "result": "",
    }

    assert desk.post("/desk/policies/evaluations/duties/", duty).status_code == 302
    assert desk.post("/desk/policies/evaluations/duties/", duty | {"item": "没有"}).status_code == 422
    assert desk.post(f"/desk/policies/evaluations/decisions/{policy.pk}/", one).status_code == 302
    row = FollowUpRound.objects.get()
    result = an_item(government, "notice", "通知公告", "创业补贴办法执行情况")
    desk.post(
        f"/desk/policies/evaluations/decisions/{policy.pk}/{row.pk}/",
        {"result": result.publication.public_id},
    )
    assert (
        "创业补贴办法执行情况"
        in desk.get(f"/desk/policies/evaluations/decisions/{policy.pk}/").content.decode()
    )
    assert "云棠区创业补贴办法" in desk.get("/desk/policies/evaluations/decisions/").content.decode()
    desk.post(f"/desk/policies/evaluations/duties/{policy.pk}/lift/", {"reason": "登记错了文件"})
    assert evaluations.duties(None, TODAY) == []


def test_strangers_see_no_evaluation_of_others_and_act_on_none(government, report_kind):
    evaluation = planned(government)
    policy = evaluations.policies_of(evaluation).get()
    stranger = sign_in(Client(), government.outsider)
    base = "/desk/policies/evaluations"

    assert [
        stranger.get(f"{base}/{evaluation.pk}/").status_code,
        stranger.post(f"{base}/{evaluation.pk}/act/", {"give_up": "1"}).status_code,
        stranger.get(f"{base}/decisions/{policy.pk}/").status_code,
        stranger.post(f"{base}/duties/{policy.pk}/lift/").status_code,
        sign_in(Client(), government.administrator).get(f"{base}/").status_code,
    ] == [404] * 5
    reader = sign_in(Client(), government.auditor)
    assert reader.get(f"{base}/new/").status_code == 404
    refused = reader.post(
        f"{base}/{evaluation.pk}/act/", {"give_up": "1", "up-reason": "不想评价了"}, follow=True
    )
    evaluation.refresh_from_db()
    assert (evaluation.given_up_reason, "由组织评价的单位" in refused.content.decode()) == ("", True)


def test_the_year_and_the_decisions_cost_the_same_with_one_and_with_three(government, report_kind):
    desk, counted = sign_in(Client(), government.contact), set()
    for number in range(3):
        evaluation = planned(government, f"第{number}号补贴政策")
        reported(government, evaluation)
        policy = evaluations.policies_of(evaluation).get()
        a_round(government, policy, "execution")
        evaluating.set_duty(
            policy, is_decision=True, reason="群众来信集中", due=None, by=government.contact, on=TODAY
        )
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/desk/policies/evaluations/?year={YEAR}")
            desk.get("/desk/policies/evaluations/decisions/")
            desk.get("/desk/policies/evaluations/duties/")
        counted.add(len(queries))
    assert len(counted) == 1
