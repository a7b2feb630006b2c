"""What scoring a company takes: from kept measures, after one more event, and when everything is made anew."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial

from infra.bench.meter import Meter
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.ids import digest_id
from shared.domain.kpi.events import Event
from shared.domain.periods import Period
from shared.usecases.events.ingest import ingest
from shared.usecases.scores import facts
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.facts import Known
from shared.usecases.scores.keep_measures import Keeping

PEOPLE = 20
YEAR = 12
MONTH = Period.parse("2026-03")
AT = datetime(2026, 3, 31, 4, tzinfo=UTC)
CODE, CONNECTION = "bench", "con_bench"
_KINDS = ("order.paid", "activity.logged", "deal.created", "deal.won", "lead.created")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """Round trips, units and wall milliseconds of one piece of work, and the records that were written."""

    work: str
    round_trips: int
    read_units: Fraction
    write_units: Fraction
    ms: int
    records: int


class ScoredCompany:
    """A company of sellers whose shop delivered so many events a person and month, for so many months."""

    def __init__(self, people: int = PEOPLE, months: int = 3, events: int = 110) -> None:
        from infra.local.provisioning import create_company

        sales = [{"position": "sales", "share_bp": 10_000}]
        named = [
            {"name": f"销售{n}", "access_role": "employee", "manager": "周敏", "positions": sales}
            for n in range(people)
        ]
        owner = {"name": "周敏", "access_role": "owner", "positions": []}
        made = create_company({"name": "计分商贸", "people": [owner, *named]})
        self.people = [each["id"] for each in made["people"]]
        company_ref = refs.company(made["company_id"])
        self.company: Company = load([company_ref]).get(company_ref)
        self.months = [MONTH.earlier(back) for back in range(months - 1, 0, -1)] + [MONTH]
        for month in self.months:
            self.deliver([self._event(month, n) for n in range(events * people)])

    def deliver(self, events: list[Event]) -> None:
        """Add events as a consumer does."""
        for first in range(0, len(events), _BATCH):
            batch = events[first : first + _BATCH]
            ingest(
                company_id=self.company.id,
                connection_id=CONNECTION,
                key=batch[0].id,
                body_hash="",
                found=batch,
                at=AT,
            )

    def one_more(self, number: int) -> None:
        """Deliver one sale of the month, other ones by other numbers."""
        self.deliver([self._event(MONTH, 10_000_000 + number)])

    def keep(self, month: Period = MONTH) -> None:
        """Bring what is kept of a month up to date."""
        Keeping(self.company, CODE, AT).keep(month, Known.of(self.company.id, AT), self.people)

    def score(self) -> None:
        """Run the job for the month that runs."""
        compute_scores(company_id=self.company.id, month=MONTH.key, at=AT, code_version=CODE)

    def _event(self, month: Period, number: int) -> Event:
        kind = _KINDS[number // PEOPLE % len(_KINDS)]
        days = (month.until_on - month.first_on).days - 1
        on = month.first_on + timedelta(days=number * 7 % days)
        at = datetime(on.year, on.month, on.day, 4, number % 60, tzinfo=UTC)
        entity = f"{month.key}-{number - PEOPLE if kind == 'deal.won' else number}"
        return Event(
            id=digest_id("evt", CONNECTION, kind, entity, "1"),
            type=kind,
            occurred_at=at,
            on=on,
            entity_id=entity,
            credits=((self.people[1 + number % (len(self.people) - 1)], 10_000),),
            customer=f"c{number % 400}",
            amount_minor=100_000 + number % 5_000,
            version="1",
            connection_id=CONNECTION,
            received_at=at,
            data={"kind": "visit", "duration_s": 900, "evidence": "geo"},
        )


def measure_scoring() -> Iterator[Taken]:
    """Measure the work of a company of twenty with three months of history, and beside it with a year of it."""
    for months in (3, YEAR):
        company = ScoredCompany(months=months)
        company.score()
        said = f"{PEOPLE} people, {months} months of history"
        yield taken(f"read what is kept: {said}", company.keep)
        yield taken(f"scores job, nothing new: {said}", company.score)
        yield taken(f"one event to the scores of all: {said}", partial(_one_more, company, 1))
        yield taken(f"another one, in a warm process: {said}", partial(_one_more, company, 2), warm=True)
    yield taken("rebuild a month from nothing", lambda: _thrown_away(company, MONTH))
    yield taken(
        "rebuild a year from nothing", lambda: [_thrown_away(company, each) for each in company.months]
    )


def taken(work: str, act: Callable[[], object], *, warm: bool = False) -> Taken:
    """Do it, in a process that has read no event yet if not `warm`, and return what it took."""
    if not warm:
        facts.forget()
    clients = (Record._get_connection().connection.client,)
    with Meter(clients) as meter:
        began = time.perf_counter()
        act()
        ms = round((time.perf_counter() - began) * 1000)
    return Taken(work, meter.round_trips, meter.read, meter.write, ms, _written(meter))


def _one_more(company: ScoredCompany, number: int) -> None:
    company.one_more(number)
    company.score()


def _thrown_away(company: ScoredCompany, month: Period) -> None:
    """Keep a month by another version of the code, which takes everything anew."""
    known = Known.of(company.company.id, AT)
    Keeping(company.company, f"{CODE}-anew", AT).keep(month, known, company.people)


def _written(meter: Meter) -> int:
    found = 0
    for _, operation, params in meter.requests:
        match operation:
            case "PutItem" | "UpdateItem":
                found += 1
            case "BatchWriteItem":
                found += sum(len(each) for each in params["RequestItems"].values())
            case "TransactWriteItems":
                found += len(params["TransactItems"])
    return found
