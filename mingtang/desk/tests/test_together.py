"""成批审签 through the page: several like texts, one form, a record for each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.accounts.testing import sign_in
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import appoint
from mingtang.desk.views import together as page_of
from mingtang.publishing.api import Signature, newest_revision
from mingtang.publishing.testing import a_government, a_kind, sign_next, submitted

ROW = "<p>行政许可决定书编号{0}：准予某某养老服务有限公司变更经营场所，有效期三年，许可机关为区民政局。</p>"
GATES = dict.fromkeys(("political", "legal", "secrecy", "wording", "proof_read"), "on")


@pytest.fixture
def government(db):
    government = a_government()
    government.kind = a_kind("enforcement", "行政执法公示")
    return government


def a_row(government, number):
    return submitted(government, title=f"行政许可公示第{number}号", body=ROW.format(number * 111))


@pytest.fixture
def rows(government):
    return [a_row(government, number) for number in range(1, 4)]


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def told(rows, step="level1", **facts):
    seen = {f"seen-{edition.pk}": newest_revision(edition).content_hash for edition in rows}
    return {"edition": [edition.pk for edition in rows], "step": step, **seen, **GATES, **facts}


def waiting(rows):
    for edition in rows:
        edition.refresh_from_db()
    return [edition.waiting_for for edition in rows]


@pytest.mark.demand("CR-03")
def test_ticked_texts_are_signed_with_one_form_and_each_leaves_its_record(government, rows):
    desk = signed_in(government.reviewer1)
    offered = desk.get("/desk/together/").content.decode()

    answer = desk.post("/desk/together/", told(rows[:2]))
    shown = desk.get(answer.url).content.decode()

    assert all(edition.title in offered for edition in rows)
    assert all(newest_revision(edition).content_hash in offered for edition in rows)
    assert waiting(rows) == ["level2", "level2", "level1"]
    assert [audit.was_recorded("publishing.signed", edition) for edition in rows] == [True, True, False]
    assert "已签署 2 条" in shown


def test_who_is_different_drops_out_with_the_reason(government, rows):
    desk = signed_in(government.reviewer1)
    stale = {f"seen-{rows[1].pk}": "0" * 64}

    answer = desk.post("/desk/together/", {**told(rows), **stale})
    shown = desk.get(answer.url).content.decode()

    assert waiting(rows) == ["level2", "level1", "level2"]
    assert ("已签署 2 条，剔出 1 条" in shown, rows[1].title in shown, rows[0].title in shown) == (
        True,
        True,
        False,
    )
    assert f'href="/desk/work/{rows[1].pk}/review/"' in shown


@pytest.mark.demand("CR-03")
def test_a_gate_left_out_signs_nothing_and_the_ticks_stay(government, rows):
    desk = signed_in(government.reviewer1)
    missing = told(rows[:2], opinion="已核对原件")
    del missing["legal"]

    answer = desk.post("/desk/together/", missing)

    page = answer.content.decode()
    assert (answer.status_code, waiting(rows)) == (422, ["level1", "level1", "level1"])
    assert page.count(" checked") == 6  # two texts, three gates, the proof-reading
    assert "已核对原件</textarea>" in page
    none = desk.post("/desk/together/", {**GATES, "step": "level1"})
    assert (none.status_code, "请勾选要一起签的信息" in none.content.decode()) == (422, True)


@pytest.mark.demand("SR-02")
def test_the_secrecy_review_is_neither_offered_nor_taken(government, rows):
    for edition in rows:
        sign_next(government, edition)
        sign_next(government, edition)
    secrecy = government.secrecy_reviewer

    assert signed_in(secrecy).get("/desk/together/").status_code == 404
    appoint(secrecy, organisation=government.body, role="reviewer1", by=None)
    desk = signed_in(secrecy)
    answer = desk.post("/desk/together/", told(rows, step="secrecy"))

    assert "没有可以一起签的信息" in desk.get("/desk/together/").content.decode()
    assert (answer.status_code, "一事一审" in answer.content.decode()) == (422, True)
    assert not Signature.objects.filter(step="secrecy").exists()


def test_outsiders_and_texts_of_other_kinds_have_no_place_here(government, rows):
    government.kind = a_kind()
    notice = a_row(government, 9)
    desk = signed_in(government.reviewer1)

    assert notice.title not in desk.get("/desk/together/").content.decode()
    assert desk.post("/desk/together/", told([notice])).status_code == 404
    for person in (government.outsider, government.contact, government.administrator):
        assert signed_in(person).get("/desk/together/").status_code == 404
    assert "没有可以一起签的信息" in signed_in(government.reviewer2).get("/desk/together/").content.decode()
    assert waiting([*rows, notice]) == ["level1"] * 4


def test_a_page_of_results_needs_a_result(government):
    assert signed_in(government.reviewer1).get("/desk/together/result/").url == "/desk/together/"


def test_texts_follow_page_by_page_at_the_same_cost(government, monkeypatch):
    monkeypatch.setattr(page_of, "SHOWN", 2)
    desk, counted = signed_in(government.reviewer1), set()
    for number in range(1, 4):
        a_row(government, number)
        with CaptureQueriesContext(connection) as queries:
            first = desk.get("/desk/together/")
        counted.add(len(queries))

    assert len(counted) == 1
    assert [row.edition.title[-2] for row in first.context["rows"]] == ["1", "2"]
    second = desk.get(first.context["next_url"])
    assert [row.edition.title[-2] for row in second.context["rows"]] == ["3"]
    assert desk.get("/desk/together/?after=x~y&step=nothing").status_code == 200
