from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.logged_work import gathered
from tests.domain.work.logged import a_log


class TestGathered:
    def test_logs_of_a_day_on_the_same_thing_are_one_line(self):
        (line,) = gathered([a_log(minutes=20), replace(a_log(minutes=30), id="log_2")])

        assert (line.minutes, line.count, line.on) == (50, 2, date(2026, 3, 2))

    def test_another_day_activity_customer_or_person_is_another_line(self):
        logs = [
            a_log(),
            a_log("quote"),
            a_log(by="han"),
            a_log(on=date(2026, 3, 3)),
            a_log(customer="海纳商贸"),
            a_log(customer=None),
        ]

        assert len(gathered(logs)) == len(logs)

    def test_deleted_logs_do_not_count(self):
        assert gathered([a_log(deleted=True)]) == ()

    def test_a_log_belongs_to_the_day_on_which_it_began_in_the_zone_asked_for(self):
        late = replace(a_log(), started_at=datetime(2026, 3, 2, 15, 30, tzinfo=UTC), minutes=120)

        here, in_tokyo = gathered([late]), gathered([late], ZoneInfo("Asia/Tokyo"))

        assert (here[0].on, in_tokyo[0].on) == (date(2026, 3, 2), date(2026, 3, 3))

    @given(
        st.lists(
            st.builds(
                a_log,
                st.sampled_from(["new_visit", "quote", "招聘"]),
                st.integers(1, 1440),
                by=st.sampled_from(["li", "han"]),
                on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
                customer=st.sampled_from([None, "远山贸易"]),
                deleted=st.booleans(),
            )
        )
    )
    def test_no_minute_is_lost_and_order_does_not_matter(self, logs):
        work = gathered(logs)

        assert sum(each.minutes for each in work) == sum(log.minutes for log in logs if not log.deleted)
        assert sum(each.count for each in work) == sum(not log.deleted for log in logs)
        assert gathered(reversed(logs)) == work
