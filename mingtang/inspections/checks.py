"""A system check at every start: the installation's own word lists can be read."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from mingtang.inspections.detection.lexicon import BadLexicon
from mingtang.inspections.queries import local_lexicons, words


@register
def lexicons_are_well_formed(**_: Any) -> list[CheckMessage]:
    try:
        words()
    except BadLexicon as error:
        return [
            Error(
                str(error),
                hint=f"改正 {local_lexicons()} 中的词库，说明见随附词库的 README。",
                id="inspections.E001",
            )
        ]
    return []
