"""People of a company: what they do (position) and what they may see and decide (access role)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.domain.errors import DomainError
from shared.domain.numbers import WHOLE_BP
from shared.domain.work.logs.months import LogMonths


class AccessRole(StrEnum):
    """What somebody may see and decide. It is not what they do: that is a position."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    HR = "hr"
    OWNER = "owner"
    AUDITOR = "auditor"


class MemberStatus(StrEnum):
    """Whether somebody may still use the service."""

    ACTIVE = "active"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A position held with `share_bp` of the person's time (all of a person's: 10 000) from a date on."""

    position: str
    share_bp: int
    from_on: date


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which somebody is away, [from_on, until_on); `share_bp` is how much of each: 5 000 is half days."""

    from_on: date
    until_on: date
    share_bp: int = WHOLE_BP


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """How much of full time somebody works from a date on (FTE), in basis points; the newest date wins."""

    fte_bp: int
    from_on: date


@dataclass(frozen=True, slots=True)
class Member:
    """
    The state that every command of one actor passes through: a person's seat, or a job's of the company.

    `seq` counts the actor's commands and `head_hash` is the newest link of the actor's audit chain. `log_months`
    says in which of them the actor's work logs changed.
    """

    id: str
    company_id: str
    access_role: AccessRole
    status: MemberStatus = MemberStatus.ACTIVE
    seq: int = 0
    head_hash: str = ""
    log_months: LogMonths = field(default_factory=LogMonths)

    @property
    def is_active(self) -> bool:
        """Whether this actor may act at all."""
        return self.status is MemberStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who somebody is: name, position, whom they answer to and under which names vendors know them.

    `access_role` and `status` are copies for lists; the member row decides. `region` (区域) is where they sell, by
    which figures are added up. `left_on` is the first day on which somebody is no longer there. `version` counts
    edits by HR.
    """

    id: str
    company_id: str
    name: str
    access_role: AccessRole
    status: MemberStatus = MemberStatus.ACTIVE
    manager_id: str | None = None
    email: str | None = None
    vendor_user_ids: tuple[str, ...] = ()
    language: str = "zh-CN"
    assignments: tuple[Assignment, ...] = ()
    joined_on: date | None = None
    version: int = 1
    region: str | None = None
    working_times: tuple[WorkingTime, ...] = ()
    leaves: tuple[Leave, ...] = ()
    left_on: date | None = None

    @property
    def is_active(self) -> bool:
        """Whether this person has a seat."""
        return self.status is MemberStatus.ACTIVE

    @property
    def is_reviewed(self) -> bool:
        """Whether the review cycle covers this person: nobody scores the owner, and an auditor only reads."""
        return self.is_active and self.access_role not in (AccessRole.OWNER, AccessRole.AUDITOR)

    def positions_on(self, day: date) -> dict[str, int]:
        """Return the positions held on `day` with their shares in basis points; the newest date wins."""
        begun = [each for each in self.assignments if each.from_on <= day]
        newest = max((each.from_on for each in begun), default=None)
        return {each.position: each.share_bp for each in begun if each.from_on == newest}


def may_see(viewer: Member, person: Person) -> bool:
    """Whether `viewer` sees a person's logs, score and forms: own, their people's, or as HR everybody's."""
    if viewer.id == person.id or viewer.access_role in EVERYBODY_SEERS:
        return True
    return viewer.access_role is AccessRole.MANAGER and person.manager_id == viewer.id


EVERYBODY_SEERS = frozenset({AccessRole.HR, AccessRole.OWNER, AccessRole.AUDITOR})
"""Access roles that see every person of their company."""


class PositionsNotWhole(DomainError):
    """The shares of a person's positions do not add up to the whole."""

    kind, code = "invalid", "person.positions_not_whole"
    zh = "各岗位占比合计为 {sum} 个基点，必须正好是 10000（100%）。"
    en = "The position shares add up to {sum} basis points. They must make exactly 10000 (100 %)."


class PositionTwice(DomainError):
    """One position stands there twice from one date on, so its share is not told."""

    kind, code = "invalid", "person.position_twice"
    zh = "岗位“{position}”在同一日期出现了两次，请合并占比。"
    en = "The position “{position}” stands there twice from one date on. Add its shares up."


class OwnAccess(DomainError):
    """Somebody tried to change their own access role or seat, who decides on them, or what and when they work."""

    kind, code = "forbidden", "person.own_access"
    zh = "不能更改自己的权限、上级、岗位、工作时间比例、请假和离职日期，也不能停用自己的账号，请让（其他）负责人操作。"
    en = (
        "You cannot change your own access role, manager, seat, positions, working time, leave or last day. "
        "Ask the owner, or another one."
    )


class OwnerOnly(DomainError):
    """Only an owner gives or takes the owner's access role, and says when an owner leaves."""

    kind, code = "forbidden", "person.owner_only"
    zh = "只有负责人可以设置或取消负责人权限、更改负责人的离职日期，请让负责人操作。"
    en = "Only an owner may give or take the owner's access role, or change when an owner leaves. Ask an owner."


def whole_positions(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """
    Return the assignments if, for each date they begin on, their shares make the whole.

    :raises PositionTwice: if one position begins twice on one date.
    :raises PositionsNotWhole: otherwise.
    """
    sums: dict[date, int] = {}
    begun = set()
    for each in assignments:
        if (each.position, each.from_on) in begun:
            raise PositionTwice(pointer="/positions", position=each.position)
        begun.add((each.position, each.from_on))
        sums[each.from_on] = sums.get(each.from_on, 0) + each.share_bp
    for total in sums.values():
        if total != WHOLE_BP:
            raise PositionsNotWhole(pointer="/positions", sum=total)
    return assignments
