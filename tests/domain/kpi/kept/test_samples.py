from datetime import date, timedelta
from random import Random

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.kept.cells import Cells
from shared.domain.kpi.kept.days import DAILY, UNTIL_THE_END
from shared.domain.kpi.measures import MEASURES, measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, facts, paid
from tests.domain.kpi.kept.keeping import Shelf, Untouched
from tests.domain.kpi.kept.mixture import PEOPLE, TYPES, mixture, told
from tests.domain.kpi.worlds import world

MONTHS = ("2026-01", "2026-02", "2026-03")
STORIES = [*(told(mixture(seed), seed) for seed in range(10)), told(world(seed=5, months=6), 5)]


def a_window_inside(month: Period, chance: Random) -> Window:
    days = (month.until_on - month.first_on).days
    first, until = sorted(chance.sample(range(days + 1), 2))
    return Window.between(
        month.first_on + timedelta(days=first),
        month.until_on if chance.random() < 0.4 else month.first_on + timedelta(days=until),
    )


class TestKeptSamples:
    @pytest.mark.parametrize("key", MONTHS)
    def test_score_every_kpi_as_the_facts_do_and_read_none(self, key):
        month = Period.parse(key)
        for story in STORIES:
            kept = Shelf(month).keep(story).samples(story)
            for kpi_id in CATALOGUE:
                for person in PEOPLE[:2]:
                    assert evaluate(kpi_id, kept, person, month) == evaluate(kpi_id, story, person, month)

    @pytest.mark.parametrize("key", MONTHS)
    def test_score_days_of_a_month_as_the_facts_do(self, key):
        month, chance = Period.parse(key), Random(key)
        for story in STORIES:
            kept = Shelf(month).keep(story).samples(story, lambda story=story: story)
            for kpi_id in CATALOGUE:
                active = a_window_inside(month, chance)
                told_by_facts = evaluate(kpi_id, story, LI, month, active)
                assert evaluate(kpi_id, kept, LI, month, active) == told_by_facts

    def test_score_another_period_from_the_facts(self):
        story = STORIES[-1]
        kept = Shelf(MARCH).keep(story).samples(story, lambda: story)

        for period in (Period.parse("2026-02"), Period.parse("2026-Q1")):
            for kpi_id in CATALOGUE:
                assert evaluate(kpi_id, kept, LI, period) == evaluate(kpi_id, story, LI, period)

    def test_measure_as_the_facts_do(self):
        story = STORIES[-1]
        kept = Shelf().keep(story).samples(story)

        for measure_id in MEASURES:
            for subject in (LI, COMPANY):
                assert measure(measure_id, kept, subject, MARCH) == measure(measure_id, story, subject, MARCH)

    @pytest.mark.parametrize("sample", sorted(DAILY))
    def test_need_no_facts_for_any_days_of_what_adds_up(self, sample):
        kept = Shelf().keep(STORIES[0]).samples(STORIES[0])

        for window in (
            Window.between(date(2026, 3, 3), date(2026, 3, 9)),
            Window(((date(2026, 3, 3), date(2026, 3, 9)), (date(2026, 3, 20), date(2026, 3, 25)))),
        ):
            kept.take(sample, LI, window)

    @pytest.mark.parametrize("sample", sorted(UNTIL_THE_END))
    def test_need_facts_for_days_whose_end_is_not_the_months(self, sample):
        kept = Shelf().keep(STORIES[0]).samples(STORIES[0])

        kept.take(sample, LI, Window.between(date(2026, 3, 3), MARCH.until_on))
        with pytest.raises(Untouched):
            kept.take(sample, LI, Window.between(date(2026, 3, 3), date(2026, 3, 9)))

    def test_ask_the_facts_about_whom_nothing_is_kept_of(self):
        story = facts(paid("o1", "2026-03-05", 100, "c1", "per_new"), feeds=TYPES)
        kept = Shelf().keep(story).samples(story, lambda: story)

        assert kept.take("net_sales", "per_new", Window.of(MARCH)).n == 1

    def test_ask_the_facts_for_what_was_too_large_to_keep(self):
        story = facts(paid("o1", "2026-03-05", 100, "c1"), feeds=TYPES)
        shelf = Shelf().keep(story)
        shelf.texts[LI] = Cells({date(2026, 3, 5): {"net_sales": None}}).texts()

        kept = shelf.samples(story, lambda: story)

        assert kept.take("net_sales", LI, Window.of(MARCH)).n == 1
