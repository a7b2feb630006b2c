import pytest

from shared.domain.work.logs.one_line.durations import Role, lengths_said
from shared.domain.work.logs.one_line.folding import fold


def lengths(line: str) -> list[tuple[str, tuple[int, ...], str]]:
    text = fold(line).text
    return [(text[each.start : each.end], each.minutes, each.role.value) for each in lengths_said(text)]


class TestExactLengths:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("40分钟", 40), ("40分", 40), ("四十分钟", 40), ("半小时", 30), ("半个小时", 30), ("半个钟头", 30),
            ("一个钟", 60),
            ("1个钟头", 60), ("一个半小时", 90), ("两个半钟头", 150), ("1.5个小时", 90), ("0.25小时", 15),
            ("3小时半", 210),
            ("1 小时 30 分", 90), ("一小时三十分钟", 90), ("一个小时零五分", 65), ("两小时一刻钟", 135),
            ("两刻钟", 30),
            ("1h", 60), ("1.5H", 90), ("2h5m", 125), ("1hr 20mins", 80), ("2 hrs", 120), ("45-minute", 45),
            ("1h30min", 90),
            ("an hour", 60), ("half an hour", 30), ("an hour and a half", 90), ("two and a half hours", 150),
            ("1 hour and 15 minutes", 75), ("three quarters of an hour", 45), ("a quarter hour", 15),
            ("forty-five min", 45),
        ],
    )  # fmt: skip
    def test_each_way_to_write_one_is_read(self, text, minutes):
        assert lengths(text) == [(text, (minutes,), "exact")]

    def test_zero_and_more_than_a_day_are_read_as_they_are(self):
        assert lengths("0分钟")[0][1:] == ((0,), "exact")
        assert lengths("30小时")[0][1:] == ((1800,), "exact")

    def test_a_weekday_or_a_clock_in_front_is_no_part_of_it(self):
        assert lengths("周一一小时") == [("一小时", (60,), "exact")]
        assert lengths("周一两小时") == [("两小时", (120,), "exact")]
        assert lengths("9点半小时") == [("半小时", (30,), "exact")]
        assert lengths("9点40分钟") == [("40分钟", (40,), "exact")]

    def test_the_minutes_of_a_clock_are_none(self):
        assert lengths("9点15分到10点20分") == []


class TestRoughLengths:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("40多分钟", (40, 45, 50)), ("一个多小时", (60, 75, 90)), ("半个多小时", (30, 35, 40)),
            ("三四十分钟", (30, 40)),
            ("两三个小时", (120, 180)), ("30-40分钟", (30, 40)), ("1到2小时", (60, 120)),
            ("20 to 30 minutes", (20, 30)),
            ("不到1小时", (60,)), ("1小时以上", (60,)), ("over 2 hours", (120,)), ("大半个小时", (30,)),
            ("2半小时", (150,)),
            ("30m", (30,)), ("1.33小时", (79, 80)), ("三点五小时", (210, 300)), ("20分钟x3", (20,)),
            ("3个30分钟", (30,)),
            ("90分钟课程", (90,)), ("24小时热线", (1440,)),
        ],
    )  # fmt: skip
    def test_what_may_be_another_length_is_kept_with_what_it_may_be(self, text, minutes):
        (length,) = lengths_said(fold(text).text)

        assert (length.minutes, length.role) == (minutes, Role.ROUGH)

    @pytest.mark.parametrize(
        "text", ["半天", "一天", "整天", "3天", "一上午", "整个下午", "all day", "half a day"]
    )
    def test_days_and_halves_of_them_are_no_exact_length(self, text):
        assert [role for _, _, role in lengths(text)] == ["whole"]


class TestOtherLengths:
    def test_since_when_is_told_apart_from_how_long(self):
        assert lengths("半小时前打电话") == [("半小时前", (30,), "ago")]
        assert lengths("an hour ago") == [("an hour ago", (60,), "ago")]
        assert lengths("30分钟前往客户") == [("30分钟", (30,), "exact")]

    @pytest.mark.parametrize(
        "text",
        [
            "提前30分钟", "迟到10分钟", "推迟1小时", "每30分钟", "每次20分钟", "第2小时", "48小时内",
            "30分钟后", "3天内", "第3天", "3天前",
            "十分满意", "满意度 90分", "5分店", "几十分钟", "十几分钟", "1/2小时", ".5h", "every 30 min",
            "30 min each", "30分之一",
        ],
    )  # fmt: skip
    def test_what_is_no_length_of_the_work_is_left_alone(self, text):
        assert lengths(text) == []
