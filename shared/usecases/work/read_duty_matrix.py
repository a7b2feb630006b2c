"""What each duty is to each person: the matrix with its findings, and what follows for their scorecards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.plans import PlanVersion
from shared.domain.numbers import WHOLE_BP, largest_remainder
from shared.domain.people import Person
from shared.domain.work.duties.consequences import Breach, breaches, with_overrides
from shared.domain.work.duties.findings import Gap, Overlap, Proposal, gaps, overlaps, proposals
from shared.domain.work.duties.matrix import Cell, Holder, classify
from shared.domain.work.logs.logged_work import LoggedWork
from shared.usecases.plans.read_plans import in_force, weighted_kpis
from shared.usecases.work.read_work import Span, who_counts, work_between


@dataclass(frozen=True, slots=True)
class DutyMatrix:
    """The matrix of some people over a span; `breaches` say where a scorecard in force does not follow from it."""

    people: tuple[Person, ...]
    span: Span
    cells: tuple[Cell, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    proposals: tuple[Proposal, ...]
    breaches: tuple[Breach, ...]
    work: tuple[LoggedWork, ...]


def read_duty_matrix(*, company: Company, people: Sequence[Person], span: Span) -> DutyMatrix:
    """Return the matrix by the positions, plans and HR's decisions on the last day of the span."""
    last_on = span.until_on - timedelta(days=1)
    plans = list(every(refs.plans(company.id)))
    activities = company.catalogue.in_use
    work = work_between(company, [each.id for each in people], span)
    people = who_counts(people, work)
    holders = [Holder(each.id, tuple(each.positions_on(last_on))) for each in people]
    cells = with_overrides(
        classify(holders, work, weighted_kpis(plans, last_on), activities),
        every(refs.duty_overrides(company.id)),
    )
    return DutyMatrix(
        people=tuple(people),
        span=span,
        cells=cells,
        overlaps=overlaps(holders, work),
        gaps=gaps(holders, work, activities),
        proposals=proposals(cells, span.first_on, span.until_on),
        breaches=breaches(cells, _scorecards(plans, people, last_on), activities),
        work=tuple(work),
    )


def _scorecards(
    plans: Sequence[PlanVersion], people: Sequence[Person], day: date
) -> dict[str, Mapping[str, int]]:
    """The weights of everybody who has a scorecard on that day, in basis points; several positions blend."""
    held = in_force(plans, day)
    found: dict[str, Mapping[str, int]] = {}
    for person in people:
        weights: dict[str, int] = {}
        for plan, share_bp in _plans_of(person, plans, held, day):
            for line in plan.lines:
                weights[line.kpi_id] = weights.get(line.kpi_id, 0) + share_bp * line.weight_bp
        if person.is_reviewed and any(weights.values()):
            found[person.id] = largest_remainder(weights, WHOLE_BP)
    return found


def _plans_of(
    person: Person, plans: Sequence[PlanVersion], held: Mapping[str, PlanVersion], day: date
) -> list[tuple[PlanVersion, int]]:
    """A plan of the person's own replaces those of their positions."""
    begun = [each for each in plans if each.person_id == person.id and each.from_on <= day]
    newest = max(begun, key=lambda each: (each.from_on, each.id), default=None)
    if newest is not None and newest.holds_on(day):
        return [(newest, WHOLE_BP)]
    positions = person.positions_on(day)
    return [(held[position], share_bp) for position, share_bp in positions.items() if position in held]
