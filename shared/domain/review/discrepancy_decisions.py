"""What may be done about a discrepancy, by whom, and where it leads: one table; nothing else sets its state.

HR or the owner decides, never about themselves. To open a month again takes a second person: HR, the owner or the
person's manager, other than the one who decided and never the person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.people import AccessRole, Member, Person
from shared.domain.review.declaration import Step
from shared.domain.review.discrepancy import Discrepancy, State


class Action(StrEnum):
    """What somebody, or the clock, can do to a discrepancy."""

    IGNORE = "ignore"
    CARRY = "carry"
    REOPEN = "reopen"
    AGREE = "agree"
    DECLINE = "decline"
    CHANGE = "change"
    RESOLVE = "resolve"


TABLE: Final[Mapping[tuple[State, Action], State]] = {
    (State.OPEN, Action.IGNORE): State.IGNORED,
    (State.OPEN, Action.CARRY): State.CARRIED,
    (State.OPEN, Action.REOPEN): State.AWAITING_SECOND,
    (State.AWAITING_SECOND, Action.AGREE): State.REOPENED,
    (State.AWAITING_SECOND, Action.DECLINE): State.OPEN,
    (State.OPEN, Action.CHANGE): State.OPEN,
    (State.AWAITING_SECOND, Action.CHANGE): State.OPEN,
    (State.OPEN, Action.RESOLVE): State.RESOLVED,
    (State.AWAITING_SECOND, Action.RESOLVE): State.RESOLVED,
}
"""The clock changes and resolves: a decision that was waiting for its second person falls with what it was about."""
WORDS: Final[Mapping[State | Action, str]] = {
    State.OPEN: "待处理", State.AWAITING_SECOND: "待第二人同意", State.IGNORED: "已忽略", State.CARRIED: "已结转",
    State.REOPENED: "已重新打开", State.RESOLVED: "已自动消除",
    Action.IGNORE: "忽略", Action.CARRY: "结转", Action.REOPEN: "重新打开", Action.AGREE: "同意",
    Action.DECLINE: "不同意", Action.CHANGE: "更新", Action.RESOLVE: "消除",
}  # fmt: skip


class NotPossibleNow(DomainError):
    """The discrepancy's state does not allow this decision (any more, or yet)."""

    kind, code = "conflict", "discrepancy.wrong_state"
    zh = "这条差异现在是“{state_zh}”，不能{action_zh}。请刷新后再看。"
    en = "The discrepancy is {state}, so you cannot {action}. Reload and look again."


class StaleDiscrepancy(DomainError):
    """The caller decided on a version that is no longer the newest."""

    kind, code = "conflict", "discrepancy.stale_version"
    zh = "这条差异在你打开之后已有变化，请刷新后再决定。"
    en = "The discrepancy changed after you opened it. Reload and decide again."


class AboutYourself(DomainError):
    """Nobody decides on a discrepancy of their own month."""

    kind, code = "forbidden", "discrepancy.about_yourself"
    zh = "不能处理自己月份的差异，请让其他 HR 或负责人处理。"
    en = "You cannot decide on a discrepancy of your own month. Ask another HR person or the owner."


class NotAdditionsOnly(DomainError):
    """A change of what was known cannot count in another month; only events that are new can."""

    kind, code = "conflict", "discrepancy.not_additions_only"
    zh = (
        "这条差异不只是本月新到的记录：有原来的记录被更改、撤回，或影响来自其他月份，无法结转到下月。"
        "请选择重新打开或忽略。"
    )
    en = (
        "This discrepancy is more than late records of the month: a known record was changed or withdrawn, or the "
        "cause lies in another month. It cannot be carried. Choose reopen or ignore."
    )


class CountsAlready(DomainError):
    """What a colleague's declared month holds on record cannot count for them a second time."""

    kind, code = "conflict", "discrepancy.counts_already"
    zh = "{names} 已申报的 {month} 得分里已经包含这些记录，结转会让它们重复计入。请选择重新打开，而不是结转。"
    en = (
        "The declared {month} of {names} holds some of these records on record, and a carry would count them a second "
        "time. Choose reopen instead."
    )


class MovesDeclaredMonth(DomainError):
    """A carry may move no figure of a month that is declared."""

    kind, code = "conflict", "discrepancy.moves_declared_month"
    zh = "结转后，{name} 已申报的 {month} 的结果会与记录不符，因此不能结转。请选择重新打开或忽略。"
    en = (
        "With the carry, the declared {month} of {name} would come to something else than is on record. It cannot be "
        "carried. Choose reopen or ignore."
    )


class NoSecondPerson(DomainError):
    """Nobody but the decider could agree that a month is opened again."""

    kind, code = "conflict", "discrepancy.no_second_person"
    zh = "重新打开需要第二个人同意（HR、负责人或本人的上级），公司里目前没有这样的人。请选择结转或忽略，或先设置。"
    en = (
        "To reopen takes a second person (HR, the owner or the person's manager), and there is nobody else. Choose "
        "carry or ignore, or give somebody that access first."
    )


class SecondIsFirst(DomainError):
    """Whoever decided cannot be the second person too."""

    kind, code = "forbidden", "discrepancy.second_is_first"
    zh = "重新打开是你提出的，需要另一个人同意：HR、负责人或本人的上级。"
    en = "You asked to reopen. Somebody else has to agree: HR, the owner or the person's manager."


class NotYoursToSecond(DomainError):
    """Only HR, the owner or the person's manager can be the second person."""

    kind, code = "forbidden", "discrepancy.not_yours_to_second"
    zh = "只有 HR、负责人或本人的上级可以作为第二人，且不能是本人。"
    en = "Only HR, the owner or the person's manager can be the second person, and never the person."


class FiguresMoved(DomainError):
    """What would be on record is no longer what the two people are deciding on."""

    kind, code = "conflict", "discrepancy.figures_moved"
    zh = "这期间数据又有变化，重新打开后的得分已不是你看到的。下次计分后会更新，请届时再决定。"
    en = "The records changed again, so the new score is not the one you saw. Decide after the next run of the scores."


def step(
    before: Discrepancy,
    *,
    action: Action,
    by: str,
    at: datetime,
    words: str = "",
    seen: int | None = None,
) -> Discrepancy:
    """
    Take one step and return the discrepancy after it, with the step in its history.

    :raises StaleDiscrepancy: if `seen` is not the newest version.
    :raises NotPossibleNow: if the table has no such step.
    """
    if seen is not None and seen != before.version:
        raise StaleDiscrepancy(current=before.current)
    to = TABLE.get((before.state, action))
    if to is None:
        raise NotPossibleNow(
            state=before.state,
            state_zh=WORDS[before.state],
            action=action,
            action_zh=WORDS[action],
            current=before.current,
        )
    history = (*before.history, Step(action, by, at, words))
    return replace(before, state=to, history=history, version=before.version + 1)


def decided(
    before: Discrepancy,
    *,
    action: Action,
    actor: Member,
    reason: str,
    seen: int,
    at: datetime,
    people: Iterable[Person],
) -> Discrepancy:
    """
    Return the discrepancy after HR or the owner has chosen.

    :raises AboutYourself: if it is about the actor.
    :raises StaleDiscrepancy: if `seen` is not the newest version.
    :raises NotPossibleNow: if it is decided already.
    :raises NotAdditionsOnly: if it cannot be carried.
    :raises NoSecondPerson: if nobody could agree to reopen.
    """
    if actor.id == before.person_id:
        raise AboutYourself()
    after = step(before, action=action, by=actor.id, at=at, words=reason, seen=seen)
    if action is Action.CARRY and not before.found.additions_only:
        raise NotAdditionsOnly(current=before.current)
    if action is Action.REOPEN and not seconds(before, people, first=actor.id):
        raise NoSecondPerson(current=before.current)
    return replace(after, by_id=actor.id, reason=reason)


def seconded(
    before: Discrepancy,
    *,
    agree: bool,
    actor: Member,
    subject: Person,
    reason: str,
    seen: int | None,
    at: datetime,
) -> Discrepancy:
    """
    Return the discrepancy after the second person has agreed, or not.

    :raises NotYoursToSecond: if the actor is not HR, the owner or the person's manager, or is the person.
    :raises SecondIsFirst: if the actor decided.
    :raises StaleDiscrepancy: if `seen` is not the newest version.
    :raises NotPossibleNow: if nobody asked to reopen.
    """
    if not may_second(actor.id, actor.access_role, subject):
        raise NotYoursToSecond()
    if actor.id == before.by_id and before.state is State.AWAITING_SECOND:
        raise SecondIsFirst(current=before.current)
    action = Action.AGREE if agree else Action.DECLINE
    after = step(before, action=action, by=actor.id, at=at, words=reason, seen=seen)
    return replace(after, second_id=actor.id) if agree else replace(after, by_id="", reason="")


def seconds(discrepancy: Discrepancy, people: Iterable[Person], *, first: str) -> list[Person]:
    """Return who could be the second person, if `first` decides."""
    everybody = {each.id: each for each in people}
    subject = everybody.get(discrepancy.person_id)
    return [
        each
        for each in everybody.values()
        if subject is not None
        and each.is_active
        and each.id != first
        and may_second(each.id, each.access_role, subject)
    ]


def may_second(person_id: str, access_role: AccessRole, subject: Person) -> bool:
    """Whether somebody can agree that the month of `subject` is opened again: HR, the owner or the manager."""
    if person_id == subject.id:
        return False
    if access_role in (AccessRole.HR, AccessRole.OWNER):
        return True
    return access_role is AccessRole.MANAGER and subject.manager_id == person_id
