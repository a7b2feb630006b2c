"""Look for the one thing to advise (调整建议): an activity that grows for nothing, beside a pair that grows together.

The two pairs of a finding are seen over the weeks that all four series have. Everything must hold twice in a row:
with the newest week, and with it left off; p is asked of the newest look alone. Every rival that passes the slopes is
a test, and p is corrected for their number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.advice.advice import Finding, PairVerdict, WeeklySeries
from shared.domain.advice.duels import duels, precedence
from shared.domain.advice.looks import Sight
from shared.domain.advice.pairs import WATCHED, Pair
from shared.domain.advice.verdicts import verdict


@dataclass(frozen=True, slots=True)
class Evaluation:
    """At most one finding, and what was seen of each pair."""

    finding: Finding | None
    verdicts: tuple[PairVerdict, ...]


def evaluate(series: Mapping[str, WeeklySeries], pairs: Sequence[Pair] = WATCHED) -> Evaluation:
    """
    Return what weekly series, by KPI id, say; a series that is missing or short says nothing.

    Of several findings the one with the smallest corrected p counts, then the largest ρ, then the first by its ids.
    The verdicts are in the order of the pairs; nothing else depends on that order.
    """
    sight = Sight(series)
    met = duels(sight, pairs)
    chosen = min((duel for duel in met if duel.finding), key=precedence, default=None)
    return Evaluation(
        finding=chosen.finding if chosen else None,
        verdicts=tuple(verdict(pair, sight, met, chosen) for pair in pairs),
    )
