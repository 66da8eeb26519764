"""`mingtang worker`: delivers what is owed, and runs what is due every minute and every day."""

from __future__ import annotations

import argparse
import signal
import time
from datetime import date

from mingtang.config.output import say

PAUSE = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--drain", action="store_true", help="办完眼下所有待办就结束")


def run(arguments: argparse.Namespace) -> int:
    from mingtang.config.home import check
    from mingtang.config.output import start_django

    start_django()
    check()
    from mingtang.core.events import api as events

    events.sweep(by=events.worker_name())
    if arguments.drain:
        _report(events.run_listed("EVERY_MINUTE"))
        say(f"已办理{events.drain()}件。")
        return 0
    _Loop().run()
    return 0


def _report(failures: list[tuple[str, Exception]]) -> None:
    for path, failure in failures:
        say(f"{path} 未成功：{type(failure).__name__}")


class _Loop:
    """Drain, sleep, drain; every minute the scheduled work; the daily round once a day, also when a night was missed."""

    def __init__(self) -> None:
        self.stopping = False
        self.minute_at = 0.0
        self.day: date | None = None

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            if not self._turn():
                time.sleep(PAUSE)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _turn(self) -> int:
        from django.db import OperationalError, close_old_connections

        from mingtang.core.events import api as events

        close_old_connections()
        try:
            if time.monotonic() - self.minute_at >= 5:
                self.minute_at = time.monotonic()
                events.sweep(by=events.worker_name())
                _report(events.run_listed("EVERY_MINUTE"))
                self._daily()
            return events.drain(limit=100)
        except OperationalError as failure:  # the database is away for a while: what is owed stays owed
            say(f"数据库暂时不可用：{type(failure).__name__}")
            time.sleep(5)
            return 0

    def _daily(self) -> None:
        from django.utils.timezone import localdate

        from mingtang.core.events import api as events

        today = localdate()
        if today != self.day and events.begin_day(today):
            _report(events.run_listed("DAILY", today))
        self.day = today
