from dataclasses import replace

import pytest

from shared.domain.work.duties.consequences import (
    NotADecision,
    OwnDuty,
    ReasonMissing,
    breaches,
    override,
    with_overrides,
)
from shared.domain.work.duties.matrix import Cell, DutyClass, Holder, classify
from tests.domain.work.logged import NOON, WEIGHTED, a_month_of

SALES_CARD = {
    "sales.new_customer_revenue_share": 4000,
    "sales.repurchase_rate": 3000,
    "sales.cycle_days": 2000,
    "sales.event_participation": 1000,
}


def cells_of(**minutes: int) -> tuple[Cell, ...]:
    return classify([Holder("li", ("sales",))], a_month_of("li", **minutes), WEIGHTED)


def decided(cell: Cell, duty_class: DutyClass, reason: str = "老板交办，本季度必须完成") -> Cell:
    (after,) = with_overrides(
        [cell], [override(cell.person_id, cell.duty, duty_class, reason, by_id="hr", at=NOON)]
    )
    return after


class TestOverride:
    def test_hr_decides_and_the_reason_and_the_rule_stay(self):
        errand = cells_of(new_visit=900, errand=100)[1]

        after = decided(errand, DutyClass.AUXILIARY)

        assert (errand.duty_class, after.duty_class) == (DutyClass.REDUNDANT, DutyClass.AUXILIARY)
        assert after.override is not None
        assert (after.override.reason, after.override.by_id) == ("老板交办，本季度必须完成", "hr")
        assert after.rule.id == "duty.feeds_nothing"

    @pytest.mark.parametrize("reason", ["", "  ", "因" * 501])
    def test_without_a_readable_reason_it_is_refused(self, reason):
        with pytest.raises(ReasonMissing):
            decided(cells_of(quote=10)[0], DutyClass.CORE, reason)

    def test_unclassified_is_no_decision(self):
        with pytest.raises(NotADecision):
            decided(cells_of(quote=10)[0], DutyClass.UNCLASSIFIED)

    def test_nobody_decides_on_a_duty_of_their_own(self):
        with pytest.raises(OwnDuty):
            override("hr", "errand", DutyClass.CORE, "我每天都在做", by_id="hr", at=NOON)


class TestWithOverrides:
    def test_a_withdrawn_decision_rests(self):
        errand = cells_of(new_visit=900, errand=100)[1]
        decision = override("li", "errand", DutyClass.AUXILIARY, "老板交办", by_id="hr", at=NOON)

        (after,) = with_overrides([errand], [replace(decision, is_withdrawn=True)])

        assert after.duty_class is DutyClass.REDUNDANT

    def test_a_decision_is_found_again_in_the_next_matrix(self):
        override = decided(cells_of(new_visit=900, errand=100)[1], DutyClass.AUXILIARY).override
        assert override is not None

        later = {cell.duty: cell for cell in with_overrides(cells_of(new_visit=500, errand=70), [override])}

        assert later["errand"].duty_class is DutyClass.AUXILIARY
        assert later["new_visit"].override is None

    def test_a_decision_on_a_duty_that_is_gone_rests(self):
        override = decided(cells_of(new_visit=900, errand=100)[1], DutyClass.AUXILIARY).override
        assert override is not None

        assert with_overrides(cells_of(new_visit=500), [override]) == cells_of(new_visit=500)


class TestBreaches:
    def test_a_scorecard_that_follows_from_the_duties_has_none(self):
        cells = cells_of(new_visit=1000, key_account=750, event_support=505, errand=245)

        assert breaches(cells, {"li": SALES_CARD}) == ()

    def test_a_core_duty_without_kpi_is_named_with_those_that_would_cover_it(self):
        (found,) = breaches(cells_of(new_visit=100), {"li": {"sales.new_customers": 10_000}})

        assert (found.code, found.duties) == ("duty.core_without_kpi", ("key_account",))
        assert "sales.repurchase_rate" in found.kpis
        assert "老客户维护" in found.zh

    def test_a_kpi_of_weight_zero_covers_nothing(self):
        card = {"sales.new_customers": 10_000, "sales.repurchase_rate": 0}

        assert [each.duties for each in breaches(cells_of(new_visit=100), {"li": card})] == [("key_account",)]

    def test_an_auxiliary_duty_carries_at_most_a_fifth(self):
        cells = cells_of(new_visit=500, key_account=400, event_support=100)

        assert breaches(cells, {"li": {**SALES_CARD, "sales.event_participation": 2000}}) == ()
        (found,) = breaches(cells, {"li": {**SALES_CARD, "sales.event_participation": 2001}})
        assert (found.code, found.duties) == ("duty.weight_too_high", ("event_support",))

    def test_a_redundant_duty_carries_nothing(self):
        cells = cells_of(new_visit=500, key_account=400, event_support=100)
        cells = tuple(
            decided(cell, DutyClass.REDUNDANT) if cell.duty == "event_support" else cell for cell in cells
        )

        (found,) = breaches(cells, {"li": SALES_CARD})

        assert found.kpis == ("sales.event_participation",)
        assert "最多 0%" in found.zh

    def test_nothing_is_asked_of_people_without_a_scorecard(self):
        assert breaches(cells_of(new_visit=100), {}) == ()
