"""
Parting a month over people: by history, by capacity and equally, with a cap on what one of them is given.

Part of a person = history ÷ all histories × 60 % + capacity ÷ all capacities × 30 % + 1 ÷ people × 10 %; the
percentages are the company's (`SplitRule`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.domain.goals.filling import ZERO, fill
from shared.domain.goals.goal import Share, SplitRule
from shared.domain.numbers import WHOLE_BP


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    Somebody who takes part in a month.

    `history` is the mean month of what they brought, in the KPI's unit: None if there is no month to go by, 0 if
    they were there and brought nothing. `capacity` is 1 for somebody who works full time on the position.
    """

    person_id: str
    history: Fraction | None
    capacity: Fraction
    flags: tuple[str, ...] = ()


def split(
    target: Fraction, candidates: Sequence[Candidate], rule: SplitRule, *, quantum: Fraction
) -> tuple[tuple[Share, ...], Fraction]:
    """
    Return each candidate's share of `target`, by person id, and what nobody takes (未分配).

    Shares and rest make the target exactly. Shares are multiples of the rule's unit, of `quantum` without one, and
    what is less than a unit stays in the rest. A part of the rule that nobody has is left out, and the others make
    the whole. A negative history counts as 0. Somebody without a history has no share by history, no cap, and is
    flagged `no_history`; who would have been given more than the cap is flagged `capped`. The cap is cut to whole
    units: nobody is above it.

    >>> team = [Candidate("a", Fraction(30_000), Fraction(1)), Candidate("b", None, Fraction(1, 2))]
    >>> shares, rest = split(Fraction(40_000), team, SplitRule(), quantum=Fraction(1, 100))
    >>> [(each.person_id, str(each.target)) for each in shares], str(rest)
    ([('a', '34000'), ('b', '6000')], '0')
    """
    unit = rule.round_to or quantum
    caps = {each.person_id: _cap(each, rule) for each in candidates}
    limits = {person: None if cap is None else int(cap // unit) for person, cap in caps.items()}
    filled = fill(int(target // unit), _parts(candidates, rule), limits)
    shares = tuple(
        Share(
            each.person_id,
            filled.units[each.person_id] * unit,
            each.history,
            each.capacity,
            caps[each.person_id],
            _flags(each, full=each.person_id in filled.full),
        )
        for each in sorted(candidates, key=lambda each: each.person_id)
    )
    return shares, target - sum((each.target for each in shares), ZERO)


def _parts(candidates: Sequence[Candidate], rule: SplitRule) -> dict[str, Fraction]:
    components: tuple[tuple[int, Mapping[str, Fraction]], ...] = (
        (rule.history_bp, {each.person_id: _history(each) for each in candidates}),
        (rule.capacity_bp, {each.person_id: each.capacity for each in candidates}),
        (rule.equal_bp, {each.person_id: Fraction(1) for each in candidates}),
    )
    parts = {each.person_id: ZERO for each in candidates}
    for weight, values in components:
        if whole := sum(values.values(), ZERO):
            for person, value in values.items():
                # Parts need not add up to 1: only their proportions count, so a part left out needs no rescaling.
                parts[person] += weight * value / whole
    return parts


def _history(candidate: Candidate) -> Fraction:
    return max(candidate.history or ZERO, ZERO)


def _cap(candidate: Candidate, rule: SplitRule) -> Fraction | None:
    if candidate.history is None or rule.cap_bp is None:
        return None
    return _history(candidate) * rule.cap_bp / WHOLE_BP


def _flags(candidate: Candidate, *, full: bool) -> tuple[str, ...]:
    without = ("no_history",) if candidate.history is None else ()
    return (*candidate.flags, *without, *(("capped",) if full else ()))
