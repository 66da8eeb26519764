"""`mingtang import documents PATH`: stage a stock of existing documents, by row, resumable, idempotent."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingtang.config.output import answer, progress, refused, say, start_django
from mingtang.core.refusals import Refusal

if TYPE_CHECKING:
    from mingtang.publishing.api import Batch, Staging


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["documents"], metavar="documents")
    parser.add_argument(
        "path", type=Path, metavar="路径", help="文件夹（Markdown、docx，可带 index.jsonl）或 JSON lines 文件"
    )
    parser.add_argument("--kind", default="policy", metavar="种类", help="信息种类代码，默认 policy")
    parser.add_argument("--column", default="", metavar="栏目", help="栏目代码；不写则归入“存量文件”")
    parser.add_argument(
        "--organisation", default="", metavar="单位", help="担保单位代码；不写则为默认网站的主办单位"
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")
    parser.add_argument(
        "--demo-signatures", action="store_true", help="由演示人员签署并公开（只在演示环境中有效）"
    )


def run(arguments: argparse.Namespace) -> int:
    if not arguments.path.exists():
        return refused(
            [Refusal(f"没有这个文件夹或文件：{arguments.path}。请检查路径。")], as_json=arguments.json
        )
    start_django()
    from mingtang.config.home import set_up
    from mingtang.publishing import api as publishing

    set_up()
    if arguments.demo_signatures and not publishing.is_demonstration():
        reason = Refusal(
            "--demo-signatures 只能用于 mingtang demo 建立的演示环境。正式存量须由两人在工作台签署。"
        )
        return refused([reason], as_json=arguments.json)
    staging = _stage(arguments)
    batch = staging.finish()
    if batch is None:
        value: dict[str, Any] = {"batch": None, "staged": 0, "held": 0, "errors": staging.errors}
        return answer(value, as_json=arguments.json, sentences=["没有可以导入的文件。"])
    if arguments.demo_signatures and batch.state == "staged":
        _sign(batch)
    batch.refresh_from_db()
    value = {
        "batch": batch.code,
        "staged": batch.item_count,
        "held": batch.held_count,
        "errors": staging.errors,
        "state": batch.state,
    }
    return answer(value, as_json=arguments.json, sentences=_sentences(batch, staging.errors))


def _stage(arguments: argparse.Namespace) -> Staging:
    from mingtang.publishing import api as publishing

    target = publishing.target_of(
        kind=arguments.kind, column=arguments.column, organisation=arguments.organisation
    )
    path = arguments.path.resolve()
    staging = publishing.Staging(path.name, target)
    staging.take(progress(publishing.stock_rows(path), total=publishing.stock_count(path), what="导入"))
    return staging


def _sign(batch: Batch) -> None:
    from mingtang.config.demo import sign_batch

    sign_batch(batch)
    say("已由演示人员签署并公开。")


def _sentences(batch: Batch, errors: list[dict[str, str]]) -> list[str]:
    lines = [
        f"批次 {batch.code}：待签 {batch.item_count} 件，暂缓 {batch.held_count} 件，出错 {len(errors)} 行。"
    ]
    lines += [f"  {error['row']}：{error['message']}" for error in errors[:50]]
    if batch.state == "staged":
        lines.append("尚未公开。请两位负责人在工作台“存量批次”中签署清单。")
    return lines
