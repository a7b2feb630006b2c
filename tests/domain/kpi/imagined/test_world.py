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
    AnonymousAnswers,
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

    @pytest.mark.parametrize("named", ["older", "newer"])
    def test_takes_a_record_with_all_its_versions_whichever_is_named(self, named):
        older, newer = (
            replace(TOLD.events[0], id=id_, entity_id="o9", version=version, amount_minor=minor)
            for id_, version, minor in (("older", "1", 100_000), ("newer", "2", 500_000))
        )
        told = facts(older, newer)

        found = imagined(remove(event_id=named), told=told)

        assert sales(told) == 5000
        assert found.edits[0].drop == {"older", "newer"}
        assert sales(found.facts) == 0

    def test_takes_a_customers_answer_with_its_revisions(self):
        told = facts(
            event("survey.responded", "a", "2026-03-02", customer="c1", csat=5),
            event("survey.revised", "a", "2026-04-02", customer="c1", csat=1),
        )

        for each in told.events:
            found = imagined(remove(event_id=each.id), told=told)
            assert found.edits[0].drop == {every.id for every in told.events}

    def test_takes_one_of_several_refunds_that_carry_only_the_id_of_their_order(self):
        first, second = (event("order.refunded", "o1", day, yuan=10) for day in ("2026-03-06", "2026-03-07"))
        told = replace(TOLD, events=[*TOLD.events, first, second])

        found = imagined(remove(event_id=first.id), told=told)

        assert (sales(told), sales(found.facts)) == (380, 390)

    @pytest.mark.parametrize("id_", ["nobody's", TOLD.events[2].id])
    def test_refuses_records_that_are_not_the_persons(self, id_):
        with pytest.raises(RecordUnknown):
            imagined(remove(event_id=id_))

    def test_refuses_more_than_there_are(self):
        with pytest.raises(TooFewRecords):
            imagined(remove(type="order.paid", count=3))


def ratings(*marks):
    return [
        event("survey.responded", f"a{n}", f"2026-03-{n + 2:02}", rating=given, rater=f"r{n}", internal=True)
        for n, given in enumerate(marks)
    ]


class TestWhatColleaguesAnswered:
    FURTHER = add("survey.responded", kpi="bo.internal_csat", count=2)

    def test_is_never_left_out(self):
        told = [*ratings(5, 1, 4, 3), event("survey.revised", "a1", "2026-03-20", rating=2)]

        for each in told:
            with pytest.raises(AnonymousAnswers):
                imagined(remove(event_id=each.id), told=facts(told))
        for kpi in (None, "bo.internal_csat"):
            with pytest.raises(AnonymousAnswers):
                imagined(remove(type="survey.responded", count=1, kpi=kpi), told=facts(told))

    def test_stays_when_customers_answers_are_left_out(self):
        customers = event("survey.responded", "c", "2026-03-09", customer="c1", csat=5)
        told = facts(ratings(5, 1, 4), customers)

        found = imagined(remove(type="survey.responded", count=1), told=told)

        assert found.edits[0].drop == {customers.id}
        with pytest.raises(AnonymousAnswers):
            imagined(remove(type="survey.responded", count=2), told=told)
        with pytest.raises(TooFewRecords):
            imagined(remove(type="survey.responded", count=5), told=told)

    def test_comes_back_with_nothing_that_took_it_away(self):
        removed = event("survey.removed", "a1", "2026-03-20")

        with pytest.raises(AnonymousAnswers):
            imagined(remove(event_id=removed.id), told=facts(ratings(5, 1, 4, 3), removed))

    @pytest.mark.parametrize("real", [(), (5, 1, 4)])
    def test_can_be_imagined_further(self, real):
        found = imagined(self.FURTHER, self.FURTHER, told=facts(ratings(*real), feeds=["survey.responded"]))

        assert measure("internal_csat", found.facts, LI, MARCH).n == len(real) + 4

    @pytest.mark.parametrize("real", [(5,), (5, 1)])
    def test_cannot_be_calculated_from_imagined_ones_beside_it(self, real):
        with pytest.raises(AnonymousAnswers):
            imagined(self.FURTHER, told=facts(ratings(*real), feeds=["survey.responded"]))


class TestRecipes:
    def test_are_of_canonical_types(self):
        assert TYPES - {"worklog.logged"} <= KNOWN

    def test_are_there_for_every_lever_that_names_its_kpi(self):
        assert set(BY_KPI) == {key for key, each in LEVERS.items() if each.kpi}
        assert set(BY_KPI) <= set(CATALOGUE)
