"""File names as people give them: what must be cut away, and what is refused."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 180
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def tidy_name(name: str) -> str:
    """The name without folders, invisible characters and signs that file systems refuse; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    # Direction marks let “gnp.exe” look like “exe.png”; control characters break headers.
    visible = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    clean = _FORBIDDEN.sub("_", visible).strip(" .") or "未命名"
    return _shortened(clean)


def extension_of(name: str) -> str:
    """The extension in lower case without its dot, or an empty string."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    extension = extension_of(name)[:20]
    tail = f".{extension}" if extension else ""
    return name[: LONGEST_NAME - len(tail)] + tail
