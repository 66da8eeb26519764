"""Guard of the one road: documents made here go out with a right number of their own, or not at all (LB-03, LB-04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingtang.core.refusals import Refusal
from mingtang.law.document_metadata import (
    NUMBER_ARTICLE,
    document_number_findings,
    index_number_findings,
)
from mingtang.policies.analysis.keys import number_key
from mingtang.policies.labels import MADE_KINDS
from mingtang.policies.models import Policy
from mingtang.publishing.api import Edition, LiveEdition, Publication, content_of, newest_revision

# 公开制度 are internal rules: they are not issued under a document number.
WITH_NUMBER = frozenset({"policy", "government_rule"})


def identification(editions: Sequence[Edition]) -> list[Refusal]:
    """Missing, malformed and double document and index numbers, and periods that end before they begin."""
    made = [
        (edition, content_of(newest_revision(edition)).elements)
        for edition in editions
        if edition.publication.kind.code in MADE_KINDS
    ]
    reasons = [reason for edition, elements in made for reason in _of_one(edition, elements)]
    return reasons + _double_among(made)


def _of_one(edition: Edition, elements: Mapping[str, Any]) -> list[Refusal]:
    name = f"《{edition.title}》"
    number = str(elements.get("document_number") or "").strip()
    reasons = []
    if number or edition.publication.kind.code in WITH_NUMBER:
        reasons += [
            Refusal(f"{name}：{f.message}", f.article)
            for f in document_number_findings(number)
            if f.severity == "error"
        ]
    if number and (other := _holder_of(number, edition.publication_id)):
        reasons.append(Refusal(f"{name}的发文字号“{number}”已用于《{other}》，请核对。", NUMBER_ARTICLE))
    return reasons + _index_refusals(name, edition) + _period_refusals(name, elements)


def _holder_of(number: str, publication_id: int) -> str:
    """The title of another document made here that bears this number; empty where there is none."""
    key = number_key(number).key
    kept = Policy.objects.filter(number_key=key, origin="made").exclude(pk=publication_id).first()
    if kept:
        return kept.title
    # Public a moment ago, and not in the library yet.
    live = LiveEdition.objects.filter(document_number=number, kind__code__in=MADE_KINDS)
    other = live.exclude(publication=publication_id).exclude(basis="imported").first()
    return other.title if other else ""


def _index_refusals(name: str, edition: Edition) -> list[Refusal]:
    index = edition.publication.index_number
    if not index:
        return []
    reasons = [
        Refusal(f"{name}：{f.message}", f.article)
        for f in index_number_findings(index)
        if f.severity == "error"
    ]
    same = Publication.objects.filter(index_number=index, source_key="").exclude(pk=edition.publication_id)
    if same.exists():
        reasons.append(Refusal(f"{name}的索引号“{index}”与另一条信息相同，请核对。"))
    return reasons


def _period_refusals(name: str, elements: Mapping[str, Any]) -> list[Refusal]:
    begins, ends = elements.get("effective_on"), elements.get("valid_until")
    if begins and ends and date.fromisoformat(str(ends)) < date.fromisoformat(str(begins)):
        return [Refusal(f"{name}的有效期至{ends}早于施行日期{begins}，请核对。")]
    return []


def _double_among(made: Sequence[tuple[Edition, Mapping[str, Any]]]) -> list[Refusal]:
    """Two documents of one release with one number."""
    numbers = Counter(number_key(str(e["document_number"])).key for _, e in made if e.get("document_number"))
    return [
        Refusal(f"同一发布单中有{count}份文件的发文字号都是“{number}”，请核对。", NUMBER_ARTICLE)
        for number, count in numbers.items()
        if count > 1
    ]
