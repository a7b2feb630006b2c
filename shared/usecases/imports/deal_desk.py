"""Where rows of an opportunity export are taken in one by one."""

from dataclasses import dataclass, field
from datetime import date

from shared.domain.imports.cells import BadCell, RefusedRow
from shared.domain.imports.days import DayOrder
from shared.domain.imports.deal_history import DealHistory
from shared.domain.imports.deal_rows import DealTwice, read_deal
from shared.domain.imports.table import Row
from shared.domain.kpi.events import Event
from shared.usecases.imports.desk import Desk


@dataclass(slots=True)
class DealDesk:
    """One import of deals at work; `raw_ref` is where the file is kept."""

    desk: Desk
    history: DealHistory
    raw_ref: str
    today: date
    day_order: DayOrder | None
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, row: Row | RefusedRow) -> None:
        """Read a row and hold the events that it adds, or note why it is refused."""
        summary = self.desk.summary
        if isinstance(row, RefusedRow):
            summary.refused.append(row)
            return
        try:
            news = self._news(row)
        except BadCell as error:
            summary.refused.append(error.on(row.line))
            return
        self.desk.hold(news)
        summary.imported += bool(news)
        summary.duplicates += not news

    def _news(self, row: Row) -> list[Event]:
        deal_id, desk = row["id"], self.desk
        if self.lines.setdefault(deal_id.text, row.line) != row.line and not deal_id.is_empty:
            raise DealTwice(deal_id, first=self.lines[deal_id.text])
        deal = read_deal(row, currency=desk.company.currency, today=self.today, day_order=self.day_order)
        return self.history.news(
            deal,
            owner_id=desk.seller(deal.owner).id,
            zone=desk.company.tz,
            at=desk.at,
            raw_ref=self.raw_ref,
        )
