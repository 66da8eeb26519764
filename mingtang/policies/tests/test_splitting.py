"""要点拆分 from proposal to the policy's page, and what happens when the policy changes or dies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.refusals import Refused
from mingtang.policies.models import AudienceMark, PolicyPoint
from mingtang.policies.queries import points
from mingtang.policies.services import splitting
from mingtang.policies.services.following import follow_published, follow_withdrawn
from mingtang.policies.tests.gathering import CLAUSES, a_policy, next_text, shipped
from mingtang.publishing.api import (
    EditionPublished,
    EditionWithdrawn,
    LiveEdition,
    Relation,
    set_labels,
    take_down,
)
from mingtang.publishing.testing import DAY, Government, published

pytestmark = pytest.mark.django_db


def told(publication, scope="public"):
    edition = publication.editions.get(state="live")
    follow_published(EditionPublished(edition_id=edition.pk, publication_id=publication.pk, scope=scope))


def proposed(government: Government):
    policy = a_policy(government).publication
    return policy, splitting.propose_points(policy, by=government.contact, on=DAY)


def confirm_all(government, rows):
    quotes = points.quotes_of(rows)
    for row in rows:
        facts = {name: getattr(row, name) for name in splitting.FACTS} | {
            "audiences": row.audiences or ["residents"]
        }
        splitting.confirm_point(row, facts, quote=quotes[row.pk], by=government.contact, on=DAY)


def with_sheet(government: Government):
    """A policy with its points public in a sheet."""
    policy, rows = proposed(government)
    confirm_all(government, rows)
    shipped("policy_points")
    edition = splitting.draft_sheet(policy, column=None, by=government.contact, on=DAY)
    government.kind = edition.publication.kind
    published(government, edition)
    told(edition.publication)
    return policy, edition.publication


def page_of(policy) -> str:
    return Client().get(f"/doc/{policy.public_id}.html").content.decode()


def test_points_are_proposed_from_the_signed_text_and_only_once(government):
    policy, rows = proposed(government)

    again = splitting.propose_points(policy, by=government.contact, on=DAY)

    assert [(row.number, row.clause, row.state) for row in rows] == [
        (1, "第二条", "proposed"),
        (2, "第二条", "proposed"),
        (3, "第三条", "proposed"),
        (4, "第四条", "proposed"),
    ]
    assert again == []
    quotes = points.quotes_of(rows)
    assert quotes[rows[2].pk].startswith("退役军人创办企业的，场地租金按50%给予租金补贴")


def test_only_those_who_answer_for_the_policy_split_it_and_only_when_it_is_public(government):
    policy = a_policy(government).publication

    with pytest.raises(splitting.MayNotSplit) as refused:
        splitting.propose_points(policy, by=government.outsider, on=DAY)
    assert [r.reason for r in refused.value.reasons] == ["由这份文件的责任单位信息员或政务公开办办理。"]
    assert splitting.splitting_refusals(policy, by=government.office, on=DAY) == []
    LiveEdition.objects.filter(publication=policy).delete()
    assert [str(r) for r in splitting.splitting_refusals(policy, by=government.contact, on=DAY)] == [
        "文件还没有公开。要点依据已签发的文本拆分，请在公开以后办理。"
    ]


def test_a_person_corrects_a_point_and_it_keeps_standing_on_exact_words(government):
    _, rows = proposed(government)
    quote = "退役军人创办企业的，场地租金按50%给予租金补贴，每年最高不超过2万元"

    point = splitting.confirm_point(
        rows[2],
        {"what": "场地租金补贴", "audiences": ["veterans"], "amount": "租金的50%，每年最高2万元"},
        quote=quote,
        by=government.contact,
        on=DAY,
    )

    assert (point.what, point.state, point.clause, point.settled_by_name) == (
        "场地租金补贴",
        "confirmed",
        "第三条",
        "林信息",
    )
    assert points.quotes_of([point]) == {point.pk: quote}


def test_words_that_the_text_does_not_hold_are_refused_with_all_that_is_missing(government):
    _, rows = proposed(government)

    with pytest.raises(splitting.MayNotSplit) as refused:
        splitting.confirm_point(
            rows[0],
            {"what": " ", "audiences": []},
            quote="给予创业补贴50000元",
            by=government.contact,
            on=DAY,
        )

    assert [r.reason for r in refused.value.reasons] == [
        "请写明要点：得到什么，或者要做什么。",
        "请至少选一个面向对象。",
        "在已签发的文本中找不到摘录的文字，请原样复制，不要改动标点。",
    ]
    rows[0].refresh_from_db()
    assert rows[0].state == "proposed"


def test_a_proposal_is_left_out_with_a_reason_only(government):
    _, rows = proposed(government)

    with pytest.raises(Refused, match="请写明不采用的理由"):
        splitting.leave_out(rows[0], reason=" ", by=government.contact, on=DAY)
    left = splitting.leave_out(rows[0], reason="与第三条重复", by=government.contact, on=DAY)

    assert (left.state, left.reason) == ("left_out", "与第三条重复")


def test_no_sheet_while_something_is_open(government):
    policy, _ = proposed(government)

    with pytest.raises(splitting.MayNotSplit) as refused:
        splitting.draft_sheet(policy, column=None, by=government.contact, on=DAY)

    assert [r.reason for r in refused.value.reasons] == [
        "还没有确认的要点。",
        "还有待确认的要点，请逐条确认或者写明不采用的理由。",
    ]


def test_the_points_go_the_one_road_and_then_stand_on_the_policys_page(government):
    policy, rows = proposed(government)
    confirm_all(government, rows)
    before = page_of(policy)
    shipped("policy_points")

    edition = splitting.draft_sheet(policy, column=None, by=government.contact, on=DAY)

    assert edition.state == "draft"
    assert "政策要点" not in page_of(policy)  # nobody has signed it yet
    assert Relation.objects.filter(subject=edition.publication, predicate="points_of", object=policy).exists()
    published(government, edition)
    told(edition.publication)
    page = page_of(policy)
    assert "政策要点" not in before
    assert all(words in page for words in ("政策要点", "租金补贴", "每年最高不超过2万元", "0531-80001234"))
    assert set(AudienceMark.objects.filter(publication=policy).values_list("code", flat=True)) == {
        "graduates",
        "businesses",
        "veterans",
    }


def test_a_sheet_that_left_marks_its_policy_no_more(government):
    policy, sheet = with_sheet(government)
    edition = sheet.editions.get(state="live")

    take_down(edition, reason="要点有误，先行下架", by=government.duty_officer, on=DAY)
    follow_withdrawn(EditionWithdrawn(edition_id=edition.pk, publication_id=sheet.pk, way="taken_down"))

    assert AudienceMark.objects.filter(publication=policy).exists() is False
    assert "政策要点" not in page_of(policy)


def test_a_new_edition_flags_the_changed_clause_and_moves_the_others(government):
    policy, sheet = with_sheet(government)
    edition = policy.editions.get(state="live")
    body = "<p>第一条 新增总则，明确补贴资金来源。</p>" + CLAUSES.replace("不超过2万元", "不超过3万元")

    next_text(government, edition, body)
    told(policy)

    rows = {row.number: row for row in PolicyPoint.objects.filter(publication=policy)}
    assert {number: row.flag for number, row in rows.items()} == {1: "", 2: "", 3: "changed", 4: ""}
    live = LiveEdition.objects.get(publication=policy)
    assert {row.revision_id == live.revision_id for n, row in rows.items() if n != 3} == {True}
    assert points.quotes_of([rows[3]])[rows[3].pk].endswith("2年内。")  # still readable in the old text
    assert "条款已变化" in page_of(policy)
    assert "第3条要点所依据的条款有变化" in page_of(sheet)


def test_a_flag_is_settled_by_confirming_on_the_new_words(government):
    policy, _ = with_sheet(government)
    next_text(government, policy.editions.get(state="live"), CLAUSES.replace("2万元", "3万元"))
    told(policy)
    point = PolicyPoint.objects.get(publication=policy, number=3)
    facts = {name: getattr(point, name) for name in splitting.FACTS} | {"amount": "每年最高不超过3万元"}

    with pytest.raises(splitting.MayNotSplit, match="找不到摘录的文字"):
        splitting.confirm_point(
            point, facts, quote=points.quotes_of([point])[point.pk], by=government.contact, on=DAY
        )
    settled = splitting.confirm_point(
        point, facts, quote="租金按50%给予租金补贴，每年最高不超过3万元", by=government.contact, on=DAY
    )

    assert (settled.flag, settled.amount) == ("", "每年最高不超过3万元")
    edition = splitting.draft_sheet(policy, column=None, by=government.contact, on=DAY)
    assert (edition.number, "3万元" in edition.revisions.get(number=2).content.payload) == (2, True)


def test_a_deleted_clause_is_said_to_be_gone_and_heard_twice_it_stands_once(government):
    policy, _ = proposed(government)
    body = CLAUSES.replace("<p>第四条", "<p>").replace("享受补贴的企业不得弄虚作假。", "")
    next_text(government, policy.editions.get(state="live"), body)

    told(policy)
    first = list(PolicyPoint.objects.filter(publication=policy).values_list("number", "flag", "start"))
    told(policy)

    assert [(number, flag) for number, flag, _ in first] == [(1, ""), (2, ""), (3, ""), (4, "gone")]
    assert (
        list(PolicyPoint.objects.filter(publication=policy).values_list("number", "flag", "start")) == first
    )


def test_when_the_policy_dies_its_points_say_so_from_that_day(government):
    policy, sheet = with_sheet(government)
    today = localdate()
    set_labels(
        policy.pk,
        "validity",
        [("in_force", "现行有效", None, today), ("repealed", "废止", today + timedelta(days=1), None)],
    )
    edition = policy.editions.get(state="live")

    before = points.document_parts(edition, None, today)
    after = points.document_parts(edition, None, today + timedelta(days=1))
    of_sheet = points.document_parts(sheet.editions.get(state="live"), None, today + timedelta(days=1))

    assert [part.context["dead"] for part in before] == [""]
    assert [part.context["dead"] for part in after] == ["废止"]
    assert [(part.place, part.context["dead"]) for part in of_sheet] == [("before", "废止")]
    rows = points.dead_with_sheet(None, today + timedelta(days=1))
    assert [row.publication_id for row in rows] == [sheet.pk]
    assert points.dead_with_sheet(None, today) == []


# --- the desk


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def test_the_whole_way_through_the_pages(government):
    policy = a_policy(government).publication
    desk = signed_in(government.contact)
    assert "云棠区创业补贴办法" in desk.get("/desk/policies/points/").content.decode()

    answer = desk.post(f"/desk/policies/points/{policy.pk}/propose/", follow=True)

    page = answer.content.decode()
    assert all(words in page for words in ("待确认", "第三条", "租金补贴", "退役军人创办企业的"))
    form = desk.get(f"/desk/policies/points/{policy.pk}/3/").context["form"]
    data = {**form.initial, "contact": "0531-80005678"}
    assert desk.post(f"/desk/policies/points/{policy.pk}/3/", data).status_code == 302
    out = {"leave_out": "1", "out-reason": "与第三条重复"}
    assert desk.post(f"/desk/policies/points/{policy.pk}/4/", out).status_code == 302
    assert dict(PolicyPoint.objects.filter(publication=policy).values_list("number", "state")) == {
        1: "proposed",
        2: "proposed",
        3: "confirmed",
        4: "left_out",
    }


def test_a_refused_point_keeps_what_was_typed(government):
    policy, _ = proposed(government)
    desk = signed_in(government.contact)
    data = {"what": "我写的要点", "nature": "benefit", "audiences": ["veterans"], "quote": "文件里没有的话"}

    answer = desk.post(f"/desk/policies/points/{policy.pk}/new/", data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("我写的要点", "文件里没有的话", "找不到摘录的文字"))
    assert (
        desk.post(
            f"/desk/policies/points/{policy.pk}/new/", data | {"quote": "给予一次性创业补贴5000元"}
        ).status_code
        == 302
    )
    assert PolicyPoint.objects.get(what="我写的要点").clause == "第二条"


def test_strangers_see_no_points_and_readers_change_none(government):
    policy, _ = proposed(government)
    url = f"/desk/policies/points/{policy.pk}/"

    assert signed_in(government.outsider).get(url).status_code == 404
    reader = signed_in(government.auditor)
    assert "从正文提取要点" not in reader.get(url).content.decode()
    assert [reader.post(url + way).status_code for way in ("propose/", "sheet/", "1/")] == [404, 404, 404]
    assert signed_in(government.administrator).get("/desk/policies/points/").status_code == 404


def test_the_sheet_is_drafted_from_the_page(government):
    policy, rows = proposed(government)
    confirm_all(government, rows)
    shipped("policy_points")
    desk = signed_in(government.contact)

    empty = desk.post(f"/desk/policies/points/{policy.pk}/sheet/", {"column": ""})
    answer = desk.post(f"/desk/policies/points/{policy.pk}/sheet/", {"column": government.column.pk})

    assert (empty.status_code, answer.status_code) == (422, 302)
    sheet = points.sheet_of(policy.pk)
    assert (
        answer.url == f"/desk/items/{sheet.editions.get().pk}/" or str(sheet.editions.get().pk) in answer.url
    )


def test_lists_and_pages_cost_the_same_with_one_and_with_three(government):
    desk = signed_in(government.contact)
    counted = set()
    for number in (1, 2, 3):
        policy = a_policy(
            government, f"第{number}号补贴办法", CLAUSES.replace("一次性", f"第{number}次")
        ).publication
        splitting.propose_points(policy, by=government.contact, on=DAY)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/policies/points/")
        counted.add(len(queries))
    assert len(counted) == 1


def test_the_policys_page_costs_the_same_with_one_point_and_with_four(government):
    policy, _ = with_sheet(government)
    edition = policy.editions.get(state="live")
    PolicyPoint.objects.filter(publication=policy).update(flag="changed", flagged_on=date(2026, 11, 20))
    with CaptureQueriesContext(connection) as four:
        points.document_parts(edition, None, DAY)
    PolicyPoint.objects.filter(publication=policy, number__gt=1).update(flag="")
    with CaptureQueriesContext(connection) as one:
        points.document_parts(edition, None, DAY)
    assert len(one) == len(four) <= 4
