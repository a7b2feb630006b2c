"""Lines read with the suggestions that every company starts with."""

import pytest

from shared.domain.work.logs.suggestion.seeds import seeded
from tests.domain.work.logs.one_line.lines import asked, local, read


class TestWithTheSeededClassifier:
    @pytest.mark.parametrize(
        ("line", "activity", "customer", "started_at", "minutes"),
        [
            ("上午拜访A公司 王总 谈续约 40分钟", "renewal", "A公司", "03-11 09:00", 40),
            ("拜访海纳科技谈续约 40分钟", "renewal", "海纳科技", "03-11 17:20", 40),
            ("9:00-10:30 录入订单", "order_entry", None, "03-11 09:00", 90),
            ("写公众号 两个半小时", "content", None, "03-11 15:30", 150),
            ("给海纳科技开票 20分钟", "invoicing", "海纳科技", "03-11 17:40", 20),
            ("催远山贸易回款 15分钟", "collection", "远山贸易", "03-11 17:45", 15),
            ("昨天下午3点处理远山贸易投诉 1小时", "complaint_handling", "远山贸易", "03-10 15:00", 60),
            ("entered orders 9:00-10:30", "order_entry", None, "03-11 09:00", 90),
        ],
    )
    def test_a_plain_line_is_a_whole_draft(self, line, activity, customer, started_at, minutes):
        parsed = read(line, suggest=seeded().suggest)

        assert parsed.questions == ()
        assert (parsed.activity, parsed.customer, parsed.minutes) == (activity, customer, minutes)
        assert local(parsed.started_at) == started_at

    def test_what_says_nothing_about_the_work_is_asked_about(self):
        questions = asked(read("开会 1h", suggest=seeded().suggest))

        assert [*questions] == ["activity"]

    def test_customers_are_not_part_of_what_is_suggested_for(self):
        names = ("远山贸易", "海纳科技", "开票科技")

        drafts = [
            read(f"给{name}录入订单 20分钟", known_customers=names, suggest=seeded().suggest)
            for name in names
        ]

        assert {draft.activity for draft in drafts} == {"order_entry"}
