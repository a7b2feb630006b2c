"""What the tree as a whole promises: its top level, no trace of a machine, no registry's address, locks that agree."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chalice.config import Config

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {"README.md", "pyproject.toml", "chalice.json", "functions", "shared", "infra", "tests"}
REQUIREMENTS = ROOT / "infra" / "requirements"
MADE_HERE = {"node_modules", "__pycache__", "build", "dist"}
MACHINE_PATH = re.compile(r"(?<![\w.…*/-])/(?:work|farm|root|home/\w+|Users/\w+)/")
REGISTRY = re.compile(
    "|".join(("pythonhosted", r"pypi\.(?:org|python|tuna)", "npmjs", "npm" + "mirror", "/" + "simple/"))
)


def texts() -> Iterator[tuple[Path, str]]:
    """Yield the text files that are part of the project."""
    for top in sorted(ROOT.iterdir()):
        if top.name in TOP_LEVEL or top.name in (".ci", ".gitignore"):
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                if path.is_file() and not MADE_HERE & set(path.parts):
                    try:
                        yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
                    except UnicodeDecodeError:
                        continue


def pins(name: str) -> dict[str, str]:
    """Return the versions that a lock file pins."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (REQUIREMENTS / name).read_text(), re.MULTILINE))


class TestTree:
    def test_the_top_level_holds_the_four_rooms_and_three_files(self) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

        top_level = {line.partition("/")[0] for line in listed.stdout.splitlines()}

        assert {each for each in top_level if not each.startswith(".")} <= TOP_LEVEL

    def test_no_file_names_a_path_of_a_machine(self) -> None:
        found = [f"{path}: {match[0]}" for path, text in texts() for match in MACHINE_PATH.finditer(text)]

        assert found == []

    def test_no_file_names_a_registry(self) -> None:
        own = Path(__file__).relative_to(ROOT)
        found = [
            f"{path}: {match[0]}"
            for path, text in texts()
            if path != own
            for match in REGISTRY.finditer(text)
        ]

        assert found == []


class TestLocks:
    @pytest.mark.parametrize("name", ["bundle.txt", "local.txt", "dev.txt", "uv.txt"])
    def test_every_line_is_a_pin_with_hashes_and_nothing_else(self, name: str) -> None:
        entries = re.split(r"\n(?=\S)", (REQUIREMENTS / name).read_text().strip())

        unhashed = [
            each
            for each in entries
            if not re.match(r"[a-z0-9-]+==[^\n]+\\\n    --hash=sha256:[0-9a-f]{64}", each)
        ]

        assert unhashed == []
        assert not any("://" in each for each in entries)

    def test_a_wider_lock_pins_what_the_narrower_one_pins(self) -> None:
        bundle, local, dev = pins("bundle.txt"), pins("local.txt"), pins("dev.txt")

        assert bundle.items() <= local.items() <= dev.items()

    def test_the_pinned_uv_is_the_locked_one(self) -> None:
        assert REQUIREMENTS.joinpath("uv.in").read_text().strip() == f"uv=={pins('uv.txt')['uv']}"


class TestResources:
    def test_the_template_is_sound(self) -> None:
        linted = subprocess.run(
            [Path(sys.executable).with_name("cfn-lint"), ROOT / "infra" / "resources.json"],
            capture_output=True,
            text=True,
        )

        assert linted.returncode == 0, linted.stdout


class TestChaliceSettings:
    @pytest.mark.parametrize("stage", ["dev", "prod"])
    def test_each_stage_runs_on_arm_with_policies_of_our_own(self, stage: str) -> None:
        settings = json.loads((ROOT / "chalice.json").read_text())

        config = Config(chalice_stage=stage, config_from_disk=settings)

        assert config.app_name == "gangji"
        assert config.lambda_architecture == "arm64"
        assert config.autogen_policy is False
        assert config.environment_variables["POWERTOOLS_SERVICE_NAME"] == "gangji"

    def test_a_queue_hides_a_message_longer_than_its_consumer_may_take(self) -> None:
        longest = json.loads((ROOT / "chalice.json").read_text())["lambda_timeout"]
        resources = json.loads((ROOT / "infra" / "resources.json").read_text())["Resources"]

        hidden = [
            each["Properties"]["VisibilityTimeout"]
            for each in resources.values()
            if each["Type"] == "AWS::SQS::Queue" and "RedrivePolicy" in each["Properties"]
        ]

        assert len(hidden) == 3
        assert min(hidden) >= 6 * longest
