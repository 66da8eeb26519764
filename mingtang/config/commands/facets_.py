"""`mingtang facets verify | rebuild`: the filters of the library, compared with what is public, or made anew from it."""

from __future__ import annotations

import argparse

from mingtang.config.output import answer, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify", "rebuild"], metavar="verify|rebuild")
    parser.add_argument("--sample", type=int, default=500, help="抽查多少件（默认 500）")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    start_django()
    if arguments.action == "verify":
        return _verify(arguments.sample, arguments.json)
    return _rebuild(arguments.json)


def _verify(sample: int, as_json: bool) -> int:
    from mingtang.publishing import api as publishing

    faults = publishing.facet_faults(sample)
    sentences = faults or ["筛选索引与公开信息一致。"]
    return answer({"whole": not faults, "faults": faults}, as_json=as_json, sentences=sentences)


def _rebuild(as_json: bool) -> int:
    from mingtang.publishing import api as publishing

    count = publishing.rebuild_facets()
    return answer(
        {"editions": count}, as_json=as_json, sentences=[f"已按{count}件公开信息重新生成筛选索引。"]
    )
