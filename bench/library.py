"""The library page with three filters and all counts, and a midnight at which 10,000 documents change their state.

    python -m bench.library --home /tmp/bench [--midnight]

Whole pages through the real view, past the page cache, and the selection alone. The peer counts with GROUP BY on a narrow
table of the same values, once for each family, and lists by the same filters. A home is filled at the first run: values
that a stock would have brought are written into the bitmaps, states and levels are set by the act that trades use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from bench import homes, measuring

PAST_THE_CACHE = {"HTTP_AUTHORIZATION": "bench"}
AT_ONCE = 5000
TURNING = 10_000
# Of so many documents the states and levels are labels; of the others only the bitmaps, which is what readers ask.
LABELLED = 200_000
FILTERS = {"genre": "通知", "topic": "综合政务", "year": "2019"}


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--midnight", action="store_true", help="also let a day pass, and pass back")
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench import narrow
    from mingtang.publishing.api import LiveEdition

    facts = {"engine": homes.engine(), "documents": LiveEdition.objects.count()}
    narrow.make_table()
    _fill()
    works = {**_pages(), **_selections(), **_peers()}
    figures = measuring.in_turn(works, rounds=chosen.rounds)
    measuring.report("library", facts, list(figures.values()), peer="peer: page by GROUP BY")
    if chosen.midnight:
        _midnight(facts)


# --- what is measured


def _pages() -> dict[str, Callable[[], object]]:
    from urllib.parse import urlencode

    three = urlencode(FILTERS)
    middle = f"t{int(time.mktime((2018, 6, 15, 0, 0, 0, 0, 0, 0))) * 1_000_000}-1"
    pages = {
        "page: in force": "",
        "page: three filters": three,
        "page: three filters, all states": f"{three}&validity=all",
        "page: three filters, by number": f"{three}&order=number",
        "page: all, deep": f"validity=all&before={middle}",
        "page: in force, deep, by number": "order=number&before=n2015-60000-1-云政规",
        "page: one number": urlencode({"q": "云政规〔2019〕77号", "validity": "all"}),
        "page: words of titles": urlencode({"q": "校车 办法"}),
        "feed": "feed",
    }
    return {
        name: _reader("/policies/feed.xml" if query == "feed" else f"/policies/?{query}")
        for name, query in pages.items()
    }


def _reader(url: str) -> Callable[[], object]:
    from django.test import Client

    client = Client(**PAST_THE_CACHE)

    def read() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    return read


def _selections() -> dict[str, Callable[[], object]]:
    from mingtang.policies.queries.library import NAMES, STOCK
    from mingtang.publishing.api import select

    filters = {family: [value] for family, value in FILTERS.items()} | {"validity": STOCK}

    def counted() -> object:
        found = select(filters, on=_today(), within=["policy"])
        return [found.total, *(found.counts(family) for family in NAMES)]

    def listed() -> object:
        return select(filters, on=_today(), within=["policy"]).page().rows

    return {"query: three filters, all counts": counted, "query: three filters, first page": listed}


def _peers() -> dict[str, Callable[[], object]]:
    from bench import narrow

    filters = {**FILTERS, "validity": "in_force"}
    return {
        "peer: counts by GROUP BY": lambda: narrow.counts(filters),
        "peer: page by GROUP BY": lambda: [narrow.counts(filters), narrow.newest(filters)],
    }


def _midnight(facts: dict[str, object]) -> None:
    """10,000 documents expire: the first reader of the new day, and the daily round with the news of each of them."""
    from mingtang.core.events import api as events
    from mingtang.policies.api import announce_turns, follow_all_relations
    from mingtang.publishing.api import select, turn_labels

    def daily() -> None:
        turn_labels(tomorrow)
        follow_all_relations(tomorrow)
        announced.append(announce_turns(tomorrow))
        events.drain()

    today, tomorrow = _today(), _today() + timedelta(days=1)
    turn_labels(today)
    announce_turns(today)
    expired: list[int] = []
    announced: list[int] = []
    times: dict[str, list[measuring.Took]] = {"first reader after midnight": [], "daily round": []}
    for _ in range(5):
        before = select({"validity": ["expired"]}, on=today).total
        times["first reader after midnight"].append(
            measuring.timed(lambda: expired.append(select({"validity": ["expired"]}, on=tomorrow).total))
        )
        times["daily round"].append(measuring.timed(daily))
        assert select({"validity": ["expired"]}, on=tomorrow).total == expired[-1] == before + TURNING
        assert announced[-1] >= TURNING
        turn_labels(today)
        _forget(tomorrow)
    figures = [measuring.figure(name, values) for name, values in times.items()]
    measuring.report("midnight", {**facts, "states": TURNING}, figures)


def _forget(day: date) -> None:
    """The round of a day may be made again."""
    from mingtang.policies.models import TurnDay

    TurnDay.objects.filter(day=day).delete()


def _today() -> date:
    from django.utils.timezone import localdate

    return localdate()


# --- the values


def spread(edition: int, day: date) -> dict[str, str]:
    """What a stock would say of this document; the number is the seed."""
    from mingtang.policies.labels import LEVELS

    random = Random(edition)
    upper, lower = random.choice(_topics())
    return {
        "upper": upper,
        "lower": lower,
        "genre": random.choices(GENRES, GENRE_WEIGHTS)[0],
        "issuer": f"云棠区第{random.randrange(80) + 1}局",
        "audience": random.choice(AUDIENCES),
        "level": random.choices([code for code, _ in LEVELS], [1, 2, 4, 6, 8, 40, 39])[0],
        "validity": random.choices(
            ["in_force", "expired", "repealed", "partly", "not_yet"], [60, 15, 20, 4, 1]
        )[0],
        "year": str(day.year),
    }


GENRES = ["通知", "意见", "决定", "公告", "通告", "批复", "函", "通报", "报告", "纪要"]
GENRE_WEIGHTS = [40, 12, 6, 10, 8, 8, 6, 4, 3, 3]
AUDIENCES = ["高校毕业生", "困难人员", "退役军人", "经营主体", "老年人", "残疾人", "农民", "居民"]


def _topics() -> list[tuple[str, str]]:
    """Two levels, as wide as the national list."""
    uppers = ["综合政务", "财政、金融、审计", "城乡建设、环境保护", "科技、教育", "民政、扶贫、救灾"]
    uppers += [f"第{n}类" for n in range(17)]
    return [(upper, f"{upper}\\第{n}项") for upper in uppers for n in range(5)]


def _editions(after: int) -> Iterator[list[tuple[int, int, Any]]]:
    from mingtang.publishing.api import LiveEdition

    rows = LiveEdition.objects.order_by("pk").values_list("pk", "publication_id", "published_at")
    while part := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        yield part
        after = part[-1][0]


def _fill() -> None:
    """Bitmaps, labels and the peer's table, of what has none yet: a run that was stopped goes on."""
    from django.db import connection

    from bench import narrow
    from mingtang.publishing.api import keep_statistics

    done = narrow.NarrowDocument.objects.count()
    begun, started, turning = done, time.perf_counter(), 0 if done else TURNING
    for part in _editions(narrow.last()):
        values = [(edition, publication, at, spread(edition, at.date())) for edition, publication, at in part]
        labelled = done < LABELLED
        _write_bits(values, states=not labelled)
        turning -= _label(values, turning) if labelled else 0
        narrow.write((edition, at, said) for edition, _, at, said in values)
        done += len(part)
        if done % 50_000 < AT_ONCE:
            homes.say(f"{done} documents, {(done - begun) / (time.perf_counter() - started):.0f} a second")
    if done > begun:
        keep_statistics()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")


def _write_bits(values: list[tuple[int, int, Any, dict[str, str]]], *, states: bool) -> None:
    from django.db import transaction

    from mingtang.publishing.services.facets import Ledger

    with transaction.atomic():
        ledger = Ledger()
        for edition, _, _, said in values:
            families = [("kind", "policy"), ("topic", said["upper"]), ("topic", said["lower"])]
            ledger.put(
                edition, [*families, *((name, said[name]) for name in ("genre", "issuer", "audience"))]
            )
        ledger.store()


def _label(values: list[tuple[int, int, Any, dict[str, str]]], turning: int) -> int:
    """States and levels; the first few thousand in force expire at the end of today. Returns how many of these."""
    from mingtang.policies.labels import LEVEL_NAMES
    from mingtang.policies.queries.library import name_of
    from mingtang.publishing.api import set_labels_many

    today, states, levels, used = _today(), {}, {}, 0
    for _, publication, _, said in values:
        code = said["validity"]
        rows: list[tuple[str, str, date | None, date | None]] = [
            (code, name_of("validity", code), None, None)
        ]
        if code == "in_force" and used < turning:
            rows = [
                ("in_force", "现行有效", None, today),
                ("expired", "失效", today + timedelta(days=1), None),
            ]
            used += 1
        states[publication] = rows
        levels[publication] = [(said["level"], LEVEL_NAMES[said["level"]], None, None)]
    set_labels_many("validity", states)
    set_labels_many("level", levels)
    return used


if __name__ == "__main__":
    main()
