from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.duties.distribution import distribute
from shared.domain.work.duties.matrix import DutyClass, Holder, classify
from shared.domain.work.duties.positions import POSITIONS, Position, Responsibility
from shared.domain.work.job_descriptions.content import (
    Goal,
    KpiLine,
    NoPosition,
    PositionUnknown,
    Source,
    content_digest,
    describe,
)
from tests.domain.work.logged import WEIGHTED, a_month_of

SALES_KPIS = (
    KpiLine(
        "sales.new_customer_revenue_share",
        "新客户销售额占比",
        "40%",
        "≥30%",
        "新客户订单净额 ÷ 全部订单净额",
        "订单记录",
        "New-customer share of revenue",
    ),
    KpiLine("sales.repurchase_rate", "老客户复购率", "30%", "≥25%"),
    KpiLine("sales.cycle_days", "销售周期缩短天数", "20%", "≤25天"),
    KpiLine("sales.event_participation", "市场活动参与度", "10%", "≥2次"),
)
SALES_GOALS = (
    Goal("sales.new_customers", "每月5个新客户", "5 new customers a month"),
    Goal("sales.revenue", "每月10万元", "100000 a month"),
    Goal("sales.event_participation", "每月2次活动", "2 events a month"),
)


def a_source(*, positions=(("sales", 10_000),), goals=SALES_GOALS, kpis=SALES_KPIS, **minutes: int) -> Source:
    logs = a_month_of("li", **minutes)
    cells = classify([Holder("li", tuple(position for position, _ in positions))], logs, WEIGHTED)
    return Source(
        company="晨星科技",
        person="李雷",
        positions=positions,
        first_on=date(2026, 3, 1),
        until_on=date(2026, 4, 1),
        distribution=distribute(logs),
        classes=tuple((cell.duty, cell.duty_class) for cell in cells),
        goals=goals,
        kpis=kpis,
        reports_to="王磊",
    )


SELLER = a_source(new_visit=1000, key_account=750, event_support=505, errand=145, daily_report=100)


class TestDescribeASeller:
    def test_the_title_names_the_position_in_both_languages(self):
        content = describe(SELLER)

        assert (content.title_zh, content.title_en) == ("销售", "Sales")
        assert content.period == "2026-03-01 – 2026-03-31"

    def test_the_duties_carry_the_shares_40_30_20_and_10_for_the_rest(self):
        content = describe(SELLER)

        shares = {line.id: line.percent for line in (*content.duties, content.rest)}
        assert shares == {
            "win_customers": 40,
            "reach_revenue": 0,
            "keep_customers": 30,
            "support_events": 20,
            "other": 10,
        }

    def test_the_duties_carry_what_was_agreed(self):
        targets = {line.id: line.target for line in describe(SELLER).duties}

        assert targets["win_customers"] == "每月5个新客户"
        assert targets["reach_revenue"] == "每月10万元"
        assert targets["support_events"] == "每月2次活动"

    def test_a_duty_without_a_goal_of_its_own_carries_the_scorecards_target(self):
        assert {line.id: line.target for line in describe(SELLER).duties}["keep_customers"] == "≥25%"

    def test_each_duty_cites_its_logs_minutes_and_kpis(self):
        (first, *_) = describe(SELLER).duties

        assert (first.minutes, first.count) == (1000, 10)
        assert first.kpis == ("新客户销售额占比", "销售周期缩短天数")

    def test_qualifications_are_the_positions_and_kpis_the_scorecards(self):
        content = describe(SELLER)

        assert (content.must, content.ideal) == (POSITIONS["sales"].must, POSITIONS["sales"].ideal)
        assert content.kpis == SALES_KPIS

    def test_it_says_what_the_position_is_there_for_and_whom_it_answers_to(self):
        content = describe(SELLER)

        assert content.purpose == "开发新客户、经营老客户，完成公司的销售目标"
        assert content.purpose_en.startswith("Win new customers")
        assert content.reports_to == "王磊"

    def test_an_english_reader_has_every_text_in_english(self):
        content = describe(SELLER)

        assert all(line.text_en for line in (*content.lines, content.rest))
        assert content.duties[0].target_en == "5 new customers a month"
        assert [len(content.must_en), len(content.ideal_en)] == [len(content.must), len(content.ideal)]


class TestDescribe:
    def test_two_positions_are_named_with_their_shares_largest_first(self):
        content = describe(a_source(positions=(("back_office", 4000), ("sales", 6000)), new_visit=60))

        assert content.title_zh == "销售 / 后勤"
        assert [(line.id, line.percent) for line in content.positions] == [("sales", 60), ("back_office", 40)]
        assert set(content.must) == {*POSITIONS["sales"].must, *POSITIONS["back_office"].must}

    def test_two_positions_are_there_for_both(self):
        content = describe(a_source(positions=(("back_office", 4000), ("sales", 6000)), new_visit=60))

        assert content.purpose == f"{POSITIONS['sales'].purpose}；{POSITIONS['back_office'].purpose}"
        assert content.purpose_en == f"{POSITIONS['sales'].purpose_en}; {POSITIONS['back_office'].purpose_en}"

    def test_there_are_at_most_eight_duties_of_either_kind_and_the_shares_still_add_up(self):
        everything = dict.fromkeys(STANDARD, 10)

        content = describe(a_source(positions=tuple((each, 2500) for each in POSITIONS), **everything))

        assert (len(content.duties), len(content.auxiliary)) == (8, 8)
        assert sum(line.percent or 0 for line in (*content.lines, content.rest)) == 100
        assert sum(line.minutes for line in (*content.lines, content.rest)) == content.minutes

    def test_core_work_of_another_position_is_listed_beside_ones_own(self):
        line = describe(a_source(new_visit=600, care_call=400)).duties[-1]

        assert (line.id, line.text, line.duty_class) == ("care_call", "承担客户回访与维护", DutyClass.CORE)
        assert line.text_en == "Take on care calls and visits"

    def test_a_little_work_of_another_position_is_help(self):
        (line,) = describe(a_source(new_visit=900, care_call=100)).auxiliary

        assert (line.id, line.text, line.percent) == ("care_call", "协助客户回访与维护", 10)
        assert (line.duty_class, line.text_en) == (DutyClass.AUXILIARY, "Help with care calls and visits")

    def test_work_that_is_nobodys_or_not_known_is_in_the_rest(self):
        content = describe(a_source(new_visit=700, errand=200, 招聘面试=100))

        assert content.auxiliary == ()
        assert (content.rest.percent, content.rest.minutes) == (30, 300)

    def test_own_work_without_a_minute_is_listed_only_if_it_is_core(self):
        ids = [line.id for line in describe(a_source(new_visit=60)).lines]

        assert ids == ["win_customers", "reach_revenue", "keep_customers"]

    def test_auxiliary_duties_have_a_section_of_their_own_by_minutes(self):
        content = describe(a_source(new_visit=800, quote=60, collection=70))

        assert [line.id for line in content.auxiliary] == ["collect", "quote"]
        assert {line.duty_class for line in content.auxiliary} == {DutyClass.AUXILIARY}
        assert {line.duty_class for line in content.duties} == {DutyClass.CORE}

    def test_a_line_says_what_it_is_made_of_and_whether_hr_gave_it_its_class(self):
        source = replace(a_source(new_visit=800, quote=200), decided=("quote",))

        lines = {line.id: (line.activities, line.decided) for line in describe(source).lines}

        assert lines["quote"] == (("quote",), True)
        assert lines["win_customers"] == (("new_visit",), False)

    def test_a_duty_that_hr_calls_redundant_goes_to_the_rest(self):
        source = a_source(new_visit=800, quote=200)
        classes = tuple(
            (duty, DutyClass.REDUNDANT if duty == "quote" else each) for duty, each in source.classes
        )

        content = describe(replace(source, classes=classes))

        assert "quote" not in [line.id for line in content.lines]
        assert content.rest.percent == 20

    def test_before_anything_is_logged_there_are_no_shares(self):
        content = describe(a_source())

        assert [line.percent for line in (*content.lines, content.rest)] == [None] * 4

    def test_a_position_of_the_companys_own_is_described_from_its_template(self):
        desk = Position(
            "desk", "前台", "Front desk", (Responsibility("greet", "接待访客", (), core=True),), ("礼貌",)
        )

        content = describe(a_source(positions=(("desk", 10_000),)), {"desk": desk})

        assert (content.title_zh, content.duties[0].text, content.must) == ("前台", "接待访客", ("礼貌",))
        assert content.purpose == "承担“前台”岗位的工作"

    def test_an_activity_of_two_positions_counts_in_one_line_only(self):
        pair = {
            each: Position(
                each, each, each, (Responsibility(f"{each}_visit", "拜访客户", ("new_visit",), core=True),)
            )
            for each in ("a", "b")
        }

        content = describe(a_source(positions=(("a", 5000), ("b", 5000)), new_visit=60), pair)

        assert [(line.id, line.minutes) for line in content.duties] == [("a_visit", 60), ("b_visit", 0)]

    def test_without_a_position_there_is_nothing_to_describe(self):
        with pytest.raises(NoPosition):
            describe(a_source(positions=()))

    def test_a_position_without_a_template_is_named(self):
        with pytest.raises(PositionUnknown) as caught:
            describe(a_source(positions=(("pilot", 10_000),)))

        assert "“pilot”" in caught.value.sentence("zh")

    @given(st.dictionaries(st.sampled_from([*STANDARD, "free"]), st.integers(1, 3000), min_size=1))
    def test_the_shares_of_all_lines_add_up_to_100(self, minutes):
        content = describe(a_source(**minutes))

        assert sum(line.percent or 0 for line in (*content.lines, content.rest)) == 100
        assert sum(line.count for line in (*content.lines, content.rest)) == content.count


class TestContentDigest:
    def test_the_same_input_gives_the_same_digest(self):
        again = a_source(new_visit=1000, key_account=750, event_support=505, errand=145, daily_report=100)

        assert content_digest(describe(again), "1") == content_digest(describe(SELLER), "1")
        assert len(content_digest(describe(SELLER), "1")) == 64

    @pytest.mark.parametrize(
        "change",
        [
            {"person": "韩梅梅"},
            {"until_on": date(2026, 4, 2)},
            {"goals": ()},
            {"kpis": SALES_KPIS[:3]},
            {"provisional": True},
            {"reports_to": "周敏"},
            {"positions": (("sales", 6000), ("back_office", 4000))},
        ],
    )
    def test_any_change_of_the_input_changes_it(self, change):
        changed = replace(SELLER, **change)

        assert content_digest(describe(changed), "1") != content_digest(describe(SELLER), "1")

    def test_another_template_changes_it(self):
        assert content_digest(describe(SELLER), "2") != content_digest(describe(SELLER), "1")
