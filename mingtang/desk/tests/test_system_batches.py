"""A stock of existing documents on the desk: looked at, thinned out, signed by two, or sent back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import appoint
from mingtang.publishing import testing
from mingtang.publishing.api import Batch, BatchItem, Staging, Target
from mingtang.publishing.parsing.stock import RowError, StockRow


@pytest.fixture
def government(db):
    return testing.a_government()


def stock(government, source: str = "旧网站", count: int = 3) -> Batch:
    """Documents with a text each; the last one holds an identity number, and one row cannot be read."""
    rows: list[StockRow | RowError] = [
        StockRow(f"{n}.md", f"{source}通知第{n}号", f"<p>第{n}号通知正文，请各镇街落实。</p>", {}, "0" * 64)
        for n in range(1, count)
    ]
    rows.append(
        StockRow("last.md", f"{source}名单", "<p>张某，身份证号11010519491231002X。</p>", {}, "0" * 64)
    )
    staging = Staging(source, Target(government.kind, government.column, government.body))
    staging.take([*rows, RowError("bad.md", "没有标题")])
    batch = staging.finish()
    assert batch is not None
    return batch


@pytest.fixture
def batch(government) -> Batch:
    return stock(government)


def at(name: str, *parts: object) -> str:
    return reverse(f"desk:{name}", args=parts)


def signing(batch: Batch, **changes: object) -> dict[str, object]:
    return {"seen_hash": batch.manifest_hash, "opinion": "抽查无误", "vouched": "on", **changes}


def test_two_who_looked_sign_the_manifest(client, government, batch):
    first = sign_in(client, government.unit_leader)
    page = first.get(at("batch", batch.pk)).content.decode()
    first.post(at("batch", batch.pk), signing(batch))
    again = first.post(at("batch", batch.pk), signing(batch))
    batch.refresh_from_db()
    after_one = batch.state
    sign_in(client, government.office).post(at("batch", batch.pk), signing(batch))
    batch.refresh_from_db()

    assert ("旧网站通知第1号" in page, batch.manifest_hash in page) == (True, True)
    assert (again.status_code, "您已经签过" in again.content.decode()) == (422, True)
    assert (after_one, batch.state) == ("staged", "signed")
    assert [s.signer_name for s in batch.signatures.order_by("id")] == ["孙局长", "何公开"]


def test_nothing_is_signed_unseen_or_without_vouching_for_it(client, government, batch):
    leader = sign_in(client, government.unit_leader)

    stale = leader.post(at("batch", batch.pk), signing(batch, seen_hash="0" * 64))
    hasty = leader.post(at("batch", batch.pk), signing(batch, vouched=""))

    assert "您看到的不是最新的清单" in stale.content.decode()
    assert "请确认已抽查并愿意担保" in hasty.content.decode()
    assert "抽查无误" in hasty.content.decode()
    assert batch.signatures.count() == 0


def test_held_rows_and_labels_are_shown(client, government, batch):
    reader = sign_in(client, government.unit_leader)

    held = reader.get(at("batch", batch.pk), {"show": "held"})
    label = held.context["items"][0].labels[0]
    labelled = reader.get(at("batch", batch.pk), {"label": label})

    assert [item.row for item in held.context["items"]] == ["last.md"]
    assert (label, 1) in held.context["labels"]
    assert [item.row for item in labelled.context["items"]] == ["last.md"]
    assert len(reader.get(at("batch", batch.pk), {"show": "sample"}).context["items"]) == 3


def test_a_row_that_was_kept_back_becomes_a_draft_and_no_other_does(client, government, batch):
    held, plain = BatchItem.objects.get(row="last.md"), BatchItem.objects.get(row="1.md")
    contact = sign_in(client, government.contact)

    answer = contact.post(at("take-out", batch.pk, held.edition_id))
    refused = contact.post(at("take-out", batch.pk, plain.edition_id))

    held.edition.refresh_from_db()
    assert (answer.url, held.edition.state) == (at("edit", held.edition_id), "draft")
    assert contact.get(answer.url).status_code == 200
    assert refused.status_code == 409


def test_a_batch_is_sent_back_with_a_reason(client, government, batch):
    leader = sign_in(client, government.unit_leader)

    silent = leader.post(at("refuse-batch", batch.pk), {"why-reason": ""})
    leader.post(at("refuse-batch", batch.pk), {"why-reason": "标题多有错误，请重新整理"})

    batch.refresh_from_db()
    assert (silent.status_code, batch.state) == (422, "refused")


def test_a_contact_looks_and_does_not_sign_and_a_stranger_does_not_even_look(client, government, batch):
    contact = sign_in(client, government.contact)
    seen = contact.get(at("batch", batch.pk)).status_code
    signed = contact.post(at("batch", batch.pk), signing(batch)).status_code
    stranger = sign_in(client, government.outsider)
    hidden = [
        stranger.get(at("batch", batch.pk)),
        stranger.post(at("refuse-batch", batch.pk), {"why-reason": "不同意"}),
    ]

    assert (seen, signed, batch.signatures.count()) == (200, 422, 0)
    assert {answer.status_code for answer in hidden} == {404}
    assert stranger.get(at("batches")).context["tables"][0].rows == []


def test_more_batches_and_more_items_cost_no_more_queries(client, government, batch):
    appoint(
        government.contact, organisation=government.body, role="reviewer1", by=None, valid_from=localdate()
    )
    reader = sign_in(client, government.contact)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get(address)
        return len(captured)

    one = queries(at("batches")), queries(at("batch", batch.pk))
    larger = [stock(government, f"旧网站{n}", count=6) for n in range(2)]

    assert (queries(at("batches")), queries(at("batch", larger[0].pk))) == one
