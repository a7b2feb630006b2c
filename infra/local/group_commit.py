"""Bring journal records to the disk in order, several with one fsync."""

import asyncio
from concurrent.futures import Executor

from infra.local.journal import Journal


class GroupCommit:
    """For one event loop: while one round is being written, the records of the next gather."""

    def __init__(self, journal: Journal, executor: Executor) -> None:
        self.journal = journal  # may be exchanged when everything has settled
        self._executor = executor
        self._gathered: list[bytes] = []
        self._taken = self._written = 0
        self._round_over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._writing: asyncio.Task[None] | None = None
        self._failure: OSError | None = None

    def add(self, record: bytes) -> None:
        """Take a record; `settled` tells when it is on the disk."""
        self._gathered.append(record)
        self._taken += 1
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def settled(self) -> None:
        """
        Return once everything taken until now is on the disk.

        :raises OSError: if the disk refused a record, from then on always: what is in memory is then ahead of
            what a restart would find.
        """
        until = self._taken
        while self._written < until and not self._failure:
            await asyncio.shield(self._round_over)
        self.check()

    def check(self) -> None:
        """:raises OSError: if the disk has refused something before."""
        if self._failure:
            raise self._failure

    def fail(self, reason: OSError) -> None:
        self._failure = reason

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._gathered and not self._failure:
            records, self._gathered = self._gathered, []
            try:
                await loop.run_in_executor(self._executor, self.journal.append, records)
            except OSError as reason:
                self.fail(reason)
            self._written += len(records)
            over, self._round_over = self._round_over, loop.create_future()
            over.set_result(None)
        self._writing = None
