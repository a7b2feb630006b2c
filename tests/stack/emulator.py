"""An AWS account of its own for one deployed bundle: plain ministack in a child process, with IAM enforced.

A function runs in a process without site-packages, so all that it imports comes from the bundle.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

LOOPBACK = "127.0.0.1"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running one: where it listens, and where its log is."""

    port: int
    log: Path

    @property
    def endpoint(self) -> str:
        """What the SDK is pointed at."""
        return f"http://{LOOPBACK}:{self.port}"


@contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """Start one whose files all lie in `folder`; it and its functions are gone afterwards."""
    running = Emulator(_free_port(), folder / "emulator.log")
    with running.log.open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(_bare_python(folder))],
            cwd=folder,
            env=_environment(folder, running.port),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(running, child)
            yield running
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait(10)


_SERVE = """
import sys
sys.executable = sys.argv.pop()  # what the functions run on
from ministack.app import main
main()
"""


def _bare_python(folder: Path) -> Path:
    """Write a Python that has the standard library and nothing else, like Lambda without its runtime's SDK."""
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys._base_executable}" -I -S "$@"\n')
    python.chmod(0o755)
    return python


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "S3_DATA_DIR": str(folder / "s3"),
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "INFO",
    }


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(running: Emulator, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            with urlopen(f"{running.endpoint}/_ministack/health", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(running.log.read_text())
