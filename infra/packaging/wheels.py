"""Fills the vendor folder with the locked wheels of a target, and takes out what Lambda never opens.

The AWS SDK is shipped, cut down to the services that are used: then the version that was tested is the one that
runs, and it is compiled ahead like everything else.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from infra.environment import REQUIREMENTS, VENV
from infra.packaging import locked, tools
from infra.packaging.targets import Target

SERVICES = ("dynamodb", "s3", "secretsmanager", "sqs")
"""AWS services whose clients can be made inside the bundle."""

_NEVER_OPENED = (
    "bin",
    "*.pth",
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/sboms",
    "cffi",  # cryptography needs the compiled backend beside it alone
    "pycparser*",
    "lxml/html",  # documents are built with `etree` alone
    "lxml/objectify.*",
    "lxml/includes",
    "lxml/isoschematron",
    "**/swagger_ui/*.js",  # a page of Powertools' own router, which serves nothing here
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.pxi",
    "**/*.h",
    "**/*.c",
)


_PILLOW = (
    "__init__", "_binary", "_deprecate", "_imaging", "_util", "_version", "_webp",
    "ExifTags", "GimpGradientFile", "GimpPaletteFile", "Image", "ImageChops", "ImageColor", "ImageFile", "ImageMode",
    "ImageOps", "ImagePalette", "ImageSequence", "JpegImagePlugin", "JpegPresets", "MpoImagePlugin", "PaletteFile",
    "PngImagePlugin", "TiffImagePlugin", "TiffTags", "WebPImagePlugin",
)  # fmt: skip
"""
Of Pillow what reads JPEG, PNG and WebP and writes JPEG: the formats that strangers' files may have, and no other
decoder that one of them could reach.
"""
_PILLOWS_LIBRARIES = (
    "libXau", "libjpeg", "liblzma", "libopenjp2", "libsharpyuv", "libtiff", "libwebp", "libwebpdemux", "libwebpmux",
    "libxcb", "libzstd",
)  # fmt: skip
"""Libraries that `_imaging` and `_webp` are linked with, or these with each other."""


def install(target: Target, vendor: Path) -> None:
    """
    Install what is shipped, for the target, into a new folder.

    :raises Refusal: if a wheel cannot be had; nothing is ever built from source.
    """
    packages = locked.shipped(locked.read(REQUIREMENTS.joinpath("bundle.txt").read_text()))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write("\n".join(line for each in packages for line in each.lines) + "\n")
        requirements.flush()
        _run_uv(target, vendor, Path(requirements.name))
    _prune(vendor)


def _run_uv(target: Target, vendor: Path, requirements: Path) -> None:
    words = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", vendor]
    words += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", requirements]
    if target.platform:
        words += ["--python-platform", target.platform]
    tools.run("uv pip install", words)


def _prune(vendor: Path) -> None:
    for pattern in _NEVER_OPENED:
        for found in list(vendor.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    _keep(vendor / "PIL", _PILLOW)
    _keep(vendor / "pillow.libs", _PILLOWS_LIBRARIES)
    described = vendor / "botocore" / "data"
    for service in described.iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    # parsed at every cold start, and nearly all of it is about other services
    endpoints = described / "endpoints.json"
    endpoints.write_text(json.dumps(_only_ours(json.loads(endpoints.read_text())), separators=(",", ":")))


def _keep(folder: Path, names: Collection[str]) -> None:
    """Delete all files of a folder but those whose names, up to the first dot or dash, are kept."""
    for found in folder.iterdir():
        if re.split(r"[.-]", found.name)[0] not in names:
            found.unlink()


def _only_ours(endpoints: dict[str, Any]) -> dict[str, Any]:
    for partition in endpoints["partitions"]:
        partition["services"] = {
            name: each for name, each in partition["services"].items() if name in SERVICES
        }
    return endpoints
