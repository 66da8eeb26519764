"""Tagged PDFs (PDF/UA-1) by typst. User text travels as one JSON string and is never read as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from mingtang.core.refusals import Refused

Template = Literal["document", "official", "table", "trail", "signing_sheet", "gazette"]
Standard = Literal["ua-1", "a-2a", "1.7"]

_TEMPLATES = Path(__file__).parent / "typst"
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "FangSong", "SimSun", "AR PL UMing CN")
_SANS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
_NO_FONT = (
    "服务器上没有中文字体，无法生成 PDF。请系统管理员运行：apt-get install fonts-noto-cjk，然后重新启动服务。"
)
_NOT_IN_ANY_FONT = "could not be displayed"


class MayNotPrint(Refused):
    """No PDF can be made, and why."""


def pdf(template: Template, data: Mapping[str, Any], *, title: str, standard: Standard = "ua-1") -> bytes:
    """The document as PDF. `data` holds what the template reads; see `README.md` for each template's keys.

    Text with signs that no font has is still printed, with a box for each, but then not marked as PDF/UA.
    """
    told = dict(data) | {"title": title.strip() or "无标题", "fonts": fonts()}
    source = _source(template)
    try:
        return _compiled(source, told, standard)
    except typst.TypstError as error:
        if standard == "1.7" or _NOT_IN_ANY_FONT not in str(error):
            raise
        return _compiled(source, told, "1.7")


def marks(template: Template, data: Mapping[str, Any], label: str, *, title: str) -> list[Any]:
    """What a template marks under a label while it is laid out, in order: for instance on which page something stands."""
    with _compiler(_source(template), dict(data) | {"title": title, "fonts": fonts()}) as compiler:
        return list(json.loads(compiler.query(f"<{label}>", field="value")))


def qr(text: str) -> str:
    """A QR code as SVG, for a template's `qr`."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True))


@cache
def fonts() -> dict[str, list[str]]:
    """The Chinese fonts of this machine, the best first. Refuses where there is none, with what to type."""
    present = set(_installed().families())
    serif, sans = ([f for f in wanted if f in present] for wanted in (_SERIF, _SANS))
    if not serif and not sans:
        raise MayNotPrint(_NO_FONT)
    return {"serif": serif + sans, "sans": sans + serif}


@cache
def _installed() -> typst.Fonts:
    """Found once: looking through a machine's fonts takes longer than a page."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


@cache
def _source(template: str) -> bytes:
    return b"\n".join((_TEMPLATES / f"{name}.typ").read_bytes() for name in ("common", template))


@contextmanager
def _compiler(source: bytes, data: Mapping[str, Any]) -> Iterator[typst.Compiler]:
    told = {"data": json.dumps(data, ensure_ascii=False)}
    # An empty root: a template can read no file of this machine.
    with tempfile.TemporaryDirectory(prefix="mingtang-pdf-") as empty:
        yield typst.Compiler(source, root=empty, font_paths=_installed(), sys_inputs=told)


def _compiled(source: bytes, data: Mapping[str, Any], standard: Standard) -> bytes:
    with _compiler(source, data) as compiler:
        made = compiler.compile(format="pdf", pdf_standards=[standard])
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made
