"""What was seen of one pair, and why there is no advice from it, in Chinese and in English."""

from collections.abc import Sequence
from fractions import Fraction

from shared.domain.advice.advice import PairVerdict
from shared.domain.advice.duels import Duel
from shared.domain.advice.looks import WEEKS_NEEDED, Look, Sight
from shared.domain.advice.pairs import Pair, figure_name
from shared.domain.advice.statistics import rho
from shared.domain.numbers import exact, quantize

Said = tuple[str, str]
"""One sentence in Chinese, and in English."""


def verdict(pair: Pair, sight: Sight, met: Sequence[Duel], chosen: Duel | None) -> PairVerdict:
    """
    Return what was seen of a pair over the weeks that both of its series have.

    `met` are the duels of the company and `chosen` the one that advice comes of. A pair of that one is described over
    the weeks of the advice.
    """
    if chosen is not None and pair in (chosen.stalled.pair, chosen.rival.pair):
        return _about(chosen.stalled if pair == chosen.stalled.pair else chosen.rival, _advised(pair, chosen))
    weeks = sight.weeks(pair)
    if weeks is None or len(weeks) < WEEKS_NEEDED:
        zh, en = _too_short(pair, 0 if weeks is None else len(weeks))
        return PairVerdict(pair.activity, pair.outcome, len(weeks or ()), None, None, zh, en)
    look = sight.look(pair, weeks)
    return _about(look, _why_none(look, [duel for duel in met if duel.stalled.pair == pair], chosen))


def _about(look: Look, said: Said) -> PairVerdict:
    return PairVerdict(
        activity=look.pair.activity,
        outcome=look.pair.outcome,
        weeks=look.weeks,
        activity_slope=look.activity_slopes[0],
        outcome_slope=look.outcome_slopes[0],
        zh=said[0],
        en=said[1],
    )


def _advised(pair: Pair, chosen: Duel) -> Said:
    if pair == chosen.stalled.pair:
        return (
            f"“{_zh(pair.activity)}”上升而“{_zh(pair.outcome)}”基本没有变化，见本次建议。",
            f"“{_en(pair.activity)}” rises and “{_en(pair.outcome)}” hardly moves: see the advice.",
        )
    return (
        f"“{_zh(pair.activity)}”和“{_zh(pair.outcome)}”一起上升，见本次建议。",
        f"“{_en(pair.activity)}” and “{_en(pair.outcome)}” rise together: see the advice.",
    )


def _too_short(pair: Pair, weeks: int) -> Said:
    missing = WEEKS_NEEDED - weeks
    return (
        f"两项都有记录的完整周只有 {weeks} 周，至少要 {WEEKS_NEEDED} 周才能与巧合区分，还差 {missing} 周。",
        f"Both have records for {weeks} whole weeks. It takes {WEEKS_NEEDED} to tell it from chance: {missing} more.",
    )


def _why_none(look: Look, duels: Sequence[Duel], chosen: Duel | None) -> Said:
    if not look.is_known:
        return _not_known(look)
    if not look.is_busier:
        return _not_busier(look)
    if not look.is_stalled:
        return _outcome_moves(look)
    if not duels:
        return (
            f"{_stalled(look)[0]}但没有支持其他方向的指标对在同一时期一起上升 15% 以上，所以不给建议。",
            f"{_stalled(look)[1]} but no pair that speaks for another direction rises by 15 % or more "
            "over the same weeks, so there is no advice.",
        )
    return _not_advised(look, duels, chosen)


def _not_known(look: Look) -> Said:
    which = look.pair.outcome if None not in look.activity_slopes else look.pair.activity
    return (
        f"“{_zh(which)}”至少半数的周没有数或为负，算不出变化的幅度。",
        f"“{_en(which)}” is 0 or less in half of the weeks or more, so its change has no measure.",
    )


def _not_busier(look: Look) -> Said:
    pair, (newest, before) = look.pair, look.activity_slopes
    return (
        f"“{_zh(pair.activity)}”在 {look.weeks} 周内变化 {_percent(newest)}（一周前看是 {_percent(before)}），"
        "没有连续两次达到 +15%，所以不给建议。",
        f"“{_en(pair.activity)}” went {_percent(newest)} over {look.weeks} weeks ({_percent(before)} seen a week "
        "before): not +15 % twice in a row, so there is no advice.",
    )


def _outcome_moves(look: Look) -> Said:
    pair, (newest, before) = look.pair, look.outcome_slopes
    return (
        f"“{_zh(pair.activity)}”上升 {_percent(look.activity_slopes[0])}，“{_zh(pair.outcome)}”变化 {_percent(newest)}"
        f"（一周前看是 {_percent(before)}），没有连续两次停在 ±3% 以内，所以不给建议。",
        f"“{_en(pair.activity)}” went {_percent(look.activity_slopes[0])} and “{_en(pair.outcome)}” {_percent(newest)} "
        f"({_percent(before)} seen a week before): not within ±3 % twice in a row, so there is no advice.",
    )


def _not_advised(look: Look, duels: Sequence[Duel], chosen: Duel | None) -> Said:
    zh, en = _stalled(look)
    strong = [duel for duel in duels if duel.p_corrected is not None]
    if chosen is not None and any(duel.finding for duel in strong):
        return (
            f"{zh}每次最多给一条建议，本次是另一条。",
            f"{en} one piece of advice is given at a time, and it is another.",
        )
    if not strong:
        return (
            f"{zh}一起上升的另外 {len(duels)} 对指标，逐周变化的相关没有连续两次达到 0.6（{_strongest(duels)}），"
            "所以不给建议。",
            f"{en} the weekly changes of the {len(duels)} other pairs that rise do not correlate by 0.6 twice in a row "
            f"({_strongest(duels)}), so there is no advice.",
        )
    best = min(strong, key=lambda duel: (duel.p_corrected, duel.rival.pair))
    p, rival = _decimal(best.p_corrected), best.rival.pair
    return (
        f"{zh}“{_zh(rival.activity)}”和“{_zh(rival.outcome)}”一起上升，但校正后 p = {p}，不小于 0.05，可能只是巧合，"
        "所以不给建议。",
        f"{en} “{_en(rival.activity)}” and “{_en(rival.outcome)}” rise together, but by p = {p} after correction, not "
        "below 0.05, that may be chance, so there is no advice.",
    )


def _stalled(look: Look) -> Said:
    """Return the beginning of a sentence about a stalled pair."""
    pair, activity, outcome = look.pair, look.activity_slopes[0], look.outcome_slopes[0]
    return (
        f"“{_zh(pair.activity)}”上升 {_percent(activity)}，“{_zh(pair.outcome)}”基本没有变化（{_percent(outcome)}）；",
        f"“{_en(pair.activity)}” went {_percent(activity)} and “{_en(pair.outcome)}” hardly moved "
        f"({_percent(outcome)});",
    )


def _strongest(duels: Sequence[Duel]) -> str:
    squares = [max(duel.rival.strengths.values(), default=Fraction(0)) for duel in duels]
    return f"ρ = {_decimal(rho(max(squares)))}"


def _percent(slope: Fraction | None) -> str:
    if slope is None:
        return "–"
    percent = quantize(slope * 100, 1)
    return f"{'+' if percent > 0 else ''}{percent}%"


def _decimal(value: Fraction | None) -> str:
    return exact(value, 4) if value is not None else "–"


def _zh(kpi_id: str) -> str:
    return figure_name(kpi_id)[0]


def _en(kpi_id: str) -> str:
    return figure_name(kpi_id)[1]
