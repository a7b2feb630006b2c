"""Conditions on events."""

import pytest

from shared.domain.kpi.own.filters import (
    Condition,
    FieldNotUsable,
    NotACondition,
    NotANumber,
    TooManyFilters,
    check_filters,
    satisfies,
)
from tests.domain.kpi.building import event, facts


def holds(condition, told, story=None):
    story = story or facts(told)
    return satisfies(told, (condition,), story, story.customer(told.customer))


class TestConditions:
    @pytest.mark.parametrize(
        ("field", "op", "values", "expected"),
        [
            ("level", "eq", ("VIP",), True),
            ("level", "eq", ("gold",), False),
            ("level", "ne", ("gold",), True),
            ("level", "in", ("gold", "vip"), True),
            ("level", "not_in", ("gold", "vip"), False),
            ("level", "exists", (), True),
            ("level", "missing", (), False),
            ("score", "gt", ("4.4999999999",), True),
            ("score", "gt", ("4.5",), False),
            ("score", "gte", ("4.50",), True),
            ("score", "lt", ("4.5",), False),
            ("score", "lte", ("4.5",), True),
            ("score", "eq", ("4.500",), True),
            ("count", "eq", ("7.0",), True),
            ("first", "eq", ("true",), True),
            ("plan.to.name", "eq", ("pro",), True),
            ("plan.to.seats", "gte", ("10",), True),
            ("tags", "eq", ("b",), True),
            ("tags", "not_in", ("c", "d"), True),
            ("amount", "gte", ("1000.50",), True),
            ("amount", "gt", ("1000.50",), False),
            ("customer", "eq", ("C1",), True),
        ],
    )
    def test_compare_exactly(self, field, op, values, expected):
        told = event(
            "order.paid", "o1", "2026-03-01", customer="c1", yuan="1000.50",
            level="vip", score="4.5", count=7, first=True, plan={"to": {"name": "Pro", "seats": 10}}, tags=["a", "B"],
        )  # fmt: skip

        assert holds(Condition(field, op, values), told) is expected

    @pytest.mark.parametrize("absent", ["nothing", "empty", "null", "plan.deeper", "amount", "customer"])
    @pytest.mark.parametrize(
        ("op", "values", "expected"),
        [
            ("missing", (), True),
            ("ne", ("x",), True),
            ("not_in", ("x", "y"), True),
            ("exists", (), False),
            ("eq", ("x",), False),
            ("in", ("x",), False),
            ("gt", ("0",), False),
            ("gte", ("0",), False),
            ("lt", ("9",), False),
            ("lte", ("9",), False),
        ],
    )
    def test_of_a_missing_field_hold_only_where_it_may_be_missing(self, absent, op, values, expected):
        told = event("quote.sent", "q1", "2026-03-01", empty="", null=None, plan="basic")

        assert holds(Condition(absent, op, values), told) is expected

    def test_compare_text_however_its_accents_are_encoded(self):
        told = event("quote.sent", "q1", "2026-03-01", city="Cafe\u0301")

        assert holds(Condition("city", "eq", ("CAF\u00c9",)), told)

    def test_find_a_customer_after_merges(self):
        merged = event("customer.merged", "new", "2026-03-02", customer="new", merged_ids=["old"])
        told = event("quote.sent", "q1", "2026-03-01", customer="old")
        story = facts(merged, told)

        assert holds(Condition("customer", "eq", ("new",)), told, story)
        assert holds(Condition("customer", "in", ("old",)), told, story)

    def test_never_read_a_float(self):
        told = event("quote.sent", "q1", "2026-03-01", score=4.5)

        assert not holds(Condition("score", "gte", ("1",)), told)


class TestCheckFilters:
    @pytest.mark.parametrize("field", ["", "a.b.c.d", "a..b", "1st", "a b", ".a", "a" * 41])
    def test_refuses_a_field_that_cannot_be_looked_up(self, field):
        with pytest.raises(FieldNotUsable):
            check_filters((Condition(field, "exists"),))

    @pytest.mark.parametrize(
        ("op", "values"),
        [
            ("eq", ()), ("gt", ("1", "2")), ("in", ()), ("in", ("x",) * 51), ("exists", ("x",)),
            ("like", ("x",)), ("eq", ("x" * 201,)),
        ],
    )  # fmt: skip
    def test_refuses_values_that_do_not_fit(self, op, values):
        with pytest.raises(NotACondition):
            check_filters((Condition("level", op, values),))

    def test_refuses_to_compare_the_size_of_words(self):
        with pytest.raises(NotANumber, match="high"):
            check_filters((Condition("level", "gt", ("high",)),))

    def test_takes_ten_conditions_and_no_more(self):
        ten = (Condition("level", "exists"),) * 10

        check_filters(ten)

        with pytest.raises(TooManyFilters):
            check_filters((*ten, Condition("level", "exists")))
