"""What a switch of direction would do: the one computation behind preview and switch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.advice.advice import Advice
from shared.domain.company import Company
from shared.domain.direction.choices import check_drops, check_named
from shared.domain.direction.dates import check_from
from shared.domain.direction.order import is_first_in_month
from shared.domain.direction.switch import DirectionTemplate
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.taking import Samples, TakenFrom
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.direction.follow_advice import advice_followed
from shared.usecases.direction.outlook import Months, Outlook, Scenario, Seer
from shared.usecases.direction.propose_missing import OfLines, propose_missing
from shared.usecases.direction.redirect_plans import Redirection, redirect_plans, spoken_position
from shared.usecases.direction.remembered import Remembered
from shared.usecases.direction.scheduled import check_order
from shared.usecases.direction.standing_goals import Standing, goal_warnings, standing_goals
from shared.usecases.direction.wanted import Wanted, check_direction, direction_of
from shared.usecases.goals.assigned import assigned_targets
from shared.usecases.kpis.company_kpis import CompanyKpis, company_kpis, offered_kpis
from shared.usecases.scores.facts import Known, gather_facts, history_start
from shared.usecases.scores.keep_measures import Keeping

NOTHING_MOVES: Final = PlanWarning(
    "direction.nothing_changes",
    "",
    "各岗位的方案已经是这个方向的权重和目标，切换不会带来变化，也不能提交。",
    "The plans already have the weights and targets of this direction: there is nothing to switch.",
)


@dataclass(frozen=True, slots=True)
class Prospect:
    """
    A switch as it would be: the new plans, and what becomes of everybody who holds one of the positions.

    `month` is the running month, whose scores are shown; `in_running` says whether the switch takes effect in it.
    `hold_harmless` is as wanted, or on for the first switch of a period. `proposed` are targets for lines that
    would have none, where months that are over are looked at. `standing` are targets out of company goals that stand
    whatever becomes of the plan's; `advice` is what the switch follows; `warnings` are about more than one position.
    """

    switch_id: str
    direction: DirectionTemplate
    from_on: date
    hold_harmless: bool
    redirections: tuple[Redirection, ...]
    people: tuple[Outlook, ...]
    month: Period
    in_running: bool
    workdays: int
    kpis: CompanyKpis
    proposed: OfLines
    standing: Standing
    warnings: tuple[PlanWarning, ...]
    advice: Advice | None = None

    @property
    def moving(self) -> tuple[Redirection, ...]:
        """The positions whose plan becomes another one; no other is published anew."""
        return tuple(each for each in self.redirections if each.moves)

    @property
    def touched(self) -> tuple[Outlook, ...]:
        """The people whose plan changes: they are told."""
        positions = {each.position for each in self.moving}
        return tuple(each for each in self.people if each.is_touched and positions & each.positions.keys())


def foresee(
    *,
    wanted: Wanted,
    company: Company,
    switch_id: str,
    by: str,
    at: datetime,
    months_back: int,
    code_version: str,
) -> Prospect:
    """
    Compute a switch from all that is known by now; nothing is written.

    Plans, people, switches and what figures are taken from are read once each. `months_back` months that are over
    are scored as well, and targets are proposed; without any, measures that are kept are enough.

    :raises SwitchedLater: if a position whose plan would move is switched on the day or later already.
    :raises DomainError: as `check_named`, `check_drops`, `check_from`, `direction_of`,
        `advice_followed`, `check_direction` and `redirect_plans`.
    """
    today = at.astimezone(company.tz).date()
    running = Period.month_of(today)
    check_from(wanted.from_on, committed_at=at, zone=company.tz)
    direction = direction_of(wanted, company)
    advice = advice_followed(wanted.advice_id, direction, company_id=company.id, at=at)
    plans = [each for each in every(refs.plans(company.id)) if each.undone_at is None]
    kpis = _kpis(direction, plans, company)
    positions = {position for position, _ in direction.pins}
    switches = list(every(refs.direction_switches(company.id)))
    floor = wanted.hold_harmless
    if floor is None:
        floor = is_first_in_month(switches, wanted.from_on, positions)
    redirections = redirect_plans(
        plans=plans,
        direction=direction,
        wanted=wanted,
        catalogue=kpis.catalogue,
        positions=company.catalogue.positions,
        hold_harmless=floor,
        switch_id=switch_id,
        by=by,
        at=at,
    )
    noted = _check_choices(wanted, redirections, company, kpis.catalogue)
    check_order(switches, wanted.from_on, [each.position for each in redirections if each.moves], company)
    concerned = [each for each in every(refs.people(company.id)) if holds(each, positions, wanted.from_on)]
    _check_open(concerned, wanted.from_on, company, at)
    past = tuple(running.earlier(back) for back in range(1, months_back + 1))
    months = Months(running, wanted.from_on in running, past)
    people: list[Outlook] = []
    samples: Samples | None = None
    if concerned:
        samples = Remembered(_samples(company, kpis, months, at, code_version))
        seer = Seer(company, samples, kpis.catalogue, _assigned(company, months))
        moving = [each for each in redirections if each.moves]
        scenario = Scenario.of(plans, moving, wanted.from_on, kpis.catalogue)
        people = [seer.look(each, scenario, months) for each in concerned]
    proposed: OfLines = {}
    if past:
        after = {each.position: each.after for each in redirections}
        proposed = propose_missing(after, concerned, samples, catalogue=kpis.catalogue, today=today)
    changes = [change for each in redirections if each.moves for change in each.redirected.changes]
    standing = standing_goals(company.id, changes, wanted.from_on)
    until = Period.month_of(wanted.from_on).until_on
    return Prospect(
        switch_id,
        direction,
        wanted.from_on,
        floor,
        redirections,
        tuple(people),
        running,
        months.in_running,
        calendar_of(company).count(wanted.from_on, until),
        kpis,
        proposed,
        standing,
        (*noted, *_goal_warnings(redirections, people, standing, kpis.catalogue)),
        advice,
    )


def holds(person: Person, positions: set[str], day: date) -> bool:
    """Return whether a person is reviewed, there, and in one of the positions on a day."""
    left = person.left_on is not None and person.left_on <= day
    return person.is_reviewed and not left and bool(positions & person.positions_on(day).keys())


def _check_open(people: Sequence[Person], from_on: date, company: Company, at: datetime) -> None:
    month, ids = Period.month_of(from_on).key, {each.id for each in people}
    declared = any(each.person_id in ids for each in every(refs.declarations(company.id, month)))
    check_from(from_on, committed_at=at, zone=company.tz, settled=[month] * declared)


def _check_choices(
    wanted: Wanted,
    redirections: Sequence[Redirection],
    company: Company,
    catalogue: Mapping[str, KpiDefinition],
) -> tuple[PlanWarning, ...]:
    """Let choices pass that have an effect, and return what to think about, also that nothing moves at all."""
    present = {line.kpi_id for each in redirections for line in each.before.lines}
    check_named(wanted.choices, present, "choices")
    check_named(sorted(wanted.keep_targets), present, "keep_targets")
    named = {
        each.position: spoken_position(each.position, company.catalogue.positions) for each in redirections
    }
    changes = {named[each.position]: each.redirected.changes for each in redirections}
    drops = [kpi_id for kpi_id, choice in wanted.choices.items() if choice == "drop"]
    warnings = check_drops(drops, changes, catalogue)
    return warnings if any(each.moves for each in redirections) else (*warnings, NOTHING_MOVES)


def _goal_warnings(
    redirections: Iterable[Redirection],
    people: Sequence[Outlook],
    standing: Standing,
    catalogue: Mapping[str, KpiDefinition],
) -> Iterable[PlanWarning]:
    touched = [each for each in people if each.is_touched]
    for each in redirections:
        if each.moves:
            holders = [one.person for one in touched if each.position in one.positions]
            yield from goal_warnings(each.redirected.changes, holders, standing, catalogue)


def _kpis(direction: DirectionTemplate, plans: Sequence[PlanVersion], company: Company) -> CompanyKpis:
    """Return the KPIs of the plans and of the direction, which may name none that is retired."""
    pinned = {pin.kpi_id for _, pins in direction.pins for pin in pins}
    check_direction(direction, offered_kpis(company.id, pinned).catalogue, company)
    return company_kpis(company.id, pinned | {line.kpi_id for plan in plans for line in plan.lines})


def _assigned(company: Company, months: Months) -> dict[str, AssignedTargets]:
    return {each.key: assigned_targets(company.id, each.key) for each in (months.running, *months.past)}


def _samples(company: Company, kpis: CompanyKpis, months: Months, at: datetime, code_version: str) -> Samples:
    """Return the kept measures if only the running month is asked for and they are of now; else the facts."""
    known = Known.of(company.id, at)
    if not months.past:
        keeping = Keeping(company, code_version, at, kpis.catalogue, kpis.takes)
        standing = keeping.standing(months.running, known)
        if standing is not None:
            return standing
    first = months.past[-1] if months.past else months.running
    facts = gather_facts(company, since=history_start(company, first), at=at, known=known)
    return TakenFrom(facts, kpis.takes)
