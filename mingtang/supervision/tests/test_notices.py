"""通报: from the standings of a plan to what units put right, and the look again."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.messages.api import Notice
from mingtang.core.organisations.api import standings
from mingtang.core.refusals import Refused
from mingtang.publishing.testing import DAY, Government, a_government
from mingtang.supervision.models import NoticeUnit, StandingNotice
from mingtang.supervision.queries.notices import notice_todo
from mingtang.supervision.services import keeping, notices
from mingtang.supervision.testing import a_plan

AT = "/desk/tasks/notices/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
LATER = DAY + timedelta(days=10)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def notice(government) -> StandingNotice:
    plan = a_plan(government)
    keeping.keep(plan.tasks.values_list("pk", flat=True), on=DAY)
    told = {
        "title": "三季度工作情况通报",
        "first_day": DAY - timedelta(days=90),
        "last_day": DAY,
        "text": "总体平稳。",
    }
    return notices.draft(plan, **told, by=government.office, on=DAY)


def reasons(refused) -> list[str]:
    return [reason.reason for reason in refused.value.reasons]


def desk(person) -> Client:
    return sign_in(Client(), person)


def our_unit(notice, government) -> NoticeUnit:
    return notice.units.select_related("notice", "organisation").get(organisation=government.body)


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("整改.pdf", PDF)


def issued(notice, government, on=DAY) -> NoticeUnit:
    unit = our_unit(notice, government)
    notices.ask(unit, matter="补报社会救助信息", due_on=on + timedelta(days=10), by=government.office, on=on)
    notices.issue(notice, by=government.office, on=on)
    return our_unit(notice, government)


@pytest.mark.demand("TS-04", "TS-06")
def test_a_notice_with_the_standings_of_its_day_goes_to_the_people_of_its_units(government, notice):
    assert {row.organisation.short_name for row in notice.units.select_related("organisation")} == {
        "民政局",
        "教育和体育局",
    }
    notice = notices.issue(notice, by=government.office, on=DAY)

    assert {row[0]: row[1] for row in notice.standings} == {"民政局": 3, "教育和体育局": 1}
    told = set(Notice.objects.filter(key=f"supervision.notice:{notice.pk}").values_list("to_id", flat=True))
    assert told == {p.pk for p in (government.contact, government.unit_leader, government.outsider)}
    with pytest.raises(Refused, match="通报已经印发"):
        notices.rewrite(notice, title="别的", text="别的", by=government.office, on=DAY)


def test_what_keeps_a_notice_from_being_written_or_issued(government, notice):
    told = {"title": "通报", "text": "", "by": government.contact, "on": DAY}
    with pytest.raises(Refused) as refused:
        notices.draft(notice.plan, first_day=DAY, last_day=DAY - timedelta(days=1), **told)
    assert reasons(refused) == ["通报由政务公开办起草、印发和复核。", "通报时段的止日不能早于起日。"]
    with pytest.raises(Refused) as refused:
        notices.ask(our_unit(notice, government), matter="补报", due_on=DAY, by=government.office, on=DAY)
    assert reasons(refused) == ["请写明民政局的整改期限，不能早于明天。"]
    notices.ask(
        our_unit(notice, government),
        matter="补报",
        due_on=DAY + timedelta(days=3),
        by=government.office,
        on=DAY,
    )
    notices.rewrite(notice, title="通报", text=" ", by=government.office, on=DAY)
    with pytest.raises(Refused) as refused:
        notices.issue(notice, by=government.office, on=LATER)
    assert reasons(refused) == ["还没有正文，请先写明通报内容。", "有整改期限已到，请改为今后的日期。"]


@pytest.mark.demand("TS-04")
def test_a_unit_puts_right_what_it_is_asked_and_the_office_looks_again(government, notice):
    unit = issued(notice, government)
    contact, office = (standings(p.pk, DAY) for p in (government.contact, government.office))
    assert [item.what for item in notice_todo(government.contact, contact, DAY).items] == ["整改并报告"]

    first = notices.answer(unit, text="已补报", upload=a_file(), by=government.contact, on=DAY)
    unit = our_unit(notice, government)
    assert (unit.state, first.file.name) == ("answered", "整改.pdf")
    assert [item.what for item in notice_todo(government.office, office, DAY).items] == ["复核整改情况"]
    with pytest.raises(Refused) as refused:
        notices.check(unit, passed=False, finding="", by=government.office, on=DAY)
    assert reasons(refused) == ["请写明退回的理由，让单位知道还要改什么。"]

    notices.check(unit, passed=False, finding="缺五月份", by=government.office, on=DAY)
    assert our_unit(notice, government).state == "returned"
    notices.answer(
        our_unit(notice, government), text="已补五月份", upload=a_file(), by=government.contact, on=DAY
    )
    notices.check(our_unit(notice, government), passed=True, finding="", by=government.office, on=DAY)

    told = [(row.text, row.passed, row.finding) for row in unit.answers.order_by("pk")]
    assert told == [("已补报", False, "缺五月份"), ("已补五月份", True, "")]
    assert our_unit(notice, government).state == "passed"
    assert not notice_todo(government.contact, contact, DAY).items


def test_only_the_unit_answers_with_proof_and_only_the_office_checks(government, notice):
    unit = issued(notice, government)
    with pytest.raises(Refused) as refused:
        notices.answer(unit, text="", upload=None, by=government.outsider, on=DAY)
    assert reasons(refused) == [
        "整改情况由民政局的信息员或者负责人报告。",
        "请写明整改情况。",
        "请附上佐证材料。",
    ]
    with pytest.raises(Refused) as refused:
        notices.check(unit, passed=True, finding="", by=government.contact, on=DAY)
    assert reasons(refused) == [
        "通报由政务公开办起草、印发和复核。",
        "单位还没有报告整改情况，没有可以复核的。",
    ]


def test_units_read_issued_notices_and_only_what_they_are_asked_themselves(government, notice):
    page, ours = f"{AT}{notice.pk}/", our_unit(notice, government)
    theirs = notice.units.exclude(pk=ours.pk).get()
    contact, outsider = desk(government.contact), desk(government.outsider)
    assert contact.get(page).status_code == contact.get(f"{AT}units/{ours.pk}/").status_code == 404
    assert (desk(government.reviewer1).get(AT).status_code, Client().get(AT).status_code) == (404, 302)
    issued(notice, government, on=localdate())

    assert "补报社会救助信息" in contact.get(page).content.decode()
    assert "补报社会救助信息" not in outsider.get(page).content.decode()
    assert contact.get(f"{AT}units/{theirs.pk}/").status_code == 404
    assert outsider.get(f"{AT}units/{theirs.pk}/").status_code == 200
    assert contact.get(f"{AT}new/").status_code == contact.post(page).status_code == 404

    def words(client):
        made = docx.Document(io.BytesIO(client.get(f"{page}paper.docx").content))
        return "\n".join(p.text for p in made.paragraphs), [c.text for c in made.tables[0].rows[0].cells]

    text, head = words(contact)
    assert "总体平稳。" in text and "补报社会救助信息" in text and head[0] == "单位"
    assert "补报社会救助信息" not in words(outsider)[0]
    assert contact.get(f"{page}paper.pdf").content.startswith(b"%PDF")
    assert contact.get(f"{page}paper.odt").status_code == 404


def test_the_road_of_a_notice_on_the_desk(government, notice):
    office, contact = desk(government.office), desk(government.contact)
    told = {"plan": notice.plan_id, "title": "十月通报", "first_day": "2026-10-01", "last_day": "2026-10-31"}
    wrong = office.post(f"{AT}new/", {**told, "last_day": "2026-09-01"})
    assert (wrong.status_code, 'value="十月通报"' in wrong.content.decode()) == (422, True)
    office.post(f"{AT}new/", told)
    made = StandingNotice.objects.get(title="十月通报")
    page, unit = f"{AT}{made.pk}/", f"{AT}units/{our_unit(made, government).pk}/"
    assert "还没有正文" in office.get(page).content.decode()

    office.post(page, {"title": "十月通报", "text": "进展平稳。\n\n请各单位对照整改。"})
    due = localdate() + timedelta(days=9)
    assert office.post(unit, {"form": "matter", "matter": "补报"}).status_code == 422
    office.post(unit, {"form": "matter", "matter": "补报", "due_on": due})
    office.post(f"{page}issue/")
    assert contact.post(unit, {"form": "answer", "text": "已补报"}).status_code == 422
    contact.post(unit, {"form": "answer", "text": "已补报", "upload": a_file()})
    office.post(unit, {"form": "check", "passed": "yes", "finding": "属实"})

    seen = contact.get(unit).content.decode()
    assert all(words in seen for words in ("已补报", "复核通过", "属实", "整改.pdf"))
    answer = our_unit(made, government).answers.get()
    assert contact.get(f"{AT}proofs/{answer.pk}/").getvalue() == PDF
    assert desk(government.outsider).get(f"{AT}proofs/{answer.pk}/").status_code == 404


def test_an_issued_notice_lists_only_the_units_of_which_something_is_asked(government, notice):
    asked = our_unit(notice, government)
    links = [f"{AT}units/{unit.pk}/" for unit in notice.units.all()]
    draft = desk(government.office).get(f"{AT}{notice.pk}/").content.decode()
    issued(notice, government)
    page = desk(government.office).get(f"{AT}{notice.pk}/").content.decode()

    assert len(links) > 1
    assert [link for link in links if link in draft] == links
    assert [link for link in links if link in page] == [f"{AT}units/{asked.pk}/"]


def test_the_list_asks_no_more_queries_for_more_notices(government, notice):
    office = desk(government.office)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert office.get(AT).status_code == 200
        return len(asked)

    one = queries()
    with transaction.atomic():
        for number in range(3):
            StandingNotice.objects.create(
                plan=notice.plan, title=f"通报{number}", first_day=DAY, last_day=DAY, text="平稳"
            )
    assert queries() == one
