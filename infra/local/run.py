"""`dev.py run`: the whole job once on the demo company, then the service until it is stopped."""

import json
import re
import signal
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path

from infra.local.engine import EngineRefused, describe
from infra.local.output import FILE, logging_to
from infra.local.service import Service
from infra.refusal import Refusal

_OURS = re.compile(rf"engine\.lock|(snapshot|journal)-\d+(\.tmp)?|{re.escape(FILE)}(\.1)?")

_STOPS = (signal.SIGINT, signal.SIGTERM)
"""Set both, as a shell starts background jobs with the first one ignored."""


class NotConfirmed(Refusal):
    def __init__(self) -> None:
        super().__init__("没有确认，数据未动", "not confirmed: the data was left alone")


class NobodyToAsk(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "--fresh 会清空数据，无法在这里询问：确定的话请加 --yes",
            "--fresh erases the data and nobody is here to be asked: add --yes if you mean it",
        )


class NotOurs(Refusal):
    def __init__(self, path: Path, stranger: str) -> None:
        super().__init__(
            f"{path} 中有不属于本程序的文件（{stranger}），未作任何改动：请换一个数据目录",
            f"{path} holds something that is not ours ({stranger}); nothing was changed: choose another directory",
        )


class InUse(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"数据目录 {path} 正在使用中：请先停止那个服务",
            f"the state directory {path} is in use: stop that service first",
        )


def run(options: Namespace) -> int:
    """Run the command and return its exit code."""
    began = time.perf_counter()
    for each in _STOPS:
        signal.signal(each, signal.default_int_handler)
    state_dir = options.data_dir.resolve()
    if options.fresh:
        start_over(state_dir, may_ask=sys.stdin.isatty() and not options.json, is_sure=options.yes)
    service = Service(state_dir, options.port, now=options.now)
    try:
        with logging_to(state_dir):
            try:
                service.start()
                _do_the_job(service, options, began)
                if not options.once:
                    _serve(service)
            finally:
                for each in _STOPS:
                    signal.signal(each, signal.SIG_IGN)  # the snapshot is being written
                service.stop()
    except EngineRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def start_over(state_dir: Path, *, may_ask: bool, is_sure: bool) -> None:
    """
    Erase the service's files in a state directory, if that is meant; without any, nothing happens.

    :raises NotOurs: if there is something else in it; nothing is erased then.
    :raises InUse: if a service uses it.
    :raises NobodyToAsk: if nobody can be asked and `is_sure` is false.
    :raises NotConfirmed: if the answer is not yes.
    """
    files = sorted(state_dir.iterdir()) if state_dir.is_dir() else []
    if not files:
        return
    for each in files:
        if not _OURS.fullmatch(each.name) or each.is_dir():
            raise NotOurs(state_dir, each.name)
    if describe(state_dir) is not None:
        raise InUse(state_dir)
    if not is_sure:
        _confirm(state_dir, may_ask)
    for each in files:
        each.unlink()


def _confirm(state_dir: Path, may_ask: bool) -> None:
    if not may_ask:
        raise NobodyToAsk()
    print(
        f"将清空 {state_dir} 中的全部数据，输入 yes 确认 · this erases all data there, type yes: ",
        end="",
        flush=True,
    )
    if sys.stdin.readline().strip().lower() != "yes":
        raise NotConfirmed()


def _do_the_job(service: Service, options: Namespace, began: float) -> None:
    from infra.local import demo, summary

    progress = sys.stderr if options.json else sys.stdout

    def say(text: str) -> None:
        print(text, file=progress, flush=True)

    result = demo.perform(service.base_url, service, say)
    if options.json:
        seconds = round(time.perf_counter() - began, 1)
        print(json.dumps({**result, "seconds": seconds}, ensure_ascii=False), flush=True)
    else:
        summary.show(result, service.base_url)


def _serve(service: Service) -> None:
    said = f"服务地址 {service.base_url}，按 Ctrl-C 停止 · serving, Ctrl-C stops"
    try:
        print(said, file=sys.stderr, flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        print(file=sys.stderr)
