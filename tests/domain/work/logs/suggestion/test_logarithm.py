import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.suggestion.logarithm import bits

NUMBERS = st.integers(1, 10**9)


class TestBits:
    @given(NUMBERS)
    def test_they_are_the_whole_thousandths_below_the_logarithm(self, number):
        found = bits(number)

        assert 2**found <= number**1000 < 2 ** (found + 1)

    @given(NUMBERS, NUMBERS)
    def test_a_product_has_the_sum_but_for_one_thousandth(self, one, other):
        assert 0 <= bits(one * other) - bits(one) - bits(other) <= 1

    @given(NUMBERS, NUMBERS)
    def test_a_greater_number_never_has_less(self, one, other):
        assert (one <= other) <= (bits(one) <= bits(other))

    @given(st.integers(0, 60))
    def test_a_power_of_two_is_exact(self, power):
        assert bits(2**power) == 1000 * power

    def test_nothing_has_none(self):
        with pytest.raises(ValueError, match="1 on"):
            bits(0)
