"""Every source in one schema: files, pasted lists and webhooks, counted by connection, each with its state."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from tests.api.companies import SECRET, House, an_order
from tests.api.populated import done
from tests.api.test_webhooks import Source, listening

MARCH = "2026-03"
ORDERS = """order_id,order_date,employee,account,unit_price,quantity
F-1,2026-03-02,李婷,甲公司,50.00,2
F-2,2026-03-03,陈浩,乙公司,50.00,1
"""


def sources(house: House, month: str = MARCH, *, language: str | None = None) -> dict[str, dict[str, Any]]:
    body = done(house.as_("林晓", language=language).get("/v1/sources", month=month))
    return {each["connection_id"]: each for each in body["items"]}


def visit(entity: str, day: str) -> dict[str, Any]:
    data = {
        "id": entity,
        "kind": "visit",
        "owner": "李婷",
        "customer_ref": {"vendor_id": "c-1"},
        "duration_s": 1800,
    }
    return {"type": "activity.logged", "timestamp": f"{day}T10:00:00+08:00", "data": data}


def lead(entity: str, day: str) -> dict[str, Any]:
    data = {"id": entity, "owner": "陈浩", "channel": "微信", "customer_ref": {"name": f"微信客户{entity}"}}
    return {"type": "lead.created", "timestamp": f"{day}T10:00:00+08:00", "data": data}


class TestSources:
    def test_reconcile_with_the_events_whatever_way_they_came(self, house):
        visits, pasted, crm = (house.connect(secret=SECRET) for _ in range(3))
        visits.deliver([visit(f"v-{day}", f"2026-03-{day:02}") for day in (2, 3, 4)])
        pasted.deliver([lead(f"l-{number}", "2026-03-05") for number in range(4)])
        crm.deliver(
            [an_order("o-1", "70.00"), an_order("o-2", "30.00", timestamp="2026-03-02T11:00:00+08:00")]
        )
        crm.deliver(an_order("o-1", "90.00", timestamp="2026-03-02T12:00:00+08:00"))
        house.settle()

        found = sources(house)
        listed = done(house.as_("林晓").get("/v1/events", month=MARCH, limit=100))["items"]

        counts = {id_: each["events"] for id_, each in found.items() if each["events"]}
        assert counts == {visits.id: 3, pasted.id: 4, crm.id: 3}
        assert counts == {
            id_: sum(each["source"]["connection_id"] == id_ for each in listed) for id_ in counts
        }
        (orders,) = found[crm.id]["types"]
        assert (orders["events"], orders["current"], orders["amount"]["amount"]) == (3, 2, "120.00")
        assert orders["days"] == [
            {
                "day": "2026-03-02",
                "events": 3,
                "current": 2,
                "amount": {"amount": "120.00", "currency": "CNY"},
            }
        ]
        assert [each["day"] for each in found[visits.id]["types"][0]["days"]] == [
            "2026-03-02", "2026-03-03", "2026-03-04",
        ]  # fmt: skip

    def test_files_are_a_source_of_their_own(self, running):
        house = running.found("导入商贸")
        file = {"content_b64": base64.b64encode(ORDERS.encode()).decode(), "file_name": "订单.csv"}

        made = house.running.local(
            "POST",
            "/local/imports",
            {"kind": "orders", "company": "导入商贸", "create_people": True, **file},
        )

        assert made.status in (200, 201), made.raw
        (imported,) = [each for each in sources(house).values() if each["vendor"] == "file-import"]
        listed = done(house.as_("林晓").get("/v1/events", month=MARCH, source="import-orders"))["items"]
        assert (imported["events"], imported["state"], len(listed)) == (2, "ok", 2)
        assert {each["raw"]["kept"] for each in listed} == {True}

    def test_what_a_webhook_and_a_pull_bring_is_stored_once(self, house):
        events = [an_order(f"o-{number}") for number in range(3)]
        with listening(Source(events, size=2)) as source:
            connection = house.connect(secret=SECRET, pull={"url": source.url})
            connection.deliver(events)
            house.settle()
            house.job("pull")

        (orders,) = sources(house)[connection.id]["types"]
        assert (orders["events"], orders["current"]) == (3, 3)

    def test_say_what_could_not_be_read_and_why(self, house):
        connection = house.connect(secret=SECRET)
        connection.deliver([an_order("o-1"), {"type": "moon.landed"}, {"type": "moon.landed"}])
        house.settle()

        zh, en = (sources(house, "2026-04", language=each)[connection.id] for each in (None, "en"))

        assert zh["quarantined"] == 2
        assert zh["set_aside"] == [
            {"code": "event.unknown_type", "reason": "未知的事件类型“moon.landed”。", "count": 2}
        ]
        assert en["set_aside"][0]["reason"].startswith("Unknown event type")
        assert sources(house)[connection.id]["quarantined"] == 0

    def test_say_in_words_what_to_do(self, clock):
        house = clock.found()
        with listening(
            Source([an_order(f"o-{number}") for number in range(4)], size=2, is_broken=True)
        ) as source:
            connection = house.connect(pull={"url": source.url})
            house.running.local("POST", "/local/jobs/pull", {"company_id": house.id})
            failing = sources(house)[connection.id]
            clock.set_clock(datetime(2026, 4, 2, 3, tzinfo=UTC))
            house.sign_in_again()
            sick = sources(house)[connection.id]
            english = sources(house, language="en")[connection.id]
            source.is_broken = False
            house.job("pull")

        well = sources(house)[connection.id]
        assert [each["state"] for each in (failing, sick, well)] == ["failing", "sick", "ok"]
        assert "系统会自动重试" in failing["advice"] and failing["failing_since"]
        assert "相关指标暂停计分" in sick["advice"]
        assert "Ask the vendor's administrator" in english["advice"]
        assert "不需要处理" in well["advice"] and well["failing_since"] is None

    def test_whose_totals_differ_say_which_day(self, house):
        connection = house.connect(secret=SECRET)
        total = {"id": "t", "day": "2026-03-02", "type": "order.paid", "count": 9}
        connection.deliver(
            [
                an_order("o-1"),
                {"type": "control.totals", "timestamp": "2026-03-31T10:00:00+08:00", "data": total},
            ]
        )
        house.settle()

        found = sources(house)[connection.id]

        assert found["state"] == "mismatch"
        assert "2026-03-02 的“订单付款”对不上：来源 9 条，系统 1 条" in found["advice"]

    def test_of_another_company_are_not_among_them(self, running, house):
        other = running.found()
        theirs = other.connect(secret=SECRET)
        theirs.deliver(an_order("o-1"))
        house.settle()

        assert theirs.id not in json.dumps(sources(house))


class TestKpis:
    def test_name_their_sources_and_the_newest_event(self, house):
        connection = house.connect(secret=SECRET)
        connection.deliver(
            [an_order("o-1", timestamp="2026-03-20T10:00:00+08:00"), an_order("o-2")],
        )
        house.settle()

        items = {each["id"]: each for each in done(house.as_("李婷").get("/v1/kpis"))["items"]}

        revenue, leads = items["sales.revenue"], items["mkt.valid_leads"]
        assert revenue["last_event_at"] == "2026-03-20T02:00:00Z"
        assert [(each["connection_id"], each["vendor"], each["types"]) for each in revenue["sources"]] == [
            (connection.id, "standard-webhooks", ["order.paid"])
        ]
        assert revenue["sources"][0]["last_at"] is not None and revenue["state"] == "ready"
        assert (leads["last_event_at"], leads["sources"], leads["state"]) == (None, [], "needs_data_source")
