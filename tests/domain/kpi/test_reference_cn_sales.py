"""The regional sales and monthly targets of a made-up Chinese shop: our figures are the ones computed independently.

An order is one line there, so their `line_count` are our orders; a region is a group of people, here of one who has
all its orders. What is ours of the 437 expected rows:

- `sales_value`, `line_count` and `profit`, of every region and the company, by month (213 rows) and over all months
  (21 rows): net sales, orders, and net sales less posted costs.
- `target_attainment` of the regions (25 rows): sales target attainment as a scorecard has it. A region or a month
  without a target has no attainment at all, neither 0 nor any other percentage.

What is not, and why:

- `new_customer_value_share` (78 rows): there a customer is new on the day of the first order only, here in the
  calendar month of the first order. The denominators are the same and the numerators never smaller.
- `target_attainment` and `profit_target_attainment` by region and category (100 rows): no figure of ours is cut by
  product category, and nobody is credited with one.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import default_line
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, Settings
from shared.domain.kpi.groups import measure_group
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.measures import measure
from shared.domain.kpi.scorecard import score
from shared.domain.numbers import quantize
from shared.domain.periods import Period
from tests.domain.kpi.reference import number, reference, rows

ATTAINED = "sales.target_attainment"
OURS = {"sales_value": "net_sales", "line_count": "order_count"}
FOLDER = "cn_sales_targets"


def minor(text):
    exact = Fraction(text) * 100
    assert exact.denominator == 1
    return exact.numerator


def told(row):
    """An order, paid, and what it cost: its amount less its profit."""
    at = datetime.fromisoformat(f"{row['订单日期']}T04:00").replace(tzinfo=UTC)
    amount, profit = minor(row["销售额"]), minor(row["利润"])
    common = {"occurred_at": at, "on": at.date(), "credits": ((row["地区"], 10_000),)}
    key = row["订单ID"]
    yield Event(
        id=f"o/{key}", type="order.paid", entity_id=key, customer=row["客户ID"], amount_minor=amount, **common
    )
    yield Event(id=f"c/{key}", type="cost.posted", entity_id=f"cost-{key}", amount_minor=amount - profit,
                data={"order_ref": key}, **common)  # fmt: skip


@pytest.fixture(scope="module")
def shop():
    events = [each for row in rows(reference(FOLDER) / "sales_data.csv") for each in told(row)]
    feeds = dict.fromkeys(("order.paid", "cost.posted"), "ok")
    return Facts(events, Settings(new_customer_lookback=None), feeds=feeds)


@pytest.fixture(scope="module")
def expected():
    return list(rows(reference(FOLDER) / "expected_kpis.csv"))


@pytest.fixture(scope="module")
def targets():
    """Each region's target of a month: that of all its categories."""
    found = defaultdict(Fraction)
    for row in rows(reference(FOLDER) / "targets.csv"):
        found[row["地区"], row["月份"]] += Fraction(row["销售目标"])
    return found


def region_of(row):
    return row["agent"].removeprefix("地区:")


def months_of(row, shop):
    if row["period"] != "all":
        return [Period.parse(row["period"])]
    return sorted({Period.month_of(each.on) for each in shop.events})


def measured(name, row, shop):
    """Our measure of the row's region or the company, added up over its months."""
    company = row["agent"] == "total:company"
    return [
        measure(name, shop, COMPANY, each) if company else measure_group(name, shop, [region_of(row)], each)
        for each in months_of(row, shop)
    ]


def attainment(region, month, shop, target):
    """The line of target attainment in a scorecard that has nothing else."""
    period = Period.parse(month)
    lines = whole_period([replace(default_line(ATTAINED, 10_000), target=target)])
    card = score(lines, {ATTAINED: evaluate(ATTAINED, shop, region, period)})
    return card.lines[0]


class TestTheShop:
    @pytest.mark.parametrize("theirs", OURS)
    def test_sales_and_orders_are_exactly_the_expected_ones(self, shop, expected, theirs):
        chosen = [row for row in expected if row["kpi_id"] == theirs]

        for row in chosen:
            assert sum(each.numerator for each in measured(OURS[theirs], row, shop)) == number(
                row["numerator"]
            ), row
        assert len(chosen) == 78

    def test_profit_is_what_is_left_of_sales_after_posted_costs(self, shop, expected):
        chosen = [row for row in expected if row["kpi_id"] == "profit"]

        for row in chosen:
            margins = measured("gross_margin_rate", row, shop)
            assert sum(each.numerator for each in margins) == number(row["numerator"]), row
        assert len(chosen) == 78

    def test_the_whole_is_as_printed(self, shop, expected):
        whole = {
            row["kpi_id"]: row["value"]
            for row in expected
            if (row["agent"], row["period"]) == ("total:company", "all")
        }

        assert (whole["sales_value"], whole["profit"], whole["line_count"]) == (
            "1563797.8",
            "340786.02",
            "124",
        )

    def test_who_is_new_in_the_month_is_never_less_than_who_is_new_on_the_day(self, shop, expected):
        chosen = [
            row for row in expected if row["kpi_id"] == "new_customer_value_share" and row["period"] != "all"
        ]

        same = 0
        for row in chosen:
            (found,) = measured("new_customer_share", row, shop)
            assert found.denominator == number(row["denominator"]), row
            assert found.numerator >= number(row["numerator"]), row
            same += found.numerator == number(row["numerator"])
        assert len(chosen) == 71
        assert same > 50


class TestTheTargets:
    def test_attainment_is_exactly_the_expected_one(self, shop, expected, targets):
        chosen = [row for row in expected if row["kpi_id"] == "target_attainment" and "/" not in row["agent"]]

        for row in chosen:
            found = attainment(region_of(row), row["period"], shop, targets[region_of(row), row["period"]])
            sold = found.numerator if found.numerator is not None else Fraction(0)
            assert (sold, found.denominator) == (number(row["numerator"]), number(row["denominator"])), row
            assert Fraction(quantize(found.value, 6)) == number(row["value"]), row
        assert len(chosen) == 25

    def test_a_region_or_a_month_without_a_target_has_no_attainment_and_says_so(self, shop, targets):
        sold = sorted(
            {(region, each.on.strftime("%Y-%m")) for each in shop.events for region in dict(each.credits)}
        )
        without = [cell for cell in sold if cell not in targets]

        for region, month in without:
            found = attainment(region, month, shop, None)
            assert (found.state, found.reason.code, found.value, found.points) == (
                "na",
                "kpi.no_target",
                None,
                None,
            )
            assert "无目标" in found.reason.zh
        assert {region for region, _ in without} >= {"东北"}
        assert Counter(month > "2024-05" for _, month in without)[True] > 0
