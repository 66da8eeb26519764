"""Figures: percentiles, ratios, and lines for RESULTS.md."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    """One call, in milliseconds: by the clock on the wall, and of this process's own work."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Figure:
    """How long something took, in milliseconds. Where a machine is busy with other things, `cpu` is the steadier."""

    name: str
    p50: float
    p95: float
    cpu_p50: float
    runs: int


def figure(name: str, took: Sequence[Took]) -> Figure:
    wall, cpu = sorted(one.wall for one in took), sorted(one.cpu for one in took)
    return Figure(name, _at(wall, 0.5), _at(wall, 0.95), _at(cpu, 0.5), len(took))


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)


def timed(work: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def freeze() -> None:
    """Keep the collector from looking through what was loaded, as `config/wsgi.py` does."""
    gc.collect()
    gc.freeze()


def in_turn(works: dict[str, Callable[[], object]], *, rounds: int, warm: int = 3) -> dict[str, Figure]:
    """Each work once a round, one after another: what the machine does besides falls on all of them alike."""
    for _ in range(warm):
        for work in works.values():
            work()
    freeze()
    times: dict[str, list[Took]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(timed(work))
    return {name: figure(name, values) for name, values in times.items()}


def report(what: str, facts: dict[str, object], figures: Sequence[Figure], *, peer: str = "") -> None:
    """A table for people, and one JSON line for RESULTS.md's keeper."""
    against = next((one for one in figures if one.name == peer), None)
    print(f"\n{what}  " + "  ".join(f"{name}={value}" for name, value in facts.items()))
    for one in figures:
        ratio = f"  ×{one.p50 / against.p50:.2f} of {peer}" if against and one is not against else ""
        print(
            f"  {one.name:<34} p50 {one.p50:8.2f} ms   p95 {one.p95:8.2f} ms   cpu {one.cpu_p50:8.2f} ms{ratio}"
        )
    print(json.dumps({"what": what, **facts, "figures": [one.__dict__ for one in figures]}), flush=True)
