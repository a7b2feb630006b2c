"""Prove a step by imagining it: with it the line is worth 100 points, with one unit less it is not."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.imagined.world import Imagining
from shared.domain.kpi.in_force import LineInForce, whole_period
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.scorecard import ScoreLine, score
from shared.domain.kpi.steps.changes import Change
from shared.domain.kpi.steps.reaching import points_at
from tests.domain.kpi.building import LI, MARCH

MID_MARCH = date(2026, 3, 18)


@dataclass(frozen=True)
class Case:
    """One KPI of a person in March, against a target."""

    kpi_id: str
    facts: Facts
    target: Fraction | None = None
    person_id: str = LI
    curve: str = ""

    @property
    def line(self) -> ScoreLine:
        """The line as it is scored, with its step."""
        found = evaluate(self.definition, self.facts, self.person_id, MARCH)
        return score([self.in_force], {self.kpi_id: found}).lines[0]

    @property
    def definition(self):
        return CATALOGUE[self.kpi_id]

    @property
    def in_force(self) -> LineInForce:
        definition = self.definition
        return whole_period([PlanLine(self.kpi_id, 10_000, definition.curve, self.target)])[0]

    @property
    def points(self) -> Fraction | None:
        """The exact points, not rounded to the places of a record."""
        found = evaluate(self.definition, self.facts, self.person_id, MARCH)
        line, aim = self.in_force, self.definition.of_target
        if aim is not None:
            line, found = line.aimed_at(aim), found.divided_by(self.target)
        if self.target is None and found.planned is not None:
            line = line.aimed_at(found.planned)
        if found.state != "scored":
            return Fraction(0) if found.state == "zero" else None
        return points_at(line, found.value, found.target_limit, found.points_cap)

    def after(self, changes: list[Change] | tuple[Change, ...], today: date = MID_MARCH) -> "Case":
        """Return the case with these changes made."""
        imagined = Imagining(self.person_id, MARCH, today, {}).of(self.facts, changes)
        return replace(self, facts=imagined.facts)


def smaller(changes: tuple[Change, ...]) -> list[list[Change]]:
    """Return the changes of a step with one unit less, for each unit that it has."""
    if len(changes) == 2:  # as many put in as left out
        removed, added = changes
        if removed.remove.count == 1:
            return []
        return [
            [
                Change(remove=replace(removed.remove, count=removed.remove.count - 1)),
                Change(add=replace(added.add, count=added.add.count - 1)),
            ]
        ]
    (change,) = changes
    if change.remove is not None:
        less = replace(change.remove, count=change.remove.count - 1)
        return [[Change(remove=less)]] if less.count else []
    found, add = [], change.add
    if add.count > 1:
        found.append(replace(add, count=add.count - 1))
    if add.amount is not None and add.amount > 1:
        found.append(replace(add, amount=add.amount - Decimal(1)))
    if add.quantity:
        found.append(replace(add, quantity=add.quantity - 1))
    return [[Change(add=each)] for each in found]


def is_proven(case: Case) -> bool:
    """Check a step on both sides; return whether there was one to check."""
    step = case.line.to_target
    if step is None or not step.changes:
        return False
    assert case.points is None or case.points < 100
    reached = case.after(step.changes).points
    assert reached is not None, (case.kpi_id, step.zh, reached)
    assert reached >= 100, (case.kpi_id, step.zh, reached)
    for changes in smaller(step.changes):
        less = case.after(changes).points
        assert less is None or less < 100, (case.kpi_id, step.zh, changes, less)
    return True
