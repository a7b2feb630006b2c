"""The smallest step to 100 points: what it says, and that it holds when it is imagined."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.scorecard import score
from shared.domain.kpi.steps.levers import LEVERS
from shared.domain.kpi.steps.step import COMPANY, NO_SINGLE_STEP, OUT_OF_REACH, SAMPLE, SHARED, TWO_FIGURES
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, WANG, days, deal, event, facts, paid
from tests.domain.kpi.steps.proving import Case, is_proven
from tests.domain.kpi.worlds import facts_of, people_of, world

SEEDS = range(30, 34)
ENOUGH = 2
"""Proofs of one KPI after which chance has shown enough."""
ONLY_IN_STORIES = {
    "sales.forecast_accuracy",
    "mkt.lead_to_order_rate",
    "mkt.event_conversion_rate",
    "bo.internal_csat",
}
"""KPIs for which chance may make no month with a step: they have stories of their own below."""


def old_customers(count, since="2025-10-10"):
    return [paid(f"old{n}", since, 500, f"c{n}") for n in range(count)]


def mixed_orders(new, old):
    """Two orders, one of a new and one of an existing customer, with a third one of nothing much."""
    return facts(
        old_customers(2),
        paid("o1", "2026-03-03", new, "n1"),
        paid("o2", "2026-03-04", old - 1, "c0"),
        paid("o3", "2026-03-05", 1, "c1"),
    )


def won_after(*durations):
    return [deal(f"d{n}", *days("2026-03-10", -each, 0)) for n, each in enumerate(durations)]


def answers(*marks, by=LI):
    return [
        event("survey.responded", f"a{n}", "2026-03-09", by, f"c{n}", csat=mark)
        for n, mark in enumerate(marks)
    ]


def visits(count, by=LI):
    return [
        event("activity.logged", f"v{n}", "2026-03-05", by, f"c{n}", kind="visit", duration_s=900, photo=True)
        for n in range(count)
    ]


class TestStep:
    def test_of_a_share_is_the_amount_that_reaches_it_from_new_customers(self):
        case = Case("sales.new_customer_revenue_share", mixed_orders(24_000, 76_000), Fraction(3, 10))

        step = case.line.to_target

        assert step.zh == "再成交 1 位新客户，金额不少于 8,572 元，达到 30%"
        assert step.en == "Win 1 more new customer for at least 8,572, to reach 30%"
        assert (step.count, step.amount) == (1, Decimal(8572))
        assert is_proven(case)

    def test_of_a_count_is_what_is_missing(self):
        case = Case("sales.offline_visits", facts(visits(17)), Fraction(20))

        assert case.line.to_target.zh == "再拜访 3 位客户，达到 20 次"
        assert case.line.to_target.en == "Visit 3 more customers, to reach 20 visits"
        assert is_proven(case)

    def test_of_complaints_is_how_many_fewer(self):
        told = [event("complaint.opened", f"c{n}", "2026-03-05", customer=f"c{n}") for n in range(4)]
        case = Case("sales.complaints", facts(told), Fraction(2))

        assert case.line.to_target.zh.startswith("少 2 次投诉")
        assert is_proven(case)

    def test_of_a_complaint_takes_its_repeats_with_it(self):
        told = [
            event("complaint.opened", "a", "2026-03-05", customer="c1", order_ref="o1"),
            event("complaint.opened", "b", "2026-03-09", customer="c1", order_ref="o1"),
            event("complaint.opened", "c", "2026-03-06", customer="c2"),
        ]

        assert is_proven(Case("sales.complaints", facts(told), Fraction(1)))

    def test_of_shared_complaints_begins_with_the_heaviest(self):
        both = [(LI, 5_000), (WANG, 5_000)]
        told = [event("complaint.opened", f"c{n}", "2026-03-05", both, f"c{n}") for n in range(3)]
        told += [event("complaint.opened", f"w{n}", "2026-03-05", LI, f"w{n}") for n in range(2)]
        case = Case("sales.complaints", facts(told), Fraction(1))

        assert case.line.value == Fraction(7, 2)
        assert case.line.to_target.count == 3
        assert is_proven(case)

    def test_of_a_mean_is_the_best_answers(self):
        case = Case("cs.csat", facts(answers(5, 4, 5, 4, 4)), Fraction(9, 2))

        assert case.line.to_target.zh == "再收到 1 份 5 分评价，达到 4.5 分"
        assert is_proven(case)

    def test_follows_the_curve_and_not_the_target_where_they_differ(self):
        case = Case("cs.csat", facts(answers(5, 4, 5, 4, 4)), Fraction(4))

        assert case.line.to_target.params["aim_zh"] == "4.5 分"
        assert is_proven(case)

    def test_of_a_median_is_the_fewest_deals_and_the_longest_they_may_take(self):
        case = Case("sales.cycle_days", facts(won_after(18, 19, 30, 40, 41)), Fraction(25))

        step = case.line.to_target

        assert (step.count, step.params["days"]) == (1, "20")
        assert step.zh == "接下来 1 单周期不超过 20 天，达到 25 天"
        assert is_proven(case)
        longer = tuple(replace(each, add=replace(each.add, days=21)) for each in step.changes)
        assert case.after(longer).points < 100

    def test_knows_that_one_deal_more_makes_the_mean_a_median(self):
        case = Case("sales.cycle_days", facts(won_after(20, 20, 25, 90)), Fraction(25))

        assert case.line.to_target.count == 1
        assert is_proven(case)

    def test_of_a_small_sample_says_what_is_missing(self):
        case = Case("cs.csat", facts(answers(5, 5, 5)), Fraction(9, 2))

        assert (case.line.state, case.line.to_target.code) == ("na", SAMPLE)
        assert case.line.to_target.zh == "样本不足，再收到 2 份 5 分评价，达到 4.5 分"
        assert is_proven(case)

    def test_knows_that_one_order_more_ends_the_wider_window(self):
        before = [paid(f"f{n}", "2026-02-10", 900, f"c{n}") for n in range(4)]
        old = [paid(f"o{n}", "2025-12-01", 100, f"c{n}") for n in range(4)]
        now = [paid("m1", "2026-03-03", 100, "c0"), paid("m2", "2026-03-04", 100, "c1")]
        case = Case("sales.new_customer_revenue_share", facts(old, before, now), Fraction(3, 10))

        assert case.line.n > 3  # three months, as March has two orders only
        assert case.line.to_target.amount == 86  # of March alone: 86 of 286
        assert is_proven(case)

    def test_of_an_event_kpi_stays_within_the_events_held(self):
        held = [event("event.held", f"e{n}", f"2026-03-{n + 5:02}", WANG) for n in range(3)]
        case = Case("sales.event_participation", facts(held, feeds=["event.staffed"]), Fraction(10))

        assert case.line.to_target.count == 3
        assert is_proven(case)

    def test_of_a_perfect_rate_is_the_late_ones_done_in_time(self):
        signed = [event("contract.signed", f"k{n}", "2026-03-02") for n in range(3)]
        filed = [event("contract.uploaded", f"k{n}", f"2026-03-{day:02}") for n, day in enumerate((3, 4, 20))]
        case = Case("bo.contract_filing_on_time", facts(signed, filed), Fraction(1))

        assert case.line.to_target.zh == "少 1 份逾期归档的合同（按时归档），达到 100%"
        assert is_proven(case)

    def test_of_a_forecast_is_to_sell_what_is_missing(self):
        forecast = event("forecast.submitted", "f1", "2026-03-01", yuan=10_000, period="2026-03")
        case = Case(
            "sales.forecast_accuracy",
            facts(forecast, paid("o1", "2026-03-03", 5_000, "n1")),
            Fraction(8, 10),
        )

        assert case.line.to_target.amount == 3_000
        assert is_proven(case)

    def test_of_a_forecast_that_was_exceeded_is_none(self):
        forecast = event("forecast.submitted", "f1", "2026-03-01", yuan=10_000, period="2026-03")
        case = Case(
            "sales.forecast_accuracy",
            facts(forecast, paid("o1", "2026-03-03", 15_000, "n1")),
            Fraction(8, 10),
        )

        assert case.line.to_target.code == OUT_OF_REACH

    def test_of_leads_is_to_win_those_that_wait(self):
        leads = [
            event("lead.created", f"l{n}", "2026-01-05", customer=f"n{n}" if n % 2 else None)
            for n in range(24)
        ]
        orders = [paid("o1", "2026-01-20", 100, "n1")]

        assert is_proven(Case("mkt.lead_to_order_rate", facts(leads, orders), Fraction(1, 5)))

    def test_of_event_leads_is_to_win_those_that_wait(self):
        held = event("event.held", "e1", "2026-01-10")
        leads = [
            event("lead.created", f"l{n}", "2026-01-10", customer=f"n{n}", event_ref="e1") for n in range(12)
        ]
        orders = [paid("o1", "2026-01-20", 100, "n1")]

        assert is_proven(Case("mkt.event_conversion_rate", facts(held, leads, orders), Fraction(1, 4)))

    def test_of_colleagues_answers_counts_answers_and_not_raters(self):
        told = [
            event("survey.responded", f"i{n}", "2026-03-05", internal=True, rating=3, rater=f"r{n % 3}")
            for n in range(6)
        ]

        assert is_proven(Case("bo.internal_csat", facts(told), Fraction(43, 10)))

    def test_of_too_few_raters_tells_nothing(self):
        told = [
            event("survey.responded", f"i{n}", "2026-03-05", internal=True, rating=3, rater=f"r{n}")
            for n in range(2)
        ]

        assert Case("bo.internal_csat", facts(told), Fraction(43, 10)).line.to_target is None

    def test_of_records_shared_unevenly_says_so(self):
        sent = [
            event("quote.sent", f"q{n}", "2026-01-05", [(LI, 5_000), (WANG, 5_000)], f"c{n}")
            for n in range(6)
        ]
        case = Case("sales.quote_conversion", facts(sent, feeds=["order.paid"]), Fraction(1, 2))

        assert case.line.to_target.code == SHARED

    def test_is_of_a_won_deal_where_deals_are_the_revenue(self):
        told = facts(deal("d1", "2026-03-01", "2026-03-05"), settings=Settings(revenue_source="deals"))
        case = Case("sales.revenue", told, Fraction(5_000))

        assert case.line.to_target.changes[0].add.type == "deal.won"
        assert is_proven(case)

    def test_is_on_a_day_on_which_the_kpi_has_weight(self):
        first_half = Window.between(MARCH.first_on, MARCH.first_on.replace(day=16))
        told, definition = facts(visits(3)), CATALOGUE["sales.offline_visits"]
        plan = whole_period([PlanLine(definition.id, 10_000, definition.curve, Fraction(5))])[0]
        plan = replace(plan, active=first_half)
        found = evaluate(definition, told, LI, MARCH, first_half)

        step = score([plan], {definition.id: found}).lines[0].to_target

        assert step.changes[0].add.on.isoformat() == "2026-03-15"

    def test_needs_no_step_on_target_or_without_a_target(self):
        told = facts(visits(20))

        assert Case("sales.offline_visits", told, Fraction(20)).line.to_target is None
        assert Case("sales.offline_visits", told, None).line.to_target is None

    def test_of_a_curve_that_never_reaches_100_is_none(self):
        told, definition = facts(visits(3)), CATALOGUE["sales.offline_visits"]
        plan = PlanLine(definition.id, 10_000, Curve.parse("<0.6x:0|0.6x:60|1.2x:90"), Fraction(5))
        found = evaluate(definition, told, LI, MARCH)

        step = score(whole_period([plan]), {definition.id: found}).lines[0].to_target

        assert (step.code, step.changes) == (OUT_OF_REACH, ())


class TestEveryLever:
    def test_belongs_to_one_kpi_of_the_library(self):
        assert set(LEVERS) == set(CATALOGUE)

    def test_without_a_single_step_says_why(self):
        none = {key: each.why for key, each in LEVERS.items() if each.family == "none"}

        assert none == {
            "sales.gross_margin_rate": "two_figures",
            "co.revenue": "company",
            "co.new_customers": "company",
            "co.retention_rate": "company",
        }
        assert {COMPANY, TWO_FIGURES} <= set(NO_SINGLE_STEP)

    def test_is_proven_in_made_up_histories(self):
        proven = Counter()
        for seed in SEEDS:
            for case in _cases(seed):
                if proven[case.kpi_id] < ENOUGH:
                    proven[case.kpi_id] += is_proven(case)

        missing = {key for key, each in LEVERS.items() if each.family != "none" and not proven[key]}

        assert missing <= ONLY_IN_STORIES


def _cases(seed):
    """Cases of every KPI in a world where each record is one person's, as a rule with a target that was missed."""
    chance = Random(seed)
    events = [
        replace(each, credits=((each.credits[0][0], 10_000),) if each.credits else ())
        for each in world(seed, people=2, months=5, busy=4)
    ]
    told = facts_of(events)
    for person_id in people_of(2):
        for kpi_id, definition in CATALOGUE.items():
            value = evaluate(definition, told, person_id, MARCH).value
            for target in {definition.default_target, _missed(definition, value, chance)} - {None}:
                yield Case(kpi_id, told, target, person_id)
            if definition.proration == "plan":
                yield Case(kpi_id, told, None, person_id)


def _missed(definition, value, chance):
    """A target beyond the value, and within what a share can be."""
    if not value or value < 0:
        return Fraction(5) if definition.default_target is None else None
    factor = chance.choice([Fraction(101, 100), Fraction(11, 10), Fraction(3, 2), Fraction(2)])
    missed = value * factor if definition.direction == "higher" else value / factor
    above_one = definition.of_target is not None or definition.id in ("cs.nrr", "mkt.campaign_roi")
    bounded = definition.unit == "ratio" and not above_one
    return min(missed, Fraction(1)) if bounded else missed
