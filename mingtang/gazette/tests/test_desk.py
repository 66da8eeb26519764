"""Editing the gazette on the desk: doors, pages, buttons, reports, distribution."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.accounts.testing import sign_in
from mingtang.core.files.testing import xlsx_of
from mingtang.core.organisations.api import standings
from mingtang.core.organisations.testing import a_body
from mingtang.gazette.api import todo
from mingtang.gazette.models import Dispatch, Gazette, Issue
from mingtang.gazette.queries import cycle, distribution
from mingtang.gazette.services import distributing, importing, planning
from mingtang.gazette.testing import DAY, a_document, a_public_issue, an_issue, handed_in, taken
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import a_column

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def desk(person) -> Client:
    return sign_in(Client(), person)


def a_point(gazette, government, name="棠州镇便民中心", **facts):
    told = {"kind": "service_hall", "copies": 5, "way": "mail", "valid_from": date(2026, 1, 1)}
    return distributing.add_point(gazette, name=name, **told | facts, by=government.contact, on=DAY)


def test_outsiders_see_nothing_of_a_gazette(government, gazette):
    issue = an_issue(gazette, government)
    [entry] = taken(issue, government, a_document(government))
    point = a_point(gazette, government)
    paths = [
        *(
            f"/desk/gazette/{gazette.pk}/{page}"
            for page in ("", "settings/", "cycle/", "plan/", "import/", "points/", "sent.csv")
        ),
        f"/desk/gazette/issues/{issue.pk}/",
        f"/desk/gazette/issues/{issue.pk}/sent/",
        f"/desk/gazette/points/{point.pk}/",
    ]
    acts = [
        *(
            f"/desk/gazette/issues/{issue.pk}/{act}/"
            for act in ("change", "give-up", "take-in", "compose", "hand-in", "scan")
        ),
        *(f"/desk/gazette/entries/{entry.pk}/{act}/" for act in ("take-out", "move")),
        f"/desk/gazette/{gazette.pk}/stage/",
    ]
    outsider, contact = desk(government.outsider), desk(government.contact)

    assert [outsider.get(path).status_code for path in paths] == [404] * len(paths)
    assert [outsider.post(path).status_code for path in acts] == [404] * len(acts)
    assert [contact.get(path).status_code for path in paths] == [200] * len(paths)
    assert "景澄市云棠区人民政府公报" not in outsider.get("/desk/gazette/").content.decode()
    assert desk(government.auditor).get("/desk/gazette/").status_code == 404
    assert Client().get("/desk/gazette/").status_code == 302
    assert (issue.entries.count(), Issue.objects.count()) == (1, 1)


def test_the_office_sets_up_a_gazette_and_a_refusal_keeps_what_was_typed(government):
    column = a_column(government.site, "gb", "政府公报", government.body)
    office = desk(government.office)
    told = {
        "organisation": government.body.pk,
        "level": "county",
        "title": "景澄市云棠区人民政府公报",
        "editor": government.body.pk,
        "column": column.pk,
        "frequency": "monthly",
        "first_year": 2003,
        "first_number": 2,
        "first_total": 1,
        "sections": "区政府文件\n大事记（可无文号）",
    }

    refused = office.post("/desk/gazette/new/", told)
    done = office.post("/desk/gazette/new/", told | {"organisation": government.people["district"].pk})

    said = refused.content.decode()
    assert (
        refused.status_code,
        "政府部门和其他单位不得办政府公报" in said,
        "大事记（可无文号）" in said,
    ) == (422, True, True)
    gazette = Gazette.objects.get()
    assert done.url == f"/desk/gazette/{gazette.pk}/"
    assert gazette.sections == [
        {"name": "区政府文件", "numbered": True},
        {"name": "大事记", "numbered": False},
    ]
    settings = office.get(f"/desk/gazette/{gazette.pk}/settings/").content.decode()
    assert "大事记（可无文号）" in settings
    assert desk(government.contact).get("/desk/gazette/new/").status_code == 404


@pytest.mark.demand("GZ-02")
def test_an_issue_is_planned_filled_composed_and_handed_in_by_buttons(government, gazette):
    document = a_document(government)
    client = desk(government.contact)

    planned = client.post(
        f"/desk/gazette/{gazette.pk}/plan/",
        {"year": 2026, "number": 1, "total": 1, "published_on": "2026-11-20"},
    )
    issue = Issue.objects.get()
    offered = client.get(planned.url).content.decode()
    empty = client.post(f"/desk/gazette/issues/{issue.pk}/compose/")
    pk = document.publication_id
    client.post(
        f"/desk/gazette/issues/{issue.pk}/take-in/", {"publication": [pk], f"section-{pk}": "部门文件"}
    )
    entry = issue.entries.get()
    client.post(f"/desk/gazette/entries/{entry.pk}/move/", {"section": "区政府文件"})
    client.post(f"/desk/gazette/entries/{entry.pk}/move/", {"way": "up"})
    client.post(f"/desk/gazette/issues/{issue.pk}/compose/")
    composed = client.get(f"/desk/gazette/issues/{issue.pk}/").content.decode()
    client.post(f"/desk/gazette/issues/{issue.pk}/hand-in/")

    assert ("关于做好第1项救助工作的通知" in offered, "还没有选入文件，不能编排" in offered) == (True, True)
    assert (empty.status_code, "还没有选入文件" in empty.content.decode()) == (409, True)
    assert (composed.count("送审</button>"), "校验码" in composed) == (1, True)
    issue.refresh_from_db()
    edition = publishing.Edition.objects.get(publication=issue.publication)
    assert (edition.state, edition.title) == ("in_review", "景澄市云棠区人民政府公报 2026年第1期")
    assert issue.entries.get().section == "区政府文件"
    item = desk(government.reviewer1).get(f"/desk/work/{edition.pk}/").content.decode()
    assert ("本期目录" in item, "关于做好第1项救助工作的通知" in item) == (True, True)
    fixed = client.get(f"/desk/gazette/issues/{issue.pk}/").content.decode()
    assert ("正在审签，请先撤回送审再修改" in fixed, "移出</button>" in fixed) == (True, False)


def test_a_refused_text_says_why_and_other_texts_are_found_by_words(government, gazette):
    issue = an_issue(gazette, government)
    superior = a_document(government, 3, issuer="景澄市人民政府")
    client = desk(government.contact)
    page = client.get(f"/desk/gazette/issues/{issue.pk}/").content.decode()
    pk = superior.publication_id

    refused = client.post(
        f"/desk/gazette/issues/{issue.pk}/take-in/", {"publication": [pk, "x"], f"section-{pk}": "区政府文件"}
    )
    nothing = client.post(f"/desk/gazette/issues/{issue.pk}/take-in/", {})
    found = client.get(f"/desk/gazette/issues/{issue.pk}/?q=第9项").content.decode()

    assert ("原则上不刊登上级文件" in page, "确需刊登的理由" in page) == (True, True)
    assert (
        refused.status_code,
        "《关于做好第3项救助工作的通知》：原则上不刊登上级文件" in refused.content.decode(),
    ) == (409, True)
    assert "请至少选一份文件" in nothing.content.decode()
    assert "没有标题含“第9项”" in found
    assert issue.entries.count() == 0


def test_days_are_changed_and_a_planned_issue_is_given_up(government, gazette):
    issue = an_issue(gazette, government)
    client = desk(government.contact)

    client.post(f"/desk/gazette/issues/{issue.pk}/change/", {"total": 9, "published_on": "2026-11-25"})
    odd = client.post(f"/desk/gazette/issues/{issue.pk}/change/", {"published_on": "昨天"}, follow=True)
    issue.refresh_from_db()
    client.post(f"/desk/gazette/issues/{issue.pk}/give-up/")

    assert (issue.total, issue.published_on, issue.paper_on) == (9, date(2026, 11, 25), None)
    assert "没有保存" in odd.content.decode()
    assert not Issue.objects.exists()


def test_the_day_of_the_paper_is_recorded_for_a_public_issue_and_nothing_else(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government))
    facts = {"total": issue.total, "published_on": issue.published_on, "by": government.contact, "on": DAY}

    planning.change(issue, **facts | {"paper_on": DAY})
    with pytest.raises(planning.MayNotPlan, match="目录不能改动"):
        planning.change(issue, **facts | {"total": 7, "paper_on": DAY})

    issue.refresh_from_db()
    assert (issue.paper_on, issue.total) == (DAY, 1)


@pytest.mark.demand("GZ-01")
def test_a_table_of_old_issues_comes_in_with_a_report_and_goes_to_its_signers(government, gazette):
    client = desk(government.contact)
    address = f"/desk/gazette/{gazette.pk}/import/"
    rows = [["年份", "期号", "标题"], ["2025", "1", "关于春耕生产的通知"], ["2025", "零", "读不出来的一行"]]
    table = SimpleUploadedFile("old.xlsx", xlsx_of(rows))

    empty = client.post(address, {})
    none = client.post(address, {"file": SimpleUploadedFile("a.txt", "只有文字".encode())})
    report = client.post(address, {"file": table}).content.decode()
    staged = client.post(f"/desk/gazette/{gazette.pk}/stage/")

    assert (empty.status_code, none.status_code) == (422, 422)
    assert "没有表格" in none.content.decode()
    assert "新增1期、1篇" in report
    assert "期号“零”应是从1开始的数字" in report
    batch = publishing.Batch.objects.get()
    assert (staged.url, batch.item_count, batch.state) == (f"/desk/batches/{batch.pk}/", 1, "staged")
    again = client.post(f"/desk/gazette/{gazette.pk}/stage/")
    assert "没有待公开的往期" in again.content.decode()


def test_a_scan_is_uploaded_and_anything_else_refused(government, gazette):
    importing.import_old(
        gazette,
        [["年份", "期号", "标题"], ["2025", "1", "关于春耕生产的通知"]],
        by=government.contact,
        on=DAY,
    )
    issue = Issue.objects.get()
    client, address = desk(government.contact), f"/desk/gazette/issues/{issue.pk}/scan/"

    none = client.post(address, {}, follow=True)
    table = client.post(address, {"file": SimpleUploadedFile("a.xlsx", xlsx_of([["a"]]))})

    assert "请选择 PDF 文件" in none.content.decode()
    assert (table.status_code, "应为 PDF 文件" in table.content.decode()) == (409, True)
    issue.refresh_from_db()
    assert issue.scan is None


@pytest.mark.demand("GZ-04")
def test_copies_are_counted_by_kind_and_issue_and_leave_as_csv(government, gazette):
    issue = a_public_issue(gazette, government, a_document(government))
    a_point(gazette, government)
    a_point(gazette, government, "棠湖村", kind="village", copies=2, way="courier")
    a_point(gazette, government, "新桥村", kind="village", copies=3, way="courier")
    gone = a_point(gazette, government, "旧图书馆", kind="library")
    distributing.close_point(gone, valid_until=DAY - timedelta(days=1), by=government.contact, on=DAY)

    client = desk(government.contact)
    sent = client.post(f"/desk/gazette/issues/{issue.pk}/sent/", {"sent_on": "2026-11-20"})
    dispatch = Dispatch.objects.get(point__name="新桥村")
    client.post(f"/desk/gazette/sent/{dispatch.pk}/correct/", {"copies": 4, "sent_on": "2026-11-20"})

    assert sent.status_code == 302
    lines = [(line.kind, line.points, line.copies) for line in distribution.by_kind(issue)]
    assert lines == [("村居", 2, 6), ("政务服务大厅", 1, 5)]
    assert distribution.copies_by_issue(gazette) == {issue.pk: 11}
    file = client.get(f"/desk/gazette/issues/{issue.pk}/sent/?as=csv").content.decode("utf-8-sig")
    assert file.splitlines() == [
        "期次,类别,赠阅点,份数,发行方式,发行日期,登记人",
        "2026年第1期,政务服务大厅,棠州镇便民中心,5,邮寄,2026-11-20,林信息",
        "2026年第1期,村居,新桥村,4,机要或专人送达,2026-11-20,林信息",
        "2026年第1期,村居,棠湖村,2,机要或专人送达,2026-11-20,林信息",
    ]
    whole = client.get(f"/desk/gazette/{gazette.pk}/sent.csv").content.decode("utf-8-sig")
    assert len(whole.splitlines()) == 4
    listed = client.get(f"/desk/gazette/{gazette.pk}/points/?as=csv").content.decode("utf-8-sig")
    assert "图书馆,旧图书馆,,5,邮寄,2026-01-01,2026-11-19" in listed


@pytest.mark.demand("GZ-04")
def test_nothing_is_sent_before_the_electronic_edition_nor_twice(government, gazette):
    a_point(gazette, government)
    planned = an_issue(gazette, government, number=2)
    public = a_public_issue(gazette, government, a_document(government))
    facts = {"by": government.contact, "on": DAY}

    with pytest.raises(distributing.MayNotDistribute, match="电子版应当与纸质版同步或者提前发布"):
        distributing.send_out(planned, sent_on=DAY, **facts)
    with pytest.raises(distributing.MayNotDistribute, match="不能晚于今天"):
        distributing.send_out(public, sent_on=DAY + timedelta(days=1), **facts)
    distributing.send_out(public, sent_on=DAY, **facts)
    with pytest.raises(distributing.MayNotDistribute, match="没有尚未登记的赠阅点"):
        distributing.send_out(public, sent_on=DAY, **facts)
    with pytest.raises(distributing.MayNotDistribute, match="信息员或政务公开办"):
        distributing.correct(Dispatch.objects.get(), copies=1, sent_on=DAY, by=government.outsider, on=DAY)

    assert Dispatch.objects.count() == 1


def test_the_list_of_receivers_is_kept_on_its_page(government, gazette):
    client, address = desk(government.contact), f"/desk/gazette/{gazette.pk}/points/"
    told = {"name": "区图书馆", "kind": "library", "copies": 3, "way": "pick_up", "valid_from": "2026-01-01"}

    client.post(address, told)
    double = client.post(address, told)
    point = gazette.points.get()
    client.post(f"/desk/gazette/points/{point.pk}/", {"copies": 8, "way": "mail", "address": "棠湖路9号"})
    early = client.post(f"/desk/gazette/points/{point.pk}/", {"valid_until": "2025-12-31"})
    client.post(f"/desk/gazette/points/{point.pk}/", {"valid_until": "2026-12-31"})

    assert (double.status_code, "“区图书馆”已在赠阅名单中" in double.content.decode()) == (422, True)
    assert "移出日期不能早于列入日期" in early.content.decode()
    point.refresh_from_db()
    assert (point.copies, point.way, point.address, point.valid_until) == (
        8,
        "mail",
        "棠湖路9号",
        date(2026, 12, 31),
    )
    closed = client.get(f"/desk/gazette/points/{point.pk}/").content.decode()
    assert "移出名单</button>" not in closed


@pytest.mark.demand("GZ-03")
@pytest.mark.law("GD-01", "GD-02", "GD-03")
def test_the_cycle_is_measured_from_approval_to_appearance_and_between_issues(government, gazette):
    first = a_public_issue(gazette, government, a_document(government, 1), a_document(government, 2))
    second = a_public_issue(
        gazette, government, a_document(government, 3), number=2, total=2, published_on=date(2026, 12, 21)
    )
    Issue.objects.filter(pk=second.pk).update(paper_on=date(2026, 1, 1))
    an_issue(gazette, government, number=3, total=3)

    lines = cycle.issue_lines(gazette)
    years = cycle.year_lines(gazette, lines)

    assert [(line.issue, line.days_since_last, line.waits, line.late_online) for line in lines] == [
        (first, None, [10, 10], False),
        (second, 31, [41], True),
    ]
    assert years == [
        cycle.YearLine(
            year=2026,
            issues=2,
            texts=3,
            mean_between=31.0,
            mean_wait=20.3,
            longest_wait=41,
            late_online=1,
            promised_days=31,
        )
    ]
    client = desk(government.contact)
    page = client.get(f"/desk/gazette/{gazette.pk}/cycle/").content.decode()
    assert ("20.3" in page, "晚于纸质版" in page) == (True, True)
    file = client.get(f"/desk/gazette/{gazette.pk}/cycle/?as=csv").content.decode("utf-8-sig")
    assert file.splitlines()[1] == "2026年,2,3,31,31,20.3,41,1"


@pytest.mark.demand("GZ-03")
def test_editors_are_told_what_is_due_and_when_the_cycle_has_run_out(government, gazette):
    a_public_issue(gazette, government, a_document(government), published_on=date(2026, 10, 10))
    mine = standings(government.contact.pk, DAY)

    before = todo(government.contact, mine, DAY).items
    early = todo(government.contact, mine, date(2026, 10, 20)).items
    issue = an_issue(gazette, government, number=2, total=2, published_on=date(2026, 11, 25))
    planned = todo(government.contact, mine, DAY).items
    taken(issue, government, a_document(government, 2))
    handed_in(issue, government)

    assert [(item.title, item.due_on, item.state) for item in before] == [
        ("《景澄市云棠区人民政府公报》下一期", date(2026, 11, 10), "late")
    ]
    assert early == []
    assert [(item.title, item.what, item.state) for item in planned] == [
        ("《景澄市云棠区人民政府公报》2026年第2期", "编排公报并送审", "soon")
    ]
    assert todo(government.contact, mine, DAY).items == []
    outsider = government.outsider
    assert todo(outsider, standings(outsider.pk, DAY), DAY).items == []


def test_desk_pages_cost_the_same_with_one_row_and_with_three(government, gazette):
    issue = an_issue(gazette, government, number=9, total=9)
    told = SimpleNamespace(costs=[])
    client = desk(government.contact)
    documents = iter([a_document(government, number) for number in range(1, 10)])
    paths = [
        f"/desk/gazette/{gazette.pk}/",
        f"/desk/gazette/{gazette.pk}/cycle/",
        f"/desk/gazette/{gazette.pk}/points/",
        f"/desk/gazette/{gazette.pk}/import/",
        f"/desk/gazette/issues/{issue.pk}/",
    ]
    for number in (1, 2, 3):
        taken(issue, government, next(documents))
        a_public_issue(gazette, government, next(documents), number=number, total=number)
        a_point(gazette, government, f"第{number}村", kind="village")
        told.costs.append([cost(client, path) for path in paths])

    assert told.costs[0] == told.costs[1] == told.costs[2]


def cost(client, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_body_below_counts_as_ours_and_a_stranger_does_not(government, gazette):
    town = a_body("tzz", "棠州镇人民政府", kind="town")
    issue = an_issue(gazette, government)
    client = desk(government.contact)
    own = a_document(government, 1, issuer="棠州镇人民政府")
    before = client.get(f"/desk/gazette/issues/{issue.pk}/").content.decode()
    town.parent = government.people["district"]
    town.save()

    after = client.get(f"/desk/gazette/issues/{issue.pk}/").content.decode()

    assert ("原则上不刊登上级文件" in before, "原则上不刊登上级文件" in after) == (True, False)
    assert own.title in after
