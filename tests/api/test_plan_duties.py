"""What people do against what a plan measures: warnings as a plan is published."""

from typing import Any

from tests.api.companies import House
from tests.api.populated import a_plan, done
from tests.api.working import decide, work


def publish(house: House, **changes: Any) -> list[tuple[str, str, str]]:
    """Publish a plan and return its warnings about duties: code, KPI and the Chinese sentence."""
    warnings = done(house.as_("林晓").post("/v1/plans", a_plan(**changes)))["warnings"]
    return [(each["code"], each["kpi"], each["zh"]) for each in warnings if each["code"].startswith("duty.")]


def personal(house: House, name: str, **weights: int) -> dict[str, Any]:
    lines = [{"kpi": kpi.replace("__", "."), "weight_bp": weight} for kpi, weight in weights.items()]
    return {"position": None, "person_id": house.people[name], "lines": lines}


class TestAPlan:
    def test_that_covers_what_its_people_do_has_no_warning(self, house):
        work(house, "李婷", customers={"new_visit": "远山机电"}, new_visit=100, key_account=80)

        assert publish(house) == []

    def test_is_said_to_leave_a_core_duty_without_a_kpi(self, house):
        work(house, "李婷", customers={"new_visit": "远山机电"}, new_visit=100, care_call=300)

        warned = publish(
            house,
            **personal(
                house, "李婷", sales__cycle_days=5000, sales__win_rate=2000, sales__event_participation=3000
            ),
        )

        assert ("duty.core_without_kpi", "李婷") in {(code, zh.partition("：")[0]) for code, _, zh in warned}

    def test_is_said_to_weigh_a_kpi_too_heavily_that_only_auxiliary_duties_feed(self, house):
        work(house, "李婷", customers={"new_visit": "远山机电"}, new_visit=900, event_support=50)
        heavy = personal(
            house,
            "李婷",
            sales__new_customer_revenue_share=4000,
            sales__repurchase_rate=3000,
            sales__event_participation=3000,
        )

        warned = publish(house, **heavy)

        assert [(code, kpi) for code, kpi, _ in warned] == [
            ("duty.weight_too_high", "sales.event_participation")
        ]
        assert "20%" in warned[0][2]

    def test_is_said_to_weigh_a_kpi_that_only_redundant_duties_feed(self, house):
        work(house, "李婷", customers={"new_visit": "远山机电"}, new_visit=900, event_support=50)
        decide(house, "李婷", "event_support", **{"class": "redundant", "reason": "活动改由市场负责"})
        light = personal(
            house,
            "李婷",
            sales__new_customer_revenue_share=5000,
            sales__repurchase_rate=4000,
            sales__event_participation=1000,
        )

        warned = publish(house, **light)

        assert [(code, kpi) for code, kpi, _ in warned] == [
            ("duty.weight_too_high", "sales.event_participation")
        ]

    def test_of_ones_own_weighs_what_ones_own_duty_feeds(self, house):
        wanted = {"name_zh": "驻厂跟单", "kinds": ["order_handling"], "kpis": ["sales.overdue_ratio"]}
        duty = done(house.as_("林晓").post("/v1/duty-catalogue/duties", wanted))["id"]
        work(house, "李婷", customers={"new_visit": "远山机电"}, new_visit=100, **{duty: 300})

        warned = publish(
            house,
            **personal(
                house,
                "李婷",
                sales__overdue_ratio=4000,
                sales__new_customer_revenue_share=3000,
                sales__repurchase_rate=3000,
            ),
        )

        assert warned == []

    def test_for_people_who_logged_nothing_has_no_warning(self, house):
        assert publish(house) == []
