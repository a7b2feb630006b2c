import pytest

from shared.domain.imports.columns import ColumnTwice, NoSuchColumn, NoSuchField
from shared.domain.imports.header import NotATable
from shared.domain.imports.kinds import AnotherKind
from shared.domain.imports.order_sheets import (
    FileRefused,
    NotOrders,
    OrderLinesMissing,
    OrdersMissing,
    SameFileTwice,
    read_sheets,
)

ORDERS = ("orders.csv", b"OrderID,CustomerID,EmployeeID,OrderDate\n1,ACME,5,7/4/1996\n2,ACME,5,7/15/1996\n")
LINES = ("order_details.csv", b"OrderID,ProductID,UnitPrice,Quantity,Discount\n1,11,14,12,0\n")


def read(*files, mapped=None, **options):
    return read_sheets(files, mapped or {}, **options)


class TestReadSheets:
    @pytest.mark.parametrize("files", [(ORDERS, LINES), (LINES, ORDERS)])
    def test_the_columns_tell_which_file_is_which(self, files):
        orders, lines = read(*files)

        assert (orders.name, orders.has_orders, orders.has_lines) == ("orders.csv", True, False)
        assert (lines.name, lines.has_orders, lines.has_lines) == ("order_details.csv", False, True)

    def test_a_file_may_hold_both_and_be_written_in_chinese_and_gbk(self):
        content = "订单编号,下单日期,负责人,客户,单价,数量,折扣\n1,2024-03-05,李雷,海纳,10,2,9折\n".encode(
            "gbk"
        )

        (sheet,) = read(("订单.csv", content))

        assert sheet.has_orders and sheet.has_lines
        assert sorted(sheet.table.columns) == sorted(
            ["id", "ordered", "owner", "customer_name", "unit_price", "quantity", "discount"]
        )

    def test_numbers_and_names_beside_each_other_are_no_contradiction(self):
        title = "order_id,order_date,employee_id,employee_name,customer_id,customer_name,amount\n"

        (sheet,) = read(("o.csv", title.encode()))

        assert {"owner", "owner_name", "customer", "customer_name"} <= set(sheet.table.columns)

    def test_each_file_says_by_itself_how_it_writes_dates(self):
        assert [each.day_order for each in read(ORDERS, LINES)] == ["month_first", None]
        assert read(ORDERS, LINES, dates="day_first")[0].day_order == "day_first"

    def test_a_column_is_mapped_in_whichever_file_has_it(self):
        orders = ("a.csv", b"no,who,day,buyer\n")
        lines = ("b.csv", b"no,each,how_many\n")
        names = {
            "who": "owner",
            "day": "ordered",
            "buyer": "customer",
            "each": "unit_price",
            "how_many": "quantity",
        }

        sheets = read(orders, lines, mapped={"no": "id", **names})

        assert [sorted(each.table.columns) for each in sheets] == [
            ["customer", "id", "ordered", "owner"],
            ["id", "quantity", "unit_price"],
        ]

    @pytest.mark.parametrize(
        ("mapped", "error"), [({"nowhere": "owner"}, NoSuchColumn), ({"OrderID": "nonsense"}, NoSuchField)]
    )
    def test_a_mapping_to_or_from_nothing_is_refused(self, mapped, error):
        with pytest.raises(error):
            read(ORDERS, LINES, mapped=mapped)

    @pytest.mark.parametrize(
        ("files", "error"),
        [
            ([LINES], OrdersMissing),
            ([ORDERS], OrderLinesMissing),
            ([ORDERS, LINES, ("products.csv", b"ProductID,ProductName,UnitPrice\n")], NotOrders),
            ([ORDERS, LINES, ("staff.csv", b"EmployeeID,LastName,FirstName,ReportsTo\n")], FileRefused),
            ([ORDERS, ("lines.xlsx", b"PK\x03\x04\0")], FileRefused),
            ([("lines.xlsx", b"PK\x03\x04\0")], NotATable),
            ([("deals.csv", b"opportunity_id,sales_agent,deal_stage,close_value\n")], AnotherKind),
            ([ORDERS, LINES, ("again.csv", LINES[1])], SameFileTwice),
            ([("o.csv", b"id,order_id,order_date,owner,customer\n"), LINES], FileRefused),
            ([("o.csv", b"id,order_id,order_date,owner,customer,amount\n")], ColumnTwice),
        ],
    )
    def test_files_that_make_no_orders_are_refused_in_one_sentence(self, files, error):
        with pytest.raises(error) as caught:
            read(*files)

        assert caught.value.sentence("zh-CN") and "\n" not in caught.value.sentence("zh-CN")

    def test_which_of_several_files_is_refused_is_said(self):
        with pytest.raises(FileRefused) as caught:
            read(ORDERS, ("staff.csv", b"EmployeeID,LastName,FirstName,ReportsTo\n"))

        assert "staff.csv" in caught.value.sentence("zh-CN") and "import people" in caught.value.sentence(
            "zh-CN"
        )
