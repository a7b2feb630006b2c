"""Targets for what a direction adds: proposed from history, typed back, printed by the switch, and scored."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.api.companies import Connection, House, an_order
from tests.api.populated import done
from tests.api.test_direction import ask, heading, inbox, preview, publish, send, switch

TRAFFIC, CONVERSION, VISITS = "sales.online_traffic", "sales.online_conversion", "sales.offline_visits"
MONDAYS = [date(2026, 2, 2) + timedelta(weeks=each) for each in range(9)]
"""Those of February and March."""
TODAY = date(2026, 4, 1)


def a_day(on: date, who: str, visitors: int, buyers: int) -> Iterator[dict[str, Any]]:
    """What somebody's own store tells of a day."""
    at, store = f"{on}T09:00:00+08:00", f"shop of {who}"
    data = {"content": "store", "store_ref": store, "date": str(on), "visitors": visitors, "owner": who}
    yield {"type": "traffic.daily", "timestamp": at, "data": {"id": f"{store} {on}", **data}}
    for number in range(buyers):
        yield an_order(f"{who}-{on}-{number}", timestamp=at, owner=who, channel="online", store_ref=store)


def deliver(connection: Connection, days: list[date], **stores: tuple[int, int]) -> None:
    """Deliver days of people's stores: visitors and buyers of each."""
    told = [each for who, figures in stores.items() for on in days for each in a_day(on, who, *figures)]
    for first in range(0, len(told), 100):
        reply = connection.deliver(told[first : first + 100])
        assert reply.status == 200, reply.raw
    connection.house.settle()


@pytest.fixture
def shop(house: House) -> House:
    """A company that sells by visits, and where 李婷 and 陈浩 already run a store each, up to today."""
    publish(house)
    deliver(house.connect(), [*MONDAYS, TODAY], 李婷=(300, 3), 陈浩=(600, 13))
    return house


def new_lines(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (plan,) = found["plans"]
    return {each["kpi"]: each for each in plan["new"]}


def proposed(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    lines = new_lines(found)
    return {kpi: each["proposed_target"] for kpi, each in lines.items() if each["proposed_target"]}


def targets_of(found: dict[str, Any]) -> list[dict[str, str]]:
    """What a client sends back that takes every proposal as it is."""
    return [
        {"position": "sales", "kpi": kpi, "target": each["target"]} for kpi, each in proposed(found).items()
    ]


def card_line(found: dict[str, Any], kpi: str, name: str = "李婷", card: str = "new") -> dict[str, Any]:
    person = next(each for each in found["people"] if each["name"] == name)
    return next(each for each in person[card]["lines"] if each["kpi"] == kpi)


def missing(found: dict[str, Any]) -> list[str]:
    return [each["kpi"] for each in found["warnings"] if each["code"] == "direction.target_missing"]


class TestProposals:
    def test_are_the_rounded_median_of_the_people_who_have_a_history(self, shop):
        found = proposed(preview(shop))

        # 4 × 300 and 4 × 600 visitors of 28 days, for the 31 of May, × 1.1: the median of 1461.4 and 2922.9
        assert found[TRAFFIC] | {"zh": "", "en": ""} == {
            "target": "2193",
            "origin": "history",
            "people": 2,
            "basis": "trailing_days",
            "percentile": None,
            "factor": "1.1",
            "window_months": 0,
            "window_days": 28,
            "first_on": "2026-03-04",
            "until_on": "2026-04-01",
            "zh": "",
            "en": "",
        }
        # 1 % and 13 of 600
        assert (found[CONVERSION]["target"], found[CONVERSION]["percentile"]) == ("0.016", 50)
        assert (found[CONVERSION]["first_on"], found[CONVERSION]["until_on"]) == ("2026-02-01", "2026-04-01")

    def test_are_the_median_of_what_is_proposed_to_each_alone(self, shop):
        found = proposed(preview(shop))

        query = {"kpi": TRAFFIC, "position": "sales", "period": "2026-05"}
        each = done(shop.as_("林晓").get("/v1/target-proposals", **query))["items"]
        alone = [one["target"] for one in each if one["origin"] == "history"]
        assert sorted(alone) == ["1461.428571", "2922.857143"]
        assert found[TRAFFIC]["target"] == "2193"

    def test_say_window_factor_and_people_in_both_languages(self, shop):
        found = proposed(preview(shop))[TRAFFIC]

        assert found["zh"].startswith("每人最近 28 天折算到整月（2026-03-04 – 2026-03-31）× 发展方向系数 1.1")
        assert "2 人有历史数据" in found["zh"]
        assert "2193 visitors" in found["en"]

    def test_are_for_lines_without_a_target_alone(self, shop):
        found = preview(shop)

        assert list(proposed(found)) == missing(found) == [TRAFFIC, CONVERSION]
        assert all(each["target"] for kpi, each in new_lines(found).items() if kpi not in proposed(found))
        (plan,) = found["plans"]
        assert [each["proposed_target"] for each in plan["old"]] == [None] * len(plan["old"])

    def test_without_a_history_say_so_and_name_no_figure(self, house):
        publish(house)

        found = preview(house)

        for each in proposed(found).values():
            assert (each["target"], each["origin"], each["people"]) == (None, "none", 0)
            assert each["zh"].endswith("人都没有可用的历史数据，不作建议，请自行填写目标。")
        assert list(proposed(found)) == missing(found) == [TRAFFIC, CONVERSION]

    def test_the_warning_says_what_to_send_and_what_happens_without(self, shop):
        notes = {each["kpi"]: each for each in preview(shop)["plans"][0]["warnings"]}

        assert "请在 targets 里填写" in notes[CONVERSION]["zh"]
        assert "不计分，30% 的权重分摊到其他指标" in notes[CONVERSION]["zh"]

    def test_nobody_is_said_to_have_no_data_who_only_has_no_target(self, shop):
        found = preview(shop)

        counted = {
            each["kpi"]: each["zh"] for each in found["warnings"] if each["code"] == "direction.no_data"
        }
        assert TRAFFIC not in counted
        assert counted[CONVERSION].startswith(f"{len(found['people']) - 2} 人没有")
        assert [card_line(found, kpi)["reason_code"] for kpi in (TRAFFIC, CONVERSION)] == [
            "kpi.no_target"
        ] * 2


class TestTypedTargets:
    def test_as_proposed_are_printed_and_what_they_aim_is_scored(self, shop):
        without = preview(shop)

        found = preview(shop, targets=targets_of(without))

        assert (proposed(found), missing(found)) == ({}, [])
        assert {kpi: new_lines(found)[kpi]["target"] for kpi in (TRAFFIC, CONVERSION)} == {
            TRAFFIC: "2193",
            CONVERSION: "0.016",
        }
        for kpi in (TRAFFIC, CONVERSION):
            assert card_line(without, kpi)["state"] == "na"
            assert card_line(found, kpi)["state"] == "scored"
            assert card_line(found, kpi)["points"] is not None
        assert card_line(found, TRAFFIC)["target"] == "2193"
        traffic = next(each for each in found["plans"][0]["changes"] if each["kpi"] == TRAFFIC)
        assert traffic["zh"] == "“线上店铺流量”新加入方案，权重 20%，目标 2193 UV。"

    def test_are_in_the_plans_that_the_switch_publishes(self, shop):
        typed = targets_of(preview(shop))
        seen = preview(shop, targets=typed)

        made = switch(shop, targets=typed)

        plans = done(shop.as_("林晓").get("/v1/plans"))["items"]
        (plan,) = [each for each in plans if each["switch_id"] == made["switch"]["id"]]
        printed = {each["kpi"]: each["target"] for each in plan["lines"]}
        assert (printed[TRAFFIC], printed[CONVERSION]) == ("2193", "0.016")
        assert printed == {kpi: each["target"] for kpi, each in new_lines(seen).items()} | {VISITS: None}

    def test_are_told_to_everybody_whom_they_are_for(self, shop):
        switch(shop, targets=targets_of(preview(shop)))

        (text,) = inbox(shop, "李婷", "direction.switched")
        assert "线上店铺流量 0→20%，目标 2193 UV" in text
        assert "线上订单转化率 0→30%，目标 1.6%" in text

    def test_score_people_once_the_switch_holds(self, clock, shop):
        switch(shop, targets=targets_of(preview(shop)))
        clock.set_clock(datetime(2026, 4, 23, 2, tzinfo=UTC))
        shop.sign_in_again()

        deliver(shop.connect(), [date(2026, 4, 21)], 李婷=(603, 12))
        shop.job("scores", period="2026-04")

        scores = done(shop.as_("林晓").get("/v1/scores", period="2026-04", limit=100))["items"]
        mine = next(each for each in scores if each["person_id"] == shop.people["李婷"])
        lines = {each["kpi"]: each for each in mine["lines"]}
        # 11 of the 30 days of April
        assert lines[TRAFFIC]["state"] == lines[CONVERSION]["state"] == "scored"
        assert (lines[TRAFFIC]["value"], lines[TRAFFIC]["target"]) == ("603", "804.1")
        assert lines[CONVERSION]["target"] == "0.016"

    def test_can_be_given_after_a_switch_without_them(self, shop):
        switch(shop)
        later = {"from": "2026-04-27"}
        assert send(shop, **later).outcome == (422, "direction.nothing_changes")
        found = preview(shop, **later)
        assert missing(found) == [TRAFFIC, CONVERSION]

        switch(shop, **later, targets=targets_of(found))

        assert missing(preview(shop, **{"from": "2026-05-04"})) == []

    def test_also_replace_targets_that_are_there(self, shop):
        target = {"position": "sales", "kpi": VISITS, "target": "9"}

        found = preview(shop, targets=[target], keep_targets=[VISITS])

        assert new_lines(found)[VISITS]["target"] == "9"

    @pytest.mark.parametrize(
        ("targets", "outcome", "pointer"),
        [
            ([{}, {"kpi": CONVERSION, "target": "0.02"}, {}], (422, "direction.target_twice"), "/targets/2"),
            ([{"kpi": "sales.revenue"}], (422, "direction.target_without_line"), "/targets/0"),
            ([{"kpi": "sales.nothing"}], (422, "direction.target_without_line"), "/targets/0"),
            ([{"position": "marketing"}], (422, "direction.target_without_line"), "/targets/0"),
            (
                [{"kpi": VISITS, "target": "8"}, {"target": "0"}],
                (422, "plan.target_not_usable"),
                "/targets/1",
            ),
            ([{"target": "-5"}], (422, "plan.target_not_usable"), "/targets/0"),
            ([{"target": "1000000000001"}], (422, "plan.target_too_large"), "/targets/0"),
            ([{"target": 2000}], (422, "body.invalid"), None),
            ([{"target": "many"}], (422, "body.invalid"), None),
            ([{"percent": 20}], (422, "body.unknown_field"), None),
            ([{"target": None}], (422, "body.invalid"), None),
        ],
    )
    def test_that_no_line_takes_are_refused_alike_by_preview_and_switch(
        self, house, targets, outcome, pointer
    ):
        publish(house)
        typed = [{"position": "sales", "kpi": TRAFFIC, "target": "2000", **each} for each in targets]

        replies = ask(house, targets=typed), send(house, targets=typed)

        assert [each.outcome for each in replies] == [outcome] * 2
        if pointer is not None:
            assert [each.body["pointer"] for each in replies] == [pointer] * 2
        assert heading(house)["history"] == []

    def test_of_a_kpi_that_was_dropped_are_refused_in_a_sentence(self, house):
        publish(house)
        kpi = "sales.event_participation"
        typed = [{"position": "sales", "kpi": kpi, "target": "0.9"}]

        reply = ask(house, targets=typed, choices=[{"kpi": kpi, "choice": "drop"}])

        assert reply.outcome == (422, "direction.target_without_line")
        assert reply.body["detail"] == (
            "切换后岗位“sales”的方案里没有指标“sales.event_participation”，请核对岗位和指标，或去掉这个目标。"
        )

    def test_are_part_of_what_a_key_stands_for(self, shop):
        version = heading(shop)["version"]
        typed = [{"position": "sales", "kpi": TRAFFIC, "target": "2000"}]

        first = send(shop, version=version, key="once", targets=typed)
        other = send(shop, version=version, key="once")

        assert first.status == 200
        assert other.code == "idempotency.key_reused"
