"""Checks that need more than one app: publishing knows which addresses answer, inspections what a dead link looks
like, the law how document numbers are written."""

from __future__ import annotations

from dataclasses import replace

from mingtang.inspections import api as inspections
from mingtang.law import document_metadata
from mingtang.law.reasons import Finding as Doubt
from mingtang.publishing import api as publishing


def links_version() -> str:
    return "站内链接1"


def dead_links(content: publishing.CheckedContent) -> list[inspections.Finding]:
    """Links in the body that lead to no page of this site."""
    found = inspections.dead_internal_links(content.body, publishing.is_public_address)
    return [replace(one, field="body") for one in found]


_NUMBERS = {
    "document_number": document_metadata.document_number_findings,
    "index_number": document_metadata.index_number_findings,
    "topic": document_metadata.topic_findings,
}


def metadata_version() -> str:
    return "公文要素1"


def metadata(content: publishing.CheckedContent) -> list[publishing.Found]:
    """发文字号, 索引号 and 主题分类 that are not written as the rules want them."""
    return [
        _found(f"element:{code}", str(content.elements[code]), doubt)
        for code, findings in _NUMBERS.items()
        if content.elements.get(code)
        for doubt in findings(str(content.elements[code]))
        # The second levels in use are no closed list: one that we have not seen is no fault of the clerk's.
        if code != "topic" or doubt.severity == "error"
    ]


def _found(field: str, text: str, doubt: Doubt) -> publishing.Found:
    severity = "block" if doubt.severity == "error" else "warn"
    return publishing.Found(
        "wrong_form", doubt.code, field, 0, len(text), text, doubt.message, doubt.suggestion, severity
    )
