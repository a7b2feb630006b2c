"""Personal targets out of company goals over HTTP: what a score, its replay, a what-if and a form are aimed at."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.companies import House, Running
from tests.api.populated import done
from tests.api.test_replay import MARCH, at, deliver, path, publish, replay, stood

REVENUE = "sales.revenue"


@pytest.fixture
def aimed(clock: Running) -> House:
    """On 27 February 90 000 yuan of March are split evenly; on 10 March 李婷 has sold three times."""
    clock.set_clock(datetime.fromisoformat("2026-02-27T10:00:00+08:00"))
    house = clock.found()
    publish(house, "2026-03-01", 4000, 3000, 3000)
    goal = draft(house)
    done(
        house.as_("林晓").post(
            f"/v1/goals/{goal['id']}/months/{MARCH}/rebalance",
            {
                "version": goal["months"][0]["version"],
                "targets": [{"person_id": house.people["李婷"], "target": cny("30000.00")}],
                "reason": "大客户由她负责",
            },
        )
    )
    give(house, goal["id"], "publish")
    at(clock, house, "2026-03-10T10:00:00")
    deliver(house, "a", "b", "c", day="2026-03-05")
    return house


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def draft(house: House) -> dict[str, Any]:
    goal = {"kpi": "co.revenue", "period": MARCH, "target": cny("90000.00")}
    return done(house.as_("林晓").post("/v1/goals", goal))


def give(house: House, goal_id: str, act: str, **more: str) -> dict[str, Any]:
    goal = done(house.as_("林晓").get(f"/v1/goals/{goal_id}"))
    body = {"version": goal["version"], **more}
    return done(house.as_("林晓").post(f"/v1/goals/{goal_id}/{act}", body))


def goal_of(house: House) -> dict[str, Any]:
    (row,) = done(house.as_("林晓").get("/v1/goals"))["items"]
    return done(house.as_("林晓").get(f"/v1/goals/{row['id']}"))


def score(house: House, name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name).get(f"/v1/scores/{house.people[name]}", period=MARCH))


def line(found: dict[str, Any], kpi: str = REVENUE) -> dict[str, Any]:
    return next(each for each in found["lines"] if each["kpi"] == kpi)


class TestAPersonalTarget:
    def test_is_what_the_month_of_everybody_is_aimed_at(self, aimed):
        parts = {each["person_id"]: each["target"] for each in goal_of(aimed)["months"][0]["shares"]}

        for name in ("李婷", "陈浩", "王磊"):
            found = line(score(aimed, name))
            assert found["target"] == parts[aimed.people[name]]["amount"].removesuffix(".00")
            assert (found["target_source"], found["goal_id"]) == ("goal", goal_of(aimed)["id"])
        assert line(score(aimed))["target"] == "30000"

    def test_leaves_the_other_lines_to_the_plan(self, aimed):
        found = line(score(aimed), "sales.new_customers")

        assert (found["target"], found["target_source"], found["goal_id"]) == ("5", "plan", None)

    def test_is_the_same_in_what_if_replay_and_form(self, aimed, clock):
        record = score(aimed)
        step = line(record)["to_target"]

        tried = done(
            aimed.as_("李婷").post(
                path(aimed, "/what-if"), {"period": MARCH, "changes": step["changes"]}, key=None
            )
        )
        again = replay(aimed)
        at(clock, aimed, "2026-04-02T10:00:00")
        aimed.job("scores")
        aimed.job("declarations")

        assert line(tried["before"])["target"] == line(tried["after"])["target"] == "30000"
        assert line(tried["before"])["target_source"] == "goal"
        assert tried["before"]["hash"] == record["hash"]
        assert line(tried["after"])["points"] == "100.0000"
        assert (again["matches"], again["replayed_hash"]) == (True, record["hash"])
        form = aimed.forms(MARCH)["李婷"]
        assert line(form)["target"] == line(score(aimed))["target"] == "30000"

    def test_of_a_month_that_has_begun_stays_when_the_goal_is_withdrawn(self, aimed, clock):
        before = score(aimed)
        at(clock, aimed, "2026-03-12T10:00:00")
        goal = goal_of(aimed)

        refused = aimed.as_("林晓").post(
            f"/v1/goals/{goal['id']}/withdraw", {"version": goal["version"], "reason": "不做了"}
        )
        report = aimed.job("scores")

        assert refused.status == 409
        assert score(aimed) == before
        assert report["done"]

    def test_that_was_published_too_late_is_not_the_months(self, clock):
        clock.set_clock(datetime.fromisoformat("2026-02-28T10:00:00+08:00"))
        house = clock.found()
        goal = draft(house)
        refused = house.as_("林晓").post(f"/v1/goals/{goal['id']}/publish", {"version": goal["version"]})
        publish(house, "2026-03-02", 4000, 3000, 3000)
        at(clock, house, "2026-03-10T10:00:00")
        deliver(house, "a", day="2026-03-05")

        assert refused.status == 409
        assert line(score(house))["target_source"] == "plan"

    def test_follows_leave_that_is_entered_later_and_what_stood_replays(self, aimed, clock):
        at(clock, aimed, "2026-03-12T10:00:00")
        person = done(aimed.as_("林晓").get(f"/v1/people/{aimed.people['李婷']}"))
        leave = {"from": "2026-03-16", "until": "2026-03-21"}
        done(
            aimed.as_("林晓").patch(
                f"/v1/people/{person['id']}", {"version": person["version"], "leaves": [leave]}
            )
        )
        aimed.job("scores")

        now, then = score(aimed), stood(aimed, "2026-03-11T12:00:00")

        assert (line(then)["target"], line(now)["target"]) == ("30000", "23181.818182")
        assert replay(aimed)["matches"] is True
        assert replay(aimed, as_of="2026-03-11T12:00:00+08:00")["matches"] is True


class TestASwitchTakenBack:
    def test_leaves_the_score_as_if_it_never_was_and_what_stood_replays(self, aimed, clock):
        plain = score(aimed)
        at(clock, aimed, "2026-03-11T10:00:00")
        head = done(aimed.as_("林晓").get("/v1/direction"))
        pins = [{"position": "sales", "kpi": REVENUE, "percent": 70}]
        wanted = {"pins": pins, "from": "2026-03-13", "version": head["version"], "hold_harmless": False}
        made = done(aimed.as_("林晓").post("/v1/direction/switch", {**wanted, "reason": "先做大单"}))
        at(clock, aimed, "2026-03-16T10:00:00")
        aimed.job("scores")
        switched = score(aimed)
        undo = f"/v1/direction/switches/{made['switch']['id']}/undo"
        done(aimed.as_("林晓").post(undo, {"reason": "季度目标改了"}))
        aimed.job("scores")

        after = score(aimed)

        assert [len(each["plan_versions"]) for each in (plain, switched, after)] == [1, 2, 1]
        assert line(switched)["plan_weight_bp"] > line(plain)["plan_weight_bp"]
        assert [line(each)["target"] for each in (plain, switched, after)] == ["30000"] * 3
        assert after["hash"] == plain["hash"]
        assert replay(aimed)["matches"] is True
        assert replay(aimed, as_of="2026-03-16T09:59:59+08:00")["hash"] == plain["hash"]
