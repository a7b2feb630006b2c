"""Read somebody's targets of a month out of company goals, with what they said to them."""

from dataclasses import dataclass

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.goals.goal import MonthSplit, Share, TargetAnswer


@dataclass(frozen=True, slots=True)
class PersonalTarget:
    """A person's part of a month of a goal, and their answer, None before they gave one."""

    split: MonthSplit
    share: Share
    answer: TargetAnswer | None


def read_targets(*, company_id: str, person_id: str, month: str) -> tuple[PersonalTarget, ...]:
    """Return a person's targets of a month by KPI: one query for the month and one batch of answers."""
    found = [
        (split, share)
        for split in every(refs.month_splits(company_id, month))
        for share in split.shares
        if share.person_id == person_id
    ]
    wanted = {
        split.goal_id: refs.target_answers(company_id, split.goal_id).at(person_id) for split, _ in found
    }
    loaded = load(wanted.values())
    return tuple(PersonalTarget(split, share, loaded.find(wanted[split.goal_id])) for split, share in found)
