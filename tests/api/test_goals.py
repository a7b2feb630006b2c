"""Company goals over HTTP: the cascade, publishing, withdrawing, rebalancing, and what follows from a goal."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running, an_order
from tests.api.populated import done

SMALL = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "王磊": ("manager", "周敏"),
    "何静": ("manager", "周敏"),
    "李婷": ("employee", "王磊"),
    "陈浩": ("employee", "王磊"),
    "冯雪": ("employee", "何静"),
}
SOLD = {"李婷": "48000.00", "陈浩": "30000.00", "冯雪": "12000.00"}
"""What each sells in every one of the last three closed months."""


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def a_goal(**changes: Any) -> dict[str, Any]:
    """Return a goal of 1 200 000 in the year, of which May and later can still count."""
    return {"kpi": "co.revenue", "period": "2026", "target": cny("1200000.00"), **changes}


def sell(house: House) -> None:
    """Deliver what was sold in January, February and March."""
    connection = house.connect()
    for month in ("2026-01", "2026-02", "2026-03"):
        for name, amount in SOLD.items():
            order = an_order(
                f"{name}-{month}",
                amount,
                timestamp=f"{month}-10T10:00:00+08:00",
                owner={"id": house.people[name]},
            )
            assert connection.deliver(order).status == 200
    house.settle()


@pytest.fixture
def small(running: Running) -> House:
    """Three sellers with history in two teams; HR and the two managers sell as well and have none."""
    house = running.found(roster=SMALL)
    sell(house)
    return house


def drafted(house: House, **changes: Any) -> dict[str, Any]:
    return done(house.as_("林晓").post("/v1/goals", a_goal(**changes)))


def published(house: House, **changes: Any) -> dict[str, Any]:
    goal = drafted(house, **changes)
    return done(house.as_("林晓").post(f"/v1/goals/{goal['id']}/publish", {"version": goal["version"]}))


def read(house: House, goal: dict[str, Any], by: str = "林晓") -> dict[str, Any]:
    return done(house.as_(by).get(f"/v1/goals/{goal['id']}"))


def of_month(goal: dict[str, Any], month: str) -> dict[str, Any]:
    return next(each for each in goal["months"] if each["month"] == month)


def minor(figure: dict[str, str]) -> Decimal:
    return Decimal(figure["amount"])


def parts(month: dict[str, Any]) -> dict[str, str]:
    """Return each seen person's figure of a month by name."""
    return {each["person_name"]: each["target"]["amount"] for each in month["shares"]}


def shift(house: House, goal: dict[str, Any], month: str, by: str = "林晓", **figures: str) -> Reply:
    """Rebalance a month to these figures by the version that stands in `goal`."""
    return house.as_(by).post(
        f"/v1/goals/{goal['id']}/months/{month}/rebalance",
        {
            "version": of_month(goal, month)["version"],
            "targets": [
                {"person_id": house.people[name], "target": cny(amount)} for name, amount in figures.items()
            ],
            "reason": "大客户换人负责",
        },
    )


def told(house: House, name: str) -> list[str]:
    house.job("deliver")
    return sorted(each["topic"] for each in house.as_(name).get("/v1/inbox", limit=100).body["items"])


class TestDraft:
    def test_adds_up_to_the_cent_over_months_and_people(self, small):
        goal = drafted(small, target=cny("1000000.01"))

        assert sum(minor(each["target"]) for each in goal["months"]) == Decimal("1000000.01")
        for month in goal["months"]:
            given = sum(minor(each["target"]) for each in month["shares"])
            assert given + minor(month["unallocated"]) == minor(month["target"])
        assert minor(goal["unallocated"]) == sum(minor(each["unallocated"]) for each in goal["months"])

    def test_says_what_each_part_was_made_from(self, small):
        may = of_month(drafted(small, rule={"cap_bp": None}), "2026-05")

        shares = {each["person_name"]: each for each in may["shares"]}
        assert shares.keys() == {"林晓", "王磊", "何静", "李婷", "陈浩", "冯雪"}
        assert shares["李婷"]["history"] == cny("48000.00")
        assert shares["李婷"]["capacity"] == "1"
        assert shares["王磊"]["history"] is None
        assert [(each["code"], each["zh"][:8]) for each in shares["王磊"]["flags"]] == [
            ("no_history", "没有可用的历史，"[:8])
        ]

    def test_shows_what_nobody_takes_when_everybody_is_capped(self, small):
        for name in ("林晓", "王磊", "何静"):
            person = small.people[name]
            reply = small.as_("周敏").patch(
                f"/v1/people/{person}",
                {
                    "version": 1,
                    "positions": [{"position": "back_office", "share_bp": 10_000, "from": "2026-01-01"}],
                },
            )
            assert reply.status == 200, reply.raw

        may = of_month(drafted(small, target=cny("12000000.00")), "2026-05")

        assert parts(may) == {"李婷": "60000.00", "陈浩": "37500.00", "冯雪": "15000.00"}
        assert may["unallocated"] == cny(f"{minor(may['target']) - Decimal('112500.00'):.2f}")
        assert all([flag["code"] for flag in each["flags"]] == ["capped"] for each in may["shares"])

    def test_says_which_months_will_count_and_which_have_begun(self, small):
        months = drafted(small)["months"]

        assert {each["month"]: (each["state"], each["counts"]) for each in months[:5]} == {
            "2026-01": ("begun", False),
            "2026-02": ("begun", False),
            "2026-03": ("begun", False),
            "2026-04": ("begun", False),
            "2026-05": ("draft", True),
        }
        assert [each["has_begun"] for each in months[:5]] == [True] * 4 + [False]
        assert "仍按原来的目标" in months[0]["zh"]

    def test_says_where_the_season_comes_from(self, small):
        by_workdays = drafted(small)
        typed = drafted(small, indices=["0.5", "0.5", "1.1", *["1.1"] * 9])
        single = drafted(small, period="2026-06")

        assert [each["season"]["basis"] for each in (by_workdays, typed, single)] == [
            "workdays",
            "typed",
            "single",
        ]
        assert "不足 24 个月" in by_workdays["season"]["zh"]
        assert [each["index"] for each in typed["months"][:3]] == ["0.5", "0.5", "1.1"]
        assert of_month(typed, "2026-01")["target"] == cny("50000.00")

    def test_copies_what_does_not_add_up(self, small):
        goal = drafted(small, kpi="sales.repurchase_rate", target="0.3", period="2026-Q3")

        assert (goal["copied"], goal["unallocated"]) == (True, "0")
        assert {share["target"] for month in goal["months"] for share in month["shares"]} == {"0.3"}

    def test_warns_of_parts_that_are_out_of_reach(self, house):
        connection = house.connect()
        for week in range(26):
            day = f"{1 + week % 4 * 7:02}"
            month = f"{2025 if week < 16 else 2026}-{(9 + week // 4 - 1) % 12 + 1:02}"
            order = an_order(f"w{week}", "100.00", timestamp=f"{month}-{day}T10:00:00+08:00")
            assert connection.deliver(order).status == 200
        house.settle()

        warnings = drafted(house, rule={"cap_bp": None})["warnings"]

        assert [(each["code"], each["person_id"], each["month"]) for each in warnings] == [
            ("goal.target_unlikely", house.people["李婷"], "2026-05")
        ]
        assert "可能过高" in warnings[0]["zh"]

    def test_of_a_company_of_yesterday_goes_by_capacity_and_equally(self, running):
        house = running.found(roster=SMALL)

        may = of_month(drafted(house), "2026-05")

        assert may["unallocated"] == cny("0.00")
        assert {tuple(flag["code"] for flag in each["flags"]) for each in may["shares"]} == {("no_history",)}
        assert len(set(parts(may).values())) <= 2  # the same, but for a cent

    def test_says_which_goal_it_would_take_the_place_of(self, small):
        published(small, period="2026-Q3")

        (found,) = [each for each in drafted(small)["warnings"] if each["code"] == "goal.would_replace"]

        assert (found["month"], found["person_id"]) == ("2026-07", None)
        assert "2026-07 至 2026-09（3 个月）" in found["zh"]

    def test_says_that_nobody_takes_all_of_it(self, small):
        capped = drafted(
            small,
            kpi="sales.revenue",
            target=cny("99000000.00"),
            rule={"history_bp": 10_000, "capacity_bp": 0, "equal_bp": 0},
        )
        nobody = drafted(small, position="marketing")

        assert "goal.unallocated" in {each["code"] for each in capped["warnings"]}
        assert [(each["code"], each["month"]) for each in nobody["warnings"]] == [
            ("goal.nobody_takes_part", "2026-05")
        ]

    def test_of_a_year_without_public_holidays_is_marked(self, small):
        known, unknown = drafted(small), drafted(small, period="2035")

        assert (known["season"]["provisional"], unknown["season"]["provisional"]) == (False, True)
        assert [each["code"] for each in unknown["warnings"]] == ["goal.calendar_provisional"]

    def test_tells_nobody_and_holds_nothing(self, small):
        drafted(small)

        assert told(small, "李婷") == []
        assert done(small.as_("李婷").get("/v1/personal-targets", month="2026-05"))["items"] == []

    def test_asked_twice_under_one_key_is_one_goal(self, small):
        client = small.as_("林晓")

        first, second = (client.post("/v1/goals", a_goal(), key="goal-1") for _ in range(2))

        assert (first.status, second.status, second.body) == (201, 201, first.body)
        assert len(done(client.get("/v1/goals"))["items"]) == 1

    @pytest.mark.parametrize(
        ("changes", "outcome"),
        [
            ({"target": cny("-1.00")}, (422, "goal.target_not_positive")),
            ({"target": cny("0.00")}, (422, "goal.target_not_positive")),
            ({"target": {"amount": "1.00", "currency": "USD"}}, (422, "goal.other_currency")),
            ({"target": "1000"}, (422, "goal.money_wanted")),
            ({"target": {"amount": "1.005", "currency": "CNY"}}, (422, "money.not_an_amount")),
            ({"kpi": "co.new_customers", "target": cny("5.00")}, (422, "goal.other_currency")),
            ({"kpi": "co.new_customers", "target": "5.5"}, (422, "goal.figure_too_fine")),
            ({"kpi": "co.retention_rate", "target": "80"}, (422, "goal.target_too_large")),
            ({"kpi": "sales.mood"}, (404, "kpi.unknown")),
            ({"kpi": "all.log_timeliness", "target": "0.9"}, (422, "goal.kpi_is_no_goal")),
            ({"period": "2026-13"}, (422, "body.invalid")),
            ({"position": "pilots"}, (422, "goal.position_unknown")),
            ({"rule": {"equal_bp": 2000}}, (422, "goal.rule_not_whole")),
            ({"rule": {"round_to": "0.001"}}, (422, "goal.rule_not_usable")),
            ({"indices": ["1"] * 11}, (422, "body.invalid")),
            ({"indices": ["1"] * 11 + ["0.9"]}, (422, "goal.indices_not_whole")),
            ({"indices": ["1"] * 10 + ["-1", "3"]}, (422, "goal.index_negative")),
        ],
    )
    def test_refuses_what_cannot_be_aimed_at(self, house, changes, outcome):
        assert house.as_("林晓").post("/v1/goals", a_goal(**changes)).outcome == outcome


class TestPublish:
    def test_makes_the_months_to_come_hold_and_tells_everybody_with_a_part(self, small):
        goal = published(small)

        assert [each["state"] for each in goal["months"]] == ["begun"] * 4 + ["counts"] * 8
        assert (goal["state"], goal["version"]) == ("published", 2)
        assert read(small, goal)["months"] == goal["months"]
        assert {name: told(small, name) for name in SMALL} == {
            **{name: ["goal.published"] for name in SMALL},
            "周敏": [],
        }

    def test_says_in_the_message_what_is_asked(self, small):
        target = parts(of_month(published(small), "2026-05"))["李婷"]
        small.job("deliver")

        (message,) = small.as_("李婷").get("/v1/inbox").body["items"]

        figure = f"{Decimal(target):f}".rstrip("0").rstrip(".")
        assert f"2026-05 为 {figure} 元" in message["text"]

    def test_leaves_months_that_have_begun_with_what_they_had(self, small):
        published(small)

        items = {
            month: done(small.as_("李婷").get("/v1/personal-targets", month=month))["items"]
            for month in ("2026-04", "2026-05")
        }

        assert (len(items["2026-04"]), len(items["2026-05"])) == (0, 1)

    def test_of_months_that_have_all_begun_is_refused(self, small):
        goal = drafted(small, period="2026-04")

        reply = small.as_("林晓").post(f"/v1/goals/{goal['id']}/publish", {"version": 1})

        assert reply.outcome == (409, "goal.every_month_has_begun")
        assert "2026-04-03" in reply.body["detail"]

    def test_replaces_an_older_goal_of_the_same_kpi(self, small):
        older = published(small)
        newer = published(small, kpi="sales.revenue", period="2026-Q3", target=cny("300000.00"))

        states = {each["month"]: each["state"] for each in read(small, older)["months"]}
        found = done(small.as_("李婷").get("/v1/personal-targets", month="2026-08"))["items"]
        assert (states["2026-06"], states["2026-08"]) == ("counts", "replaced")
        assert [each["goal_id"] for each in found] == [newer["id"]]

    def test_tells_whoever_loses_a_part_by_it(self, small):
        published(small, period="2026-06")
        body = {
            "version": 1,
            "positions": [{"position": "back_office", "share_bp": 10_000, "from": "2026-05-01"}],
        }
        assert small.as_("周敏").patch(f"/v1/people/{small.people['冯雪']}", body).status == 200

        published(small, period="2026-06", target=cny("90000.00"))

        assert told(small, "冯雪") == ["goal.part_ended", "goal.published"]

    def test_by_a_stale_version_is_refused_with_the_newest(self, small):
        goal = drafted(small)
        assert shift(small, goal, "2026-05", 李婷="20000.00").status == 200

        reply = small.as_("林晓").post(f"/v1/goals/{goal['id']}/publish", {"version": 1})

        assert reply.outcome == (409, "resource.changed")
        assert reply.body["current"] == {"version": 2}

    def test_is_refused_where_people_changed_since_the_draft(self, small):
        goal = drafted(small)
        newcomer = {
            "name": "新人",
            "access_role": "employee",
            "positions": [{"position": "sales", "share_bp": 10_000, "from": "2026-04-01"}],
        }
        assert small.as_("周敏").post("/v1/people", newcomer).status == 201
        gone = {"version": 1, "left_on": "2026-04-20"}
        assert small.as_("周敏").patch(f"/v1/people/{small.people['冯雪']}", gone).status == 200

        reply = small.as_("林晓").post(f"/v1/goals/{goal['id']}/publish", {"version": 1})

        assert reply.outcome == (409, "goal.people_changed")
        assert "冯雪、新人" in reply.body["detail"]
        assert published(small)["state"] == "published"

    def test_by_two_at_once_is_done_once(self, small):
        goal = drafted(small)
        clients = [small.as_(name) for name in ("林晓", "周敏")]

        with ThreadPoolExecutor(2) as pool:
            replies = list(
                pool.map(lambda each: each.post(f"/v1/goals/{goal['id']}/publish", {"version": 1}), clients)
            )

        assert sorted(each.status for each in replies) == [200, 409]
        assert told(small, "李婷") == ["goal.published"]

    def test_a_second_time_is_refused_and_under_the_same_key_is_the_first_answer(self, small):
        goal = drafted(small)
        path, client = f"/v1/goals/{goal['id']}/publish", small.as_("林晓")

        first, again = (client.post(path, {"version": 1}, key="publish") for _ in range(2))
        anew = client.post(path, {"version": 2})

        assert again.body == first.body
        assert anew.outcome == (409, "goal.not_possible_now")


class TestWithdraw:
    def test_gives_months_to_come_back_to_the_plans(self, small):
        goal = published(small)
        path = f"/v1/goals/{goal['id']}/withdraw"

        after = done(small.as_("周敏").post(path, {"version": 2, "reason": "市场变化"}))

        assert [each["state"] for each in after["months"]] == ["begun"] * 4 + ["withdrawn"] * 8
        assert read(small, goal)["state"] == "withdrawn"
        assert done(small.as_("李婷").get("/v1/personal-targets", month="2026-05"))["items"] == []
        assert told(small, "李婷") == ["goal.published", "goal.withdrawn"]

    def test_of_a_draft_tells_nobody(self, small):
        goal = drafted(small)

        done(small.as_("林晓").post(f"/v1/goals/{goal['id']}/withdraw", {"version": 1, "reason": "写错了"}))

        assert told(small, "李婷") == []
        again = small.as_("林晓").post(f"/v1/goals/{goal['id']}/withdraw", {"version": 2, "reason": "写错了"})
        assert again.outcome == (409, "goal.not_possible_now")

    def test_shows_every_month_of_a_draft_as_withdrawn(self, small):
        goal = drafted(small)
        published(small)

        path = f"/v1/goals/{goal['id']}/withdraw"
        after = done(small.as_("林晓").post(path, {"version": 1, "reason": "重复"}))

        assert {each["state"] for each in after["months"]} == {"withdrawn"}
        assert read(small, goal)["months"] == after["months"]

    def test_leaves_the_months_of_an_older_goal_ended(self, small):
        older, newer = published(small), published(small, period="2026-Q3")
        body = {"version": 2, "reason": "市场变化"}

        done(small.as_("周敏").post(f"/v1/goals/{newer['id']}/withdraw", body))

        states = {each["month"]: each["state"] for each in read(small, older)["months"]}
        assert (states["2026-06"], states["2026-08"]) == ("counts", "ended")

    def test_leaves_room_for_another_goal(self, small):
        goal = published(small)
        done(small.as_("林晓").post(f"/v1/goals/{goal['id']}/withdraw", {"version": 2, "reason": "改目标"}))

        assert of_month(published(small), "2026-05")["state"] == "counts"


class TestRebalance:
    def test_fixes_what_is_typed_and_the_others_share_the_rest(self, small):
        goal = published(small, rule={"cap_bp": None})
        before = of_month(goal, "2026-05")

        after = of_month(done(shift(small, goal, "2026-05", 李婷="30000.00")), "2026-05")

        assert parts(after)["李婷"] == "30000.00"
        assert sum(map(Decimal, parts(after).values())) == sum(map(Decimal, parts(before).values()))
        assert after["version"] == before["version"] + 1
        assert told(small, "陈浩") == ["goal.published", "goal.rebalanced"]

    def test_in_a_draft_tells_nobody(self, small):
        goal = drafted(small, rule={"cap_bp": None})

        after = done(shift(small, goal, "2026-05", 李婷="30000.00"))

        assert (after["version"], parts(of_month(after, "2026-05"))["李婷"]) == (2, "30000.00")
        assert told(small, "李婷") == []

    def test_of_a_month_that_has_begun_is_refused(self, small):
        assert shift(small, drafted(small), "2026-04", 李婷="1.00").outcome == (409, "goal.month_has_begun")

    def test_of_a_month_that_the_goal_does_not_hold_is_refused(self, small):
        goal = published(small, period="2026-Q3")
        path = f"/v1/goals/{goal['id']}/months/2026-11/rebalance"
        body = {
            "version": 1,
            "targets": [{"person_id": small.people["李婷"], "target": cny("1.00")}],
            "reason": "错",
        }

        assert small.as_("林晓").post(path, body).outcome == (404, "goal.no_such_month")

    def test_leaves_the_part_of_whoever_makes_it_as_it_was(self, small):
        goal = published(small, rule={"cap_bp": None})
        before = parts(of_month(goal, "2026-05"))

        after = parts(of_month(done(shift(small, goal, "2026-05", by="林晓", 李婷="20000.00")), "2026-05"))

        assert after["林晓"] == before["林晓"]
        assert after["李婷"] == "20000.00"
        assert sum(map(Decimal, after.values())) == sum(map(Decimal, before.values()))

    def test_names_nobody_twice(self, small):
        goal = published(small)
        targets = [{"person_id": small.people["李婷"], "target": cny(each)} for each in ("1.00", "2.00")]
        body = {"version": of_month(goal, "2026-05")["version"], "targets": targets, "reason": "错"}

        found = small.as_("王磊").post(f"/v1/goals/{goal['id']}/months/2026-05/rebalance", body)

        assert found.outcome == (422, "goal.person_twice")

    def test_by_a_manager_keeps_the_sum_of_their_people(self, small):
        goal = published(small, rule={"cap_bp": None})
        before = parts(of_month(goal, "2026-05"))

        after = parts(of_month(done(shift(small, goal, "2026-05", by="王磊", 李婷="20000.00")), "2026-05"))

        assert after.keys() == {"王磊", "李婷", "陈浩"}
        assert Decimal(after["李婷"]) + Decimal(after["陈浩"]) == Decimal(before["李婷"]) + Decimal(
            before["陈浩"]
        )
        assert after["王磊"] == before["王磊"]
        everybody = parts(of_month(read(small, goal), "2026-05"))
        assert (everybody["冯雪"], everybody["林晓"]) == (before["冯雪"], before["林晓"])

    @pytest.mark.parametrize(
        ("figures", "outcome"),
        [
            ({"冯雪": "1.00"}, (403, "goal.not_your_people")),
            ({"王磊": "1.00"}, (403, "goal.own_figure")),
            ({"李婷": "1.00", "陈浩": "1.00"}, (422, "goal.team_sum_moves")),
            ({"李婷": "90000.00"}, (422, "goal.team_sum_moves")),
        ],
    )
    def test_by_a_manager_goes_no_further(self, small, figures, outcome):
        goal = published(small)

        assert shift(small, goal, "2026-05", by="王磊", **figures).outcome == outcome

    @pytest.mark.parametrize(
        ("figures", "outcome"),
        [
            ({"李婷": "9000000.00"}, (422, "goal.typed_above_month")),
            ({"李婷": "-1.00"}, (422, "goal.figure_negative")),
            ({"周敏": "1.00"}, (422, "goal.no_part")),
            ({"李婷": "9000000000000.00"}, (422, "goal.target_too_large")),
            ({"林晓": "1.00"}, (403, "goal.own_figure")),
        ],
    )
    def test_refuses_figures_that_do_not_fit(self, small, figures, outcome):
        assert shift(small, published(small), "2026-05", **figures).outcome == outcome

    def test_calls_somebody_without_a_part_by_name(self, small):
        reply = shift(small, published(small), "2026-05", 周敏="1.00")

        assert reply.body["detail"].startswith("“周敏”没有参与 2026-05")

    def test_by_two_who_saw_the_same_is_done_once(self, small):
        goal = published(small)

        replies = [shift(small, goal, "2026-05", by=name, 李婷="20000.00") for name in ("林晓", "周敏")]

        assert [each.status for each in replies] == [200, 409]
        assert replies[1].body["current"] == {"version": of_month(goal, "2026-05")["version"] + 1}


class TestReading:
    def test_shows_a_manager_their_own_people_alone(self, small):
        goal = published(small)

        may = of_month(read(small, goal, by="何静"), "2026-05")

        assert (parts(may).keys(), may["hidden"]) == ({"何静", "冯雪"}, 4)

    def test_is_for_leaders_and_auditors(self, house):
        goal = drafted(house)

        asked = {
            name: house.as_(name).get(f"/v1/goals/{goal['id']}").status for name in ("李婷", "王磊", "顾平")
        }

        assert asked == {"李婷": 403, "王磊": 200, "顾平": 200}

    def test_lists_goals_with_their_state(self, small):
        published(small)
        drafted(small, period="2026-Q3")

        items = done(small.as_("王磊").get("/v1/goals"))["items"]

        assert [(each["period"], each["state"], each["state_zh"]) for each in items] == [
            ("2026", "published", "已发布"),
            ("2026-Q3", "draft", "草稿"),
        ]


class TestDerived:
    def test_proposes_nothing_while_an_input_is_unknown(self, small):
        found = done(small.as_("林晓").get(f"/v1/goals/{drafted(small)['id']}/derived"))

        leads = next(each for each in found["items"] if each["kpi"] == "mkt.valid_leads")
        assert (leads["target"], leads["missing"]) == (None, ["lead_to_order_rate"])
        assert "还不知道线索成交率" in leads["zh"]

    def test_works_back_to_leads_and_says_from_what(self, small):
        connection = small.connect()
        for number in range(4):
            lead = {
                "type": "lead.created",
                "timestamp": "2025-12-15T10:00:00+08:00",
                "data": {
                    "id": f"lead-{number}",
                    "owner": {"id": small.people["王磊"]},
                    "customer_ref": {"vendor_id": "cust-李婷-2026-01" if number == 0 else f"nobody-{number}"},
                },
            }
            assert connection.deliver(lead).status == 200
        small.settle()

        found = done(small.as_("林晓").get(f"/v1/goals/{drafted(small)['id']}/derived"))

        leads = next(each for each in found["items"] if each["kpi"] == "mkt.valid_leads")
        inputs = {each["name"]: (each["value"], each["n"]) for each in leads["inputs"]}
        assert inputs == {"average_order": ("30000", 9), "lead_to_order_rate": ("0.25", 4)}
        assert leads["target"] == "160"  # 1 200 000 ÷ (30 000 × 25 %)
        assert (leads["inputs"][0]["first_on"], leads["inputs"][0]["last_on"]) == ("2026-01-01", "2026-03-31")

    def test_says_that_other_goals_lead_nowhere(self, small):
        goal = drafted(small, kpi="sales.repurchase_rate", target="0.3")

        found = done(small.as_("林晓").get(f"/v1/goals/{goal['id']}/derived"))

        assert (found["applies"], found["items"]) == (False, [])
