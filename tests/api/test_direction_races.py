"""Two at once on the plans of a company: one wins, the other hears who, and nothing is half done."""

import threading
from collections.abc import Callable
from typing import Any

from tests.api.companies import House
from tests.api.populated import done
from tests.api.test_direction import heading, inbox, publish, undo

ROUNDS = 5


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at one moment and return their answers, in their order."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def do(number: int) -> None:
        start.wait()
        answers[number] = acts[number]()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def switching(house: House, by: str, template: str, version: int) -> Callable[[], Any]:
    body = {"template": template, "from": "2026-04-20", "version": version}
    return lambda: house.as_(by).post("/v1/direction/switch", body)


def published_by(house: House) -> dict[str, list[dict[str, Any]]]:
    """The plan versions of each switch."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in done(house.as_("林晓").get("/v1/plans", limit=100))["items"]:
        if each["switch_id"]:
            found.setdefault(each["switch_id"], []).append(each)
    return found


class TestTwoSwitchesAtOnce:
    def test_one_wins_and_the_other_hears_who(self, running):
        for number in range(ROUNDS):
            house = running.found(f"竞速商贸{number}")
            publish(house)
            version = heading(house)["version"]

            replies = at_once(
                switching(house, "林晓", "online", version), switching(house, "周敏", "keep", version)
            )

            assert sorted(each.status for each in replies) == [200, 409]
            lost = next(each for each in replies if each.status == 409)
            winner = "周敏" if replies[0].status == 409 else "林晓"
            assert lost.code == "direction.stale"
            assert lost.body["current"]["changed_by_name"] == winner
            assert lost.body["detail"].startswith(f"{winner}在 ")
            assert len(heading(house)["history"]) == len(published_by(house)) == 1
            assert len(inbox(house, "李婷", "direction.switched")) == 1


class TestASwitchAndAPlanAtOnce:
    def test_leave_one_of_the_two(self, running):
        for number in range(ROUNDS):
            house = running.found(f"并行商贸{number}")
            publish(house)
            version = heading(house)["version"]
            lines = [
                {"kpi": "sales.repurchase_rate", "weight_bp": 5000},
                {"kpi": "sales.cycle_days", "weight_bp": 3000},
                {"kpi": "sales.new_customer_revenue_share", "weight_bp": 2000},
            ]
            plan = {"position": "sales", "from": "2026-04-21", "lines": lines}

            switched, published = at_once(
                switching(house, "周敏", "online", version),
                lambda house=house, plan=plan: house.as_("林晓").post("/v1/plans", plan),
            )

            assert heading(house)["version"] == version + (switched.status == 200) + (published.status == 201)
            if switched.status == 409:
                assert "发布了考核方案" in switched.body["detail"]
                assert published.status == 201
                assert published_by(house) == {}
            if published.status == 409:
                assert published.code == "plan.moved"
                assert "切换了方向" in published.body["detail"]


class TestTwoUndosAtOnce:
    def test_undo_once(self, house):
        publish(house)
        made = done(switching(house, "林晓", "online", heading(house)["version"])())["switch"]["id"]

        replies = at_once(
            lambda: undo(house, made, by="林晓"),
            lambda: undo(house, made, by="周敏"),
        )

        assert sorted(each.status for each in replies) == [200, 409]
        lost = next(each for each in replies if each.status == 409)
        assert lost.code in ("direction.already_undone", "plan.moved")
        assert len(inbox(house, "李婷", "direction.undone")) == 1


class TestTheSameSwitchFromTwoPhones:
    def test_with_one_key_is_made_once(self, house):
        publish(house)
        body = {"template": "online", "from": "2026-04-20", "version": heading(house)["version"]}

        replies = at_once(*[lambda: house.as_("林晓").post("/v1/direction/switch", body, key="twice")] * 2)

        assert [each.status for each in replies] == [200, 200]
        assert replies[0].body == replies[1].body
        assert len(published_by(house)) == 1
