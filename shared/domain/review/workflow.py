"""The review cycle as one table: who may do what to a declaration, from which state, and what that starts.

Nothing else sets a declaration's state. Separation of duty stands here too: nobody decides on themselves, and
only the person's manager (or the owner) decides at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.domain.errors import DomainError, NotFound
from shared.domain.people import AccessRole, Member, Person
from shared.domain.review.declaration import Declaration, State, Step

DueAfter = Callable[[datetime, int], datetime]
"""Gives the same local time n workdays later, as an instant."""


class Action(StrEnum):
    """What somebody, or the clock, can do to a declaration."""

    CONFIRM = "confirm"
    APPROVE = "approve"
    RETURN = "return"
    DELIVER = "deliver"
    OBJECT = "object"
    REOPEN = "reopen"


class Party(StrEnum):
    """Who may take a step."""

    SUBJECT = "subject"
    DECIDER = "decider"
    SECOND = "second"
    CLOCK = "clock"


class NotAllowedNow(DomainError):
    """The declaration's state does not allow this step (any more, or yet)."""

    kind, code = "conflict", "declaration.wrong_state"
    zh = "申报单现在是“{state_zh}”，不能{action_zh}。请刷新后再看。"
    en = "The declaration is {state}, so you cannot {action} it. Reload and look again."


class StaleVersion(DomainError):
    """The caller decided on a version that is no longer the newest."""

    kind, code = "conflict", "declaration.stale_version"
    zh = "申报单在你打开之后已被更改，请刷新后再决定。"
    en = "The declaration was changed after you opened it. Reload and decide again."


class NotYourDecision(DomainError):
    """Only the person's manager or the owner decides, and nobody on themselves."""

    kind, code = "forbidden", "declaration.not_your_decision"
    zh = "你不能审批这份申报单：只有本人的上级或负责人可以，且不能审批自己的。"
    en = "This decision is not yours: only the person's manager or the owner decides, and nobody on themselves."


class WindowClosed(DomainError):
    """The objection window of this result is over."""

    kind, code = "conflict", "objection.window_closed"
    zh = "异议期已于 {due} 结束。需要的话请联系 HR。"
    en = "The objection window ended at {due}. Ask HR if you still need help."


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: who may do it, where it leads, and the workdays the next step may take."""

    party: Party
    to: State
    answer_within: int = 0


TABLE: Final[Mapping[tuple[State, Action], Rule]] = {
    (State.DRAFTED, Action.CONFIRM): Rule(Party.SUBJECT, State.CONFIRMED, answer_within=1),
    (State.RETURNED, Action.CONFIRM): Rule(Party.SUBJECT, State.CONFIRMED, answer_within=1),
    (State.CONFIRMED, Action.APPROVE): Rule(Party.DECIDER, State.APPROVED),
    (State.CONFIRMED, Action.RETURN): Rule(Party.DECIDER, State.RETURNED, answer_within=1),
    (State.APPROVED, Action.DELIVER): Rule(Party.CLOCK, State.DELIVERED, answer_within=3),
    (State.DELIVERED, Action.OBJECT): Rule(Party.SUBJECT, State.OBJECTED, answer_within=5),
    (State.OBJECTED, Action.OBJECT): Rule(Party.SUBJECT, State.OBJECTED, answer_within=5),
    **{(state, Action.REOPEN): Rule(Party.SECOND, State.DRAFTED, answer_within=1) for state in State},
}
"""Silence counts as read: a drafted or returned form whose answer is overdue is decided on like a confirmed one.

A form is opened again by the second of two people who agree on a discrepancy of its month."""

WORDS: Final[Mapping[State | Action, str]] = {
    State.DRAFTED: "待本人核对", State.CONFIRMED: "待审批", State.RETURNED: "已退回", State.APPROVED: "已通过",
    State.DELIVERED: "已送达", State.OBJECTED: "异议中",
    Action.CONFIRM: "提交", Action.APPROVE: "通过", Action.RETURN: "退回", Action.DELIVER: "送达",
    Action.OBJECT: "提出异议", Action.REOPEN: "重新打开",
}  # fmt: skip


def advance(
    declaration: Declaration,
    *,
    action: Action,
    actor: Member | None,
    subject: Person,
    seen: int | None,
    at: datetime,
    due_after: DueAfter,
    words: str = "",
) -> Declaration:
    """
    Take one step and return the declaration after it, with the step in its history.

    `actor` is `None` for the clock; `seen` is the version that the actor looked at, where they said so.

    :raises NotFound: if the actor may not know of this declaration.
    :raises NotYourDecision: if somebody else decides here.
    :raises StaleVersion: if `seen` is not the newest version.
    :raises NotAllowedNow: if the table has no such step.
    :raises WindowClosed: if an objection comes too late.
    """
    rule = TABLE.get((_as_of(declaration, action, at), action))
    _check_party(action, actor, subject)
    if seen is not None and seen != declaration.version:
        raise StaleVersion(current={"state": declaration.state, "version": declaration.version})
    if rule is None:
        raise NotAllowedNow(
            state=declaration.state,
            state_zh=WORDS[declaration.state],
            action=action,
            action_zh=WORDS[action],
            current={"state": declaration.state, "version": declaration.version},
        )
    if (
        action is Action.OBJECT
        and declaration.objection_until is not None
        and at >= declaration.objection_until
    ):
        raise WindowClosed(due=declaration.objection_until.isoformat())
    due = due_after(at, rule.answer_within) if rule.answer_within else None
    return replace(
        declaration,
        state=rule.to,
        due_at=due,
        objection_until=due if action is Action.DELIVER else declaration.objection_until,
        history=(*declaration.history, Step(action, actor.id if actor else "clock", at, words)),
        version=declaration.version + 1,
    )


def decides_on(actor: Member, subject: Person) -> bool:
    """Whether `actor` decides on the declarations of `subject`: the manager or the owner, never oneself."""
    if actor.id == subject.id:
        return False
    return actor.access_role is AccessRole.OWNER or subject.manager_id == actor.id


def _as_of(declaration: Declaration, action: Action, at: datetime) -> State:
    """Return the state that counts for `action`: a returned form can be confirmed late, until somebody decides."""
    overdue = declaration.due_at is not None and at >= declaration.due_at
    returned = declaration.state is State.RETURNED and action is not Action.CONFIRM
    return (
        State.CONFIRMED if overdue and (declaration.state is State.DRAFTED or returned) else declaration.state
    )


def _check_party(action: Action, actor: Member | None, subject: Person) -> None:
    if actor is None:
        return
    if action in (Action.APPROVE, Action.RETURN):
        if not decides_on(actor, subject):
            raise NotYourDecision()
    elif action is Action.REOPEN:
        if actor.id == subject.id:
            raise NotYourDecision()
    elif actor.id != subject.id:
        raise NotFound()
