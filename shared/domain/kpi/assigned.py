"""Targets that people were assigned for a month out of company goals (个人目标), and how much of one counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final

from shared.domain.goals.goal import MonthSplit
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.held import ZERO, Day

IN_PARTS_OF: Final = {"sales.target_attainment": "sales.revenue"}
"""Whose assigned target a KPI divides by. 商机覆盖率 divides by that of the next period, which its plan names."""

Targets = Mapping[str, Fraction]
"""The target of a whole month, by KPI, in the KPI's unit."""


@dataclass(frozen=True, slots=True, eq=False)
class AssignedTargets(Mapping[str, Targets]):
    """
    What everybody was assigned for one month: targets by KPI, by person.

    `goals` names the goal that each KPI's targets come from; whoever has no part in any is absent.
    """

    targets: Mapping[str, Targets] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, splits: Iterable[MonthSplit]) -> "AssignedTargets":
        """Return the targets of the splits of one month, of which each KPI has one; they hold for 完成率 as well."""
        found: dict[str, dict[str, Fraction]] = {}
        goals = {}
        for split in sorted(splits, key=lambda each: each.kpi_id):
            goals[split.kpi_id] = split.goal_id
            for share in split.shares:
                found.setdefault(share.person_id, {})[split.kpi_id] = share.target
        for kpi_id, amount_of in IN_PARTS_OF.items():
            if amount_of in goals and kpi_id not in goals:
                goals[kpi_id] = goals[amount_of]
                for targets in (each for each in found.values() if amount_of in each):
                    targets[kpi_id] = targets[amount_of]
        return cls(found, goals)

    def goals_of(self, person_id: str) -> dict[str, str]:
        """Return the goal behind each of a person's targets, by KPI."""
        return {kpi_id: self.goals[kpi_id] for kpi_id in self.get(person_id, {}) if kpi_id in self.goals}

    def __getitem__(self, person_id: str) -> Targets:
        return self.targets[person_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.targets)

    def __len__(self) -> int:
        return len(self.targets)


def counted_target(
    target: Fraction, definition: KpiDefinition, curves: Iterable[Curve], days: Sequence[Day]
) -> Fraction | None:
    """
    Return how much of a month's assigned target counts for the dates of the month.

    That of a flow KPI, and an amount that a KPI divides by, goes by its days from the person's first on: those on
    which the KPI had weight, however much, and the person was there, out of all. It knows working time, the share of
    the position and the first day already, so none of them counts again. Any other holds as it is. A target of zero
    that one of the curves would divide by asks for nothing: None.
    """
    if not target and not all(each.takes_zero_target for each in curves):
        return None
    is_amount = definition.is_flow or definition.of_target is not None
    if not is_amount or definition.proration in ("none", "events_held"):
        return target
    begun = next((index for index, day in enumerate(days) if day.employed), 0)
    counting = [day for day in days[begun:] if day.counts(definition)]
    if not counting:
        return None
    on = sum((day.there for day in counting if day.weighs(definition.id)), ZERO)
    counted = target * on / len(counting)
    return Fraction(ceil(counted)) if definition.proration == "workdays_round_up" else counted
