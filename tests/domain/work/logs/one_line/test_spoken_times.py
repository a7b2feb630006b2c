import pytest

from shared.domain.work.logs.one_line.clock import Hour, Part, Usual, stretches
from shared.domain.work.logs.one_line.folding import fold
from shared.domain.work.logs.one_line.spoken_times import TimeSaid, times_said


def said(line: str) -> TimeSaid:
    (only,) = times_said(fold(line).text)
    return only


def clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60}:{minute % 60:02}"


def usual(line: str) -> list[tuple[str | None, str | None]]:
    """Return the readings usual on any day, as clock times."""
    return [
        (clock(each.first), clock(each.last)) for each in said(line).readings if each.usual is Usual.ALWAYS
    ]


class TestTimesSaid:
    @pytest.mark.parametrize(
        ("line", "first", "last"),
        [
            ("九点半", "9:30", None), ("9:30", "9:30", None), ("14点", "14:00", None),
            ("十四点三十分", "14:30", None),
            ("三点一刻", "15:15", None), ("九点四十", "9:40", None), ("三点零五", "15:05", None),
            ("2:30", "14:30", None),
            ("02:30", "2:30", None), ("下午14:30", "14:30", None), ("中午1点", "13:00", None),
            ("晚8点", "20:00", None),
            ("凌晨12点半", "0:30", None), ("上午", "9:00", None), ("中午", "12:00", None),
            ("下午", "14:00", None),
            ("晚上", "19:00", None), ("早上", "9:00", None), ("2pm", "14:00", None), ("12 a.m.", "0:00", None),
            ("noon", "12:00", None),
            ("2点到4点", "14:00", "16:00"), ("下午2点半到4点", "14:30", "16:00"), ("9-10点", "9:00", "10:00"),
            ("11点到1点", "11:00", "13:00"), ("9点到5点", "9:00", "17:00"), ("9:00——10:30", "9:00", "10:30"),
            ("晚上10点到12点", "22:00", "24:00"), ("22:00-0:00", "22:00", "24:00"),
            ("下午3-5", "15:00", "17:00"),
            ("9:00-10", "9:00", "10:00"), ("2到下午4点", "14:00", "16:00"), ("2-4pm", "14:00", "16:00"),
            ("11am-1pm", "11:00", "13:00"),
            ("from 2 to 4", "14:00", "16:00"), ("at 3 with Bob", "15:00", None), ("周三三点", "15:00", None),
            ("10点开始到11点", "10:00", "11:00"),
        ],
    )  # fmt: skip
    def test_each_way_to_write_one_is_read(self, line, first, last):
        assert usual(line) == [(first, last)]
        assert not said(line).unclear

    @pytest.mark.parametrize("line", ["6点", "7点", "8点半", "7点到9点", "6:00"])
    def test_six_to_eight_may_be_either_half_of_the_day(self, line):
        assert len(usual(line)) == 2

    @pytest.mark.parametrize(
        "line",
        [
            "5点前", "9点以后", "9点多", "差10分9点", "最晚5点", "到5点", "一点小事", "3点问题",
            "准备下午3点的会", "约王总下午3点见面",
            "整理上午的纪要", "上午1点", "晚上12点", "傍晚", "凌晨", "早会", "午饭后", "下班前",
            "half past two", "at nine", "9ish",
            "at 3 something", "9.30-10.30", "0930-1030", "14-16", "before 5pm",
        ],
    )  # fmt: skip
    def test_what_may_be_no_start_is_marked_unclear(self, line):
        assert said(line).unclear

    @pytest.mark.parametrize(
        "line",
        [
            "有一点事", "早一点", "提了3点建议", "3点击", "一时没空", "25点", "1:30小时", "3-5家", "9-10个",
            "晚上线", "at 3 companies",
            "提升三点五个百分点", "第3点", "14-16人", "A9:30", "10:75", "3时间",
        ],
    )  # fmt: skip
    def test_what_is_no_time_is_left_alone(self, line):
        assert times_said(fold(line).text) == ()

    def test_a_part_of_the_day_elsewhere_belongs_to_the_hour(self):
        clocked, part = times_said(fold("8点 开会 晚上").text)

        assert [clock(each.first) for each in clocked.readings] == ["20:00"]
        assert part.part is Part.EVENING

    def test_a_part_of_the_day_that_contradicts_the_hour_makes_it_unclear(self):
        clocked, _ = times_said(fold("15:00 开会 上午").text)

        assert clocked.unclear


class TestStretches:
    def test_an_end_before_its_start_runs_backwards(self):
        (backwards,) = stretches(Hour(14, exact=True), Hour(13, exact=True))

        assert (backwards.first, backwards.last) == (14 * 60, 13 * 60)

    def test_a_loose_stretch_is_no_longer_than_half_a_day(self):
        assert [(each.first, each.last) for each in stretches(Hour(2), Hour(4, half="p"))] == [
            (14 * 60, 16 * 60)
        ]

    def test_an_hour_that_is_none_has_no_reading(self):
        assert stretches(Hour(24, 30), None) == ()
        assert stretches(Hour(9, 60), None) == ()
