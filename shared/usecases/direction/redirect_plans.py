"""The plans of the positions under another direction: which version holds, and which one takes its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.direction.inherited import Base, bases_of
from shared.domain.direction.redirect import Redirected, redirect
from shared.domain.direction.switch import DirectionTemplate
from shared.domain.direction.typed import targets_by_position
from shared.domain.errors import DomainError
from shared.domain.ids import new_id
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import PlanVersion, with_targets
from shared.domain.work.duties.positions import Position
from shared.usecases.direction.wanted import Wanted
from shared.usecases.plans.read_plans import in_force


class NoPlanToRedirect(DomainError):
    """A position has no plan on the day, so there is nothing whose weights could move."""

    kind, code = "invalid", "direction.no_plan"
    zh = "岗位“{position_zh}”在 {day} 没有考核方案，请先发布方案，或去掉该岗位。"
    en = "The position “{position_en}” has no plan on {day}. Publish one first, or leave the position out."


@dataclass(frozen=True, slots=True)
class Redirection:
    """
    One position: the version that holds, and the one that takes its place, both with every target written out.

    `published` is the new version as it is kept: a target that follows its weight is not printed there.
    """

    position: str
    before: PlanVersion
    after: PlanVersion
    published: PlanVersion
    redirected: Redirected
    warnings: tuple[PlanWarning, ...]

    @property
    def moves(self) -> bool:
        """Whether any weight or target of the position becomes another one; else its plan stays."""
        return self.redirected.moves


def redirect_plans(
    *,
    plans: Sequence[PlanVersion],
    direction: DirectionTemplate,
    wanted: Wanted,
    catalogue: Mapping[str, KpiDefinition],
    positions: Mapping[str, Position],
    hold_harmless: bool,
    switch_id: str,
    by: str,
    at: datetime,
) -> tuple[Redirection, ...]:
    """
    Return for each position of the direction the plan of the day and the one after it, by position.

    `positions` are those of the company, by whose names sentences call them.

    :raises NoPlanToRedirect: if a position has no plan on the day.
    :raises DomainError: as `targets_by_position` and `redirect`.
    """
    held = in_force(plans, wanted.from_on, catalogue)
    targets = targets_by_position(wanted.targets, [position for position, _ in direction.pins])
    found = []
    for position, pins in sorted(direction.pins):
        if position not in held:
            zh, en = spoken_position(position, positions)
            raise NoPlanToRedirect(position_zh=zh, position_en=en, day=wanted.from_on.isoformat())
        before = held[position]
        redirected = redirect(
            before.lines,
            pins,
            catalogue=catalogue,
            choices=wanted.choices,
            keep_targets=wanted.keep_targets,
            targets=targets[position],
            bases=_bases(plans, position, wanted.from_on, catalogue),
        )
        published = PlanVersion(
            id=new_id("pln", at),
            company_id=before.company_id,
            from_on=wanted.from_on,
            lines=redirected.lines,
            position=position,
            created_at=at,
            created_by=by,
            note=direction.name_zh,
            switch_id=switch_id,
            hold_harmless=hold_harmless,
        )
        warnings = (*redirected.warnings, *_superseded(plans, position, wanted.from_on, positions))
        written = with_targets([*plans, published], catalogue)
        after = next(each for each in written if each.id == published.id)
        found.append(Redirection(position, before, after, published, redirected, warnings))
    return tuple(found)


def _bases(
    plans: Iterable[PlanVersion], position: str, day: date, catalogue: Mapping[str, KpiDefinition]
) -> dict[str, Base]:
    """Return what the targets of a position go on from, as they stand on a day."""
    begun = (each for each in plans if each.position == position and each.from_on <= day)
    return bases_of(begun, catalogue)


def spoken_position(position: str, positions: Mapping[str, Position]) -> tuple[str, str]:
    """Return a position's names in Chinese and in English; its id where the company has none of that id."""
    found = positions.get(position)
    return (found.zh, found.en) if found else (position[:60], position[:60])


def _superseded(
    plans: Iterable[PlanVersion], position: str, day: date, positions: Mapping[str, Position]
) -> Iterable[PlanWarning]:
    later = [
        each.from_on
        for each in plans
        if each.position == position and each.undone_at is None and each.from_on > day
    ]
    if later:
        until, (zh, en) = min(later).isoformat(), spoken_position(position, positions)
        yield PlanWarning(
            "direction.superseded",
            "",
            f"岗位“{zh}”从 {until} 起已另有方案，这次切换只到那天为止。",
            f"Another plan of “{en}” holds from {until} on; this switch lasts until then.",
        )
