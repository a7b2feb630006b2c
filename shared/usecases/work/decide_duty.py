"""Decide what a duty is to somebody, against what the logs say; or take the decision back."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.errors import DomainError
from shared.domain.people import Member, Person
from shared.domain.work.duties.consequences import OwnDuty, override
from shared.domain.work.duties.matrix import DutyClass, Override


class NoDecision(DomainError):
    """There is no decision to take back."""

    kind, code = "conflict", "duty.no_decision"
    zh = "这项职责没有人工改判，无需撤销。"
    en = "Nobody decided on this duty by hand, so there is nothing to take back."


def decide_duty(
    *,
    person: Person,
    duty: str,
    duty_class: DutyClass,
    reason: str,
    before: Override | None,
    actor: Member,
    at: datetime,
) -> tuple[Override, Command]:
    """
    Return the decision and the command that keeps it; it holds until it is taken back.

    :raises DomainError: as `override`.
    """
    after = override(person.id, duty, duty_class, reason, by_id=actor.id, at=at)
    if before is not None:
        after = replace(after, version=before.version + 1)
    return after, _command("duty.decide", person, after, before)


def withdraw_decision(
    *, person: Person, before: Override | None, actor: Member, at: datetime
) -> tuple[Override, Command]:
    """
    Return the decision as taken back and the command that writes it: the rule of the logs holds again.

    :raises OwnDuty: if somebody takes back a decision on a duty of their own.
    :raises NoDecision: if there is none.
    """
    if person.id == actor.id:
        raise OwnDuty()
    if before is None or before.is_withdrawn:
        raise NoDecision()
    after = replace(before, is_withdrawn=True, by_id=actor.id, at=at, version=before.version + 1)
    return after, _command("duty.withdraw", person, after, before)


def _command(name: str, person: Person, after: Override, before: Override | None) -> Command:
    ref = refs.duty_override(person.company_id, person.id, after.duty)
    return Command(name, (Write(ref, after, before=before),))
