import pytest

from tests.domain.work.logs.one_line.lines import local, read

RENEWAL, CARE_CALL = ("renewal", "customer_care"), ("care_call", "customer_care")
VISIT, COLLECTION = ("new_visit", "customer_contact"), ("collection", "customer_contact")
ORDERS, QUOTE, INVOICE = (
    ("order_entry", "order_handling"),
    ("quote", "order_handling"),
    ("invoicing", "order_handling"),
)
CONTENT, ERRAND = ("content", "campaign_work"), ("errand", "campaign_work")
ERRAND_FOR = ("errand", "customer_contact")

CLEAR = [
    # line, activity and kind, customer, contact, start, minutes
    ("上午拜访A公司 王总 谈续约 40分钟", RENEWAL, "A公司", "王总", "03-11 09:00", 40),
    ("拜访 A公司 30分钟", VISIT, "A公司", None, "03-11 17:30", 30),
    ("昨天下午2点半到4点跟进远山贸易的报价", QUOTE, "远山贸易", None, "03-10 14:30", 90),
    ("9:00-10:30 录入订单", ORDERS, None, None, "03-11 09:00", 90),
    ("打电话给海纳科技李总 半小时", CARE_CALL, "海纳科技", "李总", "03-11 17:30", 30),
    ("写公众号 两个半小时", CONTENT, None, None, "03-11 15:30", 150),
    ("visited Acme 45 min about renewal", RENEWAL, "Acme", None, "03-11 17:15", 45),
    ("拜访海纳科技谈续约 40分钟", RENEWAL, "海纳科技", None, "03-11 17:20", 40),
    ("录入订单 1h", ORDERS, None, None, "03-11 17:00", 60),
    ("录入订单 1.5小时", ORDERS, None, None, "03-11 16:30", 90),
    ("录入订单 2h30m", ORDERS, None, None, "03-11 15:30", 150),
    ("录入订单 2h30", ORDERS, None, None, "03-11 15:30", 150),
    ("录入订单 90min", ORDERS, None, None, "03-11 16:30", 90),
    ("录入订单 一刻钟", ORDERS, None, None, "03-11 17:45", 15),
    ("录入订单 三刻钟", ORDERS, None, None, "03-11 17:15", 45),
    ("录入订单 一个半小时", ORDERS, None, None, "03-11 16:30", 90),
    ("录入订单 两小时半", ORDERS, None, None, "03-11 15:30", 150),
    ("录入订单 1小时20分钟", ORDERS, None, None, "03-11 16:40", 80),
    ("录入订单 1小时20", ORDERS, None, None, "03-11 16:40", 80),
    ("录入订单 一小时零五分", ORDERS, None, None, "03-11 16:55", 65),
    ("录入订单 1小时一刻钟", ORDERS, None, None, "03-11 16:45", 75),
    ("录入订单 四十五分钟", ORDERS, None, None, "03-11 17:15", 45),
    ("录入订单 廿五分钟", ORDERS, None, None, "03-11 17:35", 25),
    ("录入订单 一百二十分钟", ORDERS, None, None, "03-11 16:00", 120),
    ("录入订单 大约40分钟", ORDERS, None, None, "03-11 17:20", 40),
    ("录入订单 ４０ 分钟", ORDERS, None, None, "03-11 17:20", 40),
    ("录入订单，９：００－１０：３０。", ORDERS, None, None, "03-11 09:00", 90),
    ("录入订单 九点半到十点一刻", ORDERS, None, None, "03-11 09:30", 45),
    ("录入订单 14点到15点半", ORDERS, None, None, "03-11 14:00", 90),
    ("录入订单 2点到4点", ORDERS, None, None, "03-11 14:00", 120),
    ("录入订单 11点到1点", ORDERS, None, None, "03-11 11:00", 120),
    ("录入订单 上午11点至下午1点半", ORDERS, None, None, "03-11 11:00", 150),
    ("录入订单 9-10点", ORDERS, None, None, "03-11 09:00", 60),
    ("录入订单 下午3-5", ORDERS, None, None, "03-11 15:00", 120),
    ("录入订单 今早8点 半小时", ORDERS, None, None, "03-11 08:00", 30),
    ("录入订单 早上八点二十分 15分钟", ORDERS, None, None, "03-11 08:20", 15),
    ("昨晚9点到11点写公众号", CONTENT, None, None, "03-10 21:00", 120),
    ("录入订单 中午 30分钟", ORDERS, None, None, "03-11 12:00", 30),
    ("录入订单 下午 1小时", ORDERS, None, None, "03-11 14:00", 60),
    ("昨天晚上写公众号 1小时", CONTENT, None, None, "03-10 19:00", 60),
    ("前天上午10点录入订单 20分钟", ORDERS, None, None, "03-09 10:00", 20),
    ("上周五下午录入订单 2小时", ORDERS, None, None, "03-06 14:00", 120),
    ("礼拜一上午录入订单 1小时", ORDERS, None, None, "03-09 09:00", 60),
    ("周一9点录入订单 1小时", ORDERS, None, None, "03-09 09:00", 60),
    ("3月5日 14:00-15:30 录入订单", ORDERS, None, None, "03-05 14:00", 90),
    ("3-5 下午2点录入订单 1小时", ORDERS, None, None, "03-05 14:00", 60),
    ("2026-02-27 9:30 录入订单 30分钟", ORDERS, None, None, "02-27 09:30", 30),
    ("5号上午录入订单 1小时", ORDERS, None, None, "03-05 09:00", 60),
    ("3天前下午3点录入订单 1小时", ORDERS, None, None, "03-08 15:00", 60),
    ("半小时前打电话给远山贸易 10分钟", CARE_CALL, "远山贸易", None, "03-11 17:30", 10),
    ("刚才录入订单 20分钟", ORDERS, None, None, "03-11 17:40", 20),
    ("9:00-10:30 录入订单 90分钟", ORDERS, None, None, "03-11 09:00", 90),
    ("2点 录入订单 下午 半小时", ORDERS, None, None, "03-11 14:00", 30),
    ("录入3份订单 30分钟", ORDERS, None, None, "03-11 17:30", 30),
    ("录入订单 48小时内的 30分钟", ORDERS, None, None, "03-11 17:30", 30),
    ("拜访远山贸易有限公司 30分钟", VISIT, "远山贸易", None, "03-11 17:30", 30),
    ("拜访海纳科技的王总和李经理 30分钟", VISIT, "海纳科技", "王总、李经理", "03-11 17:30", 30),
    ("拜访和平贸易 30分钟", VISIT, "和平贸易", None, "03-11 17:30", 30),
    ("我和星河贸易沟通续约 30分钟", RENEWAL, "星河贸易", None, "03-11 17:30", 30),
    ("上午去星河医院回访张主任 30分钟", CARE_CALL, "星河医院", "张主任", "03-11 09:00", 30),
    ("打电话给北京星河国际贸易有限公司 30分钟", CARE_CALL, "北京星河国际贸易有限公司", None, "03-11 17:30", 30),
    ("visited the customer Globex yesterday 2pm-3:30pm", VISIT, "Globex", None, "03-10 14:00", 90),
    ("Visited Acme Trading Ltd this morning for 2 hours", VISIT, "Acme Trading Ltd", None, "03-11 09:00", 120),
    ("entered orders from 2 to 4", ORDERS, None, None, "03-11 14:00", 120),
    ("entered orders at 9 for half an hour", ORDERS, None, None, "03-11 09:00", 30),
    ("entered orders last Friday 9am an hour and a half", ORDERS, None, None, "03-06 09:00", 90),
    ("给Globex开票 20分钟", INVOICE, "Globex", None, "03-11 17:40", 20),
    ("催远山贸易回款 15分钟", COLLECTION, "远山贸易", None, "03-11 17:45", 15),
    ("跑腿 20分钟", ERRAND, None, None, "03-11 17:40", 20),
    ("跑腿 给远山贸易送合同 20分钟", ERRAND_FOR, "远山贸易", None, "03-11 17:40", 20),
    ("拜访远山贸易🎉 40分钟", VISIT, "远山贸易", None, "03-11 17:20", 40),
    ("拜访远\u200b山贸易 4\u200b0分钟", VISIT, "远山贸易", None, "03-11 17:20", 40),
    ("去年4月1日上午拜访远山贸易 30分钟", VISIT, "远山贸易", None, "04-01 09:00", 30),
    ("录入订单 约40分钟", ORDERS, None, None, "03-11 17:20", 40),
]  # fmt: skip


class TestLinesThatSayEverything:
    @pytest.mark.parametrize(("line", "work", "customer", "contact", "started_at", "minutes"), CLEAR)
    def test_each_is_read_without_a_question(self, line, work, customer, contact, started_at, minutes):
        parsed = read(line)

        assert parsed.questions == ()
        assert (parsed.activity, parsed.kind) == work
        assert (parsed.customer, parsed.contact, parsed.minutes) == (customer, contact, minutes)
        assert local(parsed.started_at) == started_at
