"""Where a benchmark runs: a home of its own, on SQLite or on the PostgreSQL that MINGTANG_DATABASE names."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with the one option that every benchmark has."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument(
        "--home", type=Path, required=True, help="MINGTANG_HOME of this benchmark; never a real one"
    )
    return parser


def enter(home: Path) -> None:
    """Set up the home and load Django. Benchmarks run with the settings of a real installation."""
    os.environ["MINGTANG_HOME"] = str(home)
    (home / "static").mkdir(parents=True, exist_ok=True)
    from mingtang.config.home import set_up

    set_up()


def engine() -> str:
    from django.db import connection

    return str(connection.vendor)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
