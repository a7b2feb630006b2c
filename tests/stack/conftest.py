"""The bundles, made once for all tests of this folder."""

from pathlib import Path

import pytest

from infra.package import make
from tests.stack.made import Made


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builds")


@pytest.fixture(scope="session")
def host(builds: Path) -> Made:
    """The bundle for this machine."""
    return Made(builds / "host", make("host", builds / "host"))


@pytest.fixture(scope="session")
def aws(builds: Path) -> Made:
    """The bundle for AWS."""
    return Made(builds / "aws", make("aws", builds / "aws"))
