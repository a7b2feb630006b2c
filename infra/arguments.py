"""What can be typed after `infra/dev.py`, and which code runs it.

Read before anything is installed, so a slip of the keyboard is answered at once: standard library only, and
the commands' own modules are imported when they run.
"""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.environment import ROOT, Lock

ACCESS_ROLES = ("employee", "manager", "hr", "owner", "auditor")


@dataclass(frozen=True)
class Command:
    """One command as typed: the locked set it needs, and the function `module:name` that runs it."""

    lock: Lock
    runs: str
    options: argparse.Namespace

    def execute(self) -> int:
        """Run it and return the exit code."""
        module, _, name = self.runs.partition(":")
        act: Callable[[Any], int] = getattr(import_module(module), name)
        return act(self.options)


def read(words: list[str]) -> Command:
    """Return the command that `words` spell; a mistake ends the process with usage and code 2."""
    if words[:1] == ["test"]:  # all that follows is pytest's own
        return Command("dev", "infra.checks:test", argparse.Namespace(words=words[1:]))
    options = _parser().parse_args(words)
    return Command(options.lock, options.runs, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="infra/dev.py", description="岗绩 Gangji")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(commands)
    test = commands.add_parser(
        "test", help="运行全部测试（其后是 pytest 的参数） · run the tests, pytest arguments follow"
    )
    test.set_defaults(lock="dev", runs="infra.checks:test")
    check = commands.add_parser("check", help="格式、类型与分层检查 · format, lint, types and layers")
    check.set_defaults(lock="dev", runs="infra.checks:check")
    _add_token(commands)
    _add_import(commands)
    package = commands.add_parser(
        "package", help="生成部署包与模板 · make the bundle and the templates, under build/"
    )
    package.set_defaults(lock="dev", runs="infra.package:package")
    package.add_argument(
        "--target",
        choices=("aws", "host"),
        required=True,
        help="aws：arm64 Lambda；host：本机 · this machine",
    )
    bench = commands.add_parser("bench", help="测量主要操作的开销 · what the main operations cost")
    bench.set_defaults(lock="local", runs="infra.bench.report:bench")
    return parser


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run", help="完整演示一遍并启动本地服务 · do the whole job once, then serve it locally"
    )
    run.set_defaults(lock="local", runs="infra.local.run:run")
    run.add_argument(
        "--port", type=_port, default=8000, help="端口，0 为任意空闲端口 · 0 takes a free one (8000)"
    )
    _add_data_dir(run)
    run.add_argument("--fresh", action="store_true", help="清空数据重新开始 · erase the data and start over")
    run.add_argument("--yes", action="store_true", help="不再询问 · do not ask")
    run.add_argument("--once", action="store_true", help="完成后退出 · exit when the job is done")
    run.add_argument(
        "--json", action="store_true", help="配合 --once：输出一个 JSON · one JSON object on stdout"
    )
    run.add_argument(
        "--now", type=_instant, metavar="INSTANT", help="服务时钟，如 2026-03-02T08:00:00Z · its clock"
    )


def _add_token(commands: Any) -> None:
    token = commands.add_parser("token", help="输出一个访问令牌 · print one access token")
    token.set_defaults(lock="local", runs="infra.local.commands:token")
    token.add_argument("--company", help="公司名称或编号 · name or id")
    who = token.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", metavar="NAME", help="姓名或编号 · name or id")
    who.add_argument(
        "--role", choices=ACCESS_ROLES, help="任一具有此权限的人 · anybody with this access role"
    )
    token.add_argument("--minutes", type=_minutes, help="有效分钟数 · how long it is good (1 to 720)")
    _add_data_dir(token)


def _add_import(commands: Any) -> None:
    add = commands.add_parser("import", help="导入 CRM 导出的文件 · import a file as a CRM exports it")
    add.set_defaults(lock="local", runs="infra.local.commands:import_file")
    add.add_argument("kind", choices=("people", "deals", "orders"))
    add.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="orders：订单与明细文件 · orders and their lines"
    )
    add.add_argument(
        "--company", required=True, metavar="NAME", help="公司，没有则新建 · made if it is not there"
    )
    add.add_argument("--currency", type=_currency, help="币种，如 CNY · such as USD")
    add.add_argument(
        "--create-people", action="store_true", help="文件中的新人员一并建立 · add people it names"
    )
    add.add_argument(
        "--map",
        type=_pair,
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN=FIELD",
        help="列名与字段的对应 · which column holds which field",
    )
    add.add_argument(
        "--dates",
        choices=("month_first", "day_first"),
        type=lambda text: text.replace("-", "_"),
        help="7/4/1996 这样的日期先写月还是日 · what such dates begin with",
    )
    add.add_argument(
        "--refused", type=Path, metavar="CSV", help="把未接受的行写入此文件 · list refused rows here"
    )
    _add_data_dir(add)


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir", type=Path, default=ROOT / ".local", metavar="DIR", help="数据目录 · state (.local)"
    )


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text}：端口应为 0 到 65535 · a port is 0 to 65535")
    return int(text)


def _minutes(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not 1 <= int(text) <= 720:
        raise argparse.ArgumentTypeError(f"{text}：应为 1 到 720 分钟 · 1 to 720 minutes")
    return int(text)


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
        raise argparse.ArgumentTypeError(
            f"{text}：币种应为三个大写字母 · a currency is three capital letters"
        )
    return text


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(
        f"{text}：应为带时区的时刻，如 2026-03-02T08:00:00Z · an instant with its offset, as 2026-03-02T08:00:00Z"
    )


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column.strip() or not field.strip():
        raise argparse.ArgumentTypeError(f"{text}：应为 列名=字段 · COLUMN=FIELD is expected")
    return column.strip(), field.strip()
