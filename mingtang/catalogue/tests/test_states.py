"""What is missing, empty, incomplete or outdated: computed, listed on the desk, and mended from there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from mingtang.catalogue.api import flaws, flaws_by_body, todo
from mingtang.catalogue.queries.entrance import entrance_flaws
from mingtang.catalogue.queries.sections import section_for
from mingtang.catalogue.queries.states import states_of
from mingtang.catalogue.services.filling import MayNotFill, begin
from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import change, standings, succeed
from mingtang.core.organisations.testing import a_person
from mingtang.core.parameters.api import MayNotSet, set_value
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY

ALL_MISSING = {"guide": "missing", "rules": "missing", "statutory": "missing", "reports": "missing"}


def states(district, body=None, on=DAY):
    shown = section_for(district.site, "", on)
    whose = body or district.minzheng
    found = states_of(shown.bodies, district.site, on)
    return {one.part: one for one in found if one.body.pk == whose.pk}


def words_of(district, part, **more):
    return [flaw.reason for flaw in states(district, **more)[part].flaws]


def report(district, year, title="", **facts):
    title = title or f"云棠区民政局{year}年政府信息公开工作年度报告"
    return district.publish(
        "annual_report", title, column="annual-reports", told={"report_year": str(year)}, **facts
    )


def power_list(district, edition="2026年版", adjusted_on="2026-11-01", **facts):
    table = "<table><tr><th>序号</th><th>事项</th></tr><tr><td>1</td><td>社会团体登记</td></tr></table>"
    return district.publish(
        "power_list",
        "云棠区民政局权责清单",
        column="functions",
        body=f"<p>本清单自公布之日起执行，由民政局负责解释。</p>{table}",
        told={"list_edition": edition, "adjusted_on": adjusted_on},
        **facts,
    )


def institution(district):
    told = {"body_name": district.minzheng.name, "address": district.minzheng.address}
    return district.publish("institution", "云棠区民政局机构职能目录", column="functions", told=told)


@pytest.mark.demand("GS-02")
def test_a_unit_that_has_published_nothing_is_flagged_in_all_four_parts(district):
    assert {part: one.state for part, one in states(district).items()} == ALL_MISSING
    assert words_of(district, "guide") == ["政府信息公开指南尚未公布"]


@pytest.mark.demand("GS-02", "GS-04", "PW-01", "PW-02")
def test_a_unit_that_has_published_all_is_clear(district):
    district.guide()
    district.publish("rule", "云棠区民政局政府信息公开工作制度", column="rules")
    institution(district)
    power_list(district)
    for year in (2024, 2025):
        report(district, year)

    assert {part: (one.state, one.flaws) for part, one in states(district).items()} == dict.fromkeys(
        ALL_MISSING, ("good", ())
    )
    assert {part: one.state for part, one in states(district, district.gov).items()} == ALL_MISSING


@pytest.mark.demand("GS-02")
def test_a_part_whose_texts_say_nothing_is_flagged_as_empty(district):
    # Imported stock may be empty: the road itself refuses such a text.
    edition = report(district, 2025)
    report(district, 2024)
    _as_if_imported_empty(edition)

    assert states(district)["reports"].state == "good"
    _as_if_imported_empty(publishing.Edition.objects.get(title__contains="2024年"))
    assert states(district)["reports"].state == "empty"


def _as_if_imported_empty(edition):
    """The text of a revision, emptied below the triggers that would refuse it."""
    from mingtang.core.triggers import api as triggers
    from mingtang.publishing.models import RevisionContent

    with connection.cursor() as cursor:
        triggers.drop_all(connection)
        row = RevisionContent.objects.get(pk=edition.live_revision_id)
        payload = row.payload
        start = payload.index('"body":"') + len('"body":"')
        end = payload.index('","disclosure_reason"')
        table = RevisionContent._meta.db_table
        cursor.execute(
            f"UPDATE {table} SET payload = %s WHERE id = %s", [payload[:start] + payload[end:], row.pk]
        )
        triggers.create_all(connection)


@pytest.mark.demand("GS-02")
def test_years_without_a_report_are_named_and_a_body_of_this_year_owes_none(district):
    report(district, 2024)

    assert words_of(district, "reports") == ["缺2025年度报告"]
    assert words_of(district, "reports", on=date(2026, 1, 31)) == []
    assert words_of(district, "reports", on=date(2026, 2, 1)) == ["缺2025年度报告"]
    new = district.found("xin", "云棠区数据局", valid_from=date(2026, 3, 1))
    assert states(district, new)["reports"].state == "good"
    # The government's own report is due two months later (条例 art. 50).
    office = district.staffed(district.office)
    report(
        district, 2024, "云棠区人民政府2024年政府信息公开工作年度报告", by=office, issuer=district.gov.name
    )
    assert words_of(district, "reports", body=district.gov, on=date(2026, 3, 31)) == []
    assert words_of(district, "reports", body=district.gov, on=date(2026, 4, 1)) == ["缺2025年度报告"]


@pytest.mark.demand("GS-04")
def test_a_guide_is_outdated_a_year_after_its_update_or_earlier_where_the_place_says_so(district):
    district.guide(updated_on="2026-11-20")

    assert words_of(district, "guide", on=date(2027, 11, 20)) == []
    late = words_of(district, "guide", on=date(2027, 11, 21))
    assert late == ["更新日期为2026-11-20，已超过365天"]

    set_value(
        "catalogue.guide_age",
        180,
        source="某市政务公开办法",
        in_force_on=DAY,
        by=district.government.office,
        at=make_aware(datetime(2026, 11, 20)),
    )
    assert words_of(district, "guide", on=DAY + timedelta(days=181)) == ["更新日期为2026-11-20，已超过180天"]
    with pytest.raises(MayNotSet):
        set_value(
            "catalogue.guide_age",
            400,
            source="x",
            in_force_on=DAY,
            by=district.government.office,
            at=make_aware(datetime(2026, 11, 20)),
        )


@pytest.mark.demand("GS-04", "PW-01")
def test_a_unit_that_changed_its_name_or_moved_has_an_outdated_guide_and_institution_text(district):
    district.guide()
    institution(district)
    change(district.minzheng, by=None, name="云棠区民政和退役军人事务局")

    assert words_of(district, "guide") == ["机关名称现为“云棠区民政和退役军人事务局”，文中为“云棠区民政局”"]
    assert [reason for reason in words_of(district, "statutory") if "机构职能目录" in reason] == [
        "机构职能目录：机关名称现为“云棠区民政和退役军人事务局”，文中为“云棠区民政局”"
    ]


def test_a_room_added_to_the_address_and_the_width_of_signs_do_not_make_a_guide_outdated(district):
    district.minzheng.address = "云棠区棠湖路１号（东楼）"
    district.minzheng.save()

    district.guide(address="云棠区棠湖路1号(东楼)302室")

    assert words_of(district, "guide") == []


@pytest.mark.demand("PW-02", "PW-03")
def test_after_a_reform_what_changed_must_be_published_and_the_power_list_adjusted(district):
    power_list(district, adjusted_on="2026-01-10")
    institution(district)
    old = district.found("canlian", "云棠区老龄工作局")
    succeed(old, district.minzheng, on=date(2026, 10, 26), document="区级机构改革方案", by=None)

    assert words_of(district, "statutory", on=date(2026, 11, 20)) == [
        "2026-10-26机构改革后的职责变化尚未公布，应于2026-11-23前公布",
        "2026-10-26机构改革后权责清单没有调整，应于2026-11-23前公布",
    ]
    assert words_of(district, "statutory", on=date(2026, 11, 24)) == [
        "2026-10-26机构改革后的职责变化尚未公布，已超过公开期限2026-11-23",
        "2026-10-26机构改革后权责清单没有调整，已超过公开期限2026-11-23",
    ]

    district.publish(
        "duty_change",
        "云棠区民政局职责变化公告",
        column="functions",
        told={"changed_on": "2026-10-26", "duties": "老龄工作划入民政局。"},
    )
    assert words_of(district, "statutory") == ["2026-10-26机构改革后权责清单没有调整，应于2026-11-23前公布"]


@pytest.mark.demand("PW-03")
def test_a_duty_change_is_published_with_what_when_from_whom_to_whom_and_why(client, district):
    told = {"changed_on": "2026-10-26", "from_body": "云棠区老龄工作局", "basis": "区级机构改革方案"}
    item = district.publish("duty_change", "云棠区民政局职责变化公告", column="functions", told=told)

    page = client.get(item.publication.get_absolute_url()).content.decode()

    for words in (
        "变化日期",
        "2026-10-26",
        "原承担单位",
        "云棠区老龄工作局",
        "现承担单位",
        "变化的职责",
        "依据",
    ):
        assert words in page
    assert "云棠区民政局职责变化公告" in client.get("/zwgk/minzheng/statutory/20-02/").content.decode()


@pytest.mark.demand("GS-02", "GS-04")
def test_the_office_sees_all_units_on_the_desk_with_counts_and_filters(district):
    district.guide(updated_on="2025-01-01")
    desk = sign_in(Client(), district.government.office)

    page = lxml.html.fromstring(desk.get("/desk/catalogue/").content.decode())
    outdated = lxml.html.fromstring(desk.get("/desk/catalogue/?state=outdated").content.decode())
    departments = lxml.html.fromstring(
        desk.get("/desk/catalogue/?part=rules&group=政府部门").content.decode()
    )

    counted = {
        " ".join(c.xpath("string(.//*[@class='counter-label'])").split()): int(
            c.xpath("string(.//*[@class='counter-count'])")
        )
        for c in page.xpath("//ul[@class='counters']/li")
    }
    # Four bodies, four parts: 民政局 has a guide, and it is old.
    assert counted == {"尚未公布": 15, "内容为空": 0, "不完整": 0, "已过时": 1}
    rows = [row.xpath("string(./th)").strip() for row in outdated.xpath("//tbody/tr")]
    assert rows == ["民政局"]
    assert "更新日期为2025-01-01，已超过365天" in outdated.text_content()
    assert sorted(row.xpath("string(./th)").strip() for row in departments.xpath("//tbody/tr")) == [
        *("人民政府办公室", "教育和体育局", "民政局"),
    ]
    assert page.xpath("//*[contains(@class,'notice-bad')]") == []


def test_each_sees_the_state_of_their_own_body_and_some_see_none(district):
    def seen(person):
        answer = sign_in(Client(), person).get("/desk/catalogue/")
        if answer.status_code != 200:
            return answer.status_code
        page = lxml.html.fromstring(answer.content.decode())
        return sorted(row.xpath("string(./th)").strip() for row in page.xpath("//tbody/tr"))

    people = district.government
    assert seen(people.contact) == seen(people.reviewer1) == ["民政局"]
    assert seen(people.outsider) == ["教育和体育局"]
    assert len(seen(people.office)) == len(seen(people.auditor)) == 4
    assert seen(people.administrator) == seen(people.secrecy_reviewer) == 404


def test_the_state_costs_the_same_with_one_unit_and_with_three_more(district):
    desk = sign_in(Client(), district.government.contact)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/desk/catalogue/").status_code == 200
        return len(queries)

    district.guide()
    cost()
    one = cost()
    for number in range(3):
        district.guide(district.found(f"zhen{number}", f"云棠区第{number}镇人民政府", kind="town"))

    assert cost() == one


@pytest.mark.demand("GS-01")
def test_a_home_page_without_the_way_to_the_section_is_reported_to_the_office(district, rf, monkeypatch):
    from mingtang.portal.queries import sites

    good = entrance_flaws(rf.get("/desk/catalogue/"))
    monkeypatch.setattr(sites, "entrances", tuple)
    monkeypatch.setattr("mingtang.portal.queries.sites.entrances", tuple)
    bad = entrance_flaws(rf.get("/desk/catalogue/"))
    page = sign_in(Client(), district.government.office).get("/desk/catalogue/").content.decode()

    assert good == []
    assert bad == ["首页没有名为“政府信息公开”、通向专栏的链接。", "导航中没有“政府信息公开”。"]
    assert "首页没有名为“政府信息公开”、通向专栏的链接。" in page


def test_fill_in_opens_a_draft_of_the_right_kind_in_the_right_column_with_what_is_known(district):
    desk = sign_in(Client(), district.government.contact)

    answer = desk.post("/desk/catalogue/fill-in/", {"body": "minzheng", "kind": "disclosure_guide"})

    edition = publishing.Edition.objects.get()
    content = publishing.content_of(publishing.newest_revision(edition))
    assert answer.url == f"/desk/drafts/{edition.pk}/"
    assert (edition.publication.kind.code, edition.column) == ("disclosure_guide", district.columns["guide"])
    assert (content.title, content.issuer) == ("云棠区民政局政府信息公开指南", "云棠区民政局")
    assert {name: content.elements[name] for name in ("body_name", "address", "updated_on")} == {
        "body_name": "云棠区民政局",
        "address": district.minzheng.address,
        "updated_on": "2026-11-21",
    }
    assert "20个工作日" in content.elements["reply_limit"]
    assert desk.get(answer.url).status_code == 200
    again = desk.post("/desk/catalogue/fill-in/", {"body": "minzheng", "kind": "disclosure_guide"})
    assert (again.url, publishing.Edition.objects.count()) == (answer.url, 1)


def test_what_is_public_is_revised_in_a_new_edition_and_not_written_twice(district):
    first = district.guide(address="旧址")

    edition = begin(
        district.minzheng, "disclosure_guide", site=district.site, by=district.government.contact, on=DAY
    )

    assert (edition.publication_id, edition.number) == (first.publication_id, 2)
    told = publishing.content_of(publishing.newest_revision(edition)).elements
    assert (told["address"], told["fax"]) == (district.minzheng.address, "云棠区")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("annual_report", "云棠区民政局2025年政府信息公开工作年度报告"),
        ("rule", "云棠区民政局政府信息公开工作制度"),
        ("duty_change", "云棠区民政局职责变化公告"),
        ("institution", "云棠区民政局机构职能目录"),
        ("power_list", "云棠区民政局权责清单"),
    ],
)
def test_every_kind_of_the_section_can_be_begun(district, kind, title):
    edition = begin(district.minzheng, kind, site=district.site, by=district.government.contact, on=DAY)

    assert (edition.title, edition.publication.kind.code) == (title, kind)
    if kind == "annual_report":
        content = publishing.content_of(publishing.newest_revision(edition))
        assert content.elements["report_year"] == "2025"


def test_the_governments_office_fills_in_for_the_government_and_nobody_for_a_stranger(district):
    office = district.government.office
    for column in district.columns.values():
        publishing.grant(district.office.pk, column, by=office)

    edition = begin(district.gov, "disclosure_guide", site=district.site, by=office, on=DAY)

    assert edition.title == "云棠区人民政府政府信息公开指南"
    assert publishing.content_of(publishing.newest_revision(edition)).issuer == "云棠区人民政府"
    own = begin(district.office, "disclosure_guide", site=district.site, by=office, on=DAY)
    assert (own.title, own.pk == edition.pk) == ("云棠区人民政府办公室政府信息公开指南", False)
    for body, by in (
        (district.minzheng, district.government.outsider),
        (district.gov, district.government.contact),
    ):
        with pytest.raises(MayNotFill, match="不是该单位的信息员"):
            begin(body, "disclosure_guide", site=district.site, by=by, on=DAY)


def test_without_a_column_or_for_another_kind_nothing_is_begun(district):
    newcomer = a_person("新人", "contact", district.found("caizheng", "云棠区财政局"))
    body = section_for(district.site, "caizheng", DAY).body

    with pytest.raises(MayNotFill, match="没有可以发布“政府信息公开指南”的栏目"):
        begin(body, "disclosure_guide", site=district.site, by=newcomer, on=DAY)
    with pytest.raises(MayNotFill, match="没有这种信息"):
        begin(district.minzheng, "news", site=district.site, by=district.government.contact, on=DAY)
    desk = sign_in(Client(), district.government.contact)
    assert desk.post("/desk/catalogue/fill-in/", {"body": "nobody", "kind": "rule"}).status_code == 404


def test_a_missing_year_is_begun_as_that_year_and_the_newest_three_are_offered(district):
    district.minzheng.valid_from = date(2020, 1, 1)
    district.minzheng.save()
    report(district, 2023)
    desk = sign_in(Client(), district.government.contact)

    page = desk.get("/desk/catalogue/").content.decode()
    desk.post("/desk/catalogue/fill-in/", {"body": "minzheng", "kind": "annual_report", "year": "2022"})

    assert "缺2020、2021、2022、2024、2025年度报告" in page
    assert [f"{year}年度报告</button>" in page for year in range(2020, 2026)] == [
        *(False, False, True, False, True, True)
    ]
    newest = publishing.Edition.objects.order_by("-pk")[0]
    assert newest.title == "云棠区民政局2022年政府信息公开工作年度报告"


@pytest.mark.demand("GS-02")
def test_the_desk_tells_who_published_which_report_in_time_late_or_not(district, monkeypatch):
    for year, at in ((2025, datetime(2026, 2, 10, 9)), (2024, datetime(2025, 1, 31, 23, 59))):
        with monkeypatch.context() as then:
            then.setattr("django.utils.timezone.now", lambda at=at: make_aware(at))
            report(district, year)
    desk = sign_in(Client(), district.government.office)

    def told(year):
        page = lxml.html.fromstring(desk.get(f"/desk/catalogue/reports/?year={year}").content.decode())
        return {
            row.xpath("string(./th)").strip(): [
                " ".join(cell.text_content().split()) for cell in row.xpath("./td")
            ]
            for row in page.xpath("//tbody/tr")
        }

    title = "云棠区民政局2025年政府信息公开工作年度报告"
    article = "政府信息公开条例第四十九条"
    assert told(2025)["民政局"] == ["逾期10天", title, "2026-01-31", "2026-02-10", article]
    assert told(2024)["民政局"][0] == "按期公布"
    assert told(2025)["人民政府"][:3] == ["尚未公布", "—", "2026-03-31"]
    assert told("x") == told(2025)
    own = sign_in(Client(), district.government.contact).get("/desk/catalogue/reports/").content.decode()
    assert ("民政局" in own, "教育和体育局" in own) == (True, False)
    assert (
        sign_in(Client(), district.government.administrator).get("/desk/catalogue/reports/").status_code
        == 404
    )


def test_a_contact_is_asked_to_mend_the_own_bodys_parts_and_nobody_elses(district):
    def asked(person):
        told = todo(person, standings(person.pk, DAY), DAY)
        return [(item.title, item.what) for item in told.items], [c.count for c in told.counters]

    district.guide()

    assert asked(district.government.contact) == (
        [
            (
                "政府信息公开专栏有3个部分待补正",
                "政府信息公开制度尚未公布；法定主动公开内容尚未公布；政府信息公开工作年度报告尚未公布",
            )
        ],
        [3],
    )
    assert asked(district.government.reviewer1) == ([], [])
    assert asked(district.government.administrator) == ([], [])
    assert asked(district.government.outsider)[1] == [4]


@pytest.mark.demand("GS-02")
def test_the_flaws_are_a_list_and_counts_for_whoever_measures(district):
    district.guide()

    found = flaws(district.site, DAY)
    counts = flaws_by_body(district.site, DAY)

    assert {(flaw.body_code, flaw.part, flaw.state) for flaw in found if flaw.body_code == "minzheng"} == {
        ("minzheng", "rules", "missing"),
        ("minzheng", "statutory", "missing"),
        ("minzheng", "reports", "missing"),
    }
    assert counts == {"gov": 4, "minzheng": 3, "qzfb": 4, "jtj": 4}
