"""What is found in a company's weeks, at the very edges of the rule, and why nothing is found elsewhere."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest

from shared.domain.advice.duels import FALSE_ALARM, Duel, duels, precedence
from shared.domain.advice.evaluate import evaluate
from shared.domain.advice.looks import WEEKS_NEEDED, Look, Sight
from shared.domain.advice.pairs import WATCHED, Pair
from tests.domain.advice.companies import a_series, planted_company

VISITS, SALES = "sales.offline_visits", "sales.revenue"
TRAFFIC, ORDERS = "sales.online_traffic", "sales.online_conversion"
STALLED, RIVAL = Pair(VISITS, SALES), Pair(TRAFFIC, ORDERS, "online")
FOUR = {VISITS, SALES, TRAFFIC, ORDERS}


def a_company(weeks=26, lag=0, seed=1, **values):
    company = planted_company(Random(seed), weeks, lag)
    names = {"visits": VISITS, "sales": SALES, "traffic": TRAFFIC, "orders": ORDERS}
    return company | {names[name]: a_series(names[name], list(each)) for name, each in values.items()}


def verdict_of(evaluation, pair):
    return next(
        each for each in evaluation.verdicts if (each.activity, each.outcome) == (pair.activity, pair.outcome)
    )


def a_look(activity, outcome):
    return Look(STALLED, a_series(VISITS, list(activity)), a_series(SALES, list(outcome)))


RISING = [100 + 4 * week for week in range(13)]
"""By 48 ÷ 124 over thirteen weeks."""


class TestPlantedCase:
    @pytest.mark.parametrize("weeks", [12, 14, 16, 20, 26])
    def test_gives_one_finding_that_names_all_four_series(self, weeks):
        found = evaluate(a_company(weeks)).finding

        four = (found.activity, found.outcome, found.rival_activity, found.rival_outcome)
        assert [each.kpi_id for each in four] == [VISITS, SALES, TRAFFIC, ORDERS]
        assert [len(each.values) for each in four] == [weeks] * 4
        assert found.weeks == weeks
        assert found.template == "online"

    def test_states_the_slopes_the_lag_the_correlation_and_what_chance_would_give(self):
        found = evaluate(a_company(26, lag=2)).finding

        assert found.activity_slope >= Fraction(15, 100)
        assert abs(found.outcome_slope) <= Fraction(3, 100)
        assert min(found.rival_activity_slope, found.rival_outcome_slope) >= Fraction(15, 100)
        assert found.lag == 2
        assert Fraction(6, 10) <= found.rho <= 1
        assert found.p == Fraction(1, 50)
        assert (found.pairs, found.p_corrected) == (1, Fraction(1, 50))

    @pytest.mark.parametrize("lag", [0, 2, 4])
    def test_is_found_in_every_company_with_half_a_year_of_weeks(self, lag):
        found = [evaluate(a_company(26, lag, seed)).finding for seed in range(20)]

        assert [each.lag for each in found] == [lag] * 20

    def test_is_not_found_in_eleven_weeks_because_chance_alone_gives_it_once_in_twenty(self):
        eleven, twelve = a_company(WEEKS_NEEDED - 1), a_company(WEEKS_NEEDED)

        ps = [sight.look(RIVAL, sight.weeks(RIVAL)).p for sight in (Sight(eleven), Sight(twelve))]

        assert (evaluate(eleven).finding, ps) == (None, [FALSE_ALARM, Fraction(1, 22)])

    def test_is_not_found_where_the_orders_have_nothing_to_do_with_the_traffic(self):
        other = a_company(26, seed=8)[ORDERS].values

        assert evaluate(a_company(26, orders=other)).finding is None

    def test_both_pairs_of_the_finding_say_so(self):
        evaluation = evaluate(a_company(26))

        assert "见本次建议" in verdict_of(evaluation, STALLED).zh
        assert "see the advice" in verdict_of(evaluation, RIVAL).en


class TestEdges:
    @pytest.mark.parametrize(("start", "is_stalled"), [(394, True), (393, False)])
    def test_an_outcome_of_exactly_three_percent_stands_still(self, start, is_stalled):
        up = range(start, start + 13)

        assert a_look(RISING, up).is_stalled is is_stalled
        assert a_look(RISING, up).outcome_slopes[0] == Fraction(12, start + 6)

    @pytest.mark.parametrize(("start", "is_stalled"), [(394, True), (392, False)])
    def test_and_so_does_one_that_falls_by_three_percent(self, start, is_stalled):
        down = list(range(start, start + 13))[::-1]

        assert a_look(RISING, down).is_stalled is is_stalled

    @pytest.mark.parametrize(("start", "is_busier"), [(407, True), (408, False)])
    def test_an_activity_of_exactly_fifteen_percent_a_week_ago_has_risen(self, start, is_busier):
        look = a_look([start + 6 * week for week in range(13)], [1] * 13)

        assert look.is_busier is is_busier
        assert look.activity_slopes[1] == Fraction(66, start + 33)

    def test_what_is_seen_with_the_newest_week_alone_is_not_seen_twice(self):
        newest = a_look([408 + 6 * week for week in range(13)], [100] * 13)

        assert newest.activity_slopes[0] >= Fraction(15, 100)
        assert newest.is_busier is False
        assert a_look(RISING, [100] * 13).is_stalled

    def test_eleven_weeks_say_nothing_and_twelve_do(self):
        eleven, twelve = (verdict_of(evaluate(a_company(weeks)), STALLED) for weeks in (11, 12))

        assert eleven.zh == "两项都有记录的完整周只有 11 周，至少要 12 周才能与巧合区分，还差 1 周。"
        assert eleven.activity_slope is None
        assert twelve.activity_slope is not None

    def test_a_lag_counts_only_where_it_holds_without_the_newest_week_too(self):
        look = Sight(a_company(26)).look(RIVAL, Sight(a_company(26)).weeks(RIVAL))
        lost = replace(
            look, outcome=a_series(ORDERS, [*look.outcome.values[:-13], *look.outcome.values[-13:][::-1]])
        )

        assert look.lag == 0
        assert lost.lag is None
        assert lost.p is None


class TestCorrection:
    def duel(self, tests):
        company = a_company(26)
        (duel,) = duels(Sight(company), WATCHED)
        return replace(duel, tests=tests)

    def test_two_percent_beside_two_other_tests_are_six_and_no_finding(self):
        assert self.duel(3).p_corrected == Fraction(6, 100)
        assert self.duel(3).finding is None

    def test_beside_one_other_test_they_are_four_and_a_finding(self):
        assert self.duel(2).p_corrected == Fraction(4, 100)
        assert self.duel(2).finding.pairs == 2

    def test_is_never_more_than_certain(self):
        assert self.duel(80).p_corrected == 1

    def test_counts_every_rival_that_rises_whether_it_correlates_or_not(self):
        company = a_company(26)
        company["cs.existing_leads_support"] = a_series("cs.existing_leads_support", [*range(50, 76)])
        company["sales.existing_customer_revenue"] = a_series(
            "sales.existing_customer_revenue", [*range(50, 76)]
        )

        kept = Pair("cs.existing_leads_support", "sales.existing_customer_revenue", "keep")
        met = duels(Sight(company), (STALLED, RIVAL, kept))

        assert [(duel.rival.pair.template, duel.tests) for duel in met] == [("keep", 2), ("online", 2)]
        assert met[0].finding is None
        assert met[1].finding.p_corrected == Fraction(4, 100)


class TestChoice:
    def two_rivals(self):
        company = a_company(26)
        reads = [2 * each for each in company[TRAFFIC].values]
        return company | {"mkt.article_reads": a_series("mkt.article_reads", reads)}

    def test_two_findings_as_good_as_each_other_give_the_one_whose_ids_come_first(self):
        found = evaluate(self.two_rivals()).finding

        assert found.rival_activity.kpi_id == "mkt.article_reads"
        assert found.pairs == 2

    def test_the_stronger_correlation_comes_first(self):
        company = self.two_rivals()
        reads = list(company["mkt.article_reads"].values)
        reads[5], reads[6] = reads[6], reads[5]
        company["mkt.article_reads"] = a_series("mkt.article_reads", reads)

        assert evaluate(company).finding.rival_activity.kpi_id == TRAFFIC

    def test_one_pair_never_stands_on_both_sides(self):
        assert not STALLED.answers(Pair(VISITS, ORDERS))
        assert not Pair(TRAFFIC, SALES, "online").answers(STALLED)
        assert RIVAL.answers(STALLED)

    def test_what_stalls_is_not_answered_by_more_of_the_same_direction(self):
        assert not Pair("mkt.article_reads", ORDERS, "online").answers(Pair(TRAFFIC, SALES, "online"))

    def test_a_pair_that_speaks_for_no_direction_is_no_rival(self):
        company = a_company(26)

        assert evaluate(company, (STALLED, replace(RIVAL, template=""))).finding is None
        assert evaluate(company, (STALLED, RIVAL)).finding is not None


class TestLaws:
    def test_the_order_of_the_pairs_and_a_pair_named_twice_change_nothing(self):
        company = a_company(20)
        expected = evaluate(company)

        for seed in range(5):
            shuffled = Random(seed).sample(WATCHED, len(WATCHED))
            found = evaluate(company, [*shuffled, shuffled[0]])

            assert found.finding == expected.finding
            assert set(found.verdicts) == set(expected.verdicts)

    @pytest.mark.parametrize("kpi_id", sorted(FOUR))
    @pytest.mark.parametrize("unit", [Fraction(1, 100), Fraction(7, 3), 1000])
    def test_the_unit_of_a_series_changes_nothing_but_the_series(self, kpi_id, unit):
        company = a_company(16)
        scaled = company | {kpi_id: a_series(kpi_id, [each * unit for each in company[kpi_id].values])}

        one, other = evaluate(company), evaluate(scaled)

        assert one.verdicts == other.verdicts
        figures = (
            "lag",
            "rho",
            "p",
            "p_corrected",
            "pairs",
            "activity_slope",
            "rival_outcome_slope",
            "template",
        )
        assert [getattr(one.finding, name) for name in figures] == [
            getattr(other.finding, name) for name in figures
        ]

    def test_when_the_weeks_are_changes_nothing_but_the_dates(self):
        company = a_company(16)
        later = {
            kpi_id: replace(each, first_on=each.first_on + timedelta(days=100))
            for kpi_id, each in company.items()
        }

        assert evaluate(later).verdicts == evaluate(company).verdicts

    def test_a_series_of_nothing_beside_them_changes_no_finding(self):
        company = a_company(16)
        nothing = {kpi_id: a_series(kpi_id, [0] * 16) for kpi_id in ("mkt.article_reads", "mkt.valid_leads")}

        assert evaluate(company | nothing).finding == evaluate(company).finding

    def test_older_weeks_that_only_some_series_have_change_no_finding(self):
        company = a_company(16)
        longer = a_series(
            VISITS, [9] * 10 + list(company[VISITS].values), company[VISITS].first_on - timedelta(weeks=10)
        )

        assert evaluate(company | {VISITS: longer}).finding == evaluate(company).finding

    def test_the_same_weeks_give_the_same_answer(self):
        assert evaluate(a_company(20, 2)) == evaluate(a_company(20, 2))


class TestVerdicts:
    def said(self, company, pair=STALLED):
        found = verdict_of(evaluate(company), pair)
        return found.zh, found.en

    def test_a_series_that_is_missing(self):
        company = a_company(26)
        del company[SALES]

        zh, en = self.said(company)

        assert zh == "两项都有记录的完整周只有 0 周，至少要 12 周才能与巧合区分，还差 12 周。"
        assert en == "Both have records for 0 whole weeks. It takes 12 to tell it from chance: 12 more."

    def test_a_series_that_is_nought_in_most_weeks(self):
        zh, en = self.said(a_company(12, sales=[0] * 10 + [5, 5]))

        assert zh == "“销售额”至少半数的周没有数或为负，算不出变化的幅度。"
        assert "“Net revenue” is 0 or less" in en

    def test_an_activity_that_does_not_rise(self):
        zh, en = self.said(a_company(12, visits=[100] * 12))

        assert "“线下客户拜访次数”在 12 周内变化 0.0%（一周前看是 0.0%），没有连续两次达到 +15%" in zh
        assert "“Valid offline customer visits” went 0.0% over 12 weeks" in en

    def test_an_outcome_that_moves(self):
        zh, en = self.said(a_company(12, sales=range(100, 112)))

        assert "“销售额”变化 +10.4%（一周前看是 +9.5%），没有连续两次停在 ±3% 以内" in zh
        assert "“Net revenue” +10.4% (+9.5% seen a week before)" in en

    def test_no_rival(self):
        zh, en = self.said(a_company(12, orders=[50] * 12))

        assert "基本没有变化" in zh and "没有支持其他方向的指标对在同一时期一起上升 15% 以上" in zh
        assert "no pair that speaks for another direction rises by 15 % or more" in en

    def test_a_rival_that_does_not_correlate(self):
        zh, en = self.said(a_company(26, orders=range(100, 126)))

        assert "一起上升的另外 1 对指标，逐周变化的相关没有连续两次达到 0.6（ρ = 0）" in zh
        assert "do not correlate by 0.6 twice in a row (ρ = 0)" in en

    def test_a_correlation_that_may_be_chance_states_its_p(self):
        zh, en = self.said(a_company(13))

        assert "校正后 p = 0.0833，不小于 0.05，可能只是巧合" in zh
        assert "by p = 0.0833 after correction" in en

    def test_every_pair_has_a_sentence_in_both_languages(self):
        for company in ({}, a_company(5), a_company(12), a_company(26, 3)):
            verdicts = evaluate(company).verdicts

            assert [(each.activity, each.outcome) for each in verdicts] == [
                (pair.activity, pair.outcome) for pair in WATCHED
            ]
            assert all(each.zh.endswith("。") and each.en.endswith(".") for each in verdicts)

    def test_a_duel_without_a_finding_has_no_place(self):
        flat = a_look([1] * 12, [1] * 12)

        with pytest.raises(ValueError, match="no place"):
            precedence(Duel(flat, flat, 1))
