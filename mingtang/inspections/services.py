"""The check of what is about to be published."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache

from mingtang import __version__
from mingtang.inspections import queries
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.lexicon import Lexicon
from mingtang.inspections.detection.revision import Content, findings_of


def check_revision(content: Content, *, organ_allow_list: Collection[str] = ()) -> list[Finding]:
    """Findings in title, body, elements and attachments; `field` says in which. Reads lists, writes nothing."""
    return findings_of(content, words=queries.words(), organ_allow_list=organ_allow_list)


def lists_version() -> str:
    """Names the checks and every list they use: the same name, the same text, the same findings."""
    return f"检查{__version__}词库{_fingerprint(queries.words())}"


@cache
def _fingerprint(words: Lexicon) -> str:
    digest = hashlib.sha256()
    for entry in words.entries:
        digest.update(repr(entry).encode())
    return digest.hexdigest()[:12]
