"""Write the kept database of a landing for the engine in use: `bin/keep-landing` calls this."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

LANDINGS = Path(__file__).with_name("landings")


def main(name: str) -> None:
    os.environ["MINGTANG_HOME"] = tempfile.mkdtemp()
    os.environ["MINGTANG_TESTING"] = "1"
    from mingtang.config.output import start_django

    start_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    from tests.migrations.story import tell

    tell()
    connection.close()
    text = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    path = LANDINGS / f"{name}.{connection.vendor}.sql.gz"
    # Without a time in its header the same text makes the same file.
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stderr.write(f"{path}\n")


def _sqlite() -> str:
    database = sqlite3.connect(Path(os.environ["MINGTANG_HOME"]) / "mingtang.sqlite3")
    try:
        return "\n".join(database.iterdump())
    finally:
        database.close()


def _postgresql() -> str:
    words = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", os.environ["MINGTANG_DATABASE"]]
    dumped = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    # Lines for psql, and the setting of an empty search path, are not for a plain connection.
    lines = [line for line in dumped.split("\n") if not line.startswith("\\") and "search_path" not in line]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1])
