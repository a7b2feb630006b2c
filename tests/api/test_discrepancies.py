"""Closed months over HTTP: what came late is found, told and decided on, and the result stays until it is."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import done

JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"
NAMES = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "方芳": ("hr", "周敏"),
    "顾平": ("auditor", "周敏"),
    "王磊": ("manager", "周敏"),
    "何静": ("manager", "周敏"),
    "李婷": ("employee", "王磊"),
    "陈浩": ("employee", "王磊"),
    "冯雪": ("employee", "何静"),
}
TARGETED = (
    "sales.revenue",
    "sales.new_customers",
    "sales.new_customer_revenue_share",
    "sales.avg_order_value",
)


def at(clock: Running, house: House, text: str) -> None:
    """Let it be this local time, and let everybody sign in again."""
    clock.set_clock(datetime.fromisoformat(f"{text}+08:00"))
    house.sign_in_again()


def bought(entity: str, day: str, yuan: str = "8000.00", customer: str = "", **more: Any) -> dict[str, Any]:
    """An order of 李婷's on a day, of a customer of its own unless one is named."""
    ref = {"vendor_id": customer or f"cust-{entity}"}
    return an_order(entity, yuan, timestamp=f"{day}T10:00:00+08:00", customer_ref=ref, **more)


def others(day: str) -> list[dict[str, Any]]:
    """Two more orders of the day, of somebody who has bought before: with them the month needs no widening."""
    return [bought(f"more-{n}", day, "1000.00", "long-known") for n in range(2)]


def refund(entity: str, order: str, day: str, yuan: str) -> dict[str, Any]:
    data = {"id": entity, "order_ref": order, "amount": {"amount": yuan, "currency": "CNY"}}
    return {"type": "order.refunded", "timestamp": f"{day}T10:00:00+08:00", "data": data}


def deliver(house: House, *facts: dict[str, Any]) -> None:
    """Let facts arrive now, and let the hourly scores follow."""
    house.connect().deliver(list(facts))
    house.settle()
    house.job("scores")


def score(house: House, month: str, name: str = "李婷", **query: str) -> dict[str, Any]:
    """A person's score of a month as HR reads it."""
    path = f"/v1/scores/{house.people[name]}"
    found: dict[str, Any] = done(house.as_("林晓").get(path, period=month, **query))
    return found


def line(house: House, month: str, kpi: str) -> dict[str, Any]:
    return next(each for each in score(house, month)["lines"] if each["kpi"] == kpi)


def found(house: House, month: str = JANUARY, *, by: str = "林晓", **query: str) -> list[dict[str, Any]]:
    return list(done(house.as_(by).get("/v1/discrepancies", period=month, **query))["items"])


def decide(house: House, one: dict[str, Any], choice: str, *, by: str = "林晓", **more: Any) -> Any:
    body = {"choice": choice, "reason": "核对过源系统", "version": one["version"], **more}
    return house.as_(by).post(f"/v1/discrepancies/{one['id']}/decide", body)


def second(house: House, one: dict[str, Any], by: str, *, agree: bool = True, **more: Any) -> Any:
    return house.as_(by).post(f"/v1/discrepancies/{one['id']}/second", {"agree": agree, **more})


def told(house: House, name: str) -> list[str]:
    house.job("deliver")
    items = house.as_(name).get("/v1/inbox", limit=100).body["items"]
    return [str(each["topic"]) for each in reversed(items)]


def founded(clock: Running, roster: dict[str, tuple[str, str | None]], *more: dict[str, Any]) -> House:
    """Monday, 2 February: January is scored and declared. 李婷 sold for 40 000 to five customers; `more` came too."""
    clock.set_clock(datetime.fromisoformat("2025-12-31T10:00:00+08:00"))
    house = clock.found(roster=roster)
    lines = [{"kpi": kpi, "weight_bp": 2500} for kpi in TARGETED]
    lines[0]["target"], lines[3]["target"] = "50000", "10000"
    plan = {"position": "sales", "from": "2026-01-02", "lines": lines, "note": "一月方案"}
    done(house.as_("周敏").post("/v1/plans", plan))
    at(clock, house, "2026-02-02T10:00:00")
    orders = [bought(f"jan-{day}", f"2026-01-{day:02}") for day in range(5, 10)]
    house.connect().deliver([*orders, bought("old", "2025-11-11", customer="long-known"), *more])
    house.settle()
    for job in ("scores", "declarations", "deliver"):
        house.job(job)
    return house


@pytest.fixture
def january(clock: Running) -> House:
    return founded(clock, NAMES)


class TestAClosedMonth:
    def test_stays_as_it_was_declared_and_the_late_event_is_noted(self, january):
        before, form = score(january, JANUARY), january.forms(JANUARY)["李婷"]

        deliver(january, bought("late", "2026-01-20"))

        assert score(january, JANUARY) == before
        assert january.forms(JANUARY)["李婷"] == form
        [one] = found(january)
        assert (one["state"], one["person_id"]) == ("open", january.people["李婷"])
        assert (one["score_hash"], one["total_before"]) == (before["hash"], before["total"])
        assert one["would_be_hash"] != one["score_hash"]
        assert Decimal(one["total_after"]) > Decimal(one["total_before"])
        moved = sum(Decimal(each["delta"]) for each in one["kpis"])
        assert moved == Decimal(one["total_after"]) - Decimal(one["total_before"])
        assert {each["kpi"] for each in one["kpis"]} >= {"sales.revenue", "sales.new_customers"}
        assert (len(one["new_events"]), one["gone_events"], one["can_carry"]) == (1, [], True)

    def test_with_nothing_late_has_no_discrepancy(self, january):
        for _ in range(2):
            january.job("scores")

        assert found(january) == []

    def test_takes_a_refund_in_the_month_in_which_it_happens(self, january):
        """January was closed with 40 000; 20 000 of it go back in February."""
        before = score(january, JANUARY)
        sold = line(january, JANUARY, "sales.revenue")["value"]

        deliver(
            january,
            *(refund(f"back-{day}", f"jan-{day}", "2026-02-02", "8000.00") for day in (5, 6)),
            refund("back-7", "jan-7", "2026-02-02", "4000.00"),
        )

        assert score(january, JANUARY) == before
        assert found(january) == []
        assert sold == "40000"
        assert line(january, FEBRUARY, "sales.revenue")["value"] == "-20000"

    def test_keeps_a_later_order_of_a_late_customer_from_being_new(self, january):
        """The customer's first order, of 20 January, arrives after January was closed."""
        deliver(january, bought("feb", "2026-02-02", customer="both"), *others("2026-02-02"))
        alone = line(january, FEBRUARY, "sales.new_customer_revenue_share")["numerator"]

        deliver(january, bought("first", "2026-01-20", customer="both"))

        assert alone == "8000"
        assert line(january, FEBRUARY, "sales.new_customer_revenue_share")["numerator"] == "0"
        assert line(january, FEBRUARY, "sales.new_customers")["value"] == "0"
        assert [each["state"] for each in found(january)] == ["open"]

    def test_is_told_once_to_the_person_and_to_hr(self, january):
        deliver(january, bought("late", "2026-01-20"))
        january.job("scores")

        topics = {name: told(january, name).count("discrepancy.found") for name in NAMES if name != "顾平"}

        assert {name for name, number in topics.items() if number} == {"李婷", "林晓", "方芳"}
        assert set(topics.values()) == {0, 1}

    def test_has_one_open_discrepancy_that_follows_what_comes(self, january):
        deliver(january, bought("late", "2026-01-20"))
        [first] = found(january)

        deliver(january, bought("later", "2026-01-21"))

        [one] = found(january)
        assert (one["id"], one["version"], len(one["new_events"])) == (first["id"], 2, 2)
        assert one["would_be_hash"] != first["would_be_hash"]
        assert [each["action"] for each in one["history"]] == ["found", "change"]

    def test_has_none_any_more_once_the_difference_is_gone(self, january):
        deliver(january, bought("late", "2026-01-20"))

        deliver(january, refund("taken-back", "late", "2026-01-25", "8000.00"))

        [one] = found(january)
        assert (one["state"], one["history"][-1]["action"]) == ("resolved", "resolve")


class TestADiscrepancy:
    @pytest.fixture
    def late(self, january: House) -> dict[str, Any]:
        deliver(january, bought("late", "2026-01-20"))
        return found(january)[0]

    def test_is_seen_by_those_who_see_the_person(self, january, late):
        path = f"/v1/discrepancies/{late['id']}"

        statuses = {name: january.as_(name).get(path).status for name in NAMES}
        listed = {name: len(found(january, by=name)) for name in NAMES}

        seers = {"周敏", "林晓", "方芳", "顾平", "王磊", "李婷"}
        assert statuses == {name: 200 if name in seers else 404 for name in NAMES}
        assert listed == {name: int(name in seers) for name in NAMES}
        assert found(january, state="ignored") == []

    def test_that_is_ignored_never_comes_back_as_the_same(self, january, late):
        before = score(january, JANUARY)

        after = done(decide(january, late, "ignore"))
        january.job("scores")

        assert (after["state"], after["reason"]) == ("ignored", "核对过源系统")
        assert after["decided_by"] == january.people["林晓"]
        assert found(january) == [done(january.as_("李婷").get(f"/v1/discrepancies/{late['id']}"))] == [after]
        assert score(january, JANUARY) == before
        assert told(january, "李婷")[-1] == "discrepancy.ignored"

        deliver(january, bought("another", "2026-01-22"))
        assert [each["state"] for each in found(january)] == ["ignored", "open"]
        deliver(january, refund("never-mind", "another", "2026-01-23", "8000.00"))
        assert [each["state"] for each in found(january)] == ["ignored", "resolved"]

    def test_is_decided_once_whoever_asks(self, january, late):
        first = decide(january, late, "ignore")
        again = decide(january, late, "carry", by="方芳")
        key = {"key": "the-same-key"}
        body = {"choice": "ignore", "reason": "再来一次", "version": 2}
        refused = january.as_("方芳").post(f"/v1/discrepancies/{late['id']}/decide", body, **key)

        assert first.status == 200
        assert again.outcome == (409, "discrepancy.stale_version")
        assert again.body["current"] == {"state": "ignored", "version": 2}
        assert refused.outcome == (409, "discrepancy.wrong_state")

    def test_repeated_under_one_key_answers_the_same(self, january, late):
        body = {"choice": "carry", "reason": "二月补计", "version": late["version"]}
        path = f"/v1/discrepancies/{late['id']}/decide"

        replies = [january.as_("林晓").post(path, body, key="carry-once") for _ in range(2)]

        assert replies[0].status == 200
        assert replies[0].body == replies[1].body
        assert replies[1].headers["idempotency-replayed"] == "true"

    @pytest.mark.parametrize("more", [{"total": "100"}, {"points": 5}, {"would_be_hash": "0"}])
    def test_takes_no_number_from_anybody(self, january, late, more):
        assert decide(january, late, "ignore", **more).status == 422

    def test_of_ones_own_month_is_somebody_elses_to_decide(self, january):
        owned = {"owner": {"id": january.people["林晓"]}}
        deliver(january, bought("hers", "2026-01-20", **owned))
        one = next(each for each in found(january) if each["person_id"] == january.people["林晓"])

        assert decide(january, one, "ignore").outcome == (403, "discrepancy.about_yourself")
        assert decide(january, one, "ignore", by="方芳").status == 200
        assert decide(january, one, "ignore", by="王磊").outcome == (403, "access.role_too_low")


class TestCarrying:
    def test_counts_the_late_event_once_in_the_next_open_month(self, january):
        deliver(january, bought("feb", "2026-02-02"))
        deliver(january, bought("late", "2026-01-20"))
        before, [one] = score(january, JANUARY), found(january)

        after = done(decide(january, one, "carry"))
        january.job("scores")

        assert (after["state"], after["carried_to"]) == ("carried", "2026-02-01")
        assert score(january, JANUARY) == before
        revenue = line(january, FEBRUARY, "sales.revenue")
        assert revenue["value"] == "16000"
        assert set(one["new_events"]) <= set(revenue["evidence"])
        path = f"/v1/scores/{january.people['李婷']}/records"
        records = done(january.as_("李婷").get(path, period=FEBRUARY, kpi="sales.revenue"))["items"]
        assert set(one["new_events"]) <= {each["event_id"] for each in records}
        assert [each["state"] for each in found(january)] == ["carried"]
        assert found(january, FEBRUARY) == []
        assert january.measure("net_sales", period=JANUARY)["value"] == "40000"
        assert january.measure("net_sales", period=FEBRUARY)["value"] == "16000"
        assert told(january, "李婷")[-1] == "discrepancy.carried"

    def test_leaves_the_class_of_the_customers_later_order_as_it_is(self, january):
        deliver(
            january,
            bought("feb", "2026-02-02", customer="both"),
            *others("2026-02-02"),
            bought("first", "2026-01-20", customer="both"),
        )

        done(decide(january, found(january)[0], "carry"))
        january.job("scores")

        share = line(january, FEBRUARY, "sales.new_customer_revenue_share")
        assert (share["numerator"], share["denominator"]) == ("8000", "18000")
        assert line(january, FEBRUARY, "sales.new_customers")["value"] == "1"

    def test_takes_what_goes_back_of_the_order_along(self, january):
        deliver(january, bought("late", "2026-01-20"))
        done(decide(january, found(january)[0], "carry"))
        january.job("scores")

        deliver(january, refund("late-too", "late", "2026-01-25", "3000.00"))

        assert [each["state"] for each in found(january)] == ["carried"]
        assert line(january, FEBRUARY, "sales.revenue")["value"] == "5000"

    def test_passes_over_months_that_are_declared_already(self, clock, january):
        at(clock, january, "2026-03-02T10:00:00")
        for job in ("scores", "declarations"):
            january.job(job)
        deliver(january, bought("late", "2026-01-20"))

        after = done(decide(january, found(january)[0], "carry"))
        january.job("scores")

        assert after["carried_to"] == "2026-03-01"
        assert line(january, MARCH, "sales.revenue")["value"] == "8000"
        assert [each for each in found(january, FEBRUARY) if each["state"] == "open"] == []

    def test_leaves_a_known_refund_of_the_same_order_where_it_is(self, clock):
        """Refunds that carry their order's id alone: 1 000 was known in January, 2 000 of it came late."""
        house = founded(clock, NAMES, refund("jan-5", "jan-5", "2026-01-10", "1000.00"))
        deliver(house, refund("jan-5", "jan-5", "2026-01-28", "2000.00"))

        done(decide(house, found(house)[0], "carry"))
        house.job("scores")

        assert line(house, JANUARY, "sales.revenue")["value"] == "39000"
        sold = [house.measure("net_sales", period=month)["value"] for month in (JANUARY, FEBRUARY)]
        assert sold == ["39000", "-2000"]
        assert [each["state"] for each in found(house)] == ["carried"]

    def test_is_refused_where_a_colleagues_month_holds_the_event_on_record(self, january):
        shares = [{"owner": name, "share_bp": 5000} for name in ("李婷", "陈浩")]
        shared = bought("both", "2026-01-20", owners=shares)
        del shared["data"]["owner"]
        deliver(january, shared)
        noted = {each["person_id"]: each for each in found(january)}
        hers, his = (noted[january.people[name]] for name in ("李婷", "陈浩"))
        done(second(january, done(decide(january, his, "reopen")), "王磊"))

        refused = decide(january, hers, "carry")

        assert refused.outcome == (409, "discrepancy.counts_already")
        assert "陈浩" in refused.raw.decode()
        assert refused.body["current"] == {"state": "open", "version": 1}
        assert decide(january, hers, "reopen").status == 200

    def test_is_refused_where_it_would_move_another_declared_month(self, clock, january):
        """February has one order, so that its share of new customers is widened to January and its late order."""
        at(clock, january, "2026-02-27T10:00:00")
        deliver(january, bought("feb", "2026-02-20", customer="long-known"), bought("late", "2026-01-20"))
        at(clock, january, "2026-03-02T10:00:00")
        for job in ("scores", "declarations"):
            january.job(job)
        [one] = found(january)
        share = line(january, FEBRUARY, "sales.new_customer_revenue_share")
        assert set(one["new_events"]) <= set(share["evidence"])

        refused = decide(january, one, "carry")

        assert refused.outcome == (409, "discrepancy.moves_declared_month")
        assert found(january) == [one]

    def test_is_in_the_form_of_its_month_though_no_scores_were_computed_since(self, clock, january):
        at(clock, january, "2026-02-27T10:00:00")
        deliver(january, bought("feb", "2026-02-20", "1000.00"), bought("late", "2026-01-20"))
        at(clock, january, "2026-03-02T10:00:00")
        january.job("scores")
        after = done(decide(january, found(january)[0], "carry"))

        january.job("declarations")
        january.job("scores")

        assert after["carried_to"] == "2026-02-01"
        form = january.forms(FEBRUARY)["李婷"]
        assert line(january, FEBRUARY, "sales.revenue")["value"] == "9000"
        assert form["score_hash"] == score(january, FEBRUARY)["hash"]
        assert found(january, FEBRUARY) == []

    def test_is_refused_where_a_known_record_was_changed(self, january):
        corrected = bought("jan-5", "2026-01-05", "9000.00", version=2)

        deliver(january, corrected)

        [one] = found(january)
        assert (len(one["new_events"]), len(one["gone_events"]), one["can_carry"]) == (1, 1, False)
        refused = decide(january, one, "carry")
        assert refused.outcome == (409, "discrepancy.not_additions_only")
        assert refused.body["current"] == {"state": "open", "version": 1}


class TestReopening:
    @pytest.fixture
    def asked(self, january: House) -> dict[str, Any]:
        deliver(january, bought("late", "2026-01-20"))
        return done(decide(january, found(january)[0], "reopen"))

    def test_waits_for_a_second_person(self, january, asked):
        form = january.forms(JANUARY)["李婷"]

        assert asked["state"] == "awaiting_second"
        assert form["state"] == "drafted" and form["version"] == 1
        wanted = {
            name for name in NAMES if name != "顾平" and "discrepancy.second_wanted" in told(january, name)
        }
        assert wanted == {"周敏", "方芳", "王磊"}

    def test_is_agreed_to_by_neither_the_first_nor_a_stranger_nor_the_person(self, january, asked):
        outcomes = {name: second(january, asked, name).outcome for name in ("林晓", "何静", "李婷", "顾平")}

        assert outcomes == {
            "林晓": (403, "discrepancy.second_is_first"),
            "何静": (404, "resource.not_found"),
            "李婷": (403, "access.role_too_low"),
            "顾平": (403, "access.role_too_low"),
        }

    @pytest.mark.parametrize("name", ["王磊", "方芳", "周敏"])
    def test_with_agreement_begins_the_month_anew(self, clock, january, asked, name):
        old, form = score(january, JANUARY), january.forms(JANUARY)["李婷"]
        at(clock, january, "2026-02-03T09:00:00")

        after = done(second(january, asked, name))
        january.job("scores")

        new, again = score(january, JANUARY), january.forms(JANUARY)["李婷"]
        assert (after["state"], after["seconded_by"]) == ("reopened", january.people[name])
        assert new["total"] == asked["total_after"] == again["total"]
        assert (again["id"], again["state"], again["version"]) == (form["id"], "drafted", form["version"] + 1)
        assert again["score_hash"] == new["hash"]
        assert again["due_at"].startswith("2026-02-04T01:00:")
        assert again["history"][:-1] == form["history"]
        assert again["history"][-1]["action"] == "reopen"
        assert again["history"][-1]["words"] == f"林晓、{name}：核对过源系统"
        assert score(january, JANUARY, as_of="2026-02-02T23:00:00+08:00") == old
        assert [each["state"] for each in found(january)] == ["reopened"]
        assert "discrepancy.reopened" in told(january, "李婷")
        replayed = done(
            january.as_("李婷").get(f"/v1/scores/{january.people['李婷']}/replay", period=JANUARY)
        )
        assert (replayed["matches"], replayed["total"]) == (True, new["total"])

    def test_lets_the_cycle_go_on_from_there(self, clock, january, asked):
        form = january.forms(JANUARY)["李婷"]
        done(second(january, asked, "王磊"))

        done(january.as_("李婷").post(f"/v1/declarations/{form['id']}/confirm", {"comment": "补了一单"}))
        done(january.as_("王磊").post(f"/v1/declarations/{form['id']}/approve", {}))
        january.job("deliver")

        again = january.forms(JANUARY)["李婷"]
        assert again["state"] == "delivered"
        assert [each["action"] for each in again["history"]] == [
            "draft",
            "reopen",
            "confirm",
            "approve",
            "deliver",
        ]

    def test_without_agreement_leaves_everything_open(self, january, asked):
        before, form = score(january, JANUARY), january.forms(JANUARY)["李婷"]

        after = done(second(january, asked, "王磊", agree=False, reason="先查清楚"))

        assert (after["state"], after["decided_by"], after["version"]) == ("open", None, 3)
        assert (score(january, JANUARY), january.forms(JANUARY)["李婷"]) == (before, form)
        assert told(january, "林晓")[-1] == "discrepancy.declined"
        assert decide(january, after, "ignore").status == 200

    def test_falls_when_the_figures_move(self, january, asked):
        january.connect().deliver(bought("later", "2026-01-21"))
        january.settle()

        early = second(january, asked, "王磊")
        january.job("scores")

        [one] = found(january)
        assert early.status == 409
        assert (one["state"], one["version"], one["decided_by"]) == ("open", 3, None)

    def test_is_refused_where_nobody_else_could_agree(self, clock):
        house = founded(clock, {"周敏": ("owner", None), "李婷": ("employee", "周敏")})
        connect = house.connect()
        connect.deliver(bought("late", "2026-01-20"))
        house.settle()
        house.job("scores")
        [one] = found(house, by="周敏")

        refused = decide(house, one, "reopen", by="周敏")
        ignored = decide(house, one, "ignore", by="周敏")

        assert refused.outcome == (409, "discrepancy.no_second_person")
        assert ignored.status == 200
