"""Export a performance report (绩效报表) as a file: of a person, of a manager's people, or of the company."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.events import Event
from shared.domain.people import EVERYBODY_SEERS, AccessRole, Member, Person, may_see
from shared.domain.performance.person import PersonReport
from shared.domain.performance.team import TeamReport
from shared.domain.performance.words import TITLE, said
from shared.domain.periods import Period
from shared.usecases.reports.read_performance import Desk, Records, open_desk
from shared.usecases.reports.tabulate import Tabulating

Format = Literal["csv", "html", "xlsx"]
EVERYBODY: Final = ("全员", "Everybody")
_NOT_IN_A_FILE_NAME: Final = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class PerformanceFile:
    """A file's content, and its name without the ending."""

    content: bytes
    name: str


def performance_file(
    *,
    company: Company,
    viewer: Member,
    person_id: str | None,
    period: Period,
    wanted: Format,
    language: str,
    at: datetime,
) -> PerformanceFile:
    """
    Return the report of a person's month; without a person, that of everybody whom the viewer leads.

    HR, owner and auditor lead everybody, a manager their people, anybody else only themselves.

    :raises NotFound: if the viewer does not see the person.
    """
    staff = list(every(refs.people(company.id)))
    if person_id is None and viewer.access_role is AccessRole.EMPLOYEE:
        person_id = viewer.id
    if person_id is not None:
        person = next((each for each in staff if each.id == person_id and may_see(viewer, each)), None)
        if person is None:
            raise NotFound(pointer="/person_id")
        desk = open_desk(company, staff, [person], [period], at)
        content = _of_person(desk, desk.person(person, period), wanted, language)
        return PerformanceFile(content, _name(person.name, period, language))
    people, scope = _led(viewer, staff)
    desk = open_desk(company, staff, people, [period], at)
    content = _of_team(desk, desk.team(people, period, scope), wanted, language)
    return PerformanceFile(content, _name(said(scope, language), period, language))


def _led(viewer: Member, staff: list[Person]) -> tuple[list[Person], tuple[str, str]]:
    if viewer.access_role in EVERYBODY_SEERS:
        return staff, EVERYBODY
    name = next((each.name for each in staff if each.id == viewer.id), "")
    return [each for each in staff if each.manager_id == viewer.id], (f"{name}的团队", f"{name}'s people")


def _of_person(desk: Desk, report: PersonReport, wanted: Format, language: str) -> bytes:
    records = Records(desk.company.id).behind([report])
    if wanted == "html":
        from shared.adapters.documents.performance_page import person_page

        return person_page(report, records, desk.company.tz, language).encode()
    return _tables(desk.company, report, records, wanted, language)


def _of_team(desk: Desk, report: TeamReport, wanted: Format, language: str) -> bytes:
    if wanted == "html":
        from shared.adapters.documents.performance_team import team_page

        return team_page(report, language).encode()
    records = Records(desk.company.id).behind(report.members)
    return _tables(desk.company, report, records, wanted, language)


def _tables(
    company: Company,
    report: PersonReport | TeamReport,
    records: Mapping[str, Event],
    wanted: Format,
    language: str,
) -> bytes:
    tabulating = Tabulating(company, language, records)
    tables = tabulating.person(report) if isinstance(report, PersonReport) else tabulating.team(report)
    if wanted == "csv":
        from shared.adapters.documents.report_files import csv_of

        return csv_of(tables, language)
    from shared.adapters.documents.report_workbook import xlsx_of

    return xlsx_of(tables, language)


def _name(whose: str, period: Period, language: str) -> str:
    plain = " ".join(_NOT_IN_A_FILE_NAME.sub(" ", whose).split())
    return f"{said(TITLE, language)}-{plain}-{period.key}"
