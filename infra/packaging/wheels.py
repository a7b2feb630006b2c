"""Fills the vendor folder with the locked wheels of a target, and takes out what Lambda never opens.

The AWS SDK is shipped, cut down to the services that are used: then the version that was tested is the one that
runs, and it is compiled ahead like everything else.
"""

import json
import shutil
import sys
import tempfile
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
    "cffi",  # cryptography needs the compiled backend beside it alone
    "pycparser*",
    "lxml/includes",
    "lxml/isoschematron",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.pxi",
    "**/*.h",
    "**/*.c",
)


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
    described = vendor / "botocore" / "data"
    for service in described.iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    # parsed at every cold start, and nearly all of it is about other services
    endpoints = described / "endpoints.json"
    endpoints.write_text(json.dumps(_only_ours(json.loads(endpoints.read_text())), separators=(",", ":")))


def _only_ours(endpoints: dict[str, Any]) -> dict[str, Any]:
    for partition in endpoints["partitions"]:
        partition["services"] = {
            name: each for name, each in partition["services"].items() if name in SERVICES
        }
    return endpoints
