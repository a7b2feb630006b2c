"""The orders of the Northwind sample: our measures are the ones computed independently, person by person.

An order is stored in whole cents, its reference value in fractions of them, so sums may differ by half a cent an order.
"""

from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.numbers import quantize
from tests.domain.kpi.reference import number, period_of, reference, rows, subject_of

HALF_A_CENT = Fraction(1, 200)


def order_event(row, lines, seller):
    day = datetime.strptime(row["OrderDate"], "%m/%d/%Y").replace(hour=4, tzinfo=UTC)
    net = sum(
        Fraction(line["UnitPrice"]) * int(line["Quantity"]) * (1 - Fraction(line["Discount"]))
        for line in lines
    )
    return Event(
        id=f"order/{row['OrderID']}",
        type="order.paid",
        occurred_at=day,
        on=day.date(),
        entity_id=row["OrderID"],
        credits=((seller, 10_000),),
        customer=row["CustomerID"],
        amount_minor=int(quantize(net * 100, 0)),
        data={"lines": [{"unit_price": line["UnitPrice"], "quantity": line["Quantity"]} for line in lines]},
    )


@pytest.fixture(scope="module")
def northwind():
    folder = reference("northwind_orders")
    sellers = {r["EmployeeID"]: f"{r['FirstName']} {r['LastName']}" for r in rows(folder / "employees.csv")}
    lines = defaultdict(list)
    for line in rows(folder / "order_details.csv"):
        lines[line["OrderID"]].append(line)
    events = [
        order_event(r, lines[r["OrderID"]], sellers[r["EmployeeID"]]) for r in rows(folder / "orders.csv")
    ]
    return Facts(events, Settings(new_customer_lookback=None, repurchase_lookback=None))


@pytest.fixture(scope="module")
def expected():
    return [
        r for r in rows(reference("northwind_orders") / "expected_kpis.csv") if subject_of(r) and period_of(r)
    ]


def pairs(northwind, expected, theirs, ours, *, months_only=False):
    chosen = [r for r in expected if r["kpi_id"] == theirs and not (months_only and "Q" in r["period"])]
    assert chosen
    return [(row, measure(ours, northwind, subject_of(row), period_of(row))) for row in chosen]


class TestNorthwindOrders:
    @pytest.mark.parametrize(
        ("theirs", "ours"), [("order_count", "order_count"), ("repeat_purchase_rate", "repurchase_rate")]
    )
    def test_counts_are_exactly_the_expected_ones(self, northwind, expected, theirs, ours):
        for row, found in pairs(northwind, expected, theirs, ours):
            assert (found.numerator, found.denominator) == (
                number(row["numerator"]),
                number(row["denominator"]),
            ), row

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("sales_value", "net_sales"),
            ("avg_order_value", "avg_order_value"),
            ("discount_rate", "discount_rate"),
        ],
    )
    def test_amounts_are_the_expected_ones_to_half_a_cent_an_order(self, northwind, expected, theirs, ours):
        for row, found in pairs(northwind, expected, theirs, ours):
            assert abs(found.numerator - number(row["numerator"])) <= HALF_A_CENT * found.n, row
            if found.denominator is not None:
                assert found.denominator == number(row["denominator"]), row

    def test_the_share_of_customers_new_in_the_month_is_the_expected_one(self, northwind, expected):
        theirs = "new_customer_value_share_period"
        for row, found in pairs(northwind, expected, theirs, "new_customer_share", months_only=True):
            assert abs(found.numerator - number(row["numerator"])) <= HALF_A_CENT * found.n, row
            assert abs(found.denominator - number(row["denominator"])) <= HALF_A_CENT * found.n, row

    def test_the_sales_of_a_year_are_the_sum_of_its_months(self, northwind):
        quarters = [period_of({"period": f"1997Q{n}"}) for n in range(1, 5)]
        months = [period_of({"period": f"1997-{n:02}"}) for n in range(1, 13)]

        by_quarter = sum(measure("net_sales", northwind, "company", each).numerator for each in quarters)

        assert by_quarter == sum(
            measure("net_sales", northwind, "company", each).numerator for each in months
        )
        assert by_quarter > 600_000
