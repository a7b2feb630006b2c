import pytest

from shared.domain.work.duties.activities import STANDARD, Activity
from shared.domain.work.logs.one_line.line_errors import LineEmpty, LineTooLong
from shared.domain.work.logs.one_line.parsed_line import Choice
from shared.domain.work.logs.suggestion.suggestion import Suggestion
from tests.domain.work.logs.one_line.lines import KNOWN, asked, local, question, read, suggest


class TestWhatIsLeftForTheActivity:
    def test_it_is_the_line_without_time_people_and_customer(self):
        heard = []

        read(
            "昨天下午2点半到4点，跟进远山贸易王总的报价 90分钟",
            suggest=lambda text: heard.append(text) or Suggestion("quote"),
        )

        assert heard == ["跟进 报价"]

    def test_a_comma_between_two_things_stays(self):
        heard = []

        read("拜访远山贸易，录入订单 30分钟", suggest=lambda text: heard.append(text) or Suggestion("quote"))

        assert heard == ["拜访，录入订单"]

    def test_without_a_word_left_nothing_is_suggested(self):
        parsed = read("远山贸易 40分钟", suggest=lambda text: pytest.fail(text))

        assert (parsed.reason, parsed.activity) == (None, None)
        assert asked(parsed)["activity"] == []

    def test_the_reason_is_the_suggestion_itself(self):
        assert read("拜访远山贸易 30分钟").reason == suggest("拜访")

    def test_an_activity_of_another_catalogue_is_asked_for(self):
        own = {"quote": STANDARD["quote"]}

        parsed = read(
            "拜访远山贸易报价 30分钟", catalogue=own, suggest=lambda _: Suggestion(None, ("zzz", "quote"))
        )

        assert asked(parsed) == {"activity": ["quote"]}


class TestSpans:
    def test_they_say_what_was_read_as_what(self):
        parsed = read("昨天下午2点半到4点跟进远山贸易王总的报价")

        assert [(span.field, span.text) for span in parsed.spans] == [
            ("started_at", "昨天"),
            ("started_at", "下午2点半"),
            ("minutes", "到4点"),
            ("activity", "跟进"),
            ("customer", "远山贸易"),
            ("contact", "王总"),
            ("activity", "报价"),
        ]

    def test_they_are_places_in_the_line_as_given(self):
        line = "  拜访\u200bＡcme 公司，４０\u200b分钟 "

        parsed = read(line)

        assert all(line[span.start : span.end] == span.text for span in parsed.spans)
        assert ("minutes", "４０\u200b分钟") in [(span.field, span.text) for span in parsed.spans]


class TestKindOfLog:
    def test_it_is_the_usual_one_of_the_activity(self):
        assert read("拜访远山贸易 30分钟").kind == "customer_contact"

    def test_without_a_customer_one_that_needs_none_is_preferred(self):
        assert read("催回款 30分钟").kind == "order_handling"
        assert read("催远山贸易回款 30分钟").kind == "customer_contact"

    def test_which_kinds_need_a_customer_is_said_by_the_company(self):
        parsed = read("录入订单 30分钟", needs_customer=("order_handling",))

        assert asked(parsed) == {"customer": [*KNOWN]}

    def test_an_activity_without_any_is_asked_about(self):
        own = {**STANDARD, "drive": Activity("drive", "开车", "Driving", ())}

        asking = question("开车 30分钟", catalogue=own, suggest=lambda _: Suggestion("drive"))

        assert (asking.field, asking.zh) == ("kind", "这属于哪类工作记录？")
        assert Choice("campaign_work", "活动执行", "Campaign work") in asking.choices
        assert len(asking.choices) == 4


class TestCustomer:
    def test_at_most_five_known_ones_are_offered(self):
        known = [f"客商{place}号" for place in "一二三四五六七"]

        assert len(question("拜访 30分钟", known_customers=known).choices) == 5

    def test_those_that_share_words_with_the_line_come_first(self):
        asking = question("拜访银河 30分钟", known_customers=("远山贸易", "海纳科技", "银河制药"))

        assert [choice.value for choice in asking.choices] == ["银河制药", "远山贸易", "海纳科技"]

    def test_the_longest_known_name_wins(self):
        known = ("远山", "远山贸易", "远山贸易北京分公司")

        assert read("拜访远山贸易北京分公司 30分钟", known_customers=known).customer == "远山贸易北京分公司"
        assert read("拜访远山 30分钟", known_customers=known).customer == "远山"

    def test_a_known_name_is_found_in_any_letters(self):
        assert read("visited GLOBEX 30 min").customer == "Globex"
        assert read("visited Ｇlobex 30 min").customer == "Globex"

    def test_a_piece_of_another_word_is_no_known_name(self):
        assert read("visited Globexia 30 min").customer == "Globexia"

    def test_a_known_name_may_hold_a_time_or_a_number(self):
        parsed = read("拜访七点半咖啡 30分钟", known_customers=("七点半咖啡",))

        assert (parsed.customer, local(parsed.started_at), parsed.is_complete) == (
            "七点半咖啡",
            "03-11 17:30",
            True,
        )

    def test_two_known_ones_with_the_same_short_name_are_asked_about(self):
        known = ("远山贸易有限公司", "远山贸易公司")

        assert asked(read("拜访远山贸易 30分钟", known_customers=known)) == {"customer": [*known]}

    def test_a_new_name_like_a_known_one_is_asked_about(self):
        parsed = read("拜访海纳科技园林公司 30分钟")

        assert asked(parsed) == {"customer": ["海纳科技", "海纳科技园林公司"]}

    def test_a_confirmation_offers_none_where_none_is_needed(self):
        asking = question("给Acme开票 20分钟")

        assert (asking.zh, asking.en) == ("客户是“Acme”吗？", "Is “Acme” the customer?")
        assert asking.choices[-1] == Choice("", "没有客户", "No customer")

    def test_a_name_that_waits_for_confirmation_stands_already(self):
        assert read("called Acme about renewal 20 min").customer == "Acme"

    def test_a_person_is_never_the_customer(self):
        parsed = read("打电话给李总 半小时", known_customers=())

        assert (parsed.customer, parsed.contact) == (None, "李总")
        assert asked(parsed) == {"customer": []}

    @pytest.mark.parametrize("verb", ["回", "去", "在", "给", "陪", ""])
    @pytest.mark.parametrize(
        "own", ["我们公司", "公司", "两家公司", "总公司", "物流公司", "贵公司", "3家门店"]
    )
    def test_a_company_without_a_name_is_no_customer(self, verb, own):
        parsed = read(f"{verb}{own}录入订单 30分钟")

        assert (parsed.customer, parsed.questions) == (None, ())


class TestRefusedLines:
    @pytest.mark.parametrize("line", ["", "   ", "\n\t", "\u200b\u202e\ufeff", "\ud800"])
    def test_nothing_to_be_seen_is_refused(self, line):
        with pytest.raises(LineEmpty) as refused:
            read(line)

        assert (refused.value.code, refused.value.pointer) == ("work_log_line.empty", "/text")
        assert refused.value.sentence("zh-CN").startswith("请用一句话写下")

    def test_a_line_of_500_characters_is_read_and_no_longer_one(self):
        assert read("好" * 500).text == "好" * 500
        with pytest.raises(LineTooLong) as refused:
            read("好" * 501)

        assert refused.value.code == "work_log_line.too_long"
        assert "501" in refused.value.sentence("en")
        assert "500" in refused.value.sentence("zh-CN")
