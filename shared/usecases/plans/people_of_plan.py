"""Whom a plan is about to be published for."""

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.employment import has_left
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Person


def people_of_plan(plan: PlanVersion) -> tuple[Person, ...]:
    """
    Return the person of a plan, or who will hold its position as it begins and is reviewed, by id.

    Nobody who has left by then is among them, with a seat or without.
    """
    return tuple(each for each in every(refs.people(plan.company_id)) if _is_concerned(each, plan))


def _is_concerned(person: Person, plan: PlanVersion) -> bool:
    if has_left(person, plan.from_on):
        return False
    if plan.person_id is not None:
        return person.id == plan.person_id
    return person.is_reviewed and plan.position in person.positions_on(plan.from_on)
