"""Ten years of a small software firm's task hours: its work distribution as an independent program computed it.

Amounts are hundredths of an hour, which are whole numbers there: shares do not care for the unit.
"""

from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction

import pytest

from shared.domain.numbers import quantize
from shared.domain.work.duties.distribution import By, Distribution, distribute
from shared.domain.work.logs.logged_work import LoggedWork
from tests.domain.kpi.reference import number, reference, rows

UNIT = 100
NEVER = date(2100, 1, 1)
"""When a task that is still open is counted as done."""
SHARES: dict[str, By] = {"hours_share": "activity", "hours_share_sub": "kind"}


@pytest.fixture(scope="module")
def work() -> list[LoggedWork]:
    """A line for each row of the task list: the category as its activity, the subcategory as its kind."""
    folder = reference("sip_worklog")
    done = {row["TaskNumber"]: row["CompletedOn"] for row in rows(folder / "est-act-dates.csv")}
    return [
        LoggedWork(
            person_id=f"staff:{row['DeveloperID']}",
            on=day(done[row["TaskNumber"]]),
            activity=row["Category"],
            kind=row["SubCategory"],
            customer=None,
            minutes=hundredths(row["DeveloperHoursActual"]),
            count=1,
        )
        for row in rows(folder / "Sip-task-info.csv")
    ]


def day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%y").date() if text else NEVER  # noqa: DTZ007


def hundredths(text: str) -> int:
    amount = Fraction(text) * UNIT
    assert amount.denominator == 1
    return amount.numerator


@pytest.fixture(scope="module")
def distributions(work: list[LoggedWork]) -> dict[tuple[str, str, By], Distribution]:
    """The distribution of each person, and of the firm, in each year and overall, by category and subcategory."""
    cells = defaultdict(list)
    for each in work:
        year = "undated" if each.on == NEVER else str(each.on.year)
        for agent in (each.person_id, "total:company"):
            for period in (year, "all"):
                cells[agent, period].append(each)
    return {(*cell, by): distribute(own, by) for cell, own in cells.items() for by in SHARES.values()}


class TestWorkDistributionOfTheFirm:
    def test_every_expected_row_is_met(self, distributions):
        compared = 0
        for row in rows(reference("sip_worklog") / "expected_kpis.csv"):
            figure, _, key = row["kpi_id"].partition(":")
            found = distributions[row["agent"], row["period"], SHARES.get(figure, "activity")]
            total = Fraction(found.total_minutes, UNIT)
            if figure == "hours":
                met = (total, None, total)
            elif figure == "task_rows":
                met = (found.total_count, None, found.total_count)
            else:
                part = next(Fraction(line.minutes, UNIT) for line in found.lines if line.key == key)
                met = (part, total, found.share(key))
            numerator, denominator, value = met
            assert number(row["numerator"]) == numerator, row
            assert number(row["denominator"]) == denominator, row
            assert number(row["value"]) == Fraction(quantize(value, 6)), row
            compared += 1

        assert compared == 894

    def test_no_line_is_without_an_expected_row(self, distributions):
        expected = {
            (row["agent"], row["period"], *row["kpi_id"].split(":"))
            for row in rows(reference("sip_worklog") / "expected_kpis.csv")
            if ":" in row["kpi_id"]
        }

        found = {
            (agent, period, figure, line.key)
            for figure, by in SHARES.items()
            for (agent, period, cut_by), cut in distributions.items()
            if cut_by == by and (figure == "hours_share" or period == "all")
            for line in cut.lines
        }

        assert found == expected

    def test_every_list_adds_up(self, distributions):
        assert len(distributions) == 142 * len(SHARES)
        for found in distributions.values():
            assert sum(line.bp for line in found.lines) == 10_000
            assert sum(line.percent for line in found.lines) == 100

    def test_the_hundredth_of_a_percent_that_rounding_would_lose_goes_to_the_largest_remainder(
        self, distributions
    ):
        firm = distributions["total:company", "all", "activity"]

        rounded = [quantize(firm.share(line.key) * 100, 2) for line in firm.lines]
        assert [str(each) for each in rounded] == ["69.75", "15.24", "15.00"]
        assert [(line.key, line.bp, line.percent) for line in firm.lines] == [
            ("Development", 6975, 70),
            ("Operational", 1524, 15),
            ("Management", 1501, 15),
        ]
        assert firm.total_minutes == 9_500_198
