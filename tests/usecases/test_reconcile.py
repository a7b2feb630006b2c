from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Key, commit
from shared.adapters.dynamo.store import every, load
from shared.domain.errors import NotFound
from shared.domain.ids import digest_id
from shared.domain.kpi.control_totals import AnotherCurrency, DayAhead, Said, Tally
from shared.domain.kpi.events import Event
from shared.domain.money import Money
from shared.domain.periods import Period
from shared.usecases.events.ingest import ingest
from shared.usecases.events.read_total import ReadTotal
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.control_totals import (
    compared_totals,
    enter_control_total,
    withdraw_control_total,
)
from shared.usecases.scores.feeds import feeds_of
from shared.usecases.scores.reconcile import reconcile
from tests.usecases.office import asked, queried

AT = datetime(2026, 4, 1, 2, tzinfo=UTC)
DAY = date(2026, 3, 2)


def orders(count, *, first=0, on=DAY, minor=100):
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    return [
        Event(
            digest_id("evt", "shop", str(number), str(on)), "order.paid", at, on, f"o{number}",
            amount_minor=minor, version="1", connection_id="shop", received_at=at,
        )
        for number in range(first, first + count)
    ]  # fmt: skip


def said(count, minor=None, *, day=DAY, version="1"):
    return ReadTotal(day, "order.paid", Said(Tally(count, minor), AT, version=version))


class Shop:
    """A company that one shop delivers to."""

    def __init__(self, founding):
        self.founding, self.company, self._count = founding, founding.company, 0

    def deliver(self, found=(), totals=()):
        self._count += 1
        return ingest(
            company_id=self.company.id, connection_id="shop", key=f"d{self._count}", body_hash=str(self._count),
            found=list(found), totals=list(totals), at=AT,
        )  # fmt: skip

    def reconcile(self):
        return reconcile(company=self.company, counters=events.months(self.company.id))

    def differing(self):
        self.reconcile()
        return [(each.day, each.theirs.count, each.ours.count) for each in self.feeds().differences]

    def feeds(self):
        return feeds_of(self.company.id, AT)

    def total(self, day=DAY):
        ref = refs.control_total(self.company.id, "shop", day, "order.paid")
        return load([ref]).find(ref)

    def enter(self, count, *, seen=None, amount=None, day=DAY, connection="shop"):
        after, command = enter_control_total(
            company=self.company, connection_id=connection, day=day, event_type="order.paid", count=count,
            amount=amount, seen=seen, before=self.total(day), actor=self.founding.member("林晓"), at=AT,
        )  # fmt: skip
        self._commit(command)
        return after

    def withdraw(self, seen):
        _, command = withdraw_control_total(before=self.total(), seen=seen)
        self._commit(command)

    def _commit(self, command):
        self._count += 1
        key = Key("POST", f"k{self._count}", "")
        commit(command, actor=self.founding.member("林晓"), key=key, answer={}, at=AT)


@pytest.fixture
def shop(company):
    return Shop(company)


class TestReconcile:
    def test_a_delivery_that_closes_the_gap_lifts_it(self, shop):
        shop.deliver(orders(3), [said(4)])
        before = shop.differing()
        shop.deliver(orders(1, first=3))

        assert (before, shop.differing()) == ([(DAY, 4, 3)], [])

    def test_exactly_half_a_percent_passes(self, shop):
        shop.deliver(orders(199), [said(200)])
        at_the_bound = shop.differing()
        shop.deliver(totals=[said(201, version="2")])

        assert (at_the_bound, shop.differing()) == ([], [(DAY, 201, 199)])

    def test_of_two_versions_the_newest_counts_though_it_came_first(self, shop):
        shop.deliver(orders(2), [said(2, version="10")])
        shop.deliver(totals=[said(9, version="9")])

        assert shop.differing() == []
        assert shop.total().sent.version == "10"

    def test_several_versions_in_one_delivery_are_one_record(self, shop):
        shop.deliver(orders(2), [said(9, version="1"), said(2, version="3"), said(7, version="2")])

        assert shop.differing() == []
        assert shop.total().sent == said(2, version="3").said

    def test_many_totals_in_one_delivery_are_all_kept(self, shop):
        days = [date(2024, 1, 1) + timedelta(days=9 * number) for number in range(90)]

        shop.deliver(totals=[said(1, day=day) for day in days])

        kept = [each for day in days for each in every(refs.control_totals(shop.company.id, f"{day:%Y-%m}"))]
        assert {each.day for each in kept} == set(days)

    def test_totals_are_no_events(self, shop):
        shop.deliver(totals=[said(4)])

        assert events.of_month(shop.company.id, "2026-03") == ()
        assert shop.feeds() == {"order.paid": "ok"}

    def test_a_total_of_nothing_does_not_say_that_the_type_is_delivered(self, shop):
        shop.deliver(totals=[said(0)])

        assert (shop.differing(), dict(shop.feeds())) == ([], {})

    def test_reads_no_totals_where_nothing_moved(self, shop):
        shop.deliver(orders(3), [said(4)])
        shop.reconcile()
        counters = events.months(shop.company.id)

        with asked() as meter:
            moved = reconcile(company=shop.company, counters=counters)

        assert (moved, queried(meter), len(meter.requests)) == (frozenset(), [], 1)

    def test_tells_which_months_are_others_than_before(self, shop):
        shop.deliver(orders(3), [said(4)])
        first = shop.reconcile()
        shop.deliver(orders(1, first=3))

        assert (first, shop.reconcile(), shop.reconcile()) == ({"2026-03"}, {"2026-03"}, frozenset())


class TestScores:
    def test_are_blocked_in_the_month_of_a_difference_and_come_back(self, shop):
        shop.deliver(orders(3), [said(4)])
        compute_scores(company_id=shop.company.id, month=None, at=AT, code_version="1")
        person = refs.scores(shop.company.id, "2026-03").at(shop.founding.people["李婷"].id)
        blocked = load([person]).get(person)
        shop.deliver(orders(1, first=3))

        compute_scores(company_id=shop.company.id, month=None, at=AT + timedelta(hours=1), code_version="1")

        after = load([person]).get(person)
        reasons = {line.reason.code for line in blocked.card.lines if line.state == "blocked"}
        assert (blocked.card.status, reasons) == ("blocked_publication", {"kpi.totals_differ"})
        assert {line.state for line in after.card.lines} & {"blocked"} == set()

    def test_of_later_months_that_reach_back_are_computed_again_once_it_is_lifted(self, shop):
        january = date(2026, 1, 5)
        shop.deliver(orders(3, on=january), [said(4, day=january)])
        for month in ("2026-01", "2026-02"):
            compute_scores(company_id=shop.company.id, month=month, at=AT, code_version="1")
        shop.deliver(orders(1, first=3, on=january))

        run = compute_scores(company_id=shop.company.id, month=None, at=AT, code_version="1")

        assert {"2026-01", "2026-02"} <= set(run.months)

    def test_a_score_keeps_how_fresh_each_kpi_was(self, shop):
        shop.deliver(orders(1))

        compute_scores(company_id=shop.company.id, month="2026-03", at=AT, code_version="1")

        score = next(iter(every(refs.scores(shop.company.id, "2026-03"))))
        assert (score.fresh_at("sales.repurchase_rate"), score.fresh_at("cs.csat")) == (AT, None)


class TestEnteredTotals:
    def test_stand_before_what_the_connection_sent_until_they_are_withdrawn(self, shop):
        shop.deliver(orders(3), [said(3)])
        shop.enter(5)
        entered = shop.differing()
        shop.withdraw(shop.total().version)

        assert (entered, shop.differing()) == ([(DAY, 5, 3)], [])

    def test_are_replaced_only_by_who_saw_them(self, shop):
        shop.deliver(orders(3))
        first = shop.enter(5)

        with pytest.raises(ChangedMeanwhile):
            shop.enter(6)
        second = shop.enter(6, seen=first.version)

        assert (second.version, shop.total().typed.tally.count) == (2, 6)
        with pytest.raises(ChangedMeanwhile):
            shop.withdraw(1)

    def test_keep_what_the_connection_sends_meanwhile(self, shop):
        shop.deliver(orders(3))
        shop.enter(3)
        shop.deliver(totals=[said(9)])

        assert shop.differing() == []
        shop.withdraw(shop.total().version)
        assert shop.differing() == [(DAY, 9, 3)]

    def test_are_in_the_companys_currency_of_a_day_that_has_begun_and_of_its_own_connection(self, shop):
        shop.deliver(orders(1))

        with pytest.raises(AnotherCurrency):
            shop.enter(1, amount=Money(100, "USD"))
        with pytest.raises(DayAhead):
            shop.enter(1, day=date(2026, 4, 2))
        with pytest.raises(NotFound):
            shop.enter(1, connection="nobody-s")

    def test_are_shown_beside_what_is_held(self, shop):
        shop.deliver(orders(3), [said(3, 300)])
        shop.enter(4, amount=Money(400, "CNY"))

        (found,) = compared_totals(company=shop.company, month=Period.parse("2026-03"))

        assert (found.state, found.ours, found.difference) == ("mismatch", Tally(3, 300), Tally(-1, -100))


class TestHeard:
    def test_the_newest_event_of_each_type_is_known_and_never_goes_back(self, shop):
        later = [replace(each, id=digest_id("evt", "later")) for each in orders(1, on=date(2026, 3, 20))]
        shop.deliver(later)
        shop.deliver(orders(2))

        known = events.newest_of(shop.company.id)

        assert known == {("shop", "order.paid"): datetime(2026, 3, 20, 4, tzinfo=UTC)}
