"""How often chance alone gives advice: counted over made-up companies, and what each gate is worth."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from shared.domain.advice.duels import FALSE_ALARM, duels
from shared.domain.advice.evaluate import evaluate
from shared.domain.advice.looks import FLAT, RISING, STRONG, Sight
from shared.domain.advice.pairs import WATCHED
from shared.domain.advice.statistics import change, lags, spearman
from tests.domain.advice.companies import (
    FLAVOURS,
    UNIT,
    autoregressive,
    looks,
    noise_companies,
    shock,
    tempting_company,
    trending_company,
    white,
)

COMPANIES = 200
MOST = COMPANIES * 5 // 100


def kept_from_week_to_week(noise: list[int]) -> float:
    mean = sum(noise) / len(noise)
    around = [each - mean for each in noise]
    return sum(a * b for a, b in pairwise(around)) / sum(a * a for a in around)


class TestNoise:
    """The made-up companies are what they are said to be; otherwise counting them would prove nothing."""

    def test_a_shock_has_mean_0_and_standard_deviation_1000(self):
        chance = Random(1)
        found = [shock(chance) for _ in range(5_000)]

        assert abs(sum(found)) / 5_000 < UNIT // 20
        assert 950**2 < sum(each * each for each in found) / 5_000 < 1050**2

    def test_white_noise_keeps_nothing_of_the_week_before(self):
        assert abs(kept_from_week_to_week(white(Random(2), 5_000))) < 0.05

    def test_persistent_noise_keeps_six_tenths(self):
        assert 0.55 < kept_from_week_to_week(autoregressive(Random(3), 5_000)) < 0.65

    def test_all_series_of_a_trending_company_go_the_same_way(self):
        ways = Counter()
        for seed in range(40):
            slopes = [change(each.values) for each in trending_company(Random(seed), 26).values()]
            ups = sum(slope > 0 for slope in slopes)
            ways["up" if ups == len(slopes) else "down" if ups == 0 else "mixed"] += 1

        assert ways["up"] >= 15
        assert ways["down"] >= 5
        assert ways["mixed"] <= 15

    def test_a_third_of_the_companies_is_of_each_flavour_and_all_differ(self):
        companies = list(noise_companies(26, seeds=60))

        assert Counter(flavour for flavour, _ in companies) == dict.fromkeys(FLAVOURS, 20)
        assert len({each["sales.revenue"].values for _, each in companies}) == 60


class TestFalseAlarms:
    @pytest.mark.parametrize(("window", "consecutive"), [(26, 4), (13, 5)])
    def test_at_most_five_percent_of_companies_of_noise_ever_get_advice(self, window, consecutive):
        alarms = Counter()
        for flavour, company in noise_companies(window + consecutive - 1, COMPANIES):
            seen = [evaluate(each).finding for each in looks(company, window)]
            alarms[flavour] += any(seen)
            assert len(seen) == consecutive

        print(f"\n{window} weeks, {consecutive} looks in a row, {COMPANIES} companies: {dict(alarms)}")
        assert alarms.total() <= MOST

    @pytest.mark.parametrize("window", [12, 13, 16, 26])
    def test_nor_do_companies_that_pass_all_slopes_where_the_correlation_alone_decides(self, window):
        one_rival = [WATCHED[0], WATCHED[1]]
        alarms = met = 0
        for seed in range(COMPANIES):
            found = duels(Sight(tempting_company(Random(seed), window)), one_rival)
            met += bool(found)
            alarms += any(duel.finding for duel in found)

        print(f"\n{window} weeks, all slopes passed: {alarms} of {met}")
        assert met > COMPANIES * 9 // 10
        assert alarms <= MOST


class TestWorthOfTheGates:
    def test_a_plain_correlation_of_levels_fires_in_most_companies(self):
        fired = 0
        for _, company in noise_companies(26, COMPANIES):
            fired += any(
                (spearman(company[pair.activity].values[: 26 - lag], company[pair.outcome].values[lag:]) or 0)
                >= STRONG**2
                for pair in WATCHED
                for lag in lags(26)
            )

        print(f"\nplain correlation of levels: {fired} of {COMPANIES}")
        assert fired > 6 * MOST

    def test_without_correction_or_without_significance_there_are_many_false_alarms(self):
        counted = Counter()
        for seed in range(COMPANIES):
            found = duels(Sight(tempting_company(Random(seed), 13)), WATCHED)
            ps = [duel.rival.p for duel in found if duel.rival.p is not None]
            counted["strong at some lag"] += bool(ps)
            counted["uncorrected"] += any(p < FALSE_ALARM for p in ps)
            counted["as it is"] += any(duel.finding for duel in found)

        print(f"\nslopes passed, four rivals: {dict(counted)}")
        assert counted["strong at some lag"] > 6 * MOST
        assert counted["uncorrected"] > MOST
        assert counted["as it is"] <= MOST

    def test_looking_once_instead_of_twice_lets_more_stalls_and_more_correlations_pass(self):
        once, twice = Counter(), Counter()
        for _, company in noise_companies(13, COMPANIES):
            sight = Sight(company)
            for pair in WATCHED:
                look = sight.look(pair, sight.weeks(pair))
                activity, outcome = look.newest_slopes
                once["stalled"] += activity >= RISING and abs(outcome) <= FLAT
                once["together"] += any(each >= STRONG**2 for each in look.strengths.values())
                twice["stalled"] += look.is_stalled
                twice["together"] += look.lag is not None

        print(f"\nonce {dict(once)}, twice {dict(twice)}")
        assert twice["stalled"] * 4 < once["stalled"] * 3
        assert twice["together"] < once["together"]
