"""An HTTP server in a thread of its own, on this machine's loopback only."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config

from infra.refusal import Refusal

LOOPBACK = "127.0.0.1"
LONGEST_HEAD = 32 * 1024
"""Bytes of a request line with its headers."""

_STOP_SECONDS = 5.0


class PortUnavailable(Refusal):
    def __init__(self, port: int, reason: OSError) -> None:
        cause = os.strerror(reason.errno) if reason.errno else str(reason)
        super().__init__(
            f"端口 {port} 无法使用（{cause}）：请用 --port 换一个端口",
            f"port {port} cannot be used ({cause}): choose another one with --port",
        )


def listen(port: int) -> socket.socket:
    """
    Return a listening socket; port 0 takes a free one.

    :raises PortUnavailable: if it is taken or not ours to take.
    """
    try:
        return socket.create_server((LOOPBACK, port), backlog=1024)
    except OSError as reason:
        raise PortUnavailable(port, reason) from None


class Server:
    """Serves one ASGI application on a listening socket from `start` to `stop`."""

    def __init__(self, application: Any, listening: socket.socket) -> None:
        self.port = int(listening.getsockname()[1])
        self._application = application
        self._listening = listening
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)
        self._ready: Future[Callable[[], object]] = Future()

    def start(self) -> None:
        """Return when requests are answered."""
        self._thread.start()
        self._ready.result()

    def stop(self) -> None:
        """Answer what is in flight, for a few seconds at most, and close the socket."""
        if self._thread.is_alive():
            self._ready.result()()
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if not self._ready.done():
                self._ready.set_exception(error)
            raise

    async def _serve(self) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        serving = asyncio.create_task(
            serve(self._application, self._config(), shutdown_trigger=stopping.wait, mode="asgi")
        )
        self._ready.set_result(partial(loop.call_soon_threadsafe, stopping.set))
        stop_asked = asyncio.create_task(stopping.wait())
        await asyncio.wait({serving, stop_asked}, return_when=asyncio.FIRST_COMPLETED)
        # a client that never finishes its request must not keep the server from stopping
        await asyncio.wait({serving}, timeout=_STOP_SECONDS)
        if serving.done():
            serving.result()

    def _config(self) -> Config:
        config = Config()
        config.bind = [f"fd://{self._listening.detach()}"]  # closed by hypercorn
        config.accesslog = None
        config.errorlog = logging.getLogger(__name__)
        config.include_server_header = False
        config.h11_max_incomplete_size = LONGEST_HEAD
        config.keep_alive_timeout = (
            600  # hypercorn's defaults cut connections that clients are about to use again
        )
        config.keep_alive_max_requests = 10**9
        config.graceful_timeout = 3
        return config
