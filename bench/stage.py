"""How fast a stock is staged, and made live, beside a plain bulk insert of the same texts.

python -m bench.stage --home /tmp/bench-stage --documents 10000
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import homes, texts

CHUNK = 500


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stock.jsonl"
        first = time.time_ns() // 1_000_000
        texts.write(path, range(first, first + chosen.documents))
        print(json.dumps({"what": "stage", "engine": homes.engine(), **_rates(path, chosen.documents)}))


def _rates(path: Path, documents: int) -> dict[str, Any]:
    from bench.populate import _make_live
    from bench.town import the_town
    from mingtang.publishing.api import Staging, Target, stock_rows

    town = the_town()
    plain = _seconds(lambda: _plain_inserts(path))
    staging = Staging(f"bench-stage-{time.time_ns()}", Target(town.kind, town.column, town.body))
    began = time.process_time()
    staged = _seconds(lambda: staging.take(stock_rows(path)))
    worked = time.process_time() - began
    sealed = _seconds(staging.finish)
    assert staging.batch is not None and not staging.errors, staging.errors[:3]
    batch = staging.batch
    batch.refresh_from_db()
    live = _seconds(lambda: _make_live(town, batch))
    return {
        "documents": documents,
        "staged_per_second": round(documents / staged),
        # By this process's own work: what a machine without other work would come near to.
        "staged_per_cpu_second": round(documents / worked),
        "sealed_per_second": round(documents / sealed),
        "live_per_second": round(documents / live),
        "peer_plain_inserts_per_second": round(documents / plain),
        "staging_share_of_peer": round(plain / staged, 3),
    }


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _plain_inserts(path: Path) -> None:
    """The peer: read the lines, and insert titles and texts into one bare table, as many at a time."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute("CREATE TABLE bench_plain (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        for lines in _chunks(path.read_text(encoding="utf-8").splitlines()):
            rows = [json.loads(line) for line in lines]
            with transaction.atomic():
                cursor.executemany(
                    "INSERT INTO bench_plain (id, title, body) VALUES (%s, %s, %s)",
                    [(int(row["id"]) % 2_000_000_000, row["title"], row["body"]) for row in rows],
                )
        cursor.execute("DROP TABLE bench_plain")


def _chunks(lines: list[str]) -> Iterable[list[str]]:
    return (lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK))


if __name__ == "__main__":
    main()
