"""Pictures of strangers, drawn anew: only pixels come out, whatever went in.

A file is what its first bytes say, never what its name or media type says. Its metadata (EXIF with time, place and
device, XMP, comments, colour profile, thumbnails, whatever is appended) is left behind, not filtered.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.work.logs.photos import (
    LONGEST_SIDE,
    MOST_PIXELS,
    DamagedPicture,
    NotAPicture,
    TooManyPixels,
)

if TYPE_CHECKING:
    from PIL import Image, ImageFile

QUALITY = 80
"""Of the JPEG that is shown."""
MOST_SCANS = 100
"""Passes over a JPEG's pixels; a camera's has ten or so, and each costs as much as a picture of its own."""

_ORIENTATION = 0x0112
_SCAN = b"\xff\xda"  # inside a JPEG's pixels this pair of bytes cannot stand
# What Pillow raises for files that are not what they say. A bug of ours among them is told as a damaged picture.
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int


def drawn_anew(raw: bytes) -> Picture:
    """
    Return a picture as JPEG: upright, at most 1600 pixels long, transparent parts white.

    Of an animation the first frame is taken. Colours are taken as sRGB.

    :raises NotAPicture: if it is no JPEG, PNG or WebP.
    :raises TooManyPixels: if it says that it has more than 40 million; nothing is decoded then.
    :raises DamagedPicture: if it cannot be read.
    """
    from PIL import Image

    kind = _kind(raw)
    try:
        with _opened(raw, kind) as image:
            return _encoded(_upright(_flat(image), _orientation(image)))
    except Image.DecompressionBombError:
        raise TooManyPixels() from None
    except _UNREADABLE:
        raise DamagedPicture() from None


def _kind(raw: bytes) -> str:
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WEBP"
    raise NotAPicture()


def _opened(raw: bytes, kind: str) -> ImageFile.ImageFile:
    """Read the header with the one decoder of this kind; no pixel is decoded yet."""
    # WebP's is not loaded by itself, and a machine that cannot load it must not call pictures damaged
    from PIL import Image, WebPImagePlugin, _webp  # noqa: F401

    if kind == "JPEG" and raw.count(_SCAN) > MOST_SCANS:
        raise DamagedPicture()
    if kind == "WEBP":
        _check_pixels(*_canvas(raw))  # its decoder takes memory for the whole canvas when it is made
    image = Image.open(io.BytesIO(raw), formats=(kind,))
    _check_pixels(*image.size)
    return image


def _canvas(raw: bytes) -> tuple[int, int]:
    """Return width and height of a WebP as its first chunk says them (RFC 9649, sections 2.5 to 2.7)."""
    match raw[12:16]:
        case b"VP8X":
            return int.from_bytes(raw[24:27], "little") + 1, int.from_bytes(raw[27:30], "little") + 1
        case b"VP8L":
            sides = int.from_bytes(raw[21:25], "little")
            return (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", raw, 26)
            return width & 0x3FFF, height & 0x3FFF
    raise DamagedPicture()


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise TooManyPixels()


def _flat(image: ImageFile.ImageFile) -> Image.Image:
    """Return the pixels alone, small enough and on white."""
    from PIL import Image

    longest = (LONGEST_SIDE, LONGEST_SIDE)
    if image.format == "JPEG":
        image.draft(None, longest)  # decodes no more than is wanted
    shown: Image.Image = image
    if image.mode.startswith("I"):  # 16 bits a pixel, where converting would cut and not scale
        shown = image.point(lambda value: value / 256).convert("L")
    elif image.has_transparency_data:
        shown = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        shown = image.convert("RGB")
    shown.thumbnail(longest, Image.Resampling.LANCZOS, reducing_gap=3)
    # onto a new one: what is known of the old one would be written with it
    white = Image.new("RGB", shown.size, "white")
    white.paste(shown.convert("RGB"), mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    return white


def _orientation(image: ImageFile.ImageFile) -> int:
    """Return how the camera was held, as EXIF says it (1 to 8); a picture whose EXIF cannot be read is upright."""
    try:
        found = image.getexif().get(_ORIENTATION)
    except _UNREADABLE:
        return 1
    return found if isinstance(found, int) else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _encoded(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), image.width, image.height)
