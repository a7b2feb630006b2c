"""How complete the records of customers are (客户档案), as a period ends."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, in_course
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.samples import Sample, ids_of
from shared.domain.kpi.owners import Owners
from shared.domain.kpi.windows import Window

REQUIRED = (("name",), ("phone_e164", "email"))
"""What every record needs: one field of each group. The owner is needed too, or the record is nobody's."""
_RECORDS = ("customer.upserted", "customer.deleted")


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """What was recorded about one customer, oldest first."""

    customer: str
    events: tuple[Event, ...]

    def at(self, day: date) -> "CustomerRecord | None":
        """Return the record as `day` begins; None if there is none, or none any more."""
        newest = {each.entity_id: each for each in self.events if each.on < day}
        gone = {key for key, each in newest.items() if each.type == "customer.deleted"}
        known = tuple(each for each in self.events if each.on < day and each.entity_id not in gone)
        return CustomerRecord(self.customer, known) if known else None

    @property
    def is_complete(self) -> bool:
        """Whether it has all that is required. A field keeps its last value until an event sets it anew."""
        fields: dict[str, str | None] = {}
        for event in self.events:
            named = {key for group in REQUIRED for key in group if key in event.data}
            fields.update({key: text(event, key) for key in named})
        return all(any((fields.get(key) or "").strip() for key in group) for group in REQUIRED)


def crm_completeness(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Customers with a complete record ÷ customers owned, as the window ends (客户档案完整率).

    Owned are customers with a record whose recorded sales owner is the subject; a shared one is each owner's.
    """
    owners, until = facts.once(Owners.of), window.until_on
    records = [found for each in facts.once(_records) if (found := each.at(until)) is not None]
    owned = [
        each
        for each in records
        if subject == COMPANY or subject in dict(owners.at(each.customer, until, "sales"))
    ]
    complete = [each for each in owned if each.is_complete]
    return Sample(
        Fraction(len(complete)),
        Fraction(len(owned)),
        len(owned),
        ids_of(each.events[-1] for each in owned),
    )


def _records(facts: Facts) -> list[CustomerRecord]:
    found = defaultdict(list)
    for event in sorted(facts.every(*_RECORDS), key=in_course):
        if (customer := facts.customer(event.customer or event.entity_id)) is not None:
            found[customer].append(event)
    return [CustomerRecord(customer, tuple(events)) for customer, events in sorted(found.items())]
