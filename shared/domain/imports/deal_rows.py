"""One row of an opportunity export (商机导出): what it says about a deal, or why it cannot be believed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.domain.imports.cells import (
    BadCell,
    Cell,
    amount_of,
    check_currency,
    needed_text_of,
    text_of,
)
from shared.domain.imports.columns import plain_title
from shared.domain.imports.days import DayOrder, past_day_of
from shared.domain.imports.table import Row

Outcome = Literal["deal.won", "deal.lost"]
LONGEST_TEXT = 200
_WON = ("won", "closed won", "win", "赢单", "已赢单", "成交", "已成交", "赢")
_LOST = ("lost", "closed lost", "lose", "输单", "已输单", "丢单", "已丢单", "失单", "输")
_OUTCOMES: dict[str, Outcome] = {
    **{plain_title(each): "deal.won" for each in _WON},
    **{plain_title(each): "deal.lost" for each in _LOST},
}


class DealTwice(BadCell):
    """The same deal stands in the file twice; nobody can say which row is right."""

    code = "import.deal_twice"
    zh = "商机“{text}”在文件中已出现过（第 {first} 行），请只保留一行。"
    en = "The deal “{text}” is in the file already, on line {first}. Keep one of the rows."


class ClosedWithoutDate(BadCell):
    """A deal is won or lost, but the row does not say when."""

    code = "import.closed_without_date"
    zh = "商机已{stage}，但没有“{column}”，无法计入任何期间。"
    en = "The deal is {stage} but “{column}” is empty, so it belongs to no period."


class ClosedBeforeCreated(BadCell):
    """A deal was closed before it was created."""

    code = "import.closed_before_created"
    zh = "“{column}”{text} 早于创建日期 {created}，请核对两个日期。"
    en = "“{column}” {text} lies before the date of creation {created}. Check both dates."


class WonWithoutAmount(BadCell):
    """A deal is won, and the column of amounts is empty."""

    code = "import.won_without_amount"
    zh = "商机已赢单，但“{column}”为空；确实为零请填写 0。"
    en = "The deal is won but “{column}” is empty. Write 0 if it brought nothing."


@dataclass(frozen=True, slots=True)
class DealRow:
    """
    What a row says. `outcome` is None while the deal is open; a date on which an open deal is expected to close
    is no fact and left out. `amount_minor` is that of a won deal, None if the table has no such column.
    """

    line: int
    id: str
    owner: Cell
    stage: str
    outcome: Outcome | None
    product: str | None
    customer: str | None
    created_on: date | None
    closed_on: date | None
    amount_minor: int | None


def read_deal(row: Row, *, currency: str, today: date, day_order: DayOrder | None = None) -> DealRow:
    """
    Read one row; amounts are in `currency`, nothing has happened after `today`, dates are as `day_order` says.

    :raises BadCell: naming the cell that cannot be read or contradicts another.
    """
    deal_id = needed_text_of(row["id"], longest=LONGEST_TEXT)
    stage = needed_text_of(row["stage"], longest=LONGEST_TEXT)
    needed_text_of(row["owner"], longest=LONGEST_TEXT)
    outcome = _OUTCOMES.get(plain_title(stage))
    check_currency(row["currency"], currency)
    amount = amount_of(row["amount"], currency=currency)
    created_on = past_day_of(row["created"], today=today, order=day_order)
    closed_on = None
    if outcome is not None:
        closed_on = _closing_day(row, created_on, today, day_order)
    if outcome == "deal.won" and amount is None and "amount" in row.cells:
        raise WonWithoutAmount(row["amount"])
    return DealRow(
        line=row.line,
        id=deal_id,
        owner=row["owner"],
        stage=stage,
        outcome=outcome,
        product=text_of(row["product"], longest=LONGEST_TEXT) or None,
        customer=text_of(row["customer"], longest=LONGEST_TEXT) or None,
        created_on=created_on,
        closed_on=closed_on,
        amount_minor=amount if outcome == "deal.won" else None,
    )


def _closing_day(row: Row, created_on: date | None, today: date, order: DayOrder | None) -> date:
    cell = row["closed"]
    day = past_day_of(cell, today=today, order=order)
    if day is None:
        raise ClosedWithoutDate(cell, stage=row["stage"].text)
    if created_on is not None and day < created_on:
        raise ClosedBeforeCreated(cell, created=created_on)
    return day
