"""What the public may read: lists by keyset, filters, months, the newest of several columns, texts for search."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingtang.core.organisations.testing import a_body
from mingtang.publishing import api as publishing
from mingtang.publishing.models import ColumnMonth, LiveEdition, Placement
from mingtang.publishing.testing import BODY, DAY, a_column, a_draft, a_kind, content, published


def another(government, title, **facts):
    """A public text with a body of its own: a check finds what was published before."""
    body = f"{BODY}<p>{title}，自印发之日起办理。</p>"
    return published(government, title=title, **({"body": body} | facts))


@pytest.fixture
def five(government):
    """Five notices; the last three were published in the same moment, as an imported stock is."""
    editions = [another(government, title=f"关于第{n}批救助物资发放的通知") for n in "一二三四五"]
    moment = LiveEdition.objects.get(pk=editions[2].pk).published_at
    for edition in editions[3:]:
        # The rows that lists read; the row that the signed text is compared with keeps its own time.
        Placement.objects.filter(live=edition.pk).update(published_at=moment)
    return editions


def walk(column, **narrowed):
    """All titles of a list, page by page to its end and back again."""
    filters = publishing.Filters(**narrowed)
    page, found = publishing.page_of(column, filters, limit=2), []
    pages = [page]
    while page.has_older:
        page = publishing.page_of(column, filters, older_than=at(column, page.rows[-1]), limit=2)
        pages.append(page)
    for shown in pages:
        found += [row.pk for row in shown.rows]
    back = []
    while page.has_newer:
        page = publishing.page_of(column, filters, newer_than=at(column, page.rows[0]), limit=2)
        back = [row.pk for row in page.rows] + back
    return found, back


def at(column, row):
    placed = Placement.objects.get(column=column, live=row)
    return publishing.Cursor(placed.published_at, row.pk)


def test_next_and_previous_pass_every_row_once_even_where_moments_are_the_same(government, five):
    onwards, back = walk(government.column)

    assert sorted(onwards) == sorted(edition.pk for edition in five)
    assert len(set(onwards)) == len(onwards)
    assert back == onwards[: len(back)]
    assert len(back) == 4


def test_a_page_knows_whether_there_is_more_on_either_side(government, five):
    column = government.column

    first = publishing.page_of(column, limit=2)
    second = publishing.page_of(column, older_than=at(column, first.rows[-1]), limit=2)
    last = publishing.page_of(column, older_than=at(column, second.rows[-1]), limit=2)
    again = publishing.page_of(column, newer_than=at(column, second.rows[0]), limit=2)

    assert [(p.has_newer, p.has_older) for p in (first, second, last, again)] == [
        (False, True),
        (True, True),
        (True, False),
        (False, True),
    ]
    assert again.rows == first.rows


@pytest.mark.parametrize("direction", ["older_than", "newer_than"])
def test_a_page_is_read_from_the_index_alone_without_count_or_offset(government, five, direction):
    cursor = publishing.Cursor(timezone.now(), 3)

    with CaptureQueriesContext(connection) as asked:
        publishing.page_of(government.column, publishing.Filters(), **{direction: cursor})

    (query,) = asked.captured_queries
    assert "COUNT(" not in query["sql"].upper()
    assert "OFFSET" not in query["sql"].upper()
    if connection.vendor == "sqlite":
        with connection.cursor() as plan:
            plan.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps = [row[3] for row in plan.fetchall()]
        assert "column_newest (column_id=? AND (published_at,live_id)" in steps[0]
        assert not [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step]


def test_a_list_is_narrowed_by_kind_body_and_month(government):
    other_kind, other_body = a_kind("news", "政务动态"), a_body("wjj", "云棠区卫生健康局")
    notice = another(government, title="关于做好冬春救助工作的通知")
    published_on = timezone.localdate(notice.published_at)
    column = government.column

    def found(**narrowed):
        return [row.pk for row in publishing.page_of(column, publishing.Filters(**narrowed)).rows]

    this_month, earlier = published_on.replace(day=1), date(2019, 2, 1)
    assert found(kind_id=government.kind.pk, organisation_id=government.body.pk, month=this_month) == [
        notice.pk
    ]
    assert found(kind_id=other_kind.pk) == []
    assert found(organisation_id=other_body.pk) == []
    assert found(month=earlier) == []
    assert [kind.code for kind in publishing.open_kinds(column)] == ["notice"]
    assert [body.code for body in publishing.open_bodies(column)] == [government.body.code]


def test_a_month_begins_and_ends_at_midnight_in_the_office(government):
    edition = published(government)
    zone = timezone.get_default_timezone()
    Placement.objects.filter(live=edition.pk).update(published_at=datetime(2026, 1, 31, 23, 59, tzinfo=zone))

    def listed(month):
        return bool(publishing.page_of(government.column, publishing.Filters(month=month)).rows)

    assert (listed(date(2026, 1, 1)), listed(date(2026, 2, 1))) == (True, False)
    Placement.objects.filter(live=edition.pk).update(published_at=datetime(2026, 2, 1, 0, 0, tzinfo=zone))
    assert (listed(date(2026, 1, 1)), listed(date(2026, 2, 1))) == (False, True)


def test_the_pager_by_month_leaves_out_what_is_empty(government):
    published(government)
    ColumnMonth.objects.create(column=government.column, month=date(2020, 5, 1), count=0)

    assert [(row.month, row.count) for row in publishing.months_of(government.column)] == [
        (timezone.localdate().replace(day=1), 1)
    ]


def test_the_newest_of_several_columns_take_two_queries(government, django_assert_num_queries):
    empty = a_column(government.site, "kong", "空栏目", government.body)
    old = another(government, title="关于第一批救助物资发放的通知")
    new = another(government, title="关于第二批救助物资发放的通知", column=government.child)
    columns = [government.column.pk, government.child.pk, empty.pk]

    with django_assert_num_queries(2):
        found = publishing.newest_in(columns, 1)
    with django_assert_num_queries(2):
        together = publishing.newest_of(columns, 5)

    assert {pk: [row.pk for row in rows] for pk, rows in found.items()} == {
        government.column.pk: [new.pk],
        government.child.pk: [new.pk],
        empty.pk: [],
    }
    assert [row.pk for row in together] == [new.pk, old.pk]
    assert publishing.newest_in([], 5) == {}


def test_labels_hold_from_their_first_day_to_their_last(government):
    publication = published(government).publication
    publishing.DatedLabel.objects.create(
        publication=publication,
        family="validity",
        code="valid",
        name="现行有效",
        valid_from=DAY,
        valid_until=DAY + timedelta(days=1),
    )

    def names(day):
        found = publishing.labels_of([publication.pk], day)
        return [label.name for label in found.get(publication.pk, [])]

    assert [names(DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [[], ["现行有效"], ["现行有效"], []]


def test_search_is_given_public_texts_and_nothing_else(government):
    shown = another(government, title="关于做好冬春救助工作的通知")
    hidden = published(
        government,
        title="关于发放临时救助金的告知",
        scope="targeted",
        disclosure_reason="性质、受众、影响：只涉及个别家庭，向社会公开会影响其生活",
    )

    found = list(publishing.searchable())

    assert [(text.public_id, text.title) for text in found] == [
        (shown.publication.public_id, "关于做好冬春救助工作的通知")
    ]
    assert "困难群众生活保障" in found[0].text
    assert list(publishing.searchable(after=shown.pk)) == []
    assert hidden.state == "live"


def test_one_record_in_two_columns_changes_in_both(government):
    second = a_column(government.site, "zt", "救助专题", government.body)
    publishing.grant(government.body.pk, second, by=government.office)
    draft = a_draft(government, title="关于做好冬春救助工作的通知")
    publishing.place(draft, [second], by=government.contact, on=DAY)

    def listed():
        columns = (government.column, second)
        return [[row.title for row in publishing.page_of(column).rows] for column in columns]

    edition = published(government, draft)
    assert listed() == [["关于做好冬春救助工作的通知"]] * 2

    again = publishing.start_edition(edition.publication, by=government.contact, on=DAY)
    new = content(title="关于做好今冬明春救助工作的通知")
    publishing.save(again, new, by=government.contact, base=1)
    published(government, again)
    assert listed() == [["关于做好今冬明春救助工作的通知"]] * 2


def test_what_is_gone_says_so_and_what_was_never_public_says_nothing(government):
    site = government.site
    gone, draft = published(government), a_draft(government, title="关于第二批救助物资发放的通知")
    publishing.withdraw(gone, "error", reason="误发测试稿", by=government.office, on=DAY)

    assert publishing.fate_of(gone.publication.public_id, site) == publishing.Fate(gone=True)
    assert publishing.fate_of(draft.publication.public_id, site) == publishing.Fate()
    assert publishing.fate_of("0" * 16, site) == publishing.Fate()


def test_what_is_replaced_leads_to_its_successor(government):
    old = published(government)
    new = another(government, title="关于第二批救助物资发放的通知")
    publishing.withdraw(
        old, "replaced", reason="由新通知替代", successor=new.publication, by=government.office, on=DAY
    )

    fate = publishing.fate_of(old.publication.public_id, government.site)

    assert fate == publishing.Fate(moved_to=new.publication.get_absolute_url())
