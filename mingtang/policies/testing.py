"""Documents of the library for tests, made by the acts that users use."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingtang.policies.models import Policy
from mingtang.policies.services.keeping import keep
from mingtang.publishing import testing as publishing
from mingtang.publishing.testing import Government

ISSUER = "云棠区民政局"


def a_policy(
    government: Government,
    title: str = "云棠区临时救助办法",
    *,
    number: str = "云民发〔2024〕3号",
    written_on: date | None = date(2024, 3, 14),
    effective_on: date | None = date(2024, 4, 1),
    valid_until: date | None = None,
    normative: bool = True,
    body: str = "",
    kind: str = "policy",
    **elements: Any,
) -> Policy:
    """A document that went the whole road and is public, taken into the library."""
    edition = a_public_document(
        government,
        title,
        kind=kind,
        body=body or f"{publishing.BODY}<p>本文件为{title}（{number}）。</p>",
        elements={
            "document_number": number,
            "written_on": written_on.isoformat() if written_on else "",
            "effective_on": effective_on.isoformat() if effective_on else "",
            "valid_until": valid_until.isoformat() if valid_until else "",
            "normative": normative,
            "legal_review_result": "合法",
            **elements,
        },
    )
    kept = keep(edition)
    if kept is None:
        raise ValueError(f"The library keeps nothing of the kind {kind!r}")
    return kept


def a_public_document(government: Government, title: str, *, kind: str, **facts: Any) -> Any:
    """A public edition of a kind of the library."""
    before, government.kind = government.kind, publishing.a_kind(kind, "政策文件")
    try:
        return publishing.published(government, title=title, issuer=ISSUER, **facts)
    finally:
        government.kind = before
