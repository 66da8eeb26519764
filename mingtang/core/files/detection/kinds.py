"""The kinds of files that may be kept, and the names that people know them by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """A kind of file: what the browser is told, the extension it is saved under, and its Chinese name."""

    media_type: str
    extension: str
    label: str
    charset: str = ""


_OPEN_XML = "application/vnd.openxmlformats-officedocument."

DOCX = FileType(_OPEN_XML + "wordprocessingml.document", "docx", "Word 文档")
XLSX = FileType(_OPEN_XML + "spreadsheetml.sheet", "xlsx", "Excel 表格")
PPTX = FileType(_OPEN_XML + "presentationml.presentation", "pptx", "PowerPoint 演示文稿")
DOC = FileType("application/msword", "doc", "Word 97-2003 文档")
XLS = FileType("application/vnd.ms-excel", "xls", "Excel 97-2003 表格")
PPT = FileType("application/vnd.ms-powerpoint", "ppt", "PowerPoint 97-2003 演示文稿")
PDF = FileType("application/pdf", "pdf", "PDF 文档")
OFD = FileType("application/ofd", "ofd", "OFD 版式文档")
PNG = FileType("image/png", "png", "PNG 图片")
JPEG = FileType("image/jpeg", "jpg", "JPEG 图片")
GIF = FileType("image/gif", "gif", "GIF 图片")
WEBP = FileType("image/webp", "webp", "WebP 图片")
SVG = FileType("image/svg+xml", "svg", "SVG 图形", "utf-8")
HTML = FileType("text/html", "html", "网页")
TEXT = FileType("text/plain", "txt", "纯文本")
CSV = FileType("text/csv", "csv", "CSV 表格")
MARKDOWN = FileType("text/markdown", "md", "Markdown 文本")
ZIP = FileType("application/zip", "zip", "ZIP 压缩包")
MP4 = FileType("video/mp4", "mp4", "MP4 视频")
MP3 = FileType("audio/mpeg", "mp3", "MP3 音频")

# Other extensions that the same content may rightly carry: WPS writes the old Office formats under its own names.
ALIASES = {
    "doc": {"wps"},
    "xls": {"et"},
    "ppt": {"dps"},
    "jpg": {"jpeg", "jpe"},
    "html": {"htm"},
    "mp4": {"m4v", "m4a"},
    "md": {"markdown"},
}
PLAIN_TEXTS = {"txt": TEXT, "csv": CSV, "md": MARKDOWN, "markdown": MARKDOWN}
ACCEPTED = "docx、xlsx、pptx、doc、xls、ppt、wps、et、pdf、ofd、png、jpg、gif、webp、txt、csv、md、html、zip、mp4、mp3"


def extensions(kind: FileType) -> set[str]:
    """The extensions under which this kind may come."""
    return {kind.extension} | ALIASES.get(kind.extension, set())
