"""Reasons: the sentence that stands beside the points, in Chinese and in English."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.reasons import SENTENCES, reason_for
from tests.domain.kpi.planning import value


def reason(kpi_id, number, target=None, **options):
    definition = CATALOGUE[kpi_id]
    aim = definition.default_target if target is None else Fraction(str(target))
    return reason_for(definition, value(kpi_id, number, **options), aim)


class TestReason:
    @pytest.mark.parametrize(
        ("kpi_id", "number", "target", "zh", "en"),
        [
            ("sales.new_customer_revenue_share", "0.24", None, "新客户销售额占比 24.0%，目标 30%，差 6.0 个百分点",
             "New-customer share of revenue 24.0%, target 30%, 6.0 percentage points short"),
            ("sales.cycle_days", "27.5", None, "销售周期 27.5 天，目标 25 天，超出 2.5 天",
             "Sales cycle length 27.5 days, target 25 days, 2.5 days over"),
            ("sales.cycle_days", "20", None, "销售周期 20.0 天，优于目标 25 天，好 5.0 天",
             "Sales cycle length 20.0 days, better than the target 25 days by 5.0 days"),
            ("sales.repurchase_rate", "0.25", None, "老客户复购率 25.0%，达到目标 25%",
             "Repeat-purchase rate of existing customers 25.0%, on target 25%"),
            ("sales.revenue", "70000", None, "销售额 70000.00 元，目标 100000 元，差 30000.00 元",
             "Net revenue 70000.00, target 100000, 30000.00 short"),
            ("sales.new_customers", "3.6", None, "新客户开发数 3.6 位，目标 5 位，差 1.4 位",
             "New customers won 3.6 customers, target 5 customers, 1.4 customers short"),
            ("sales.complaints", "4", None, "客户投诉次数 4 次，目标 2 次，超出 2 次",
             "Customer complaints attributed 4 complaints, target 2 complaints, 2 complaints over"),
            ("cs.csat", "4.2", None, "客户满意度评分 4.2 分，目标 4.5 分，差 0.3 分",
             "Customer satisfaction score 4.2 points, target 4.5 points, 0.3 points short"),
            ("sales.avg_order_value", "7999.995", 8000, "客单价 8000.00 元，目标 8000 元，差 0.01 元",
             "Average order value 8000.00, target 8000, 0.01 short"),
        ],
    )  # fmt: skip
    def test_gives_the_gap_in_business_units(self, kpi_id, number, target, zh, en):
        found = reason(kpi_id, number, target)

        assert (found.zh, found.en) == (zh, en)

    def test_a_sample_that_is_too_small_says_how_many_are_needed(self):
        found = reason(
            "cs.csat", None, state="na", reason="kpi.sample_too_small", n=6, needed=Fraction(62, 10)
        )

        assert found.zh == "客户满意度评分：样本不足（6 个，至少 7 个），本期不计分"

    def test_a_missing_source_says_what_to_do(self):
        assert "需先连接数据源" in reason("sales.win_rate", None, 1, state="na", reason="kpi.no_source").zh

    def test_points_that_are_held_at_100_say_why(self):
        assert (
            reason("sales.new_customer_revenue_share", "0.5", points_cap=Fraction(100)).code == "kpi.guarded"
        )

    def test_without_a_target_it_says_so(self):
        assert (
            reason_for(CATALOGUE["sales.win_rate"], value("sales.win_rate", "0.5"), None).code
            == "kpi.no_target"
        )

    @pytest.mark.parametrize("code", sorted(SENTENCES))
    def test_both_languages_have_a_sentence_for_every_code(self, code):
        zh, en = SENTENCES[code]

        assert zh.startswith("{name_zh}")
        assert en.startswith("{name_en}")
