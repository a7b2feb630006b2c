"""One person's job profile (岗位画像): shares, duties, requirements and KPIs, from the logs and the positions held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.people import Person
from shared.domain.work.duties.consequences import with_overrides
from shared.domain.work.duties.distribution import logged_days
from shared.domain.work.duties.matrix import Cell, Holder, classify
from shared.domain.work.duties.own_catalogue import WorkCatalogue
from shared.domain.work.duties.positions import Position
from shared.domain.work.job_descriptions.lines import KpiLine
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.read_plans import Held, kpi_lines, weighted_kpis
from shared.usecases.scores.facts import settings_of
from shared.usecases.work.read_distribution import WorkReport, read_distribution
from shared.usecases.work.read_work import Span


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person does (`report`), is there for (`cells`) and what their positions ask (`must`, `ideal`)."""

    person: Person
    catalogue: WorkCatalogue
    report: WorkReport
    cells: tuple[Cell, ...]
    positions: tuple[tuple[Position, int], ...]
    must: tuple[str, ...]
    must_en: tuple[str, ...]
    ideal: tuple[str, ...]
    ideal_en: tuple[str, ...]
    kpis: tuple[KpiLine, ...]
    logged_days: int


def read_profile(*, company: Company, person: Person, span: Span) -> Profile:
    """Return the profile of a person by the positions, plans and HR's decisions on the last day of the span."""
    last_on = span.until_on - timedelta(days=1)
    plans = list(every(refs.plans(company.id)))
    held, catalogue = person.positions_on(last_on), company.catalogue
    known = kpis_for_plans(company.id, plans).catalogue
    report = read_distribution(company=company, seen=[person], span=span)
    cells = classify(
        [Holder(person.id, tuple(held))],
        report.work,
        weighted_kpis(plans, last_on, known),
        catalogue.in_use,
    )
    positions = [
        (catalogue.positions[each], share_bp)
        for each, share_bp in held.items()
        if each in catalogue.positions
    ]
    return Profile(
        person=person,
        catalogue=catalogue,
        report=report,
        cells=with_overrides(cells, every(refs.duty_overrides(company.id))),
        positions=tuple(positions),
        must=_once(position.must for position, _ in positions),
        must_en=_once(position.must_en for position, _ in positions),
        ideal=_once(position.ideal for position, _ in positions),
        ideal_en=_once(position.ideal_en for position, _ in positions),
        kpis=kpi_lines(plans, Held(person.id, held, last_on), settings_of(company), known),
        logged_days=len(logged_days(report.work)),
    )


def _once(texts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in texts for text in each))
