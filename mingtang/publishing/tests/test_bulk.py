"""Many like items signed in one act: one record for each, and whoever is different drops out."""

from __future__ import annotations

import pytest

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import appoint
from mingtang.publishing.models import Finding, Signature
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services import bulk
from mingtang.publishing.services.reviewing import MayNotSign
from mingtang.publishing.testing import DAY, GATE_CODES, sign_next, submitted

ROW = "<p>行政许可决定书编号{0}：准予某某养老服务有限公司变更经营场所，有效期三年，许可机关为区民政局。</p>"


@pytest.fixture
def rows(government):
    return [
        submitted(government, title=f"行政许可公示第{number}号", body=ROW.format(number * 111))
        for number in range(1, 4)
    ]


def together(rows, by, step="level1", **facts):
    told = {
        "seen": {edition.pk: newest_revision(edition).content_hash for edition in rows},
        "gates": GATE_CODES,
        "proof_read": True,
        **facts,
    }
    return bulk.sign_many(rows, step, by=by, on=DAY, **told)


def test_each_item_gets_a_signature_and_a_record_of_its_own(government, rows):
    done = together(rows, government.reviewer1)

    assert [s.revision.edition for s in done.signed] == rows
    assert done.dropped == ()
    for edition in rows:
        edition.refresh_from_db()
        assert edition.waiting_for == "level2"
        assert audit.was_recorded("publishing.signed", edition)


def test_an_item_with_a_finding_even_a_waived_one_drops_out(government, rows):
    odd = rows[1]
    Finding.objects.create(
        revision=newest_revision(odd),
        field="body",
        kind="typo",
        start=0,
        end=1,
        message="疑似错字。",
        severity="warn",
        waived_by=government.contact,
        waived_by_name="林信息",
        waived_reason="是人名用字",
        waived_at="2026-11-20T08:00:00+08:00",
    )

    done = together(rows, government.reviewer1)

    assert [s.revision.edition for s in done.signed] == [rows[0], rows[2]]
    assert [(e, [str(r) for r in reasons]) for e, reasons in done.dropped] == [
        (odd, ["有检查发现，须单独审签：疑似错字。"])
    ]


def test_an_item_that_was_not_shown_drops_out(government, rows):
    seen = {edition.pk: newest_revision(edition).content_hash for edition in rows[:2]}

    done = together(rows, government.reviewer1, seen=seen)

    assert [e for e, _ in done.dropped] == [rows[2]]


def test_own_texts_drop_out(government, rows):
    appoint(government.contact, organisation=government.body, role="reviewer1", by=None)

    done = together(rows, government.contact)

    assert (done.signed, [e for e, _ in done.dropped]) == ((), rows)


@pytest.mark.demand("SR-02")
def test_a_secrecy_review_is_never_made_for_many_at_once(government, rows):
    for edition in rows:
        sign_next(government, edition)
        sign_next(government, edition)

    with pytest.raises(MayNotSign, match="一事一审"):
        together(rows, government.secrecy_reviewer, step="secrecy")

    assert not Signature.objects.filter(step="secrecy").exists()
