"""Homes with real commits.

A test that rolls back cannot show what a killed process leaves behind, or what two connections do to each other; and
our database refuses to be flushed. So a template is made once for a run (a copy of the other tests' migrated database, with
a government and what a story needs), and each test gets a copy of it: a copied file on SQLite, CREATE DATABASE … TEMPLATE
on PostgreSQL.

    home        a copy in a MINGTANG_HOME of its own, for processes: `home.environment`, `home.run(...)`
    committed   the same, and Django in this process works on it too: threads get a connection each
    empty_home  a database that holds nothing yet, Django turned to it
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

ROOT = Path(__file__).parents[2]
ACTING = Path(__file__).with_name("acting.py")
READY = int(os.environ.get("MINGTANG_KILL_ACTS", "60"))


@dataclass(frozen=True)
class Home:
    """A copy of the template that processes of its own may work on."""

    folder: Path
    database: str

    @property
    def name(self) -> str:
        """What Django calls the database: a file, or a name on the server."""
        return urlsplit(self.database).path.lstrip("/") or str(self.folder / "mingtang.sqlite3")

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("MINGTANG_", "DJANGO_", "PYTEST_"))},
            "MINGTANG_HOME": str(self.folder),
            "MINGTANG_DATABASE": self.database,
            "MINGTANG_TESTING": "1",
            "DJANGO_SETTINGS_MODULE": "tests.durability.settings",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A Python process in this home; its exit status is for the test to judge."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
        )

    def acting(self, what: str) -> str:
        """The output of one command of `acting.py`, which must succeed."""
        done = self.run(str(ACTING), what)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class _SQLite:
    """Databases are files: a copy is a copied file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite3"

    def make_template(self) -> str:
        if connection.is_in_memory_db():
            connection.ensure_connection()
            with closing(sqlite3.connect(self.template)) as copy:
                connection.connection.backup(copy)
        return str(self.template)

    def copy_to(self, folder: Path) -> tuple[str, str]:
        shutil.copy(self.template, folder / "mingtang.sqlite3")
        return str(folder / "mingtang.sqlite3"), ""

    def make_empty(self, folder: Path) -> tuple[str, str]:
        return str(folder / "mingtang.sqlite3"), ""

    def drop(self, name: str) -> None:
        pass


class _PostgreSQL:
    """Databases of the server that MINGTANG_DATABASE names; they are dropped when the test is over."""

    def __init__(self, folder: Path) -> None:
        self.prefix = f"mt_{os.getpid()}"
        self.number = 0

    def make_template(self) -> str:
        of_tests = connection.settings_dict["NAME"]
        connection.close()  # a database is copied when nobody is connected to it
        self._create(self.prefix, of_tests if of_tests.startswith(TEST_DATABASE_PREFIX) else "template1")
        return self.prefix

    def copy_to(self, folder: Path) -> tuple[str, str]:
        return self._another(self.prefix)

    def make_empty(self, folder: Path) -> tuple[str, str]:
        return self._another("template1")

    def _another(self, template: str) -> tuple[str, str]:
        self.number += 1
        name = f"{self.prefix}_{self.number}"
        self._create(name, template)
        return name, urlunsplit(urlsplit(os.environ["MINGTANG_DATABASE"])._replace(path=f"/{name}"))

    def drop(self, name: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create(self, name: str, template: str) -> None:
        self.drop(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


Databases = _SQLite | _PostgreSQL


@contextmanager
def _turned_to(name: str) -> Iterator[None]:
    """Django works on another database, through connections of its own; threads share the settings.

    The connection of the other tests is laid aside unclosed: their database may live in its memory.
    """
    kept = connections["default"]
    before, kept.settings_dict["NAME"] = kept.settings_dict["NAME"], name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        _give_up(connections["default"])
        kept.settings_dict["NAME"], connections["default"] = before, kept


def _give_up(wrapper: BaseDatabaseWrapper) -> None:
    """Close a connection, also where a failure left it within a transaction."""
    if wrapper.connection is not None:
        wrapper.connection.close()
        wrapper.connection = None


@pytest.fixture(scope="session")
def databases(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """The template: migrated, with a government, and texts that wait for their last signature."""
    with django_db_blocker.unblock():
        made = _template(tmp_path_factory.getbasetemp() / "template")
    yield made
    with django_db_blocker.unblock():
        if isinstance(made, _PostgreSQL):
            made.drop(made.prefix)


@cache
def _template(folder: Path) -> Databases:
    """Made once, though fixtures of several folders ask for it."""
    folder.mkdir()
    made: Databases = _SQLite(folder) if connection.vendor == "sqlite" else _PostgreSQL(folder)
    with _turned_to(made.make_template()):
        if "django_migrations" not in connection.introspection.table_names():
            call_command(
                "migrate", verbosity=0, interactive=False
            )  # only these tests are run: there is none to copy
        _story()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def _story() -> None:
    """A government, and as many texts as acts are wanted, each signed but for the last step."""
    from mingtang.publishing.api import install
    from mingtang.publishing.testing import a_government, sign_next, submitted

    install(demonstration=False)
    government = a_government()
    for number in range(READY):
        edition = submitted(government, **_words(number), column=government.child)
        for _ in range(3):
            sign_next(government, edition)


def _words(number: int) -> dict[str, str]:
    """A title and a text of its own: two texts alike would be found."""
    body = (
        f"<p>现就第{number}批困难群众冬春救助有关事项通知如下，请各镇街认真组织落实，并于月底前报送情况。</p>"
    )
    return {"title": f"关于做好第{number}批冬春救助工作的通知", "body": body}


@pytest.fixture
def home(databases: Databases, django_db_blocker: Any, tmp_path: Path) -> Iterator[Home]:
    """A copy of the template, in a folder of its own."""
    with django_db_blocker.unblock():
        yield from _home(databases, tmp_path, *databases.copy_to(tmp_path))


@pytest.fixture
def empty_home(databases: Databases, django_db_blocker: Any, tmp_path: Path) -> Iterator[Home]:
    """A folder with a database that holds nothing yet, with Django turned to it."""
    with django_db_blocker.unblock():
        for made in _home(databases, tmp_path, *databases.make_empty(tmp_path)):
            with _turned_to(made.name):
                yield made


def _home(databases: Databases, folder: Path, name: str, address: str) -> Iterator[Home]:
    shutil.copytree(settings.HOME / "keys", folder / "keys")
    (folder / "static").mkdir()
    yield Home(folder, address)
    databases.drop(name)


@pytest.fixture
def committed(home: Home, django_db_blocker: Any) -> Iterator[Home]:
    """This process works on the copy as well, with real commits."""
    with django_db_blocker.unblock(), _turned_to(home.name):
        yield home


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Call functions at the same moment, each in a thread with its own connection; results or what they raised."""

    def run(*works: Callable[[], Any]) -> list[Any]:
        gate, results = threading.Barrier(len(works)), [None] * len(works)

        def one(place: int, work: Callable[[], Any]) -> None:
            try:
                gate.wait(timeout=120)
                results[place] = work()
            except Exception as failure:  # what was refused is a result here
                results[place] = failure
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=300)
        return results

    return run
