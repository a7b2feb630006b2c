import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.log import CLOCK_SKEW, WorkLog
from shared.domain.work.signals.signals import Finding, Signal, flagged, signals
from shared.domain.work.signals.similarity import ALIKE, SHORTEST, echoes, plain, similarity
from tests.domain.work.logged import MONDAY
from tests.domain.work.signals.month import WORKDAYS, at_km, honest, logged, planted

TEXT = "讨论下季度采购计划，账期同意缩短到三十天"


def a_visit(id: str, clock: str = "09:00", minutes: int = 30, **fields: object) -> WorkLog:
    return logged(id, "li", MONDAY, clock, minutes, **{"customer": "远山贸易", **fields})


def noticed(*logs: WorkLog) -> list[tuple[str, Signal, tuple[str, ...]]]:
    return [(each.log_id, each.signal, each.others) for each in signals(logs)]


HONEST, PLANTED = honest(), planted()
BAD = {log.id: name for name, logs in PLANTED.items() for log in logs}
"""The signal that each planted log was planted for."""
ALL = (*HONEST, *(log for logs in PLANTED.values() for log in logs))


class TestPlantedMonth:
    """Some three hundred honest logs of four people with sixty planted ones among them."""

    def test_what_is_flagged_is_planted_and_what_is_planted_is_flagged(self):
        found = flagged(signals(ALL))

        right = found.keys() & BAD.keys()
        assert len(HONEST) >= 300 and len(BAD) >= 60
        assert Fraction(len(right), len(found)) >= Fraction(95, 100)
        assert Fraction(len(right), len(BAD)) >= Fraction(90, 100)

    def test_each_is_found_by_the_signal_that_it_was_planted_for(self):
        found = flagged(signals(ALL))

        assert {name for id, name in BAD.items() if id in found} == set(Signal)
        assert all(found[id] == (BAD[id],) for id in found.keys() & BAD.keys())

    def test_the_honest_month_by_itself_raises_two_questions(self):
        assert noticed(*HONEST) == [
            ("wang_by_the_way", Signal.OVERLAP, ("wang_13",)),
            ("han_same_words", Signal.COPIED, ("han_words",)),
        ]

    def test_the_order_of_the_logs_makes_no_difference(self):
        shuffled = list(ALL)
        random.Random(5).shuffle(shuffled)

        assert signals(shuffled) == signals(ALL)


class TestCopied:
    def test_the_later_log_names_the_earlier_one(self):
        first = a_visit("b", "09:00", text=TEXT)
        later = a_visit("a", "15:00", text=TEXT.replace("，", " ") + "。", customer="澄屿食品")

        (found,) = signals([later, first])

        assert (found.log_id, found.signal, found.others) == ("a", Signal.COPIED, ("b",))
        assert found.zh == "文字与 2026-03-02 关于“远山贸易”的记录有 100% 相同，请核实。"
        assert found.en == "The text is 100% that of the log of 2026-03-02 about “远山贸易”. Please check."

    def test_of_many_copies_each_names_the_first(self):
        logs = [a_visit(str(n), f"{9 + n}:00".zfill(5), text=TEXT) for n in range(4)]

        assert noticed(*logs) == [(str(n), Signal.COPIED, ("0",)) for n in range(1, 4)]

    def test_nine_tenths_exactly_are_enough(self):
        eleven, nine = "abcdefghijk", "abcdefghij" + "xyz"
        assert similarity(eleven + "l", eleven) > ALIKE > similarity(eleven, nine)

        one, other = a_visit("1", text="abcdefghijk"), a_visit("2", "15:00", text="abcdefghijx")

        assert similarity(one.text, other.text) == ALIKE
        assert noticed(one, other) == [("2", Signal.COPIED, ("1",))]

    @pytest.mark.parametrize(
        "changed",
        [
            {"text": TEXT.replace("采购计划", "培训安排")},
            {"customer": None},
            {"person_id": "wang"},
            {"deleted": True},
        ],
    )
    def test_other_words_no_customer_another_person_or_a_deleted_log_is_no_copy(self, changed):
        first = a_visit("1", text=TEXT)
        later = replace(first, id="2", started_at=first.started_at + timedelta(hours=6), **changed)
        later = replace(later, created_at=later.started_at)

        assert noticed(first, later) == []

    @pytest.mark.parametrize(("text", "found"), [("电话回访确认到货时", 0), ("电话回访确认到货时间", 1)])
    def test_a_text_needs_ten_characters_to_be_a_copy(self, text, found):
        assert len(noticed(a_visit("1", text=text), a_visit("2", "15:00", text=text))) == found


class TestSimilarity:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("night", "nacht", Fraction(1, 4)),
            ("回访Ａ公司", "回访 a 公司。", Fraction(1)),
            ("aaaa", "aa", Fraction(1, 2)),
            ("abc", "xyz", Fraction(0)),
            ("", "", Fraction(1)),
            ("a", "b", Fraction(0)),
        ],
    )
    def test_it_is_exact(self, one, other, expected):
        assert similarity(one, other) == similarity(other, one) == expected

    @given(st.lists(st.text("ab", min_size=8, max_size=14), max_size=12))
    def test_echoes_are_those_of_comparing_all_pairs(self, texts):
        found = echoes(texts)

        for place, text in enumerate(texts):
            alike = [
                (earlier, similarity(text, other))
                for earlier, other in enumerate(texts[:place])
                if min(len(plain(text)), len(plain(other))) >= SHORTEST and similarity(text, other) >= ALIKE
            ]
            echo = found[place]
            assert (echo and (echo.of, echo.similarity)) == (alike[0] if alike else None)


class TestDuplicate:
    def test_one_stretch_of_work_entered_twice_is_told_without_a_text(self):
        assert noticed(a_visit("1"), a_visit("2", "09:10")) == [("2", Signal.DUPLICATE, ("1",))]

    def test_it_is_said_once_though_the_text_is_the_same_and_the_times_overlap(self):
        assert noticed(a_visit("1", text=TEXT), a_visit("2", "09:01", text=TEXT)) == [
            ("2", Signal.DUPLICATE, ("1",))
        ]

    @pytest.mark.parametrize(
        "changed", [{"clock": "09:11"}, {"minutes": 29}, {"customer": "澄屿食品"}, {"activity": "quote"}]
    )
    def test_another_start_length_customer_or_activity_is_other_work(self, changed):
        found = noticed(a_visit("1"), a_visit("2", **{"clock": "09:01", **changed}))

        assert found == [("2", Signal.OVERLAP, ("1",))]

    def test_short_work_one_after_the_other_is_no_duplicate(self):
        assert noticed(a_visit("1", minutes=5), a_visit("2", "09:05", 5)) == []

    def test_three_times_the_same_names_all_before(self):
        found = noticed(a_visit("1"), a_visit("2", "09:01"), a_visit("3", "09:02"))

        assert found == [("2", Signal.DUPLICATE, ("1",)), ("3", Signal.DUPLICATE, ("1", "2"))]


class TestTooFar:
    @pytest.mark.parametrize(("clock", "kilometres", "found"), [
        ("09:10", 6, True), ("09:11", 6, False), ("09:10", "4.3", False),
    ])  # fmt: skip
    def test_two_visits_within_ten_minutes_are_at_most_five_kilometres_apart(self, clock, kilometres, found):
        here = a_visit("1", minutes=3, place=at_km(0))
        there = a_visit("2", clock, 3, customer="澄屿食品", place=at_km(kilometres))

        assert noticed(here, there) == ([("2", Signal.TOO_FAR, ("1",))] if found else [])

    def test_nobody_is_at_two_places_during_one_visit(self):
        here = a_visit("1", minutes=60, place=at_km(0))
        there = a_visit("2", "09:40", 5, customer="澄屿食品", place=at_km(8))

        (found,) = signals([here, there])

        assert (found.log_id, found.signal, found.others) == ("2", Signal.TOO_FAR, ("1",))
        assert found.zh == "与另一条时间相近的记录相距约 8.0 公里，请核实时间和位置。"
        assert found.en.startswith("It is about 8.0 km from another log of that time.")

    def test_a_visit_that_begins_as_another_ends_does_not_overlap_it(self):
        here = a_visit("1", place=at_km(0))
        there = a_visit("2", "09:30", customer="澄屿食品", place=at_km(8))

        assert noticed(here, there) == []

    def test_without_a_place_nothing_is_said(self):
        here, somewhere = (
            a_visit("1", minutes=3, place=at_km(0)),
            a_visit("2", "09:05", 3, customer="澄屿食品"),
        )

        assert noticed(here, somewhere) == []


class TestBurst:
    def logs(self, count: int, seconds: int) -> list[WorkLog]:
        first = a_visit("b0", minutes=1, customer=None)
        return [
            replace(
                first,
                id=f"b{n}",
                activity=f"free {n}",
                started_at=first.started_at + timedelta(seconds=seconds * n),
                created_at=first.started_at + timedelta(hours=1),
            )
            for n in range(count)
        ]

    def test_the_ninth_start_within_five_minutes_flags_all_of_them(self):
        found = signals(self.logs(9, 37))

        assert [(each.log_id, each.signal) for each in found] == [(f"b{n}", Signal.BURST) for n in range(9)]
        assert found[3].others == ("b0", "b1", "b2", "b4", "b5", "b6", "b7", "b8")
        assert "5 分钟内开始的记录超过 8 条（这一批共 9 条）" in found[0].zh

    @pytest.mark.parametrize(("count", "seconds"), [(8, 1), (9, 38), (40, 60)])
    def test_eight_or_more_time_is_no_burst(self, count, seconds):
        assert noticed(*self.logs(count, seconds)) == []

    def test_a_log_of_two_bursts_is_flagged_once(self):
        early, late = self.logs(9, 0), [replace(log, id=f"c{log.id}") for log in self.logs(8, 0)]
        early[8] = replace(early[8], started_at=early[0].started_at + timedelta(minutes=5))
        late = [replace(log, started_at=log.started_at + timedelta(minutes=10)) for log in late]

        found = signals([*early, *late])

        assert sorted(each.log_id for each in found) == sorted(log.id for log in (*early, *late))

    def test_a_burst_that_goes_on_is_one_batch_and_what_lies_apart_is_left_out(self):
        late = a_visit("late", "11:00", customer=None)

        found = signals([*self.logs(20, 30), late])

        assert len(found) == 20
        assert all(len(each.others) == 19 for each in found)


class TestFuture:
    @pytest.mark.parametrize(("minutes", "found"), [(10, False), (11, True)])
    def test_it_starts_more_than_ten_minutes_after_it_was_sent(self, minutes, found):
        log = a_visit("1", sent_after=-minutes)

        assert noticed(log) == ([("1", Signal.FUTURE, ())] if found else [])

    def test_it_says_by_how_much(self):
        (found,) = signals([a_visit("1", sent_after=-90)])

        assert found.zh == "开始时间比提交时间晚 90 分钟，可能是设备时间不准，请核实。"
        assert "90 minutes after it was sent" in found.en

    def test_a_start_that_was_moved_later_by_an_edit_is_measured_at_the_edit(self):
        moved = replace(a_visit("1", sent_after=-90), version=2)

        assert noticed(moved) == []
        assert noticed(replace(moved, flags=(CLOCK_SKEW,))) == [("1", Signal.FUTURE, ())]


class TestOverlap:
    @pytest.mark.parametrize(("clock", "found"), [("09:25", False), ("09:24", True)])
    def test_more_than_five_minutes_of_it_lie_within_another(self, clock, found):
        logs = a_visit("1"), a_visit("2", clock, 45)

        assert noticed(*logs) == ([("2", Signal.OVERLAP, ("1",))] if found else [])

    def test_it_names_all_that_still_went_on_and_the_longest_time_in_common(self):
        logs = a_visit("1", minutes=480), a_visit("2", "09:30", 60), a_visit("3", "10:00", 90)

        found = signals(logs)

        assert [(each.log_id, each.others) for each in found] == [("2", ("1",)), ("3", ("1", "2"))]
        assert found[1].zh == "与另一条记录的时间重叠 90 分钟，请核实开始时间和用时。"
        assert found[1].en == "90 minutes of it lie within another log. Please check start and minutes."

    def test_it_goes_on_past_midnight(self):
        night = logged("1", "li", MONDAY, "23:00", 120)
        next_day = logged("2", "li", MONDAY + timedelta(days=1), "00:30", 60)

        assert noticed(night, next_day) == [("2", Signal.OVERLAP, ("1",))]


class TestOverADay:
    def test_all_logs_of_the_date_are_flagged(self):
        logs = a_visit("1", "00:00", 720), a_visit("2", "12:00", 700), a_visit("3", "23:40", 21)

        found = signals(logs)

        assert [(each.log_id, each.signal, each.others) for each in found] == [
            ("1", Signal.OVER_A_DAY, ("2", "3")),
            ("2", Signal.OVER_A_DAY, ("1", "3")),
            ("3", Signal.OVER_A_DAY, ("1", "2")),
        ]
        assert found[0].zh == "2026-03-02 的记录合计 1441 分钟，超过 24 小时，请核实用时。"

    def test_a_whole_day_is_no_more_than_a_day(self):
        assert noticed(a_visit("1", "00:00", 720), a_visit("2", "12:00", 720)) == []

    def test_dates_are_the_companys(self):
        sunday = logged("1", "li", date(2026, 3, 1), "00:00", 800)
        monday = logged("2", "li", date(2026, 3, 2), "00:00", 800)

        assert noticed(sunday, monday) == []


class TestSignals:
    def test_every_sentence_asks_and_accuses_nobody(self):
        found = signals(ALL)

        assert all("请核实" in each.zh for each in found)
        assert all("check" in each.en or each.en.endswith("?") for each in found)

    def test_a_log_has_its_signals_once_each_in_order(self):
        findings = [
            Finding("b", signal, (), "", "") for signal in (Signal.OVERLAP, Signal.BURST, Signal.OVERLAP)
        ]

        assert flagged([*findings, Finding("a", Signal.FUTURE, (), "", "")]) == {
            "b": (Signal.BURST, Signal.OVERLAP),
            "a": (Signal.FUTURE,),
        }

    def test_people_are_not_compared_with_each_other(self):
        logs = [replace(a_visit("1", text=TEXT), person_id=by, id=by) for by in ("li", "wang", "han")]

        assert noticed(*logs) == []

    @given(st.data())
    def test_what_is_noticed_of_two_logs_is_noticed_among_others_too(self, data):
        days = [log for log in ALL if log.on in WORKDAYS[10:12]]
        logs = data.draw(st.lists(st.sampled_from(days), max_size=20, unique_by=lambda log: log.id))

        whole = {(log, signal) for log, signal, _ in noticed(*logs)}

        for pair in combinations(logs, 2):
            assert {(log, signal) for log, signal, _ in noticed(*pair)} <= whole
