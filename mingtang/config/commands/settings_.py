"""`mingtang settings`: every setting with its default and what it is for; the reference page is made from it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from mingtang.config.output import answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="只输出 JSON")
    parser.add_argument("--markdown", action="store_true", help="输出设置参考页")


def run(arguments: argparse.Namespace) -> int:
    import mingtang.config.settings  # noqa: F401 (declares the settings)
    from mingtang.config.environment import DECLARED

    rows = sorted(DECLARED.values(), key=lambda row: row.name)
    sentences = (
        markdown().splitlines()
        if arguments.markdown
        else [f"{r.name}={r.default}\n    {r.help}" for r in rows]
    )
    return answer([asdict(row) for row in rows], as_json=arguments.json, sentences=sentences)


def markdown() -> str:
    """docs/reference/settings.md, whole."""
    import mingtang.config.settings  # noqa: F401 (declares the settings)
    from mingtang.config.environment import DECLARED

    lines = [
        "# 设置",
        "",
        "由 `bin/mingtang settings --markdown` 生成。设置写在环境变量里。",
        "",
        "| 名称 | 默认值 | 说明 |",
        "| --- | --- | --- |",
    ]
    for row in sorted(DECLARED.values(), key=lambda row: row.name):
        lines.append(
            f"| `{row.name}` | {'`' + row.default + '`' if row.default else '（空）'} | {row.help} |"
        )
    return "\n".join(lines)
