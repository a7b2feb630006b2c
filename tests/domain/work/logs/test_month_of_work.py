from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.domain.work.logs.logged_work import gathered
from shared.domain.work.logs.month_of_work import FORM, month_of
from shared.domain.work.signals.signals import Signal
from tests.domain.work.logged import a_log


class TestMonthOf:
    def test_it_is_what_the_logs_add_up_to(self):
        logs = [a_log(minutes=20), a_log("quote", 30), a_log(deleted=True)]

        month = month_of("li", "2026-03", 7, logs)

        assert month.work == gathered(logs)
        assert (month.person_id, month.month, month.seq, month.form) == ("li", "2026-03", 7, FORM)

    def test_it_is_the_same_whatever_the_order_of_the_logs(self):
        logs = [replace(a_log(minutes=20 + n), id=f"log_{n}") for n in range(4)]

        assert month_of("li", "2026-03", 7, logs) == month_of("li", "2026-03", 7, logs[::-1])

    def test_logs_that_somebody_should_look_at_are_named_with_their_signals(self):
        first = replace(a_log(), id="log_a")
        again = replace(first, id="log_b", created_at=first.created_at + timedelta(minutes=1))
        far = replace(a_log("quote", on=date(2026, 3, 9)), id="log_c")

        assert month_of("li", "2026-03", 7, [first, again, far]).flags == (("log_b", (Signal.DUPLICATE,)),)

    def test_deleted_logs_leave_nothing(self):
        month = month_of("li", "2026-03", 7, [a_log(deleted=True)])

        assert (month.work, month.flags) == ((), ())


class TestHolds:
    month = month_of("li", "2026-03", 7, [a_log()])

    def test_it_holds_as_long_as_the_month_has_not_moved(self):
        assert self.month.holds(7)

    @pytest.mark.parametrize("seq", [None, 0, 6, 8])
    def test_it_does_not_hold_when_the_month_moved_or_nothing_is_known_of_it(self, seq):
        assert not self.month.holds(seq)

    def test_another_form_does_not_hold(self):
        assert not replace(self.month, form=FORM - 1).holds(7)
        assert not replace(self.month, form=FORM + 1).holds(7)

    def test_what_was_made_without_knowing_holds_for_nothing(self):
        assert not month_of("li", "2026-03", 0, [a_log()]).holds(None)
