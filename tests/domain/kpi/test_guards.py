"""Guards: what would be gamed is refused, named or not counted, and what is honest passes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.grades import grade_of
from shared.domain.kpi.guards import COUNTERWEIGHTS, DoubleCounted, OwnersToKeep, WeightAboveCap
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.measures import measure
from shared.domain.kpi.plans import check_plan
from tests.domain.kpi.building import LI, MARCH, deal, event, facts, paid
from tests.domain.kpi.planning import LIBRARY, line, scored

FILLERS = ("visits", "rest", "other")


def checked(weights, *, typed=True, by_owner=False, kept=(), library=LIBRARY):
    """Check a plan of these weights, filled up to the whole by KPIs without a guard."""
    left = 100 - sum(weights.values())
    filled = {**weights, **dict(zip(FILLERS, (left - 2 * (left // 3), left // 3, left // 3), strict=True))}
    lines = [
        replace(line("visits", percent, 1), kpi_id=each, curve=library[each].curve, kept=each in kept)
        for each, percent in filled.items()
    ]
    return check_plan(lines, typed=typed, by_owner=by_owner, catalogue=library)


def codes(warnings):
    return [(each.code, each.kpi_id) for each in warnings]


class TestWeightCaps:
    @pytest.mark.parametrize("kpi_id", ["sales.crm_completeness", "cs.existing_leads_support"])
    def test_the_process_and_auxiliary_duties_weigh_10_percent_at_most(self, kpi_id):
        with pytest.raises(WeightAboveCap, match="10 % at most"):
            checked({kpi_id: 11})

        assert checked({kpi_id: 10}) == ()

    def test_a_weight_that_is_kept_on_purpose_is_no_more_than_the_cap(self):
        with pytest.raises(WeightAboveCap):
            checked({"sales.crm_completeness": 11}, kept=("sales.crm_completeness",))

    def test_a_weight_that_a_template_completed_is_named_and_not_refused(self):
        assert codes(checked({"sales.crm_completeness": 11}, typed=False)) == [
            ("plan.weight_above_cap", "sales.crm_completeness")
        ]

    @pytest.mark.parametrize(
        ("by_owner", "kept"), [(False, ()), (True, ()), (False, ("all.log_timeliness",))]
    )
    def test_logs_in_time_count_only_where_the_owner_keeps_them_on_purpose(self, by_owner, kept):
        with pytest.raises(OwnersToKeep):
            checked({"all.log_timeliness": 5}, by_owner=by_owner, kept=kept)

        assert checked({"all.log_timeliness": 5}, by_owner=True, kept=("all.log_timeliness",)) == ()

    def test_logs_in_time_weigh_5_percent_at_most_even_for_the_owner(self):
        with pytest.raises(WeightAboveCap):
            checked({"all.log_timeliness": 6}, by_owner=True, kept=("all.log_timeliness",))

    def test_a_kpi_of_ones_own_that_is_about_no_business_weighs_what_its_definition_allows(self):
        punctual = replace(CATALOGUE["sales.offline_visits"], id="own.punctual", weight_cap_bp=500)
        library = {**LIBRARY, punctual.id: punctual}

        with pytest.raises(WeightAboveCap, match="5 % at most"):
            checked({punctual.id: 6}, library=library)

        assert checked({punctual.id: 5}, library=library) == ()


class TestPairs:
    @pytest.mark.parametrize(
        ("first", "second"),
        [("sales.revenue", "sales.target_attainment"), ("sales.cycle_days", "sales.cycle_days_reduced")],
    )
    @pytest.mark.parametrize("typed", [True, False])
    def test_one_figure_in_two_forms_is_refused_by_the_rule_that_it_names(self, first, second, typed):
        with pytest.raises(DoubleCounted, match="L12"):
            checked({first: 20, second: 20}, typed=typed)

        assert checked({first: 40}) == checked({second: 40}) == ()

    def test_a_kpi_of_ones_own_that_is_another_under_a_new_name_is_refused_beside_it(self):
        copied = replace(CATALOGUE["sales.win_rate"], id="own.win_rate", same_as=("sales.win_rate",))
        library = {**LIBRARY, copied.id: copied}

        with pytest.raises(DoubleCounted):
            checked({"sales.win_rate": 20, copied.id: 20}, library=library)

        assert checked({copied.id: 40}, library=library) == ()

    @pytest.mark.parametrize(("kpi_id", "other"), COUNTERWEIGHTS.items())
    def test_what_is_easily_met_on_paper_asks_for_its_counterweight(self, kpi_id, other):
        alone, together = checked({kpi_id: 20}), checked({kpi_id: 20, other: 20})

        assert codes(alone) == [("plan.counterweight_missing", kpi_id)]
        assert CATALOGUE[other].name_zh in alone[0].zh
        assert together == ()

    def test_opposed_kpis_are_named(self):
        together = checked({"sales.revenue": 20, "sales.discount_rate": 20})

        assert codes(together) == [("plan.opposed", "sales.discount_rate")]
        assert checked({"sales.revenue": 20, "sales.win_rate": 20}) == ()

    def test_the_share_of_new_customers_and_its_mirror_stand_together_on_purpose(self):
        assert checked({"sales.new_customer_revenue_share": 20, "sales.existing_customer_revenue": 20}) == ()

    @pytest.mark.parametrize("position", sorted(DEFAULT_SCORECARDS))
    def test_what_a_company_begins_with_leaves_none_of_them(self, position):
        assert check_plan(DEFAULT_SCORECARDS[position], typed=True) == ()


class TestFigures:
    def test_a_share_that_rises_because_old_customers_left_is_worth_100_points_at_most(self):
        months = [f"2025-{month}-05" for month in ("12",)] + ["2026-01-05", "2026-02-05"]
        before = [paid(f"b{n}", when, 30_000, f"c{n}") for n, when in enumerate(months)]

        shrunk, grown = (
            evaluate(
                "sales.new_customer_revenue_share",
                facts(before, [paid(f"n{n}", "2026-03-09", yuan, f"new{n}") for n in range(3)]),
                LI,
                MARCH,
            )
            for yuan in (5_000, 10_000)
        )

        assert (shrunk.value, shrunk.points_cap) == (1, 100)
        assert (grown.value, grown.points_cap) == (1, None)

    def test_a_lost_deal_that_is_never_closed_is_lost_after_90_days(self):
        closed = [deal(f"w{n}", "2026-03-01", "2026-03-09") for n in range(5)]

        hidden = evaluate("sales.win_rate", facts(closed, deal("idle", "2025-12-15", None)), LI, MARCH)
        worked = evaluate("sales.win_rate", facts(closed, deal("live", "2026-02-15", None)), LI, MARCH)

        assert (hidden.value, worked.value) == (Fraction(5, 6), 1)

    def test_the_baseline_of_a_shorter_cycle_never_follows_the_figures(self):
        def reduced(*history):
            won = [deal(f"m{n}", "2026-03-01", "2026-03-26") for n in range(5)]
            return evaluate("sales.cycle_days_reduced", facts(won, *history), LI, MARCH).value

        faster_before = [deal(f"f{n}", "2026-01-01", "2026-01-11") for n in range(20)]

        assert reduced() == reduced(*faster_before) == 5

    def test_a_deal_that_is_created_late_runs_from_the_lead_that_it_came_of(self):
        def cycle(*leads):
            won = [
                [
                    event("deal.created", f"d{n}", "2026-03-20", lead_ref=f"l{n}"),
                    event("deal.won", f"d{n}", "2026-03-26"),
                ]
                for n in range(5)
            ]
            return evaluate("sales.cycle_days", facts(won, *leads), LI, MARCH).value

        met_in_february = [event("lead.created", f"l{n}", "2026-02-24") for n in range(5)]

        assert (cycle(), cycle(*met_in_february)) == (6, 30)

    def test_two_colleagues_who_rate_a_service_are_too_few_to_stay_unknown(self):
        def rated(raters):
            return evaluate(
                "bo.internal_csat",
                facts([self.rating(n, rater=f"r{n % raters}") for n in range(6)]),
                LI,
                MARCH,
            )

        assert (rated(2).state, rated(2).reason) == ("na", "kpi.sample_too_small")
        assert rated(3).state == "scored"

    def rating(self, number, rater):
        return event("survey.responded", f"s{number}", "2026-03-10", csat=4, rater=rater, internal=True)

    def test_what_customers_added_never_lifts_gross_retention_above_100_percent(self):
        feeds = CATALOGUE["cs.grr"].event_types
        begun = [event("subscription.started", f"s{n}", "2025-01-15", LI, f"c{n}", 1000) for n in range(5)]
        more = event("subscription.upgraded", "s0", "2026-03-05", LI, "c0", 9000)
        gone = event("subscription.churned", "s1", "2026-03-05", LI, "c1")

        grown, shrunk = (
            evaluate("cs.grr", facts(begun, change, feeds=feeds), LI, MARCH) for change in (more, gone)
        )

        assert (grown.value, shrunk.value) == (1, Fraction(4, 5))

    def test_a_friend_who_answers_twice_in_30_days_counts_once(self):
        answers = [
            event("survey.responded", f"a{n}", "2026-03-10", customer=f"c{n}", csat=4) for n in range(5)
        ]
        friend = event("survey.responded", "again", "2026-03-20", customer="c0", csat=5)
        another = event("survey.responded", "other", "2026-03-20", customer="c9", csat=5)

        twice, once = (evaluate("cs.csat", facts(answers, each), LI, MARCH) for each in (friend, another))

        assert (twice.value, twice.n, once.n) == (4, 5, 6)
        assert twice.excluded == ((friend.id, "survey.answered_before"),)

    def test_one_complaint_told_twice_within_7_days_is_one(self):
        def complaints(second):
            told = [
                event("complaint.opened", name, when, customer="c", order_ref="o")
                for name, when in (("a", "2026-03-02"), ("b", second))
            ]
            return evaluate("sales.complaints", facts(told), LI, MARCH).value

        assert (complaints("2026-03-08"), complaints("2026-03-09")) == (1, 2)

    def test_an_upgrade_that_is_taken_back_within_60_days_is_none(self):
        begun = [
            event("subscription.started", f"s{n}", "2025-01-15", LI, f"c{n}", to="basic") for n in range(20)
        ]
        plans = {"from": "basic", "to": "premium"}
        up = event("subscription.upgraded", "s1", "2026-02-01", LI, "c1", **plans)
        down = event(
            "subscription.downgraded", "s1", "2026-03-06", LI, "c1", **{"from": "premium", "to": "basic"}
        )

        def upgraded(*changes):
            return evaluate("cs.upgrade_rate", facts(begun, *changes), LI, MARCH).numerator

        assert (upgraded(up), upgraded(up, down)) == (1, 0)

    def test_bought_reads_stand_out_from_the_8_weeks_before_and_a_good_week_does_not(self):
        def unusual(readers, weeks=10):
            first = date(2026, 3, 10) - timedelta(weeks=weeks)
            usual = [
                self.read(first + timedelta(days=on), 400 if on % 7 == 0 else 40) for on in range(7 * weeks)
            ]
            return measure("unusual_reads", facts(usual, self.read(date(2026, 3, 10), readers)), LI, MARCH)

        bought, good, unknown = unusual(5_000), unusual(450), unusual(5_000, weeks=7)

        assert (bought.value, bought.event_ids) == (1, (self.read(date(2026, 3, 10), 5_000).id,))
        assert (good.value, unknown.value) == (0, 0)

    def read(self, on, readers):
        return event(
            "traffic.daily", f"a/{on}", on.isoformat(), content="article", content_ref="a", readers=readers
        )

    def test_signing_up_for_an_event_is_not_attending_it(self):
        held = event("event.held", "e", "2026-03-10", by=None, event_ref="e")

        def attended(kind):
            return evaluate(
                "sales.event_participation",
                facts(held, event(kind, "x", "2026-03-10", event_ref="e")),
                LI,
                MARCH,
            ).state

        assert (attended("event.registered"), attended("event.staffed")) == ("zero", "scored")


class TestGrades:
    def test_nobody_has_to_be_last_however_few_they_are(self):
        five = [scored(whole_period([line("visits", 100, 10)]), {"visits": 12}) for _ in range(5)]

        assert {each.grade for each in five} == {"S"}

    def test_nobody_has_to_be_best_either(self):
        five = [scored(whole_period([line("visits", 100, 10)]), {"visits": 1}) for _ in range(5)]

        assert {each.grade for each in five} == {"D"}

    def test_a_grade_speaks_of_ones_own_total_alone(self):
        totals = [Decimal(total) for total in ("95", "94.5", "85", "70", "60", "0")]

        assert [grade_of(each).name for each in totals] == ["S", "A", "A", "B", "C", "D"]
