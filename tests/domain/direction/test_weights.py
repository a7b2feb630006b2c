"""Completing weights: what is pinned stays, the rest is shared in whole percents."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.direction.weights import NobodyToScale, PinNotWhole, PinsAboveWhole, complete

IDS = st.sampled_from([f"k{number:02}" for number in range(12)])
WEIGHTS = st.dictionaries(IDS, st.fractions(Fraction(1, 100), 100, max_denominator=100), min_size=2)


@st.composite
def plans(draw):
    """Weights and pins that leave at least one percent and one other KPI to take it."""
    weights = draw(WEIGHTS)
    free = draw(st.sampled_from(sorted(weights)))
    pinned = draw(st.lists(IDS.filter(lambda kpi_id: kpi_id != free), unique=True, max_size=6))
    most = 99 // max(len(pinned), 1)
    return weights, {kpi_id: draw(st.integers(1, most)) for kpi_id in pinned}


class TestComplete:
    @pytest.mark.parametrize(
        ("weights", "pins", "whole"),
        [
            ({"new": 28, "event": 7, "offline": 30}, {"rep": 40, "cyc": 30}, {"new": 13, "event": 3, "offline": 14}),
            ({"a": 28, "b": 21, "c": 14, "d": 7}, {"p": 60}, {"a": 16, "b": 12, "c": 8, "d": 4}),
            ({"a": 1, "b": 1, "c": 1}, {"d": 9}, {"a": 31, "b": 30, "c": 30}),
            ({"new": 28, "rep": 21, "cyc": 14, "ev": 7}, {"vis": 55}, {"new": 18, "rep": 13, "cyc": 9, "ev": 5}),
            ({"rep": Fraction("13.5"), "ev": Fraction("4.5")}, {"vis": 82}, {"rep": 13, "ev": 5}),
            ({"a": 1350, "b": 450}, {"vis": 82}, {"a": 14, "b": 4}),
        ],
    )  # fmt: skip
    def test_shares_the_rest_in_whole_percents(self, weights, pins, whole):
        assert complete(weights, pins) == {**pins, **whole}

    def test_the_old_weight_of_a_pinned_kpi_does_not_count(self):
        assert complete({"a": 90, "b": 5, "c": 5}, {"a": 10}) == {"a": 10, "b": 45, "c": 45}

    def test_pins_of_exactly_100_leave_nothing_for_the_others(self):
        assert complete({"a": 50, "b": 50}, {"a": 60, "c": 40}) == {"a": 60, "c": 40, "b": 0}

    @pytest.mark.parametrize("percent", [0, -1, 101, Fraction("33.5"), Decimal("33.5"), True])
    def test_a_pin_that_is_no_whole_percentage_is_refused(self, percent):
        with pytest.raises(PinNotWhole):
            complete({"a": 100}, {"b": percent})

    def test_pins_of_more_than_100_are_refused(self):
        with pytest.raises(PinsAboveWhole, match="101 %"):
            complete({"a": 100}, {"b": 51, "c": 50})

    @pytest.mark.parametrize("weights", [{}, {"b": 100}, {"a": 0}])
    def test_pins_below_100_are_not_stretched_where_no_other_kpi_is_there(self, weights):
        with pytest.raises(NobodyToScale, match="75 %"):
            complete(weights, {"b": 75})

    @given(plans())
    def test_the_weights_are_exactly_100_and_pins_stay(self, plan):
        weights, pins = plan

        found = complete(weights, pins)

        assert sum(found.values()) == 100
        assert pins.items() <= found.items()
        assert found.keys() == weights.keys() | pins.keys()

    @given(plans())
    def test_nobody_is_a_whole_percent_away_from_their_part(self, plan):
        weights, pins = plan
        others = {kpi_id: weight for kpi_id, weight in weights.items() if kpi_id not in pins}
        rest, total = 100 - sum(pins.values()), sum(others.values())

        found = complete(weights, pins)

        assert all(abs(found[kpi_id] - weight * rest / total) < 1 for kpi_id, weight in others.items())

    @given(plans(), st.randoms())
    def test_neither_order_nor_unit_matters(self, plan, chance):
        weights, pins = plan
        shuffled = list(weights.items())
        chance.shuffle(shuffled)

        assert complete({kpi_id: weight * 100 for kpi_id, weight in shuffled}, pins) == complete(
            weights, pins
        )

    @given(plans())
    def test_once_more_changes_nothing(self, plan):
        weights, pins = plan

        found = complete(weights, pins)

        assert complete(found, pins) == found
