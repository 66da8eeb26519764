"""Going forward: a later migration keeps every trigger, a home without one does not start, old landings come along."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from mingtang.core.accounts.models import User
from mingtang.core.audit import api as audit
from mingtang.core.triggers import api as triggers
from mingtang.publishing.api import (
    Edition,
    LiveEdition,
    Signature,
    facet_faults,
    newest_revision,
    publish_now,
    select,
    sign,
    verify,
)
from mingtang.publishing.testing import DAY, GATE_CODES

LANDINGS = sorted(
    path.name.split(".")[0] for path in Path(__file__).with_name("landings").glob("*.sqlite.sql.gz")
)
# What could be read when each landing was kept.
FIRST = ("公园游览守则", "校车管理办法", "公开的", "应急公开的", "撤回的", "第二版")
PUBLIC = {
    "first": FIRST,
    "second": (
        *FIRST, "云棠区临时救助办法", "云棠区校车补助办法", "关于做好第1项救助工作的通知", "云棠区2026年政务公开工作要点（2）",
        "截至2026-09-30进展情况（3）", "专项资金发现问题及整改（4）",
    ),
}  # fmt: skip
DROPPED = "mt_publishing_edition_update_basis"


def execute(sql: str, parameters: tuple | None = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def drop_trigger() -> None:
    on = "" if connection.vendor == "sqlite" else " ON publishing_edition"
    execute(f"DROP TRIGGER {DROPPED}{on}")
    connections.close_all()


def publish_one() -> Edition:
    """The first text that lacks its last signature, signed and published."""
    edition = Edition.objects.filter(waiting_for="level3").order_by("pk").first()
    sign(
        edition,
        "level3",
        by=User.objects.get(name="郑终审"),
        on=DAY,
        seen_hash=newest_revision(edition).content_hash,
        gates=GATE_CODES,
        proof_read=True,
    )
    publish_now([edition], by=User.objects.get(name="林信息"), on=DAY)
    edition.refresh_from_db()
    return edition


def side_doors_are_shut(live: Edition) -> None:
    """Raw statements that would make a text public, change a signed one, or remove a signature are all refused."""
    unsigned = Edition.objects.filter(state="in_review").order_by("pk").first()
    revision = newest_revision(unsigned)
    statements = [
        (
            "UPDATE publishing_edition SET state = 'live', basis = 'reviewed', live_revision_id = %s, published_at = %s "
            "WHERE id = %s",
            (revision.pk, timezone.now(), unsigned.pk),
        ),
        ("UPDATE publishing_revisioncontent SET payload = '{}' WHERE id = %s", (live.live_revision_id,)),
        ("DELETE FROM publishing_signature WHERE revision_id = %s", (live.live_revision_id,)),
        ("DELETE FROM publishing_edition WHERE id = %s", (unsigned.pk,)),
        ("UPDATE publishing_liveedition SET title = 'x' WHERE id = %s", (live.pk,)),
        ("DELETE FROM audit_entry", ()),
    ]
    for sql, parameters in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(sql, parameters)


@pytest.mark.demand("IL-05")
def test_a_migration_that_alters_editions_leaves_every_trigger_in_place(committed, settings):
    live = publish_one()
    settings.MIGRATION_MODULES = {"publishing": "tests.migrations.later"}

    call_command("migrate", verbosity=0, interactive=False)

    columns = {c.name for c in connection.introspection.get_table_description(connection.cursor(), "publishing_edition")}
    assert "later_note" in columns
    assert triggers.missing_or_changed(connection) == []
    side_doors_are_shut(live)
    assert [edition.pk for edition in Edition.objects.filter(state="live")] == [live.pk]
    assert list(verify()) == []


@pytest.mark.demand("IL-05")
def test_a_migration_that_walks_round_the_command_takes_no_trigger_away(committed, settings):
    """PostgreSQL alters a table in place and keeps its triggers; SQLite cannot make it anew while others name it."""
    live = publish_one()
    settings.MIGRATION_MODULES = {"publishing": "tests.migrations.later"}
    executor = MigrationExecutor(connection)

    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError):
            executor.migrate(executor.loader.graph.leaf_nodes())
        connection.connection.close()
        del connections["default"]
    else:
        executor.migrate(executor.loader.graph.leaf_nodes())

    assert triggers.missing_or_changed(connection) == []
    side_doors_are_shut(live)
    assert list(verify()) == []


@pytest.mark.demand("IL-05")
@pytest.mark.parametrize("command", [("serve", "--port", "1"), ("worker",), ("worker", "--drain")])
def test_a_home_that_lacks_a_trigger_does_not_start(committed, command):
    drop_trigger()

    started = committed.run("-m", "mingtang.config.cli", *command)

    assert started.returncode == 1
    assert f"数据库触发器缺失或被改动，不能启动：{DROPPED}。请先运行 mingtang audit verify" in started.stderr
    assert started.stdout == ""


def test_once_repaired_by_hand_it_starts_and_the_repair_is_on_record(committed):
    drop_trigger()

    repaired = committed.run("-m", "mingtang.config.cli", "audit", "repair-triggers")
    started = committed.run("-m", "mingtang.config.cli", "worker", "--drain")

    assert (repaired.returncode, started.returncode) == (0, 0), repaired.stderr + started.stderr
    assert [json.loads(details) for details, _ in audit.recorded("triggers.repaired")] == [{"wrong": [DROPPED]}]
    assert triggers.missing_or_changed(connection) == []


def test_a_home_that_was_not_upgraded_does_not_start_its_worker(committed):
    execute("DELETE FROM django_migrations WHERE app = 'publishing' AND name <> '0001_initial'")
    connections.close_all()

    started = committed.run("-m", "mingtang.config.cli", "worker", "--drain")

    assert started.returncode == 1
    assert "数据库还没有建立或没有升级。请运行：mingtang serve" in started.stderr


def load(name: str) -> None:
    """A kept database, as it was when it landed."""
    path = Path(__file__).with_name("landings") / f"{name}.{connection.vendor}.sql.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    if connection.vendor == "sqlite":
        # A dump names tables before it makes them: loaded by a connection that does not look at foreign keys.
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
            plain.executescript(text)
    else:
        execute(text, None)
    connections.close_all()


def public_titles() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM publishing_liveedition ORDER BY title")
        return [title for (title,) in cursor.fetchall()]


@pytest.mark.parametrize("name", LANDINGS)
def test_a_kept_landing_is_migrated_forward_verified_and_worked_on(empty_home, name):
    load(name)
    assert public_titles() == sorted(PUBLIC[name])

    call_command("migrate", verbosity=0, interactive=False)

    assert triggers.missing_or_changed(connection) == []
    assert list(verify()) == []
    assert public_titles() == sorted(LiveEdition.objects.values_list("title", flat=True))
    # What was public before there were facets has them.
    assert (select({}, on=DAY).total, facet_faults()) == (len(PUBLIC[name]), [])
    waiting = Edition.objects.get(title="待发布的")
    publish_now([waiting], by=User.objects.get(name="林信息"), on=DAY)
    assert LiveEdition.objects.filter(title="待发布的").exists()
    side_doors_are_shut(Edition.objects.get(title="待发布的"))
    assert Signature.objects.filter(revision=newest_revision(waiting)).count() == 4
    assert (select({}, on=DAY).total, facet_faults()) == (len(PUBLIC[name]) + 1, [])
    assert list(verify()) == []


def test_a_landing_is_kept():
    assert LANDINGS
