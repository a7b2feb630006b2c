"""One history through the consumer of the queue into the real store: whatever the order, the store is the same."""

import json
from datetime import timedelta
from random import Random

import pytest

from functions import wiring
from shared.adapters.dynamo import dispatch, events
from shared.adapters.dynamo.dispatch import Connection
from shared.domain.ids import new_id
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.measures import MEASURES, measure
from shared.domain.periods import Period
from shared.usecases.events.deliveries import Delivery
from shared.usecases.events.normalise_delivery import normalise_delivery
from tests.conftest import MONDAY_NINE
from tests.domain.kpi.worlds import facts_of, people_of, world

SEED, PEOPLE, SIZE = 2026, 2, 70
AFTER_ALL = MONDAY_NINE + timedelta(days=60)
MARCH = Period.parse("2026-03")
NOBODY = "somebody@elsewhere"


def history():
    """A month of a company as its systems tell it, without what we make of its own work logs."""
    return [each for each in world(SEED, PEOPLE, months=2) if each.type != "worklog.logged"]


def payload(event):
    """The generic event that says the same; a share of nobody whom we know is somebody's elsewhere."""
    known = dict(event.credits)
    unknown = 10_000 - sum(known.values())
    shares = {**known, NOBODY: unknown} if unknown else known
    fields = {key.removesuffix("_employee_id"): each for key, each in event.data.items()}
    fields.pop("currency", None)  # its amount is converted already
    owners = [{"owner": who, "share_bp": share} for who, share in shares.items()]
    data = {**fields, "id": event.entity_id, "owners": owners}
    if event.version.isdecimal():
        data["version"] = event.version
    if event.customer is not None:
        data["customer_ref"] = event.customer
    if event.amount_minor is not None:
        data["amount_minor"] = event.amount_minor
    return {"type": event.type, "timestamp": event.occurred_at.isoformat(), "data": data}


class Inflow:
    """One connection of a company, through which deliveries come as they would from the queue."""

    def __init__(self, founding):
        names = dict(zip(people_of(PEOPLE), ("李婷", "陈浩"), strict=True))
        self.company = founding.company
        self.people = [founding.people[each].id for each in names.values()]
        mapped = {who: founding.people[name].id for who, name in names.items()}
        config = {"people": mapped}
        self.connection = Connection(new_id("con", MONDAY_NINE), self.company.id, "standard-webhooks", config)
        dispatch.connection_post(self.connection).save()

    def deliver(self, number, payloads):
        raw_key = f"test/{self.connection.id}/{number}"
        wiring.documents().put(raw_key, json.dumps(payloads).encode(), content_type="application/json")
        at = AFTER_ALL + timedelta(seconds=number)
        delivery = Delivery(self.company.id, self.connection.id, f"msg_{number}", raw_key, at)
        return normalise_delivery(delivery=delivery, documents=wiring.documents())

    def stored(self):
        months = sorted(events.months(self.company.id))
        return [each for month in months for each in events.of_month(self.company.id, month)]


def forwards(told):
    return sorted(told, key=lambda each: each.occurred_at)


def backwards(told):
    return forwards(told)[::-1]


def shuffled(told):
    return Random(7).sample(told, len(told))


def content(stored):
    """What the store holds, by entity and version, without how it came in and who is called what there."""
    return sorted(
        (each.type, each.entity_id, each.version, each.occurred_at, str(each.on), each.customer or "",
         -1 if each.amount_minor is None else each.amount_minor, sorted(dict(each.credits).values()))
        for each in stored
    )  # fmt: skip


@pytest.fixture(scope="module")
def told():
    return history()


class TestTheEventStore:
    @pytest.mark.parametrize("order", [forwards, backwards, shuffled])
    def test_holds_one_history_whatever_the_order_and_the_repetition(self, company, told, order):
        inflow, arriving = Inflow(company), order(told)
        pieces = [arriving[first : first + SIZE] for first in range(0, len(arriving), SIZE)]
        again = [pieces[number] + pieces[-1 - number][:9] for number in range(0, len(pieces), 3)]

        done = [
            inflow.deliver(number, [payload(each) for each in piece]) for number, piece in enumerate(pieces)
        ]
        repeated = [inflow.deliver(number, [payload(each) for each in pieces[number]]) for number in (0, 2)]
        later = [
            inflow.deliver(1_000 + n, [payload(each) for each in piece]) for n, piece in enumerate(again)
        ]

        assert sum(each.added for each in done) == len(told)
        assert {each.added for each in (*repeated, *later)} == {0}
        assert {each.quarantined for each in (*done, *repeated, *later)} == {0}
        assert len({each.id for each in inflow.stored()}) == len(inflow.stored()) == len(told)
        assert content(inflow.stored()) == content(told)

    @pytest.mark.parametrize("order", [forwards, backwards, shuffled])
    def test_gives_every_measure_of_the_history_itself(self, company, told, order):
        inflow, arriving = Inflow(company), order(told)
        for first in range(0, len(arriving), SIZE):
            inflow.deliver(first, [payload(each) for each in arriving[first : first + SIZE]])
        itself = facts_of(told)
        kept = Facts(inflow.stored(), itself.settings, itself.calendar, itself.feeds)

        for name in MEASURES:
            for who, id in [*zip(people_of(PEOPLE), inflow.people, strict=True), (COMPANY, COMPANY)]:
                expected, found = measure(name, itself, who, MARCH), measure(name, kept, id, MARCH)
                assert (found.numerator, found.denominator, found.n) == (
                    expected.numerator, expected.denominator, expected.n,
                ), (name, who)  # fmt: skip
