"""Schemathesis over the document of the running service: seeded, bounded, as the owner and as an employee."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.companies import Running
from tests.api.populated import populate

HERE = Path(__file__).parent
EXAMPLES = {"周敏": 25, "李婷": 8}
"""Generated cases an operation, beside those that cover each keyword of its schemas once."""


class TestSchemathesis:
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_finds_nothing(self, running: Running, tmp_path: Path, name: str) -> None:
        things = populate(running, "甲", unseen="渡鸦")
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"http://127.0.0.1:{running.wire.port}/openapi.json"),
            *("--header", f"Authorization: Bearer {things.house.tokens[name]}"),
            *("--max-examples", str(EXAMPLES[name]), "--seed", "20260401"),
            *(
                "--phases",
                "examples,coverage,fuzzing,stateful",
                "--warnings",
                "off",
                "--output-truncate",
                "false",
            ),
        ]
        told = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks", "NO_PROXY": "127.0.0.1"}

        # its cache and whatever else it leaves behind belong to a folder of this test
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**told, "PYTHONPATH": str(HERE.parents[1])},
            capture_output=True,
            text=True,
        )

        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert "No issues found" in done.stdout, done.stdout
        assert running.nobody.get("/healthz").status == 200
