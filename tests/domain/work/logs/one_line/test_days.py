from datetime import date

import pytest

from shared.domain.work.logs.one_line.days import DaySaid, days_said
from shared.domain.work.logs.one_line.folding import fold

WEDNESDAY = date(2026, 3, 11)


def said(line: str, today: date = WEDNESDAY) -> DaySaid:
    (only,) = days_said(fold(line).text, today)
    return only


class TestDaysSaid:
    @pytest.mark.parametrize(
        ("line", "day"),
        [
            ("今天", "03-11"), ("昨天", "03-10"), ("前天", "03-09"), ("大前天", "03-08"), ("昨晚9点", "03-10"),
            ("今早", "03-11"),
            ("周三", "03-11"), ("星期一", "03-09"), ("本周二", "03-10"), ("上周五", "03-06"),
            ("上个星期天", "03-08"), ("上上周三", "02-25"),
            ("3月5日", "03-05"), ("三月五号", "03-05"), ("3月5", "03-05"), ("3-5 拜访", "03-05"),
            ("3/5 拜访", "03-05"), ("５号", "03-05"),
            ("十号", "03-10"), ("上个月20号", "02-20"), ("2026-02-27", "02-27"), ("2026.2.27", "02-27"),
            ("2026年2月27日", "02-27"),
            ("3天前", "03-08"), ("两天前", "03-09"), ("yesterday", "03-10"), ("Monday", "03-09"),
            ("last Friday", "03-06"),
            ("2 days ago", "03-09"), ("5 March", "03-05"), ("Mar 5th", "03-05"), ("on the 5th", "03-05"),
            ("last night", "03-10"),
        ],
    )  # fmt: skip
    def test_each_way_to_write_one_is_read(self, line, day):
        found = said(line)

        assert [f"{each:%m-%d}" for each in found.days] == [day]
        assert not found.unclear

    @pytest.mark.parametrize(
        ("line", "days"),
        [
            ("周五", ["2026-03-13", "2026-03-06"]), ("15号", ["2026-03-15", "2026-02-15"]),
            ("12月30日", ["2026-12-30", "2025-12-30"]), ("last Tuesday", ["2026-03-03", "2026-03-10"]),
            ("visited 1/2", ["2026-01-02", "2026-02-01"]), ("明天", ["2026-03-12"]), ("下周一", ["2026-03-16"]),
            ("周末", ["2026-03-07", "2026-03-08"]), ("本周", ["2026-03-09", "2026-03-10", "2026-03-11"]),
            ("2月30日", []), ("2026-02-30", []), ("上个月", []), ("前几天", []), ("the other day", []),
            ("昨天的纪要", ["2026-03-10"]), ("整理昨天纪要", ["2026-03-10"]), ("周一前", ["2026-03-09"]),
            ("3月5日-8日", ["2026-03-05"]),
            ("3.5 拜访", ["2026-03-05"]),
        ],
    )  # fmt: skip
    def test_what_may_be_another_day_is_marked_unclear(self, line, days):
        found = days_said(fold(line).text, WEDNESDAY)[0]

        assert [each.isoformat() for each in found.days] == days
        assert found.unclear

    @pytest.mark.parametrize(
        "line",
        [
            "每周三例会", "周报", "写上周报", "本月报表", "3-5家", "3-5点", "5号店", "13号线", "15日报表",
            "3月5个客户", "A3-5栋", "3天前台",
            "十五个客户", "三月十五个客户", "今日头条", "3.5小时", "11-31-2026", "第3-5页", "138-1234",
        ],
    )  # fmt: skip
    def test_what_is_no_day_is_left_alone(self, line):
        assert days_said(fold(line).text, WEDNESDAY) == ()

    def test_today_is_today_whatever_is_said_about_it(self):
        assert not said("整理今天的纪要").unclear

    def test_two_numbers_may_be_hours_as_well(self):
        assert said("3-5 拜访").hours == (3, 5)
        assert said("3/5 拜访").hours is None
        assert said("1-28 拜访").hours is None

    def test_a_year_that_is_named_is_taken(self):
        assert said("去年3月5日").days == (date(2025, 3, 5),)
        assert said("明年3月5日").unclear
