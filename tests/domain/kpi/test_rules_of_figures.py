"""What a figure never does, because figures elsewhere have: each class is a rule, by its name."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.measures import MEASURES, measure
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.numbers import largest_remainder
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, SHANGHAI, WANG, deal, event, facts, paid, refunded
from tests.domain.kpi.worlds import facts_of, people_of, world

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 100_000)
PERIODS = [Period.parse(each) for each in ("2026-01", "2026-02", "2026-03")]
WHO = ("a", "b", "c")


def sold(story, who, month):
    return measure("net_sales", story, who, Period.parse(month)).numerator


class TestNoWonDealIsNotTheBestCycle:
    @pytest.mark.parametrize("kpi_id", ["sales.cycle_days", "sales.cycle_days_reduced"])
    def test_but_nothing_to_measure(self, kpi_id):
        found = evaluate(kpi_id, facts(deal("d", "2026-03-02", "2026-03-20", outcome="lost")), LI, MARCH)

        assert (found.state, found.value) == ("na", None)

    def test_nor_is_it_for_any_other_duration_of_the_library(self):
        durations = [each for each in CATALOGUE.values() if each.unit in ("hours", "days")]

        found = {
            each.id: evaluate(each.id, facts(feeds=each.event_types), LI, MARCH).state for each in durations
        }

        assert len(found) > 5
        assert set(found.values()) == {"na"}


class TestPeriodsAreHalfOpen:
    @pytest.mark.parametrize(
        ("key", "first", "last"),
        [("2026-03", "2026-03-01T00:00", "2026-03-31T23:59:59.999999"),
         ("2026-02", "2026-02-01T00:00", "2026-02-28T23:59:59.999999"),
         ("2028-02", "2028-02-01T00:00", "2028-02-29T23:59:59.999999"),
         ("2026-Q1", "2026-01-01T00:00", "2026-03-31T23:59:59.999999"),
         ("2026-Q4", "2026-10-01T00:00", "2026-12-31T23:59:59.999999")],
    )  # fmt: skip
    def test_months_and_quarters_hold_their_first_instant_and_not_the_first_of_the_next(
        self, key, first, last
    ):
        period, step = Period.parse(key), timedelta(microseconds=1)
        begin, end = (event("lead.created", "x", f"{each}+08:00") for each in (first, last))
        before, after = begin.occurred_at - step, end.occurred_at + step

        inside = [
            at.astimezone(SHANGHAI).date() in period
            for at in (begin.occurred_at, end.occurred_at, before, after)
        ]

        assert inside == [True, True, False, False]

    def test_weeks_hold_each_monday_once(self):
        first = MARCH.first_on - timedelta(days=MARCH.first_on.weekday())
        weeks = [Window.between(first + timedelta(weeks=n), first + timedelta(weeks=n + 1)) for n in range(6)]

        for offset in range(42):
            assert sum(first + timedelta(days=offset) in week for week in weeks) == 1

    @FEW
    @given(SEEDS)
    def test_no_record_counts_in_two_months(self, seed):
        ledger = facts_of(world(seed, 2)).once(Ledger.of)
        quarter = Window.of(Period.parse("2026-Q1"))

        months = [each.event.id for period in PERIODS for each in ledger.bookings(COMPANY, Window.of(period))]

        assert len(set(months)) == len(months)
        assert sorted(months) == sorted(each.event.id for each in ledger.bookings(COMPANY, quarter))


class TestTheLedgersSumIsThatOfItsEntries:
    @FEW
    @given(SEEDS)
    def test_each_booking_counts_once_from_the_first_one_on(self, seed):
        story = facts_of(world(seed))
        ledger = story.once(Ledger.of)

        for who in (*people_of(3), COMPANY):
            for period in PERIODS:
                entries = ledger.bookings(who, Window.of(period))
                total = story.settings.major(sum(each.minor(who) for each in entries))
                assert sold(story, who, period.key) == total

    def test_the_first_entry_is_not_doubled(self):
        assert sold(facts(paid("o", "2026-03-02", 100, "c")), LI, "2026-03") == 100


class TestCreditsMakeTheOrder:
    @given(
        amount=st.integers(1, 10**9),
        weights=st.lists(st.integers(1, 99), min_size=1, max_size=3),
        parts=st.lists(st.integers(1, 99), max_size=4),
    )
    def test_to_the_cent_however_it_is_shared_and_refunded(self, amount, weights, parts):
        shares = largest_remainder(dict(zip(WHO, weights, strict=False)), 10_000)
        back = [each * amount // 400 for each in parts]
        story = facts(
            paid("o", "2026-01-05", Fraction(amount, 100), "c", by=list(shares.items())),
            [
                refunded(f"r{n}", f"2026-02-{n + 10}", Fraction(minor, 100), "o")
                for n, minor in enumerate(back)
            ],
        )

        for month in ("2026-01", "2026-02"):
            assert sum(sold(story, who, month) for who in shares) == sold(story, COMPANY, month)
        assert sold(story, COMPANY, "2026-01") == Fraction(amount, 100)

    @FEW
    @given(SEEDS)
    def test_nobody_sells_what_the_company_did_not(self, seed):
        whole = [each for each in world(seed) if sum(dict(each.credits).values()) == 10_000]
        story = facts_of(whole)

        for period in PERIODS:
            for name in ("net_sales", "won_value", "won_count", "order_count"):
                people = [measure(name, story, who, period).numerator for who in people_of(3)]
                assert sum(people) == measure(name, story, COMPANY, period).numerator


class TestARefundNetsToZeroOverItsLife:
    @given(
        amount=st.integers(1, 10**7),
        weights=st.lists(st.integers(1, 99), min_size=1, max_size=3),
        cuts=st.lists(st.integers(0, 100), max_size=3),
    )
    def test_for_everybody_who_shared_the_order(self, amount, weights, cuts):
        shares = largest_remainder(dict(zip(WHO, weights, strict=False)), 10_000)
        marks = [0, *sorted(each * amount // 100 for each in cuts), amount]
        back = [b - a for a, b in pairwise(marks)]
        story = facts(
            paid("o", "2026-01-05", Fraction(amount, 100), "c", by=list(shares.items())),
            [
                refunded(f"r{n}", f"2026-0{n % 2 + 2}-1{n}", Fraction(minor, 100), "o")
                for n, minor in enumerate(back)
            ],
        )

        for who in (*shares, COMPANY):
            assert sum(sold(story, who, month) for month in ("2026-01", "2026-02", "2026-03")) == 0

    def test_a_refund_without_its_order_takes_nothing(self):
        assert sold(facts(refunded("r", "2026-03-02", 100, "never")), COMPANY, "2026-03") == 0


class TestAClosedMonthStays:
    def test_january_stands_and_february_is_20_000_lower(self):
        order = paid("o", "2026-01-15", 50_000, "c")
        back = refunded("r", "2026-02-10", 20_000, "o")

        january, february = ([sold(facts(order, *more), LI, month) for more in ([], [back])]
                             for month in ("2026-01", "2026-02"))  # fmt: skip

        assert january == [50_000, 50_000]
        assert february == [0, -20_000]


class TestAnOrderThatMarketingFound:
    def test_is_credited_to_the_seller_in_full_and_to_the_marketer_beside_it(self):
        lead = event("lead.created", "l", "2026-02-02", by=WANG, customer="c", channel="web")
        order = paid("o", "2026-03-02", "1234.56", "c", by=LI)

        with_lead, without = (facts(*each, feeds=["lead.created"]) for each in ([lead, order], [order]))

        amount = Fraction("1234.56")
        assert [sold(with_lead, who, "2026-03") for who in (LI, WANG, COMPANY)] == [amount, 0, amount]
        assert [measure("sourced_revenue", with_lead, who, MARCH).numerator for who in (LI, WANG)] == [
            0,
            amount,
        ]
        assert sold(without, COMPANY, "2026-03") == sold(with_lead, COMPANY, "2026-03")

    @FEW
    @given(SEEDS)
    def test_leaves_the_companys_total_as_it_was(self, seed):
        told = world(seed)
        unsourced = [each for each in told if each.type != "lead.created"]

        for period in PERIODS:
            assert sold(facts_of(told), COMPANY, period.key) == sold(facts_of(unsourced), COMPANY, period.key)


class TestRejectedEvidenceHasNoEffect:
    def test_an_activity_that_was_looked_at_and_excluded_counts_as_one_that_never_was(self):
        visit = {"kind": "visit", "duration_s": 1800, "evidence": "photo", "note": "谈妥"}
        good = event("activity.logged", "a", "2026-03-02", customer="c1")
        bad = event("activity.logged", "b", "2026-03-03", customer="c2")

        def counted(*told):
            return measure("offline_visits", facts(*told), LI, MARCH)

        kept, rejected = (_with(each, **visit) for each in (good, bad))

        assert counted(kept, _with(rejected, review="exclude")).value == counted(kept).value == 1
        assert counted(kept, rejected).value == 2

    def test_a_rejected_lead_is_no_valid_one(self):
        lead = event("lead.created", "l", "2026-03-02", customer="c")
        rejected = event("lead.rejected", "l", "2026-03-03")

        assert measure("valid_leads", facts(lead, rejected), LI, MARCH).value == 0


class TestThereIsOneFunctionForAFigure:
    @FEW
    @given(SEEDS)
    def test_the_measure_of_a_kpi_and_its_score_take_the_same_sample(self, seed):
        story, who = facts_of(world(seed, 2)), people_of(2)[0]

        for kpi in (each for each in CATALOGUE.values() if not each.scored_as):
            scored, raw = evaluate(kpi.id, story, who, MARCH), measure(kpi.id, story, who, MARCH)
            if scored.window == Window.of(MARCH):
                told = (scored.numerator, scored.denominator, scored.n, scored.event_ids)
                assert told == (raw.numerator, raw.denominator, raw.n, raw.event_ids), kpi.id

    def test_every_measure_is_taken_by_what_scores_take(self):
        source = TakenFrom(facts_of([]))

        assert all(source.takes[name] is each.take for name, each in MEASURES.items())


class TestPeriodsAreComparedByTheCalendar:
    def test_the_month_before_march_is_all_of_february_not_31_days(self):
        story = facts(paid("jan", "2026-01-30", 7, "a"), paid("feb1", "2026-02-01", 10, "a"),
                      paid("feb28", "2026-02-28", 30, "a"), paid("mar", "2026-03-31", 5, "a"))  # fmt: skip

        before = MARCH.earlier()

        assert (before.key, (before.until_on - before.first_on).days) == ("2026-02", 28)
        assert sold(story, LI, before.key) == 40

    def test_the_month_before_a_short_one_is_a_long_one_and_quarters_go_by_quarters(self):
        assert [str(Period.parse(each).earlier().first_on) for each in ("2028-03", "2026-05", "2026-01")] == [
            "2028-02-01", "2026-04-01", "2025-12-01",
        ]  # fmt: skip


def _with(told, **data):
    return replace(told, data={**told.data, **data})
