"""`kill -9` of web and worker at random moments: nothing is half-published, and nothing acknowledged is lost.

60 publish acts in the usual run; MINGTANG_KILL_ACTS=200 for the whole bar (about a minute).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from tests.durability.conftest import ACTING, READY, ROOT, Home

MOST_ROUNDS = 40 * READY


class Processes:
    """Web and worker processes of a home, started by a word and killed without one. `acts` are acknowledged acts."""

    def __init__(self, home: Home) -> None:
        self.log = home.folder / "processes.log"
        self.errors = self.log.open("wb")
        self.parent = subprocess.Popen(
            [sys.executable, str(ACTING), "forks"],
            env=home.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )
        self.acts: list[tuple[str, int]] = []
        self.finished = False
        self.rest = b""

    def start(self, role: str) -> int:
        self._tell(role)
        return int(self._wait_for(f"started {role}").split()[2])

    def kill(self, *processes: int) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._tell("reap")
        self._wait_for("reaped")

    def wait_for_acts(self, more: int) -> None:
        """Until so many more acts were acknowledged, or the work is done."""
        wanted = len(self.acts) + more
        while len(self.acts) < wanted and not self.finished:
            self._read()

    def close(self) -> None:
        self.parent.stdin.close()
        self.parent.wait(timeout=120)
        self.parent.stdout.close()
        self.errors.close()

    def _tell(self, word: str) -> None:
        self.parent.stdin.write(f"{word}\n".encode())
        self.parent.stdin.flush()

    def _wait_for(self, beginning: str) -> str:
        while True:
            for line in self._read():
                if line.startswith(beginning):
                    return line

    def _read(self) -> list[str]:
        """Lines that have come, at least one; acknowledged acts are noted."""
        if not select.select([self.parent.stdout], [], [], 300)[0]:
            raise AssertionError(f"the processes have said nothing for long: {self.log.read_text()}")
        data = os.read(self.parent.stdout.fileno(), 65536)
        assert data, self.log.read_text()
        *lines, self.rest = (self.rest + data).split(b"\n")
        told = [line.decode() for line in lines]
        for line in told:
            word, *what = line.split()
            assert word != "failed", self.log.read_text()
            if word in {"signed", "published"}:
                self.acts.append((word, int(what[0])))
            self.finished |= word == "finished"
        return told


@pytest.mark.parametrize("seed", [20261121])
def test_killed_again_and_again_nothing_is_half_published_and_nothing_acknowledged_is_lost(
    home: Home, seed: int
):
    random, processes, kills = Random(seed), Processes(home), 0
    try:
        while not processes.finished and kills < MOST_ROUNDS:
            victims = [processes.start("worker"), processes.start("web")]
            processes.wait_for_acts(random.randrange(0, 9))
            time.sleep(random.uniform(0, 0.03))
            random.shuffle(victims)
            processes.kill(*victims)
            kills += 2
    finally:
        processes.close()
    drained = home.run("-m", "mingtang.config.cli", "worker", "--drain")
    report = json.loads(home.acting("report"))

    assert drained.returncode == 0, drained.stderr
    assert processes.finished and kills >= 10
    for word, place in (("signed", "signed"), ("published", "live")):
        acknowledged = {pk for act, pk in processes.acts if act == word}
        assert acknowledged <= set(report[place])
    live = report["live"]
    assert len(live) == READY
    assert report == {
        "live": live,
        "signed": live,
        "rows": True,
        "places": {"2": READY},
        "listed_in_months": 2 * READY,
        "this_month": True,
        "recorded_once": live,
        "signatures": [4],
        "released": READY,
        "releases": 0,
        "owed": 0,
        "told": live,
        "faults": [],
    }
