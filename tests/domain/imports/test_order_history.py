from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared.domain.imports.cells import Cell
from shared.domain.imports.order_history import OrderHistory
from shared.domain.imports.order_rows import OrderRow
from shared.domain.kpi.facts import Facts

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2024, 6, 30, 1, 0, tzinfo=UTC)
ORDER = OrderRow("10248", Cell("EmployeeID", "5"), "VINET", date(1996, 7, 4), None)


def news(history, row=ORDER, *, amount=44_000, listed=44_000, owner="per_5"):
    return history.news(
        row, amount_minor=amount, list_minor=listed, owner_id=owner, zone=SHANGHAI, at=AT, raw_ref="co/f.csv"
    )


class TestOrderHistory:
    def test_an_order_is_paid_at_the_local_midnight_of_its_date(self):
        (paid,) = news(OrderHistory())

        assert (paid.type, paid.entity_id, paid.on) == ("order.paid", "10248", date(1996, 7, 4))
        assert paid.occurred_at == datetime(1996, 7, 3, 16, 0, tzinfo=UTC)
        assert (paid.customer, paid.amount_minor, paid.data) == ("VINET", 44_000, {"list_minor": 44_000})
        assert paid.credits == (("per_5", 10_000),)

    def test_an_order_whose_list_amount_nobody_knows_has_none(self):
        (paid,) = news(OrderHistory(), listed=None)

        assert paid.data == {}

    def test_the_same_order_again_says_nothing_new(self):
        first = news(OrderHistory())

        assert news(OrderHistory(first)) == []

    def test_a_corrected_order_replaces_it_even_in_another_month(self):
        events = news(OrderHistory())

        events += news(OrderHistory(events), replace(ORDER, ordered_on=date(1996, 8, 1)), amount=43_000)

        (newest,) = Facts(events).newest("order.paid")
        assert (newest.on, newest.amount_minor) == (date(1996, 8, 1), 43_000)
        assert news(OrderHistory(events), replace(ORDER, ordered_on=date(1996, 8, 1)), amount=43_000) == []

    def test_what_other_connections_tell_is_none_of_its_business(self):
        elsewhere = [replace(each, connection_id="shop") for each in news(OrderHistory())]

        assert len(news(OrderHistory(elsewhere))) == 1
