"""What became of an imported file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.domain.imports.cells import RefusedRow

Progress = Callable[[int, int], None]
"""Told now and then: rows done, and about how many there are."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that whoever imports should know beside the counts."""

    zh: str
    en: str


@dataclass(slots=True)
class Summary:
    """
    The counts of an import: `rows` is always `imported` + `duplicates` + the number of `refused`.

    A duplicate says nothing that was not known. `people_created` counts people whom the file named and who got a
    seat, `events_added` the events that are new in the store. `refused_key` is the document that lists the refused
    rows, empty if there are none.
    """

    company_id: str
    imported: int = 0
    duplicates: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    people_created: int = 0
    events_added: int = 0
    notes: list[Note] = field(default_factory=list)
    refused_key: str = ""

    @property
    def rows(self) -> int:
        """Rows of the file that held anything, without the header."""
        return self.imported + self.duplicates + len(self.refused)

    @property
    def is_repeat(self) -> bool:
        """Whether everything in the file was known."""
        return self.duplicates > 0 and self.duplicates == self.rows

    def counts(self) -> dict[str, int]:
        """Return the counts alone, as the audit trail keeps them."""
        return {
            "rows": self.rows,
            "imported": self.imported,
            "duplicates": self.duplicates,
            "refused": len(self.refused),
            "people_created": self.people_created,
            "events_added": self.events_added,
        }
