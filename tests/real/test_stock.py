"""Thousands of real documents: staged, signed by two, live, every one of their pages answers."""

from __future__ import annotations

import html
import json

import pytest
from django.test import Client

from mingtang.core.events import api as events
from mingtang.law.personal_data import find
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_government

pytestmark = [pytest.mark.real, pytest.mark.django_db]


@pytest.fixture
def government(db):
    publishing.load_kinds()
    return a_government()


def brought_in(government, path):
    target = publishing.Target(publishing.Kind.objects.get(code="policy"), government.column, government.body)
    staging = publishing.Staging(path.name, target)
    staging.take(publishing.stock_rows(path))
    return staging.finish(), staging.errors


def sign(government, batch):
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()


def test_all_laws_come_in_with_the_facts_of_their_index(documents, government):
    folder = documents / "corpora" / "laws"
    index = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]

    batch, errors = brought_in(government, folder)

    assert errors == []
    assert (batch.item_count + batch.held_count, batch.held_count) == (len(index), 0)
    titles = set(publishing.Edition.objects.filter(batch=batch).values_list("title", flat=True))
    assert titles == {" ".join(row["title"].split()) for row in index}
    undated = publishing.Edition.objects.filter(batch=batch, is_dated=False).count()
    assert undated == sum(1 for row in index if not row["publish_date"])


def test_all_policies_come_in_are_signed_and_every_page_answers(documents, government):
    batch, errors = brought_in(government, documents / "corpora" / "policies")
    assert errors == []
    sign(government, batch)

    live = list(publishing.LiveEdition.objects.order_by("pk"))
    assert len(live) == batch.item_count
    visitor = Client()
    for row in live:
        page = visitor.get(f"/doc/{row.public_id}.html")
        assert page.status_code == 200, row.title
        assert row.title in html.unescape(page.content.decode())
    assert list(publishing.verify()) == []


def test_what_is_held_back_really_holds_a_number_of_a_person(documents, government):
    batch, _ = brought_in(government, documents / "corpora" / "policies")
    held = publishing.BatchItem.objects.filter(batch=batch, held=True).select_related("revision__content")
    for item in held:
        hits = find(item.revision.content.payload)
        assert any(hit.certainty != "weak" for hit in hits), item.row


def test_a_second_run_brings_nothing_in_twice(documents, government):
    first, _ = brought_in(government, documents / "corpora" / "policies")
    before = publishing.Publication.objects.count()

    again, errors = brought_in(government, documents / "corpora" / "policies")

    assert (again, errors) == (first, [])
    assert publishing.Publication.objects.count() == before
