"""Finding files and reading what is in them."""

from __future__ import annotations

from django.core.files import File
from django.db.models import QuerySet

from mingtang.core.files.models import State, StoredFile, contents
from mingtang.core.files.parsing import Extracted, text_of
from mingtang.core.files.permissions import MayNotOpen, opening_refusals


def by_public_id(public_id: str) -> StoredFile | None:
    return StoredFile.objects.filter(public_id=public_id).first()


def held() -> QuerySet[StoredFile]:
    """Files that someone must look at: waiting, quarantined or condemned, the newest first."""
    return StoredFile.objects.exclude(state__in=[State.CLEAN, State.ERASED]).order_by("-id")


def open_bytes(file: StoredFile) -> File[bytes]:
    """The file's bytes, open for reading. Refuses anything that is not clean now, whatever the caller's copy says."""
    current = StoredFile.objects.only("state", "sha256").get(pk=file.pk)
    if reasons := opening_refusals(current):
        raise MayNotOpen(reasons)
    try:
        return contents().open(current.sha256, current.folder)
    except FileNotFoundError as error:
        raise MayNotOpen("文件内容找不到了，可能已被抹除，或存储出了故障。请联系系统管理员。") from error


def extracted(file: StoredFile) -> Extracted:
    """Text, paragraphs and tables of a stored file."""
    with open_bytes(file) as opened:
        return text_of(opened.read(), media_type=file.media_type)
