from datetime import date, timedelta
from fractions import Fraction

import pytest

from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.kept.days import COMPANY_WIDE, DAILY, UNTIL_THE_END, add_up, adds_up, dates_of, part
from shared.domain.kpi.taking import TAKES, TakenFrom
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import MARCH
from tests.domain.kpi.kept.mixture import PEOPLE, stories

END = MARCH.until_on
TO_THE_END = (
    Window.of(MARCH),
    Window.between(date(2026, 3, 12), END),
    Window(((date(2026, 3, 2), date(2026, 3, 11)), (date(2026, 3, 15), END))),
)
"""Windows inside March that end with it."""
CUT = (
    Window.between(date(2026, 3, 1), date(2026, 3, 16)),
    Window.between(date(2026, 3, 5), date(2026, 3, 6)),
    Window(((date(2026, 3, 2), date(2026, 3, 11)), (date(2026, 3, 15), date(2026, 3, 20)))),
)
STORIES = stories()


def sum_of_days(facts: Facts, sample: str, subject: str, window: Window) -> Sample:
    taken = TakenFrom(facts)
    nothing = TakenFrom(Facts((), facts.settings, facts.calendar, facts.feeds)).take(sample, subject, window)
    days = [
        taken.take(sample, subject, part(each, each + timedelta(days=1), END)) for each in dates_of(window)
    ]
    return add_up(nothing, days)


class TestWhatAddsUp:
    @pytest.mark.parametrize("sample", sorted(DAILY | UNTIL_THE_END))
    def test_over_its_days_to_the_end_of_the_month(self, sample):
        for facts in STORIES:
            for subject in (*PEOPLE[:2], COMPANY):
                for window in TO_THE_END:
                    whole = TakenFrom(facts).take(sample, subject, window)
                    assert sum_of_days(facts, sample, subject, window) == whole

    @pytest.mark.parametrize("sample", sorted(DAILY))
    def test_over_any_days_where_it_does_not_matter_what_comes_later(self, sample):
        for facts in STORIES:
            for subject in (PEOPLE[0], COMPANY):
                for window in CUT:
                    whole = TakenFrom(facts).take(sample, subject, window)
                    assert sum_of_days(facts, sample, subject, window) == whole

    def test_is_said_of_samples_that_there_are_and_once(self):
        assert TAKES.keys() >= DAILY | UNTIL_THE_END | COMPANY_WIDE
        assert not DAILY & UNTIL_THE_END

    def test_is_not_said_of_what_stands_as_a_period_ends(self):
        assert not any(map(adds_up, ("open_deals", "retention_rate", "repurchase_rate", "csat", "own.calls")))

    @pytest.mark.parametrize("sample", sorted(COMPANY_WIDE))
    def test_what_is_the_companys_is_the_same_whoever_asks(self, sample):
        for facts in STORIES:
            found = {TakenFrom(facts).take(sample, each, Window.of(MARCH)) for each in (*PEOPLE, COMPANY)}
            assert len(found) == 1


class TestAddUp:
    def test_adds_parts_and_keeps_every_record_once(self):
        one = Sample(Fraction(1), Fraction(2), 2, ("a", "b"), (Fraction(3),), excluded=(("x", "why"),))
        other = Sample(
            Fraction(1, 2), Fraction(1), 1, ("b",), (Fraction(1),), excluded=(("w", "so"), ("x", "why"))
        )

        found = add_up(Sample(Fraction(0), Fraction(0), 0), [one, other])

        assert found == Sample(
            Fraction(3, 2),
            Fraction(3),
            3,
            ("a", "b"),
            (Fraction(1), Fraction(3)),
            excluded=(("w", "so"), ("x", "why")),
        )

    def test_of_no_day_is_what_nothing_is(self):
        nothing = Sample(Fraction(0), None, 0, occasions=0, reason="kpi.no_source")

        assert add_up(nothing, []) == nothing
