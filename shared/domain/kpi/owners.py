"""Who a customer belonged to, and when: the owner book (客户归属)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import text
from shared.domain.numbers import WHOLE_BP

Credits = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Owners:
    """
    Recorded owners by customer, oldest first.

    A record is `customer.upserted` or `customer.owner_changed` with its credits, or with a person id as `to`;
    `position` in its data limits it to one position, so that a customer may have a seller and a customer-success
    owner. `from` in the data of a change is the id of the person who owned the customer until then.
    """

    _records: dict[str, list[Event]]
    _customers: dict[str, frozenset[str]]

    @classmethod
    def of(cls, facts: Facts) -> "Owners":
        """Collect the owner records."""
        records = defaultdict(list)
        customers = defaultdict(set)
        for event in facts.every("customer.upserted", "customer.owner_changed"):
            customer = facts.customer(event.customer or event.entity_id)
            if customer is None or not (_owners(event) or text(event, "from")):
                continue
            records[customer].append(event)
            for person in (*dict(_owners(event)), text(event, "from") or ""):
                customers[person].add(customer)
        return cls(dict(records), {person: frozenset(found) for person, found in customers.items()})

    def at(self, customer: str, day: date, position: str) -> Credits:
        """Return the owners as `day` begins, with their shares; nothing if none is recorded."""
        records = self._records.get(customer, [])
        for wanted in (position, None):
            fitting = [each for each in records if text(each, "position") == wanted]
            before = [each for each in fitting if each.on < day]
            if before:
                return _owners(before[-1])
            if fitting and (before_that := text(fitting[0], "from")):
                return ((before_that, WHOLE_BP),)
        return ()

    def ever_of(self, person: str) -> frozenset[str]:
        """Return the customers that were recorded as this person's at any time."""
        return self._customers.get(person, frozenset())


def _owners(event: Event) -> Credits:
    named = text(event, "to")
    return event.credits or (((named, WHOLE_BP),) if named else ())
