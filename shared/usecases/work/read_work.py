"""Read what people did: their logs of a span of dates, shares of working time, and the duty matrix."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.errors import DomainError
from shared.domain.people import Member, Person, may_see
from shared.domain.periods import Period
from shared.domain.work.logs import WorkLog, counted

LONGEST_SPAN = timedelta(days=366)


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

    def months(self) -> list[str]:
        """Return the calendar months that the span touches, as `YYYY-MM`."""
        found, day = [], self.first_on
        while day < self.until_on:
            month = Period.month_of(day)
            found.append(month.key)
            day = month.until_on
        return found


def seen_people(company_id: str, viewer: Member) -> list[Person]:
    """Return the active people whom the viewer sees, by id."""
    return [each for each in every(refs.people(company_id)) if each.is_active and may_see(viewer, each)]


def logs_between(company_id: str, people: Iterable[str], span: Span) -> list[WorkLog]:
    """Return the logs that count, of these people, that began within the span."""
    return [
        log
        for person_id in people
        for month in span.months()
        for log in counted(every(refs.work_logs(company_id, person_id, month)))
        if span.first_on <= log.on < span.until_on
    ]
