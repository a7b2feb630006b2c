"""Whom a list of people names: its rows by number and by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.domain.imports.cells import Cell
from shared.domain.imports.people_rows import PersonRow
from shared.domain.imports.roster import PersonAmbiguous, plain_name


def key_of(row: PersonRow) -> str:
    """Return by what a row is told from others: its number, or its name if it has none."""
    return plain_name(row.number.text or row.name.text)


@dataclass(slots=True)
class Listed:
    """The rows of a file by number and by name, whether they are taken or not."""

    keys: set[str] = field(default_factory=set)
    by_name: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, rows: Iterable[PersonRow]) -> "Listed":
        """Index the rows."""
        found = cls()
        for row in rows:
            found.keys.add(key_of(row))
            found.by_name[plain_name(row.name.text)].add(key_of(row))
        return found

    def find(self, cell: Cell) -> str | None:
        """
        Return the key of the row that a cell names, None if it names none.

        :raises PersonAmbiguous: if several rows have the name.
        """
        text = plain_name(cell.text)
        if text in self.keys:
            return text
        keys = self.by_name.get(text, set())
        if len(keys) > 1:
            raise PersonAmbiguous(cell)
        return next(iter(keys), None)
