from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.work.logs.one_line.parsed_line import Choice
from tests.domain.work.logs.one_line.lines import SIX, asked, local, question, read


class TestStart:
    def test_it_only_waits_for_the_minutes_when_no_time_is_named(self):
        parsed = read("拜访远山贸易")

        assert (parsed.started_at, [each.field for each in parsed.questions]) == (None, ["minutes"])

    def test_it_is_utc(self):
        started_at = read("上午拜访远山贸易 30分钟").started_at

        assert (started_at, started_at.tzinfo) == (datetime(2026, 3, 11, 1, tzinfo=UTC), UTC)

    def test_it_is_the_companys_day_and_clock(self):
        parsed = read("yesterday 9:00-10:00 entered orders", zone=ZoneInfo("America/New_York"))

        assert parsed.started_at == datetime(2026, 3, 10, 13, tzinfo=UTC)

    def test_a_stretch_is_as_long_as_it_really_was_when_the_clocks_change(self):
        berlin, morning_after = ZoneInfo("Europe/Berlin"), datetime(2026, 3, 29, 12, tzinfo=UTC)

        parsed = read("1:00am-4:00am entered orders", zone=berlin, at=morning_after)

        assert (parsed.started_at, parsed.minutes) == (datetime(2026, 3, 29, 0, tzinfo=UTC), 120)

    def test_late_in_the_evening_nine_may_be_this_evening(self):
        late = SIX + timedelta(hours=4)

        assert asked(read("9点到9点半录入订单", at=late)) == {"started_at": ["03-11 09:00", "03-11 21:00"]}
        assert read("9:00-9:30 录入订单", at=late).is_complete

    def test_eight_yesterday_may_be_either(self):
        assert asked(read("昨天8点录入订单 30分钟")) == {"started_at": ["03-10 08:00", "03-10 20:00"]}

    def test_an_end_a_few_minutes_ahead_of_our_clock_is_no_matter(self):
        assert read("17:30-18:10 录入订单").is_complete
        assert asked(read("17:30-18:11 录入订单")) == {"minutes": ["41"], "started_at": ["03-11 17:30"]}

    def test_today_is_asked_about_if_the_work_began_before_midnight(self):
        past_midnight = datetime(2026, 3, 10, 16, 10, tzinfo=UTC)

        assert "started_at" in asked(read("今天录入订单 30分钟", at=past_midnight))
        assert local(read("录入订单 30分钟", at=past_midnight).started_at) == "03-10 23:40"

    def test_a_choice_says_its_day_and_its_year_if_it_is_another(self):
        asking = question("3月20日上午录入订单 30分钟")

        assert asking.choices[0] == Choice(
            "2025-03-20T01:00:00+00:00", "2025年3月20日 09:00", "20 Mar 2025 09:00"
        )
        assert asking.choices[1] == Choice("2026-03-11T09:30:00+00:00", "3月11日 17:30", "11 Mar 17:30")
