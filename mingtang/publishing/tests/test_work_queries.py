"""The to-do list: what each person must do, and that reading it costs the same whatever there is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import Membership, appoint, delegate
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.publishing.models import CleanupTask, Edition, Profile
from mingtang.publishing.queries.work import GROUPS, todo_counts, todo_items
from mingtang.publishing.services import emergencies, leaving, releasing, reviewing
from mingtang.publishing.testing import (
    DAY,
    a_draft,
    published,
    ready,
    sign_next,
    submitted,
)


def groups(user, day=DAY):
    return [(item.group, item.title) for item in todo_items(user, day)]


def test_a_submitted_text_waits_for_the_first_reviewer_and_for_nobody_else(government):
    submitted(government, title="关于供暖的通知")

    assert groups(government.reviewer1) == [("sign", "关于供暖的通知")]
    item = todo_items(government.reviewer1, DAY)[0]
    assert (item.what, item.unit, item.state, item.on_behalf_of) == ("初审初校", "民政局", "open", "")
    for stranger in (
        government.reviewer2,
        government.secrecy_reviewer,
        government.outsider,
        government.administrator,
    ):
        assert groups(stranger) == []


def test_the_text_wanders_from_desk_to_desk(government):
    edition = submitted(government)
    desks = []
    for _ in range(4):
        people = ("reviewer1", "reviewer2", "secrecy_reviewer", "reviewer3")
        desks.append([p for p in people if groups(government.people[p])])
        sign_next(government, edition)

    assert desks == [["reviewer1"], ["reviewer2"], ["secrecy_reviewer"], ["reviewer3"]]
    assert groups(government.contact) == [("ready", edition.title)]


def test_who_signed_one_level_is_not_asked_for_another(government):
    appoint(government.reviewer1, organisation=government.body, role="reviewer2", by=None)
    edition = submitted(government)
    sign_next(government, edition)

    assert groups(government.reviewer1) == []
    assert groups(government.reviewer2) == [("sign", edition.title)]


def test_an_author_is_not_asked_to_sign(government):
    appoint(government.contact, organisation=government.body, role="reviewer1", by=None)
    submitted(government)

    assert groups(government.contact) == []


def test_a_deputy_sees_for_whom_they_sign(government):
    edition = submitted(government)
    deputy = a_person("许代办", "contact", government.body)
    membership = Membership.objects.get(user=government.reviewer1)
    delegate(
        membership,
        deputy=deputy,
        valid_from=DAY,
        valid_until=DAY + timedelta(days=3),
        reason="出差",
        by=government.office,
    )

    items = todo_items(deputy, DAY)

    assert [(i.title, i.on_behalf_of) for i in items] == [(edition.title, "陈初审")]
    assert todo_items(deputy, DAY + timedelta(days=4)) == []


def test_a_small_towns_upper_levels_sit_in_the_county_office(government):
    office = a_body("qzfb")
    upper = a_person("钱复核", "reviewer2", office)
    Profile.objects.create(
        name="乡镇方案", organisation=government.body, levels={"level2": {"organisation_id": office.pk}}
    )
    edition = submitted(government)
    sign_next(government, edition)

    assert groups(upper) == [("sign", edition.title)]
    assert groups(government.reviewer2) == []


def test_of_two_profiles_the_more_particular_one_decides(government):
    office = a_body("qzfb")
    upper = a_person("钱复核", "reviewer1", office)
    Profile.objects.create(name="全区方案", levels={"level1": {"organisation_id": office.pk}})
    Profile.objects.create(name="民政局方案", organisation=government.body, levels={})
    edition = submitted(government)

    assert groups(upper) == []
    assert groups(government.reviewer1) == [("sign", edition.title)]


def test_a_returned_text_comes_back_with_its_reason_until_it_is_saved_again(government):
    edition = submitted(government)
    reviewing.return_(edition, by=government.reviewer1, on=DAY, reason="第二段有错字，请改")

    assert [(i.group, i.note) for i in todo_items(government.contact, DAY)] == [
        ("returned", "第二段有错字，请改")
    ]
    assert groups(government.outsider) == []


def test_a_proposed_correction_waits_for_its_authors(government):
    edition = submitted(government)
    reviewing.propose_correction(
        edition, by=government.reviewer1, on=DAY, field="body", before="月底前", after="11月30日前"
    )

    assert groups(government.contact) == [("correction", edition.title)]


def test_a_scheduled_release_is_told_as_what_comes_next_and_a_failed_one_first(government, settings):
    from django.utils import timezone

    waiting = ready(government, title="定于后天发布的通知")
    release = releasing.prepare([waiting], by=government.contact, on=DAY)
    releasing.schedule(
        release, at=timezone.now() + timedelta(days=2), reason="随会议发布", by=government.contact
    )
    assert [(i.group, i.state) for i in todo_items(government.contact, DAY)] == [("scheduled", "waiting")]

    release.refresh_from_db()
    type(release).objects.filter(pk=release.pk).update(state="failed", failures=["附件不符"])
    assert groups(government.contact) == [("failed", "定于后天发布的通知")]
    assert groups(government.office) == [("failed", "定于后天发布的通知")]
    assert groups(government.outsider) == []


@pytest.mark.demand("CL-02")
def test_cleaning_up_is_the_publishing_units_task_and_becomes_late(government):
    edition = published(government, public_until="2026-11-25")
    leaving.raise_cleanup_tasks(date(2026, 11, 26))
    due = CleanupTask.objects.get().due_on

    assert [
        todo_items(government.contact, day)[0].state
        for day in (due - timedelta(9), due - timedelta(1), due, due + timedelta(1))
    ] == ["open", "soon", "today", "late"]
    assert groups(government.contact, due) == [("cleanup", edition.title)]
    assert groups(government.outsider, due) == []
    assert groups(government.office, due) == []


def test_what_one_began_another_must_confirm(government):
    edition = published(government)
    leaving.take_down(edition, reason="误附了内部附件", by=government.duty_officer, on=DAY)
    urgent = a_draft(government, title="关于暂停供水的紧急通知")
    emergencies.ask_emergency(urgent, reason="主管道爆裂，须立即告知居民", by=government.unit_leader, on=DAY)

    assert set(groups(government.office)) == {("takedown", edition.title), ("second", urgent.title)}
    assert groups(government.unit_leader) == [("takedown", edition.title)]
    assert groups(government.duty_officer) == []


@pytest.mark.demand("IL-05")
def test_an_emergency_publication_stays_listed_until_every_review_is_signed(government):
    edition = a_draft(government, title="关于暂停供水的紧急通知")
    request = emergencies.ask_emergency(
        edition, reason="主管道爆裂，须立即告知居民", by=government.unit_leader, on=DAY
    )
    emergencies.confirm_emergency(request, by=government.reviewer3, on=DAY)

    for person in ("reviewer1", "reviewer2", "secrecy_reviewer", "reviewer3"):
        assert ("emergency", edition.title) in groups(government.office)
        assert ("sign", edition.title) in groups(government.people[person])
        sign_next(government, edition)

    assert groups(government.office) == []
    edition.refresh_from_db()
    assert (edition.state, edition.emergency_confirmed_at is not None) == ("live", True)


def test_notices_are_counted_with_the_rest(government):
    notify([government.reviewer1.pk], subject="系统今晚维护", key="maintenance")
    submitted(government)
    submitted(government, title="另一条")

    counts = {count.name: count.count for count in todo_counts(government.reviewer1, DAY)}

    assert counts == {GROUPS["sign"]: 2, GROUPS["notice"]: 1}
    assert todo_counts(government.outsider, DAY) == []


def test_pages_of_the_list_join_without_gap_and_without_overlap(government):
    edition = published(government, public_until="2026-11-25")
    leaving.raise_cleanup_tasks(date(2026, 11, 26))
    for number in range(4):
        body = (
            f"<p>第{number}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，联系区民政局。</p>"
        )
        submitted(government, title=f"第{number}件", body=body)
        ready(government, title=f"待发{number}", body=body)
    notify([government.contact.pk], subject="通知", key="one")
    # The same moment for all: the order must still be total.
    Edition.objects.exclude(pk=edition.pk).update(changed_at=edition.changed_at)

    whole = todo_items(government.contact, DAY)
    pages, after = [], ""
    while page := todo_items(government.contact, DAY, after=after, limit=2):
        pages += page
        after = page[-1].key

    assert pages == whole
    assert len(whole) == 6


@pytest.mark.demand("IL-04")
def test_the_list_costs_the_same_with_one_row_and_with_three(government, django_assert_num_queries):
    people = [government.people[p] for p in ("contact", "reviewer1", "office", "administrator", "outsider")]
    counted = []
    for title in ("一", "二", "三"):
        submitted(government, title=f"关于第{title}件事的通知")
        ready(government, title=f"关于第{title}件事的公告")
        for user in people:
            with django_assert_num_queries(4):
                todo_items(user, DAY)
            with django_assert_num_queries(4):
                todo_counts(user, DAY)
        counted.append(len(todo_items(government.reviewer1, DAY)))

    assert counted == [1, 2, 3]
