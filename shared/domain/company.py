"""A company and the settings that its numbers depend on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.errors import DomainError
from shared.domain.kpi.grades import DEFAULT_GRADES, Grade
from shared.domain.work.duties.own_catalogue import OwnCatalogue, WorkCatalogue, whole


class UnknownZone(DomainError):
    """The time zone is no name of the IANA database."""

    kind, code = "invalid", "company.unknown_zone"
    zh = "时区“{zone}”无法识别，请填写 Asia/Shanghai 这样的名称。"
    en = "The time zone “{zone}” is unknown. Write a name such as Asia/Shanghai."


@dataclass(frozen=True, slots=True)
class Company:
    """
    One company.

    `new_customer_lookback` and `repurchase_lookback` are days, `None` means ever. `score_cap` is in points.
    `extra_workdays` and `extra_holidays` are HR's corrections of the public calendar. `own` is what the company
    added to the catalogue of work. `grades` are its bands, best first.
    """

    id: str
    name: str
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    revenue_source: Literal["orders", "deals"] = "orders"
    new_customer_lookback: int | None = 365
    repurchase_lookback: int | None = 365
    score_cap: int = 110
    week_start: int = 1
    period_length: Literal["month"] = "month"
    extra_workdays: tuple[date, ...] = ()
    extra_holidays: tuple[date, ...] = ()
    created_at: datetime | None = None
    version: int = 1
    own: OwnCatalogue = field(default_factory=OwnCatalogue)
    grades: tuple[Grade, ...] = DEFAULT_GRADES

    @property
    def catalogue(self) -> WorkCatalogue:
        """The kinds of log, duties and positions that the company works with."""
        return whole(self.own)

    @property
    def tz(self) -> ZoneInfo:
        """The company's time zone; every `*_on` date of the company is a date there."""
        return zone_named(self.zone)


_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Files beside the zones whose meaning, or presence, is that of the machine."""


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of that name.

    :raises UnknownZone: if the IANA database has none.
    """
    try:
        if name in _NO_PLACES:
            raise UnknownZone(zone=name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(zone=name[:60]) from None


def spoken(at: datetime | None, company: Company) -> str:
    """Return an instant as people of the company read it: local date and time to the minute."""
    return f"{at.astimezone(company.tz):%Y-%m-%d %H:%M}" if at else ""
