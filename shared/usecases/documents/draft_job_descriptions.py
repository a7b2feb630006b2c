"""Draft job descriptions (岗位说明书) from what people logged: the documents in S3, the version in the table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shared.adapters.documents.job_description import TemplateOutdated
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import Loaded, every, load
from shared.domain.company import Company
from shared.domain.employment import has_left
from shared.domain.errors import DomainError
from shared.domain.ids import job_description_id, new_id
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.plans import PlanVersion
from shared.domain.messages import Message
from shared.domain.people import AccessRole, Person
from shared.domain.periods import Period
from shared.domain.work.duties.consequences import with_overrides
from shared.domain.work.duties.distribution import NothingLogged, distribute, logged_days
from shared.domain.work.duties.matrix import ENOUGH_DAYS, Holder, Override, classify
from shared.domain.work.job_descriptions.changes import changes
from shared.domain.work.job_descriptions.content import (
    JobDescription,
    NoPosition,
    PositionUnknown,
    Source,
    describe,
)
from shared.domain.work.job_descriptions.drafting import is_due, is_new_drift
from shared.domain.work.job_descriptions.drift import MONTHS, DriftedLine, drifted
from shared.domain.work.job_descriptions.edits import Edit, effective_on, reapplied
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion, superseded
from shared.domain.work.logs.logged_work import LoggedWork
from shared.usecases.documents.print_job_description import Press, press_of, print_job_description
from shared.usecases.documents.read_job_descriptions import version_in_force, versions_of
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.read_plans import Held, goals, kpi_lines, weighted_kpis
from shared.usecases.work.read_work import Span, work_between

EVIDENCE_DAYS: Final = 92
"""Dates back from today whose logs a job description is made from: two complete months are always among them."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """New versions with the commands that keep them, and who got none, by id, with what stands in the way."""

    made: tuple[tuple[JobDescriptionVersion, Command], ...]
    left_out: tuple[tuple[str, DomainError], ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """What all drafts of one run are made from."""

    company: Company
    staff: Mapping[str, Person]
    plans: Sequence[PlanVersion]
    kpis: Mapping[str, KpiDefinition]
    overrides: Sequence[Override]
    newest: Loaded
    work: Mapping[str, Sequence[LoggedWork]]
    span: Span
    at: datetime
    press: Press
    is_asked: bool

    @property
    def today(self) -> date:
        return self.span.until_on - timedelta(days=1)


def draft_job_descriptions(
    *,
    company: Company,
    people: Sequence[Person],
    staff: Sequence[Person],
    at: datetime,
    documents: Documents,
    is_asked: bool,
) -> Drafts:
    """
    Draft a new version for each of `people` for whom one is due; `staff` is everybody of the company. There is none
    for whoever has left, with a seat or without.

    Where HR `is_asked`, any other job since the last version is enough, else see `is_due`. HR is told of new drift.
    What HR wrote into the version before is written again. A draft that waited is superseded by the new one.
    The documents are stored before their version is; ones that no version names are harmless.
    """
    today = at.astimezone(company.tz).date()
    people = [each for each in people if not has_left(each, today)]
    run = _run(company, people, staff, at, documents, is_asked)
    made, left_out = [], []
    for person in people:
        try:
            drafted = _draft(run, person)
        except (NoPosition, PositionUnknown, NothingLogged, TemplateOutdated) as reason:
            left_out.append((person.id, reason))
        else:
            made += [drafted] if drafted else []
    return Drafts(tuple(made), tuple(left_out))


def _run(
    company: Company,
    people: Sequence[Person],
    staff: Sequence[Person],
    at: datetime,
    documents: Documents,
    is_asked: bool,
) -> _Run:
    today = at.astimezone(company.tz).date()
    span = Span.of(today - timedelta(days=EVIDENCE_DAYS), today + timedelta(days=1))
    work: dict[str, list[LoggedWork]] = defaultdict(list)
    for each in work_between(company, [person.id for person in people], span):
        work[each.person_id].append(each)
    plans = list(every(refs.plans(company.id)))
    return _Run(
        company=company,
        staff={each.id: each for each in staff},
        plans=plans,
        kpis=kpis_for_plans(company.id, plans).catalogue,
        overrides=list(every(refs.duty_overrides(company.id))),
        newest=load(refs.newest_job_descriptions(company.id).at(each.id) for each in people),
        work=work,
        span=span,
        at=at,
        press=press_of(company.id, documents),
        is_asked=is_asked,
    )


def _draft(run: _Run, person: Person) -> tuple[JobDescriptionVersion, Command] | None:
    newest = run.newest.find(refs.newest_job_descriptions(run.company.id).at(person.id))
    work = run.work.get(person.id, ())
    content = _content(run, person, work)
    if newest is None and not work:
        raise NothingLogged()
    edits: tuple[Edit, ...] = ()
    if newest is not None:
        content, edits = reapplied(newest.edits, content, before=newest.content, is_dated=newest.is_draft)
    drift = _drift(run, version_in_force(run.company.id, newest), work)
    if not is_due(newest, content, drift, is_asked=run.is_asked, template=run.press.template_digest):
        return None
    number = newest.number + 1 if newest else 1
    version = JobDescriptionVersion(
        id=job_description_id(person.id, number),
        company_id=run.company.id,
        person_id=person.id,
        number=number,
        content=content,
        digest="",
        document_key="",
        sha256="",
        made_at=run.at,
        changes=changes(newest.content, content) if newest else (),
        edits=edits,
        drift=drift,
        effective_on=effective_on(edits),
        evidence_days=len(logged_days(work)),
        days_to_draft=_days_to_draft(run, newest, content, work),
    )
    version = print_job_description(version, run.press)
    is_told = newest is not None and not run.is_asked and is_new_drift(newest, drift)
    told = _told(run, version) if is_told else ()
    return version, Command("job_description.draft", _writes(run, version, newest), told)


def _content(run: _Run, person: Person, work: Sequence[LoggedWork]) -> JobDescription:
    positions, catalogue = person.positions_on(run.today), run.company.catalogue
    holder = Holder(person.id, tuple(positions))
    classified = classify([holder], work, weighted_kpis(run.plans, run.today, run.kpis), catalogue.activities)
    cells = with_overrides(classified, run.overrides)
    held = Held(person.id, positions, run.today)
    manager = run.staff.get(person.manager_id or "")
    source = Source(
        company=run.company.name,
        person=person.name,
        positions=tuple(positions.items()),
        first_on=min((each.on for each in work), default=run.span.first_on),
        until_on=run.span.until_on,
        distribution=distribute(work),
        classes=tuple((cell.duty, cell.duty_class) for cell in cells),
        goals=goals(run.plans, held, catalogue.positions, run.kpis),
        kpis=kpi_lines(run.plans, held, Settings(revenue_source=run.company.revenue_source), run.kpis),
        provisional=len(logged_days(work)) < ENOUGH_DAYS,
        reports_to=manager.name if manager and manager.is_active and not has_left(manager, run.today) else "",
        decided=tuple(cell.duty for cell in cells if cell.override),
    )
    return describe(source, catalogue.positions, catalogue.activities)


def _drift(
    run: _Run, signed: JobDescriptionVersion | None, work: Sequence[LoggedWork]
) -> tuple[DriftedLine, ...]:
    """Compare the last complete months with what was signed; a month that it was made from tells nothing new."""
    if signed is None:
        return ()
    made_on, current = signed.made_at.astimezone(run.company.tz).date(), Period.month_of(run.today)
    months = [current.earlier(back) for back in range(MONTHS, 0, -1)]
    since = [month for month in months if month.until_on > made_on]
    return drifted(signed.content, [distribute(each for each in work if each.on in month) for month in since])


def _days_to_draft(
    run: _Run, newest: JobDescriptionVersion | None, content: JobDescription, work: Sequence[LoggedWork]
) -> int | None:
    if newest is not None:
        if content.provisional or not newest.content.provisional:
            return None
        if not all(each.content.provisional for each in versions_of(run.company.id, newest.person_id)):
            return None
    return (run.today - min(each.on for each in work)).days


def _told(run: _Run, version: JobDescriptionVersion) -> tuple[Message, ...]:
    """One message to each person of HR, or to the owner where there is none."""
    active = [each for each in run.staff.values() if each.is_active and not has_left(each, run.today)]
    hr = [each for each in active if each.access_role is AccessRole.HR]
    return tuple(
        Message(
            id=new_id("msg", run.at),
            company_id=run.company.id,
            person_id=each.id,
            topic="job_description.drift",
            about=version.id,
            created_at=run.at,
            params={
                "name": version.content.person,
                "number": version.number,
                "duties": len(version.drift),
            },
        )
        for each in hr or [each for each in active if each.access_role is AccessRole.OWNER]
    )


def _writes(run: _Run, after: JobDescriptionVersion, before: JobDescriptionVersion | None) -> list[Write]:
    """The version itself, the row by which the newest of each person is found, and a draft that waited."""
    versions = refs.job_descriptions(run.company.id, after.person_id)
    newest = refs.newest_job_descriptions(run.company.id).at(after.person_id)
    writes = [Write(versions.at(f"{after.number:04}"), after), Write(newest, after, blind=True)]
    if before is not None and before.is_draft:
        writes.append(Write(versions.at(f"{before.number:04}"), superseded(before, run.at), before=before))
    return writes
