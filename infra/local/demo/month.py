"""The month under review (考核月), and the dates in it and before it that the demo company's records fall on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period

ZONE = ZoneInfo("Asia/Shanghai")
LOGGED_DAYS = 10
SALON, OPEN_DAY = 1, 6
"""On which of the logged days the month's two marketing events take place."""


@dataclass(frozen=True)
class ReviewMonth:
    """A closed month with its workdays; every date is local to the company."""

    period: Period
    workdays: tuple[date, ...]

    @classmethod
    def of(cls, key: str) -> "ReviewMonth":
        """Return the month that is written `YYYY-MM`."""
        period = Period.parse(key)
        calendar = calendar_of(Company("", ""))
        return cls(period, tuple(day for day in period.days() if calendar.is_workday(day)))

    @property
    def key(self) -> str:
        """The month as `YYYY-MM`."""
        return self.period.key

    @property
    def name(self) -> str:
        """The month as people say it, such as 3月."""
        return f"{self.period.first_on.month}月"

    @property
    def logged_days(self) -> tuple[date, ...]:
        """The ten working days whose work is logged: the last ones of the month."""
        return self.workdays[-LOGGED_DAYS:]

    @property
    def coming_quarter(self) -> str:
        """
        The quarter after the one in which the month is reviewed, as `YYYY-Qn`.

        >>> ReviewMonth.of("2026-03").coming_quarter, ReviewMonth.of("2026-09").coming_quarter
        ('2026-Q3', '2027-Q1')
        """
        reviewed_on = self.period.until_on
        years, quarters = divmod((reviewed_on.month - 1) // 3 + 1, 4)
        return f"{reviewed_on.year + years}-Q{quarters + 1}"

    @property
    def quarter_start(self) -> date:
        """The first of the last 90 days: whoever bought before is an existing customer."""
        return Window.rolling(90, self.period.until_on).first_on

    def workday(self, number: int) -> date:
        """Return a workday of the month by its number from 1, the last one beyond the end."""
        return self.workdays[min(number, len(self.workdays)) - 1]

    def day(self, offset: int) -> date:
        """Return the date `offset` days after the first of the month, before it if negative."""
        return self.period.first_on + timedelta(days=offset)


def at(day: date, clock: str) -> datetime:
    """Return the instant of a local time such as `09:30`."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)


def last_closed(now: datetime) -> str:
    """
    Return the last month that is over at `now`, as `YYYY-MM`.

    >>> from datetime import UTC
    >>> from itertools import islice
    >>> last_closed(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)), last_closed(datetime(2026, 3, 31, 16, tzinfo=UTC))
    ('2026-02', '2026-03')
    """
    return _before(now, 1).key


def months_around(now: datetime) -> Iterator[str]:
    """
    Yield months as `YYYY-MM`, the last one that is over first, then by distance from it, five years either way.

    >>> from datetime import UTC
    >>> from itertools import islice
    >>> from itertools import islice
    >>> list(islice(months_around(datetime(2026, 4, 1, tzinfo=UTC)), 4))
    ['2026-03', '2026-04', '2026-02', '2026-05']
    """
    for distance in range(60):
        yield _before(now, 1 + distance).key
        yield _before(now, -distance).key


def _before(now: datetime, months: int) -> Period:
    """Return the month so many months before that of `now`; a negative number leads ahead."""
    return Period.month_of(now.astimezone(ZONE).date()).earlier(months)
