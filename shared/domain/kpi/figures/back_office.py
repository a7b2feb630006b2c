"""Back-office figures (后勤): orders handled on time, without a correction, and how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.fields import day, instant, text, whole
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

BY_CUSTOMER = "customer"
_STEPS = tuple(f"orderproc.{step}" for step in ("received", "ready", "completed", "corrected"))


def order_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Orders ready in time ÷ orders due in the window (订单按时处理率).

    `due_at` or `due_on` of `orderproc.received` says when; without them the company's workdays for an order do.
    Minutes spent waiting for the customer (`waiting_minutes` of `orderproc.ready`) do not count.
    """
    due = [each for each in _handled_by(facts, subject) if each.due_on(facts) in window]
    on_time = [each for each in due if each.in_time(facts)]
    events = ids_of(event for each in due for event in (each.received, each.ready) if event)
    return Sample(Fraction(len(on_time)), Fraction(len(due)), len(due), events)


def order_accuracy(facts: Facts, subject: str, window: Window) -> Sample:
    """Orders completed without a correction ÷ orders completed (订单准确率); customers' changes are no errors."""
    done = [each for each in _handled_by(facts, subject) if each.completed and each.completed.on in window]
    correct = [each for each in done if not each.errors(window.until_on)]
    completed = (each.completed for each in done if each.completed)
    events = ids_of(completed, (event for each in done for event in each.errors(window.until_on)))
    return Sample(Fraction(len(correct)), Fraction(len(done)), len(done), events)


def order_cycle_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """Working hours from received to ready (订单处理时长), of the orders that became ready in the window."""
    ready = [each for each in _handled_by(facts, subject) if each.ready and each.ready.on in window]
    timed = [(each, hours) for each in ready if (hours := each.hours(facts)) is not None]
    values = tuple(hours for _, hours in timed)
    events = ids_of(event for each, _ in timed for event in (each.received, each.ready) if event)
    return Sample(sum(values, ZERO), Fraction(len(values)), len(values), events, values)


@dataclass(frozen=True, slots=True)
class _Handling:
    """The steps of one order through the back office."""

    received: Event | None
    ready: Event | None
    completed: Event | None
    corrections: tuple[Event, ...]

    @property
    def people(self) -> frozenset[str]:
        """The processor: whoever is credited on making it ready, else on completing, else on receiving it."""
        steps = (step for step in (self.ready, self.completed, self.received) if step and step.credits)
        credited = next(steps, None)
        return frozenset(dict(credited.credits)) if credited else frozenset()

    def due_on(self, facts: Facts) -> date:
        if self.received is None:
            return date.max
        if due_at := instant(self.received, "due_at"):
            return due_at.astimezone(facts.settings.zone).date()
        if due_on := day(self.received, "due_on"):
            return due_on
        return facts.calendar.add(self.received.on, facts.settings.order_sla_workdays)

    def in_time(self, facts: Facts) -> bool:
        if self.received is None or self.ready is None:
            return False
        at = self.ready.occurred_at - timedelta(minutes=_waited(self.ready))
        if due_at := instant(self.received, "due_at"):
            return at <= due_at
        return at.astimezone(facts.settings.zone).date() <= self.due_on(facts)

    def hours(self, facts: Facts) -> Fraction | None:
        if self.received is None or self.ready is None:
            return None
        company = facts.settings
        begun, ended = self.received.occurred_at, self.ready.occurred_at
        worked = facts.calendar.working_hours(begun, ended, company.zone, company.opens_at, company.closes_at)
        return max(worked - Fraction(_waited(self.ready), 60), ZERO)

    def errors(self, known_before: date) -> list[Event]:
        return [
            each
            for each in self.corrections
            if each.on < known_before and each.data.get("error_class") != BY_CUSTOMER
        ]


def _handled_by(facts: Facts, subject: str) -> list[_Handling]:
    handled = facts.once(_handlings)
    return handled if subject == COMPANY else [each for each in handled if subject in each.people]


def _handlings(facts: Facts) -> list[_Handling]:
    steps: dict[str, dict[str, list[Event]]] = {}
    for event in facts.happened(*_STEPS):
        order = text(event, "order_ref") or event.entity_id
        steps.setdefault(order, {}).setdefault(event.type, []).append(event)
    return [
        _Handling(
            _first(each.get("orderproc.received", ())),
            _first(each.get("orderproc.ready", ())),
            _first(each.get("orderproc.completed", ())),
            tuple(each.get("orderproc.corrected", ())),
        )
        for each in steps.values()
    ]


def _first(events: Iterable[Event]) -> Event | None:
    return next(iter(events), None)


def _waited(ready: Event) -> int:
    return max(whole(ready, "waiting_minutes") or 0, 0)
