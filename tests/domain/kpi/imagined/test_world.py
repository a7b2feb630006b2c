"""Facts as they would be: what can be imagined, what is refused, and that nothing real changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.event_types import KNOWN
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.imagined.recipes import BY_KPI, TYPES
from shared.domain.kpi.imagined.world import (
    MOST_CHANGES,
    CustomerUnknown,
    Imagining,
    NotImaginable,
    OtherSourceOfRevenue,
    OutsideThePeriod,
    RecordUnknown,
    TooFewRecords,
    TooMuchImagined,
)
from shared.domain.kpi.measures import measure
from shared.domain.kpi.steps.changes import Add, Change, Remove
from shared.domain.kpi.steps.levers import LEVERS
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid

TODAY = date(2026, 3, 18)
TOLD = facts(
    paid("o1", "2026-03-03", 100, "c1"),
    paid("o2", "2026-03-04", 300, "c2"),
    paid("w1", "2026-03-05", 70, "c3", WANG),
)


def imagined(*changes, told=TOLD, today=TODAY):
    return Imagining(LI, MARCH, today, {}).of(told, changes)


def add(kind, **fields):
    return Change(add=Add(kind, **fields))


def remove(**fields):
    return Change(remove=Remove(**fields))


def sales(told, who=LI):
    return measure("net_sales", told, who, MARCH).value


class TestAdding:
    def test_credits_the_person_and_nobody_else(self):
        found = imagined(add("order.paid", count=3, amount=Decimal("50.5"))).facts

        assert sales(found) == Fraction("551.5")
        assert sales(found, WANG) == 70

    def test_leaves_the_real_facts_alone(self):
        before = list(TOLD.events)

        imagined(add("order.paid", count=3), remove(event_id=TOLD.events[0].id))

        assert list(TOLD.events) == before

    def test_is_of_today_or_of_the_last_day_of_a_period_that_is_over(self):
        today, over = imagined(add("order.paid")), imagined(add("order.paid"), today=date(2026, 5, 1))

        assert today.edits[0].put[0].on == TODAY
        assert over.edits[0].put[0].on == date(2026, 3, 31)

    def test_without_an_amount_takes_the_usual_one_of_the_person(self):
        assert imagined(add("order.paid")).edits[0].put[0].amount_minor == 30_000

    def test_of_a_named_customer_is_that_customers(self):
        found = imagined(add("order.paid", customer="c1", amount=Decimal(1)))

        assert found.edits[0].put[0].customer == "c1"

    def test_builds_each_change_on_those_before_it(self):
        held = [event("event.held", f"e{n}", "2026-03-05", WANG) for n in range(2)]
        one = add("event.staffed", kpi="sales.event_participation")

        found = imagined(one, one, told=facts(held, feeds=["event.staffed"])).facts

        assert evaluate("sales.event_participation", found, LI, MARCH).value == 2

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            (add("order.paied"), NotImaginable),
            (add("customer.merged"), NotImaginable),
            (add("order.paid", kpi="sales.offline_visits"), NotImaginable),
            (add("survey.responded", kpi="cs.nobody"), NotImaginable),
            (add("deal.won", kpi="sales.repurchase_rate"), OtherSourceOfRevenue),
            (add("order.paid", on=date(2026, 4, 1)), OutsideThePeriod),
            (add("order.paid", customer="nobody"), CustomerUnknown),
            (add("event.staffed", kpi="sales.event_participation"), TooFewRecords),
        ],
    )
    def test_refuses_what_cannot_be_imagined(self, change, error):
        with pytest.raises(error) as refused:
            imagined(change)

        assert refused.value.pointer.startswith("/changes/0/")

    def test_refuses_orders_where_deals_are_the_revenue(self):
        told = replace(TOLD, settings=Settings(revenue_source="deals"))

        with pytest.raises(OtherSourceOfRevenue):
            imagined(add("order.paid"), told=told)

    def test_refuses_too_many_changes_and_too_many_records(self):
        with pytest.raises(TooMuchImagined):
            imagined(*[add("order.paid")] * (MOST_CHANGES + 1))
        with pytest.raises(TooMuchImagined):
            imagined(*[add("invoice.issued", count=200)] * 2)


class TestRemoving:
    def test_takes_one_record_by_its_id(self):
        assert sales(imagined(remove(event_id=TOLD.events[1].id)).facts) == 100

    def test_takes_the_least_favourable_ones_first(self):
        assert sales(imagined(remove(type="order.paid", count=1)).facts) == 300

    def test_takes_all_versions_of_a_record(self):
        newer = replace(TOLD.events[0], id="newer", version="2", amount_minor=5_000)
        told = replace(TOLD, events=[*TOLD.events, newer])

        found = imagined(remove(type="order.paid", count=1), told=told)

        assert found.edits[0].drop == {TOLD.events[0].id, "newer"}
        assert sales(found.facts) == 300

    @pytest.mark.parametrize("id_", ["nobody's", TOLD.events[2].id])
    def test_refuses_records_that_are_not_the_persons(self, id_):
        with pytest.raises(RecordUnknown):
            imagined(remove(event_id=id_))

    def test_refuses_more_than_there_are(self):
        with pytest.raises(TooFewRecords):
            imagined(remove(type="order.paid", count=3))


class TestRecipes:
    def test_are_of_canonical_types(self):
        assert TYPES - {"worklog.logged"} <= KNOWN

    def test_are_there_for_every_lever_that_names_its_kpi(self):
        assert set(BY_KPI) == {key for key, each in LEVERS.items() if each.kpi}
        assert set(BY_KPI) <= set(CATALOGUE)
