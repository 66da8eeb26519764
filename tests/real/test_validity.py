"""The state of real documents, as people read it in the texts, and as it is computed (validity_sample.csv).

The sample names files, days and states only; a dash stands where the text does not tell whether it was amended.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from mingtang.policies.api import Policy, disagreements, states_of
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import a_government

pytestmark = [pytest.mark.real, pytest.mark.django_db]
SAMPLE = Path(__file__).with_name("validity_sample.csv")
LISTED = Path(__file__).parents[2] / "docs" / "reference" / "validity-disagreements.csv"


@pytest.fixture
def laws(documents, db):
    """All laws staged, and the documents by their files."""
    publishing.load_kinds()
    government = a_government()
    kind = publishing.Kind.objects.get(code="policy")
    staging = publishing.Staging("laws", publishing.Target(kind, government.column, government.body))
    staging.take(publishing.stock_rows(documents / "corpora" / "laws"))
    items = publishing.BatchItem.objects.values_list("row", "edition__publication")
    return dict(items)


def read_by_people() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.demand("PV-01")
def test_states_are_those_that_people_read_in_the_texts(laws):
    rows = read_by_people()
    assert len({row["file"] for row in rows}) >= 60
    wrong = []
    for row in rows:
        state = states_of([laws[row["file"]]], date.fromisoformat(row["on"]))[laws[row["file"]]]
        amended = "-" if row["amended"] == "-" else "yes" if state.amended else "no"
        if (state.force.label, amended) != (row["status"], row["amended"]):
            wrong.append(f"{row['file']} {row['on']}: {state.force.label}, {state.amended}")
    assert wrong == []


def test_the_claims_of_the_source_that_are_known_to_be_wrong_are_found(laws):
    found = {row.policy.pk: row for row in disagreements(date(2026, 11, 21))}
    sorts = {row.sort for row in found.values()}
    assert {"amended_claimed_ended", "superseded_claimed_holding", "repealed_claimed_holding"} <= sorts
    # No law lapses by itself: what texts say of years is said of certificates.
    assert "lapsed_claimed_holding" not in sorts
    assert Policy.objects.exclude(claimed_status="").count() > len(found)


def test_the_reference_lists_every_disagreement(laws):
    with LISTED.open(encoding="utf-8", newline="") as file:
        listed = {
            (row["类别"], row["文件名"], row["文本日期"], row["计算结果"]) for row in csv.DictReader(file)
        }
    found = {
        (row.sort, row.policy.title, f"{row.policy.version_on or ''}", row.state.force.label)
        for row in disagreements(date(2026, 11, 21))
    }

    assert found == listed
