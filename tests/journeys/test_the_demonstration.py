"""The demonstration loads whole, by the acts that users use, and what it shows is what was signed."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from mingtang.config import demo
from mingtang.config.demo.data import begun, documents
from mingtang.config.demo.stock import SIGNED_SOURCE, STAGED_SOURCE
from mingtang.core.accounts.api import User
from mingtang.core.organisations.api import Organisation
from mingtang.publishing import api as publishing


def test_every_document_stands_where_its_stage_says(demonstration: demo.Made):
    texts = {**documents(), **begun()}
    stages = Counter(document.stage for document in texts.values())
    of_documents = publishing.Edition.objects.filter(batch=None)

    assert Counter(of_documents.values_list("state", flat=True)) == {
        "live": stages["published"] + stages["limited"] + stages["targeted"] + stages["emergency"],
        "draft": stages["draft"] + stages["returned"],
        "in_review": stages["submitted"] + stages["level1"] + stages["level2"] + stages["secrecy"],
        "ready": stages["level3"] + stages["scheduled"],
        "removed": stages["error"],
        "replaced": stages["replaced"],
        "superseded": stages["superseded"],
        "withdrawn": stages["withdrawn"],
    }
    waiting = of_documents.filter(state="in_review").values_list("waiting_for", flat=True)
    assert Counter(waiting) == {"level1": 2, "level2": 2, "secrecy": 2, "level3": 1}


def test_the_old_site_is_public_by_batch_and_one_batch_waits_for_its_two_signers(demonstration: demo.Made):
    batches = publishing.Batch.objects.order_by("pk")
    states = Counter(batches.values_list("state", "is_demonstration", "held_count"))
    imported = publishing.Edition.objects.filter(batch__source__in=(SIGNED_SOURCE, STAGED_SOURCE))

    # Old documents twice, old issues of the gazette, six kinds of texts of the section; and the one that waits.
    assert states == {("live", True, 0): 8, ("live", True, 1): 1, ("staged", False, 1): 1}
    assert Counter(imported.values_list("state", flat=True)) == {
        "live": 28,
        "taken_down": 1,
        "staged": 23,
        "held_back": 2,
    }


@pytest.mark.demand("PO-04")
def test_two_sites_stand_on_one_installation(demonstration: demo.Made, client: Client):
    names = {
        host: client.get("/", headers={"host": host}).content.decode()
        for host in ("localhost", "business.localhost")
    }

    assert "云棠区优化营商环境专题" in names["business.localhost"]
    assert "景澄市云棠区人民政府" in names["localhost"]
    assert "云棠区优化营商环境专题" not in names["localhost"]
    shared = publishing.LiveEdition.objects.get(title__contains="企业开办“一件事”集成办理实施方案")
    assert all(
        f"/doc/{shared.public_id}.html" in client.get(page, headers={"host": host}).content.decode()
        for page, host in (
            ("/col/policies/office-files/", "localhost"),
            ("/col/business-reform/", "business.localhost"),
        )
    )


def test_what_is_stored_is_what_was_signed(demonstration: demo.Made):
    assert list(publishing.verify()) == []


def test_the_dates_tell_one_story(demonstration: demo.Made):
    for edition in publishing.Edition.objects.filter(state="live", batch=None, basis="reviewed"):
        revision = publishing.newest_revision(edition)
        signed = [s.signed_at for s in publishing.signatures_of(revision).values()]
        assert revision.saved_at < min(signed) <= max(signed) < edition.published_at < timezone.now()


def test_every_public_page_answers_and_no_other_does(demonstration: demo.Made, client: Client):
    public = publishing.LiveEdition.objects.values_list("publication_id", flat=True)
    answers = {
        publication.pk: client.get(publication.get_absolute_url()).status_code
        for publication in publishing.Publication.objects.all()
    }

    assert {pk for pk, status in answers.items() if status == 200} == set(public)
    assert Counter(status for pk, status in answers.items() if pk not in set(public)) == {
        404: sum(1 for pk in answers if pk not in set(public)) - 3,
        410: 2,
        301: 1,
    }


def test_what_is_for_some_only_is_not_in_the_lists(demonstration: demo.Made, client: Client):
    hidden = publishing.Edition.objects.filter(state="live").exclude(scope="public")

    assert sorted(hidden.values_list("scope", flat=True)) == ["limited", "targeted"]
    pages = [client.get(address).getvalue().decode() for address in ("/", "/feed.xml", "/sitemap-1.xml")]
    assert [
        e.title for e in hidden for page in pages if e.title in page or e.publication.public_id in page
    ] == []


def test_a_second_run_makes_nothing_new(demonstration: demo.Made):
    again = demo.make()

    assert demonstration.new
    assert not again.new
    assert again.states == demonstration.states


def test_the_accounts_on_the_list_can_sign_in_with_the_printed_password(
    demonstration: demo.Made, client: Client
):
    listed = demo.accounts()

    assert [account.role for account in listed] == [
        "信息员", "初审人", "复审人", "保密审查员", "终审人", "单位负责人", "政务公开办", "值班员", "审计员",
        "系统管理员",
    ]  # fmt: skip
    for account in listed:
        assert User.objects.get(username=account.username).check_password(demo.PASSWORD)
    client.post("/accounts/sign-in/", {"username": listed[0].username, "password": demo.PASSWORD})
    assert client.get("/desk/").status_code == 200


def test_nothing_of_it_enters_a_real_home(db: None, monkeypatch: pytest.MonkeyPatch):
    from mingtang.config.demo import rules

    monkeypatch.setattr(publishing, "is_demonstration", lambda: False)

    with pytest.raises(rules.NotADemonstration):
        demo.sign_batch(publishing.Batch())


def test_the_command_answers_in_json_alone(demonstration: demo.Made, capsys: pytest.CaptureFixture[str]):
    from mingtang.config.cli import main

    assert main(["demo", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["states"], told["password"]) == (False, demonstration.states, demo.PASSWORD)


@pytest.mark.demand("PO-02")
def test_news_events_and_government_meetings_have_columns_that_gather_what_is_below_them(demonstration):
    visitor = Client()
    home = visitor.get("/").content.decode()
    for name in ("要闻动态", "政府会议"):
        column = publishing.Column.objects.get(name=name, site__is_default=True)
        assert f"/col{column.path}" in home
        listed = visitor.get(f"/col{column.path}").content.decode()
        placed = publishing.Placement.objects.filter(column=column).order_by("-published_at")
        newest = [row.live for row in placed.select_related("live")[:3]]
        assert newest
        assert [live.title for live in newest if live.title not in listed] == []


@pytest.mark.demand("PP-03")
def test_to_whom_a_text_was_delivered_is_told_nowhere_in_public(demonstration):
    visitor = Client()
    bodies = " ".join(Organisation.objects.values_list("name", flat=True))
    delivered = publishing.Recipient.objects.values_list("name", flat=True)
    names = {name for name in delivered if name not in bodies}  # bodies are public, people are not
    assert names
    columns = publishing.Column.objects.values_list("path", flat=True)
    documents = publishing.LiveEdition.objects.values_list("public_id", flat=True)
    addresses = ["/", "/feed.xml", "/sitemap.xml", "/map/"]
    addresses += [f"/col{path}" for path in columns] + [f"/doc/{public_id}.html" for public_id in documents]
    for address in addresses:
        text = visitor.get(address).content.decode()
        assert [name for name in names if name in text] == [], address
