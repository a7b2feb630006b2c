"""Personal targets over HTTP: read, accepted, answered with other figures, and decided on."""

from typing import Any

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running
from tests.api.populated import done
from tests.api.test_goals import SMALL, cny, drafted, of_month, parts, published, read, sell, shift, told


@pytest.fixture
def small(running: Running) -> House:
    """Three sellers with history in two teams, and those who lead them."""
    house = running.found(roster=SMALL)
    sell(house)
    return house


@pytest.fixture
def goal(small: House) -> dict[str, Any]:
    """A published goal of the year without a cap."""
    return published(small, rule={"cap_bp": None})


def own(house: House, name: str, month: str = "2026-05", by: str | None = None) -> list[dict[str, Any]]:
    query = {"month": month, **({"person_id": house.people[name]} if by else {})}
    return list(done(house.as_(by or name).get("/v1/personal-targets", **query))["items"])


def accept(house: House, goal: dict[str, Any], name: str) -> Reply:
    return house.as_(name).post(f"/v1/personal-targets/{goal['id']}/accept")


def propose(
    house: House, goal: dict[str, Any], name: str, month: str = "2026-05", figure: str = "20000.00"
) -> Reply:
    body = {"months": [{"month": month, "target": cny(figure)}], "reason": "两个大客户今年不再采购"}
    return house.as_(name).post(f"/v1/personal-targets/{goal['id']}/propose", body)


def decide(
    house: House, goal: dict[str, Any], name: str, by: str, decision: str = "adopt", **more: Any
) -> Reply:
    body = {"decision": decision, "reason": "同意，情况属实", **more}
    return house.as_(by).post(f"/v1/personal-targets/{goal['id']}/{house.people[name]}/decide", body)


class TestReading:
    def test_shows_what_a_target_was_made_from(self, small, goal):
        (found,) = own(small, "李婷")

        assert found["target"]["amount"] == parts(of_month(goal, "2026-05"))["李婷"]
        assert (found["kpi"], found["goal_id"], found["can_change"]) == ("sales.revenue", goal["id"], True)
        assert (found["history"], found["capacity"], found["answer"]) == (cny("48000.00"), "1", None)
        assert found["company_target"] == of_month(goal, "2026-05")["target"]

    def test_of_others_is_for_those_who_see_them(self, small, goal):
        asked = {
            name: small.as_(name)
            .get("/v1/personal-targets", person_id=small.people["李婷"], month="2026-05")
            .status
            for name in ("李婷", "王磊", "林晓", "周敏", "陈浩", "何静")
        }

        assert asked == {"李婷": 200, "王磊": 200, "林晓": 200, "周敏": 200, "陈浩": 404, "何静": 404}

    def test_without_a_month_is_of_the_present_one(self, small, goal):
        assert done(small.as_("李婷").get("/v1/personal-targets")) == {"items": [], "next": None}


class TestAccept:
    def test_is_on_record(self, small, goal):
        assert done(accept(small, goal, "李婷"))["state"] == "accepted"

        assert own(small, "李婷", by="王磊")[0]["answer"]["state"] == "accepted"
        assert [(each["person_id"], each["state"]) for each in read(small, goal)["answers"]] == [
            (small.people["李婷"], "accepted")
        ]

    def test_of_what_was_accepted_is_refused_until_it_moves(self, small, goal):
        accept(small, goal, "李婷")
        again = accept(small, goal, "李婷")
        assert shift(small, goal, "2026-05", 李婷="20000.00").status == 200

        assert again.outcome == (409, "target.accepted_already")
        assert accept(small, goal, "李婷").status == 200

    def test_says_after_a_rebalance_that_it_was_of_other_figures(self, small, goal):
        accepted = done(accept(small, goal, "李婷"))
        before = own(small, "李婷")[0]
        after = done(shift(small, goal, "2026-05", 李婷="20000.00"))

        (answer,) = after["answers"]
        assert accepted["is_current"] and before["answer"]["is_current"]
        assert not answer["is_current"] and not own(small, "李婷")[0]["answer"]["is_current"]
        assert own(small, "李婷", "2026-06")[0]["answer"]["is_current"]
        assert answer["seen"][0] == {"month": "2026-05", "target": before["target"]}
        assert read(small, goal)["answers"] == after["answers"]

    def test_takes_ones_own_proposal_back(self, small, goal):
        propose(small, goal, "李婷")

        accept(small, goal, "李婷")

        assert decide(small, goal, "李婷", by="王磊").outcome == (409, "target.nothing_to_decide")

    def test_is_nobodys_without_a_part(self, small, goal):
        assert accept(small, goal, "周敏").outcome == (404, "resource.not_found")
        assert accept(small, drafted(small), "李婷").outcome == (404, "resource.not_found")


class TestPropose:
    def test_tells_the_manager_and_moves_nothing(self, small, goal):
        before = own(small, "李婷")[0]["target"]

        answer = done(propose(small, goal, "李婷"))

        assert (answer["state"], answer["proposed"]) == (
            "proposed",
            [{"month": "2026-05", "target": cny("20000.00")}],
        )
        assert "target.proposed" in told(small, "王磊")
        assert own(small, "李婷")[0]["target"] == before

    def test_again_replaces_the_earlier_one(self, small, goal):
        propose(small, goal, "李婷")

        propose(small, goal, "李婷", figure="25000.00")

        (answer,) = read(small, goal)["answers"]
        assert (answer["version"], answer["proposed"][0]["target"]) == (2, cny("25000.00"))

    @pytest.mark.parametrize(
        ("month", "figure", "outcome"),
        [
            ("2026-05", "-1.00", (422, "goal.figure_negative")),
            ("2026-04", "1.00", (404, "goal.no_such_month")),
            ("2027-05", "1.00", (404, "goal.no_such_month")),
        ],
    )
    def test_refuses_what_could_not_be_aimed_at(self, small, goal, month, figure, outcome):
        assert propose(small, goal, "李婷", month, figure).outcome == outcome

    @pytest.mark.parametrize(
        ("figure", "outcome"),
        [
            ("80", (422, "goal.target_too_large")),
            ("0", (422, "goal.target_not_positive")),
            ("0.00001", (422, "goal.figure_too_fine")),
        ],
    )
    def test_of_a_rate_stays_within_it(self, small, figure, outcome):
        rate = published(small, kpi="sales.repurchase_rate", target="0.3", period="2026-Q3")
        typed = {"months": [{"month": "2026-08", "target": figure}], "reason": "换算错了"}
        shifted = {
            "version": of_month(rate, "2026-08")["version"],
            "targets": [{"person_id": small.people["李婷"], "target": figure}],
            "reason": "换算错了",
        }

        replies = [
            small.as_("李婷").post(f"/v1/personal-targets/{rate['id']}/propose", typed),
            small.as_("林晓").post(f"/v1/goals/{rate['id']}/months/2026-08/rebalance", shifted),
        ]

        assert [each.outcome for each in replies] == [outcome] * 2
        assert [each.body["pointer"] for each in replies] == ["/months/0/target", "/targets/0/target"]

    def test_refuses_the_figure_that_holds(self, small, goal):
        present = own(small, "李婷")[0]["target"]["amount"]

        assert propose(small, goal, "李婷", figure=present).outcome == (422, "target.nothing_proposed")

    def test_takes_a_reason(self, small, goal):
        body = {"months": [{"month": "2026-05", "target": cny("1.00")}]}

        reply = small.as_("李婷").post(f"/v1/personal-targets/{goal['id']}/propose", body)

        assert reply.status == 422
        assert reply.body["pointer"] == "/reason"


class TestDecide:
    def test_adopted_by_hr_is_a_rebalance_of_the_whole_month(self, small, goal):
        propose(small, goal, "李婷")
        before = of_month(goal, "2026-05")

        answer = done(decide(small, goal, "李婷", by="林晓"))

        after = of_month(read(small, goal), "2026-05")
        assert (answer["state"], answer["decided_by"]) == ("adopted", small.people["林晓"])
        assert answer["is_current"]
        assert parts(after)["李婷"] == "20000.00"
        assert (after["target"], after["unallocated"]) == (before["target"], before["unallocated"])
        assert "target.adopted" in told(small, "李婷") and "goal.rebalanced" in told(small, "冯雪")
        assert "goal.rebalanced" not in told(small, "李婷")

    def test_adopted_by_the_manager_keeps_the_sum_of_their_people(self, small, goal):
        propose(small, goal, "李婷")
        before = parts(of_month(goal, "2026-05"))

        done(decide(small, goal, "李婷", by="王磊"))

        after = parts(of_month(read(small, goal), "2026-05"))
        assert {name for name in before if before[name] != after[name]} == {"李婷", "陈浩"}

    def test_a_manager_of_one_cannot_adopt_alone(self, small, goal):
        propose(small, goal, "冯雪", figure="1000.00")

        assert decide(small, goal, "冯雪", by="何静").outcome == (422, "goal.team_sum_moves")
        assert decide(small, goal, "冯雪", by="周敏").status == 200

    def test_declined_moves_nothing_and_says_why(self, small, goal):
        propose(small, goal, "李婷")

        answer = done(decide(small, goal, "李婷", by="王磊", decision="decline"))

        assert (answer["state"], answer["decision_reason"]) == ("declined", "同意，情况属实")
        assert "target.declined" in told(small, "李婷")
        assert parts(of_month(read(small, goal), "2026-05")) == parts(of_month(goal, "2026-05"))

    def test_is_nobodys_on_themselves(self, small, goal):
        propose(small, goal, "林晓")
        propose(small, goal, "王磊")

        assert decide(small, goal, "林晓", by="林晓").outcome == (403, "target.not_yours_to_decide")
        assert decide(small, goal, "王磊", by="王磊").outcome == (403, "target.not_yours_to_decide")
        assert decide(small, goal, "林晓", by="周敏", decision="decline").status == 200

    def test_is_not_another_managers(self, small, goal):
        propose(small, goal, "李婷")

        assert decide(small, goal, "李婷", by="何静").outcome == (404, "resource.not_found")

    def test_of_figures_that_have_moved_is_refused(self, small, goal):
        propose(small, goal, "李婷")
        shift(small, goal, "2026-05", 李婷="10000.00")

        assert decide(small, goal, "李婷", by="林晓").outcome == (409, "target.part_has_moved")
        assert decide(small, goal, "李婷", by="林晓", decision="decline").status == 200

    def test_by_a_stale_version_is_refused(self, small, goal):
        propose(small, goal, "李婷")
        propose(small, goal, "李婷", figure="25000.00")

        assert decide(small, goal, "李婷", by="林晓", version=1).outcome == (409, "resource.changed")

    def test_a_second_time_is_refused_and_under_the_same_key_is_the_first_answer(self, small, goal):
        propose(small, goal, "李婷")
        path = f"/v1/personal-targets/{goal['id']}/{small.people['李婷']}/decide"
        body = {"decision": "adopt", "reason": "同意"}

        first, again = (small.as_("林晓").post(path, body, key="adopt") for _ in range(2))

        assert again.body == first.body
        assert small.as_("林晓").post(path, body).outcome == (409, "target.nothing_to_decide")
