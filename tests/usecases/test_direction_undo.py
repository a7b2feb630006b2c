"""Whom an undone switch of direction is about, and which plan it leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import load
from shared.domain.direction.undo import AlreadyDeclared
from shared.domain.kpi.catalogue import default_line
from shared.domain.messages import sentence
from shared.domain.people import Assignment
from shared.usecases.direction.read_direction import read_direction
from tests.domain.kpi.building import MARCH
from tests.usecases.test_direction import (
    AT,
    MONDAY,
    WEIGHTS,
    declare,
    do,
    publish,
    selling,
    switch,
    told,
    undo,
)
from tests.usecases.test_what_if import LATER, OVER, a_month

MARCH_23 = date(2026, 3, 23)


def move(founding, name, *positions):
    """Let somebody hold positions, each from its date on."""
    ref = refs.person(founding.company.id, founding.people[name].id)
    held = tuple(Assignment(position, 10_000, since) for position, since in positions)
    do(
        founding,
        Command("test.person", [Write(ref, replace(load([ref]).get(ref), assignments=held), blind=True)]),
    )


def to_marketing(founding, *names):
    for name in names:
        move(founding, name, ("marketing", date(2025, 1, 1)))


class TestWhoeverCameToThePositionSince:
    @pytest.fixture
    def joined(self, company):
        """陈浩 comes to sales on the 25th, two days after a switch that the others were told of."""
        selling(company)
        a_month(company)
        to_marketing(company, "陈浩")
        made = switch(company, from_on=MARCH_23, at=LATER)
        assert company.people["陈浩"].id not in made.switch.people
        move(company, "陈浩", ("marketing", date(2025, 1, 1)), ("sales", date(2026, 3, 25)))
        return company, made

    def test_is_told_that_it_is_undone(self, joined):
        company, made = joined

        undo(company, made, at=datetime(2026, 3, 26, 2, tzinfo=UTC))

        messages = told(company, "direction.undone")
        assert set(messages) == {"林晓", "王磊", "李婷", "陈浩"}
        assert "10→30%" in sentence(messages["陈浩"], "zh-CN")

    def test_keeps_it_from_being_undone_once_declared(self, joined):
        company, made = joined
        to_marketing(company, "林晓", "王磊", "李婷")
        ref = refs.direction_switches(company.company.id).at(made.switch.id)
        alone = replace(load([ref]).get(ref), people=())
        do(company, Command("test.switch", [Write(ref, alone, blind=True)]))
        assert read_direction(company=company.company, at=LATER).undoable == {made.switch.id}
        declare(company)

        with pytest.raises(AlreadyDeclared):
            undo(company, made, at=OVER)

        assert read_direction(company=company.company, at=OVER).undoable == frozenset()


class TestSomebodyElse:
    def test_who_is_declared_does_not_keep_it(self, company):
        selling(company)
        a_month(company)
        to_marketing(company, "陈浩")
        made = switch(company, from_on=MARCH_23, at=LATER)
        to_marketing(company, "王磊")
        declare_only(company, "陈浩")

        assert undo(company, made, at=OVER).undone_at == OVER

    def test_with_a_plan_of_their_own_is_not_told(self, company):
        selling(company)
        publish(company, [default_line("sales.cycle_days", 10_000)], person_id=company.people["陈浩"].id)
        made = switch(company)

        undo(company, made)

        assert "陈浩" not in told(company, "direction.undone")


class TestThePlanAfterIt:
    def test_is_the_one_published_by_hand_meanwhile(self, company):
        selling(company)
        made = switch(company, from_on=MARCH_23)
        lines = [default_line(kpi, weight) for kpi, weight in WEIGHTS.items()]
        lines = [replace(each, target=Fraction(25)) if "visits" in each.kpi_id else each for each in lines]
        by_hand = publish(company, lines, from_on=MONDAY, position="sales")

        after = undo(company, made)

        assert after.plans == (("sales", made.switch.plans[0][1], by_hand.id),)
        assert "→25 次" in sentence(told(company, "direction.undone")["李婷"], "zh-CN")

    def test_that_moves_nothing_is_said_in_words(self, company):
        selling(company)
        made = switch(company, from_on=MARCH_23, at=AT - timedelta(hours=1))
        lines = [default_line(kpi, weight) for kpi, weight in WEIGHTS.items()]
        publish(company, lines, from_on=MARCH_23, position="sales")

        undo(company, made)

        assert "权重和目标都不变" in sentence(told(company, "direction.undone")["李婷"], "zh-CN")


def declare_only(founding, name):
    """Draft March's forms and leave that of one person."""
    declare(founding)
    partition = refs.declarations(founding.company.id, MARCH.key)
    for each in founding.people.values():
        if each.name != name:
            Record(partition.pk, each.id).delete()
