"""Where rows of an opportunity export are taken in one by one, and what they tell is written in batches."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.company import Company
from shared.domain.ids import digest32, new_id
from shared.domain.imports.cells import BadCell, Cell, RefusedRow, text_of
from shared.domain.imports.deal_history import CONNECTION, DealHistory
from shared.domain.imports.deal_rows import DealTwice, read_deal
from shared.domain.imports.newcomers import default_position, newcomer
from shared.domain.imports.people_rows import LONGEST_NAME
from shared.domain.imports.roster import Roster
from shared.domain.imports.table import Row
from shared.domain.kpi.events import Event
from shared.domain.people import AccessRole, Person
from shared.usecases.company.found_company import seat_people
from shared.usecases.events.ingest import batches, ingest
from shared.usecases.imports.carry_out import carry_out
from shared.usecases.imports.summary import Summary

HELD = 1000
"""Events held back before they are written, so that each transaction meets few months."""


@dataclass(slots=True)
class DealDesk:
    """
    One import at work. `digest` is the file's SHA-256, `raw_ref` where it is kept, `owner` the company's owner.

    `summary` counts what became of the rows taken in so far.
    """

    company: Company
    owner: Person
    roster: Roster
    history: DealHistory
    create_people: bool
    at: datetime
    digest: str
    raw_ref: str
    summary: Summary
    held: list[Event] = field(default_factory=list)
    newcomers: list[Person] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether what is held should be written before more is taken in."""
        return len(self.held) >= HELD

    def take(self, row: Row | RefusedRow) -> None:
        """Read a row and hold the events that it adds, or note why it is refused."""
        if isinstance(row, RefusedRow):
            self.summary.refused.append(row)
            return
        try:
            news = self._news(row)
        except BadCell as error:
            self.summary.refused.append(error.on(row.line))
            return
        self.held += news
        self.summary.imported += bool(news)
        self.summary.duplicates += not news

    def write(self) -> None:
        """Seat the newcomers, then write what is held."""
        if self.newcomers:
            key = digest32(26, *(each.id for each in self.newcomers))
            acts = seat_people(self.newcomers)
            carry_out(acts, company_id=self.company.id, key=key, body_hash=self.digest, at=self.at)
            self.summary.people_created += len(self.newcomers)
            self.newcomers = []
        for batch in batches(self.held):
            # the key covers what is written: the same file may add more when it comes with other choices
            key = digest32(26, *(each.id for each in batch))
            added = ingest(
                company_id=self.company.id,
                connection_id=CONNECTION,
                key=f"{self.digest}:{key}",
                body_hash=key,
                found=batch,
                at=self.at,
            )
            self.summary.events_added += added.added
        self.held = []

    def _news(self, row: Row) -> list[Event]:
        deal_id = row["id"]
        if self.lines.setdefault(deal_id.text, row.line) != row.line and not deal_id.is_empty:
            raise DealTwice(deal_id, first=self.lines[deal_id.text])
        today = self.at.astimezone(self.company.tz).date()
        deal = read_deal(row, currency=self.company.currency, today=today)
        seller = self._seller(deal.owner)
        return self.history.news(
            deal, owner_id=seller.id, zone=self.company.tz, at=self.at, raw_ref=self.raw_ref
        )

    def _seller(self, cell: Cell) -> Person:
        if not self.create_people or self.roster.knows(cell):
            return self.roster.get(cell)
        role = AccessRole.EMPLOYEE
        person = newcomer(
            text_of(cell, longest=LONGEST_NAME),
            role,
            id=new_id("per", self.at),
            company_id=self.company.id,
            manager_id=self.owner.id,
            position=default_position(role),
        )
        self.roster.add(person)
        self.newcomers.append(person)
        return person
