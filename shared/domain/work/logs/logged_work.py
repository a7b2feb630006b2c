"""Work as it is counted: logs of one day added up by activity, kind and customer.

Every report on who does what (shares, duty matrix, job description, a customer's history) is made from this and
never from the logs themselves, so that all of them show the same number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from shared.domain.work.logs.log import WorkLog, counted


@dataclass(frozen=True, slots=True)
class LoggedWork:
    """
    What one person logged on one day on one activity, in one kind of log, for one customer or none.

    `on` is a date in the company's zone, `minutes` the sum and `count` the number of the logs.
    """

    person_id: str
    on: date
    activity: str
    kind: str
    customer: str | None
    minutes: int
    count: int


def gathered(logs: Iterable[WorkLog], zone: tzinfo | None = None) -> tuple[LoggedWork, ...]:
    """
    Return the logs that are not deleted, added up, in order of person, day, activity, kind and customer.

    A log belongs whole to the day on which it began: the company's, or the day in `zone` if one is given.
    """
    sums: dict[tuple[str, date, str, str, str | None], tuple[int, int]] = {}
    for log in counted(logs):
        on = log.on if zone is None else log.started_at.astimezone(zone).date()
        key = (log.person_id, on, log.activity, str(log.kind), log.customer)
        minutes, count = sums.get(key, (0, 0))
        sums[key] = (minutes + log.minutes, count + 1)
    ordered = sorted(sums, key=lambda key: (*key[:4], key[4] or ""))
    return tuple(LoggedWork(*key, *sums[key]) for key in ordered)
