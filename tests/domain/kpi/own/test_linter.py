"""The linter: vague goals, goals beside the business, and goals that count twice or pull against each other."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.own.linter import lint
from tests.domain.kpi.own.drafts import QUOTES, QUOTES_PER_VISIT, counted, kpi, measure, where

NOTHING = {"measures": (), "formula": "", "target": None, "direction": None}
PAID = measure("n", "sum", "order.paid", field="amount")
SEEN = where("kind", "eq", "Visit")
SALES = measure("n", "sum", "order.paid", "order.refunded", "order.cancelled", field="amount")


def bare(name_zh, name_en="x", definition=""):
    return kpi(name_zh=name_zh, name_en=name_en, definition_zh=definition, definition_en="", **NOTHING)


def rules(own, *others):
    return {each.rule: each for each in lint(own, others)}


class TestVagueGoals:
    @pytest.mark.parametrize(
        "name",
        [
            "提高销售业绩", "加强客户维护", "提升服务质量", "做好客户关系维护", "努力提升团队协作能力",
            "全面加强市场推广工作", "提升团队效率",
            "Improve sales performance", "Strengthen customer relationships", "Boost the team's communication",
            "Enhance service quality",
        ],
    )  # fmt: skip
    def test_are_refused_by_rule_whether_or_not_the_rest_is_there(self, name):
        without, complete = rules(bare(name)), rules(kpi(name_zh=name))

        assert without["L01"].severity == complete["L01"].severity == "refuse"
        assert without["L01"].code == "kpi.vague"
        assert "L01" in str(without["L01"].error)

    @pytest.mark.parametrize("name", ["提高销售业绩", "加强客户维护"])
    def test_also_lack_everything_that_can_be_scored(self, name):
        found = rules(bare(name))

        assert {"L01", "L02", "L03", "L04", "L05"} <= set(found)
        assert all(found[rule].severity == "refuse" for rule in ("L02", "L03", "L04", "L05"))

    @pytest.mark.parametrize(
        "name",
        [
            "回款额",
            "提高老客户复购率",
            "每月新签订单数",
            "Repurchase rate",
            "减少客户投诉次数",
            "缩短销售周期",
        ],
    )
    def test_are_no_names_that_say_what_is_counted(self, name):
        assert "L01" not in rules(kpi(name_zh=name))
        assert "L01" not in rules(bare(name))

    def test_may_hide_in_the_definition(self):
        assert "L01" in rules(bare("客户关系", definition="努力做好服务，不断进步"))
        assert "L01" not in rules(bare("客户关系", definition="每月回访的客户数量"))

    def test_are_warned_of_where_the_formula_says_more_than_the_words(self):
        vague = kpi(
            name_zh="售后响应", name_en="Response", definition_zh="支持每一位来访者", definition_en=""
        )

        assert rules(vague)["L10"].severity == "warn"
        assert "L10" not in rules(QUOTES_PER_VISIT)


class TestGoalsBesideTheBusiness:
    @pytest.mark.parametrize(
        "name", ["按时打卡", "每周写周报", "考勤达标率", "迟到次数", "Attendance rate", "Weekly reports sent"]
    )
    def test_weigh_five_percent_at_most(self, name):
        found = rules(counted("worklog.logged", name_zh=name))["L06"]

        assert (found.severity, found.weight_cap_bp) == ("cap", 500)

    @pytest.mark.parametrize("kind", ["worklog.logged", "task.completed"])
    def test_are_those_without_a_business_event_whatever_their_name(self, kind):
        found = rules(counted(kind))

        assert (found["L07"].severity, found["L07"].weight_cap_bp) == ("cap", 500)

    def test_are_those_that_only_keep_records(self):
        assert rules(counted("customer.upserted"))["L08"].weight_cap_bp == 1000

    def test_are_not_those_about_guests_of_an_event(self):
        assert not {"L06", "L07"} & set(
            rules(counted("event.attended", name_zh="活动签到人数", name_en="Attendance"))
        )

    def test_are_not_those_of_business_events(self):
        logs = measure("日志", "count", "worklog.logged")

        assert rules(QUOTES_PER_VISIT) == {}
        assert "L07" not in rules(kpi(measures=(QUOTES, logs), formula="报价 / 日志"))


class TestOneFigureTwice:
    def test_is_told_of_the_library(self):
        found = rules(counted("order.paid", measures=(SALES,)))["L12"]

        assert (found.severity, found.kpi_ids) == ("warn", ("sales.revenue", "sales.target_attainment"))
        assert "销售额" in found.zh

    @pytest.mark.parametrize(
        ("measures", "formula", "twin"),
        [
            ((PAID, measure("b", "count", "order.paid")), "n / b", "avg_order_value"),
            ((measure("a", "average", "order.paid", field="amount"),), "a * 100", "avg_order_value"),
            ((measure("a", "duration", "deal.won", start_types=("deal.created",)),), "a", "cycle_days"),
            ((measure("a", "duration", "deal.won", start_types=("deal.created",)),), "30 - a", "cycle_days"),
            ((measure("a", "ratio", "deal.lost", "deal.won", numerator_types=("deal.won",)),), "a", "win_rate"),
            ((measure("a", "count", "activity.logged", filters=(SEEN,)),), "a", "offline_visits"),
        ],
    )  # fmt: skip
    def test_is_told_however_it_is_written(self, measures, formula, twin):
        down = {"direction": "lower"} if twin == "cycle_days" and formula == "a" else {}
        own = counted("order.paid", measures=measures, formula=formula, **down)

        assert f"sales.{twin}" in rules(own)["L12"].kpi_ids

    def test_is_told_of_another_own_kpi(self):
        other = kpi(
            id="own.other", formula="x / y",
            measures=(measure("x", "count", "quote.sent"), *_renamed(QUOTES_PER_VISIT.measures[1], "y")),
        )  # fmt: skip

        assert rules(QUOTES_PER_VISIT, other)["L12"].kpi_ids == ("own.other",)

    def test_is_not_told_of_a_retired_one_or_of_itself(self):
        retired = kpi(id="own.other", retired_at=datetime(2026, 3, 1, tzinfo=UTC))

        assert "L12" not in rules(QUOTES_PER_VISIT, retired, QUOTES_PER_VISIT)

    def test_is_not_told_of_other_records(self):
        visits = measure("a", "count", "activity.logged", filters=(where("kind", "eq", "call"),))

        assert "L12" not in rules(counted("activity.logged", measures=(visits,), formula="a"))


class TestOpposedGoals:
    def test_are_the_same_figure_the_other_way(self):
        other = counted("quote.sent", id="own.fewer", direction="lower")

        assert rules(counted("quote.sent"), other)["L11"].kpi_ids == ("own.fewer",)

    def test_are_a_figure_and_its_negative(self):
        other = counted("quote.sent", id="own.minus", formula="100 - n", direction="lower")

        assert rules(counted("quote.sent"), other)["L12"].kpi_ids == ("own.minus",)

    def test_are_those_of_the_library_that_oppose_its_twin(self):
        found = rules(counted("order.paid", measures=(SALES,)))["L11"]

        assert (found.severity, "sales.discount_rate" in found.kpi_ids) == ("warn", True)


class TestSalesWithoutReturns:
    def test_are_warned_of(self):
        assert rules(counted("order.paid", measures=(PAID,)))["L09"].severity == "warn"

    def test_are_not_where_refunds_are_in_the_formula(self):
        back = measure("m", "sum", "order.refunded", field="amount")

        assert "L09" not in rules(counted("order.paid", measures=(SALES,)))
        assert "L09" not in rules(counted("order.paid", measures=(PAID, back), formula="n - m"))


class TestFindings:
    def test_say_what_to_do_in_both_languages(self):
        owns = (
            bare("提高销售业绩"),
            counted("worklog.logged"),
            counted("order.paid", measures=(SALES,)),
            counted("lead.created"),
        )

        found = [finding for own in owns for finding in lint(own, ())]

        assert len({each.rule for each in found}) >= 7
        assert all(each.zh and each.en and each.zh != each.en for each in found)

    def test_of_a_good_kpi_are_none(self):
        assert lint(kpi(target=Fraction(1, 3)), ()) == ()


def _renamed(old, name):
    yield measure(name, old.aggregate, *old.event_types, filters=old.filters)
