"""Referred customers (转介绍客户): leads that a customer sent, once sales has accepted them."""

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, in_order
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.caretakers import part_in_care
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

ACCEPTED, REFERRAL = "lead.accepted", "referral"


def referrals(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Referred customers accepted in the window (转介绍客户数), each of whoever cares for the referrer on that day.

    A lead is a referral if its `source` or `channel` says so and it names its `referrer_ref`. A referred customer
    counts once, with the first acceptance of any of its leads; nobody refers themselves.
    """
    if not facts.delivers(ACCEPTED):
        return Sample(ZERO, None, 0, occasions=0, reason="kpi.no_source")
    total = ZERO
    counted: list[Event] = []
    accepted = facts.once(_accepted)
    for lead in facts.once(_first_leads):
        taken, referrer = accepted[lead.entity_id], _referrer(facts, lead)
        if taken.on in window and referrer is not None:
            if part := part_in_care(facts, subject, referrer, taken.on):
                total += part
                counted += [lead, taken]
    unnamed = tuple(
        (each.id, "lead.no_referrer")
        for each in facts.within("lead.created", subject, window)
        if _is_referral(each) and _referrer(facts, each) is None
    )
    return Sample(total, None, len(counted) // 2, ids_of(counted), excluded=unnamed)


def _accepted(facts: Facts) -> dict[str, Event]:
    """Return the first acceptance of each lead."""
    return {each.entity_id: each for each in reversed(facts.every(ACCEPTED))}


def _first_leads(facts: Facts) -> list[Event]:
    """Return the referral of each referred customer that was accepted first."""
    accepted = facts.once(_accepted)
    leads = [
        each for each in facts.newest("lead.created") if each.entity_id in accepted and _is_referral(each)
    ]
    found: dict[str, Event] = {}
    for lead in sorted(leads, key=lambda each: in_order(accepted[each.entity_id])):
        customer = facts.customer(lead.customer) or lead.entity_id
        if _referrer(facts, lead) not in (None, customer):
            found.setdefault(customer, lead)
    return list(found.values())


def _is_referral(lead: Event) -> bool:
    return REFERRAL in (lead.data.get("source"), lead.data.get("channel"))


def _referrer(facts: Facts, lead: Event) -> str | None:
    return facts.customer(text(lead, "referrer_customer", "referrer_ref", "referrer"))
