"""Records arrive in any order, more than once, in any pieces, late and stale: every sample is that of the history."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.taking import TAKES, TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.worlds import facts_of, people_of, world

PEOPLE = 2
PERIODS = [Period.parse(each) for each in ("2026-02", "2026-03", "2026-Q1")]
SEEDS = st.integers(0, 100_000)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STALE = "0".zfill(20)
TOMBSTONES = {
    "deal.deleted": "deal.",
    "activity.removed": "activity.logged",
    "survey.removed": "survey.re",
    "event.attendance_reverted": "event.attended",
    "event.registration_cancelled": "event.registered",
}
"""What takes a thing away, and how the types of what it takes away begin."""


def history(seed):
    return world(seed, PEOPLE)


def samples(events):
    """Every sample of everybody and the company over two months and their quarter."""
    source = TakenFrom(facts_of(events))
    return {
        (name, who, period.key): _sorted(source.take(name, who, Window.of(period)))
        for name in TAKES
        for who in (*people_of(PEOPLE), COMPANY)
        for period in PERIODS
    }


def _sorted(found):
    return replace(found, values=tuple(sorted(found.values)), excluded=tuple(sorted({*found.excluded})))


def differing(some, others):
    return sorted({key[0] for key in some if some[key] != others[key]})


def figures(found):
    """Samples without the records that were left out: those of what is gone are no longer spoken of."""
    return {key: replace(each, excluded=()) for key, each in found.items()}


def stale_copies(events, chance):
    """
    An older version of some records with what another record of their type says, received long after it.

    Merges have no versions: two of one survivor at one instant are two merges.
    """
    of_type = defaultdict(list)
    for each in events:
        of_type[each.type].append(each)
    for each in events:
        if each.version.isdecimal() and not each.type.endswith(".merged") and chance.randrange(2):
            other = chance.choice(of_type[each.type])
            yield replace(
                other,
                id=f"{each.id}/stale",
                entity_id=each.entity_id,
                occurred_at=each.occurred_at,
                on=each.on,
                version=STALE,
                received_at=each.received_at + timedelta(days=90),
            )


class TestArrival:
    @FEW
    @given(SEEDS, st.randoms(use_true_random=False))
    def test_order_repetition_and_the_time_of_arrival_change_nothing(self, seed, chance):
        told = history(seed)
        arrived = [*told, *chance.sample(told, len(told) // 2)]
        chance.shuffle(arrived)
        later = [
            replace(each, received_at=each.received_at + timedelta(chance.randrange(60))) for each in arrived
        ]

        assert differing(samples(told), samples(later)) == []

    @FEW
    @given(SEEDS, st.integers(1, 400))
    def test_a_history_that_comes_in_pieces_ends_as_the_whole_one(self, seed, size):
        told = history(seed)
        store = {}
        for first in range(0, len(told), size):
            store.update({each.id: each for each in told[max(first - 10, 0) : first + size]})

        assert differing(samples(told), samples(store.values())) == []

    def test_there_is_something_in_every_sample(self):
        found = [samples(history(seed)) for seed in range(6)]

        assert {key[0] for each in found for key, sample in each.items() if sample.n} == set(TAKES)


class TestAStaleVersion:
    @FEW
    @given(SEEDS, st.randoms(use_true_random=False))
    def test_that_arrives_late_changes_nothing(self, seed, chance):
        told = history(seed)

        assert differing(samples(told), samples([*told, *stale_copies(told, chance)])) == []


class TestATombstone:
    @FEW
    @given(SEEDS)
    @pytest.mark.parametrize("kind", TOMBSTONES)
    def test_leaves_the_figures_as_though_there_had_been_nothing(self, kind, seed):
        told = [each for each in history(seed) if not _is_another_story(each, kind)]
        gone = {each.entity_id for each in told if each.type == kind}
        never = [
            each
            for each in told
            if each.type != kind and not (each.entity_id in gone and each.type.startswith(TOMBSTONES[kind]))
        ]

        assert differing(figures(samples(told)), figures(samples(never))) == []

    @FEW
    @given(SEEDS, st.randoms(use_true_random=False))
    @pytest.mark.parametrize("kind", TOMBSTONES)
    def test_wins_over_older_updates_that_come_after_it(self, kind, seed, chance):
        told = history(seed)
        gone = {each.entity_id for each in told if each.type == kind}
        updates = [each for each in stale_copies(told, chance) if each.entity_id in gone]

        assert differing(samples(told), samples([*told, *updates])) == []


class TestAMerge:
    @FEW
    @given(SEEDS)
    def test_of_customers_is_as_though_there_had_been_one_from_the_start(self, seed):
        told = [each for each in history(seed) if each.type != "customer.deleted"]
        known = facts_of(told)
        one = [_renamed(each, known.customer) for each in told if each.type != "customer.merged"]

        assert differing(samples(told), samples(one)) == []


def _is_another_story(event, kind):
    """Whether a record makes a thing more than gone: deals that are merged, or an activity that comes back."""
    if kind == "activity.removed":
        low_removal = event.type == kind and event.version.endswith("1")
        return low_removal or (event.type == "activity.logged" and event.version.endswith("4"))
    return kind == "deal.deleted" and event.type == "deal.merged"


def _renamed(event, customer):
    """The event as it would be if its customers had always had the name of whom they were merged into."""
    data = dict(event.data)
    if "referrer_ref" in data:
        data["referrer_ref"] = customer(data["referrer_ref"])
    entity = customer(event.entity_id) if event.type.startswith("customer.") else event.entity_id
    return replace(event, customer=customer(event.customer), entity_id=entity, data=data)
