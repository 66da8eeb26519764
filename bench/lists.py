"""Lists: a column of the portal and the work of a contact with 300 columns, beside pagination by OFFSET and COUNT.

    python -m bench.lists --home /tmp/bench [--explain]

Whole pages through the real views, past the page cache, and the queries alone. The peer is Django's Paginator on the
same table, on the same deep page. Deep means the middle of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bench import homes, measuring

if TYPE_CHECKING:
    from mingtang.publishing.api import Column, Cursor
    from mingtang.publishing.testing import Government

PAST_THE_CACHE = {"HTTP_AUTHORIZATION": "bench"}
MONTH = "2019-06"


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--explain", action="store_true", help="also print the plans of the queries")
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench.town import columns, the_town
    from mingtang.publishing.api import LiveEdition

    town = the_town()
    column = columns(town)[0]
    facts = {"engine": homes.engine(), "documents": LiveEdition.objects.count()}
    place, depth = _middle(column)
    works = {**_portal(column, place), **_desk(town), **_queries(column, place, depth)}
    figures = measuring.in_turn(works, rounds=chosen.rounds)
    measuring.report("lists", facts, list(figures.values()), peer="peer: deep page by OFFSET and COUNT")
    if chosen.explain:
        _explain(column, place)


def _middle(column: Column) -> tuple[Cursor, int]:
    """A place in the middle of the column's list, and how many rows stand before it."""
    from mingtang.publishing.api import Cursor, Placement

    rows = Placement.objects.filter(column=column)
    depth = rows.count() // 2
    row = rows.order_by("-published_at", "-live")[depth]
    return Cursor(row.published_at, row.live_id), depth


def _portal(column: Column, place: Cursor) -> dict[str, Callable[[], object]]:
    from mingtang.portal.queries.lists import cursor_text

    at, address, parent = cursor_text(place), f"/col{column.path}", f"/col{column.parent.path}"
    pages = {
        "home page": "/",
        "column: first": address,
        "column: next, deep": f"{address}?before={at}",
        "column: previous, deep": f"{address}?after={at}",
        "column: month": f"{address}?month={MONTH}",
        "column: kind and unit": f"{address}?kind=notice&unit=minzheng",
        "column: kind, unit, month": f"{address}?kind=notice&unit=minzheng&month={MONTH}",
        "column above: next, deep": f"{parent}?before={at}",
    }
    return {name: _reader(url) for name, url in pages.items()}


def _reader(url: str) -> Callable[[], object]:
    from django.test import Client

    client = Client(**PAST_THE_CACHE)

    def read() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    return read


def _desk(town: Government) -> dict[str, Callable[[], object]]:
    """The contact's pages; the session passes every door, second factor included."""
    from django.test import Client
    from django.urls import reverse

    from mingtang.core.accounts.testing import sign_in

    pages = {
        "desk: what I must do": reverse("desk:home"),
        "desk: work list": reverse("desk:work"),
        "desk: work list, public": reverse("desk:work") + "?list=public",
    }
    client = sign_in(Client(), town.contact)

    def reader(url: str) -> Callable[[], object]:
        def read() -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        return read

    return {name: reader(url) for name, url in pages.items()}


def _queries(column: Column, place: Cursor, depth: int) -> dict[str, Callable[[], object]]:
    from django.core.paginator import Paginator

    from mingtang.publishing.api import Filters, Placement, page_of

    def by_offset() -> Any:
        rows = (
            Placement.objects.filter(column=column).select_related("live").order_by("-published_at", "-live")
        )
        pages = Paginator(rows, 20)
        page = pages.page(depth // 20 + 1)
        return list(page), pages.num_pages

    return {
        "query: first page": lambda: page_of(column, Filters()),
        "query: deep page": lambda: page_of(column, Filters(), older_than=place),
        "peer: deep page by OFFSET and COUNT": by_offset,
    }


def _explain(column: Column, place: Cursor) -> None:
    """The plans of what `page_of`, the page's filters and the work list ask."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    works = {**_portal(column, place)}
    for name, work in works.items():
        with CaptureQueriesContext(connection) as asked:
            work()
        print(f"\n== {name}: {len(asked)} queries")
        for query in asked:
            if query["sql"].startswith("SELECT"):
                print(query["sql"][:300])
                for line in _plan(query["sql"]):
                    print("    ", line)


def _plan(sql: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(
            f"{words} {sql}".replace("%", "%%") if connection.vendor == "postgresql" else f"{words} {sql}"
        )
        return [str(row[-1]) for row in cursor.fetchall()]


if __name__ == "__main__":
    main()
