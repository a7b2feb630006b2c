"""A person's performance report: the score's own figures, the variance of each line, and why there is none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.performance.person import NO_SCORE
from tests.domain.kpi.planning import value
from tests.domain.performance.months import EVENTS, REPEAT, SHARE, report, sales_card, score, visits


def lines(card):
    return {each.kpi_id: each for each in report(score(card)).lines}


def na(kpi_id):
    return value(kpi_id, state="na", reason="kpi.nothing_to_measure")


class TestVariance:
    def test_is_value_less_target(self):
        assert lines(sales_card())[SHARE].variance.exact == Fraction(-6, 100)

    def test_is_the_whole_target_where_nothing_was_sold(self):
        nothing = value(SHARE, "0", state="zero", reason="kpi.nothing_done")

        found = lines(sales_card(share=nothing))[SHARE]

        assert found.variance.exact == -found.line.target == Fraction(-30, 100)
        assert found.variance.zh == "−30.0 个百分点"

    @given(st.integers(1, 10_000))
    def test_of_nothing_done_is_always_minus_the_target(self, target):
        (found,) = report(score(visits(0, target))).lines

        assert found.variance.exact == -target

    def test_is_none_for_what_could_not_be_measured(self):
        assert lines(sales_card(repeat=na(REPEAT)))[REPEAT].variance is None


class TestShownFigures:
    def test_add_up_as_they_are_printed(self):
        found = report(score(sales_card(share="0.2333", repeat="0.2111")))

        assert sum(each.lost for each in found.lines) == found.lost
        assert found.lost - found.bonus + found.shown.total == 100
        assert sum(each.weighted for each in found.lines) == found.shown.total

    def test_are_tenths_of_the_four_places_on_record(self):
        found = report(score(sales_card(share="0.2333")))

        assert all(each.line.lost.as_tuple().exponent == -4 for each in found.lines)
        assert all(each.lost.as_tuple().exponent == -1 for each in found.lines)

    def test_never_round_a_loss_away_from_its_reason(self):
        card = sales_card(share="0.3", repeat="0.2499", cycle="25", events=value(EVENTS, 2))

        found = report(score(card))

        assert (found.score.card.total, found.shown.total) == (Decimal("99.9880"), Decimal("100.0"))
        assert (found.most_lost.kpi_id, found.most_lost.line.lost) == (REPEAT, Decimal("0.0120"))

    def test_are_the_scores_own(self):
        on_record = score(sales_card())

        assert report(on_record).score is on_record
        assert tuple(each.line for each in report(on_record).lines) == on_record.card.lines

    def test_name_what_lost_most(self):
        assert report(score(sales_card())).most_lost.kpi_id == EVENTS

    def test_name_nothing_where_nothing_was_lost(self):
        card = sales_card(share="0.3", cycle="25", events=value(EVENTS, 2))

        assert report(score(card)).most_lost is None


class TestWithoutATotal:
    @pytest.mark.parametrize("why", NO_SCORE)
    def test_no_score_says_why_in_both_languages(self, why):
        found = report(why_none=why)

        assert (found.score, found.shown, found.lines, found.lost) == (None, None, (), None)
        assert found.sentence("zh-CN") and found.sentence("en") != found.sentence("zh-CN")

    def test_too_little_evidence_shows_no_number(self):
        found = report(score(sales_card(share=na(SHARE))))

        assert found.score.card.status == "scored"
        thin = report(score(sales_card(share=na(SHARE), repeat=na(REPEAT))))
        assert thin.score.card.status == "insufficient_evidence"
        assert (thin.shown, thin.lost, thin.change, thin.sentence("zh-CN")) == (None, None, None, "")
        assert {each.lost for each in thin.lines} == {None}
