from fractions import Fraction

import pytest

from shared.domain.imports.cells import Cell, CellEmpty, NotAnAmount, OtherCurrency
from shared.domain.imports.columns import ORDER_LINES, ORDERS
from shared.domain.imports.order_lines import (
    DiscountTooLarge,
    NotADiscount,
    NotAQuantity,
    QuantityNegative,
    discount_of,
    quantity_of,
    read_line,
)
from shared.domain.imports.table import Table

LINE = {"order_id": "10248", "unit_price": "14", "quantity": "12", "discount": "0.15", "currency": ""}


FIELDS = (*ORDER_LINES, next(each for each in ORDERS if each.name == "currency"))


def line(**cells):
    given = {**LINE, **cells}
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (given.keys(), given.values()))
    (row,) = Table.read(content.encode(), FIELDS).rows()
    return read_line(row, currency="USD")


class TestReadLine:
    def test_net_and_list_amount_keep_four_places(self):
        found = line()

        assert (found.order_id, found.net, found.listed) == ("10248", 1_428_000, 1_680_000)

    def test_what_lies_beyond_four_places_is_rounded_half_up(self):
        assert line(unit_price="0.33335", quantity="1", discount="").net == 3_334
        assert line(unit_price="9.99", quantity="1", discount="0.15000000596046448").net == 84_915

    def test_a_discount_that_is_not_there_is_none(self):
        assert line(discount="").net == line(discount="0").net == line().listed

    @pytest.mark.parametrize(
        ("cells", "error", "column"),
        [
            ({"order_id": ""}, CellEmpty, "order_id"),
            ({"unit_price": ""}, CellEmpty, "unit_price"),
            ({"unit_price": "-14"}, NotAnAmount, "unit_price"),
            ({"unit_price": "14 €"}, NotAnAmount, "unit_price"),
            ({"unit_price": "€14"}, OtherCurrency, "unit_price"),
            ({"quantity": ""}, CellEmpty, "quantity"),
            ({"quantity": "-3"}, QuantityNegative, "quantity"),
            ({"quantity": "a dozen"}, NotAQuantity, "quantity"),
            ({"discount": "150%"}, DiscountTooLarge, "discount"),
            ({"discount": "15"}, DiscountTooLarge, "discount"),
            ({"discount": "-0.1"}, NotADiscount, "discount"),
            ({"currency": "EUR"}, OtherCurrency, "currency"),
        ],
    )
    def test_what_cannot_be_believed_is_refused_with_the_cell_at_fault(self, cells, error, column):
        with pytest.raises(error) as caught:
            line(**cells)

        assert caught.value.cell.column == column
        assert caught.value.sentence("zh-CN") != caught.value.sentence("en")


class TestQuantityOf:
    @pytest.mark.parametrize(
        ("text", "quantity"),
        [("12", 12), ("1,200", 1_200), ("2.5", Fraction(5, 2)), ("0", 0), ("１２", 12)],
    )
    def test_a_plain_number_is_read_exactly(self, text, quantity):
        assert quantity_of(Cell("quantity", text)) == quantity


class TestDiscountOf:
    @pytest.mark.parametrize(
        ("text", "off"),
        [
            ("0.15", "3/20"),
            ("15%", "3/20"),
            ("15 %", "3/20"),
            ("１５％", "3/20"),
            ("0.5%", "1/200"),
            ("8.5折", "3/20"),
            ("85折", "3/20"),
            ("9折", "1/10"),
            ("1", "1"),
            ("100%", "1"),
            ("0", "0"),
        ],
    )
    def test_it_is_the_share_that_is_taken_off(self, text, off):
        assert discount_of(Cell("discount", text)) == Fraction(off)

    @pytest.mark.parametrize("text", ["0折", "100折", "half", "1e-1", "15%%"])
    def test_what_is_no_share_is_refused(self, text):
        with pytest.raises(NotADiscount):
            discount_of(Cell("discount", text))
