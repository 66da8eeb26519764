"""A document of the district office, from its approval to the issue that prints it, with the kinds that the product ships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mingtang.config.demo.district import District
from mingtang.core.events import api as events
from mingtang.gazette.models import Gazette
from mingtang.gazette.services import composing, entries, founding, planning
from mingtang.publishing import api as publishing

DAY = date(2026, 11, 20)
POLICY = {
    "document_number": "棠政办发〔2026〕30号",
    "index_number": "11999904MT0000022H/2026-00030",
    "written_on": "2026-11-06",
    "topic": "民政、扶贫、救灾\\救灾",
    "genre": "通知",
    "normative": False,
    "openness": "主动公开",
    "openness_ways": ["政府网站", "政府公报"],
    "effective_on": "2026-12-01",
    "legal_review_result": "不属于合法性审核范围",
    "interpretation_required": False,
    "interpretation_exempt_reason": "部署年度例行工作",
    "keywords": "冬春救助 困难群众",
    "summary": "部署冬春救助工作。",
}


@pytest.fixture
def gazette(district: District) -> Gazette:
    return founding.found(
        organisation=district.bodies["gov"],
        level="county",
        title="景澄市云棠区人民政府公报",
        editor=district.bodies["gov-office"],
        column=district.columns["gazette"],
        first_year=2026,
        serial="（云棠）内资准字001号",
        by=district.people["peishuning"],
        on=DAY,
    )


@pytest.fixture
def policy(
    district: District, handed_in: Callable[..., Any], all_signed: Callable[..., Any]
) -> publishing.Edition:
    office = district.bodies["gov-office"].name
    edition = handed_in(
        "景澄市云棠区人民政府办公室关于做好冬春救助工作的通知",
        kind="policy",
        organisation="gov-office",
        column="office-files",
        by="heyanqiu",
        on=DAY,
        elements=POLICY | {"issuer": office, "drafting_unit": district.bodies["civil-affairs"].name},
    )
    publishing.publish_now(
        [all_signed(edition, of="gov-office", on=DAY)], by=district.people["heyanqiu"], on=DAY
    )
    return edition


@pytest.mark.demand("GZ-02", "GZ-03", "GZ-06")
def test_a_document_is_printed_in_an_issue_that_goes_the_whole_road(
    district: District, gazette: Gazette, policy: publishing.Edition, all_signed: Callable[..., Any]
) -> None:
    editor = district.people["heyanqiu"]
    issue = planning.plan(gazette, year=2026, number=1, total=1, published_on=DAY, by=editor, on=DAY)
    section = gazette.section_names[1]
    entries.take_in(issue, [entries.Chosen(policy.publication_id, section)], by=editor, on=DAY)
    composing.compose(issue, by=editor, on=DAY)

    edition = composing.hand_in(issue, by=editor, on=DAY)
    publishing.publish_now([all_signed(edition, of="gov-office", on=DAY)], by=editor, on=DAY)
    events.drain()

    client = Client()
    own = client.get(policy.publication.get_absolute_url()).content.decode()
    shown = client.get("/gazette/2026/1/").content.decode()
    assert "《景澄市云棠区人民政府公报》2026年第1期，第1页" in own
    assert "景澄市云棠区人民政府办公室关于做好冬春救助工作的通知" in shown
    assert [(e.section, e.number, e.approved_on) for e in issue.entries.all()] == [
        (section, "棠政办发〔2026〕30号", date(2026, 11, 6))
    ]
    listed = client.get("/col/gazette/").content.decode()
    assert "景澄市云棠区人民政府公报 2026年第1期" in listed
