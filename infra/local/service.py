"""The whole service in this process: engine, resources, gateway, schedules and queue consumers."""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.local.clock import Clock
from infra.local.consumers import Consumers
from infra.local.engine import Engine
from infra.local.gateway import Gateway
from infra.local.handles import Handles
from infra.local.jobs import Jobs
from infra.local.pages import welcome
from infra.local.server import LOOPBACK, Server, listen
from infra.local.surroundings import ensure_keys, sdk_speaks_to, settings

_QUIET_SECONDS = 600.0
_QUEUES = (
    "InboundQueue", "InboundDeadLetters", "WorkQueue", "WorkDeadLetters", "UploadsQueue", "UploadsDeadLetters",
)  # fmt: skip


class Service:
    """
    The service on one state directory; one at a time in a process.

    While it runs, the process environment points the SDK at the local engine and nowhere else.
    """

    def __init__(
        self, state_dir: Path, port: int, now: datetime | None = None, *, on_schedule: bool = True
    ) -> None:
        """
        Nothing happens yet.

        :param port: 0 takes a free one.
        :param now: what the edge's clock says at the start; None is the real time.
        :param on_schedule: False leaves it to `run_job` to run scheduled functions.
        """
        self.clock = Clock(now)
        self.port = port
        self._state_dir = state_dir
        self._on_schedule = on_schedule
        self._running = ExitStack()

    def start(self) -> None:
        """
        Return when requests are answered.

        :raises Refusal: if the port cannot be used.
        :raises EngineRefused: if the state directory cannot be used; nothing was changed then.
        """
        listening = listen(self.port)
        self.port = listening.getsockname()[1]
        with ExitStack() as started:
            started.callback(listening.close)
            engine = started.enter_context(Engine(self._state_dir))
            started.enter_context(sdk_speaks_to(engine.endpoint))
            queues = _make_resources()
            self._open(listening, queues, started)
            engine.publish(port=self.port)
            self._running = started.pop_all()

    def stop(self) -> None:
        """Finish what is in hand, write the snapshot and let go of everything; harmless if not started."""
        self._running.close()

    @property
    def base_url(self) -> str:
        """Where the API is, once started."""
        return f"http://{LOOPBACK}:{self.port}"

    def run_job(self, name: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """
        Run a scheduled job and return when what it queued is done: what it returned, and messages given up.

        :raises UnknownJob: if there is none of this name.
        :raises JobFailed: if it raised.
        """
        began, dead = time.perf_counter(), self._consumers.dead_letters()
        result = self._jobs.run(name, payload or {})
        done = self._consumers.wait_until_quiet(_QUIET_SECONDS)
        return {
            "job": name,
            "result": result,
            "done": done,
            "dead_letters": self._consumers.dead_letters() - dead,
            "seconds": round(time.perf_counter() - began, 3),
        }

    def _open(self, listening: socket.socket, queues: Mapping[str, str], started: ExitStack) -> None:
        # Imported here and not above: the app's log handlers take the standard output of the moment.
        import boto3

        wiring, app = import_module("functions.wiring"), import_module("functions.app").whole_app()
        boto3.setup_default_session()
        wiring.forget()
        wiring.set_clock(self.clock)
        started.callback(wiring.forget)
        for make in (
            wiring.settings, wiring.documents, wiring.uploads, wiring.inbound, wiring.keys, wiring.cursors,
        ):  # fmt: skip
            make()  # clients are made here, by one thread: botocore's default session is not for several
        self._jobs = Jobs(app, self.clock)
        self._consumers = Consumers(app, boto3.client("sqs"), queues)
        handles = Handles(self.clock, self._jobs.names, self.run_job)
        gateway = Gateway(app, handles=handles, pages=welcome)
        started.callback(gateway.close)
        server = Server(gateway, listening)
        server.start()
        started.callback(server.stop)
        self._consumers.start()
        started.callback(self._consumers.stop)
        if self._on_schedule:
            self._jobs.start()
            started.callback(self._jobs.stop)


def _make_resources() -> dict[str, str]:
    """Make what is missing, tell the functions where it is, and return the queues' addresses by name."""
    from infra.local import resources
    from infra.local.expiry import expire

    made = resources.ensure()
    expire(made["Transit"], datetime.now(UTC))
    os.environ.update(settings(made))
    ensure_keys(made["Keys"])
    return {made[each].rpartition("/")[2]: made[each] for each in _QUEUES}
