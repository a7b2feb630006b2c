"""Advice over HTTP: planted in what vendors deliver, found once by the job, decided by people, and changing nothing."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import House, Running
from tests.api.planted_weeks import (
    NOISE,
    ONLINE,
    PLANTED,
    REVENUE,
    THE_WEEK_AFTER,
    TRAFFIC,
    VISITS,
    tell,
)
from tests.api.populated import done

SERIES = {
    "activity": "sales.offline_visits",
    "outcome": "sales.revenue",
    "rival_activity": "sales.online_traffic",
    "rival_outcome": "sales.online_conversion",
}
FIRST_OF_APRIL = datetime(2026, 4, 1, 3, tzinfo=UTC)
REASON = {"reason": "先观察一个月"}


def advice(house: House, *, by: str = "林晓", **query: Any) -> list[dict[str, Any]]:
    return list(done(house.as_(by).get("/v1/advice", **query))["items"])


def monitor(house: House, **manner: Any) -> dict[str, Any]:
    return done(house.as_("林晓", **manner).get("/v1/monitor"))


def told(house: House, name: str) -> list[dict[str, Any]]:
    items = done(house.as_(name).get("/v1/inbox", limit=100))["items"]
    return [each for each in items if each["topic"] == "advice.given"]


def look(house: House, times: int = 1) -> None:
    for _ in range(times):
        house.job("advice")
    house.job("deliver")


def at_clock(house: House, at: datetime) -> None:
    house.running.set_clock(at)
    house.sign_in_again()


@pytest.fixture(scope="module")
def planted(running: Running) -> House:
    """A company whose visits grow in vain while its online shop grows; the job looked twice."""
    house = running.found("转型商贸")
    tell(house, PLANTED)
    house.job("scores", period="2026-03")
    return house


@pytest.fixture(scope="module")
def advised(planted: House) -> dict[str, Any]:
    """What planted weeks come to after the job ran twice, with plans and scores as they were before and after."""
    client = planted.as_("林晓")
    before = [client.get("/v1/plans", limit=100).raw, client.get("/v1/scores", period="2026-03").raw]
    look(planted, times=2)
    after = [client.get("/v1/plans", limit=100).raw, client.get("/v1/scores", period="2026-03").raw]
    return {"before": before, "after": after, "items": advice(planted)}


@pytest.fixture
def fresh(clock: Running) -> Iterator[House]:
    """A company of its own with open advice, for a test that decides on it or lets it expire."""
    house = clock.found()
    tell(house, PLANTED)
    look(house)
    yield house


class TestPlantedWeeks:
    def test_give_exactly_one_piece_of_advice_that_cites_the_four_series(self, advised):
        (found,) = advised["items"]

        assert {each["role"]: each["kpi"] for each in found["series"]} == SERIES
        values = {each["role"]: [week["value"] for week in each["weeks"]] for each in found["series"]}
        assert values == {
            "activity": [str(each) for each in VISITS],
            "outcome": [str(Decimal(sold) + Decimal(online) / 10) for sold, online in _both()],
            "rival_activity": [str(each) for each in TRAFFIC],
            "rival_outcome": [str(each) for each in ONLINE],
        }
        for each in found["series"]:
            assert (each["weeks"][0]["from"], each["weeks"][-1]["from"]) == ("2025-12-08", "2026-03-23")

    def test_say_how_many_weeks_how_strong_how_sure_and_that_it_is_no_cause(self, advised):
        (found,) = advised["items"]

        slopes = {name: Decimal(each) for name, each in found["effect"]["slopes"].items()}
        assert found["n_weeks"] == 16 and found["lag"] in range(5)
        assert slopes["activity"] >= Decimal("0.15") and abs(slopes["outcome"]) <= Decimal("0.03")
        assert min(slopes["rival_activity"], slopes["rival_outcome"]) >= Decimal("0.15")
        assert Decimal(found["effect"]["rho"]) >= Decimal("0.6")
        assert Decimal(found["p"]) <= Decimal(found["p_corrected"]) < Decimal(found["false_alarm"])
        assert (found["false_alarm"], found["pairs"] >= 1) == ("0.05", True)
        assert "最近 16 周" in found["sentence_zh"] and found["sentence_zh"].endswith("相关不等于因果。")
        assert found["sentence_en"].endswith("Correlation is not causation.")

    def test_propose_a_direction_from_the_next_date_on_which_one_can_begin(self, advised):
        (found,) = advised["items"]

        assert found["proposal"] == {"template": "online", "from": "2026-04-03", "advice_id": found["id"]}
        assert (found["state"], found["decided_at"]) == ("open", None)
        given, ends = (datetime.fromisoformat(found[each]) for each in ("created_at", "expires_at"))
        assert ends - given == timedelta(days=14)

    def test_propose_what_the_preview_of_a_switch_takes_as_it_is(self, planted, advised):
        (found,) = advised["items"]

        seen = planted.as_("林晓").post("/v1/direction/preview", found["proposal"], key=None)

        assert seen.status == 200, seen.raw

    def test_change_neither_a_plan_nor_a_score(self, advised):
        assert advised["before"] == advised["after"]

    def test_are_told_to_hr_and_the_owner_once(self, planted, advised):
        (found,) = advised["items"]

        assert [len(told(planted, each)) for each in ("林晓", "周敏", "王磊", "李婷", "顾平")] == [
            1,
            1,
            0,
            0,
            0,
        ]
        (message,) = told(planted, "林晓")
        assert message["about"] == found["id"]
        assert found["sentence_zh"] in message["text"]

    def test_are_drawn_in_the_language_of_who_asks(self, planted, advised):
        (found,) = advised["items"]
        path = f"/v1/advice/{found['id']}"

        zh, en = (done(planted.as_("周敏", language=each).get(path))["chart_svg"] for each in ("zh-CN", "en"))

        for text, name in ((zh, "线上订单数"), (en, "Online orders")):
            root = ET.fromstring(text)
            assert len(root.findall("{http://www.w3.org/2000/svg}g")) == 4
            assert name in text and "script" not in text
        assert "相关不等于因果。" in zh and "Correlation is not causation." in en

    def test_are_shown_on_the_monitor(self, planted, advised):
        (found,) = advised["items"]

        seen = monitor(planted)

        assert (seen["advice_id"], seen["week"], seen["weeks"]) == (found["id"], "2026-03-23", 16)
        assert {each["kpi"] for each in seen["series"]} >= set(SERIES.values())
        assert [len(each["weeks"]) for each in seen["series"] if each["kpi"] in SERIES.values()] == [16] * 4
        assert all(each["sentence_zh"] and each["sentence_en"] for each in seen["verdicts"])

    def test_of_one_company_are_nobody_elses(self, advised, house):
        (found,) = advised["items"]

        assert advice(house) == []
        assert house.as_("林晓").get(f"/v1/advice/{found['id']}").outcome == (404, "resource.not_found")


class TestNoise:
    def test_gives_none_and_the_monitor_says_so(self, running):
        house = running.found()
        tell(house, NOISE)

        look(house)

        assert advice(house) == []
        assert [len(told(house, each)) for each in ("林晓", "周敏")] == [0, 0]
        seen = monitor(house)
        assert seen["sentence_zh"].startswith("目前没有建议。现有 16 周")
        assert seen["advice_id"] is None and len(seen["series"]) >= 4


class TestTooFewWeeks:
    def test_give_none_and_the_monitor_says_how_many_there_are(self, running):
        house = running.found()
        tell(house, PLANTED.newest(5))

        look(house)

        seen = monitor(house)
        assert advice(house) == []
        assert (seen["weeks"], seen["weeks_needed"]) == (5, 12)
        assert seen["sentence_zh"] == "目前没有建议。数据不足 12 周时不给建议。现有 5 周。"

    def test_are_told_before_anything_was_looked_at(self, house):
        seen = monitor(house)

        assert (seen["week"], seen["looked_at"], seen["series"], seen["verdicts"]) == (None, None, [], [])
        assert seen["sentence_zh"] == "目前没有建议。数据不足 12 周时不给建议。现有 0 周。"
        assert seen["sentence_en"].startswith("There is no advice now. With fewer than 12 weeks")


class TestDeciding:
    def test_accepting_answers_with_the_proposal_and_moves_no_weight(self, fresh):
        client, (found,) = fresh.as_("周敏"), advice(fresh)
        plans = client.get("/v1/plans", limit=100).raw

        after = done(client.post(f"/v1/advice/{found['id']}/accept", {}))

        assert (after["state"], after["decided_by"]) == ("accepted", fresh.people["周敏"])
        assert after["proposal"] == found["proposal"]
        assert client.get("/v1/plans", limit=100).raw == plans
        assert advice(fresh, state="open") == [] and advice(fresh, state="accepted") == [after]

    def test_rejecting_needs_a_reason_and_keeps_it(self, fresh):
        client, (found,) = fresh.as_("林晓"), advice(fresh)

        without = client.post(f"/v1/advice/{found['id']}/reject", {})
        after = done(client.post(f"/v1/advice/{found['id']}/reject", REASON))

        assert without.status == 422
        assert (after["state"], after["reason"], after["proposal"]) == ("rejected", REASON["reason"], None)
        assert advice(fresh, state="rejected") == [after]

    @pytest.mark.parametrize("first", ["accept", "reject"])
    @pytest.mark.parametrize("second", ["accept", "reject"])
    def test_happens_once(self, fresh, first, second):
        client, (found,) = fresh.as_("林晓"), advice(fresh)
        done(client.post(f"/v1/advice/{found['id']}/{first}", REASON))

        again = client.post(f"/v1/advice/{found['id']}/{second}", REASON)

        assert again.outcome == (409, "advice.already_decided")

    def test_twice_with_one_key_is_once(self, fresh):
        client, (found,) = fresh.as_("林晓"), advice(fresh)

        asked = [client.post(f"/v1/advice/{found['id']}/reject", REASON, key="k-1") for _ in range(2)]

        assert asked[0].body == asked[1].body
        assert asked[1].headers["idempotency-replayed"] == "true"

    def test_ends_on_the_last_instant_of_fourteen_days(self, fresh):
        (found,) = advice(fresh)
        ends = datetime.fromisoformat(found["expires_at"])

        at_clock(fresh, ends + timedelta(seconds=1))
        late = [
            fresh.as_("林晓").post(f"/v1/advice/{found['id']}/{each}", REASON)
            for each in ("accept", "reject")
        ]

        assert [each.outcome for each in late] == [(409, "advice.expired")] * 2
        (expired,) = advice(fresh, state="expired")
        assert (expired["id"], expired["proposal"], advice(fresh, state="open")) == (found["id"], None, [])

    @pytest.mark.parametrize("name", ["王磊", "李婷", "顾平"])
    def test_is_for_hr_and_the_owner(self, fresh, name):
        (found,) = advice(fresh)

        asked = [
            fresh.as_(name).get("/v1/advice"),
            fresh.as_(name).get("/v1/monitor"),
            fresh.as_(name).post(f"/v1/advice/{found['id']}/accept", {}),
        ]

        assert [each.status for each in asked] == [403] * 3


class TestTheJob:
    def test_looks_again_in_a_later_week_and_repeats_nothing_that_was_rejected(self, fresh):
        (found,) = advice(fresh)
        done(fresh.as_("林晓").post(f"/v1/advice/{found['id']}/reject", REASON))

        at_clock(fresh, FIRST_OF_APRIL + timedelta(days=7))
        tell(fresh, THE_WEEK_AFTER)
        look(fresh, times=2)

        assert [each["id"] for each in advice(fresh)] == [found["id"]]
        assert monitor(fresh)["week"] == "2026-03-30"

    def test_sees_what_came_late_for_a_week_that_is_over(self, clock):
        house = clock.found()
        tell(house, PLANTED.newest(5))
        look(house)
        early = advice(house)

        tell(house, PLANTED.before(5))
        look(house)

        assert (early, len(advice(house))) == ([], 1)


def _both() -> list[tuple[int, int]]:
    return list(zip(REVENUE, ONLINE, strict=True))
