"""Import a file: one on this machine, or the bytes that were sent."""

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
from shared.domain.imports.table import LARGEST, FileTooLarge
from shared.usecases.imports.import_deals import import_deals
from shared.usecases.imports.import_people import import_people

Say = Callable[[Mapping[str, Any]], None]


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


class Wanted(Body):
    """What to import into which company, and how its columns are to be read."""

    kind: Literal["people", "deals"]
    company: Annotated[str, Text(100)]
    path: str | None = None
    content_b64: str | None = None
    file_name: str | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    create_people: bool = False
    map: dict[str, str] = Field(default_factory=dict, max_length=100)


def run_import(body: Mapping[str, Any], progress: Say = lambda told: None) -> dict[str, Any]:
    """
    Import people or deals into the company of that name, founding it if there is none.

    `progress` is told rows done and about how many there are. `file_name` is only for whoever reads the request.

    :raises DomainError: if the file cannot be read as a whole; refused rows are part of the answer.
    """
    wiring.settings()
    wanted, began = read(Wanted, body), time.monotonic()
    summary = {"people": import_people, "deals": import_deals}[wanted.kind](
        content=_content(wanted),
        company=wanted.company,
        currency=wanted.currency,
        columns=wanted.map,
        create_people=wanted.create_people,
        at=wiring.now(),
        documents=wiring.documents(),
        progress=lambda done, of: progress({"rows": done, "of": of}),
    )
    return {
        "kind": wanted.kind,
        "company_id": summary.company_id,
        **summary.counts(),
        "refused": [asdict(each) for each in summary.refused],
        "seconds": round(time.monotonic() - began, 3),
    }


def _content(wanted: Wanted) -> bytes:
    if (wanted.path is None) == (wanted.content_b64 is None):
        raise FileNeeded(pointer="/path")
    if wanted.content_b64 is not None:
        try:
            return base64.b64decode(wanted.content_b64, validate=True)
        except (binascii.Error, ValueError):
            raise NotBase64(pointer="/content_b64") from None
    path = Path(str(wanted.path))
    try:
        if path.stat().st_size > LARGEST:  # before it is all in memory
            raise FileTooLarge(pointer="/path", megabytes=LARGEST // 1024 // 1024)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUnreadable(pointer="/path", path=path, reason=reason) from None
