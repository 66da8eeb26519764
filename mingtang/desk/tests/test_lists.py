"""The to-do list, the work lists, notices and reports: what each person sees, and at what cost."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils.timezone import localdate
from lxml import html

from mingtang.core.accounts.testing import sign_in
from mingtang.core.messages.api import Notice, notify
from mingtang.core.organisations.api import standings
from mingtang.desk.handlers import tell_authors, tell_reviewers
from mingtang.desk.views.frame import menu
from mingtang.desk.views.reports import REPORTS
from mingtang.publishing.api import EditionReturned, ReviewAsked, return_, take_down, work_list
from mingtang.publishing.api import WorkFilters as Filters
from mingtang.publishing.testing import (
    DAY,
    a_column,
    a_draft,
    a_government,
    a_kind,
    published,
    ready,
    sign_next,
    submitted,
)

BODY = "<p>第{}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，逾期未报的予以通报。</p>"


@pytest.fixture
def government(db):
    return a_government()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def titles(user, listed="open", **filters):
    found = work_list(user, localdate(), Filters(listed=listed, **filters))
    return [edition.title for edition in found.rows]


def own(government, number, **facts):
    return {"title": f"第{number}件", "body": BODY.format(number), **facts}


def test_the_desk_opens_with_what_must_be_done(government):
    edition = submitted(government, title="关于供暖的通知")

    page = signed_in(government.reviewer1).get("/desk/").content.decode()

    assert f'href="/desk/work/{edition.pk}/review/"' in page
    assert ("现在要办" in page, "关于供暖的通知" in page) == (True, True)
    glad = signed_in(government.outsider).get("/desk/").content.decode()
    assert ("辛苦了" in glad, "关于供暖的通知" in glad) == (True, False)


def test_the_menu_shows_each_role_its_own(government):
    contact = signed_in(government.contact).get("/desk/").content.decode()
    auditor = signed_in(government.auditor).get("/desk/").content.decode()

    assert ("起草信息" in contact, "起草信息" in auditor) == (True, False)
    assert ("全部信息" in contact, "全部信息" in auditor) == (True, True)
    assert "全部信息" not in signed_in(government.administrator).get("/desk/").content.decode()


def test_a_long_menu_is_folded_but_for_the_first_group_and_that_of_the_page(government):
    page = html.fromstring(signed_in(government.office).get("/desk/system/columns/").content)
    groups = page.xpath("//nav[@aria-label='工作菜单']/details")
    names = [group.findtext("summary") for group in groups]
    opened = [group.findtext("summary") for group in groups if "open" in group.attrib]

    assert len(names) > 4
    assert opened == ["我的工作", "管理"]
    assert page.xpath("//nav[@aria-label='工作菜单']//a[@aria-current='page']/span/text()") == ["栏目与授权"]


def test_a_page_without_an_entry_opens_the_group_that_it_belongs_to(government):
    shown = menu(standings(government.office.pk, DAY), "/desk/tasks/task/1/")

    assert [group.label for group in shown if not group.folded] == ["我的工作", "督办"]
    assert not any(item.current for group in shown for item in group.items)


def test_a_short_menu_is_shown_whole(government):
    page = html.fromstring(signed_in(government.administrator).get("/desk/").content)

    assert page.xpath("//nav[@aria-label='工作菜单']/details[not(@open)]") == []
    assert page.xpath("//nav[@aria-label='工作菜单']/details") != []


def test_a_visitor_is_sent_to_sign_in(db):
    for address in ("/desk/", "/desk/work/", "/desk/releases/", "/desk/reports/", "/desk/notices/"):
        assert Client().get(address).url == f"/accounts/sign-in/?next={address}"


def test_each_list_holds_its_own(government):
    draft = a_draft(government, **own(government, 1))
    back = submitted(government, **own(government, 2))
    back.refresh_from_db()
    return_(back, by=government.reviewer1, on=DAY, reason="请改第一段文字")
    waiting = submitted(government, **own(government, 3))
    done = ready(government, **own(government, 4))
    out = published(government, **own(government, 5))
    gone = published(government, **own(government, 6))
    take_down(gone, reason="误发", by=government.duty_officer, on=DAY)

    assert set(titles(government.contact)) == {draft.title, back.title, waiting.title, done.title}
    assert titles(government.contact, "returned") == [back.title]
    assert titles(government.contact, "ready") == [done.title]
    assert titles(government.contact, "public") == [out.title]
    assert titles(government.contact, "left") == [gone.title]
    assert titles(government.office, "public") == [out.title]
    assert titles(government.outsider, "public") == []


def test_filters_narrow_and_show_as_chips(government):
    policy = a_kind("policy", "政策文件")
    a_draft(government, **own(government, 1))
    other = a_draft(government, column=government.child, **own(government, 2))
    waiting = submitted(government, **own(government, 3))
    desk = signed_in(government.contact)

    assert titles(government.contact, column=government.child.pk) == [other.title]
    assert titles(government.contact, kind=policy.pk) == []
    assert titles(government.contact, step="level1") == [waiting.title]
    assert titles(government.contact, words="第2") == [other.title]
    assert titles(government.reviewer1, mine=True) == []
    page = desk.get("/desk/work/", {"column": government.child.pk, "q": "件", "unit": "999"}).content.decode()
    assert ("栏目：" in page, "标题含：件" in page, "单位：" in page) == (True, True, False)
    assert (other.title in page, waiting.title in page) == (True, False)


def test_pages_follow_each_other_forwards_and_back(government):
    for number in range(5):
        a_draft(government, **own(government, number))
    day, whole = localdate(), titles(government.contact)

    first = work_list(government.contact, day, Filters(), limit=2)
    second = work_list(government.contact, day, Filters(), after=first.next, limit=2)
    third = work_list(government.contact, day, Filters(), after=second.next, limit=2)
    back = work_list(government.contact, day, Filters(), before=third.previous, limit=2)

    assert [e.title for page in (first, second, third) for e in page.rows] == whole
    assert [e.title for e in back.rows] == [e.title for e in second.rows]
    assert (first.previous, third.next) == ("", "")
    assert work_list(government.contact, day, Filters(), before=second.previous, limit=2).previous == ""


def test_a_broken_page_key_gives_the_first_page(government):
    a_draft(government, **own(government, 1))
    desk = signed_in(government.contact)

    for key in ("x", "2026-11-20~1", "2026-11-20T08:00:00+08:00~x", "~", "9999-99-99~2026-11-20~3~4"):
        for page in ("/desk/work/?after=", "/desk/work/?before=", "/desk/?after="):
            assert desk.get(f"{page}{key}").status_code == 200


def test_a_list_costs_the_same_with_one_row_and_with_three(government, django_assert_num_queries):
    for number in range(3):
        a_draft(government, **own(government, number))
        # Standings twice two, the keys, the rows.
        with django_assert_num_queries(4):
            assert len(titles(government.contact)) == number + 1


def test_a_whole_page_costs_the_same_with_one_row_and_with_three(government):
    for number in range(60):
        a_column(government.site, f"c{number}", f"栏目{number}", government.body)
    desk, counted = signed_in(government.contact), []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(3):
        submitted(government, **own(government, number))
        for address in ("/desk/", "/desk/work/"):
            with CaptureQueriesContext(connection) as queries:
                desk.get(address)
            counted.append((address, len(queries)))

    assert len(set(counted)) == 2


def test_notices_are_read_once_and_lead_on(government):
    notify([government.contact.pk], subject="请处理", key="one", url="/desk/work/")
    notify([government.contact.pk], subject="别处", key="two", url="https://evil.example/")
    notify([government.outsider.pk], subject="他人的", key="three")
    desk = signed_in(government.contact)
    ours, evil, theirs = Notice.objects.order_by("id")

    page = desk.get("/desk/notices/").content.decode()
    assert ("请处理" in page, "他人的" in page) == (True, False)
    assert desk.get(f"/desk/notices/{ours.pk}/").url == "/desk/work/"
    assert desk.get(f"/desk/notices/{evil.pk}/").url == "/desk/notices/"
    assert desk.get(f"/desk/notices/{theirs.pk}/").status_code == 404
    assert not Notice.objects.filter(to_id=government.contact.pk, read_at=None).exists()


def test_reviewers_and_authors_are_told(government):
    edition = submitted(government)
    for _ in range(2):  # a delivery may come twice
        tell_reviewers(ReviewAsked(edition_id=edition.pk, step="level1"))
    tell_reviewers(ReviewAsked(edition_id=edition.pk, step="level2"))
    edition.refresh_from_db()
    back = return_(edition, by=government.reviewer1, on=DAY, reason="请核对数字")
    tell_authors(EditionReturned(edition_id=edition.pk, return_id=back.pk))

    assert [(n.to_id, n.subject) for n in Notice.objects.order_by("id")] == [
        (government.reviewer1.pk, f"请初审初校：《{edition.title}》"),
        (government.contact.pk, f"已退回修改：《{edition.title}》"),
    ]


@pytest.mark.demand("SR-05", "CR-05", "CL-05", "IL-04")
def test_reports_count_what_happened(government):
    from mingtang.publishing.api import SecrecyAnswers, newest_revision, run_checks, sign, waive

    published(government, **own(government, 1))
    twin = a_draft(government, title="第1件", body=BODY.format("另一"), column=government.child)
    for finding in run_checks(newest_revision(twin)):
        waive(finding, reason="确为两件事，标题相同", by=government.contact)
    twin = published(government, twin)
    stopped = submitted(government, **own(government, 2))
    sign_next(government, stopped)
    sign_next(government, stopped)
    sign(
        stopped,
        "secrecy",
        by=government.secrecy_reviewer,
        on=DAY,
        seen_hash=newest_revision(stopped).content_hash,
        secrecy=SecrecyAnswers(False, True, False, False, "withhold", "工作秘密事项清单第三项"),
    )
    wrong = submitted(government, **own(government, 3))
    wrong.refresh_from_db()
    return_(wrong, by=government.reviewer1, on=DAY, reason="数字有误请改", gate="wording")
    office = signed_in(government.office)

    rows = {name: rows_of(office, name) for name in REPORTS}

    assert rows["secrecy"] == [["民政局", "3", "2", "0", "1", "0"]]
    assert rows["returns"] == [["民政局", "2", "2", "0", "0", "0", "1", "1"]]
    assert [row[:3] for row in rows["times"]] == [
        ["初审初校", "3", "0"],
        ["复审复校", "3", "0"],
        ["终审终校", "2", "0"],
        ["保密审查", "2", "0"],
        ["全程（起草到公开）", "2", "0"],
    ]
    assert rows["misfiled"] == [
        [twin.title, "民政局", "通知公告", "同一单位有标题相同的另一条"],
        [twin.title, "民政局", "公示", "同一单位有标题相同的另一条"],
    ]


def rows_of(desk, name):
    text = desk.get(f"/desk/reports/{name}.csv").content.decode("utf-8-sig")
    assert desk.get(f"/desk/reports/{name}/").status_code == 200
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_report_shows_a_reader_their_own_units_only(government):
    published(government, **own(government, 1))

    assert rows_of(signed_in(government.outsider), "secrecy") == []
    assert rows_of(signed_in(government.contact), "secrecy") == [["民政局", "1", "1", "0", "0", "0"]]
    assert signed_in(government.administrator).get("/desk/reports/").status_code == 404
    before = signed_in(government.office).get("/desk/reports/secrecy.csv?start=2020-01-01&end=2020-12-31")
    assert "民政局" not in before.content.decode()
