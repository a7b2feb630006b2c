"""The local AWS engine: DynamoDB, S3, SQS and Secrets Manager inside this process, with durable state.

What was acknowledged survives SIGKILL and, as far as the disk keeps its word, a power cut.

    python -m infra.local.engine --state-dir DIR

prints `{"endpoint": "http://127.0.0.1:PORT"}` and serves until SIGTERM.
"""

import argparse
import asyncio
import contextvars
import json
import logging
import os
import pickle
import signal
import socket
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from hypercorn.asyncio import serve
from hypercorn.config import Config

from infra.local.calls import Entry
from infra.local.durable_app import LONG_JOURNAL, Before, DurableApp, Fault
from infra.local.emulator import Emulator, NotRepeatable, emulator
from infra.local.journal import Journal
from infra.local.state_dir import Saved, StateDir, describe
from infra.local.state_files import Damaged, EngineRefused, NotWritable

__all__ = ["Engine", "EngineRefused", "Fault", "describe", "main"]

log: Final = logging.getLogger("gangji.engine")

_BACKLOG: Final = 1024
_STOP_SECONDS: Final = 30
_in_this_process: Final = threading.Lock()  # ministack's state is global to the process


class Engine:
    """An engine on one state directory; use it as a context manager, or call `start` and `stop`."""

    def __init__(
        self, state_dir: Path, *, before: Before | None = None, long_journal: int = LONG_JOURNAL
    ) -> None:
        """
        Nothing happens yet.

        :param before: sees each call before it is executed and may return a `Fault`; runs in the engine's
            thread and must not block.
        :param long_journal: after so many records a snapshot is taken at the next quiet moment.
        """
        self._path = state_dir
        self._before = before
        self._long_journal = long_journal
        self._state: StateDir | None = None
        self._thread: threading.Thread | None = None
        self._endpoint = ""
        self._stop_serving: Any = None

    def start(self) -> None:
        """
        Recover the state and serve; returns when the endpoint answers.

        :raises EngineRefused: if the directory cannot be used; nothing in it was changed then.
        """
        state = StateDir(self._path)
        try:
            saved = state.load()
            if not _in_this_process.acquire(blocking=False):
                raise EngineRefused(
                    "本进程已有一个本地引擎在运行", "a local engine already runs in this process"
                )
            try:
                self._serve_in_thread(state, saved)
            except BaseException:
                _in_this_process.release()
                raise
        except BaseException:
            state.close()
            raise
        self._state = state

    def stop(self) -> None:
        """Answer what is in flight, take a snapshot and release the directory; harmless if not started."""
        if self._state is None or self._thread is None:
            return
        if self._thread.is_alive():
            self._stop_serving()
        self._thread.join(_STOP_SECONDS)
        self._state.close()
        self._state = self._thread = None
        _in_this_process.release()

    @property
    def endpoint(self) -> str:
        """`http://127.0.0.1:PORT`, once started."""
        return self._endpoint

    def publish(self, **facts: Any) -> None:
        """Add facts (JSON values) to what `describe` tells other processes."""
        if self._state is None:
            raise RuntimeError("the engine is not running")
        self._state.publish(**facts)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.stop()

    def _serve_in_thread(self, state: StateDir, saved: Saved) -> None:
        ready: Future[None] = Future()
        listening = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
        self._endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
        state.publish(pid=os.getpid(), engine=self._endpoint)

        def run() -> None:
            try:
                asyncio.run(self._serve(state, saved, listening, ready))
            except BaseException as error:
                if ready.done():
                    log.exception("the local engine has stopped")
                else:
                    ready.set_exception(error)
            finally:
                listening.close()

        self._thread = threading.Thread(target=run, name="local-engine", daemon=True)
        self._thread.start()
        try:
            ready.result()
        except BaseException:
            ready.cancel()
            self._thread.join()
            raise

    async def _serve(
        self, state: StateDir, saved: Saved, listening: socket.socket, ready: "Future[None]"
    ) -> None:
        ministack = emulator()
        # In a context of its own: which account and region was replayed last must not be inherited by requests.
        journal = contextvars.copy_context().run(_recover, ministack, state, saved)
        if not ready.set_running_or_notify_cancel():
            return
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._stop_serving = lambda: loop.call_soon_threadsafe(stopping.set)
        with ThreadPoolExecutor(1, "local-engine-disk") as disk:
            app = DurableApp(
                ministack, state, journal, disk, before=self._before, long_journal=self._long_journal
            )

            async def stop_asked() -> None:
                await stopping.wait()
                app.stop()

            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(app.keep_short())
                serving = serve(app, _config(listening), shutdown_trigger=stop_asked)  # type: ignore[arg-type]
                tasks.create_task(serving)
                ready.set_result(None)
            await app.close()


def _recover(ministack: Emulator, state: StateDir, saved: Saved) -> Journal:
    """
    Bring the state back and begin a generation with it.

    Receivers of before are gone, so what they held is delivered again. That is a change of its own, which is why
    the old journal ends here.
    """
    try:
        ministack.restore(saved.snapshot)
    except pickle.UnpicklingError as error:
        raise Damaged(state.path, f"snapshot: {error}") from error
    for number, record in enumerate(saved.records):
        if not _repeats(ministack, record):
            raise Damaged(state.path, f"record {number} of the journal")
    ministack.deliver_again()
    try:
        return state.begin(ministack.dump())
    except OSError as reason:
        raise NotWritable(state.path, reason) from reason


def _repeats(ministack: Emulator, record: bytes) -> bool:
    """Execute a record again; return whether it was answered as the first time."""
    try:
        entry = Entry.from_bytes(record)
        return ministack.run(entry.call, entry.at, entry.seed).status == entry.status
    except (ValueError, NotRepeatable):
        return False


def _config(listening: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.errorlog = log
    config.keep_alive_timeout = 3600
    config.keep_alive_max_requests = 1_000_000_000
    config.graceful_timeout = 3
    config.backlog = _BACKLOG
    return config


def main(arguments: list[str] | None = None, *, before: Before | None = None) -> None:
    parser = argparse.ArgumentParser(prog="infra.local.engine", description="the local AWS engine on its own")
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--long-journal", type=int, default=LONG_JOURNAL)
    options = parser.parse_args(arguments)
    engine = Engine(options.state_dir, before=before, long_journal=options.long_journal)
    # waited for, not handled: a handler would run inside whatever the main thread is doing
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    try:
        engine.start()
    except EngineRefused as refused:
        sys.exit(str(refused))
    print(json.dumps({"endpoint": engine.endpoint}), flush=True)
    signal.sigwait(stops)
    engine.stop()


if __name__ == "__main__":
    main()
