"""Who tells what happens in a made-up company: chance, with the same seed always the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import CHINA_TIME
from shared.domain.numbers import WHOLE_BP

CONNECTIONS = ("conn_crm", "conn_shop", "conn_forms")


@dataclass
class Teller:
    """Tells what happens, with chance as its only source."""

    chance: Random
    people: tuple[str, ...]
    first_on: date
    until: date

    def __post_init__(self) -> None:
        self.told: dict[str, Event] = {}
        self.customers = [f"c{n}" for n in range(10 * len(self.people))]

    def at(self, after: datetime | None = None, days: int = 0) -> datetime:
        """Return an instant of the history, or one at most `days` after another."""
        if after is not None:
            return after + timedelta(minutes=self.chance.randrange(1, max(days, 1) * 24 * 60))
        on = self.first_on + timedelta(days=self.chance.randrange((self.until - self.first_on).days))
        hour = self.chance.choice([0, 8, 9, 9, 10, 11, 13, 14, 15, 16, 17, 18, 23])
        return datetime.combine(
            on, time(hour, self.chance.randrange(60), self.chance.randrange(60)), CHINA_TIME
        ).astimezone(UTC)

    def long_ago(self) -> datetime:
        """Return an instant of the year and a half before the history."""
        return self.at() - timedelta(days=self.chance.randrange(100, 560))

    def customer(self) -> str | None:
        """Return a customer: one of few who come back often, one who may never have bought, or nobody."""
        passing = f"n{self.chance.randrange(40 * len(self.people))}"
        return self.chance.choice(
            [*self.customers[:12], self.chance.choice(self.customers), *6 * [passing], None]
        )

    def person(self) -> str:
        """Return somebody."""
        return self.chance.choice(self.people)

    def credits(self) -> tuple[tuple[str, int], ...]:
        """Return who is credited: mostly one person, at times two, in part somebody unknown, or nobody."""
        one, other = self.person(), self.person()
        kind = self.chance.randrange(12)
        if kind == 0 or (kind == 1 and one == other):
            return ()
        if kind == 1:
            return ((one, 6_667), (other, 3_333))
        return ((one, 5_000),) if kind == 2 else ((one, WHOLE_BP),)

    def minor(self, most: int = 3_000_000) -> int | None:
        """Return an amount that does not divide well, at times none at all."""
        return None if self.chance.randrange(25) == 0 else self.chance.randrange(1, most)

    def maybe(self, percent: int) -> bool:
        """Return whether something happens that happens this often."""
        return self.chance.randrange(100) < percent

    def tell(
        self,
        kind: str,
        entity: str,
        at: datetime,
        /,
        customer: str | None = None,
        minor: int | None = None,
        credits: tuple[tuple[str, int], ...] | None = None,
        version: int | None = None,
        **data: object,
    ) -> None:
        """Tell one record; without a version the instant tells records of one thing apart."""
        named = at.isoformat() if version is None else f"{version:020}"
        connection = CONNECTIONS[len(entity) % len(CONNECTIONS)]
        told = Event(
            id=f"evt/{connection}/{kind}/{entity}/{named}",
            type=kind,
            occurred_at=at,
            on=at.astimezone(CHINA_TIME).date(),
            entity_id=entity,
            credits=self.credits() if credits is None else credits,
            customer=customer,
            amount_minor=minor,
            version=named,
            connection_id=connection,
            received_at=at + timedelta(minutes=self.chance.randrange(1, 4_000)),
            raw_ref=f"raw/{entity}",
            data=data,
        )
        if told.on < self.until:
            self.told.setdefault(told.id, told)
