"""A clerk uploads files of every kind; the house tells them by their content and says why it refuses one."""

import io
import struct
import zipfile
import zlib

import pytest
import typst

from mingtang.core.files.detection import identify, tidy_name
from mingtang.core.files.detection.archives import MOST_MEMBERS
from mingtang.core.files.testing import docx_of, ofd_of, xlsx_of, zip_of
from mingtang.core.refusals import Refused

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def reasons(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        identify(data, name)
    return "\n".join(map(str, refused.value.reasons))


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0"
        + b"\0" * 9
        + b"\xff\xc0\0\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\0" * 10
    )


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + size


def pdf() -> bytes:
    return typst.compile("公开".encode())


def old_office(*streams: str, first: str = "", start: bytes = b"") -> bytes:
    """A compound file whose directory names these streams; the content of `first` is one run of sectors."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 26, 3, 0xFFFE)
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<I", header, 56, 4096)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    entries = [
        _entry("Root Entry", 5, 0xFFFFFFFE, 0),
        *(_entry(n, 2, 3, 4096 if n == first else 0) for n in streams),
    ]
    directory = b"".join(entries).ljust(1024, b"\0")
    assert len(directory) == 1024
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 0xFFFFFFFE, *[0xFFFFFFFE] * 125)
    return bytes(header) + table + directory + start.ljust(4096, b"\0")


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HB", len(raw), kind)
        + b"\0" * 49
        + struct.pack("<II", first, size)
        + b"\0" * 4
    )


@pytest.mark.parametrize(
    ("data", "name", "label"),
    [
        (docx_of("正文"), "通知.docx", "Word 文档"),
        (xlsx_of([["单位"]]), "名单.XLSX", "Excel 表格"),
        (pdf(), "公报.pdf", "PDF 文档"),
        (ofd_of("公开"), "公报.ofd", "OFD 版式文档"),
        (old_office("WordDocument"), "旧文.doc", "Word 97-2003 文档"),
        (old_office("WordDocument"), "旧文.wps", "Word 97-2003 文档"),
        (old_office("Workbook"), "旧表.xls", "Excel 97-2003 表格"),
        (old_office("PowerPoint Document"), "旧.ppt", "PowerPoint 97-2003 演示文稿"),
        (png(), "图.png", "PNG 图片"),
        (jpeg(640, 480), "图.jpeg", "JPEG 图片"),
        (b"GIF89a\x01\0\x01\0" + b"\0" * 20, "图.gif", "GIF 图片"),
        (webp(800, 600), "图.webp", "WebP 图片"),
        ("关于公开的通知\n".encode(), "说明.txt", "纯文本"),
        ("关于公开的通知\r\n镕堃犇".encode("gb18030"), "说明.txt", "纯文本"),
        ("单位,数量\n教育局,3\n".encode("utf-8-sig"), "表.csv", "CSV 表格"),
        ("# 标题\n".encode(), "文.md", "Markdown 文本"),
        (b"<!-- x --><!DOCTYPE html><p>ok", "页.htm", "网页"),
        (zip_of({"一.txt": "一", "内/二.docx": docx_of("二")}), "附件.zip", "ZIP 压缩包"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "会议.mp4", "MP4 视频"),
        (b"ID3\x04\0\0\0\0\0\0", "录音.mp3", "MP3 音频"),
    ],
)
def test_the_kind_is_told_by_content(data: bytes, name: str, label: str) -> None:
    assert identify(data, name).label == label


def test_chinese_text_of_an_old_system_is_known_as_gb18030() -> None:
    assert identify("政务公开".encode("gb18030"), "a.txt").charset == "gb18030"
    assert identify("政务公开".encode(), "a.txt").charset == "utf-8"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "空.txt", "文件是空的"),
        (docx_of("正文"), "名单.xlsx", "内容却是Word 文档"),
        (docx_of("正文"), "通知", "没有扩展名"),
        (png(), "图.jpg", "改为“.png”"),
        (pdf(), "说明.txt", "内容却是PDF 文档"),
        ("文字".encode(), "通知.docx", "内容是纯文本"),
        (b"<html><script>alert(1)</script>", "说明.txt", "内容却是网页"),
        (b"MZ\x90\0" + b"\0" * 80, "说明.txt", "可执行的程序"),
        (b"MZ\x90\0" + b"\0" * 80, "说明.exe", "可执行的程序"),
        (b"\x7fELF\x02" + b"\0" * 80, "a.pdf", "可执行的程序"),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "可执行的程序"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "徽.svg", "导出为 PNG"),
        ("文字".encode("utf-16"), "a.txt", "UTF-16"),
        (b"\x00\x01\x02\x03" * 50, "a.txt", "认不出"),
        (bytes(range(128, 256)) * 20, "a.txt", "认不出"),
        (b"Rar!\x1a\x07\x01\0", "附件.rar", "不接受 RAR"),
        (zip_of({"a.txt": "x"})[:60], "附件.zip", "已损坏"),
        (b"\x89PNG\r\n\x1a\n", "图.png", "图片已损坏"),
        (png(20_000, 20_000), "图.png", "超过 10000 万像素"),
        (jpeg(20_000, 20_000), "图.jpg", "超过 10000 万像素"),
        (webp(16_000, 16_000), "图.webp", "超过 10000 万像素"),
        (old_office("MsiTable"), "a.doc", "认不出"),
        (old_office("WordDocument", "_VBA_PROJECT"), "a.doc", "含有宏"),
        (old_office("EncryptedPackage"), "a.docx", "设有密码"),
        (
            old_office("WordDocument", first="WordDocument", start=b"\xec\xa5" + b"\0" * 8 + b"\0\x01"),
            "a.doc",
            "设有密码",
        ),
        (
            old_office("Workbook", first="Workbook", start=b"\x09\x08\x04\0abcd\x2f\0\x06\0"),
            "a.xls",
            "设有密码",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "已损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes hold the moment of packing
)
def test_what_must_not_be_kept_is_refused_with_what_to_do(data: bytes, name: str, says: str) -> None:
    assert says in reasons(data, name)


def test_drawings_come_in_only_where_someone_asked_for_them() -> None:
    assert (
        identify(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "徽.svg", drawings=True).media_type
        == "image/svg+xml"
    )


def test_a_pdf_that_forbids_copying_is_refused_even_when_the_mark_lies_across_two_reads() -> None:
    filler = b"%" + b"x" * ((1 << 20) - 20)
    assert "限制" in reasons(b"%PDF-1.7\n" + filler + b"\ntrailer << /Encrypt 12 0 R >>", "a.pdf")
    assert identify(b"%PDF-1.7\n" + filler + b"\ntrailer << /Root 12 0 R >>", "a.pdf").extension == "pdf"


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_macros_are_found_under_any_name() -> None:
    assert "含有宏" in reasons(with_member(docx_of("正文"), "word/vbaProject.bin", b"x"), "通知.docx")
    types = f'<Types><Override ContentType="{DOCX_MAIN.replace("document.main", "document.macroEnabled.main")}"/></Types>'
    assert "含有宏" in reasons(zip_of({"[Content_Types].xml": types}), "通知.docm")


def test_a_program_hidden_in_a_document_or_an_archive_is_found() -> None:
    program = b"MZ\x90\0" + b"\0" * 80
    assert "藏有可执行的程序" in reasons(
        with_member(docx_of("正文"), "word/media/a.png", program), "通知.docx"
    )
    assert "程序或脚本" in reasons(zip_of({"安装.bat": "del"}), "附件.zip")
    assert "其中的“内/二.docx”" in reasons(
        zip_of({"内/二.docx": with_member(docx_of("二"), "word/vbaProject.bin", b"x")}), "附件.zip"
    )
    assert "无法检查的 RAR" in reasons(zip_of({"里.dat": b"Rar!\x1a\x07\x01\0"}), "附件.zip")


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    assert "压缩比超过" in reasons(zip_of({"a.txt": b"0" * 64 * 2**20}), "附件.zip")
    assert f"超过 {MOST_MEMBERS} 个" in reasons(
        zip_of({f"{n}.txt": "" for n in range(MOST_MEMBERS + 1)}), "附件.zip"
    )


def test_an_archive_that_lies_about_its_sizes_is_found_out() -> None:
    honest = zip_of({"a.txt": b"0" * 100_000})
    size = struct.pack("<I", 100_000)
    assert honest.count(size) == 2
    assert "与实际不符" in reasons(honest.replace(size, struct.pack("<I", 10)), "附件.zip")
    assert identify(honest, "附件.zip").extension == "zip"


def test_archives_within_archives_end_somewhere() -> None:
    once = zip_of({"一.zip": zip_of({"二.zip": zip_of({"三.txt": "三"})})})
    assert identify(once, "附件.zip").extension == "zip"
    assert "层" in reasons(zip_of({"零.zip": once}), "附件.zip")


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "..\\x.txt", "C:\\x.txt"])
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    assert "指向包外" in reasons(zip_of({name: "x"}), "附件.zip")


def test_links_passwords_doubles_and_odd_packing_are_refused() -> None:
    link = zipfile.ZipInfo("链接")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "指向包外" in reasons(packed.getvalue(), "附件.zip")

    locked = zip_of({"a.txt": "x"}).replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"
    )
    assert "设有密码" in reasons(locked, "附件.zip")

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "x" * 99)
    assert "无法检查" in reasons(packed.getvalue(), "附件.zip")

    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", "一")
        archive.writestr("a.txt", "二")
    assert "同名文件" in reasons(twice.getvalue(), "附件.zip")


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        identify(zip_of({"../a.txt": b"0" * 64 * 2**20}), "附件.zip")
    assert len(refused.value.reasons) == 2


def test_names_lose_what_could_deceive() -> None:
    assert tidy_name("C:\\文件夹\\通知.docx") == "通知.docx"
    assert tidy_name("../../通知.docx") == "通知.docx"
    assert tidy_name("名单\u202egpj.exe") == "名单gpj.exe"
    assert tidy_name('a<b>"c".txt') == "a_b__c_.txt"
    assert tidy_name("\r\n") == "未命名"
    assert len(tidy_name("长" * 300 + ".docx")) == 180
    assert tidy_name("长" * 300 + ".docx").endswith(".docx")
