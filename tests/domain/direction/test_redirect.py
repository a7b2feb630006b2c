"""The plan of a position under another direction: weights, choices, targets and what is refused."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.direction.redirect import redirect
from shared.domain.direction.settling import NoWeightLeft
from shared.domain.direction.switch import Pin
from shared.domain.direction.templates import BUILT_IN
from shared.domain.direction.typed import TypedTarget
from shared.domain.direction.weights import NobodyToScale, PinNotWhole
from shared.domain.kpi.catalogue import CATALOGUE, UnknownKpi
from shared.domain.kpi.guards import DoubleCounted, OwnersToKeep
from shared.domain.kpi.lines import TargetNotUsable
from shared.domain.kpi.plans import KpiTwice, TooManyKpis, check_plan
from tests.domain.direction.building import (
    CONVERSION,
    CYCLE,
    EVENT,
    NEW,
    REPEAT,
    SALES,
    TRAFFIC,
    VISITS,
    change_of,
    lines_of,
    percents_of,
    pins_of,
    redirected,
)

KEEP, ONLINE = (BUILT_IN[each].pins_of("sales") for each in ("keep", "online"))
MANY = [each for each in CATALOGUE if each.startswith("mkt.")]


class TestBuiltInDirections:
    def test_keeping_the_business_leaves_13_3_and_14_to_the_others(self):
        found = redirected(SALES, KEEP)

        assert percents_of(found) == {NEW: 13, REPEAT: 40, CYCLE: 30, EVENT: 3, VISITS: 14}
        assert found.needs_choice == (EVENT,)

    def test_going_online_leaves_16_12_8_and_4_to_the_others_and_10_to_visits(self):
        found = redirected(SALES, ONLINE)

        after = {NEW: 16, REPEAT: 12, CYCLE: 8, EVENT: 4, VISITS: 10, TRAFFIC: 20, CONVERSION: 30}
        assert percents_of(found) == after
        assert sum(after.values()) == 100
        whys = {each.kpi_id: each.why for each in found.changes}
        assert (whys[VISITS], whys[TRAFFIC], whys[NEW]) == ("lowered", "added", "completed")

    @pytest.mark.parametrize("pins", [KEEP, ONLINE])
    def test_what_comes_out_is_a_plan_that_can_be_published(self, pins):
        check_plan(redirected(SALES, pins).lines)

    def test_going_online_does_not_raise_visits_that_weigh_little(self):
        found = redirected({NEW: 60, REPEAT: 32, VISITS: 8}, ONLINE)

        assert percents_of(found)[VISITS] == 4

    def test_going_online_leaves_visits_alone_that_weigh_just_as_much(self):
        found = redirected({NEW: 60, REPEAT: 30, VISITS: 10}, ONLINE)

        assert percents_of(found)[VISITS] == 10

    def test_going_online_adds_no_visits_where_there_are_none(self):
        found = redirected({NEW: 60, REPEAT: 40}, ONLINE)

        assert percents_of(found) == {NEW: 30, REPEAT: 20, TRAFFIC: 20, CONVERSION: 30}

    def test_a_lowering_pin_also_keeps_the_rest_from_lifting_its_kpi(self):
        found = redirected({NEW: 12, VISITS: 8, TRAFFIC: 40, CONVERSION: 40}, ONLINE)

        assert percents_of(found) == {NEW: 40, VISITS: 10, TRAFFIC: 20, CONVERSION: 30}


class TestChoices:
    def test_a_small_weight_is_kept_on_purpose_by_default(self):
        kept = {line.kpi_id: line.kept for line in redirected(SALES, ONLINE).lines}

        assert kept == dict.fromkeys(kept, False) | {EVENT: True}

    def test_a_dropped_kpi_leaves_its_weight_to_the_others(self):
        found = redirected(SALES, ONLINE, choices={EVENT: "drop"})

        assert percents_of(found) == {NEW: 18, REPEAT: 13, CYCLE: 9, VISITS: 10, TRAFFIC: 20, CONVERSION: 30}
        assert found.needs_choice == (EVENT,)
        assert change_of(found, EVENT).after_percent is None
        assert change_of(found, EVENT).why == "dropped"

    def test_a_weight_that_is_not_small_is_not_dropped(self):
        assert redirected(SALES, ONLINE, choices={NEW: "drop"}) == redirected(SALES, ONLINE)

    def test_what_another_drop_lifts_above_the_bound_needs_no_choice(self):
        weights, pins = {NEW: 40, REPEAT: 51, CYCLE: 5, EVENT: 4}, pins_of({REPEAT: 54})

        assert redirected(weights, pins).needs_choice == (CYCLE, EVENT)[1:]
        assert redirected(weights, pins, choices={EVENT: "drop"}).needs_choice == (EVENT,)

    def test_a_kpi_for_which_no_weight_is_left_has_to_be_dropped(self):
        pins = pins_of({NEW: 60, REPEAT: 40})

        with pytest.raises(NoWeightLeft, match=r"100 %.*“Sales cycle length”"):
            redirected({NEW: 50, REPEAT: 40, CYCLE: 10}, pins)

        found = redirected({NEW: 50, REPEAT: 40, CYCLE: 10}, pins, choices={CYCLE: "drop"})
        assert percents_of(found) == {NEW: 60, REPEAT: 40}

    def test_the_last_kpi_that_takes_the_rest_cannot_be_dropped(self):
        with pytest.raises(NobodyToScale, match="97 %"):
            redirected({NEW: 50, CYCLE: 50}, pins_of({NEW: 97}), choices={CYCLE: "drop"})


class TestTargets:
    def targets(self, found):
        return {line.kpi_id: line.target for line in found.lines}

    def test_visits_are_asked_for_in_the_measure_that_the_pin_lowers_them(self):
        found = redirected(SALES, ONLINE, targets={VISITS: Fraction(40)})

        assert self.targets(found)[VISITS] is None
        assert change_of(found, VISITS).after_target == Fraction(40, 3)

    def test_a_kept_target_is_printed(self):
        found = redirected(SALES, ONLINE, targets={VISITS: Fraction(40)}, keep_targets=frozenset({VISITS}))

        assert self.targets(found)[VISITS] == change_of(found, VISITS).after_target == 40

    def test_kpis_that_merely_shrink_by_completion_keep_theirs(self):
        found = redirected(SALES, KEEP, targets={VISITS: Fraction(40)})

        assert self.targets(found)[VISITS] == change_of(found, VISITS).after_target == 40
        assert change_of(found, VISITS).after_percent == 14

    @pytest.mark.parametrize("kpi_id", ["sales.complaints", REPEAT])
    def test_neither_limits_nor_ratios_follow_a_lowered_weight(self, kpi_id):
        weights = {NEW: 80, kpi_id: 20}

        found = redirected(weights, pins_of({kpi_id: 10}))

        assert self.targets(found)[kpi_id] == CATALOGUE[kpi_id].default_target
        assert change_of(found, kpi_id).why == "lowered"

    def test_a_pin_with_a_target_and_a_curve_sets_both(self):
        found = redirected(SALES, (Pin(VISITS, 10, target=Fraction(12), curve="STEP"),))

        visits = next(line for line in found.lines if line.kpi_id == VISITS)
        assert (visits.target, visits.curve.text) == (12, "STEP")
        assert change_of(found, VISITS).curve == "STEP"

    def test_an_added_kpi_takes_the_target_of_the_library_unless_the_pin_has_one(self):
        without = {NEW: 60, REPEAT: 40}

        assert self.targets(redirected(without, (Pin(VISITS, 20),)))[VISITS] == 20
        assert self.targets(redirected(without, (Pin(VISITS, 20, target=Fraction(7)),)))[VISITS] == 7

    def missing(self, found):
        return [each for each in found.warnings if each.code == "direction.target_missing"]

    def test_a_kpi_without_any_target_is_named_with_what_to_send_and_what_happens_without(self):
        traffic, conversion = self.missing(redirected(SALES, ONLINE))

        assert (traffic.kpi_id, conversion.kpi_id) == (TRAFFIC, CONVERSION)
        assert "请在 targets 里填写" in traffic.zh
        assert "它不计分，20% 的权重分摊到其他指标" in traffic.zh
        assert "send one in `targets`" in traffic.en
        assert "its weight of 20 % is spread" in traffic.en

    def test_a_kpi_that_had_none_before_either_is_named_too(self):
        weights = {NEW: 50, TRAFFIC: 20, CONVERSION: 30}

        found = redirected(weights, pins_of({TRAFFIC: 20, CONVERSION: 30}))

        assert [each.kpi_id for each in self.missing(found)] == [TRAFFIC, CONVERSION]

    def test_what_was_planned_needs_no_target(self):
        found = redirected({NEW: 50, REPEAT: 50}, pins_of({"mkt.events_held": 20}))

        assert self.targets(found)["mkt.events_held"] is None
        assert self.missing(found) == []

    def test_a_typed_one_is_printed_and_the_kpi_not_named(self):
        typed = {TRAFFIC: TypedTarget("sales", TRAFFIC, Fraction(1500))}

        found = redirected(SALES, ONLINE, typed=typed)

        assert self.targets(found)[TRAFFIC] == change_of(found, TRAFFIC).after_target == 1500
        assert change_of(found, TRAFFIC).zh.endswith("目标 1500 UV。")
        assert [each.kpi_id for each in self.missing(found)] == [CONVERSION]

    def test_a_typed_one_goes_before_the_pins_and_before_one_that_is_kept(self):
        typed = {VISITS: TypedTarget("sales", VISITS, Fraction(9))}
        pins = (Pin(VISITS, 10, target=Fraction(12)),)

        assert self.targets(redirected(SALES, pins, typed=typed))[VISITS] == 9
        kept = redirected(SALES, ONLINE, keep_targets=frozenset({VISITS}), typed=typed)
        assert self.targets(kept)[VISITS] == 9

    def test_a_typed_one_moves_a_plan_whose_weights_stay(self):
        weights = {NEW: 50, TRAFFIC: 20, CONVERSION: 30}
        typed = {TRAFFIC: TypedTarget("sales", TRAFFIC, Fraction(1500))}

        found = redirected(weights, pins_of({TRAFFIC: 20, CONVERSION: 30}), typed=typed)

        assert found.moves

    def test_an_assigned_amount_is_shown_as_an_amount(self):
        kpi = "sales.target_attainment"

        found = redirected(SALES, (Pin(kpi, 20, target=Fraction(50_000)),))

        assert change_of(found, kpi).zh.endswith("目标 50000 元。")


class TestRefusals:
    @pytest.mark.parametrize(
        ("pins", "error"),
        [
            ((Pin("sales.nothing", 20),), UnknownKpi),
            ((Pin(VISITS, 20), Pin(VISITS, 10)), KpiTwice),
            ((Pin("all.log_timeliness", 5),), OwnersToKeep),
            ((Pin("sales.cycle_days_reduced", 20),), DoubleCounted),
            ((Pin(VISITS, 20, target=Fraction(0)),), TargetNotUsable),
            ((Pin(VISITS, 0),), PinNotWhole),
        ],
    )
    def test_a_pin_that_no_plan_takes(self, pins, error):
        with pytest.raises(error):
            redirected(SALES, pins)

    def test_more_kpis_than_a_plan_may_have(self):
        eighteen = [each for each in CATALOGUE if each.startswith(("cs.", "bo."))][:18]
        weights = {**dict.fromkeys(eighteen, 5), MANY[0]: 5, MANY[1]: 5}

        with pytest.raises(TooManyKpis, match="21"):
            redirected(weights, (Pin(VISITS, 10),))

    def test_a_cap_of_a_kpi_is_a_warning(self):
        found = redirected(SALES, (Pin("sales.crm_completeness", 20),))

        assert ("plan.weight_above_cap", "sales.crm_completeness") in {
            (each.code, each.kpi_id) for each in found.warnings
        }

    def test_the_owners_word_on_log_timeliness_stays(self):
        lines = (*lines_of({NEW: 60, REPEAT: 35}), *lines_of({"all.log_timeliness": 5}, kept=True))

        found = redirect(lines, (Pin(NEW, 50),), catalogue=CATALOGUE)

        assert next(each for each in found.lines if each.kpi_id == "all.log_timeliness").kept


class TestSecondTime:
    def test_pins_that_are_the_present_weights_change_nothing(self):
        weights = {NEW: "13.5", CYCLE: "4.5", VISITS: 82}

        found = redirected(weights, pins_of({VISITS: 82}))

        assert percents_of(found) == {NEW: Fraction("13.5"), CYCLE: Fraction("4.5"), VISITS: 82}
        assert not found.moves

    @settings(deadline=None)
    @given(st.data())
    def test_the_same_direction_twice_is_the_direction_once(self, data):
        ids = data.draw(st.lists(st.sampled_from(sorted(SALES)), min_size=2, unique=True))
        cuts = sorted(data.draw(st.sets(st.integers(1, 9_999), min_size=len(ids) - 1, max_size=len(ids) - 1)))
        parts = [end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True)]
        weights = {kpi_id: Fraction(bp, 100) for kpi_id, bp in zip(ids, parts, strict=True)}
        pins = data.draw(st.sampled_from([KEEP, ONLINE, (Pin(VISITS, 10, lowers=True), Pin(EVENT, 5))]))
        drops = dict.fromkeys(data.draw(st.sets(st.sampled_from(ids))), "drop")
        try:
            once = redirected(weights, pins, choices=drops)
        except (NoWeightLeft, NobodyToScale):
            return

        written = {each.kpi_id: each.after_target for each in once.changes}
        twice = redirected(percents_of(once), pins, choices=drops, targets=written)
        other_way = redirected({key: weights[key] for key in reversed(ids)}, pins, choices=drops)

        assert sum(line.weight_bp for line in once.lines) == 10_000
        assert percents_of(twice) == percents_of(once)
        assert not twice.moves
        assert percents_of(other_way) == percents_of(once)
