"""`test` and `check`: what has to hold before a change lands."""

import os
import subprocess
import sys
from argparse import Namespace

from infra.environment import ROOT, VENV

CHECKS = {
    "格式 format": ["ruff", "format", "--check", "."],
    "规范 lint": ["ruff", "check", "."],
    "类型 types": ["mypy"],
    "分层 layers": ["lint-imports"],
}


ON_EVERY_CORE = ["--numprocesses", "auto", "--dist", "loadfile"]
"""A file's tests share an engine or a service, so a file stays in one process."""


def test(options: Namespace) -> int:
    """Run pytest with the words given, or everything on all cores, and return its exit code."""
    words = options.words or ON_EVERY_CORE
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT).returncode


def check(_: Namespace) -> int:
    """Run every check, show the output of those that fail, and return 1 if any did."""
    failed = [name for name, words in CHECKS.items() if not _passes(name, words)]
    if failed:
        print(f"未通过：{'，'.join(failed)} · not passed", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, words: list[str]) -> bool:
    done = subprocess.run(
        [VENV / "bin" / words[0], *words[1:]],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    print(f"{'✓' if done.returncode == 0 else '✗'} {name}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0
