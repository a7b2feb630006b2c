"""The scorecard: the printed totals, redistribution, closing to the last place, cap, grades and shown figures."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS
from shared.domain.kpi.grades import grade_of
from shared.domain.kpi.in_force import whole_period
from shared.domain.numbers import WHOLE_BP, largest_remainder
from tests.domain.kpi.planning import LIBRARY, line, scored, value

SALES = whole_period(DEFAULT_SCORECARDS["sales"])
SHARE, REPEAT, CYCLE, EVENTS = (each.kpi_id for each in SALES)
PLAIN = "0x:0|1.2x:120"
"""As many points as percent of the target."""
NAMES = ("complaints", "conversion", "more", "other", "rest", "traffic", "visits")


def sales(share="0.24", repeat="0.25", cycle="27.5", events=None):
    events = events or value(EVENTS, 1, target_limit=Fraction(2))
    return scored(SALES, {SHARE: share, REPEAT: repeat, CYCLE: cycle, EVENTS: events})


def na(kpi_id):
    return value(kpi_id, state="na", reason="kpi.nothing_to_measure")


def blocked(kpi_id):
    return value(kpi_id, state="blocked", reason="kpi.feed_sick")


def zero(kpi_id):
    return value(kpi_id, 0, state="zero", reason="kpi.nothing_done")


def card(rows, **options):
    """Score rows of KPI: (weight in percent, points or evaluation)."""
    lines = whole_period(
        [
            line(kpi, weight, 100, PLAIN if kpi != "complaints" else "0:0|120:120")
            for kpi, (weight, _) in rows.items()
        ]
    )
    return scored(lines, {kpi: points for kpi, (_, points) in rows.items()}, **options)


def parts(found, name):
    return {each.kpi_id: str(getattr(each, name)) for each in found.lines}


class TestDefaultSalesCard:
    def test_the_sample_month_is_78_with_its_lost_points(self):
        found = sales()

        assert str(found.total) == "78.0000"
        assert parts(found, "weighted") == {
            SHARE: "32.0000",
            REPEAT: "30.0000",
            CYCLE: "16.0000",
            EVENTS: "0.0000",
        }
        assert parts(found, "lost") == {SHARE: "8.0000", REPEAT: "0.0000", CYCLE: "4.0000", EVENTS: "10.0000"}

    def test_without_an_event_its_weight_goes_to_the_others(self):
        none_held = value(EVENTS, state="na", reason="kpi.no_occasion", target_limit=Fraction(0))

        found = sales(cycle="25", events=none_held)

        assert (str(found.total), found.na_weight_bp) == ("91.1111", 1000)

    def test_26_days_are_92_points_of_the_cycle(self):
        found = sales(cycle="26", events=value(EVENTS, 2, target_limit=Fraction(2)))

        assert parts(found, "points")[CYCLE] == "92.0000"
        assert str(found.total) == "90.4000"

    def test_one_event_held_and_attended_is_on_target(self):
        found = sales(cycle="25", events=value(EVENTS, 1, target_limit=Fraction(1)))

        assert [(str(each.points), each.target) for each in found.lines if each.kpi_id == EVENTS] == [
            ("100.0000", 1)
        ]
        assert (str(found.total), found.na_weight_bp) == ("92.0000", 0)


class TestStates:
    def test_a_missing_kpi_is_not_zero(self):
        found = card({"visits": (40, 80), "rest": (20, 80), "other": (10, 60), "more": (30, na("more"))})

        assert str(found.total) == "77.1429"

    def test_a_blocked_weight_up_to_a_fifth_is_redistributed_like_a_missing_one(self):
        found = card({"visits": (80, 90), "rest": (20, blocked("rest"))})

        assert (found.status, str(found.total), found.blocked_weight_bp) == ("scored", "90.0000", 2000)

    def test_blocked_is_redistributed_and_zero_is_not(self):
        found = card({"visits": (60, 85), "rest": (15, blocked("rest")), "other": (25, zero("other"))})

        assert str(found.total) == "60.0000"

    def test_more_than_a_fifth_blocked_forbids_publication(self):
        found = card({"visits": (79, 90), "rest": (21, blocked("rest"))})

        assert (found.status, found.total, found.grade) == ("blocked_publication", None, None)

    def test_more_than_two_fifths_missing_is_not_enough_evidence(self):
        found = card({"visits": (55, 90), "rest": (15, blocked("rest")), "other": (30, na("other"))})

        assert (found.status, found.total) == ("insufficient_evidence", None)
        assert parts(found, "lost") == dict.fromkeys(("visits", "rest", "other"), "0.0000")

    def test_exactly_two_fifths_missing_still_has_a_total(self):
        assert str(card({"visits": (60, 90), "other": (40, na("other"))}).total) == "90.0000"

    def test_nothing_at_all_is_not_enough_evidence(self):
        assert scored((), {}).status == "insufficient_evidence"

    def test_a_kpi_without_a_target_is_not_scored_and_says_so(self):
        lines = whole_period([line("sales.win_rate", 30), line("visits", 70, 100, PLAIN)])

        found = scored(lines, {"sales.win_rate": "0.5", "visits": 90})

        assert next((each.state, each.reason.code) for each in found.lines) == ("na", "kpi.no_target")
        assert str(found.total) == "90.0000"

    def test_points_stop_at_the_cap_of_a_guard(self):
        guarded = value("visits", 118, points_cap=Fraction(100))

        assert str(card({"visits": (100, guarded)}).total) == "100.0000"


class TestClosing:
    def test_lost_points_use_the_redistributed_weights(self):
        found = card({"conversion": (40, 120), "visits": (30, 50), "other": (30, na("other"))})

        assert str(found.total) == "90.0000"
        assert parts(found, "lost") == {"conversion": "0.0000", "visits": "21.4286", "other": "0.0000"}
        assert parts(found, "bonus") == {"conversion": "11.4286", "visits": "0.0000", "other": "0.0000"}
        assert parts(found, "weight_bp") == {"conversion": "5714", "visits": "4286", "other": "0"}

    def test_rows_close_to_the_total_as_stored(self):
        found = card(
            {"conversion": (40, 77), "more": (20, 77), "other": (30, na("other")), "visits": (10, 113)}
        )

        assert str(found.total) == "82.1429"
        assert parts(found, "lost") == {
            "conversion": "13.1428",
            "more": "6.5714",
            "other": "0.0000",
            "visits": "0.0000",
        }
        assert parts(found, "bonus")["visits"] == "1.8571"

    def test_nothing_is_rounded_on_the_way(self):
        thirds = whole_period([line("conversion", 50, "0.3", "LIN_HI"), line("other", 50, 100, PLAIN)])
        ninths = whole_period([line("conversion", 30, "0.8", "LIN_HI"), line("other", 70, 100, PLAIN)])

        totals = [
            str(scored(thirds, {"conversion": Fraction(1, 3), "other": 100}).total),
            str(scored(ninths, {"conversion": Fraction(7, 9), "other": 100}).total),
        ]

        assert totals == ["105.5556", "99.1667"]

    def test_what_the_cap_takes_has_a_line_of_its_own(self):
        found = card({"visits": (60, 120), "rest": (40, 120)}, cap=Fraction(110))

        assert [str(each) for each in (found.total, found.official_total, found.cap_cut)] == [
            "120.0000", "110.0000", "10.0000",
        ]  # fmt: skip
        assert parts(found, "bonus") == {"visits": "12.0000", "rest": "8.0000"}

    @given(
        weights=st.lists(st.integers(1, 997), min_size=1, max_size=7),
        points=st.lists(st.fractions(0, 120, max_denominator=997), min_size=7, max_size=7),
        missing=st.sets(st.integers(0, 6), max_size=2),
    )
    def test_any_card_adds_up_as_stored_and_as_shown(self, weights, points, missing):
        kpis = NAMES[: len(weights)]
        units = largest_remainder(dict(zip(kpis, weights, strict=True)), WHOLE_BP)
        rows = {
            kpi: (Fraction(units[kpi], 100), na(kpi) if index in missing else points[index])
            for index, kpi in enumerate(kpis)
            if units[kpi]
        }

        found = card(rows)

        if found.total is not None:
            stored = [
                sum(Decimal(each) for each in parts(found, name).values())
                for name in ("lost", "bonus", "weighted")
            ]
            assert stored[0] - stored[1] + found.total == 100
            assert stored[2] == found.total
            assert sum(each.weight_bp for each in found.lines) == WHOLE_BP
            assert all(each.lost >= 0 and each.bonus >= 0 for each in found.lines)
            shown = found.shown
            assert sum(shown.lost.values()) - sum(shown.bonus.values()) + shown.total == 100
            assert sum(shown.weighted.values()) == shown.total
            assert all(each >= 0 for each in shown.lost.values())


class TestGrade:
    @pytest.mark.parametrize(
        ("total", "expected"),
        [("95.0000", "S"), ("94.9999", "A"), ("85.0000", "A"), ("84.9999", "B"), ("70.0000", "B"), ("69.9999", "C"),
         ("60.0000", "C"), ("59.9999", "D"), ("0.0000", "D"), ("120.0000", "S")],
    )  # fmt: skip
    def test_bands_are_half_open(self, total, expected):
        assert grade_of(Decimal(total)).name == expected

    def test_the_total_as_stored_is_graded(self):
        found = card({"visits": (100, Fraction("94.99996"))})

        assert (str(found.total), found.grade) == ("95.0000", "S")

    def test_the_shown_total_comes_from_the_stored_one(self):
        found = card({"visits": (100, Fraction("77.04996"))})

        assert (str(found.total), str(found.shown.total)) == ("77.0500", "77.1")

    def test_without_a_total_nothing_is_shown(self):
        assert card({"visits": (100, na("visits"))}).shown is None


class TestLines:
    def test_a_line_carries_everything_that_explains_it(self):
        counted = value(
            SHARE,
            "0.24",
            numerator=Fraction(24_000),
            denominator=Fraction(100_000),
            n=3,
            event_ids=("b", "a"),
        )

        found = sales(share=counted).lines[0]

        assert (found.value, found.numerator, found.denominator, found.n, found.target) == (
            Fraction(24, 100), 24_000, 100_000, 3, Fraction(30, 100),
        )  # fmt: skip
        assert found.event_ids == ("a", "b")
        assert found.reason.zh == "新客户销售额占比 24.0%，目标 30%，差 6.0 个百分点"
        assert (found.first_on, found.until_on) == ("2026-06-01", "2026-07-01")

    def test_the_library_of_these_tests_holds_the_real_one(self):
        assert set(CATALOGUE) < set(LIBRARY)
