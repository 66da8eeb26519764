"""What an Office file carries besides its text: who worked on it, insertions not yet accepted, attached objects."""

from __future__ import annotations

import re

from mingtang.core.files.parsing.packages import Package
from mingtang.inspections.detection.finding import Finding, Severity

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
# What programs write where nobody's name is known.
_NOBODY = frozenset(
    [
        "",
        "administrator",
        "admin",
        "user",
        "windows用户",
        "微软用户",
        "microsoft",
        "python-docx",
        "openpyxl",
        "wps",
        "apache poi",
    ]
)
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/(?:embeddings|activeX)/[^/]+")
LONGEST_SHOWN = 60


def hidden(subkind: str, words: str, what: str, advice: str = "", severity: Severity = "block") -> Finding:
    """A finding about something that has no place in the visible text."""
    shown = " ".join(words.split())[:LONGEST_SHOWN]
    return Finding(
        "hidden_data", subkind, 0, 0, shown, f"{what}：“{shown}”" if shown else what, advice, severity
    )


def properties(package: Package) -> list[Finding]:
    """Author, last editor, manager and company in the document's properties."""
    core, app = package.optional_xml("docProps/core.xml"), package.optional_xml("docProps/app.xml")
    facts = [("作者", _text(core, f"{_DC}creator")), ("最后保存者", _text(core, f"{_CP}lastModifiedBy"))]
    facts += [("经理", _text(app, f"{_APP}Manager")), ("单位", _text(app, f"{_APP}Company"))]
    return [
        hidden("properties", value, f"文档属性中的{name}", "清除文档属性", "warn")
        for name, value in facts
        if value.lower() not in _NOBODY
    ]


def _text(root: object, tag: str) -> str:
    found = root.findtext(tag) if hasattr(root, "findtext") and root is not None else ""
    return (found or "").strip()


def insertions(package: Package) -> list[Finding]:
    """Tracked insertions and moves: the reader sees who wrote what, and when."""
    found = []
    for name in package.names:
        if re.fullmatch(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml", name):
            for change in package.xml(name).iter(f"{_W}ins", f"{_W}moveTo"):
                words = "".join(piece.text or "" for piece in change.iter(f"{_W}t"))
                who = change.get(f"{_W}author", "")
                if words.strip():
                    found.append(
                        hidden("insertion", words, f"含有未接受的修订（插入，{who}）", "接受或拒绝全部修订")
                    )
    return found


def embedded(package: Package) -> list[Finding]:
    """Files inside the file: an embedded workbook holds all of its data, not only the picture shown."""
    return [
        hidden("embedded_file", name.rpartition("/")[2], "文件中嵌有其他文件", "改为图片或者表格")
        for name in package.names
        if _EMBEDDED.fullmatch(name)
    ]
