"""The publish act on a text of 5,000 characters, beside a plain insert of document, revision and log.

    python -m bench.publish_act --home /tmp/bench

`publish_now` finds the revision checked since it was handed in; in `publish, checks anew` every check runs within the
act, as after a change of the word lists. Each round also times the plain insert.
"""

from __future__ import annotations

import time
from datetime import date
from random import Random
from typing import Any

from bench import homes, measuring, texts

DAY = date(2026, 11, 20)
CHARACTERS = 5000


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench import plain
    from bench.town import columns, the_town
    from mingtang.publishing.api import LiveEdition

    plain.make_tables()
    town = the_town()
    column = columns(town)[0]
    homes.say("making texts ready …")
    editions = [_ready(town, column) for _ in range(2 * chosen.rounds)]
    measuring.freeze()
    times: dict[str, list[measuring.Took]] = {"publish": [], "publish, checks anew": [], "plain insert": []}
    for checked, unchecked in zip(editions[::2], editions[1::2], strict=True):
        _forget_checks(unchecked)
        times["publish"].append(measuring.timed(lambda e=checked: _publish(town, e)))
        times["publish, checks anew"].append(measuring.timed(lambda e=unchecked: _publish(town, e)))
        times["plain insert"].append(
            measuring.timed(lambda: plain.publish("通知", _body(time.time_ns()), column.pk))
        )
    facts = {"engine": homes.engine(), "documents": LiveEdition.objects.count()}
    figures = [measuring.figure(name, values) for name, values in times.items()]
    measuring.report("publish act", facts, figures, peer="plain insert")


def _body(seed: int) -> str:
    return "".join(f"<p>{line}</p>" for line in texts.body(Random(seed), CHARACTERS).split("\n\n"))


def _ready(town: Any, column: Any) -> Any:
    """A text with every signature."""
    from bench.town import notice
    from mingtang.publishing.api import Edition, start_draft, submit
    from mingtang.publishing.testing import sign_next

    number = time.time_ns() % 10_000_000
    edition = start_draft(
        kind=town.kind,
        organisation_id=town.body.pk,
        column=column,
        content=notice(f"关于做好第{number}批冬春救助工作的通知", _body(number)),
        by=town.contact,
        on=DAY,
    )
    submit(edition, by=town.contact, on=DAY)
    for _ in range(4):
        sign_next(town, edition)
    return Edition.objects.get(pk=edition.pk)


def _forget_checks(edition: Any) -> None:
    from mingtang.publishing.api import CheckRun

    CheckRun.objects.filter(revision__edition=edition).delete()


def _publish(town: Any, edition: Any) -> None:
    from mingtang.publishing.api import publish_now

    publish_now([edition], by=town.contact, on=DAY)


if __name__ == "__main__":
    main()
