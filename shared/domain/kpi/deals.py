"""Deals (商机) as their events tell them: first contact, outcome, last activity.

The newest of won, lost and reopened is a deal's state; of several records of one state the highest version
counts. A deal belongs to the period of the date on which it was closed, and to those credited on that event.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, aliases, by_version, in_course, survivor_of
from shared.domain.kpi.fields import text, texts
from shared.domain.kpi.windows import Timeline, Window

IDLE_DAYS = 90
"""An open deal without any record for more than these days counts as lost, once."""
_STATES = ("deal.won", "deal.lost", "deal.reopened", "deal.deleted")
_RECORDS = (
    *("deal.created", "deal.updated", "deal.owner_changed", "deal.stage_changed"),
    *_STATES,
)


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal; `outcome` is the event that closed it, None while it is open."""

    id: str
    outcome: Event | None
    contact: Event | None
    """The earliest record of the deal or of a lead linked to it."""
    records: tuple[Event, ...]

    @property
    def won(self) -> bool:
        """Whether the deal is closed and won."""
        return self.outcome is not None and self.outcome.type == "deal.won"

    @property
    def closed_on(self) -> date:
        """The date of the outcome. Ask only closed deals."""
        assert self.outcome is not None
        return self.outcome.on

    @property
    def days(self) -> int | None:
        """Local dates between first contact and outcome; negative if the records contradict each other."""
        return (self.closed_on - self.contact.on).days if self.outcome and self.contact else None

    def open_record(self, day: date) -> Event | None:
        """Return the deal's last record before `day` if it was known and not closed by then."""
        known = [record for record in self.records if record.on < day]
        closed = self.outcome is not None and self.closed_on < day
        return known[-1] if known and not closed else None

    def idle_since(self, window: Window) -> Event | None:
        """Return the last record of an open deal if the day on which it turns idle lies in `window`."""
        last = self.open_record(window.until_on)
        return last if last and last.on + timedelta(days=IDLE_DAYS + 1) in window else None


@dataclass(frozen=True, slots=True)
class Deals:
    """All deals of a company, and the closed ones by who is credited."""

    all: tuple[Deal, ...]
    _closed: dict[str, Timeline[Deal]]

    @classmethod
    def of(cls, facts: Facts) -> "Deals":
        """
        Tell the deals from the events. Deleted deals are gone, and merged ones are the one that survived.

        The survivor's own records tell its state; those that were merged into it only its first contact, unless it
        has none of its own.
        """
        survivor = facts.once(survivors)
        own, all_of_it = defaultdict(list), defaultdict(list)
        for event in facts.happened(*_RECORDS):
            key = survivor_of(event.entity_id, survivor)
            all_of_it[key].append(event)
            if key == event.entity_id:
                own[key].append(event)
        leads = _linked_leads(facts)
        told = [
            _deal(key, own.get(key) or _undeleted(records), _contacts(records, leads.get(key, [])))
            for key, records in all_of_it.items()
        ]
        deals = tuple(deal for deal in told if deal.outcome is None or deal.outcome.type != "deal.deleted")
        return cls(deals, _by_subject(deals))

    def closed(self, subject: str, window: Window) -> list[Deal]:
        """Return the deals closed in `window` that are credited to `subject`, oldest first."""
        timeline = self._closed.get(subject)
        return list(timeline.within(window)) if timeline else []


def survivors(facts: Facts) -> dict[str, str]:
    """Return what each merged deal became."""
    return aliases((each.entity_id, texts(each, "merged_ids")) for each in facts.every("deal.merged"))


def _deal(key: str, records: list[Event], contacts: list[Event]) -> Deal:
    newest = {each.type: each for each in sorted(records, key=by_version) if each.type in _STATES}
    numbered = all(each.version.isdecimal() for each in newest.values())
    state = max(newest.values(), key=_by_version_of_the_deal if numbered else in_course, default=None)
    return Deal(
        key,
        None if state is None or state.type == "deal.reopened" else state,
        min(contacts, key=lambda each: (each.on, each.occurred_at, each.id), default=None),
        tuple(records),
    )


def _by_version_of_the_deal(event: Event) -> tuple[tuple[int, int], datetime, str]:
    """Sort the states of one deal, all of whose events share its versions."""
    return by_version(event)[0][:2], event.occurred_at, event.id


def _undeleted(merged: list[Event]) -> list[Event]:
    """Return what was told of deals that a vendor deletes as it merges them."""
    return [each for each in merged if each.type != "deal.deleted"]


def _contacts(records: list[Event], leads: list[Event]) -> list[Event]:
    """Return the records of first contacts: leads, and how each of the deals in `records` was created."""
    created: dict[str, Event] = {}
    for each in sorted(records, key=by_version):
        if each.type == "deal.created":
            created[each.entity_id] = each
    return [*leads, *created.values()]


def _linked_leads(facts: Facts) -> dict[str, list[Event]]:
    """Return the `lead.created` events of each deal: linked by the lead, its conversion or the deal."""
    created = {each.entity_id: each for each in facts.newest("lead.created")}
    by_lead = (
        (text(each, "deal_ref"), each.entity_id)
        for each in (*created.values(), *facts.newest("lead.converted"))
    )
    by_deal = ((each.entity_id, text(each, "lead_ref")) for each in facts.newest("deal.created"))
    survivor = facts.once(survivors)
    found: dict[str, list[Event]] = defaultdict(list)
    for deal, lead in {*by_lead, *by_deal}:
        if deal is not None and lead in created:
            found[survivor_of(deal, survivor)].append(created[lead])
    return found


def _by_subject(deals: Iterable[Deal]) -> dict[str, Timeline[Deal]]:
    found = defaultdict(list)
    for deal in deals:
        if deal.outcome is not None:
            for subject in (COMPANY, *dict(deal.outcome.credits)):
                found[subject].append(deal)
    return {key: Timeline(each, lambda deal: deal.closed_on) for key, each in found.items()}
