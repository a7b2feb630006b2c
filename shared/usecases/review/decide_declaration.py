"""Move a declaration one step: the person confirms, the manager approves or returns."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company, spoken
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.numbers import quantize
from shared.domain.people import Member, Person
from shared.domain.review.declaration import OPEN, Declaration, State, suggested_feedback
from shared.domain.review.workflow import Action, DueAfter, advance
from shared.usecases.review.refresh_evidence import refreshed

TAKES_BACK = {Action.UNDO: "declaration.decision_undone", Action.WITHDRAW: "declaration.withdrawn"}
"""What a person is told of a decision on their form that no longer holds."""


def decide_declaration(
    *,
    declaration: Declaration,
    subject: Person,
    action: Action,
    actor: Member,
    company: Company,
    words: str,
    seen: int | None,
    at: datetime,
    due_after: DueAfter,
    approver_id: str | None = None,
) -> tuple[Declaration, Command]:
    """
    Return the declaration after the step and the command that writes it and tells whom it concerns.

    `words` are the person's comment on confirming, the reason of withdrawing an approval, and the manager's feedback
    otherwise; an approval without words sends the suggested feedback. A decision that is undone or withdrawn stays on
    record, and the person is told if it had reached them.

    :raises NotFound: if the actor may not know of this declaration.
    :raises NotYourDecision: if somebody else decides here.
    :raises StaleVersion: if `seen` is not the newest version.
    :raises NotAllowedNow: if its state does not allow the step.
    """
    if action is Action.APPROVE and not words:
        words = suggested_feedback(declaration)
    after = advance(
        declaration,
        action=action,
        actor=actor,
        subject=subject,
        seen=seen,
        at=at,
        due_after=due_after,
        words=words,
    )
    if action in TAKES_BACK:
        after = replace(after, feedback="")
        told = [_told(after, subject.id, TAKES_BACK[action], subject, company, at, words)]
        if declaration.state is State.APPROVED:  # it has reached nobody, and its message never will
            told = []
    elif action is Action.CONFIRM:
        after = replace(after, comment=words)
        told = (
            [_told(after, approver_id, "declaration.confirmed", subject, company, at)] if approver_id else []
        )
    else:
        after = replace(after, feedback=words)
        # an approved result is told on delivery; a return at once
        told = [_told(after, subject.id, "declaration.returned", subject, company, at)]
        if action is Action.APPROVE:
            told = [_told(after, subject.id, "declaration.approved", subject, company, at)]
    if declaration.state in OPEN:  # until now logs could still be added and changed
        after = refreshed(after)
    write = Write(refs.declaration(company.id, declaration.id), after, before=declaration)
    return after, Command(f"declaration.{action}", (write,), told)


def _shown(total: str | None) -> str:
    """Return a stored total as people read it, with one decimal place."""
    return "—" if total is None else f"{quantize(Decimal(total), 1)}"


def _told(
    declaration: Declaration,
    to: str,
    topic: str,
    subject: Person,
    company: Company,
    at: datetime,
    reason: str = "",
) -> Message:
    return Message(
        id=new_id("msg", at),
        company_id=declaration.company_id,
        person_id=to,
        topic=topic,
        about=declaration.id,
        created_at=at,
        params={
            "period": declaration.month,
            "name": subject.name,
            "total": _shown(declaration.official_total),
            "feedback": declaration.feedback,
            "due": spoken(declaration.due_at, company),
            "version": declaration.version,
            "reason": reason,
        },
    )
