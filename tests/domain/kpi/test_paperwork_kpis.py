"""KPIs of contracts and reconciliations: filed in time, closed by the 5th."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

APRIL = Period.parse("2026-04")
SHARED = [(LI, 6_000), (WANG, 4_000)]


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


def parts_of(kpi_id, story):
    found = [measure(kpi_id, facts(story), who, MARCH) for who in (LI, WANG, COMPANY)]
    return [(each.numerator, each.denominator, each.n) for each in found]


class TestContractFilingOnTime:
    KPI = "bo.contract_filing_on_time"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("contract.uploaded",), **options), person, period)

    def pair(self, name, signed="2026-03-06", uploaded="2026-03-09", seller=WANG, by=LI):
        done = [event("contract.uploaded", name, uploaded, by)] if uploaded else []
        return [event("contract.signed", name, signed, seller, processor_employee_id=by), *done]

    def test_the_third_calendar_day_is_on_time_over_a_weekend_too(self):
        found = self.rate(self.pair("a", uploaded="2026-03-09T23:59+08:00"))

        assert (found.value, found.numerator, found.denominator, found.n) == (1, 1, 1, 1)
        assert points(found) == 100

    def test_the_fourth_day_is_late(self):
        found = self.rate(
            [self.pair(f"c{n}") for n in range(3)], self.pair("x", uploaded="2026-03-10T00:00+08:00")
        )

        assert found.value == Fraction(3, 4)
        assert points(found) == 50

    def test_none_signed_is_not_measurable(self):
        assert self.rate(event("contract.uploaded", "x", "2026-03-09")).reason == "kpi.nothing_to_measure"

    @pytest.mark.parametrize(
        ("uploaded", "march", "april"),
        [("2026-04-03", (1, 1), (0, 0)), ("2026-04-04", (0, 0), (0, 1)), (None, (0, 0), (0, 1))],
    )
    def test_a_contract_counts_once_where_it_was_signed_or_became_late(self, uploaded, march, april):
        story = facts(self.pair("x", "2026-03-31", uploaded), feeds=("contract.uploaded",))

        found = [measure(self.KPI, story, LI, period) for period in (MARCH, APRIL)]

        assert [(each.numerator, each.denominator) for each in found] == [march, april]

    def test_a_draft_that_was_uploaded_before_is_not_the_signed_contract(self):
        draft = event("contract.uploaded", "a", "2026-03-05")

        assert self.rate(draft, event("contract.signed", "a", "2026-03-06")).value == 0

    def test_they_find_each_other_by_number_order_or_deal(self):
        for field in ("contract_ref", "order_ref", "deal_ref"):
            named = {field: "k-1"}
            story = [
                event("contract.signed", "s", "2026-03-06", **named),
                event("contract.uploaded", "u", "2026-03-09", **named),
            ]
            assert self.rate(story).value == 1

    def test_joint_processors_share_it_and_the_seller_has_no_part(self):
        story = [
            event("contract.signed", "a", "2026-03-06", "per_seller"),
            event("contract.uploaded", "a", "2026-03-09", SHARED),
        ]

        assert parts_of(self.KPI, story) == [
            (Fraction(6, 10), Fraction(6, 10), 1), (Fraction(4, 10), Fraction(4, 10), 1), (1, 1, 1),
        ]  # fmt: skip

    def test_archives_that_nobody_delivers_are_not_empty_ones(self):
        assert evaluate(self.KPI, facts(self.pair("a", uploaded=None)), LI, MARCH).reason == "kpi.no_source"

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.pair("a"), sick=("contract.signed",)).state == "blocked"


class TestReconciliationOnTime:
    KPI = "bo.reconciliation_on_time"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("recon.closed",), **options), person, period)

    def closed(self, name, when="2026-03-05", by=LI, **data):
        return event("recon.closed", name, when, by, **{"period": "2026-02", **data})

    def test_nineteen_of_twenty_are_95_points(self):
        found = self.rate(
            [self.closed(f"r{n}") for n in range(19)], self.closed("late", "2026-03-06T00:00+08:00")
        )

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(19, 20), 19, 20, 20)
        assert points(found) == 95

    def test_all_on_time_are_100_points(self):
        assert points(self.rate(self.closed("a", "2026-03-05T23:59+08:00"))) == 100

    def test_it_is_due_in_the_month_after_the_one_reconciled_however_late_it_comes(self):
        story = self.closed("a", "2026-05-03")

        assert [self.rate(story, period=Period.parse(month)).value for month in ("2026-03", "2026-05")] == [
            0,
            None,
        ]

    def test_a_quarter_is_due_after_its_end(self):
        assert self.rate(self.closed("a", "2026-04-05", period="2026-Q1"), period=APRIL).value == 1

    def test_without_the_month_reconciled_the_5th_of_the_month_of_closing_counts(self):
        story = [self.closed("a", "2026-03-05", period=None), self.closed("b", "2026-03-06", period="soon")]

        assert self.rate(story).value == Fraction(1, 2)

    def test_a_deadline_of_its_own_counts_before_the_5th(self):
        story = [self.closed("a", "2026-03-20", due_on="2026-03-20"),
                 self.closed("b", "2026-03-04T10:00:01+08:00", due_at="2026-03-04T10:00:00+08:00")]  # fmt: skip

        assert self.rate(story).value == Fraction(1, 2)

    def test_one_that_is_reported_open_is_not_on_time(self):
        assert self.rate(self.closed("a", "2026-03-04", closed=False)).value == 0

    def test_the_newest_version_counts(self):
        versions = [
            self.closed("a", "2026-03-01", closed=False, version="1"),
            self.closed("a", "2026-03-04", version="2"),
        ]

        assert self.rate(versions).value == 1

    def test_none_due_is_not_measurable(self):
        assert self.rate().reason == "kpi.nothing_to_measure"

    def test_joint_processors_share_it(self):
        story = self.closed("a", by=SHARED), self.closed("b", "2026-03-09")

        assert parts_of(self.KPI, story) == [
            (Fraction(6, 10), Fraction(16, 10), 2), (Fraction(4, 10), Fraction(4, 10), 1), (1, 2, 2),
        ]  # fmt: skip

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.closed("a"), sick=("recon.closed",)).state == "blocked"
