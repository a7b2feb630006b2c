"""When a switch may begin, until when it is undone, and how every change of plans is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.direction.dates import MonthSettled, SwitchTooEarly, check_from
from shared.domain.direction.head import moved_on
from shared.domain.direction.switch import DirectionSwitch, PlansHead
from shared.domain.direction.undo import (
    AlreadyDeclared,
    AlreadyUndone,
    BuiltUpon,
    check_undo,
    concerns,
    undone,
    without,
)
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import AccessRole, Assignment, Person
from shared.domain.periods import Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def a_switch(id="swi_1", made="pln_2", before="pln_1", **options):
    return DirectionSwitch(
        id, "com_1", "online", date(2026, 3, 16), (("sales", made, before),), ("per_1", "per_2"),
        floor=True, reason="", committed_at=MONDAY_TEN, committed_by="per_9", **options,
    )  # fmt: skip


class TestCheckFrom:
    def checked(self, from_on, **options):
        check_from(date.fromisoformat(from_on), committed_at=MONDAY_TEN, zone=SHANGHAI, **options)

    def test_gives_people_a_day_and_a_midnight(self):
        with pytest.raises(SwitchTooEarly, match="2026-03-04"):
            self.checked("2026-03-03")

        self.checked("2026-03-04")

    @pytest.mark.parametrize("settled", [["2026-03"], ["2026-02", "2026-04"]])
    def test_leaves_months_alone_that_have_been_declared(self, settled):
        with pytest.raises(MonthSettled):
            self.checked("2026-03-16", settled=settled)

    def test_may_begin_after_a_month_that_has_been_declared(self):
        self.checked("2026-03-16", settled=["2026-01", "2026-02"])


class TestCheckUndo:
    def test_a_switch_nothing_stands_on_may_be_undone(self):
        check_undo(a_switch(), False, [a_switch(), a_switch("swi_0", made="pln_1", before="pln_0")])

    def test_not_twice(self):
        with pytest.raises(AlreadyUndone):
            check_undo(a_switch(undone_at=MONDAY_TEN), True)

    def test_not_once_a_result_under_it_has_been_declared(self):
        with pytest.raises(AlreadyDeclared):
            check_undo(a_switch(), True)

    def test_not_while_a_later_switch_stands_on_its_plans(self):
        later = a_switch("swi_2", made="pln_3", before="pln_2")

        with pytest.raises(BuiltUpon):
            check_undo(a_switch(), False, [later])

        check_undo(a_switch(), False, [undone(later, at=MONDAY_TEN, by="per_9", reason="x")])


def a_person(id, position="sales", since="2026-01-01", **options):
    held = (Assignment(position, 10_000, date.fromisoformat(since)),)
    return Person(id, "com_1", "", AccessRole.EMPLOYEE, assignments=held, **options)


class TestConcerns:
    def is_so(self, person, month="2026-03", plans=()):
        return concerns(a_switch(), person, Period.parse(month), plans)

    @pytest.mark.parametrize(("month", "is_so"), [("2026-02", False), ("2026-03", True), ("2026-12", True)])
    def test_is_about_the_months_from_the_switch_on(self, month, is_so):
        assert self.is_so(a_person("per_1"), month) is is_so
        assert self.is_so(a_person("per_3"), month) is is_so

    def test_is_about_whoever_was_told_whatever_they_do_since(self):
        assert self.is_so(a_person("per_1", "marketing"), "2026-04")
        assert not self.is_so(a_person("per_3", "marketing"), "2026-04")

    @pytest.mark.parametrize(
        ("since", "month", "is_so"),
        [("2026-03-30", "2026-03", True), ("2026-04-01", "2026-03", False), ("2026-04-01", "2026-04", True)],
    )
    def test_is_about_whoever_comes_to_the_position_later(self, since, month, is_so):
        assert self.is_so(a_person("per_3", since=since), month) is is_so

    def test_is_not_about_who_left_the_position_or_the_company_by_then(self):
        moved = (*a_person("per_3").assignments, Assignment("marketing", 10_000, date(2026, 3, 16)))

        assert not self.is_so(replace(a_person("per_3"), assignments=moved))
        assert not self.is_so(a_person("per_3", left_on=date(2026, 3, 16)))
        assert not self.is_so(a_person("per_3", joined_on=date(2026, 4, 1)))

    def test_is_not_about_days_of_a_plan_of_ones_own(self):
        own = PlanVersion("pln_9", "com_1", date(2026, 3, 1), (), person_id="per_3")
        until = replace(own, until_on=date(2026, 3, 30))

        assert not self.is_so(a_person("per_3"), plans=[own])
        assert self.is_so(a_person("per_3"), plans=[until])
        assert self.is_so(a_person("per_3"), plans=[replace(own, undone_at=MONDAY_TEN)])


class TestUndone:
    def test_keeps_who_did_it_and_why(self):
        after = undone(a_switch(), at=MONDAY_TEN, by="per_9", reason="客户反对")

        assert (after.undone_at, after.undone_by, after.undo_reason, after.version) == (
            MONDAY_TEN, "per_9", "客户反对", 2,
        )  # fmt: skip

    def test_names_the_versions_that_hold_without_it(self):
        after = undone(a_switch(), at=MONDAY_TEN, by="per_9", reason="x", holding={"sales": "pln_7"})

        assert after.plans == (("sales", "pln_2", "pln_7"),)

    def test_takes_back_the_versions_that_the_switch_published_and_no_other(self):
        plans = [PlanVersion(f"pln_{number}", "com_1", date(2026, 3, number), ()) for number in (1, 2, 3)]

        found = without(a_switch(), plans, at=MONDAY_TEN)

        assert [(each.id, each.undone_at) for each in found] == [("pln_2", MONDAY_TEN)]


class TestHead:
    def test_moves_on_by_one_version_and_says_who_moved_it(self):
        after = moved_on(PlansHead("com_1", 4), at=MONDAY_TEN, by="per_9", template="online")

        assert (after.version, after.changed_at, after.changed_by, after.template) == (
            5, MONDAY_TEN, "per_9", "online",
        )  # fmt: skip
