"""Old issues: from a table to the public page, by row, again without harm, and with what is missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from mingtang.core.files import api as files
from mingtang.core.files.testing import stored, xlsx_of
from mingtang.gazette.analysis.completeness import Gap, Held, completeness
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.parsing.old_issues import OldEntry, RowError, read
from mingtang.gazette.queries import issues
from mingtang.gazette.services import composing, importing, planning
from mingtang.gazette.testing import DAY, a_document, a_public_issue
from mingtang.publishing import api as publishing
from mingtang.publishing.services.importing import publish_chunk
from mingtang.publishing.testing import sign_next

HEAD = ["年份", "期号", "总期号", "出版日期", "栏目", "标题", "发文字号", "页码"]
ROWS = [
    HEAD,
    ["2025", "第1期", "1", "2025-03-31", "区政府文件", "关于春耕生产的通知", "云政发〔2025〕1号", "3-5"],
    ["2025", "1", "1", "2025年3月31日", "人事任免", "关于任免职务的通知", "", "6"],
    ["2025", "3", "3", "", "区政府文件", "关于秋季造林的通知", "云政发〔2025〕9号", "第2页"],
]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def import_rows(gazette, government, rows=ROWS):
    return importing.import_old(gazette, rows, by=government.contact, on=DAY)


def signed_by_two(batch, government):
    for person in (government.unit_leader, government.reviewer3):
        batch.refresh_from_db()
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    while publish_chunk(batch):
        pass


def test_a_table_is_read_by_its_headings_and_bad_rows_are_told():
    table = [
        [*HEAD, "备注"],
        ["2009", "12.0", "", "2009.6.30", "", "关于防汛工作的通知", "云政发〔2009〕4号", "5—7", ""],
        ["", "", "", "", "", "", "", "", ""],
        ["1999", "零", "甲", "上个月", "", "文", "", "七", ""],
    ]

    found, errors = read(table, first_year=2005, last_year=2026)

    assert found == [
        OldEntry(
            row=2,
            year=2009,
            number=12,
            title="关于防汛工作的通知",
            published_on=date(2009, 6, 30),
            document_number="云政发〔2009〕4号",
            start_page=5,
            end_page=7,
        )
    ]
    assert errors == [
        RowError(4, "年份“1999”应在2005年到2026年之间。"),
        RowError(4, "期号“零”应是从1开始的数字。"),
        RowError(4, "总期号“甲”应是数字。"),
        RowError(4, "标题应有2到300个字。"),
        RowError(4, "页码“七”读不出来，应写成5或者5-7。"),
        RowError(4, "出版日期“上个月”不是日期，应写成2009-06-30。"),
    ]
    assert read([["题目", "页"]], first_year=2005, last_year=2026)[1] == [
        RowError(1, "第一行缺少列：年份、期号、标题。请补上列名后再导入。")
    ]
    assert read([], first_year=2005, last_year=2026)[1][0].row == 1


@pytest.mark.demand("GZ-01")
def test_the_same_table_twice_changes_nothing_and_a_longer_one_adds_what_is_new(government, gazette):
    first = import_rows(gazette, government)
    again = import_rows(gazette, government)
    longer = import_rows(
        gazette, government, [*ROWS, ["2025", "3", "", "", "", "关于冬季防火的通知", "", "9"]]
    )

    assert (first.issues, first.entries, first.unchanged, first.errors) == (2, 3, 0, [])
    assert (again.issues, again.entries, again.unchanged) == (0, 0, 3)
    assert (longer.issues, longer.entries, longer.unchanged) == (0, 1, 3)
    issue = Issue.objects.get(year=2025, number=1)
    assert (issue.total, issue.published_on, issue.is_old) == (1, date(2025, 3, 31), True)
    assert [(e.order, e.section, e.title, e.pages) for e in issue.entries.order_by("order")] == [
        (1, "区政府文件", "关于春耕生产的通知", "第3—5页"),
        (2, "人事任免", "关于任免职务的通知", "第6页"),
    ]


def test_good_rows_stay_when_others_cannot_be_taken_in(government, gazette):
    rows = [
        *ROWS,
        ["2025", "4", "3", "", "", "总期号重复的一篇", "", "1"],
        ["2030", "1", "", "", "", "年份不对的一篇", "", "1"],
    ]

    done = import_rows(gazette, government, rows)

    assert (done.issues, done.entries) == (2, 3)
    assert done.errors == [
        RowError(5, "总第3期已属于另一期，请核对。"),
        RowError(6, "年份“2030”应在2025年到2026年之间。"),
    ]
    with pytest.raises(importing.MayNotImport, match="信息员或政务公开办"):
        importing.import_old(gazette, ROWS, by=government.outsider, on=DAY)


def test_a_row_that_names_a_record_of_the_library_is_that_record(government, gazette):
    document = a_document(government, 7)
    rows = [HEAD, ["2025", "1", "", "", "", "关于做好第7项救助工作的通知", "云民发〔2026〕7号", "2"]]

    done = import_rows(gazette, government, rows)
    again = import_rows(gazette, government, rows)

    assert (done.linked, again.unchanged) == (1, 1)
    assert [(e.publication_id, e.title, e.number) for e in Entry.objects.all()] == [
        (document.publication_id, "", "云民发〔2026〕7号")
    ]


@pytest.mark.demand("GZ-01", "GZ-06")
def test_old_issues_go_public_as_a_batch_that_two_people_sign(government, gazette):
    import_rows(gazette, government)
    scan = stored(PDF, "2025-1.pdf", by=government.contact)
    planning.attach_scan(Issue.objects.get(number=1), scan, by=government.contact, on=DAY)

    batch = importing.stage_old(gazette, by=government.contact, on=DAY)
    before = [Client().get(path).status_code for path in ("/gazette/2025/1/", "/gazette/2025/1/scan.pdf")]
    signed_by_two(batch, government)

    assert before == [404, 404]
    client = Client()
    page = client.get("/gazette/2025/1/").content.decode()
    assert ("关于春耕生产的通知" in page, "纸质版扫描件" in page, "下载本期 PDF" in page) == (
        True,
        True,
        False,
    )
    assert "关于秋季造林的通知" in client.get("/gazette/search/?q=造林").content.decode()
    for path in ("/gazette/2025/1/scan.pdf", "/gazette/2025/1.pdf"):
        assert b"".join(client.get(path).streaming_content) == PDF
    article = client.get("/gazette/2025/1/1/").content.decode()
    assert "《景澄市云棠区人民政府公报》2025年第1期，第3—5页" in article
    assert importing.waiting_old_issues(gazette) == []
    with pytest.raises(importing.MayNotImport, match="没有待公开的往期"):
        importing.stage_old(gazette, by=government.contact, on=DAY)


def test_a_scan_that_no_signed_text_names_is_served_to_nobody(government, gazette):
    import_rows(gazette, government)
    signed_by_two(importing.stage_old(gazette, by=government.contact, on=DAY), government)
    issue = Issue.objects.get(year=2025, number=1)
    scan = stored(PDF, "2025-1.pdf", by=government.contact)

    planning.attach_scan(issue, scan, by=government.contact, on=DAY)
    before = Client().get("/gazette/2025/1/scan.pdf").status_code
    edition = composing.compose(issue, by=government.contact, on=DAY)

    assert before == 404
    assert (edition.number, edition.state) == (2, "draft")
    assert Client().get("/gazette/2025/1/scan.pdf").status_code == 404
    with pytest.raises(publishing.MayNotSubmit, match="可能是扫描件"):
        composing.hand_in(issue, by=government.contact, on=DAY)
    for finding in publishing.unsettled(publishing.newest_revision(edition)):
        publishing.waive(finding, reason="已逐页核对扫描件", by=government.contact)
    composing.hand_in(issue, by=government.contact, on=DAY)
    for _ in publishing.STEP_ORDER:
        sign_next(government, edition)
    edition.refresh_from_db()
    publishing.publish_now([edition], by=government.contact, on=DAY)
    assert b"".join(Client().get("/gazette/2025/1/scan.pdf").streaming_content) == PDF
    assert "关于春耕生产的通知" in Client().get("/gazette/2025/1/").content.decode()


def test_a_scan_is_a_pdf_that_is_clean(government, gazette):
    import_rows(gazette, government)
    issue = Issue.objects.get(year=2025, number=1)
    picture = stored(xlsx_of([["a"]]), "2025-1.xlsx", by=government.contact)
    bad = stored(PDF, "2025-1.pdf", by=government.contact)
    files.condemn(bad, reason="内容与期号不符", by=government.administrator)
    bad.refresh_from_db()

    for file, why in ((picture, "应为 PDF 文件"), (bad, "封存")):
        with pytest.raises(planning.MayNotPlan, match=why):
            planning.attach_scan(issue, file, by=government.contact, on=DAY)


def test_a_condemned_scan_is_not_served_any_more(government, gazette):
    import_rows(gazette, government)
    scan = stored(PDF, "2025-1.pdf", by=government.contact)
    planning.attach_scan(Issue.objects.get(number=1), scan, by=government.contact, on=DAY)
    signed_by_two(importing.stage_old(gazette, by=government.contact, on=DAY), government)

    files.condemn(scan, reason="扫描件含他人证件", by=government.administrator)

    assert Client().get("/gazette/2025/1/scan.pdf").status_code == 404


def test_contents_that_wait_for_their_signers_or_are_public_take_no_more_rows(government, gazette):
    import_rows(gazette, government)
    importing.stage_old(gazette, by=government.contact, on=DAY)
    more = [HEAD, ["2025", "3", "", "", "", "补漏的一篇通知", "", "9"]]

    done = import_rows(gazette, government, more)

    assert (done.entries, [error.row for error in done.errors]) == (0, [2])
    assert "已送签或公开" in done.errors[0].message


@pytest.mark.demand("GZ-01")
def test_gaps_since_the_first_issue_are_shown_until_there_is_none(government, gazette):
    import_rows(gazette, government)
    a_public_issue(gazette, government, a_document(government), total=5)
    issue = Issue.objects.get(year=2025, number=1)
    planning.attach_scan(issue, stored(PDF, "a.pdf", by=None), by=government.contact, on=DAY)

    whole = issues.completeness_of(gazette, issues.shelf(gazette))

    assert (whole.expected, whole.known, whole.whole, whole.share) == (5, 3, 2, 40.0)
    assert whole.gaps == (Gap(2025, missing=(2,), without_text=(3,)),)
    assert whole.missing_totals == (2, 4)


def held(year, number, total=None, *, contents=True, text=True):
    return Held(year, number, total, contents, text)


@pytest.mark.parametrize(
    ("issues_held", "expected", "whole", "share", "gaps", "totals"),
    [
        ([], 1, 0, 0.0, (Gap(2003, missing=(2,), empty=True),), ()),
        ([held(2003, 2, 1)], 1, 1, 100.0, (), ()),
        ([held(2003, 2, 1), held(2003, 4, 3)], 3, 2, 66.7, (Gap(2003, missing=(3,)),), (2,)),
        # The last issue of a year shows in the running number only.
        ([held(2003, 2, 1), held(2004, 1, 3)], 3, 2, 66.7, (), (2,)),
        ([held(2003, 2), held(2005, 1)], 2, 2, 100.0, (Gap(2004, empty=True),), ()),
        (
            [held(2003, 2, 1), held(2003, 3, 2, contents=False, text=False)],
            2,
            1,
            50.0,
            (Gap(2003, without_contents=(3,), without_text=(3,)),),
            (),
        ),
    ],
)
def test_what_is_missing_is_counted_against_all_issues(issues_held, expected, whole, share, gaps, totals):
    found = completeness(2003, 2, 1, issues_held)

    assert (found.expected, found.whole, found.share) == (expected, whole, share)
    assert (found.gaps, found.missing_totals) == (gaps, totals)


def test_a_share_is_never_rounded_up_to_whole():
    many = [held(2003, n, n) for n in range(1, 3000)] + [held(2003, 3000, 3000, text=False)]

    assert completeness(2003, 1, 1, many).share == 99.9


def test_a_csv_is_read_too(government, gazette):
    lines = "年份,期号,标题,页码\n2025,1,关于春耕生产的通知,3\n".encode()

    grid = importing.grid_of(lines, "text/csv")

    assert import_rows(gazette, government, grid).entries == 1
    with pytest.raises(importing.MayNotImport, match="没有表格"):
        importing.grid_of("没有表格的文字".encode(), "text/plain")
