"""Kept measures on the real engine: what is written, what is read, and that nothing differs from the events."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from infra.bench.meter import Meter
from shared.adapters.dynamo import kept, refs
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, record_with, text_of
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.kept.samples import KeptSamples
from shared.domain.kpi.measures import resolve
from shared.domain.kpi.score import Score
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.usecases.events.ingest import ingest
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.facts import Known, forget
from shared.usecases.scores.keep_measures import Keeping
from shared.usecases.scores.read_measure import read_measure
from shared.usecases.scores.scoring import Scoring
from shared.usecases.scores.subjects import Subject
from tests.domain.kpi.worlds import people_of, world

MARCH = Period.parse("2026-03")
AT = datetime(2026, 3, 30, 4, tzinfo=UTC)
CODE = "code-1"


class Shop:
    """A company whose sellers sell: its events as a connection delivers them, and what is kept of them."""

    def __init__(self, founding) -> None:
        self.company = founding.company
        self.people = {name: each.id for name, each in founding.people.items()}
        self._deliveries = 0

    def history(self, seed: int) -> list[Event]:
        """Two months of a company in which our people do everything, up to the day of the test."""
        ours = dict(zip(people_of(3), (self.people[each] for each in ("李婷", "陈浩", "王磊")), strict=True))
        return [
            replace(each, credits=tuple((ours[who], share) for who, share in each.credits))
            for each in world(seed, months=2)
            if each.on.isoformat() < "2026-04"
        ]

    def deliver(self, events: list[Event], connection: str = "con_shop") -> None:
        self._deliveries += 1
        key = f"delivery-{self._deliveries}"
        for first in range(0, len(events), 300):
            batch = events[first : first + 300]
            ingest(company_id=self.company.id, connection_id=connection, key=f"{key}-{first}", body_hash=key,
                   found=batch, at=AT)  # fmt: skip

    def keeping(self, code: str = CODE) -> Keeping:
        return Keeping(self.company, code, AT)

    def known(self) -> Known:
        return Known.of(self.company.id, AT)

    def keep(self, code: str = CODE) -> KeptSamples:
        return self.keeping(code).keep(MARCH, self.known(), sorted(self.people.values()))

    def texts(self) -> dict[str, str]:
        pk = refs.kept_measures(self.company.id, MARCH.key).pk
        found = {each.sk: text_of(each) for each in Record.query(pk, consistent_read=True)}
        return {key: text for key, text in found.items() if text != kept.GONE}

    def throw_away(self) -> None:
        pk = refs.kept_measures(self.company.id, MARCH.key).pk
        for each in Record.query(pk, consistent_read=True):
            each.delete()

    def score(self, at: datetime = AT) -> list[Score]:
        compute_scores(company_id=self.company.id, month=MARCH.key, at=at, code_version=CODE)
        return list(every(refs.scores(self.company.id, MARCH.key)))

    def sale(self, number: int, on: str = "2026-03-12", by: str = "李婷") -> Event:
        at = datetime.fromisoformat(f"{on}T04:00:00+00:00")
        return Event(f"evt_sale{number}", "order.paid", at, at.date(), f"o{number}", ((self.people[by], 10_000),),
                     f"c{number}", 10_000, "1", "con_shop", at)  # fmt: skip


@pytest.fixture
def shop(company) -> Shop:
    return Shop(company)


@contextmanager
def metered() -> Iterator[Meter]:
    with Meter((Record._get_connection().connection.client,)) as meter:
        yield meter


def event_reads(meter: Meter) -> int:
    """Count the queries of partitions of events."""
    asked = [
        str(params.get("ExpressionAttributeValues", ""))
        for _, kind, params in meter.requests
        if kind == "Query"
    ]
    return sum("#event#" in each for each in asked)


class TestKeeping:
    def test_from_delivery_to_delivery_leaves_the_same_texts_as_from_nothing(self, shop):
        events, chance = shop.history(seed=1), Random(1)
        chance.shuffle(events)
        third = len(events) // 3
        for batch in (events[:third], events[: 2 * third], events[third:]):
            shop.deliver(batch)
            shop.keep()
        growing = shop.texts()

        shop.throw_away()
        shop.keep()

        assert shop.texts() == growing
        assert len(growing) > 50

    def test_of_what_did_not_move_writes_nothing(self, shop):
        shop.deliver(shop.history(seed=2))
        shop.keep()

        with metered() as meter:
            shop.keep()

        assert meter.write == 0
        assert event_reads(meter) == 0

    def test_one_event_writes_a_bounded_number_of_records(self, shop):
        shop.deliver(shop.history(seed=2))
        shop.deliver([shop.sale(number) for number in range(100)])
        shop.keep()
        before = shop.texts()

        shop.deliver([shop.sale(1_000, "2026-03-13")])
        shop.keep()

        after = shop.texts()
        moved = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        li = f"people#{shop.people['李婷']}"
        assert {f"{li}#2026-03-13", f"{li}#month", "company#2026-03-13", "company#month", "stamp"} == moved

    def test_is_done_again_where_a_run_was_cut_off(self, shop):
        shop.deliver([shop.sale(1)])
        shop.keep()
        shop.deliver([shop.sale(2)])
        old_stamp = shop.texts()["stamp"]
        shop.keep()
        whole = shop.texts()
        pk = refs.kept_measures(shop.company.id, MARCH.key).pk
        record_with(pk, "stamp", old_stamp).save()

        shop.keep()

        assert shop.texts() == whole

    def test_is_mended_where_an_older_run_wrote_last(self, shop):
        shop.deliver([shop.sale(1)])
        shop.keep()
        key = f"people#{shop.people['李婷']}#2026-03-12"
        older = shop.texts()[key]
        shop.deliver([shop.sale(2)])
        shop.keep()
        whole = shop.texts()
        record_with(refs.kept_measures(shop.company.id, MARCH.key).pk, key, older).save()

        found = shop.keep().take("order_count", shop.people["李婷"], Window.of(MARCH))

        assert found.n == 2
        assert shop.texts() == whole

    def test_writes_over_what_is_there_no_more(self, shop):
        shop.deliver([shop.sale(1)])
        shop.keep()
        later = replace(shop.sale(1), id="evt_later", version="2", on=shop.sale(1).on + timedelta(days=1))
        shop.deliver([later])

        shop.keep()

        assert f"people#{shop.people['李婷']}#2026-03-12" not in shop.texts()
        growing = shop.texts()
        shop.throw_away()
        shop.keep()
        assert shop.texts() == growing

    def test_keeps_the_running_month_and_the_one_before(self, shop):
        keeping = shop.keeping()

        kept_months = [f"2026-{n:02}" for n in range(1, 7) if keeping.is_kept(Period.parse(f"2026-{n:02}"))]

        assert kept_months == ["2026-02", "2026-03"]


class TestScores:
    def test_from_kept_measures_are_those_from_the_events(self, shop):
        shop.deliver(shop.history(seed=3))
        found = {each.person_id: each.hash for each in shop.score()}

        facts = shop.keeping().gathered(MARCH, shop.known())
        scoring = Scoring(shop.company, list(every(refs.plans(shop.company.id))), CODE)
        people = [each for each in every(refs.people(shop.company.id)) if each.is_reviewed]
        told = {each.id: scoring.score(each, MARCH, facts, AT) for each in people}
        assert found == {person: score.hash for person, score in told.items() if score is not None}
        assert found

    def test_of_a_month_that_did_not_move_are_computed_without_reading_its_events(self, shop):
        shop.deliver(shop.history(seed=3))
        shop.score()
        known, people = shop.known(), sorted(shop.people.values())
        forget()

        with metered() as meter:
            samples = shop.keeping().samples(MARCH, known, people)
            samples.take("net_sales", people[0], Window.of(MARCH))

        assert event_reads(meter) == 0
        assert meter.round_trips == 1


class TestReadMeasure:
    def measure(self, shop, subject: str) -> tuple:
        found = read_measure(company=shop.company, definition=resolve("order_count"), subject=Subject.of(subject),
                             period=MARCH, at=AT, code_version=CODE)  # fmt: skip
        return found.numerator, found.n

    def test_reads_what_is_kept_and_no_event(self, shop):
        shop.deliver([shop.sale(1), shop.sale(2, by="陈浩")])
        shop.keep()
        forget()

        with metered() as meter:
            one = self.measure(shop, shop.people["李婷"])
            everybody = self.measure(shop, COMPANY)
            team = self.measure(shop, f"manager:{shop.people['王磊']}")

        assert (one, everybody, team) == ((1, 1), (2, 2), (2, 2))
        assert (event_reads(meter), meter.write) == (0, 0)

    def test_reads_the_events_as_soon_as_one_came(self, shop):
        shop.deliver([shop.sale(1)])
        shop.keep()
        shop.deliver([shop.sale(2)])
        forget()

        with metered() as meter:
            assert self.measure(shop, shop.people["李婷"]) == (2, 2)

        assert event_reads(meter) > 0
        assert meter.write == 0
