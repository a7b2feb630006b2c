"""Hold the personal targets of a goal against what these people did: out of reach, or no effort."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from shared.domain.goals.goal import GoalWarning, MonthSplit, Share
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.reasons import amount
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.targets.attainability import Chance, weekly_history
from shared.domain.numbers import exact, quantize
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.plans.check_targets import MOST_PEOPLE


def weigh_shares(
    *,
    split: MonthSplit,
    definition: KpiDefinition,
    source: TakenFrom,
    people: Sequence[Person],
    today: date,
) -> tuple[GoalWarning, ...]:
    """
    Return a warning for each person who reaches their part in less than 10 % or more than 90 % of the draws.

    Nothing is read. Of more than 60 people the others are named in a warning of their own. A part of zero asks
    nothing of anybody, and fewer than 8 weeks with a record tell nothing.
    """
    month, who = Period.parse(split.month), {each.id: each for each in people}
    shares = [each for each in split.shares if each.target > 0]
    found = [
        warning
        for share in shares[:MOST_PEOPLE]
        for warning in _warnings(definition, share, who, month, source, today)
    ]
    return (*found, *_unlooked_at(len(shares), month))


def _warnings(
    definition: KpiDefinition,
    share: Share,
    who: Mapping[str, Person],
    month: Period,
    source: TakenFrom,
    today: date,
) -> Iterable[GoalWarning]:
    person = who[share.person_id]
    history = weekly_history(definition, source, person.id, month, today=today, joined_on=person.joined_on)
    chance = history.chance(share.target)
    if chance.probability is not None and chance.verdict in ("unlikely", "too_easy"):
        yield _warning(definition, share, person, month, chance)


def _warning(
    definition: KpiDefinition, share: Share, person: Person, month: Period, chance: Chance
) -> GoalWarning:
    percent = exact(quantize((chance.probability or 0) * 100, 1))
    zh, en = (
        ("可能过高", "may be too high") if chance.verdict == "unlikely" else ("可能过低", "may be too low")
    )
    return GoalWarning(
        f"goal.target_{chance.verdict}",
        person.id,
        month.key,
        f"{person.name} {month.key} 的目标 {amount(definition, share.target, 'zh', trim=True)} {zh}，"
        f"按最近 {chance.weeks} 周推算，达到的可能约 {percent}%。",
        f"{person.name}: the target {amount(definition, share.target, 'en', trim=True)} of {month.key} {en}: "
        f"by the last {chance.weeks} weeks it is reached in about {percent} %.",
    )


def _unlooked_at(people: int, month: Period) -> Iterable[GoalWarning]:
    if people > MOST_PEOPLE:
        yield GoalWarning(
            "goal.targets_partly_checked",
            "",
            month.key,
            f"只推算了前 {MOST_PEOPLE} 人能否达到目标，其余 {people - MOST_PEOPLE} 人请逐一查看。",
            f"Only the first {MOST_PEOPLE} people's targets were checked; look at the other {people - MOST_PEOPLE}.",
        )
