"""Figures of customer success and of logs: neither the order of the records nor their repetition changes anything."""

import random

import pytest

from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.measures import measure
from tests.domain.kpi.building import LI, MARCH, WANG, event, paid, refunded

SELLER = "per_zhao"
KPIS = (
    "cs.nps cs.nrr cs.grr cs.renewal_rate cs.first_response_hours cs.resolution_hours cs.revisit_rate "
    "cs.survey_response_rate cs.churned_customers cs.onboarding_on_time cs.referrals cs.existing_leads_support "
    "all.log_timeliness all.improvement_done"
).split()


def one_customer(n):
    """A customer with a subscription, a ticket, answers, contacts and tasks: a little of everything in March."""
    customer, day, who = f"c{n}", f"2026-03-{n % 27 + 1:02}", LI if n % 4 else WANG
    yield event("subscription.started", f"s{n}", "2025-02-10", who, customer, 100 + n, renews_on=day)
    yield event("subscription.upgraded", f"s{n}", "2025-12-10", who, customer, 130 + n)
    last = "churned" if n % 5 == 0 else "renewed"
    yield event(f"subscription.{last}", f"s{n}", day, who, customer, None if n % 5 == 0 else 120 + n)
    yield (
        event("subscription.downgraded", f"s{n}", "2026-03-30", who, customer, 90 + n)
        if n % 5
        else paid(f"o{n}", "2025-09-15", 10, f"b{n}", who)
    )
    yield refunded(f"r{n}", "2026-03-02", 10, f"o{n}")
    yield event("survey.sent", f"i{n}", day, who, customer)
    yield event("survey.responded", f"a{n}", day, None, customer, nps=n % 11, csat=n % 5 + 1)
    yield event("survey.revised", f"a{n}", "2026-03-29", None, customer, nps=(n * 7) % 11)
    yield event("ticket.opened", f"t{n}", f"{day}T09:00:00+08:00", who, customer)
    yield event("ticket.first_response", f"t{n}", f"{day}T1{n % 8}:00:00+08:00", who)
    yield event("ticket.closed", f"t{n}", f"{day}T1{n % 7 + 2}:30:00+08:00", who)
    yield event("activity.logged", f"v{n}", day, who, customer, kind="call", note="ok")
    yield event("activity.logged", f"z{n}", day, SELLER, customer, kind="visit", note="ok")
    yield event("task.completed", f"k{n}", day, who, kind="onboarding", due_on="2026-03-15")
    yield event("improvement.closed", f"m{n}", day, who, due_on="2026-03-15", kpi_effect=n % 2 == 0)
    yield event("lead.created", f"l{n}", day, SELLER, f"new{n}", source="referral", referrer_ref=customer)
    yield event("lead.accepted", f"l{n}", "2026-03-28", SELLER)
    yield event("worklog.logged", f"w{n}", day, who, customer, activity="joint_care", minutes=30,
                created_at=f"{day}T20:00:00+08:00")  # fmt: skip
    yield (
        event("customer.owner_changed", customer, f"2026-0{n % 3 + 1}-11", WANG, customer)
        if n % 6 == 0
        else event("customer.merged", customer, "2026-03-20", None, customer, merged_ids=[f"gone{n}"])
    )


EVENTS = [each for n in range(36) for each in one_customer(n)]
FEEDS = dict.fromkeys((each.type for each in EVENTS), "ok")


@pytest.mark.parametrize("kpi_id", KPIS)
class TestOrder:
    def test_shuffled_and_repeated_records_give_the_same(self, kpi_id):
        twice = random.Random(11).sample(EVENTS * 2, 2 * len(EVENTS))

        for who in (LI, WANG, COMPANY):
            told, again = (evaluate(kpi_id, Facts(each, feeds=FEEDS), who, MARCH) for each in (EVENTS, twice))
            assert told == again

    def test_the_story_has_something_to_score(self, kpi_id):
        found = evaluate(kpi_id, Facts(EVENTS, feeds=FEEDS), LI, MARCH)

        assert found.state == "scored"
        assert found.n > 0
        assert found.event_ids

    def test_the_records_behind_a_figure_are_records_of_the_story(self, kpi_id):
        known = {each.id for each in EVENTS}

        found = evaluate(kpi_id, Facts(EVENTS, feeds=FEEDS), LI, MARCH)

        assert known >= {*found.event_ids, *(key for key, _ in found.excluded)}

    def test_the_company_is_at_least_what_its_people_are(self, kpi_id):
        story = Facts(EVENTS, feeds=FEEDS)

        parts = [measure(kpi_id, story, who, MARCH).numerator for who in (LI, WANG)]

        assert measure(kpi_id, story, COMPANY, MARCH).numerator >= sum(parts) or kpi_id == "cs.nps"

    def test_it_stands_in_no_default_scorecard(self, kpi_id):
        assert kpi_id in CATALOGUE
        assert all(line.kpi_id != kpi_id for lines in DEFAULT_SCORECARDS.values() for line in lines)
