"""`mingtang demo`: make the invented district of Yuntang in a home of its own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mingtang.config.output import answer

if TYPE_CHECKING:
    from mingtang.config.demo import Account, Made


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=1, metavar="数", help="随机种子，决定时刻和存量文件，默认 1"
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    from mingtang.config.home import set_up

    set_up(demonstration=True)
    from mingtang.config import demo

    made = demo.make(seed=arguments.seed)
    accounts = demo.accounts()
    value = {
        "new": made.new,
        "states": made.states,
        "sites": [{"name": name, "host": host} for name, host in made.sites],
        "targeted": [{"name": name, "path": path} for name, path in made.addresses],
        "password": demo.PASSWORD,
        "accounts": [account.__dict__ for account in accounts],
    }
    return answer(value, as_json=arguments.json, sentences=_sentences(made, accounts, demo.PASSWORD))


def _sentences(made: Made, accounts: list[Account], password: str) -> Iterator[str]:
    from mingtang.publishing.api import EditionState

    counts = "，".join(f"{EditionState(state).label} {count}" for state, count in made.states.items())
    yield "演示区政府已建立。" if made.new else "演示区政府早已建立，没有重复建立。"
    yield f"信息：{counts}。"
    for name, path in made.addresses:
        yield f"定向送达（{name}）的取阅地址：{path}"
    yield ""
    yield from table(accounts)
    yield f"密码都是：{password}（只用于演示；演示环境不要求动态口令）"


def table(accounts: list[Account]) -> Iterator[str]:
    """Accounts as aligned columns; a Chinese character is two columns wide."""
    rows = [("角色", "单位", "姓名", "用户名"), *((a.role, a.unit, a.name, a.username) for a in accounts)]
    widths = [max(_width(row[place]) for row in rows) for place in range(4)]
    for row in rows:
        cells = (word + " " * (width - _width(word)) for word, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
