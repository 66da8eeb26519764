"""The indicators of the library: what is whole and what was answered in time count, the rest is shown with what it lacks."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate

from mingtang.core.indicators.api import Period
from mingtang.policies.api import LIBRARY_INDICATORS
from mingtang.policies.models import Campaign, CampaignAnswer, Policy
from mingtang.policies.testing import a_policy
from mingtang.publishing.testing import Government

ELEMENTS, CONFIRMED = LIBRARY_INDICATORS
TODAY = localdate()
LATELY = Period(TODAY - timedelta(days=60), TODAY)


def told(indicator, government: Government, period: Period = LATELY) -> list[tuple[str, bool, str]]:
    rows = indicator.rows([government.body.pk], period)[government.body.pk]
    return [(row.title, row.counts, row.note) for row in rows]


def test_a_document_with_something_missing_does_not_count_and_stands_first_with_what_it_lacks(government):
    whole = a_policy(government, "云棠区临时救助办法")
    lacking = a_policy(government, "云棠区养老服务办法", number="云民发〔2024〕4号")
    Policy.objects.filter(pk=whole.pk).update(findings=[])
    Policy.objects.filter(pk=lacking.pk).update(findings=[{"code": "topic", "message": "没有主题分类"}])

    found = ELEMENTS.read(government.body.pk, LATELY)
    assert (found.value, found.of) == (1, 2)
    assert told(ELEMENTS, government) == [
        ("云棠区养老服务办法", False, "没有主题分类"),
        ("云棠区临时救助办法", True, "要素齐全"),
    ]
    assert ELEMENTS.read(government.body.pk, Period(date(1990, 1, 1), date(1990, 12, 31))).of == 0


def test_an_answer_counts_that_came_by_the_day_and_one_that_is_late_or_missing_does_not(government):
    policy = a_policy(government)
    due = TODAY - timedelta(days=10)
    for title, answered in (("按期", due), ("晚一天", due + timedelta(days=1)), ("没答", None)):
        answer(government, policy, title, due, answered)
    answer(government, policy, "还没到期", TODAY + timedelta(days=1), None)

    found = CONFIRMED.read(government.body.pk, LATELY)
    assert (found.value, found.of) == (1, 3)
    assert [(counts, note) for _, counts, note in told(CONFIRMED, government)] == [
        (False, f"继续有效，逾期答复（晚一天，期限{due}）"),
        (False, f"没有答复（没答，期限{due}）"),
        (True, f"继续有效（按期，期限{due}）"),
    ]


def answer(government: Government, policy: Policy, title: str, due: date, answered: date | None) -> None:
    campaign = Campaign.objects.create(
        title=title, opened_on=due - timedelta(days=30), due_on=due, opened_by=government.office
    )
    CampaignAnswer.objects.create(
        campaign=campaign,
        policy=policy,
        unit=government.body,
        answer="keep" if answered else "",
        answered_on=answered,
    )
