"""Read performance reports (绩效报表) from the newest scores on record: one batch read for everybody and six months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.events import Event
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.kpi.surveys import is_survey, of_colleagues
from shared.domain.people import Person
from shared.domain.performance.months import MONTHS, Reading
from shared.domain.performance.person import PersonReport, Position, Whose, person_report
from shared.domain.performance.team import TeamReport, team_report
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.scores.scoring import is_scored

MOST_MONTHS = 25
"""Months of events that are looked through for the records of one month's figures, which may lie far back."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the reports of a company are read from; `staff` is everybody, by id."""

    company: Company
    staff: Mapping[str, Person]
    plans: Sequence[PlanVersion]
    at: datetime
    scores: Mapping[tuple[str, str], Score]
    catalogue: Mapping[str, KpiDefinition]

    @property
    def reading(self) -> Reading:
        """What months are read with."""
        return Reading(calendar_of(self.company), self.company.tz, self.catalogue)

    def score(self, person_id: str, period: Period) -> Score | None:
        """Return somebody's newest score of a month."""
        return self.scores.get((person_id, period.key))

    def person(self, person: Person, period: Period) -> PersonReport:
        """Return the report of one person's month."""
        months = [period.earlier(back) for back in range(MONTHS)]
        found = {each.key: score for each in months if (score := self.score(person.id, each))}
        return person_report(
            self._whose(person, period),
            period,
            found,
            self.reading,
            why_none="" if period.key in found else self._why_none(person, period),
            is_running=self.at < period.ends_at(self.company.tz),
        )

    def team(self, people: Iterable[Person], period: Period, scope: tuple[str, str]) -> TeamReport:
        """Return the report of several people: those the month is scored for, and others who have a score of it."""
        covered = [each for each in people if is_scored(each, period) or self.score(each.id, period)]
        return team_report(
            self.company.name,
            scope,
            period.key,
            [self.person(each, period) for each in covered],
            catalogue=self.catalogue,
            grades=[each.name for each in self.company.grades],
        )

    def _whose(self, person: Person, period: Period) -> Whose:
        known = self.company.catalogue.positions
        held = person.positions_on(period.until_on - timedelta(days=1))
        manager = self.staff.get(person.manager_id or "")
        return Whose(
            person.id,
            person.name,
            self.company.name,
            self.company.currency,
            tuple(
                Position(known[each].zh, known[each].en, share)
                if each in known
                else Position(each, each, share)
                for each, share in held.items()
            ),
            manager.name if manager else "",
        )

    def _why_none(self, person: Person, period: Period) -> str:
        if person.joined_on is not None and person.joined_on >= period.until_on:
            return "report.not_there_yet"
        if person.left_on is not None and person.left_on <= period.first_on:
            return "report.had_left"
        if not person.positions_on(period.until_on - timedelta(days=1)):  # positions change, they never end
            return "report.no_position"
        held = (self.plans, person.positions_on, period, calendar_of(self.company))
        presence = Presence.of(person)
        plan = plan_in_force(*held, person_id=person.id, presence=presence, catalogue=self.catalogue)
        return "report.not_computed" if plan.lines else "report.no_plan"


def open_desk(
    company: Company, staff: Iterable[Person], of: Iterable[Person], months: Sequence[Period], at: datetime
) -> Desk:
    """Read what the reports of these people and months need; `staff` is everybody, for the managers' names."""
    wanted = {month.earlier(back).key for month in months for back in range(MONTHS)}
    keys = {
        (person.id, month): refs.scores(company.id, month).at(person.id) for person in of for month in wanted
    }
    loaded, plans = load(keys.values()), list(every(refs.plans(company.id)))
    return Desk(
        company=company,
        staff={each.id: each for each in staff},
        plans=plans,
        at=at,
        scores={key: score for key, ref in keys.items() if (score := loaded.find(ref))},
        catalogue=kpis_for_plans(company.id, plans).catalogue,
    )


class Records:
    """The events behind reports, read a month at a time and each month once."""

    def __init__(self, company_id: str) -> None:
        self._company_id = company_id
        self._months: dict[str, dict[str, Event]] = {}
        self._known: list[str] | None = None
        self._colleagues: frozenset[str] | None = None

    def behind(self, reports: Iterable[PersonReport]) -> dict[str, Event]:
        """
        Return the events that the reports' own month names, by id.

        One that is not kept any more is not there, nor what a colleague answered: its date alone would tell of whom.
        """
        lines = [line.line for each in reports for line in each.lines if line.line.first_on]
        ids = {each for line in lines for each in (*line.event_ids, *(left for left, _ in line.excluded))}
        if not ids:
            return {}
        last = max(each.until_on for each in lines)[:7]
        found: dict[str, Event] = {}
        for month in [each for each in self._newest_first() if each <= last][:MOST_MONTHS]:
            known = self._month(month)
            found |= {each: known[each] for each in ids if each in known}
            if len(found) == len(ids):
                break
        return self._told(found)

    def _told(self, found: dict[str, Event]) -> dict[str, Event]:
        hidden = of_colleagues(found.values())
        if any(is_survey(each) and each.id not in hidden for each in found.values()):
            hidden |= self._answers_of_colleagues()
        return {key: each for key, each in found.items() if key not in hidden}

    def _answers_of_colleagues(self) -> frozenset[str]:
        if self._colleagues is None:
            every_month = (each for month in self._newest_first() for each in self._month(month).values())
            self._colleagues = of_colleagues(every_month)
        return self._colleagues

    def _newest_first(self) -> list[str]:
        if self._known is None:
            self._known = sorted(events.months(self._company_id), reverse=True)
        return self._known

    def _month(self, month: str) -> dict[str, Event]:
        if month not in self._months:
            self._months[month] = {each.id: each for each in events.of_month(self._company_id, month)}
        return self._months[month]
