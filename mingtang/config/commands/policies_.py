"""`mingtang policies …`: the policy library on the command line. Each sub-command has its own file."""

from __future__ import annotations

import argparse
from importlib import import_module

# Name: (module that adds its arguments and runs it, what it does).
COMMANDS = {
    "show": ("policies_show", "某一文件在某日的效力"),
    "citations": ("policies_citations", "一篇文字引用了哪些文件"),
    "export": ("policies_package", "导出政策文件交换包"),
    "check-package": ("policies_package", "核对政策文件交换包"),
    "same-source": ("policies_same_source", "一份文件在各处是否同一文本（数据同源）"),
    "import-package": ("policies_package", "接收政策文件交换包"),
    "resolve": ("policies_stock", "从全库文本互相印证效力（修改、废止、新版本）"),
    "disagreements": ("policies_stock", "列出来源所称效力与计算结果不一致的文件"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=COMMANDS, metavar="操作", help="、".join(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(parser_class=type(parser))


def run(arguments: argparse.Namespace) -> int:
    """Let the sub-command read its own words: `add_arguments(parser, action)` and `run(arguments) -> int`."""
    name, help = COMMANDS[arguments.action]
    module = import_module(f"mingtang.config.commands.{name}")
    own = arguments.parser_class(prog=f"mingtang policies {arguments.action}", description=help)
    module.add_arguments(own, arguments.action)
    chosen = own.parse_args(arguments.rest)
    chosen.action = arguments.action
    arguments.json = getattr(chosen, "json", False)
    answered: int = module.run(chosen)
    return answered
