import random
from dataclasses import replace
from datetime import date

import pytest

from shared.domain.kpi.events import Event
from shared.domain.work.customers.timeline import (
    CustomerTimeline,
    OpenComplaint,
    OwnerSpan,
    Touch,
    timeline,
)
from shared.domain.work.logs.logged_work import LoggedWork
from tests.domain.kpi.building import LI, WANG, event

HAN, ZHAO, OTHER = "per_han", "per_zhao", "另一家公司"
NAMES = {LI: "李雷", WANG: "王强", HAN: "韩梅梅", ZHAO: "赵敏"}


def worked(
    by: str, on: str, activity: str, minutes: int = 30, customer: str | None = "c1", kind: str = "care"
) -> LoggedWork:
    return LoggedWork(by, date.fromisoformat(on), activity, kind, customer, minutes, 1)


def contact(kind: str, id: str, day: str) -> Event:
    return replace(event("activity.logged", id, day, LI, "c1"), data={"kind": kind})


def on(text: str) -> date:
    return date.fromisoformat(text)


def told(
    *events: Event, work: tuple[LoggedWork, ...] = (), customer: str = "c1", **more: object
) -> CustomerTimeline:
    return timeline(customer, events=events, work=work, **more)


def in_short(found: CustomerTimeline) -> list[tuple[str, str]]:
    return [(entry.on.isoformat(), entry.what) for entry in found.entries]


class TestChurnedCustomer:
    """A customer won at a salon, handed from 李雷 to 王强, who complains twice and is lost."""

    EVENTS = (
        event("customer.upserted", "c1", "2025-09-01", by=None, name="远山贸易"),
        event("lead.created", "l1", "2025-09-01", by=None, customer="c1", source="客户沙龙", channel="活动"),
        event("deal.created", "d1", "2025-09-10", LI, "c1", title="首批采购"),
        event("deal.won", "d1", "2025-10-08", LI, "c1", 50000),
        event("order.paid", "o1", "2025-10-09", LI, "c1", 50000),
        event("subscription.started", "s1", "2025-10-09", HAN, "c1"),
        event("customer.owner_changed", "c1", "2025-12-01", WANG, **{"from": LI, "to": WANG}),
        event("complaint.opened", "k1", "2025-12-20", HAN, "c1", subject="到货破损"),
        event("complaint.resolved", "k1", "2025-12-24", by=None),
        event("complaint.opened", "k2", "2026-02-02", by=None, customer="c1", subject="发票错误"),
        event("complaint.updated", "k2", "2026-02-03", by=None, assignee_employee_id=ZHAO),
        event("complaint.reopened", "k1", "2026-02-10", by=None),
        event("subscription.churned", "s1", "2026-03-15", HAN, "c1", reason="改用其他供应商"),
        event("order.paid", "o9", "2026-01-01", WANG, OTHER, 700),
        event("complaint.opened", "k9", "2026-01-01", WANG, OTHER),
    )
    WORK = (
        worked(LI, "2025-11-20", "key_account", 60),
        worked(WANG, "2026-01-12", "key_account", 30, customer="远山贸易"),
        worked(WANG, "2026-01-12", "key_account", 15, kind="contact"),
        worked(HAN, "2026-02-11", "care_call", 20),
        worked(ZHAO, "2025-10-10", "order_entry", 25),
        worked(WANG, "2026-03-10", "key_account", 90, customer=OTHER),
        worked(WANG, "2026-03-11", "key_account", 90, customer=None),
    )

    def found(self, **more: object) -> CustomerTimeline:
        return timeline("c1", events=self.EVENTS, work=self.WORK, names=NAMES, **more)

    def test_the_owners_stand_there_with_their_dates(self):
        assert [(each.person_id, each.from_on, each.until_on) for each in self.found().owners] == [
            (LI, on("2025-09-10"), on("2025-12-01")),
            (WANG, on("2025-12-01"), None),
        ]

    def test_the_last_touch_of_each_position_is_named(self):
        assert self.found().last_touch == (
            Touch("back_office", ZHAO, on("2025-10-10"), "order_entry"),
            Touch("customer_success", HAN, on("2026-02-11"), "care_call"),
            Touch("sales", WANG, on("2026-01-12"), "key_account"),
        )

    def test_the_complaints_that_are_open_are_named_with_the_day_since_when(self):
        assert self.found().open_complaints == (
            OpenComplaint("k1", on("2025-12-20"), HAN),
            OpenComplaint("k2", on("2026-02-02"), ZHAO),
        )

    def test_the_source_of_the_lead_and_the_day_of_the_loss_are_named(self):
        assert (self.found().lead_source, self.found().churned_on) == ("客户沙龙", on("2026-03-15"))

    def test_everything_stands_in_order_of_time_and_nothing_of_others(self):
        assert in_short(self.found()) == [
            ("2025-09-01", "lead.created"),
            ("2025-09-10", "deal.created"),
            ("2025-09-10", "owner"),
            ("2025-10-08", "deal.won"),
            ("2025-10-09", "order.paid"),
            ("2025-10-09", "subscription.started"),
            ("2025-10-10", "work"),
            ("2025-11-20", "work"),
            ("2025-12-01", "owner"),
            ("2025-12-20", "complaint.opened"),
            ("2025-12-24", "complaint.resolved"),
            ("2026-01-12", "work"),
            ("2026-02-02", "complaint.opened"),
            ("2026-02-10", "complaint.reopened"),
            ("2026-02-11", "work"),
            ("2026-03-15", "subscription.churned"),
        ]

    def test_it_can_be_read_in_chinese(self):
        assert [entry.zh for entry in self.found().entries] == [
            "新增线索，来源：客户沙龙 / 活动。",
            "新建商机 d1：首批采购（李雷）。",
            "2025-09-10 至 2025-12-01 由李雷负责。",
            "赢单 d1（李雷）。",
            "订单付款 o1（李雷）。",
            "开始订阅（韩梅梅）。",
            "赵敏记录了“订单录入与审核”，共 1 条、25 分钟。",
            "李雷记录了“老客户维护”，共 1 条、60 分钟。",
            "2025-12-01 起至今由王强负责。",
            "客户投诉 k1：到货破损（韩梅梅）。",
            "投诉已解决 k1。",
            "王强记录了“老客户维护”，共 2 条、45 分钟。",
            "客户投诉 k2：发票错误。",
            "投诉重新打开 k1。",
            "韩梅梅记录了“客户回访与维护”，共 1 条、20 分钟。",
            "客户流失：改用其他供应商（韩梅梅）。",
        ]

    def test_it_can_be_read_in_english(self):
        english = [entry.en for entry in timeline("c1", events=self.EVENTS, work=self.WORK).entries]

        assert english[:4] == [
            "Lead created, source: 客户沙龙 / 活动.",
            "Deal created d1: 首批采购 (per_li).",
            "per_li has the customer from 2025-09-10 until 2025-12-01.",
            "Deal won d1 (per_li).",
        ]
        assert english[6] == "per_zhao logged “Entering and checking orders”: 1 log, 25 minutes."
        assert english[8] == "per_wang has the customer from 2025-12-01."

    def test_each_entry_says_what_it_rests_on(self):
        found = self.found()

        assert all(bool(entry.events) is not bool(entry.work) for entry in found.entries)
        assert all((entry.at is None) == (entry.what == "work") for entry in found.entries)
        assert found.entries[3].events == ("deal.won/d1/2025-10-08",)
        assert found.entries[3].amount_minor == 5_000_000
        assert [each.minutes for each in found.entries[11].work] == [30, 15]

    def test_the_order_in_which_it_is_told_makes_no_difference(self):
        events, work = list(self.EVENTS), list(self.WORK)
        random.Random(3).shuffle(events)
        random.Random(4).shuffle(work)

        assert timeline("c1", events=events, work=work, names=NAMES) == self.found()

    def test_the_customer_can_be_named_by_its_name(self):
        assert timeline("远山贸易", events=self.EVENTS, work=self.WORK, names=NAMES) == self.found()


class TestOwners:
    def spans(self, *events: Event) -> list[tuple[str | None, str | None, str | None, str | None]]:
        return [
            (
                each.person_id,
                each.from_on and str(each.from_on),
                each.until_on and str(each.until_on),
                each.position,
            )
            for each in told(*events).owners
        ]

    def test_who_had_the_customer_before_the_first_record_has_no_first_day(self):
        handed = event("customer.owner_changed", "c1", "2026-02-01", WANG, **{"from": LI})

        assert self.spans(handed) == [(LI, None, "2026-02-01", None), (WANG, "2026-02-01", None, None)]
        assert [entry.zh for entry in told(handed).entries] == [
            "2026-02-01 之前由per_li负责。",
            "2026-02-01 起至今由per_wang负责。",
        ]
        assert told(handed).entries[0].en == "per_li had the customer before 2026-02-01."

    def test_a_handover_to_nobody_on_record_is_told(self):
        begun = event("customer.upserted", "c1", "2026-01-01", LI)
        left = event("customer.owner_changed", "c1", "2026-02-01", by=None, **{"from": LI})
        taken = event("customer.owner_changed", "c1", "2026-03-01", by=None, to=WANG)

        assert self.spans(begun, left, taken) == [
            (LI, "2026-01-01", "2026-02-01", None),
            (None, "2026-02-01", "2026-03-01", None),
            (WANG, "2026-03-01", None, None),
        ]
        assert told(begun, left, taken).entries[1].zh == "2026-02-01 至 2026-03-01 没有登记负责人。"

    def test_a_record_that_changes_nothing_ends_no_span(self):
        records = [event("customer.upserted", "c1", day, LI) for day in ("2026-01-01", "2026-02-01")]
        nameless = event("customer.upserted", "c1", "2026-03-01", by=None, name="远山贸易")

        assert self.spans(*records, nameless) == [(LI, "2026-01-01", None, None)]

    def test_each_position_has_its_own_owner(self):
        seller = event("customer.owner_changed", "c1", "2026-01-01", LI, position="sales")
        carer = event("customer.owner_changed", "c1", "2026-02-01", HAN, position="customer_success")

        assert self.spans(seller, carer) == [
            (LI, "2026-01-01", None, "sales"),
            (HAN, "2026-02-01", None, "customer_success"),
        ]
        assert told(carer).entries[0].zh == "2026-02-01 起至今由per_han（客户成功）负责。"
        assert told(carer).entries[0].en == "per_han (Customer success) has the customer from 2026-02-01."

    def test_people_who_share_a_customer_have_a_span_each(self):
        shared = event("customer.upserted", "c1", "2026-01-01", [(LI, 6000), (WANG, 4000)])
        alone = event("customer.owner_changed", "c1", "2026-02-01", WANG)

        assert self.spans(shared, alone) == [
            (LI, "2026-01-01", "2026-02-01", None),
            (WANG, "2026-01-01", "2026-02-01", None),
            (WANG, "2026-02-01", None, None),
        ]

    def test_without_records_it_is_the_first_deals_owner_and_whom_that_was_handed_to(self):
        events = [
            event("deal.created", "d1", "2026-01-01", LI, "c1"),
            event("deal.created", "d2", "2026-01-10", ZHAO, "c1"),
            event("deal.owner_changed", "d2", "2026-01-15", HAN),
            event("deal.owner_changed", "d1", "2026-02-01", WANG),
        ]

        assert self.spans(*events) == [
            (LI, "2026-01-01", "2026-02-01", None),
            (WANG, "2026-02-01", None, None),
        ]

    def test_a_handover_of_a_deal_that_is_not_the_customers_is_told_as_one(self):
        events = [
            event("customer.upserted", "c1", "2026-01-01", LI),
            event("deal.created", "d1", "2026-01-05", WANG, "c1"),
            event("deal.owner_changed", "d1", "2026-01-15", HAN),
        ]

        assert self.spans(*events) == [(LI, "2026-01-01", None, None)]
        assert [entry.zh for entry in told(*events).entries][-1] == "商机转交 d1（per_han）。"

    def test_after_its_own_record_a_customer_follows_no_deal(self):
        events = [
            event("deal.created", "d1", "2026-01-01", LI, "c1"),
            event("customer.upserted", "c1", "2026-01-10", LI),
            event("deal.owner_changed", "d1", "2026-02-01", WANG),
        ]

        assert self.spans(*events) == [(LI, "2026-01-01", None, None)]

    def test_where_record_and_deal_disagree_both_stand_there(self):
        deal = event("deal.created", "d1", "2026-01-01", LI, "c1")
        handed = event("customer.owner_changed", "c1", "2026-02-01", HAN, **{"from": WANG})

        assert self.spans(deal, handed) == [
            (WANG, None, "2026-02-01", None),
            (LI, "2026-01-01", "2026-02-01", None),
            (HAN, "2026-02-01", None, None),
        ]


class TestWhatBelongsToACustomer:
    def test_merged_customers_are_followed_from_either_name(self):
        events = [
            event("order.paid", "o1", "2026-01-01", LI, "old", 100),
            event("customer.merged", "c1", "2026-02-01", by=None, merged_ids=["old"]),
            event("order.paid", "o2", "2026-03-01", LI, "c1", 100),
        ]
        work = (worked(LI, "2026-01-02", "key_account", customer="old"),)

        found = timeline("old", events=events, work=work)

        assert found == timeline("c1", events=events, work=work)
        assert found.customer == "c1"
        assert in_short(found) == [
            ("2026-01-01", "order.paid"),
            ("2026-01-02", "work"),
            ("2026-03-01", "order.paid"),
        ]

    def test_a_name_that_two_customers_carry_means_neither(self):
        events = [event("customer.upserted", key, "2026-01-01", by=LI, name="张伟") for key in ("c1", "c2")]
        work = (worked(LI, "2026-01-02", "key_account", customer="张伟"),)

        assert in_short(timeline("c1", events=events, work=work)) == [("2026-01-01", "owner")]
        assert in_short(timeline("张伟", events=events, work=work)) == [("2026-01-02", "work")]

    def test_a_lead_without_customer_is_its_deals(self):
        lead = event("lead.created", "l1", "2026-01-01", by=None, channel="官网")
        deal = event("deal.created", "d1", "2026-01-05", LI, "c1", lead_ref="l1")

        assert told(lead, deal).lead_source == "官网"

    @pytest.mark.parametrize("gone", [
        event("deal.merged", "d2", "2026-01-09", by=None, merged_ids=["d1"]),
        event("deal.deleted", "d1", "2026-01-09", by=None),
    ])  # fmt: skip
    def test_merged_and_deleted_deals_are_gone(self, gone):
        assert told(event("deal.won", "d1", "2026-01-05", LI, "c1"), gone).entries == ()

    def test_a_refund_belongs_to_the_order_that_it_names(self):
        paid = event("order.paid", "o1", "2026-01-05", LI, "c1", 100)
        refund = event("order.refunded", "r1", "2026-01-09", by=None, yuan=40, order_ref="o1")

        assert told(paid, refund).entries[-1].zh == "订单退款 o1。"

    def test_of_a_corrected_fact_the_newest_version_is_told(self):
        events = [
            event("deal.won", "d1", "2026-01-05", LI, "c1", 100, version="1"),
            event("deal.won", "d1", "2026-01-05", WANG, "c1", 80, version="2"),
            event("deal.reopened", "d1", "2026-01-07", by=None, version="3"),
            event("deal.won", "d1", "2026-02-01", WANG, "c1", 90, version="4"),
        ]

        found = [entry for entry in told(*events).entries if entry.what == "deal.won"]

        assert [(entry.people, entry.amount_minor) for entry in found] == [((WANG,), 8000), ((WANG,), 9000)]

    def test_nothing_on_record_is_an_empty_timeline(self):
        assert told(customer="c7") == CustomerTimeline("c7", (), (), (), (), None, None)


class TestSummary:
    def test_a_recorded_visit_is_a_touch_and_a_removed_one_is_none(self):
        visits = [contact("visit", f"a{day}", f"2026-01-0{day}") for day in (1, 2, 3)]
        removed = event("activity.removed", "a3", "2026-01-04", by=None)

        found = told(*visits, removed, positions={LI: "sales"})

        assert found.last_touch == (Touch("sales", LI, on("2026-01-02"), "visit"),)
        assert [entry.zh for entry in found.entries] == ["上门拜访（per_li）。"] * 2

    def test_a_customer_who_removed_us_was_not_touched(self):
        left = contact("customer_removed_us", "a1", "2026-01-01")

        assert told(left).last_touch == ()
        assert told(left).entries[0].zh == "客户删除了联系人（per_li）。"

    def test_a_touch_is_of_the_position_that_the_person_holds_if_that_is_known(self):
        work = (worked(LI, "2026-01-01", "care_call"), worked(HAN, "2026-01-02", "errand"))

        found = told(work=work, positions={LI: "sales"})

        assert found.last_touch == (
            Touch("sales", LI, on("2026-01-01"), "care_call"),
            Touch(None, HAN, on("2026-01-02"), "errand"),
        )

    def test_a_complaint_resolved_on_the_day_it_was_opened_is_closed(self):
        opened = event("complaint.opened", "k1", "2026-01-01", HAN, "c1", id="z")
        resolved = event("complaint.resolved", "k1", "2026-01-01", HAN, "c1", id="a")

        found = told(resolved, opened)

        assert found.open_complaints == ()
        assert in_short(found) == [("2026-01-01", "complaint.opened"), ("2026-01-01", "complaint.resolved")]

    def test_who_came_back_is_not_lost(self):
        lost = event("subscription.churned", "s1", "2026-01-01", HAN, "c1")
        back = event("subscription.started", "s2", "2026-02-01", HAN, "c1")

        assert told(lost).churned_on == on("2026-01-01")
        assert told(lost, back).churned_on is None

    def test_of_several_leads_the_first_that_names_a_source_counts(self):
        leads = [
            event("lead.created", "l1", "2026-01-01", by=None, customer="c1"),
            event("lead.created", "l2", "2026-02-01", by=None, customer="c1", source="展会"),
            event("lead.created", "l3", "2026-03-01", by=None, customer="c1", source="官网"),
        ]

        assert told(*leads).lead_source == "展会"
        assert told(*leads).entries[0].zh == "新增线索，来源：未记录。"

    def test_a_span_is_a_value(self):
        record = event("customer.upserted", "c1", "2026-01-01", LI)

        assert told(record).owners == (OwnerSpan(LI, on("2026-01-01"), None, None, (record.id,)),)
