"""One record in several columns, and until when it stays."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.core.organisations.api import Membership
from mingtang.publishing.analysis.retention import default_public_until
from mingtang.publishing.services.columns import grant
from mingtang.publishing.services.placing import MayNotPlace, further_columns, place
from mingtang.publishing.testing import DAY, a_column, a_draft, a_government, a_kind, published

ENFORCEMENT = {
    "years": 5,
    "exceptions": [{"when": {"element": "counterparty_type", "value": "自然人"}, "years": 2}],
}


@pytest.fixture
def government(db):
    return a_government()


def test_a_record_is_shown_in_further_columns_and_taken_out_again(government):
    edition = a_draft(government)

    assert place(edition, [government.child, government.column], by=government.contact, on=DAY) == [
        government.child.pk
    ]
    assert further_columns(edition) == [government.child.pk]
    assert place(edition, [], by=government.contact, on=DAY) == []
    assert further_columns(edition) == []


def test_a_record_is_not_shown_where_the_unit_has_no_right_the_column_is_closed_or_takes_other_kinds(
    government,
):
    edition = a_draft(government)
    foreign = a_column(
        government.site, "jy", "教育", Membership.objects.get(user=government.outsider).organisation
    )
    closed = a_column(government.site, "old", "旧栏目", government.body)
    closed.closed_on = DAY
    closed.save()
    news_only = a_column(government.site, "dt", "动态", government.body)
    news_only.kinds.add(a_kind("news", "政务动态"))
    for column in (closed, news_only):
        grant(government.body.pk, column, by=government.office)

    with pytest.raises(MayNotPlace) as refused:
        place(edition, [foreign, closed, news_only], by=government.contact, on=DAY)

    assert [r.reason for r in refused.value.reasons] == [
        "您的单位没有在“教育”栏目发布的权限。",
        "“旧栏目”栏目已停用，请另选栏目。",
        "“动态”栏目不收这种信息，请另选栏目。",
    ]
    assert further_columns(edition) == []


def test_what_is_public_is_not_moved(government):
    with pytest.raises(MayNotPlace):
        place(published(government), [government.child], by=government.contact, on=DAY)


@pytest.mark.parametrize(
    ("rule", "elements", "until"),
    [
        ("long", {}, "long"),
        ({"years": 5}, {}, "2031-11-20"),
        (ENFORCEMENT, {"counterparty_type": "自然人"}, "2028-11-20"),
        (ENFORCEMENT, {"counterparty_type": "法人"}, "2031-11-20"),
        ({}, {}, ""),
    ],
)
def test_each_kind_names_its_own_period(rule, elements, until):
    assert default_public_until(rule, elements, DAY) == until


def test_five_years_after_a_leap_day_is_the_last_of_february():
    assert default_public_until({"years": 5}, {}, date(2028, 2, 29)) == "2033-02-28"
