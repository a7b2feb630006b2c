"""Decide what to do about a discrepancy: leave it, count the late events in the next open month, or ask to reopen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.commands import Command, Raw, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.ids import new_id
from shared.domain.kpi.carried import carry_event
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.periods import Period
from shared.domain.review.discrepancy import Discrepancy, State
from shared.domain.review.discrepancy_decisions import Action, decided, seconds
from shared.usecases.review.check_carry import check_carry
from shared.usecases.scores.note_discrepancies import told_of


def decide_discrepancy(
    *,
    discrepancy: Discrepancy,
    choice: Action,
    reason: str,
    seen: int,
    actor: Member,
    people: Sequence[Person],
    company: Company,
    code_version: str,
    at: datetime,
) -> tuple[Discrepancy, Command]:
    """
    Return the discrepancy after HR or the owner has chosen and the command that does what was chosen.

    :raises AboutYourself: if it is about the actor.
    :raises StaleDiscrepancy: if `seen` is not the newest version.
    :raises NotPossibleNow: if it is decided already.
    :raises NotAdditionsOnly: if it cannot be carried.
    :raises CountsAlready: if a carry would count events twice for a colleague.
    :raises MovesDeclaredMonth: if a carry would move a figure of a declared month.
    :raises NoSecondPerson: if nobody could agree to reopen.
    """
    after = decided(discrepancy, action=choice, actor=actor, reason=reason, seen=seen, at=at, people=people)
    names = {each.id: each for each in people}
    subject = names[discrepancy.person_id]
    params = {**told_of(discrepancy, subject), "reason": reason, "by": names[actor.id].name}
    writes: list[Write | Raw] = []
    if after.state is State.CARRIED:
        to = open_month_after(discrepancy, company.id)
        after = replace(after, carried_to=to.first_on)
        carry = carry_event(
            discrepancy.found.new_events,
            to=to.first_on,
            discrepancy_id=discrepancy.id,
            at=at,
            by_id=actor.id,
            known_at=_known_at(discrepancy, company.id),
        )
        check_carry(
            discrepancy=discrepancy,
            carry=carry,
            people=people,
            company=company,
            code_version=code_version,
            at=at,
        )
        # both months are computed anew: the one that the events leave, and the one that they count in
        writes += [*events.append(company.id, [carry]), *events.moved(company.id, [discrepancy.month])]
        params |= {"to": to.key, "count": str(len(discrepancy.found.new_events))}
    writes.insert(0, Write(refs.discrepancy(company.id, after.id), after, before=discrepancy))
    to_second = after.state is State.AWAITING_SECOND
    topic = "discrepancy.second_wanted" if to_second else f"discrepancy.{after.state}"
    told = seconds(discrepancy, people, first=actor.id) if to_second else [subject]
    messages = [
        Message(new_id("msg", at), company.id, each.id, topic, after.id, at, params)
        for each in told
        if each.is_active
    ]
    return after, Command(f"discrepancy.{choice}", writes, messages)


def _known_at(discrepancy: Discrepancy, company_id: str) -> datetime:
    """Return the instant up to which the score on record knew events."""
    ref = refs.scores(company_id, discrepancy.month).at(discrepancy.person_id)
    record = load([ref]).get(ref)
    return record.basis.known_at if record.basis else record.computed_at


def open_month_after(discrepancy: Discrepancy, company_id: str) -> Period:
    """Return the next month that is declared for nobody whom the late events are credited to."""
    found = refs.events(company_id, discrepancy.month)
    wanted = [found.at(each) for each in discrepancy.found.new_events]
    loaded = load(wanted)
    late = [event for ref in wanted if (event := loaded.find(ref)) is not None]
    concerned = {discrepancy.person_id, *(person for event in late for person, _ in event.credits)}
    month = Period.parse(discrepancy.month)
    while True:
        month = Period.month_of(month.until_on)
        declared = {each.person_id for each in every(refs.declarations(company_id, month.key))}
        if not declared & concerned:
            return month
