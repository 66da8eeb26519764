"""Re-encrypting everything with the newest key and cipher, in batches, while the house stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models.functions import Cast

from mingtang.core.audit.api import record
from mingtang.core.privacy.models.ciphers import Unreadable
from mingtang.core.privacy.models.fields import current_keyring, keyed_hash
from mingtang.core.privacy.queries import EncryptedColumn, encrypted_columns
from mingtang.core.privacy.services.revealing import Viewer

BATCH = 500

Row = tuple[object, str]  # primary key and token


@dataclass(frozen=True)
class Rotation:
    """What one column came to: tokens written anew, and tokens that no key opens (left as they are)."""

    column: str
    rewritten: int
    unreadable: int


def rotate(
    *,
    by: Viewer | None,
    columns: Sequence[EncryptedColumn] | None = None,
    batch: int = BATCH,
    progress: Callable[[int], object] | None = None,
) -> list[Rotation]:
    """Rewrite every token not made by the newest key and cipher. Broken off, it goes on where it stopped.

    Without `columns`, all of the installation. `progress` is told the number of tokens after each batch.
    """
    chosen = encrypted_columns() if columns is None else columns
    return [_rotate_column(column, by, batch, progress) for column in chosen]


def _rotate_column(
    column: EncryptedColumn, by: Viewer | None, batch: int, progress: Callable[[int], object] | None
) -> Rotation:
    rewritten = unreadable = 0
    for rows in _batches(column, batch):
        done, failed = _rewrite(column, rows)
        rewritten, unreadable = rewritten + done, unreadable + failed
        if progress:
            progress(len(rows))
    result = Rotation(column.label, rewritten, unreadable)
    if rewritten or unreadable:
        _recorded(result, by)
    return result


def _recorded(result: Rotation, by: Viewer | None) -> None:
    details = {"column": result.column, "rewritten": result.rewritten, "unreadable": result.unreadable}
    record("privacy.keys_rotated", about=None, by=by, details=details)


def _batches(column: EncryptedColumn, size: int) -> Iterator[list[Row]]:
    """Rows whose token is not of the newest making, in the order of their keys."""
    outdated = _tokens(column).exclude(token="").exclude(token__startswith=current_keyring().prefix)
    waiting = outdated.filter(token__isnull=False).order_by("pk").values_list("pk", "token")
    rows = list(waiting[:size])
    while rows:
        yield rows
        rows = list(waiting.filter(pk__gt=rows[-1][0])[:size])


def _tokens(column: EncryptedColumn) -> models.QuerySet[models.Model]:
    """The rows with their stored token as `token`, not opened."""
    return column.model._base_manager.annotate(token=Cast(column.field.name, models.TextField()))


@transaction.atomic
def _rewrite(column: EncryptedColumn, rows: list[Row]) -> tuple[int, int]:
    done = failed = 0
    for pk, token in rows:
        try:
            text = current_keyring().open(token)
        except Unreadable:
            failed += 1
            continue
        # Only where the token is still the one read: a change made meanwhile must not be undone.
        done += _tokens(column).filter(pk=pk, token=token).update(**_anew(column, text))
    return done, failed


def _anew(column: EncryptedColumn, text: str) -> dict[str, str]:
    return {column.field.name: text} | {one.name: keyed_hash(text) for one in column.hashes}
