"""What a document's page says of its force, its life and its earlier texts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from django.utils.timezone import localdate

from mingtang.core.refusals import Refused
from mingtang.policies.models import PastText, Policy, ValidityFact
from mingtang.policies.queries.history import life_of, text_on
from mingtang.policies.services.past_texts import close_past_text, open_past_text, opening_refusals
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, Government, a_government, a_kind, published

pytestmark = pytest.mark.django_db
ELEMENTS = [{"code": "document_number", "name": "发文字号", "type": "document_number"}]


@pytest.fixture
def government() -> Government:
    made = a_government()
    made.kind = a_kind("policy", "政策文件", ELEMENTS)
    return made


def a_policy(government: Government, title: str, **facts: Any) -> Policy:
    number = f"云民发〔2026〕{Policy.objects.count() + 1}号"
    edition = published(
        government, title=title, body=f"{BODY}<p>{title}。</p>", elements={"document_number": number}
    )
    told: dict[str, Any] = {"title": title, "title_key": title, "version_group": title[:32]}
    return Policy.objects.create(publication=edition.publication, **(told | facts))


def happened(policy: Policy, kind: str, on: str, **more: Any) -> ValidityFact:
    return ValidityFact.objects.create(
        policy=policy, kind=kind, on=date.fromisoformat(on), source="person", **more
    )


def page_of(client: Any, policy: Policy) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(client.get(policy.publication.get_absolute_url()).content.decode())


def as_of(client: Any, policy: Policy, day: str) -> str:
    answer = client.get(f"/policies/{policy.publication.public_id}/as-of", {"on": day})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.law("DM-11")
@pytest.mark.demand("PV-01", "PV-04")
def test_a_repealed_document_says_so_from_the_effective_day_and_leads_to_its_repeal(government, client):
    old = a_policy(government, "云棠区集中供热管理办法", level="normative")
    new = a_policy(government, "云棠区供热管理办法", level="normative")
    happened(old, "takes_effect", "2020-01-01")
    happened(old, "repealed", "2026-01-01", document=new)
    shown = page_of(client, old)
    box = shown.find_class("validity")[0].text_content()

    assert "废止" in box and "自2026年1月1日起废止" in box
    assert new.publication.get_absolute_url() in [a.get("href") for a in shown.iter("a")]
    assert "2025-12-31" in as_of(client, old, "2025-12-31")
    assert "现行有效" in as_of(client, old, "2025-12-31")
    assert "自2026年1月1日起废止" in as_of(client, old, "2026-01-01")


def test_a_document_that_is_not_public_is_named_but_not_led_to(government, client):
    old = a_policy(government, "云棠区集中供热管理办法")
    new = a_policy(government, "云棠区供热管理办法")
    happened(old, "takes_effect", "2020-01-01")
    happened(old, "repealed", "2026-01-01", document=new)
    edition = new.publication.editions.get()
    publishing.take_down(edition, reason="发现错误", by=government.duty_officer, on=DAY)
    life = life_of(old.pk, DAY)

    assert life and life.reasons[0].document == "《云棠区供热管理办法》"
    assert life.reasons[0].public_id == "" and life.replaced_by is None
    assert new.publication.public_id not in client.get(old.publication.get_absolute_url()).content.decode()


def test_versions_of_one_name_lead_to_one_another(government, client):
    group = {"version_group": "供水"}
    old = a_policy(government, "云棠区供水管理办法", effective_on=date(2018, 3, 1), **group)
    new = a_policy(government, "云棠区供水管理办法（2024年修订）", effective_on=date(2024, 3, 1), **group)
    for policy in (old, new):
        happened(policy, "takes_effect", str(policy.effective_on))
    life = life_of(old.pk, DAY)

    assert life and life.newer and life.newer.public_id == new.publication.public_id
    assert "新版本" in page_of(client, old).find_class("validity")[0].text_content()
    assert "新版本" not in page_of(client, new).find_class("validity")[0].text_content()
    assert f"/doc/{old.publication.public_id}.html" in as_of(client, new, "2020-01-01")


def test_other_kinds_of_information_have_no_force(government, client):
    government.kind = a_kind("news", "政务动态")
    edition = published(government)

    assert "validity" not in client.get(edition.publication.get_absolute_url()).content.decode()


# --- earlier texts


@pytest.fixture
def amended(government) -> Policy:
    """A document whose first text was replaced by a second one today."""
    policy = a_policy(government, "云棠区养犬管理办法")
    happened(policy, "takes_effect", "2020-01-01")
    first = policy.publication.editions.get()
    second = publishing.start_edition(policy.publication, by=government.contact, on=DAY)
    told = publishing.content_of(publishing.newest_revision(second))
    publishing.save(
        second,
        vars(told) | {"body": f"{BODY}<p>云棠区养犬管理办法，修改后的文本。</p>"},
        base=publishing.newest_revision(second).number,
        by=government.contact,
    )
    published(government, second)
    first.refresh_from_db()
    return policy


def first_of(policy: Policy) -> publishing.Edition:
    return policy.publication.editions.get(number=1)


def test_an_earlier_text_is_not_readable_until_someone_opens_it(government, amended, client):
    first = first_of(amended)
    # Both texts went out on one day: as of that day the later one counts.
    before = localdate(first.published_at)

    assert opening_refusals(first, by=government.contact, on=DAY) == []
    assert text_on(amended.publication, before).edition.number == 2
    assert not PastText.objects.exists()


def test_an_opened_text_is_read_as_of_its_days_and_closes_at_once(government, amended, client, settings):
    settings.BEHIND_PROXY = True  # the page cache asks for news at each page
    moved(first_of(amended), days=10)
    day = str(localdate(first_of(amended).published_at) + timedelta(days=1))

    assert "没有可以查阅的文本" in as_of(client, amended, day)
    text = open_past_text(first_of(amended), by=government.contact, on=DAY)
    assert "这是历史文本" in as_of(client, amended, day)
    assert "修改后的文本" not in as_of(client, amended, day)
    close_past_text(text, reason="发现住址信息", by=government.office, on=DAY)
    assert "没有可以查阅的文本" in as_of(client, amended, day)


def moved(edition: publishing.Edition, days: int) -> None:
    """The same text, public some days earlier; what is signed stays as it is."""
    publishing.Edition.objects.filter(pk=edition.pk).update(
        published_at=edition.published_at - timedelta(days=days)
    )


def test_what_was_taken_down_or_erased_is_never_opened(government, client):
    policy = a_policy(government, "云棠区养犬管理办法")
    edition = policy.publication.editions.get()
    publishing.take_down(edition, reason="泄露个人信息", by=government.duty_officer, on=DAY)
    edition.refresh_from_db()

    assert [r.reason for r in opening_refusals(edition, by=government.office, on=DAY)] == [
        "只有被新版次替代的文本可以开放；因错误、泄密或个人信息撤下的不能开放。"
    ]
    with pytest.raises(Refused):
        open_past_text(edition, by=government.office, on=DAY)
    assert client.get(f"/policies/{policy.publication.public_id}/as-of").status_code == 404


def test_a_text_that_leaves_takes_its_earlier_texts_along(government, amended, client):
    moved(first_of(amended), days=10)
    open_past_text(first_of(amended), by=government.contact, on=DAY)
    present = amended.publication.editions.get(number=2)
    publishing.take_down(present, reason="发现错误", by=government.duty_officer, on=DAY)

    assert client.get(f"/policies/{amended.publication.public_id}/as-of").status_code == 404


def test_strangers_open_nothing(government, amended):
    reasons = opening_refusals(first_of(amended), by=government.outsider, on=DAY)

    assert reasons[0].reason == "由这份文件的责任单位信息员或政务公开办开放旧文本。"


def test_a_day_that_is_none_is_told_so(government, client):
    policy = a_policy(government, "云棠区养犬管理办法")

    assert "不是日期" in as_of(client, policy, "去年夏天")


def test_the_page_asks_as_often_for_many_facts_as_for_one(government, client, django_assert_max_num_queries):
    policy = a_policy(government, "云棠区养犬管理办法")
    happened(policy, "takes_effect", "2020-01-01")
    counts = []
    for year in ("2021", "2022", "2023"):
        with django_assert_max_num_queries(6) as asked:
            life_of(policy.pk, DAY)
        counts.append(len(asked))
        happened(policy, "amended", f"{year}-05-01", document_title="关于修改办法的决定")

    assert len(set(counts)) == 1
