"""Running the system: each page for its role, closed to others, and nobody who runs it sees content."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

import mingtang.data
from mingtang.core.accounts.api import User
from mingtang.core.accounts.testing import PASSWORD, sign_in, staff_user, with_second_factor
from mingtang.core.calendars.api import working_calendar
from mingtang.core.events.api import failed
from mingtang.core.files.api import StoredFile, receive
from mingtang.core.organisations.api import Delegation, Membership, Organisation, standings
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.core.parameters.api import Direction, Parameter, declare, value_on
from mingtang.core.parameters.labels import DECLARED
from mingtang.publishing import api as publishing
from mingtang.publishing import testing
from mingtang.publishing.api import Column, ColumnRight, Profile, Site

ADMINISTRATOR = ["people", "person-new", "bodies", "body-new", "deliveries", "files"]
OFFICE = ["columns", "sites", "kinds", "profiles", "profile-new", "calendars", "people", "bodies"]


@pytest.fixture
def government(db):
    return testing.a_government()


@pytest.fixture
def administrator(client, government):
    return sign_in(client, government.administrator)


@pytest.fixture
def office(client, government):
    return sign_in(client, government.office)


def at(name: str, *parts: object) -> str:
    return reverse(f"desk:{name}", args=parts)


# --- who may enter


def test_each_page_opens_for_its_role_and_is_not_there_for_others(client, government):
    def open_to(who: str) -> list[str]:
        visitor = sign_in(client, government.people[who])
        names = sorted({*ADMINISTRATOR, *OFFICE})
        return [name for name in names if visitor.get(at(name)).status_code == 200]

    assert open_to("administrator") == sorted(ADMINISTRATOR)
    assert open_to("office") == sorted(OFFICE)
    assert open_to("contact") == []
    assert open_to("auditor") == []


def test_the_office_reads_who_holds_what_and_appoints_nobody(office, government):
    person = government.contact

    page = office.get(at("person", person.pk)).content.decode()
    refused = office.post(at("appoint", person.pk), {"organisation": government.body.pk, "role": "reviewer3"})

    assert ("林信息" in page, "任命</button>" in page) == (True, False)
    assert (refused.status_code, Membership.objects.filter(user=person).count()) == (404, 1)


def test_the_administrator_sees_no_content(administrator, government):
    edition = testing.published(government)
    names = ["edit", "preview", "checks", "compare"]

    assert {administrator.get(at(name, edition.pk)).status_code for name in names} == {404}
    assert administrator.get(at("new")).status_code == 404
    assert edition.title not in administrator.get(at("batches")).content.decode()


# --- people


def test_an_account_is_made_and_its_owner_appointed(administrator, government):
    form = {
        "username": "zhaosan",
        "name": "赵新人",
        "password": "morning-bell-rings-5",
        "phone": "",
        "email": "",
    }
    made = administrator.post(at("person-new"), form)
    user = User.objects.get(username="zhaosan")
    given = {"organisation": government.body.pk, "role": "reviewer1", "valid_from": "", "valid_until": ""}
    administrator.post(at("appoint", user.pk), given)

    assert made.url == at("person", user.pk)
    assert (user.must_change_password, user.check_password("morning-bell-rings-5")) == (True, True)
    assert [(s.role, s.organisation_id) for s in standings(user.pk, localdate())] == [
        ("reviewer1", government.body.pk)
    ]


def test_a_weak_password_is_refused_and_the_rest_of_the_form_stays(administrator):
    page = administrator.post(at("person-new"), {"username": "zhaosan", "name": "赵新人", "password": "123"})

    assert page.status_code == 422
    assert "密码太短" in page.content.decode()
    assert 'value="赵新人"' in page.content.decode()
    assert not User.objects.filter(username="zhaosan").exists()


def test_who_runs_the_machine_is_not_also_made_a_reviewer(administrator, government):
    given = {"organisation": government.body.pk, "role": "reviewer3"}

    page = administrator.post(at("appoint", government.administrator.pk), given)

    assert page.status_code == 422
    assert "不能兼任" in page.content.decode()


def test_an_appointment_ends_today_and_its_rights_with_it(administrator, government):
    held = Membership.objects.get(user=government.contact)

    administrator.post(at("end-membership", government.contact.pk, held.pk))

    assert standings(government.contact.pk, localdate()) == []


def test_grave_acts_on_an_account_ask_for_the_administrators_own_password_first(client, government):
    hurried = sign_in(client, government.administrator, confirmed=False)
    names = ["person-deactivate", "person-second-factor", "person-password"]

    answers = {hurried.post(at(name, government.contact.pk), {"password": "x"}).status_code for name in names}

    assert answers == {302}
    assert "confirm" in hurried.post(at("person-deactivate", government.contact.pk)).url
    government.contact.refresh_from_db()
    assert government.contact.is_active


def test_an_account_is_taken_out_of_use_and_back(administrator, government):
    user = government.contact
    administrator.post(at("person-deactivate", user.pk), {"confirmed": "yes"})
    user.refresh_from_db()
    out = user.is_active
    administrator.post(at("person-reactivate", user.pk), {"password": "evening-drum-sounds-6"})
    user.refresh_from_db()

    assert (out, user.is_active, user.must_change_password) == (False, True, True)


def test_one_does_not_take_oneself_out_of_use(administrator, government):
    page = administrator.get(at("person-deactivate", government.administrator.pk)).content.decode()
    refused = administrator.post(at("person-deactivate", government.administrator.pk))

    assert "不能停用自己的账号" in page
    assert refused.status_code == 409


def test_a_lost_telephone_is_answered_by_a_new_second_factor(administrator, government):
    user = with_second_factor(government.contact)

    administrator.post(at("person-second-factor", user.pk), {"confirmed": "yes"})

    user.refresh_from_db()
    assert not user.has_second_factor


def test_people_are_found_by_name_and_paged_by_key(administrator, government, monkeypatch):
    monkeypatch.setattr("mingtang.core.design.services.PAGE_SIZE", 2)
    monkeypatch.setattr("mingtang.desk.views.people.PAGE_SIZE", 2)
    seen, address = [], at("people")
    while address:
        page = administrator.get(address)
        seen += [row[1] for row in page.context["tables"][0].rows]
        address = page.context["next_url"]

    assert seen == sorted(User.objects.values_list("username", flat=True))
    found = administrator.get(at("people"), {"find": "林信"}).context["tables"][0].rows
    assert [str(row[0]) for row in found] == ["林信息"]


def test_more_people_do_not_cost_more_queries(administrator, government):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            administrator.get(at("people"))
        return len(captured)

    before = queries()
    for _ in range(3):
        a_person("新人", "contact", government.body)

    assert queries() == before


# --- deputies


def lending(government, **changes):
    held = Membership.objects.get(user=government.reviewer1)
    today = localdate()
    return {"membership": held.pk, "deputy": staff_user(name="代理人").pk, "valid_from": today,
            "valid_until": today + timedelta(days=5), "reason": "出差", **changes}  # fmt: skip


def test_a_reviewer_lends_the_role_for_a_time_and_takes_it_back(client, government):
    reviewer = sign_in(client, government.reviewer1)
    given = lending(government)

    reviewer.post(at("delegations"), given)
    lent = Delegation.objects.get()
    acting = [s.on_behalf_of for s in standings(given["deputy"], localdate())]
    reviewer.post(at("end-delegation", lent.pk))

    assert acting == ["陈初审"]
    assert standings(given["deputy"], localdate()) == []


def test_a_role_is_not_lent_for_a_year_nor_somebody_elses_at_all(client, government):
    reviewer, other = government.reviewer1, government.reviewer2
    year = lending(government, valid_until=localdate() + timedelta(days=365))

    page = sign_in(client, reviewer).post(at("delegations"), year)
    strange = sign_in(client, other).post(at("delegations"), lending(government))

    assert "一次授权不超过180天" in page.content.decode()
    assert (page.status_code, strange.status_code, Delegation.objects.count()) == (422, 422, 0)


def test_nobody_takes_back_what_somebody_else_lent(client, government):
    sign_in(client, government.reviewer1).post(at("delegations"), lending(government))

    stranger = sign_in(client, government.outsider).post(at("end-delegation", Delegation.objects.get().pk))

    assert (stranger.status_code, Delegation.objects.count()) == (404, 1)


# --- bodies


def test_a_body_is_entered_and_changed(administrator, government):
    form = {"code": "swj", "name": "某区商务局", "short_name": "商务局", "kind": "department", "order": "3"}
    administrator.post(at("body-new"), form)
    body = Organisation.objects.get(code="swj")
    administrator.post(at("body", body.pk), {**form, "name": "某区商务和投资促进局"})
    twice = administrator.post(at("body-new"), form)

    body.refresh_from_db()
    assert (body.code, body.name) == ("swj", "某区商务和投资促进局")
    assert twice.status_code == 422


def test_a_unit_belongs_to_a_body_and_no_body_stands_above_itself(administrator, government):
    form = {"code": "ks", "name": "救助科", "short_name": "救助科", "kind": "unit", "order": "1"}
    homeless = administrator.post(at("body-new"), form)
    administrator.post(at("body-new"), {**form, "parent": government.body.pk})
    unit = Organisation.objects.get(code="ks")
    facts = {"name": government.body.name, "short_name": "民政局", "kind": "department", "order": "0"}
    circle = administrator.post(at("body", government.body.pk), {**facts, "parent": unit.pk})

    assert "须写明它属于哪个单位" in homeless.content.decode()
    assert "上级不能是它自己" in circle.content.decode()
    assert unit.parent == government.body


# --- deliveries and files


def test_what_was_given_up_is_tried_again(administrator, government):
    from mingtang.core.events.models import Delivery

    lost = Delivery.objects.create(
        event="EditionPublished", handler="search.index", payload={}, due_at=timezone.now(), state="failed",
        attempts=12, error="OSError events/services.py:1",
    )  # fmt: skip

    page = administrator.get(at("deliveries")).content.decode()
    administrator.post(at("try-again", lost.pk))

    assert ("EditionPublished" in page, "OSError" in page) == (True, True)
    assert list(failed()) == []
    lost.refresh_from_db()
    assert (lost.state, lost.attempts) == ("owed", 0)
    assert administrator.post(at("try-again", lost.pk)).status_code == 404


@pytest.fixture
def held(government, settings):
    settings.CLAMAV_SOCKET = "/nowhere/clamd.ctl"
    upload = SimpleUploadedFile("名单.txt", "某某".encode())
    return receive(upload, by=government.contact, owner=government.body, purpose="attachment:1")


def test_a_held_file_is_let_out_with_a_reason_and_its_name_is_not_shown(administrator, held):
    listed = administrator.get(at("files")).content.decode()
    silent = administrator.post(at("file", held.pk), {"act": "release", "reason": ""})
    administrator.post(at("file", held.pk), {"act": "release", "reason": "查杀服务故障，人工核对无毒"})

    assert (f"文件{held.pk}" in listed, "名单" in listed) == (True, False)
    assert silent.status_code == 422
    held.refresh_from_db()
    assert held.is_clean


def test_a_held_file_is_condemned(administrator, held):
    administrator.post(at("file", held.pk), {"act": "condemn", "reason": "宏病毒"})

    assert StoredFile.objects.get().state == "condemned"


# --- columns


def column_form(government, **changes):
    return {
        "code": "zcwj",
        "name": "政策文件",
        "owner": government.body.pk,
        "order": "1",
        "kinds": [],
        **changes,
    }


def test_a_column_is_opened_below_another_and_rights_reach_it(office, government):
    office.post(
        f"{at('column-new')}?site={government.site.pk}", column_form(government, parent=government.column.pk)
    )

    made = Column.objects.get(code="zcwj")
    assert made.path == "/tzgg/zcwj/"
    assert publishing.may_draft_in(government.contact, made.pk, localdate())


def test_a_code_is_used_once_on_a_level(office, government):
    page = office.post(f"{at('column-new')}?site={government.site.pk}", column_form(government, code="tzgg"))

    assert (page.status_code, Column.objects.count()) == (422, 2)
    assert "请换一个代码" in page.content.decode()


def test_a_column_is_changed_and_keeps_its_address(office, government):
    office.post(
        at("column", government.column.pk),
        column_form(
            government, name="通知与公告", update_period_days="30", on_home="on", kinds=[government.kind.pk]
        ),
    )

    column = Column.objects.get(pk=government.column.pk)
    assert (column.name, column.path, column.update_period_days, column.on_home) == (
        "通知与公告",
        "/tzgg/",
        30,
        True,
    )
    assert list(column.kinds.all()) == [government.kind]


def test_a_right_is_granted_and_taken_back(office, government):
    other = a_body("jtj")
    office.post(at("grant", government.child.pk), {"organisation": other.pk, "branch": "on"})
    granted = publishing.may_draft_in(government.outsider, government.child.pk, localdate())
    office.post(at("revoke", ColumnRight.objects.get(organisation=other).pk))

    assert granted
    assert not publishing.may_draft_in(government.outsider, government.child.pk, localdate())


def test_a_column_with_work_in_it_is_not_closed_and_an_empty_one_is(office, government):
    testing.a_draft(government)

    refused = office.post(at("column-close", government.column.pk), {"confirmed": "yes"})
    office.post(at("column-close", government.child.pk), {"confirmed": "yes"})
    closed = Column.objects.get(pk=government.child.pk).closed_on
    office.post(at("column-reopen", government.child.pk))

    assert "还有在办的稿件" in refused.content.decode()
    assert closed == localdate()
    assert Column.objects.get(pk=government.child.pk).closed_on is None


def test_more_columns_do_not_cost_more_queries(office, government):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(at("columns"))
        return len(captured)

    before = queries()
    for number in range(3):
        testing.a_column(government.site, f"c{number}", f"栏目{number}", government.body)

    assert queries() == before


# --- sites, kinds, profiles, calendars


def site_form(government, **changes):
    return {"name": "某区人民政府", "host": "", "organisation": government.site.organisation_id,
            "identification_code": "3701990001", **changes}  # fmt: skip


@pytest.mark.demand("PO-04")
def test_a_site_sets_its_own_head_foot_and_colours(office, government):
    office.post(
        at("site", government.site.pk),
        site_form(government, name="某区政府门户", icp="某ICP备00000000号", brand="#7a1f1f"),
    )

    site = Site.objects.get(pk=government.site.pk)
    assert (site.name, site.icp, site.tokens, site.is_default) == (
        "某区政府门户",
        "某ICP备00000000号",
        {"brand": "#7a1f1f"},
        True,
    )


def test_a_colour_that_cannot_be_read_and_a_code_that_is_none_are_refused(office, government):
    wrong = site_form(government, brand="#ffff99", identification_code="37")

    page = office.post(at("site", government.site.pk), wrong)

    text = page.content.decode()
    assert page.status_code == 422
    assert ("太浅" in text, "网站标识码应为10位" in text) == (True, True)
    assert Site.objects.get(pk=government.site.pk).tokens == {}


BADGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200014826"
    "a4050000000049454e44ae426082"
)
LOOK_UP = "https://badges.example/site?id=0000000001"


def test_the_official_badge_is_put_in_place_and_taken_away(office, government):
    image = SimpleUploadedFile("标识.png", BADGE, "image/png")
    office.post(
        at("site", government.site.pk), site_form(government, badge_address=LOOK_UP, badge_image=image)
    )
    site = Site.objects.get(pk=government.site.pk)
    held = site.badge

    assert (site.badge_address, held.media_type, held.purpose) == (LOOK_UP, "image/png", "badge:portal")
    office.post(at("site", site.pk), site_form(government, badge_address=LOOK_UP, name="改名"))
    site.refresh_from_db()
    assert (site.name, site.badge) == ("改名", held)
    office.post(at("site", site.pk), site_form(government, badge_address=LOOK_UP, without_badge="on"))
    site.refresh_from_db()
    assert (site.badge, site.badge_address) == (None, "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"badge_address": LOOK_UP}, "须同时有标识图和查询地址"),
        ({"badge_image": ("标识.png", BADGE)}, "须同时有标识图和查询地址"),
        (
            {"badge_image": ("标识.png", BADGE), "badge_address": "javascript:1"},
            "应以 http:// 或 https:// 开头",
        ),
        ({"badge_image": ("标识.txt", b"words"), "badge_address": LOOK_UP}, "应为 PNG、JPEG 或 GIF 图片"),
    ],
)
def test_a_badge_without_its_address_or_that_is_no_image_is_refused(office, government, given, why):
    given = {key: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for key, v in given.items()}

    page = office.post(at("site", government.site.pk), site_form(government, **given))

    assert (page.status_code, why in page.content.decode()) == (422, True)
    site = Site.objects.get(pk=government.site.pk)
    assert (site.badge, site.badge_address) == (None, "")


def test_the_page_of_a_site_tells_what_its_foot_still_lacks(office, government):
    def lead() -> str:
        return office.get(at("site", government.site.pk)).context["lead"]

    assert lead() == (
        "页面底部缺少党政机关网站标识。页面底部缺少ICP备案编号。页面底部缺少公安机关备案号。页面底部缺少联系方式。"
        "（国办发〔2017〕47号）"
    )
    image = SimpleUploadedFile("标识.png", BADGE, "image/png")
    facts = {"icp": "某ICP备00000001号", "police": "某公网安备00000000000001号", "contact": "0000-8888000"}
    office.post(
        at("site", government.site.pk),
        site_form(government, badge_address=LOOK_UP, badge_image=image, **facts),
    )
    assert lead() == ""


def test_the_elements_of_a_kind_are_read(office):
    publishing.load_kinds()

    page = office.get(at("kind", "policy")).context["elements"]

    assert ("发文字号", "发文字号", "必填") in [row[:3] for row in page.rows]


def test_a_profile_names_the_levels_and_sends_the_upper_ones_to_another_body(office, government):
    town = a_body("dongjie", "东街街道办事处")
    form = {
        "name": "街道方案",
        "organisation": town.pk,
        "level1_name": "科室初审",
        "level3_body": government.body.pk,
    }

    office.post(at("profile-new"), form)
    profile = Profile.objects.get()
    office.post(at("profile", profile.pk), {**form, "level1_name": "所站初审"})
    twice = office.post(at("profile-new"), form)

    profile.refresh_from_db()
    assert profile.levels == {
        "level1": {"name": "所站初审"},
        "level3": {"organisation_id": government.body.pk},
    }
    assert (twice.status_code, Profile.objects.count()) == (422, 1)


def test_a_reprint_profile_lists_its_sources(office):
    page = office.post(at("profile-new"), {"name": "转载", "reprint": "on", "sources": " \n"})
    office.post(at("profile-new"), {"name": "转载", "reprint": "on", "sources": "中国政府网\n省政府网"})

    assert "须列出可转载的来源名单" in page.content.decode()
    assert Profile.objects.get().sources == ["中国政府网", "省政府网"]


def test_a_profile_is_given_up_after_a_question(office, government):
    profile = publishing.set_profile(None, name="街道方案", by=government.office, levels={})

    shown = office.get(at("profile", profile.pk)).content.decode()
    asked = office.get(at("profile-drop", profile.pk))

    assert at("profile-drop", profile.pk) in shown
    assert ("停用审签方案“街道方案”" in asked.content.decode(), Profile.objects.count()) == (True, 1)
    assert office.post(at("profile-drop", profile.pk), {"confirmed": "yes"}).url == at("profiles")
    assert Profile.objects.count() == 0


def test_a_profile_stays_while_another_body_signs_by_it(office, government):
    profile = publishing.set_profile(
        None,
        name="街道方案",
        by=government.office,
        organisation=government.body,
        levels={"level3": {"organisation_id": government.site.organisation_id}},
    )
    edition = testing.submitted(government)

    page = office.get(at("profile-drop", profile.pk)).content.decode()
    refused = office.post(at("profile-drop", profile.pk), {"confirmed": "yes"})

    assert ("有1件信息正按这个方案由其他单位审签" in page, ">停用</button>" in page) == (True, False)
    assert (refused.status_code, Profile.objects.count()) == (409, 1)
    publishing.call_back(edition, by=government.contact, on=testing.DAY)
    office.post(at("profile-drop", profile.pk), {"confirmed": "yes"})
    assert Profile.objects.count() == 0


# --- numbers that a local rule may tighten

LOCAL_RULE = {"source": "云棠区政务公开办法（云政规〔2026〕3号）", "in_force_on": "2026-01-01"}


def test_a_local_rule_shortens_a_limit_from_its_day_on(office, government):
    address = at("parameter", "publication.proactive")
    later = (localdate() + timedelta(days=30)).isoformat()

    office.post(address, LOCAL_RULE | {"value": "15"})
    office.post(address, LOCAL_RULE | {"value": "10", "in_force_on": later})
    page = office.get(address)

    assert value_on("publication.proactive", localdate()) == 15
    assert [(row[0], row[2], str(row[3])) for row in page.context["history"].rows] == [
        ("10个工作日", later, "将施行"),
        ("15个工作日", "2026-01-01", "现行"),
    ]
    assert "云棠区政务公开办法（云政规〔2026〕3号）" in office.get(at("calendars")).content.decode()


def test_a_laxer_local_rule_is_refused_with_the_article_and_nothing_typed_is_lost(office):
    address = at("parameter", "publication.proactive")

    page = office.post(address, LOCAL_RULE | {"value": "30"})

    text = page.content.decode()
    assert page.status_code == 422
    assert "不得长于国家规定的20个工作日，不能设为30个工作日" in text
    assert ("政府信息公开条例第二十六条" in text, 'value="30"' in text) == (True, True)
    assert value_on("publication.proactive", localdate()) == 20


def test_where_no_national_rule_fixes_a_number_the_page_says_so(office):
    declared = declare(
        Parameter("test.term", "试验期", 1200, "个月", "国家没有统一规定", Direction.MAY_SHORTEN, False)
    )
    try:
        page = office.get(at("parameter", "test.term")).content.decode()
    finally:
        del DECLARED[declared.name]

    assert ("试验期，国家没有统一规定" in page, "没有规定" in page, "1200" in page) == (True, True, False)


def test_a_limit_that_nobody_declared_has_no_page_and_others_may_not_set_one(client, government):
    office = sign_in(client, government.office)
    assert office.get(at("parameter", "publication.nothing")).status_code == 404
    for who in ("contact", "auditor", "unit_leader"):
        visitor = sign_in(client, government.people[who])
        answer = visitor.post(at("parameter", "publication.proactive"), LOCAL_RULE | {"value": "15"})
        assert answer.status_code == 404
    assert value_on("publication.proactive", localdate()) == 20


def a_year(version: str) -> SimpleUploadedFile:
    shipped = Path(mingtang.data.__file__).parent / "calendars" / "2026.json"
    data = json.loads(shipped.read_text("utf-8"))
    data["version"] = version
    data["off"] = data["off"][:-1]
    return SimpleUploadedFile("2026.json", json.dumps(data).encode())


def test_a_corrected_year_is_loaded_and_a_wrong_file_is_not(office):
    office.post(at("calendars"), {"file": a_year("2026.9")})
    wrong = office.post(at("calendars"), {"file": SimpleUploadedFile("x.json", b"[]")})
    broken = office.post(at("calendars"), {"file": SimpleUploadedFile("x.json", b"{")})

    assert [y.version for y in working_calendar().years if y.year == 2026] == ["2026.9"]
    assert (wrong.status_code, broken.status_code) == (422, 422)
    assert "不是有效的 JSON" in broken.content.decode()


def test_the_password_of_the_tests_is_never_on_a_page(administrator, government):
    assert PASSWORD not in administrator.get(at("person", government.contact.pk)).content.decode()
