from __future__ import annotations

from datetime import date

import pytest

from mingtang.core.organisations.api import (
    Alias,
    Group,
    MayNotAppoint,
    Membership,
    appoint,
    delegate,
    end_membership,
    group_members,
    holders,
    named,
    reconsideration_body,
    standings,
    succeed,
)
from mingtang.core.organisations.models import Organisation, ReconsiderationBody
from mingtang.core.organisations.testing import a_body, a_person

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def roles(user, day=DAY):
    return [(s.role, s.organisation, s.on_behalf_of) for s in standings(user.pk, day)]


def test_a_role_holds_from_its_first_to_its_last_day():
    user, body = a_person("陈初审"), a_body()
    appoint(user, organisation=body, role="reviewer1", by=None, valid_from=date(2026, 11, 1), valid_until=DAY)

    assert roles(user) == [("reviewer1", "民政局", "")]
    assert roles(user, date(2026, 10, 31)) == []
    assert roles(user, date(2026, 11, 21)) == []


def test_who_runs_the_machine_decides_no_content():
    user, body = a_person("方系统"), a_body()
    appoint(user, organisation=body, role="system_administrator", by=None)

    with pytest.raises(MayNotAppoint) as refusal:
        appoint(user, organisation=body, role="contact", by=None)

    assert "不能兼任" in str(refusal.value)
    assert roles(user) == [("system_administrator", "民政局", "")]


def test_a_deputy_acts_for_a_time_and_is_named_with_whom_they_stand_for():
    chief, deputy = a_person("郑终审", "reviewer3"), a_person("许代办", "contact")
    membership = Membership.objects.get(user=chief)

    delegate(
        membership, deputy=deputy, valid_from=DAY, valid_until=date(2026, 11, 30), reason="外出学习", by=chief
    )

    assert ("reviewer3", "民政局", "郑终审") in roles(deputy)
    assert ("reviewer3", "民政局", "郑终审") not in roles(deputy, date(2026, 12, 1))
    assert holders("reviewer3", [membership.organisation_id], DAY) == sorted([chief.pk, deputy.pk])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": " "}, "请写明授权原因"),
        ({"valid_until": date(2026, 11, 1)}, "止日早于起日"),
        ({"valid_until": date(2027, 11, 1)}, "不超过180天"),
    ],
)
def test_a_delegation_needs_reason_order_and_measure(facts, said):
    chief, deputy = a_person("郑终审", "reviewer3"), a_person("许代办")
    given = {"valid_from": DAY, "valid_until": date(2026, 11, 30), "reason": "出差", **facts}

    with pytest.raises(MayNotAppoint) as refusal:
        delegate(Membership.objects.get(user=chief), deputy=deputy, by=chief, **given)

    assert said in str(refusal.value)


def test_an_administrator_does_not_come_by_content_through_a_delegation():
    chief, administrator = a_person("郑终审", "reviewer3"), a_person("方系统", "system_administrator")

    with pytest.raises(MayNotAppoint):
        delegate(
            Membership.objects.get(user=chief),
            deputy=administrator,
            valid_from=DAY,
            valid_until=DAY,
            reason="出差",
            by=chief,
        )


def test_a_reform_ends_one_body_and_names_its_successor():
    old, new = a_body("jyj", "云棠区教育局"), a_body("jtj", "云棠区教育和体育局")

    succeed(old, new, on=date(2019, 1, 15), document="机构改革方案", by=None)

    old.refresh_from_db()
    assert old.valid_until == date(2019, 1, 14)
    assert not Organisation.objects.on(DAY).filter(pk=old.pk).exists()
    assert [s.successor for s in old.successions.all()] == [new]


def test_bodies_are_found_by_every_name_and_the_living_come_first():
    dead = a_body("old", "云棠区政府办", valid_until=date(2018, 1, 1))
    living = a_body("qzfb", "云棠区人民政府办公室")
    Alias.objects.create(organisation=living, name="云棠区政府办")

    assert named("云棠区政府办", DAY) == [living, dead]
    assert named("没有这个局") == []


def test_a_group_holds_those_of_its_bodies_that_exist():
    town = a_body("zhen", "清河镇人民政府", kind="town")
    gone = a_body("gone", "旧镇人民政府", kind="town", valid_until=date(2015, 1, 1))
    group = Group.objects.create(name="各街镇")
    group.members.add(town, gone)

    assert group_members("各街镇", DAY) == [town]
    assert group_members("没有", DAY) == []


def test_the_reconsideration_body_depends_on_the_day():
    body = a_body()
    ReconsiderationBody.objects.create(
        organisation=body, body="区政府或者上级主管部门", valid_until=date(2023, 12, 31)
    )
    ReconsiderationBody.objects.create(organisation=body, body="区人民政府", valid_from=date(2024, 1, 1))

    assert reconsideration_body(body.pk, date(2023, 6, 1)) == "区政府或者上级主管部门"
    assert reconsideration_body(body.pk, DAY) == "区人民政府"


def test_ending_a_membership_ends_the_role():
    user = a_person("陈初审", "reviewer1")

    end_membership(Membership.objects.get(user=user), by=None, on=DAY)

    assert roles(user) == []
