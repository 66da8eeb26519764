"""`mingtang policies export|check-package|import-package`: documents to and from another library."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingtang.config.output import answer, refused, say, start_django
from mingtang.core.refusals import Refusal, Refused

if TYPE_CHECKING:
    from mingtang.policies.parsing.entry import Standard
    from mingtang.policies.parsing.examining import Examination

SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser, action: str) -> None:
    if action == "export":
        parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪个 zip 文件")
        parser.add_argument("--unit", default="", metavar="单位", help="只导出这个单位的文件（单位代码）")
        parser.add_argument(
            "--since", type=_day, metavar="日期", help="只导出这一天以来公开或效力有变动的文件"
        )
    else:
        parser.add_argument("file", type=Path, metavar="文件", help="政策文件交换包（zip）")
    if action == "import-package":
        parser.add_argument("--column", default="", metavar="栏目", help="栏目代码；不写则归入“存量文件”")
        parser.add_argument(
            "--organisation", default="", metavar="单位", help="担保单位代码；不写则为主办单位"
        )
    else:
        parser.add_argument(
            "--standard", type=Path, metavar="文件", help="上级的入库标准（JSON）；不写则用通用标准"
        )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期“{text}”应写作 2026-09-10") from error


def run(arguments: argparse.Namespace) -> int:
    runners: dict[str, Callable[[argparse.Namespace], int]] = {
        "export": _export,
        "check-package": _check,
        "import-package": _import,
    }
    try:
        return runners[arguments.action](arguments)
    except Refused as failure:
        return refused(failure.reasons, as_json=arguments.json)


def _standard(arguments: argparse.Namespace) -> Standard:
    from mingtang.policies.parsing.entry import shipped_standard, standard_at

    return standard_at(arguments.standard) if arguments.standard else shipped_standard()


class _Bar:
    """A progress bar that is told how far the work is."""

    def __init__(self, total: int | None, what: str) -> None:
        import sys

        from tqdm import tqdm

        often = 0.2 if sys.stderr.isatty() else 20
        self._bar = tqdm(total=total, desc=what, unit="件", delay=2, mininterval=often, file=sys.stderr)

    def at(self, done: int) -> None:
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


# --- export


def _export(arguments: argparse.Namespace) -> int:
    start_django()
    from django.utils.timezone import localdate

    from mingtang.config.home import check
    from mingtang.policies.api import Chosen, Packing

    check()
    chosen = Chosen(localdate(), _unit(arguments.unit), arguments.since)
    if not arguments.out.parent.is_dir():
        raise Refused(f"没有文件夹“{arguments.out.parent}”，请先建立或换一个位置。")
    with tempfile.TemporaryDirectory(dir=arguments.out.parent, prefix=".export-") as folder:
        packing = Packing(Path(folder), chosen, standard=_standard(arguments))
        if not (total := packing.total()):
            raise Refused("没有符合条件的公开文件，不用导出。")
        bar = _Bar(total, "导出")
        packing.advance(seen=lambda place: bar.at(place.done))
        bar.close()
        packed = packing.pack(arguments.out)
    value = {"file": str(arguments.out), **packed.__dict__}
    return answer(value, as_json=arguments.json, sentences=_export_words(value))


def _unit(code: str) -> int | None:
    from mingtang.core.organisations.api import Organisation

    if not code:
        return None
    if found := Organisation.objects.filter(code=code).first():
        return int(found.pk)
    raise Refused(f"没有代码为“{code}”的单位。请在工作台“机构”中查代码。")


def _export_words(value: dict[str, Any]) -> list[str]:
    from mingtang.policies.parsing.package import short_code

    return [
        f"已写入 {value['file']}：{value['documents']}件文件，{value['departed']}件已撤下，{value['size']}字节。",
        f"核对码 {short_code(value['whole'])}，文件 SHA-256 {value['sha256']}。",
        f"按入库标准：{value['refused']}件会被退回，{value['warned']}件仅有提示。"
        "逐件情况见 mingtang policies check-package。",
    ]


# --- check


def _check(arguments: argparse.Namespace) -> int:
    """Needs no database: the sender and the receiver look at the same report."""
    from mingtang.policies.parsing.examining import examine
    from mingtang.policies.parsing.package import Package

    if not arguments.file.is_file():
        return refused([Refusal(f"没有这个文件：{arguments.file}。请检查路径。")], as_json=arguments.json)
    with Package(arguments.file) as package:
        told = package.manifest.get("documents")
        bar = _Bar(told if isinstance(told, int) else None, "核对")
        found = examine(package, _standard(arguments), seen=bar.at)
        bar.close()
    return answer(found.as_json(), as_json=arguments.json, sentences=_check_words(found))


def _check_words(found: Examination) -> list[str]:
    from mingtang.policies.parsing.entry import SORTS
    from mingtang.policies.parsing.package import short_code

    names = dict(SORTS)
    lines = [f"核对码 {short_code(found.whole)}，{found.documents}件文件，入库标准：{found.standard}。"]
    if found.faults:
        lines.append(f"与清单不符{len(found.faults)}处，这个包不能接收：")
        lines += [f"  {fault.member}：{fault.message}" for fault in found.faults[:SHOWN]]
    lines.append(
        f"可以入库{found.documents - found.refused}件，会被退回{found.refused}件，仅有提示{found.warned}件。"
    )
    lines += [f"  {names[sort]}：{count}件" for sort, count in found.by_sort.items()]
    for one in found.with_findings[:SHOWN]:
        lines.append(f"第{one.line}件 {one.number or '（无文号）'}《{one.title}》")
        lines += [f"  {finding.message}" for finding in one.findings]
    return lines


# --- import


def _import(arguments: argparse.Namespace) -> int:
    if not arguments.file.is_file():
        return refused([Refusal(f"没有这个文件：{arguments.file}。请检查路径。")], as_json=arguments.json)
    start_django()
    from mingtang.config.home import set_up
    from mingtang.policies.api import Receiving
    from mingtang.policies.parsing.package import Package
    from mingtang.publishing import api as publishing

    set_up()
    target = publishing.target_of(kind="policy", column=arguments.column, organisation=arguments.organisation)
    with Package(arguments.file) as package, tempfile.TemporaryDirectory(prefix="mingtang-") as folder:
        receiving = Receiving(
            package, Path(folder), column=arguments.column, organisation=target.organisation
        )
        receiving.verify()
        say("校验值相符，开始导入。")
        told = package.manifest.get("documents")
        bar = _Bar(told if isinstance(told, int) else None, "导入")
        receiving.advance(seen=lambda received: bar.at(received.done))
        bar.close()
        batches = receiving.finish()
        value = _imported(receiving, batches)
    return answer(value, as_json=arguments.json, sentences=_import_words(value))


def _imported(receiving: Any, batches: list[Any]) -> dict[str, Any]:
    return {
        "sender": receiving.sender,
        "documents": receiving.received.done,
        "batches": [
            {"batch": batch.code, "staged": batch.item_count, "held": batch.held_count, "state": batch.state}
            for batch in batches
        ],
        "errors": receiving.received.errors,
        "news": receiving.received.news,
        "departed": receiving.departed(),
    }


def _import_words(value: dict[str, Any]) -> list[str]:
    lines = [f"来自{value['sender']}的{value['documents']}件文件。"]
    lines += [
        f"批次 {batch['batch']}：待签{batch['staged']}件，暂缓{batch['held']}件。"
        for batch in value["batches"]
    ]
    lines += [f"  {error['row']}：{error['message']}" for error in value["errors"][:SHOWN]]
    lines += [*value["news"][:SHOWN], *value["departed"][:SHOWN]]
    lines.append("尚未公开。请两位负责人在工作台“存量导入批次”中签署清单。")
    return lines
