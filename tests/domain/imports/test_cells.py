import pytest

from shared.domain.imports.cells import (
    Cell,
    IsFormula,
    NotAnAmount,
    OtherCurrency,
    TextUnfit,
    amount_of,
    text_of,
)


class TestAmountOf:
    @pytest.mark.parametrize(
        ("text", "minor"),
        [
            ("1054", 105_400),
            ("0", 0),
            ("1,234,567.8", 123_456_780),
            ("¥1,200.00", 120_000),
            ("￥１２００", 120_000),
            ("1200元", 120_000),
            ("3万", 3_000_000),
            ("1.25 万元", 1_250_000),
            ("0.5亿", 5_000_000_000),
            ("CNY 12", 1_200),
            ("12 RMB", 1_200),
        ],
    )
    def test_an_amount_is_read_exactly(self, text, minor):
        assert amount_of(Cell("amount", text), currency="CNY") == minor

    @pytest.mark.parametrize(
        "text",
        [
            "abc",
            "1,23",
            "12,34,567",
            "1.234,56",
            "1e5",
            "-5",
            "(5)",
            "1.005",
            "0.0000001万",
            "1200 左右",
            "9" * 30,
            "NaN",
            ".5",
        ],
    )
    def test_what_is_no_plain_amount_is_refused(self, text):
        with pytest.raises(NotAnAmount):
            amount_of(Cell("amount", text), currency="CNY")

    @pytest.mark.parametrize(
        ("text", "home"), [("$5", "CNY"), ("5元", "USD"), ("EUR 5", "USD"), ("5 USD", "CNY")]
    )
    def test_a_sign_of_another_currency_is_refused(self, text, home):
        with pytest.raises(OtherCurrency):
            amount_of(Cell("amount", text), currency=home)

    def test_the_currency_says_how_many_minor_units_there_are(self):
        assert amount_of(Cell("amount", "1200"), currency="JPY") == 1200
        with pytest.raises(NotAnAmount):
            amount_of(Cell("amount", "1200.5"), currency="JPY")

    def test_an_empty_cell_is_not_zero(self):
        assert amount_of(Cell("amount", ""), currency="CNY") is None


class TestTextOf:
    def test_a_text_is_kept_in_nfc(self):
        assert text_of(Cell("name", "Jose\u0301"), longest=60) == "Jos\u00e9"

    @pytest.mark.parametrize("text", ["two\nlines", "a\x07b", "x" * 61, "\ue000"])
    def test_what_is_not_one_line_of_visible_text_is_refused(self, text):
        with pytest.raises(TextUnfit):
            text_of(Cell("name", text), longest=60)

    def test_a_formula_is_not_taken_for_a_name(self):
        with pytest.raises(IsFormula) as caught:
            text_of(Cell("name", '=HYPERLINK("http://x")'), longest=60)

        row = caught.value.on(7)
        assert (row.line, row.column, row.text) == (7, "name", '=HYPERLINK("http://x")')
        assert "公式" in row.why and "formula" in row.why_en
