"""分群体政策清单: made from what is public now, with a person's word beside the definition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.policies.models import ListAddition, PolicyList
from mingtang.policies.queries import lists
from mingtang.policies.services import lists as acts
from mingtang.policies.services.following import follow_published
from mingtang.policies.services.splitting import set_marks
from mingtang.policies.tests.gathering import a_benefit, a_policy
from mingtang.publishing.api import EditionPublished, LiveEdition, set_labels
from mingtang.publishing.testing import DAY

pytestmark = pytest.mark.django_db
GROUPS = ["graduates", "hardship", "veterans", "businesses"]


def told(edition):
    follow_published(
        EditionPublished(edition_id=edition.pk, publication_id=edition.publication_id, scope="public")
    )
    return edition


def facts(government, **more):
    return {
        "code": "employment",
        "name": "就业创业政策清单",
        "description": "促进就业创业的现行政策",
        "audiences": GROUPS,
        "topics": [],
        "levels": [],
        "check_every_days": 90,
        "order": 0,
        "organisation_id": government.body.pk,
        **more,
    }


def a_list(government, **more):
    return acts.define_list(facts(government, **more), by=government.office, on=localdate())


def titles(kept, on=None):
    page = lists.list_page(kept, on or localdate())
    return {group.code: [row.live.title for row in group.rows] for group in page.groups}


def marked(government, title, *codes, **elements):
    """A public policy whose points concern these groups."""
    edition = a_policy(government, title, **elements)
    set_marks(edition.publication_id, "points", codes)
    return edition


@pytest.mark.demand("LB-11")
def test_a_list_by_group_is_made_from_what_is_public_and_follows_it(government):
    kept = a_list(government)
    marked(government, "云棠区创业补贴办法", "graduates", "veterans")
    told(a_benefit(government, "稳岗返还事项", starts_on="2026-01-01", period="长期受理", ends_on=None))

    assert titles(kept) == {
        "graduates": ["稳岗返还事项", "云棠区创业补贴办法"],
        "hardship": [],
        "veterans": ["云棠区创业补贴办法"],
        "businesses": ["稳岗返还事项"],
    }
    page = Client().get("/policies/lists/employment/").content.decode()
    wanted = ("高校毕业生", "困难人员", "退役军人", "经营主体", "更新日期", "共2份", "云棠区民政局维护")
    assert [words for words in wanted if words not in page] == []
    newer = marked(government, "云棠区困难人员帮扶办法", "hardship")
    assert titles(kept)["hardship"] == ["云棠区困难人员帮扶办法"]
    LiveEdition.objects.filter(pk=newer.pk).delete()
    assert titles(kept)["hardship"] == []


def test_what_ended_drops_out_on_its_day(government):
    kept = a_list(government)
    policy = marked(government, "云棠区创业补贴办法", "graduates")
    today = localdate()
    validity = [("in_force", "现行有效", None, today), ("expired", "失效", today + timedelta(days=1), None)]
    set_labels(policy.publication_id, "validity", validity)
    ends = today.isoformat()
    told(a_benefit(government, "今天截止的补贴事项", starts_on="2026-01-01", ends_on=ends))

    assert titles(kept)["graduates"] == ["今天截止的补贴事项", "云棠区创业补贴办法"]
    tomorrow = lists.list_page(kept, today + timedelta(days=1))
    assert (tomorrow.count, tomorrow.left_out) == (0, 2)


def test_topics_and_levels_narrow_a_list(government):
    first = marked(government, "云棠区创业补贴办法", "graduates")
    marked(government, "云棠区养老服务办法", "graduates", topic="民政、扶贫、救灾\\扶贫")
    set_labels(first.publication_id, "level", [("normative", "行政规范性文件", None, None)])
    by_topic = a_list(government, topics=["劳动、人事、监察"])
    by_level = a_list(government, code="norms", levels=["normative"])
    by_both = a_list(government, code="both", topics=["民政、扶贫、救灾"], levels=["normative"])

    assert [titles(kept)["graduates"] for kept in (by_topic, by_level, by_both)] == [
        ["云棠区创业补贴办法"],
        ["云棠区创业补贴办法"],
        [],
    ]


def test_a_person_puts_on_and_keeps_off_with_a_reason(government):
    kept = a_list(government)
    off = marked(government, "云棠区创业补贴办法", "graduates", "veterans")
    plain = a_policy(government, "云棠区社区岗位管理办法")

    with pytest.raises(acts.MayNotList) as refused:
        acts.adjust(kept, None, audience="", excluded=False, reason="好", by=government.outsider, on=DAY)
    acts.adjust(
        kept,
        plain.publication,
        audience="hardship",
        excluded=False,
        reason="兜底安置岗位",
        by=government.contact,
        on=DAY,
    )
    word = acts.adjust(
        kept,
        off.publication,
        audience="graduates",
        excluded=True,
        reason="另有专门清单",
        by=government.contact,
        on=DAY,
    )

    assert [reason.reason for reason in refused.value.reasons] == [
        "由清单维护单位信息员或政务公开办调整。",
        "没有这份已公开的文件。请填写它的网址或公开编号。",
        "请选择列入哪个群体。",
        "请写明理由（至少4个字）。",
    ]
    assert titles(kept) == {
        "graduates": [],
        "hardship": ["云棠区社区岗位管理办法"],
        "veterans": ["云棠区创业补贴办法"],
        "businesses": [],
    }
    acts.undo(word, by=government.contact, on=DAY)
    assert titles(kept)["graduates"] == ["云棠区创业补贴办法"]


def test_the_list_is_taken_away_as_a_table_that_runs_no_formula(government):
    a_list(government)
    marked(government, "=云棠区创业补贴办法", "graduates")

    answer = Client().get("/policies/lists/employment/list.csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].split(",")[:2] == ["面向对象", "标题"]
    assert lines[1].split(",")[:2] == ["高校毕业生", "'=云棠区创业补贴办法"]


def test_the_office_defines_the_unit_keeps_and_others_only_read(government):
    kept = a_list(government)
    office, contact = (sign_in(Client(), p) for p in (government.office, government.contact))
    stranger = sign_in(Client(), government.outsider)

    assert office.post("/desk/policies/lists/new/", facts(government, code="Nicht gut")).status_code == 422
    created = office.post(
        "/desk/policies/lists/new/",
        facts(government, code="elderly", name="养老政策清单", audiences=["elderly"]),
    )
    assert (created.status_code, PolicyList.objects.count()) == (302, 2)
    assert contact.get("/desk/policies/lists/new/").status_code == 404
    assert "养老政策清单" in stranger.get("/desk/policies/lists/").content.decode()
    stranger.post(f"/desk/policies/lists/{kept.pk}/act/", {"look_over": "1"})
    policy = marked(government, "云棠区创业补贴办法", "graduates")
    data = {"item": policy.publication.public_id, "way": "out", "audience": "", "reason": "正在修订"}
    assert stranger.post(f"/desk/policies/lists/{kept.pk}/", data).status_code == 422
    assert contact.post(f"/desk/policies/lists/{kept.pk}/", data).status_code == 302
    assert titles(kept)["graduates"] == []
    contact.post(f"/desk/policies/lists/{kept.pk}/act/", {"undo": ListAddition.objects.get().pk})
    assert titles(kept)["graduates"] == ["云棠区创业补贴办法"]


def test_a_list_that_nobody_looked_over_is_due(government):
    kept = a_list(government, check_every_days=30)
    today = localdate()
    PolicyList.objects.update(checked_on=today - timedelta(days=31))
    kept.refresh_from_db()
    desk = sign_in(Client(), government.contact)
    before = desk.get("/desk/policies/lists/").content.decode()

    desk.post(f"/desk/policies/lists/{kept.pk}/act/", {"look_over": "1"})

    kept.refresh_from_db()
    assert ("逾期未核对" in before, kept.checked_on) == (True, today)
    assert "逾期未核对" not in desk.get("/desk/policies/lists/").content.decode()


def test_a_closed_or_unknown_list_is_not_there(government):
    kept = a_list(government)
    PolicyList.objects.filter(pk=kept.pk).update(closed_on=localdate())

    assert Client().get("/policies/lists/employment/").status_code == 404
    assert Client().get("/policies/lists/none/list.csv").status_code == 404
    assert "就业创业政策清单" not in Client().get("/policies/lists/").content.decode()


def test_a_list_costs_the_same_with_one_line_and_with_three(government):
    kept, counted = a_list(government), set()
    for number in range(3):
        edition = marked(government, f"第{number}号补贴管理办法", "graduates")
        acts.adjust(
            kept,
            edition.publication,
            audience="veterans",
            excluded=False,
            reason="同样适用",
            by=government.office,
            on=DAY,
        )
        with CaptureQueriesContext(connection) as queries:
            lists.list_page(kept, localdate())
        counted.add(len(queries))
    assert len(counted) == 1
