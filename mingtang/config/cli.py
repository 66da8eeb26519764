"""The command line: `mingtang serve | worker | law … | check text | import documents | …`.

Imports lazily, so that commands which need no database start in a fraction of a second. What is asked for goes to
standard output (`--json`: JSON alone), all else to standard error. Exit status 0: answered, findings are an answer
too; 1: refused, with reasons; 2: wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

from mingtang.config.output import refused
from mingtang.core.refusals import Refused

COMMANDS = {
    "serve": "启动网站（首次运行时自动建库）",
    "worker": "办理待办事项：索引、通知、定时发布",
    "daily": "每日例行：到期提醒、清理任务、完整性核验",
    "demo": "建立演示区政府",
    "law": "法定期限与个人信息规则",
    "check": "发布前内容检查",
    "import": "导入文件存量",
    "policies": "政策文件库：效力、引用、交换包",
    "plan": "工作要点：读出任务",
    "audit": "核验审计链、签名与正文",
    "facets": "核对或重新生成文件库的筛选索引",
    "settings": "列出全部设置项",
    "demands": "生成需求对照表（开发用）",
}


class ChineseParser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with a command, and exits with 2."""

    SENTENCES = (
        ("the following arguments are required:", "缺少参数："),
        ("unrecognized arguments:", "不认识的参数："),
        ("expected one argument", "后面要写一个值"),
        ("expected at least one argument", "后面至少要写一个值"),
        ("invalid choice:", "没有这个选项："),
        ("choose from", "可选"),
        ("not allowed with argument", "不能同时使用"),
        ("invalid int value:", "应为整数："),
        ("one of the arguments", "以下参数须写一个："),
        (" is required", ""),
        ("argument ", "参数 "),
    )

    def error(self, message: str) -> NoReturn:
        for english, chinese in self.SENTENCES:
            message = message.replace(english, chinese)
        self.print_usage(sys.stderr)
        self.exit(2, f"用法有误：{message}\n查看说明：{self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = ChineseParser(
        prog="mingtang",
        description="明堂：政务公开平台",
        epilog="\n".join(f"  {name:<10}{help}" for name, help in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="命令")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    module = importlib.import_module(f"mingtang.config.commands.{chosen.command}_")
    own = ChineseParser(prog=f"mingtang {chosen.command}", description=COMMANDS[chosen.command])
    module.add_arguments(own)
    arguments = own.parse_args(chosen.rest)
    try:
        return int(module.run(arguments) or 0)
    except Refused as refusal:
        return refused(refusal.reasons, as_json=getattr(arguments, "json", False))
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
