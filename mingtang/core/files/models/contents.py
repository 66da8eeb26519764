"""Where the bytes lie: named by their hash, good ones and doubtful ones in separate folders, each kept once.

Any Django storage will do (`STORAGES["files"]`, for instance S3); without one it is a folder under MEDIA_ROOT, written
so that a power cut leaves the whole file or none.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

CLEAN, DOUBTFUL = "clean", "quarantine"
_BLOCK = 1 << 20


@deconstructible
class AtomicFolder(FileSystemStorage):
    """A folder in which a name is either absent or whole: written aside, flushed to the disk, then renamed."""

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                for block in content.chunks(_BLOCK):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).chmod(0o640)
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
        return name


def _flush_folder(folder: Path) -> None:
    """A rename is lasting only when the folder itself has been written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Contents:
    """Bytes by hash. Keeping twice, moving twice and removing twice are all harmless."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def keep(self, file: BinaryIO, sha256: str, folder: str) -> None:
        name = _place(sha256, folder)
        if not self._storage.exists(name):
            file.seek(0)
            self._storage.save(name, File(file, name=name))

    def move(self, sha256: str, *, to: str) -> None:
        """Bring the bytes into another folder; the copy in the first is removed by `remove` after the commit."""
        source = _place(sha256, DOUBTFUL if to == CLEAN else CLEAN)
        if not self._storage.exists(_place(sha256, to)):
            with self._storage.open(source) as file:
                self.keep(cast(BinaryIO, file), sha256, to)

    def remove(self, sha256: str, folder: str) -> None:
        self._storage.delete(_place(sha256, folder))

    def open(self, sha256: str, folder: str) -> File[bytes]:
        """Raises FileNotFoundError where the bytes are gone."""
        return self._storage.open(_place(sha256, folder), "rb")

    def holds(self, sha256: str, folder: str) -> bool:
        return self._storage.exists(_place(sha256, folder))


def _place(sha256: str, folder: str) -> str:
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def contents() -> Contents:
    """The store that the settings name."""
    if "files" in settings.STORAGES:
        return Contents(storages["files"])
    return Contents(AtomicFolder(location=settings.MEDIA_ROOT))
