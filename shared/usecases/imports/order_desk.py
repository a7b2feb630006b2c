"""Where orders, joined with their lines, are taken in one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.imports.cells import BadCell, RefusedRow
from shared.domain.imports.order_book import OrderBook
from shared.domain.imports.order_history import OrderHistory
from shared.domain.imports.order_lines import order_id_of
from shared.domain.imports.order_rows import read_order
from shared.domain.imports.order_sheets import Sheet
from shared.domain.imports.table import Row
from shared.usecases.imports.desk import Desk


@dataclass(slots=True)
class OrderDesk:
    """One import of orders at work; `raw_refs` says by name where the files are kept."""

    desk: Desk
    book: OrderBook
    history: OrderHistory
    today: date
    raw_refs: Mapping[str, str]

    def take(self, sheet: Sheet, row: Row | RefusedRow) -> None:
        """Read the row of an order and hold the event that it adds, or note why it is refused."""
        if isinstance(row, RefusedRow):
            self.desk.summary.refused.append(replace(row, file=sheet.name))
            return
        try:
            self._take(sheet, row)
        except BadCell as error:
            self.desk.summary.refused.append(error.on(row.line, sheet.name))

    def _take(self, sheet: Sheet, row: Row) -> None:
        desk, company = self.desk, self.desk.company
        self.book.enter(sheet, row, order_id_of(row))
        order = read_order(row, currency=company.currency, today=self.today, day_order=sheet.day_order)
        worth = self.book.worth(row, order)
        news = self.history.news(
            order,
            amount_minor=worth.amount_minor,
            list_minor=worth.list_minor,
            owner_id=desk.seller(order.owner).id,
            zone=company.tz,
            at=desk.at,
            raw_ref=self.raw_refs[sheet.name],
        )
        desk.hold(news)
        settled = self.book.settle(sheet, order.id)
        desk.summary.imported += settled if news else 0
        desk.summary.duplicates += 0 if news else settled
