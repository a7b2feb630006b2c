"""The target of a position, from what is proposed to each of its people."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.direction.proposed import OnePersons, propose_for_position, rounded
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.lines import takes_target
from shared.domain.kpi.targets.history import Proposal
from shared.domain.kpi.targets.methods import method_of
from tests.domain.direction.building import CONVERSION, NEW, TRAFFIC

WHOLE = Fraction(1)
NOTHING = Fraction(0)


def to_one(kpi_id, target, share=WHOLE, window=(date(2026, 3, 4), date(2026, 4, 1))):
    """What somebody with a history is proposed."""
    found = Proposal(
        kpi_id,
        Fraction(target),
        "history",
        method_of(CATALOGUE[kpi_id]),
        "",
        "",
        first_on=window[0],
        until_on=window[1],
    )
    return OnePersons(found, share)


def to_nobody(kpi_id, origin="none", target=None):
    """What somebody without a history is proposed."""
    return OnePersons(Proposal(kpi_id, target, origin, method_of(CATALOGUE[kpi_id]), "", ""), WHOLE)


def proposed(kpi_id, *persons):
    return propose_for_position(CATALOGUE[kpi_id], persons)


class TestWithAHistory:
    def test_is_the_median_of_the_people_who_have_one(self):
        found = proposed(
            TRAFFIC, to_one(TRAFFIC, 100), to_one(TRAFFIC, 900), to_one(TRAFFIC, 200), to_nobody(TRAFFIC)
        )

        assert (found.target, found.origin, found.people) == (200, "history", 3)

    def test_says_window_factor_people_and_figure_in_both_languages(self):
        found = proposed(TRAFFIC, to_one(TRAFFIC, 100), to_one(TRAFFIC, "200.5"), to_nobody(TRAFFIC))

        assert found.zh == (
            "每人最近 28 天折算到整月（2026-03-04 – 2026-03-31）× 发展方向系数 1.1，折算为全职整岗；"
            "岗位 3 人中 2 人有历史数据，取中位数并取整：151 UV。"
        )
        assert found.en.startswith("Each person's last 28 days for as many as the month has (2026-03-04")
        assert "2 of the 3 in the position have a history" in found.en

    def test_names_the_percentile_of_months(self):
        found = proposed(CONVERSION, to_one(CONVERSION, "0.02"))

        assert "最近 3 个已结束月份的中位数（第 50 百分位）" in found.zh
        assert found.zh.endswith("取中位数并取整：2%。")
        assert "整岗" not in found.zh
        assert "median (50th percentile) of the last 3 months" in found.en

    def test_names_the_percentile_of_a_year_and_divides_where_less_is_better(self):
        found = proposed("sales.cycle_days", to_one("sales.cycle_days", 20))

        assert "最近 12 个已结束月份的第 60 百分位" in found.zh
        assert "÷ 发展方向系数 1" in found.zh
        assert "60th percentile of the last 12 months" in found.en

    def test_spans_the_windows_of_all_of_them(self):
        early = to_one(CONVERSION, "0.02", window=(date(2026, 1, 1), date(2026, 4, 1)))
        late = to_one(CONVERSION, "0.03", window=(date(2026, 3, 1), date(2026, 4, 1)))

        found = proposed(CONVERSION, late, early)

        assert (found.first_on, found.until_on) == (date(2026, 1, 1), date(2026, 4, 1))

    def test_of_what_is_shared_out_is_that_of_a_whole_position(self):
        half = to_one(TRAFFIC, 600, share=Fraction(1, 2))

        assert proposed(TRAFFIC, half).target == 1200
        assert (
            proposed("sales.target_attainment", to_one("sales.target_attainment", 600, half.share)).target
            == 1200
        )

    def test_of_a_ratio_is_the_same_whatever_the_share(self):
        assert proposed(CONVERSION, to_one(CONVERSION, "0.02", share=Fraction(1, 2))).target == Fraction(
            "0.02"
        )

    def test_leaves_out_who_has_no_share_of_the_position(self):
        found = proposed(TRAFFIC, to_one(TRAFFIC, 600, share=NOTHING), to_one(TRAFFIC, 100))

        assert (found.target, found.people) == (100, 1)

    def test_does_not_depend_on_the_order_of_the_people(self):
        persons = [to_one(TRAFFIC, each) for each in (5, 900, 20, 77)]

        assert proposed(TRAFFIC, *persons) == proposed(TRAFFIC, *reversed(persons))


class TestWithoutAHistory:
    def test_proposes_nothing_and_says_so(self):
        found = proposed(TRAFFIC, to_nobody(TRAFFIC), to_nobody(TRAFFIC))

        assert (found.target, found.origin, found.people) == (None, "none", 0)
        assert found.zh == "在岗的 2 人都没有可用的历史数据，不作建议，请自行填写目标。"
        assert "None of the 2 people" in found.en

    def test_in_a_position_that_nobody_holds_says_that(self):
        found = proposed(TRAFFIC)

        assert (found.target, found.origin) == (None, "none")
        assert found.zh.startswith("岗位上还没有人")

    def test_is_the_librarys_where_it_has_one(self):
        found = proposed(NEW, to_nobody(NEW, "library", CATALOGUE[NEW].default_target))

        assert (found.target, found.origin) == (CATALOGUE[NEW].default_target, "library")
        assert "默认目标" in found.zh and "the KPI's default" in found.en

    def test_of_what_somebody_decides_says_who_decides(self):
        found = proposed("sales.pipeline_coverage", to_nobody("sales.pipeline_coverage"))

        assert (found.target, found.origin) == (None, "none")
        assert found.zh == "目标是下一期的销售目标，不按历史数据推算。"


class TestRounded:
    @pytest.mark.parametrize(
        ("kpi_id", "value", "target"),
        [
            (TRAFFIC, "1461.01", "1462"),
            (TRAFFIC, "1461", "1461"),
            (CONVERSION, "0.01583", "0.016"),
            (CONVERSION, "0.0155", "0.016"),
            (CONVERSION, "0.0001", "0.001"),
            ("sales.avg_order_value", "1234.56", "1235"),
            ("sales.avg_order_value", "0.2", "1"),
            ("sales.target_attainment", "50000.4", "50000"),
            ("sales.cycle_days", "21.26", "21.3"),
            ("sales.complaints", "0", "0"),
        ],
    )
    def test_is_as_somebody_would_type_it(self, kpi_id, value, target):
        assert rounded(CATALOGUE[kpi_id], Fraction(value)) == Fraction(target)

    @given(st.sampled_from(sorted(CATALOGUE)), st.fractions(min_value=Fraction(1, 10**6), max_value=10**6))
    def test_leaves_a_target_that_a_plan_takes(self, kpi_id, value):
        definition = CATALOGUE[kpi_id]

        found = rounded(definition, value)

        assert takes_target(definition, definition.curve, found)
        assert rounded(definition, found) == found
        assert abs(found - value) <= 1

    def test_of_a_share_stays_within_the_whole(self):
        assert rounded(CATALOGUE[CONVERSION], Fraction("0.99999")) == 1
