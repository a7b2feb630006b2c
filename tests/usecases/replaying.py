"""Companies with made-up histories that were scored at many instants while records were still arriving."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo.codec import decode, encode
from shared.domain.company import Company
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.basis import undone_by
from shared.domain.kpi.carried import carry_event, counted
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, FeedHealth
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.people import AccessRole, Assignment, Leave, Person, WorkingTime
from shared.domain.periods import Period
from shared.usecases.scores.facts import settings_of
from shared.usecases.scores.replay_score import Replay, replay
from shared.usecases.scores.scoring import Scoring

CODE = "code-1"
BEGINNING = date(1900, 1, 1)
FED = ("order.paid", "order.refunded", "activity.logged", "complaint.opened")
TARGETS = {
    "sales.revenue": 60_000,
    "sales.new_customers": 4,
    "sales.avg_order_value": 9_000,
    "sales.complaints": 2,
}
FIRST_DAY = datetime(2025, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Archive:
    """All that the store holds of a company in the end."""

    company: Company
    people: Sequence[Person]
    events: Sequence[Event]
    plans: Sequence[PlanVersion]
    assigned: Mapping[str, AssignedTargets] = field(default_factory=dict)

    def scored(self, month: str, at: datetime, feeds: dict[str, FeedHealth]) -> list[Score]:
        """The scores as the job computed them at an instant, read back from their records."""
        known = [each for each in self.events if each.received_at is not None and each.received_at <= at]
        plans = [each for each in self.plans if each.created_at is None or each.created_at <= at]
        facts = Facts(counted(known), settings_of(self.company), calendar_of(self.company), feeds)
        assigned = self.assigned.get(month, AssignedTargets())
        scoring, period = (
            Scoring(self.company, undone_by(at, plans), CODE, assigned=assigned),
            Period.parse(month),
        )
        found = [scoring.score(person, period, facts, at) for person in self.people]
        return [decode(Score, encode(each)) for each in found if each is not None]

    def replay(self, score: Score, *, code_version: str = CODE) -> Replay:
        """Replay a score with everything that the store holds by now."""
        person = next(each for each in self.people if each.id == score.person_id)
        moved = replace(
            person,
            assignments=(),
            joined_on=date(2026, 3, 20),
            leaves=(),
            working_times=(),
            left_on=date(2026, 1, 2),
        )  # who they are by now is not asked
        return replay(score, person=moved, events=self.events, plans=self.plans, code_version=code_version)


def archive(seed: int, people: int = 4) -> Archive:
    """A company whose records arrive between an hour and two months after they happened."""
    chance = Random(seed)
    company = Company(
        "co_1",
        "海纳商贸",
        new_customer_lookback=chance.choice([365, 60, None]),
        score_cap=chance.choice([110, 100]),
        extra_holidays=(date(2026, 2, 9),) if chance.random() < 0.5 else (),
    )
    staff = [_person(company, number, chance) for number in range(people)]
    events = [each for number in range(people * 30) for each in _told(number, staff, chance)]
    arrived = [_received(each, chance) for each in events]
    late = chance.sample([each for each in arrived if each.type == "order.paid"], 3)
    decided = datetime(2026, 3, 5, tzinfo=UTC)
    carried = carry_event(
        (each.id for each in late),
        to=date(2026, 3, 1),
        discrepancy_id=f"dis_{seed}",
        at=decided,
        by_id="per_hr",
    )
    return Archive(company, staff, [*arrived, carried], [_plan(company), _switched(company, chance)])


def with_goals(seed: int) -> Archive:
    """
    The company of this seed with targets out of goals, leave, part time and a leaver.

    Its switch is undone in the end, some weeks after it took effect.
    """
    chance, kept = Random(seed), archive(seed)
    away = Leave(
        date(2026, 1, 12), date(2026, 1, 12 + chance.randrange(1, 12)), chance.choice([5_000, 10_000])
    )
    people = [
        replace(
            kept.people[0],
            leaves=(away, replace(away, from_on=date(2026, 2, 23), until_on=date(2026, 3, 12))),
        ),
        replace(kept.people[1], left_on=date(2026, chance.randrange(2, 4), chance.randrange(2, 28))),
        replace(
            kept.people[2], working_times=(WorkingTime(chance.choice([5_000, 8_000]), date(2026, 2, 10)),)
        ),
        *kept.people[3:],
    ]
    months = {
        month: AssignedTargets(
            {
                each.id: {
                    "sales.revenue": Fraction(chance.randrange(1_000_000, 9_000_000), 100),
                    "sales.new_customers": Fraction(chance.randrange(6)),
                }
                for each in people
                if chance.random() < 0.8
            },
            {"sales.revenue": f"gol_{month}", "sales.new_customers": "gol_year"},
        )
        for month in ("2026-02", "2026-03")
    }
    whole, switch = kept.plans
    begun = datetime.combine(switch.from_on, time(), UTC)
    undone = replace(switch, switch_id="dsw_1", undone_at=begun + timedelta(days=chance.randrange(1, 25)))
    return replace(kept, people=people, plans=[whole, undone], assigned=months)


def instants(seed: int, number: int) -> Iterator[tuple[str, datetime, dict[str, FeedHealth]]]:
    """Months with instants at which they are scored, while they run and after, and the health of the feeds."""
    chance = Random(seed)
    for _ in range(number):
        period = Period.month_of(date(2026, chance.randrange(1, 4), 1))
        after = timedelta(days=chance.randrange(4, 45), minutes=chance.randrange(1440))
        feeds: dict[str, FeedHealth] = dict.fromkeys(FED, "ok")
        if chance.random() < 0.2:
            feeds[chance.choice(FED)] = "sick"
        yield period.key, datetime.combine(period.first_on, time(), UTC) + after, feeds


def _person(company: Company, number: int, chance: Random) -> Person:
    joined = date(2026, 1, 5 + chance.randrange(20)) if number == 3 else None
    held = (Assignment("sales", 10_000, BEGINNING),)
    return Person(
        f"per_{number}", company.id, f"某{number}", AccessRole.EMPLOYEE, assignments=held, joined_on=joined
    )


def _told(number: int, staff: Sequence[Person], chance: Random) -> list[Event]:
    """One order, at times shared, corrected, refunded or complained about."""
    at = FIRST_DAY + timedelta(minutes=chance.randrange(120 * 24 * 60))
    one, other = (each.id for each in chance.sample(list(staff), 2))
    credits = ((one, 6_000), (other, 4_000)) if chance.random() < 0.2 else ((one, 10_000),)
    order = _event(
        "order.paid", f"o{number}", at, credits, chance.randrange(100_000, 1_500_000), f"c{number % 70}"
    )
    found = [order]
    if chance.random() < 0.15:
        found.append(
            replace(order, id=f"{order.id}/2", version="2", amount_minor=chance.randrange(100_000, 900_000))
        )
    if chance.random() < 0.15:
        back = at + timedelta(days=chance.randrange(1, 30))
        found.append(
            _event("order.refunded", f"r{number}", back, (), 50_000, None, order_ref=order.entity_id)
        )
    if chance.random() < 0.1:
        found.append(_event("complaint.opened", f"k{number}", at, credits, None, order.customer))
    return found


def _event(kind, entity, at, credits, minor, customer, **data) -> Event:
    on = (at + timedelta(hours=8)).date()
    return Event(
        f"{kind}/{entity}",
        kind,
        at,
        on,
        entity,
        credits,
        customer,
        minor,
        "1",
        connection_id="shop",
        data=data,
    )


def _received(event: Event, chance: Random) -> Event:
    hours = chance.choice([1, 2, 5, 24, 24 * 3, 24 * 20, 24 * 60])
    return replace(
        event, received_at=event.occurred_at + timedelta(hours=hours, minutes=chance.randrange(60))
    )


def _plan(company: Company) -> PlanVersion:
    lines = tuple(_line(kpi_id, 2500) for kpi_id in TARGETS)
    return PlanVersion("pln_1", company.id, BEGINNING, lines, position="sales")


def _switched(company: Company, chance: Random) -> PlanVersion:
    """A new version in the middle of a month, published two to twenty days before."""
    on = date(2026, chance.randrange(1, 4), chance.randrange(2, 28))
    made = datetime.combine(on, time(), UTC) - timedelta(days=chance.randrange(2, 20))
    shares = chance.choice([(4000, 3000, 2000, 1000), (1000, 2000, 3000, 4000)])
    lines = tuple(_line(kpi_id, share) for kpi_id, share in zip(TARGETS, shares, strict=True))
    return PlanVersion("pln_2", company.id, on, lines, position="sales", created_at=made)


def _line(kpi_id: str, weight_bp: int) -> PlanLine:
    return PlanLine(kpi_id, weight_bp, CATALOGUE[kpi_id].curve, Fraction(TARGETS[kpi_id]))
