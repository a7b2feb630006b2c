"""
Control totals (对账): what a source itself says that it has of a day, compared with what the store holds of it.

A type whose totals differ is not believed in the months concerned: what is computed from it is blocked, not zero.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.kpi.event_types import family_of
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import aliases, by_version, in_course, lifts, newest_versions, survivor_of
from shared.domain.kpi.fields import texts

CONTROL_TOTALS: Final = "control.totals"
"""The type under which a connection sends them; it is no business event."""
TOLERATED_PER_MILLE: Final = 5
"""How far both may lie apart, in thousandths of the source's total; exactly so much still passes."""
Key = tuple[str, date, str]
"""Connection, day and event type."""
TOMBSTONES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "activity.removed": ("activity.logged",),
        "customer.deleted": ("customer.upserted", "customer.owner_changed"),
        "deal.deleted": (
            "deal.created",
            "deal.updated",
            "deal.owner_changed",
            "deal.stage_changed",
            "deal.won",
            "deal.lost",
            "deal.reopened",
        ),
        "event.attendance_reverted": ("event.attended",),
        "survey.removed": ("survey.responded", "survey.revised"),
    }
)
"""Types that take back what was told about their entity, and what they take back; a higher version restores it."""


class DayAhead(DomainError):
    """A total is of a day that has not begun."""

    kind, code = "invalid", "control_total.day_ahead"
    zh = "{day} 还没有到，请填写今天或以前的日期。"
    en = "{day} has not begun yet. Give today or a day before."


class AnotherCurrency(DomainError):
    """The amount is not in the company's currency, which the store counts in."""

    kind, code = "invalid", "control_total.another_currency"
    zh = "对账金额请用公司币种 {home} 填写，不能用 {currency}。"
    en = "Give the amount in the company's currency {home}, not in {currency}."


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of events, and the sum of their amounts in minor units (None: nobody said)."""

    count: int
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """
    A total as somebody gave it: the connection itself, or a person (`by_id`) from the source's own report.

    `version` is the vendor's; of several the highest counts. `raw_ref` is where the delivery is kept.
    """

    tally: Tally
    at: datetime
    version: str = ""
    by_id: str = ""
    raw_ref: str = ""

    def is_newer_than(self, other: "Said") -> bool:
        """Whether this takes the place of `other` from the same source; numbers go before other versions."""
        return _version(self) > _version(other)


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """
    The source's total of one connection, day (in the company's zone) and event type.

    What a person typed stands in the place of what the connection sent, until it is withdrawn. `version` counts
    the changes of this record.
    """

    company_id: str
    connection_id: str
    day: date
    type: str
    sent: Said | None = None
    typed: Said | None = None
    version: int = 1

    @property
    def in_force(self) -> Said | None:
        """The total that counts; None once all was withdrawn."""
        return self.typed or self.sent

    @property
    def key(self) -> Key:
        """What it is a total of."""
        return self.connection_id, self.day, self.type

    def told(self, said: Said) -> "ControlTotal":
        """Return the record with what the connection sent; an older version changes nothing."""
        if self.sent is not None and not said.is_newer_than(self.sent):
            return self
        return replace(self, sent=said, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which the source's total of a type and the store's lie too far apart."""

    connection_id: str
    day: date
    type: str
    theirs: Tally
    ours: Tally


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How far a company's totals were compared: each month with its counter then, and the differences found."""

    months: tuple[tuple[str, int], ...] = ()
    differences: tuple[Difference, ...] = ()


def compare(totals: Iterable[ControlTotal], ours: Mapping[Key, Tally]) -> tuple[Difference, ...]:
    """Return the totals that differ from what the store holds, by day, type and connection."""
    found = []
    for total in totals:
        said, held = total.in_force, ours.get(total.key, Tally(0, 0))
        if said is not None and differs(said.tally, held):
            found.append(Difference(*total.key, theirs=said.tally, ours=held))
    return tuple(sorted(found, key=lambda each: (each.day, each.type, each.connection_id)))


def differs(theirs: Tally, ours: Tally) -> bool:
    """
    Return whether count or amount lie further apart than is tolerated.

    >>> differs(Tally(200), Tally(199)), differs(Tally(199), Tally(198)), differs(Tally(0), Tally(1))
    (False, True, True)
    """
    if _apart(theirs.count, ours.count):
        return True
    return theirs.amount_minor is not None and _apart(theirs.amount_minor, ours.amount_minor or 0)


def tallies(events: Iterable[Event]) -> dict[Key, Tally]:
    """
    Return what is held of each connection, day and type: the newest version of each entity, unless taken back.

    Each connection is counted by itself, so an order that two of them tell of counts for both.
    """
    found: dict[Key, Tally] = {}
    for event in standing(events):
        key = event.connection_id, event.on, event.type
        before = found.get(key, Tally(0, 0))
        amount = (before.amount_minor or 0) + (event.amount_minor or 0)
        found[key] = Tally(before.count + 1, amount)
    return found


def standing(events: Iterable[Event], *, whole_company: bool = False) -> list[Event]:
    """
    Return the newest version of each entity's events of a type and connection, without those taken back.

    Of the `whole_company` an entity is one whoever tells of it, as in the figures. What was merged is one entity. What
    a source deletes of the merged ones takes nothing back.
    """

    def source(event: Event) -> str:
        return "" if whole_company else event.connection_id

    told = sorted(events, key=by_version)
    merged = _merged(told, source)

    def aliased(event: Event) -> dict[str, str]:
        return merged.get((source(event), family_of(event.type)), {})

    def thing(event: Event) -> tuple[str, str, str]:
        return source(event), event.type, survivor_of(event.entity_id, aliased(event))

    gone: dict[Hashable, Event] = {}
    for event in told:
        if event.entity_id not in aliased(event):
            for taken in TOMBSTONES.get(event.type, ()):
                gone[source(event), taken, event.entity_id] = event
    newest = newest_versions(told, thing)
    return [event for key, event in newest.items() if key not in gone or lifts(event, gone[key])]


def _merged(events: Iterable[Event], source: Callable[[Event], str]) -> dict[tuple[str, str], dict[str, str]]:
    """Return what merged entities became, by source and family."""
    merges: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for event in sorted(events, key=in_course):
        if event.type in ("deal.merged", "customer.merged"):
            family = source(event), family_of(event.type)
            survivor = event.entity_id if family[1] == "deal" else event.customer or event.entity_id
            merges[family].append((survivor, texts(event, "merged_ids")))
    return {family: aliases(told) for family, told in merges.items()}


def _apart(theirs: int, ours: int) -> bool:
    return abs(ours - theirs) * 1000 > abs(theirs) * TOLERATED_PER_MILLE


def _version(said: Said) -> tuple[bool, int, str, datetime]:
    number = said.version.isdecimal()
    return number, int(said.version) if number else 0, said.version, said.at
