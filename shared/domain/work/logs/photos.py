"""Photo evidence (照片凭证): a picture that backs a work log, shown only after it was drawn anew.

What a phone sends is never shown to anybody. A job draws it anew without its metadata (time, place, device) and in
a bounded size, or says why it cannot: the photo is then ready or refused, once and for good.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.ids import ALPHABET, COMPANY_ID

MOST_BYTES: Final = 8_000_000
"""What one upload may hold."""
MOST_PIXELS: Final = 40_000_000
"""Width times height that a picture may say it has; what is drawn anew is much smaller."""
LONGEST_SIDE: Final = 1600
"""Pixels of the longer side of a picture that is shown; a smaller one keeps its size."""


class PhotoState(StrEnum):
    """Where a photo stands: announced and not looked at yet, shown, or refused."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class PhotoRefused(DomainError):
    """Why an upload is not shown. Each reason is a class of its own."""


class NotAPicture(PhotoRefused):
    """The file's first bytes are those of no picture that is read here, whatever its name says."""

    code = "photo.not_a_picture"
    zh = "文件不是 JPEG、PNG 或 WebP 图片，请重新拍照或换一张。"
    en = "The file is no JPEG, PNG or WebP picture. Take another photo or choose another one."


class DamagedPicture(PhotoRefused):
    """The file begins like a picture and cannot be read to its end."""

    code = "photo.damaged"
    zh = "图片已损坏或没有传完整，请重新上传。"
    en = "The picture is damaged or did not arrive whole. Upload it again."


class TooManyPixels(PhotoRefused):
    """The picture says that it has more pixels than are drawn."""

    code = "photo.too_many_pixels"
    zh = "图片超过 4000 万像素，请缩小后重新上传。"
    en = "The picture has more than 40 million pixels. Make it smaller and upload it again."


class TooManyBytes(PhotoRefused):
    """The file is larger than an upload may be."""

    code = "photo.too_many_bytes"
    zh = "图片超过 8 MB，请压缩后重新上传。"
    en = "The picture is larger than 8 MB. Make it smaller and upload it again."


class PhotoSettled(DomainError):
    """The photo is ready or refused already, so nothing more can be uploaded for it."""

    kind, code = "conflict", "photo.settled"
    zh = "这张照片已经处理完毕，如需更换请上传一张新的。"
    en = "This photo was dealt with already. Upload a new one to replace it."


class PhotoUnknown(DomainError):
    """A work log names a photo that is none of its person's."""

    code = "photo.unknown"
    zh = "照片“{photo}”不存在或不是你上传的，请重新选择照片。"
    en = "The photo “{photo}” is not there or not yours. Choose the photo again."


REASONS: Final = {each.code: each for each in (NotAPicture, DamagedPicture, TooManyPixels, TooManyBytes)}
"""Why a photo can be refused, by code."""


@dataclass(frozen=True, slots=True)
class Photo:
    """
    One photo of one person.

    `width`, `height` (pixels) and `sha256` are those of the picture that is shown, and there once it is ready;
    `refused` is the code of one of `REASONS`. `version` counts the states from 1.
    """

    id: str
    company_id: str
    person_id: str
    made_at: datetime
    state: PhotoState = PhotoState.WAITING
    refused: str | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    version: int = 1

    @property
    def upload_key(self) -> str:
        """Where the upload waits; it is never shown and gone within a day."""
        return f"{self.company_id}/photos/{self.id}.upload"

    @property
    def reason(self) -> PhotoRefused | None:
        """Why the photo is refused, None if it is not."""
        return REASONS[self.refused]() if self.refused is not None else None


def upload_of(key: str) -> tuple[str, str] | None:
    """
    Return the ids of company and photo whose upload has this key, None for any other key.

    >>> upload_of(f"co_{'0' * 19}/photos/pho_{'1' * 35}.upload")
    ('co_0000000000000000000', 'pho_11111111111111111111111111111111111')
    >>> upload_of(f"co_{'0' * 19}/reports/2026-03.csv")
    """
    found = _UPLOAD.fullmatch(key)
    return (found[1], found[2]) if found else None


def shown_key(company_id: str, photo_id: str, sha256: str) -> str:
    """Return where the picture of this content is shown from: other content never takes its place."""
    return f"{company_id}/photos/{photo_id}-{sha256[:16]}.jpg"


def ready(photo: Photo, *, sha256: str, width: int, height: int) -> Photo:
    """
    Return the photo with its picture.

    :raises PhotoSettled: if it is not waiting any more.
    """
    return _settled(replace(photo, state=PhotoState.READY, sha256=sha256, width=width, height=height), photo)


def refused(photo: Photo, reason: PhotoRefused) -> Photo:
    """
    Return the photo as refused for a reason.

    :raises PhotoSettled: if it is not waiting any more.
    """
    return _settled(replace(photo, state=PhotoState.REFUSED, refused=reason.code), photo)


def check_waiting(photo: Photo) -> None:
    """
    Let a photo pass that still waits for its upload.

    :raises PhotoSettled: if it does not.
    """
    if photo.state is not PhotoState.WAITING:
        raise PhotoSettled(current={"id": photo.id, "state": photo.state})


def _settled(after: Photo, before: Photo) -> Photo:
    check_waiting(before)
    return replace(after, version=before.version + 1)


_UPLOAD: Final = re.compile(rf"({COMPANY_ID.pattern})/photos/(pho_[{ALPHABET}]{{35}})\.upload", re.ASCII)
