"""Employment: when somebody begins and leaves, is on leave, and works less than full time; what makes it usable."""

from collections.abc import Iterable
from datetime import date

from shared.domain.errors import DomainError
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Leave, Person, WorkingTime


class LeftBeforeJoined(DomainError):
    """The first day on which somebody is no longer there is not after the day on which they began."""

    kind, code = "invalid", "person.left_before_joined"
    zh = "离职日期（第一个不在岗的日期）{left_on} 必须晚于入职日期 {joined_on}，请修改。"
    en = "The first day away for good, {left_on}, must be after the day of joining, {joined_on}. Change it."


class LeaveTurnedRound(DomainError):
    """A leave ends before it has begun."""

    kind, code = "invalid", "person.leave_turned_round"
    zh = "请假的返岗日期 {until_on} 必须晚于开始日期 {from_on}，请修改。"
    en = "The leave's first day back, {until_on}, must be after its first day, {from_on}. Change it."


class LeaveOutsideEmployment(DomainError):
    """A leave holds days on which the person was not employed."""

    kind, code = "invalid", "person.leave_outside_employment"
    zh = "{from_on} 至 {until_on} 的请假超出了在职期间，请缩短请假，或先修改离职日期。"
    en = "The leave from {from_on} to {until_on} is not within the employment. Shorten it, or change `left_on` first."


class LeavesOverlap(DomainError):
    """Leaves of one day add up to more than the day."""

    kind, code = "invalid", "person.leaves_overlap"
    zh = "{day} 的请假合计 {sum} 个基点，最多 10000（一整天），请修改重叠的请假。"
    en = "The leaves of {day} add up to {sum} basis points, more than the whole day (10000). Change those that overlap."


class WorkingTimeTwice(DomainError):
    """Two working times begin on one date, so that which one holds is not told."""

    kind, code = "invalid", "person.working_time_twice"
    zh = "从 {from_on} 起有两个工作时间比例，请只保留一个。"
    en = "Two working times begin on {from_on}. Keep one of them."


class NotAShare(DomainError):
    """A share of a day or of full time is none, or more than all of it."""

    kind, code = "invalid", "person.not_a_share"
    zh = "比例 {share_bp} 必须在 1 到 10000 个基点之间（10000 为全部）。"
    en = "The share {share_bp} must be 1 to 10000 basis points (10000 is all of it)."


def has_left(person: Person, day: date) -> bool:
    """Return whether somebody is no longer there on `day`, whether they still have a seat or not."""
    return person.left_on is not None and person.left_on <= day


def changed_days(before: Person, after: Person) -> tuple[date, date | None] | None:
    """
    Return the first day on which positions, presence or working time differ, and the day from which they agree again.

    The second is None where they differ from the first day on for good; all is None where nothing differs.
    """
    leaves = set(before.leaves) ^ set(after.leaves)
    begins = {each.from_on for each in set(before.assignments) ^ set(after.assignments)}
    begins |= {each.from_on for each in set(before.working_times) ^ set(after.working_times)}
    if before.left_on != after.left_on:
        begins.add(min(each for each in (before.left_on, after.left_on) if each is not None))
    if not begins and not leaves:
        return None
    until_on = None if begins else max(each.until_on for each in leaves)
    return min(begins | {each.from_on for each in leaves}), until_on


def check_employment(person: Person) -> None:
    """
    Check when a person is employed, on leave and at what part of full time.

    :raises LeftBeforeJoined: if they leave on or before the day they join.
    :raises LeaveTurnedRound: if a leave has no day.
    :raises LeaveOutsideEmployment: if a leave begins before they join or ends after they leave.
    :raises LeavesOverlap: if the leaves of one day are more than the day.
    :raises WorkingTimeTwice: if two working times begin on one date.
    :raises NotAShare: if a share of a day or of full time is not 1 to 10 000 basis points.
    """
    joined, left = person.joined_on, person.left_on
    if joined is not None and left is not None and left <= joined:
        raise LeftBeforeJoined(pointer="/left_on", left_on=left, joined_on=joined)
    for number, leave in enumerate(person.leaves):
        _check_leave(leave, f"/leaves/{number}", joined, left)
    _check_overlap(person.leaves)
    _check_working_times(person.working_times)


def _check_leave(leave: Leave, pointer: str, joined: date | None, left: date | None) -> None:
    _check_share(leave.share_bp, f"{pointer}/share_bp")
    if leave.until_on <= leave.from_on:
        raise LeaveTurnedRound(pointer=pointer, from_on=leave.from_on, until_on=leave.until_on)
    if (joined is not None and leave.from_on < joined) or (left is not None and leave.until_on > left):
        raise LeaveOutsideEmployment(pointer=pointer, from_on=leave.from_on, until_on=leave.until_on)


def _check_overlap(leaves: Iterable[Leave]) -> None:
    changes: dict[date, int] = {}
    for leave in leaves:
        changes[leave.from_on] = changes.get(leave.from_on, 0) + leave.share_bp
        changes[leave.until_on] = changes.get(leave.until_on, 0) - leave.share_bp
    away = 0
    for day in sorted(changes):
        away += changes[day]
        if away > WHOLE_BP:
            raise LeavesOverlap(pointer="/leaves", day=day, sum=away)


def _check_working_times(working_times: Iterable[WorkingTime]) -> None:
    begun = set()
    for number, each in enumerate(working_times):
        _check_share(each.fte_bp, f"/working_times/{number}/fte_bp")
        if each.from_on in begun:
            raise WorkingTimeTwice(pointer="/working_times", from_on=each.from_on)
        begun.add(each.from_on)


def _check_share(share_bp: int, pointer: str) -> None:
    if not 1 <= share_bp <= WHOLE_BP:
        raise NotAShare(pointer=pointer, share_bp=share_bp)
