"""Duels (对照): a pair that stands still, held against one that grows together over the same weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

from shared.domain.advice.advice import Finding
from shared.domain.advice.looks import WEEKS_NEEDED, Look, Sight
from shared.domain.advice.pairs import Pair
from shared.domain.advice.statistics import rho

FALSE_ALARM: Final = Fraction(5, 100)
"""How often chance alone may give a finding (误报率设定): a corrected p is below it."""


@dataclass(frozen=True, slots=True)
class Duel:
    """A stalled look and a rival one that passed the slopes; `tests` is how many rivals did, over whatever weeks."""

    stalled: Look
    rival: Look
    tests: int

    @property
    def p_corrected(self) -> Fraction | None:
        """p × the number of rivals (Bonferroni), 1 at most; None where ρ is not strong enough for a test."""
        return None if self.rival.p is None else min(self.rival.p * self.tests, Fraction(1))

    @property
    def finding(self) -> Finding | None:
        """What it comes to; None if the correlation is too weak, or may be chance."""
        lag, p, corrected = self.rival.lag, self.rival.p, self.p_corrected
        stalled, rival = self.stalled.newest_slopes, self.rival.newest_slopes
        if lag is None or p is None or corrected is None or stalled is None or rival is None:
            return None
        if corrected >= FALSE_ALARM:
            return None
        return Finding(
            activity=self.stalled.activity,
            outcome=self.stalled.outcome,
            rival_activity=self.rival.activity,
            rival_outcome=self.rival.outcome,
            weeks=self.rival.weeks,
            lag=lag,
            rho=rho(self.rival.strengths[lag]),
            p=p,
            p_corrected=corrected,
            pairs=self.tests,
            activity_slope=stalled[0],
            outcome_slope=stalled[1],
            rival_activity_slope=rival[0],
            rival_outcome_slope=rival[1],
            template=self.rival.pair.template,
        )


def duels(sight: Sight, pairs: Sequence[Pair]) -> tuple[Duel, ...]:
    """
    Return the duels among the pairs, in the order of their ids.

    What is counted for the correction are rivals that rise beside a stalled pair: the slopes do not look at ρ.
    """
    met = []
    for stalled, rival in product(sorted(set(pairs)), repeat=2):
        one, other = sight.weeks(stalled), sight.weeks(rival)
        if one is None or other is None or not rival.answers(stalled) or len(one & other) < WEEKS_NEEDED:
            continue
        looks = sight.look(stalled, one & other), sight.look(rival, one & other)
        if looks[0].is_stalled and looks[1].is_rising:
            met.append(looks)
    tests = len({(rival.pair, rival.activity.first_on, rival.weeks) for _, rival in met})
    return tuple(Duel(stalled, rival, tests) for stalled, rival in met)


def precedence(duel: Duel) -> tuple[Fraction, Fraction, Pair, Pair]:
    """Return what duels with a finding are ordered by: the smallest corrected p, the largest ρ, the ids."""
    finding = duel.finding
    if finding is None:
        raise ValueError("a duel without a finding has no place")
    strength = duel.rival.strengths[finding.lag]
    return finding.p_corrected, -strength, duel.stalled.pair, duel.rival.pair
