"""The page of records: each demand of what people do has a place where it is recorded, with fields and proof that exist."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps

from mingtang.core.elements.api import Element
from mingtang.supervision.queries.record_kinds import Definition, read
from mingtang.supervision.services import records as acts

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "reference" / "records.md"
ROW = re.compile(r"^\| (?P<id>[A-Z]{2}-\d\d) \| \S+ `(?P<place>[\w.]+)` \| (?P<told>.+) \| (?P<proof>.+) \|$")
OPTIONAL = "（可附）"


def asked_of_people() -> set[str]:
    """The demands whose class holds R: people do it, the product records it."""
    with (DOCS / "demands.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file) if "R" in row["class"].split()}


def rows() -> list[re.Match[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := ROW.match(line))]


def kinds() -> dict[str, Definition]:
    return {data["code"]: read(data) for data in acts.shipped_kinds()}


def wrong_fields(elements: Iterable[Element], told: str) -> list[str]:
    """Of “要素；要素＝选项” what a kind does not ask or does not offer."""
    offered = {element.name: {name for _, name in element.choices} for element in elements}
    named = [tuple(words.partition("＝")[::2]) for words in told.split("；")]
    return [name for name, choice in named if name not in offered or (choice and choice not in offered[name])]


def test_every_demand_of_what_people_do_stands_in_the_page_and_no_other():
    assert {row["id"] for row in rows()} == asked_of_people()


def test_kinds_named_there_ask_for_those_fields_and_proofs():
    found = kinds()
    wrong = []
    for row in rows():
        if "." in row["place"]:
            continue
        kind = found[row["place"]]
        proofs = {sort.name + ("" if sort.required else OPTIONAL) for sort in kind.evidence}
        wrong += [(row["id"], name) for name in wrong_fields(kind.elements, row["told"])]
        wrong += [(row["id"], name) for name in set(row["proof"].split("；")) ^ proofs]
    assert wrong == []


def test_the_page_and_the_kinds_name_the_same_demands():
    told: dict[str, set[str]] = {}
    for row in rows():
        told.setdefault(row["place"], set()).add(row["id"])
    asked = asked_of_people()
    assert {
        code: set(kind.demands) & asked for code, kind in kinds().items() if set(kind.demands) & asked
    } == {place: ids for place, ids in told.items() if "." not in place}


def test_functions_named_there_keep_those_facts():
    models = {model._meta.label: model._meta for model in apps.get_models()}
    wrong = []
    for row in rows():
        if "." not in row["place"]:
            continue
        options = models[row["place"]]
        fields = {str(field.verbose_name) for field in (*options.fields, *options.many_to_many)}
        wrong += [(row["id"], name) for name in {*row["told"].split("；"), row["proof"]} - fields]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "fields", "proofs"),
    [
        pytest.param("study", "content", "material", marks=pytest.mark.demand("FO-15")),
        pytest.param("coordination", "field co_units outcome", "letter", marks=pytest.mark.demand("FD-04")),
        pytest.param("good_practice", "field practice effect", "text", marks=pytest.mark.demand("FO-14")),
        pytest.param("system_register", "field decision", "document", marks=pytest.mark.demand("WR-06")),
        pytest.param("guidance", "guided field kind", "letter", marks=pytest.mark.demand("PC-07")),
        pytest.param("guidance", "guided kind rules", "letter", marks=pytest.mark.demand("PB-07")),
        pytest.param("frequent_fields", "kind conclusion", "report", marks=pytest.mark.demand("WR-04")),
        pytest.param("quality_campaign", "plan effect award", "plan", marks=pytest.mark.demand("PI-17")),
        pytest.param("case_recommendation", "policy recommended_to", "text", marks=pytest.mark.demand("PI-17")),
        pytest.param("hearing", "attendees outcome", "notice minutes", marks=pytest.mark.demand("CO-09")),
        pytest.param("consultation_spread", "channel reach", "clipping", marks=pytest.mark.demand("MC-03")),
        pytest.param("village_posting", "carrier place", "photo_begin", marks=pytest.mark.demand("MC-04")),
        pytest.param("open_day", "publicity effect", "photo", marks=pytest.mark.demand("OD-07")),
        pytest.param("channel_building", "owner lead reason", "document", marks=pytest.mark.demand("MB-05")),
        pytest.param("opinion_response", "kind risk judgment", "screen", marks=pytest.mark.demand("RE-03", "EM-06")),
        pytest.param("opinion_response", "field response", "screen", marks=pytest.mark.demand("RE-07")),
        pytest.param("interpretation_review", "facts data cases vulgar opinion", "text", marks=pytest.mark.demand("PI-16")),
    ],
)  # fmt: skip
def test_what_a_demand_wants_recorded_is_asked_for_with_its_evidence(kind, fields, proofs):
    definition = kinds()[kind]
    assert set(fields.split()) <= {element.code for element in definition.elements}
    assert set(proofs.split()) <= {sort.code for sort in definition.evidence if sort.required}


@pytest.mark.demand("FO-17")
def test_a_campaign_for_requests_must_tell_its_effect_on_corrections_and_lost_suits():
    elements = {element.code: element for element in kinds()["quality_campaign"].elements}
    rates = ("law_study", "corrected_before", "corrected_after", "lost_before", "lost_after")
    for kind, asked in (("依申请公开质效提升", True), ("政策解读质量提升", False)):
        assert {elements[code].is_required({"kind": kind}) for code in rates} == {asked}
