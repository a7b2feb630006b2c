from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from shared.domain.kpi.carried import carry_event, counted
from shared.domain.kpi.facts import COMPANY, Facts, Settings
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded
from tests.domain.kpi.kept.keeping import Shelf
from tests.domain.kpi.kept.mixture import PEOPLE, TYPES, mixture, told
from tests.domain.kpi.worlds import world


def batches(events, chance: Random):
    """Yield what is known after each of a few deliveries: in any order, with doubles, cut anywhere."""
    coming = [*events, *chance.sample(events, len(events) // 3)]
    chance.shuffle(coming)
    cuts = sorted(chance.sample(range(1, len(coming)), min(4, len(coming) - 1)))
    for cut in (*cuts, len(coming)):
        yield list({each.id: each for each in coming[:cut]}.values())


def with_merges(events, chance: Random):
    merges = [
        event(
            "customer.merged", f"c{number}", f"2026-0{number}-11", None, f"c{number}", merged_ids=["c3", "c2"]
        )
        for number in (1, 2, 3)
    ]
    newer = [
        replace(each, id=f"{each.id}/newer", version="9", on=each.on + timedelta(days=2))
        for each in chance.sample(events, len(events) // 5)
    ]
    return [*events, *merges, *newer]


def counting(shelf: Shelf) -> list[str]:
    """Note the name of each sample that the shelf takes."""
    asked: list[str] = []

    def watching(name, take):
        def noted(*of):
            asked.append(name)
            return take(*of)

        return noted

    shelf.takes = {name: watching(name, take) for name, take in shelf.takes.items()}
    return asked


class TestAMonthThatIsKept:
    @pytest.mark.parametrize("seed", range(8))
    def test_is_the_same_from_delivery_to_delivery_as_from_nothing(self, seed):
        chance = Random(seed)
        events = with_merges(mixture(seed), chance)
        growing = Shelf()

        for known in batches(events, chance):
            growing.keep(told(known, seed))
            rebuilt = Shelf().keep(told(chance.sample(known, len(known)), seed))

            assert growing.texts == rebuilt.texts
            assert growing.stamp == rebuilt.stamp

    def test_is_the_same_of_a_whole_companys_history(self):
        chance, growing = Random(3), Shelf()
        events = world(seed=3, months=2)

        for known in batches(events, chance):
            growing.keep(told(known))

        rebuilt = Shelf().keep(told(events))
        assert (growing.texts, growing.stamp) == (rebuilt.texts, rebuilt.stamp)

    def test_takes_nothing_anew_while_nothing_came(self):
        shelf, known = Shelf(), told(mixture(4))
        shelf.keep(known)
        asked = counting(shelf)

        shelf.keep(told(mixture(4)))

        assert asked == []

    def test_takes_only_what_reads_such_events_anew(self):
        shelf = Shelf()
        story = [paid("o1", "2026-03-02", 100, "c1"), event("deal.won", "d1", "2026-03-02", yuan=5)]
        feeds = TYPES
        shelf.keep(facts(story, feeds=feeds))
        asked = counting(shelf)

        shelf.keep(facts(story, event("deal.lost", "d2", "2026-03-04"), feeds=feeds))

        assert {"win_rate", "lost_count", "open_deals"} <= set(asked)
        assert not {"net_sales", "csat", "valid_leads", "order_on_time"} & set(asked)

    def test_moves_only_the_texts_of_whom_an_event_concerns(self):
        shelf, feeds = Shelf(), TYPES
        story = [
            paid("o1", "2026-03-02", 100, "c1", LI),
            paid("o2", "2026-03-02", 100, "c2", WANG),
            paid("o3", "2026-03-09", 100, "c2", LI),
        ]
        before = dict(shelf.keep(facts(story, feeds=feeds)).texts)

        shelf.keep(facts(story, paid("o4", "2026-03-05", 50, "c3", LI), feeds=feeds))

        moved = {
            (subject, place)
            for subject in shelf.subjects
            for place, text in shelf.texts[subject].items()
            if before[subject].get(place) != text
        }
        assert moved == {
            (LI, "2026-03-05"),
            (LI, "month"),
            (COMPANY, "2026-03-05"),
            (COMPANY, "month"),
        }

    @pytest.mark.parametrize(
        "other",
        [
            {"settings": Settings(revenue_source="deals")},
            {"calendar": Calendar(hr_days_off=frozenset({MARCH.first_on}))},
            {"feeds": {"order.paid": "ok"}},
        ],
    )
    def test_is_taken_anew_when_what_everything_depends_on_changed(self, other):
        known = told(mixture(4))
        changed = replace(known, **other)
        shelf = Shelf().keep(known)

        shelf.keep(changed)

        assert shelf.texts == Shelf().keep(changed).texts

    def test_is_taken_anew_by_another_version_of_the_code(self):
        shelf, known = Shelf(), told(mixture(4))
        shelf.keep(known, "v1")
        asked = counting(shelf)

        shelf.keep(known, "v2")

        assert set(asked) == set(shelf.takes)

    def test_mends_texts_that_are_not_of_its_stamp(self):
        known = told(world(seed=2, months=2))
        shelf, whole = Shelf().keep(known), Shelf().keep(known)
        shelf.texts[PEOPLE[0]].pop(max(shelf.texts[PEOPLE[0]]))
        shelf.texts[COMPANY]["2026-03-31"] = '{"cells":{},"ids":[]}'

        shelf.keep(known)

        assert (shelf.texts, shelf.stamp) == (whole.texts, whole.stamp)

    def test_gains_who_joins_without_taking_the_others_anew(self):
        known = told(world(seed=2, months=2))
        shelf = Shelf(subjects=(COMPANY, *PEOPLE[:2])).keep(known)
        shelf.subjects = (COMPANY, *PEOPLE)
        asked = counting(shelf)

        shelf.keep(known)

        assert shelf.texts == Shelf().keep(known).texts
        assert asked.count("open_deals") == 2  # of the facts, and of nothing

    def test_forgets_a_sample_that_nobody_takes_any_more(self):
        known = told(world(seed=2, months=2))
        shelf = Shelf()
        shelf.takes["own.calls"] = shelf.takes["offline_visits"]
        shelf.keep(known)
        assert any("own.calls@" in text for texts in shelf.texts.values() for text in texts.values())
        del shelf.takes["own.calls"]

        shelf.keep(known)

        assert (shelf.texts, shelf.stamp) == ((whole := Shelf().keep(known)).texts, whole.stamp)

    def test_follows_records_that_are_carried_to_another_month(self):
        order = paid("o1", "2026-02-20", 100, "c1")
        carry = carry_event(
            [order.id],
            to=MARCH.first_on,
            discrepancy_id="dis_1",
            at=datetime(2026, 3, 9, tzinfo=UTC),
            by_id=WANG,
        )
        shelf = Shelf().keep(facts(order, feeds=TYPES))

        shelf.keep(carried := Facts(counted([order, carry]), feeds=dict.fromkeys(TYPES, "ok")))

        assert "2026-03-01" in shelf.texts[LI]
        assert shelf.texts == Shelf().keep(carried).texts

    def test_loses_what_counts_no_more(self):
        sold = paid("o1", "2026-03-05", 100, "c1")
        gone = event("order.cancelled", "o1", "2026-03-09", None)
        shelf = Shelf().keep(facts(sold, feeds=TYPES))

        shelf.keep(facts(sold, gone, refunded("r1", "2026-03-10", 1, "o1"), feeds=TYPES))

        assert (
            shelf.texts
            == Shelf().keep(facts(gone, refunded("r1", "2026-03-10", 1, "o1"), sold, feeds=TYPES)).texts
        )
