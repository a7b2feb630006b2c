"""Runs another program of the environment; what it says is only shown if it fails."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.refusal import Refusal


def run(
    name: str, words: Sequence[object], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> None:
    """
    Run a program and return when it is done.

    :raises Refusal: if it ends with anything but 0; all it said is on the standard error then.
    """
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        print(done.stdout.strip(), file=sys.stderr)
        raise Refusal(f"{name} 失败，见上", f"{name} failed, see above")
