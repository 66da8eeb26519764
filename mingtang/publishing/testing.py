"""A small government for tests, made by the acts that users use: its cast, its columns, and texts at any stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingtang.core.organisations.api import Organisation
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.publishing.labels import GATES
from mingtang.publishing.models import Column, Edition, Kind, KindVersion, Site
from mingtang.publishing.queries.editions import STEP_ORDER, newest_revision
from mingtang.publishing.services import columns, drafting, releasing, reviewing

DAY = date(2026, 11, 20)
GATE_CODES = tuple(code for code, _ in GATES)
CLEAR = reviewing.SecrecyAnswers(
    state_secret=False,
    work_secret=False,
    sensitive=False,
    aggregation=False,
    conclusion="release",
    basis="保守国家秘密法第三十五条，逐项核对，不涉密",
)
BODY = "<p>为进一步做好今冬明春困难群众生活保障，现就有关事项通知如下，请各镇街认真组织落实，并于月底前报送情况。</p>"


@dataclass
class Government:
    """A department with its people, a site with two columns, and an outsider who should see nothing."""

    body: Organisation
    site: Site
    column: Column
    child: Column
    kind: Kind
    people: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Any:
        try:
            return self.__dict__["people"][role]
        except KeyError:
            raise AttributeError(role) from None


def a_government() -> Government:
    """民政局 with one person for each role, and 教体局 with a contact who is a stranger here."""
    body = a_body()
    office = a_body("qzfb", "云棠区人民政府办公室")
    site = Site.objects.create(
        code="portal",
        name="云棠区人民政府",
        organisation=office,
        is_default=True,
        identification_code="3701990001",
    )
    kind = a_kind()
    column = a_column(site, "tzgg", "通知公告", body)
    child = a_column(site, "gs", "公示", body, parent=column)
    people = {
        role: a_person(name, role, body)
        for role, name in {
            "contact": "林信息",
            "reviewer1": "陈初审",
            "reviewer2": "吴复审",
            "reviewer3": "郑终审",
            "secrecy_reviewer": "周保密",
            "unit_leader": "孙局长",
        }.items()
    }
    people["office"] = a_person("何公开", "office", office)
    people["duty_officer"] = a_person("唐值班", "duty_officer", office)
    people["administrator"] = a_person("方系统", "system_administrator", office)
    people["auditor"] = a_person("江审计", "auditor", office)
    people["outsider"] = a_person("马外人", "contact", a_body("jtj", "云棠区教育和体育局"))
    columns.grant(body.pk, column, by=people["office"])
    return Government(body, site, column, child, kind, people)


def a_kind(
    code: str = "notice", name: str = "通知公告", elements: list[dict[str, Any]] | None = None
) -> Kind:
    kind, new = Kind.objects.get_or_create(code=code, defaults={"name": name})
    if new:
        KindVersion.objects.create(kind=kind, number=1, elements=elements or [])
    return kind


def a_column(site: Site, code: str, name: str, owner: Organisation, parent: Column | None = None) -> Column:
    return Column.objects.create(site=site, code=code, name=name, owner=owner, parent=parent)


def content(title: str = "关于做好冬春救助工作的通知", **facts: Any) -> dict[str, Any]:
    """A plain text with every decision made, ready to be handed in."""
    return {"title": title, "body": BODY, "issuer": "云棠区民政局", "public_until": "long", **facts}


def a_draft(government: Government, title: str = "关于做好冬春救助工作的通知", **facts: Any) -> Edition:
    return drafting.start_draft(
        kind=government.kind,
        organisation_id=government.body.pk,
        column=facts.pop("column", government.column),
        content=content(title, **facts),
        by=government.contact,
        on=DAY,
    )


def submitted(government: Government, edition: Edition | None = None, **facts: Any) -> Edition:
    return reviewing.submit(edition or a_draft(government, **facts), by=government.contact, on=DAY)


def sign_next(government: Government, edition: Edition, *, by: Any = None) -> Any:
    """Sign the step that the edition waits for, by its person or by another."""
    edition.refresh_from_db()
    step = edition.waiting_for
    role = {
        "level1": "reviewer1",
        "level2": "reviewer2",
        "level3": "reviewer3",
        "secrecy": "secrecy_reviewer",
    }[step]
    return reviewing.sign(
        edition,
        step,
        by=by or government.people[role],
        on=DAY,
        seen_hash=newest_revision(edition).content_hash,
        gates=() if step == "secrecy" else GATE_CODES,
        proof_read=step != "secrecy",
        secrecy=CLEAR if step == "secrecy" else None,
    )


def ready(government: Government, edition: Edition | None = None, **facts: Any) -> Edition:
    """An edition with every signature, waiting for release."""
    edition = submitted(government, edition, **facts)
    for _ in STEP_ORDER:
        sign_next(government, edition)
    edition.refresh_from_db()
    return edition


def published(government: Government, edition: Edition | None = None, **facts: Any) -> Edition:
    """A public edition."""
    edition = ready(government, edition, **facts)
    releasing.publish_now([edition], by=government.contact, on=DAY)
    edition.refresh_from_db()
    return edition
