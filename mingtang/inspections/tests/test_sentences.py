"""Every rule on a sentence with a fault and on one that only looks like it (sentences.csv)."""

import csv
from pathlib import Path

import pytest

from mingtang.inspections.detection import inspect

with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as file:
    SENTENCES = list(csv.DictReader(file))


@pytest.mark.demand("CD-01", "CD-02", "CR-06", "PP-01")
@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_a_sentence_has_exactly_the_findings_that_were_planted(row):
    found = [f"{f.kind}/{f.subkind}={f.text}" for f in inspect(row["sentence"])]

    assert ";".join(found) == row["expected"]


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_offsets_point_at_the_words_reported(row):
    for finding in inspect("第一段。\n" + row["sentence"]):
        if finding.kind != "empty":
            assert ("第一段。\n" + row["sentence"])[finding.start : finding.end] == finding.text


def test_the_table_holds_faults_and_look_alikes():
    faults = [row for row in SENTENCES if row["expected"]]

    assert len(SENTENCES) >= 150
    assert len(SENTENCES) - len(faults) >= 60
