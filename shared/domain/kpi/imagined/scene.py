"""What an imagined record is put into: the facts, the person, the period and the day, and how a record is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from shared.domain.kpi.definition import REVENUE_TYPES
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.steps.changes import EXISTING, NEW, Add
from shared.domain.kpi.windows import Window
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import Period

NOON: Final = time(12)
LAST_MINUTE: Final = time(23, 59)
IMAGINED: Final = "imagined"
"""The connection that imagined records name; no real one is called so."""
KNOWN_DAYS = 300
"""Days before the period in which an existing customer bought: within any lookback of a year."""
USUAL_AMOUNT = Decimal(1000)
"""What an imagined order brings where the person has none of their own to go by, in major units."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Records to put in, and the ids of records to leave out."""

    put: tuple[Event, ...] = ()
    drop: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scene:
    """
    The facts as changed so far, and for whom and when a record is imagined.

    `window` is where the KPI looks that the change is about, else the period. `mark` tells the records of one change
    from those of another.
    """

    facts: Facts
    person_id: str
    period: Period
    on: date
    window: Window
    evidence: frozenset[str] = field(default_factory=frozenset)
    mark: str = "0"

    def record(
        self,
        kind: str,
        name: str,
        /,
        *,
        on: date | None = None,
        at: datetime | None = None,
        customer: str | None = None,
        minor: int | None = None,
        credited: bool = True,
        **data: Any,
    ) -> Event:
        """Return a record of the entity `name`, which is told apart by the change; without `at` it is of noon."""
        entity = self.name(name)
        moment = at or self.noon(on or self.on)
        return Event(
            id=f"imagined:{kind}:{entity}",
            type=kind,
            occurred_at=moment,
            on=moment.astimezone(self.facts.settings.zone).date(),
            entity_id=entity,
            credits=((self.person_id, WHOLE_BP),) if credited else (),
            customer=customer,
            amount_minor=minor,
            version="1",
            connection_id=IMAGINED,
            data=data,
        )

    def name(self, name: str) -> str:
        """Return a name that no real thing has."""
        return f"imagined:{self.mark}:{name}"

    def noon(self, day: date) -> datetime:
        """Return the middle of a day of the company, in UTC."""
        return datetime.combine(day, NOON, tzinfo=self.facts.settings.zone).astimezone(UTC)

    def opening(self, day: date, hour: time = time()) -> datetime:
        """Return an hour of a day of the company, in UTC."""
        return datetime.combine(day, hour, tzinfo=self.facts.settings.zone).astimezone(UTC)

    def minor(self, amount: Decimal) -> int:
        """Return major units of the company's currency as minor ones."""
        return int(Fraction(amount) * 10**self.facts.settings.currency_exponent)

    def major(self, minor: int) -> Fraction:
        """Return minor units of the company's currency as major ones."""
        return self.facts.settings.major(minor)

    def amount_of(self, add: Add) -> int:
        """Return the amount of each record in minor units: as asked, else the median of the person's own orders."""
        return self.minor(add.amount) if add.amount is not None else self._usual

    def customer_of(self, add: Add, number: int) -> str:
        """Return the customer of the record of this number: a new one unless the change names another."""
        if add.customer is None or add.customer == NEW:
            return self.name(f"customer-{number}")
        if add.customer == EXISTING:
            return self.existing or self.name("old-customer")
        return self.facts.customer(add.customer) or add.customer

    @property
    def sold(self) -> str:
        """The type of what the company's revenue comes from."""
        return "order.paid" if self.facts.settings.revenue_source == "orders" else "deal.won"

    @cached_property
    def existing(self) -> str | None:
        """A customer who bought in the months before the period, if there is one."""
        ledger, until = self.facts.once(Ledger.of), self.period.until_on
        before = Window.rolling(KNOWN_DAYS, self.period.first_on)
        return next((each for each in sorted(ledger.customers) if ledger.bought(each, before, until)), None)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.period.until_on - timedelta(days=1)

    @property
    def evening(self) -> datetime:
        """The last minute of the period, after whatever else happened in it."""
        return self.opening(self.last_day, LAST_MINUTE)

    def seen(self, *types: str) -> list[Event]:
        """Return the newest records of the types among the KPI's evidence, oldest first."""
        found = [each for kind in types for each in self.facts.newest(kind) if each.id in self.evidence]
        return sorted(found, key=lambda each: (each.occurred_at, each.id))

    def own(self, kind: str) -> list[Event]:
        """Return the person's records of a type in the window, oldest first."""
        return [each for each in self.facts.newest(kind) if each.on in self.window and self.is_theirs(each)]

    def is_theirs(self, event: Event) -> bool:
        """Return whether a record is credited to the person, or names them as who does it."""
        named = (text(event, f"{role}_employee_id") for role in ("assignee", "processor"))
        return share_of(event, self.person_id) > 0 or self.person_id in named

    @cached_property
    def _usual(self) -> int:
        amounts = sorted(
            each.amount_minor
            for each in self.facts.newest(self.sold)
            if each.amount_minor and share_of(each, self.person_id) and each.on < self.period.until_on
        )
        return amounts[len(amounts) // 2] if amounts else self.minor(USUAL_AMOUNT)


def edit(*groups: Iterable[Event], drop: Iterable[str] = ()) -> Edit:
    """Return the edit that puts these records in and leaves those out."""
    return Edit(tuple(each for group in groups for each in group), frozenset(drop))


def is_sale(kind: str) -> bool:
    """Return whether a type stands for what was sold."""
    return kind in REVENUE_TYPES or kind == "deal.won"
