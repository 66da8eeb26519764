"""A reviewer signs on the page: what is shown, what is refused, what comes of it."""

from __future__ import annotations

import pytest
from django.test import Client

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import appoint
from mingtang.publishing.api import (
    Correction,
    Return,
    Signature,
    newest_revision,
    propose_correction,
    return_,
    save,
)
from mingtang.publishing.testing import DAY, a_draft, a_government, content, sign_next, submitted

TICKS = {"political": "on", "legal": "on", "secrecy": "on", "wording": "on", "proof_read": "on"}
ANSWERS = {
    "state_secret": "no",
    "work_secret": "no",
    "sensitive": "no",
    "aggregation": "no",
    "conclusion": "release",
    "basis": "保守国家秘密法第三十五条，逐项核对",
}


@pytest.fixture
def government(db):
    return a_government()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def form(edition, **facts):
    return {"seen_hash": newest_revision(edition).content_hash, "opinion": "", **facts}


@pytest.mark.demand("CR-01", "CR-02", "CR-03")
def test_a_reviewer_ticks_four_gates_and_signs(government):
    edition = submitted(government)
    desk = signed_in(government.reviewer1)

    shown = desk.get(f"/desk/work/{edition.pk}/review/")
    answer = desk.post(
        f"/desk/work/{edition.pk}/review/", form(edition, **TICKS, opinion="表述规范"), follow=True
    )

    page = shown.content.decode()
    assert shown.status_code == 200
    assert newest_revision(edition).short_code in page
    assert "请各镇街认真组织落实" in page
    assert "已签署初审初校" in answer.content.decode()
    signature = Signature.objects.get()
    assert (signature.step, signature.signer, signature.opinion, sorted(signature.gates)) == (
        "level1",
        government.reviewer1,
        "表述规范",
        ["legal", "political", "secrecy", "wording"],
    )
    edition.refresh_from_db()
    assert edition.waiting_for == "level2"


@pytest.mark.demand("CR-03")
def test_a_gate_left_open_is_named_and_what_was_typed_stays(government):
    edition = submitted(government)
    desk = signed_in(government.reviewer1)
    ticks = {name: value for name, value in TICKS.items() if name != "legal"}

    answer = desk.post(f"/desk/work/{edition.pk}/review/", form(edition, **ticks, opinion="总体可以"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请确认“法律关”。" in page
    assert "总体可以" in page
    assert not Signature.objects.exists()


def test_a_text_changed_meanwhile_is_not_signed(government):
    edition = submitted(government)
    desk = signed_in(government.reviewer1)
    seen = form(edition, **TICKS)
    save(edition, content(title="另一个标题"), by=government.contact, base=1)
    from mingtang.publishing.api import submit

    submit(edition, by=government.contact, on=DAY)

    answer = desk.post(f"/desk/work/{edition.pk}/review/", seen)

    assert "您看到的不是最新的一稿" in answer.content.decode()
    assert not Signature.objects.exists()


def test_an_outsider_does_not_learn_that_the_text_exists(government):
    edition = submitted(government)
    outsider = signed_in(government.outsider)

    for page in ("", "review/", "trail/", "trail.pdf"):
        assert outsider.get(f"/desk/work/{edition.pk}/{page}").status_code == 404
    assert outsider.post(f"/desk/work/{edition.pk}/review/", form(edition, **TICKS)).status_code == 404
    assert (
        outsider.post(f"/desk/work/{edition.pk}/review/return/", {"return-reason": "退回去吧"}).status_code
        == 404
    )
    assert edition.title not in outsider.get("/desk/work/").content.decode()


def test_who_may_not_sign_reads_the_same_refusals_that_the_act_gives(government):
    appoint(government.contact, organisation=government.body, role="reviewer1", by=None)
    edition = submitted(government)
    author = signed_in(government.contact)

    page = author.get(f"/desk/work/{edition.pk}/review/").content.decode()
    answer = author.post(f"/desk/work/{edition.pk}/review/", form(edition, **TICKS))

    assert "撰稿人、供稿人不能审签自己的稿件" in page
    assert "同意，签署" not in page
    assert "撰稿人、供稿人不能审签自己的稿件" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.demand("SR-03", "SR-04")
def test_a_secrecy_review_asks_each_question_for_itself(government):
    edition = submitted(government)
    sign_next(government, edition)
    sign_next(government, edition)
    desk = signed_in(government.secrecy_reviewer)
    answers = {name: value for name, value in ANSWERS.items() if name != "aggregation"}

    page = desk.get(f"/desk/work/{edition.pk}/review/").content.decode()
    incomplete = desk.post(f"/desk/work/{edition.pk}/review/", form(edition, **answers))
    desk.post(f"/desk/work/{edition.pk}/review/", form(edition, **ANSWERS))

    assert [word in page for word in ("国家秘密", "工作秘密", "敏感信息", "汇聚风险")] == [True] * 4
    assert "checked" not in page
    assert "请选择汇聚风险" in incomplete.content.decode()
    review = Signature.objects.get(step="secrecy").secrecy
    assert (review.state_secret, review.aggregation, review.conclusion) == (False, False, "release")


@pytest.mark.demand("SR-01")
def test_a_secrecy_review_that_withholds_sends_the_text_back(government):
    edition = submitted(government)
    sign_next(government, edition)
    sign_next(government, edition)
    desk = signed_in(government.secrecy_reviewer)

    desk.post(
        f"/desk/work/{edition.pk}/review/",
        form(edition, **{**ANSWERS, "work_secret": "yes", "conclusion": "withhold"}),
    )

    edition.refresh_from_db()
    assert (edition.state, Return.objects.get().conclusion) == ("draft", "withhold")


@pytest.mark.demand("CR-05")
def test_a_return_names_the_gate_and_reaches_the_author(government):
    edition = submitted(government)
    desk = signed_in(government.reviewer1)

    short = desk.post(f"/desk/work/{edition.pk}/review/return/", {"return-reason": "改"})
    desk.post(
        f"/desk/work/{edition.pk}/review/return/",
        {"return-reason": "第二段数字与附件不符", "return-gate": "wording"},
    )

    assert "请写明退回理由" in short.content.decode()
    row = Return.objects.get()
    assert (row.reason, row.gate) == ("第二段数字与附件不符", "wording")
    author = signed_in(government.contact)
    assert "第二段数字与附件不符" in author.get("/desk/").content.decode()
    assert "第二段数字与附件不符" in author.get(f"/desk/work/{edition.pk}/").content.decode()


def test_earlier_signers_see_the_difference_after_a_correction_was_accepted(government):
    edition = submitted(government)
    sign_next(government, edition)
    reviewer = signed_in(government.reviewer2)
    reviewer.post(
        f"/desk/work/{edition.pk}/review/correction/",
        {"correction-field": "body", "correction-before": "月底前", "correction-after": "11月30日前"},
    )
    correction = Correction.objects.get()
    author = signed_in(government.contact)

    assert "采纳" in author.get(f"/desk/work/{edition.pk}/").content.decode()
    author.post(f"/desk/corrections/{correction.pk}/accept/")

    page = signed_in(government.reviewer1).get(f"/desk/work/{edition.pk}/review/").content.decode()
    assert "您上次签署之后的改动" in page
    assert "30日</ins>" in page
    assert "底</del>" in page
    edition.refresh_from_db()
    assert (edition.state, edition.waiting_for) == ("in_review", "level1")


def test_only_authors_decide_on_a_correction(government):
    edition = submitted(government)
    correction = propose_correction(
        edition, by=government.reviewer1, on=DAY, field="body", before="月底前", after="12月1日前"
    )

    for stranger in (government.outsider, government.reviewer2):
        answer = signed_in(stranger).post(f"/desk/corrections/{correction.pk}/accept/")
        assert answer.status_code == 404
    correction.refresh_from_db()
    assert correction.state == "proposed"


@pytest.mark.demand("CR-02")
def test_the_trail_tells_each_step_with_person_role_opinion_and_code(government):
    edition = submitted(government)
    return_(edition, by=government.reviewer1, on=DAY, reason="标题不够明确", gate="wording")
    save(edition, content(title="关于做好今冬救助工作的通知"), by=government.contact, base=1)
    from mingtang.publishing.api import submit

    submit(edition, by=government.contact, on=DAY)
    for _ in range(4):
        sign_next(government, edition)
    desk = signed_in(government.reviewer3)

    page = desk.get(f"/desk/work/{edition.pk}/trail/").content.decode()
    pdf = desk.get(f"/desk/work/{edition.pk}/trail.pdf")

    for words in (
        "起草",
        "送审",
        "初审初校退回（文字关）",
        "标题不够明确",
        "陈初审（民政局初审人）",
        "终审终校",
        "政治关、法律关、保密关、文字关、已校对",
        "国家秘密无、工作秘密无、敏感信息无、汇聚风险无",
        newest_revision(edition).short_code,
    ):
        assert words in page
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


def test_a_draft_has_nothing_to_sign(government):
    edition = a_draft(government)

    answer = signed_in(government.reviewer1).get(f"/desk/work/{edition.pk}/review/", follow=True)

    assert answer.redirect_chain == [(f"/desk/work/{edition.pk}/", 302)]
    assert "没有等待签署的步骤" in answer.content.decode()
