"""Draft a goal: its months by the season, each month's parts by the people, and what is to be thought about."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.cascade import cascade
from shared.domain.goals.checks import check_goal, default_position, measured_by, quantum_of
from shared.domain.goals.goal import Goal, GoalWarning, SplitRule, in_force_from
from shared.domain.goals.months import months_of
from shared.domain.goals.seasonality import SINGLE, Season, season_of, typed
from shared.domain.ids import new_id
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.people import Member, Person
from shared.domain.periods import Period
from shared.usecases.goals.draft_warnings import draft_warnings
from shared.usecases.goals.months_that_count import held_months
from shared.usecases.goals.past import Past, read_past
from shared.usecases.goals.weigh_shares import weigh_shares
from shared.usecases.kpis.company_kpis import CompanyKpis


class PositionUnknown(DomainError):
    """A goal is for a position that the company does not have."""

    kind, code = "invalid", "goal.position_unknown"
    zh = "没有岗位“{position}”，请从工作目录中选择。"
    en = "There is no position “{position}”. Choose one from the catalogue of work."


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A goal as somebody typed it.

    `currency` is that of the target, None if none was typed. Without a `position` it is for those whom the KPI
    measures, without `indices` the season is read from the company's history.
    """

    kpi_id: str
    period: str
    target: Fraction
    currency: str | None = None
    position: str | None = None
    rule: SplitRule = field(default_factory=SplitRule)
    indices: tuple[Fraction, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftedGoal:
    """A goal with the people of the company, whose parts it holds, and the command that keeps it."""

    goal: Goal
    people: tuple[Person, ...]
    command: Command


def draft_goal(
    *, wanted: Wanted, company: Company, actor: Member, at: datetime, kpis: CompanyKpis
) -> DraftedGoal:
    """
    Return the whole cascade of a goal as a draft, which nobody is told of and nothing counts by.

    People, facts and what holds in its months are read once each; nothing is read for a goal that is refused.

    :raises PositionUnknown: if the company has no such position.
    :raises DomainError: as `check_goal` and `typed`, on the first rule that fails.
    """
    definition = check_goal(
        kpi_id=wanted.kpi_id,
        period=wanted.period,
        target=wanted.target,
        rule=wanted.rule,
        currency=company.currency,
        typed_currency=wanted.currency,
        catalogue=kpis.catalogue,
    )
    position = wanted.position or default_position(wanted.kpi_id, kpis.catalogue)
    if position not in company.catalogue.positions:
        raise PositionUnknown(pointer="/position", position=position)
    if wanted.indices is not None:
        typed(wanted.indices)
    people = tuple(each for each in every(refs.people(company.id)) if each.is_reviewed)
    of_person = kpi_definition(measured_by(wanted.kpi_id), kpis.catalogue)
    past = read_past(
        company=company, of_company=definition, of_person=of_person, people=people, at=at, kpis=kpis
    )
    season = _season(wanted, definition, past, company)
    goal = Goal(
        id=new_id("gol", at),
        company_id=company.id,
        kpi_id=wanted.kpi_id,
        period=wanted.period,
        position=position,
        target=wanted.target,
        rule=wanted.rule,
        months=(),
        season=season.basis,
        indices=tuple(season.indices[each.first_on.month - 1] for each in months_of(wanted.period)),
        created_at=at,
        created_by=actor.id,
        note=wanted.note,
    )
    quantum = quantum_of(definition, company.currency)
    months = cascade(goal, definition, people, past.people, season, calendar_of(company), quantum)
    goal = replace(goal, months=months)
    warnings = (
        *draft_warnings(goal, of_person, held_months(goal), company, at),
        *_warnings(goal, of_person, past, people, company, at),
    )
    goal = replace(goal, warnings=warnings)
    return DraftedGoal(
        goal, people, Command("goal.draft", (Write(refs.goals(company.id).at(goal.id), goal),))
    )


def _season(wanted: Wanted, definition: KpiDefinition, past: Past, company: Company) -> Season:
    months = months_of(wanted.period)
    if not definition.is_flow or len(months) == 1:
        return SINGLE
    if wanted.indices is not None:
        return typed(wanted.indices)
    return season_of(past.company, months[0].first_on.year, calendar_of(company))


def _warnings(
    goal: Goal,
    definition: KpiDefinition,
    past: Past,
    people: Sequence[Person],
    company: Company,
    at: datetime,
) -> tuple[GoalWarning, ...]:
    """Look at the first month that would count if the goal were published now; without one there is nothing to say."""
    earliest = takes_effect_on(at, company.tz)
    first = next(
        (each for each in goal.months if in_force_from(Period.parse(each.month).first_on, earliest)), None
    )
    if first is None:
        return ()
    today = at.astimezone(company.tz).date()
    return weigh_shares(split=first, definition=definition, source=past.source, people=people, today=today)
