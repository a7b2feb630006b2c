"""Scoring a KPI of a company's own: its value, its parts, and the four states."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.own.company import company_catalogue, company_takes
from shared.domain.kpi.own.scored import definition_of
from shared.domain.kpi.reasons import reason_for
from shared.domain.kpi.taking import TAKES, TakenFrom
from tests.domain.kpi.building import LI, MARCH, event, facts, paid, refunded
from tests.domain.kpi.own.drafts import QUOTES_PER_VISIT, counted, kpi, measure

VISITED = [event("activity.logged", f"v{day}", f"2026-03-0{day}", kind="visit") for day in range(1, 5)]
QUOTED = [event("quote.sent", "q1", "2026-03-02"), event("quote.sent", "q2", "2026-03-03")]
FEEDS = ("quote.sent", "activity.logged")


def evaluated(own, *events, feeds=FEEDS, **options):
    source = TakenFrom(facts(events, feeds=feeds, **options), company_takes([own]))
    return evaluate(company_catalogue([own])[own.id], source, LI, MARCH)


class TestADivision:
    def test_shows_both_sides_and_the_records_behind_them(self):
        found = evaluated(QUOTES_PER_VISIT, VISITED, QUOTED)

        assert (found.state, found.value) == ("scored", Fraction(1, 2))
        assert (found.numerator, found.denominator, found.n) == (2, 4, 6)
        assert set(found.event_ids) == {each.id for each in (*VISITED, *QUOTED)}

    def test_by_zero_is_blocked_and_says_so(self):
        found = evaluated(QUOTES_PER_VISIT, QUOTED)

        assert (found.state, found.reason, found.value) == ("blocked", "kpi.formula_failed", None)
        assert (found.numerator, found.denominator) == (2, 0)
        sentence = reason_for(definition_of(QUOTES_PER_VISIT), found, Fraction(1, 2))
        assert "拜访报价率" in sentence.zh and "Quotes per visit" in sentence.en

    @pytest.mark.parametrize(("rule", "state"), [("na", "na"), ("zero", "zero"), ("best", "na")])
    def test_without_any_record_follows_the_zero_rule(self, rule, state):
        assert evaluated(kpi(zero_rule=rule)).state == state

    def test_by_a_negative_figure_keeps_its_value(self):
        own = kpi(
            kind="flow_sum",
            measures=(
                measure("去", "sum", "order.refunded", field="amount"),
                measure("来", "count", "order.paid"),
            ),
            formula="去 / (来 - 2)",
        )

        found = evaluated(own, paid("o1", "2026-03-02", 100, "c1"), refunded("r1", "2026-03-03", 30, "o1"))

        assert (found.value, found.numerator, found.denominator) == (-30, -30, 1)


class TestAFormula:
    def test_of_one_ratio_shows_its_parts(self):
        won = measure("转化", "ratio", "lead.created", numerator_types=("lead.converted",))
        own = kpi(measures=(won,), formula="转化")

        found = evaluated(
            own, event("lead.created", "a", "2026-03-02"), event("lead.created", "b", "2026-03-02")
        )

        assert (found.value, found.numerator, found.denominator, found.n) == (0, 0, 2, 2)

    def test_that_is_no_division_shows_its_figure(self):
        own = kpi(kind="flow_count", unit="count", formula="报价 + max(拜访 - 3, 0)")

        found = evaluated(own, VISITED, QUOTED)

        assert (found.value, found.numerator, found.denominator) == (3, 3, None)

    def test_over_a_measure_without_a_value_is_not_measurable_and_never_zero(self):
        marks = measure("评分", "average", "survey.responded", field="csat")
        own = kpi(
            kind="avg",
            measures=(*QUOTES_PER_VISIT.measures[:1], marks),
            formula="评分 + 报价",
            zero_rule="zero",
        )

        found = evaluated(own, QUOTED, feeds=("quote.sent", "survey.responded"))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    def test_over_records_that_no_connection_delivers_is_not_measurable(self):
        found = evaluated(kpi(zero_rule="zero"), QUOTED, feeds=("quote.sent",))

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_over_what_went_back_is_fed_by_orders(self):
        went, came = measure("退", "count", "order.refunded"), measure("来", "count", "order.paid")
        own = kpi(kind="flow_count", unit="count", measures=(went, came), formula="来 - 退", zero_rule="zero")

        assert evaluated(own, feeds=("order.paid",)).state == "zero"

    def test_over_orders_is_fed_by_deals_where_they_are_the_source_of_revenue(self):
        own = counted("order.paid", zero_rule="zero")
        deals = Settings(revenue_source="deals")

        assert evaluated(own, feeds=("deal.won",), settings=deals).state == "zero"
        assert evaluated(own, feeds=("order.paid",), settings=deals).reason == "kpi.no_source"

    def test_is_blocked_while_a_feed_is_sick(self):
        assert evaluated(QUOTES_PER_VISIT, QUOTED, sick=("quote.sent",)).reason == "kpi.feed_sick"

    def test_needs_its_smallest_sample(self):
        assert evaluated(counted("quote.sent", min_sample=3), QUOTED).reason == "kpi.sample_too_small"
        assert evaluated(counted("quote.sent", min_sample=2), QUOTED).state == "scored"

    def test_with_nothing_is_best_where_nothing_is_best(self):
        own = counted("complaint.reopened", direction="lower", zero_rule="best", curve="DEDUCT", min_sample=0)

        found = evaluated(own, feeds=("complaint.opened",))

        assert found.reason == "kpi.no_source"
        assert evaluated(own, feeds=("complaint.reopened",)).value == 0


class TestTheCompanysCatalogue:
    def test_holds_the_library_and_every_own_kpi(self):
        retired = kpi(id="own.old", retired_at=datetime(2026, 3, 1, tzinfo=UTC))
        catalogue = company_catalogue([QUOTES_PER_VISIT, retired])

        assert {"own.quotes_per_visit", "own.old", "sales.revenue"} <= set(catalogue)
        assert set(company_takes([QUOTES_PER_VISIT])) == {*TAKES, "own.quotes_per_visit"}

    def test_defines_an_own_kpi_as_the_library_does(self):
        found = company_catalogue([QUOTES_PER_VISIT])["own.quotes_per_visit"]

        assert (found.measure, found.sample) == ("own.quotes_per_visit", "own.quotes_per_visit")
        assert found.event_types == ("activity.logged", "quote.sent")
        assert (found.default_target, found.curve.text, found.weight_cap_bp) == (
            Fraction(1, 2),
            "LIN_HI",
            None,
        )

    def test_names_the_kpis_that_are_the_same_figure(self):
        sales = kpi(
            kind="flow_sum", unit="money", formula="n",
            measures=(measure("n", "sum", "order.paid", "order.refunded", "order.cancelled", field="amount"),),
        )  # fmt: skip

        assert set(company_catalogue([sales])[sales.id].same_as) == {
            "sales.revenue",
            "sales.target_attainment",
        }

    def test_caps_the_weight_of_what_is_no_business(self):
        found = company_catalogue([counted("worklog.logged")])["own.quotes_per_visit"]

        assert (found.weight_cap_bp, "5%" in found.guard_zh) == (500, True)
