"""`mingtang serve`: the web server on IPv4 and IPv6, and a worker beside it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from mingtang.config.output import say

LOCAL = ("127.0.0.1", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        action="append",
        metavar="地址",
        help="监听的地址，可写多次；不写则为 127.0.0.1 和 ::1。写 :: 则对外同时提供 IPv4 与 IPv6。",
    )
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=1, metavar="数", help="每个地址的进程数，默认 1")
    parser.add_argument("--threads", type=int, default=4, metavar="数", help="每个进程的线程数，默认 4")
    parser.add_argument(
        "--no-worker", action="store_true", help="不同时运行后台办理（另由 mingtang worker 运行）"
    )


def run(arguments: argparse.Namespace) -> int:
    from mingtang.config.home import set_up

    set_up()
    hosts = arguments.host or [host for host in LOCAL if _can_listen(host)]
    commands = [_web(host, arguments) for host in hosts]
    if not arguments.no_worker:
        commands.append([sys.executable, "-m", "mingtang.config.cli", "worker"])
    for host in hosts:
        say(f"明堂已启动：http://{'[' + host + ']' if ':' in host else host}:{arguments.port}/")
    return _supervise(commands)


def _web(host: str, arguments: argparse.Namespace) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": arguments.port,
        "--workers": arguments.workers,
        "--blocking-threads": arguments.threads,
        "--log-level": "warning",
    }
    words = [str(word) for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", "mingtang.config.wsgi:application", *words, "--no-ws"]


def _can_listen(host: str) -> bool:
    """Some machines have no IPv6; the server then serves on IPv4 and says so."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        say(f"本机不能监听 {host}，跳过。")
        return False
    return True


def _supervise(commands: list[list[str]]) -> int:
    """Run the processes until one stops or we are told to stop; then stop all of them."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    children = [subprocess.Popen(command, env=environment) for command in commands]  # noqa: S603 (our own words)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    failed = [child for child in children if child.poll() not in (None, 0)]
    for child in children:
        child.terminate()
    for child in children:
        _wait(child)
    if failed and not stopping:
        say("有进程意外停止，已全部停止。请查看上面的出错信息。")
        return 1
    return 0


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
