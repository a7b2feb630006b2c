"""What is merged, deleted or taken back: deals, owners, answers, complaints and papers."""

import pytest

from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.owners import Owners
from tests.domain.kpi.building import LI, MARCH, WANG, deal, event, facts, refunded


def merged(kind, survivor, *gone, on="2026-03-25"):
    return event(f"{kind}.merged", survivor, on, None, merged_ids=list(gone))


class TestMergedDeals:
    def won(self, *story):
        return measure("won_count", facts(*story), LI, MARCH)

    def test_are_one_deal_with_the_outcome_of_the_survivor(self):
        twice = [deal("a", "2026-02-02", "2026-03-02"), deal("b", "2026-02-20", "2026-03-02")]

        assert self.won(twice, merged("deal", "b", "a")).value == 1

    def test_keep_the_first_contact_of_either(self):
        twice = [deal("a", "2026-02-02", None), deal("b", "2026-02-20", "2026-03-04")]

        cycles = [measure("sales_cycle_days_won", facts(twice, *merge), LI, MARCH).value
                  for merge in ([], [merged("deal", "b", "a")])]  # fmt: skip

        assert cycles == [12, 30]

    def test_keep_the_leads_of_either(self):
        twice = [deal("a", "2026-02-10", None), deal("b", "2026-02-20", "2026-03-04")]
        lead = event("lead.created", "l", "2026-02-01", deal_ref="a")

        found = measure("sales_cycle_days_won", facts(twice, lead, merged("deal", "b", "a")), LI, MARCH)

        assert found.value == 31

    def test_into_a_new_id_keep_what_was_told_of_the_old_ones(self):
        vendor_deletes_them = event("deal.deleted", "a", "2026-03-25", None)

        found = self.won(
            deal("a", "2026-02-02", "2026-03-02"), merged("deal", "new", "a", "b"), vendor_deletes_them
        )

        assert found.value == 1

    def test_into_themselves_or_in_a_circle_do_not_vanish(self):
        story = [deal("a", "2026-02-02", "2026-03-02"), deal("b", "2026-02-02", "2026-03-02")]

        assert self.won(story, merged("deal", "a", "a", "b")).value == 1
        assert self.won(story, merged("deal", "a", "b"), merged("deal", "b", "a")).value == 1

    def test_an_old_ones_update_that_comes_late_changes_nothing(self):
        story = [
            deal("a", "2026-02-02", None),
            deal("b", "2026-02-20", "2026-03-04"),
            merged("deal", "b", "a"),
        ]

        found = self.won(story, event("deal.won", "a", "2026-03-05", yuan=5))

        assert found.value == 1

    def test_a_refund_of_the_old_one_is_the_survivors(self):
        story = [deal("b", "2026-02-20", "2026-03-04", yuan=1000), merged("deal", "b", "a")]
        deals = Settings(revenue_source="deals")

        found = measure(
            "net_sales", facts(story, refunded("r", "2026-03-09", 400, "a"), settings=deals), LI, MARCH
        )

        assert found.value == 600


class TestADeletedDeal:
    @pytest.mark.parametrize("version", ["", "3"])
    def test_is_gone_whether_its_deletion_carries_a_version_or_not(self, version):
        won = event("deal.won", "a", "2026-03-02", yuan=100, version="2")
        deleted = event("deal.deleted", "a", "2026-03-09", None, version=version)

        assert measure("won_count", facts(won, deleted), LI, MARCH).value == 0

    def test_is_back_once_it_was_won_in_a_higher_version(self):
        deleted = event("deal.deleted", "a", "2026-03-02", None, version="2")

        assert measure(
            "won_count", facts(deleted, event("deal.won", "a", "2026-03-09", version="3")), LI, MARCH
        ).value


class TestADeletedCustomer:
    def owner_on(self, day, *story):
        return dict(Facts(story).once(Owners.of).at("c", MARCH.first_on.replace(day=day), "sales"))

    def test_is_nobodys_from_the_next_day_on(self):
        story = [event("customer.upserted", "c", "2026-02-01", LI, "c"),
                 event("customer.deleted", "c", "2026-03-10", None, "c")]  # fmt: skip

        assert [self.owner_on(day, *story) for day in (10, 11)] == [{LI: 10_000}, {}]

    def test_has_an_owner_again_once_it_is_recorded_anew(self):
        story = [event("customer.upserted", "c", "2026-02-01", LI, "c"),
                 event("customer.deleted", "c", "2026-03-10", None, "c"),
                 event("customer.upserted", "c", "2026-03-20", WANG, "c")]  # fmt: skip

        assert self.owner_on(25, *story) == {WANG: 10_000}

    def test_leaves_the_owner_of_who_it_was_merged_into(self):
        story = [event("customer.upserted", "c", "2026-02-01", LI, "c"),
                 event("customer.upserted", "double", "2026-01-01", WANG, "double"),
                 event("customer.merged", "c", "2026-03-05", None, "c", merged_ids=["double"]),
                 event("customer.deleted", "double", "2026-03-05", None, "double")]  # fmt: skip

        assert self.owner_on(25, *story) == {LI: 10_000}


class TestCustomersInACircle:
    def test_are_one_customer(self):
        story = facts([event("customer.merged", to, "2026-03-01", None, to, merged_ids=[gone])
                       for gone, to in (("a", "b"), ("b", "c"), ("c", "a"))])  # fmt: skip

        assert {story.customer(each) for each in ("a", "b", "c")} == {"a"}


class TestARemovedAnswer:
    def answers(self, version):
        given = [event("survey.responded", f"s{n}", "2026-03-02", csat=5) for n in range(5)]
        removed = event("survey.removed", "s0", "2026-03-05", None, version="2")
        again = event("survey.revised", "s0", "2026-03-06", None, csat=4, version=version)
        return measure("csat", facts(given, removed, again), LI, MARCH).n

    @pytest.mark.parametrize(("version", "n"), [("1", 4), ("", 4), ("3", 5)])
    def test_comes_back_in_a_higher_version_only(self, version, n):
        assert self.answers(version) == n


class TestACorrectedRecord:
    def test_a_reply_that_was_later_than_first_told_is_late(self):
        story = [event("complaint.opened", "k", "2026-03-02", version="1"),
                 event("complaint.updated", "k", "2026-03-03", first_reply_s=600, version="2"),
                 event("complaint.updated", "k", "2026-03-03", first_reply_s=200_000, version="3"),
                 event("complaint.resolved", "k", "2026-03-06", version="4")]  # fmt: skip

        assert measure("complaints_closed_on_time", facts(story), LI, MARCH).value == 0

    def test_a_correction_that_turns_out_to_be_the_customers_is_no_error(self):
        story = [event("orderproc.completed", "o", "2026-03-02"),
                 event("orderproc.corrected", "o", "2026-03-03", error_class="price", version="1"),
                 event("orderproc.corrected", "o", "2026-03-03", error_class="customer", version="2")]  # fmt: skip

        assert measure("order_accuracy", facts(story), LI, MARCH).value == 1

    def test_a_void_that_turns_out_to_be_an_unapproved_write_off_leaves_the_receivable(self):
        story = [event("invoice.due", "i", "2026-02-02", yuan=100, due_on="2026-03-02"),
                 event("invoice.voided", "v", "2026-03-03", invoice_ref="i", reason="error", version="1"),
                 event("invoice.voided", "v", "2026-03-03", invoice_ref="i", reason="write_off",
                       version="2")]  # fmt: skip

        found = measure("overdue_ratio", facts(story, feeds=["payment.received"]), LI, MARCH)

        assert found.numerator == 100

    def test_a_lead_whose_date_was_corrected_is_a_first_contact_of_that_date(self):
        story = [deal("d", "2026-02-20", "2026-03-02"),
                 event("lead.created", "l", "2025-01-01", deal_ref="d", version="1"),
                 event("lead.created", "l", "2026-02-10", deal_ref="d", version="2")]  # fmt: skip

        assert measure("sales_cycle_days_won", facts(story), LI, MARCH).value == 20
