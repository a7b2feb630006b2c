from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.edge.fields import (
    Bp,
    Day,
    DecimalText,
    Id,
    Instant,
    MoneyValue,
    Month,
    PeriodKey,
    Text,
    Version,
)
from shared.domain.money import Money
from shared.domain.periods import Period

Line = Annotated[str, Text(10)]
Lines = Annotated[str, Text(10, lines=True)]
Rate = Annotated[Decimal, DecimalText(digits=3, places=2, least=Decimal(0), most=Decimal(100))]
Gap = Annotated[Decimal, DecimalText(digits=3, places=0)]

TAKEN: list[tuple[Any, Any, Any]] = [
    (Instant, "2026-03-02T09:00:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC)),
    (Instant, "2026-03-02T09:00:00+08:00", datetime(2026, 3, 2, 1, tzinfo=UTC)),
    (Instant, "2026-03-02T09:00:00.5-00:30", datetime(2026, 3, 2, 9, 30, 0, 500_000, tzinfo=UTC)),
    (Instant, "2026-03-02T09:00:00.123456789Z", datetime(2026, 3, 2, 9, 0, 0, 123_456, tzinfo=UTC)),
    (Instant, "2028-02-29T23:59:59+23:59", datetime(2028, 2, 29, 0, 0, 59, tzinfo=UTC)),
    (Instant, "1996-07-04T00:00:00+08:00", datetime(1996, 7, 3, 16, tzinfo=UTC)),
    (Day, "2026-03-02", date(2026, 3, 2)),
    (Day, "1900-01-01", date(1900, 1, 1)),
    (Month, "2026-03", Period.parse("2026-03")),
    (PeriodKey, "2026-Q1", Period.parse("2026-Q1")),
    (PeriodKey, "1998-Q2", Period.parse("1998-Q2")),
    (MoneyValue, {"amount": "1200.00", "currency": "CNY"}, Money(120000, "CNY")),
    (MoneyValue, {"amount": "-0.5", "currency": "CNY"}, Money(-50, "CNY")),
    (MoneyValue, {"amount": "500", "currency": "JPY"}, Money(500, "JPY")),
    (Line, " 李雷 ", "李雷"),
    (Line, "e\u0301", "é"),
    (Line, "=SUM(A1)", "=SUM(A1)"),
    (Line, "x" * 10, "x" * 10),
    (Lines, "一\r\n二\t三", "一\n二\t三"),
    (Rate, "0.95", Decimal("0.95")),
    (Rate, "100", Decimal(100)),
    (Gap, "-7", Decimal(-7)),
    (Bp, 10_000, 10_000),
    (Version, 1, 1),
    (Id, "dec_202603abc", "dec_202603abc"),
]
REFUSED: list[tuple[Any, Any]] = [
    *((Instant, text) for text in (
        "2026-03-02", "2026-03-02T09:00:00", "2026-03-02 09:00:00Z", "2026-03-02T09:00Z", "20260302T090000Z",
        "2026-W10-1T09:00:00Z", "2026-061T09:00:00Z", "2026-02-30T09:00:00Z", "2026-13-02T09:00:00Z",
        "2026-03-02T24:00:00Z", "2026-03-02T09:00:60Z", "2026-03-02T09:00:00+24:00", "2026-03-02T09:00:00+0800",
        "2026-03-02t09:00:00z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:59:59Z",
        "1900-01-01T00:00:00+14:00", "2199-12-31T23:59:59-12:00", "2026-03-02T09:00:00.Z", "２０２６-03-02T09:00:00Z",
        "2026-03-02T09:00:00Z\n", "", 1772442000, 1772442000.5, None, True, {}, [],
    )),
    *((Day, text) for text in (
        "20260302", "2026-W10-1", "2026-061", "2026-02-30", "2026-3-2", "1899-12-31", "1800-03-02", "2200-01-01",
        "2026-03-02T00:00:00Z", "２０２６-03-02", "2026-03-02 ", "", 20260302, None,
    )),
    *((Month, text) for text in ("2026-13", "2026-Q1", "202603", "2026-03-01", "1899-12", "2026-3", "", 202603, None)),
    *((PeriodKey, text) for text in ("2026-Q5", "2026Q1", "2026", "2026-q1", "2200-01", "", {"key": "2026-03"})),
    *((MoneyValue, value) for value in (
        "1200.00", 1200, {"amount": 1200, "currency": "CNY"}, {"amount": "1200.00"}, {"currency": "CNY"},
        {"amount": "1200.00", "currency": "cny"}, {"amount": "1200.00", "currency": "CNYX"},
        {"amount": "1_200.00", "currency": "CNY"}, {"amount": "1e3", "currency": "CNY"},
        {"amount": "１２", "currency": "CNY"}, {"amount": " 12", "currency": "CNY"},
        {"amount": "NaN", "currency": "CNY"},
        {"amount": "12.001", "currency": "CNY"}, {"amount": "12.5", "currency": "JPY"},
        {"amount": "100000000000000.00", "currency": "CNY"}, {"amount": "9" * 40, "currency": "CNY"},
        {"amount": "12.00", "currency": "CNY", "tax": "1"}, {"amount": None, "currency": None}, [], None,
    )),
    *((Line, text) for text in (
        "", "   ", "\u3000", "\u200b", "\ufeff", "x" * 11, "a\nb", "a\tb", "a\x00b", "a\x1bb", "a\x7fb", "a\x85b",
        7, None, [],
    )),
    *((Lines, text) for text in ("", "\n\n", "a\x00", "a\x0bb", "x" * 11)),
    *((Rate, text) for text in (
        "-1", "100.01", "0.955", "1e1", "+1", "01", ".5", "5.", "NaN", "Infinity", "1 000", "٣", "1000",
        0.95, 1, "", None,
    )),
    *((Gap, text) for text in ("7.5", "--7", "1000")),
    *((Bp, value) for value in (-1, 10_001, 10.5, "100", True, None)),
    *((Version, value) for value in (0, -1, 2**53, "1", 1.0)),
    *((Id, text) for text in ("", "a/b", "../x", "a b", "a%00", "x" * 129, "编号", "a\n", 7)),
]  # fmt: skip


def ids(cases: list[Any]) -> list[str]:
    return [f"{number}" for number, _ in enumerate(cases)]


class TestFields:
    @pytest.mark.parametrize(("kind", "sent", "value"), TAKEN, ids=ids(TAKEN))
    def test_read_their_spelling(self, kind: Any, sent: Any, value: Any):
        assert TypeAdapter(kind).validate_python(sent, strict=True) == value

    @pytest.mark.parametrize(("kind", "sent"), REFUSED, ids=ids(REFUSED))
    def test_refuse_every_other(self, kind: Any, sent: Any):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(sent, strict=True)

    @pytest.mark.parametrize(
        ("kind", "value", "text"),
        [
            (Instant, datetime(2026, 3, 2, 9, tzinfo=UTC), '"2026-03-02T09:00:00Z"'),
            (Day, date(2026, 3, 2), '"2026-03-02"'),
            (PeriodKey, Period.parse("2026-Q1"), '"2026-Q1"'),
            (MoneyValue, Money(120000, "CNY"), '{"amount":"1200.00","currency":"CNY"}'),
            (Rate, Decimal("0.50"), '"0.50"'),
            (Rate, Decimal("1E+1"), '"10"'),
        ],
    )
    def test_are_written_as_they_are_read(self, kind: Any, value: Any, text: str):
        assert TypeAdapter(kind).dump_json(value).decode() == text

    def test_take_the_domain_s_own_values_from_a_handler(self):
        assert TypeAdapter(MoneyValue).validate_python(Money(1, "CNY")) == Money(1, "CNY")
        assert TypeAdapter(Day).validate_python(date(1990, 1, 1)) == date(1990, 1, 1)

    def test_refuse_a_time_without_zone_from_a_handler(self):
        with pytest.raises(ValidationError):
            TypeAdapter(Instant).validate_python(datetime(2026, 3, 2))  # noqa: DTZ001
