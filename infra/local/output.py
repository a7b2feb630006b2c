"""Keeps the terminal for whoever sits at it: what the service logs goes to a file beside its data."""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FILE = "service.log"
LARGEST_BYTES = 10_000_000


@contextmanager
def logging_to(state_dir: Path) -> Iterator[None]:
    """Send what threads other than the main one print and log to `service.log` in the state directory."""
    log = _Log(state_dir / FILE)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Split(sys.stdout, log), _Split(sys.stderr, log)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        log.close()


class _Log:
    """Opened at the first line, so that a state directory is the engine's to make and to judge."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None
        self._turn = threading.Lock()

    def write(self, text: str) -> int:
        with self._turn:
            if self._file is None:
                self._file = self._open()
            self._file.write(text)
            return len(text)

    def close(self) -> None:
        with self._turn:
            if self._file is not None:
                self._file.close()
            self._file = io.StringIO()  # whoever still logs after the end is not heard

    def _open(self) -> IO[str]:
        if not self._path.parent.is_dir():
            return io.StringIO()
        if self._path.exists() and self._path.stat().st_size > LARGEST_BYTES:
            self._path.replace(self._path.with_suffix(".log.1"))
        return self._path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)


class _Split(io.TextIOBase):
    """The terminal for the main thread, the log for all others."""

    def __init__(self, terminal: Any, log: _Log) -> None:
        self._terminal = terminal
        self._log = log

    def write(self, text: str) -> int:
        is_main = threading.current_thread() is threading.main_thread()
        return int((self._terminal if is_main else self._log).write(text))

    def flush(self) -> None:
        self._terminal.flush()

    def isatty(self) -> bool:
        return bool(self._terminal.isatty())

    def fileno(self) -> int:
        return int(self._terminal.fileno())
