"""Who may run a gazette, what it prints, and what is refused with all its reasons."""

from __future__ import annotations

import pytest

from mingtang.core.organisations.testing import a_body
from mingtang.gazette.models import Gazette
from mingtang.gazette.queries import proposals
from mingtang.gazette.services import entries, founding, planning
from mingtang.gazette.testing import DAY, SECTIONS, a_document, a_public_issue, an_issue, taken
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import a_column, a_kind, published


def found(government, organisation, *, by=None, level="county", code="gb", **facts):
    told = {"title": "某某公报", "editor": government.body, "first_year": 2020, "sections": SECTIONS}
    return founding.found(
        organisation=organisation,
        level=level,
        column=a_column(government.site, code, "公报", government.body),
        by=by or government.office,
        on=DAY,
        **told | facts,
    )


def reasons(refused) -> list[str]:
    return [str(reason) for reason in refused.value.reasons]


@pytest.mark.law("GW-04", "GW-05")
def test_a_department_or_a_town_gets_no_gazette_and_is_told_every_reason(government):
    town = a_body("tzz", "棠州镇人民政府", kind="town")
    with pytest.raises(founding.MayNotFound) as of_a_department:
        found(government, government.body, by=government.contact)
    with pytest.raises(founding.MayNotFound) as of_a_town:
        found(government, town, code="gb2", title="棠州镇简报", first_year=2030)

    assert reasons(of_a_department) == [
        "政府部门和其他单位不得办政府公报，文件由本级政府公报刊登。（《国务院办公厅关于做好政府公报工作的通知》）",
        "由政务公开办设立政府公报。",
    ]
    assert reasons(of_a_town) == [
        "乡镇人民政府、街道办事处不得办政府公报。（《国务院办公厅关于做好政府公报工作的通知》）",
        "公报名称应含“公报”二字，如“某某市人民政府公报”。",
        "创刊年份不能晚于今年。",
    ]
    assert Gazette.objects.count() == 0


def test_one_government_has_one_gazette_and_one_site_shows_one(government, gazette):
    city = a_body("jcs", "景澄市人民政府", kind="government")

    for organisation, why in (
        (government.people["district"], "一级政府只办一份"),
        (city, "这个网站已有一份政府公报"),
    ):
        with pytest.raises(founding.MayNotFound, match=why):
            found(government, organisation, code=organisation.code)


def test_a_gazette_with_issues_keeps_its_name_and_its_first_issue(government, gazette):
    an_issue(gazette, government)

    with pytest.raises(founding.MayNotFound) as refused:
        founding.change(
            gazette, title="云棠公报", first_year=2026, first_number=2, by=government.office, on=DAY
        )
    changed = founding.change(gazette, frequency="quarterly", by=government.office, on=DAY)

    assert reasons(refused) == [
        "库中已有2026年第1期，创刊期不能更晚。",
        "已有期次的公报不能改名：名称是引用和校验码的一部分。",
    ]
    assert (changed.frequency, changed.title) == ("quarterly", "景澄市云棠区人民政府公报")


def test_numbers_are_given_once(government, gazette):
    an_issue(gazette, government, number=1, total=8)

    with pytest.raises(planning.MayNotPlan) as refused:
        planning.plan(gazette, year=2026, number=1, total=8, published_on=DAY, by=government.outsider, on=DAY)
    with pytest.raises(planning.MayNotPlan, match="早于创刊期"):
        an_issue(gazette, government, year=2024, number=3, total=None)

    assert reasons(refused) == [
        "由民政局的信息员或政务公开办编辑公报。",
        "2026年第1期已经有了，请核对期号。",
        "总第8期已经有了，请核对总期号。",
    ]


@pytest.mark.law("GP-02", "GP-03", "GP-05", "GP-06", "GP-08", "GP-10")
def test_what_may_not_be_printed_is_refused_and_nothing_is_taken_in(government, gazette):
    issue = an_issue(gazette, government)
    superior = a_document(government, 1, issuer="景澄市人民政府")
    unnumbered = a_notice(government, "2026年10月大事记")
    advertisement = a_notice(government, "棠湖新居火热销售欢迎选购")
    gone = a_document(government, 4)
    publishing.take_down(gone, reason="文内电话有误，先行下架", by=government.duty_officer, on=DAY)
    dead = a_document(government, 5)
    label(dead, "repealed", "废止")
    good = a_document(government, 6)

    for edition, why in (
        (superior, "原则上不刊登上级文件"),
        (unnumbered, "没有发文字号"),
        (advertisement, "不得刊登广告"),
        (gone, "尚未公开或者已停止公开"),
        (dead, "已经失效、废止或者被撤销"),
    ):
        with pytest.raises(entries.MayNotPrintThis, match=why):
            taken(issue, government, good, edition)
    assert issue.entries.count() == 0

    wanted = [
        entries.Chosen(superior.publication_id, "区政府文件", "区政府常务会议决定全文刊登"),
        entries.Chosen(unnumbered.publication_id, "大事记"),
    ]
    entries.take_in(issue, wanted, by=government.contact, on=DAY)
    assert [(e.section, e.exception) for e in issue.entries.order_by("order")] == [
        ("区政府文件", "区政府常务会议决定全文刊登"),
        ("大事记", ""),
    ]


def a_notice(government, title):
    """A public text without a document number."""
    policy, government.kind = government.kind, a_kind("notice")
    notice = published(
        government, title=title, body=f"<p>{title}：请有关单位和个人留意，具体安排另行公布。</p>"
    )
    government.kind = policy
    return notice


def label(edition, code, name):
    publishing.DatedLabel.objects.create(
        publication=edition.publication, family="validity", code=code, name=name
    )


def test_the_same_text_is_printed_once(government, gazette):
    document = a_document(government)
    a_public_issue(gazette, government, document)
    second = an_issue(gazette, government, number=2)

    with pytest.raises(entries.MayNotPrintThis, match="已编入2026年第1期，不重复刊登"):
        taken(second, government, document)


def test_proposals_are_what_was_never_printed_is_in_force_and_ours(government, gazette):
    printed, fresh, dead = (a_document(government, number) for number in (1, 2, 3))
    label(dead, "expired", "失效")
    foreign = published(
        government, title="景澄市文件转载", issuer="景澄市人民政府", elements=numbered("景政发〔2026〕3号")
    )
    events = a_notice(government, "2026年10月大事记")
    a_public_issue(gazette, government, printed)
    issue = an_issue(gazette, government, number=2)

    found = {row.live.publication_id: row for row in proposals.proposals(issue, DAY)}

    assert found.keys() == {fresh.publication_id, foreign.publication_id}
    by_words = proposals.proposals(issue, DAY, "大事记")
    assert [row.live.publication_id for row in by_words] == [events.publication_id]
    assert (found[fresh.publication_id].section, found[fresh.publication_id].refusals) == ("部门文件", [])
    assert [r.reason for r in found[foreign.publication_id].refusals] == [
        "原则上不刊登上级文件；确需刊登的，请写明理由。"
    ]


def numbered(number):
    return {"document_number": number, "written_on": "2026-11-10"}


def test_texts_stand_in_the_order_of_the_sections_and_move_within_them(government, gazette):
    issue = an_issue(gazette, government)
    documents = [a_document(government, number) for number in (1, 2, 3)]
    taken(issue, government, *documents)
    first, second, third = issue.entries.order_by("order")

    entries.move(third, section="区政府文件", by=government.contact, on=DAY)
    entries.move(second, up=True, by=government.contact, on=DAY)

    order = [(e.order, e.section, e.number) for e in issue.entries.order_by("order")]
    assert order == [
        (1, "区政府文件", "云民发〔2026〕3号"),
        (2, "部门文件", "云民发〔2026〕2号"),
        (3, "部门文件", "云民发〔2026〕1号"),
    ]
    entries.take_out(issue.entries.get(order=2), by=government.contact, on=DAY)
    assert [e.order for e in issue.entries.order_by("order")] == [1, 2]
    with pytest.raises(entries.MayNotPrintThis, match="公报没有“广告”栏目"):
        entries.move(first, section="广告", by=government.contact, on=DAY)


def test_only_what_was_never_on_the_road_can_be_given_up(government, gazette):
    planned = an_issue(gazette, government, number=2)
    public = a_public_issue(gazette, government, a_document(government))

    planning.give_up(planned, by=government.contact, on=DAY)
    with pytest.raises(planning.MayNotPlan, match="不能取消"):
        planning.give_up(public, by=government.contact, on=DAY)

    assert list(gazette.issues.all()) == [public]
