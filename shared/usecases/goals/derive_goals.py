"""What a revenue goal asks of marketing and customer success (漏斗): proposals with their inputs, or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Final, Literal

from shared.domain.company import Company
from shared.domain.goals.checks import measured_by
from shared.domain.goals.funnel import TooFewCustomers, leads_needed, retention_needed
from shared.domain.goals.goal import Goal
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.measured import Measure
from shared.domain.kpi.measures import MEASURES, measured
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts, history_start

CLOSED_MONTHS: Final = 3
LEADS: Final = "mkt.valid_leads"
RETENTION: Final = "cs.retention_rate"
ZERO = Fraction(0)
InputName = Literal["average_order", "lead_to_order_rate", "existing_share", "orders_each", "customers"]

_OF_RETENTION: Final[tuple[InputName, ...]] = ("average_order", "existing_share", "orders_each", "customers")


@dataclass(frozen=True, slots=True)
class FunnelInput:
    """A figure of the company over the closed months [first_on, until_on), None where nothing tells it."""

    name: InputName
    value: Fraction | None
    n: int
    first_on: date
    until_on: date
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class DerivedGoal:
    """
    A goal that follows from another, by the inputs that it is named with; None where it cannot be told.

    `missing` are the inputs that nobody knows, `too_few` that even all customers together are not enough.
    """

    kpi_id: str
    target: Fraction | None
    inputs: tuple[FunnelInput, ...]
    missing: tuple[InputName, ...] = ()
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """What follows from a goal; `applies` is False where it is no goal of revenue."""

    applies: bool
    derived: tuple[DerivedGoal, ...] = field(default=())


def derive_goals(*, goal: Goal, company: Company, at: datetime) -> Funnel:
    """
    Return the valid leads and the retention that a revenue goal takes, by the company's last three closed months.

    Leads bring all of the revenue, existing customers the share that they had. Customers are those who ordered in
    these months, and each is taken to order as often in the goal's months. Nothing is proposed while an input is
    unknown.
    """
    if measured_by(goal.kpi_id) != "sales.revenue":
        return Funnel(False)
    running = Period.month_of(at.astimezone(company.tz).date())
    window = Window.between(running.earlier(CLOSED_MONTHS).first_on, running.first_on)
    since = history_start(company, running.earlier(CLOSED_MONTHS))
    inputs = _inputs(gather_facts(company, since=since, at=at), window, len(goal.months))
    return Funnel(True, (_leads(goal, inputs), _retention(goal, inputs)))


def _inputs(facts: Facts, window: Window, months: int) -> dict[InputName, FunnelInput]:
    bought = [each.order.customer for each in facts.once(Ledger.of).orders(COMPANY, window)]
    customers = len({each for each in bought if each is not None})
    named = sum(1 for each in bought if each is not None)
    new = _measure("new_customer_share", facts, window)
    often = Fraction(named * months, customers * CLOSED_MONTHS) if customers else None
    span = (window.first_on, window.until_on)
    return {
        "average_order": _measured("average_order", "avg_order_value", facts, window),
        "lead_to_order_rate": _measured("lead_to_order_rate", "lead_to_order_rate", facts, window),
        "existing_share": FunnelInput(
            "existing_share", None if new.value is None else 1 - new.value, new.n, *span
        ),
        "orders_each": FunnelInput(
            "orders_each", often, named, *span, Fraction(named * months, CLOSED_MONTHS), Fraction(customers)
        ),
        "customers": FunnelInput("customers", Fraction(customers) or None, customers, *span),
    }


def _measure(measure_id: str, facts: Facts, window: Window) -> Measure:
    definition = MEASURES[measure_id]
    return measured(definition, definition.take(facts, COMPANY, window))


def _measured(name: InputName, measure_id: str, facts: Facts, window: Window) -> FunnelInput:
    found = _measure(measure_id, facts, window)
    span = (window.first_on, window.until_on)
    return FunnelInput(name, found.value, found.n, *span, found.numerator, found.denominator)


def _leads(goal: Goal, inputs: Mapping[InputName, FunnelInput]) -> DerivedGoal:
    used = [inputs["average_order"], inputs["lead_to_order_rate"]]
    if missing := _unknown(used):
        return DerivedGoal(LEADS, None, tuple(used), missing)
    average, rate = (each.value or ZERO for each in used)
    return DerivedGoal(LEADS, Fraction(leads_needed(goal.target, average, rate)), tuple(used))


def _retention(goal: Goal, inputs: Mapping[InputName, FunnelInput]) -> DerivedGoal:
    used = [inputs[each] for each in _OF_RETENTION]
    if missing := _unknown(used):
        return DerivedGoal(RETENTION, None, tuple(used), missing)
    average, share, often, customers = (each.value or ZERO for each in used)
    try:
        target = retention_needed(goal.target * share, average, often, int(customers))
    except TooFewCustomers:
        return DerivedGoal(RETENTION, None, tuple(used), too_few=True)
    return DerivedGoal(RETENTION, target, tuple(used))


def _unknown(inputs: Iterable[FunnelInput]) -> tuple[InputName, ...]:
    """Return what a goal cannot be made of: a figure that nobody knows, or one of nothing."""
    return tuple(each.name for each in inputs if each.value is None or each.value <= 0)
