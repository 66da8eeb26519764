"""公开时限 and 源头认定: by when, and whether at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingtang.publishing.models import EditionState, Profile
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services import deadlines, drafting, releasing, reviewing
from mingtang.publishing.services.installing import load_kinds
from mingtang.publishing.testing import (
    DAY,
    a_draft,
    a_government,
    a_kind,
    content,
    published,
    ready,
    submitted,
)


@pytest.fixture
def government(db):
    """The test government, whose own plain notices stand beside the shipped kinds."""
    load_kinds()
    government = a_government()
    government.kind = a_kind("plain", "普通信息")
    return government


def kind(code):
    from mingtang.publishing.models import Kind

    return Kind.objects.get(code=code)


def draft(government, code, **facts):
    return drafting.start_draft(
        kind=kind(code),
        organisation_id=government.body.pk,
        column=government.column,
        content=content(**facts),
        by=government.contact,
        on=DAY,
    )


@pytest.mark.law("PU-01")
def test_a_document_is_due_twenty_working_days_after_it_was_made(government):
    edition = draft(government, "notice", elements={"written_on": "2026-04-29"})
    assert edition.due_on == date(2026, 5, 29)


@pytest.mark.law("PU-05", "PU-07")
@pytest.mark.parametrize(
    ("enforcement", "decided", "due"),
    [("行政处罚", "2026-02-12", date(2026, 2, 28)), ("行政检查", "2025-09-29", date(2025, 11, 3))],
)
def test_each_class_of_enforcement_has_its_own_limit(government, enforcement, decided, due):
    elements = {"enforcement_class": enforcement, "decided_on": decided}
    edition = draft(government, "enforcement", elements=elements)
    assert edition.due_on == due


def test_a_deadline_changed_by_exception_needs_a_reason_and_survives_the_next_save(government):
    edition = draft(government, "notice", elements={"written_on": "2026-11-02"})
    with pytest.raises(deadlines.MayNotChangeDeadline):
        deadlines.change_deadline(edition, due=date(2026, 11, 25), reason="", by=government.contact, on=DAY)

    deadlines.change_deadline(
        edition, due=date(2026, 11, 25), reason="群众集中关切", by=government.contact, on=DAY
    )
    drafting.save(edition, content(elements={"written_on": "2026-11-03"}), by=government.contact, base=1)

    edition.refresh_from_db()
    assert edition.due_on == date(2026, 11, 25)


def test_what_is_public_has_no_deadline_to_change(government):
    edition = published(government)
    with pytest.raises(deadlines.MayNotChangeDeadline) as refusal:
        deadlines.change_deadline(edition, due=DAY, reason="补写理由", by=government.contact, on=DAY)
    assert [r.reason for r in refusal.value.reasons] == ["这一版次已公开，不再改变公开时限。"]


def test_a_later_deadline_names_the_article_that_allows_it(government):
    edition = draft(government, "notice", elements={"written_on": "2026-11-02"})

    with pytest.raises(deadlines.MayNotChangeDeadline) as refusal:
        deadlines.change_deadline(
            edition, due=date(2027, 3, 1), reason="还没有准备好", by=government.contact, on=DAY
        )

    assert refusal.value.reasons[0].article == "政府信息公开条例第二十六条"


@pytest.mark.law("DM-14")
def test_what_is_withheld_needs_its_ground_and_never_goes_out(government):
    edition = a_draft(government, attribute="withheld")
    with pytest.raises(reviewing.MayNotSubmit) as refusal:
        reviewing.submit(edition, by=government.contact, on=DAY)
    assert [r.reason for r in refusal.value.reasons] == ["公开属性为“不予公开”的，须写明依据。"]

    edition = ready(
        government, title="内部管理信息", attribute="withheld", attribute_ground="条例第十六条第一款"
    )
    with pytest.raises(releasing.MayNotRelease):
        releasing.publish_now([edition], by=government.contact, on=DAY)

    releasing.close_as_not_public(edition, by=government.contact, on=DAY)
    edition.refresh_from_db()
    assert edition.state == EditionState.NOT_PUBLIC


@pytest.mark.demand("CR-04")
def test_the_element_decides_the_attribute(government):
    edition = draft(
        government, "notice", elements={"openness": "依申请公开", "openness_ground": "只涉及特定申请人"}
    )
    text = newest_revision(edition).content.value()
    assert (text["attribute"], text["attribute_ground"]) == ("on_request", "只涉及特定申请人")


def test_a_normative_document_waits_for_its_legal_review(government):
    from mingtang.publishing.services.guards import legal_review

    unreviewed = draft(government, "policy", elements={"normative": True})
    passed = draft(government, "policy", elements={"normative": True, "legal_review_result": "合法"})

    assert [r.article for r in legal_review([unreviewed, passed])] == ["国办发〔2018〕115号"]


def test_a_guard_stops_every_road(government, monkeypatch):
    from mingtang.core.refusals import Refusal

    edition = ready(government)
    release = releasing.prepare([edition], by=government.contact, on=DAY)
    at = timezone.now() + timedelta(hours=1)
    releasing.schedule(release, at=at, reason="与会议同步", by=government.contact)
    guards = {"GUARDS": [lambda editions: [Refusal("缺少解读")]]}
    monkeypatch.setattr(releasing, "listed", lambda name: guards.get(name, []))

    assert releasing.release_due(at) == 0
    release.refresh_from_db()
    assert release.failures == ["缺少解读"]
    with pytest.raises(releasing.MayNotRelease):
        releasing.publish_in_emergency(
            submitted(government, title="应急"),
            first=government.unit_leader,
            second=government.office,
            reason="汛情紧急",
            on=DAY,
        )


def test_a_listed_reprint_within_a_day_takes_its_own_names_but_keeps_the_floor(government):
    Profile.objects.create(name="通用", levels={"level1": {"name": "科室初审"}})
    Profile.objects.create(
        name="转载",
        reprint=True,
        kind=kind("news"),
        sources=["gov.example"],
        levels={"level1": {"name": "编辑核对"}},
    )
    elements = {"reprint": True, "happened_on": timezone.localdate().isoformat()}
    listed = draft(government, "news", source_url="https://www.gov.example/a.html", elements=elements)
    stranger = draft(government, "news", source_url="https://elsewhere.example/a.html", elements=elements)
    late = draft(
        government,
        "news",
        source_url="https://www.gov.example/a.html",
        elements={**elements, "happened_on": "2026-01-05"},
    )

    assert [people.profile_of(e).name for e in (listed, stranger, late)] == ["转载", "通用", "通用"]
    with pytest.raises(releasing.MayNotRelease):
        releasing.publish_now([listed], by=government.contact, on=DAY)


def test_each_body_numbers_what_it_makes_once_and_without_gaps(government):
    government.body.credit_code = "11999904MT0000241U"
    government.body.save()
    year = timezone.localdate().year

    first, second = draft(government, "notice"), draft(government, "notice", title="另一件通知")
    drafting.save(first, content(title="改过的通知"), by=government.contact, base=1)

    numbers = [newest_revision(e).content.value()["elements"]["index_number"] for e in (first, second)]
    assert numbers == [f"11999904MT0000241U/{year}-00001", f"11999904MT0000241U/{year}-00002"]


def test_a_number_that_came_with_old_stock_is_stepped_over(government):
    from mingtang.publishing.models import Publication

    government.body.credit_code = "11999904MT0000241U"
    government.body.save()
    year = timezone.localdate().year
    old = draft(government, "news").publication
    Publication.objects.filter(pk=old.pk).update(index_number=f"11999904MT0000241U/{year}-00001")

    edition = draft(government, "notice")

    assert newest_revision(edition).content.value()["elements"]["index_number"].endswith("-00002")


@pytest.mark.demand("IL-03")
def test_a_body_registers_its_rules_in_versions_with_the_decision_of_each(government):
    """已公开信息规范管理制度: each revision is an edition; the old one stays readable inside, the decision is an element."""

    def text(version, decision, **more):
        return content(
            title="云棠区民政局已公开信息管理制度",
            body=f"<p>第一条 为规范已公开信息的管理，制定本制度。本制度（{version}）由办公室负责解释，自印发之日起施行。</p>",
            elements={
                "index_number": "11999904MT0000241U/2026-00009",
                "issuer": "云棠区民政局",
                "rule_version": version,
                "written_on": "2026-11-02",
                "effective_on": "2026-12-01",
                "review_decision": decision,
                "openness": "主动公开",
                "openness_ways": ["政府网站"],
                "contact": "区民政局办公室",
                "topic": "综合政务\\政务公开",
                "keywords": "信息管理 制度",
                "summary": "规定已公开信息的管理、更新和清理。",
                **more,
            },
        )

    first = draft(government, "rule", **text("2024年版", "新制定"))
    published(government, first)
    second = drafting.start_edition(first.publication, by=government.contact, on=DAY)
    drafting.save(second, text("2026年修订", "修改"), by=government.contact, base=1)
    with pytest.raises(reviewing.MayNotSubmit) as refusal:
        reviewing.submit(second, by=government.contact, on=DAY)
    assert "缺少“评估日期”" in str(refusal.value)
    drafting.save(second, text("2026年修订", "修改", reviewed_on="2026-11-01"), by=government.contact, base=2)
    published(government, second)

    versions = [
        (e.number, e.state, newest_revision(e).content.value()["elements"]["rule_version"])
        for e in first.publication.editions.order_by("number")
    ]
    assert versions == [(1, "superseded", "2024年版"), (2, "live", "2026年修订")]
