"""Weights that have come to rest: no KPI above what holds it down, none that was to be dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.direction.switch import Pin
from shared.domain.direction.weights import complete
from shared.domain.errors import DomainError
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition

SMALL: Final = 5
"""Below this percentage a completed weight hardly steers anybody: somebody chooses whether it stays."""


class NoWeightLeft(DomainError):
    """The pins leave no whole percent for a KPI that is to stay."""

    kind, code = "invalid", "direction.no_weight_left"
    zh = "固定权重合计 {percent}%，指标“{name_zh}”分不到权重；请移除该指标，或降低固定权重。"
    en = "The pinned weights make {percent} % and leave none for “{name_en}”. Drop that KPI, or lower the pins."


@dataclass(frozen=True, slots=True)
class Settled:
    """Weights in percent by KPI, the pins that count among them, and the KPIs that keep or drop is asked for."""

    percents: Mapping[str, int | Fraction]
    held: Mapping[str, int]
    asked: frozenset[str]


def settle(
    weights: Mapping[str, Fraction],
    pins: Sequence[Pin],
    unwanted: frozenset[str],
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> Settled:
    """
    Complete `weights`, in percent, until nothing is left to be held down or dropped: `unwanted` that are small.

    A pin that only lowers counts where the KPI weighs as much or more, or would come to more by sharing the rest.
    Where every pin that counts is the present weight, the weights stay as they are, decimals and all.

    :raises NoWeightLeft: if a KPI that stays would have no weight.
    :raises DomainError: as `complete`.
    """
    lowering = {pin.kpi_id: pin.percent for pin in pins if pin.lowers and pin.kpi_id in weights}
    held = {pin.kpi_id: pin.percent for pin in pins if not pin.lowers}
    held |= {kpi_id: most for kpi_id, most in lowering.items() if weights[kpi_id] >= most}
    if all(weights.get(kpi_id) == percent for kpi_id, percent in held.items()):
        percents: Mapping[str, int | Fraction] = weights
    else:
        percents = _held_down(weights, held, lowering)
    dropped: frozenset[str] = frozenset()
    while more := _small(percents, held) & unwanted:
        dropped |= more
        percents = _held_down(_without(weights, dropped), held, lowering)
    asked = dropped | _small(percents, held)
    for kpi_id in sorted(asked - dropped):
        if not percents[kpi_id]:
            found = catalogue[kpi_id]
            raise NoWeightLeft(name_zh=found.name_zh, name_en=found.name_en, percent=sum(held.values()))
    return Settled(percents, held, asked)


def _held_down(
    weights: Mapping[str, Fraction], held: dict[str, int], lowering: Mapping[str, int]
) -> dict[str, int]:
    """Complete until no KPI comes to more than a pin that only lowers; such pins join `held`."""
    while True:
        percents = complete(weights, held)
        lifted = {kpi_id: most for kpi_id, most in lowering.items() if percents.get(kpi_id, 0) > most}
        if not lifted:
            return percents
        held |= lifted


def _small(percents: Mapping[str, int | Fraction], held: Mapping[str, int]) -> frozenset[str]:
    return frozenset(kpi_id for kpi_id, each in percents.items() if kpi_id not in held and each < SMALL)


def _without(weights: Mapping[str, Fraction], dropped: frozenset[str]) -> dict[str, Fraction]:
    return {kpi_id: weight for kpi_id, weight in weights.items() if kpi_id not in dropped}
