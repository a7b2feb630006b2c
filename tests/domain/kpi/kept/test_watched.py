from shared.domain.kpi.facts import Facts
from shared.domain.kpi.kept.watched import WatchedFacts
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.taking import TAKES, TakenFrom
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, facts, paid
from tests.domain.kpi.kept.mixture import mixture, stories, told


def read_by(watched: WatchedFacts, act) -> set[str]:
    with watched.reading() as read:
        act(watched)
    return read


class TestWatchedFacts:
    def test_note_what_is_asked_for(self):
        watched = WatchedFacts(facts(paid("o1", "2026-03-02", 100, "c1")))

        assert read_by(watched, lambda own: own.every("a.told", "b.told")) == {"a.told", "b.told"}
        assert read_by(watched, lambda own: own.newest("order.paid")) == {"order.paid"}
        assert read_by(watched, lambda own: own.happened("c.told")) == {"c.told"}
        assert read_by(watched, lambda own: list(own.within("d.told", LI, Window.of(MARCH)))) == {"d.told"}
        assert read_by(watched, lambda own: own.customer("c1")) == {"customer.merged"}

    def test_note_what_was_built_of_them_for_everybody_who_uses_it(self):
        watched = WatchedFacts(facts(paid("o1", "2026-03-02", 100, "c1")))

        first = read_by(watched, lambda own: own.once(Ledger.of))
        again = read_by(watched, lambda own: own.once(Ledger.of))

        assert first == again
        assert {"order.paid", "order.refunded", "order.cancelled", "customer.merged"} <= first

    def test_tell_the_outer_reader_what_the_inner_one_read(self):
        watched = WatchedFacts(facts())

        with watched.reading() as outer:
            read_by(watched, lambda own: own.newest("a.told"))

        assert outer == {"a.told"}

    def test_give_what_the_facts_give(self):
        for story in stories()[:6]:
            watched = WatchedFacts(story)
            for sample in TAKES:
                asked = sample, LI, Window.of(MARCH)
                assert TakenFrom(watched).take(*asked) == TakenFrom(story).take(*asked)

    def test_a_sample_never_changes_with_events_that_it_did_not_read(self):
        for seed in range(12):
            events = mixture(seed)
            watched = WatchedFacts(told(events, seed))
            for sample in TAKES:
                with watched.reading() as read:
                    found = TakenFrom(watched).take(sample, LI, Window.of(MARCH))
                fewer = Facts(
                    [each for each in events if each.type in read],
                    watched.settings,
                    watched.calendar,
                    watched.feeds,
                )
                assert TakenFrom(fewer).take(sample, LI, Window.of(MARCH)) == found
