from datetime import date
from fractions import Fraction

import pytest

from shared.domain.work.duties.consequences import override, with_overrides
from shared.domain.work.duties.findings import Choice, Option, Part, gaps, months_in, overlaps, proposals
from shared.domain.work.duties.matrix import DutyClass, Holder, classify
from tests.domain.work.logged import NOON, WEIGHTED, a_month_of, some_work

LI, WANG, HAN = Holder("li", ("sales",)), Holder("wang", ("sales",)), Holder("han", ("customer_success",))
MARCH = (date(2026, 3, 1), date(2026, 4, 1))


class TestPlantedFirm:
    """Two people do one duty for one customer, and one core duty is hardly done at all."""

    LOGS = (
        *a_month_of("li", customer="远山贸易", key_account=600),
        *a_month_of("li", new_visit=1400),
        *a_month_of("han", customer="远山贸易", key_account=500),
        *a_month_of("han", care_call=800, onboarding=620, renewal=80),
    )

    def test_exactly_the_planted_overlap_is_found(self):
        (found,) = overlaps([LI, HAN], self.LOGS)

        assert (found.duty, found.customer, found.provisional) == ("key_account", "远山贸易", False)
        assert found.parts == (Part("li", 600, Fraction(3, 10)), Part("han", 500, Fraction(1, 4)))

    def test_exactly_the_planted_gap_is_found(self):
        (found,) = gaps([LI, HAN], self.LOGS)

        assert (found.position, found.duty, found.minutes) == ("customer_success", "renewal", 80)
        assert (found.share, found.provisional) == (Fraction(4, 100), False)

    def test_both_can_be_said_in_both_languages(self):
        (overlap,), (gap,) = overlaps([LI, HAN], self.LOGS), gaps([LI, HAN], self.LOGS)

        assert overlap.sentence("zh") == "2 人都在为客户“远山贸易”做“老客户维护”，且各占本人工时 20% 以上。"
        assert "“Looking after existing customers” for “远山贸易”" in overlap.sentence("en")
        assert gap.sentence("zh") == "核心职责“续约跟进”只占该岗位工时的 4.00%，不足 5%。"
        assert gap.sentence("en") == (
            "The core duty “Following up renewals” takes only 4.00% of its position's time."
        )


class TestOverlaps:
    def test_the_share_is_of_the_persons_own_minutes(self):
        logs = [
            some_work("key_account", 100, by="wang", customer="A"),
            some_work("key_account", 10, by="li", customer="A"),
            some_work("new_visit", 10, by="li", customer="B"),
        ]

        (found,) = overlaps([LI, WANG], logs)

        assert [part.person_id for part in found.parts] == ["wang", "li"]

    def test_a_fifth_exactly_is_enough_and_less_is_not(self):
        exact = [some_work("key_account", 20, customer="A"), some_work("new_visit", 80, customer="B")]
        less = [some_work("key_account", 19, by="wang", customer="A"), some_work("new_visit", 81, by="wang")]
        whole = [some_work("key_account", 50, by="han", customer="A")]

        assert len(overlaps([LI, HAN], [*exact, *whole])) == 1
        assert overlaps([WANG, HAN], [*less, *whole]) == ()

    def test_other_customers_and_logs_without_one_do_not_overlap(self):
        logs = [
            some_work("key_account", 50, customer="A"),
            some_work("key_account", 50, by="wang", customer="B"),
            some_work("content", 50, customer=None),
            some_work("content", 50, by="wang", customer=None),
        ]

        assert overlaps([LI, WANG], logs) == ()

    def test_few_logged_days_make_it_provisional(self):
        logs = [
            some_work("key_account", 50, customer="A"),
            *a_month_of("wang", customer="A", key_account=500),
        ]

        assert overlaps([LI, WANG], logs)[0].provisional


class TestGaps:
    def test_the_share_is_of_the_minutes_of_the_positions_holders(self):
        # 6 % of the sellers' 1 000 minutes and 3 % of the firm's 2 000
        logs = [
            *a_month_of("li", new_visit=940, key_account=60),
            *a_month_of("han", care_call=500, onboarding=300, renewal=200),
        ]

        assert gaps([LI, HAN], logs) == ()

    def test_five_percent_exactly_is_no_gap(self):
        assert gaps([LI], a_month_of("li", new_visit=950, key_account=50)) == ()
        assert len(gaps([LI], a_month_of("li", new_visit=951, key_account=49))) == 1

    def test_the_duty_counts_over_all_who_hold_the_position(self):
        logs = [*a_month_of("li", new_visit=1000), *a_month_of("wang", key_account=1000)]

        assert gaps([LI, WANG], logs) == ()

    def test_a_duty_that_a_colleague_of_another_position_does_is_covered(self):
        logs = [*a_month_of("li", new_visit=1000), *a_month_of("han", key_account=400, care_call=400)]

        assert [gap.position for gap in gaps([LI, HAN], logs)] == ["customer_success", "customer_success"]

    def test_a_position_without_any_minute_has_no_measure(self):
        assert gaps([LI], []) == ()
        assert gaps([Holder("han", ())], a_month_of("han", care_call=100)) == ()

    def test_few_logged_days_make_it_provisional(self):
        assert gaps([LI], [some_work("new_visit", 100)])[0].provisional


class TestProposals:
    def proposed(self, *logs_of, holders=(LI, WANG), span=MARCH):
        logs = [log for logs in logs_of for log in logs]
        return {
            (each.person_id, each.duty): each
            for each in proposals(classify(list(holders), logs, WEIGHTED), *span)
        }

    def test_each_redundant_duty_has_three_choices_with_the_minutes_they_free(self):
        found = self.proposed(a_month_of("li", new_visit=1500, errand=500))

        assert list(found) == [("li", "errand")]
        assert found["li", "errand"].choices == (
            Choice(Option.KEEP, 0, 0),
            Choice(Option.HAND_OVER, 500, 0),
            Choice(Option.STOP, 500, 500),
        )
        assert found["li", "errand"].suggested is Option.STOP

    def test_small_redundant_work_is_better_kept(self):
        found = self.proposed(a_month_of("li", new_visit=1920, errand=80))

        assert found["li", "errand"].suggested is Option.KEEP

    def test_larger_redundant_work_is_better_stopped_and_names_whoever_does_most_of_it(self):
        found = self.proposed(
            a_month_of("li", new_visit=500, errand=200), a_month_of("wang", new_visit=500, errand=300)
        )

        less, most = found["li", "errand"], found["wang", "errand"]
        assert (less.suggested, less.to_person_id) == (Option.STOP, "wang")
        assert (most.suggested, most.to_person_id) == (Option.STOP, None)

    def test_minutes_are_a_month_whatever_the_range(self):
        quarter = (date(2026, 1, 1), date(2026, 4, 1))

        found = self.proposed(a_month_of("li", new_visit=500, errand=500), span=quarter)

        assert found["li", "errand"].choices[2].person_minutes == 167

    def test_a_core_duty_without_a_minute_that_hr_calls_redundant_frees_nothing(self):
        cells = classify([LI], a_month_of("li", new_visit=100), WEIGHTED)
        decision = override(
            "li", "key_account", DutyClass.REDUNDANT, "老客户由客户成功维护", by_id="hr", at=NOON
        )

        (found,) = proposals(with_overrides(cells, [decision]), *MARCH)

        assert (found.duty, found.suggested, found.to_person_id) == ("key_account", Option.KEEP, None)
        assert found.choices[2] == Choice(Option.STOP, 0, 0)

    def test_duties_that_are_not_redundant_get_none(self):
        assert self.proposed(a_month_of("li", new_visit=500, quote=500, 拍照=500)) == {}


class TestMonthsIn:
    def test_each_day_is_a_part_of_its_own_month(self):
        assert months_in(date(2026, 2, 15), date(2026, 3, 2)) == Fraction(14, 28) + Fraction(1, 31)

    def test_a_range_without_a_day_is_refused(self):
        with pytest.raises(ValueError, match="no day"):
            months_in(date(2026, 3, 1), date(2026, 3, 1))
