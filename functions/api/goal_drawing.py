"""Draw goals for one caller: names, figures, and only the people whom the caller sees."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from functions.api.goal_shapes import (
    AnswerShape,
    FlagShape,
    GoalShape,
    GoalWarningShape,
    MonthShape,
    ProposedShape,
    RuleShape,
    SeasonShape,
    ShareShape,
    shown,
)
from functions.api.goal_words import FLAGS, MONTHS, SEASONS
from shared.domain.company import Company
from shared.domain.goals.goal import Goal, Share, TargetAnswer
from shared.domain.goals.months import months_of
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.numbers import exact
from shared.domain.people import Member, Person, may_see
from shared.domain.periods import Period
from shared.usecases.goals.answer_target import targets_of
from shared.usecases.goals.draft_warnings import is_provisional
from shared.usecases.goals.months_that_count import GoalMonth
from shared.usecases.goals.publish_goal import STATES


def row_of(goal: Goal, definition: KpiDefinition, measured: str, company: Company) -> dict[str, Any]:
    """Return the fields of a goal in a list."""
    return {
        "id": goal.id,
        "kpi": goal.kpi_id,
        "kpi_name_zh": definition.name_zh,
        "kpi_name_en": definition.name_en,
        "measured_by": measured,
        "period": goal.period,
        "position": goal.position,
        "target": shown(definition, company, goal.target),
        "state": goal.state,
        "state_zh": STATES[goal.state],
        "note": goal.note,
        "created_at": goal.created_at,
        "created_by": goal.created_by,
        "published_at": goal.published_at,
        "withdrawn_at": goal.withdrawn_at,
        "withdraw_reason": goal.withdraw_reason,
        "version": goal.version,
    }


class Drawing:
    """Draws one goal for one caller: names, figures, and only the people whom the caller sees."""

    def __init__(
        self,
        definition: KpiDefinition,
        company: Company,
        people: Iterable[Person],
        caller: Member,
        today: date,
    ) -> None:
        """Take what all months have in common; `today` is the date in the company's zone."""
        self._definition, self._company, self._today = definition, company, today
        self._people = {each.id: each for each in people}
        self._caller = caller

    def goal(
        self, goal: Goal, measured: str, months: Sequence[GoalMonth], answers: Iterable[TargetAnswer]
    ) -> GoalShape:
        """Return the whole cascade."""
        indices = dict(zip((each.key for each in months_of(goal.period)), goal.indices, strict=True))
        zh, en = SEASONS[goal.season]
        rest = sum((each.split.unallocated for each in months), Fraction(0))
        held = {each.split.month: each.split for each in months if each.state == "counts"}
        return GoalShape(
            **row_of(goal, self._definition, measured, self._company),
            copied=any(each.split.copied for each in months),
            rule=rule_shape(goal),
            season=SeasonShape(basis=goal.season, provisional=is_provisional(goal), zh=zh, en=en),
            unallocated=self.figure(rest),
            months=[self._month(each, indices[each.split.month]) for each in months],
            warnings=[
                GoalWarningShape(
                    code=each.code, person_id=each.person_id or None, month=each.month, zh=each.zh, en=each.en
                )
                for each in goal.warnings
                if not each.person_id or self._shows(each.person_id)
            ],
            answers=[
                self.answer(each, targets_of(goal, held, each.person_id))
                for each in answers
                if self._shows(each.person_id)
            ],
        )

    def share(self, share: Share) -> dict[str, Any]:
        """Return what a person's part was made from."""
        return {
            "target": self.figure(share.target),
            "history": None if share.history is None else self.figure(share.history),
            "capacity": exact(share.capacity, 4),
            "cap": None if share.cap is None else self.figure(share.cap),
            "flags": [
                FlagShape(code=each, zh=zh, en=en) for each in share.flags for zh, en in (FLAGS[each],)
            ],
        }

    def answer(self, answer: TargetAnswer, own: Mapping[str, Fraction]) -> AnswerShape:
        """Return what a person said; `own` are their targets by month as they stand now."""
        return AnswerShape(
            person_id=answer.person_id,
            state=answer.state,
            at=answer.at,
            proposed=self._by_month(answer.proposed),
            reason=answer.reason,
            decided_at=answer.decided_at,
            decided_by=answer.decided_by or None,
            decision_reason=answer.decision_reason,
            seen=self._by_month(answer.seen),
            is_current=answer.is_about(own),
            version=answer.version,
        )

    def figure(self, value: Fraction) -> Any:
        """Return a figure in the KPI's unit."""
        return shown(self._definition, self._company, value)

    def _by_month(self, figures: Mapping[str, Fraction]) -> list[ProposedShape]:
        return [
            ProposedShape(month=month, target=self.figure(figure))
            for month, figure in sorted(figures.items())
        ]

    def _shows(self, person_id: str) -> bool:
        return person_id in self._people and may_see(self._caller, self._people[person_id])

    def _month(self, month: GoalMonth, index: Fraction) -> MonthShape:
        split = month.split
        seen = [each for each in split.shares if self._shows(each.person_id)]
        zh, en = MONTHS[month.state]
        return MonthShape(
            month=split.month,
            index=exact(index, 4),
            target=self.figure(split.target),
            state=month.state,
            counts=month.state in ("draft", "counts"),
            has_begun=Period.parse(split.month).first_on <= self._today,
            zh=zh,
            en=en,
            unallocated=self.figure(split.unallocated),
            shares=[
                ShareShape(
                    person_id=each.person_id,
                    person_name=self._people[each.person_id].name,
                    **self.share(each),
                )
                for each in seen
            ],
            hidden=len(split.shares) - len(seen),
            version=split.version,
        )


def rule_shape(goal: Goal) -> RuleShape:
    """Return the rule of a goal."""
    rule = goal.rule
    return RuleShape(
        history_bp=rule.history_bp,
        capacity_bp=rule.capacity_bp,
        equal_bp=rule.equal_bp,
        cap_bp=rule.cap_bp,
        round_to=None if rule.round_to is None else exact(rule.round_to),
        ramp_bp=list(rule.ramp_bp),
    )
