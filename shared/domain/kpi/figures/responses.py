"""How fast leads are answered (线索首次响应), in working hours."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, in_order, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.figures.visits import removed_activities
from shared.domain.kpi.windows import Window

CONTACTS = ("call", "message")
INBOUND = ("inbound", "incoming", "in")
AUTOMATIC = ("auto", "automatic", "auto_reply")
"""Fields that say, when true, that nobody answered but a machine."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Calls and messages to leads and customers, oldest first."""

    to_lead: Mapping[str, list[Event]]
    to_customer: Mapping[str, list[Event]]
    customer_of: Mapping[str, str]
    """The customer that a lead is about."""

    @classmethod
    def of(cls, facts: Facts) -> "Contacts":
        """Collect what somebody of the company did; what came in and automatic replies are no contact."""
        to_lead, to_customer = defaultdict(list), defaultdict(list)
        removed = facts.once(removed_activities)
        for event in facts.newest("activity.logged"):
            if event.id in removed or not _is_contact(event):
                continue
            if lead := text(event, "lead_ref"):
                to_lead[lead].append(event)
            if customer := facts.customer(event.customer):
                to_customer[customer].append(event)
        customer_of = {}
        for event in (*facts.newest("lead.created"), *facts.newest("lead.assigned")):
            if customer := facts.customer(event.customer):
                customer_of[event.entity_id] = customer
        return cls(dict(to_lead), dict(to_customer), customer_of)

    def first(self, assigned: Event, window: Window) -> Event | None:
        """Return the first contact with a lead from its assignment to the end of the window."""
        customer = self.customer_of.get(assigned.entity_id, "")
        known = [*self.to_lead.get(assigned.entity_id, ()), *self.to_customer.get(customer, ())]
        later = (
            each for each in known if each.occurred_at >= assigned.occurred_at and each.on < window.until_on
        )
        return min(later, key=in_order, default=None)


def lead_response_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Working hours from the assignment of a lead to the first call or message to it (线索首次响应时长).

    Of the leads assigned in the window; one that nobody answered counts up to the window's end. A contact names the
    lead, or its customer, and may be anybody's.
    """
    if not facts.delivers("activity.logged"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    contacts, company = facts.once(Contacts.of), facts.settings
    end = datetime.combine(window.until_on, time(), tzinfo=company.zone).astimezone(UTC)
    leads = [
        each for each in facts.within("lead.assigned", COMPANY, window) if _is_assigned_to(each, subject)
    ]
    answers = {each.id: contacts.first(each, window) for each in leads}
    values = tuple(
        facts.calendar.working_hours(
            each.occurred_at,
            answer.occurred_at if (answer := answers[each.id]) else end,
            company.zone,
            company.opens_at,
            company.closes_at,
        )
        for each in leads
    )
    events = ids_of(leads, (each for each in answers.values() if each))
    return Sample(sum(values, ZERO), Fraction(len(values)), len(values), events, values)


def _is_assigned_to(event: Event, subject: str) -> bool:
    assignee = text(event, "assignee_employee_id")
    if subject == COMPANY or assignee is None:
        return share_of(event, subject) > 0
    return assignee == subject


def _is_contact(event: Event) -> bool:
    return (
        event.data.get("kind") in CONTACTS
        and event.data.get("direction") not in INBOUND
        and not any(event.data.get(each) is True for each in AUTOMATIC)
    )
