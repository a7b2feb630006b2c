from dataclasses import replace

import pytest

from shared.domain.work.logs.one_line.parsed_line import Choice, Question
from tests.domain.work.logs.one_line.lines import question, read


class TestQuestions:
    @pytest.mark.parametrize(
        ("line", "zh", "en"),
        [
            ("拜访远山贸易", "用了多长时间？", "How long did it take?"),
            ("录入 40多分钟", "“40多分钟”具体是多少分钟？", "How many minutes is “40多分钟” exactly?"),
            ("一上午录入", "“一上午”具体是多少分钟？", "How many minutes is “一上午” exactly?"),
            (
                "录入 25小时",
                "用时应为 1 到 1440 分钟，实际用了多少分钟？",
                "It must be 1 to 1440 minutes. How many minutes did it take?",
            ),
            (
                "10:00-11:00 录入 45分钟",
                "时间段和用时（“45分钟”）不一致，实际用了多长时间？",
                "The times and the duration (“45分钟”) disagree. How long did it take?",
            ),
            (
                "录入 30分钟 路上 20分钟",
                "提到了多个用时（“30分钟”、“20分钟”），这项工作用了多长时间？",
                "More than one duration is named (“30分钟”, “20分钟”). How long did this work take?",
            ),
            (
                "明天录入 30分钟",
                "“明天”还没有过去，这项工作是什么时候开始的？",
                "“明天” is not past yet. When did the work start?",
            ),
            (
                "昨天录入 30分钟",
                "“昨天”没有写几点，这项工作是什么时候开始的？",
                "“昨天” names no hour. When did the work start?",
            ),
            (
                "前几天录入 30分钟",
                "“前几天”不是确定的一天，这项工作是什么时候开始的？",
                "“前几天” is no certain day. When did the work start?",
            ),
            (
                "5点前录入 30分钟",
                "“5点”不止一种理解，这项工作是什么时候开始的？",
                "“5点” may mean more than one time. When did the work start?",
            ),
            (
                "拜访 30分钟",
                "这条记录需要写明客户，是哪个客户？",
                "This log must name its customer. Which customer was it?",
            ),
            (
                "拜访远山贸易和海纳科技 30分钟",
                "提到了多个客户（远山贸易、海纳科技），这条记录算哪一个？",
                "More than one customer is named (远山贸易, 海纳科技). Which one is this log about?",
            ),
            (
                "拜访晨光科技 30分钟",
                "客户是“晨光”还是“晨光科技”？",
                "Is the customer “晨光” or “晨光科技”?",
            ),
            (
                "远山贸易沟通 30分钟",
                "这是“客户回访与维护”还是“新客户开发与拜访”？请选择。",
                "Was it “Care calls and visits” or “Winning and visiting new customers”? Choose one.",
            ),
            ("开会 30分钟", "这是哪项工作？请选择工作内容。", "What was the work? Choose an activity."),
        ],
    )
    def test_each_says_plainly_what_is_asked_for(self, line, zh, en):
        asking = question(line)

        assert (asking.zh, asking.en) == (zh, en)

    def test_minutes_are_offered_in_words(self):
        choices = question("拜访远山贸易").choices

        assert choices[0] == Choice("15", "15 分钟", "15 minutes")

    def test_a_line_is_complete_only_without_them(self):
        complete = read("拜访远山贸易 30分钟")

        assert complete.is_complete
        assert not replace(complete, questions=(Question("minutes", "?", "?"),)).is_complete
