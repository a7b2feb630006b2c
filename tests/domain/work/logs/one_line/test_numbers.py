from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.one_line.numbers import values, whole

_DIGITS = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """Spell 1 to 199 the long way: 一百零五, 二十, 十三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = "一百" if hundreds else ""
    gap = "零" if hundreds and ones and not tens else ""
    ten = ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十" if tens else ""
    return head + gap + ten + (_DIGITS[ones] if ones else "")


class TestValues:
    @given(st.integers(1, 199))
    def test_a_numeral_spelt_out_has_its_one_value(self, number):
        assert values(spelt(number)) == (Fraction(number),)
        assert values(str(number)) == (Fraction(number),)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("两", 2),
            ("廿", 20),
            ("廿五", 25),
            ("卅", 30),
            ("三〇", 30),
            ("零五", 5),
            ("一百二", 120),
            ("两百", 200),
        ],
    )
    def test_other_ways_to_write_a_number_are_read(self, text, expected):
        assert whole(text) == expected

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [("两三", 2, 3), ("三四十", 30, 40), ("十五六", 15, 16), ("二十七八", 27, 28)],
    )
    def test_two_digits_in_a_row_are_a_span(self, text, low, high):
        assert values(text) == (Fraction(low), Fraction(high))
        assert whole(text) is None

    @pytest.mark.parametrize("text", ["", "十十", "一五", "百", "五三", "几", "1.", "二廿", "一.五"])
    def test_what_is_no_number_has_none(self, text):
        assert values(text) == ()

    def test_a_fraction_is_exact_and_not_whole(self):
        assert values("1.1") == (Fraction(11, 10),)
        assert whole("1.5") is None
