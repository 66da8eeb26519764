"""By which names documents call units: learnt from choices, kept on a page, and then found by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from mingtang.core.accounts.testing import sign_in
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import (
    Alias,
    Group,
    GroupAlias,
    MayNotName,
    Organisation,
    call,
    group_members,
)
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY, Government, a_government
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.services import proposals
from mingtang.supervision.services.resolving import Meant, meanings
from mingtang.supervision.testing import a_reading

NAMES = "/desk/tasks/names/"
TEXTS = ("公开救助信息。（责任单位：区数据办）", "公开各镇信息。（责任单位：镇街各单位）")


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def data(government: Government) -> Organisation:
    return a_body("sjj", "云棠区数据管理局")


@pytest.fixture
def towns(government: Government) -> Group:
    group = Group.objects.create(name="各镇街")
    group.members.set([a_body("dz", "云棠区东镇人民政府"), a_body("xz", "云棠区西镇人民政府")])
    return group


@pytest.fixture
def plan(government: Government) -> WorkPlan:
    return a_reading(government, TEXTS)


def unit_of(plan: WorkPlan, name: str):
    return plan.proposals.get(units__name=name).units.get()


def office(government: Government) -> Client:
    return sign_in(Client(), government.office)


def test_a_name_that_was_chosen_and_remembered_is_found_in_the_next_document(government, plan, data, towns):
    client = office(government)
    for name, value in (("区数据办", f"o:{data.pk}"), ("镇街各单位", f"g:{towns.pk}")):
        unit = unit_of(plan, name)
        page = client.get(f"/desk/tasks/plans/items/{unit.task_id}/").content.decode()
        assert "记住这个叫法，以后导入时自动对应" in page
        told = {f"unit-{unit.pk}-unit": value, f"unit-{unit.pk}-remember": "on"}
        client.post(f"/desk/tasks/plans/names/{unit.pk}/choose/", told)

    following = a_reading(government, TEXTS, title="云棠区2026年另一份要点")
    assert unit_of(following, "区数据办").organisation == data
    assert unit_of(following, "镇街各单位").group == towns
    assert (
        "记住这个叫法"
        not in client.get(
            f"/desk/tasks/plans/items/{unit_of(following, '区数据办').task_id}/"
        ).content.decode()
    )
    assert [entry.action for entry in audit.entries_about(data)] == ["organisations.called"]


def test_a_choice_that_is_not_ticked_is_not_remembered(government, plan, data):
    unit = unit_of(plan, "区数据办")
    proposals.choose_unit(unit, organisation=data, by=government.office, on=DAY)

    assert not Alias.objects.filter(name="区数据办").exists()
    assert (
        unit_of(a_reading(government, TEXTS, title="云棠区2026年另一份要点"), "区数据办").organisation is None
    )


def test_a_name_means_one_thing_only(government, data, towns):
    call("区数据办", organisation=data, by=government.office)
    call("区数据办", organisation=data, by=government.office)
    assert call("云棠区数据管理局", organisation=data, by=government.office) is None
    assert Alias.objects.count() == 1
    for facts in ({"organisation": government.body}, {"group": towns}):
        with pytest.raises(MayNotName, match="“区数据办”已经是“云棠区数据管理局”的叫法"):
            call("区数据办", **facts, by=government.office)
    with pytest.raises(MayNotName, match="已经是“各镇街”的叫法"):
        call("各镇街", organisation=data, by=government.office)
    with pytest.raises(MayNotName, match="请选择一个单位"):
        call("某某办", by=government.office)


def test_a_choice_whose_name_is_taken_is_refused_whole(government, plan, data):
    a_body("other", "云棠区数据资源局", short_name="区数据办")
    unit = unit_of(plan, "区数据办")
    with pytest.raises(MayNotName):
        proposals.choose_unit(unit, organisation=data, remember=True, by=government.office, on=DAY)
    unit.refresh_from_db()
    assert unit.organisation is None


def test_the_office_keeps_names_on_a_page(government, data, towns):
    client = office(government)
    client.post(NAMES, {"name": "区大数据办", "unit": f"o:{data.pk}"})
    client.post(NAMES, {"name": "各镇（街道）", "unit": f"g:{towns.pk}"})
    page = client.get(NAMES).content.decode()
    assert all(word in page for word in ("区大数据办", "各镇（街道）", "云棠区数据管理局", "2个单位"))
    taken = client.post(NAMES, {"name": "区大数据办", "unit": f"o:{government.body.pk}"})
    assert taken.status_code == 422
    assert 'value="区大数据办"' in taken.content.decode()

    client.post(f"{NAMES}body/{Alias.objects.get().pk}/forget/")
    client.post(f"{NAMES}group/{GroupAlias.objects.get().pk}/forget/")
    assert not Alias.objects.exists()
    assert not GroupAlias.objects.exists()
    assert client.post(f"{NAMES}body/999/forget/").status_code == 404


def test_the_office_keeps_groups_on_a_page(government, towns):
    client = office(government)
    members = [str(pk) for pk in towns.members.values_list("pk", flat=True)]
    told = {"name": "各镇街道", "aliases": "镇街各单位\n各镇办\n", "members": members[:1]}
    client.post(f"{NAMES}groups/{towns.pk}/", told)
    towns.refresh_from_db()
    assert towns.name == "各镇街道"
    assert meanings(["镇街各单位", "各镇办"], on=DAY) == {
        "镇街各单位": Meant(group_id=towns.pk),
        "各镇办": Meant(group_id=towns.pk),
    }
    assert [str(body.pk) for body in group_members("各镇办", DAY)] == members[:1]

    again = client.get(f"{NAMES}groups/{towns.pk}/").content.decode()
    assert "镇街各单位\n各镇办" in again
    client.post(f"{NAMES}groups/{towns.pk}/", told | {"aliases": "各镇办"})
    assert list(towns.aliases.values_list("name", flat=True)) == ["各镇办"]
    empty = client.post(f"{NAMES}groups/{towns.pk}/", told | {"members": []})
    assert empty.status_code == 422

    client.post(f"{NAMES}groups/new/", {"name": "驻区各单位", "aliases": "", "members": members})
    assert Group.objects.get(name="驻区各单位").members.count() == 2
    double = client.post(f"{NAMES}groups/new/", {"name": "各镇办", "aliases": "", "members": members})
    assert double.status_code == 422
    assert client.get(f"{NAMES}groups/999/").status_code == 404


def test_nobody_else_enters(government, towns):
    for person in (government.contact, government.auditor, government.outsider, government.administrator):
        client = sign_in(Client(), person)
        assert client.get(NAMES).status_code == 404
        assert client.post(NAMES, {"name": "某某", "unit": f"g:{towns.pk}"}).status_code == 404
        assert client.post(f"{NAMES}groups/{towns.pk}/", {"name": "改"}).status_code == 404
    assert not GroupAlias.objects.exists()
