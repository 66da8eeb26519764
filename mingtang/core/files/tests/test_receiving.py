"""Files come in, are scanned, held, let out, condemned; and only clean ones go out again."""

import hashlib
import socket
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F

from mingtang.core.accounts.testing import staff_user
from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.files import api
from mingtang.core.files.detection.viruses import scan
from mingtang.core.files.models import contents
from mingtang.core.files.testing import EICAR, docx_of, scanner, stored
from mingtang.core.refusals import Refused

pytestmark = pytest.mark.django_db

TEXT = "关于公开的通知\n".encode()


@pytest.fixture(autouse=True)
def store(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLAMAV_SOCKET = ""
    return tmp_path / "files"


@pytest.fixture
def clerk():
    return staff_user(name="录入员")


@pytest.fixture
def socket_path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("s") / "c.sock"


def bytes_kept(store: Path) -> list[str]:
    return sorted(str(p.relative_to(store)) for p in store.rglob("*") if p.is_file())


def place(folder: str, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def read(file) -> bytes:
    with api.open_bytes(file) as opened:
        return opened.read()


def test_an_upload_is_kept_by_its_hash_and_written_down(
    store, clerk, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(TEXT, "..\\通知.txt", by=clerk, purpose="attachment")

    assert (file.name, file.media_type, file.charset, file.size) == (
        "通知.txt",
        "text/plain",
        "utf-8",
        len(TEXT),
    )
    assert (file.state, file.reasons, file.uploaded_by) == (api.State.CLEAN, [], clerk)
    assert read(file) == TEXT
    assert bytes_kept(store) == [place("clean", TEXT)]
    assert [entry.action for entry in audit.entries_about(file)] == ["files.received"]


def test_the_same_bytes_are_kept_once(store, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = stored(TEXT, "一.txt"), stored(TEXT, "二.txt")
    assert bytes_kept(store) == [place("clean", TEXT)]
    assert (first.pk != second.pk, first.public_id != second.public_id) == (True, True)
    assert read(first) == read(second) == TEXT


def test_a_refused_upload_leaves_nothing(store, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    for data, name, says in (
        (b"MZ\0\0", "通知.txt", "可执行"),
        (TEXT, "通知.docx", "纯文本"),
        (b"", "通知.txt", "空的"),
        (b"x" * 101, "通知.txt", "超过 100 字节"),
    ):
        with pytest.raises(api.MayNotReceive, match=says):
            stored(data, name)
    assert api.StoredFile.objects.count() == 0
    assert not store.exists() or bytes_kept(store) == []


def test_the_scanner_lets_clean_files_through(settings, socket_path) -> None:
    with scanner(socket_path) as settings.CLAMAV_SOCKET:
        file = stored(TEXT * 20_000, "通知.txt")
    assert (file.state, file.scanned_at is not None) == (api.State.CLEAN, True)


def test_an_infected_file_is_condemned_and_never_let_out(
    store, settings, socket_path, clerk, django_capture_on_commit_callbacks
) -> None:
    with scanner(socket_path) as settings.CLAMAV_SOCKET, django_capture_on_commit_callbacks(execute=True):
        file = stored(EICAR, "通知.txt", by=clerk)

    assert (file.state, file.reasons) == (api.State.CONDEMNED, ["查出病毒：Eicar-Test-Signature"])
    assert bytes_kept(store) == [place("quarantine", EICAR)]
    with pytest.raises(api.MayNotOpen, match="封存"):
        api.open_bytes(file)
    with pytest.raises(api.MayNotOpen, match="封存"):
        api.serve(file)
    with pytest.raises(api.MayNotRelease, match="不能放行"):
        api.release_from_quarantine(file, by=clerk, reason="我认识发件人")
    with pytest.raises(api.MayNotRescan, match="封存"):
        api.rescan(file)


def test_with_no_scanner_to_ask_nothing_passes_until_it_answers(
    store, settings, socket_path, clerk, django_capture_on_commit_callbacks
) -> None:
    settings.CLAMAV_SOCKET = str(socket_path)
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(TEXT, "通知.txt", by=clerk)

    assert file.state == api.State.QUARANTINED
    assert "病毒查杀服务不通" in file.reasons[0]
    assert bytes_kept(store) == [place("quarantine", TEXT)]
    with pytest.raises(api.MayNotOpen, match="隔离"):
        api.open_bytes(file)
    assert [entry.action for entry in audit.entries_about(file)] == ["files.received", "files.quarantined"]

    with scanner(socket_path), django_capture_on_commit_callbacks(execute=True):
        file = api.rescan(file, by=clerk)
    assert (file.state, read(file)) == (api.State.CLEAN, TEXT)
    assert bytes_kept(store) == [place("clean", TEXT)]


def test_a_scanner_that_hangs_or_stammers_counts_as_absent(socket_path, tmp_path) -> None:
    data = ContentFile(TEXT).file
    with scanner(socket_path, silent=True) as address:
        assert scan(data, address, timeout=0.2).outcome == "unknown"
    for number, answer in enumerate((b"INSTREAM size limit exceeded. ERROR", b"stream: ERROR", b"\0", b"OK")):
        with scanner(socket_path.with_name(f"{number}"), answer=answer) as address:
            assert scan(data, address).outcome == "unknown"
    assert scan(data, str(tmp_path / "nobody")).outcome == "unknown"
    assert scan(data, "not an address").outcome == "unknown"


def test_a_scanner_on_the_network_is_asked_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "不通" in scan(ContentFile(TEXT).file, f"127.0.0.1:{port}").reason


def test_a_person_lets_out_what_could_not_be_scanned_with_a_reason(
    settings, socket_path, clerk, django_capture_on_commit_callbacks
) -> None:
    settings.CLAMAV_SOCKET = str(socket_path)
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(TEXT, "通知.txt")
    with pytest.raises(api.MayNotRelease, match="请写明放行的理由"):
        api.release_from_quarantine(file, by=clerk, reason=" ")

    with django_capture_on_commit_callbacks(execute=True):
        file = api.release_from_quarantine(file, by=clerk, reason="已在单机上查杀")

    assert (file.state, read(file)) == (api.State.CLEAN, TEXT)
    assert audit.entries_about(file).last().action == "files.released"
    with pytest.raises(api.MayNotRelease, match="没有被隔离"):
        api.release_from_quarantine(file, by=clerk, reason="再放一次")


def test_condemning_one_condemns_all_of_the_same_bytes_and_says_so(
    store, clerk, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second, other = stored(TEXT, "一.txt"), stored(TEXT, "二.txt"), stored(TEXT + b"x", "三.txt")
        api.condemn(first, reason="含有不应公开的内容", by=clerk)

    states = dict(api.StoredFile.objects.values_list("name", "state"))
    assert states == {"一.txt": "condemned", "二.txt": "condemned", "三.txt": "clean"}
    assert bytes_kept(store) == sorted([place("quarantine", TEXT), place("clean", TEXT + b"x")])
    assert read(other) == TEXT + b"x"
    with pytest.raises(api.MayNotOpen):  # the caller's copy still says clean
        api.open_bytes(second)


def test_condemned_bytes_do_not_come_in_again(clerk) -> None:
    api.condemn(stored(TEXT, "一.txt"), reason="含有不应公开的内容", by=clerk)
    again = stored(TEXT, "换个名字.txt")
    assert (again.state, again.reasons) == (
        api.State.CONDEMNED,
        ["相同内容的文件已被封存：含有不应公开的内容"],
    )


def test_condemning_needs_a_reason(clerk) -> None:
    file = stored(TEXT, "一.txt")
    with pytest.raises(Refused, match="理由"):
        api.condemn(file, reason="", by=clerk)
    assert read(file) == TEXT


def test_an_erased_file_leaves_its_hash_and_nothing_else(
    store, clerk, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file, same = stored(TEXT, "某人的申请.txt"), stored(TEXT, "另一份.txt")
    with pytest.raises(Refused, match="理由"):
        api.erase(file, by=clerk, reason=" ")

    with django_capture_on_commit_callbacks(execute=True):
        file = api.erase(file, by=clerk, reason="本人要求删除")

    assert (file.state, file.name) == (api.State.ERASED, "已抹除.txt")
    assert read(same) == TEXT  # another file has the same bytes
    with pytest.raises(api.MayNotOpen, match="抹除"):
        api.open_bytes(file)
    with django_capture_on_commit_callbacks(execute=True):
        api.erase(same, by=clerk, reason="本人要求删除")
    assert bytes_kept(store) == []
    assert [entry.action for entry in audit.entries_about(file)] == ["files.received", "files.erased"]
    for act in (
        lambda: api.rescan(file),
        lambda: api.condemn(file, reason="有害", by=clerk),
        lambda: api.release_from_quarantine(file, by=clerk, reason="放行"),
    ):
        with pytest.raises(Refused, match="抹除"):
            act()
    assert stored(TEXT, "再来.txt").state == api.State.CLEAN


def test_a_condemned_file_is_announced(monkeypatch, clerk) -> None:
    told = []
    monkeypatch.setattr(events, "announce", told.append)
    file = stored(TEXT, "一.txt")
    assert told == []
    api.condemn(file, reason="有害", by=clerk)
    assert told == [api.FileCondemned(file_id=file.pk)]


def test_a_clean_file_stays_in_use_while_the_scanner_is_away_and_goes_when_it_finds_something(
    settings, socket_path, monkeypatch
) -> None:
    file = stored(EICAR, "一.txt")
    settings.CLAMAV_SOCKET = str(socket_path)
    with pytest.raises(api.MayNotRescan, match="不通"):
        api.rescan(file)
    assert read(file) == EICAR
    with scanner(socket_path):
        assert api.rescan(file).state == api.State.CONDEMNED


def test_a_crash_before_the_scan_leaves_a_row_that_a_rescan_settles(monkeypatch) -> None:
    def crash(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("mingtang.core.files.services._settle", crash)
        stored(TEXT, "一.txt")
    (file,) = api.held()
    assert file.state == api.State.PENDING
    with pytest.raises(api.MayNotOpen, match="还在查毒"):
        api.open_bytes(file)
    assert read(api.rescan(file)) == TEXT


def test_a_write_that_breaks_off_leaves_no_half_file(store, monkeypatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        stored(TEXT, "一.txt")
    assert bytes_kept(store) == []


def test_bytes_that_are_gone_are_a_refusal_not_a_crash() -> None:
    file = stored(TEXT, "一.txt")
    contents().remove(file.sha256, "clean")
    with pytest.raises(api.MayNotOpen, match="找不到"):
        api.open_bytes(file)


def test_a_file_goes_out_as_a_download_that_can_do_no_harm() -> None:
    response = api.serve(stored(TEXT, "通知.txt"), "关于公开的通知.txt")
    assert b"".join(response) == TEXT
    assert {name: response.headers[name] for name in response.headers} == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": "attachment; filename*=utf-8''"
        "%E5%85%B3%E4%BA%8E%E5%85%AC%E5%BC%80%E7%9A%84%E9%80%9A%E7%9F%A5.txt",
        "Content-Length": str(len(TEXT)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
        "ETag": f'"{hashlib.sha256(TEXT).hexdigest()}"',
    }
    response.close()


def test_web_pages_are_never_shown_in_place_and_names_cannot_break_headers() -> None:
    page = api.serve(stored(b"<!DOCTYPE html><script>1</script>", "页.html"), "a\r\nX: 1.html", in_place=True)
    assert page.headers["Content-Disposition"] == 'attachment; filename="aX_ 1.html"'
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    text = api.serve(stored(TEXT, "a.txt"), in_place=True)
    assert text.headers["Content-Disposition"].startswith("inline")
    page.close()
    text.close()


def test_text_comes_out_of_a_stored_file() -> None:
    assert api.extracted(stored(docx_of("一、总则"), "办法.docx")).text == "一、总则"


def test_the_database_keeps_its_word() -> None:
    file = stored(TEXT, "一.txt")
    for change in ({"state": "fine"}, {"sha256": "x"}, {"size": 0}, {"state": "quarantined"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            api.StoredFile.objects.filter(pk=file.pk).update(**change)
    assert api.StoredFile.objects.filter(pk=file.pk, state="clean", size=F("size")).exists()
