"""Facts: one event once, the newest version, merged customers; and the order does not matter."""

import random

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, WANG, deal, event, facts, paid, refunded


class TestFacts:
    def test_one_event_by_two_paths_is_one_event(self):
        twice = [paid("o", "2026-03-02", 100, "c"), paid("o", "2026-03-02", 100, "c")]

        assert measure("order_count", facts(twice), LI, MARCH).value == 1

    def test_the_newest_version_of_an_order_counts(self):
        versions = [
            paid("o", "2026-03-02", yuan, "c", version=version) for version, yuan in (("2", 200), ("10", 300))
        ]

        assert measure("net_sales", facts(versions), LI, MARCH).value == 300

    def test_a_customer_is_the_last_survivor_of_all_merges(self):
        merges = [event("customer.merged", to, f"2026-03-0{n}", by=None, customer=to, merged_ids=[gone])
                  for n, (gone, to) in enumerate([("a", "b"), ("b", "c")], 1)]  # fmt: skip

        assert [facts(merges).customer(each) for each in ("a", "b", "c", "d", None)] == [
            "c",
            "c",
            "c",
            "d",
            None,
        ]

    def test_merges_in_a_circle_do_not_hang(self):
        circle = [event("customer.merged", to, "2026-03-01", by=None, customer=to, merged_ids=[gone])
                  for gone, to in (("a", "b"), ("b", "a"))]  # fmt: skip

        assert facts(circle).customer("a") in ("a", "b")

    def test_a_person_sees_what_they_are_credited_with_and_the_company_everything(self):
        owners = {"mine": LI, "theirs": WANG, "nobodys": None}
        story = facts([event("lead.created", name, "2026-03-02", by=who) for name, who in owners.items()])

        seen = {
            who: [e.entity_id for e in story.within("lead.created", who, Window.of(MARCH))]
            for who in (LI, "company")
        }

        assert seen == {LI: ["mine"], "company": ["mine", "nobodys", "theirs"]}

    def test_the_company_has_all_of_an_event(self):
        shared = event("lead.created", "x", "2026-03-02", by=[(LI, 6_000), (WANG, 4_000)])

        assert [share_of(shared, who) * 100 for who in (LI, WANG, "company", "per_zhao")] == [60, 40, 100, 0]

    def test_the_order_in_which_events_arrive_changes_nothing(self):
        events = [
            each for n in range(12) for each in deal(f"d{n}", f"2026-02-{n + 1:02}", f"2026-03-{n + 1:02}")
        ]
        events += [paid(f"o{n}", f"2026-03-{n + 1:02}", 100 + n, f"c{n % 5}") for n in range(12)]
        events += [refunded(f"r{n}", f"2026-03-{n + 9:02}", 30, f"o{n}") for n in range(4)]
        shuffled = random.Random(7).sample(events, len(events))
        feeds = dict.fromkeys((each.type for each in events), "ok")

        results = [
            [evaluate(kpi_id, Facts(order, feeds=feeds), LI, MARCH) for kpi_id in CATALOGUE]
            for order in (events, shuffled)
        ]

        assert results[0] == results[1]
