"""Hypothetical changes (假设变化): records to imagine beside the real ones, and real ones to leave out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NEW, EXISTING = "new", "existing"
"""Customers that need no name: one nobody ever sold to, and any that the company already sells to."""


@dataclass(frozen=True, slots=True)
class Add:
    """
    `count` records of a canonical type, credited to the person, each with all that lets it count.

    With `kpi` they are those that the KPI waits for: an order of a quote that is still open, a call to a customer who
    was not called yet. `amount` is of each record, in major units of the company's currency; `days` and `hours` are
    how long each took, `minutes` how long it lasted, `mark` what was answered, `quantity` the number that it tells
    (visitors, readers, followers, attendees). Without `on` they are of the present day.
    """

    type: str
    count: int = 1
    kpi: str | None = None
    amount: Decimal | None = None
    customer: str | None = None
    on: date | None = None
    days: int | None = None
    hours: Decimal | None = None
    minutes: int | None = None
    mark: Decimal | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """One record by its id, or `count` records of a type, the least favourable ones first, as the KPI sees them."""

    event_id: str | None = None
    type: str | None = None
    count: int = 1
    kpi: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Exactly one of the two."""

    add: Add | None = None
    remove: Remove | None = None
