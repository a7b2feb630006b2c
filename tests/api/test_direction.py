"""A switch of direction over HTTP: previewed for each person, made in one act, told, listed and taken back."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import House
from tests.api.populated import a_direction, done

APRIL_20 = "2026-04-20"
WEIGHTS = {
    "sales.new_customer_revenue_share": 2800,
    "sales.repurchase_rate": 2100,
    "sales.cycle_days": 1400,
    "sales.event_participation": 700,
    "sales.offline_visits": 3000,
}


def publish(house: House, by: str = "林晓", **changes: Any) -> dict[str, Any]:
    """Publish a seller's plan with visits, from 3 April on."""
    lines = [{"kpi": kpi, "weight_bp": weight} for kpi, weight in WEIGHTS.items()]
    lines[-1]["target"] = "40"
    plan = {"position": "sales", "from": "2026-04-03", "lines": lines, **changes}
    return done(house.as_(by).post("/v1/plans", plan))


def ask(house: House, *, by: str = "林晓", language: str | None = None, **wanted: Any) -> Any:
    body = {"from": APRIL_20, **({} if "pins" in wanted else {"template": "online"}), **wanted}
    return house.as_(by, language=language).post("/v1/direction/preview", body, key=None)


def preview(house: House, **wanted: Any) -> dict[str, Any]:
    return done(ask(house, **wanted))


def send(house: House, *, by: str = "林晓", key: str | None = "", **wanted: Any) -> Any:
    body = {"template": "online", "from": APRIL_20, **wanted}
    if "version" not in body:
        body["version"] = heading(house)["version"]
    return house.as_(by).post("/v1/direction/switch", body, key=key)


def switch(house: House, **wanted: Any) -> dict[str, Any]:
    return done(send(house, **wanted))


def undo(house: House, switch_id: str, *, by: str = "周敏", key: str | None = "") -> Any:
    path = f"/v1/direction/switches/{switch_id}/undo"
    return house.as_(by).post(path, {"reason": "季度目标改了"}, key=key)


def heading(house: House) -> dict[str, Any]:
    return done(house.as_("林晓").get("/v1/direction"))


def inbox(house: House, name: str, topic: str) -> list[str]:
    house.job("deliver")
    items = done(house.as_(name).get("/v1/inbox", limit=100))["items"]
    return [each["text"] for each in items if each["topic"] == topic]


def weights(lines: list[dict[str, Any]]) -> dict[str, str]:
    return {each["kpi"].partition(".")[2]: each["percent"] for each in lines}


class TestPreview:
    def test_shows_old_and_new_weights_of_the_position_with_a_sentence_each(self, house):
        publish(house)

        found = preview(house)

        (plan,) = found["plans"]
        assert weights(plan["old"])["offline_visits"] == "30"
        assert weights(plan["new"]) == {
            "online_traffic": "20",
            "online_conversion": "30",
            "offline_visits": "10",
            "new_customer_revenue_share": "16",
            "repurchase_rate": "12",
            "cycle_days": "8",
            "event_participation": "4",
        }
        assert [sum(each["weight_bp"] for each in plan[side]) for side in ("old", "new")] == [10_000] * 2
        visits = next(each for each in plan["changes"] if each["kpi"] == "sales.offline_visits")
        assert (visits["why"], visits["before_target"], visits["after_target"]) == (
            "lowered",
            "40",
            "13.333333",
        )
        assert "30%→10%" in visits["zh"]
        assert (found["needs_choice"], plan["needs_choice"]) == (["sales.event_participation"],) * 2

    def test_says_when_it_begins_and_how_many_workdays_are_left(self, house):
        publish(house)

        found = preview(house)

        assert found["workdays_on_new_plan"] == 9
        assert found["starts_zh"] == "4月20日（周一）起生效，本月有 9 个工作日按新方案"
        assert found["starts_en"] == "From Mon 20 Apr, 9 workdays this month"
        assert found["period"]["basis"] == "switch_month"
        assert found["told"]["zh"].endswith("首个受影响得分发布前都可以撤销。")

    def test_shows_each_person_under_both_plans_and_the_months_before(self, house):
        publish(house)

        found = preview(house)

        reviewed = {id_ for name, id_ in house.people.items() if name not in ("周敏", "顾平")}
        assert {each["person_id"] for each in found["people"]} == reviewed == set(found["told"]["people"])
        assert {each["period"] for each in found["backtest"]} == {"2026-01", "2026-02", "2026-03"}
        assert all(len(each["people"]) == len(reviewed) for each in found["backtest"])
        seller = next(each for each in found["people"] if each["name"] == "李婷")
        assert seller["positions"] == [{"position": "sales", "share_bp": 10_000, "percent": "100"}]
        assert all(each["reason"] for each in seller["new"]["lines"])
        assert len(seller["new"]["lines"]) == 7

    def test_counts_first_of_all_who_has_no_data_for_what_is_new(self, house):
        publish(house)

        found = preview(house)

        count = len(found["people"])
        assert [(each["kpi"], each["zh"]) for each in found["warnings"][:2]] == [
            ("sales.online_conversion", f"{count} 人没有“线上订单转化率”的数据，相应权重暂无数据"),
            ("sales.online_traffic", f"{count} 人没有“线上店铺流量”的数据，相应权重暂无数据"),
        ]

    def test_writes_nothing_and_needs_no_key(self, house):
        publish(house)
        before = heading(house), done(house.as_("林晓").get("/v1/plans"))

        preview(house)

        assert (heading(house), done(house.as_("林晓").get("/v1/plans"))) == before

    def test_takes_pins_of_ones_own(self, house):
        pins = [{"position": "sales", "kpi": "sales.repurchase_rate", "percent": 55, "target": "0.3"}]

        (plan,) = preview(house, pins=pins)["plans"]

        line = next(each for each in plan["new"] if each["kpi"] == "sales.repurchase_rate")
        assert (line["percent"], line["target"]) == ("55", "0.3")

    def test_drops_and_keeps_what_is_chosen(self, house):
        publish(house)
        choices = [{"kpi": "sales.event_participation", "choice": "drop"}]

        (plan,) = preview(house, choices=choices, keep_targets=["sales.offline_visits"])["plans"]

        new = {each["kpi"]: each for each in plan["new"]}
        assert "sales.event_participation" not in new
        assert new["sales.offline_visits"]["target"] == "40"

    @pytest.mark.parametrize(
        ("wanted", "outcome"),
        [
            ({"from": "2026-04-02"}, (422, "direction.too_early")),
            ({"from": "2026-02-01"}, (422, "direction.too_early")),
            ({"template": None}, (422, "direction.not_one")),
            ({"template": "offline"}, (404, "direction.unknown_template")),
            ({"positions": ["marketing"]}, (422, "direction.position_not_pinned")),
            ({"from": "2026-04-31"}, (422, "body.invalid")),
            ({"version": 1}, (422, "body.unknown_field")),
        ],
    )
    def test_refuses_what_cannot_be(self, house, wanted, outcome):
        assert ask(house, **wanted).outcome == outcome

    @pytest.mark.parametrize(
        ("pin", "outcome"),
        [
            ({"kpi": "sales.nothing"}, (404, "kpi.unknown")),
            ({"position": "pilots"}, (422, "direction.position_unknown")),
            ({"percent": 0}, (422, "body.invalid")),
            ({"percent": 101}, (422, "body.invalid")),
            ({"curve": "nonsense"}, (422, "curve.unreadable")),
            ({"target": "0"}, (422, "plan.target_not_usable")),
        ],
    )
    def test_refuses_pins_that_no_plan_can_follow(self, house, pin, outcome):
        pins = [{"position": "sales", "kpi": "sales.repurchase_rate", "percent": 40, **pin}]

        assert ask(house, pins=pins).outcome == outcome

    def test_leaves_a_plan_of_somebodys_own_alone(self, house):
        publish(house)
        publish(house, position=None, person_id=house.people["陈浩"])

        found = preview(house)

        chen = next(each for each in found["people"] if each["name"] == "陈浩")
        assert (chen["state"], chen["new"]) == ("own_plan", None)
        assert house.people["陈浩"] not in found["told"]["people"]
        assert "direction.own_plan" in [each["code"] for each in found["warnings"]]


class TestSwitch:
    def test_is_on_record_and_in_the_plans(self, house):
        publish(house)
        seen = preview(house)

        made = switch(house, version=seen["version"], reason="线上订单增长更快")

        found = heading(house)
        assert made["version"] == found["version"] == seen["version"] + 1
        assert [each["id"] for each in found["scheduled"]] == [made["switch"]["id"]]
        assert found["scheduled"][0]["zh"] == "已排定 4月20日（周一）切换"
        assert (found["current"], found["history"][0]["can_undo"]) == (None, True)
        plans = done(house.as_("林晓").get("/v1/plans"))["items"]
        (plan,) = [each for each in plans if each["switch_id"] == made["switch"]["id"]]
        lines = [(each["kpi"], each["weight_bp"]) for each in plan["lines"]]
        assert lines == [(each["kpi"], each["weight_bp"]) for each in seen["plans"][0]["new"]]

    def test_tells_everybody_today_in_their_language(self, house):
        publish(house)

        made = switch(house)

        assert made["told"]["count"] == len(made["switch"]["people"])
        (text,) = inbox(house, "李婷", "direction.switched")
        assert text.startswith("林晓 切换了方向：从 2026-04-20 起按“转型线上”考核")
        assert "30→10%，目标 40→13.3" in text

    def test_is_the_first_answer_for_a_repeat(self, house):
        publish(house)
        version = heading(house)["version"]

        first, again = (send(house, version=version, key="once") for _ in range(2))

        assert again.body == first.body
        assert again.headers["idempotency-replayed"] == "true"
        assert len(heading(house)["history"]) == 1

    def test_on_a_stale_preview_says_who_was_first(self, house):
        publish(house)
        seen = preview(house)
        switch(house, by="周敏")

        late = send(house, version=seen["version"], template="keep")

        assert late.outcome == (409, "direction.stale")
        assert late.body["detail"].startswith("周敏在 ")
        assert late.body["detail"].endswith("切换了方向，请按最新方案重新预览。")
        assert late.body["current"]["version"] == seen["version"] + 1

    def test_after_a_plan_was_published_meanwhile_is_stale(self, house):
        publish(house)
        seen = preview(house)
        publish(house, **{"from": "2026-04-10"})

        late = send(house, version=seen["version"])

        assert late.outcome == (409, "direction.stale")
        assert "发布了考核方案" in late.body["detail"]

    def test_that_changes_nothing_is_refused(self, house):
        publish(house)
        switch(house)

        again = send(house, **{"from": "2026-04-27"})

        assert again.outcome == (422, "direction.nothing_changes")

    def test_follows_only_advice_that_the_company_was_given(self, house):
        publish(house)

        assert send(house, advice_id="adv_nothing").outcome == (404, "resource.not_found")
        assert heading(house)["history"] == []

    def test_gives_the_score_that_the_preview_said(self, clock, house):
        publish(house)
        house.job("scores", period="2026-04")
        seen = {each["person_id"]: each for each in preview(house)["people"]}

        switch(house)
        house.job("scores", period="2026-04")

        items = done(house.as_("林晓").get("/v1/scores", period="2026-04", limit=100))["items"]
        assert {each["person_id"] for each in items} == seen.keys()
        for score in items:
            expected = seen[score["person_id"]]["final"]
            assert (score["state"], score["total"]) == (expected["state"], expected["total"])
            assert weights_of(score["lines"]) == weights_of(expected["lines"])


class TestUndo:
    def test_lets_the_old_plan_hold_and_tells_everybody_again(self, house):
        publish(house)
        made = switch(house)

        found = done(undo(house, made["switch"]["id"]))

        assert (found["switch"]["state"], found["switch"]["can_undo"]) == ("undone", False)
        assert found["told"]["count"] == made["told"]["count"]
        plans = done(house.as_("林晓").get("/v1/plans"))["items"]
        assert [each["undone_at"] is not None for each in plans if each["switch_id"]] == [True]
        (text,) = inbox(house, "李婷", "direction.undone")
        assert "10→30%" in text
        assert "季度目标改了" in text
        assert heading(house)["scheduled"] == []

    def test_twice_says_so(self, house):
        publish(house)
        made = switch(house)

        first, repeat = (undo(house, made["switch"]["id"], key="once") for _ in range(2))
        again = undo(house, made["switch"]["id"])

        assert repeat.body == first.body
        assert again.outcome == (409, "direction.already_undone")

    def test_of_what_is_not_there_is_missing(self, house):
        assert undo(house, "swt_nothing").outcome == (404, "resource.not_found")

    def test_can_be_previewed_and_switched_anew(self, house):
        publish(house)
        made = switch(house)
        done(undo(house, made["switch"]["id"]))

        switch(house)

        assert [each["state"] for each in heading(house)["history"]] == ["scheduled", "undone"]


class TestTemplates:
    def test_begin_with_those_that_come_with_the_product(self, house):
        items = done(house.as_("林晓").get("/v1/direction/templates"))["items"]

        assert [(each["id"], each["name_zh"], each["built_in"]) for each in items] == [
            ("keep", "保持现有业务", True),
            ("online", "转型线上", True),
        ]

    def test_of_ones_own_are_switched_to_until_they_are_retired(self, house):
        client = house.as_("林晓")
        own = done(client.post("/v1/direction/templates", a_direction("深耕老客户")))
        switch(house, template=own["id"])

        retired = done(client.post(f"/v1/direction/templates/{own['id']}/retire", {"version": 1}))

        assert retired["retired"]
        assert heading(house)["history"][0]["template"]["name_zh"] == "深耕老客户"
        assert ask(house, template=own["id"]).outcome == (409, "direction.retired")
        again = client.post(f"/v1/direction/templates/{own['id']}/retire", {"version": 2})
        assert again.outcome == (409, "direction.retired")

    def test_that_come_with_the_product_stay(self, house):
        reply = house.as_("林晓").post("/v1/direction/templates/keep/retire", {"version": 1})

        assert reply.outcome == (409, "direction.built_in_stays")

    def test_of_one_name_are_kept_once(self, house):
        client = house.as_("林晓")
        done(client.post("/v1/direction/templates", a_direction("深耕老客户")))

        again = client.post("/v1/direction/templates", a_direction("深耕 老客户"))

        assert again.outcome == (409, "direction.name_taken")


def weights_of(lines: list[dict[str, Any]]) -> dict[str, Decimal]:
    """The weight of each KPI in the plan, whichever of the two shapes tells it."""
    return {each["kpi"]: Decimal(each.get("plan_weight_bp", each["weight_bp"])) for each in lines}
