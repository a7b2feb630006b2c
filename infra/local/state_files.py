"""What every state file begins with, and the one sentence a user gets when it cannot be used.

The first line is JSON: kind, schema, generation and a SHA-256 over these and, in a snapshot, over all
that follows. It is checked before anything is done with the content.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Final

SCHEMA: Final = 1


class EngineRefused(Exception):
    """The engine does not start; `str()` is the sentence for the user, and no file was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} · {en}")


class Damaged(EngineRefused):
    def __init__(self, path: Path, where: str) -> None:
        super().__init__(
            f"本地数据已损坏（{path}：{where}），未改动任何文件：请恢复备份，或移走该目录后重新开始",
            f"the local data is damaged ({path}: {where}) and nothing was changed: "
            "restore a backup, or move the directory away to start afresh",
        )


class WrittenByNewer(EngineRefused):
    def __init__(self, path: Path, schema: int) -> None:
        super().__init__(
            f"本地数据由更新的版本写入（{path}：格式 {schema}，本版本只认 {SCHEMA}），未改动任何文件：请升级程序",
            f"the local data was written by a newer version ({path}: schema {schema}, this one knows {SCHEMA}) "
            "and nothing was changed: update the program",
        )


class NotWritable(EngineRefused):
    def __init__(self, path: Path, reason: OSError) -> None:
        cause = reason.strerror or str(reason)
        super().__init__(
            f"无法使用数据目录 {path}（{cause}）：请换一个可写的目录",
            f"the state directory {path} cannot be used ({cause}): choose one that can be written to",
        )


class InUse(EngineRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"数据目录 {path} 正被另一个进程使用：请先停止它，或换一个目录",
            f"the state directory {path} is in use by another process: stop that one first, or choose another",
        )


def open_new(path: Path, kind: str, generation: int, content: bytes = b"") -> int:
    """
    Return the descriptor of a new state file once its name, header and content are on the disk.

    It gets its name last, so a file under its own name is always whole.

    :raises OSError: if it cannot be written.
    """
    partial = path.with_suffix(".tmp")
    file = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        head = {"kind": kind, "schema": SCHEMA, "generation": generation}
        line = json.dumps({**head, "sha256": _digest(head, content)}).encode() + b"\n"
        for part in (line, content):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(file, rest) :]
        os.fsync(file)
        partial.rename(path)
        sync_directory(path.parent)
    except BaseException:
        os.close(file)
        raise
    return file


def read_header(path: Path, kind: str, generation: int) -> memoryview:
    """
    Check the first line and return what follows it; of a snapshot that is checked, too.

    :raises Damaged: if the file is missing, is not of this kind and generation, or was changed.
    :raises WrittenByNewer: if a newer version wrote it.
    :raises NotWritable: if it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Damaged(path, "missing") from None
    except OSError as reason:
        raise NotWritable(path, reason) from reason
    line, newline, _ = data[:4096].partition(b"\n")
    try:
        head = json.loads(line if newline else b"null")
        schema = head["schema"]
        digest = head.pop("sha256")
    except (ValueError, TypeError, KeyError):
        raise Damaged(path, "header") from None
    if isinstance(schema, int) and schema > SCHEMA:
        raise WrittenByNewer(path, schema)
    rest = memoryview(data)[len(line) + 1 :]
    if head != {"kind": kind, "schema": SCHEMA, "generation": generation}:
        raise Damaged(path, "header")
    if digest != _digest(head, rest if kind == "snapshot" else b""):
        raise Damaged(path, "checksum")
    return rest


def sync_directory(path: Path) -> None:
    """Return once names created or removed in the directory are on the disk."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _digest(head: dict[str, object], content: bytes | memoryview) -> str:
    digest = hashlib.sha256(json.dumps(head, sort_keys=True).encode() + b"\n")
    digest.update(content)
    return digest.hexdigest()
