from datetime import date

import pytest

from shared.domain.imports.cells import CellEmpty, NotAnAmount, OtherCurrency, TextUnfit
from shared.domain.imports.columns import DEALS
from shared.domain.imports.days import InTheFuture, NotADay
from shared.domain.imports.deal_rows import (
    ClosedBeforeCreated,
    ClosedWithoutDate,
    WonWithoutAmount,
    read_deal,
)
from shared.domain.imports.table import Table

TITLES = ("id", "owner", "product", "customer", "stage", "created", "closed", "amount", "currency")
WON = {
    "id": "D1", "owner": "李雷", "product": "GTX", "customer": "Acme", "stage": "Won",
    "created": "2024-03-01", "closed": "2024-03-05", "amount": "1054", "currency": "",
}  # fmt: skip


def deal(**cells):
    given = {**WON, **cells}
    columns = [title for title in TITLES if given[title] is not None]
    lines = [columns, [given[title] for title in columns]]
    content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    (row,) = Table.read(content, DEALS).rows()
    return read_deal(row, currency="CNY", today=date(2024, 6, 30))


class TestReadDeal:
    def test_a_won_deal_is_read_with_its_dates_and_amount(self):
        found = deal()

        assert (found.id, found.owner.text, found.outcome) == ("D1", "李雷", "deal.won")
        assert (found.created_on, found.closed_on) == (date(2024, 3, 1), date(2024, 3, 5))
        assert (found.amount_minor, found.product, found.customer) == (105_400, "GTX", "Acme")

    @pytest.mark.parametrize("stage", ["Won", "closed won", "Closed-Won", "赢单", "已成交"])
    def test_a_won_deal_is_told_in_english_and_chinese(self, stage):
        assert deal(stage=stage).outcome == "deal.won"

    @pytest.mark.parametrize("stage", ["Lost", "CLOSED LOST", "输单", "丢单"])
    def test_a_lost_deal_brings_no_amount(self, stage):
        found = deal(stage=stage, amount="0")

        assert (found.outcome, found.amount_minor) == ("deal.lost", None)

    @pytest.mark.parametrize("stage", ["Engaging", "Prospecting", "谈判中"])
    def test_any_other_stage_is_open_and_its_expected_close_is_no_fact(self, stage):
        found = deal(stage=stage, closed="2024-12-31", amount="")

        assert (found.outcome, found.closed_on, found.stage) == (None, None, stage)

    def test_dates_and_optional_columns_may_be_missing(self):
        found = deal(
            stage="Prospecting",
            created="",
            closed=None,
            amount=None,
            product=None,
            customer="",
            currency=None,
        )

        assert (found.created_on, found.product, found.customer) == (None, None, None)

    def test_a_won_deal_of_a_file_without_amounts_has_none(self):
        assert deal(amount=None).amount_minor is None

    def test_a_deal_closed_on_the_day_of_its_creation_is_fine(self):
        assert deal(created="2024-03-05").closed_on == date(2024, 3, 5)

    @pytest.mark.parametrize(
        ("cells", "error", "column"),
        [
            ({"id": ""}, CellEmpty, "id"),
            ({"owner": ""}, CellEmpty, "owner"),
            ({"stage": ""}, CellEmpty, "stage"),
            ({"created": "soon"}, NotADay, "created"),
            ({"closed": "03/05/2024"}, NotADay, "closed"),
            ({"closed": ""}, ClosedWithoutDate, "closed"),
            ({"closed": "", "stage": "Lost"}, ClosedWithoutDate, "closed"),
            ({"closed": "2024-02-29"}, ClosedBeforeCreated, "closed"),
            ({"closed": "2024-07-01"}, InTheFuture, "closed"),
            ({"created": "2024-07-01", "stage": "Engaging"}, InTheFuture, "created"),
            ({"amount": "a lot"}, NotAnAmount, "amount"),
            ({"amount": "a lot", "stage": "Lost"}, NotAnAmount, "amount"),
            ({"amount": ""}, WonWithoutAmount, "amount"),
            ({"amount": "$5"}, OtherCurrency, "amount"),
            ({"currency": "USD"}, OtherCurrency, "currency"),
            ({"customer": "x" * 201}, TextUnfit, "customer"),
        ],
    )
    def test_what_cannot_be_believed_is_refused_with_the_cell_at_fault(self, cells, error, column):
        with pytest.raises(error) as caught:
            deal(**cells)

        assert caught.value.cell.column == column
        assert caught.value.sentence("zh-CN") != caught.value.sentence("en")

    @pytest.mark.parametrize("currency", ["CNY", "cny", "RMB", "人民币", ""])
    def test_the_own_currency_is_accepted_however_it_is_written(self, currency):
        assert deal(currency=currency).amount_minor == 105_400
