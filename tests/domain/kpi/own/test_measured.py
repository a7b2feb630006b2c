"""A KPI of a company's own as a measure: of a person, of the company, and of several people at once."""

from fractions import Fraction

from shared.domain.kpi.groups import measure_group
from shared.domain.kpi.measures import measure
from shared.domain.kpi.own.measured import measure_of
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts
from tests.domain.kpi.own.drafts import QUOTES_PER_VISIT, counted, kpi

FEEDS = ("quote.sent", "activity.logged")
STORY = (
    *(event("activity.logged", f"v{day}", f"2026-03-0{day}", kind="visit", by=LI) for day in range(1, 5)),
    event("quote.sent", "mine", "2026-03-02", by=LI),
    event("quote.sent", "theirs", "2026-03-03", by=WANG),
)


def of_both(own):
    return measure_group(measure_of(own), facts(STORY, feeds=FEEDS), [LI, WANG], MARCH)


class TestAMeasureOfItsOwn:
    def test_bears_its_id_its_names_and_its_unit(self):
        found = measure_of(QUOTES_PER_VISIT)

        assert (found.id, found.name_zh, found.name_en, found.unit) == (
            "own.quotes_per_visit",
            "拜访报价率",
            "Quotes per visit",
            "ratio",
        )

    def test_is_read_over_any_calendar_period(self):
        story = facts(STORY, feeds=FEEDS)

        found = {
            key: measure(measure_of(QUOTES_PER_VISIT), story, LI, Period.parse(key)).value
            for key in ("2026-02", "2026-03", "2026-Q1")
        }

        assert found == {"2026-02": None, "2026-03": Fraction(1, 4), "2026-Q1": Fraction(1, 4)}

    def test_has_no_value_where_the_formula_has_none_and_shows_what_was_divided(self):
        found = measure(measure_of(QUOTES_PER_VISIT), facts(STORY, feeds=FEEDS), WANG, MARCH)

        assert (found.value, found.numerator, found.denominator, found.n) == (None, 1, 0, 1)


class TestAGroup:
    def test_counts_whom_the_formula_has_no_value_for(self):
        found = of_both(QUOTES_PER_VISIT)

        assert (found.numerator, found.denominator, found.value, found.n) == (2, 4, Fraction(1, 2), 6)

    def test_is_calculated_once_and_not_added_up(self):
        found = of_both(kpi(kind="level", unit="count", formula="max(报价, 拜访, 3)"))

        assert found.value == 4

    def test_adds_up_a_single_measure(self):
        found = of_both(counted("quote.sent"))

        assert (found.numerator, found.denominator, found.value) == (2, None, 2)

    def test_of_nobody_has_no_data(self):
        found = measure_group(measure_of(QUOTES_PER_VISIT), facts(STORY, feeds=FEEDS), [], MARCH)

        assert (found.state, found.value) == ("no_data", None)
