"""From figures to the events behind them, and from an event back to where it came from."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import SECRET, Connection, House, a_log, an_order
from tests.api.populated import done
from tests.api.test_reports import fetched

MARCH = "2026-03"


def fact(kind: str, entity: str, day: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": f"{day}T10:00:00+08:00", "data": {"id": entity, **data}}


def every_page(client: Any, path: str, *, limit: int = 2, **query: str) -> list[dict[str, Any]]:
    items, cursor = [], None
    while True:
        body = done(client.get(path, limit=limit, **query, **({"cursor": cursor} if cursor else {})))
        items += body["items"]
        cursor = body["next"]
        if cursor is None:
            return items


@pytest.fixture
def shop(house: House) -> Connection:
    """A shop that sold five orders of 李婷's in March, two of them to one customer."""
    shop = house.connect(secret=SECRET)
    shop.deliver(
        [
            an_order(f"o-{day}", f"{day}00.00", timestamp=f"2026-03-{day:02}T10:00:00+08:00", note=f"第{day}单",
                     customer_ref={"vendor_id": f"c-{day % 4}"})
            for day in range(2, 7)
        ]
    )  # fmt: skip
    house.settle()
    return shop


class TestARecordOfAScore:
    def test_is_every_piece_of_evidence_of_the_line_and_no_other(self, house, shop):
        house.job("scores", period=MARCH)
        person = house.people["李婷"]
        client = house.as_("李婷")
        score = done(client.get(f"/v1/scores/{person}", period=MARCH))

        for line in score["lines"]:
            items = every_page(client, f"/v1/scores/{person}/records", period=MARCH, kpi=line["kpi"])
            counted = [each["event_id"] for each in items if each["counted"]]
            left_out = [each["event_id"] for each in items if not each["counted"]]
            assert sorted(counted) == line["evidence"]
            assert set(left_out) == {each["event_id"] for each in line["excluded"]} - set(counted)
            assert [each["occurred_at"] for each in items] == sorted(each["occurred_at"] for each in items)
        assert any(line["evidence"] for line in score["lines"])

    def test_says_what_happened_and_where_it_came_from(self, house, shop):
        house.job("scores", period=MARCH)
        path = f"/v1/scores/{house.people['李婷']}/records"

        first = (
            house.as_("王磊").get(path, period=MARCH, kpi="sales.new_customer_revenue_share").body["items"][0]
        )

        assert first["event_id"].startswith("evt_")
        assert {name: first[name] for name in ("type", "type_zh", "on", "customer", "entity", "note", "share_bp")} == {
            "type": "order.paid", "type_zh": "订单付款", "on": "2026-03-02", "customer": "c-2", "entity": "o-2",
            "note": "第2单", "share_bp": 10_000,
        }  # fmt: skip
        assert first["amount"] == {"amount": "200.00", "currency": "CNY"}
        assert first["source"] == {"connection_id": shop.id, "vendor": "standard-webhooks"}
        assert first["received_at"] is not None

    def test_is_not_there_for_a_kpi_that_is_not_scored_or_a_month_without_a_score(self, house, shop):
        house.job("scores", period=MARCH)
        path, client = f"/v1/scores/{house.people['李婷']}/records", house.as_("林晓")

        asked = [
            client.get(path, period=MARCH, kpi="mkt.valid_leads"),
            client.get(path, period=MARCH, kpi="no.such"),
            client.get(path, period="2024-01", kpi="sales.cycle_days"),
        ]

        assert [each.status for each in asked] == [404] * 3


class TestARecordOfAMeasure:
    def test_is_every_record_behind_it(self, house, shop):
        items = every_page(
            house.as_("李婷"),
            "/v1/measures/records",
            kpi="net_sales",
            subject=house.people["李婷"],
            period=MARCH,
        )

        assert [each["entity"] for each in items] == [f"o-{day}" for day in range(2, 7)]
        assert sum(Decimal(each["amount"]["amount"]) for each in items) == 2000
        assert len(items) == house.measure("net_sales", house.people["李婷"])["n"]

    def test_of_the_company_has_nobodys_share(self, house, shop):
        found = house.as_("周敏").get(
            "/v1/measures/records", kpi="order_count", subject="company", period="2026-Q1"
        )

        assert {each["share_bp"] for each in found.body["items"]} == {None}
        assert len(found.body["items"]) == 5

    def test_that_was_left_out_says_why_in_words(self, house, shop):
        for number, source in enumerate(("展会", "展会")):
            shop.deliver(
                fact("lead.created", f"l-{number}", "2026-03-03", owner="李婷", source=source,
                     customer_ref={"vendor_id": "same"})
            )  # fmt: skip
        house.settle()

        found = [
            house.as_("李婷", language=language)
            .get("/v1/measures/records", kpi="valid_leads", subject=house.people["李婷"], period=MARCH)
            .body["items"]
            for language in (None, "en")
        ]

        words = [[each["excluded"] for each in items if not each["counted"]] for items in found]
        assert words == [["同一客户的重复线索"], ["Another lead of the same customer came before"]]
        assert [each["counted"] for each in found[0]].count(True) == 1

    def test_is_for_who_may_see_the_subject(self, house, shop):
        asked = {
            (name, subject): house.as_(name)
            .get("/v1/measures/records", kpi="net_sales", subject=subject, period=MARCH)
            .status
            for name in ("冯雪", "王磊", "顾平")
            for subject in (house.people["李婷"], "company")
        }

        assert list(asked.values()) == [404, 403, 200, 403, 200, 200]


class TestAnEvent:
    def test_that_any_answer_names_can_be_opened(self, house, shop):
        house.log_work("李婷", activity="joint_care", customer="c-2")
        shop.deliver(
            fact("lead.created", "l-1", "2025-06-03", owner="李婷", customer_ref={"vendor_id": "c-9"})
        )
        house.settle()
        house.job("scores")
        client = house.as_("林晓")
        named = set()
        for each in done(client.get("/v1/scores", period=MARCH, limit=100))["items"]:
            for line in each["lines"]:
                named |= {*line["evidence"], *(left["event_id"] for left in line["excluded"])}
        timeline = done(client.get("/v1/customers/timeline", customer="c-2"))["entries"]
        named |= {event for each in timeline for event in each["events"]}
        for month in (MARCH, "2025-06"):
            named |= {each["id"] for each in done(client.get("/v1/events", month=month, limit=100))["items"]}

        opened = {each: client.get(f"/v1/events/{each}") for each in named}

        assert len(named) > 6
        assert {each.status for each in opened.values()} == {200}
        assert {id_: each.body["id"] for id_, each in opened.items()} == {id_: id_ for id_ in named}

    def test_says_whether_its_delivery_is_kept_and_never_where(self, house, shop):
        event = house.as_("林晓").get("/v1/events", month=MARCH).body["items"][0]

        found = house.as_("顾平").get(f"/v1/events/{event['id']}", month=MARCH)

        assert found.body["raw"]["kept"] is True and found.body["raw"]["id"].startswith("raw_")
        assert shop.id not in found.body["raw"]["id"] and b"/raw/" not in found.raw
        assert found.body["credits"] == [{"person_id": house.people["李婷"], "share_bp": 10_000}]
        assert house.as_("林晓").get(f"/v1/events/{event['id']}", month="2026-02").status == 404

    def test_that_a_newer_version_replaced_says_so(self, house, shop):
        for version, amount in ((1, "10.00"), (2, "20.00")):
            shop.deliver(an_order("twice", amount, version=version))
        house.settle()
        client = house.as_("林晓")

        found = [each for each in every_page(client, "/v1/events", month=MARCH) if each["entity"] == "twice"]

        assert sorted((each["amount"]["amount"], each["state"]) for each in found) == [
            ("10.00", "superseded"),
            ("20.00", "current"),
        ]
        assert len({tuple(each["versions"]) for each in found}) == 1 and len(found[0]["versions"]) == 2

    def test_that_another_connection_told_anew_is_replaced_as_in_the_figures(self, house, shop):
        shop.deliver(an_order("shared", "10.00", version=1))
        house.connect(secret=SECRET).deliver(an_order("shared", "20.00", version=2))
        house.settle()
        client = house.as_("林晓")

        found = [each for each in every_page(client, "/v1/events", month=MARCH) if each["entity"] == "shared"]

        assert sorted((each["amount"]["amount"], each["state"]) for each in found) == [
            ("10.00", "superseded"),
            ("20.00", "current"),
        ]
        assert len({tuple(each["versions"]) for each in found}) == 1 and len(found[0]["versions"]) == 2
        sold = done(client.get("/v1/measures/records", kpi="net_sales", subject="company", period=MARCH))[
            "items"
        ]
        assert {each["amount"]["amount"] for each in sold if each["entity"] == "shared"} == {"20.00"}

    def test_that_was_deleted_at_its_source_says_so(self, house, shop):
        shop.deliver(fact("deal.won", "d-1", "2026-03-03", owner="李婷"))
        shop.deliver(fact("deal.deleted", "d-1", "2026-03-09"))
        house.settle()

        found = house.as_("林晓").get("/v1/events", month=MARCH, limit=100).body["items"]

        told = {each["type"]: (each["state"], each["tombstone"]) for each in found if each["entity"] == "d-1"}
        assert told == {"deal.won": ("taken_back", False), "deal.deleted": ("current", True)}

    def test_list_is_narrowed_by_type_source_customer_and_person(self, house, shop):
        other = house.connect(secret=SECRET)
        other.deliver(an_order("elsewhere", owner="陈浩", customer_ref={"vendor_id": "c-x"}))
        house.settle()
        client = house.as_("周敏")

        found = {
            name: {each["entity"] for each in every_page(client, "/v1/events", month=MARCH, **{name: value})}
            for name, value in {
                "source": other.id, "customer": "c-x", "person_id": house.people["陈浩"],
            }.items()
        }  # fmt: skip

        assert set(map(frozenset, found.values())) == {frozenset({"elsewhere"})}
        assert client.get("/v1/events", month=MARCH, type="deal.won").body["items"] == []

    def test_is_for_those_who_see_somebody_credited_on_it(self, house, shop):
        shop.deliver(an_order("nobodys", owner="外部代理"))
        house.settle()
        events = house.as_("林晓").get("/v1/events", month=MARCH, limit=100).body["items"]
        mine = next(each["id"] for each in events if each["entity"] == "o-2")
        nobodys = next(each["id"] for each in events if each["entity"] == "nobodys")

        asked = {
            name: [house.as_(name).get(f"/v1/events/{each}").status for each in (mine, nobodys)]
            for name in ("李婷", "王磊", "何静", "陈浩", "顾平")
        }

        assert asked == {
            "李婷": [200, 404], "王磊": [200, 404], "何静": [404, 404], "陈浩": [404, 404], "顾平": [200, 200],
        }  # fmt: skip


class TestPeopleSideBySide:
    def test_have_value_parts_freshness_and_the_change_by_the_calendar(self, house, shop):
        shop.deliver(
            [an_order(f"f-{day}", "100.00", timestamp=f"2026-02-{day:02}T10:00:00+08:00") for day in (1, 28)]
        )
        house.settle()

        found = done(house.as_("王磊").get("/v1/measures/people", kpi="net_sales", period=MARCH))

        mine = next(each for each in found["items"] if each["person_id"] == house.people["李婷"])
        assert (found["period"], found["previous_period"]) == (MARCH, "2026-02")
        assert (mine["value"], mine["numerator"], mine["denominator"], mine["n"]) == ("2000", "2000", None, 5)
        assert (mine["previous"]["value"], mine["change"]) == ("200", "1800")
        assert mine["fresh_at"] is not None
        assert {each["person_id"] for each in found["items"]} == {
            house.people[name] for name in ("王磊", "李婷", "陈浩", "孙倩", "赵强", "吴敏", "郑凯")
        }

    def test_quarters_are_compared_with_quarters_and_no_data_has_no_change(self, house, shop):
        found = done(house.as_("李婷").get("/v1/measures/people", kpi="repurchase_rate", period="2026-Q1"))

        (mine,) = found["items"]
        assert found["previous_period"] == "2025-Q4"
        assert (mine["previous"]["state"], mine["previous"]["value"], mine["change"]) == (
            "no_data",
            None,
            None,
        )


class TestMarketEvents:
    def test_tell_leads_customers_and_cost(self, house, shop):
        salon = {"event_ref": "salon"}
        shop.deliver(
            [
                fact("event.held", "salon", "2026-03-10", owner="陈浩", name="客户沙龙", attendees=30),
                fact("lead.created", "l-1", "2026-03-10", owner="陈浩", customer_ref={"vendor_id": "n-1"}, **salon),
                fact("lead.created", "l-2", "2026-03-10", owner="陈浩", customer_ref={"vendor_id": "n-2"}, **salon),
                fact("campaign.spend", "s-1", "2026-03-11", owner="陈浩", **salon,
                     amount={"amount": "301.00", "currency": "CNY"}),
                an_order("won", timestamp="2026-03-20T10:00:00+08:00", customer_ref={"vendor_id": "n-1"}),
            ]
        )  # fmt: skip
        house.settle()

        asked = {name: done(house.as_(name).get("/v1/market-events", month=MARCH))["items"]
                 for name in ("林晓", "陈浩", "李婷")}  # fmt: skip

        (found,) = asked["林晓"]
        assert (found["name"], found["leads"], found["converted"], found["attendees"]) == (
            "客户沙龙",
            2,
            1,
            30,
        )
        assert (found["cost"]["amount"], found["cost_per_lead"]["amount"]) == ("301.00", "150.50")
        assert (found["matures_on"], found["matured"]) == ("2026-05-09", False)
        assert (asked["陈浩"], asked["李婷"]) == ([found], [])


class TestACustomersTimeline:
    def test_merges_logs_orders_and_feedback_under_one_id(self, house, shop):
        reply = house.as_("李婷").post("/v1/work-logs", a_log(customer="c-2"), key=None)
        shop.deliver(fact("survey.responded", "s-1", "2026-03-08", csat=5, customer_ref={"vendor_id": "c-2"}))
        shop.deliver(
            fact("complaint.opened", "k-1", "2026-03-09", owner="李婷", customer_ref={"vendor_id": "c-2"})
        )
        house.settle()

        found = house.as_("林晓").get("/v1/customers/timeline", customer="c-2").body["entries"]

        assert reply.status == 201
        assert {"order.paid", "work", "survey.responded", "complaint.opened"} <= {
            each["what"] for each in found
        }
        assert "客户评价：5。" in {each["text"] for each in found}


class TestWhatColleaguesAnswered:
    """Four of 李婷's colleagues rated her, and one of them changed the mark; nobody may tell one from another."""

    HIDDEN = ("occurred_at", "on", "entity", "customer", "amount", "received_at", "version", "note")

    @pytest.fixture
    def rated(self, house: House) -> House:
        connection = house.connect()
        connection.deliver(
            [
                fact("survey.responded", f"ans-{number}", f"2026-03-1{number}", owner="李婷", internal=True, rater=name,
                     rating=mark, comment=f"评语：{name}", customer_ref={"vendor_id": f"rater-{number}"})
                for number, (name, mark) in enumerate((("陈浩", 5), ("冯雪", 1), ("何静", 4), ("王磊", 3)))
            ]
        )  # fmt: skip
        connection.deliver(
            fact("survey.revised", "ans-1", "2026-03-15", owner="李婷", rating=2, comment="评语：改了",
                 customer_ref={"vendor_id": "rater-1"})
        )  # fmt: skip
        connection.deliver(
            fact("survey.responded", "open", "2026-03-02", owner="李婷", csat=5, comment="很好")
        )
        house.settle()
        return house

    @pytest.mark.parametrize("name", ["李婷", "王磊", "林晓", "周敏", "顾平"])
    def test_is_listed_without_what_would_tell_the_answer(self, rated, name):
        found = rated.as_(name).get(
            "/v1/measures/records", kpi="bo.internal_csat", subject=rated.people["李婷"], period=MARCH
        )

        items = found.body["items"]
        assert len(items) == 4 and all(each["anonymous"].startswith("同事互评匿名") for each in items)
        assert {each[field] for each in items for field in self.HIDDEN} == {None}
        assert [each["event_id"] for each in items] == sorted(each["event_id"] for each in items)
        assert not any(word.encode() in found.raw for word in ("评语：", "ans-", "rater-"))

    @pytest.mark.parametrize("name", ["林晓", "周敏", "顾平"])
    def test_stands_behind_all_other_events_and_is_found_by_no_customer(self, rated, name):
        client = rated.as_(name, language="en")

        items = every_page(client, "/v1/events", month=MARCH)

        assert [each["note"] for each in items] == ["很好", *[None] * 5]
        assert {each["anonymous"][:20] for each in items[1:]} == {"Colleagues' answers "}
        assert {each[field] for each in items[1:] for field in self.HIDDEN} == {None}
        assert client.get("/v1/events", month=MARCH, customer="rater-1").body["items"] == []
        assert done(client.get("/v1/customers/timeline", customer="rater-1"))["entries"] == []

    def test_opens_by_its_id_and_says_no_more(self, rated):
        ids = [each["id"] for each in every_page(rated.as_("林晓"), "/v1/events", month=MARCH)][1:]

        opened = [rated.as_(name).get(f"/v1/events/{id_}") for id_ in ids for name in ("李婷", "林晓")]

        assert {each.status for each in opened} == {200}
        assert {each.body[field] for each in opened for field in self.HIDDEN} == {None}
        assert not any(word.encode() in each.raw for each in opened for word in ("评语：", "ans-", "rater-"))

    def test_is_not_shown_by_a_later_revision_alone(self, rated):
        later = rated.connect()
        later.deliver(
            fact("survey.revised", "ans-2", "2026-04-01", owner="李婷", rating=1, comment="评语：四月")
        )
        rated.settle()

        items = every_page(rated.as_("林晓"), "/v1/events", month="2026-04")

        assert [(each["note"], each["on"]) for each in items] == [(None, None)]

    @pytest.fixture
    def scored(self, rated: House) -> House:
        lines = [{"kpi": "bo.internal_csat", "weight_bp": 4_000, "target": "4.5"}]
        lines += [{"kpi": f"bo.order_{each}", "weight_bp": 3_000} for each in ("accuracy", "on_time")]
        plan = {
            "person_id": rated.people["李婷"],
            "from": "2026-03-20",
            "lines": lines,
            "note": "x",
        }
        rated.running.set_clock(datetime.fromisoformat("2026-03-18T10:00:00+08:00"))
        rated.sign_in_again()
        done(rated.as_("周敏").post("/v1/plans", plan))
        rated.running.set_clock(datetime.fromisoformat("2026-04-01T10:00:00+08:00"))
        rated.sign_in_again()
        rated.job("scores", period=MARCH)
        return rated

    def test_is_no_more_behind_a_score_or_in_a_report(self, scored):
        person, client = scored.people["李婷"], scored.as_("林晓")

        items = every_page(client, f"/v1/scores/{person}/records", period=MARCH, kpi="bo.internal_csat")
        made = {
            wanted: fetched(
                done(client.post("/v1/reports", {"report": "performance", "format": wanted, "period": MARCH,
                                                 "person_id": person}))
            ).decode("utf-8-sig")
            for wanted in ("csv", "html")
        }  # fmt: skip

        assert len(items) == 4 and {each[field] for each in items for field in self.HIDDEN} == {None}
        for text in made.values():
            assert all(each["event_id"] in text for each in items)
            assert not any(word in text for word in ("2026-03-10", "2026-03-15", "rater-", "评语："))

    def test_is_not_told_by_a_what_if(self, rated):
        path = f"/v1/scores/{rated.people['李婷']}/what-if"
        ids = [each["id"] for each in every_page(rated.as_("林晓"), "/v1/events", month=MARCH)][1:]
        changes = [
            *({"event_id": each} for each in ids),
            {"type": "survey.responded", "count": 2},
        ]

        for name in ("李婷", "林晓"):
            for each in changes:
                body = {"period": MARCH, "changes": [{"remove": each}]}
                reply = rated.as_(name).post(path, body, key=None)
                assert reply.outcome == (422, "what_if.anonymous")
