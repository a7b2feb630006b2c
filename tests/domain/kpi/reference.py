"""Reference data of other people, read from outside the repository; it is never part of it."""

import csv
import os
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from shared.domain.periods import Period

ROOT = Path(__file__).resolve().parents[3]


def reference(name: str) -> Path:
    """Return the folder of a reference set, or skip the test with what to do."""
    base = Path(os.environ.get("GANGJI_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    folder = base / name
    if not folder.is_dir():
        pytest.skip(f"reference data not found at {folder}; set GANGJI_REFERENCE_DATA to its folder")
    return folder


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def number(text: str) -> Fraction | None:
    """Return the exact number of a cell; an empty one is no number."""
    return Fraction(text) if text else None


def subject_of(row: dict[str, str]) -> str | None:
    """Return the company or a single person; groups of people are none of our subjects."""
    if row["agent"] == "total:company":
        return "company"
    return None if ":" in row["agent"] else row["agent"]


def period_of(row: dict[str, str]) -> Period | None:
    """Return the month (2017-03) or quarter (2017Q1) of a row; other rows are not about a calendar period."""
    text = row["period"]
    if text[4:5] == "-":
        return Period.month_of(date.fromisoformat(f"{text}-01"))
    if text[4:5] != "Q":
        return None
    first = Period.month_of(date(int(text[:4]), 3 * int(text[5]) - 2, 1))
    return Period(first.first_on, first.earlier(-2).until_on, f"{text[:4]}-{text[4:]}")
