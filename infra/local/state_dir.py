"""The directory in which the local engine keeps its state, used by one process at a time.

Generation n is a pair: `snapshot-n`, the state at one moment, and `journal-n`, what was acknowledged
since. The next generation begins when its snapshot gets its name; until then the old pair is complete,
and from then on the new one is. `engine.lock` is held while a process uses the directory and says, as
one line of JSON, where that process is reached.
"""

import fcntl
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.local.journal import Journal, read_journal
from infra.local.state_files import Damaged, InUse, NotWritable, open_new, read_header

_LOCK: Final = "engine.lock"
_NAME: Final = re.compile(r"(snapshot|journal)-(\d{6})(\.tmp)?")
_PATIENCE: Final = 20  # tries of 25 ms: `describe` of another process holds the lock for an instant


@dataclass(frozen=True)
class Saved:
    """What the directory held at the start: no snapshot means a fresh directory."""

    snapshot: memoryview | None
    records: list[bytes]


class StateDir:
    """An open state directory; `close` lets the next process in."""

    def __init__(self, path: Path) -> None:
        """
        Make the directory (0700) if it is missing, and lock it.

        :raises NotWritable: if it cannot be made or written to.
        :raises InUse: if another engine holds it.
        """
        self.path = path
        self._generation = 0
        self._facts: dict[str, Any] = {}
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as reason:
            raise NotWritable(path, reason) from reason
        if not _locked(self._lock):
            os.close(self._lock)
            raise InUse(path)

    def load(self) -> Saved:
        """
        Read the newest generation; no file is changed.

        :raises Damaged: if it is incomplete or was changed.
        :raises WrittenByNewer: if a newer version wrote it.
        """
        generations = self._generations()
        self._generation = max(generations["snapshot"], default=0)
        if self._generation:
            snapshot = read_header(self._file("snapshot"), "snapshot", self._generation)
            return Saved(snapshot, read_journal(self._file("journal"), self._generation))
        # The first generation makes its journal first: without a snapshot there can be one, and nothing in it.
        for orphan in generations["journal"]:
            if orphan > 1 or read_journal(self.path / f"journal-{orphan:06}", orphan):
                raise Damaged(self.path, "the snapshot is missing")
        return Saved(None, [])

    def begin(self, snapshot: bytes) -> Journal:
        """
        Begin the next generation with this state and return its journal; the old pair is removed.

        :raises OSError: if the disk refuses; one complete pair remains, and both tell the same state.
        """
        self._remove_all_but(self._generation)
        after = self._generation + 1
        journal = Journal(self.path / f"journal-{after:06}", after)
        os.close(open_new(self.path / f"snapshot-{after:06}", "snapshot", after, snapshot))
        self._generation = after
        self._remove_all_but(after)
        return journal

    def publish(self, **facts: Any) -> None:
        """Add facts to what `describe` tells other processes."""
        self._facts |= facts
        line = json.dumps(self._facts, ensure_ascii=False).encode() + b"\n"
        os.pwrite(
            self._lock, line, 0
        )  # a reader takes the first line, so what is left behind it does not matter
        os.ftruncate(self._lock, len(line))

    def close(self) -> None:
        os.ftruncate(self._lock, 0)
        os.close(self._lock)

    def _file(self, kind: str) -> Path:
        return self.path / f"{kind}-{self._generation:06}"

    def _generations(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {"snapshot": [], "journal": []}
        for entry in self.path.iterdir():
            if (name := _NAME.fullmatch(entry.name)) and not name[3]:
                found[name[1]].append(int(name[2]))
        return found

    def _remove_all_but(self, generation: int) -> None:
        for entry in self.path.iterdir():
            if (name := _NAME.fullmatch(entry.name)) and (name[3] or int(name[2]) != generation):
                entry.unlink()


def describe(state_dir: Path) -> dict[str, Any] | None:
    """Return what the engine using this directory has published, or None if no engine does."""
    try:
        lock = os.open(state_dir / _LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        line = os.pread(lock, 65536, 0).partition(b"\n")[0]
        return json.loads(line) if line else {}
    finally:
        os.close(lock)
    return None


def _locked(lock: int) -> bool:
    for _ in range(_PATIENCE):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.025)
        else:
            return True
    return False
