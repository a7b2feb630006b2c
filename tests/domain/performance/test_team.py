"""The report of several people: added parts, no ranks, and no distribution of few."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.domain.kpi.planning import value
from tests.domain.performance.months import EVENTS, REPEAT, SHARE, named, report, sales_card, score, team


def a_seller(name, number, share="0.24", month="2026-03", **more):
    return report(
        score(sales_card(share=share, **more), month, person_id=f"per_{number:03}"), whose=named(name, number)
    )


def sold(new, whole):
    """A share of revenue with its parts."""
    exact = Fraction(new, whole)
    return replace(
        value(SHARE, exact),
        numerator=Fraction(new),
        denominator=Fraction(whole),
        n=2,
        event_ids=(f"evt_{new}",),
    )


def kpi(found, kpi_id):
    return next(each for each in found.kpis if each.kpi_id == kpi_id)


class TestAKpiOverPeople:
    def test_adds_numerators_and_denominators_and_averages_no_ratios(self):
        found = team(
            a_seller("李婷", 1, share=sold(1_000, 10_000)), a_seller("陈浩", 2, share=sold(90_000, 100_000))
        )

        now = kpi(found, SHARE).now

        assert (now.numerator, now.denominator, now.people) == (91_000, 110_000, 2)
        assert now.value.exact == Fraction(91, 110) != Fraction(1, 2)
        assert now.records == ("evt_1000", "evt_90000")

    def test_adds_counts(self):
        found = team(a_seller("李婷", 1), a_seller("陈浩", 2))

        now = kpi(found, EVENTS).now

        assert (now.numerator, now.denominator, now.value.exact) == (2, None, 2)

    def test_leaves_out_what_was_not_measured_and_says_so(self):
        missing = value(SHARE, state="na", reason="kpi.no_source")

        found = kpi(team(a_seller("李婷", 1, share=sold(24, 100)), a_seller("陈浩", 2, share=missing)), SHARE)

        assert (found.now.people, found.now.value.exact) == (1, Fraction(24, 100))
        assert found.unscored == (("na", 1),)

    def test_counts_what_was_not_sold_as_zero(self):
        nothing = replace(
            value(SHARE, "0", state="zero", reason="kpi.nothing_done"),
            numerator=Fraction(0),
            denominator=Fraction(0),
        )

        now = kpi(
            team(a_seller("李婷", 1, share=sold(24, 100)), a_seller("陈浩", 2, share=nothing)), SHARE
        ).now

        assert (now.people, now.value.exact) == (2, Fraction(24, 100))

    def test_says_which_records_stand_in_several_figures(self):
        same = sold(24, 100)

        found = kpi(team(a_seller("李婷", 1, share=same), a_seller("陈浩", 2, share=same)), SHARE)

        assert (found.now.records, found.shared) == (("evt_24",), 1)

    def test_has_a_gap_in_a_month_that_nobody_has_a_score_of(self):
        months = kpi(team(a_seller("李婷", 1)), SHARE).months

        assert [each.value is None for each in months] == [True] * 5 + [False]


class TestPeople:
    def test_stand_by_name_and_not_by_total(self):
        low, high = a_seller("安然", 1, share="0.19"), a_seller("周洋", 2, share="0.30")

        names = {each.whose.name for each in team(high, low).members}
        order = [[each.whose.name for each in team(*given).members] for given in ((high, low), (low, high))]

        assert names == {"安然", "周洋"}
        assert order[0] == order[1] == sorted(order[0])

    def test_without_a_total_are_named_with_the_reason(self):
        thin = a_seller(
            "吴敏",
            2,
            share=value(SHARE, state="na", reason="kpi.no_source"),
            repeat=value(REPEAT, state="na", reason="kpi.nothing_to_measure"),
        )
        none = report(whose=named("周洋", 3), why_none="report.no_plan")

        found = team(a_seller("李婷", 1), thin, none)

        assert [each.whose.name for each in found.without_total] == ["吴敏", "周洋"]
        assert [each.whose.name for each in found.scored] == ["李婷"]

    def test_may_be_none_at_all(self):
        assert (team().members, team().kpis, team().grades) == ((), (), None)


class TestTheDistributionOfGrades:
    @pytest.mark.parametrize(("people", "is_shown"), [(5, False), (19, False), (20, True)])
    def test_is_shown_from_twenty_people_on(self, people, is_shown):
        found = team(*(a_seller(f"成员{number:02}", number) for number in range(people)))

        assert (found.grades is not None) == is_shown

    def test_forces_nobody_into_the_lowest_grade(self):
        found = team(*(a_seller(f"成员{number:02}", number) for number in range(20)))

        assert dict(found.grades) == {"S": 0, "A": 0, "B": 20, "C": 0, "D": 0}

    def test_counts_only_those_who_have_a_grade(self):
        scored = [a_seller(f"成员{number:02}", number) for number in range(19)]

        assert team(*scored, report(whose=named("周洋", 30))).grades is None
