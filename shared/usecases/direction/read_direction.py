"""Where the company is heading: the direction that holds, the switch that is to come, and those before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.direction.switch import DirectionSwitch, DirectionTemplate
from shared.domain.direction.templates import BUILT_IN
from shared.domain.direction.undo import check_undo
from shared.domain.errors import DomainError
from shared.usecases.direction.undo_switch import is_declared
from shared.usecases.direction.wanted import own_templates


@dataclass(frozen=True, slots=True)
class Heading:
    """
    The switches of a company, newest first, with the ids of those that can still be undone.

    `current` is the newest that has begun and stands, `scheduled` those that stand and begin later, the next first.
    `names` are all directions by id.
    """

    current: DirectionSwitch | None
    scheduled: tuple[DirectionSwitch, ...]
    history: tuple[DirectionSwitch, ...]
    undoable: frozenset[str]
    names: dict[str, DirectionTemplate]


def read_direction(*, company: Company, at: datetime) -> Heading:
    """Return where the company is heading; one read a month of switches that may still be undone."""
    switches = list(every(refs.direction_switches(company.id)))
    today = at.astimezone(company.tz).date()
    standing = sorted(
        (each for each in switches if each.undone_at is None), key=lambda each: (each.from_on, each.id)
    )
    people = list(every(refs.people(company.id))) if standing else []
    plans = list(every(refs.plans(company.id))) if standing else []
    begun = [each for each in standing if each.from_on <= today]
    return Heading(
        begun[-1] if begun else None,
        tuple(each for each in standing if each.from_on > today),
        tuple(reversed(switches)),
        frozenset(
            each.id
            for each in standing
            if _can_be_undone(each, standing) and not is_declared(each, company, at, people, plans)
        ),
        {**BUILT_IN, **{each.id: each for each in own_templates(company.id)}},
    )


def _can_be_undone(switch: DirectionSwitch, standing: Sequence[DirectionSwitch]) -> bool:
    try:
        check_undo(switch, False, standing)
    except DomainError:
        return False
    return True
