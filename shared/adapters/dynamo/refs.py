"""Where each thing lies: its key, and the class of the value it holds.

This module is the one place that spells keys. Every partition of the company table begins with the company's
id; partitions grow with time and people (a person's month, a company's month), not forever.
"""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from shared.domain.advice.advice import Advice, Monitoring
from shared.domain.company import Company
from shared.domain.direction.switch import DirectionSwitch, DirectionTemplate, PlansHead
from shared.domain.goals.goal import Goal, MonthSplit, TargetAnswer
from shared.domain.ids import digest32, place_of, tail
from shared.domain.kpi.control_totals import ControlTotal, Reconciled
from shared.domain.kpi.events import Event
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.performance.on_record import ReportOnRecord
from shared.domain.review.declaration import Declaration, DraftRun
from shared.domain.review.discrepancy import Discrepancy, EventsSeen
from shared.domain.review.improvement import ImprovementPlan
from shared.domain.review.objection import Objection
from shared.domain.work.duties.matrix import Override
from shared.domain.work.job_descriptions.template import JobDescriptionTemplate
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion
from shared.domain.work.logs.corrections import Correction
from shared.domain.work.logs.evidence import LogEvidence, LogsSeen
from shared.domain.work.logs.log import WorkLog
from shared.domain.work.logs.month_of_work import MonthOfWork
from shared.domain.work.logs.photos import Photo
from shared.domain.work.logs.quick import LogTemplates
from shared.domain.work.signals.reviews import LogReview

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ref(Generic[T]):
    """The key of one record and the class of its value."""

    pk: str
    sk: str
    kind: type[T]


@dataclass(frozen=True, slots=True)
class Partition(Generic[T]):
    """A partition key and the class of the values in it."""

    pk: str
    kind: type[T]

    def at(self, sk: str) -> Ref[T]:
        """Return the reference of one record of the partition."""
        return Ref(self.pk, sk, self.kind)


def company(company_id: str) -> Ref[Company]:
    """The company's settings."""
    return Ref(f"{company_id}#company", "company", Company)


def member(company_id: str, actor_id: str) -> Ref[Member]:
    """The row that every command of a person, or of a job, passes through."""
    return Ref(f"{company_id}#member", actor_id, Member)


def people(company_id: str) -> Partition[Person]:
    """The people of a company."""
    return Partition(f"{company_id}#person", Person)


def person(company_id: str, person_id: str) -> Ref[Person]:
    """One person."""
    return people(company_id).at(person_id)


def work_logs(company_id: str, person_id: str, month: str) -> Partition[WorkLog]:
    """A person's work logs of a month, in order of their start."""
    return Partition(f"{company_id}#log#{month}#{person_id}", WorkLog)


def work_log(company_id: str, log_id: str) -> Ref[WorkLog]:
    """One work log.

    :raises NotFound: if the id is none.
    """
    place = place_of(log_id, "log")
    return work_logs(company_id, place.person_id, place.month).at(place.rest)


def work_log_history(company_id: str, log_id: str) -> Partition[WorkLog]:
    """What a work log was before each of its changes, by version."""
    return Partition(f"{company_id}#log_history#{log_id}", WorkLog)


def log_review(company_id: str, log_id: str) -> Ref[LogReview]:
    """What somebody decided on a log that something was noticed about.

    :raises NotFound: if the id is none.
    """
    place = place_of(log_id, "log")
    return log_reviews(company_id, place.person_id, place.month).at(place.rest)


def log_reviews(company_id: str, person_id: str, month: str) -> Partition[LogReview]:
    """What somebody decided on a person's logs of a month."""
    return Partition(f"{company_id}#log_review#{month}#{person_id}", LogReview)


def log_review_counts(company_id: str) -> Partition[int]:
    """The bare counters that decisions on logs move, by month and person."""
    return Partition(f"{company_id}#log_review_counts", int)


def log_evidence(company_id: str, month: str) -> Partition[LogEvidence]:
    """What the event store was told about each person's logs of a month."""
    return Partition(f"{company_id}#log_evidence#{month}", LogEvidence)


def logs_seen(company_id: str) -> Ref[LogsSeen]:
    """How far the company's logs were looked at for evidence."""
    return Ref(f"{company_id}#log_evidence", "seen", LogsSeen)


def month_work(company_id: str, month: str) -> Partition[MonthOfWork]:
    """What each person's logs of a month add up to, as it was last read."""
    return Partition(f"{company_id}#work#{month}", MonthOfWork)


def log_templates(company_id: str, person_id: str) -> Ref[LogTemplates]:
    """A person's templates of work logs."""
    return Ref(f"{company_id}#log_templates", person_id, LogTemplates)


def corrections(company_id: str) -> Partition[Correction]:
    """What the company's people corrected about suggested activities, by the words."""
    return Partition(f"{company_id}#correction", Correction)


def correction(company_id: str, words: str) -> Ref[Correction]:
    """What was last said about these words."""
    return corrections(company_id).at(digest32(20, "".join(words.casefold().split())))


def duty_overrides(company_id: str) -> Partition[Override]:
    """HR's own decisions on what a duty is to somebody."""
    return Partition(f"{company_id}#duty_override", Override)


def duty_override(company_id: str, person_id: str, duty: str) -> Ref[Override]:
    """The decision on one duty of one person."""
    return duty_overrides(company_id).at(f"{person_id}#{digest32(16, duty)}")


def photos(company_id: str, person_id: str) -> Partition[Photo]:
    """The photos of a person."""
    return Partition(f"{company_id}#photo#{person_id}", Photo)


def photo(company_id: str, photo_id: str) -> Ref[Photo]:
    """One photo.

    :raises NotFound: if the id is none.
    """
    place = place_of(photo_id, "pho")
    return photos(company_id, place.person_id).at(place.rest)


def events(company_id: str, month: str) -> Partition[Event]:
    """The events of a local calendar month."""
    return Partition(f"{company_id}#event#{month}", Event)


def control_totals(company_id: str, month: str) -> Partition[ControlTotal]:
    """The sources' own totals of the days of a month, by connection, day and event type."""
    return Partition(f"{company_id}#control#{month}", ControlTotal)


def control_total(company_id: str, connection_id: str, day: date, event_type: str) -> Ref[ControlTotal]:
    """The source's own total of one connection, day and event type."""
    sk = f"{connection_id}#{day.isoformat()}#{event_type}"
    return control_totals(company_id, f"{day:%Y-%m}").at(sk)


def reconciled(company_id: str) -> Ref[Reconciled]:
    """How far the company's control totals were compared, and which differ."""
    return Ref(f"{company_id}#control", "reconciled", Reconciled)


def kept_measures(company_id: str, month: str) -> Partition[str]:
    """What is kept of each person's measures of a month, as bare texts, and the stamp of what they were taken from."""
    return Partition(f"{company_id}#kept#{month}", str)


def score_asked(company_id: str) -> Ref[str]:
    """The bare mark that scores of the running month were asked for and are still to be computed."""
    return Ref(f"{company_id}#score_asked", "asked", str)


def scores_due(company_id: str) -> str:
    """The partition of bare marks that months are to be scored again."""
    return f"{company_id}#score_due"


def declarations(company_id: str, month: str) -> Partition[Declaration]:
    """The declarations of a month, by person."""
    return Partition(f"{company_id}#declaration#{month}", Declaration)


def declaration(company_id: str, declaration_id: str) -> Ref[Declaration]:
    """One declaration.

    :raises NotFound: if the id is none.
    """
    place = place_of(declaration_id, "dec")
    return declarations(company_id, place.month).at(place.person_id)


def objection(company_id: str, objection_id: str) -> Ref[Objection]:
    """One objection.

    :raises NotFound: if the id is none.
    """
    place = place_of(objection_id, "obj")
    return Ref(f"{company_id}#objection#{place.month}", tail(objection_id), Objection)


def discrepancies(company_id: str, month: str) -> Partition[Discrepancy]:
    """The discrepancies of a month, by person and number."""
    return Partition(f"{company_id}#discrepancy#{month}", Discrepancy)


def discrepancy(company_id: str, discrepancy_id: str) -> Ref[Discrepancy]:
    """One discrepancy.

    :raises NotFound: if the id is none.
    """
    place = place_of(discrepancy_id, "dis")
    return discrepancies(company_id, place.month).at(tail(discrepancy_id))


def events_seen(company_id: str) -> Ref[EventsSeen]:
    """How far the company's events were looked at for what they change in closed months."""
    return Ref(f"{company_id}#discrepancies", "seen", EventsSeen)


def improvement_plans(company_id: str, person_id: str) -> Partition[ImprovementPlan]:
    """A person's improvement plans."""
    return Partition(f"{company_id}#improvement#{person_id}", ImprovementPlan)


def inbox(company_id: str, person_id: str) -> Partition[Message]:
    """The messages that reached a person, oldest first."""
    return Partition(f"{company_id}#inbox#{person_id}", Message)


def draft_runs(company_id: str) -> Partition[DraftRun]:
    """The row of each month that drafting its forms moves, and undoing a switch."""
    return Partition(f"{company_id}#draft_run", DraftRun)


def plans(company_id: str) -> Partition[PlanVersion]:
    """The plan versions of a company."""
    return Partition(f"{company_id}#plan", PlanVersion)


def plans_head(company_id: str) -> Ref[PlansHead]:
    """The row that every change of the company's plans passes through."""
    return Ref(f"{company_id}#plans_head", "head", PlansHead)


def direction_templates(company_id: str) -> Partition[DirectionTemplate]:
    """The directions of a company's own; retired ones stay."""
    return Partition(f"{company_id}#direction_template", DirectionTemplate)


def direction_switches(company_id: str) -> Partition[DirectionSwitch]:
    """The switches of direction of a company, oldest first; undone ones stay."""
    return Partition(f"{company_id}#direction_switch", DirectionSwitch)


def goals(company_id: str) -> Partition[Goal]:
    """The goals of a company, oldest first."""
    return Partition(f"{company_id}#goal", Goal)


def month_splits(company_id: str, month: str) -> Partition[MonthSplit]:
    """What holds of the goals of a month, by KPI: who aims at which part."""
    return Partition(f"{company_id}#target#{month}", MonthSplit)


def target_answers(company_id: str, goal_id: str) -> Partition[TargetAnswer]:
    """What each person said to their part of a goal."""
    return Partition(f"{company_id}#target_answer#{goal_id}", TargetAnswer)


def advice(company_id: str) -> Partition[Advice]:
    """The advice that a company was given, oldest first."""
    return Partition(f"{company_id}#advice", Advice)


def monitoring(company_id: str) -> Ref[Monitoring]:
    """What was last seen of the company's weekly series."""
    return Ref(f"{company_id}#monitoring", "newest", Monitoring)


def own_kpis(company_id: str) -> Partition[OwnKpi]:
    """The KPIs of a company's own, by id, as they were published; retired ones stay."""
    return Partition(f"{company_id}#own_kpi", OwnKpi)


def scores(company_id: str, month: str) -> Partition[Score]:
    """The newest score of each person for a month."""
    return Partition(f"{company_id}#score#{month}", Score)


def score_history(company_id: str, month: str, person_id: str) -> Partition[Score]:
    """Every score that a person's month ever had, by the instant it was computed."""
    return Partition(f"{company_id}#scored#{month}#{person_id}", Score)


def job_descriptions(company_id: str, person_id: str) -> Partition[JobDescriptionVersion]:
    """The versions of a person's job description."""
    return Partition(f"{company_id}#job_description#{person_id}", JobDescriptionVersion)


def newest_job_descriptions(company_id: str) -> Partition[JobDescriptionVersion]:
    """The newest job description of each person."""
    return Partition(f"{company_id}#job_descriptions", JobDescriptionVersion)


def job_description_template(company_id: str) -> Ref[JobDescriptionTemplate]:
    """Which Word template the company's job descriptions are printed with; nothing there means the standard one."""
    return Ref(f"{company_id}#company", "job_description_template", JobDescriptionTemplate)


def performance_reports(company_id: str, month: str) -> Partition[ReportOnRecord]:
    """The performance report of each person for a month, as it was last made."""
    return Partition(f"{company_id}#report#{month}", ReportOnRecord)
