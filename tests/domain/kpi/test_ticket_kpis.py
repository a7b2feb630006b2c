"""KPIs of service tickets: first response and resolution."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

FEEDS = ("ticket.opened", "ticket.first_response", "ticket.closed")
FEBRUARY, APRIL = Period.parse("2026-02"), Period.parse("2026-04")


def at(day, clock):
    return f"2026-{day}T{clock}:00+08:00"


NINE = at("03-10", "09:00")


def opened(name, when=NINE, by=LI, **data):
    return event("ticket.opened", name, when, by, f"c-{name}", **data)


def replied(name, when, by=LI, **data):
    return event("ticket.first_response", name, when, by, **data)


def closed(name, when, by=LI, **data):
    return event("ticket.closed", name, when, by, **data)


def answered_after(*hours):
    """Tickets of nine o'clock, each with a reply after so many hours."""
    return [
        each
        for n, gap in enumerate(hours)
        for each in (opened(f"t{n}"), replied(f"t{n}", at("03-10", f"{9 + gap:02}:00")))
    ]


def evaluated(kpi_id, *events, person=LI, period=MARCH, **options):
    return evaluate(kpi_id, facts(*events, **{"feeds": FEEDS, **options}), person, period)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestFirstResponse:
    def hours(self, *events, **options):
        return evaluated("cs.first_response_hours", *events, **options)

    def test_is_the_median_of_the_hours_to_the_first_reply(self):
        found = self.hours(answered_after(1, 1, 2, 8, 10))

        assert (found.value, found.n, points(found)) == (2, 5, 100)
        assert found.numerator / found.denominator == Fraction(22, 5)

    def test_the_measure_is_the_mean(self):
        found = measure("first_response_hours", facts(answered_after(1, 3), feeds=FEEDS), LI, MARCH)

        assert (found.value, found.n) == (2, 2)

    def test_nights_and_weekends_are_hours_too(self):
        friday = [opened(f"t{n}", at("03-06", "18:00")) for n in range(5)]
        monday = [replied(f"t{n}", at("03-09", "09:00")) for n in range(5)]

        assert self.hours(friday, monday).value == 63

    def test_four_tickets_are_too_few(self):
        found = self.hours(answered_after(1, 1, 1, 1))

        assert (found.state, found.reason, found.n) == ("na", "kpi.sample_too_small", 4)

    def test_no_ticket_is_nothing_to_measure(self):
        assert self.hours().reason == "kpi.nothing_to_measure"

    def test_an_unanswered_ticket_counts_with_its_age_as_the_month_ends(self):
        late = [opened(f"u{n}", at("03-31", "22:00")) for n in range(3)]

        found = self.hours(answered_after(1, 1), late)

        assert (found.value, found.numerator, found.n) == (2, 8, 5)

    def test_a_reply_of_the_next_month_changes_nothing_in_the_month_that_is_over(self):
        late = [opened(f"u{n}", at("03-31", "22:00")) for n in range(3)]
        after = [replied(f"u{n}", at("04-01", "05:00")) for n in range(3)]

        assert self.hours(answered_after(1, 1), late, after).value == 2
        assert self.hours(answered_after(1, 1), late, after, period=APRIL).n == 0

    def test_a_ticket_that_was_closed_at_once_was_answered_by_that(self):
        done = [each for n in range(5) for each in (opened(f"d{n}"), closed(f"d{n}", at("03-10", "12:00")))]

        assert self.hours(done).value == 3

    def test_the_reply_counts_and_not_the_closing_after_it(self):
        done = [closed(f"t{n}", at("03-10", "20:00")) for n in range(5)]

        assert self.hours(answered_after(1, 1, 1, 1, 1), done).value == 1

    def test_an_answer_at_once_took_no_time(self):
        found = self.hours(answered_after(0, 0, 0, 0, 0))

        assert (found.value, found.n, found.excluded) == (0, 5, ())

    def test_a_ticket_is_of_the_month_in_which_it_was_opened(self):
        edge = [opened("feb", at("02-28", "23:59")), replied("feb", at("03-01", "10:00"))]
        first = [opened("mar", at("03-01", "00:00")), replied("mar", at("03-01", "01:00"))]

        assert self.hours(answered_after(1, 1, 1, 1), edge, first).n == 5

    def test_a_reply_before_the_opening_is_a_mistake_and_left_out(self):
        wrong = [opened("w"), replied("w", at("03-10", "08:00"))]

        found = self.hours(answered_after(2, 2, 2, 2, 2), wrong)

        assert (found.value, found.n) == (2, 5)
        assert found.excluded == ((wrong[1].id, "ticket.answered_before_opened"),)

    def test_it_is_of_the_agent_who_replied_else_of_the_assignee(self):
        theirs = [opened("x"), replied("x", at("03-10", "10:00"), WANG)]
        waiting = opened("y", by=LI, assignee_employee_id=WANG)

        assert self.hours(theirs, waiting, person=WANG).n == 2
        assert self.hours(theirs, waiting).n == 0
        assert self.hours(theirs, waiting, person=COMPANY).n == 2

    def test_a_reply_can_say_when_the_ticket_was_opened(self):
        alone = [replied(f"t{n}", at("03-10", "11:00"), opened_at=at("03-10", "09:00")) for n in range(5)]

        assert self.hours(alone).value == 2

    def test_the_newest_version_of_a_record_counts(self):
        fixed = [
            replied("t0", at("03-10", "10:00"), version="1"),
            replied("t0", at("03-10", "13:00"), version="2"),
        ]

        assert (
            self.hours(answered_after(1, 2, 3, 4, 5)[2:], opened("t0"), fixed).numerator == 4 + 2 + 3 + 4 + 5
        )

    def test_without_a_feed_of_replies_nobody_knows(self):
        found = evaluate("cs.first_response_hours", facts([opened(f"t{n}") for n in range(9)]), LI, MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    @pytest.mark.parametrize(("minutes", "score"), [(96, 120), (120, 100), (144, 60), (168, 0)])
    def test_points_fall_as_it_takes_longer(self, minutes, score):
        clock = f"{9 + minutes // 60:02}:{minutes % 60:02}"
        tickets = [each for n in range(5) for each in (opened(f"t{n}"), replied(f"t{n}", at("03-10", clock)))]

        assert points(self.hours(tickets)) == score


class TestResolution:
    def hours(self, *events, **options):
        return evaluated("cs.resolution_hours", *events, **options)

    def resolved(self, *hours):
        return [
            each
            for n, gap in enumerate(hours)
            for each in (
                opened(f"t{n}"),
                closed(f"t{n}", at(f"03-{10 + (9 + gap) // 24}", f"{(9 + gap) % 24:02}:00")),
            )
        ]

    def test_is_the_median_of_the_hours_to_the_closing(self):
        found = self.hours(self.resolved(1, 2, 24, 48, 100))

        assert (found.value, found.n, points(found)) == (24, 5, 100)

    def test_four_tickets_are_too_few(self):
        assert self.hours(self.resolved(1, 1, 1, 1)).reason == "kpi.sample_too_small"

    def test_a_ticket_is_of_the_month_in_which_it_was_closed(self):
        across = [opened("a", at("02-28", "09:00")), closed("a", at("03-01", "09:00"))]
        later = [opened("b", at("03-31", "09:00")), closed("b", at("04-01", "00:00"))]

        found = self.hours(self.resolved(24, 24, 24, 24), across, later)

        assert (found.value, found.n) == (24, 5)

    def test_open_tickets_are_not_in_it(self):
        assert self.hours(self.resolved(1, 1, 1, 1, 1), opened("open")).n == 5

    def test_a_ticket_that_was_opened_again_counts_with_its_last_closing(self):
        again = closed("t0", at("03-12", "09:00"), version="2")

        found = self.hours(self.resolved(1, 1, 1, 1, 1), again)

        assert (found.numerator, found.n) == (52, 5)

    def test_a_closing_before_the_opening_or_without_one_is_left_out(self):
        before = [opened("w"), closed("w", at("03-10", "08:00"))]
        alone = closed("alone", at("03-10", "12:00"))

        found = self.hours(self.resolved(2, 2, 2, 2, 2), before, alone)

        assert (found.value, found.n) == (2, 5)
        assert set(found.excluded) == {
            (before[1].id, "ticket.closed_before_opened"),
            (alone.id, "ticket.not_opened"),
        }

    def test_it_is_of_the_agent_who_closed_it(self):
        theirs = [opened("x"), closed("x", at("03-10", "10:00"), WANG)]

        assert (self.hours(theirs).n, self.hours(theirs, person=WANG).n) == (0, 1)

    def test_agents_share_a_ticket_but_each_has_all_of_its_time(self):
        joint = [opened("x"), closed("x", at("03-10", "10:00"), [(LI, 5_000), (WANG, 5_000)])]

        found = self.hours(self.resolved(1, 1, 1, 1), joint)

        assert (found.value, found.n) == (1, 5)
