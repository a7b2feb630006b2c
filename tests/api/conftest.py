"""The service that all tests of this folder call over HTTP: one for the session, with a clock that stands in 2026."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.client import Client, Wire
from tests.api.companies import House, Running
from tests.api.contract import Contract
from tests.api.serving import BEGINNING

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service in a process of its own; its log must name no fault of ours when the session ends."""
    state_dir = tmp_path_factory.mktemp("service")
    log = state_dir.with_suffix(".log")
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.api.serving", str(state_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            assert child.stdin is not None and child.stdout is not None
            started = child.stdout.readline()
            assert started, log.read_text()
            wire = Wire(json.loads(started)["port"])
            yield Running(wire, Contract(_document(wire)), log)
            assert "request.failed" not in log.read_text()
        finally:
            child.stdin.close()
            child.wait(60)


@pytest.fixture(scope="module", autouse=True)
def _ten_o_clock(running: Running) -> None:
    """Let every module begin at the same time, however long those before it took."""
    running.set_clock(BEGINNING)


@pytest.fixture
def clock(running: Running) -> Iterator[Running]:
    """The service for a test that moves its clock; it then goes on as if nobody had touched it."""
    before, began = datetime.fromtimestamp(running.now(), UTC), time.monotonic()
    yield running
    running.set_clock(before + timedelta(seconds=time.monotonic() - began + 1))


@pytest.fixture
def house(running: Running) -> House:
    """A company of its own for one test."""
    return running.found()


@pytest.fixture
def nobody(running: Running) -> Client:
    return running.nobody


def _document(wire: Wire) -> dict:
    status, _, raw = wire.send("GET", "/openapi.json", None, [])
    assert status == 200
    return json.loads(raw)
