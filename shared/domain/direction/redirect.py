"""The plan of a position under another direction: what is pinned, what shares the rest, and which targets follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from shared.domain.direction.changes import LineChange, Why, percent, sentence
from shared.domain.direction.inherited import Base, follows_weight, inherited_target
from shared.domain.direction.pinned import check_pinned, is_unusual, pinned_curve, pinned_line
from shared.domain.direction.settling import SMALL, Settled, settle
from shared.domain.direction.switch import Pin
from shared.domain.direction.typed import TypedTarget, aimed
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine, PlanWarning
from shared.domain.kpi.plans import check_plan

Choice = Literal["keep", "drop"]
_NO_CHOICES: Final[Mapping[str, Choice]] = MappingProxyType({})
_NO_TARGETS: Final[Mapping[str, TypedTarget]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Redirected:
    """
    The lines of the new plan version, what happens to each KPI, and what somebody has to look at.

    `changes` has a row for every KPI before or after, also for those that stay as they are. `needs_choice` are the
    KPIs, by id, that complete to less than 5 %, whatever was chosen for them.
    """

    lines: tuple[PlanLine, ...]
    changes: tuple[LineChange, ...]
    needs_choice: tuple[str, ...]
    warnings: tuple[PlanWarning, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether any weight, target or curve becomes another one."""
        return any(each.moves for each in self.changes)


def redirect(
    lines: Sequence[PlanLine],
    pins: Sequence[Pin],
    *,
    catalogue: Mapping[str, KpiDefinition],
    choices: Mapping[str, Choice] = _NO_CHOICES,
    keep_targets: frozenset[str] = frozenset(),
    targets: Mapping[str, TypedTarget] = _NO_TARGETS,
    bases: Mapping[str, Base] | None = None,
) -> Redirected:
    """
    Return what `pins` make of the plan whose lines, with their targets written out, are `lines`.

    Pinned weights stay, the others share the rest in whole percents. One of them that comes to less than 5 % stays
    unless `choices` says `drop`; what is dropped is shared out again. Nothing moves, not even decimals of the
    others, where every pin is what the plan has already.

    Only the target of a sum or count where more is better goes with a weight that a pin lowers, unless the KPI is
    in `keep_targets`. Where its weight rises, what once went down comes back: at a weight that it had before, to the
    target that it had then, up to the one that somebody set and no further. Its line prints none where it inherits
    just that; every other line prints its target. What is typed in `targets`, by KPI, is printed whatever else would
    be. `bases` say what the targets go on from (`bases_of`); without them the targets of `lines` were set there.

    :raises NoWeightLeft: if the pins leave nothing for a KPI that stays.
    :raises NobodyToScale: if they make less than 100 % and no other KPI stays.
    :raises DomainError: as `check_pinned`, as `aimed`, and as `check_plan` of a plan that nobody typed.
    """
    check_pinned(pins, catalogue)
    weights = {line.kpi_id: Fraction(line.weight_bp, 100) for line in lines}
    unwanted = frozenset(kpi_id for kpi_id, choice in choices.items() if choice == "drop")
    settled = settle(weights, pins, unwanted, catalogue)
    known = {line.kpi_id: Base.of(line) for line in lines} if bases is None else bases
    made = aimed(_lines(lines, pins, settled, catalogue, keep_targets, known), targets, catalogue)
    changes = tuple(_changes(lines, made, settled, known, catalogue))
    warnings = (*check_plan(made, catalogue=catalogue), *_without_target(changes, catalogue))
    return Redirected(made, changes, tuple(sorted(settled.asked)), warnings)


def _lines(
    lines: Sequence[PlanLine],
    pins: Sequence[Pin],
    settled: Settled,
    catalogue: Mapping[str, KpiDefinition],
    keep_targets: frozenset[str],
    bases: Mapping[str, Base],
) -> tuple[PlanLine, ...]:
    pinned = {pin.kpi_id: pin for pin in pins if pin.kpi_id in settled.held}
    made = []
    for line in lines:
        if line.kpi_id not in settled.percents:
            continue
        weight, pin = settled.percents[line.kpi_id], pinned.get(line.kpi_id)
        after = replace(
            line,
            weight_bp=int(weight * 100),
            curve=pinned_curve(pin, line.curve),
            kept=line.kept or (is_unusual(weight) if pin else weight < SMALL),
        )
        definition, base = catalogue[line.kpi_id], bases.get(line.kpi_id, Base.of(line))
        if line.kpi_id not in keep_targets:
            after = replace(after, target=_target(line, after, pin, definition, base))
        inherits = follows_weight(definition) and not (pin and pin.target is not None)
        made.append(_unprinted(after, definition, base) if inherits else after)
    present = {line.kpi_id for line in lines}
    added = (pinned_line(pin, catalogue) for pin in pinned.values() if pin.kpi_id not in present)
    return (*made, *added)


def _target(
    before: PlanLine, after: PlanLine, pin: Pin | None, definition: KpiDefinition, base: Base
) -> Fraction | None:
    """Return the target of a line at its new weight."""
    if pin is not None and pin.target is not None:
        return pin.target
    if not follows_weight(definition) or before.target is None:
        return before.target
    if after.weight_bp > before.weight_bp:
        return base.raised(after.weight_bp)
    return before.target * Fraction(after.weight_bp, before.weight_bp) if pin else before.target


def _unprinted(line: PlanLine, definition: KpiDefinition, base: Base) -> PlanLine:
    """Return a line without its target where it inherits the same, so that a newer printed one reaches it."""
    bare = replace(line, target=None)
    return bare if inherited_target(bare, base.printed, definition) == line.target else line


def _changes(
    before: Sequence[PlanLine],
    after: Sequence[PlanLine],
    settled: Settled,
    bases: Mapping[str, Base],
    catalogue: Mapping[str, KpiDefinition],
) -> list[LineChange]:
    old, new = ({line.kpi_id: line for line in each} for each in (before, after))
    changes = []
    for kpi_id in dict.fromkeys((*old, *new)):
        definition, was, is_now = catalogue[kpi_id], old.get(kpi_id), new.get(kpi_id)
        change = LineChange(
            kpi_id,
            None if was is None else Fraction(was.weight_bp, 100),
            None if is_now is None else Fraction(is_now.weight_bp, 100),
            None if was is None else was.target,
            None if is_now is None else _written(is_now, bases.get(kpi_id), definition),
            _why(was, is_now, is_pinned=kpi_id in settled.held),
            curve=_other_curve(was, is_now),
        )
        zh, en = (sentence(change, definition, language) for language in ("zh", "en"))
        changes.append(replace(change, zh=zh, en=en))
    return changes


def _written(line: PlanLine, base: Base | None, definition: KpiDefinition) -> Fraction | None:
    return inherited_target(line, None if base is None else base.printed, definition)


def _why(before: PlanLine | None, after: PlanLine | None, *, is_pinned: bool) -> Why:
    if after is None:
        return "dropped"
    if before is None:
        return "added"
    if not is_pinned:
        return "completed"
    return "lowered" if after.weight_bp < before.weight_bp else "pinned"


def _other_curve(before: PlanLine | None, after: PlanLine | None) -> str:
    if before is None or after is None:
        return ""
    old, new = before.curve, after.curve
    return "" if (old.scale, old.anchors) == (new.scale, new.anchors) else new.text


def needs_target(definition: KpiDefinition) -> bool:
    """Return whether a KPI is not scored without a target; what was planned is one."""
    return definition.proration != "plan"


def _without_target(
    changes: Sequence[LineChange], catalogue: Mapping[str, KpiDefinition]
) -> Iterable[PlanWarning]:
    for each in changes:
        definition = catalogue[each.kpi_id]
        if each.after_percent is None or each.after_target is not None or not needs_target(definition):
            continue
        weight = percent(each.after_percent)
        yield PlanWarning(
            "direction.target_missing",
            each.kpi_id,
            f"“{definition.name_zh}”还没有目标：请在 targets 里填写（可采用 proposed_target 的建议），再预览和切换。"
            f"不填也能切换，但在有目标之前它不计分，{weight}% 的权重分摊到其他指标。",
            f"“{definition.name_en}” has no target: send one in `targets` (proposed_target is a suggestion), then "
            f"preview and switch. Without one you can switch too, but until there is one it is not scored and its "
            f"weight of {weight} % is spread over the other KPIs.",
        )
