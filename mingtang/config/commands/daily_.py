"""`mingtang daily`: the daily round, for installations that prefer a timer. It asks what is due on or before today."""

from __future__ import annotations

import argparse

from mingtang.config.output import say, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="今天已经办过也再办一次")


def run(arguments: argparse.Namespace) -> int:
    from mingtang.config.home import check

    start_django()
    check()
    from django.utils.timezone import localdate

    from mingtang.core.events import api as events

    today = localdate()
    if not events.begin_day(today) and not arguments.again:
        say("今天的例行已经办过。")
        return 0
    failures = events.run_listed("DAILY", today)
    for path, failure in failures:
        say(f"{path} 未成功：{failure}")
    return 1 if failures else 0
