from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import DomainError
from shared.domain.work.logs.log import MOST_MINUTES
from shared.domain.work.logs.one_line.parsing import LONGEST_LINE
from tests.domain.work.logs.one_line.lines import read

_PIECES = (
    "一 二 三 两 半 十 百 廿 3 12 30 99 2026 个 小时 分钟 分 刻钟 天 点 时 : . - ~ / 到 至 月 日 号 周 上 下"
    " 今天 昨天 明天 前 后 内 上午 中午 下午 晚上 凌晨 早 晚 多 不到"
    " 差 约 每 的 了 和 拜访 录入 远山贸易 星河科技 公司 店 厂 医院"
    " 王总 李经理 Acme Globex Bob h min hour half an at from to yesterday last Friday March pm"
    " ， 。 （ ） ： ４ 😀 \u200b \u202e א"
).split(" ")
_LINES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*_PIECES, " "]), max_size=30).map("".join),
)
_INSTANTS = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


class TestAnyText:
    @settings(max_examples=400, deadline=None)
    @given(line=_LINES, at=_INSTANTS)
    def test_it_is_read_asked_about_or_refused_in_words(self, line, at):
        try:
            parsed = read(line, at=at)
        except DomainError as refused:
            assert refused.code == "work_log_line.empty"
            return

        fields = [question.field for question in parsed.questions]
        assert parsed.text == line
        assert len(fields) == len(set(fields))
        assert ("activity" in fields) == (parsed.activity is None)
        assert ("minutes" in fields) == (parsed.minutes is None)
        assert "started_at" not in fields or parsed.started_at is None
        assert parsed.started_at is not None or {"started_at", "minutes"} & {*fields}

    @settings(max_examples=400, deadline=None)
    @given(line=_LINES.filter(str.strip), at=_INSTANTS)
    def test_what_is_read_could_be_a_log(self, line, at):
        try:
            parsed = read(line, at=at)
        except DomainError:
            return

        assert parsed.minutes is None or 1 <= parsed.minutes <= MOST_MINUTES
        assert parsed.started_at is None or (parsed.started_at <= at and parsed.started_at.tzinfo is UTC)
        assert parsed.customer is None or parsed.customer.strip()
        assert all(question.zh and question.en for question in parsed.questions)
        assert all(line[span.start : span.end] == span.text for span in parsed.spans)
        ends = [span.end for span in parsed.spans]
        assert all(end <= span.start for end, span in zip(ends, parsed.spans[1:], strict=False))

    @pytest.mark.parametrize(
        "piece", ["厂", "1", "一", "点", "到", "公司", "9点", "A ", "半小时", "\u202e拜", "😀"]
    )
    def test_a_line_of_one_piece_over_and_over_is_read(self, piece):
        line = (piece * LONGEST_LINE)[:LONGEST_LINE]

        assert not read(line).is_complete

    @pytest.mark.parametrize("length", [LONGEST_LINE + 1, 10_000])
    def test_too_long_a_text_is_refused(self, length):
        with pytest.raises(DomainError) as refused:
            read("拜" * length)

        assert refused.value.code == "work_log_line.too_long"
