import json
from dataclasses import fields
from datetime import date
from fractions import Fraction

from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.kept.cells import MOST_CHARACTERS, Cells
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import MARCH

FIFTH, SIXTH = date(2026, 3, 5), date(2026, 3, 6)
WHOLE = Sample(
    Fraction(-7, 3),
    Fraction(2),
    3,
    ("evt_a", "evt_b"),
    (Fraction(1, 3), Fraction(5)),
    occasions=0,
    needed=Fraction(5),
    planned=Fraction(1, 2),
    excluded=(("evt_c", "deal.no_amount"),),
    reason="kpi.no_lead",
    broken="formula.divided_by_zero",
)
"""A sample without any empty field."""
COUNT = Sample(Fraction(2), None, 2, ("evt_b", "evt_d"))


def many(count: int, letter: str) -> Sample:
    return Sample(Fraction(count), None, count, tuple(f"evt_{letter}{number:06}" for number in range(count)))


class TestCells:
    def test_come_back_from_their_texts(self):
        cells = Cells(
            {FIFTH: {"net_sales": COUNT, "win_rate": WHOLE}, SIXTH: {"net_sales": COUNT}},
            {("csat", Window.of(MARCH)): WHOLE, ("nps", Window(((FIFTH, SIXTH), (SIXTH, SIXTH)))): COUNT},
            Window.between(FIFTH, MARCH.until_on),
        )

        assert all(getattr(WHOLE, each.name) is not each.default for each in fields(Sample))
        assert Cells.read(cells.texts()) == cells

    def test_lie_in_one_text_a_day_and_one_for_the_windows(self):
        cells = Cells({FIFTH: {"net_sales": COUNT}, SIXTH: {}}, {("csat", Window.of(MARCH)): WHOLE})

        assert set(cells.texts()) == {"2026-03-05", "month"}

    def test_write_each_record_once_a_text(self):
        texts = Cells({FIFTH: {"net_sales": COUNT, "win_rate": WHOLE}}).texts()

        assert json.loads(texts["2026-03-05"])["ids"] == ["evt_a", "evt_b", "evt_c", "evt_d"]
        assert texts["2026-03-05"].count("evt_b") == 1

    def test_are_the_same_text_in_whatever_order_they_were_taken(self):
        one = Cells({FIFTH: {"net_sales": COUNT, "win_rate": WHOLE}, SIXTH: {"nps": COUNT}})
        other = Cells({SIXTH: {"nps": COUNT}, FIFTH: {"win_rate": WHOLE, "net_sales": COUNT}})

        assert one.texts() == other.texts()

    def test_that_do_not_fit_one_text_lie_in_several(self):
        cells = Cells({FIFTH: {"net_sales": many(10_000, "a"), "order_count": many(10_000, "b")}})

        texts = cells.texts()

        assert set(texts) == {"2026-03-05", "2026-03-05#1"}
        assert all(len(text) <= MOST_CHARACTERS + 100 for text in texts.values())
        assert Cells.read(texts) == cells

    def test_one_that_fits_none_is_said_to_be_there_and_not_kept(self):
        kept = Cells.read(Cells({FIFTH: {"net_sales": many(20_000, "a"), "nps": COUNT}}).texts())

        assert kept == Cells({FIFTH: {"net_sales": None, "nps": COUNT}})

    def test_of_nothing_need_no_text(self):
        assert Cells().texts() == {}

    def test_last_cohorts_alone_need_one(self):
        cells = Cells(cohorts=Window.of(MARCH))

        assert Cells.read(cells.texts()) == cells
