"""Runs the real `chalice package`, and turns its SAM template into CloudFormation, here and offline."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.environment import VENV
from infra.packaging import tools
from infra.packaging.stage import STAGE

CODE_BUCKET = "CodeBucket"
"""The template's only parameter: the bucket that holds the code."""

_REGION = "us-east-1"  # Chalice and SAM want one to be named; no template holds it
_CHALICE = "from chalice.cli import main; main()"


def chalice_package(project: Path, merge: Path, out: Path) -> dict[str, Any]:
    """
    Run `chalice package` over a project and return the SAM template; the zip lies in `out` afterwards.

    :raises Refusal: if Chalice refuses.
    """
    words = [sys.executable, "-P", "-c", _CHALICE, "--project-dir", str(project), "package"]
    words += ["--stage", STAGE, "--merge-template", str(merge), str(out)]
    tools.run("chalice package", words, cwd=project, env=_nobodys_environment())
    found: dict[str, Any] = json.loads(out.joinpath("sam.json").read_text())
    return found


def cloudformation(sam: Mapping[str, Any], code_key: str) -> dict[str, Any]:
    """
    Return the CloudFormation template of a SAM template.

    :param code_key: where the zip will lie in the bucket that the parameter `CodeBucket` names.
    """
    import boto3
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    located = json.loads(json.dumps(sam))
    for resource in located["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": {"Ref": CODE_BUCKET}, "Key": code_key}
    located["Parameters"] = {
        CODE_BUCKET: {"Type": "String", "Description": "The bucket that holds the code."}
    }
    session = boto3.Session(region_name=_REGION, aws_access_key_id="-", aws_secret_access_key="-")
    translator = Translator({}, Parser(), boto_session=session)
    found: dict[str, Any] = translator.translate(sam_template=located, parameter_values={})
    return found


def write(template: Mapping[str, Any], path: Path) -> None:
    """Write a template as JSON in an order of its own making; JSON has no anchors, which CloudFormation refuses."""
    path.write_text(json.dumps(template, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def lint(*paths: Path) -> None:
    """
    Check templates against the schemas of their resources.

    :raises Refusal: if cfn-lint finds anything.
    """
    tools.run("cfn-lint", [VENV / "bin" / "cfn-lint", *paths])


def _nobodys_environment() -> dict[str, str]:
    """Return an environment in which no AWS account, region or Python path of whoever packages plays a part."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
