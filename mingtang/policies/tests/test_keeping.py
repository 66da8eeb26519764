"""A document goes public: it is in the library with its facts, and what it says of others counts from its effective day."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from mingtang.core.events import api as events
from mingtang.core.parameters.api import set_value
from mingtang.law.validity import Force
from mingtang.policies.labels import NORMATIVE_TERM
from mingtang.policies.models import Policy
from mingtang.policies.queries.validity import state_of
from mingtang.policies.services.keeping import keep
from mingtang.policies.services.recording import void_fact
from mingtang.policies.services.resolving import follow_all_relations
from mingtang.policies.testing import a_policy, a_public_document
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_kind, published, ready

NEXT_YEAR = date(2027, 1, 1)


def facts(policy, **only):
    rows = policy.facts.filter(voided_at=None, **only).order_by("on", "pk")
    return [(row.kind, row.on, row.source) for row in rows]


def a_new_version(government, policy, **elements):
    """A new edition of a document with other elements, published."""
    edition = publishing.start_edition(policy.publication, by=government.contact, on=DAY)
    content = publishing.content_of(publishing.newest_revision(edition)).__dict__
    content = {**content, "elements": {**content["elements"], **elements}}
    publishing.save(edition, content, by=government.contact, base=1)
    edition.refresh_from_db()
    return published(government, edition)


@pytest.mark.demand("LB-13")
def test_what_goes_public_is_in_the_library_with_number_facts_and_labels(government):
    edition = a_public_document(
        government,
        "云棠区临时救助办法",
        kind="policy",
        elements={
            "document_number": "云民规〔2024〕3号",
            "written_on": "2024-03-14",
            "effective_on": "2024-04-01",
            "valid_until": "2029-03-31",
            "normative": True,
            "legal_review_result": "合法",
        },
    )
    assert not Policy.objects.filter(pk=edition.publication_id).exists()

    events.drain()

    policy = Policy.objects.get(pk=edition.publication_id)
    assert (policy.origin, policy.level, policy.number_mark, policy.number_year, policy.number_serial) == (
        "made",
        "normative",
        "云民规",
        2024,
        3,
    )
    assert (policy.drafting_unit, policy.issuer_body) == (government.body, government.body)
    assert facts(policy) == [
        ("made", date(2024, 3, 14), "elements"),
        ("takes_effect", date(2024, 4, 1), "elements"),
        ("expiry", date(2029, 3, 31), "elements"),
    ]
    assert [
        (label.family, label.code, label.valid_from, label.valid_until)
        for label in publishing.DatedLabel.objects.filter(publication=policy.pk).order_by("family", "pk")
    ] == [
        ("level", "normative", None, None),
        ("validity", "not_yet", None, date(2024, 3, 31)),
        ("validity", "in_force", date(2024, 4, 1), date(2029, 3, 31)),
        ("validity", "expired", date(2029, 4, 1), None),
    ]


def test_other_kinds_of_information_are_no_documents_of_the_library(government):
    edition = published(government)
    events.drain()
    assert keep(edition) is None
    assert Policy.objects.count() == 0


def test_keeping_twice_changes_nothing(government):
    policy = a_policy(government)
    before = facts(policy)
    keep(policy.publication.editions.get())
    events.drain()
    assert facts(policy) == before
    assert policy.facts.count() == len(before)


def test_a_new_edition_with_other_elements_voids_the_old_facts_and_appends_new_ones(government):
    policy = a_policy(government, valid_until=date(2027, 3, 31))

    a_new_version(government, policy, valid_until="2029-03-31")
    events.drain()

    assert facts(policy, kind="expiry") == [("expiry", date(2029, 3, 31), "elements")]
    old = policy.facts.exclude(voided_at=None).get()
    assert (old.kind, old.on, old.void_reason) == ("expiry", date(2027, 3, 31), "新版次的要素已变")


@pytest.mark.demand("PV-04")
@pytest.mark.law("DM-11")
def test_a_repeal_clause_changes_its_target_from_the_effective_day(government):
    old = a_policy(government)
    new = a_policy(
        government,
        "云棠区社会救助办法",
        number="云民发〔2026〕30号",
        written_on=DAY,
        effective_on=NEXT_YEAR,
        body=f"{BODY}<p>第二十条 本办法自2027年1月1日起施行，《云棠区临时救助办法》（云民发〔2024〕3号）同时废止。</p>",
    )

    fact = old.facts.get(kind="repealed")
    assert (fact.document, fact.on, fact.source) == (new, NEXT_YEAR, "other_text")
    assert state_of(old, date(2026, 12, 31)).force is Force.IN_FORCE
    assert state_of(old, NEXT_YEAR).force is Force.REPEALED
    assert state_of(new, date(2026, 12, 31)).force is Force.NOT_YET


def test_the_order_in_which_the_two_come_does_not_matter(government):
    new = a_policy(
        government,
        "云棠区社会救助办法",
        number="云民发〔2026〕30号",
        written_on=DAY,
        effective_on=NEXT_YEAR,
        body=f"{BODY}<p>第二十条 本办法自2027年1月1日起施行，《云棠区临时救助办法》同时废止。</p>",
    )
    old = a_policy(government)
    assert old.facts.get(kind="repealed").document == new


def test_a_clause_that_names_another_number_means_another_document(government):
    old = a_policy(government)
    a_policy(
        government,
        "云棠区社会救助办法",
        number="云民发〔2026〕30号",
        written_on=DAY,
        effective_on=NEXT_YEAR,
        body=f"{BODY}<p>第二十条 《云棠区临时救助办法》（云民发〔2014〕8号）同时废止。</p>",
    )
    assert old.facts.filter(kind="repealed").count() == 0


def test_what_a_person_voided_is_not_read_again(government):
    old = a_policy(government)
    new = a_policy(
        government,
        "云棠区社会救助办法",
        number="云民发〔2026〕30号",
        written_on=DAY,
        effective_on=NEXT_YEAR,
        body=f"{BODY}<p>第二十条 《云棠区临时救助办法》同时废止。</p>",
    )
    fact = old.facts.get(kind="repealed")
    void_fact(fact, reason="所指是另一份同名文件", by=government.contact, on=DAY)

    keep(new.publication.editions.get())

    assert facts(old, kind="repealed") == []
    assert state_of(old, NEXT_YEAR).force is Force.IN_FORCE


@pytest.mark.demand("PV-04")
def test_a_relation_between_public_documents_is_a_fact_of_the_object(government):
    old = a_policy(government)
    new = a_policy(
        government, "云棠区救助新办法", number="云民发〔2026〕31号", written_on=DAY, effective_on=NEXT_YEAR
    )
    publishing.relate(new.publication, "repeals", old.publication, by=government.contact, on=DAY)
    keep(new.publication.editions.get())

    assert facts(old, kind="repealed") == [("repealed", NEXT_YEAR, "relation")]


def test_a_document_published_in_error_has_ended_nothing(government):
    old = a_policy(government)
    wrong = a_policy(
        government,
        "云棠区社会救助办法",
        number="云民发〔2026〕30号",
        written_on=DAY,
        effective_on=NEXT_YEAR,
        body=f"{BODY}<p>第二十条 《云棠区临时救助办法》同时废止。</p>",
    )
    assert state_of(old, NEXT_YEAR).force is Force.REPEALED

    edition = wrong.publication.editions.get()
    publishing.withdraw(edition, "error", reason="误将讨论稿发布", by=government.office, on=DAY)
    events.drain()

    assert state_of(old, NEXT_YEAR).force is Force.IN_FORCE


def test_a_local_rule_in_force_gives_a_period_and_it_is_said_so(government):
    set_value(
        NORMATIVE_TERM,
        60,
        source="云棠区行政规范性文件管理办法",
        in_force_on=date(2025, 1, 1),
        by=government.office,
        at=timezone.now(),
    )
    before = a_policy(government)  # took effect before the local rule
    after = a_policy(
        government,
        "云棠区殡葬管理规定",
        number="云民发〔2025〕6号",
        written_on=date(2025, 2, 20),
        effective_on=date(2025, 3, 1),
    )
    notice = a_policy(
        government,
        "关于开展检查的通知",
        number="云民发〔2025〕7号",
        written_on=date(2025, 2, 20),
        effective_on=date(2025, 3, 1),
        normative=False,
    )

    assert facts(after, kind="expiry") == [("expiry", date(2030, 2, 28), "local_rule")]
    assert after.facts.get(kind="expiry").document_title == "云棠区行政规范性文件管理办法"
    assert facts(before, kind="expiry") == facts(notice, kind="expiry") == []


def test_the_kind_of_a_received_document_makes_no_number_of_ours(government):
    first = a_policy(
        government, "某省城乡居民救助条例", number="某省人民政府令第5号", kind="law", level="地方性法规"
    )
    again = a_policy(
        government, "某省救助规定", number="某省人民政府令第5号", kind="law", level="地方政府规章"
    )
    assert [(p.origin, p.level, p.number_is_double) for p in (first, again)] == [
        ("received", "local_regulation", False),
        ("received", "government_rule", False),
    ]
    assert a_kind("law").name == "政策文件"


def test_a_ready_document_is_not_in_the_library_yet(government):
    government.kind = a_kind("policy", "政策文件")
    ready(government, elements={"document_number": "云民发〔2024〕3号"})
    events.drain()
    assert Policy.objects.count() == 0


def test_a_relation_recorded_later_is_followed_by_the_daily_round(government):
    old = a_policy(government)
    new = a_policy(
        government, "云棠区救助新办法", number="云民发〔2026〕31号", written_on=DAY, effective_on=NEXT_YEAR
    )
    publishing.relate(new.publication, "amends", old.publication, by=government.contact, on=DAY)

    assert follow_all_relations(DAY) == 1
    assert follow_all_relations(DAY) == 0

    assert state_of(old, NEXT_YEAR).amended
    amended = publishing.DatedLabel.objects.get(publication=old.pk, family="amended")
    assert amended.valid_from == NEXT_YEAR
