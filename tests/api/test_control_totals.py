"""Control totals over HTTP: what a source says of a day against what arrived, and what follows for the score."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.companies import SECRET, Connection, House, an_order
from tests.api.populated import a_total, done

MARCH, JULY, OCTOBER = "2026-03", "2026-07", "2026-10"


def orders(count: int, *, first: int = 0, day: str = "2026-03-02") -> list[dict[str, Any]]:
    return [
        an_order(f"o-{day}-{number}", "10.00", timestamp=f"{day}T10:00:00+08:00")
        for number in range(first, first + count)
    ]


def totals(count: int, *, day: str = "2026-03-02", version: int = 1, **more: Any) -> dict[str, Any]:
    data = {"id": f"t-{day}", "day": day, "type": "order.paid", "count": count, "version": version, **more}
    return {"type": "control.totals", "timestamp": "2026-03-31T10:00:00+08:00", "data": data}


def card(house: House, name: str = "李婷", period: str = MARCH) -> dict[str, Any]:
    return done(house.as_("林晓").get(f"/v1/scores/{house.people[name]}", period=period))


def listed(house: House, month: str = MARCH) -> list[dict[str, Any]]:
    return list(done(house.as_("林晓").get("/v1/control-totals", month=month))["items"])


@pytest.fixture
def shop(house: House) -> Connection:
    return house.connect(secret=SECRET)


class TestASource:
    def test_that_has_half_a_percent_more_passes_and_one_more_record_does_not(self, house, shop):
        shop.deliver([*orders(199), totals(200)])
        house.settle()
        at_the_bound = listed(house)
        shop.deliver(totals(201, version=2))
        house.settle()

        beyond = listed(house)
        assert [each["state"] for each in (*at_the_bound, *beyond)] == ["ok", "mismatch"]
        assert (beyond[0]["theirs"]["count"], beyond[0]["ours"]["count"]) == (201, 199)
        assert beyond[0]["difference"] == {"count": -2, "amount": None}

    def test_whose_totals_differ_blocks_the_month_until_late_deliveries_close_the_gap(self, house, shop):
        shop.deliver([*orders(3), totals(4)])
        house.settle()
        house.job("scores", period=MARCH)
        blocked = card(house)
        shop.deliver(orders(1, first=3))
        house.settle()

        house.job("scores")

        lines = [each for each in blocked["lines"] if each["state"] == "blocked"]
        assert blocked["state"] == "blocked_publication" and blocked["total"] is None
        assert {each["reason_code"] for each in lines} == {"kpi.totals_differ"}
        assert f"来源 {shop.id}，2026-03-02" in lines[0]["reason"]
        assert "blocked" not in {each["state"] for each in card(house)["lines"]}

    def test_whose_amounts_differ_blocks_as_well(self, house, shop):
        money = {"amount": "30.16", "currency": "CNY"}
        shop.deliver([*orders(3), totals(3, amount=money)])
        house.settle()

        (found,) = listed(house)

        assert (found["state"], found["theirs"]["amount"], found["ours"]["amount"]["amount"]) == (
            "mismatch",
            money,
            "30.00",
        )

    def test_that_differs_in_march_blocks_of_july_what_is_too_small_without_march_and_nothing_of_october(
        self, clock
    ):
        house = clock.found()
        shop = house.connect(secret=SECRET)
        clock.set_clock(datetime(2026, 11, 1, 2, tzinfo=UTC))
        house.sign_in_again()
        shop.deliver([*orders(3), totals(4), *orders(3, day="2026-07-02"), *orders(3, day="2026-10-02")])
        house.settle()

        for month in (MARCH, JULY, OCTOBER):
            house.job("scores", period=month)

        blocked = {
            month: {
                each["kpi"]: each["reason_code"]
                for each in card(house, period=month)["lines"]
                if each["state"] == "blocked"
            }
            for month in (MARCH, JULY, OCTOBER)
        }
        assert card(house, period=MARCH)["state"] == "blocked_publication"
        assert blocked[JULY] == {"sales.repurchase_rate": "kpi.totals_differ"}
        assert blocked[OCTOBER] == {}

    def test_is_counted_by_its_newest_version_whatever_comes_last(self, house, shop):
        shop.deliver([*orders(3), totals(3, version=10)])
        shop.deliver(totals(9, version=9))
        house.settle()

        (found,) = listed(house)

        assert (found["state"], found["sent"]["count"]) == ("ok", 3)

    def test_s_totals_are_no_events_and_nonsense_is_set_aside(self, house, shop):
        nonsense = [
            totals(-1), totals(1, day="2026-13-01"), totals(1, day="2026-05-01"), totals(True),
            {**totals(1), "data": {**totals(1)["data"], "type": "moon.landed"}}, {"type": "control.totals"},
        ]  # fmt: skip
        shop.deliver([totals(0), *nonsense])
        house.settle()

        events = done(house.as_("林晓").get("/v1/events", month=MARCH))["items"]
        sources = done(house.as_("林晓").get("/v1/sources", month="2026-04"))["items"]

        assert (events, len(listed(house))) == ([], 1)
        assert {each["connection_id"]: each["quarantined"] for each in sources}[shop.id] == len(nonsense)


class TestAnEnteredTotal:
    def test_stands_before_what_the_connection_sent_until_it_is_withdrawn(self, house, shop):
        client = house.as_("林晓")
        shop.deliver([*orders(3), totals(3)])
        house.settle()
        entered = client.post("/v1/control-totals", a_total(shop.id, "2026-03-02", 5))
        differing = listed(house)

        gone = {"connection_id": shop.id, "day": "2026-03-02", "type": "order.paid"}
        client.post("/v1/control-totals/withdraw", {**gone, "version": entered.body["version"]})

        (after,) = listed(house)
        assert entered.status == 201 and entered.body["entered"]["by"] == house.people["林晓"]
        assert (differing[0]["state"], differing[0]["theirs"]["count"]) == ("mismatch", 5)
        assert (after["state"], after["theirs"]["count"], after["entered"]) == ("ok", 3, None)

    def test_is_replaced_only_by_who_saw_it(self, house, shop):
        client = house.as_("林晓")
        first = client.post("/v1/control-totals", a_total(shop.id, "2026-03-02", 5)).body

        unseen = client.post("/v1/control-totals", a_total(shop.id, "2026-03-02", 6))
        seen = client.post(
            "/v1/control-totals", {**a_total(shop.id, "2026-03-02", 6), "version": first["version"]}
        )

        assert unseen.outcome == (409, "resource.changed")
        assert (seen.status, seen.body["entered"]["count"], seen.body["version"]) == (201, 6, 2)

    @pytest.mark.parametrize(
        ("changes", "outcome"),
        [
            ({"type": "moon.landed"}, (422, "event.unknown_type")),
            ({"day": "2026-04-02"}, (422, "control_total.day_ahead")),
            ({"amount": {"amount": "1.00", "currency": "USD"}}, (422, "control_total.another_currency")),
            ({"connection_id": "con_nobodys"}, (404, "resource.not_found")),
        ],
    )
    def test_is_refused_where_it_cannot_be_one(self, house, shop, changes, outcome):
        body = {**a_total(shop.id, "2026-03-02"), **changes}

        assert house.as_("林晓").post("/v1/control-totals", body).outcome == outcome

    def test_that_is_not_there_cannot_be_withdrawn(self, house, shop):
        shop.deliver(totals(3))
        house.settle()
        body = {"connection_id": shop.id, "day": "2026-03-02", "type": "order.paid", "version": 1}

        asked = house.as_("林晓").post("/v1/control-totals/withdraw", body)

        assert asked.outcome == (404, "resource.not_found")

    def test_pages_through_many(self, house, shop):
        shop.deliver([totals(1, day=f"2026-03-{day:02}") for day in range(1, 8)])
        house.settle()
        client = house.as_("顾平")

        first = client.get("/v1/control-totals", month=MARCH, limit=4).body
        second = client.get("/v1/control-totals", month=MARCH, limit=4, cursor=first["next"]).body

        days = [each["day"] for each in (*first["items"], *second["items"])]
        assert days == [f"2026-03-{day:02}" for day in range(1, 8)] and second["next"] is None


class TestFreshness:
    def test_a_score_says_how_fresh_its_sources_were_and_a_run_without_news_leaves_it_to_the_byte(
        self, clock
    ):
        house = clock.found()
        shop = house.connect(secret=SECRET)
        shop.deliver(orders(2))
        house.settle()
        house.job("scores", period=MARCH)
        first = card(house)
        clock.set_clock(datetime(2026, 4, 1, 2, tzinfo=UTC) + timedelta(hours=3))
        house.sign_in_again()

        house.job("scores", period=MARCH)

        fresh = {each["kpi"]: each["fresh_at"] for each in first["lines"]}
        assert fresh["sales.repurchase_rate"] is not None
        assert fresh["sales.cycle_days"] is None
        assert card(house) == first
