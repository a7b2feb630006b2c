"""What each duty is to each person: the matrix with its findings, and what follows for their scorecards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.employment import has_left
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import PlanVersion
from shared.domain.numbers import WHOLE_BP, largest_remainder
from shared.domain.people import Person
from shared.domain.work.duties.consequences import Breach, breaches, with_overrides
from shared.domain.work.duties.findings import Gap, Overlap, Proposal, gaps, overlaps, proposals
from shared.domain.work.duties.matrix import Cell, Holder, classify
from shared.domain.work.logs.logged_work import LoggedWork
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.read_plans import Held, plans_of, weighted_kpis
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
    """
    Return the matrix by the positions, plans and HR's decisions on the last day of the span.

    Whoever left before the span is in it only with work of theirs, and has no scorecard on its last day.
    """
    last_on = span.until_on - timedelta(days=1)
    plans = list(every(refs.plans(company.id)))
    activities, known = company.catalogue.in_use, kpis_for_plans(company.id, plans).catalogue
    work = work_between(company, [each.id for each in people], span)
    worked = {each.person_id for each in work}
    people = [
        each for each in who_counts(people, work) if each.id in worked or not has_left(each, span.first_on)
    ]
    holders = [Holder(each.id, tuple(each.positions_on(last_on))) for each in people]
    cells = with_overrides(
        classify(holders, work, weighted_kpis(plans, last_on, known), activities),
        every(refs.duty_overrides(company.id)),
    )
    return DutyMatrix(
        people=tuple(people),
        span=span,
        cells=cells,
        overlaps=overlaps(holders, work),
        gaps=gaps(holders, work, activities),
        proposals=proposals(cells, span.first_on, span.until_on),
        breaches=breaches(cells, _scorecards(plans, people, last_on, known), activities),
        work=tuple(work),
    )


def _scorecards(
    plans: Sequence[PlanVersion], people: Sequence[Person], day: date, known: Mapping[str, KpiDefinition]
) -> dict[str, Mapping[str, int]]:
    """The weights of everybody who has a scorecard on that day, in basis points; several positions blend."""
    found: dict[str, Mapping[str, int]] = {}
    for person in people:
        weights: dict[str, Fraction] = {}
        for plan, share in plans_of(plans, Held(person.id, person.positions_on(day), day), known):
            for line in plan.lines:
                weights[line.kpi_id] = weights.get(line.kpi_id, Fraction(0)) + share * line.weight_bp
        if person.is_reviewed and not has_left(person, day) and any(weights.values()):
            found[person.id] = largest_remainder(weights, WHOLE_BP)
    return found
