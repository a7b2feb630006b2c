"""A customer's timeline over HTTP: from what connections and people's logs tell, in any order, to who had it when."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.api.companies import House, Running, a_log
from tests.api.populated import done
from tests.api.working import keep, seat

ROSTER = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "顾平": ("auditor", "周敏"),
    "王磊": ("manager", "周敏"),
    "李婷": ("employee", "王磊"),
    "陈浩": ("employee", "王磊"),
    "孙倩": ("employee", "周敏"),
}
CUSTOMER = {"customer_ref": {"vendor_id": "c1"}}


def fact(kind: str, entity: str, day: str, **data: Any) -> dict[str, Any]:
    """An event as a system sends it, of ten o'clock in Shanghai."""
    return {"type": kind, "timestamp": f"{day}T10:00:00+08:00", "data": {"id": entity, **data}}


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


FACTS = [
    fact("customer.upserted", "c1", "2025-09-01", name="远山机电"),
    fact("lead.created", "l1", "2025-09-01", source="客户沙龙", channel="活动", **CUSTOMER),
    fact("deal.created", "d1", "2025-09-10", owner="李婷", title="首批采购", **CUSTOMER),
    fact("deal.won", "d1", "2025-10-08", owner="李婷", amount=money("50000.00"), **CUSTOMER),
    fact("order.paid", "o1", "2025-10-09", owner="李婷", amount=money("50000.00"), **CUSTOMER),
    fact("subscription.started", "s1", "2025-10-09", owner="孙倩", **CUSTOMER),
    fact("customer.owner_changed", "c1", "2025-12-01", owner="陈浩", to="陈浩"),
    fact("complaint.opened", "k1", "2025-12-20", owner="孙倩", subject="到货破损", **CUSTOMER),
    fact("complaint.resolved", "k1", "2025-12-24"),
    fact("complaint.opened", "k2", "2026-02-02", owner="孙倩", subject="发票错误", **CUSTOMER),
    fact("subscription.churned", "s1", "2026-03-15", owner="孙倩", reason="改用其他供应商", **CUSTOMER),
]
OF_ANOTHER = [
    fact("customer.upserted", "c9", "2025-09-01", name="长河贸易"),
    fact(
        "order.paid", "o9", "2026-01-01", owner="陈浩", amount=money("7.00"), customer_ref={"vendor_id": "c9"}
    ),
    fact("complaint.opened", "k9", "2026-01-02", owner="陈浩", customer_ref={"vendor_id": "c9"}),
]
WHAT_HAPPENED = [
    ("2025-09-01", "lead.created", [], "新增线索，来源：客户沙龙 / 活动。"),
    ("2025-09-10", "deal.created", ["李婷"], "新建商机 d1：首批采购（李婷）。"),
    ("2025-09-10", "owner", ["李婷"], "2025-09-10 至 2025-12-01 由李婷负责。"),
    ("2025-10-08", "deal.won", ["李婷"], "赢单 d1（李婷）。"),
    ("2025-10-09", "order.paid", ["李婷"], "订单付款 o1（李婷）。"),
    ("2025-10-09", "subscription.started", ["孙倩"], "开始订阅（孙倩）。"),
    ("2025-11-20", "work", ["李婷"], "李婷记录了“老客户维护”，共 1 条、60 分钟。"),
    ("2025-12-01", "owner", ["陈浩"], "2025-12-01 起至今由陈浩负责。"),
    ("2025-12-20", "complaint.opened", ["孙倩"], "客户投诉 k1：到货破损（孙倩）。"),
    ("2025-12-24", "complaint.resolved", [], "投诉已解决 k1。"),
    ("2026-01-12", "work", ["陈浩"], "陈浩记录了“老客户维护”，共 3 条、45 分钟。"),
    ("2026-02-02", "complaint.opened", ["孙倩"], "客户投诉 k2：发票错误（孙倩）。"),
    ("2026-02-11", "work", ["孙倩"], "孙倩记录了“客户回访与维护”，共 1 条、20 分钟。"),
    ("2026-03-15", "subscription.churned", ["孙倩"], "客户流失：改用其他供应商（孙倩）。"),
]


def care(
    day: str, activity: str, minutes: int, customer: str = "远山机电", clock: str = "09:00"
) -> dict[str, Any]:
    started_at = f"{day}T{clock}:00+08:00"
    return a_log(
        kind="customer_care", activity=activity, started_at=started_at, minutes=minutes, customer=customer
    )


def timeline(house: House, customer: str, by: str = "林晓", *, language: str | None = None) -> dict[str, Any]:
    return done(house.as_(by, language=language).get("/v1/customers/timeline", customer=customer))


@pytest.fixture
def lost(running: Running) -> House:
    return losing(running, FACTS)


def losing(running: Running, facts: Sequence[dict[str, Any]]) -> House:
    """A customer won at a salon, handed on, who complained and left; told by two deliveries."""
    house = running.found(roster=ROSTER)
    seat(house, "孙倩", customer_success=10_000)
    connection = house.connect()
    for half in (facts[:6], [*facts[6:], *OF_ANOTHER], facts[:6]):  # the first half comes twice
        assert connection.deliver(half).status == 200
    house.settle()
    keep(
        house, "李婷", care("2025-11-20", "key_account", 60), care("2025-11-21", "key_account", 9, "长河贸易")
    )
    keep(
        house,
        "陈浩",
        care("2026-01-12", "key_account", 30),
        care("2026-01-12", "老客户维护", 10, "c1", clock="10:00"),
        care("2026-01-12", "key_account", 5, clock="11:00"),
    )
    keep(house, "孙倩", care("2026-02-11", "care_call", 20), a_log(customer=None, kind="order_handling"))
    return house


class TestAChurnedCustomer:
    @pytest.mark.parametrize("seed", [None, 1, 2], ids=["in order", "shuffled", "shuffled again"])
    def test_is_told_in_order_of_time_however_it_came(self, running, seed):
        facts = FACTS if seed is None else random.Random(seed).sample(FACTS, len(FACTS))
        lost = losing(running, facts)
        names = {id_: name for name, id_ in lost.people.items()}

        found = timeline(lost, "远山机电")["entries"]

        assert [
            (each["on"], each["what"], [names[person] for person in each["people"]], each["text"])
            for each in found
        ] == WHAT_HAPPENED
        assert all(each["events"] or each["what"] == "work" for each in found)
        assert [each["minutes"] for each in found if each["what"] == "work"] == [60, 45, 20]

    def test_is_summed_up(self, lost):
        people = lost.people

        found = timeline(lost, "远山机电")

        assert (found["customer"], found["lead_source"], found["churned_on"]) == (
            "c1",
            "客户沙龙",
            "2026-03-15",
        )
        assert found["owners"] == [
            {"person_id": people["李婷"], "position": None, "from": "2025-09-10", "to": "2025-12-01"},
            {"person_id": people["陈浩"], "position": None, "from": "2025-12-01", "to": None},
        ]
        assert [(each["position"], each["person_id"], each["on"]) for each in found["last_touch"]] == [
            ("customer_success", people["孙倩"], "2026-02-11"),
            ("sales", people["陈浩"], "2026-01-12"),
        ]
        assert found["open_complaints"] == [
            {"id": "k2", "opened_on": "2026-02-02", "person_id": people["孙倩"]}
        ]

    def test_is_the_same_by_its_id_and_by_its_name(self, lost):
        assert timeline(lost, "c1") == timeline(lost, "远山机电")

    def test_is_told_in_english(self, lost):
        told = [each["text"] for each in timeline(lost, "c1", language="en")["entries"]]

        assert told[2] == "李婷 has the customer from 2025-09-10 until 2025-12-01."
        assert told[6] == "李婷 logged “Looking after existing customers”: 1 log, 60 minutes."
        assert len(told) == len(WHAT_HAPPENED)


class TestAnother:
    def test_customer_has_a_timeline_of_its_own(self, lost):
        found = timeline(lost, "长河贸易")

        assert [each["what"] for each in found["entries"]] == ["work", "order.paid", "complaint.opened"]
        assert (found["lead_source"], found["churned_on"], len(found["open_complaints"])) == (None, None, 1)

    def test_company_knows_nothing_of_it(self, lost, running):
        assert timeline(running.found(roster=ROSTER), "c1")["entries"] == []


class TestACustomerOnNoRecord:
    def test_has_an_empty_timeline(self, house):
        assert timeline(house, "无此客户") == {
            "customer": "无此客户",
            "lead_source": None,
            "churned_on": None,
            "owners": [],
            "last_touch": [],
            "open_complaints": [],
            "entries": [],
        }

    @pytest.mark.parametrize("query", [{}, {"customer": " "}, {"customer": "长" * 201}, {"id": "c1"}])
    def test_has_to_be_named(self, house, query):
        assert house.as_("林晓").get("/v1/customers/timeline", **query).status == 422

    def test_is_for_those_who_see_everybodys_work(self, house):
        asked = {
            name: house.as_(name).get("/v1/customers/timeline", customer="c1").status for name in house.people
        }

        assert {name for name, status in asked.items() if status == 200} == {"林晓", "周敏", "顾平"}
        assert set(asked.values()) == {200, 403}
