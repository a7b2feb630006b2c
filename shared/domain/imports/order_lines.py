"""One line of an order (订单明细): what was sold, at which price, quantity and discount."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from shared.domain.imports.cells import BadCell, Cell, CellEmpty, check_currency, needed_text_of, price_of
from shared.domain.imports.table import Row
from shared.domain.numbers import quantize

LONGEST_ID: Final = 200
PLACES: Final = 4
"""Decimal places of the major unit that a line's amounts keep until the order is summed."""
_EXACT: Final = Context(prec=200)
"""Holds every digit of price × quantity × share: none of them has more than 40."""
_QUANTITY = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,12}(?:\.\d{1,9})?)", re.ASCII)
_DISCOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,20})?) ?([%折])?", re.ASCII)


class NotAQuantity(BadCell):
    """A quantity is no plain number."""

    code = "import.not_a_quantity"
    zh = "数量“{text}”无法识别，请写成 12 或 2.5。"
    en = "The quantity “{text}” is not understood. Write 12 or 2.5."


class QuantityNegative(BadCell):
    """A quantity is below zero: something came back, which is no order."""

    code = "import.quantity_negative"
    zh = "数量“{text}”为负数：退货不是订单，请改为退款记录（order.refunded）。"
    en = "The quantity “{text}” is negative: a return is no order. Send it as a refund (order.refunded)."


class NotADiscount(BadCell):
    """A discount is no share of the price."""

    code = "import.not_a_discount"
    zh = "折扣“{text}”无法识别，请写成 0.15、15% 或 8.5折。"
    en = "The discount “{text}” is not understood. Write 0.15 or 15%."


class DiscountTooLarge(BadCell):
    """A discount takes off more than the price, or is a percentage without its sign."""

    code = "import.discount_too_large"
    zh = "折扣“{text}”超过 100%；百分之十五请写成 0.15 或 15%。"
    en = "The discount “{text}” is more than 100 %. Fifteen per cent is written 0.15 or 15%."


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What a line brings to its order: net and list amount in ten-thousandths of the major unit."""

    order_id: str
    net: int
    listed: int


def read_line(row: Row, *, currency: str) -> OrderLine:
    """
    Read one row; its price is in `currency`, an empty discount is none.

    :raises BadCell: naming the cell that cannot be read.
    """
    order_id = order_id_of(row)
    check_currency(row["currency"], currency)
    price = price_of(row["unit_price"], currency=currency)
    if price is None:
        raise CellEmpty(row["unit_price"])
    listed = _EXACT.multiply(price, quantity_of(row["quantity"]))
    net = _EXACT.multiply(listed, _EXACT.subtract(Decimal(1), discount_of(row["discount"])))
    return OrderLine(order_id, _kept(net), _kept(listed))


def order_id_of(row: Row) -> str:
    """
    Return the number of the order that a row is about.

    :raises BadCell: if there is none, or it is no line of text.
    """
    return needed_text_of(row["id"], longest=LONGEST_ID)


def quantity_of(cell: Cell) -> Decimal:
    """
    Return the quantity in a cell.

    >>> quantity_of(Cell("quantity", "1,200")), quantity_of(Cell("quantity", "2.5"))
    (Decimal('1200'), Decimal('2.5'))

    :raises CellEmpty: if it is empty.
    :raises QuantityNegative: if it is below zero.
    :raises NotAQuantity: if it is no plain number.
    """
    if cell.is_empty:
        raise CellEmpty(cell)
    match = _QUANTITY.fullmatch(unicodedata.normalize("NFKC", cell.text))
    if match is None:
        raise NotAQuantity(cell)
    if match[1]:
        raise QuantityNegative(cell)
    return Decimal(match[2].replace(",", ""))


def discount_of(cell: Cell) -> Decimal:
    """
    Return the share of the price that is taken off; none if the cell is empty.

    >>> discount_of(Cell("discount", "15 %")), discount_of(Cell("discount", "8.5折"))
    (Decimal('0.15'), Decimal('0.15'))

    :raises DiscountTooLarge: if it takes off more than everything.
    :raises NotADiscount: if it is no share.
    """
    if cell.is_empty:
        return Decimal(0)
    match = _DISCOUNT.fullmatch(unicodedata.normalize("NFKC", cell.text))
    if match is None:
        raise NotADiscount(cell)
    number = Decimal(match[1])
    if match[2] == "折":
        if not 0 < number < 100:
            raise NotADiscount(cell)
        paid = number.scaleb(-1 if number <= 10 else -2, _EXACT)  # 8.5折 and 85折 leave the same to pay
        return _EXACT.subtract(Decimal(1), paid)
    off = number.scaleb(-2, _EXACT) if match[2] else number
    if off > 1:
        raise DiscountTooLarge(cell)
    return off


def _kept(amount: Decimal) -> int:
    return int(quantize(amount, PLACES).scaleb(PLACES, _EXACT))
