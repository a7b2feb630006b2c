from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.duties.distribution import shared_out
from shared.domain.work.job_descriptions.content import JobDescription, describe
from shared.domain.work.job_descriptions.drift import DriftedLine, drifted
from tests.domain.work.job_descriptions.test_content import a_source


def a_month(**minutes: int):
    return shared_out(minutes, dict.fromkeys(minutes, 1))


def signed(**minutes: int) -> JobDescription:
    return describe(a_source(**minutes))


SIGNED = signed(new_visit=400, key_account=600)
MOVED = a_month(new_visit=600, key_account=400)
SAME = a_month(new_visit=400, key_account=600)


class TestDrifted:
    def test_a_share_that_moved_in_both_months_is_told_with_all_three(self):
        found = drifted(SIGNED, [MOVED, a_month(new_visit=560, key_account=440)])

        assert [(line.id, line.signed, line.months) for line in found] == [
            ("win_customers", Fraction(2, 5), (Fraction(3, 5), Fraction(14, 25))),
            ("keep_customers", Fraction(3, 5), (Fraction(2, 5), Fraction(11, 25))),
        ]
        assert found[0].text == "开发新客户，拜访并跟进潜在客户直至首次成交"

    def test_one_month_is_no_drift(self):
        assert drifted(SIGNED, [SAME, MOVED]) == ()
        assert drifted(SIGNED, [MOVED, SAME]) == ()
        assert drifted(SIGNED, [MOVED]) == ()
        assert drifted(SIGNED, []) == ()

    def test_only_the_last_two_months_are_looked_at(self):
        assert drifted(SIGNED, [MOVED, MOVED, SAME]) == ()
        assert drifted(SIGNED, [SAME, MOVED, MOVED]) != ()

    def test_fifteen_points_are_no_drift_and_a_little_more_is(self):
        at, beyond = a_month(new_visit=550, key_account=450), a_month(new_visit=5501, key_account=4499)

        assert drifted(SIGNED, [at, at]) == ()
        assert drifted(SIGNED, [at, beyond]) == ()
        assert drifted(SIGNED, [beyond, beyond]) != ()

    def test_months_that_differ_in_opposite_directions_are_no_drift(self):
        less = a_month(new_visit=200, key_account=800)

        assert drifted(SIGNED, [MOVED, less]) == ()

    def test_work_that_has_no_line_drifts_as_the_rest(self):
        errands = a_month(new_visit=330, key_account=500, errand=170)

        assert drifted(SIGNED, [errands, errands]) == (
            DriftedLine("other", "其他", Fraction(0), (Fraction(17, 100), Fraction(17, 100))),
        )

    def test_an_auxiliary_duty_drifts_too(self):
        before = signed(new_visit=900, quote=100)
        quotes = a_month(new_visit=700, quote=300)

        assert [line.id for line in drifted(before, [quotes, quotes])] == ["win_customers", "quote"]

    def test_a_month_or_a_signed_version_without_logs_tells_nothing(self):
        assert drifted(SIGNED, [MOVED, a_month()]) == ()
        assert drifted(signed(), [MOVED, MOVED]) == ()

    def test_lines_that_do_not_say_what_they_are_made_of_tell_nothing(self):
        old = replace(SIGNED, duties=tuple(replace(line, activities=()) for line in SIGNED.duties))

        assert drifted(old, [MOVED, MOVED]) == ()

    @given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 999))
    def test_the_shares_of_a_month_follow_from_its_minutes(self, visits, errands, quotes):
        month = a_month(new_visit=visits, errand=errands, quote=quotes)
        total = visits + errands + quotes

        found = {line.id: line.months for line in drifted(SIGNED, [month, month])}

        assert found["keep_customers"] == (0, 0)
        assert found.get("other", (Fraction(errands + quotes, total),))[0] == Fraction(
            errands + quotes, total
        )
        assert ("other" in found) is (Fraction(errands + quotes, total) > Fraction(15, 100))
