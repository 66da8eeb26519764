"""Personal data in a text, as findings. What is personal data, `mingtang.law.personal_data` says."""

from __future__ import annotations

import re
from collections.abc import Collection

from mingtang.inspections.detection.finding import Finding, Severity
from mingtang.law import personal_data
from mingtang.law.masking import REMOVED
from mingtang.law.personal_data import Hit

_BLOCKED_WHEN_LIKELY = frozenset({"id_card", "bank_card"})
_BLOCKED_WHEN_CERTAIN = frozenset({"id_card", "bank_card", "mobile"})
_SEPARATORS = re.compile(r"[\s\-－—–()（）+]")


def findings(text: str, allowed: Collection[str] = ()) -> list[Finding]:
    """Personal data in a text. `allowed`: the organ's own numbers and mailboxes, in any spelling."""
    own = {_bare(number) for number in allowed}
    return [
        finding(hit)
        for hit in personal_data.find(text)
        if own.isdisjoint({_bare(hit.text), _bare(hit.value)})
    ]


def finding(hit: Hit) -> Finding:
    """A hit with what to do about it; the suggestion is the masked form."""
    advice = "" if hit.masked == REMOVED else hit.masked
    return Finding(
        "personal_data", hit.kind, hit.start, hit.end, hit.text, hit.message, advice, severity_of(hit)
    )


def severity_of(hit: Hit) -> Severity:
    """ID card, bank card and mobile stop the publication until masked or justified; the doubtful are remarks."""
    if hit.certainty == "certain" and hit.kind in _BLOCKED_WHEN_CERTAIN:
        return "block"
    return "block" if hit.certainty == "likely" and hit.kind in _BLOCKED_WHEN_LIKELY else "warn"


def _bare(number: str) -> str:
    return _SEPARATORS.sub("", number)
