"""A KPI of a company's own over HTTP: made by a formula, without code, and scored like any other."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.companies import House, an_order
from tests.api.populated import an_own_kpi, done

QUOTES_PER_ORDER = {
    "slug": "quotes_per_order",
    "name_zh": "订单报价比",
    "name_en": "Quotes per order",
    "definition_zh": "当期报价数 ÷ 当期大额订单数",
    "position": "sales",
    "measures": [
        {"name": "报价", "aggregate": "count", "event_types": ["quote.sent"]},
        {
            "name": "大单",
            "aggregate": "count",
            "event_types": ["order.paid"],
            "filters": [{"field": "amount", "op": "gte", "value": 500}],
        },
    ],
    "formula": "报价 ÷ 大单",
    "target": "2",
    "direction": "lower",
}


def quote(entity: str, owner: str = "李婷", day: str = "2026-03-03") -> dict[str, Any]:
    timestamp = f"{day}T10:00:00+08:00"
    return {"type": "quote.sent", "timestamp": timestamp, "data": {"id": entity, "owner": owner}}


@pytest.fixture
def selling(house: House) -> House:
    """李婷 sent three quotes and has two orders, one of them large."""
    connection = house.connect()
    events = [quote("q1"), quote("q2"), quote("q3"), an_order("o1", "800.00"), an_order("o2", "499.99")]
    for event in events:
        assert connection.deliver(event).status == 200
    house.settle()
    return house


def publish(house: House, **changes: Any) -> Any:
    return house.as_("林晓").post("/v1/kpis", {**QUOTES_PER_ORDER, **changes})


def listed(house: House) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in done(house.as_("李婷").get("/v1/kpis"))["items"]}


class TestPublishing:
    def test_adds_the_kpi_to_the_library_as_it_was_answered(self, selling):
        answer = publish(selling)

        assert answer.status == 201
        found = listed(selling)["own.quotes_per_order"]
        assert {key: answer.body[key] for key in found} == found
        assert (found["kind"], found["unit"], found["default_target"], found["curve"]) == (
            "ratio",
            "ratio",
            "2",
            "LIN_LO",
        )
        assert (found["state"], found["own"]["formula"], found["own"]["version"]) == (
            "ready",
            "报价 ÷ 大单",
            1,
        )
        assert found["own"]["measures"][1]["filters"] == [{"field": "amount", "op": "gte", "values": ["500"]}]

    def test_shows_what_it_says_of_the_last_closed_months(self, selling):
        rows = {(each["person_name"], each["period"]): each for each in publish(selling).body["dry_run"]}

        march = rows["李婷", "2026-03"]
        assert (march["state"], march["value"], march["numerator"], march["denominator"]) == (
            "scored",
            "3",
            "3",
            "1",
        )
        assert (march["n"], march["points"], march["reason_code"]) == (4, "0", "kpi.above_limit")
        assert (rows["陈浩", "2026-03"]["state"], rows["陈浩", "2026-03"]["points"]) == ("na", None)

    def test_again_with_the_same_key_gives_the_first_answer(self, house):
        client = house.as_("林晓")
        first, again = (client.post("/v1/kpis", an_own_kpi("报价数"), key="one") for _ in range(2))

        assert (first.status, again.status, again.body) == (201, 201, first.body)
        assert len([each for each in listed(house) if each.startswith("own.")]) == 1

    def test_refuses_an_id_that_is_taken(self, house):
        publish(house)

        again = publish(house, name_zh="另一个报价比")

        assert (again.status, again.body["code"]) == (409, "kpi.id_taken")

    @pytest.mark.parametrize("name", ["提高销售业绩", "加强客户维护"])
    def test_refuses_a_slogan_by_its_rule(self, house, name):
        bare, complete = house.as_("林晓").post("/v1/kpis", {"name_zh": name}), publish(house, name_zh=name)

        for reply in (bare, complete):
            assert (reply.status, reply.body["code"], reply.body["current"]["rule"]) == (
                422,
                "kpi.vague",
                "L01",
            )
            assert "L01" in reply.body["detail"]
        assert {each["rule"] for each in bare.body["current"]["findings"]} >= {
            "L01",
            "L02",
            "L03",
            "L04",
            "L05",
        }
        assert not any(each.startswith("own.") for each in listed(house))

    @pytest.mark.parametrize(
        ("without", "code", "rule"),
        [
            ("formula", "kpi.formula_missing", "L02"),
            ("measures", "kpi.source_missing", "L03"),
            ("target", "kpi.target_missing", "L04"),
            ("direction", "kpi.direction_missing", "L05"),
        ],
    )
    def test_refuses_a_kpi_without_what_a_score_needs(self, house, without, code, rule):
        reply = publish(house, **{without: None})

        assert (reply.status, reply.body["code"], reply.body["current"]["rule"]) == (422, code, rule)
        assert reply.body["pointer"] == f"/{without}"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"formula": "报价 ** 大单"}, "formula.not_allowed"),
            ({"formula": "报价 / 大单 + __import__('os')"}, "formula.not_allowed"),
            ({"formula": "报价 / 客户"}, "formula.unknown_measure"),
            ({"formula": "报价 /"}, "formula.unreadable"),
            ({"formula": "报价 / 0 + 大单"}, "formula.divides_by_zero"),
            ({"formula": "报价/大单" + "+1" * 5000}, "formula.too_long"),
            ({"formula": "报价/大单" + "+1" * 30}, "formula.too_many_nodes"),
            (
                {"formula": "报价", "measures": QUOTES_PER_ORDER["measures"][:1], "kind": "ratio"},
                "kpi.ratio_without_denominator",
            ),
            ({"target": "0"}, "kpi.target_not_usable"),
            ({"target": "1" + "0" * 30}, "kpi.target_not_usable"),
            ({"curve": "LIN_HI"}, "kpi.curve_against_direction"),
            ({"position": "pilot"}, "kpi.position_unknown"),
            (
                {"measures": [{"name": "报价", "aggregate": "count", "event_types": ["quote.send"]}]},
                "measure.unknown_event_type",
            ),
        ],
    )
    def test_refuses_what_cannot_be_calculated_and_says_why(self, house, changes, code):
        reply = publish(house, **changes)

        assert (reply.status, reply.body["code"]) == (422, code)
        assert not any(each.startswith("own.") for each in listed(house))

    def test_caps_what_is_no_business(self, house):
        logs = [{"name": "日志", "aggregate": "count", "event_types": ["worklog.logged"]}]

        answer = publish(house, name_zh="每周写周报", measures=logs, formula="日志", direction="higher")

        caps = {each["rule"]: each["weight_cap_bp"] for each in answer.body["findings"]}
        assert (answer.status, caps["L06"]) == (201, 500)

    def test_names_the_kpis_that_are_the_same_figure(self, house):
        types = ["order.paid", "order.refunded", "order.cancelled"]
        net = [{"name": "净额", "aggregate": "sum", "event_types": types, "field": "amount"}]

        answer = publish(house, measures=net, formula="净额", direction="higher", target="1000")

        twins = {each["rule"]: each["kpis"] for each in answer.body["findings"]}
        assert twins["L12"] == ["sales.revenue", "sales.target_attainment"]

    @pytest.mark.parametrize("name", ["李婷", "王磊", "顾平"])
    def test_is_for_hr_and_the_owner(self, house, name):
        assert house.as_(name).post("/v1/kpis", QUOTES_PER_ORDER).status == 403


class TestADryRun:
    def test_answers_what_publishing_would_and_keeps_nothing(self, selling):
        tried = selling.as_("周敏").post("/v1/kpis/dry-run", QUOTES_PER_ORDER, key=None)

        assert tried.status == 200
        assert "own.quotes_per_order" not in listed(selling)
        published = publish(selling).body
        assert {key: each for key, each in tried.body.items() if key != "own"} == {
            key: each for key, each in published.items() if key != "own"
        }

    def test_is_blocked_where_the_formula_divides_by_zero(self, house):
        connection = house.connect()
        connection.deliver(quote("q1"))
        connection.deliver(an_order("o1", "10.00"))
        house.settle()

        rows = house.as_("林晓").post("/v1/kpis/dry-run", QUOTES_PER_ORDER, key=None).body["dry_run"]

        found = next(each for each in rows if (each["person_name"], each["period"]) == ("李婷", "2026-03"))
        assert (found["state"], found["reason_code"], found["points"]) == (
            "blocked",
            "kpi.formula_failed",
            None,
        )


class TestInAPlan:
    def plan(self, house: House, *lines: tuple[str, int], **changes: Any) -> Any:
        written = [{"kpi": kpi, "weight_bp": weight} for kpi, weight in lines]
        body = {"person_id": house.people["李婷"], "from": "2026-04-03", "lines": written, **changes}
        return house.as_("林晓").post("/v1/plans", body)

    def test_it_is_scored_like_any_other(self, house, clock):
        publish(house)
        kpis = (("own.quotes_per_order", 4000), ("sales.repurchase_rate", 4000), ("sales.cycle_days", 2000))
        plan = done(self.plan(house, *kpis))
        clock.set_clock(datetime(2026, 4, 20, 2, tzinfo=UTC))
        house.sign_in_again()
        connection = house.connect()
        quotes = [quote(f"q{n}", day=f"2026-04-{n + 10}") for n in range(4)]
        for event in (*quotes, an_order("o1", "800.00", timestamp="2026-04-15T10:00:00+08:00")):
            assert connection.deliver(event).status == 200
        house.settle()

        house.job("scores", period="2026-04")

        assert plan["lines"][0]["name_zh"] == "订单报价比"
        score = done(house.as_("李婷").get(f"/v1/scores/{house.people['李婷']}", period="2026-04"))
        line = next(each for each in score["lines"] if each["kpi"] == "own.quotes_per_order")
        assert (line["state"], line["value"], line["target"]) == ("scored", "4", "2")
        assert (line["numerator"], line["denominator"]) == ("4", "1")
        assert line["reason"].startswith("订单报价比")
        clock.set_clock(datetime(2026, 5, 2, 2, tzinfo=UTC))
        house.sign_in_again()
        for job in ("scores", "declarations"):
            house.job(job, period="2026-04")
        form = done(house.as_("李婷").get(f"/v1/declarations/{house.forms('2026-04')['李婷']['id']}"))
        assert "订单报价比" in [each["name_zh"] for each in form["lines"]]

    def test_it_never_stands_beside_its_twin(self, house):
        types = ["order.paid", "order.refunded", "order.cancelled"]
        net = [{"name": "净额", "aggregate": "sum", "event_types": types, "field": "amount"}]
        publish(house, measures=net, formula="净额", direction="higher", target="1000")

        refused = self.plan(
            house, ("own.quotes_per_order", 4000), ("sales.revenue", 4000), ("sales.cycle_days", 2000)
        )

        assert (refused.status, refused.body["code"]) == (422, "plan.double_counted")

    def test_it_weighs_no_more_than_its_cap(self, house):
        logs = [{"name": "日志", "aggregate": "count", "event_types": ["worklog.logged"]}]
        publish(house, name_zh="每周写周报", measures=logs, formula="日志", direction="higher")
        rest = (("sales.repurchase_rate", 4500), ("sales.cycle_days", 5000))

        heavy = self.plan(house, ("own.quotes_per_order", 600), ("sales.repurchase_rate", 4400), rest[1])

        assert (heavy.status, heavy.body["code"]) == (422, "plan.weight_above_cap")
        assert self.plan(house, ("own.quotes_per_order", 500), *rest).status == 201

    def test_it_is_offered_no_more_once_it_is_retired(self, house):
        publish(house)
        done(house.as_("林晓").patch("/v1/kpis/own.quotes_per_order", {"version": 1, "retired": True}))

        refused = self.plan(house, ("own.quotes_per_order", 5000), ("sales.cycle_days", 5000))

        assert (refused.status, refused.body["code"]) == (404, "kpi.unknown")


class TestChanging:
    def change(self, house: House, **body: Any) -> Any:
        return house.as_("林晓").patch("/v1/kpis/own.quotes_per_order", body)

    def test_renames_it_and_counts_versions(self, house):
        publish(house)

        done(self.change(house, version=1, name_zh="报价订单比"))

        found = listed(house)["own.quotes_per_order"]
        assert (found["name_zh"], found["own"]["version"]) == ("报价订单比", 2)
        assert self.change(house, version=1, name_zh="又一个比").status == 409

    def test_retires_it_and_brings_it_back(self, house):
        publish(house)

        retired = done(self.change(house, version=1, retired=True))
        back = done(self.change(house, version=2, retired=False))

        assert retired["own"]["retired_at"] is not None
        assert back["own"]["retired_at"] is None

    @pytest.mark.parametrize(
        "change", [{"formula": "报价 / 大单 * 2"}, {"measures": QUOTES_PER_ORDER["measures"][:1]}]
    )
    def test_never_changes_what_it_measures(self, house, change):
        publish(house)

        reply = self.change(house, version=1, **change)

        assert (reply.status, reply.body["code"]) == (422, "kpi.formula_fixed")
        assert self.change(house, version=1, formula="报价 ÷ 大单", name_zh="报价单比").status == 200

    def test_never_makes_a_slogan_of_it(self, house):
        publish(house)

        assert self.change(house, version=1, name_zh="提高销售业绩").body["code"] == "kpi.vague"

    def test_is_missing_for_a_kpi_of_the_library(self, house):
        reply = house.as_("林晓").patch("/v1/kpis/sales.revenue", {"version": 1, "retired": True})

        assert reply.status == 404
