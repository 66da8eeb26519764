"""What tests of others may use: a district with its gazette, documents to print, and issues at any stage."""

from __future__ import annotations

from typing import Any

from mingtang.core.organisations.testing import a_body
from mingtang.gazette.labels import KIND
from mingtang.gazette.models import Entry, Gazette, Issue
from mingtang.gazette.services import composing, entries, founding, planning
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition
from mingtang.publishing.testing import (
    DAY,
    Government,
    a_column,
    a_government,
    a_kind,
    published,
    sign_next,
)

SECTIONS = [
    {"name": "区政府文件", "numbered": True},
    {"name": "政府办公室文件", "numbered": True},
    {"name": "部门文件", "numbered": True},
    {"name": "大事记", "numbered": False},
]
ELEMENTS = [
    {"code": "document_number", "name": "发文字号", "type": "document_number"},
    {"code": "written_on", "name": "成文日期", "type": "date"},
]


def a_district() -> Government:
    """A district government above its department 民政局, whose people are those of `a_government`."""
    government = a_government()
    district = a_body("qzf", "景澄市云棠区人民政府", kind="government", short_name="区政府")
    for body in (government.body, government.site.organisation):
        body.parent = district
        body.save()
    government.people["district"] = district
    government.kind = a_kind("policy", "政策文件", ELEMENTS)
    return government


def a_gazette(government: Government, **facts: Any) -> Gazette:
    """The gazette of the district, edited by the department whose people the tests have."""
    a_kind(KIND, "政府公报")
    column = a_column(government.site, "zfgb", "政府公报", government.body)
    publishing.grant(government.body.pk, column, by=government.office)
    told = {
        "organisation": government.people["district"],
        "level": "county",
        "title": "景澄市云棠区人民政府公报",
        "editor": government.body,
        "first_year": 2025,
        "sections": SECTIONS,
        "serial": "（云棠）内资准字001号",
    }
    return founding.found(**told | facts, column=column, by=government.office, on=DAY)


def a_document(government: Government, number: int = 1, **facts: Any) -> Edition:
    """A public document of the department, with its number and the day of its approval."""
    elements = {"document_number": f"云民发〔2026〕{number}号", "written_on": "2026-11-10"}
    told = {
        "title": f"关于做好第{number}项救助工作的通知",
        "body": f"<p>第{number}项：请各镇街认真组织落实，按时报送情况，切实保障困难群众基本生活。</p>",
        "elements": elements,
    }
    return published(government, **told | facts)


def an_issue(gazette: Gazette, government: Government, number: int = 1, **facts: Any) -> Issue:
    """A planned issue of 2026."""
    told: dict[str, Any] = {"year": 2026, "number": number, "total": number, "published_on": DAY}
    return planning.plan(gazette, **told | facts, by=government.contact, on=DAY)


def taken(issue: Issue, government: Government, *editions: Edition, section: str = "部门文件") -> list[Entry]:
    """Texts taken into an issue."""
    chosen = [entries.Chosen(edition.publication_id, section) for edition in editions]
    return entries.take_in(issue, chosen, by=government.contact, on=DAY)


def handed_in(issue: Issue, government: Government) -> Edition:
    """An issue that is composed and waits for its first reviewer."""
    composing.compose(issue, by=government.contact, on=DAY)
    edition = composing.hand_in(issue, by=government.contact, on=DAY)
    issue.refresh_from_db()
    return edition


def reviewed(issue: Issue, government: Government) -> Edition:
    """An issue that every reviewer has signed, waiting for its release."""
    edition = handed_in(issue, government)
    for _ in publishing.STEP_ORDER:
        sign_next(government, edition)
    edition.refresh_from_db()
    return edition


def appeared(issue: Issue, government: Government) -> Issue:
    """A public issue, by the whole road."""
    publishing.publish_now([reviewed(issue, government)], by=government.contact, on=DAY)
    issue.refresh_from_db()
    return issue


def a_public_issue(gazette: Gazette, government: Government, *documents: Edition, **facts: Any) -> Issue:
    """An issue that printed these documents."""
    issue = an_issue(gazette, government, **facts)
    taken(issue, government, *documents)
    return appeared(issue, government)
