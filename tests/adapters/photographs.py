"""Files as phones, and people who mean no good, upload them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

CAMERA = "HUAWEI Mate 60 Pro"
TAKEN = "2026:03:02 09:00:00"
SECRET = b"secret-7QA1F"
"""Stands wherever metadata can stand; no picture of ours may hold it."""
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>%s</rdf:RDF></x:xmpmeta>' % SECRET


def quarters(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Return a picture that shows which way is up: red, green / blue, grey from the top left to the bottom right."""
    width, height = size
    image = Image.new("RGB", size, "gray")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Return EXIF as a phone writes it: camera, time, place, and how it was held."""
    found = Image.Exif()
    found[0x0110] = CAMERA
    found[0x0132] = TAKEN
    found[0x0112] = orientation
    found[0x010E] = SECRET.decode()
    found.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 15.0), 3: "E", 4: (121.0, 28.0, 9.0)})
    return found


def photograph(kind: str = "JPEG", image: Image.Image | None = None, **more: Any) -> bytes:
    """Return a file of a kind (`JPEG`, `PNG`, `WEBP`, `MPO`) with all the metadata that it can hold."""
    out = io.BytesIO()
    known: dict[str, Any] = {"exif": exif(), "icc_profile": b"icc-" + SECRET, "xmp": XMP}
    if kind in ("JPEG", "MPO"):
        known["comment"] = SECRET
    (image or quarters()).save(out, kind, **{**known, **more})
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """Return a PNG of hardly any bytes that says it has this many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + _chunk(b"IEND")
    )


def webp_that_says(width: int, height: int) -> bytes:
    """Return a WebP whose header says that its canvas has this many pixels."""
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return photograph("WEBP").replace(b"VP8X" + photograph("WEBP")[16:30], b"VP8X\x0a\0\0\0" + canvas, 1)


def jpeg_of_scans(number: int) -> bytes:
    """Return a progressive JPEG that draws its last pass over and over."""
    plain = photograph(progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:last] + plain[last:-2] * number + plain[-2:]


def _chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
