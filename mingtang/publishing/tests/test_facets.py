"""Filters with counts over public editions, the same through every change of what is public."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.core.messages.models import Notice
from mingtang.publishing import api as publishing
from mingtang.publishing.models import Edition, FacetChunk, FacetState, LiveEdition, NumberedEdition
from mingtang.publishing.queries import walking
from mingtang.publishing.testing import BODY, DAY, a_draft, a_kind, content, published

TOPICS = ("综合政务\\政务公开", "综合政务\\应急管理", "民政、扶贫、救灾\\扶贫")
TOMORROW = DAY + timedelta(days=1)
FOREVER = (None, None)


def policy(government, number, **elements):
    """A public text of its own; `elements` are what a library filters by."""
    title = f"关于第{number}批冬春救助的通知"
    return published(government, title=title, body=f"{BODY}<p>{title}。</p>", elements=elements)


@pytest.fixture
def stock(government):
    """Six documents: two genres, three topics, numbers of two years and one without."""
    return [
        policy(
            government,
            n,
            genre="通知" if n % 2 else "意见",
            topic=TOPICS[n % 3],
            audience=["老年人", "市民"] if n % 3 else ["企业"],
            **({"document_number": f"云政规〔{2020 + n % 2}〕{n}号"} if n else {}),
        )
        for n in range(6)
    ]


def select(filters=None, on=DAY, **narrowed):
    return publishing.select(filters or {}, on=on, **narrowed)


def fits():
    return publishing.facet_faults() == []


def label(edition, code, begins=None, ends=None, family="validity"):
    publishing.set_labels(edition.publication_id, family, [(code, code, begins, ends)])


@pytest.mark.demand("LB-09")
def test_filters_combine_and_each_family_counts_beside_the_others(stock):
    found = select({"genre": ["通知"], "topic": ["综合政务"]})

    assert sorted(found.editions) == [stock[1].pk, stock[3].pk]
    assert found.total == 2
    # A family's own filter does not narrow its counts: they say what choosing another value would give.
    assert found.counts("genre") == {"通知": 2, "意见": 2}
    assert found.counts("topic") == {
        "综合政务": 2,
        "综合政务\\政务公开": 1,
        "综合政务\\应急管理": 1,
        "民政、扶贫、救灾": 1,
        "民政、扶贫、救灾\\扶贫": 1,
    }
    assert found.counts("audience") == {"企业": 1, "市民": 1, "老年人": 1}


def test_two_values_of_a_family_are_one_or_the_other_and_the_empty_one_is_none_of_them(stock):
    assert select({"audience": ["企业", "市民"]}).total == 6
    label(stock[0], "in_force")

    assert sorted(select({"validity": ["in_force", ""]}).editions) == [e.pk for e in stock]
    assert sorted(select({"validity": [""]}).editions) == [e.pk for e in stock[1:]]
    assert select().counts("validity") == {"in_force": 1, "": 5}
    assert select({"genre": ["没有这种文种"]}).total == 0
    assert select({"colour": ["red"]}).total == 0


def test_only_the_kinds_and_the_site_asked_for(government, stock):
    other = a_kind("news", "政务动态")
    government.kind = other
    policy(government, 7, genre="通知")

    assert select(within=["notice"]).total == 6
    assert select(within=["news"]).counts("genre") == {"通知": 1}
    assert select(site=government.site.pk).total == 7
    assert select(site=government.site.pk + 1).total == 0


def test_elements_that_a_kind_does_not_show_are_no_filter(government):
    government.kind = a_kind(
        "inner", "内部分类的", [{"code": "genre", "name": "文种", "type": "text", "public": False}]
    )

    policy(government, 1, genre="通知", topic=TOPICS[0])

    assert select().counts("genre") == {"": 1}
    assert select().counts("topic") == {"综合政务": 1, "综合政务\\政务公开": 1}


def test_a_joint_document_is_found_under_each_of_its_offices(government):
    policy(government, 1, joint_issuers="云棠区财政局、云棠区教育和体育局")

    assert select().counts("issuer") == {"云棠区民政局": 1, "云棠区财政局": 1, "云棠区教育和体育局": 1}


# --- the same truth after every act


def test_facets_follow_whatever_becomes_of_an_edition(government, stock):
    def titled(genre):
        return sorted(select({"genre": [genre]}).editions)

    second = publishing.start_edition(stock[1].publication, by=government.contact, on=DAY)
    publishing.save(
        second,
        content(title="第二版", body=f"{BODY}<p>改。</p>", elements={"genre": "公告"}),
        base=1,
        by=government.contact,
    )
    published(government, second)
    assert titled("通知") == [stock[3].pk, stock[5].pk] and titled("公告") == [second.pk]

    publishing.withdraw(stock[3], "withdrawn", reason="活动取消了", by=government.contact, on=DAY)
    assert titled("通知") == [stock[3].pk, stock[5].pk]

    takedown = publishing.take_down(stock[5], reason="误含内部电话", by=government.duty_officer, on=DAY)
    assert titled("通知") == [stock[3].pk]
    publishing.confirm_takedown(takedown, uphold=False, reason="核对无误", by=government.office, on=DAY)
    assert titled("通知") == [stock[3].pk, stock[5].pk]

    publishing.withdraw(stock[3], "error", reason="误发了草稿", by=government.contact, on=DAY)
    assert titled("通知") == [stock[5].pk]
    assert NumberedEdition.objects.filter(pk__in=[stock[3].pk, second.pk]).count() == 0
    assert fits()


def test_what_is_not_for_everybody_has_no_facets(government):
    published(
        government,
        title="仅限本区单位的通知",
        scope="limited",
        disclosure_reason="工作需要",
        elements={"genre": "通知"},
    )

    assert select().total == 0
    assert not FacetChunk.objects.exists()


def test_rebuilt_bitmaps_are_the_same_and_a_wrong_one_is_found(stock):
    label(stock[0], "in_force", DAY, DAY)
    rows = FacetChunk.objects.order_by("family", "value", "chunk").values_list(
        "family", "value", "chunk", "bits"
    )
    before = [tuple(row) for row in rows]
    numbers = list(NumberedEdition.objects.order_by("pk").values())

    assert publishing.rebuild_facets() == 6
    assert [tuple(row) for row in rows.all()] == before
    assert list(NumberedEdition.objects.order_by("pk").values()) == numbers

    genre = FacetChunk.objects.get(family="genre", value="通知")
    kind = FacetChunk.objects.get(family="kind")
    FacetChunk.objects.filter(pk=genre.pk).update(bits=kind.bits)
    assert len(publishing.facet_faults()) == 3
    FacetChunk.objects.filter(pk=kind.pk).update(bits=genre.bits)
    assert "3件公开信息不在筛选结果中" in publishing.facet_faults()[0]
    publishing.rebuild_facets()
    assert fits()


def test_each_day_bitmaps_are_turned_and_whoever_runs_the_system_hears_of_what_does_not_fit(
    government, stock
):
    publishing.keep_facets(TOMORROW)
    assert (FacetState.objects.get().day, Notice.objects.count()) == (TOMORROW, 0)
    FacetChunk.objects.filter(family="genre").delete()

    publishing.keep_facets(TOMORROW)

    told = Notice.objects.order_by("pk")
    assert {notice.to_id for notice in told} == {government.administrator.pk, government.auditor.pk}
    assert "mingtang facets rebuild" in told[0].text and "筛选项“genre：" in told[0].text


# --- labels and days


@pytest.mark.demand("PV-01")
def test_a_label_turns_at_midnight_before_any_job_and_the_job_changes_nothing_that_is_read(stock):
    FacetState.objects.update(day=DAY)
    publishing.set_labels(
        stock[0].publication_id,
        "validity",
        [("in_force", "有效", None, DAY), ("expired", "失效", TOMORROW, None)],
    )
    label(stock[1], "in_force", TOMORROW)

    def told(on):
        return select({"genre": ["意见", "通知"]}, on=on).counts("validity")

    today, tomorrow = {"in_force": 1, "": 5}, {"in_force": 1, "expired": 1, "": 4}
    assert (told(DAY), told(TOMORROW)) == (today, tomorrow)
    assert publishing.turn_labels(TOMORROW) == 2
    assert (told(DAY), told(TOMORROW)) == (today, tomorrow)
    assert publishing.turn_labels(TOMORROW) == 0
    # A day that was missed, or a clock set back, is made good at one stroke.
    assert publishing.turn_labels(DAY - timedelta(days=30)) == 2
    assert (told(DAY), told(TOMORROW)) == (today, tomorrow)
    assert fits()


def test_what_goes_live_after_midnight_and_before_the_job_counts_as_of_the_new_day(government, stock):
    FacetState.objects.update(day=DAY)
    draft = a_draft(government, title="次日施行的通知", body=f"{BODY}<p>次日施行。</p>")
    publishing.set_labels(
        draft.publication_id,
        "validity",
        [("not_yet", "尚未施行", None, DAY), ("in_force", "有效", TOMORROW, None)],
    )
    published(government, draft)

    assert select({"validity": ["not_yet"]}, on=DAY).total == 1
    assert select({"validity": ["in_force"]}, on=TOMORROW).total == 1
    publishing.turn_labels(TOMORROW)
    assert select({"validity": ["in_force"]}, on=TOMORROW).total == 1
    assert fits()


# --- pages


def through(selection, order="newest", limit=2):
    """All editions page by page to the end, and all but the last page on the way back."""
    page = selection.page(order, limit=limit)
    onwards, back = [row.pk for row in page.rows], []
    while page.older:
        page = selection.page(order, older_than=publishing.place_from(str(page.older)), limit=limit)
        onwards += [row.pk for row in page.rows]
    last = [row.pk for row in page.rows]
    while page.newer:
        page = selection.page(order, newer_than=publishing.place_from(str(page.newer)), limit=limit)
        back = [row.pk for row in page.rows] + back
    return onwards, back + last


@pytest.mark.parametrize("stride", [500, 0])
def test_the_newest_first_there_and_back(stock, monkeypatch, stride):
    """Also where a month holds so much that the index is walked (`stride` 0)."""
    monkeypatch.setattr(walking, "STRIDE", stride or 1)
    monkeypatch.setattr(walking._Walk, "_is_dense", lambda *_: not stride)
    rows = list(LiveEdition.objects.order_by("-published_at", "-pk").values_list("pk", flat=True))

    assert through(select()) == (rows, rows)
    odd = [pk for pk in rows if pk in {e.pk for e in stock[1::2]}]
    assert through(select({"genre": ["通知"]})) == (odd, odd)


@pytest.mark.parametrize("dense", [False, True])
def test_by_number_the_newest_year_first_and_what_has_none_at_the_end(stock, monkeypatch, dense):
    monkeypatch.setattr(walking._Walk, "_is_dense", lambda *_: dense)
    wanted = [stock[n].pk for n in (5, 3, 1, 4, 2, 0)]

    assert through(select(), "number") == (wanted, wanted)
    assert through(select(), "number", limit=4) == (wanted, wanted)


def test_months_are_passed_in_order_whatever_lies_in_them(government):
    """Imported stock of several months, some in the same moment."""
    days = ["2024-03-31", "2024-03-01", "2024-03-01", "2024-02-29", "2023-12-31", "2023-12-31", "2022-01-01"]
    bring_in(government, [{"date_published": day} for day in days])
    rows = list(LiveEdition.objects.order_by("-published_at", "-pk").values_list("pk", flat=True))

    found = select()

    assert through(found) == (rows, rows)
    assert found.counts("year") == {"2024": 4, "2023": 2, "2022": 1}
    assert select({"year": ["2023", "2022"]}).total == 3
    assert fits()


def bring_in(government, facts):
    """A stock of small documents, live."""
    from mingtang.core.events import api as events
    from mingtang.publishing.parsing.stock import StockRow

    names = {
        "date_published": "published_on",
        "doc_number": "document_number",
        "topic": "topic",
        "genre": "genre",
    }
    staging = publishing.Staging(
        "旧网站", publishing.Target(government.kind, government.column, government.body)
    )
    staging.take(
        StockRow(str(n), f"第{n}号旧文件", "<p>旧文。</p>", {names[k]: v for k, v in row.items()}, f"h{n}")
        for n, row in enumerate(facts)
    )
    batch = staging.finish()
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()
    return Edition.objects.filter(batch=batch)


def test_a_stock_is_written_once_for_each_chunk_and_value_not_for_each_document(government):
    rows = [{"genre": "通知", "date_published": "2024-03-01", "topic": TOPICS[0]} for _ in range(40)]

    with CaptureQueriesContext(connection) as asked:
        bring_in(government, rows)

    writes = [q["sql"] for q in asked if q["sql"].startswith('INSERT INTO "publishing_facetchunk"')]
    assert len(writes) == 1
    assert Counter(FacetChunk.objects.values_list("family", flat=True)) == Counter(
        site=1, kind=1, organisation=1, issuer=0, topic=2, genre=1, month=1
    )
    assert fits()


def test_a_selection_and_its_page_cost_the_same_with_one_document_and_with_many(government):
    policy(government, 1, genre="通知")
    FacetState.objects.update(day=DAY)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            found = select({"genre": ["通知"]})
            found.counts("genre"), found.counts("topic"), found.page()
        return len(asked)

    one = cost()
    for n in range(2, 5):
        policy(government, n, genre="通知")
    assert (cost(), one) == (3, 3)


@pytest.mark.parametrize(
    "text",
    ["", "x", "t", "t1", "t-1-1", "t1-9999999999999999999", "n2020-1", "n20201-1-1-云", "n2020-x-1-云政"],
)
def test_what_is_no_place_is_none(text):
    assert publishing.place_from(text) is None


# --- by title and number


def test_found_by_number_by_year_and_by_words_of_the_title(stock):
    def found(text, **filters):
        selection, whole = select(filters).matching(text)
        assert whole
        return sorted(selection.editions)

    assert found("云政规〔2021〕3号") == [stock[3].pk]
    assert found(" 云政规[2021]第3号 ") == [stock[3].pk]
    assert found("云政规〔2021〕") == [stock[1].pk, stock[3].pk, stock[5].pk]
    assert found("第4批 救助") == [stock[4].pk]
    assert found("第4批", genre=["通知"]) == []
    assert found("云政规〔2021〕30号") == []
    assert found("100%的_") == []
    assert found(" ") == [e.pk for e in stock]


def test_of_very_many_titles_the_newest_are_looked_through_and_the_answer_says_so(stock, monkeypatch):
    monkeypatch.setattr("mingtang.publishing.queries.selections.LOOKED_THROUGH", 2)

    found, whole = select({"genre": ["通知"]}).matching("救助")
    beside, _ = select({"genre": ["通知"]}).matching("救助", beside="genre")

    assert (found.total, whole) == (2, False)
    # The newest two of all, so that the other genre is counted too.
    assert (beside.total, beside.counts("genre")) == (1, {"通知": 1, "意见": 1})


def test_a_place_of_another_order_begins_the_list_anew(stock):
    by_number = select().page("number", limit=2).older

    assert select().page(older_than=by_number, limit=6) == select().page(limit=6)
