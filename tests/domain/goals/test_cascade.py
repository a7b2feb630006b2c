"""The whole way from a company's goal to each person's part of each month."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from shared.domain.goals.cascade import cascade
from shared.domain.goals.checks import quantum_of
from shared.domain.goals.goal import SplitRule
from shared.domain.goals.seasonality import SINGLE, season_of, typed
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.people import Leave, WorkingTime
from tests.domain.goals.building import MONDAY_TO_FRIDAY, SPRING_FESTIVALS, goal, person

WANG = person("wang")
LI = person("li", working_times=(WorkingTime(8_000, date(2020, 1, 1)),))
ZHAO = person("zhao", share_bp=5_000)
TEAM = [WANG, LI, ZHAO]
HISTORY = {"wang": Fraction(48_000), "li": Fraction(30_000), "zhao": Fraction(12_000)}


def down(wanted, people=TEAM, history=HISTORY, season=SINGLE, calendar=MONDAY_TO_FRIDAY):
    definition = CATALOGUE[wanted.kpi_id]
    return cascade(wanted, definition, people, history, season, calendar, quantum_of(definition, "CNY"))


def shares(split):
    return {each.person_id: float(each.target) for each in split.shares}


class TestAGoalOfAMonth:
    def test_is_parted_over_who_holds_the_position(self):
        month = down(goal(period="2026-05", target=100_000), [*TEAM, person("sun", position="marketing")])

        assert [each.month for each in month] == ["2026-05"]
        assert shares(month[0]) == {"wang": 48376.81, "li": 33768.12, "zhao": 17855.07}

    def test_is_kept_under_the_kpi_that_people_are_measured_by(self):
        wanted = goal("co.new_customers", "2026-05", 9)

        month = down(wanted)[0]

        assert (month.kpi_id, month.goal_id, month.company_id) == ("sales.new_customers", "gol_1", "acme")
        assert month.version == 1 and not month.copied

    def test_of_a_company_created_yesterday_is_parted_by_capacity_and_equally(self):
        yesterday = [person(name, joined_on=date(2026, 4, 30)) for name in "abc"]

        month = down(goal(period="2026-05", target=90_000, rule=SplitRule()), yesterday, {})[0]

        assert shares(month) == {"a": 30_000, "b": 30_000, "c": 30_000}
        assert {each.flags for each in month.shares} == {("ramp", "no_history")}
        assert month.unallocated == 0

    def test_without_anybody_is_nobodys(self):
        month = down(goal(period="2026-05", target=90_000), [])[0]

        assert (month.shares, month.unallocated) == ((), 90_000)

    def test_shows_what_is_left_when_everybody_is_capped(self):
        month = down(goal(period="2026-05", target=120_000, rule=SplitRule()))[0]

        assert shares(month) == {"wang": 60_000, "li": 37_500, "zhao": 15_000}
        assert {each.flags for each in month.shares} == {("capped",)}
        assert month.unallocated == 7_500


class TestAGoalOfAYear:
    PUBLISHED = typed(
        [Fraction(each) / 100 for each in (80, 60, 100, 100, 105, 110, 95, 95, 105, 110, 120, 120)]
    )

    def test_is_parted_by_season_first(self):
        months = down(goal(), season=self.PUBLISHED)

        assert [each.target / 1000 for each in months] == [
            80,
            60,
            100,
            100,
            105,
            110,
            95,
            95,
            105,
            110,
            120,
            120,
        ]
        assert shares(months[2]) == {"wang": 48376.81, "li": 33768.12, "zhao": 17855.07}

    def test_makes_the_goal_with_all_parts_and_rests(self):
        months = down(goal(target=1_000_000), season=season_of({}, 2026, SPRING_FESTIVALS))

        assert sum(share.target for each in months for share in each.shares) == 1_000_000

    def test_rounds_months_as_it_rounds_parts(self):
        rule = replace(SplitRule(cap_bp=None), round_to=Fraction(100))

        months = down(goal(target=1_000_050, rule=rule))

        assert [each.unallocated for each in months] == [0] * 11 + [50]
        assert all(share.target % 100 == 0 for each in months for share in each.shares)

    def test_follows_who_is_there_month_by_month(self):
        hired = person("new", joined_on=date(2026, 3, 20))
        leaving = person("old", left_on=date(2026, 3, 1))

        months = down(goal(), [WANG, hired, leaving])

        assert [sorted(shares(each)) for each in months[1:4]] == [
            ["old", "wang"],
            ["new", "wang"],
            ["new", "wang"],
        ]

    def test_asks_more_of_a_newcomer_every_month_of_the_ramp(self):
        rule = SplitRule(0, 10_000, 0, cap_bp=None)

        months = down(goal(target=1_200_000, rule=rule), [WANG, person("new", joined_on=date(2026, 3, 20))])

        assert [shares(each)["new"] for each in months[2:7]] == [20_000, 33333.33, 42857.14, 50_000, 50_000]

    def test_asks_less_of_somebody_on_leave_in_those_months(self):
        away = person("away", leaves=(Leave(date(2026, 6, 1), date(2026, 7, 1)),))

        months = down(goal(), [WANG, away], {})

        assert [shares(each)["away"] for each in months[4:7]] == [50_000, 12_500, 50_000]
        assert [each.shares[0].flags for each in months[4:7]] == [
            ("no_history",),
            ("leave", "no_history"),
            ("no_history",),
        ]


class TestAGoalThatDoesNotAddUp:
    def test_is_copied_to_everybody_and_every_month(self):
        keepers = [person(name, position="customer_success") for name in ("zhou", "qian")]
        wanted = goal("co.retention_rate", "2026-Q1", "0.8", position="customer_success")

        months = down(wanted, [*keepers, WANG], {})

        assert [each.month for each in months] == ["2026-01", "2026-02", "2026-03"]
        for month in months:
            assert [(each.person_id, each.target) for each in month.shares] == [
                ("qian", Fraction("0.8")),
                ("zhou", Fraction("0.8")),
            ]
            assert (month.copied, month.unallocated, month.target) == (True, 0, Fraction("0.8"))
            assert month.kpi_id == "cs.retention_rate"

    def test_is_copied_with_its_decimals(self):
        month = down(goal("cs.csat", "2026-05", "4.5"), history={})[0]

        assert set(shares(month).values()) == {4.5}
