"""Fill a home with synthetic public documents, through the import that offices use, and with open drafts.

    python -m bench.populate --home /tmp/bench --documents 10000

Run again with a larger number, it adds what is missing. Prints how many documents a second were staged and made live.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import homes, texts

if TYPE_CHECKING:
    from mingtang.publishing.api import Batch, Column
    from mingtang.publishing.testing import Government

DAY = date(2026, 11, 20)


@dataclass
class Spent:
    """Documents brought in, and the seconds that each part took."""

    documents: int = 0
    staging: float = 0.0
    sealing: float = 0.0
    live: float = 0.0


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--drafts", type=int, default=3000)
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench.town import the_town

    town = the_town()
    spent = bring_in(town, chosen.documents)
    opened = draft(town, chosen.drafts)
    settle()
    print(json.dumps({"what": "populate", "engine": homes.engine(), **_told(spent), "drafts": opened}))


def _told(spent: Spent) -> dict[str, object]:
    def rate(seconds: float) -> int | None:
        return round(spent.documents / seconds) if seconds else None

    return {
        "documents": spent.documents,
        "staged_per_second": rate(spent.staging),
        "sealed_per_second": rate(spent.sealing),
        "live_per_second": rate(spent.live),
    }


def bring_in(town: Government, wanted: int) -> Spent:
    """Add documents column by column until the home holds as many as wanted."""
    spent, have = Spent(), _held()
    for column, goal in _goals(town, wanted).items():
        if (missing := goal - have[column.pk]) > 0:
            first = spent.documents + sum(have.values())
            _bring(town, column, range(first, first + missing), spent)
            homes.say(f"{column.path}: {missing} documents, {first + missing} in all")
    return spent


def _held() -> Counter[int]:
    from mingtang.publishing.api import LiveEdition

    return Counter(
        LiveEdition.objects.filter(basis="imported").values_list("home_column_id", flat=True).iterator()
    )


def _goals(town: Government, wanted: int) -> dict[Column, int]:
    """One document in ten in the first column, the others alike."""
    from bench.town import BIG_SHARE, columns

    big, *others = columns(town)
    rest = wanted - wanted // BIG_SHARE
    share, more = divmod(rest, len(others))
    return {
        big: wanted // BIG_SHARE,
        **{column: share + (place < more) for place, column in enumerate(others)},
    }


def _bring(town: Government, column: Column, numbers: range, spent: Spent) -> None:
    """One batch into one column: staged, sealed, signed by two people, live."""
    from mingtang.publishing.api import Staging, Target, stock_rows

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stock.jsonl"
        texts.write(path, numbers)
        started = time.perf_counter()
        # A batch that a stopped run left half-done is left aside: its texts may be others than today's.
        source = f"bench-{column.pk}-{numbers.start}-{time.time_ns()}"
        staging = Staging(source, Target(town.kind, column, town.body))
        staging.take(stock_rows(path))
        spent.staging += time.perf_counter() - started
    started = time.perf_counter()
    batch = staging.finish()
    assert batch is not None and not staging.errors, staging.errors[:3]
    spent.sealing += time.perf_counter() - started
    started = time.perf_counter()
    _make_live(town, batch)
    spent.live += time.perf_counter() - started
    spent.documents += len(numbers)


def _make_live(town: Government, batch: Batch) -> None:
    from mingtang.core.events import api as events
    from mingtang.publishing.api import sign_batch

    for person in (town.unit_leader, town.office):
        sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()
    batch.refresh_from_db()
    assert batch.state == "live", batch.state


def draft(town: Government, wanted: int) -> int:
    """Open drafts over the 300 columns of the contact, every third of them handed in for review."""
    from bench.town import GRANTED, columns, notice
    from mingtang.publishing.api import Edition, start_draft, submit

    have = Edition.objects.filter(state__in=["draft", "in_review"]).count()
    mine = columns(town)[: GRANTED - 10]
    for number in islice(range(have, wanted), max(0, wanted - have)):
        edition = start_draft(
            kind=town.kind,
            organisation_id=town.body.pk,
            column=mine[number % len(mine)],
            content=notice(f"关于做好第{number}批冬春救助工作的通知"),
            by=town.contact,
            on=DAY,
        )
        if number % 3 == 0:
            submit(edition, by=town.contact, on=DAY)
    return max(0, wanted - have)


def settle() -> None:
    """What happens by itself overnight: statistics, and the write-ahead log put away."""
    from django.db import connection

    from mingtang.publishing.api import keep_statistics

    keep_statistics()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")


if __name__ == "__main__":
    main()
