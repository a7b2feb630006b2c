"""How the working time of a person, of a position or of the company is shared out: one answer for page and file."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, tzinfo

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.people import AccessRole, Person
from shared.domain.work.duties.distribution import (
    By,
    Coverage,
    Distribution,
    coverage,
    distribute,
    logged_days,
)
from shared.domain.work.duties.matrix import ENOUGH_DAYS
from shared.domain.work.logs.logged_work import LoggedWork
from shared.usecases.work.read_work import Span, who_counts, work_between


@dataclass(frozen=True, slots=True)
class WorkReport:
    """
    The distribution over a span, and the one over as long a time before it.

    `coverage` counts the workdays on which anybody of these people logged, `person_days` those of each of them
    (logged, due) since they joined and while they held the position asked for, and `work` is what was added up. It
    is `provisional` (暂定) with fewer than ten logged days.
    """

    people: tuple[Person, ...]
    span: Span
    by: By
    now: Distribution
    before: Distribution
    coverage: Coverage
    person_days: tuple[int, int]
    work: tuple[LoggedWork, ...]

    @property
    def provisional(self) -> bool:
        """Whether too few days are logged to conclude anything."""
        return len(logged_days(self.work)) < ENOUGH_DAYS

    def change_bp(self, key: str) -> int | None:
        """Return by how many basis points a share grew; `None` if nothing was logged in one of the two times."""
        if not (self.now.lines and self.before.lines):
            return None
        shares = [
            next((line.bp for line in each.lines if line.key == key), 0) for each in (self.now, self.before)
        ]
        return shares[0] - shares[1]


def read_distribution(
    *,
    company: Company,
    seen: Sequence[Person],
    span: Span,
    person_id: str | None = None,
    position: str | None = None,
    by: By = "activity",
    zone: tzinfo | None = None,
) -> WorkReport:
    """
    Return the report about those of the `seen` people who are asked for.

    Of a position counts what its holders logged on days on which they held it. Somebody who left counts as long as
    they logged something then, and is due nothing.

    :raises NotFound: if the person asked for is not among those seen.
    """
    chosen = tuple(each for each in seen if person_id in (None, each.id))
    if person_id is not None and not chosen:
        raise NotFound()
    both = Span(span.before().first_on, span.until_on)
    work = work_between(company, [each.id for each in chosen], both, zone)
    if position is not None:
        work = _held(work, chosen, position)
        chosen = tuple(each for each in chosen if _holds(each, position, span))
    now = [each for each in work if each.on >= span.first_on]
    chosen = who_counts(chosen, now)
    workdays = [day for day in span.days() if calendar_of(company).is_workday(day)]
    return WorkReport(
        people=chosen,
        span=span,
        by=by,
        now=distribute(now, by),
        before=distribute((each for each in work if each.on < span.first_on), by),
        coverage=coverage(now, workdays),
        person_days=_person_days(now, _due(chosen, position, workdays)),
        work=tuple(now),
    )


def _held(work: Sequence[LoggedWork], people: Sequence[Person], position: str) -> list[LoggedWork]:
    by_id = {each.id: each for each in people}
    return [each for each in work if position in by_id[each.person_id].positions_on(each.on)]


def _holds(person: Person, position: str, span: Span) -> bool:
    return any(position in person.positions_on(day) for day in span.days())


def _due(people: Sequence[Person], position: str | None, workdays: Sequence[date]) -> set[tuple[str, date]]:
    """The workdays of each person on which a log of theirs could be in the report."""
    return {
        (person.id, day)
        for person in people
        for day in workdays
        if person.is_active
        and person.access_role is not AccessRole.AUDITOR  # who logs nothing
        and (person.joined_on is None or person.joined_on <= day)
        and (position is None or position in person.positions_on(day))
    }


def _person_days(work: Sequence[LoggedWork], due: AbstractSet[tuple[str, date]]) -> tuple[int, int]:
    return len(due & {(each.person_id, each.on) for each in work}), len(due)
