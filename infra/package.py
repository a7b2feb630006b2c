"""`package`: makes the bundle and the templates that `deploy` sends, under `build/aws` or `build/host`."""

import json
import shutil
import sys
import zipfile
from argparse import Namespace
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from infra.environment import ROOT
from infra.local.resources import TEMPLATE
from infra.local.surroundings import code_version
from infra.packaging import bundle, stage, templates
from infra.packaging.overrides import merge_template
from infra.packaging.targets import remark, target_named


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made: `sha256` is the zip's, `code_key` where a template expects it in the bucket."""

    target: str
    architecture: str
    python: str
    sha256: str
    code_key: str
    code_version: str


def package(options: Namespace) -> int:
    """Make a target's bundle and templates, and say how large they are."""
    out = ROOT / "build" / options.target
    made = make(options.target, out)
    zipped = out / "deployment.zip"
    with zipfile.ZipFile(zipped) as packed:
        unpacked = sum(each.file_size for each in packed.infolist())
    print(
        f"{zipped.relative_to(ROOT)}  {zipped.stat().st_size / 1e6:.1f} MB（解压后 {unpacked / 1e6:.1f} MB unpacked）"
    )
    print(f"sha256 {made.sha256}  {made.architecture}  Python {made.python}")
    print(f"{out.relative_to(ROOT)}/sam.json  {out.relative_to(ROOT)}/template.json")
    if said := remark(options.target, sys.version_info[:2]):
        print(said, file=sys.stderr)
    return 0


def make(target_name: str, out: Path) -> Manifest:
    """
    Make `deployment.zip`, `sam.json`, `template.json` and `manifest.json` in `out`, a folder of their own.

    The same sources, locks and Python give the same bytes.

    :raises Refusal: if a wheel cannot be had, the bundle grew too large, or a template is not sound.
    """
    target, version = target_named(target_name), code_version()
    shutil.rmtree(out, ignore_errors=True)
    stage.lay_out(target, out / "chalice")
    declared = json.loads(TEMPLATE.read_text())
    merge = out / "merge.json"
    templates.write(merge_template(import_module("functions.app").whole_app(), declared, version), merge)
    sam = templates.chalice_package(out / "chalice", merge, out)
    digest = bundle.finish(out / "deployment.zip")
    made = Manifest(
        target=target.name,
        architecture=target.architecture,
        python=".".join(map(str, sys.version_info[:2])),
        sha256=digest,
        code_key=f"code/{digest}.zip",
        code_version=version,
    )
    templates.write(sam, out / "sam.json")
    templates.write(templates.cloudformation(sam, made.code_key), out / "template.json")
    templates.lint(out / "sam.json", out / "template.json")
    out.joinpath("manifest.json").write_text(json.dumps(asdict(made), indent=1) + "\n")
    return made
