import pytest

from tests.domain.work.logs.one_line.lines import KNOWN, asked, read

USUAL = ["15", "30", "60", "90"]

UNCLEAR = [
    # line, what is asked for and the answers offered
    ("拜访远山贸易", {"minutes": USUAL}),
    ("录入订单 0分钟", {"minutes": USUAL}),
    ("录入订单 25小时", {"minutes": USUAL}),
    ("录入订单 24小时", {"minutes": ["1440"]}),
    ("录入订单 40多分钟", {"minutes": ["40", "45", "50"]}),
    ("录入订单 三四十分钟", {"minutes": ["30", "40"]}),
    ("录入订单 一两个小时", {"minutes": ["60", "120"]}),
    ("录入订单 30-40分钟", {"minutes": ["30", "40"]}),
    ("录入订单 一个多小时", {"minutes": ["60", "75", "90"]}),
    ("录入订单 不到1小时", {"minutes": ["60"]}),
    ("录入订单 1.33小时", {"minutes": ["79", "80"]}),
    ("录入订单 半天", {"minutes": ["180", "240"]}),
    ("一上午录入订单", {"minutes": ["180", "240"]}),
    ("录入订单 30m", {"minutes": ["30"]}),
    ("录入订单 1小时 休息 15分钟", {"minutes": ["60", "15", "75"]}),
    ("提前30分钟录入订单", {"minutes": USUAL}),
    ("每30分钟录入一次订单", {"minutes": USUAL}),
    ("回访晨光 3次 每次20分钟", {"minutes": USUAL}),
    ("10:00-11:00 录入订单 45分钟", {"minutes": ["45", "60"]}),
    ("14点到13点录入订单", {"minutes": ["60"], "started_at": ["03-11 14:00"]}),
    ("22:00-01:00 录入订单", {"minutes": ["180"], "started_at": ["03-10 22:00"]}),
    ("三点五小时录入订单", {"minutes": ["210", "300"], "started_at": ["03-11 15:00", "03-11 03:00"]}),
    ("录入订单 1:15", {"minutes": USUAL, "started_at": ["03-11 13:15", "03-11 01:15"]}),
    ("录入订单 上午1点 20分钟", {"started_at": ["03-11 13:00", "03-11 01:00", "03-11 17:40"]}),
    ("晚上录入订单 30分钟", {"started_at": ["03-10 19:00", "03-11 17:30"]}),
    ("录入订单 19:00 30分钟", {"started_at": ["03-10 19:00", "03-11 17:30"]}),
    ("录入订单 下午5点半到7点", {"minutes": ["90"], "started_at": ["03-11 17:30"]}),
    ("录入订单 下午5点40分 1小时", {"started_at": ["03-11 17:40", "03-11 17:00"]}),
    ("明天录入订单 30分钟", {"started_at": ["03-11 17:30"]}),
    ("周五录入订单 30分钟", {"started_at": ["03-06 09:00", "03-06 14:00", "03-06 19:00", "03-11 17:30"]}),
    ("3月20日上午录入订单 30分钟", {"started_at": ["03-20 09:00", "03-11 17:30"]}),
    ("2月30日录入订单 30分钟", {"started_at": ["03-11 17:30"]}),
    ("昨天录入订单 30分钟", {"started_at": ["03-10 09:00", "03-10 14:00", "03-10 19:00"]}),
    ("上周录入订单 30分钟", {"started_at": [f"03-0{day} 09:00" for day in range(2, 7)]}),
    ("前几天录入订单 30分钟", {"started_at": ["03-11 17:30"]}),
    ("昨天的订单录入 30分钟", {"started_at": ["03-10 09:00", "03-10 14:00", "03-10 19:00", "03-11 17:30"]}),
    ("整理昨天录入的订单 30分钟", {"started_at": ["03-10 09:00", "03-10 14:00", "03-10 19:00", "03-11 17:30"]}),
    ("3-5 录入订单", {"minutes": ["120"], "started_at": ["03-05 09:00", "03-05 14:00", "03-05 19:00", "03-11 15:00"]}),
    ("9-11 录入订单 30分钟", {"started_at": ["09-11 09:00", "09-11 14:00", "09-11 19:00", "03-11 17:30"]}),
    ("5点前录入订单 30分钟", {"started_at": ["03-11 17:00", "03-11 05:00", "03-11 17:30"]}),
    ("录入订单到5点 30分钟", {"started_at": ["03-11 17:00", "03-11 05:00", "03-11 17:30"]}),
    ("录入订单 9点多 30分钟", {"started_at": ["03-11 09:00", "03-11 17:30"]}),
    ("录入订单 差10分9点 30分钟", {"started_at": ["03-11 09:00", "03-11 17:30"]}),
    ("录入订单 凌晨 30分钟", {"started_at": ["03-11 17:30"]}),
    ("录入订单 早会后 30分钟", {"started_at": ["03-11 09:00", "03-11 17:30"]}),
    ("准备下午3点录入的订单 30分钟", {"started_at": ["03-11 15:00", "03-11 17:30"]}),
    ("约王总下午3点见面录入 30分钟", {"started_at": ["03-11 15:00", "03-11 17:30"]}),
    ("上午录入订单40分钟，下午开票1小时",
     {"minutes": ["40", "60", "100"], "started_at": ["03-11 09:00", "03-11 14:00"]}),
    ("9点录入订单10点结束", {"minutes": USUAL, "started_at": ["03-11 09:00", "03-11 10:00"]}),
    ("录入订单 9.30-10.30", {"minutes": ["60"], "started_at": ["03-11 09:30"]}),
    ("5.3 录入订单 30分钟", {"started_at": ["05-03 09:00", "05-03 14:00", "05-03 19:00", "03-11 17:30"]}),
    ("entered orders 3/2 30 min", {"started_at": ["03-02 09:00", "02-03 09:00", "03-11 17:30"]}),
    ("entered orders last Tuesday 9am 30 min", {"started_at": ["03-03 09:00", "03-10 09:00", "03-11 17:30"]}),
    ("entered orders at half past two for 30 min", {"started_at": ["03-11 17:30"]}),
    ("拜访王总 30分钟", {"customer": [*KNOWN]}),
    ("拜访远山贸易和海纳科技 30分钟", {"customer": ["远山贸易", "海纳科技"]}),
    ("拜访星河科技和远山贸易 30分钟", {"customer": ["远山贸易", "星河科技"]}),
    ("拜访晨光科技 30分钟", {"customer": ["晨光", "晨光科技"]}),
    ("拜访新远山贸易 30分钟", {"customer": ["远山贸易", "新远山贸易"]}),
    ("和星河贸易电话 30分钟", {"customer": ["星河贸易", "和星河贸易"]}),
    ("在希尔顿酒店拜访 30分钟", {"customer": ["希尔顿酒店"]}),
    ("拜访美的集团 30分钟", {"customer": ["美的集团"]}),
    ("拜访海纳 30分钟", {"customer": ["海纳科技", "远山贸易", "晨光", "Globex"]}),
    ("called Acme about renewal 20 min", {"customer": ["Acme"]}),
    ("met Bob from Acme about renewal 20 min", {"customer": ["Bob", "Acme"]}),
    ("给Acme开票 20分钟", {"customer": ["Acme", ""]}),
    ("Acme renewal 30 min", {"customer": ["Acme", "远山贸易", "海纳科技", "晨光", "Globex"]}),
    ("开会 1小时", {"activity": []}),
    ("沟通 1小时", {"customer": [*KNOWN], "activity": ["care_call", "new_visit"]}),
    ("40", {"minutes": USUAL, "activity": []}),
    ("😀", {"minutes": USUAL, "activity": []}),
]  # fmt: skip


class TestLinesThatLeaveSomethingOpen:
    @pytest.mark.parametrize(("line", "questions"), UNCLEAR)
    def test_each_is_asked_about_and_not_guessed(self, line, questions):
        parsed = read(line)

        assert asked(parsed) == questions
        assert not parsed.is_complete
        open_fields = {field for field in questions if getattr(parsed, field) is not None}
        assert open_fields <= {"customer"}
