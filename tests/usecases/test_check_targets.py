"""Targets of a plan held against what its people sold: what is said, and what it asks of the engine."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shared.adapters.dynamo import events
from shared.adapters.dynamo.commands import Command
from shared.domain.kpi.catalogue import default_line
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Assignment, WorkingTime
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.plans.check_targets import MOST_PEOPLE, check_targets
from shared.usecases.plans.publish_plan import BEGINNING
from tests.domain.kpi.building import paid
from tests.usecases.office import Office, asked, queried

AT = datetime(2026, 4, 1, 2, tzinfo=UTC)
REVENUE = "sales.revenue"


@pytest.fixture
def office(company):
    """A company where 李婷 sold 700 a week for 26 weeks."""
    office = Office(company)
    sold = [
        paid(
            f"w{week}",
            (date(2026, 3, 25) - timedelta(weeks=week)).isoformat(),
            700,
            f"c{week}",
            by=office.id_of("李婷"),
        )
        for week in range(26)
    ]
    heard = events.heard(office.company.id, "con_1", {"order.paid"}, AT)
    office.commit(
        Command("events.take", (*events.append(office.company.id, sold), heard)), "林晓", "events", AT
    )
    return office


def plan(office, target, position="sales", **changes):
    lines = (
        replace(default_line(REVENUE, 5000), target=None if target is None else Fraction(target)),
        replace(default_line("sales.cycle_days", 5000), target=None),
    )
    return PlanVersion("pln_1", office.company.id, date(2026, 5, 1), lines, position=position, **changes)


def said(office, version, people=None):
    found = check_targets(
        plan=version,
        company=office.company,
        people=people or [office.people["李婷"]],
        at=AT,
        kpis=CompanyKpis(),
    )
    return [(each.code, each.kpi_id) for each in found]


class TestCheckTargets:
    def test_names_a_target_that_is_out_of_reach_and_one_that_asks_nothing(self, office):
        assert said(office, plan(office, 4_000)) == [("plan.target_unlikely", REVENUE)]
        assert said(office, plan(office, 1_000)) == [("plan.target_too_easy", REVENUE)]

    def test_asks_for_the_share_of_somebody_with_two_positions(self, office):
        half = replace(
            office.people["李婷"],
            assignments=(Assignment("sales", 5000, BEGINNING), Assignment("marketing", 5000, BEGINNING)),
        )

        assert said(office, plan(office, 4_000), [half]) == [("plan.target_too_easy", REVENUE)]

    @pytest.mark.parametrize("position", ["sales", None])
    def test_asks_half_of_somebody_who_works_half_time(self, office, position):
        half_time = replace(office.people["李婷"], working_times=(WorkingTime(5_000, BEGINNING),))
        person_id = None if position else half_time.id

        version = plan(office, 4_000, position=position, person_id=person_id)

        assert said(office, version, [half_time]) == [("plan.target_too_easy", REVENUE)]

    def test_reads_nothing_while_no_target_is_printed(self, office):
        with asked() as meter:
            assert said(office, plan(office, None)) == []

        assert meter.requests == []

    def test_reads_the_facts_once_for_everybody(self, office):
        everybody = [office.people[name] for name in ("李婷", "陈浩", "王磊")]

        with asked() as meter:
            said(office, plan(office, 4_000), everybody)

        partitions = queried(meter)
        assert len(partitions) == len(set(partitions))
        assert sum("#event#" in each for each in partitions) == 6

    def test_says_of_how_many_it_looked_at_no_more(self, office):
        crowd = [replace(office.people["陈浩"], id=f"per_{number:03}") for number in range(MOST_PEOPLE + 1)]

        assert said(office, plan(office, 4_000), crowd) == [("plan.targets_partly_checked", "")]
        assert said(office, plan(office, 4_000), crowd[1:]) == []
