"""Read what people did: their logs of a span of dates, shares of working time, and the duty matrix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, keep, load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.people import Member, Person, may_see
from shared.domain.periods import Period
from shared.domain.work.logs.logged_work import LoggedWork, gathered
from shared.domain.work.logs.month_of_work import MonthOfWork, month_of

LONGEST_SPAN = timedelta(days=366)
ZONES_APART = 2
"""Days by which the dates of one instant differ at most: the zones of the world are up to 26 hours apart."""


class SpanUnusable(DomainError):
    """The dates are the wrong way round, or too far apart."""

    kind, code = "invalid", "dates.span_unusable"
    zh = "日期范围无效：结束日期须晚于开始日期，且不超过 366 天。"
    en = "The dates do not make a span: `to` must lie after `from`, by 366 days at most."


@dataclass(frozen=True, slots=True)
class Span:
    """Dates from `first_on` up to, not including, `until_on`."""

    first_on: date
    until_on: date

    @classmethod
    def of(cls, first_on: date, until_on: date) -> "Span":
        """Return the span.

        :raises SpanUnusable: if it is empty or longer than 366 days.
        """
        if not first_on < until_on <= first_on + LONGEST_SPAN:
            raise SpanUnusable(pointer="/to")
        return cls(first_on, until_on)

    def around(self, days: int) -> "Span":
        """Return the span with so many days more at either end."""
        return Span(self.first_on - timedelta(days=days), self.until_on + timedelta(days=days))

    def before(self) -> "Span":
        """Return the span of the same length that ends where this one begins; whole months give whole months."""
        if self.first_on.day == self.until_on.day == 1:
            first_on = self.first_on
            for _ in self.months():
                first_on = (first_on - timedelta(days=1)).replace(day=1)
            return Span(first_on, self.first_on)
        return Span(self.first_on - (self.until_on - self.first_on), self.first_on)

    def days(self) -> list[date]:
        """Return the dates of the span."""
        return [self.first_on + timedelta(days=n) for n in range((self.until_on - self.first_on).days)]

    def months(self) -> list[str]:
        """Return the calendar months that the span touches, as `YYYY-MM`."""
        found, day = [], self.first_on
        while day < self.until_on:
            month = Period.month_of(day)
            found.append(month.key)
            day = month.until_on
        return found


def seen_people(company_id: str, viewer: Member) -> list[Person]:
    """Return the people whom the viewer sees, by id; those who left too, because what they did was done."""
    return [each for each in every(refs.people(company_id)) if may_see(viewer, each)]


def who_counts(people: Iterable[Person], work: Iterable[LoggedWork]) -> tuple[Person, ...]:
    """Return those of the people who have a seat, and those who left but worked then."""
    worked = {each.person_id for each in work}
    return tuple(each for each in people if each.is_active or each.id in worked)


def work_between(
    company: Company, people: Iterable[str], span: Span, zone: tzinfo | None = None
) -> list[LoggedWork]:
    """
    Return the work that these people began within the span, by person and day, each activity by its duty's id.

    Months that did not change since they were last read are taken as they were added up then: one batch read for
    everybody. With a `zone`, days are days there, and the logs themselves are read.
    """
    if zone is not None:
        found: Iterable[LoggedWork] = _in_zone(company.id, people, span, zone)
    else:
        months = months_of_work(company.id, people, span.months())
        found = (each for month in months for each in month.work)
    meant = company.catalogue.meant
    return [
        each if (duty := meant(each.activity)) == each.activity else replace(each, activity=duty)
        for each in found
        if span.first_on <= each.on < span.until_on
    ]


def months_of_work(company_id: str, people: Iterable[str], months: Sequence[str]) -> list[MonthOfWork]:
    """Return what each person's logs add up to in each of the months, by person; months without any are left out."""
    wanted = [(person_id, month) for person_id in people for month in months]
    seats = {person_id: refs.member(company_id, person_id) for person_id, _ in wanted}
    kept = {each: refs.month_work(company_id, each[1]).at(each[0]) for each in wanted}
    loaded = load([*seats.values(), *kept.values()])
    found, anew = [], []
    for person_id, month in wanted:
        seat, whole = loaded.find(seats[person_id]), loaded.derived(kept[person_id, month])
        seq = seat.log_months.seq_of(month) if seat else None
        if seq == 0:
            continue
        if whole is None or not whole.holds(seq):
            logs = list(every(refs.work_logs(company_id, person_id, month)))
            whole = month_of(person_id, month, seq or 0, logs)
            anew += [(kept[person_id, month], whole)] if seq else []
        found.append(whole)
    keep(anew)
    return [each for each in found if each.work]


def _in_zone(company_id: str, people: Iterable[str], span: Span, zone: tzinfo) -> tuple[LoggedWork, ...]:
    """A log lies in the month of the company's day."""
    around = span.around(ZONES_APART)
    logs = (
        log
        for person_id in people
        for month in around.months()
        for log in every(refs.work_logs(company_id, person_id, month))
    )
    return gathered(logs, zone)
