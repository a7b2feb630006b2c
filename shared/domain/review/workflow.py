"""The review cycle as one table: who may do what to a declaration, from which state, and what that starts.

Nothing else sets a declaration's state. Separation of duty stands here too: nobody decides on themselves, and
only the person's manager (or the owner) decides at all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    REMIND = "remind"
    SILENCE = "silence"
    ESCALATE = "escalate"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    FINALISE = "finalise"


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


class UndoTooLate(DomainError):
    """A decision is undone more than a minute after it was taken, or by somebody else than took it."""

    kind, code = "conflict", "declaration.undo_too_late"
    zh = "只能在决定后 1 分钟内由本人撤销。已通过的结果可以写明原因后撤回。"
    en = "A decision is undone within a minute, by who took it. An approval can still be withdrawn with a reason."


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: who may do it, where it leads, and the workdays the next step may take."""

    party: Party
    to: State
    answer_within: int = 0


TABLE: Final[Mapping[tuple[State, Action], Rule]] = {
    (State.DRAFTED, Action.CONFIRM): Rule(Party.SUBJECT, State.CONFIRMED, answer_within=1),
    (State.RETURNED, Action.CONFIRM): Rule(Party.SUBJECT, State.CONFIRMED, answer_within=1),
    (State.CONFIRMED, Action.CONFIRM): Rule(Party.SUBJECT, State.CONFIRMED, answer_within=1),
    (State.CONFIRMED, Action.APPROVE): Rule(Party.DECIDER, State.APPROVED),
    (State.CONFIRMED, Action.RETURN): Rule(Party.DECIDER, State.RETURNED, answer_within=1),
    (State.APPROVED, Action.DELIVER): Rule(Party.CLOCK, State.DELIVERED, answer_within=3),
    (State.DELIVERED, Action.OBJECT): Rule(Party.SUBJECT, State.OBJECTED, answer_within=5),
    (State.OBJECTED, Action.OBJECT): Rule(Party.SUBJECT, State.OBJECTED, answer_within=5),
    **{
        (state, Action.REMIND): Rule(Party.CLOCK, state)
        for state in (State.DRAFTED, State.RETURNED, State.CONFIRMED)
    },
    (State.DRAFTED, Action.SILENCE): Rule(Party.CLOCK, State.CONFIRMED, answer_within=1),
    (State.RETURNED, Action.SILENCE): Rule(Party.CLOCK, State.CONFIRMED, answer_within=1),
    (State.CONFIRMED, Action.ESCALATE): Rule(Party.CLOCK, State.CONFIRMED),
    (State.APPROVED, Action.UNDO): Rule(Party.DECIDER, State.CONFIRMED, answer_within=1),
    (State.DELIVERED, Action.UNDO): Rule(Party.DECIDER, State.CONFIRMED, answer_within=1),
    (State.RETURNED, Action.UNDO): Rule(Party.DECIDER, State.CONFIRMED, answer_within=1),
    (State.APPROVED, Action.WITHDRAW): Rule(Party.DECIDER, State.CONFIRMED, answer_within=1),
    (State.DELIVERED, Action.WITHDRAW): Rule(Party.DECIDER, State.CONFIRMED, answer_within=1),
    (State.DELIVERED, Action.FINALISE): Rule(Party.CLOCK, State.FINAL),
    **{(state, Action.REOPEN): Rule(Party.SECOND, State.DRAFTED, answer_within=1) for state in State},
}
"""Silence counts as read: a drafted or returned form whose answer is overdue is decided on like a confirmed one, and
its person can still confirm it until somebody does.

A form is opened again by the second of two people who agree on a discrepancy of its month."""

WORDS: Final[Mapping[State | Action, str]] = {
    State.DRAFTED: "待本人核对", State.CONFIRMED: "待审批", State.RETURNED: "已退回", State.APPROVED: "已通过",
    State.DELIVERED: "已送达", State.OBJECTED: "异议中", State.FINAL: "已确定",
    Action.CONFIRM: "提交", Action.APPROVE: "通过", Action.RETURN: "退回", Action.DELIVER: "送达",
    Action.OBJECT: "提出异议", Action.REOPEN: "重新打开", Action.REMIND: "提醒",
    Action.SILENCE: "视为已阅", Action.ESCALATE: "上报",
    Action.UNDO: "撤销决定", Action.WITHDRAW: "撤回通过", Action.FINALISE: "确定",
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
    :raises UndoTooLate: if a decision is undone after its minute, or by somebody else.
    """
    rule = TABLE.get((_as_of(declaration, action, at), action))
    _check_party(action, actor, subject)
    if seen is not None and not _is_newest(declaration, seen):
        raise StaleVersion(current={"state": declaration.state, "version": declaration.version})
    if action is Action.OBJECT and declaration.state is State.FINAL:
        raise WindowClosed(due=_spoken(declaration.objection_until))
    if rule is None or not _is_due(declaration, action, at):
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
        raise WindowClosed(due=_spoken(declaration.objection_until))
    if action is Action.UNDO:
        _check_undo(declaration, actor, at)
    due = due_after(at, rule.answer_within) if rule.answer_within else None
    if action in (Action.REMIND, Action.ESCALATE):
        due = declaration.due_at
    return replace(
        declaration,
        state=rule.to,
        due_at=due,
        objection_until=_window(declaration, action, due),
        history=(*declaration.history, Step(action, actor.id if actor else "clock", at, words)),
        version=declaration.version + 1,
    )


def awaits_clock(declaration: Declaration, at: datetime) -> Action | None:
    """
    Return the step that the clock is to take on a declaration by now; None while nothing is due.

    Who is to act is reminded once, a few hours before. Whoever does not answer a form in time is taken to have read
    it; a decision that is overdue is escalated once; a result whose objection window is over is final, unless an
    objection is pending.
    """
    possible = (each for each in _CLOCK if (declaration.state, each) in TABLE)
    return next((each for each in possible if _is_due(declaration, each, at)), None)


def decides_on(actor: Member, subject: Person) -> bool:
    """Whether `actor` decides on the declarations of `subject`: the manager or the owner, never oneself."""
    if actor.id == subject.id:
        return False
    return actor.access_role is AccessRole.OWNER or subject.manager_id == actor.id


_CLOCK: Final = (Action.SILENCE, Action.ESCALATE, Action.FINALISE, Action.REMIND)
REMIND_BEFORE: Final = timedelta(hours=4)
_DECISIONS: Final = frozenset({Action.APPROVE, Action.RETURN})
UNDO_WITHIN: Final = timedelta(minutes=1)


def _is_due(declaration: Declaration, action: Action, at: datetime) -> bool:
    """Return whether the time of a step of the clock has come; anybody else's is a matter of the state alone."""
    if action is Action.FINALISE:
        return declaration.objection_until is not None and at >= declaration.objection_until
    if action is Action.CONFIRM and declaration.state is State.CONFIRMED:
        return _latest(declaration, Action.CONFIRM, Action.SILENCE) == Action.SILENCE
    if action not in _CLOCK:
        return True
    if declaration.due_at is None or action in (each.action for each in _since_due(declaration)):
        return False
    if action is Action.REMIND:
        return declaration.due_at - REMIND_BEFORE <= at < declaration.due_at
    return at >= declaration.due_at


def _is_newest(declaration: Declaration, seen: int) -> bool:
    """Return whether nothing but notes of the clock, which change no word of it, came since a version was seen."""
    since = declaration.version - seen
    return since == 0 or (since > 0 and len(list(_since_due(declaration))) >= since)


def _since_due(declaration: Declaration) -> Iterator[Step]:
    """Yield the newest steps of the clock that left the form where it is: those since it has been due when it is."""
    for each in reversed(declaration.history):
        if each.action not in (Action.REMIND, Action.ESCALATE):
            return
        yield each


def _latest(declaration: Declaration, *actions: Action) -> str | None:
    return next((each.action for each in reversed(declaration.history) if each.action in actions), None)


def _check_undo(declaration: Declaration, actor: Member | None, at: datetime) -> None:
    decided = next((each for each in reversed(declaration.history) if each.action in _DECISIONS), None)
    if decided is None or actor is None or decided.by != actor.id or at - decided.at > UNDO_WITHIN:
        raise UndoTooLate(current={"state": declaration.state, "version": declaration.version})


def _window(declaration: Declaration, action: Action, due: datetime | None) -> datetime | None:
    """Return the end of the objection window after a step: it begins with a delivery, and goes with its result."""
    if action in (Action.UNDO, Action.WITHDRAW):
        return None
    return due if action is Action.DELIVER else declaration.objection_until


def _spoken(until: datetime | None) -> str:
    return until.isoformat() if until else ""


def _as_of(declaration: Declaration, action: Action, at: datetime) -> State:
    """Return the state that counts for `action`: a form that nobody answers in time is decided on as it is."""
    overdue = declaration.due_at is not None and at >= declaration.due_at
    silent = overdue and action in _DECISIONS and declaration.state in (State.DRAFTED, State.RETURNED)
    return State.CONFIRMED if silent else declaration.state


def _check_party(action: Action, actor: Member | None, subject: Person) -> None:
    if actor is None:
        return
    if action in (Action.APPROVE, Action.RETURN, Action.UNDO, Action.WITHDRAW):
        if not decides_on(actor, subject):
            raise NotYourDecision()
    elif action is Action.REOPEN:
        if actor.id == subject.id:
            raise NotYourDecision()
    elif actor.id != subject.id:
        raise NotFound()
