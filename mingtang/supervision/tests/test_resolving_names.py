"""Names of a document find their bodies where they can mean only one; the rest is left to a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.core.organisations.api import Alias, Group
from mingtang.core.organisations.testing import a_body
from mingtang.supervision.services.resolving import Candidate, Meant, bodies_of, meanings

DAY = date(2026, 11, 20)


@pytest.fixture
def district(db):
    """云棠区 of 景澄市 with two departments, its office, a town, a street and two groups."""
    bodies = {
        "gov": a_body("gov", "景澄市云棠区人民政府", short_name="区政府", kind="government"),
        "office": a_body("office", "景澄市云棠区人民政府办公室", short_name="区政府办公室"),
        "civil": a_body("civil", "景澄市云棠区民政局", short_name="区民政局"),
        "market": a_body("market", "景澄市云棠区市场监督管理局", short_name="区市场监管局"),
        "town": a_body("town", "云棠区白鹭镇人民政府", short_name="白鹭镇", kind="town"),
        "street": a_body("street", "云棠区棠城街道办事处", short_name="棠城街道", kind="street"),
    }
    Alias.objects.create(organisation=bodies["office"], name="区政府办")
    towns = Group.objects.create(name="各镇街")
    towns.members.set([bodies["town"], bodies["street"]])
    departments = Group.objects.create(name="区直各部门")
    departments.members.set([bodies["office"], bodies["civil"], bodies["market"]])
    return bodies | {"towns": towns, "departments": departments}


def one(name: str) -> Meant:
    return meanings([name], on=DAY)[name]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("区政府办", "office"),
        ("区政府办公室", "office"),
        ("云棠区人民政府办公室", "office"),
        ("区民政局", "civil"),
        ("民政局", "civil"),
        ("云棠区民政局", "civil"),
        ("景澄市云棠区民政局", "civil"),
        ("区市场监督管理局", "market"),
        ("市场监督管理局", "market"),
        ("白鹭镇", "town"),
        ("白鹭镇人民政府", "town"),
        ("棠城街道办事处", "street"),
        ("棠城街道", "street"),
        ("区 民政局", "civil"),
    ],
)
def test_a_body_is_found_by_every_name_that_documents_use(district, name, code):
    assert one(name) == Meant(organisation_id=district[code].pk)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("各镇街", "towns"),
        ("各街镇", "towns"),
        ("各乡镇（街道）", "towns"),
        ("各街道、镇", "towns"),
        ("区直各部门", "departments"),
        ("区政府各部门", "departments"),
        ("各部门", "departments"),
        ("区政府各部门（单位）", "departments"),
        ("区直各部门、各单位", "departments"),
    ],
)
def test_words_for_all_of_a_kind_mean_the_group_of_that_kind(district, name, group):
    assert one(name) == Meant(group_id=district[group].pk)


@pytest.mark.parametrize("name", ["区政府有关部门", "市直有关单位", "海事局", "局", ""])
def test_what_is_narrowed_or_unknown_is_left_to_a_person(district, name):
    assert not one(name).is_resolved


def test_a_name_that_two_bodies_share_is_offered_not_guessed(district):
    other = a_body("civil2", "景澄市青禾区民政局", short_name="青禾民政局")

    found = one("民政局")

    assert not found.is_resolved
    assert set(found.candidates[:2]) == {
        Candidate(f"o:{district['civil'].pk}", "景澄市云棠区民政局"),
        Candidate(f"o:{other.pk}", "景澄市青禾区民政局"),
    }
    assert one("云棠区民政局") == Meant(organisation_id=district["civil"].pk)


def test_a_name_nearly_right_brings_the_likely_bodies(district):
    found = one("区市场监督局")

    assert not found.is_resolved
    assert found.candidates[0] == Candidate(f"o:{district['market'].pk}", "景澄市云棠区市场监督管理局")


def test_two_groups_of_a_kind_are_offered(district):
    other = Group.objects.create(name="各乡镇")

    found = one("各镇人民政府（街道办事处）")

    assert not found.is_resolved
    assert [c.value for c in found.candidates] == [f"g:{district['towns'].pk}", f"g:{other.pk}"]


def test_a_body_counts_only_while_it_exists(district):
    district["civil"].valid_until = date(2025, 12, 31)
    district["civil"].save()

    assert not one("区民政局").is_resolved
    assert meanings(["区民政局"], on=date(2025, 6, 1))["区民政局"].is_resolved


def test_hundreds_of_names_cost_no_more_than_one(district):
    def cost(names: list[str]) -> int:
        with CaptureQueriesContext(connection) as caught:
            meanings(names, on=DAY)
        return len(caught)

    assert cost(["区民政局"]) == cost([f"第{n}局" for n in range(300)]) == 4


def test_what_a_form_hands_back_is_a_body_a_group_or_nothing(district):
    assert bodies_of(f"o:{district['civil'].pk}") == (district["civil"], None)
    assert bodies_of(f"g:{district['towns'].pk}") == (None, district["towns"])
    assert [bodies_of(value) for value in ("", "o:", "o:x", "o:999999", "g:99999999999", "z:1")] == [
        (None, None)
    ] * 6
