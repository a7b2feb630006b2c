from datetime import UTC, date, datetime, timedelta

import pytest
from pynamodb.exceptions import TransactWriteError

from infra.local.calls import refusal
from infra.local.engine import Fault
from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import every
from shared.domain.ids import digest_id
from shared.domain.kpi.events import Event
from shared.usecases.events.deliveries import Quarantined
from shared.usecases.events.ingest import Ingested, ingest
from tests.conftest import MONDAY_NINE


def orders(count, *, days_apart):
    found = []
    for number in range(count):
        on = date(2024, 1, 1) + timedelta(days=number * days_apart)
        at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        found.append(
            Event(digest_id("evt", "c", str(number)), "order.paid", at, on, f"o{number}", amount_minor=100)
        )
    return found


def take_in(founding, found, *, key="delivery", aside=()):
    return ingest(
        company_id=founding.company.id,
        connection_id="crm",
        key=key,
        body_hash="hash",
        found=found,
        set_aside=aside,
        at=MONDAY_NINE,
    )


def stored(founding):
    months = events.months(founding.company.id)
    return {each.id for month in months for each in every(refs.events(founding.company.id, month))}


class TestIngest:
    def test_events_over_many_months_fit_whatever_their_number(self, company):
        found = orders(100, days_apart=20)

        done = take_in(company, found)

        assert done == Ingested(added=100)
        assert stored(company) == {each.id for each in found}

    def test_the_same_delivery_again_adds_nothing(self, company):
        found = orders(5, days_apart=1)
        take_in(company, found)
        counters = events.months(company.company.id)

        again = take_in(company, found)

        assert again == Ingested(known=5)
        assert events.months(company.company.id) == counters

    def test_a_delivery_cut_off_in_the_middle_is_whole_when_it_comes_again(self, company, faults):
        found, seen = orders(200, days_apart=0), []

        def cut_off(call):
            if call.name == "dynamodb.TransactWriteItems":
                seen.append(call)
                if len(seen) == 2:
                    return Fault(answer=refusal(call, "ValidationException", "cut off", 400))
            return None

        faults.at = cut_off
        with pytest.raises(TransactWriteError):
            take_in(company, found)
        before = len(stored(company))
        faults.at = None

        take_in(company, found)

        assert before == events.BATCH
        assert stored(company) == {each.id for each in found}

    def test_every_record_set_aside_is_kept_with_its_reason(self, company):
        aside = [
            Quarantined(
                "delivery", place, "crm", "raw", "event.unreadable", "看不懂", "unreadable", MONDAY_NINE
            )
            for place in range(100)
        ]

        done = take_in(company, [], aside=aside)

        kept = list(every(refs.Partition(f"{company.company.id}#quarantine", Quarantined)))
        assert done.quarantined == len(kept) == 100
        assert {each.place for each in kept} == set(range(100))
