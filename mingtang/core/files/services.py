"""Receiving files, scanning them, and taking bad ones out of use."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.files.detection import FileType, identify, tidy_name
from mingtang.core.files.detection.viruses import CLEAN as NOTHING_FOUND
from mingtang.core.files.detection.viruses import Verdict, scan
from mingtang.core.files.models import State, StoredFile, contents
from mingtang.core.files.models.contents import CLEAN, DOUBTFUL
from mingtang.core.refusals import Refusal, Refused

if TYPE_CHECKING:
    from mingtang.core.accounts.api import User
    from mingtang.core.organisations.api import Organisation

_IN_MEMORY = 4 * 1024 * 1024
_FINAL = (State.CONDEMNED, State.ERASED)


@dataclass(frozen=True)
class FileCondemned(events.Event):
    """A file that was in use, or was to be, is found to be harmful; whoever shows it must stop."""

    file_id: int


class MayNotReceive(Refused):
    """The upload was refused; nothing of it was kept."""


class MayNotRelease(Refused):
    """The file must stay where it is."""


class MayNotRescan(Refused):
    """There is nothing to scan, or nobody to do it."""


class Upload(Protocol):
    """What Django hands over for an uploaded file; any named file will do."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def receive(upload: Upload, *, by: User | None, owner: Organisation | None, purpose: str) -> StoredFile:
    """Keep an uploaded file: told by its content, hashed, scanned. Refused files leave nothing behind.

    The row is written as pending before the scan and settled after it, so that a crash in between loses nothing and
    no database lock is held while the scanner works; `rescan` settles what was left pending.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        temporary = cast(BinaryIO, spooled)
        sha256, size = _read(upload, temporary)
        name = tidy_name(upload.name or "")
        try:
            kind = identify(temporary, name)
        except Refused as refused:
            raise MayNotReceive(refused.reasons) from refused
        contents().keep(temporary, sha256, DOUBTFUL)
        file = _keep_row(sha256, size, kind, name=name, by=by, owner=owner, purpose=purpose)
        return _settle(file, _known(sha256) or _verdict(temporary), by=by)


def _read(upload: Upload, temporary: BinaryIO) -> tuple[str, int]:
    digest, size, limit = hashlib.sha256(), 0, settings.UPLOAD_LIMIT_BYTES
    for block in upload.chunks():
        size += len(block)
        if size > limit:
            raise MayNotReceive(f"文件超过 {_in_words(limit)} 的上限。请压缩或拆分后再上传。")
        digest.update(block)
        temporary.write(block)
    return digest.hexdigest(), size


def _in_words(size: int) -> str:
    return f"{size // 2**20} MB" if size >= 2**20 else f"{size} 字节"


@transaction.atomic
def _keep_row(
    sha256: str,
    size: int,
    kind: FileType,
    *,
    name: str,
    by: User | None,
    owner: Organisation | None,
    purpose: str,
) -> StoredFile:
    file = StoredFile.objects.create(
        sha256=sha256,
        size=size,
        media_type=kind.media_type,
        charset=kind.charset,
        extension=kind.extension,
        name=name,
        purpose=purpose,
        owner=owner,
        uploaded_by=by,
    )
    audit.record(
        "files.received", about=file, by=by, details={"sha256": sha256, "size": size, "purpose": purpose}
    )
    return file


def _known(sha256: str) -> Verdict | None:
    """Bytes that were condemned once are condemned whenever they come again."""
    known = StoredFile.objects.filter(sha256=sha256, state=State.CONDEMNED).first()
    return Verdict("infected", f"相同内容的文件已被封存：{known.reasons[-1]}") if known else None


def _verdict(file: BinaryIO) -> Verdict:
    return scan(file, settings.CLAMAV_SOCKET) if settings.CLAMAV_SOCKET else NOTHING_FOUND


@transaction.atomic
def _settle(file: StoredFile, verdict: Verdict, *, by: User | None) -> StoredFile:
    """Write down what the scanner said: clean, quarantined where nobody could look, condemned where it found something."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if file.state in _FINAL:  # someone condemned or erased it while we were scanning
        return file
    if verdict.outcome == "infected":
        _condemn_all(file, verdict.reason, by=by)
        file.refresh_from_db()
        return file
    file.scanned_at = timezone.now()
    if verdict.outcome == "clean":
        _let_out(file)
    else:
        file.state, file.reasons = State.QUARANTINED, [verdict.reason]
    file.save(update_fields=["state", "reasons", "scanned_at"])
    if file.state == State.QUARANTINED:
        audit.record("files.quarantined", about=file, by=by, details={"reasons": file.reasons})
    return file


def _let_out(file: StoredFile) -> None:
    contents().move(file.sha256, to=CLEAN)
    file.state, file.reasons = State.CLEAN, []
    transaction.on_commit(lambda: _tidy(file.sha256))


def _tidy(sha256: str) -> None:
    """Remove the copy that no row needs any more; the same bytes may be clean in one row and doubtful in another."""
    states = set(StoredFile.objects.filter(sha256=sha256).values_list("state", flat=True))
    if State.CLEAN not in states:
        contents().remove(sha256, CLEAN)
    if states <= {State.CLEAN, State.ERASED}:
        contents().remove(sha256, DOUBTFUL)


def rescan(file: StoredFile, *, by: User | None = None) -> StoredFile:
    """Scan again. A clean file stays in use when the scanner cannot be asked; a doubtful one stays held."""
    if file.state in _FINAL:
        raise MayNotRescan(f"文件{State(file.state).label}，不再查杀。请重新上传一份干净的文件。")
    with contents().open(file.sha256, file.folder) as opened:
        verdict = _verdict(cast(BinaryIO, opened))
    if file.state == State.CLEAN and verdict.outcome == "unknown":
        raise MayNotRescan(verdict.reason)
    if file.state == State.QUARANTINED and not settings.CLAMAV_SOCKET:
        raise MayNotRescan("没有配置病毒查杀服务，无法重新查杀。请先配置 MINGTANG_CLAMAV。")
    return _settle(file, verdict, by=by)


@transaction.atomic
def condemn(file: StoredFile, *, reason: str, by: User | None) -> None:
    """Take a file out of use for good, with all others of the same bytes. Announces each."""
    if not reason.strip():
        raise Refused("请写明封存的理由。")
    if StoredFile.objects.select_for_update().get(pk=file.pk).state == State.ERASED:
        raise Refused("文件内容已经抹除，不需要封存。")
    _condemn_all(file, reason.strip(), by=by)


def _condemn_all(file: StoredFile, reason: str, *, by: User | None) -> None:
    contents().move(file.sha256, to=DOUBTFUL)
    for same in _same_bytes(file):
        same.state, same.reasons, same.scanned_at = State.CONDEMNED, [*same.reasons, reason], timezone.now()
        same.save(update_fields=["state", "reasons", "scanned_at"])
        audit.record("files.condemned", about=same, by=by, details={"reason": reason})
        events.announce(FileCondemned(file_id=same.pk))
    transaction.on_commit(lambda: _tidy(file.sha256))


def _same_bytes(file: StoredFile) -> Iterator[StoredFile]:
    yield from (
        StoredFile.objects.select_for_update()
        .filter(sha256=file.sha256)
        .exclude(state__in=_FINAL)
        .order_by("pk")
    )


def release_refusals(file: StoredFile) -> list[Refusal]:
    """Why this file may not be let out of quarantine by hand."""
    if file.state == State.CONDEMNED:
        return [Refusal("文件查出病毒或已被封存，不能放行。请重新上传一份干净的文件。")]
    if file.state == State.ERASED:
        return [Refusal("文件内容已经抹除，不能放行。")]
    if file.state == State.PENDING:
        return [Refusal("文件还没有查杀。请先重新查杀。")]
    return [Refusal("文件没有被隔离，不需要放行。")] if file.state == State.CLEAN else []


@transaction.atomic
def release_from_quarantine(file: StoredFile, *, by: User, reason: str) -> StoredFile:
    """Let out a file that could not be scanned, on someone's word. What was found infected is never let out."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    reasons = release_refusals(file)
    if not reason.strip():
        reasons.append(Refusal("请写明放行的理由。"))
    if reasons:
        raise MayNotRelease(reasons)
    _let_out(file)
    file.save(update_fields=["state", "reasons"])
    audit.record("files.released", about=file, by=by, details={"reason": reason.strip()})
    return file


@transaction.atomic
def erase(file: StoredFile, *, by: User, reason: str) -> StoredFile:
    """Remove this file's name and, unless another file has the same bytes, its content. The hash stays as evidence.

    The owning app has checked that it may be done and that two people say so.
    """
    if not reason.strip():
        raise Refused("请写明抹除的理由。")
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if file.state == State.ERASED:
        return file
    file.state, file.reasons, file.name = State.ERASED, [reason.strip()], f"已抹除.{file.extension}"
    file.save(update_fields=["state", "reasons", "name"])
    audit.record("files.erased", about=file, by=by, details={"reason": reason.strip(), "sha256": file.sha256})
    transaction.on_commit(lambda: _tidy(file.sha256))
    return file
