"""The pages of plans: taking a file in, proposal beside source, confirming, comparing; and who sees them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingtang.core.accounts.testing import sign_in
from mingtang.core.files.testing import docx_of
from mingtang.core.organisations.api import standings
from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.models import Task, WorkPlan
from mingtang.supervision.queries import plans as queries
from mingtang.supervision.services import proposals
from mingtang.supervision.testing import TEXTS, a_plan, a_plan_file, a_reading

HEAD = ["序号", "工作任务", "责任单位", "完成时限"]
ROWS = [
    HEAD,
    ["1", "公开重大建设项目批准和实施信息", "区民政局", "2026年12月底前"],
    ["2", "公开社会救助信息", "区民政局、区数据局等有关部门", "2026年6月底前"],
]


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def office(government) -> Client:
    return sign_in(Client(), government.office)


def url(name: str, *args: int) -> str:
    return reverse(f"supervision-desk:{name}", args=args)


def sent(government, data: bytes, name: str, **told) -> dict:
    return {
        "file": SimpleUploadedFile(name, data),
        "organisation": government.site.organisation.pk,
        "corrects": "",
        **told,
    }


def words(response) -> str:
    return response.content.decode()


# --- taking in


@pytest.mark.parametrize("form", ["docx", "txt"])
def test_a_document_becomes_proposals_beside_their_source(government, office, form):
    title = "云棠区2026年政务公开重点工作任务分解表"
    data = docx_of(title, table=ROWS) if form == "docx" else a_plan_file(title=title).read()

    answer = office.post(url("plan-import"), sent(government, data, f"plan.{form}", issued_on="2026-03-02"))

    plan = WorkPlan.objects.get()
    assert answer.url == url("plan", plan.pk)
    assert (plan.title, plan.year, plan.issued_on) == (title, 2026, date(2026, 3, 2))
    page = words(office.get(f"{answer.url}?show=all"))
    first = plan.proposals.first()
    assert first.text.rstrip("。") in page
    assert first.place in page
    assert first.due_on == date(2026, 12, 31)
    assert ("公开重大建设项目批准和实施信息" in first.source_text) and ("区民政局" in first.source_text)
    assert not Task.objects.exists()


def test_the_form_keeps_what_was_typed_and_shows_the_words_that_were_read(government, office):
    told = sent(
        government, "年度工作总结\n\n全年做了许多工作。".encode(), "plan.txt", issuer="区政府办", year="2026"
    )

    answer = office.post(url("plan-import"), told)

    page = words(answer)
    assert answer.status_code == 422
    assert "没有读出任务" in page
    assert "全年做了许多工作。" in page
    assert 'value="区政府办"' in page
    assert not WorkPlan.objects.exists()


@pytest.mark.parametrize("name", ["plan.exe", "plan.docx"])
def test_a_file_that_cannot_be_read_is_told_and_keeps_nothing(government, office, name):
    answer = office.post(url("plan-import"), sent(government, b"MZ\x00\x01", name))

    assert answer.status_code == 422
    assert not WorkPlan.objects.exists()


def test_without_a_file_the_form_says_so(government, office):
    told = sent(government, b"", "plan.txt")
    del told["file"]

    assert "请选择要上传的文件" in words(office.post(url("plan-import"), told))


# --- the list and the doors


def test_plans_are_listed_by_year(government, office):
    a_plan(government)
    a_reading(government, ("公开救助信息。（责任单位：区民政局）",), title="云棠区2025年政务公开工作要点")

    page = words(office.get(url("plans")))
    assert ("云棠区2026年政务公开工作要点" in page) and ("云棠区2025年政务公开工作要点" in page)
    page = words(office.get(f"{url('plans')}?year=2025"))
    assert ("云棠区2026年政务公开工作要点" not in page) and ("云棠区2025年政务公开工作要点" in page)
    assert office.get(f"{url('plans')}?year=x&after=y").status_code == 200


def test_the_list_goes_on_behind_a_key(government):
    for year in range(2020, 2024):
        a_reading(
            government, ("公开救助信息。（责任单位：区民政局）",), title=f"云棠区{year}年政务公开工作要点"
        )

    page = queries.page_of_plans(WorkPlan.objects.all(), year=None, after=0, size=2)
    rest = queries.page_of_plans(WorkPlan.objects.all(), year=None, after=page[1].pk, size=2)

    assert [plan.year for plan in page] == [2023, 2022, 2021]
    assert [plan.year for plan in rest] == [2021, 2020]
    assert [(plan.read, plan.made) for plan in rest] == [(1, 0), (1, 0)]


def test_units_and_outsiders_see_nothing_of_plans_and_auditors_only_read(government):
    plan = a_reading(government)
    row = plan.proposals.first()
    unit = row.units.first()
    pages = [
        url("plans"),
        url("plan", plan.pk),
        url("plan-file", plan.pk),
        url("proposal", row.pk),
    ]
    work = [url(name, plan.pk) for name in ("plan-head", "plan-drop", "plan-confirm")]
    acts = [
        *(url(name, plan.pk) for name in ("plan-merge", "plan-units", "plan-confirm", "plan-drop")),
        *(url(name, row.pk) for name in ("proposal", "proposal-settle", "proposal-take-back")),
        *(url(name, unit.pk) for name in ("proposed-unit-choose", "proposed-unit-drop")),
        url("plan-import"),
    ]
    for person in (government.contact, government.unit_leader, government.outsider, government.administrator):
        client = sign_in(Client(), person)
        assert [client.get(page).status_code for page in [*pages, *work]] == [404] * 7
        assert [client.post(act).status_code for act in acts] == [404] * len(acts)
    auditor = sign_in(Client(), government.auditor)
    assert [auditor.get(page).status_code for page in pages if page != url("plan-file", plan.pk)] == [200] * 3
    assert b"".join(auditor.get(url("plan-file", plan.pk)).streaming_content) == a_plan_file().read()
    assert [auditor.get(page).status_code for page in work] == [404] * 3
    assert [auditor.post(act).status_code for act in acts] == [404] * len(acts)
    assert Client().get(url("plans")).status_code == 302
    assert "导入工作要点" not in words(auditor.get(url("plans")))


# --- putting right


def test_an_item_is_put_right_and_a_refusal_keeps_what_was_typed(government, office):
    plan = a_reading(government)
    row = plan.proposals.first()
    told = {"act": "correct", "seq": "1", "text": "公开重点项目信息。", "due_on": "2026-10-31"}

    assert office.post(url("proposal", row.pk), told | {"is_standing": "on"}).status_code == 422
    answer = office.post(url("proposal", row.pk), told | {"is_standing": "on"})
    assert ("长期坚持的任务没有完成时限" in words(answer)) and ("公开重点项目信息。" in words(answer))
    assert office.post(url("proposal", row.pk), told).status_code == 302

    row.refresh_from_db()
    assert (row.text, row.due_on, row.level1) == ("公开重点项目信息。", date(2026, 10, 31), "")
    assert TEXTS[0] in words(office.get(url("proposal", row.pk)))


def test_units_are_chosen_added_dropped_and_settled_on_the_page(government, office):
    plan = a_reading(government, ("公开救助信息。（责任单位：区数据局、区民政局等有关部门）",))
    row = plan.proposals.get()
    strange, known = row.units.order_by("pk")
    other = government.site.organisation

    page = words(office.get(url("proposal", row.pk)))
    assert "请选定" in page
    office.post(
        url("proposed-unit-choose", strange.pk),
        {f"unit-{strange.pk}-unit": f"o:{government.body.pk}", f"unit-{strange.pk}-everywhere": "on"},
    )
    office.post(url("proposed-unit-drop", known.pk))
    office.post(url("proposal", row.pk), {"act": "add", "add-unit": f"o:{other.pk}", "add-role": "lead"})
    office.post(url("proposal-settle", row.pk))

    row.refresh_from_db()
    assert [(unit.organisation, unit.role) for unit in row.units.order_by("pk")] == [
        (government.body, "co"),
        (other, "lead"),
    ]
    assert not row.open_list


def test_choosing_nothing_says_what_to_do(government, office):
    plan = a_reading(government, ("公开救助信息。（责任单位：区数据局）",))
    unit = plan.proposals.get().units.get()

    page = words(office.post(url("proposed-unit-choose", unit.pk), {}, follow=True))

    assert "请选择一个单位或者一个机构组" in page


def test_an_item_is_split_merged_left_out_and_taken_back_on_the_pages(government, office):
    plan = a_reading(government)
    first, second, third = plan.proposals.order_by("order")

    office.post(url("proposal", first.pk), {"act": "split", "split-begins": "批准和实施"})
    office.post(url("proposal", third.pk), {"act": "leave_out", "out-reason": "日常工作"})
    parts = list(plan.proposals.order_by("order")[:2])
    assert [row.text for row in parts] == ["公开重大建设项目", "批准和实施信息。"]
    assert "日常工作" in words(office.get(f"{url('plan', plan.pk)}?show=left_out"))

    office.post(url("plan-merge", plan.pk), {"item": [parts[1].pk, second.pk], "show": "all"})
    office.post(url("proposal-take-back", third.pk))
    third.refresh_from_db()
    parts[1].refresh_from_db()
    assert parts[1].text == "批准和实施信息。\n公开社会救助信息。"
    assert third.state == "open"
    bad = office.post(url("proposal", first.pk), {"act": "split", "split-begins": "没有的字"})
    assert (bad.status_code, "没有的字" in words(bad)) == (422, True)


def test_one_unit_goes_to_all_items_without_one(government, office):
    plan = a_reading(government, ("公开就业信息。", "公开救助信息。"))
    page = words(office.get(url("plan", plan.pk)))
    assert "没有写单位的各项一并加上单位" in page

    office.post(
        url("plan-units", plan.pk), {"all-unit": f"o:{government.body.pk}", "all-role": "co", "show": "units"}
    )

    assert [row.units.get().organisation for row in plan.proposals.all()] == [government.body] * 2
    assert "没有写单位的各项一并加上单位" not in words(office.get(url("plan", plan.pk)))


def test_filters_count_what_waits_and_what_is_in_doubt(government, office):
    plan = a_reading(
        government,
        (
            "公开就业信息。（责任单位：区民政局；完成时限：6月底前）",
            "公开救助信息。（责任单位：区数据局；完成时限：6月底前）",
            "公开教育信息。（责任单位：区民政局等有关部门；完成时限：6月底前）",
            "公开养老信息。（责任单位：区民政局）",
        ),
    )

    assert queries.counts(plan) == {"units": 2, "doubts": 2, "all": 4, "left_out": 0}
    page = words(office.get(f"{url('plan', plan.pk)}?show=doubts"))
    assert ("公开教育信息" in page) and ("公开养老信息" in page) and ("公开救助信息" not in page)
    assert url("proposal", plan.proposals.get(seq="3").pk) in page


def test_what_each_name_was_taken_to_mean_is_seen_at_a_glance(government, office):
    plan = a_reading(
        government, (*TEXTS, "公开救助信息。（责任单位：区数据局）", "公开就业信息。（责任单位：区数据局）")
    )

    found = [(one.name, one.meaning, one.items) for one in queries.names_of(plan)]

    assert found == [
        ("区数据局", "", 2),
        ("区民政局", "云棠区民政局", 3),
        ("区教育和体育局", "云棠区教育和体育局", 1),
    ]
    assert "单位名称对应" in words(office.get(url("plan", plan.pk)))
    unit = plan.proposals.get(seq="4").units.get()
    proposals.choose_unit(unit, organisation=government.body, everywhere=True, by=government.office, on=DAY)
    assert "区数据局 → 民政局" in words(office.get(f"{url('plan', plan.pk)}?show=all"))


# --- confirming


def test_confirming_is_refused_item_by_item_then_makes_the_tasks_once(government, office):
    plan = a_reading(government, (*TEXTS, "公开救助信息。（责任单位：区数据局）"))
    last = plan.proposals.get(seq="4")

    page = words(office.get(url("plan-confirm", plan.pk)))
    assert "“区数据局”还没有对应到单位" in page
    assert url("proposal", last.pk) in page
    assert "还没有对应到单位" in words(office.post(url("plan-confirm", plan.pk), follow=True))
    proposals.leave_out(last, "不属于本年任务", by=government.office, on=DAY)
    assert "将生成3项任务" in words(office.get(url("plan-confirm", plan.pk)))
    office.post(url("plan-confirm", plan.pk))
    assert "已经确认" in words(office.post(url("plan-confirm", plan.pk), follow=True))

    assert plan.tasks.count() == 3


def test_items_without_a_deadline_are_told_and_do_not_hinder(government, office):
    plan = a_reading(government, ("公开救助信息。（责任单位：区民政局）",))

    assert "有1项没有完成时限" in words(office.get(url("plan-confirm", plan.pk)))
    office.post(url("plan-confirm", plan.pk))

    assert plan.tasks.get().due_on is None


def test_a_corrected_document_is_compared_and_confirmed_on_the_page(government, office):
    plan = a_plan(government)
    texts = (TEXTS[0].replace("12月底前", "10月底前"), TEXTS[1])
    data = a_plan_file(texts).read()

    answer = office.post(url("plan-import"), sent(government, data, "new.txt", corrects=str(plan.pk)))
    correction = WorkPlan.objects.get(corrects=plan)
    assert answer.url == url("plan", correction.pk)
    assert office.get(url("plan-confirm", correction.pk)).url == url("plan-compare", correction.pk)
    page = words(office.get(url("plan-compare", correction.pk)))
    assert ("2026-12-31" in page) and ("2026-10-31" in page) and ("1项没有变化" in page)
    gone = plan.tasks.get(number=3)
    office.post(url("plan-compare", correction.pk), {"ended": [gone.pk]})

    assert [(task.due_on, task.state) for task in plan.tasks.order_by("number")] == [
        (date(2026, 10, 31), "open"),
        (date(2026, 11, 30), "open"),
        (None, "ended"),
    ]
    assert office.get(url("plan-compare", correction.pk)).status_code == 302


def test_head_and_drop_pages(government, office):
    plan = a_reading(government)
    told = {"title": "新标题", "year": "2026", "issued_on": "2026-03-02"}

    assert office.post(url("plan-head", plan.pk), {"title": ""}).status_code == 422
    assert office.post(url("plan-head", plan.pk), told).status_code == 302
    assert office.post(url("plan-drop", plan.pk), {"reason": ""}).status_code == 422
    assert office.post(url("plan-drop", plan.pk), {"reason": "传错了"}).status_code == 302

    plan.refresh_from_db()
    assert (plan.title, plan.issued_on, plan.state) == ("新标题", date(2026, 3, 2), "dropped")
    assert "传错了" in words(office.get(url("plan", plan.pk)))


def test_the_original_is_handed_out(government, office):
    plan = a_reading(government)

    assert b"".join(office.get(url("plan-file", plan.pk)).streaming_content) == a_plan_file().read()


def test_a_reading_waits_on_the_offices_list(government):
    plan = a_reading(government)

    def waiting(person) -> list[tuple[str, str]]:
        told = queries.todo(person, standings(person.pk, DAY), DAY)
        return [(item.title, item.what) for item in told.items]

    assert waiting(government.office) == [(plan.title, "核对并确认工作要点")]
    assert waiting(government.contact) == []


# --- cost


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["plan", "plan-confirm"])
def test_a_plan_of_many_items_costs_no_more_queries_than_one_of_one(government, office, name):
    text = "公开第{}类信息。（牵头单位：区民政局；责任单位：区教育和体育局、区数据局；完成时限：6月底前）"
    small = a_reading(government, (text.format(0),), title="云棠区2025年工作要点")
    large = a_reading(government, [text.format(number) for number in range(60)])

    costs = {queries_of(office, url(name, plan.pk)) for plan in (small, large)}

    assert len(costs) == 1, costs


def test_the_list_costs_the_same_with_one_plan_and_with_three(government, office):
    a_plan(government)
    one = queries_of(office, url("plans"))
    for year in (2024, 2025):
        a_reading(government, title=f"云棠区{year}年政务公开工作要点")

    assert queries_of(office, url("plans")) == one


def test_comparing_costs_the_same_for_few_and_many(government, office):
    few, many = (a_plan(government, number, title=f"云棠区2026年第{number}号工作要点") for number in (2, 9))
    pages = [
        a_reading(
            government,
            [f"公开{n}。（责任单位：区民政局）" for n in range(count)],
            corrects=plan,
            title=f"云棠区2026年第{count}号工作要点（更正）",
        )
        for plan, count in ((few, 2), (many, 9))
    ]

    assert len({queries_of(office, url("plan-compare", page.pk)) for page in pages}) == 1


def test_a_long_plan_is_read_page_by_page(government, office):
    plan = a_reading(government, [f"公开第{n}类信息。（责任单位：区民政局）" for n in range(70)])

    first = words(office.get(f"{url('plan', plan.pk)}?show=all"))
    last = plan.proposals.order_by("order")[49].order
    second = words(office.get(f"{url('plan', plan.pk)}?show=all&after={last}"))

    assert ("公开第0类" in first) and ("公开第49类" in first) and ("公开第50类" not in first)
    assert ("公开第49类" not in second) and ("公开第69类" in second)
    assert f"after={last}" in first
