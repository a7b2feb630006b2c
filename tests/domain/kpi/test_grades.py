"""Grades: half-open bands without a gap, set by a company within what makes sense."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.grades import DEFAULT_GRADES, Grade, GradesNotUsable, check_grades, grade_of

STORED = st.decimals("0", "120", places=4)
BANDS = st.lists(st.decimals("0.0001", "120", places=4), unique=True, max_size=9).map(
    lambda borders: [
        Grade(f"g{number}", least, Decimal(number) / 2)
        for number, least in enumerate([Decimal(0), *sorted(borders)])
    ]
)


class TestGradeOf:
    @pytest.mark.parametrize(
        ("total", "name"),
        [
            ("120.0000", "S"),
            ("95.0000", "S"),
            ("94.9999", "A"),
            ("94.5000", "A"),
            ("85.0000", "A"),
            ("84.9999", "B"),
            ("84.5000", "B"),
            ("70.0000", "B"),
            ("69.9999", "C"),
            ("60.0000", "C"),
            ("59.9999", "D"),
            ("0.0000", "D"),
        ],
    )
    def test_a_border_belongs_to_the_better_band_and_nothing_lies_between(self, total, name):
        assert grade_of(Decimal(total)).name == name

    @given(STORED, BANDS)
    def test_every_total_has_the_one_band_that_holds_it(self, total, bands):
        grades = check_grades(bands)

        found = grade_of(total, grades)

        tops = {each: better.least for better, each in pairwise(grades)}
        assert [each for each in grades if each.least <= total < tops.get(each, Decimal(121))] == [found]

    @given(STORED, STORED, BANDS)
    def test_a_better_total_never_has_less(self, one, other, bands):
        worse, better = sorted((one, other))
        grades = check_grades(bands)

        assert grade_of(better, grades).coefficient >= grade_of(worse, grades).coefficient


class TestCheckGrades:
    def test_puts_the_best_first(self):
        assert check_grades(DEFAULT_GRADES[::-1]) == DEFAULT_GRADES

    def test_one_band_for_everybody_is_fine(self):
        assert check_grades(DEFAULT_GRADES[-1:]) == DEFAULT_GRADES[-1:]

    @pytest.mark.parametrize(
        "changes",
        [
            {"least": Decimal("0.0001")},
            {"least": Decimal(60)},
            {"name": "S"},
            {"coefficient": Decimal("0.8")},
            {"coefficient": Decimal("-0.1")},
        ],
        ids=["a gap at the bottom", "one border twice", "one name twice", "more for less", "a negative one"],
    )
    def test_refuses_what_leaves_a_gap_or_is_unfair(self, changes):
        lowest = replace(DEFAULT_GRADES[-1], **changes)

        with pytest.raises(GradesNotUsable):
            check_grades([*DEFAULT_GRADES[:-1], lowest])

    @pytest.mark.parametrize(
        ("least", "coefficient"), [("120.0001", "1.5"), ("110", "5.0001")], ids=["out of reach", "too much"]
    )
    def test_refuses_a_best_one_out_of_bounds(self, least, coefficient):
        best = Grade("SS", Decimal(least), Decimal(coefficient))

        with pytest.raises(GradesNotUsable):
            check_grades([best, *DEFAULT_GRADES])

    def test_takes_ten_and_not_eleven(self):
        eleven = [Grade(str(least), Decimal(least), Decimal(1)) for least in range(11)]

        assert len(check_grades(eleven[:10])) == 10
        for bands in (eleven, []):
            with pytest.raises(GradesNotUsable):
                check_grades(bands)
