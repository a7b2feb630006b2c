"""What a plan may not be, over HTTP: refused with a sentence that says what to do, and never a fault of ours."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import House, an_order
from tests.api.populated import a_plan

SHARE, REPEAT, CYCLE = "sales.new_customer_revenue_share", "sales.repurchase_rate", "sales.cycle_days"


def lines(**changes: Any) -> list[dict[str, Any]]:
    """Three lines, the first of which is changed."""
    return [
        {"kpi": SHARE, "weight_bp": 4000, **changes},
        {"kpi": REPEAT, "weight_bp": 3000},
        {"kpi": CYCLE, "weight_bp": 3000},
    ]


def of(**weights: int) -> list[dict[str, Any]]:
    return [{"kpi": kpi.replace("__", "."), "weight_bp": weight} for kpi, weight in weights.items()]


def published(house: House, body: list[Any], by: str = "林晓") -> Any:
    return house.as_(by).post("/v1/plans", a_plan(lines=body))


class TestWeights:
    def test_of_99_99_percent_are_refused_to_the_last_place(self, house):
        reply = published(house, lines(weight_bp=3999))

        assert reply.outcome == (422, "plan.weights_not_whole")
        assert "99.99%" in reply.body["detail"]

    def test_of_33_33_and_33_33_and_33_34_percent_are_the_whole(self, house):
        body = of(
            **{
                SHARE.replace(".", "__"): 3333,
                REPEAT.replace(".", "__"): 3333,
                CYCLE.replace(".", "__"): 3334,
            }
        )

        assert published(house, body).status == 201

    @pytest.mark.parametrize("weight", [0, -1, 10_001, 4000.5, "4000", None, True, 10**18])
    def test_are_whole_basis_points_up_to_the_whole(self, house, weight):
        assert published(house, lines(weight_bp=weight)).status == 422


class TestTargets:
    @pytest.mark.parametrize(
        ("target", "code"),
        [
            ("0", "plan.target_not_usable"),
            ("-0.3", "plan.target_not_usable"),
            ("-1", "plan.target_not_usable"),
            ("1000000000000.000001", "plan.target_too_large"),
            ("1" + "0" * 30, "plan.target_too_large"),
        ],
    )
    def test_that_cannot_be_scored_against_are_refused(self, house, target, code):
        assert published(house, lines(target=target)).outcome == (422, code)

    @pytest.mark.parametrize(
        "target",
        ["NaN", "Infinity", "-Infinity", "1e30", "", " 1", "1,000", "０.3", 0.3, 1, True, [], "0.1234567"],
    )
    def test_are_plain_numbers_written_as_text(self, house, target):
        assert published(house, lines(target=target)).status == 422

    def test_are_kept_as_they_were_written(self, house):
        plan = published(house, lines(target="0.123456")).body

        assert Decimal(plan["lines"][0]["target"]) == Decimal("0.123456")


class TestKpis:
    def test_stand_in_a_plan_once(self, house):
        body = [{"kpi": SHARE, "weight_bp": 5000}, {"kpi": SHARE, "weight_bp": 5000}]

        assert published(house, body).outcome == (422, "plan.kpi_twice")

    @pytest.mark.parametrize("kpi", ["sales.mood", "own.mood", "sales"])
    def test_that_nobody_knows_are_missing(self, house, kpi):
        assert published(house, lines(kpi=kpi)).outcome == (404, "kpi.unknown")

    @pytest.mark.parametrize("count", [0, 21])
    def test_are_one_to_twenty(self, house, count):
        body = [{"kpi": f"sales.k{number}", "weight_bp": 1} for number in range(count)]

        assert published(house, body).status == 422


class TestGuards:
    def test_one_figure_is_not_scored_twice(self, house):
        body = of(sales__revenue=5000, sales__target_attainment=3000, sales__cycle_days=2000)

        reply = published(house, body)

        assert reply.outcome == (422, "plan.double_counted")
        assert "L12" in reply.body["detail"]

    def test_the_process_weighs_a_tenth_at_most(self, house):
        heavy = of(sales__crm_completeness=1001, sales__cycle_days=4000, sales__repurchase_rate=4999)
        light = of(sales__crm_completeness=1000, sales__cycle_days=4000, sales__repurchase_rate=5000)

        assert published(house, heavy).outcome == (422, "plan.weight_above_cap")
        assert published(house, light).status == 201

    def test_logs_in_time_count_where_the_owner_says_so_and_nowhere_else(self, house):
        body = of(all__log_timeliness=500, sales__cycle_days=4500, sales__repurchase_rate=5000)
        kept = [{**body[0], "keep": True}, *body[1:]]

        assert [published(house, body, by="周敏").code, published(house, kept).code] == [
            "plan.owners_to_keep"
        ] * 2
        assert published(house, kept, by="周敏").status == 201

    def test_opposed_kpis_are_published_with_a_warning(self, house):
        body = of(sales__revenue=4000, sales__discount_rate=3000, sales__cycle_days=3000)

        reply = published(house, body)

        assert reply.status == 201
        assert [(each["code"], each["kpi"]) for each in reply.body["warnings"]] == [
            ("plan.opposed", "sales.discount_rate")
        ]


class TestTargetsOutOfReach:
    def sold(self, house: House, amount: str) -> None:
        """An order a week for 26 weeks before May, each the share of 李婷."""
        connection = house.connect()
        for week in range(26):
            month, day = divmod(week, 4)
            year, number = (2025, 10 + month) if month < 3 else (2026, month - 2)
            when = f"{year}-{number:02}-{day * 7 + 1:02}T10:00:00+08:00"
            assert connection.deliver(an_order(f"w{week}", amount, timestamp=when)).status == 200
        house.settle()

    def warned(self, house: House, target: str) -> list[tuple[str, str]]:
        body = [
            {"kpi": "sales.revenue", "weight_bp": 4000, "target": target},
            *of(sales__cycle_days=3000, sales__repurchase_rate=3000),
        ]
        reply = published(house, body)
        assert reply.status == 201
        return [
            (each["code"], each["zh"].partition("：")[0])
            for each in reply.body["warnings"]
            if each["kpi"] == "sales.revenue"
        ]

    def test_are_named_for_each_person_as_the_plan_is_published(self, house):
        self.sold(house, "1000.00")

        assert self.warned(house, "100000") == [("plan.target_unlikely", "李婷")]
        assert self.warned(house, "1") == [("plan.target_too_easy", "李婷")]

    def test_are_nobodys_without_a_history(self, house):
        assert self.warned(house, "100000") == []
