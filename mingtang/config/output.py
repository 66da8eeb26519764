"""What commands print: JSON or sentences on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from mingtang.core.refusals import Refusal

T = TypeVar("T")


def answer(value: Any, *, as_json: bool, sentences: Iterable[str]) -> int:
    """Print one answer, as JSON alone or as sentences, and return exit status 0."""
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201
    else:
        for sentence in sentences:
            print(sentence)  # noqa: T201
    return 0


def say(sentence: str) -> None:
    """Tell the operator something that is not the answer."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def refused(reasons: Sequence[Refusal], *, as_json: bool) -> int:
    """Print the reasons of a refusal and return exit status 1."""
    if as_json:
        rows = [{"reason": reason.reason, "article": reason.article} for reason in reasons]
        print(json.dumps({"refusals": rows}, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for reason in reasons:
            say(f"不能办理：{reason}")
    return 1


def progress(items: Iterable[T], *, total: int | None, what: str) -> Iterator[T]:
    """Show a progress bar on standard error once the work has taken two seconds."""
    from tqdm import tqdm  # noqa: PLC0415 (slow import: only work that takes time pays for it)

    often = 0.2 if sys.stderr.isatty() else 20  # a log file needs a line now and then, not a bar that moves
    yield from tqdm(items, total=total, desc=what, unit="件", delay=2, mininterval=often, file=sys.stderr)


def start_django() -> None:
    """Load Django for the commands that need the database."""
    import os  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")
    import django  # noqa: PLC0415 (slow import: commands without a database must not pay for it)

    django.setup()
