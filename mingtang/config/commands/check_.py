"""`mingtang check text FILE`: what should be corrected before a text is published. Needs no database."""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from mingtang.config.output import answer
from mingtang.core.refusals import Refused
from mingtang.inspections.detection.documents import MOST_BYTES, Inspected, checked
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.lexicon import BadLexicon, Lexicon, with_local

KINDS = {
    "personal_data": "个人信息",
    "secret_mark": "涉密标志",
    "sensitive": "敏感表述",
    "wrong_form": "表述有误",
    "typo": "错别字",
    "missing_element": "缺少要素",
    "link": "链接",
    "hidden_data": "隐藏数据",
    "empty": "空洞内容",
}
SEVERITIES = {"block": "须改正", "warn": "请核实"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作", parser_class=type(parser))
    text = actions.add_parser("text", help="检查一个文件：文本、Markdown、html、docx、xlsx、pdf")
    text.add_argument("file", metavar="文件", help="要检查的文件；“-”为标准输入")
    text.add_argument("--title", default="", help="标题：正文与标题相同或者过短时提示")
    text.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="号码",
        help="本机关对外公布的号码，不作个人信息；可写多次",
    )
    text.add_argument("--lexicons", type=Path, metavar="文件夹", help="另加的词库")
    text.add_argument("--text", action="store_true", help="同时输出从文件中读出的文字")
    text.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    inspected = checked(
        arguments.file,
        _read(arguments.file),
        title=arguments.title,
        organ_allow_list=arguments.allow,
        words=_words(arguments.lexicons),
    )
    rows: dict[str, object] = {"findings": [finding.row() for finding in inspected.findings]}
    if arguments.text:
        rows["text"] = inspected.text
    return answer(rows, as_json=arguments.json, sentences=_sentences(inspected, with_text=arguments.text))


def _read(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"文件“{name}”读不了：{_reason(error)}。请核对路径和权限。") from error
    return data


def _reason(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "没有这个文件",
        PermissionError: "没有读取权限",
        IsADirectoryError: "这是一个文件夹",
    }
    return reasons.get(type(error), "打不开")


def _words(folder: Path | None) -> Lexicon | None:
    if folder is None:
        return None
    if not folder.is_dir():
        raise Refused(f"没有词库文件夹“{folder}”。")
    try:
        return with_local(folder)
    except BadLexicon as error:
        raise Refused(str(error)) from error


def _sentences(inspected: Inspected, *, with_text: bool) -> Iterator[str]:
    if with_text:
        yield inspected.text
    breaks = [-1, *(place for place, letter in enumerate(inspected.text) if letter == "\n")]
    for finding in inspected.findings:
        yield _sentence(finding, breaks)
    grave = sum(finding.severity == "block" for finding in inspected.findings)
    yield (
        f"共 {len(inspected.findings)} 处，其中须改正 {grave} 处。"
        if inspected.findings
        else "没有发现问题。"
    )


def _sentence(finding: Finding, breaks: list[int]) -> str:
    line = bisect_right(breaks, finding.start - 1) if finding.start else 1
    place = f"{line}:{finding.start - breaks[line - 1]}" if finding.end else "-"
    advice = f" → {finding.suggestion}" if finding.suggestion else ""
    return f"{place}  [{SEVERITIES[finding.severity]}·{KINDS[finding.kind]}] {finding.message}{_shown(finding)}{advice}"


def _shown(finding: Finding) -> str:
    words = " ".join(finding.text.split())
    if not words or words in finding.message or finding.kind == "empty":
        return ""
    return f"（{words}）"
