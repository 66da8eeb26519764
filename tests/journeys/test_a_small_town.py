"""Yunling is too small for three levels: it signs first at home, and then in the district office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from mingtang.config.demo.attachments import print_paper
from mingtang.config.demo.district import District
from mingtang.core.files import api as files
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
ELEMENTS = {
    "index_number": "11999904MT000041XT/2026-00009",
    "notice_type": "公示",
    "written_on": "2026-11-20",
    "openness": "主动公开",
    "openness_ways": ["政府网站"],
    "contact": "云岭乡人民政府 0000-8803101",
    "topic": "民政、扶贫、救灾\\救灾",
    "audience": "云岭乡村民",
    "keywords": "救助 公示 云岭乡",
    "summary": "公示冬春救助对象。",
}


@pytest.fixture
def notice(district: District, handed_in: Callable[..., Any]) -> publishing.Edition:
    """What 凌岫 wrote on paper and 阿云朵 typed in."""
    paper = files.receive(
        ContentFile(print_paper("关于冬春救助对象的公示", ["原稿"]), "原稿.pdf"),
        by=district.people["ayunduo"],
        owner=district.bodies["yunling"],
        purpose="paper",
    )
    return handed_in(
        "关于冬春救助对象的公示",
        kind="notice",
        organisation="yunling",
        column="town-affairs",
        by="ayunduo",
        on=DAY,
        elements=ELEMENTS | {"issuer": district.bodies["yunling"].name},
        drafter=district.people["lingxiu"],
        typed_only=True,
        paper=paper,
    )


@pytest.mark.demand("CR-02")
def test_the_first_level_signs_at_home_and_the_others_in_the_district_office(
    district: District, notice: publishing.Edition, all_signed: Callable[..., Any]
):
    all_signed(notice, of="yunling", on=DAY)

    signatures = publishing.signatures_of(publishing.newest_revision(notice))
    assert {step: (s.step_name, s.signer_role) for step, s in signatures.items()} == {
        "level1": ("初审初校", "云岭乡初审人"),
        "level2": ("区政府办复审", "区政府办公室复审人"),
        "secrecy": ("区政府办保密审查", "区政府办公室保密审查员"),
        "level3": ("区政府办终审", "区政府办公室终审人"),
    }
    assert notice.state == "ready"


def test_another_departments_reviewer_cannot_sign_for_the_town(
    district: District, notice: publishing.Edition, sign: Callable[..., Any]
):
    sign(notice, by=district.people["yuezhiqiu"], on=DAY)

    with pytest.raises(publishing.MayNotSign, match="您没有这个单位的复审复校权限"):
        sign(notice, by=district.people["fangjingshu"], on=DAY)


def test_who_wrote_it_on_paper_is_an_author_and_never_signs(district: District, notice: publishing.Edition):
    authors = publishing.authors_of(notice)

    assert authors == {district.people["ayunduo"].pk, district.people["lingxiu"].pk}
    assert publishing.sign_refusals(notice, "level1", by=district.people["lingxiu"], on=DAY) != []
