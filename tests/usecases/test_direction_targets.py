"""Targets for what a direction adds: made of what the preview reads anyway, and printed as they were typed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.direction.typed import TypedTarget
from shared.domain.people import Assignment, WorkingTime
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.scores import facts
from tests.domain.kpi.building import event
from tests.usecases.office import asked, queried
from tests.usecases.test_direction import LATER, MONDAY, do, plans_on_record, preview, selling, switch
from tests.usecases.test_what_if import told_of

TRAFFIC, CONVERSION = "sales.online_traffic", "sales.online_conversion"
SUNDAY = date(2026, 3, 15)
BOTH = (
    TypedTarget("sales", TRAFFIC, Fraction(2000)),
    TypedTarget("sales", CONVERSION, Fraction("0.021")),
)


def run_stores(founding, **visitors):
    """Let people's stores have had so many visitors on one day of the last four weeks."""
    told = [
        event(
            "traffic.daily",
            f"t-{name}",
            "2026-03-08",
            founding.people[name].id,
            content="store",
            store_ref=name,
            date="2026-03-08",
            visitors=many,
        )
        for name, many in visitors.items()
    ]
    told_of(founding.company, *(replace(each, received_at=LATER) for each in told))


def change(founding, name, **changes):
    """Let somebody's record be another one."""
    after = replace(founding.people[name], **changes)
    do(
        founding,
        Command("test.person", [Write(refs.person(founding.company.id, after.id), after, blind=True)]),
    )


def proposed(founding, kpi_id=TRAFFIC, **more):
    return preview(founding, **more).proposed["sales", kpi_id]


class TestProposed:
    def test_is_the_target_of_the_first_whole_month(self, company):
        selling(company)
        run_stores(company, 李婷=2800)

        in_march, from_april = proposed(company), proposed(company, from_on=date(2026, 4, 1))
        in_april = proposed(company, from_on=date(2026, 4, 2))

        assert [each.target for each in (in_march, from_april)] == [2800 * 30 * 11 // 280] * 2
        assert in_april.target == 2800 * 31 * 11 // 280
        assert (in_march.first_on, in_march.until_on) == (date(2026, 2, 10), date(2026, 3, 10))

    def test_of_half_a_position_or_half_of_full_time_is_that_of_a_whole_one(self, company):
        selling(company)
        run_stores(company, 李婷=2800)
        whole = proposed(company).target

        both = (Assignment("sales", 5_000, BEGINNING), Assignment("marketing", 5_000, BEGINNING))
        change(company, "李婷", assignments=both)
        shared = proposed(company).target
        change(company, "李婷", working_times=(WorkingTime(5_000, BEGINNING),))
        part_time = proposed(company).target

        assert (shared, part_time) == (2 * whole, 2 * whole)

    def test_is_of_the_people_who_hold_the_position_as_the_plan_begins(self, company):
        selling(company)
        run_stores(company, 李婷=2800, 陈浩=28_000)

        change(company, "陈浩", left_on=SUNDAY)

        assert (proposed(company).people, proposed(company).target) == (1, 3300)

    def test_is_nobodys_where_nobody_holds_the_position(self, company):
        selling(company)
        for name in company.people:
            change(company, name, left_on=SUNDAY)

        found = proposed(company)

        assert (found.target, found.origin) == (None, "none")
        assert found.zh.startswith("岗位上还没有人")

    def test_is_nothing_where_every_line_has_a_target(self, company):
        selling(company)
        run_stores(company, 李婷=2800)

        assert preview(company, "keep").proposed == {}
        assert preview(company, targets=BOTH).proposed == {}


class TestTyped:
    def test_are_the_lines_of_preview_and_switch_alike(self, company):
        selling(company)
        seen = preview(company, targets=BOTH)

        switch(company, targets=BOTH)

        (found,) = [each for each in plans_on_record(company) if each.switch_id]
        assert found.lines == seen.redirections[0].published.lines
        assert found.from_on == MONDAY
        printed = {line.kpi_id: line.target for line in found.lines}
        assert (printed[TRAFFIC], printed[CONVERSION]) == (2000, Fraction("0.021"))


class TestWhatItAsksOfTheEngine:
    def test_a_preview_reads_the_same_whether_it_proposes_or_not(self, company):
        selling(company)
        run_stores(company, 李婷=2800)

        asks = []
        for targets in ((), BOTH):
            facts.forget()
            with asked() as meter:
                found = preview(company, targets=targets)
            asks.append((sorted(queried(meter)), len(meter.requests)))
            assert bool(found.proposed) is not bool(targets)

        assert asks[0] == asks[1]
