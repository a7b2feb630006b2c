"""Facts that note what is read of them, so that a kept sample is taken anew only when that has changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.windows import Window

T = TypeVar("T")


class WatchedFacts(Facts):
    """
    The same facts, which note the types of the events that are asked for.

    What is built once notes them again for everybody who uses it. Settings, calendar and what is delivered are not
    noted: everything depends on them. Not for several threads.
    """

    _readers: list[set[str]]
    _read_by: dict[Any, frozenset[str]]

    def __init__(self, facts: Facts) -> None:
        """Look at `facts`."""
        super().__init__(facts.events, facts.settings, facts.calendar, facts.feeds)
        vars(self).update(_readers=[], _read_by={})

    @contextmanager
    def reading(self) -> Iterator[set[str]]:
        """Yield the set of event types that is filled with what is read meanwhile."""
        read: set[str] = set()
        self._readers.append(read)
        try:
            yield read
        finally:
            self._readers.pop()
            self._note(*read)

    def once(self, build: Callable[[Facts], T]) -> T:
        """Return what `build` makes of these facts; it is made once, and what it read is read by each who asks."""
        if build not in self._read_by:
            with self.reading() as read:
                super().once(build)
            self._read_by[build] = frozenset(read)
        self._note(*self._read_by[build])
        return super().once(build)

    def every(self, *types: str) -> list[Event]:
        """Return all events of the types in the order in which they occurred."""
        self._note(*types)
        return super().every(*types)

    def newest(self, event_type: str) -> list[Event]:
        """Return the newest version of each entity's event of the type, in the order in which they occurred."""
        self._note(event_type)
        return super().newest(event_type)

    def within(self, event_type: str, subject: str, window: Window) -> Iterator[Event]:
        """Yield the newest versions that are credited to `subject` and lie in `window`, oldest first."""
        self._note(event_type)
        return super().within(event_type, subject, window)

    def customer(self, key: str | None) -> str | None:
        """Return the customer that `key` stands for after all merges."""
        self._note("customer.merged")
        return super().customer(key)

    def _note(self, *types: str) -> None:
        if self._readers:
            self._readers[-1].update(types)
