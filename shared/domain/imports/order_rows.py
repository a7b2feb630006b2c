"""The row of an order itself (订单): whose it is, which customer, when."""

from dataclasses import dataclass
from datetime import date

from shared.domain.imports.cells import BadCell, Cell, amount_of, check_currency, needed_text_of, text_of
from shared.domain.imports.days import DayOrder, needed_day_of
from shared.domain.imports.order_lines import order_id_of
from shared.domain.imports.table import Row

LONGEST_TEXT = 200


class OrderTwice(BadCell):
    """The same order stands there twice; nobody can say which row is right."""

    code = "import.order_twice"
    zh = "订单“{text}”已出现过（{first}），请只保留一处。"
    en = "The order “{text}” is there already ({first}). Keep one of them."


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What the row says. `amount_minor` is the order's own amount, None if the table has none."""

    id: str
    owner: Cell
    customer: str | None
    ordered_on: date
    amount_minor: int | None


def read_order(row: Row, *, currency: str, today: date, day_order: DayOrder | None = None) -> OrderRow:
    """
    Read one row; amounts are in `currency`, nothing was ordered after `today`, dates are as `day_order` says.

    :raises BadCell: naming the cell that cannot be read.
    """
    owner = row["owner"] if "owner" in row.cells else row["owner_name"]
    customer = row["customer"] if "customer" in row.cells else row["customer_name"]
    order_id = order_id_of(row)
    needed_text_of(owner, longest=LONGEST_TEXT)
    check_currency(row["currency"], currency)
    return OrderRow(
        id=order_id,
        owner=owner,
        customer=text_of(customer, longest=LONGEST_TEXT) or None,
        ordered_on=needed_day_of(row["ordered"], today=today, order=day_order),
        amount_minor=amount_of(row["amount"], currency=currency),
    )
