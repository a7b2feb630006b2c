"""The order of switches of a position: each begins after those that stand, and the first of a month has a floor."""

from collections.abc import Collection, Iterable
from datetime import date

from shared.domain.direction.switch import DirectionSwitch
from shared.domain.errors import DomainError
from shared.domain.periods import Period


class SwitchedLater(DomainError):
    """A position is switched on the same date or later already, by what would change under another switch before it."""

    kind, code = "conflict", "direction.switched_later"
    zh = (
        "岗位“{position_zh}”已排定从 {from_on} 起切换为“{name_zh}”。同日或更早生效的切换会改变那一次的目标和保底，"
        "请先撤销它，或把生效日期改到 {from_on} 之后。"
    )
    en = (
        "The position “{position_en}” is switched to “{name_en}” from {from_on} on. A switch on that date or before it "
        "would change the targets and the floor of that one too. Undo that one first, or begin after {from_on}."
    )


class PlanBeforeSwitch(SwitchedLater):
    """A plan would begin before a switch of its position that was computed from the plan before it."""

    code = "plan.switched_later"
    zh = (
        "岗位“{position_zh}”已排定从 {from_on} 起切换为“{name_zh}”，那次切换的权重和目标按现在的方案算出。"
        "请先撤销那次切换，或让新方案从 {from_on} 之后生效。"
    )
    en = (
        "The position “{position_en}” is switched to “{name_en}” from {from_on} on, with weights and targets computed "
        "from the plan of now. Undo that switch first, or let the plan begin after {from_on}."
    )


def switched_later(
    switches: Iterable[DirectionSwitch], from_on: date, positions: Collection[str]
) -> tuple[DirectionSwitch, str] | None:
    """Return the first standing switch from `from_on` on of one of the positions, with that position; None if none."""
    found = [
        (each, position)
        for each in switches
        if each.undone_at is None and each.from_on >= from_on
        for position, _, _ in each.plans
        if position in positions
    ]
    return min(found, key=lambda each: (each[0].from_on, each[0].id, each[1]), default=None)


def is_first_in_month(switches: Iterable[DirectionSwitch], from_on: date, positions: Collection[str]) -> bool:
    """
    Return whether a switch would be the first of its month for any of the positions.

    Only a standing one that begins earlier in the month is before it. Whoever has been switched in the month keeps
    the floor of that switch, whatever this one says.
    """
    month = Period.month_of(from_on)
    before = {
        position
        for each in switches
        if each.undone_at is None and month.first_on <= each.from_on < from_on
        for position, _, _ in each.plans
    }
    return not before.issuperset(positions)
