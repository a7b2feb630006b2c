"""`dev.py token` and `dev.py import`: one call of a local handle, of the running service or of one for the moment."""

import json
import os
import sys
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.local.engine import EngineRefused, describe
from infra.local.output import logging_to
from infra.local.service import Service
from infra.refusal import Refusal

_MOST_REFUSED_SHOWN = 20


class Refused(Refusal):
    """The service said no; its own sentence is enough."""

    def __init__(self, sentence: str) -> None:
        Exception.__init__(self, sentence)


class NoSuchFile(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到文件 {path}，请检查路径", f"there is no file {path}: check the path")


class NoSuchFolder(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到文件夹 {path}，请先建立", f"there is no folder {path}: make it first")


class StillStarting(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"使用 {path} 的服务还没有就绪，请稍后重试",
            f"the service that uses {path} is not ready yet: try again in a moment",
        )


def token(options: Namespace) -> int:
    """Print one token, and nothing else, on standard output."""
    wanted = {"company": options.company, "person": options.person, "role": options.role}
    wanted["minutes"] = options.minutes
    with _service(options.data_dir.resolve()) as base_url:
        issued = _post(base_url, "/local/tokens", {key: value for key, value in wanted.items() if value})
    print(issued["token"])
    return 0


def import_file(options: Namespace) -> int:
    """Import the files, showing progress, and print what came of it; `refused` is where to list refused rows."""
    paths = [each.resolve() for each in options.files]
    for path in paths:
        if not path.is_file():
            raise NoSuchFile(path)
    if options.refused is not None and not options.refused.resolve().parent.is_dir():
        raise NoSuchFolder(options.refused.resolve().parent)
    asked = {
        "kind": options.kind,
        "files": [{"path": str(path)} for path in paths],
        "company": options.company,
        "currency": options.currency,
        "dates": options.dates,
        "create_people": options.create_people,
        "map": dict(options.map),
    }
    with _service(options.data_dir.resolve()) as base_url:
        result = _post(
            base_url, "/local/imports", {key: value for key, value in asked.items() if value is not None}
        )
    show_import(result, listed_in=options.refused)
    if options.refused is not None:
        _write_refused(options.refused, result["refused"])
    return 0


def show_import(result: Mapping[str, Any], listed_in: Path | None = None) -> None:
    """Print the counts and the first refused rows of an import, and where to find all of them."""
    refused = result.get("refused", [])
    counts = [
        ("行数 rows", result.get("rows", 0)),
        ("已导入 imported", result.get("imported", 0)),
        ("重复 duplicates", result.get("duplicates", 0)),
        ("未接受 refused", len(refused)),
        ("新建人员 people", result.get("people_created", 0)),
        ("新增事件 events", result.get("events_added", 0)),
        ("秒 seconds", result.get("seconds", 0)),
    ]
    for name, value in counts:
        print(f"  {_padded(name, 20)}{value:>10}")
    for note in result.get("notes", []):
        print(f"  {note['zh']} · {note['en']}")
    for row in refused[:_MOST_REFUSED_SHOWN]:
        place = f"{row['file']} " if row.get("file") else ""
        print(
            f"  {place}第 {row['line']} 行 · line {row['line']}  {row['column']}：{row['text']}  {row['why']}"
        )
    left = len(refused) - _MOST_REFUSED_SHOWN
    if left > 0:
        print(f"  …… 另有 {left} 行 · and {left} more")
    if refused and listed_in is not None:
        print(f"  全部未接受的行见 · all refused rows are listed in {listed_in}")
    elif left > 0:
        print("  再次运行并加上 --refused FILE 可得到全部 · run it again with --refused FILE to get them all")


def _write_refused(path: Path, refused: list[dict[str, Any]]) -> None:
    from shared.domain.imports.cells import RefusedRow
    from shared.domain.imports.report import refused_csv

    try:
        path.write_text(refused_csv(RefusedRow(**row) for row in refused), encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"无法写入 {path}（{error.strerror}） · cannot write {path}") from None


@contextmanager
def _service(state_dir: Path) -> Iterator[str]:
    """Give the address of the service on this directory: the one that runs there, or one started for the moment."""
    facts = describe(state_dir)
    if facts is not None:
        if "port" not in facts:
            raise StillStarting(state_dir)
        yield f"http://127.0.0.1:{facts['port']}"
        return
    service = Service(state_dir, 0, on_schedule=False)
    with logging_to(state_dir):
        try:
            service.start()
            yield service.base_url
        except EngineRefused as refused:
            raise Refused(str(refused)) from None
        finally:
            service.stop()


def _post(base_url: str, path: str, body: Mapping[str, Any]) -> Any:
    """
    Call a local handle, show its progress, and return its answer.

    :raises Refused: with the problem's own sentence.
    """
    request = urllib.request.Request(
        base_url + path,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/x-ndjson",
            "Accept-Language": "en" if os.environ.get("LANG", "").startswith("en") else "zh-CN",
        },
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    try:
        with opener.open(request) as answer:
            for line in answer:
                told = json.loads(line)
                if "progress" in told:
                    _show_progress(told["progress"])
    except urllib.error.URLError as reason:
        raise Refused(f"无法连接 {base_url}（{reason}） · cannot reach the service") from None
    if told["status"] >= 400:
        raise Refused((told["answer"] or {}).get("detail", "服务出错 · the service failed"))
    return told["answer"]


def _show_progress(progress: Mapping[str, Any]) -> None:
    rows = f"  {progress['rows']} / {progress['of']} 行 rows"
    print(rows, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def _padded(text: str, width: int) -> str:
    """Pad to a width in columns of a terminal, where a Chinese character takes two."""
    return text + " " * (width - sum(2 if ord(each) > 0x2E80 else 1 for each in text))
