"""From when a switch of direction may hold: never without a day's notice, never in a month that is settled."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.domain.errors import DomainError
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.periods import Period


class SwitchTooEarly(DomainError):
    """A switch would hold before people had a day's notice."""

    kind, code = "invalid", "direction.too_early"
    zh = "切换最早从 {earliest} 起生效：提交满 24 小时后的第一个零点，请改日期。"
    en = "A switch takes effect on {earliest} at the earliest: the first midnight at least 24 hours from now."


class MonthSettled(DomainError):
    """A switch would begin in a month of which results have been declared."""

    kind, code = "invalid", "direction.month_settled"
    zh = "{month} 的结果已经进入申报，不能再更换方案；请选择之后的月份。"
    en = "Results of {month} have been declared, so its plans stay. Choose a later month."


def check_from(
    from_on: date, *, committed_at: datetime, zone: ZoneInfo, settled: Collection[str] = ()
) -> None:
    """
    Let the first local date of a switch pass; `settled` are the months (`YYYY-MM`) that have declarations.

    :raises SwitchTooEarly: if it is before the first midnight at least 24 hours after the commit.
    :raises MonthSettled: if its month, or a later one, is settled.
    """
    earliest = takes_effect_on(committed_at, zone)
    if from_on < earliest:
        raise SwitchTooEarly(pointer="/from", earliest=earliest.isoformat())
    closed = sorted(month for month in settled if month >= Period.month_of(from_on).key)
    if closed:
        raise MonthSettled(pointer="/from", month=closed[-1])
