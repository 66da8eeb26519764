"""What the public sees of interpretations: beside the document, beside the interpretation, and old against new."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.events import api as events
from mingtang.policies.queries.comparisons import as_table, comparison, public_text
from mingtang.policies.services.interpreting import arrange_series
from mingtang.policies.tests.interpreting import CLAUSES, EXPLAINED, a_document, an_interpretation, kinds
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_draft, a_government, a_kind, ready

CHANGED = (
    CLAUSES.replace("五个工作日", "两个工作日")
    + "<p>第四条 情况紧急的，先行救助，当日发放，再补办手续。</p><p>第五条 本办法自2026年12月15日起施行。</p>"
)


@pytest.fixture
def government(db):
    made = a_government()
    kinds()
    return made


def signed(government, edition):
    for finding in publishing.unsettled(publishing.newest_revision(edition)):
        publishing.waive(finding, reason="已核对，按原文保留", by=government.contact)
    return ready(government, edition)


def released(government, title="关于印发临时救助办法的通知", *, also=(), body=CLAUSES, replaces=None):
    document = a_document(government, title, body=body)
    if replaces is not None:
        publishing.relate(
            document.publication, "replaces", replaces.publication, by=government.contact, on=DAY
        )
    reading = signed(
        government,
        an_interpretation(government, document, f"《{title}》文字解读", body=f"{EXPLAINED}<p>{title}</p>"),
    )
    publishing.publish_now([signed(government, document), reading, *also], by=government.contact, on=DAY)
    events.drain()
    return document, reading


def later(government, document, title, *, stage, forms=("文字解读",)):
    reading = an_interpretation(
        government, document, title, stage=stage, forms=forms, body=f"{EXPLAINED}<p>{title}</p>"
    )
    publishing.publish_now([signed(government, reading)], by=government.contact, on=DAY)
    return reading


def page(client: Client, edition) -> lxml.html.HtmlElement:
    answer = client.get(edition.publication.get_absolute_url())
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


def panel(root: lxml.html.HtmlElement, heading: str) -> lxml.html.HtmlElement:
    return next(p for p in root.find_class("panel") if heading in p.xpath("string(.//*[self::h2])"))


@pytest.mark.demand("PI-10")
def test_interpretations_stand_beside_their_document_by_stage_and_form(government, client):
    document, _ = released(government)
    later(government, document, "一图读懂执行情况", stage="实施落地", forms=("一图读懂",))
    later(government, document, "《办法》执行半年解读", stage="实施落地")

    shown = panel(page(client, document), "政策解读")

    assert [h.text for h in shown.xpath(".//h3")] == ["公开发布", "实施落地"]
    assert [a.text for a in shown.xpath(".//a")] == [
        "《关于印发临时救助办法的通知》文字解读",
        "《办法》执行半年解读",
        "一图读懂执行情况",
    ]


def test_what_a_part_lists_is_not_listed_once_more(government, client):
    document, reading = released(government)

    headings = [" ".join(h.text_content().split()) for h in page(client, document).xpath("//h2")]
    of_reading = [" ".join(h.text_content().split()) for h in page(client, reading).xpath("//h2")]

    assert (headings.count("政策解读"), of_reading.count("解读的文件")) == (1, 0)


def test_an_interpretation_in_draft_is_not_told_to_the_public(government, client):
    document, _ = released(government)
    an_interpretation(government, document, "《办法》还没发布的解读", stage="实施落地")

    assert "还没发布的解读" not in client.get(document.publication.get_absolute_url()).content.decode()


@pytest.mark.demand("PI-11")
def test_the_interpretation_of_the_draft_under_consultation_stands_with_the_document(government, client):
    government.kind = a_kind("notice")
    consultation = signed(government, a_draft(government, "关于征求临时救助办法意见的公告", body=BODY))
    publishing.publish_now([consultation], by=government.contact, on=DAY)
    later(government, consultation, "征求意见稿解读", stage="草案征询")
    document, _ = released(government)
    publishing.relate(
        consultation.publication, "consults", document.publication, by=government.contact, on=DAY
    )

    of_document = panel(page(client, document), "政策解读")
    of_consultation = panel(page(client, consultation), "政策解读")

    assert [h.text for h in of_document.xpath(".//h3")] == ["草案征询", "公开发布"]
    assert [a.text for a in of_consultation.xpath(".//a")] == ["征求意见稿解读"]


def test_an_interpretation_leads_to_its_document_with_its_validity(government, client):
    document, reading = released(government)
    publishing.DatedLabel.objects.create(
        publication=document.publication, family="validity", code="repealed", name="废止"
    )

    told = page(client, reading).find_class("explained")[0]

    assert told.xpath("string(.//a/@href)") == document.publication.get_absolute_url()
    assert "废止" in told.text_content() and "云民发〔2026〕" in told.text_content()


@pytest.mark.demand("PI-15")
def test_a_series_leads_from_one_part_to_the_next_and_hides_what_is_not_public(government, client):
    document, first = released(government)
    second = later(government, document, "《办法》解读之二", stage="实施落地")
    hidden = an_interpretation(government, document, "《办法》解读之三", stage="实施落地")
    order = [second.publication_id, first.publication_id, hidden.publication_id]
    arrange_series(document, title="救助办法系列", publications=order, by=government.contact, on=DAY)

    shown = panel(page(client, first), "救助办法系列")

    assert [" ".join(li.text_content().split()) for li in shown.xpath(".//li")] == [
        "《办法》解读之二",
        "《关于印发临时救助办法的通知》文字解读（本篇）",
    ]


@pytest.mark.demand("PI-18")
def test_platforms_stand_with_their_address_and_day(government, client):
    _, reading = released(government)
    row = publishing.plan_carrier(
        reading.publication, "weixin_weibo", name="云棠发布", planned_on=None, by=government.contact, on=DAY
    )
    assert "发布平台" not in client.get(reading.publication.get_absolute_url()).content.decode()
    reading.refresh_from_db()
    appeared = localdate(reading.published_at)
    publishing.record_appearance(
        row, address="https://mp.example.cn/a1", appeared_on=appeared, by=government.contact, on=DAY
    )
    publishing.PublicChange.objects.create(public_id=reading.publication.public_id)

    shown = panel(page(client, reading), "发布平台")

    assert "云棠发布" in shown.text_content() and "https://mp.example.cn/a1" in shown.text_content()


# --- old against new


def test_old_against_new_stands_on_the_new_document_and_has_its_own_page(government, client):
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    new, _ = released(government, body=CHANGED, replaces=old)

    shown = panel(page(client, new), "新旧对照")
    whole = client.get(shown.xpath("string(.//a[contains(., '全部对照')]/@href)")).content.decode()

    assert "未变2条，修改1条，新增2条" in " ".join(shown.text_content().split())
    root = lxml.html.fromstring(whole)
    rows = [row.get("aria-label") for row in root.find_class("compared-row")]
    assert rows == ["新第三条：修改", "新第四条：新增", "新第五条：新增"]
    # Marked in words too, not by colour alone.
    assert [mark.text_content() for mark in root.xpath("//del")] == ["删去五"]
    assert root.xpath("//ins")[0].text_content().startswith("新增两")


def test_the_whole_comparison_shows_what_stayed_too(government, client):
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    new, _ = released(government, body=CHANGED, replaces=old)
    address = f"/policies/{new.publication.public_id}/compared-with/{old.publication.public_id}/"

    root = lxml.html.fromstring(client.get(address, {"all": "1"}).content.decode())

    assert [row.get("aria-label") for row in root.find_class("compared-row")][:2] == [
        "新第一条：未变",
        "新第二条：未变",
    ]


def test_only_a_document_and_what_it_names_are_compared_in_public(government, client):
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    new, _ = released(government, body=CHANGED, replaces=old)
    draft = a_document(government, "关于印发草案的通知")
    address = "/policies/{}/compared-with/{}/"
    public = new.publication.public_id, old.publication.public_id

    assert client.get(address.format(*public)).status_code == 200
    assert client.get(address.format(*reversed(public))).status_code == 404
    assert client.get(address.format(public[0], draft.publication.public_id)).status_code == 404
    assert client.get(address.format(draft.publication.public_id, public[1])).status_code == 404


def test_on_the_desk_a_draft_is_compared_by_those_who_may_see_it(government):
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    draft = a_document(government, "关于印发草案的通知", body=CHANGED)
    address = f"/desk/policies/comparison/{draft.publication_id}/{old.publication_id}/"

    assert "修改1条" in sign_in(Client(), government.contact).get(address).content.decode()
    assert sign_in(Client(), government.outsider).get(address).status_code == 404


@pytest.mark.demand("PI-06")
def test_the_table_of_changes_goes_into_the_draft_and_survives_the_sanitiser(government):
    old, _ = released(government, "关于印发临时救助暂行办法的通知")
    new, _ = released(government, body=CHANGED, replaces=old)
    found = comparison(public_text(old.publication_id), public_text(new.publication_id))

    table = as_table(found, "旧<办法>", "新办法")

    assert publishing.sanitise(table) == table
    assert "旧&lt;办法&gt;" in table and table.count("<tr>") == 4
    assert "<s>五</s>" in table and "<strong>两</strong>" in table
    offered = sign_in(Client(), government.contact).post(
        f"/desk/policies/interpretations/{new.publication_id}/start/",
        {
            "place": f"{government.body.pk}-{government.column.pk}", "title": "《办法》新旧对照解读",
            "chosen_forms": ["文字解读"], "stage": "实施落地", "interpreter_kind": "部门主要负责人",
            "interpreter": "局长", "contact": "区民政局 0000-8800605", "compare_with": old.publication_id,
        },
    )  # fmt: skip
    pk = int(offered.url.rstrip("/").rsplit("/", 1)[1])
    begun = publishing.content_of(publishing.newest_revision(publishing.Edition.objects.get(pk=pk)))
    assert "<s>五</s>" in begun.body and begun.body.index("新旧政策差异") < begun.body.index("<table>")
