"""The demonstration loads whole, by the acts that users use, and what it shows is what was signed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from mingtang.assessments import api as assessments
from mingtang.catalogue import api as catalogue
from mingtang.config import demo
from mingtang.config.demo.clock import moment, own_time
from mingtang.config.demo.data import begun, documents
from mingtang.config.demo.stock import SIGNED_SOURCE, STAGED_SOURCE
from mingtang.core.accounts.api import User
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation
from mingtang.gazette import api as gazette
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing
from mingtang.supervision import api as supervision


@pytest.fixture(scope="module")
def visited(made: demo.Made) -> dict[str, tuple[int, str]]:
    """What a visitor gets at the address of each publication, public or not: status and text. Read once for the file."""
    visitor, found = Client(), {}
    for publication in publishing.Publication.objects.all():
        answer = visitor.get(publication.get_absolute_url())
        found[publication.get_absolute_url()] = answer.status_code, answer.getvalue().decode()
    return found


def test_every_document_stands_where_its_stage_says(demonstration: demo.Made):
    texts = {**documents(), **begun()}
    stages = Counter(document.stage for document in texts.values())
    of_documents = publishing.Edition.objects.filter(batch=None)

    assert Counter(of_documents.values_list("state", flat=True)) == {
        "live": stages["published"] + stages["limited"] + stages["targeted"] + stages["emergency"],
        "draft": stages["draft"] + stages["returned"],
        "in_review": stages["submitted"] + stages["level1"] + stages["level2"] + stages["secrecy"],
        "ready": stages["level3"] + stages["scheduled"],
        "removed": stages["error"],
        "replaced": stages["replaced"],
        "superseded": stages["superseded"],
        "withdrawn": stages["withdrawn"],
    }
    waiting = of_documents.filter(state="in_review").values_list("waiting_for", flat=True)
    assert Counter(waiting) == {"level1": 2, "level2": 2, "secrecy": 2, "level3": 1}


def test_the_old_site_is_public_by_batch_and_one_batch_waits_for_its_two_signers(demonstration: demo.Made):
    batches = publishing.Batch.objects.order_by("pk")
    states = Counter(batches.values_list("state", "is_demonstration", "held_count"))
    imported = publishing.Edition.objects.filter(batch__source__in=(SIGNED_SOURCE, STAGED_SOURCE))

    # Old documents twice, old issues of the gazette, six kinds of texts of the section; and the one that waits.
    assert states == {("live", True, 0): 8, ("live", True, 1): 1, ("staged", False, 1): 1}
    assert Counter(imported.values_list("state", flat=True)) == {
        "live": 28,
        "taken_down": 1,
        "staged": 23,
        "held_back": 2,
    }


@pytest.mark.demand("PO-04")
def test_two_sites_stand_on_one_installation(demonstration: demo.Made, client: Client):
    names = {
        host: client.get("/", headers={"host": host}).content.decode()
        for host in ("localhost", "business.localhost")
    }

    assert "云棠区优化营商环境专题" in names["business.localhost"]
    assert "景澄市云棠区人民政府" in names["localhost"]
    assert "云棠区优化营商环境专题" not in names["localhost"]
    shared = publishing.LiveEdition.objects.get(title__contains="企业开办“一件事”集成办理实施方案")
    assert all(
        f"/doc/{shared.public_id}.html" in client.get(page, headers={"host": host}).content.decode()
        for page, host in (
            ("/col/policies/office-files/", "localhost"),
            ("/col/business-reform/", "business.localhost"),
        )
    )


def test_what_is_stored_is_what_was_signed(demonstration: demo.Made):
    assert list(publishing.verify()) == []


def test_the_dates_tell_one_story(demonstration: demo.Made):
    for edition in publishing.Edition.objects.filter(state="live", batch=None, basis="reviewed"):
        revision = publishing.newest_revision(edition)
        signed = [s.signed_at for s in publishing.signatures_of(revision).values()]
        assert revision.saved_at < min(signed) <= max(signed) < edition.published_at < timezone.now()


def test_every_public_page_answers_and_no_other_does(
    demonstration: demo.Made, visited: dict[str, tuple[int, str]]
):
    public = publishing.LiveEdition.objects.values_list("publication_id", flat=True)
    answers = {
        publication.pk: visited[publication.get_absolute_url()][0]
        for publication in publishing.Publication.objects.all()
    }

    assert {pk for pk, status in answers.items() if status == 200} == set(public)
    assert Counter(status for pk, status in answers.items() if pk not in set(public)) == {
        404: sum(1 for pk in answers if pk not in set(public)) - 3,
        410: 2,
        301: 1,
    }


def test_what_is_for_some_only_is_not_in_the_lists(demonstration: demo.Made, client: Client):
    hidden = publishing.Edition.objects.filter(state="live").exclude(scope="public")

    assert sorted(hidden.values_list("scope", flat=True)) == ["limited", "targeted"]
    pages = [client.get(address).getvalue().decode() for address in ("/", "/feed.xml", "/sitemap-1.xml")]
    assert [
        e.title for e in hidden for page in pages if e.title in page or e.publication.public_id in page
    ] == []


def test_a_second_run_makes_nothing_new(demonstration: demo.Made):
    again = demo.make()

    assert demonstration.new
    assert not again.new
    assert again.states == demonstration.states


def test_the_accounts_on_the_list_can_sign_in_with_the_printed_password(
    demonstration: demo.Made, client: Client
):
    listed = demo.accounts()

    assert [account.role for account in listed] == [
        "信息员", "初审人", "复审人", "保密审查员", "终审人", "单位负责人", "政务公开办", "值班员", "审计员",
        "系统管理员",
    ]  # fmt: skip
    for account in listed:
        assert User.objects.get(username=account.username).check_password(demo.PASSWORD)
    client.post("/accounts/sign-in/", {"username": listed[0].username, "password": demo.PASSWORD})
    assert client.get("/desk/").status_code == 200


def test_nothing_of_it_enters_a_real_home(db: None, monkeypatch: pytest.MonkeyPatch):
    from mingtang.config.demo import rules

    monkeypatch.setattr(publishing, "is_demonstration", lambda: False)

    with pytest.raises(rules.NotADemonstration):
        demo.sign_batch(publishing.Batch())


def test_the_command_answers_in_json_alone(demonstration: demo.Made, capsys: pytest.CaptureFixture[str]):
    from mingtang.config.cli import main

    assert main(["demo", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["states"], told["password"]) == (False, demonstration.states, demo.PASSWORD)


@pytest.mark.demand("PO-02")
def test_news_events_and_government_meetings_have_columns_that_gather_what_is_below_them(demonstration):
    visitor = Client()
    home = visitor.get("/").content.decode()
    for name in ("要闻动态", "政府会议"):
        column = publishing.Column.objects.get(name=name, site__is_default=True)
        assert f"/col{column.path}" in home
        listed = visitor.get(f"/col{column.path}").content.decode()
        placed = publishing.Placement.objects.filter(column=column).order_by("-published_at")
        newest = [row.live for row in placed.select_related("live")[:3]]
        assert newest
        assert [live.title for live in newest if live.title not in listed] == []


@pytest.mark.demand("PP-03")
def test_to_whom_a_text_was_delivered_is_told_nowhere_in_public(demonstration, visited):
    visitor = Client()
    bodies = " ".join(Organisation.objects.values_list("name", flat=True))
    delivered = publishing.Recipient.objects.values_list("name", flat=True)
    names = {name for name in delivered if name not in bodies}  # bodies are public, people are not
    assert names
    columns = publishing.Column.objects.values_list("path", flat=True)
    documents = publishing.LiveEdition.objects.values_list("public_id", flat=True)
    addresses = ["/", "/feed.xml", "/sitemap.xml", "/map/"]
    addresses += [f"/col{path}" for path in columns]
    texts = {address: visitor.get(address).content.decode() for address in addresses}
    texts |= {
        address: visited[address][1] for address in (f"/doc/{public_id}.html" for public_id in documents)
    }
    assert [(address, name) for address, text in texts.items() for name in names if name in text] == []


# --- the library: in this file too, because the demonstration is made once for a file

# The day for which the texts of the demonstration were written.
DAY = date(2026, 11, 20)


def _live(title: str) -> publishing.LiveEdition:
    return publishing.LiveEdition.objects.get(title__endswith=title)


def _page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_library_holds_documents_in_every_state(demonstration: demo.Made):
    ids = policies.Policy.objects.filter(publication__live__kind__code="policy").values_list("pk", flat=True)
    states = policies.states_of(list(ids), DAY)
    found = Counter(state.force.label for state in states.values())

    assert {label: found[label] for label in ("尚未施行", "部分失效", "停止执行", "失效", "宣布失效")} == {
        "尚未施行": 1,
        "部分失效": 1,
        "停止执行": 1,
        "失效": 2,
        "宣布失效": 2,
    }
    assert found["废止"] >= 4
    assert found["现行有效"] >= 25
    assert sum(state.amended for state in states.values()) >= 1


def test_an_amended_document_is_read_as_of_a_day_before_and_after(demonstration: demo.Made):
    live = _live("高校毕业生就业创业扶持办法的通知")
    before = _page(f"/policies/{live.public_id}/as-of?on=2025-01-01")
    after = _page(f"/policies/{live.public_id}/as-of?on=2026-01-01")

    assert "一次性创业补贴5000元" in before
    assert "一次性创业补贴8000元" in after


def test_an_amendment_that_text_and_relation_tell_is_shown_once(demonstration: demo.Made):
    page = _page(_live("高校毕业生就业创业扶持办法的通知").publication.get_absolute_url())

    assert "关于修改《云棠区高校毕业生就业创业扶持办法》的决定" in page
    assert "关于修改〈云棠区高校毕业生就业创业扶持办法〉的决定》（印发）" not in page


def test_interpretations_come_in_several_forms_and_as_a_series(demonstration: demo.Made):
    page = _page(_live("高校毕业生就业创业扶持办法的通知").publication.get_absolute_url())

    for form in ("文字解读", "新闻发布会", "简明问答", "案例说明"):
        assert form in page
    assert "高校毕业生就业创业政策系列解读" in _page(
        _live("《云棠区高校毕业生就业创业扶持办法》文字解读").publication.get_absolute_url()
    )


def test_what_waits_on_the_desk(demonstration: demo.Made):
    draft = publishing.Edition.objects.get(title__contains="可回收物回收网点", state="draft")
    dead = publishing.unsettled(publishing.newest_revision(draft))
    proposed = policies.RelationProposal.objects.filter(state="proposed")

    assert any(finding.subkind == "dead_citation" for finding in dead)
    assert policies.RelationProposal.objects.filter(state="confirmed").exists()
    assert {row.subject_id for row in proposed} == {_live("公布行政规范性文件清理结果的决定").publication_id}


def test_one_document_went_out_alone_and_owes_its_interpretation(demonstration: demo.Made):
    client = Client()
    client.post("/accounts/sign-in/", {"username": "peishuning", "password": demo.PASSWORD})
    listed = client.get("/desk/policies/three-sync/violations/?year=2026").content.decode()

    assert "自然灾害倒损住房恢复重建补助办法" in listed


def test_benefits_are_open_about_to_open_and_closed_and_one_is_incomplete(demonstration: demo.Made):
    labels = publishing.DatedLabel.objects.filter(family="benefit")
    now = [row.code for row in labels if (row.valid_from or DAY) <= DAY <= (row.valid_until or DAY)]

    assert Counter(now) == {"open": 2, "opens_soon": 1, "closed": 1}
    draft = publishing.Edition.objects.get(title__contains="创业担保贷款贴息", state="draft")
    assert any(f.kind == "missing_element" for f in publishing.unsettled(publishing.newest_revision(draft)))


def test_a_policy_is_split_into_points_and_its_sheet_is_public(demonstration: demo.Made):
    policy = _live("高校毕业生就业创业扶持办法的通知")
    confirmed = policies.PolicyPoint.objects.filter(publication=policy.publication_id, state="confirmed")

    assert confirmed.count() >= 5
    assert _live("要点表").kind.code == "policy_points"


def test_a_topic_gathers_what_several_units_published_for_one_thing(demonstration: demo.Made):
    page = _page(f"/topics/one-thing/{_live('企业开办“一件事”').public_id}/")

    for words in ("政策依据", "政策解读", "政务服务事项目录", "办事指南", "常见问答", "办理进展"):
        assert words in page
    assert "科技创新券" in _page("/policies/lists/employment/")


def test_campaigns_and_evaluations_of_the_year(demonstration: demo.Made):
    answers = policies.CampaignAnswer.objects
    last, this = policies.Campaign.objects.order_by("opened_on")

    assert (last.closed_on is not None, this.closed_on) == (True, None)
    assert answers.filter(campaign=this, answer="").count() == 2
    assert "农贸市场标准化改造实施办法" in _page(last.result.get_absolute_url())
    assert "结果运用情况" in _page(_live("临时救助政策专题评价报告").publication.get_absolute_url())


def test_the_gazette_is_whole_but_for_one_issue(demonstration: demo.Made):
    kept = gazette.Gazette.objects.get()
    old = gazette.Issue.objects.filter(gazette=kept, is_old=True).count()

    assert (old, gazette.Issue.objects.filter(gazette=kept, is_old=False).count()) == (39, 6)
    home = _page("/gazette/")
    assert "第20期" in home
    for number in range(1, 6):
        assert Client().get(f"/gazette/2026/{number}/").status_code == 200
    assert Client().get("/gazette/2026/6/").status_code == 404
    assert Client().get("/gazette/2026/4.pdf").headers["Content-Type"] == "application/pdf"


def test_most_sections_are_complete_and_the_office_sees_what_is_owed(demonstration: demo.Made):
    site = publishing.Site.objects.get(is_default=True)
    found = catalogue.flaws(site, on=DAY)

    assert len({flaw.body_code for flaw in found}) == 11
    assert {flaw.state for flaw in found} == {"missing", "incomplete", "outdated"}
    assert len(_page("/zwgk/market/power-list/")) > 0


# --- the year's plan


def _at_the_desk(username: str, address: str = "/desk/") -> str:
    client = Client()
    client.post("/accounts/sign-in/", {"username": username, "password": demo.PASSWORD})
    with own_time() as set_clock:
        set_clock(moment(DAY, 10, 0))
        answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _plan() -> supervision.WorkPlan:
    return supervision.WorkPlan.objects.get()


def test_the_years_plan_was_published_and_became_tasks(demonstration: demo.Made):
    plan = _plan()
    texts = plan.proposals.values_list("seq", "state")

    assert (plan.state, plan.year, plan.document_number) == ("confirmed", 2026, "棠政办发〔2026〕8号")
    assert _live("2026年政务公开工作要点的通知").publication_id == plan.publication_id
    assert {state for _, state in texts} == {"made"}
    assert plan.tasks.count() == 33
    # A group expanded, a list completed, one item made two, a name put right.
    assert plan.tasks.get(seq="30").units.count() == 29
    assert plan.tasks.get(seq="17").units.filter(organisation__code="justice").exists()
    assert plan.tasks.get(seq="28-2").text.startswith("聘请政务公开监督员")
    assert plan.tasks.get(seq="15").units.filter(organisation__code="data").exists()


def test_every_standing_and_every_light_is_seen(demonstration: demo.Made):
    parts = supervision.TaskUnit.objects.filter(task__plan=_plan())

    assert set(parts.exclude(standing="").values_list("standing", flat=True)) == {
        "proven", "claimed", "missing", "overdue",
    }  # fmt: skip
    assert set(parts.exclude(light="").values_list("light", flat=True)) == {"green", "yellow", "red"}
    listed = _at_the_desk("peishuning", "/desk/tasks/overview/")
    assert "区教育和体育局" in listed
    assert set(_plan().tasks.values_list("state", flat=True)) == {"open", "closed", "ended"}


def test_one_unit_filed_late_and_one_not_at_all(demonstration: demo.Made):
    parts = supervision.TaskUnit.objects.filter(task__plan=_plan())
    late = parts.filter(broken_down_on__gt=F("breakdown_due_on"))
    silent = parts.filter(broken_down_on=None)

    assert set(late.values_list("organisation__code", flat=True)) == {"hengtang"}
    assert set(silent.values_list("organisation__code", "light")) == {("liuyan", "red")}


def test_proofs_of_every_kind_were_verified_by_another_person(demonstration: demo.Made):
    proofs = supervision.Evidence.objects.filter(part__task__plan=_plan())
    proven = proofs.filter(state="proven")

    assert set(proven.values_list("kind", flat=True)) == {"file", "record", "publication"}
    assert not proven.filter(judged_by=F("claimed_by")).exists()
    assert proofs.filter(state="returned").count() >= 2
    assert proofs.filter(state="claimed").exists()
    readings = supervision.IndicatorReading.objects.filter(binding__task__plan=_plan())
    assert set(readings.values_list("meets", flat=True)) == {True, False}
    assert not readings.filter(rows_url="").exists()


def test_a_measured_task_is_proven_without_a_paper(demonstration: demo.Made):
    meeting = _plan().tasks.get(seq="31")

    assert (meeting.state, meeting.standing) == ("closed", "proven")
    assert not supervision.Evidence.objects.filter(part__task=meeting).exists()


def test_a_changed_day_leaves_the_first_visible(demonstration: demo.Made):
    task = _plan().tasks.get(seq="21")
    page = _at_the_desk("peishuning", f"/desk/tasks/task/{task.pk}/")

    assert (task.first_due_on, task.due_on) == (date(2026, 10, 31), date(2026, 12, 20))
    assert "2026-10-31" in page
    assert "2026-12-20" in page
    assert "专区方案审定" in page
    assert set(supervision.TaskChange.objects.values_list("state", flat=True)) == {"approved", "refused"}


def test_reports_were_taken_returned_and_are_still_owed(demonstration: demo.Made):
    reports = supervision.Report.objects.filter(round__plan=_plan())
    states = Counter(reports.values_list("state", flat=True))

    assert set(states) == {"asked", "submitted", "accepted"}
    assert _plan().rounds.filter(closed_at__isnull=False).exists()
    again = reports.get(
        part__organisation__code="songpi", part__task__seq="26", round__title="2026年第二季度"
    )
    assert again.text.startswith("松陂镇12个村中11个村")
    assert reports.filter(escalated_on__isnull=False, part__organisation__code="liuyan").exists()


def test_the_public_reads_the_last_finished_quarter(demonstration: demo.Made):
    with own_time() as set_clock:
        set_clock(moment(DAY, 10, 0))
        home, page = _page("/progress/"), _page(f"/progress/{_plan().pk}/")

    assert f"/progress/{_plan().pk}/" in home
    assert "2026-09-30" in page
    assert "公开重大建设项目批准和实施信息" in page
    for words in ("已完成", "正在推进", "未按期完成", "长期任务，本期已落实", "已依程序终止"):
        assert words in page, words


def test_a_notice_was_put_right_and_another_waits(demonstration: demo.Made):
    units = supervision.NoticeUnit.objects.exclude(matter="")
    states = {(unit.organisation.code, unit.state) for unit in units.select_related("organisation")}

    assert states == {
        ("songpi", "passed"),
        ("data", "asked"),
        ("liuyan", "asked"),
        ("commerce", "asked"),
        ("water", "answered"),
    }
    put_right = units.get(organisation__code="songpi")
    assert [told.passed for told in put_right.answers.order_by("pk")] == [False, True]
    assert "第三季度政务公开工作要点落实情况" in _at_the_desk("taoyiyi", "/desk/tasks/notices/")


def test_records_stand_against_what_the_year_asks(demonstration: demo.Made):
    records = supervision.Record.objects
    page = _at_the_desk("peishuning", "/desk/tasks/records/?year=2026")

    assert len(set(records.values_list("kind", flat=True))) >= 20
    assert set(records.values_list("state", flat=True)) == {"draft", "complete", "corrected", "void"}
    assert "培训" in page
    assert "未达到" in page
    assert "已达到" in page
    meeting = records.get(kind__code="joint_meeting")
    assert meeting.steps.count() == 3


def test_scores_of_the_half_year_are_frozen_and_the_quarter_is_shown(demonstration: demo.Made):
    rows = assessments.Assessment.objects.order_by("period__first_day")

    assert [(row.period.name, row.state) for row in rows] == [("上半年", "frozen"), ("三季度", "shown")]
    states = assessments.Objection.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["upheld", "dismissed", "raised"]
    line = assessments.ScoreLine.objects.filter(assessment=rows[0]).first()
    assert line is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        assessments.ScoreLine.objects.filter(pk=line.pk).update(note="改动")


def test_the_desk_says_what_waits_for_the_office_and_for_a_contact(demonstration: demo.Made):
    office, contact = _at_the_desk("peishuning"), _at_the_desk("lanche")

    for words in ("佐证待核验", "进展待审核", "答复考核异议"):
        assert words in office, words
    assert "报送进展：年底考核前自查" in contact
    assert "核对得分，有异议的提出异议" in contact


def test_the_audit_chain_of_the_year_is_whole(demonstration: demo.Made):
    assert list(audit.verify()) == []
