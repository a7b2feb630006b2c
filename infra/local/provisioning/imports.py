"""Import files: those on this machine, or the bytes that were sent."""

import base64
import binascii
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from functions import wiring
from functions.edge.fields import Text
from functions.edge.models import Body
from infra.local.provisioning.bodies import read
from shared.domain.errors import DomainError
from shared.domain.imports.header import LARGEST, FileTooLarge
from shared.usecases.imports.import_deals import import_deals
from shared.usecases.imports.import_orders import import_orders
from shared.usecases.imports.import_people import import_people
from shared.usecases.imports.summary import Summary

Say = Callable[[Mapping[str, Any]], None]
MOST_FILES = 50


class FileNeeded(DomainError):
    """Neither a path nor content was given, or both."""

    kind, code = "invalid", "local.file_needed"
    zh = "请用 path（本机路径）或 content_b64（Base64 内容）给出文件，两者选一。"
    en = "Give the file as “path” (on this machine) or “content_b64” (Base64), one of the two."


class FileUnreadable(DomainError):
    """The file cannot be read."""

    kind, code = "invalid", "local.file_unreadable"
    zh = "无法读取文件 {path}（{reason}），请检查路径和权限。"
    en = "The file {path} cannot be read ({reason}). Check the path and the permissions."


class NotBase64(DomainError):
    """The content is no Base64."""

    kind, code = "invalid", "local.not_base64"
    zh = "content_b64 不是有效的 Base64。"
    en = "content_b64 is no valid Base64."


class OneFileOnly(DomainError):
    """Several files were given where one makes the whole import."""

    kind, code = "invalid", "local.one_file_only"
    zh = "{kind} 一次只能导入一个文件；只有 orders 可以同时给出订单和明细文件。"
    en = "{kind} are imported from one file at a time; only orders come in several."


class GivenFile(Body):
    """One file, by its path on this machine or by its bytes; `file_name` names those in the report."""

    path: str | None = None
    content_b64: str | None = None
    file_name: Annotated[str, Text(200)] | None = None


class Wanted(GivenFile):
    """What to import into which company, and how it is to be read: one file as such, or several `files`."""

    kind: Literal["people", "deals", "orders"]
    company: Annotated[str, Text(100)]
    files: list[GivenFile] = Field(default_factory=list, max_length=MOST_FILES)
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    dates: Literal["month_first", "day_first"] | None = None
    create_people: bool = False
    map: dict[str, str] = Field(default_factory=dict, max_length=100)


def run_import(body: Mapping[str, Any], progress: Say = lambda told: None) -> dict[str, Any]:
    """
    Import people, deals or orders into the company of that name, founding it if there is none.

    `progress` is told rows done and about how many there are.

    :raises DomainError: if a file cannot be read as a whole; refused rows are part of the answer.
    """
    wiring.settings()
    wanted, began = read(Wanted, body), time.monotonic()
    summary = _import(wanted, lambda done, of: progress({"rows": done, "of": of}))
    return {
        "kind": wanted.kind,
        "company_id": summary.company_id,
        **summary.counts(),
        "refused": [asdict(each) for each in summary.refused],
        "refused_key": summary.refused_key,
        "notes": [asdict(each) for each in summary.notes],
        "seconds": round(time.monotonic() - began, 3),
    }


def _import(wanted: Wanted, progress: Callable[[int, int], None]) -> Summary:
    files = _files(wanted)
    options: dict[str, Any] = {
        "company": wanted.company,
        "currency": wanted.currency,
        "columns": wanted.map,
        "create_people": wanted.create_people,
        "at": wiring.now(),
        "documents": wiring.documents(),
        "progress": progress,
    }
    if wanted.kind == "orders":
        return import_orders(files=files, dates=wanted.dates, **options)
    if len(files) > 1:
        raise OneFileOnly(pointer="/files", kind=wanted.kind)
    if wanted.kind == "deals":
        return import_deals(content=files[0][1], dates=wanted.dates, **options)
    return import_people(content=files[0][1], **options)


def _files(wanted: Wanted) -> list[tuple[str, bytes]]:
    """Return the files by name and content."""
    if not wanted.files:
        return [_file(wanted, "", 1)]
    if wanted.path is not None or wanted.content_b64 is not None:
        raise FileNeeded(pointer="/path")
    return [_file(each, f"/files/{place}", place + 1) for place, each in enumerate(wanted.files)]


def _file(given: GivenFile, pointer: str, number: int) -> tuple[str, bytes]:
    if (given.path is None) == (given.content_b64 is None):
        raise FileNeeded(pointer=f"{pointer}/path")
    if given.content_b64 is not None:
        name = given.file_name or f"#{number}"
        try:
            return name, base64.b64decode(given.content_b64, validate=True)
        except (binascii.Error, ValueError):
            raise NotBase64(pointer=f"{pointer}/content_b64") from None
    path = Path(str(given.path))
    try:
        if path.stat().st_size > LARGEST:  # before it is all in memory
            raise FileTooLarge(pointer=f"{pointer}/path", megabytes=LARGEST // 1024 // 1024)
        return given.file_name or path.name, path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUnreadable(pointer=f"{pointer}/path", path=path, reason=reason) from None
