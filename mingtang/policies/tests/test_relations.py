"""Relations found in texts: proposed, confirmed by people, and a finding where a cited document holds no more."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.events import api as events
from mingtang.core.refusals import Refused
from mingtang.policies.models import RelationProposal
from mingtang.policies.queries.citing import cited_in, dead_citations
from mingtang.policies.services.proposing import judge, propose
from mingtang.policies.services.recording import Stated, record_fact
from mingtang.policies.testing import a_policy
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY

pytestmark = pytest.mark.django_db

BASIS = f"<p>根据《云棠区养老服务办法》（云民发〔2023〕6号），制定本细则。</p>{BODY}"


@pytest.fixture
def cited(government):
    return a_policy(government, "云棠区养老服务办法", number="云民发〔2023〕6号")


@pytest.fixture
def citing(government, cited):
    return a_policy(
        government,
        "云棠区养老服务实施细则",
        number="云民发〔2024〕8号",
        effective_on=date(2024, 5, 1),
        body=BASIS,
    )


def proposals_of(policy) -> list[RelationProposal]:
    content = publishing.content_of(policy.publication.editions.get().live_revision)
    return propose(policy.publication, content, localdate())


@pytest.mark.demand("PV-04")
def test_a_relation_in_the_text_is_proposed_and_stands_on_both_pages_once_confirmed(
    government, cited, citing, client
):
    (proposal,) = proposals_of(citing)
    assert (proposal.predicate, proposal.object, proposal.state) == ("implements", cited, "proposed")
    assert not publishing.Relation.objects.filter(subject=citing.publication).exists()

    assert judge([proposal], confirm=True, by=government.contact, on=DAY) == 1

    pages = [client.get(one.publication.get_absolute_url()).content.decode() for one in (citing, cited)]
    assert "所依据的文件" in pages[0] and cited.publication.public_id in pages[0]
    assert "配套文件" in pages[1] and citing.publication.public_id in pages[1]


def test_going_public_makes_the_proposals(government, cited, citing):
    events.drain()

    assert [p.object for p in RelationProposal.objects.filter(subject=citing.publication)] == [cited]


def test_what_a_person_turned_down_is_not_proposed_again(government, cited, citing):
    (proposal,) = proposals_of(citing)
    judge([proposal], confirm=False, by=government.office, on=DAY)

    assert [row.state for row in proposals_of(citing)] == ["rejected"]
    assert not publishing.Relation.objects.exists()


def test_strangers_judge_nothing_and_nobody_judges_twice(government, citing):
    (proposal,) = proposals_of(citing)

    with pytest.raises(Refused) as refused:
        judge([proposal], confirm=True, by=government.outsider, on=DAY)
    assert [str(reason) for reason in refused.value.reasons] == [
        "由引用文件的责任单位信息员或政务公开办确认。"
    ]
    judge([proposal], confirm=True, by=government.contact, on=DAY)
    with pytest.raises(Refused):
        judge([proposal], confirm=False, by=government.contact, on=DAY)


def test_a_confirmed_repeal_ends_the_old_document(government, cited):
    body = f"{BODY}<p>本办法自2026年10月1日起施行。《云棠区养老服务办法》（云民发〔2023〕6号）同时废止。</p>"
    new = a_policy(
        government,
        "云棠区基本养老服务办法",
        number="云民发〔2026〕9号",
        written_on=date(2026, 9, 1),
        effective_on=date(2026, 10, 1),
        body=body,
    )
    repeal = next(row for row in proposals_of(new) if row.predicate == "repeals")
    judge([repeal], confirm=True, by=government.contact, on=DAY)
    names = {
        str(day): [
            label.name
            for label in publishing.labels_of([cited.pk], day)[cited.pk]
            if label.family == "validity"
        ]
        for day in (date(2026, 9, 30), date(2026, 10, 1))
    }

    assert names == {"2026-09-30": ["现行有效"], "2026-10-01": ["废止"]}


# --- citing what holds no more


@pytest.fixture
def ended(government, cited):
    stated = Stated("repealed", date(2025, 1, 1), document_title="关于废止部分文件的决定")
    record_fact(cited, stated, by=government.office, on=DAY)
    return cited


def seen(citing) -> publishing.CheckedContent:
    content = publishing.content_of(citing.publication.editions.get().live_revision)
    return publishing.CheckedContent(content.title, content.body, content.kind, content.elements)


def test_leaning_on_a_document_that_holds_no_more_is_a_finding_at_its_place(government, citing, ended):
    (found,) = dead_citations(seen(citing))
    text = publishing.plain_text(seen(citing).body)

    assert (found.kind, found.subkind, found.severity) == ("link", "dead_citation", "warn")
    assert text[found.start : found.end].startswith("《云棠区养老服务办法》")
    assert "自2025-01-01起废止" in found.message


def test_naming_it_to_repeal_it_is_none(government, ended):
    body = f"{BODY}<p>《云棠区养老服务办法》（云民发〔2023〕6号）同时废止。</p>"

    assert dead_citations(publishing.CheckedContent("云棠区基本养老服务办法", body, "policy")) == []


def test_documents_in_force_and_unknown_ones_are_none(government, citing):
    unknown = "<p>根据《云棠区无此办法》，制定本细则。</p>"

    assert dead_citations(seen(citing)) == []
    assert dead_citations(publishing.CheckedContent("云棠区某细则", unknown, "policy")) == []


def test_a_draft_that_cites_the_dead_is_stopped_until_someone_answers_for_it(government, ended):
    edition = publishing.start_draft(
        kind=government.kind,
        organisation_id=government.body.pk,
        column=government.column,
        content={
            "title": "关于落实养老服务的通知",
            "body": BASIS,
            "issuer": "云棠区民政局",
            "public_until": "long",
        },
        by=government.contact,
        on=DAY,
    )
    reasons = [str(one) for one in publishing.submission_refusals(edition)]

    assert any("引用的《云棠区养老服务办法》" in reason for reason in reasons)


# --- pages and queries


def test_the_desk_lists_proposals_and_takes_several_answers_at_once(government, client, citing):
    events.drain()
    sign_in(client, government.contact)
    listed = client.get("/desk/policies/relations/").content.decode()
    assert "云棠区养老服务实施细则" in listed and "依据" in listed

    chosen = RelationProposal.objects.values_list("pk", flat=True)
    answer = client.post("/desk/policies/relations/answer", {"proposal": list(chosen), "answer": "confirm"})

    assert answer.status_code == 302
    assert publishing.Relation.objects.filter(predicate="implements").count() == 1


def test_the_item_shows_what_its_text_cites(government, client, citing):
    sign_in(client, government.contact)
    page = client.get(reverse("desk:item", args=[citing.publication.editions.get().pk]))

    assert "文中引用的文件" in page.content.decode()


def test_strangers_see_no_proposals_of_others(government, client, citing):
    events.drain()
    sign_in(client, government.outsider)

    assert "云棠区养老服务实施细则" not in client.get("/desk/policies/relations/").content.decode()


def test_reading_a_text_asks_as_often_for_many_citations_as_for_one(
    government, cited, django_assert_num_queries
):
    one = publishing.CheckedContent("云棠区某细则", BASIS, "policy")
    three = publishing.CheckedContent(
        "云棠区某细则",
        BASIS + "<p>依照《云棠区甲办法》《云棠区乙办法》和《云棠区丙办法》执行。</p>",
        "policy",
    )
    for text in (one, three):
        with django_assert_num_queries(3):
            cited_in(text, DAY)
