"""Where each thing lies: its key, and the class of the value it holds.

This module is the one place that spells keys. Every partition of the company table begins with the company's
id; partitions grow with time and people (a person's month, a company's month), not forever.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.domain.company import Company
from shared.domain.ids import place_of, tail
from shared.domain.kpi.events import Event
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.review.declaration import Declaration
from shared.domain.review.improvement import ImprovementPlan
from shared.domain.review.objection import Objection
from shared.domain.work.job_description_versions import JobDescriptionVersion
from shared.domain.work.logs import WorkLog

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


def events(company_id: str, month: str) -> Partition[Event]:
    """The events of a local calendar month."""
    return Partition(f"{company_id}#event#{month}", Event)


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


def improvement_plans(company_id: str, person_id: str) -> Partition[ImprovementPlan]:
    """A person's improvement plans."""
    return Partition(f"{company_id}#improvement#{person_id}", ImprovementPlan)


def inbox(company_id: str, person_id: str) -> Partition[Message]:
    """The messages that reached a person, oldest first."""
    return Partition(f"{company_id}#inbox#{person_id}", Message)


def plans(company_id: str) -> Partition[PlanVersion]:
    """The plan versions of a company."""
    return Partition(f"{company_id}#plan", PlanVersion)


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
