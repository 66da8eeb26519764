"""The rate of public pages, and how stale they get, beside nginx serving the same bytes from disk.

    python -m bench.pages --home /tmp/bench

Three servers on loopback: nginx with the files, nginx with the micro-cache of `deploy/nginx` before a web process of
ours, and a web process of ours alone. They are loaded in turn by `wrk`, so that a busy machine is as busy for each. Afterwards a
document is changed again and again while it is read from both of ours: the longest time that the old text was still
answered, after the act was acknowledged, must stay below a second.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench import homes

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 20)
DOCUMENTS = 20
NEEDED = {"wrk": "wrk", "nginx": "nginx-light"}


@dataclass(frozen=True)
class Ports:
    web: int
    behind: int
    cached: int
    files: int


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--changes", type=int, default=10)
    chosen = parser.parse_args()
    _need()
    homes.enter(chosen.home)
    addresses = _addresses()
    with (
        tempfile.TemporaryDirectory(prefix="mingtang-pages-") as folder,
        _web(chosen.home) as alone,
        _web(chosen.home, behind_proxy=True) as behind,
    ):
        Path(folder).chmod(0o755)
        ports = Ports(alone, behind, _free_port(), _free_port())
        _keep_files(Path(folder) / "files", alone, addresses)
        with _nginx(Path(folder), ports):
            rates = _rates(Path(folder), ports, addresses, chosen.rounds, chosen.seconds)
            stale = _staleness(ports, chosen.changes)
    print(json.dumps({"what": "pages", "engine": homes.engine(), "documents": _count(), **rates, **stale}))


def _need() -> None:
    os.environ["PATH"] += ":/usr/sbin"
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    if missing:
        sys.exit(f"缺少 {'、'.join(missing)}。请先安装：apt-get install {' '.join(missing)}")


def _count() -> int:
    from mingtang.publishing.api import LiveEdition

    return LiveEdition.objects.count()


def _addresses() -> list[str]:
    from mingtang.publishing.api import LiveEdition

    rows = LiveEdition.objects.order_by("-published_at", "-edition").values_list("public_id", flat=True)
    return [f"/doc/{public_id}.html" for public_id in rows[:DOCUMENTS]]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _read(port: int, address: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=20) as answer:
        return bytes(answer.read())


@contextmanager
def _web(home: Path, *, behind_proxy: bool = False) -> Iterator[int]:
    """`mingtang serve` as a real installation runs it, one process; it knows whether a proxy stands before it."""
    port = _free_port()
    words = ["-m", "mingtang.config.cli", "serve", "--host", "127.0.0.1", "--port", str(port), "--no-worker"]
    told = {
        "MINGTANG_HOME": str(home),
        "MINGTANG_BEHIND_PROXY": str(int(behind_proxy)),
        "PYTHONPATH": str(ROOT),
    }
    server = subprocess.Popen([sys.executable, *words], env={**os.environ, **told}, cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("服务没有启动。")


def _keep_files(folder: Path, port: int, addresses: list[str]) -> None:
    """The very bytes of the pages, as files."""
    (folder / "doc").mkdir(parents=True)
    for address in addresses:
        (folder / address.lstrip("/")).write_bytes(_read(port, address))


@contextmanager
def _nginx(folder: Path, ports: Ports) -> Iterator[None]:
    """nginx with the configuration that we ship; only addresses and folders are changed."""
    shipped = ROOT / "deploy" / "nginx"
    common = (shipped / "conf.d" / "mingtang.conf").read_text()
    common = common.replace("127.0.0.1:8000", f"127.0.0.1:{ports.behind}").replace("server [::1]:8000;", "")
    common = common.replace("/var/lib/nginx", str(folder))
    for name in ("logs", "tmp"):
        (folder / name).mkdir()
    temporary = "".join(
        f"{kind}_temp_path {folder}/tmp/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/logs/error.log; daemon off;\n"
        f"events {{ worker_connections 512; }}\n"
        f"http {{ access_log off; sendfile on; default_type text/html; {temporary}\n{common}\n"
        f"server {{ listen 127.0.0.1:{ports.cached}; include {shipped}/snippets/mingtang.conf; }}\n"
        f"server {{ listen 127.0.0.1:{ports.files}; root {folder}/files; }} }}\n"
    )
    server = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait_for(ports.cached)
        yield
    finally:
        server.terminate()
        server.wait(timeout=10)


def _rates(folder: Path, ports: Ports, addresses: list[str], rounds: int, seconds: int) -> dict[str, object]:
    """Requests a second of each server, the median of some rounds, and the ratios within the rounds."""
    script = folder / "addresses.lua"
    listed = ", ".join(f'"{address}"' for address in addresses)
    script.write_text(
        f"local a = {{{listed}}}\nlocal n = 0\n"
        "request = function() n = n % #a + 1; return wrk.format('GET', a[n]) end\n"
    )
    servers = {"files": ports.files, "cached": ports.cached, "web": ports.web}
    for port in servers.values():
        _load(port, script, 1)
    found = [{name: _load(port, script, seconds) for name, port in servers.items()} for _ in range(rounds)]
    return {
        **{f"{name}_per_second": round(statistics.median(r[name] for r in found)) for name in servers},
        "cached_of_files": round(statistics.median(r["cached"] / r["files"] for r in found), 3),
        "web_of_files": round(statistics.median(r["web"] / r["files"] for r in found), 3),
    }


def _load(port: int, script: Path, seconds: int) -> float:
    words = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert rate, told
    return float(rate[1])


# --- never stale


@dataclass
class Reader:
    """Reads one address without rest and remembers when each title was last answered (to a request begun then)."""

    port: int
    address: str
    last: dict[str, float] = field(default_factory=dict)
    stopped: bool = False
    reads: int = 0

    def run(self) -> None:
        while not self.stopped:
            began = time.monotonic()
            title = re.search(rb"<h1[^>]*>(.*?)</h1>", _read(self.port, self.address), re.DOTALL)
            self.last[title[1].decode().strip() if title else ""] = began
            self.reads += 1


def _staleness(ports: Ports, changes: int) -> dict[str, object]:
    """The longest time, in seconds, that the old text was answered after an act was done."""
    from bench.town import the_town

    town = the_town()
    edition = _published(town)
    address = edition.publication.get_absolute_url()
    readers = [Reader(ports.web, address), Reader(ports.cached, address)]
    threads = [threading.Thread(target=reader.run) for reader in readers]
    for thread in threads:
        thread.start()
    acted: list[tuple[str, float]] = []
    for number in range(changes):
        before = edition.title
        edition = _changed(town, edition, number)
        acted.append((before, time.monotonic()))
        time.sleep(1.5)
    for reader, thread in zip(readers, threads, strict=True):
        reader.stopped = True
        thread.join()
    stale = {
        name: max(0.0, *(reader.last.get(title, 0.0) - done for title, done in acted))
        for name, reader in zip(("web", "cached"), readers, strict=True)
    }
    assert all(reader.reads > 10 * changes for reader in readers)
    # Each reader has seen each text, or the measurement would be empty.
    assert all(title in reader.last for reader in readers for title, _ in acted)
    return {f"{name}_stale_seconds": round(value, 3) for name, value in stale.items()} | {"changes": changes}


def _published(town: Any) -> Any:
    from bench.publish_act import _ready
    from bench.town import columns
    from mingtang.publishing.api import publish_now

    return publish_now([_ready(town, columns(town)[0])], by=town.contact, on=DAY)[0]


def _changed(town: Any, edition: Any, number: int) -> Any:
    """A second edition of the same document, through the whole road."""
    from bench.publish_act import _body
    from bench.town import notice
    from mingtang.publishing.api import Edition, newest_revision, publish_now, save, start_edition, submit
    from mingtang.publishing.testing import sign_next

    new = start_edition(edition.publication, by=town.contact, on=DAY)
    title = f"关于冬春救助工作的第{number}次更正（{time.time_ns() % 1_000_000}）"
    base = newest_revision(new).number
    save(new, notice(title, _body(time.time_ns())), base=base, by=town.contact)
    new.refresh_from_db()
    submit(new, by=town.contact, on=DAY)
    for _ in range(4):
        sign_next(town, new)
    publish_now([Edition.objects.get(pk=new.pk)], by=town.contact, on=DAY)
    return Edition.objects.select_related("publication").get(pk=new.pk)


if __name__ == "__main__":
    main()
