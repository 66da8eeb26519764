"""Leaving the public site, and looking after what is on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.publishing.models import (
    CleanupTask,
    EditionState,
    LiveEdition,
    Redirect,
    RevisionContent,
    Screening,
)
from mingtang.publishing.queries.columns import neglected_columns
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services import carriers, leaving
from mingtang.publishing.services.checking import unsettled, waive
from mingtang.publishing.services.rescanning import rescan_public
from mingtang.publishing.services.verifying import erasures, verify
from mingtang.publishing.testing import DAY, a_draft, published, submitted

OTHER = "<p>为落实上级最新部署，现对今冬明春救助工作作出新的安排，请各镇街对照调整，按时报送进展情况。</p>"
NUMBERED = "<p>经审核，王某某（身份证号{number}）符合救助条件，现予公示，接受社会监督。</p>"


def reasons(refusal) -> list[str]:
    return [reason.reason for reason in refusal.value.reasons]


def test_published_in_error_is_gone(government):
    edition = published(government)
    leaving.withdraw(edition, "error", reason="误发，内容未定稿", by=government.contact, on=DAY)

    edition.refresh_from_db()
    assert edition.state == EditionState.REMOVED
    assert not LiveEdition.objects.exists()


def test_replaced_leaves_a_redirect_at_the_old_address(government):
    old, new = published(government), published(government, title="关于做好冬春救助工作的新通知", body=OTHER)
    leaving.withdraw(
        old, "replaced", reason="以新通知为准", by=government.contact, on=DAY, successor=new.publication
    )

    assert [(r.old_path, r.new_path) for r in Redirect.objects.all()] == [
        (old.publication.get_absolute_url(), new.publication.get_absolute_url())
    ]
    with pytest.raises(leaving.MayNotLeave) as refusal:
        leaving.withdraw(new, "replaced", reason="以新通知为准", by=government.contact, on=DAY)
    assert reasons(refusal) == ["请指明由哪一条信息替代。"]


def test_withdrawn_stays_and_is_marked(government):
    edition = published(government)
    leaving.withdraw(edition, "withdrawn", reason="工作已经结束", by=government.contact, on=DAY)

    edition.refresh_from_db()
    assert edition.state == EditionState.WITHDRAWN
    assert LiveEdition.objects.get().withdrawn


@pytest.mark.demand("CL-02")
def test_only_the_unit_that_published_withdraws(government):
    edition = published(government)
    with pytest.raises(leaving.MayNotLeave) as refusal:
        leaving.withdraw(edition, "error", reason="不是我发的", by=government.outsider, on=DAY)
    assert reasons(refusal) == ["只有公开这条信息的单位和政务公开办能撤回（谁公开、谁清理）。"]


def test_a_duty_officer_takes_down_at_once_and_another_confirms(government):
    edition = published(government)
    takedown = leaving.take_down(edition, reason="疑似泄露个人信息", by=government.duty_officer, on=DAY)
    assert not LiveEdition.objects.exists()
    assert len(takedown.copies) == 4

    with pytest.raises(leaving.MayNotLeave):
        leaving.confirm_takedown(takedown, uphold=True, reason="确认", by=government.duty_officer, on=DAY)
    leaving.confirm_takedown(takedown, uphold=False, reason="经核实没有问题", by=government.contact, on=DAY)

    edition.refresh_from_db()
    assert edition.state == EditionState.LIVE
    assert LiveEdition.objects.get().title == edition.title


def test_nobody_but_duty_officer_and_office_takes_down(government):
    edition = published(government)
    for person in (government.contact, government.outsider, government.administrator):
        with pytest.raises(leaving.MayNotLeave):
            leaving.take_down(edition, reason="x", by=person, on=DAY)
    assert LiveEdition.objects.exists()


@pytest.mark.demand("IL-02", "CL-01", "CL-02")
def test_the_end_of_the_public_period_raises_a_task_for_the_publishing_unit_and_deletes_nothing(government):
    edition = published(government, public_until="2026-12-31")
    assert leaving.raise_cleanup_tasks(date(2026, 12, 31)) == 0

    assert leaving.raise_cleanup_tasks(date(2027, 1, 1)) == 1
    assert leaving.raise_cleanup_tasks(date(2027, 1, 2)) == 0

    task = CleanupTask.objects.get()
    assert (task.organisation, task.edition, task.reason) == (government.body, edition, "expired")
    assert LiveEdition.objects.exists()


@pytest.mark.demand("CL-01")
def test_the_periodic_round_has_a_cycle_that_can_be_set(government):
    published(government)
    today = timezone.localdate()

    assert leaving.raise_periodic_cleanup(today, older_than_days=365) == 0
    assert leaving.raise_periodic_cleanup(today, older_than_days=0) == 1
    assert [t.reason for t in CleanupTask.objects.all()] == ["periodic"]


@pytest.mark.demand("CL-04")
@pytest.mark.parametrize(
    ("decision", "state", "public"),
    [
        ("keep", "live", True),
        ("archive", "archived", False),
        ("withdraw", "withdrawn", True),
        ("redact", "archived", False),
    ],
)
def test_a_cleanup_is_a_recorded_decision(government, decision, state, public):
    edition = published(government, public_until="2026-12-31")
    leaving.raise_cleanup_tasks(date(2027, 1, 1))
    task = CleanupTask.objects.get()
    day = date(2027, 1, 4)
    with pytest.raises(leaving.MayNotLeave):
        leaving.decide_cleanup(task, decision, reason="", by=government.contact, on=day)

    leaving.decide_cleanup(
        task, decision, reason="经清理核对", by=government.contact, on=day, keep_until=date(2028, 1, 1)
    )

    edition.refresh_from_db()
    task.refresh_from_db()
    assert (edition.state, LiveEdition.objects.exists()) == (state, public)
    assert (task.decision, task.decided_by_name, task.decision_reason) == (decision, "林信息", "经清理核对")
    assert newest_revision(edition).content.payload  # it stays in the archive


def test_keeping_what_has_expired_needs_a_new_period(government):
    published(government, public_until="2026-12-31")
    leaving.raise_cleanup_tasks(date(2027, 1, 1))
    with pytest.raises(leaving.MayNotLeave) as refusal:
        leaving.decide_cleanup(
            CleanupTask.objects.get(),
            "keep",
            reason="仍有参考价值",
            by=government.contact,
            on=date(2027, 1, 4),
        )
    assert reasons(refusal) == ["公开期限已满，继续公开须写明新的期限，且在今天之后。"]


def test_erasure_takes_two_people_and_leaves_the_hash(government):
    edition = published(government)
    revision = edition.live_revision
    with pytest.raises(leaving.MayNotLeave):
        leaving.ask_erasure(revision, reason="含个人隐私", by=government.contact, on=DAY)
    leaving.withdraw(edition, "error", reason="含个人隐私", by=government.contact, on=DAY)
    erasure = leaving.ask_erasure(revision, reason="含个人隐私", by=government.contact, on=DAY)
    with pytest.raises(leaving.MayNotLeave):
        leaving.erase(erasure, by=government.contact, on=DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        RevisionContent.objects.update(payload=None, salt=None)

    leaving.erase(erasure, by=government.office, on=DAY)

    content_row = RevisionContent.objects.get()
    assert (content_row.payload, content_row.salt) == (None, None)
    assert list(verify()) == []
    assert erasures() == [
        f"版本{revision.pk}（{revision.short_code}）由林信息提出、何公开批准删除：含个人隐私"
    ]


@pytest.mark.demand("MC-02")
def test_nothing_is_recorded_elsewhere_before_it_is_on_the_portal(government):
    edition = submitted(government)
    row = carriers.plan_carrier(
        edition.publication, "weixin_weibo", name="云棠发布", planned_on=DAY, by=government.contact, on=DAY
    )
    with pytest.raises(carriers.MayNotRecord) as refusal:
        carriers.record_appearance(
            row, address="https://mp.example/1", appeared_on=DAY, by=government.contact, on=DAY
        )
    assert "先在网站公开" in reasons(refusal)[0]


@pytest.mark.demand("MC-01")
def test_planned_and_actual_carriers_are_kept_with_address_and_date(government):
    edition = published(government)
    today = timezone.localdate()
    row = carriers.plan_carrier(
        edition.publication, "press", name="明川日报", planned_on=today, by=government.contact, on=today
    )
    carriers.record_appearance(row, address="2版", appeared_on=today, by=government.contact, on=today)
    with pytest.raises(carriers.MayNotRecord):
        carriers.plan_carrier(
            edition.publication, "press", name="x", planned_on=None, by=government.outsider, on=today
        )

    assert [
        (c.get_carrier_display()[0], c.name, c.address, c.appeared_on)
        for c in edition.publication.carriers.all()
    ] == [("报", "明川日报", "2版", today)]


@pytest.mark.demand("CL-03")
def test_a_screening_for_aggregation_risk_is_recorded(government):
    items = [
        published(
            government,
            title=f"低保名单第{n}批公示",
            body=f"<p>第{n}批低保对象名单公示，共有{n}户，请监督。欢迎来电反映。</p>",
        ).publication
        for n in (1, 2)
    ]
    with pytest.raises(carriers.MayNotRecord):
        carriers.screen(
            items[:1],
            organisation_id=government.body.pk,
            question="合并后能否认出个人",
            has_risk=True,
            conclusion="改为汇总",
            by=government.contact,
            on=DAY,
        )

    with pytest.raises(carriers.MayNotRecord) as refusal:
        carriers.screen(
            items,
            organisation_id=a_body("jtj").pk,
            question="合并后能否认出个人",
            has_risk=True,
            conclusion="改为汇总",
            by=government.outsider,
            on=DAY,
        )
    assert reasons(refusal) == ["只能排查本单位的信息；跨单位的由政务公开办排查。"]

    carriers.screen(
        items,
        organisation_id=government.body.pk,
        question="合并后能否认出个人",
        has_risk=True,
        conclusion="改为只公开汇总数",
        by=government.secrecy_reviewer,
        on=DAY,
    )

    assert [(s.screened_by_name, s.publications.count()) for s in Screening.objects.all()] == [("周保密", 2)]
    assert audit.was_recorded("publishing.screened", Screening.objects.get())


@pytest.mark.demand("CR-06")
def test_what_says_the_same_as_something_public_is_flagged_for_a_decision(government):
    published(government)
    again = a_draft(government)

    found = unsettled(newest_revision(again))

    assert {(f.subkind, f.severity) for f in found if f.kind == "empty"} == {
        ("same_title", "warn"),
        ("same_text", "warn"),
    }
    for finding in found:
        waive(finding, reason="另一年度的同名通知", by=government.contact)
    assert unsettled(newest_revision(again)) == []


@pytest.mark.demand("PP-01", "CD-04")
def test_an_identity_number_stops_a_text_until_it_is_corrected_or_answered_for(government):
    edition = a_draft(government, body=NUMBERED.format(number="１１０１０５１９４９１２３１００２Ｘ"))

    found = [f for f in unsettled(newest_revision(edition)) if f.kind == "personal_data"]

    assert [(f.severity, "1949" in f.text or "１９４９" in f.text) for f in found] == [("block", False)]
    waive(found[0], reason="法律要求公示全号的惩戒名单", by=government.contact)
    from mingtang.publishing.models import Finding

    assert Finding.objects.get(pk=found[0].pk).waived_by_name == "林信息"


@pytest.mark.demand("PP-01", "PP-02")
def test_what_is_public_is_looked_at_again_when_the_lists_change(government, monkeypatch):
    from mingtang.publishing.services import checking

    monkeypatch.setattr(checking, "_listed", lambda: ())
    published(government, body=NUMBERED.format(number="11010519491231002X"))
    monkeypatch.undo()
    assert CleanupTask.objects.count() == 0

    assert rescan_public(DAY) == 1
    assert rescan_public(DAY) == 0

    task = CleanupTask.objects.get()
    assert (task.reason, task.organisation) == ("personal_data", government.body)


@pytest.mark.demand("PO-03")
def test_a_column_without_news_for_longer_than_its_period_is_flagged(government):
    today = timezone.localdate()
    government.column.update_period_days, government.child.update_period_days = 14, 14
    government.column.save()
    government.child.save()
    published(government)

    assert [(c.name, c.last_on) for c in neglected_columns(today)] == [("公示", None)]
    assert [c.name for c in neglected_columns(today + timedelta(days=15))] == ["公示", "通知公告"]
    assert neglected_columns(today, owners={0}) == []


def test_a_person_outside_sees_no_door(government):
    outsider = a_person("过路人")
    edition = published(government)
    with pytest.raises(leaving.MayNotLeave):
        leaving.ask_erasure(edition.live_revision, reason="想删掉", by=outsider, on=DAY)
    assert not hasattr(edition.live_revision, "erasure")
