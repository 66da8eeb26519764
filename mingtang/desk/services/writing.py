"""One press of 保存: the text, its columns and its drafter together, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.accounts.api import User
from mingtang.core.files.api import StoredFile
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Edition, Revision


@transaction.atomic
def save_draft(
    edition: Edition,
    content: Mapping[str, Any],
    *,
    by: User,
    on: date,
    base: int,
    columns: Sequence[int] | None = None,
    drafter_id: int | None = None,
    drafter_name: str = "",
    typed_only: bool = False,
    paper: StoredFile | None = None,
    note: str = "",
) -> Revision:
    """Save a new revision, and show the record in these further columns (None: as before).

    A text that says what the newest revision says makes no new one: signatures on it go on holding.
    """
    if columns is not None:
        publishing.place(edition, Column.objects.filter(pk__in=columns), by=by, on=on)
    newest = publishing.newest_revision(edition)
    drafting = {"drafter_id": drafter_id, "drafter_name": drafter_name, "typed_only": typed_only}
    if newest.number == base and not _differs(edition, newest, content, drafting):
        return newest
    return publishing.save(
        edition,
        content,
        by=by,
        base=base,
        note=note,
        drafter=User.objects.filter(pk=drafter_id).first() if drafter_id else None,
        drafter_name=drafter_name,
        typed_only=typed_only,
        paper=paper,
    )


def _differs(
    edition: Edition, newest: Revision, content: Mapping[str, Any], drafting: Mapping[str, Any]
) -> bool:
    named = "" if newest.drafter_id else newest.drafter_name
    held = {"drafter_id": newest.drafter_id, "drafter_name": named, "typed_only": newest.typed_only}
    if newest.typed_only != drafting["typed_only"] or held != {**drafting}:
        return True
    return publishing.complete(content, edition) != publishing.content_of(newest)
