"""Service tickets (工单): how long until the first reply, and until they are closed, in hours on the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import instant, text
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

OPENED, REPLIED, CLOSED = "ticket.opened", "ticket.first_response", "ticket.closed"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The newest records of one ticket."""

    opened: Event | None
    replied: Event | None
    closed: Event | None

    @property
    def opened_at(self) -> datetime | None:
        """When it was opened: by the record of that, else as a later record says in `opened_at`."""
        if self.opened is not None:
            return self.opened.occurred_at
        said = (instant(each, "opened_at") for each in (self.replied, self.closed) if each is not None)
        return next((each for each in said if each is not None), None)

    @property
    def records(self) -> list[Event]:
        """Its records, the last step first."""
        return [each for each in (self.closed, self.replied, self.opened) if each is not None]


def first_response_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Hours from opening a ticket to its first reply (首次响应时长), of the tickets opened in the window.

    A ticket that was closed without a reply was answered by that; one that nobody answered by the end of the window
    counts with its age there. It is of the agent who replied, else of the one it was opened for.
    """
    if not facts.delivers(REPLIED):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    end = datetime.combine(window.until_on, time(), tzinfo=facts.settings.zone).astimezone(UTC)
    timed: list[_Timed] = []
    for ticket in facts.once(_tickets):
        opened_at = ticket.opened_at
        if opened_at is None or opened_at.astimezone(facts.settings.zone).date() not in window:
            continue
        answers = [
            each for each in (ticket.replied, ticket.closed) if each is not None and each.occurred_at < end
        ]
        answer = min(answers, key=lambda each: each.occurred_at, default=None)
        records = [each for each in (answer, ticket.opened) if each is not None]
        if _part(subject, records):
            timed.append(_Timed(opened_at, answer.occurred_at if answer is not None else end, records))
    return _durations(timed, "ticket.answered_before_opened")


def resolution_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Hours from opening a ticket to closing it (问题解决时长), of the tickets closed in the window.

    One that was opened again counts with its last closing. It is of the agent who closed it, else of who replied, else
    of the one it was opened for. Without a record of its opening a ticket is left out.
    """
    timed: list[_Timed] = []
    unopened: list[tuple[str, str]] = []
    for ticket in facts.once(_tickets):
        closed = ticket.closed
        if closed is None or closed.on not in window or not _part(subject, ticket.records):
            continue
        if ticket.opened_at is None:
            unopened.append((closed.id, "ticket.not_opened"))
        else:
            timed.append(_Timed(ticket.opened_at, closed.occurred_at, ticket.records))
    return _durations(timed, "ticket.closed_before_opened", unopened)


@dataclass(frozen=True, slots=True)
class _Timed:
    begun: datetime
    ended: datetime
    records: list[Event]

    @property
    def hours(self) -> Fraction:
        return Fraction((self.ended - self.begun) // timedelta(microseconds=1), 3_600_000_000)


def _durations(timed: list[_Timed], impossible: str, excluded: Iterable[tuple[str, str]] = ()) -> Sample:
    """Return the durations; one that ended before it began is a mistake in the records and is left out."""
    sound = [each for each in timed if each.ended >= each.begun]
    mistakes = [(each.records[0].id, impossible) for each in timed if each.ended < each.begun]
    values = tuple(each.hours for each in sound)
    return Sample(
        sum(values, ZERO),
        Fraction(len(values)),
        len(values),
        ids_of(event for each in sound for event in each.records),
        values,
        excluded=tuple(sorted((*excluded, *mistakes))),
    )


def _tickets(facts: Facts) -> list[Ticket]:
    steps: dict[str, dict[str, Event]] = {}
    for each in (OPENED, REPLIED, CLOSED):
        for event in facts.newest(each):
            steps.setdefault(text(event, "ticket_ref") or event.entity_id, {})[each] = event
    return [Ticket(each.get(OPENED), each.get(REPLIED), each.get(CLOSED)) for each in steps.values()]


def _part(subject: str, records: list[Event]) -> Fraction:
    """Return the part of `subject` in a ticket: the assignee has all of it, else those credited on the record."""
    if subject == COMPANY:
        return Fraction(1)
    for each in records:
        if (assignee := text(each, "assignee_employee_id")) is not None:
            return Fraction(assignee == subject)
        if each.credits:
            return share_of(each, subject)
    return ZERO
