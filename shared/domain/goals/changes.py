"""Who came, left or moved since a goal was drafted: its parts would be of other people than those who are there."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from shared.domain.errors import DomainError
from shared.domain.goals.capacity import takes_part
from shared.domain.goals.goal import MonthSplit
from shared.domain.people import Person
from shared.domain.periods import Period


class PeopleChanged(DomainError):
    """People who have a part in the draft hold the position no more, or others hold it who have none."""

    kind, code = "conflict", "goal.people_changed"
    zh = "起草之后人员有变化（{names}），这份草稿的分解已不符。请重新起草后再发布。"
    en = "People have changed since the draft ({names}), so its parts no longer fit. Draft the goal anew."


def check_people(months: Iterable[MonthSplit], position: str, people: Sequence[Person]) -> None:
    """
    Let months pass whose parts belong to just the people who hold the position in them.

    :raises PeopleChanged: otherwise, with the names of those who are too many or missing.
    """
    now = [each for each in people if each.is_reviewed]
    differing: set[str] = set()
    for split in months:
        month = Period.parse(split.month)
        there = {each.id for each in now if takes_part(each, position, month)}
        differing |= there ^ {each.person_id for each in split.shares}
    if differing:
        _refuse(differing, people)


def _refuse(differing: set[str], people: Sequence[Person]) -> NoReturn:
    names = sorted(each.name for each in people if each.id in differing)
    raise PeopleChanged(names="、".join(names))
