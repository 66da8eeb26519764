"""The content of a revision, and the hash that reviewers sign.

Scheme `mingtang-revision-1`: SHA-256 over the scheme's name, a random salt and the content as canonical JSON. The salt
keeps an erased short text from being guessed. A later scheme gets another name and never changes an old hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mingtang.publishing.analysis.html import plain_text
from mingtang.publishing.labels import HASH_SCHEME

SUMMARY_LENGTH = 120


@dataclass(frozen=True)
class AttachmentRef:
    """A file that goes out with the text, named by its hash."""

    name: str
    sha256: str
    size: int
    media_type: str
    file_id: int


@dataclass(frozen=True)
class Content:
    """Everything that will be public, and the decisions on how: all of it is signed."""

    title: str
    body: str
    kind: str
    kind_version: int
    elements: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[AttachmentRef, ...] = ()
    issuer: str = ""
    source: str = ""
    source_url: str = ""
    summary: str = ""
    language: str = "zh-CN"
    # 公开属性 with its ground, 公开方式、范围、时限 with the reasons by 性质、受众、影响.
    attribute: str = "proactive"
    attribute_ground: str = ""
    scope: str = "public"
    public_until: str = ""
    disclosure_reason: str = ""

    def with_summary(self) -> Content:
        """The same content with a summary, taken from the body's beginning where none was written."""
        if self.summary:
            return self
        text = _beginning(self.body)
        short = text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1] + "…"
        return Content(**{**self.__dict__, "summary": short})


def _beginning(body: str) -> str:
    """The text of a body's beginning, more than a summary where there is more. Parsing little is fast."""
    text = ""
    for length in (SUMMARY_LENGTH * 3, SUMMARY_LENGTH * 20):
        # Cutting inside a tag is mended by the parser; the words beside the cut lie beyond the summary.
        text = " ".join(plain_text(body[:length]).split())
        if len(text) > 2 * SUMMARY_LENGTH or len(body) <= length:
            break
    return text


def to_payload(content: Content) -> str:
    """Canonical JSON: sorted keys, no spaces, Chinese as it is."""
    # Not asdict(content): it copies every value first, and a stock has many.
    value = {**content.__dict__, "attachments": [asdict(file) for file in content.attachments]}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_payload(payload: str | Mapping[str, Any]) -> Content:
    """Content from its JSON. Keys that a later version added take their defaults."""
    value = dict(json.loads(payload) if isinstance(payload, str) else payload)
    value["attachments"] = tuple(
        row if isinstance(row, AttachmentRef) else AttachmentRef(**row)
        for row in value.get("attachments") or ()
    )
    return Content(**value)


def new_salt() -> str:
    return secrets.token_hex(16)


def content_hash(payload: str, salt: str, scheme: str = HASH_SCHEME) -> str:
    """The hash that signatures name. ValueError for a scheme that this version does not know."""
    if scheme != HASH_SCHEME:
        raise ValueError(f"不认识的哈希方案：{scheme}")
    return hashlib.sha256(f"{scheme}\n{salt}\n{payload}".encode()).hexdigest()
