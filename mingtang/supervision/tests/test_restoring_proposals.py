"""Merging, splitting and correcting are undone before confirmation: the items come back as they were read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY, Government, a_government
from mingtang.supervision.models import ProposedTask, WorkPlan
from mingtang.supervision.services import confirming, proposals, restoring
from mingtang.supervision.services.proposals import MayNotPropose, Wording
from mingtang.supervision.testing import a_reading

TEXTS = (
    "公开就业信息，公开社保信息。（责任单位：区民政局；完成时限：6月底前）",
    "公开救助信息。（责任单位：区数据局、区民政局等有关部门）",
    "公开教育信息。（牵头单位：区数据局；完成时限：长期坚持）",
)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def plan(government: Government) -> WorkPlan:
    return a_reading(government, TEXTS)


def items(plan: WorkPlan) -> list[ProposedTask]:
    return list(plan.proposals.filter(state="open").order_by("order"))


def whole(plan: WorkPlan) -> list[tuple[Any, ...]]:
    """All that the items say, with the names of their units."""
    return [
        (
            row.pk, row.seq, row.level1, row.text, row.source_text, row.due_on, row.is_standing, row.open_list,
            sorted(row.units.values_list("name", "role", "organisation")),
        )
        for row in items(plan)
    ]  # fmt: skip


def test_a_merge_is_undone(government, plan):
    before = whole(plan)
    merged = proposals.merge(items(plan), by=government.office, on=DAY)
    assert len(items(plan)) == 1
    assert [row.seq for row in restoring.would_return(merged)] == ["1", "2", "3"]

    restoring.restore(merged, by=government.office, on=DAY)
    assert whole(plan) == before


def test_a_split_is_undone_from_either_half(government, plan):
    before = whole(plan)
    first, _, _ = items(plan)
    for half in (0, 1):
        halves = proposals.split(first, "公开就业信息。", "公开社保信息。", by=government.office, on=DAY)
        assert len(items(plan)) == 4
        restoring.restore(halves[half], by=government.office, on=DAY)
        assert whole(plan) == before
        first.refresh_from_db()


def test_what_was_split_and_merged_across_comes_back_together(government, plan):
    before = whole(plan)
    first, second, third = items(plan)
    _, other = proposals.split(first, "公开就业信息。", "公开社保信息。", by=government.office, on=DAY)
    merged = proposals.merge([other, second], by=government.office, on=DAY)
    proposals.correct(third, Wording("公开学校信息。", seq="3"), by=government.office, on=DAY)
    third.refresh_from_db()

    assert {row.pk for row in restoring.would_return(merged)} == {first.pk, second.pk}
    restoring.restore(merged, by=government.office, on=DAY)
    assert whole(plan)[:2] == before[:2]
    assert whole(plan)[2] != before[2]
    restoring.restore(third, by=government.office, on=DAY)
    assert whole(plan) == before


def test_what_people_said_the_names_mean_is_kept(government, plan):
    data = a_body("sjj", "云棠区数据管理局")
    second = items(plan)[1]
    unit = second.units.get(name="区数据局")
    proposals.choose_unit(unit, organisation=data, everywhere=True, by=government.office, on=DAY)
    merged = proposals.merge(items(plan)[1:], by=government.office, on=DAY)

    restoring.restore(merged, by=government.office, on=DAY)
    found = [row.units.get(name="区数据局").organisation for row in items(plan)[1:]]
    assert found == [data, data]


def test_what_was_not_changed_is_not_restored(government, plan):
    first, second, _ = items(plan)
    proposals.settle_list(second, by=government.office, on=DAY)
    second.refresh_from_db()
    for row in (first, second):
        assert restoring.would_return(row) == []
        with pytest.raises(MayNotPropose, match="和原文所列相同"):
            restoring.restore(row, by=government.office, on=DAY)


def test_only_the_office_restores_and_only_before_confirmation(government, plan):
    merged = proposals.merge(items(plan)[1:], by=government.office, on=DAY)
    for person in (government.contact, government.auditor, government.outsider):
        with pytest.raises(MayNotPropose, match="由政务公开办"):
            restoring.restore(merged, by=person, on=DAY)
    ready = a_reading(government, TEXTS[:1], title="云棠区2026年另一份要点")
    proposals.split(ready.proposals.get(), "甲", "乙", by=government.office, on=DAY)
    confirming.confirm(ready, by=government.office, on=DAY)
    with pytest.raises(MayNotPropose):
        restoring.restore(ready.proposals.first(), by=government.office, on=DAY)


def test_the_page_says_what_would_come_back_and_does_it(government, plan):
    before = whole(plan)
    office = sign_in(Client(), government.office)
    first, second, _ = items(plan)
    path = f"/desk/tasks/plans/items/{first.pk}/"
    assert "恢复为原文所列" not in office.get(path).content.decode()

    _, half = proposals.split(first, "公开就业信息。", "公开社保信息。", by=government.office, on=DAY)
    page = office.get(f"/desk/tasks/plans/items/{half.pk}/").content.decode()
    assert "恢复为第1项；名称对应的单位保留。" in page
    assert "公开就业信息，公开社保信息。" in page
    answer = office.post(f"/desk/tasks/plans/items/{half.pk}/restore/", follow=True)
    assert answer.redirect_chain[-1][0] == path
    assert "已恢复为原文所列。" in answer.content.decode()
    assert whole(plan) == before
    assert office.post(f"/desk/tasks/plans/items/{second.pk}/restore/", follow=True).status_code == 200
    assert sign_in(Client(), government.auditor).post(f"{path}restore/").status_code == 404
