"""Hold the targets of a plan that is about to be published against what its people did: out of reach, or no effort."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from shared.domain.company import Company
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.lines import PlanLine, PlanWarning
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.reasons import amount
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.targets.attainability import WEEKS, Chance, weekly_history
from shared.domain.numbers import WHOLE_BP, exact, quantize
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import gather_facts, history_start

MOST_PEOPLE = 60
"""Of a plan whose targets are looked at while somebody waits for it to be published; the first ones by id."""


def check_targets(
    *,
    plan: PlanVersion,
    company: Company,
    people: Sequence[Person],
    at: datetime,
    kpis: CompanyKpis,
) -> tuple[PlanWarning, ...]:
    """
    Return a warning for each of the plan's people and printed targets that they reach in less than 10 % or more
    than 90 % of the draws, in the first whole month of the plan.

    A flow is aimed at by the share of the position and the working time. Nothing is read unless a target is printed;
    then the facts are read once for everybody. Beyond 60 people the others are named in a warning of their own.
    """
    lines = [line for line in plan.lines if line.target is not None]
    if not lines or not people:
        return ()
    month = _first_whole_month(plan)
    today = at.astimezone(company.tz).date()
    first = min(today, month.first_on) - timedelta(weeks=WEEKS)
    source = TakenFrom(
        gather_facts(company, since=history_start(company, Period.month_of(first)), at=at), kpis.takes
    )
    found: list[PlanWarning] = []
    for person in people[:MOST_PEOPLE]:
        for line in lines:
            definition = kpis.catalogue[line.kpi_id]
            history = weekly_history(
                definition, source, person.id, month, today=today, joined_on=person.joined_on
            )
            target = _aimed_at(line, definition, person, plan)
            found += _warnings(definition, history.chance(target), target, person)
    return (*found, *_unlooked_at(len(people)))


def _first_whole_month(plan: PlanVersion) -> Period:
    month = Period.month_of(plan.from_on)
    return month if month.first_on == plan.from_on else Period.month_of(month.until_on)


def _aimed_at(line: PlanLine, definition: KpiDefinition, person: Person, plan: PlanVersion) -> Fraction:
    target = line.target or Fraction(0)
    if not definition.is_flow:
        return target
    target *= Presence.of(person).fte(plan.from_on)
    if plan.position is None:
        return target
    return target * Fraction(person.positions_on(plan.from_on)[plan.position], WHOLE_BP)


def _warnings(
    definition: KpiDefinition, chance: Chance, target: Fraction, person: Person
) -> Iterable[PlanWarning]:
    if chance.verdict not in ("unlikely", "too_easy") or chance.probability is None:
        return
    percent = exact(quantize(chance.probability * 100, 1))
    zh, en = (
        ("可能过高", "may be too high") if chance.verdict == "unlikely" else ("可能过低", "may be too low")
    )
    yield PlanWarning(
        f"plan.target_{chance.verdict}",
        definition.id,
        f"{person.name}：“{definition.name_zh}”的目标 {amount(definition, target, 'zh', trim=True)} {zh}，"
        f"按最近 {chance.weeks} 周推算，达到的可能约 {percent}%。",
        f"{person.name}: the target {amount(definition, target, 'en', trim=True)} of “{definition.name_en}” {en}: "
        f"by the last {chance.weeks} weeks it is reached in about {percent} %.",
    )


def _unlooked_at(people: int) -> Iterable[PlanWarning]:
    if people > MOST_PEOPLE:
        yield PlanWarning(
            "plan.targets_partly_checked",
            "",
            f"只推算了前 {MOST_PEOPLE} 人能否达到目标，其余 {people - MOST_PEOPLE} 人请逐一查看。",
            f"Only the first {MOST_PEOPLE} people's targets were checked; look at the other {people - MOST_PEOPLE}.",
        )
