"""A file's bytes as a plan: the one place where the command and the desk read. Plain Python: no Django, no database."""

from __future__ import annotations

from dataclasses import dataclass

from mingtang.core.files.detection import identify
from mingtang.core.files.parsing import laid_out
from mingtang.core.refusals import Refused
from mingtang.supervision.parsing.plan import Plan
from mingtang.supervision.parsing.reading import plan_of
from mingtang.supervision.parsing.sources import sources_of

KINDS = "docx、xlsx、pdf、html 或纯文本"
_LINES = {"text/plain", "text/markdown", "application/pdf"}


class Unreadable(Refused):
    """The file holds no words that could be read."""


@dataclass(frozen=True)
class PlanInFile:
    """What a file holds: the plan, for each task the words that it was read from, and all the words."""

    plan: Plan
    sources: tuple[str, ...]
    text: str


def read_plan(data: bytes, name: str) -> Plan:
    """The plan in a file. `Unreadable` where it holds no words; readers refuse what is damaged."""
    return read_file(data, name, sources=False).plan


def read_file(data: bytes, name: str, *, sources: bool = True) -> PlanInFile:
    """The same with the words that each task was read from."""
    media_type = identify(data, name).media_type
    document = laid_out(data, media_type="text/plain" if media_type == "text/markdown" else media_type)
    if not document.text.strip():
        raise Unreadable([*document.warnings] or [f"文件里没有文字。请换成有文字的文件：{KINDS}。"])
    plan = plan_of(document, broken_lines=media_type in _LINES)
    return PlanInFile(plan, tuple(sources_of(document, plan.tasks)) if sources else (), document.text)
