from datetime import date

import pytest

from shared.domain.imports.cells import Cell, CellEmpty
from shared.domain.imports.days import (
    DayAmbiguous,
    InTheFuture,
    NotADay,
    day_of,
    day_order,
    needed_day_of,
    past_day_of,
)

TODAY = date(2024, 6, 30)


def cell(text):
    return Cell("date", text)


class TestDayOf:
    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-05",
            "2024-3-5",
            "2024/3/5",
            "2024/03/05 14:30",
            "2024-03-05T00:00:00",
            "2024-03-05 00:00:00.000",
            "2024年3月5日",
            "2024年03月05日",
            "２０２４年３月５日",
        ],
    )
    def test_a_date_is_read_in_every_spelling_that_has_one_meaning(self, text):
        assert day_of(cell(text)) == date(2024, 3, 5)

    @pytest.mark.parametrize(
        "text",
        [
            "5.3.2024",
            "2024-13-01",
            "2023-02-29",
            "2024/3-5",
            "24-3-5",
            "3/5/24",
            "45356",
            "昨天",
            "1900-01-01",
            "1899-12-30",
            "2200-01-01",
        ],
    )
    def test_any_other_spelling_is_refused(self, text):
        with pytest.raises(NotADay):
            day_of(cell(text))

    def test_an_empty_cell_is_no_date(self):
        assert day_of(cell("")) is None

    @pytest.mark.parametrize("text", ["03/05/2024", "3-5-2024", "15/7/1996"])
    def test_day_and_month_before_the_year_are_not_guessed(self, text):
        with pytest.raises(DayAmbiguous):
            day_of(cell(text))

    @pytest.mark.parametrize(
        "text", ["7/4/1996", "07/04/1996", "7-4-1996", "7/4/1996 0:00", "7/4/1996 12:00:00 AM"]
    )
    def test_they_are_read_in_the_order_of_the_file(self, text):
        assert day_of(cell(text), "month_first") == date(1996, 7, 4)
        assert day_of(cell(text), "day_first") == date(1996, 4, 7)

    def test_a_month_that_is_none_is_refused_in_any_order(self):
        with pytest.raises(NotADay):
            day_of(cell("13/13/1996"), "month_first")


class TestPastDayOf:
    def test_today_has_come(self):
        assert past_day_of(cell("2024-06-30"), today=TODAY) == TODAY

    def test_tomorrow_has_not(self):
        with pytest.raises(InTheFuture):
            past_day_of(cell("2024-07-01"), today=TODAY)

    def test_a_date_that_must_be_there_is_missed(self):
        with pytest.raises(CellEmpty):
            needed_day_of(cell(""), today=TODAY)


class TestDayOrder:
    @pytest.mark.parametrize(
        ("texts", "order"),
        [
            (["7/4/1996", "7/15/1996"], "month_first"),
            (["4/7/1996", "", "15/7/1996 10:00"], "day_first"),
            (["2024-03-15", "7/4/1996"], None),
            (["7/4/1996", "8/5/1996"], None),
            (["7/15/1996", "15/7/1996"], None),
            ([], None),
        ],
    )
    def test_one_date_with_a_day_beyond_twelve_tells_it_unless_another_contradicts(self, texts, order):
        assert day_order(texts) == order
