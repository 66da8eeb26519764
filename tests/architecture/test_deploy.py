"""What `deploy/` ships works: nginx takes it, caches for a second at most and never for staff; units name real commands."""

from __future__ import annotations

import configparser
import http.client
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from mingtang.config.cli import COMMANDS
from mingtang.config.environment import DECLARED
from mingtang.core.design.queries import WAYS

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
NGINX_FILES = sorted(path for path in (DEPLOY / "nginx").rglob("*") if path.is_file())
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
MAIN = """
{user}
daemon off;
pid {here}/nginx.pid;
error_log {here}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    include conf.d/*.conf;
    {servers}
}}
"""
SITE = "server {{ listen 127.0.0.1:{port}; include snippets/mingtang.conf; }}"


def text_of(name: str) -> str:
    return (DEPLOY / "nginx" / name).read_text(encoding="utf-8")


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, encoding="utf-8")
    return parser


# --- nginx, by reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NGINX_FILES, ids=lambda path: path.parent.name)
def test_braces_are_balanced(path: Path) -> None:
    text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    depth = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0


def test_each_server_listens_on_ipv4_and_ipv6() -> None:
    servers = text_of("sites-available/mingtang").split("\nserver {")[1:]
    ports = [sorted(re.findall(r"listen (\[::\]:)?(\d+)", server)) for server in servers]
    assert ports == [[("", port), ("[::]:", port)] for port in ("80", "80", "443")]


def test_what_the_cache_must_know_is_what_the_application_says() -> None:
    site, cache = text_of("snippets/mingtang.conf"), text_of("conf.d/mingtang.conf")
    session = f"$cookie_{settings.SESSION_COOKIE_NAME}"
    assert len(re.findall(rf"proxy_(?:cache_bypass|no_cache) {re.escape(session)} ", site)) == 2
    assert set(re.findall(r"map \$cookie_(\w+)", cache)) == set(WAYS)
    choices = {f"{name} {value};" for name, known in WAYS.items() for value in list(known)[1:]}
    assert {
        f"{n} {v};" for n, v in re.findall(r"map \$cookie_(\w+)[^}]*?\n    (?!default)(\w+) ", cache)
    } == choices


def test_nginx_lets_through_what_the_application_takes() -> None:
    allowed = int(re.search(r"client_max_body_size (\d+)m;", text_of("snippets/mingtang.conf"))[1])  # type: ignore[index]
    assert allowed * 1024 * 1024 > settings.UPLOAD_LIMIT_BYTES


# --- nginx, running ---------------------------------------------------------------------------------------------


@dataclass
class Site:
    """nginx as shipped, before an application that answers what the test says."""

    port: int
    answer: str = "第一稿"
    cache_control: str | None = "public, max-age=0, s-maxage=3600"
    asked: Counter[str] = field(default_factory=Counter)

    def get(self, path: str = "/a", cookie: str = "") -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        body = connection.getresponse().read().decode()
        connection.close()
        return body

    def times_asked(self, path: str = "/a", *cookies: str) -> int:
        """Get a page once with each cookie (twice with none), all within one second; how often was it made?"""
        for _ in range(20):
            before, second = self.asked[path], wait_for_a_new_second()
            for cookie in cookies or ("", ""):
                self.get(path, cookie)
            if int(time.time()) == second:
                return self.asked[path] - before
        raise AssertionError("This machine is too slow to ask twice within a second.")


def wait_for_a_new_second() -> int:
    second = int(time.time()) + 1
    time.sleep(second + 0.05 - time.time())
    return second


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """The shipped files below a folder of the test, with that folder for nginx's own."""
    shutil.copytree(DEPLOY / "nginx", tmp_path, dirs_exist_ok=True)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("/var/lib/nginx", str(tmp_path))
            path.write_text(text.replace("/etc/mingtang/tls", str(tmp_path)), encoding="utf-8")
    return tmp_path


def write_main(prefix: Path, servers: str) -> None:
    """Started by root, nginx would hand its work to a user who may not enter the folder of the test."""
    user = "user root;" if os.geteuid() == 0 else ""
    (prefix / "nginx.conf").write_text(MAIN.format(user=user, here=prefix, servers=servers))


@pytest.fixture
def site(prefix: Path) -> Iterator[Site]:
    if not NGINX:
        pytest.skip("nginx is not installed: its files were only read")
    site = Site(port=free_port())
    application = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(site))
    threading.Thread(target=application.serve_forever, args=(0.02,), daemon=True).start()
    cache = prefix / "conf.d" / "mingtang.conf"
    upstream = f"upstream mingtang {{ server 127.0.0.1:{application.server_port}; }}"
    cache.write_text(re.sub(r"upstream mingtang \{.*?\n\}", upstream, cache.read_text(), flags=re.DOTALL))
    write_main(prefix, SITE.format(port=site.port))
    server = subprocess.Popen([NGINX, "-p", str(prefix), "-c", str(prefix / "nginx.conf")])
    wait_until_it_answers(site.port)
    yield site
    server.terminate()
    server.wait()
    application.shutdown()
    application.server_close()


def handler_for(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            self.send_response(200)
            if site.cache_control:
                self.send_header("Cache-Control", site.cache_control)
            self.end_headers()
            self.wfile.write(site.answer.encode())

        def log_message(self, *words: object) -> None:
            pass

    return Handler


def wait_until_it_answers(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def self_signed(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.example.gov.cn")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(day).not_valid_after(day + timedelta(days=1))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *form))


def as_this_machine_allows(servers: str) -> str:
    """Ports below 1024 may be closed to whoever runs the tests, and a container may lack IPv6."""
    servers = re.sub(r"(listen (?:\[::\]:)?)(80|443)\b", r"\g<1>18\2", servers)
    return servers if Path("/proc/net/if_inet6").exists() else re.sub(r".*\[::\].*\n", "", servers)


def test_nginx_takes_the_files_as_shipped(prefix: Path) -> None:
    if not NGINX:
        pytest.skip("nginx is not installed: its files were only read")
    self_signed(prefix)
    servers = prefix / "sites-available" / "mingtang"
    servers.write_text(as_this_machine_allows(servers.read_text()))
    write_main(prefix, "include sites-available/mingtang;")
    told = subprocess.run(
        [NGINX, "-t", "-p", str(prefix), "-c", str(prefix / "nginx.conf")], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr


def test_a_public_page_is_made_once_in_a_second(site: Site) -> None:
    assert site.times_asked() == 1


def test_a_changed_page_is_new_in_the_next_second_whatever_its_headers_say(site: Site) -> None:
    """The application allows an hour here; the key of the copy does not."""
    assert site.get() == "第一稿"
    site.answer = "第二稿"
    wait_for_a_new_second()
    assert site.get() == "第二稿"


def test_the_staff_always_reach_the_application(site: Site) -> None:
    session = f"{settings.SESSION_COOKIE_NAME}=abc"
    assert site.times_asked("/a", session, session) == 2
    assert site.times_asked("/desk/") == 2
    assert site.times_asked("/accounts/sign-in/") == 2


def test_what_the_staff_saw_is_not_shown_to_the_public(site: Site) -> None:
    session = f"{settings.SESSION_COOKIE_NAME}=abc"
    assert site.times_asked("/a", session, "") == 2


@pytest.mark.parametrize("cache_control", ["private, max-age=60", "no-store", "no-cache", "s-maxage=0", None])
def test_a_page_is_not_kept_unless_the_application_allows_it(site: Site, cache_control: str | None) -> None:
    site.cache_control = cache_control
    assert site.times_asked() == 2


def test_elder_mode_has_copies_of_its_own_and_unknown_values_have_not(site: Site) -> None:
    assert site.times_asked("/a", "", "mode=elder", "mode=elder; contrast=high", "mode=elder") == 3
    assert site.times_asked("/b", "", "mode=standard", "mode=nonsense", "other=1") == 1


def test_styles_are_kept_longer_than_a_second(site: Site) -> None:
    site.get("/static/a.css")
    wait_for_a_new_second()
    site.get("/static/a.css")
    assert site.asked["/static/a.css"] == 1


# --- systemd and the environment ----------------------------------------------------------------------------------


def test_each_service_runs_a_command_that_exists() -> None:
    started = {
        path.name: unit(path)["Service"]["ExecStart"].split()[1:]
        for path in UNITS
        if path.suffix == ".service"
    }
    assert started == {
        "mingtang-web.service": ["serve", "--no-worker", "--workers", "2"],
        "mingtang-worker.service": ["worker"],
        "mingtang-daily.service": ["daily"],
    }
    assert {words[0] for words in started.values()} <= set(COMMANDS)


def test_the_timer_starts_the_daily_run_even_after_a_missed_night() -> None:
    timer = unit(DEPLOY / "systemd" / "mingtang-daily.timer")["Timer"]
    assert (timer["OnCalendar"], timer["Persistent"]) == (f"*-*-* 00:10:00 {settings.TIME_ZONE}", "true")


def test_the_services_run_without_rights_over_the_machine() -> None:
    for path in UNITS:
        if path.suffix == ".service":
            service = unit(path)["Service"]
            assert (service["User"], service["ProtectSystem"], service["UMask"]) == (
                "mingtang",
                "strict",
                "0027",
            )


def test_the_example_environment_names_real_settings() -> None:
    text = (DEPLOY / "mingtang.env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#?(MINGTANG_\w+)=", text, re.MULTILINE)
    assert [name for name in named if name not in DECLARED] == []
    assert {"MINGTANG_HOME", "MINGTANG_BEHIND_PROXY", "MINGTANG_HTTPS_ONLY"} <= set(named)
