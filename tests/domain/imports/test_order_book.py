from datetime import date

import pytest

from shared.domain.imports.cells import BadCell, RefusedRow
from shared.domain.imports.order_book import OrderBook, Worth
from shared.domain.imports.order_errors import LinesUnreadable
from shared.domain.imports.order_lines import order_id_of
from shared.domain.imports.order_rows import read_order
from shared.domain.imports.order_sheets import read_sheets

ORDERS = "order_id,order_date,owner,customer\n1,2024-03-05,Li,ACME\n2,2024-03-06,Han,BOLT\n"
LINES = "order_id,unit_price,quantity,discount\n1,0.333,1,\n1,0.333,1,\n1,0.333,1,\n2,10,2,25%\n"
BOTH = "order_id,order_date,owner,customer,unit_price,quantity\n"


def settled(*contents, currency="CNY"):
    """Take what can be taken; return the worth of each order and the refused rows by file, line and kind of error."""
    files = [(f"f{place}.csv", content.encode()) for place, content in enumerate(contents)]
    book = OrderBook.of(read_sheets(files, {}), currency=currency)
    taken, rows, refused = {}, 0, [(each.file, each.line) for each in book.refused]
    for sheet, row in book.orders():
        try:
            if isinstance(row, RefusedRow):
                refused.append((sheet.name, row.line))
                continue
            book.enter(sheet, row, order_id_of(row))
            order = read_order(row, currency=currency, today=date(2024, 6, 30), day_order=sheet.day_order)
            taken[order.id] = book.worth(row, order)
            rows += book.settle(sheet, order.id)
        except BadCell as error:
            refused.append((sheet.name, row.line))
            assert error.sentence("zh-CN") != error.sentence("en")
    refused += [(each.file, each.line) for each in book.leftovers()]
    assert len(refused) == len(set(refused))
    assert rows + len(refused) == sum(content.strip().count("\n") for content in contents)
    return taken, sorted(refused)


class TestOrderBook:
    @pytest.mark.parametrize("files", [(ORDERS, LINES), (LINES, ORDERS)])
    def test_lines_are_summed_before_the_order_is_rounded_once(self, files):
        taken, refused = settled(*files)

        assert taken == {"1": Worth(100, 100), "2": Worth(1_500, 2_000)}
        assert refused == []

    def test_an_amount_is_rounded_to_the_currency_s_own_minor_unit(self):
        assert settled(ORDERS, LINES, currency="JPY")[0] == {"1": Worth(1, 1), "2": Worth(15, 20)}
        assert settled(ORDERS, LINES, currency="KWD")[0]["1"] == Worth(999, 999)

    def test_orders_and_lines_may_share_a_file(self):
        rows = "1,2024-03-05,Li,ACME,2,3\n2,2024-03-06,Han,BOLT,1,1\n1,2024-03-05,Li,ACME,4,1\n"

        assert settled(BOTH + rows) == ({"1": Worth(1_000, 1_000), "2": Worth(100, 100)}, [])

    def test_an_order_may_carry_its_amount_in_place_of_lines(self):
        rows = (
            "order_id,order_date,owner,customer,amount\n1,2024-03-05,Li,ACME,12.30\n2,2024-03-05,Li,ACME,\n"
        )

        assert settled(rows) == ({"1": Worth(1_230, None)}, [("f0.csv", 3)])

    def test_an_order_without_lines_is_refused(self):
        assert settled(ORDERS + "3,2024-03-07,Li,ACME\n", LINES)[1] == [("f0.csv", 4)]

    def test_lines_without_their_order_are_refused(self):
        assert settled(ORDERS, LINES + "9,1,1,\n9,2,2,\n")[1] == [("f1.csv", 6), ("f1.csv", 7)]

    def test_a_line_that_cannot_be_read_keeps_its_order_and_the_other_lines_out(self):
        taken, refused = settled(ORDERS, LINES + "1,1,-1,\n")

        assert set(taken) == {"2"}
        assert refused == [("f0.csv", 2), ("f1.csv", 2), ("f1.csv", 3), ("f1.csv", 4), ("f1.csv", 6)]

    def test_an_order_that_cannot_be_read_keeps_its_lines_out(self):
        taken, refused = settled(ORDERS.replace("2024-03-05", "soon"), LINES)

        assert set(taken) == {"2"}
        assert refused == [("f0.csv", 2), ("f1.csv", 2), ("f1.csv", 3), ("f1.csv", 4)]

    def test_an_order_that_stands_there_twice_counts_by_its_first_row(self):
        taken, refused = settled(ORDERS + "1,2024-03-09,Han,ACME\n", LINES)

        assert set(taken) == {"1", "2"} and refused == [("f0.csv", 4)]

    def test_rows_of_one_order_that_disagree_keep_it_out(self):
        rows = "1,2024-03-05,Li,ACME,2,3\n1,2024-03-06,Li,ACME,1,1\n2,2024-03-05,Li,ACME,1,1\n"

        taken, refused = settled(BOTH + rows)

        assert set(taken) == {"2"} and refused == [("f0.csv", 2), ("f0.csv", 3)]

    def test_lines_that_a_second_file_repeats_do_not_count_twice(self):
        first = BOTH + "1,2024-03-05,Li,ACME,2,3\n2,2024-03-05,Li,ACME,1,1\n"
        second = BOTH + "2,2024-03-05,Li,ACME,1,1\n3,2024-03-05,Li,ACME,1,1\n"

        taken, refused = settled(first, second)

        assert {key: worth.amount_minor for key, worth in taken.items()} == {"1": 600, "2": 100, "3": 100}
        assert refused == [("f1.csv", 2)]

    def test_lines_in_several_files_of_which_each_has_whole_orders_are_all_taken(self):
        title, *rows = LINES.splitlines(keepends=True)

        taken, refused = settled(ORDERS, title + "".join(rows[:3]), title + rows[3])

        assert set(taken) == {"1", "2"} and refused == []

    def test_orders_beside_a_file_of_both_are_taken_from_the_former(self):
        both = BOTH + "1,2024-03-05,Li,ACME,2,3\n2,2024-03-06,Han,BOLT,1,1\n"

        taken, refused = settled(both, ORDERS)

        assert set(taken) == {"1", "2"} and refused == []

    def test_a_stray_quote_keeps_out_every_order_whose_lines_it_may_have_swallowed(self):
        lines = 'order_id,note,unit_price,quantity\n1,ok,1,1\n1,"5,1,1\n2,no,1,1\n2,"a",1,1\n'
        files = [("orders.csv", ORDERS.encode()), ("lines.csv", lines.encode())]
        book = OrderBook.of(read_sheets(files, {}), currency="CNY")

        worth = {}
        for sheet, row in book.orders():
            book.enter(sheet, row, order_id_of(row))
            order = read_order(row, currency="CNY", today=date(2024, 6, 30))
            try:
                worth[order.id] = book.worth(row, order)
            except BadCell:
                continue

        assert worth == {} and [each.line for each in book.refused] == [3]
        assert "引号" in book.refused[0].why

    def test_a_row_of_lines_that_cannot_be_taken_apart_at_all_stops_the_import(self):
        lines = LINES.encode() + b"1," + b"x" * 200_000 + b",1,\n"

        with pytest.raises(LinesUnreadable) as caught:
            OrderBook.of(read_sheets([("o.csv", ORDERS.encode()), ("l.csv", lines)], {}), currency="CNY")

        assert "l.csv:6" in caught.value.sentence("zh-CN")

    def test_an_order_beyond_any_amount_is_refused(self):
        assert settled(ORDERS, LINES + "2,99999999999,9999,\n")[1] == [
            ("f0.csv", 3),
            ("f1.csv", 5),
            ("f1.csv", 6),
        ]
