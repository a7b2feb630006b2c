"""What arrives with amounts, currencies, owners and instants that a careless reader would add up wrongly."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.domain.company import Company
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.money import NotMoney
from shared.domain.people import AccessRole, Person
from shared.domain.periods import Period
from shared.usecases.events.map_event import (
    Directory,
    EventTooLarge,
    NoRate,
    NotAnEvent,
    SharesNotWhole,
    map_event,
)

LI = Person("per_li", "com_1", "李雷", AccessRole.EMPLOYEE, email="li@example.cn")
RECEIVED_AT = datetime(2028, 12, 2, 3, 0, tzinfo=UTC)


def mapped(kind="order.paid", at="2026-03-02T04:00:00Z", zone="Asia/Shanghai", **data):
    payload = {"type": kind, "timestamp": at, "data": {"id": "o", "owner": "li@example.cn", **data}}
    return map_event(
        payload,
        company=Company("com_1", "示例公司", zone=zone),
        directory=Directory.of([LI]),
        connection_id="con_1",
        received_at=RECEIVED_AT,
        raw_ref="raw",
    )


class TestAnAmount:
    @pytest.mark.parametrize(
        "amount", ["1.00001", "0.001", "1" + "0" * 30, "1e9", "NaN", "-", "１００", "", Decimal("1.00001")]
    )
    def test_that_is_no_amount_of_the_currency_is_set_aside(self, amount):
        with pytest.raises(NotMoney):
            mapped(amount=amount)

    @pytest.mark.parametrize("minor", [10**30, True, "100", 1.5])
    def test_in_minor_units_is_a_whole_number_within_bounds(self, minor):
        with pytest.raises(NotMoney):
            mapped(amount_minor=minor)

    def test_with_zeros_behind_its_cents_is_the_same_amount(self):
        assert mapped(amount="12.34000").amount_minor == 1234


class TestAForeignAmount:
    def test_without_a_rate_is_set_aside_and_never_taken_as_it_stands(self):
        with pytest.raises(NoRate):
            mapped(amount={"amount": "100.00", "currency": "USD"})

    @pytest.mark.parametrize("rate", ["0", "-7", "7,1", "1e1", True, "nan"])
    def test_with_a_rate_that_is_none_is_set_aside(self, rate):
        with pytest.raises(NotAnEvent):
            mapped(amount="100.00", currency="USD", rate=rate)

    def test_is_added_in_the_companys_currency(self):
        events = [mapped(id="a", amount="100.00", currency="USD", rate="7.1"), mapped(id="b", amount="100.00"),
                  mapped(id="c", amount="1000", currency="JPY", rate="0.05")]  # fmt: skip

        found = measure("net_sales", Facts(events), "per_li", Period.parse("2026-03"))

        assert found.value == 710 + 100 + 50


class TestOwners:
    def test_ten_thousand_of_them_are_more_than_an_event_may_take(self):
        with pytest.raises(EventTooLarge):
            mapped(
                owners=[{"owner": f"p{n}@example.cn", "share_bp": 1} for n in range(10_000)], amount="1.00"
            )

    @pytest.mark.parametrize("shares", [[5_000, 4_999], [10_001], [-1, 10_001], [10_000.0], [True] * 2])
    def test_whose_shares_are_not_the_whole_are_refused(self, shares):
        with pytest.raises(SharesNotWhole):
            mapped(owners=[{"owner": "li@example.cn", "share_bp": each} for each in shares])

    def test_who_are_hundreds_leave_the_share_of_unknown_ones_to_nobody(self):
        owners = [{"owner": f"p{n}@x.cn", "share_bp": 10} for n in range(500)] + [
            {"owner": LI.id, "share_bp": 5_000}
        ]

        assert mapped(owners=owners, amount="1.00").credits == (("per_li", 5_000),)


class TestAnInstant:
    @pytest.mark.parametrize(
        ("zone", "at", "on"),
        [
            ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29"),
            ("Europe/Berlin", "2026-03-31T22:00:00Z", "2026-04-01"),
            ("Europe/Berlin", "2026-10-31T22:59:59Z", "2026-10-31"),
            ("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"),
            ("America/New_York", "2026-11-01T04:00:00Z", "2026-11-01"),
            ("Asia/Shanghai", "2028-02-28T16:00:00Z", "2028-02-29"),
            ("Asia/Shanghai", "2028-02-29T16:00:00Z", "2028-03-01"),
        ],
    )
    def test_is_of_the_date_that_the_company_had(self, zone, at, on):
        assert mapped(at=at, zone=zone, amount="1.00").on == date.fromisoformat(on)

    def test_is_one_though_it_is_written_with_another_offset(self):
        same = [mapped(at=at, amount="1.00") for at in ("2026-03-02T04:00:00Z", "2026-03-02T12:00:00+08:00")]

        assert same[0].id == same[1].id
        assert len(Facts(same, Settings()).newest("order.paid")) == 1
