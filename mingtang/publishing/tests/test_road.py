"""The one road: from a draft to the public page, and every place where it stops."""

from __future__ import annotations

import pytest

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refused
from mingtang.publishing.models import EditionState, LiveEdition, Placement
from mingtang.publishing.queries.editions import newest_revision, signatures_of
from mingtang.publishing.services import drafting, releasing, reviewing
from mingtang.publishing.testing import (
    CLEAR,
    DAY,
    GATE_CODES,
    a_draft,
    content,
    published,
    ready,
    sign_next,
    submitted,
)


@pytest.mark.demand("CR-01", "IL-05", "PO-01")
def test_a_text_signed_by_three_people_and_secrecy_reaches_the_public(government):
    edition = published(government, column=government.child)

    assert edition.state == EditionState.LIVE
    live = LiveEdition.objects.get()
    assert (live.title, live.issuer) == ("关于做好冬春救助工作的通知", "云棠区民政局")
    assert {(p.column.name, p.direct) for p in Placement.objects.all()} == {
        ("公示", True),
        ("通知公告", False),
    }
    signers = {step: s.signer_name for step, s in signatures_of(edition.live_revision).items()}
    assert signers == {"level1": "陈初审", "level2": "吴复审", "secrecy": "周保密", "level3": "郑终审"}


@pytest.mark.parametrize("missing", ["level1", "level2", "secrecy", "level3"])
@pytest.mark.demand("CR-01", "SR-01")
def test_with_any_step_missing_nothing_is_published(government, missing):
    edition = submitted(government)
    for step in ("level1", "level2", "secrecy", "level3"):
        if step == missing:
            break
        sign_next(government, edition)

    with pytest.raises(releasing.MayNotRelease):
        releasing.publish_now([edition], by=government.contact, on=DAY)

    assert not LiveEdition.objects.exists()


@pytest.mark.demand("CR-01")
def test_no_author_signs(government):
    from mingtang.core.organisations.api import appoint

    appoint(government.contact, organisation=government.body, role="reviewer1", by=None)
    edition = submitted(government)

    with pytest.raises(reviewing.MayNotSign) as refusal:
        sign_next(government, edition, by=government.contact)

    assert [r.reason for r in refusal.value.reasons] == ["撰稿人、供稿人不能审签自己的稿件，请由他人审签。"]


@pytest.mark.demand("CR-01")
def test_one_person_in_two_roles_signs_one_level_only(government):
    from mingtang.core.organisations.api import appoint

    appoint(government.reviewer1, organisation=government.body, role="reviewer2", by=None)
    edition = submitted(government)
    sign_next(government, edition)

    with pytest.raises(reviewing.MayNotSign) as refusal:
        sign_next(government, edition, by=government.reviewer1)

    assert [r.reason for r in refusal.value.reasons] == ["三个审级须由三个不同的人审签，您已签过其中一级。"]


@pytest.mark.demand("CR-03")
def test_each_of_the_four_gates_is_ticked_on_its_own(government):
    edition = submitted(government)

    with pytest.raises(reviewing.MayNotSign) as refusal:
        reviewing.sign(
            edition,
            "level1",
            by=government.reviewer1,
            on=DAY,
            seen_hash=newest_revision(edition).content_hash,
            gates=("political", "wording"),
            proof_read=False,
        )

    assert [r.reason for r in refusal.value.reasons] == [
        "请确认“法律关”。",
        "请确认“保密关”。",
        "请确认已完成本级校对（三审三校）。",
    ]


@pytest.mark.demand("SR-02")
def test_a_changed_text_needs_every_signature_again(government):
    edition = ready(government)
    drafting.save(edition, content("关于做好冬春救助工作的补充通知"), by=government.contact, base=1)

    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT
    assert signatures_of(newest_revision(edition)) == {}
    with pytest.raises(releasing.MayNotRelease):
        releasing.publish_now([edition], by=government.contact, on=DAY)


def test_a_signature_is_given_on_the_text_that_was_seen(government):
    edition = submitted(government)
    seen = newest_revision(edition).content_hash
    drafting.save(edition, content("另一个标题"), by=government.contact, base=1)
    reviewing.submit(edition, by=government.contact, on=DAY)

    with pytest.raises(reviewing.MayNotSign) as refusal:
        reviewing.sign(
            edition,
            "level1",
            by=government.reviewer1,
            on=DAY,
            seen_hash=seen,
            gates=GATE_CODES,
            proof_read=True,
        )

    assert "您看到的不是最新的一稿" in str(refusal.value)


@pytest.mark.demand("SR-03")
@pytest.mark.law("PU-10", "PU-11")
def test_a_secrecy_review_that_cannot_decide_is_referred_and_nothing_goes_out(government):
    edition = submitted(government)
    sign_next(government, edition)
    sign_next(government, edition)
    edition.refresh_from_db()

    reviewing.sign(
        edition,
        "secrecy",
        by=government.secrecy_reviewer,
        on=DAY,
        seen_hash=newest_revision(edition).content_hash,
        secrecy=reviewing.SecrecyAnswers(**{**CLEAR.__dict__, "conclusion": "referred"}),
    )

    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT
    assert newest_revision(edition).returns.get().conclusion == "referred"


@pytest.mark.demand("SR-03")
def test_a_state_secret_cannot_be_concluded_as_releasable(government):
    edition = submitted(government)
    sign_next(government, edition)
    sign_next(government, edition)
    edition.refresh_from_db()

    with pytest.raises(reviewing.MayNotSign) as refusal:
        reviewing.sign(
            edition,
            "secrecy",
            by=government.secrecy_reviewer,
            on=DAY,
            seen_hash=newest_revision(edition).content_hash,
            secrecy=reviewing.SecrecyAnswers(**{**CLEAR.__dict__, "state_secret": True}),
        )

    assert refusal.value.reasons[0].article == "政府信息公开条例第十四条"


@pytest.mark.demand("CR-05")
def test_a_return_needs_a_reason_and_the_returned_text_can_never_go_out(government):
    edition = submitted(government)
    with pytest.raises(reviewing.MayNotSign):
        reviewing.return_(edition, by=government.reviewer1, on=DAY, reason=" ")

    reviewing.return_(edition, by=government.reviewer1, on=DAY, reason="第二段依据的文号有误", gate="legal")

    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT
    with pytest.raises(reviewing.MayNotSubmit) as refusal:
        reviewing.submit(edition, by=government.contact, on=DAY)
    assert "已被退回" in str(refusal.value)


def test_an_accepted_correction_becomes_a_revision_and_goes_back_into_review(government):
    edition = submitted(government)
    correction = reviewing.propose_correction(
        edition, by=government.reviewer1, on=DAY, field="body", before="月底前", after="12月25日前"
    )

    revision = reviewing.accept_correction(correction, by=government.contact, on=DAY)

    edition.refresh_from_db()
    assert revision.number == 2
    assert "12月25日前" in revision.content.value()["body"]
    assert (edition.state, edition.waiting_for) == (EditionState.IN_REVIEW, "level1")


def test_somebody_who_saved_meanwhile_is_a_conflict_and_nothing_is_lost(government):
    edition = a_draft(government)
    drafting.keep_typing(edition, {"title": "我写的"}, by=government.office, base=1)
    drafting.save(edition, content("他写的"), by=government.contact, base=1)

    with pytest.raises(drafting.Conflict):
        drafting.save(edition, content("我写的"), by=government.office, base=1)

    from mingtang.publishing.models import Autosave

    assert Autosave.objects.get().payload == {"title": "我写的"}


@pytest.mark.demand("IL-02")
def test_without_a_public_period_a_text_is_not_even_handed_in(government):
    edition = a_draft(government, public_until="")

    with pytest.raises(reviewing.MayNotSubmit) as refusal:
        reviewing.submit(edition, by=government.contact, on=DAY)

    assert [r.reason for r in refusal.value.reasons] == ["请选定公开期限：到某日，或“长期”。"]


def test_a_stranger_may_neither_draft_nor_sign_nor_publish(government):
    with pytest.raises(Refused):
        drafting.start_draft(
            kind=government.kind,
            organisation_id=government.body.pk,
            column=government.column,
            content=content(),
            by=government.outsider,
            on=DAY,
        )
    edition = submitted(government)
    for person in (government.outsider, government.administrator, government.auditor):
        with pytest.raises(reviewing.MayNotSign):
            sign_next(government, edition, by=person)
    edition = ready(government, title="另一件")
    for person in (government.outsider, government.administrator, government.auditor):
        with pytest.raises(releasing.MayNotRelease):
            releasing.publish_now([edition], by=person, on=DAY)


@pytest.mark.demand("IL-01", "CR-02")
def test_the_whole_life_is_in_the_chain(government):
    edition = published(government)

    actions = [entry.action.removeprefix("publishing.") for entry in audit.entries_about(edition)]

    assert actions == ["drafted", "saved", "submitted", "signed", "signed", "signed", "signed", "published"]
    assert list(audit.verify()) == []


def test_a_new_edition_supersedes_the_old_one_at_the_same_address(government):
    first = published(government)
    second = drafting.start_edition(first.publication, by=government.contact, on=DAY)
    drafting.save(second, content("关于做好冬春救助工作的通知（修订）"), by=government.contact, base=1)

    published(government, second)

    first.refresh_from_db()
    assert first.state == EditionState.SUPERSEDED
    assert LiveEdition.objects.get().title == "关于做好冬春救助工作的通知（修订）"
