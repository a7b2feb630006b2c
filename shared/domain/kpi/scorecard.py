"""The scorecard (绩效得分): points, weighted points, lost points and bonus of each line, and a total that adds up.

What cannot be measured gives its weight to the lines that can. Everything is exact until the record; then total and
bonus are rounded half up to four places and the rows close to them, so that Σ lost − Σ bonus + total = 100 holds
as stored. Where rounding alone would miss by 0.0001, the row nearest to the border absorbs it, ties by KPI id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.closing import close
from shared.domain.kpi.curves import ON_TARGET
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import Confidence, Evaluation, State
from shared.domain.kpi.figures.samples import Refused
from shared.domain.kpi.grades import DEFAULT_GRADES, Grade, grade_of
from shared.domain.kpi.in_force import LineInForce
from shared.domain.kpi.reasons import Reason, reason_for
from shared.domain.kpi.steps.reaching import points_at
from shared.domain.kpi.steps.step import Step, step_to_target
from shared.domain.numbers import WHOLE_BP, largest_remainder, quantize

Status = Literal["scored", "insufficient_evidence", "blocked_publication"]
DEFAULT_CAP: Final = Fraction(110)
MOST_BLOCKED, MOST_MISSING = Fraction(20, 100), Fraction(40, 100)
ZERO, FULL = Fraction(0), Fraction(100)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """
    One KPI on the record.

    `weight_bp` is the weight after redistribution (0 for what was not scored), `plan_weight_bp` the plan's. Value,
    numerator, denominator and target are exact; points and parts have four places. `to_target` is the smallest step
    that would bring the line to 100 points, if it lost any. With a `goal_id` the target is one that the person was
    assigned out of that company goal, else the plan's.
    """

    kpi_id: str
    state: State
    weight_bp: int
    plan_weight_bp: int
    reason: Reason
    n: int = 0
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    target: Fraction | None = None
    points: Decimal | None = None
    weighted: Decimal = Decimal("0.0000")
    lost: Decimal = Decimal("0.0000")
    bonus: Decimal = Decimal("0.0000")
    first_on: str = ""
    until_on: str = ""
    event_ids: tuple[str, ...] = ()
    excluded: Refused = ()
    name_zh: str = ""
    name_en: str = ""
    confidence: Confidence = "none"
    to_target: Step | None = None
    goal_id: str | None = None

    @property
    def target_source(self) -> Literal["plan", "goal"]:
        """Where the target comes from."""
        return "plan" if self.goal_id is None else "goal"


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures with one decimal place, as a page prints them: they add up as printed."""

    total: Decimal
    weighted: Mapping[str, Decimal]
    lost: Mapping[str, Decimal]
    bonus: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """
    The score of a person and a period.

    `total` is uncapped; `official_total` is what the cap leaves and is graded; `cap_cut` is the difference (封顶).
    Without enough evidence there is no total at all.
    """

    status: Status
    lines: tuple[ScoreLine, ...]
    na_weight_bp: int
    blocked_weight_bp: int
    total: Decimal | None = None
    official_total: Decimal | None = None
    cap_cut: Decimal = Decimal("0.0000")
    grade: str | None = None
    coefficient: Decimal | None = None

    def aimed_by(self, goals: Mapping[str, str]) -> "Scorecard":
        """Return the card with the goal that each KPI's target comes from, where it comes from one."""
        if not goals:
            return self
        lines = tuple(replace(each, goal_id=goals.get(each.kpi_id)) for each in self.lines)
        return replace(self, lines=lines)

    @property
    def shown(self) -> Shown | None:
        """The figures with one decimal place; None without a total."""
        if self.total is None:
            return None
        rows = {each.kpi_id: each for each in self.lines if each.points is not None}
        total = quantize(self.total, 1)
        bonus = close({key: Fraction(each.bonus) for key, each in rows.items()}, None, 1)
        whole = FULL - Fraction(total) + Fraction(sum(bonus.values()))
        lost = close({key: Fraction(each.lost) for key, each in rows.items()}, whole, 1)
        weighted = close({key: Fraction(each.weighted) for key, each in rows.items()}, Fraction(total), 1)
        return Shown(total, weighted, lost, bonus)


def score(
    lines: Sequence[LineInForce],
    evaluations: Mapping[str, Evaluation],
    *,
    cap: Fraction = DEFAULT_CAP,
    grades: Sequence[Grade] = DEFAULT_GRADES,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> Scorecard:
    """
    Score the lines in force with the evaluation of each KPI.

    More than 20 % of the weight blocked forbids publication; more than 40 % blocked or not measurable is no
    evidence for a total.

    :raises UnknownKpi: if a line names a KPI that is not in the library.
    """
    drafts = [_Draft.of(line, evaluations[line.kpi_id], catalogue) for line in lines]
    blocked = sum((each.line.weight for each in drafts if each.state == "blocked"), ZERO)
    missing = sum((each.line.weight for each in drafts if each.points is None), ZERO)
    status: Status = "scored"
    if blocked > MOST_BLOCKED:
        status = "blocked_publication"
    elif missing > MOST_MISSING or not any(each.points is not None for each in drafts):
        status = "insufficient_evidence"
    na_bp = sum(each.line.weight_bp for each in drafts if each.state == "na")
    blocked_bp = sum(each.line.weight_bp for each in drafts if each.state == "blocked")
    if status != "scored":
        return Scorecard(status, tuple(each.unscored() for each in drafts), na_bp, blocked_bp)
    return _closed(drafts, cap, grades, na_bp, blocked_bp)


def hold_harmless(prorated: Scorecard, floor: Scorecard | None) -> Scorecard:
    """
    Return the better of the prorated scorecard and the one under the plan before the switch.

    One without enough evidence gives way to a floor that has a total. One that is blocked does not: its data come
    back, and may make more of it than the floor.
    """
    if floor is None or floor.official_total is None or prorated.status == "blocked_publication":
        return prorated
    if prorated.official_total is not None and prorated.official_total >= floor.official_total:
        return prorated
    return floor


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line with its exact points, before anything is rounded."""

    line: LineInForce
    evaluation: Evaluation
    state: State
    target: Fraction | None
    points: Fraction | None
    reason: Reason
    definition: KpiDefinition
    step: Step | None

    @classmethod
    def of(
        cls, line: LineInForce, evaluation: Evaluation, catalogue: Mapping[str, KpiDefinition]
    ) -> "_Draft":
        definition = kpi_definition(line.kpi_id, catalogue)
        if definition.of_target is not None:
            line, evaluation = _in_parts_of_its_target(definition.of_target, line, evaluation)
        if line.target is None and evaluation.planned is not None:
            line = line.aimed_at(evaluation.planned)
        limit = evaluation.target_limit
        target = line.target if line.target is None or limit is None else min(line.target, limit)
        reason = reason_for(definition, evaluation, target)
        untargeted = target is None and evaluation.state in ("scored", "zero")
        state: State = "na" if untargeted else evaluation.state
        points = None if untargeted else _points(line, evaluation)
        step = step_to_target(definition, line, evaluation, points, target)
        return cls(line, evaluation, state, target, points, reason, definition, step)

    def unscored(self) -> ScoreLine:
        return self.scored(0, Decimal("0.0000"), Decimal("0.0000"), Decimal("0.0000"))

    def scored(self, weight_bp: int, weighted: Decimal, lost: Decimal, bonus: Decimal) -> ScoreLine:
        found = self.evaluation
        return ScoreLine(
            self.line.kpi_id,
            self.state,
            weight_bp,
            self.line.weight_bp,
            self.reason,
            n=found.n,
            value=found.value,
            numerator=found.numerator,
            denominator=found.denominator,
            target=self.target,
            points=None if self.points is None else quantize(self.points),
            weighted=weighted,
            lost=lost,
            bonus=bonus,
            first_on=found.window.first_on.isoformat(),
            until_on=found.window.until_on.isoformat(),
            event_ids=tuple(sorted(found.event_ids)),
            excluded=found.excluded,
            name_zh=self.definition.name_zh,
            name_en=self.definition.name_en,
            confidence=found.confidence,
            to_target=self.step,
        )


def _in_parts_of_its_target(
    aim: Fraction, line: LineInForce, evaluation: Evaluation
) -> tuple[LineInForce, Evaluation]:
    """Divide the figure by the amount that the plan assigns, of which `aim` is on target; none or zero is no target."""
    if not line.target:
        return line.aimed_at(None), replace(evaluation, value=None)
    return line.aimed_at(aim), evaluation.divided_by(line.target)


def _points(line: LineInForce, evaluation: Evaluation) -> Fraction | None:
    if evaluation.state == "zero":
        return ZERO
    if evaluation.state != "scored" or evaluation.value is None:
        return None
    return points_at(line, evaluation.value, evaluation.target_limit, evaluation.points_cap)


def _closed(
    drafts: Sequence[_Draft], cap: Fraction, grades: Sequence[Grade], na_bp: int, blocked_bp: int
) -> Scorecard:
    exact = {each.line.kpi_id: (each.line.weight, each.points) for each in drafts if each.points is not None}
    whole = sum((weight for weight, _ in exact.values()), ZERO)
    parts = {key: (weight / whole, points) for key, (weight, points) in exact.items() if points is not None}
    weighted = {key: weight * points for key, (weight, points) in parts.items()}
    total = quantize(sum(weighted.values(), ZERO))
    bonus = close(
        {key: weight * max(points - ON_TARGET, ZERO) for key, (weight, points) in parts.items()}, None, 4
    )
    lost_whole = FULL - Fraction(total) + Fraction(sum(bonus.values()))
    lost = close(
        {key: weight * (FULL - min(points, ON_TARGET)) for key, (weight, points) in parts.items()},
        lost_whole,
        4,
    )
    shares = close(weighted, Fraction(total), 4)
    units = largest_remainder({key: weight for key, (weight, _) in parts.items()}, WHOLE_BP)
    official = min(total, quantize(cap))
    lines = tuple(
        each.scored(units[key], shares[key], lost[key], bonus[key])
        if (key := each.line.kpi_id) in parts
        else each.unscored()
        for each in drafts
    )
    reached = grade_of(official, grades)
    return Scorecard(
        "scored",
        lines,
        na_bp,
        blocked_bp,
        total,
        official,
        total - official,
        reached.name,
        reached.coefficient,
    )
