"""Guards of the one road: functions that return refusals. `config/wiring.py` lists them.

GUARDS are asked of the editions of a release on every road. RELEASE_GUARDS are asked of a release that was decided on, now
or by the scheduler: an emergency does not wait for what they ask. SIGNING_GUARDS are asked of one edition before its final
signature.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from mingtang.core.refusals import Refusal
from mingtang.publishing.models import Edition
from mingtang.publishing.queries.editions import content_of, newest_revision

LAWFUL = frozenset({"合法", "修改后合法"})


@cache
def listed(name: str) -> tuple[Callable[[Any], list[Refusal]], ...]:
    """The guards that `config/wiring.py` lists under a name."""
    return tuple(import_string(path) for path in getattr(import_module(settings.WIRING), name))


def legal_review(editions: Sequence[Edition]) -> list[Refusal]:
    """A normative document is not issued before its legal review has passed (国办发〔2018〕115号)."""
    reasons = []
    for edition in editions:
        elements = content_of(newest_revision(edition)).elements
        if elements.get("normative") and elements.get("legal_review_result") not in LAWFUL:
            reasons.append(
                Refusal(
                    f"《{edition.title}》是行政规范性文件，合法性审核未通过，不能发布。",
                    "国办发〔2018〕115号",
                )
            )
    return reasons


def open_column(editions: Sequence[Edition]) -> list[Refusal]:
    """Nothing goes out in a column that was closed meanwhile."""
    return [
        Refusal(f"《{edition.title}》所在的“{edition.column.name}”栏目已停用，请改到别的栏目。")
        for edition in editions
        if edition.column.closed_on is not None
    ]
