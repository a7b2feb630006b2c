"""An append-only file of records in which everything acknowledged can be found again.

Layout: one header line (see `state_files`), then frames. A frame holds the records of one `append`
and reaches the disk before the next frame is written, so only the last frame of a file can be torn.
Its header carries its own checksum: a damaged length is never mistaken for a torn end.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

from infra.local.state_files import Damaged, open_new, read_header

_MAGIC: Final = b"GJF1"
_FRAME: Final = struct.Struct(">4sIII")  # magic, number of the frame, length and checksum of the payload
_CHECK: Final = struct.Struct(">I")  # checksum of the 16 bytes before it
_LENGTH: Final = struct.Struct(">I")  # before each record
_END: Final = b"END\n"
_HEAD: Final = _FRAME.size + _CHECK.size

_to_disk = getattr(os, "fdatasync", os.fsync)  # macOS has only fsync


class Journal:
    """A journal open for appending; not safe for use by two threads at once."""

    def __init__(self, path: Path, generation: int) -> None:
        """
        Create the file.

        :raises OSError: if it cannot be written.
        """
        self._file = open_new(path, "journal", generation)
        self._frames = 0
        self.records = 0
        self.bytes = 0

    def append(self, records: Sequence[bytes]) -> None:
        """
        Return once all records are on the disk, in this order.

        :raises OSError: if they are not; the journal must not be used any more then.
        """
        payload = b"".join(part for record in records for part in (_LENGTH.pack(len(record)), record))
        head = _FRAME.pack(_MAGIC, self._frames, len(payload), crc32(payload))
        frame = memoryview(head + _CHECK.pack(crc32(head)) + payload + _END)
        written = 0
        while written < len(frame):
            written += os.write(self._file, frame[written:])
        _to_disk(self._file)
        self._frames += 1
        self.records += len(records)
        self.bytes += len(frame)

    def close(self) -> None:
        os.close(self._file)


def read_journal(path: Path, generation: int) -> list[bytes]:
    """
    Return the records of all whole frames; a torn last frame was never acknowledged and is left out.

    :raises Damaged: if anything before the last frame is not as it was written, or the last frame is complete
        but changed.
    """
    data = read_header(path, "journal", generation)
    records: list[bytes] = []
    at = number = 0
    while at < len(data):
        rest = data[at:]
        if len(rest) < _HEAD or not any(rest):
            break
        length, check = _frame_head(rest, number, path)
        payload, end = rest[_HEAD : _HEAD + length], rest[_HEAD + length : _HEAD + length + len(_END)]
        if len(end) < len(_END):
            break
        intact, ended = crc32(payload) == check, bytes(end) == _END
        if not intact and not ended and at + _HEAD + length + len(_END) == len(data):
            break  # a power cut can leave the length of a frame on the disk without its bytes
        if not (intact and ended):
            raise Damaged(path, f"frame {number}")
        records.extend(_split(payload))
        at += _HEAD + length + len(_END)
        number += 1
    return records


def _frame_head(data: memoryview, number: int, path: Path) -> tuple[int, int]:
    magic, found, length, check = _FRAME.unpack_from(data)
    (head_check,) = _CHECK.unpack_from(data, _FRAME.size)
    if magic != _MAGIC or found != number or head_check != crc32(data[: _FRAME.size]):
        raise Damaged(path, f"frame {number}")
    return length, check


def _split(payload: memoryview) -> Iterator[bytes]:
    at = 0
    while at < len(payload):
        (length,) = _LENGTH.unpack_from(payload, at)
        at += _LENGTH.size
        yield bytes(payload[at : at + length])
        at += length
