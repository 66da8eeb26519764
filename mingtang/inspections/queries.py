"""The word lists in use: the shipped ones and those that the installation keeps in its home."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from mingtang.inspections.detection.lexicon import Lexicon, shipped, with_local


def local_lexicons() -> Path:
    return Path(settings.HOME) / "lexicons"


def words() -> Lexicon:
    """Shipped and local lists; a changed local list counts at once. Raises `BadLexicon`."""
    folder = local_lexicons()
    stamps = tuple(
        (path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.csv"))
    )
    return _compiled(folder, stamps) if stamps else shipped()


@lru_cache(maxsize=2)
def _compiled(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Lexicon:
    """`stamps` only tells one state of the folder from another."""
    return with_local(folder)
