"""Real records that are imagined away (假设没有): one by its id, or the least favourable ones of a type."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.carried import refund_key
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.complaints import REPEATED_WITHIN_DAYS, parts_of_complaints
from shared.domain.kpi.figures.deadlines import Duty, deadline, part_of
from shared.domain.kpi.figures.paperwork import reconciliations, signed_contracts
from shared.domain.kpi.figures.samples import ZERO
from shared.domain.kpi.figures.services import data_entry_errors
from shared.domain.kpi.figures.tasks import has_effect
from shared.domain.kpi.imagined.scene import Scene
from shared.domain.kpi.surveys import current_answers, mark, of_colleagues

Group = tuple[Event, ...]
"""Records that go together."""
_STEPS: Final = frozenset(
    {
        *("customer.upserted", "customer.owner_changed", "traffic.daily"),
        *("deal.updated", "deal.owner_changed", "deal.stage_changed", "deal.reopened"),
        *("complaint.updated", "complaint.reopened"),
        *("subscription.renewed", "subscription.upgraded", "subscription.downgraded"),
    }
)
"""Types of which one thing has several records, each of an instant of its own."""


def record_of(facts: Facts, event_id: str) -> Event | None:
    """Return the record that an event tells of, as it stands now: its newest version; nothing for an unknown id."""
    named = next((each for each in facts.events if each.id == event_id), None)
    if named is None:
        return None
    record = _record(named)
    if record[0] == _ANSWER:
        answers = (each for each in facts.once(current_answers) if each.entity_id == named.entity_id)
        if (answer := next(answers, None)) is not None:
            return answer
    return max((each for each in facts.events if _record(each) == record), key=by_version)


def versions_of(facts: Facts, records: Iterable[Event]) -> frozenset[str]:
    """Return the ids of all versions of these records: without the newest the one before would stand again."""
    gone = {_record(each) for each in records}
    return frozenset(each.id for each in facts.events if _record(each) in gone)


def answers_of_colleagues(facts: Facts) -> frozenset[str]:
    """Return the ids of the events that tell what colleagues answered about each other, which stay anonymous."""
    return of_colleagues(facts.events)


_ANSWER: Final = "survey.answer"


def _record(event: Event) -> tuple[str, Hashable]:
    """Tell records apart: an answer is one with its revisions, and a thing has as many as it has steps."""
    if event.type in ("survey.responded", "survey.revised"):
        return _ANSWER, event.entity_id
    if event.type == "order.refunded":
        return event.type, refund_key(event)
    return event.type, (event.entity_id, event.occurred_at) if event.type in _STEPS else event.entity_id


def least_favourable(scene: Scene, kind: str) -> list[Group]:
    """Return the person's records of a type in the period, those first that harm the figures most."""
    return _WORST.get(kind, _smallest)(scene, kind)


def _smallest(scene: Scene, kind: str) -> list[Group]:
    """Sort by what they are worth: the mark, else the amount; of several that are equal the latest first."""

    def worth(event: Event) -> Fraction:
        given = mark(event) if kind.startswith("survey.") else None
        return given if given is not None else Fraction(event.amount_minor or 0)

    latest_first = sorted(scene.own(kind), key=lambda each: (each.occurred_at, each.id), reverse=True)
    return [(each,) for each in sorted(latest_first, key=worth)]


def _complaints(scene: Scene, kind: str) -> list[Group]:
    """Those that count first, by their part; a complaint goes with its repeats, which would take its place."""
    own = scene.own(kind)
    parts = parts_of_complaints(scene.facts, scene.person_id, own)
    ordered = sorted(own, key=lambda each: (-parts.get(each.id, ZERO), each.id))
    return [(each, *(_repeats(scene, each) if parts.get(each.id) else ())) for each in ordered]


def _repeats(scene: Scene, first: Event) -> list[Event]:
    customer, order = scene.facts.customer(first.customer), text(first, "order_ref")
    until = first.on + timedelta(days=REPEATED_WITHIN_DAYS)
    return [
        each
        for each in scene.facts.newest("complaint.opened")
        if order is not None
        and each.id != first.id
        and text(each, "order_ref") == order
        and scene.facts.customer(each.customer) == customer
        and first.on <= each.on < until
    ]


def _errors_of_entry(scene: Scene, kind: str) -> list[Group]:
    counted = data_entry_errors(scene.facts, scene.person_id, scene.window).event_ids
    own = {each.id: each for each in scene.facts.newest(kind) if part_of(scene.person_id, each)}
    errors = [own[each] for each in counted if each in own]
    rest = [each for each in scene.own(kind) if each.id not in counted]
    ordered = sorted(errors, key=lambda each: (-part_of(scene.person_id, each), each.id))
    return [(each,) for each in (*ordered, *rest)]


def _late(duties: Callable[[Scene], list[Duty]]) -> Callable[[Scene, str], list[Group]]:
    """Put what was not done in time first."""

    def ordered(scene: Scene, kind: str) -> list[Group]:
        own = [each for each in duties(scene) if each.share(scene.person_id)]
        here = [each for each in own if each.due_on in scene.window or each.settled_on in scene.window]
        return [(each.asked,) for each in sorted(here, key=lambda each: (each.in_time, each.asked.id))]

    return ordered


def _improvements(scene: Scene) -> list[Duty]:
    actions = scene.facts.newest("improvement.closed")
    return [
        Duty(each, each if has_effect(each) else None, *limit)
        for each in actions
        if (limit := deadline(scene.facts, each)) is not None
    ]


_WORST: Final[Mapping[str, Callable[[Scene, str], list[Group]]]] = MappingProxyType(
    {
        "complaint.opened": _complaints,
        "record.corrected": _errors_of_entry,
        "contract.signed": _late(lambda scene: scene.facts.once(signed_contracts)),
        "recon.closed": _late(lambda scene: scene.facts.once(reconciliations)),
        "improvement.closed": _late(_improvements),
    }
)
