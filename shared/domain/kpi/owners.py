"""Who a customer belonged to, and when: the owner book (客户归属)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, in_course
from shared.domain.kpi.fields import text
from shared.domain.numbers import WHOLE_BP

Credits = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Owners:
    """
    Recorded owners by customer, oldest first.

    A record is `customer.upserted` or `customer.owner_changed` with its credits, or with a person id as `to`;
    `position` in its data limits it to one position, so that a customer may have a seller and a customer-success
    owner. `from` in the data of a change is the id of the person who owned the customer until then. A record that
    was deleted (`customer.deleted`) names nobody from then on; a later record of the same customer does again.
    """

    _records: dict[str, list[Event]]
    _deleted: dict[str, list[Event]]
    _customers: dict[str, frozenset[str]]

    @classmethod
    def of(cls, facts: Facts) -> "Owners":
        """Collect the owner records."""
        records = defaultdict(list)
        customers = defaultdict(set)
        for event in facts.happened("customer.upserted", "customer.owner_changed"):
            customer = facts.customer(event.customer or event.entity_id)
            if customer is None or not (_owners(event) or text(event, "from")):
                continue
            records[customer].append(event)
            for person in (*dict(_owners(event)), text(event, "from") or ""):
                customers[person].add(customer)
        deleted = defaultdict(list)
        for event in facts.every("customer.deleted"):
            deleted[event.entity_id].append(event)
        of_person = {person: frozenset(found) for person, found in customers.items()}
        return cls(dict(records), dict(deleted), of_person)

    def at(self, customer: str, day: date, position: str) -> Credits:
        """Return the owners as `day` begins, with their shares; nothing if none is recorded."""
        records = self._records.get(customer, [])
        for wanted in (position, None):
            fitting = [each for each in records if text(each, "position") == wanted]
            before = [each for each in fitting if each.on < day]
            if before:
                standing = [each for each in before if not self._is_gone(each, day)]
                return _owners(standing[-1]) if standing else ()
            if fitting and (before_that := text(fitting[0], "from")):
                return ((before_that, WHOLE_BP),)
        return ()

    def _is_gone(self, record: Event, day: date) -> bool:
        deleted = self._deleted.get(record.entity_id, ())
        return any(each.on < day and in_course(each) > in_course(record) for each in deleted)

    def ever_of(self, person: str) -> frozenset[str]:
        """Return the customers that were recorded as this person's at any time."""
        return self._customers.get(person, frozenset())


def _owners(event: Event) -> Credits:
    named = text(event, "to")
    return event.credits or (((named, WHOLE_BP),) if named else ())
