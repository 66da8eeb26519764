"""指标体系: editing, refusing, putting in force, versions; what the database holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from mingtang.assessments.models import Scheme, SchemeIndicator, SchemePeriod, SchemeUnit
from mingtang.assessments.services import schemes, scoring
from mingtang.assessments.testing import DAY, a_draft, a_scheme, an_indicator, give_all, the_quarter
from mingtang.core.indicators.api import listed
from mingtang.core.organisations.testing import a_body
from mingtang.core.refusals import Refused


def reasons(refused) -> list[str]:
    return [reason.reason for reason in refused.value.reasons]


@pytest.mark.demand("AS-04", "GR-06")
def test_a_new_scheme_has_public_enterprises_and_grassroots_among_its_indices(government):
    body = a_body("qzf", "云棠区人民政府", kind="government")
    scheme = schemes.draft_scheme(body, year=2026, name="考核方案", by=government.office, on=DAY)

    areas = set(scheme.indicators.values_list("area", flat=True))
    assert areas == {"general", "public_enterprises", "grassroots"}
    assert sum(i.weight for i in scheme.indicators.all()) == 100
    assert [p.weight for p in scheme.periods.all()] == [25] * 4
    assert body.pk not in set(scheme.units.values_list("organisation_id", flat=True))
    assert (schemes.advice(scheme), schemes.put_in_force_refusals(scheme, by=government.office, on=DAY)) == (
        [],
        [],
    )

    scheme.indicators.filter(area="public_enterprises").delete()
    assert schemes.advice(scheme) == ["指标体系中没有“公共企事业单位信息公开”的指标；上级要求将其纳入考核。"]


def test_only_the_office_makes_schemes_and_one_for_a_year(government, sync):
    scheme = a_draft(government)
    told = {"year": 2026, "name": "考核方案", "on": DAY}

    with pytest.raises(Refused) as refused:
        schemes.draft_scheme(scheme.organisation, by=government.contact, **told)
    assert reasons(refused) == [
        "考核方案和评分由政务公开办办理。",
        "2026年已有考核方案，请打开它，或者从它另起新版本。",
    ]


@pytest.mark.demand("AS-06")
def test_an_index_that_rewards_the_mere_number_of_items_is_refused_and_a_capped_one_is_not(government, sync):
    scheme = a_draft(government)
    counting = {"code": "3", "name": "信息发布数量", "weight": Decimal(5)}

    with pytest.raises(Refused) as refused:
        an_indicator(scheme, government, **counting, rule={"kind": "count", "each": "0.1"})
    assert ["以量取胜" in reason for reason in reasons(refused)] == [True]
    assert scheme.indicators.count() == 2

    kept = an_indicator(scheme, government, **counting, rule={"kind": "count", "each": "0.5", "at_most": 10})
    assert kept.words == "每项0.5分，最多计10项"


def test_a_rule_fits_where_its_facts_come_from(government, sync):
    scheme = a_draft(government)
    for facts, words in (
        ({"source": "gone"}, "目前没有测量"),
        ({"source": ""}, "只能人工评分"),
        ({"source": "sync", "rule": {"kind": "hand"}}, "请选择按数据计分的规则"),
        ({"code": "1"}, "编号“1”重复"),
    ):
        with pytest.raises(Refused) as refused:
            an_indicator(scheme, government, **{"code": "3", **facts})
        assert [words in reason for reason in reasons(refused)] == [True], words


@pytest.mark.demand("AS-01")
def test_a_scheme_whose_weights_are_not_a_hundred_is_not_put_in_force(government, sync):
    scheme = a_draft(government)
    first = scheme.indicators.get(code="1")
    schemes.change_indicator(first, weight=Decimal(50), by=government.office, on=DAY)
    schemes.set_units(scheme, [], by=government.office, on=DAY)

    with pytest.raises(Refused) as refused:
        schemes.put_in_force(scheme, by=government.office, on=DAY)
    assert reasons(refused) == ["各项指标的分值合计为90，应为100，请调整。", "还没有被考核单位，请先选择。"]

    schemes.change_indicator(first, weight=Decimal(60), by=government.office, on=DAY)
    schemes.set_units(scheme, [government.body], by=government.office, on=DAY)
    scheme = schemes.put_in_force(scheme, by=government.office, on=DAY)
    assert (scheme.state, scheme.in_force_on) == ("in_force", DAY)


def test_periods_make_a_year_without_overlapping(government, sync):
    scheme = a_draft(government)
    half = schemes.Part("上半年", date(2026, 1, 1), date(2026, 6, 30), Decimal(40))
    rest = schemes.Part("下半年", date(2026, 6, 30), date(2026, 12, 31), Decimal(50))

    with pytest.raises(Refused) as refused:
        schemes.set_periods(scheme, [half, rest], by=government.office, on=DAY)
    assert reasons(refused) == [
        "各考核时段的权重合计为90，应为100且每段都大于0，请调整。",
        "考核时段不能重叠，请核对起止日期。",
    ]
    assert scheme.periods.count() == 4

    rest = schemes.Part("下半年", date(2026, 7, 1), date(2026, 12, 31), Decimal(60))
    schemes.set_periods(scheme, [half, rest], by=government.office, on=DAY)
    assert [p.name for p in scheme.periods.all()] == ["上半年", "下半年"]


@pytest.mark.demand("AS-01")
def test_a_scheme_in_force_is_fixed_by_act_and_by_database_and_a_new_version_can_be_edited(government, sync):
    scheme = a_scheme(government)
    first = scheme.indicators.get(code="1")

    for change in (
        lambda: schemes.change_indicator(first, weight=Decimal(50), by=government.office, on=DAY),
        lambda: schemes.remove_indicator(first, by=government.office, on=DAY),
        lambda: schemes.set_units(scheme, [government.body], by=government.office, on=DAY),
    ):
        with pytest.raises(Refused, match="另起新版本"):
            change()
    for statement in (
        lambda: SchemeIndicator.objects.filter(pk=first.pk).update(weight=50),
        lambda: SchemePeriod.objects.filter(scheme=scheme).delete(),
        lambda: SchemeUnit.objects.create(scheme=scheme, organisation=a_body("xfj", "云棠区信访局")),
        lambda: Scheme.objects.filter(pk=scheme.pk).update(state="draft"),
        lambda: Scheme.objects.filter(pk=scheme.pk).update(name="别的方案"),
    ):
        with pytest.raises(IntegrityError, match="另起新版本"), transaction.atomic():
            statement()

    copy = schemes.new_version(scheme, by=government.office, on=DAY)
    copied = copy.indicators.get(code="1")
    schemes.change_indicator(
        copied, rule={"kind": "steps", "steps": [["90", "100"]]}, by=government.office, on=DAY
    )
    copy = schemes.put_in_force(copy, by=government.office, on=DAY)
    scheme.refresh_from_db()
    first.refresh_from_db()

    assert (copy.version, copy.state, scheme.state) == (2, "in_force", "closed")
    assert (first.rule, copied.rule["kind"]) == ({"kind": "share"}, "steps")
    assert (copy.periods.count(), copy.units.count()) == (4, 2)


def test_a_second_draft_and_a_version_over_unfinished_results_are_refused(government, sync):
    scheme = a_scheme(government)
    assessment = scoring.begin(the_quarter(scheme), by=government.office, on=DAY)
    give_all(assessment, government)
    copy = schemes.new_version(scheme, by=government.office, on=DAY)

    with pytest.raises(Refused) as refused:
        schemes.new_version(scheme, by=government.office, on=DAY)
    assert reasons(refused) == ["已有编制中的新版本，请在其中修改。"]
    with pytest.raises(Refused) as refused:
        schemes.put_in_force(copy, by=government.office, on=DAY)
    assert reasons(refused) == ["现行版本的“2026年一季度”还没有定版，请先定版，再执行新版本。"]


@pytest.mark.demand("AS-01")
def test_a_new_scheme_scores_by_itself_whatever_the_platform_measures_and_leaves_the_rest_to_people(
    government,
):
    scheme = schemes.draft_scheme(
        a_body("qzf", "云棠区人民政府", kind="government"),
        year=2027,
        name="考核方案",
        by=government.office,
        on=DAY,
    )

    known = listed()
    drawn = {row.name: row.source for row in scheme.indicators.all() if row.source}
    assert set(drawn) == {
        "主动公开及时完整", "政策文件管理和效力标注", "政策解读同步发布", "平台栏目更新维护", "工作要点任务落实",
    }  # fmt: skip
    assert set(drawn.values()) <= set(known)
    assert schemes.put_in_force_refusals(scheme, by=government.office, on=DAY) == []
