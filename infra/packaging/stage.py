"""Lays the code out as Chalice wants it: one folder that can be thrown away, made anew for each bundle."""

import json
import shutil
from pathlib import Path
from typing import Any

from infra.environment import ROOT
from infra.packaging import wheels
from infra.packaging.targets import Target

STAGE = "live"
"""The only stage of chalice.json; development and production are two AWS accounts, not two stages."""

_APP = """\
import gc
import os

gc.disable()  # importing leaves no garbage, and looking for some takes a tenth of a cold start
from functions.app import app as app, whole_app

if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
    whole_app()  # Chalice makes its template of what is registered

gc.freeze()
gc.enable()
"""
_ROOMS = ("functions", "shared")
_NOT_SHIPPED = (
    "__pycache__",
    "*.pyc",
    "web",
)  # `functions/web` is the client, which is served from elsewhere


def lay_out(target: Target, project: Path) -> None:
    """
    Make a Chalice project at `project`, whatever was there before.

    :raises Refusal: if a wheel cannot be had.
    """
    shutil.rmtree(project, ignore_errors=True)
    vendor = project / "vendor"
    vendor.mkdir(parents=True)
    wheels.install(target, vendor)
    for room in _ROOMS:
        shutil.copytree(ROOT / room, vendor / room, ignore=shutil.ignore_patterns(*_NOT_SHIPPED))
    project.joinpath("app.py").write_text(_APP)
    project.joinpath("requirements.txt").write_text("")  # an empty one keeps Chalice from running pip
    settings = project / ".chalice"
    settings.mkdir()
    settings.joinpath("config.json").write_text(json.dumps(config(target), indent=2))
    settings.joinpath(f"policy-{STAGE}.json").write_text(json.dumps(_NO_RIGHTS))


def config(target: Target) -> dict[str, Any]:
    """Return chalice.json for a target."""
    found: dict[str, Any] = json.loads(ROOT.joinpath("chalice.json").read_text())
    return {**found, "lambda_architecture": target.architecture}


_NO_RIGHTS = {"Version": "2012-10-17", "Statement": []}
"""Chalice asks for a policy of all functions; each gets its own when the templates are merged."""
