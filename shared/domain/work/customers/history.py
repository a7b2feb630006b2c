"""Which events are about one customer, told once each and in the order in which they happened.

A customer is followed through merges, and through a name that only one customer carries, for people log names and
systems send ids. An event that does not say whose it is belongs to whom its deal, order, complaint or lead belongs.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from shared.domain.kpi.deals import Deals
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version
from shared.domain.kpi.fields import text

Thing = tuple[str, str]
"""Family (`deal`, `order`, …) and id of what an event is about."""
TOLD = (
    *("lead.created", "deal.created", "customer.upserted", "customer.owner_changed", "deal.owner_changed"),
    *("deal.reopened", "deal.won", "deal.lost", "order.paid", "order.refunded", "order.cancelled"),
    *("subscription.started", "subscription.renewed", "subscription.upgraded", "subscription.downgraded"),
    *("activity.logged", "survey.responded", "survey.revised"),
    *("complaint.opened", "complaint.resolved", "complaint.reopened", "subscription.churned"),
)
"""What a customer's history is made of; of events at one instant the earlier one here comes first."""
_RANKS = {event_type: place for place, event_type in enumerate(TOLD)}
_ONCE = frozenset(
    {
        *("lead.created", "deal.created", "order.paid", "order.cancelled", "complaint.opened"),
        *("subscription.started", "activity.logged", "survey.responded"),
    }
)
"""Facts that there are once of a thing: another one is a newer version."""
_STATES = frozenset(
    {
        *("deal.reopened", "deal.won", "deal.lost", "complaint.resolved", "complaint.reopened"),
        "subscription.churned",
    }
)
"""Facts that cannot follow upon themselves: the same again is a newer version."""
_ABOUT_THINGS = ("lead", "deal", "order", "complaint", "subscription", "activity", "survey")
_SUPPORT = ("lead.updated", "lead.converted", "deal.updated", "deal.stage_changed", "complaint.updated")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Under which names a customer goes."""

    _facts: Facts
    _ids: frozenset[str]
    _names: dict[str, frozenset[str]]

    @classmethod
    def of(cls, facts: Facts) -> "Aliases":
        """Collect the ids and names of all customers."""
        ids: set[str] = set()
        names = defaultdict(set)
        for event in facts.every("customer.upserted"):
            key = event.customer or event.entity_id
            ids.add(key)
            if (name := text(event, "name")) and (survivor := facts.customer(key)):
                names[name.strip()].add(survivor)
        return cls(facts, frozenset(ids), {name: frozenset(keys) for name, keys in names.items()})

    def meant(self, key: str | None) -> str | None:
        """Return the id of the customer that is meant: the survivor of merges, or the only one of that name."""
        if key is None:
            return None
        named = () if key in self._ids else self._names.get(key.strip(), ())
        return next(iter(named)) if len(named) == 1 else self._facts.customer(key)


@dataclass(frozen=True, slots=True)
class History:
    """The events of one customer in order; `complaints` holds all of each complaint, its updates among them."""

    events: tuple[Event, ...]
    complaints: dict[str, tuple[Event, ...]]

    @classmethod
    def of(cls, customer: str, facts: Facts, aliases: Aliases) -> "History":
        """Collect what is about `customer`, an id as `aliases` gives it. Merged and deleted deals are gone."""
        own = {thing for thing, whose in _owners(facts, aliases).items() if whose == customer}
        deals = {deal.id for deal in facts.once(Deals.of).all}
        removed = {_thing(each) for each in facts.every("activity.removed", "survey.removed")}
        told: defaultdict[Thing, list[Event]] = defaultdict(list)
        complaints: defaultdict[str, list[Event]] = defaultdict(list)
        for event in sorted(facts.every(*TOLD, "complaint.updated"), key=in_turn):
            thing = _thing(event)
            if (thing[0] == "deal" and thing[1] not in deals) or thing in removed:
                continue
            if not (thing in own or _customer(event, aliases) == customer):
                continue
            if thing[0] == "complaint":
                complaints[thing[1]].append(event)
            if event.type in _RANKS:
                _tell(event, told[thing])
        events = sorted((event for each in told.values() for event in each), key=in_turn)
        return cls(tuple(events), {key: tuple(each) for key, each in complaints.items()})


def in_turn(event: Event) -> tuple[datetime, int, str]:
    """Return the key that sorts events as they happened; some systems know dates only, so causes come first."""
    return event.occurred_at, _RANKS.get(event.type, len(_RANKS)), event.id


def _owners(facts: Facts, aliases: Aliases) -> dict[Thing, str]:
    """Return whose each thing is: the customer that its newest event names, or for a lead that of its deal."""
    found: dict[Thing, str] = {}
    deal_of: dict[Thing, str] = {}
    for event in facts.every(*(each for each in (*TOLD, *_SUPPORT) if each.split(".")[0] in _ABOUT_THINGS)):
        thing = _thing(event)
        if (customer := aliases.meant(event.customer)) is not None:
            found[thing] = customer
        if thing[0] == "lead" and (deal := text(event, "deal_ref")):
            deal_of[thing] = deal
        if thing[0] == "deal" and (lead := text(event, "lead_ref")):
            deal_of["lead", lead] = event.entity_id
    linked = {lead: found["deal", deal] for lead, deal in deal_of.items() if ("deal", deal) in found}
    return {**linked, **found}


def _thing(event: Event) -> Thing:
    family = event.type.split(".")[0]
    return family, (text(event, "order_ref") if family == "order" else None) or event.entity_id


def _customer(event: Event, aliases: Aliases) -> str | None:
    if event.type.startswith("customer."):
        return aliases.meant(event.customer or event.entity_id)
    return None


def _tell(event: Event, told: list[Event]) -> None:
    """Add an event about a thing to those told, or put it in the place of an older version."""
    last = len(told) - 1
    for place, earlier in enumerate(told):
        is_same = event.type in _ONCE or (event.type in _STATES and place == last)
        if is_same and earlier.type == event.type:
            told[place] = max(earlier, event, key=by_version)
            return
    told.append(event)
