"""`mingtang serve` in an empty home: set up, on IPv4 and IPv6, with a worker beside it, and it stops when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINGTANG_", "DJANGO_"))}
    return {**kept, "MINGTANG_HOME": str(home), "PYTHONPATH": str(ROOT), "MINGTANG_SECOND_FACTOR": "0"}


def _answer(address: str, seconds: float = 300) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # our own server
                return f"{answer.status} {answer.read().decode()}"
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


@pytest.fixture
def server(tmp_path):
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "mingtang.config.cli", "serve", "--port", str(port)],
        cwd=tmp_path,
        env=_environment(tmp_path / "home"),
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process, port
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=120)
    process.stderr.close()


@pytest.mark.demand("IP-01")
def test_an_empty_home_is_set_up_and_served_on_both_protocols(server):
    process, port = server

    health = _answer(f"http://127.0.0.1:{port}/health")
    again = _answer(f"http://[::1]:{port}/health")

    assert health.startswith("200 ")
    assert again.startswith("200 ")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0


def test_commands_that_need_no_database_leave_no_home_behind(tmp_path):
    home = tmp_path / "home"
    command = [
        sys.executable,
        "-m",
        "mingtang.config.cli",
        "law",
        "due",
        "--from",
        "2026-09-10",
        "--working-days",
        "20",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=_environment(home), capture_output=True, text=True, check=True
    )
    assert "2026-10-14" in done.stdout
    assert not home.exists()


def test_a_worker_refuses_a_home_that_was_never_set_up(tmp_path):
    command = [sys.executable, "-m", "mingtang.config.cli", "worker", "--drain"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=_environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "请运行：mingtang serve" in done.stderr
