"""Following up customers (客户回访): how many of those that somebody looks after were contacted."""

from collections import defaultdict
from fractions import Fraction

from shared.domain.kpi.customers import Customers
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.caretakers import cares_for
from shared.domain.kpi.figures.samples import Refused, Sample, ids_of
from shared.domain.kpi.figures.visits import removed_activities
from shared.domain.kpi.windows import Window

CONTACTS = ("visit", "call")
OUTCOME = ("outcome", "note")


def revisit_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Active customers contacted in the window ÷ active customers (客户回访率), both of those owned as it begins.

    A contact is a visit or a call of the owner that says what came of it, in `outcome` or `note`.
    """
    book = facts.once(Customers.of)
    start, end = window.first_on, window.until_on
    active = [
        each for each in book.all if book.active(each, start, end) and cares_for(facts, subject, each, start)
    ]
    contacts, excluded = _contacts(facts, subject, window)
    contacted = [each for each in active if each in contacts]
    events = ids_of(
        (event for each in contacted for event in contacts[each]),
        (event for each in active for event in book.evidence(each, window)),
    )
    return Sample(Fraction(len(contacted)), Fraction(len(active)), len(active), events, excluded=excluded)


def _contacts(facts: Facts, subject: str, window: Window) -> tuple[dict[str, list[Event]], Refused]:
    removed = facts.once(removed_activities)
    found: dict[str, list[Event]] = defaultdict(list)
    excluded: list[tuple[str, str]] = []
    for each in facts.within("activity.logged", subject, window):
        customer = facts.customer(each.customer)
        if each.data.get("kind") not in CONTACTS or each.id in removed or customer is None:
            continue
        if text(each, "review") == "exclude":
            excluded.append((each.id, "activity.excluded"))
        elif not any((text(each, field) or "").strip() for field in OUTCOME):
            excluded.append((each.id, "activity.no_outcome"))
        else:
            found[customer].append(each)
    return found, tuple(excluded)
