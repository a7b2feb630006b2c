"""The formula language: exact, small, and without surprises."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.kpi.own.calculation import DIVISION_BY_ZERO, LARGEST, TOO_LARGE, Outcome
from shared.domain.kpi.own.formula import DividesByZero, Formula, Unreadable
from shared.domain.kpi.own.written import (
    FormulaTooLong,
    NotAllowed,
    NumberTooLarge,
    TooDeep,
    TooManyNodes,
    UnknownName,
)

NAMES = ("a", "b", "c", "回款额")
VALUES = {"a": Fraction(3), "b": Fraction(0), "c": Fraction(1, 3), "回款额": Fraction(10)}
DECLARED = (
    FormulaTooLong, TooManyNodes, TooDeep, NotAllowed, UnknownName, NumberTooLarge, Unreadable, DividesByZero,
)  # fmt: skip


def outcome(text, **values):
    return Formula.read(text, NAMES).outcome({**VALUES, **values})


class TestFormula:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a + b * c", 3),
            ("(a + 1) * c", Fraction(4, 3)),
            ("-a - -a", 0),
            ("0.1 + 0.2", Fraction(3, 10)),
            ("1 / 3 * 3", 1),
            ("min(a, b, 2.5)", 0),
            ("max(a, 回款额 / 4)", 3),
            ("a if b else c", Fraction(1, 3)),
            ("1 if b < a <= 3 else 2", 1),
            ("1 if a != 3 or not (b == 0 and c > 1) else 2", 1),
            ("1 if a < c < b else 0", 0),
            ("2 if a >= 3 else 1 / b", 2),
        ],
    )
    def test_is_calculated_exactly(self, text, expected):
        assert outcome(text) == Outcome("value", Fraction(expected))

    @pytest.mark.parametrize(
        ("written", "plain"),
        [
            ("（回款额－ａ）÷２．５", "(回款额-a)/2.5"),
            ("ａ×ｃ＋１", "a*c+1"),
            ("ｍａｘ（ａ，ｂ）", "max(a,b)"),
            ("１ if a≥3 else 0", "1 if a>=3 else 0"),
            ("1 if a＞＝3　else 0", "1 if a>=3 else 0"),
            ("1 if a ≠ 3 else a − 1", "1 if a != 3 else a - 1"),
        ],
    )
    def test_reads_full_width_signs_as_what_they_mean(self, written, plain):
        assert Formula.read(written, NAMES).node == Formula.read(plain, NAMES).node

    def test_names_its_measures_in_order_each_once(self):
        assert Formula.read("b / (a + b)", NAMES).names == ("b", "a")

    def test_knows_what_is_divided_by_what(self):
        assert Formula.read("(a + b) / c", NAMES).division is not None
        assert Formula.read("a / 100", NAMES).division is None
        assert Formula.read("a / b + 1", NAMES).division is None

    def test_knows_the_measure_that_is_all_of_it(self):
        assert Formula.read("（回款额）", NAMES).only == "回款额"
        assert Formula.read("a + 0", NAMES).only is None

    def test_fails_on_a_division_by_zero_and_raises_nothing(self):
        assert outcome("a / b") == Outcome("failed", reason=DIVISION_BY_ZERO)
        assert outcome("a / (c - c)") == Outcome("failed", reason=DIVISION_BY_ZERO)

    def test_is_missing_where_a_measure_has_no_value(self):
        assert outcome("b + a", a=None) == Outcome("missing", reason="a")
        assert outcome("1 if c < 1 else a", a=None) == Outcome("value", Fraction(1))

    def test_fails_on_figures_beyond_all_bounds(self):
        assert outcome("a * a", a=LARGEST) == Outcome("failed", reason=TOO_LARGE)
        assert outcome("a", a=-LARGEST) == Outcome("value", -LARGEST)
        assert outcome("a - 1", a=-LARGEST) == Outcome("failed", reason=TOO_LARGE)


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("a ** 2", "**"), ("a // b", "//"), ("a % b", "%"), ("a.real", ".real"), ("a[0]", "["), ("'x'", "'x'"),
            ("lambda: 1", "lambda"), ("pow(a, 2)", "pow"), ("__import__('os')", "__import__"), ("max(a)", "max(a)"),
            ("min()", "min()"), ("max(*a)", "max(* a)"), ("a = 1", "="), ("a, b", "a, b"), ("1e9", "1e9"),
            ("1_000", "1_000"), ("0x10", "0x10"), ("5.", "5."), ("a < b", "a < b"), ("not a", "not a"),
            ("True", "True"), ("max", "max"),
            ("(a < b) + 1", "a < b"), ("a @ b", "@"), ("a; b", ";"), ("a\x00", "\\x00"), ("\ud800", "\\ud800"),
            ("a is b", "is"), ("a in b", "in"), ("~a", "~"), ("a(b)", "a(b)"), ("[a for a in b]", "["), ("…", "…"),
        ],
    )  # fmt: skip
    def test_name_the_part_that_is_not_allowed(self, text, part):
        with pytest.raises(NotAllowed) as refused:
            Formula.read(text, NAMES)

        assert refused.value.params["part"] == part
        assert part in refused.value.sentence("zh")

    @pytest.mark.parametrize("text", ["x + 1", "回款", "A", "a²", "if_"])
    def test_name_a_measure_that_is_not_there(self, text):
        with pytest.raises(UnknownName):
            Formula.read(text, NAMES)

    def test_list_the_measures_that_there_are(self):
        with pytest.raises(UnknownName, match=r"“retention”.*a、b、c、回款额"):
            Formula.read("a / retention", NAMES)

    @pytest.mark.parametrize(
        "text", ["", "  ", "a +", "(a", "a)", "a) + (b", "a b", "a if b", "else", "min(a b)", "()", "1 2"]
    )
    def test_say_that_a_formula_is_incomplete(self, text):
        with pytest.raises((Unreadable, NotAllowed)):
            Formula.read(text, NAMES)

    @pytest.mark.parametrize(
        "text", ["1 / 0", "a / (1 - 1)", "a if b else c / 0.0", "a / (-0)", "a / min(0, 1)"]
    )
    def test_stop_a_division_by_zero_that_no_measure_can_change(self, text):
        with pytest.raises(DividesByZero):
            Formula.read(text, NAMES)

    def test_hold_a_formula_to_fifty_nodes(self):
        assert Formula.read("+".join("a" * 25), NAMES)

        for text in ("+".join("a" * 26), "-" * 50 + "a", "max(" + ",".join("a" * 50) + ")"):
            with pytest.raises(TooManyNodes):
                Formula.read(text, NAMES)

    def test_hold_a_formula_to_two_thousand_characters(self):
        assert Formula.read("a" + " " * 1999, NAMES)

        with pytest.raises(FormulaTooLong, match="2001"):
            Formula.read("a" + " " * 2000, NAMES)
        with pytest.raises(FormulaTooLong, match="10240"):
            Formula.read("+".join(["a"] * 5120) + "+", NAMES)

    def test_hold_brackets_to_twenty_levels(self):
        assert Formula.read("(" * 20 + "a" + ")" * 20, NAMES)

        with pytest.raises(TooDeep):
            Formula.read("(" * 21 + "a" + ")" * 21, NAMES)

    @pytest.mark.parametrize("text", ["9" * 31, "0." + "1" * 31])
    def test_hold_numbers_to_thirty_digits(self, text):
        assert Formula.read(text[:-1], NAMES)

        with pytest.raises(NumberTooLarge):
            Formula.read(text, NAMES)


NUMBERS = st.decimals(0, 1000, places=3, allow_nan=False).map(
    lambda each: (f"{each:f}", Fraction(f"{each:f}"))
)
MEASURES = st.sampled_from(list(VALUES.items()))


def joined(parts):
    """A sum, difference or product of two expressions, as text in brackets, with its exact value."""
    return st.tuples(parts, st.sampled_from("+-*"), parts).map(
        lambda found: (
            f"({found[0][0]} {found[1]} {found[2][0]})",
            OPERATE[found[1]](found[0][1], found[2][1]),
        )
    )


OPERATE = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y}
EXPRESSIONS = st.recursive(NUMBERS | MEASURES, joined, max_leaves=8)
PIECES = st.sampled_from(
    [
        *NAMES,
        *"+-*/(),<>=!. ",
        "if",
        "else",
        "and",
        "or",
        "not",
        "min(",
        "max(",
        "1",
        "2.5",
        "0",
        "**",
        "'",
        "×",
        "（",
        "lambda",
        "\n",
    ]
)


class TestEveryFormula:
    @given(EXPRESSIONS)
    def test_agrees_with_exact_arithmetic(self, written):
        text, value = written

        assert outcome(text) == Outcome("value", value)

    @given(
        st.text(max_size=2100)
        | st.lists(PIECES, max_size=60).map("".join)
        | st.lists(PIECES, max_size=60).map(" ".join)
    )
    @example("(" * 2000)
    @example("-" * 2000)
    @example("not " * 500)
    @example("a if " * 400)
    @example("a<" * 999 + "a")
    @example("min(" * 499)
    def test_is_read_or_refused_in_words(self, text):
        try:
            formula = Formula.read(text, NAMES)
        except DECLARED as refused:
            assert refused.sentence("zh") and refused.sentence("en")
        else:
            assert formula.outcome(VALUES).state in ("value", "failed")

    @given(EXPRESSIONS, st.dictionaries(st.sampled_from(NAMES), st.none() | st.fractions()))
    def test_has_an_outcome_for_all_values(self, written, values):
        assert Formula.read(written[0], NAMES).outcome(values).state in ("value", "missing", "failed")
