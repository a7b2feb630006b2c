"""Reading dates in the cells of an imported table, including those that only the file as a whole makes clear.

`7/4/1996` is two dates. A column that also holds `7/15/1996` says which: its file writes the month first. Where
no cell settles it, or cells contradict each other, such dates are refused and nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal

from shared.domain.imports.cells import BadCell, Cell, CellEmpty

DayOrder = Literal["month_first", "day_first"]
"""Which of the first two numbers of `7/4/1996` is the month."""


class NotADay(BadCell):
    """A date cannot be read, or lies outside 1901 to 2199; programs write 1900-01-01 where there is none."""

    code = "import.not_a_date"
    zh = "日期“{text}”无法识别，请写成 2024-03-05、2024/3/5 或 2024年3月5日。"
    en = "The date “{text}” is not understood. Write 2024-03-05, 2024/3/5 or 2024年3月5日."


class DayAmbiguous(NotADay):
    """A date has two readings, and nothing in the file tells which is meant."""

    code = "import.date_ambiguous"
    zh = "日期“{text}”有两种读法，请写成 2024-03-05，或用 --dates 指明先月后日还是先日后月。"
    en = "The date “{text}” can be read in two ways. Write 2024-03-05, or say which with --dates."


class InTheFuture(BadCell):
    """Something is said to have happened that lies ahead."""

    code = "import.in_the_future"
    zh = "“{column}”{text} 在今天（{today}）之后，尚未发生。"
    en = "“{column}” {text} lies after today ({today}): it has not happened yet."


_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[AP]M)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_CHINESE = re.compile(r"(\d{4}) ?(年) ?(\d{1,2}) ?月 ?(\d{1,2}) ?日", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)


def day_of(cell: Cell, order: DayOrder | None = None) -> date | None:
    """
    Return the date in a cell, None if it is empty; a time of day behind it is left out.

    >>> day_of(Cell("closed", "2024年3月5日")), day_of(Cell("closed", "2024/3/5"))
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    >>> day_of(Cell("ordered", "7/4/1996"), "month_first")
    datetime.date(1996, 7, 4)

    :raises DayAmbiguous: if it ends with the year and `order` does not say what it begins with.
    :raises NotADay: on any other spelling.
    """
    if cell.is_empty:
        return None
    text = unicodedata.normalize("NFKC", cell.text)
    if match := _YEAR_FIRST.fullmatch(text) or _CHINESE.fullmatch(text):
        parts = match[1], match[3], match[4]
    elif match := _YEAR_LAST.fullmatch(text):
        if order is None:
            raise DayAmbiguous(cell)
        parts = (match[4], match[1], match[3]) if order == "month_first" else (match[4], match[3], match[1])
    else:
        raise NotADay(cell)
    try:
        day = date(*map(int, parts))
    except ValueError:
        raise NotADay(cell) from None
    if not 1900 < day.year < 2200:
        raise NotADay(cell)
    return day


def past_day_of(cell: Cell, *, today: date, order: DayOrder | None = None) -> date | None:
    """
    Return the date of something that has happened, None if the cell is empty.

    :raises NotADay: as `day_of`.
    :raises InTheFuture: if it lies after `today`.
    """
    day = day_of(cell, order)
    if day is not None and day > today:
        raise InTheFuture(cell, today=today)
    return day


def needed_day_of(cell: Cell, *, today: date, order: DayOrder | None = None) -> date:
    """
    Return the date of something that has happened and must be dated.

    :raises CellEmpty: if the cell is empty.
    :raises NotADay: as `day_of`.
    :raises InTheFuture: if it lies after `today`.
    """
    day = past_day_of(cell, today=today, order=order)
    if day is None:
        raise CellEmpty(cell)
    return day


def day_order(texts: Iterable[str]) -> DayOrder | None:
    """
    Return in which order a file writes day and month before the year; None if its dates do not tell.

    >>> day_order(["7/4/1996", "7/15/1996"]), day_order(["7/4/1996"]), day_order(["7/15/1996", "15/7/1996"])
    ('month_first', None, None)
    """
    found: set[DayOrder] = set()
    for text in texts:
        match = _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", text))
        if match and int(match[1]) > 12:
            found.add("day_first")
        elif match and int(match[3]) > 12:
            found.add("month_first")
    return found.pop() if len(found) == 1 else None
