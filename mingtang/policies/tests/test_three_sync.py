"""三同步: neither signed nor released without the interpretation; the leader's exception; what is listed afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingtang.core.events import api as events
from mingtang.core.indicators.api import Period as Span
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.core.parameters.api import set_value
from mingtang.policies.api import (
    INTERPRETATION_INDICATORS,
    interpretation_rate,
    note_published,
    three_sync_rate,
)
from mingtang.policies.models import Interpretation, InterpretationDuty, SoloRelease
from mingtang.policies.queries import three_sync as figures
from mingtang.policies.services.interpreting import MayNotInterpret, assign, keep_interpretations
from mingtang.policies.services.three_sync import MayNotReleaseAlone, allow_alone
from mingtang.policies.tests.interpreting import CLAUSES, a_document, an_interpretation, kinds
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_draft, a_government, ready, sign_next, submitted

TODAY = date(2026, 11, 20)
LATER = timezone.make_aware(datetime(2099, 11, 23, 10, 0))


@pytest.fixture
def government(db):
    made = a_government()
    kinds()
    return made


def settle(government, edition):
    """Answer for what the checks ask, so that only three-sync speaks."""
    for finding in publishing.unsettled(publishing.newest_revision(edition)):
        publishing.waive(finding, reason="已核对，按原文保留", by=government.contact)
    return edition


def at_the_last_step(government, edition):
    submitted(government, settle(government, edition))
    for _ in publishing.STEP_ORDER[:-1]:
        sign_next(government, edition)
    edition.refresh_from_db()
    return edition


def signed(government, edition):
    return ready(government, settle(government, edition))


def refused_to_sign(government, edition):
    refusals = publishing.sign_refusals(edition, "level3", by=government.reviewer3, on=DAY)
    return [reason.reason for reason in refusals]


def pressed(edition, days=1):
    """The edition with a legal limit so near that the interpretation would come too late."""
    edition.due_on = DAY + timedelta(days=days)
    edition.save(update_fields=["due_on"])
    return edition


def period(**facts):
    return publishing.Period(date(2020, 1, 1), date(2099, 12, 31), **facts)


# --- the final signature


@pytest.mark.demand("PI-01")
def test_a_document_is_not_signed_off_before_its_interpretation_is_handed_in(government):
    document = at_the_last_step(government, a_document(government))
    assert refused_to_sign(government, document) == [
        "《关于印发临时救助办法的通知》应解读，还没有起草公开发布阶段的解读，不能终审。请起草解读并与文件关联。"
    ]

    reading = an_interpretation(government, document)
    assert refused_to_sign(government, document) == [
        "《关于印发临时救助办法的通知》的解读“《临时救助办法》文字解读”还没有送审，须与文件同步审签。"
    ]

    submitted(government, settle(government, reading))
    assert refused_to_sign(government, document) == []
    sign_next(government, document)
    document.refresh_from_db()
    assert document.state == "ready"


@pytest.mark.demand("PI-01")
def test_the_act_of_signing_is_refused_not_only_the_button(government):
    document = at_the_last_step(government, a_document(government))

    with pytest.raises(publishing.MayNotSign, match="应解读"):
        sign_next(government, document)

    document.refresh_from_db()
    assert (document.state, document.waiting_for) == ("in_review", "level3")


def test_earlier_steps_do_not_wait(government):
    document = submitted(government, a_document(government))

    assert publishing.sign_refusals(document, "level1", by=government.reviewer1, on=DAY) == []


@pytest.mark.demand("PI-05")
def test_a_document_that_is_not_marked_goes_its_way(government):
    document = a_document(
        government, interpretation_required=False, interpretation_exempt_reason="仅调整人员分工"
    )

    assert refused_to_sign(government, at_the_last_step(government, document)) == []


@pytest.mark.demand("PI-08")
def test_a_picture_alone_is_no_interpretation(government):
    document = at_the_last_step(government, a_document(government))
    an_interpretation(government, document, "一图读懂临时救助办法", forms=("一图读懂",))

    assert refused_to_sign(government, document) == [
        "《关于印发临时救助办法的通知》应解读，现有的一图读懂须在文字解读的基础上另配。请先起草文字解读。"
    ]


@pytest.mark.demand("PI-10")
def test_an_interpretation_of_another_stage_does_not_serve(government):
    document = at_the_last_step(government, a_document(government))
    submitted(government, settle(government, an_interpretation(government, document, stage="草案征询")))

    assert "还没有起草公开发布阶段的解读" in refused_to_sign(government, document)[0]


@pytest.mark.demand("PI-04")
def test_who_drafts_interprets_unless_the_office_names_another(government):
    school = a_body("jtj", "云棠区教育和体育局")
    document = at_the_last_step(government, a_document(government, drafting_unit=school.name))
    submitted(government, settle(government, an_interpretation(government, document)))
    assert "不是由起草单位作出的" in refused_to_sign(government, document)[0]

    with pytest.raises(MayNotInterpret, match="由政务公开办指定"):
        assign(document, organisation_id=government.body.pk, reason="职能调整", by=government.contact, on=DAY)
    with pytest.raises(MayNotInterpret, match="至少4个字"):
        assign(document, organisation_id=government.body.pk, reason="无", by=government.office, on=DAY)
    assign(document, organisation_id=government.body.pk, reason="职能已经划转", by=government.office, on=DAY)

    assert refused_to_sign(government, document) == []


def test_an_interpretation_must_say_what_it_interprets(government):
    document = a_document(government)
    reading = at_the_last_step(government, an_interpretation(government, document, related=False))

    assert refused_to_sign(government, reading) == [
        "“《临时救助办法》文字解读”没有关联所解读的文件，请先建立关联。"
    ]


@pytest.mark.demand("PI-06")
def test_a_copy_that_was_related_only_after_its_check_is_still_stopped(government):
    document = a_document(government)
    reading = an_interpretation(government, document, body=CLAUSES, related=False)
    at_the_last_step(government, reading)
    publishing.relate(reading.publication, "interprets", document.publication, by=government.contact, on=DAY)

    assert refused_to_sign(government, reading) == [
        "“《临时救助办法》文字解读”有100%的文字是文件原文，只是摘抄。请改写并保存新的一稿，或由具名人员说明理由。"
    ]


@pytest.mark.demand("PI-06")
def test_the_check_finds_a_copy_and_a_named_person_may_answer_for_it(government):
    document = a_document(government)
    reading = an_interpretation(government, document, body=CLAUSES)
    found = publishing.run_checks(publishing.newest_revision(reading))

    assert "解读有100%的文字是文件原文，只是摘抄" in {finding.message for finding in found}
    assert refused_to_sign(government, at_the_last_step(government, reading)) == []


# --- the release


@pytest.mark.demand("PI-01")
def test_both_go_out_in_one_release_and_are_public_at_one_moment(government):
    document = a_document(government)
    reading = signed(government, an_interpretation(government, document))
    signed(government, document)

    publishing.publish_now([document, reading], by=government.contact, on=DAY)

    document.refresh_from_db()
    reading.refresh_from_db()
    assert (document.state, document.published_at) == ("live", reading.published_at)


@pytest.mark.demand("PI-01")
def test_neither_goes_out_without_the_other(government):
    document = a_document(government)
    reading = signed(government, an_interpretation(government, document))
    signed(government, document)

    with pytest.raises(publishing.MayNotRelease) as alone:
        publishing.publish_now([document], by=government.contact, on=DAY)
    with pytest.raises(publishing.MayNotRelease) as ahead:
        publishing.publish_now([reading], by=government.contact, on=DAY)

    assert [reason.reason for reason in alone.value.reasons] == [
        "《关于印发临时救助办法的通知》须与解读“《临时救助办法》文字解读”放在同一个发布单里同时发布。"
    ]
    assert [reason.reason for reason in ahead.value.reasons] == [
        "“《临时救助办法》文字解读”解读的《关于印发临时救助办法的通知》还没有公开，请放在同一个发布单里同时发布。"
    ]


@pytest.mark.demand("PI-01")
def test_while_the_interpretation_is_unsigned_the_release_waits_whole(government):
    document = a_document(government)
    reading = submitted(government, settle(government, an_interpretation(government, document)))
    signed(government, document)

    with pytest.raises(publishing.MayNotRelease, match="审核中"):
        publishing.publish_now([document, reading], by=government.contact, on=DAY)

    document.refresh_from_db()
    assert document.state == "ready"


@pytest.mark.demand("PI-01")
def test_the_scheduler_asks_too(government, monkeypatch):
    """What was in order when it was scheduled is asked again at its time."""
    document = a_document(government)
    reading = signed(government, an_interpretation(government, document))
    signed(government, document)
    release = publishing.prepare([document, reading], by=government.contact, on=DAY)
    publishing.schedule(release, at=LATER, reason="与发布会同步", by=government.contact)
    # The interpretation loses its document between decision and moment.
    publishing.Relation.objects.filter(subject=reading.publication).delete()

    assert publishing.release_due(LATER) == 0

    release.refresh_from_db()
    assert release.state == "failed"
    assert release.failures == [
        "《关于印发临时救助办法的通知》应解读，还没有起草公开发布阶段的解读，不能终审。请起草解读并与文件关联。"
        "（谁起草、谁解读；同步起草、同步审签、同步发布）"
    ]


def test_a_later_stage_may_follow_its_document(government):
    document = a_document(government)
    first = signed(government, an_interpretation(government, document))
    publishing.publish_now([signed(government, document), first], by=government.contact, on=DAY)
    later = signed(
        government, an_interpretation(government, document, "《办法》执行情况解读", stage="实施落地")
    )

    publishing.publish_now([later], by=government.contact, on=DAY)

    later.refresh_from_db()
    assert later.state == "live"


# --- the exception


@pytest.mark.demand("PI-01")
def test_the_leader_lets_it_out_alone_where_the_law_would_be_broken(government):
    document = pressed(at_the_last_step(government, a_document(government)))

    row = allow_alone(document, reason="二十个工作日明天届满", by=government.unit_leader, on=DAY)

    assert (row.ground, row.limit_on, row.due_on) == (
        "publication_limit",
        document.due_on,
        date(2026, 11, 25),
    )
    assert row.due_source == "国办发〔2016〕80号（条文待核），3个工作日"
    sign_next(government, document)
    publishing.publish_now([document], by=government.contact, on=DAY)
    document.refresh_from_db()
    assert document.state == "live"


@pytest.mark.demand("PI-01")
def test_an_effective_day_presses_like_the_limit_of_publication(government):
    document = at_the_last_step(government, a_document(government, effective_on="2026-11-23"))

    row = allow_alone(document, reason="下周一施行，须先公开", by=government.unit_leader, on=DAY)

    assert (row.ground, row.limit_on) == ("effective_day", date(2026, 11, 23))


def test_while_the_law_leaves_time_nobody_lets_it_out_alone(government):
    document = pressed(at_the_last_step(government, a_document(government)), days=30)

    with pytest.raises(MayNotReleaseAlone) as refusal:
        allow_alone(document, reason="想早点发布出去", by=government.unit_leader, on=DAY)

    assert [reason.reason for reason in refusal.value.reasons] == [
        "最早的法定期限是2026-12-20，等待解读（至2026-11-25）不会超过法定期限，不能单独发布。"
    ]


def test_only_the_leader_of_the_unit_and_only_with_a_reason(government):
    document = pressed(at_the_last_step(government, a_document(government)))
    stranger = a_person("别局长", "unit_leader", a_body("jtj", "云棠区教育和体育局"))

    for person in (government.contact, government.office, stranger):
        with pytest.raises(MayNotReleaseAlone, match="由本单位分管负责人批准"):
            allow_alone(document, reason="期限明天就到了", by=person, on=DAY)
    with pytest.raises(MayNotReleaseAlone, match="至少4个字"):
        allow_alone(document, reason="急", by=government.unit_leader, on=DAY)
    assert SoloRelease.objects.count() == 0


def test_an_interpretation_that_is_ready_goes_along(government):
    document = pressed(at_the_last_step(government, a_document(government)))
    signed(government, an_interpretation(government, document))

    with pytest.raises(MayNotReleaseAlone, match="同一个发布单"):
        allow_alone(document, reason="期限明天就到了", by=government.unit_leader, on=DAY)


def test_a_local_rule_shortens_the_time_for_making_good(government):
    set_value(
        "interpretation.arrears", 1, source="云政办发〔2026〕2号", in_force_on=DAY, by=government.office, at=timezone.now()
    )  # fmt: skip
    document = pressed(at_the_last_step(government, a_document(government)), days=0)

    row = allow_alone(document, reason="今天到期了", by=government.unit_leader, on=DAY)

    assert (row.due_on, row.due_source) == (date(2026, 11, 23), "云政办发〔2026〕2号，1个工作日")


# --- what does not wait


def test_an_emergency_does_not_wait_and_is_listed(government):
    document = a_document(government, "关于立即停用某批次疫苗的通告")

    publishing.publish_in_emergency(
        document, first=government.unit_leader, second=government.reviewer3, reason="事关人身安全", on=DAY
    )
    events.drain()

    line = figures.lines(period(), TODAY)[0]
    assert (line.cause, line.in_sync, line.interpretation) == ("应急公开", False, None)
    for step in publishing.STEP_ORDER:
        document.refresh_from_db()
        assert document.waiting_for == step
        sign_next(government, document)
    document.refresh_from_db()
    assert document.emergency_confirmed_at is not None


def test_a_document_for_some_only_needs_no_public_interpretation(government):
    government.kind = publishing.Kind.objects.get(code="policy")
    facts = {
        "scope": "limited",
        "disclosure_reason": "仅供工作人员",
        "elements": {"interpretation_required": True},
    }
    document = at_the_last_step(government, a_draft(government, "关于内部值班安排的通知", **facts))

    assert refused_to_sign(government, document) == []


# --- what is listed


def released(government, title, *, alone=False, reading=True):
    document = a_document(government, title)
    names = (
        [signed(government, an_interpretation(government, document, f"《{title}》解读"))] if reading else []
    )
    if alone:
        allow_alone(pressed(document), reason="二十个工作日明天届满", by=government.unit_leader, on=DAY)
    signed(government, document)
    publishing.publish_now([document, *names], by=government.contact, on=DAY)
    events.drain()
    document.refresh_from_db()
    return document


@pytest.mark.demand("PI-03", "PI-05")
def test_the_rate_is_what_the_records_say(government):
    released(government, "关于印发救助办法的通知")
    released(government, "关于印发养老办法的通知")
    released(government, "关于印发供热办法的通知", alone=True, reading=False)
    exempt = a_document(
        government,
        "关于调整值班表的通知",
        interpretation_required=False,
        interpretation_exempt_reason="内部安排",
    )
    publishing.publish_now([signed(government, exempt)], by=government.contact, on=DAY)
    events.drain()

    assert [vars(rate) for rate in figures.rates(period(), TODAY)] == [
        {
            "unit": "民政局", "unit_id": government.body.pk, "documents": 4, "required": 3, "interpreted": 2,
            "in_sync": 2, "violations": 1, "open": 1,
        }
    ]  # fmt: skip
    rate = figures.rates(period(), TODAY)[0]
    assert (rate.sync_rate, rate.marked_rate) == ("66.7%", "75.0%")
    assert [duty.exempt_reason for duty in figures.exemptions(period())] == ["内部安排"]
    other = period(bodies=frozenset([government.office.pk * 1000]))
    assert figures.rates(other, TODAY) == []


@pytest.mark.demand("PI-03")
def test_the_three_pairs_stand_side_by_side(government):
    document = released(government, "关于印发救助办法的通知")

    line = figures.lines(period(), TODAY)[0]

    assert [(pair.name, pair.in_step) for pair in line.pairs] == [
        ("起草", True),
        ("审签", True),
        ("发布", True),
    ]
    assert line.pairs[0].document == document.created_at
    assert line.pairs[2].document == line.pairs[2].interpretation == document.published_at
    assert line.in_sync and line.arrears == ""


@pytest.mark.demand("PI-03")
def test_a_violation_is_owed_then_overdue_then_made_good_late_or_in_time(government):
    document = released(government, "关于印发供热办法的通知", alone=True, reading=False)
    due = SoloRelease.objects.get().due_on
    assert InterpretationDuty.objects.get().due_on == due

    states = [figures.violations(period(), day)[0].arrears for day in (due, due + timedelta(days=1))]
    assert states == ["owed", "overdue"]
    assert figures.violations(period(), due)[0].cause == "孙局长批准先行发布：二十个工作日明天届满"

    reading = signed(government, an_interpretation(government, document))
    publishing.publish_now([reading], by=government.contact, on=DAY)
    events.drain()

    line = figures.violations(period(), due)[0]
    in_time = timezone.localdate(line.interpretation.published_at) <= due
    assert line.arrears == ("in_time" if in_time else "late")
    Interpretation.objects.update(published_at=LATER)
    assert figures.violations(period(), due)[0].arrears == "late"
    assert figures.rates(period(), due)[0].open == 0


def test_what_was_related_only_after_publication_is_found_at_night(government):
    document = released(government, "关于印发供热办法的通知", alone=True, reading=False)
    reading = an_interpretation(government, document, stage="实施落地")
    publishing.publish_now([signed(government, reading)], by=government.contact, on=DAY)
    other = released(government, "关于印发供水办法的通知")
    events.drain()
    publishing.relate(reading.publication, "interprets", other.publication, by=government.contact, on=DAY)

    assert (keep_interpretations(TODAY), keep_interpretations(TODAY)) == (1, 0)
    assert Interpretation.objects.filter(publication=reading.publication).count() == 2


def went_out(edition):
    return publishing.EditionPublished(
        edition_id=edition.pk, publication_id=edition.publication_id, scope="public"
    )


def test_handlers_may_run_twice(government):
    released(government, "关于印发救助办法的通知")
    before = list(InterpretationDuty.objects.values()), list(Interpretation.objects.values())
    for edition in publishing.Edition.objects.filter(state="live"):
        note_published(went_out(edition))

    assert (list(InterpretationDuty.objects.values()), list(Interpretation.objects.values())) == before


def test_imported_stock_is_neither_stopped_nor_counted(government):
    document = a_document(government)
    publishing.Edition.objects.filter(pk=document.pk).update(basis="imported")

    note_published(went_out(document))

    assert InterpretationDuty.objects.count() == 0


def test_the_report_reads_one_and_three_under_the_same_number_of_queries(government):
    released(government, "关于印发救助办法的通知")
    with CaptureQueriesContext(connection) as one:
        figures.rates(period(), TODAY)
    released(government, "关于印发养老办法的通知")
    released(government, "关于印发供热办法的通知", alone=True, reading=False)

    with CaptureQueriesContext(connection) as three:
        figures.rates(period(), TODAY)

    assert len(three) == len(one)


@pytest.mark.demand("PI-03")
def test_indicators_read_the_same_figures_and_lead_to_the_rows(government):
    released(government, "关于印发救助办法的通知")
    released(government, "关于印发供热办法的通知", alone=True, reading=False)
    span = Span(date(2020, 1, 1), date(2099, 12, 31))

    mine, others = (three_sync_rate(body, span) for body in (government.body.pk, government.body.pk + 100))

    assert [one.read(government.body.pk, span).value for one in INTERPRETATION_INDICATORS] == [1, 1]
    assert [(r.value, r.of) for r in (mine, others)] == [(1, 2), (0, 0)]
    assert (interpretation_rate(government.body.pk, span).value, mine.rows_url) == (
        1,
        f"/desk/tasks/indicators/rows/three_sync/?unit={government.body.pk}&start=2020-01-01&end=2099-12-31",
    )
