"""`mingtang plan parse FILE`: the tasks that a work plan asks for, each with its place. Needs no database."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mingtang.config.output import answer
from mingtang.core.refusals import Refused

if TYPE_CHECKING:
    from mingtang.supervision.parsing import Plan, Task

_MOST_BYTES = 100 * 1024 * 1024
_READ = "docx、xlsx、pdf、html 或纯文本"
_REASONS = {
    FileNotFoundError: "没有这个文件",
    PermissionError: "没有读取权限",
    IsADirectoryError: "这是一个文件夹",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作", parser_class=type(parser))
    parse = actions.add_parser("parse", help="读出工作要点、任务分解表中的任务")
    parse.add_argument("file", type=Path, metavar="文件", help=f"工作要点或任务分解表：{_READ}")
    parse.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    plan = _plan(arguments.file)
    return answer(plan.as_row(), as_json=arguments.json, sentences=_sentences(plan))


def _plan(path: Path) -> Plan:
    data = _read(path)
    # Readers of documents take a third of a second to load: a refusal must not pay for them.
    from mingtang.supervision.parsing.files import read_plan

    return read_plan(data, path.name)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = _REASONS.get(type(error), "打不开")
        raise Refused(f"文件“{path}”读不了：{reason}。请核对路径和权限。") from error
    if len(data) > _MOST_BYTES:
        raise Refused(f"文件超过 {_MOST_BYTES // 1024 // 1024} MB，没有读取。请拆分后再试。")
    return data


def _sentences(plan: Plan) -> Iterator[str]:
    head = plan.particulars
    facts = (head.title, head.document_number, head.issuer, head.issued_on and head.issued_on.isoformat())
    yield "　".join(fact for fact in facts if fact) or "（没有标题）"
    for task in plan.tasks:
        yield _sentence(task)
    for requirement in plan.requirements:
        yield f"[要求·{requirement.place}] {requirement.text}"
    for doubt in plan.doubts:
        yield f"[请核对] {doubt}"
    yield f"共 {len(plan.tasks)} 项任务，{len(plan.requirements)} 段要求，{len(plan.doubts)} 处请核对。"


def _sentence(task: Task) -> str:
    units = [f"牵头：{'、'.join(task.lead_units)}"] if task.lead_units else []
    units += [f"责任：{'、'.join(task.responsible_units)}"] if task.responsible_units else []
    units += [f"时限：{task.deadline.text}"] if task.deadline.text else []
    return f"{task.seq}　{task.text}" + (f"（{'；'.join(units)}）" if units else "")
