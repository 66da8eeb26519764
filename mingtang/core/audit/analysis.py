"""How a link of the audit chain is hashed. Scheme 1; a later scheme gets another prefix and never changes old links."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

SCHEME = "mingtang-audit-1"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(details: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}\n{details}".encode()).hexdigest()


def link_hash(previous: str, link: Mapping[str, Any]) -> str:
    """Hash of one link: the scheme, the link before it, and everything that the link says."""
    return hashlib.sha256(f"{SCHEME}\n{previous}\n{canonical(link)}".encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as text that both databases give back unchanged: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
