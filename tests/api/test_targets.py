"""Target proposals and attainability over HTTP: what is shown, and to whom."""

import pytest

from tests.api.companies import House, an_order
from tests.api.populated import done

KPI = "sales.existing_customer_revenue"


@pytest.fixture
def seller(house: House) -> House:
    """李婷 sells 100 a week to one customer, from July to March, 10 % more in February and 20 % more in March."""
    connection = house.connect()
    for month in (
        "2025-07",
        "2025-08",
        "2025-09",
        "2025-10",
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ):
        amount = {"2026-02": "110.00", "2026-03": "120.00"}.get(month, "100.00")
        for day in (3, 10, 17, 24):
            made = an_order(
                f"{month}-{day}",
                amount,
                timestamp=f"{month}-{day:02}T10:00:00+08:00",
                customer_ref={"vendor_id": "c"},
            )
            assert connection.deliver(made).status == 200
    house.settle()
    return house


class TestProposals:
    def test_show_the_window_the_factor_and_the_months(self, seller):
        found = done(seller.as_("林晓").get("/v1/target-proposals", kpi=KPI, person_id=seller.people["李婷"]))

        (proposal,) = found["items"]
        assert (proposal["target"], proposal["typical"], proposal["factor"]) == ("462", "440", "1.05")
        assert (proposal["origin"], proposal["basis"], proposal["window_months"]) == ("history", "median", 3)
        assert (proposal["first_on"], proposal["until_on"], proposal["period"]) == (
            "2026-01-01",
            "2026-04-01",
            "2026-05",
        )
        assert [(each["period"], each["value"]) for each in proposal["history"] if each["used"]] == [
            ("2026-01", "400"), ("2026-02", "440"), ("2026-03", "480"),
        ]  # fmt: skip
        assert "440 元 × 发展方向系数 1.05 = 462 元" in proposal["zh"]

    def test_take_ones_own_direction_factor(self, seller):
        found = seller.as_("王磊").get(
            "/v1/target-proposals", kpi=KPI, person_id=seller.people["李婷"], factor="1.5"
        )

        assert [(each["target"], each["factor"]) for each in done(found)["items"]] == [("660", "1.5")]

    def test_say_who_has_no_history(self, seller):
        found = done(
            seller.as_("林晓").get(
                "/v1/target-proposals", kpi="sales.new_customers", person_id=seller.people["陈浩"]
            )
        )

        (proposal,) = found["items"]
        assert (proposal["target"], proposal["origin"], proposal["history"]) == ("5", "library", [])
        assert "没有可用的历史数据" in proposal["zh"]

    def test_of_a_position_are_those_of_the_people_whom_one_sees(self, seller):
        everybody, team = (
            done(seller.as_(name).get("/v1/target-proposals", kpi=KPI, position="sales"))["items"]
            for name in ("周敏", "王磊")
        )

        assert {"冯雪", "李婷"} <= {each["person_name"] for each in everybody}
        assert {each["person_name"] for each in team} == {
            "王磊",
            "李婷",
            "陈浩",
            "孙倩",
            "赵强",
            "吴敏",
            "郑凯",
        }

    @pytest.mark.parametrize(
        ("query", "outcome"),
        [
            ({}, (422, "target.nobody_named")),
            ({"position": "sales", "person_id": "per_1"}, (422, "target.nobody_named")),
            ({"person_id": "per_1"}, (404, "resource.not_found")),
            ({"position": "sales", "kpi": "own.mood"}, (404, "kpi.unknown")),
            ({"position": "sales", "factor": "0"}, (422, "number.out_of_bounds")),
            ({"position": "sales", "factor": "NaN"}, (422, "query.invalid")),
            ({"position": "sales", "period": "2026-Q1"}, (422, "query.invalid")),
        ],
    )
    def test_refuse_what_they_cannot_answer(self, house, query, outcome):
        assert house.as_("林晓").get("/v1/target-proposals", **{"kpi": KPI, **query}).outcome == outcome

    def test_are_not_for_employees(self, house):
        assert house.as_("李婷").get("/v1/target-proposals", kpi=KPI, position="sales").status == 403


class TestAttainability:
    def ask(self, house: House, target: str, by: str = "李婷", **query: str) -> dict:
        asked = {
            "kpi": "sales.revenue",
            "person_id": house.people["李婷"],
            "target": target,
            "period": "2026-04",
            **query,
        }
        return done(house.as_(by).get("/v1/attainability", **asked))

    def test_tells_a_target_that_is_out_of_reach_from_one_that_asks_nothing(self, seller):
        hard, easy = self.ask(seller, "5000"), self.ask(seller, "100")

        assert (hard["verdict"], hard["probability"], hard["reached"], hard["draws"]) == (
            "unlikely",
            "0",
            0,
            1000,
        )
        assert (easy["verdict"], easy["weeks"]) == ("too_easy", 26)
        assert "目标可能过高" in hard["zh"]

    def test_is_the_same_for_everybody_who_asks(self, seller):
        assert (
            self.ask(seller, "440")
            == self.ask(seller, "440", by="王磊")
            == self.ask(seller, "440.00", by="林晓")
        )

    def test_is_not_known_of_somebody_new(self, seller):
        found = self.ask(seller, "440", by="林晓", person_id=seller.people["陈浩"])

        assert (found["verdict"], found["probability"], found["weeks"]) == ("unknown", None, 0)

    @pytest.mark.parametrize(
        ("query", "outcome"),
        [
            ({"target": "0"}, (422, "plan.target_not_usable")),
            ({"target": "-1"}, (422, "plan.target_not_usable")),
            ({"target": "1" + "0" * 30}, (422, "plan.target_too_large")),
            ({"target": "NaN"}, (422, "query.invalid")),
            ({"kpi": "sales.mood"}, (404, "kpi.unknown")),
            ({"person_id": "per_1"}, (404, "resource.not_found")),
        ],
    )
    def test_refuses_what_it_cannot_answer(self, house, query, outcome):
        asked = {
            "kpi": "sales.revenue",
            "person_id": house.people["李婷"],
            "target": "1",
            "period": "2026-04",
            **query,
        }

        assert house.as_("林晓").get("/v1/attainability", **asked).outcome == outcome
