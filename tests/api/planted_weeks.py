"""Weeks of business as a CRM and a shop deliver them, with a change of direction planted in them, or without one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.api.companies import Connection, House, an_order

NEWEST_MONDAY = date(2026, 3, 23)
"""The first day of the newest whole week while the clock stands on Wednesday, 1 April 2026."""
VISITS = (4, 4, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 10)
REVENUE = (
    9_990, 10_020, 10_000, 9_980, 10_010, 10_000, 9_990, 10_010, 10_000, 10_020, 9_990, 10_000, 10_010, 9_980,
    10_000, 10_010,
)  # fmt: skip
TRAFFIC = (300, 240, 200, 200, 240, 220, 380, 520, 540, 560, 680, 680, 800, 740, 860, 1000)
ONLINE = tuple(each // 50 for each in TRAFFIC)
FLAT = (7, 5, 8, 6, 7, 6, 8, 5, 7, 6, 5, 8, 6, 7, 5, 7)


@dataclass(frozen=True)
class Weeks:
    """What whole weeks in a row held, oldest first, up to the one that begins on `newest_on`."""

    visits: Sequence[int] = VISITS
    revenue: Sequence[int] = REVENUE
    traffic: Sequence[int] = TRAFFIC
    online: Sequence[int] = ONLINE
    newest_on: date = NEWEST_MONDAY

    def newest(self, weeks: int) -> "Weeks":
        """Return the newest of these weeks alone."""
        every = (self.visits, self.revenue, self.traffic, self.online)
        return Weeks(*(each[-weeks:] for each in every), newest_on=self.newest_on)

    def before(self, weeks: int) -> "Weeks":
        """Return these weeks without the newest ones."""
        every = (self.visits, self.revenue, self.traffic, self.online)
        earlier = self.newest_on - timedelta(weeks=weeks)
        return Weeks(*(each[:-weeks] for each in every), newest_on=earlier)

    def events(self, by: str, mark: str = "") -> list[dict[str, Any]]:
        """Return the deliveries that tell of these weeks, credited to one person."""
        return [
            *(each for monday, many in self._dated(self.visits) for each in _visits(monday, many, by, mark)),
            *(
                _order(f"{mark}f-{monday}", monday, f"{yuan}.00", by)
                for monday, yuan in self._dated(self.revenue)
            ),
            *(_store_day(monday, many, by, mark) for monday, many in self._dated(self.traffic)),
            *(each for monday, many in self._dated(self.online) for each in _online(monday, many, by, mark)),
        ]

    def _dated(self, values: Sequence[int]) -> Iterator[tuple[date, int]]:
        first = self.newest_on - timedelta(weeks=len(values) - 1)
        for number, value in enumerate(values):
            yield first + timedelta(weeks=number), value


PLANTED = Weeks()
"""Visits grow while revenue stands; online traffic and online orders grow together."""
THE_WEEK_AFTER = Weeks((10,), (10_000,), (1100,), (22,), newest_on=NEWEST_MONDAY + timedelta(weeks=1))
"""The same goes on for a week."""
NOISE = Weeks(visits=FLAT, traffic=tuple(each * 60 for each in FLAT[::-1]), online=FLAT[3:] + FLAT[:3])
"""The same business, and no direction in it."""


def tell(house: House, weeks: Weeks, *, by: str = "李婷", mark: str = "") -> Connection:
    """Deliver weeks to a company through the public webhook and wait until they are consumed."""
    connection = house.connect()
    events = weeks.events(by, mark)
    for first in range(0, len(events), 100):
        reply = connection.deliver(events[first : first + 100])
        assert reply.status == 200, reply.raw
    house.settle()
    return connection


def _at(monday: date, number: int) -> str:
    return f"{monday + timedelta(days=number % 5)}T{10 + number % 7}:00:00+08:00"


def _visits(monday: date, many: int, by: str, mark: str) -> Iterator[dict[str, Any]]:
    for number in range(many):
        yield {
            "type": "activity.logged",
            "timestamp": _at(monday, number),
            "data": {
                "id": f"{mark}v-{monday}-{number}",
                "kind": "visit",
                "owner": by,
                "customer_ref": {"vendor_id": f"{mark}visited-{number}"},
                "duration_s": 1800,
                "evidence": ["geo"],
            },
        }


def _order(entity: str, monday: date, amount: str, by: str, **more: Any) -> dict[str, Any]:
    return an_order(entity, amount, owner=by, timestamp=f"{monday}T11:00:00+08:00", **more)


def _online(monday: date, many: int, by: str, mark: str) -> Iterator[dict[str, Any]]:
    for number in range(many):
        yield _order(f"{mark}o-{monday}-{number}", monday, "0.10", by, channel="online", store_ref="shop")


def _store_day(monday: date, visitors: int, by: str, mark: str) -> dict[str, Any]:
    return {
        "type": "traffic.daily",
        "timestamp": f"{monday}T23:30:00+08:00",
        "data": {
            "id": f"{mark}shop-{monday}",
            "date": monday.isoformat(),
            "content": "store",
            "store_ref": "shop",
            "visitors": visitors,
            "owner": by,
        },
    }
