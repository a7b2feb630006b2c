"""Makes Chalice's zip the one that is shipped: compiled ahead, and the same bytes for the same input.

Lambda's code folder cannot be written, so what is not compiled in the bundle is compiled at every cold start. The
compiled files are never checked against their sources, whose dates say nothing here.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from infra.refusal import Refusal

LARGEST = 25_000_000
"""Bytes of the zip; beyond it something is shipped that nobody meant to ship."""
ON_LAMBDA = "/var/task"

_DATE = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


def finish(bundle: Path) -> str:
    """
    Replace Chalice's zip by the shipped one and return its SHA-256 in hex.

    :raises Refusal: if it is larger than 25 MB.
    """
    with tempfile.TemporaryDirectory(dir=bundle.parent) as workshop:
        folder = Path(workshop) / "task"
        with zipfile.ZipFile(bundle) as packed:
            packed.extractall(folder)
        compile_ahead(folder)
        write_zip(folder, bundle)
    if (size := bundle.stat().st_size) > LARGEST:
        raise Refusal(
            f"部署包有 {size / 1e6:.1f} MB，超过 25 MB 的上限",
            f"the bundle has {size / 1e6:.1f} MB, more than the 25 MB that are allowed",
        )
    return hashlib.sha256(bundle.read_bytes()).hexdigest()


def compile_ahead(folder: Path) -> None:
    """Compile every module of a folder, in one process and one order so that the outcome is repeatable."""
    words = [sys.executable, "-P", "-m", "compileall", "-q", "-q", "-j", "1"]
    words += ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", ON_LAMBDA, str(folder)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    subprocess.run(words, env=environment, check=True, cwd=folder.parent)


def write_zip(folder: Path, bundle: Path) -> None:
    """Pack a folder: entries in order of their names, all of one date and readable by everybody."""
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(
            each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
        ):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            packed.writestr(entry, folder.joinpath(name).read_bytes())
