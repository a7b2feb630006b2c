"""The plan in force: versions by workday, positions, joiners and leavers, and the points that come of it."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.blending import plan_before_switch, plan_in_force
from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.scorecard import hold_harmless
from shared.domain.kpi.windows import Window
from shared.domain.numbers import largest_remainder
from shared.domain.people import Leave
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import MARCH
from tests.domain.kpi.planning import EVERY_DAY, JUNE, LIBRARY, MONDAY_TO_FRIDAY, line, scored, version

SALES = {"sales": 10_000}


def seller(day):
    return SALES


def in_force(*versions, calendar=EVERY_DAY, positions_on=seller, period=JUNE, **options):
    return plan_in_force(versions, positions_on, period, calendar, catalogue=LIBRARY, **options)


def before_switch(*versions, positions_on=seller, **options):
    return plan_before_switch(versions, positions_on, JUNE, EVERY_DAY, catalogue=LIBRARY, **options)


def by_kpi(plan):
    return {each.kpi_id: each for each in plan.lines}


def percents(plan):
    return {each.kpi_id: each.weight * 100 for each in plan.lines}


SWITCH = (
    version("2026-01-01", line("visits", 30, 40), line("rest", 70, 100)),
    version("2026-06-13", line("visits", 10), line("conversion", 30, "0.04"), line("rest", 60, 100)),
)
"""Visits from 30 to 10 %, conversion from nothing to 30 %, after day 12 of 30."""


class TestSwitch:
    def test_weights_and_targets_are_blended_and_the_switch_scores_105_21(self):
        plan = in_force(*SWITCH)

        card = scored(plan.lines, {"visits": 27, "conversion": "0.048", "rest": 99})

        assert percents(plan) == {"visits": 18, "conversion": 18, "rest": 64}
        assert {key: each.target for key, each in by_kpi(plan).items()} == {
            "visits": 24, "conversion": Fraction(4, 100), "rest": 100,
        }  # fmt: skip
        assert str(card.total) == "105.2100"

    def test_a_new_kpi_is_measured_on_the_days_on_which_it_has_weight(self):
        plan = by_kpi(in_force(*SWITCH))

        assert plan["conversion"].active == Window.between(date(2026, 6, 13), date(2026, 7, 1))
        assert plan["rest"].active is None

    def test_a_kept_target_punishes_the_switch(self):
        kept = version(
            "2026-06-13", line("visits", 10, 40), line("conversion", 30, "0.04"), line("rest", 60, 100)
        )

        card = scored(in_force(SWITCH[0], kept).lines, {"visits": 27, "conversion": "0.048", "rest": 99})

        assert str(card.total) == "97.1100"

    def test_a_dropped_kpi_has_the_target_of_its_days(self):
        dropped = [
            version("2026-01-01", line("visits", 50, 30), line("other", 50, 100)),
            version("2026-06-16", line("other", 100, 100)),
        ]

        plan = in_force(*dropped)
        card = scored(plan.lines, {"visits": 15, "other": 80})

        assert by_kpi(plan)["visits"].target == 15
        assert by_kpi(plan)["visits"].active == Window.between(date(2026, 6, 1), date(2026, 6, 16))
        assert str(card.total) == "85.0000"

    def test_a_third_version_scales_against_the_printed_target(self):
        thirds = [version("2026-01-01", line("visits", 30, 30), line("other", 70, 1)),
                  version("2026-06-11", line("visits", 10), line("other", 90, 1)),
                  version("2026-06-21", line("visits", 20), line("other", 80, 1))]  # fmt: skip

        assert by_kpi(in_force(*thirds))["visits"].target == 20

    def test_a_limit_is_not_lowered_with_its_weight(self):
        halves = [version("2026-01-01", line("complaints", 20, 4), line("other", 80, 1)),
                  version("2026-06-16", line("complaints", 10), line("other", 90, 1))]  # fmt: skip

        card = scored(in_force(*halves).lines, {"complaints": 4, "other": 1})

        assert by_kpi(in_force(*halves))["complaints"].target == 4
        assert str(card.total) == "100.0000"

    def test_a_ratio_with_two_targets_is_scored_once_against_their_mean(self):
        halves = [version("2026-01-01", line("conversion", 50, "0.25"), line("other", 50, 1)),
                  version("2026-06-16", line("conversion", 50, "0.30"), line("other", 50, 1))]  # fmt: skip

        card = scored(in_force(*halves).lines, {"conversion": "0.27", "other": 1})

        assert {each.kpi_id: str(each.points) for each in card.lines} == {
            "conversion": "98.1818",
            "other": "100.0000",
        }
        assert str(card.total) == "99.0909"

    def test_a_value_is_scored_on_each_versions_curve_for_its_part(self):
        halves = [version("2026-01-01", line("conversion", 50, 50, "STEP"), line("other", 50, 1)),
                  version("2026-06-16", line("conversion", 50, 50, "LIN_HI"), line("other", 50, 1))]  # fmt: skip

        card = scored(in_force(*halves).lines, {"conversion": 45, "other": 1})

        assert {each.kpi_id: str(each.points) for each in card.lines} == {
            "conversion": "87.5000",
            "other": "100.0000",
        }
        assert str(card.total) == "93.7500"

    def test_traffic_runs_on_calendar_days_and_weights_on_workdays(self):
        old = version("2026-01-01", line("other", 100, 1))
        new = version("2026-06-15", line("traffic", 22, 3_000), line("other", 78, 1))

        plan = in_force(old, new, calendar=MONDAY_TO_FRIDAY)

        assert percents(plan)["traffic"] == 12
        assert by_kpi(plan)["traffic"].target == 1_600

    def test_a_kpi_that_comes_back_is_measured_on_both_of_its_spans(self):
        with_visits = (line("visits", 50, 30), line("other", 50, 1))
        back = [version("2026-01-01", *with_visits), version("2026-06-11", line("other", 100, 1)),
                version("2026-06-21", *with_visits)]  # fmt: skip

        active = by_kpi(in_force(*back))["visits"].active

        assert active == Window(
            ((date(2026, 6, 1), date(2026, 6, 11)), (date(2026, 6, 21), date(2026, 7, 1)))
        )

    @given(
        cuts=st.sets(st.integers(1, 29), max_size=6), calendar=st.sampled_from([EVERY_DAY, MONDAY_TO_FRIDAY])
    )
    def test_cutting_a_plan_into_identical_versions_changes_nothing(self, cuts, calendar):
        lines = (
            line("visits", 30, 40),
            line("complaints", 20, 2),
            line("conversion", 20, "0.1"),
            line("traffic", 30, 900),
        )
        parts = [
            version(day.isoformat(), *lines)
            for day in (date(2026, 6, 1) + timedelta(days=cut) for cut in cuts)
        ]

        cut = in_force(*parts, version("2026-01-01", *lines), calendar=calendar)

        assert cut.lines == in_force(version("2026-01-01", *lines), calendar=calendar).lines

    @given(
        day=st.integers(1, 30),
        weights=st.lists(
            st.tuples(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50)), min_size=2, max_size=2
        ),
        share=st.integers(1, 9_999),
    )
    def test_weights_are_always_the_whole(self, day, weights, share):
        kpis = ("visits", "conversion", "other")
        plans = [
            PlanVersion(f"v{n}", "com_1", date(2026, 6, 1 if n == 0 else day), tuple(
                replace(line(kpi, 1, 1), weight_bp=part) for kpi, part in zip(kpis, _bp(parts), strict=True)
            ), position="sales")
            for n, parts in enumerate(weights)
        ]  # fmt: skip
        marketing = version(
            "2026-01-01", line("traffic", 60, 100), line("other", 40, 1), position="marketing"
        )

        plan = in_force(
            *plans, marketing, positions_on=lambda _: {"sales": share, "marketing": 10_000 - share}
        )

        assert sum(each.weight for each in plan.lines) == 1
        assert sum(each.weight_bp for each in plan.lines) == 10_000
        assert all(sum(part.share for part in each.parts) == 1 for each in plan.lines)


def _bp(parts):
    return largest_remainder({str(n): part for n, part in enumerate(parts)}, 10_000).values()


class TestPositions:
    DEFAULTS = tuple(
        PlanVersion(f"plan_{position}", "com_1", date(2026, 1, 1), lines, position=position)
        for position, lines in DEFAULT_SCORECARDS.items()
    )

    def test_sixty_percent_sales_and_forty_percent_marketing_make_one_plan(self):
        plan = in_force(
            *self.DEFAULTS, positions_on=lambda _: {"sales": 6_000, "marketing": 4_000}, period=MARCH
        )

        assert {each.kpi_id: each.weight_bp for each in plan.lines} == {
            "sales.new_customer_revenue_share": 2_400, "sales.repurchase_rate": 1_800, "sales.cycle_days": 1_200,
            "sales.event_participation": 600, "mkt.valid_leads": 1_600, "mkt.event_conversion_rate": 1_200,
            "mkt.event_attendance": 600, "mkt.article_reads": 600,
        }  # fmt: skip
        assert plan.version_ids == ("plan_marketing", "plan_sales")

    def test_the_target_of_a_flow_counts_by_the_share_of_the_position_and_a_ratio_in_full(self):
        plan = by_kpi(
            in_force(
                *self.DEFAULTS, positions_on=lambda _: {"sales": 6_000, "marketing": 4_000}, period=MARCH
            )
        )

        assert plan["mkt.valid_leads"].target == 20
        assert plan["mkt.event_conversion_rate"].target == Fraction(1, 10)
        assert plan["sales.event_participation"].target == 2

    def test_somebody_who_changes_position_has_both_by_workdays(self):
        def moved(day):
            return {"sales": 10_000} if day < date(2026, 6, 16) else {"marketing": 10_000}

        plan = in_force(*self.DEFAULTS, positions_on=moved)

        assert percents(plan)["sales.repurchase_rate"] == 15
        assert by_kpi(plan)["mkt.valid_leads"].target == 25

    def test_a_position_without_a_plan_leaves_its_weight_to_the_others(self):
        plan = in_force(*self.DEFAULTS, positions_on=lambda _: {"sales": 6_000, "driver": 4_000})

        assert percents(plan)["sales.repurchase_rate"] == 30

    def test_a_plan_of_ones_own_replaces_those_of_the_positions_until_it_ends(self):
        own = PlanVersion(
            "own",
            "com_1",
            date(2026, 6, 11),
            (line("other", 100, 1),),
            person_id="per_li",
            until_on=date(2026, 6, 21),
        )

        mine = in_force(*self.DEFAULTS, own, person_id="per_li")
        theirs = in_force(*self.DEFAULTS, own, person_id="per_wang")

        assert percents(mine)["other"] == Fraction(100, 3)
        assert "other" not in percents(theirs)

    def test_an_older_plan_of_ones_own_does_not_come_back_when_the_newer_one_ends(self):
        def own(plan_id, first, until=None):
            return PlanVersion(
                plan_id, "com_1", first, (line(plan_id, 100, 1),), person_id="per_li", until_on=until
            )

        plans = (own("other", date(2026, 1, 1)), own("more", date(2026, 6, 1), until=date(2026, 6, 16)))

        plan = in_force(*self.DEFAULTS, *plans, person_id="per_li")

        assert percents(plan)["more"] == 50
        assert "other" not in percents(plan)


class TestPresence:
    PLAN = version("2026-01-01", line("visits", 60, 44), line("conversion", 40, "0.1"))

    def test_a_joiner_has_whole_weights_and_the_targets_of_their_days(self):
        plan = in_force(self.PLAN, calendar=MONDAY_TO_FRIDAY, presence=Presence(from_on=date(2026, 6, 16)))

        assert percents(plan) == {"visits": 60, "conversion": 40}
        assert by_kpi(plan)["visits"].target == 22
        assert by_kpi(plan)["conversion"].target == Fraction(1, 10)
        assert plan.workdays == 11

    def test_a_leaver_is_measured_until_they_leave(self):
        plan = in_force(self.PLAN, presence=Presence(until_on=date(2026, 6, 16)))

        assert by_kpi(plan)["visits"].active == Window.between(date(2026, 6, 1), date(2026, 6, 16))

    def test_leave_lowers_the_target_by_half_days_and_cuts_nothing(self):
        halves = Leave(date(2026, 6, 1), date(2026, 7, 1), 5_000)

        plan = by_kpi(in_force(self.PLAN, presence=Presence(leaves=(halves,))))

        assert (plan["visits"].target, plan["visits"].active) == (22, None)

    def test_a_joiners_traffic_target_is_by_calendar_days(self):
        reads = version("2026-01-01", line("traffic", 100, 310))

        plan = by_kpi(in_force(reads, period=MARCH, presence=Presence(from_on=date(2026, 3, 17))))

        assert plan["traffic"].target == 150

    @pytest.mark.parametrize(("limit", "first", "rounded"), [(2, 16, 1), (2, 15, 2), (3, 16, 2)])
    def test_a_limit_is_rounded_up(self, limit, first, rounded):
        plan = version("2026-01-01", line("complaints", 100, limit))

        joined = by_kpi(in_force(plan, presence=Presence(from_on=date(2026, 6, first))))

        assert joined["complaints"].target == rounded

    def test_without_a_workday_there_is_no_plan_and_no_number(self):
        plan = in_force(self.PLAN, presence=Presence(from_on=date(2026, 7, 1)))

        assert (plan.lines, plan.workdays) == ((), 0)
        assert scored(plan.lines, {}).status == "insufficient_evidence"

    def test_a_kpi_without_a_target_stays_without_one(self):
        plan = by_kpi(in_force(version("2026-01-01", line("sales.win_rate", 40), line("other", 60, 1))))

        assert (plan["sales.win_rate"].target, plan["other"].target) == (None, 1)

    def test_without_a_plan_there_is_none_in_force(self):
        assert in_force(version("2026-08-01", line("visits", 100, 1))).lines == ()


class TestHoldHarmless:
    TWO_SWITCHES = (
        version("2026-01-01", line("other", 100, 1)),
        version("2026-06-11", line("other", 60, 1), line("more", 40, 1)),
        version("2026-06-21", line("more", 100, 1)),
    )

    def test_the_floor_is_the_plan_before_the_first_switch(self):
        values = {"other": 1, "more": 0}

        prorated = scored(in_force(*self.TWO_SWITCHES).lines, values)
        floor = scored(before_switch(*self.TWO_SWITCHES).lines, values)

        assert (str(prorated.total), str(hold_harmless(prorated, floor).total)) == ("53.3333", "100.0000")

    def test_the_better_plan_stays_if_it_is_the_new_one(self):
        values = {"other": 0, "more": 1}

        prorated = scored(in_force(*self.TWO_SWITCHES).lines, values)

        assert hold_harmless(prorated, scored(before_switch(*self.TWO_SWITCHES).lines, values)) is prorated

    def test_nobody_is_protected_by_a_plan_they_never_had(self):
        joiner = Presence(from_on=date(2026, 6, 21))

        assert before_switch(*self.TWO_SWITCHES, presence=joiner) is None

    @pytest.mark.parametrize(
        ("moved_on", "is_held"), [("2026-06-05", True), ("2026-06-11", False), ("2026-06-15", False)]
    )
    def test_of_a_position_is_for_those_who_held_it_before_its_switch(self, moved_on, is_held):
        marketing = tuple(
            replace(each, id=f"m{each.id}", position="marketing") for each in self.TWO_SWITCHES[:2]
        )
        moved = date.fromisoformat(moved_on)

        floor = before_switch(
            version("2026-01-01", line("rest", 100, 1)),
            *marketing,
            positions_on=lambda day: {"marketing": 10_000} if day >= moved else SALES,
        )

        assert (floor is not None) == is_held

    def test_who_comes_between_two_switches_is_held_by_the_plan_that_they_met(self):
        floor = before_switch(*self.TWO_SWITCHES, presence=Presence(from_on=date(2026, 6, 15)))

        assert percents(floor) == {"other": 60, "more": 40}

    def test_too_little_evidence_gives_way_to_a_floor_with_a_total(self):
        plan = in_force(*self.TWO_SWITCHES[:1])
        without, floor = scored(plan.lines, {"other": None}), scored(plan.lines, {"other": 1})

        assert (without.status, hold_harmless(without, floor)) == ("insufficient_evidence", floor)

    def test_a_blocked_score_waits_for_its_data(self):
        floor = scored(in_force(*self.TWO_SWITCHES[:1]).lines, {"other": 1})
        blocked = replace(floor, status="blocked_publication", total=None, official_total=None)

        assert hold_harmless(blocked, floor) is blocked

    def test_without_a_switch_there_is_no_floor(self):
        assert before_switch(self.TWO_SWITCHES[0]) is None
        assert hold_harmless(scored((), {}), None).total is None

    def test_the_floor_keeps_the_targets_of_the_old_plan(self):
        floor = by_kpi(before_switch(*SWITCH))

        assert (floor["visits"].target, floor["visits"].weight) == (40, Fraction(3, 10))

    def test_a_calendar_of_holidays_only_leaves_no_plan(self):
        holidays = Calendar(holidays=frozenset(JUNE.days()))

        assert in_force(*self.TWO_SWITCHES, calendar=holidays).lines == ()
