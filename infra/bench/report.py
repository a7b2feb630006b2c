"""`dev.py bench`: prints what the watched operations cost, on an engine in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from infra.environment import ROOT
from infra.local.summary import table
from infra.local.surroundings import ensure_keys, sdk_speaks_to, settings

TEAM = 62
"""Sellers whose declarations are approved one after the other."""


def bench(options: Namespace) -> int:
    """Measure and print; nothing is kept."""
    with (
        tempfile.TemporaryDirectory(prefix="gangji-bench-") as folder,
        _engine(Path(folder)),
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        redirect_stdout(nowhere),  # what the functions log is written, and costs what it costs
    ):
        lines = list(_measure())
    print("\n".join(lines))
    return 0


def _measure() -> Iterator[str]:
    from functions import wiring
    from infra.bench.cold import measure_cold
    from infra.bench.costs import measure_costs
    from infra.bench.cpu import measure_cpu
    from infra.bench.scoring import measure_scoring
    from infra.bench.workload import Workload
    from shared.adapters import tokens

    workload = Workload(TEAM)
    costs = measure_costs(workload)
    cpu = measure_cpu(workload, costs)
    yield "操作 operation：往返 round trips、读写单元 units、CPU 与裸处理器 beside a bare handler"
    yield from _table(
        ("操作", "往返", "读", "写", "CPU µs", "裸 µs", "比"),
        [
            (c.operation, c.round_trips, c.read_units, c.write_units, u.app_us, u.bare_us, u.ratio)
            for c, u in zip(costs, cpu, strict=True)
        ],
    )
    yield ""
    yield "计分 scoring：往返 round trips、读写单元 units、毫秒 wall ms、写入条数 records written"
    yield from _table(
        ("工作", "往返", "读", "写", "毫秒", "条"),
        [
            (each.work, each.round_trips, each.read_units, each.write_units, each.ms, each.records)
            for each in measure_scoring()
        ],
    )
    now = datetime.now(UTC)
    token = tokens.issue(workload.seller, workload.company_id, keys=wiring.keys(), now=now, minutes=60)
    yield ""
    yield "冷启动 cold path：导入与首个请求的 CPU 毫秒 · import and first request, CPU ms"
    cold = measure_cold(token, workload.company_id)
    yield from _table(("函数", "CPU ms", "比"), [(each.function, each.cpu_ms, each.ratio) for each in cold])


@contextmanager
def _engine(folder: Path) -> Iterator[None]:
    """An engine in another process, so that its CPU is not ours."""
    command = [sys.executable, "-m", "infra.local.engine", "--state-dir", str(folder / "engine")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            with sdk_speaks_to(json.loads(line)["endpoint"]):
                from infra.local import resources

                made = resources.ensure()
                os.environ.update(settings(made))
                ensure_keys(made["Keys"])
                yield
        finally:
            process.terminate()


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield from table([tuple(head), *[tuple(str(each) for each in row) for row in rows]])
