"""What imports have told about each thing so far, and which events a newer file adds to it.

An event is identified by connection, type, entity and *version*. The version is the number of the entity's
revision: 1 for the first row that told of it, one more whenever a later row tells something else. A row that
says what is known already makes no event; of one that says something else, exactly the events that differ get
the next version, and the newest version counts. So the same file twice adds nothing, and a corrected file
supersedes what it corrects.
"""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.ids import digest32, digest_id
from shared.domain.kpi.events import Event


@dataclass(frozen=True, slots=True)
class Told:
    """The newest event of one part of an entity's story, as far as the next row needs it."""

    type: str
    on: date
    revision: int
    digest: str


class Revisions:
    """
    What the imports of one connection have told; it holds a digest for each part of a story, not the events.

    `parts` gives the part of the story that each event type tells: events of one part replace each other. Events
    of an `undated` type say nothing by their date. In a `sequel` part a newer revision also stands later in time,
    if both are of one day.
    """

    def __init__(
        self,
        connection: str,
        parts: Mapping[str, str],
        *,
        undated: Set[str] = frozenset(),
        sequels: Set[str] = frozenset(),
        events: Iterable[Event] = (),
    ) -> None:
        self._connection, self._parts, self._undated, self._sequels = connection, parts, undated, sequels
        self._told: dict[tuple[str, str], Told] = {}
        for event in events:
            if event.connection_id == connection and event.type in parts:
                self._note(event)

    def last(self, entity_id: str, part: str) -> Told | None:
        """Return what was told last about a part of an entity's story."""
        return self._told.get((entity_id, part))

    def news(self, wanted: Sequence[Event]) -> list[Event]:
        """Return those events of one entity that say something new, with version and id, and remember them."""
        new = [each for each in wanted if not self._is_known(each)]
        if not new:
            return []
        told = (self.last(new[0].entity_id, part) for part in set(self._parts.values()))
        revision = 1 + max((each.revision for each in told if each is not None), default=0)
        numbered = [self._revised(each, revision) for each in new]
        for event in numbered:
            self._note(event)
        return numbered

    def _is_known(self, event: Event) -> bool:
        last = self.last(event.entity_id, self._parts[event.type])
        return last is not None and last.digest == self._digest(event)

    def _note(self, event: Event) -> None:
        key, revision = (event.entity_id, self._parts[event.type]), int(event.version)
        last = self._told.get(key)
        if last is None or revision >= last.revision:
            self._told[key] = Told(event.type, event.on, revision, self._digest(event))

    def _revised(self, event: Event, revision: int) -> Event:
        version = str(revision).zfill(20)  # padded, so that versions sort as text too
        later = revision - 1 if self._parts[event.type] in self._sequels else 0
        return replace(
            event,
            id=digest_id("evt", self._connection, event.type, event.entity_id, version),
            version=version,
            occurred_at=event.occurred_at + timedelta(seconds=later),
        )

    def _digest(self, event: Event) -> str:
        """Return a digest of what an event says."""
        on = "" if event.type in self._undated else event.on.isoformat()
        said: Sequence[object] = (
            event.type,
            on,
            event.credits,
            event.customer,
            event.amount_minor,
            event.data,
        )
        return digest32(16, json.dumps(said, ensure_ascii=False, sort_keys=True))
