"""Goals on the real engine: what they are split by, what is read for them, and how large a company may be."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import count

import pytest

from shared.adapters.dynamo import audit, events, refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.goals.checks import GoalNotPositive
from shared.domain.goals.goal import Goal, MonthSplit, Share, SplitRule
from shared.domain.goals.months import months_of
from shared.domain.kpi.catalogue import CATALOGUE
from shared.usecases.goals.draft_goal import Wanted, draft_goal
from shared.usecases.goals.months_that_count import held_months
from shared.usecases.goals.past import read_past
from shared.usecases.goals.publish_goal import publish_goal, withdraw_goal
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import forget
from tests.domain.kpi.building import paid
from tests.usecases.office import Office, asked, queried

AT = datetime(2026, 4, 1, 2, tzinfo=UTC)
REVENUE = CATALOGUE["sales.revenue"]
_NUMBERS = count()


@pytest.fixture
def office(company):
    return Office(company)


def sold(office, *sales):
    """Let people have sold: (name, day, amount)."""
    number = next(_NUMBERS)
    records = [
        paid(f"o{number}-{place}", day, amount, f"c{place}", by=office.id_of(name))
        for place, (name, day, amount) in enumerate(sales)
    ]
    heard = events.heard(office.company.id, f"con_{number}", {"order.paid"}, AT)
    command = Command("events.take", (*events.append(office.company.id, records), heard))
    office.commit(command, "林晓", f"events-{number}", AT)


def past(office, **people):
    """Read the past of the sellers; `people` are changes by name."""
    sellers = [replace(office.people[name], **people.get(name, {})) for name in ("李婷", "陈浩")]
    found = read_past(
        company=office.company,
        of_company=CATALOGUE["co.revenue"],
        of_person=REVENUE,
        people=sellers,
        at=AT,
        kpis=CompanyKpis(),
    )
    return found.company, {each.name: found.people[each.id] for each in sellers}


def draft(office, **changes):
    wanted = Wanted("co.revenue", "2026", Fraction(1_200_000), currency="CNY")
    return draft_goal(
        wanted=replace(wanted, **changes),
        company=office.company,
        actor=office.member("林晓"),
        at=AT,
        kpis=CompanyKpis(),
    )


def publish(office, goal, people=None, at=AT):
    return publish_goal(
        goal=goal,
        seen=goal.version,
        held=held_months(goal),
        people=people or list(office.people.values()),
        definition=REVENUE,
        company=office.company,
        at=at,
    )


class TestPast:
    def test_is_the_mean_of_the_last_three_closed_months(self, office):
        sold(
            office,
            ("李婷", "2025-12-10", 900_000),
            ("李婷", "2026-01-10", 100),
            ("李婷", "2026-02-10", 200),
            ("李婷", "2026-03-10", 600),
            ("李婷", "2026-04-01", 700_000),
        )

        assert past(office)[1]["李婷"] == 300

    def test_counts_months_without_a_sale_behind_the_first_one(self, office):
        sold(office, ("李婷", "2025-11-10", 900))

        assert past(office)[1]["李婷"] == 0

    def test_of_somebody_without_any_record_is_unknown(self, office):
        sold(office, ("李婷", "2026-01-10", 900))

        assert past(office)[1]["陈浩"] is None

    def test_of_somebody_who_was_there_and_sold_nothing_is_zero(self, office):
        sold(office, ("李婷", "2026-01-10", 900))

        assert past(office, 陈浩={"joined_on": date(2025, 5, 1)})[1]["陈浩"] == 0

    def test_leaves_the_month_of_the_hire_out(self, office):
        sold(office, ("陈浩", "2026-01-20", 50), ("陈浩", "2026-02-10", 200), ("陈浩", "2026-03-10", 400))

        assert past(office, 陈浩={"joined_on": date(2026, 1, 15)})[1]["陈浩"] == 300

    def test_of_a_company_of_yesterday_is_nothing(self, office):
        assert past(office) == ({}, {"李婷": None, "陈浩": None})

    def test_of_the_company_begins_with_the_first_record(self, office):
        sold(office, ("李婷", "2025-12-10", 900), ("陈浩", "2026-02-10", 100), ("陈浩", "2026-04-01", 5))

        assert past(office)[0] == {"2025-12": 900, "2026-01": 0, "2026-02": 100, "2026-03": 0}


class TestDraft:
    def test_reads_the_season_from_two_years(self, office):
        months = [each.key for year in ("2024", "2025") for each in months_of(year)]
        sold(office, *[("李婷", f"{month}-10", 300 if month[5:] == "12" else 100) for month in months])
        sold(office, *[("李婷", f"2026-{month}-10", 100) for month in ("01", "02", "03")])

        goal = draft(office).goal

        assert (goal.season, sum(goal.indices)) == ("history", 12)
        assert goal.indices[11] == 3 * goal.indices[6]

    def test_reads_people_and_facts_once(self, office):
        sold(office, ("李婷", "2026-01-10", 900), ("陈浩", "2026-03-10", 900))
        forget()

        with asked() as meter:
            draft(office)

        partitions = queried(meter)
        assert len(partitions) == len(set(partitions))
        assert sum("#event#" in each for each in partitions) == 2

    def test_of_a_goal_that_is_refused_reads_nothing(self, office):
        with asked() as meter, pytest.raises(GoalNotPositive):
            draft(office, target=Fraction(-1))

        assert queried(meter) == []

    def test_looks_at_no_target_where_every_month_has_begun(self, office):
        sold(
            office,
            *[("李婷", f"2026-{month:02}-{day:02}", 10) for month in (1, 2, 3) for day in (3, 10, 17, 24)],
        )

        (late,) = draft(office, period="2026-04").goal.warnings
        assert (late.code, late.month) == ("goal.counts_in_no_month", "2026-04")
        assert {each.month for each in draft(office).goal.warnings} == {"2026-05"}


class TestPublish:
    def test_is_one_transaction_after_one_read(self, office):
        drafted = draft(office)
        office.commit(drafted.command, "林晓", "draft", AT)

        with asked() as meter:
            office.commit(publish(office, drafted.goal).command, "林晓", "publish", AT)

        assert [operation for _, operation, _ in meter.requests] == [
            "BatchGetItem",  # what holds in the months
            "BatchGetItem",  # the member row, which a request has read already
            "TransactWriteItems",
        ]

    def test_of_a_year_is_on_record_with_every_figure_before_and_after(self, office):
        for number, target in enumerate((1_200_000, 2_400_000)):
            drafted = draft(office, target=Fraction(target))
            office.commit(drafted.command, "林晓", f"draft-{number}", AT)
            office.commit(publish(office, drafted.goal).command, "林晓", f"publish-{number}", AT)

        chain = sorted(
            every(audit.entries(office.company.id, office.id_of("林晓"))), key=lambda each: each.seq
        )
        months = [each for each in chain[-1].changes if "target#" in each["at"]]
        assert len(months) == 8
        assert all(each["from"]["target"] != each["to"]["target"] for each in months)
        assert audit.broken_links(chain) == []

    def test_fits_a_transaction_with_hundreds_of_people(self, office):
        somebody = office.people["李婷"]
        crowd = [replace(somebody, id=f"per_{number:019}") for number in range(300)]
        goal = Goal(
            "gol_1", office.company.id, "co.revenue", "2026", "sales", Fraction(3_600_000), SplitRule(), ()
        )
        shares = tuple(Share(each.id, Fraction(1000)) for each in crowd)
        months = [
            MonthSplit(office.company.id, goal.id, REVENUE.id, each.key, Fraction(300_000), shares)
            for each in months_of("2026")
        ]
        goal = replace(goal, months=tuple(months))
        office.commit(Command("goal.draft", draft_writes(office, goal)), "林晓", "draft", AT)

        published = publish(office, goal, people=crowd, at=datetime(2025, 12, 1, tzinfo=UTC))
        office.commit(published.command, "林晓", "publish", AT)

        assert len(published.command.told) == 300
        assert held_months(goal).keys() == {each.month for each in months}

    def test_goes_on_from_the_version_that_it_replaces(self, office):
        first, second = draft(office).goal, draft(office, target=Fraction(600_000)).goal
        for number, goal in enumerate((first, second)):
            office.commit(Command("goal.draft", draft_writes(office, goal)), "林晓", f"draft-{number}", AT)
            office.commit(publish(office, goal).command, "林晓", f"publish-{number}", AT)

        held = held_months(second)

        assert {(each.goal_id, each.version) for each in held.values()} == {(second.id, 2)}


class TestWithdraw:
    def test_empties_what_is_still_this_goals_and_no_more(self, office):
        year, quarter = draft(office).goal, draft(office, period="2026-Q3", target=Fraction(9000)).goal
        for number, goal in enumerate((year, quarter)):
            office.commit(Command("goal.draft", draft_writes(office, goal)), "林晓", f"draft-{number}", AT)
            office.commit(publish(office, goal).command, "林晓", f"publish-{number}", AT)
        ref = refs.goals(office.company.id).at(year.id)
        standing = load([ref]).get(ref)

        withdrawn = withdraw_goal(
            goal=standing,
            seen=2,
            reason="市场变化",
            held=held_months(year),
            people=list(office.people.values()),
            definition=REVENUE,
            company=office.company,
            at=AT,
        )
        office.commit(withdrawn.command, "林晓", "withdraw", AT)

        held = held_months(year)
        with_parts = {month: each.goal_id for month, each in held.items() if each.shares}
        assert with_parts == dict.fromkeys(("2026-07", "2026-08", "2026-09"), quarter.id)
        assert held["2026-05"].unallocated == held["2026-05"].target


def draft_writes(office, goal):
    return (Write(refs.goals(office.company.id).at(goal.id), goal),)
