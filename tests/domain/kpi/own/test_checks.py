"""What a KPI of a company's own needs before it is published."""

from fractions import Fraction

import pytest

from shared.domain.kpi.event_types import MEASURABLE
from shared.domain.kpi.own import checks
from shared.domain.kpi.own.checks import check_own_kpi
from shared.domain.kpi.own.formula import DividesByZero
from shared.domain.kpi.own.measures import UnknownEventType
from tests.domain.kpi.own.drafts import QUOTES, QUOTES_PER_VISIT, VISITS, counted, kpi, measure

RATE = measure("转化", "ratio", "lead.created", numerator_types=("lead.converted",))


class TestCheckOwnKpi:
    def test_returns_the_formula_of_a_good_one(self):
        assert check_own_kpi(QUOTES_PER_VISIT, MEASURABLE).names == ("报价", "拜访")

    @pytest.mark.parametrize(
        "own",
        [
            counted("complaint.reopened", direction="lower", curve="DEDUCT", target=Fraction(0)),
            counted("quote.sent", proration="workdays"),
            counted("quote.sent", curve="PASS"),
            kpi(measures=(RATE,), formula="转化"),
            kpi(name_zh="n" * 60, definition_zh="n" * 500),
        ],
    )
    def test_lets_pass_what_can_be_scored(self, own):
        check_own_kpi(own, MEASURABLE)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"formula": " "}, checks.FormulaMissing),
            ({"measures": ()}, checks.SourceMissing),
            ({"target": None}, checks.TargetMissing),
            ({"direction": None}, checks.DirectionMissing),
            ({"id": "sales.revenue"}, checks.IdNotUsable),
            ({"id": "own.Aa"}, checks.IdNotUsable),
            ({"id": "own." + "a" * 41}, checks.IdNotUsable),
            ({"name_zh": " "}, checks.TextNotUsable),
            ({"name_en": "n" * 61}, checks.TextNotUsable),
            ({"definition_zh": "n" * 501}, checks.TextNotUsable),
            ({"measures": (QUOTES, QUOTES, VISITS)}, checks.MeasuresNotUsable),
            (
                {"measures": tuple(measure(f"n{at}", "count", "quote.sent") for at in range(11))},
                checks.MeasuresNotUsable,
            ),
            ({"measures": (QUOTES, VISITS, RATE)}, checks.MeasureUnused),
            ({"formula": "报价 - 拜访"}, checks.WithoutDenominator),
            ({"formula": "(报价 - 拜访) / 100"}, checks.WithoutDenominator),
            ({"measures": (QUOTES,), "formula": "报价"}, checks.WithoutDenominator),
            ({"formula": "报价 / 0 + 拜访"}, DividesByZero),
            ({"measures": (measure("n", "count", "order.payed"),), "formula": "n"}, UnknownEventType),
            ({"target": Fraction(0)}, checks.TargetNotUsable),
            ({"target": Fraction(-1)}, checks.TargetNotUsable),
            ({"target": Fraction(10**30)}, checks.TargetNotUsable),
            ({"target": Fraction(0), "direction": "lower"}, checks.TargetNotUsable),
            ({"curve": "LIN_LO"}, checks.CurveNotUsable),
            ({"curve": "LIN_HI", "direction": "lower"}, checks.CurveNotUsable),
            ({"proration": "workdays"}, checks.PartsContradict),
            ({"min_sample": -1}, checks.PartsContradict),
            ({"min_sample": 1001}, checks.PartsContradict),
        ],
    )
    def test_refuses_the_rest_and_says_why(self, changes, error):
        with pytest.raises(error) as refused:
            check_own_kpi(kpi(**changes), MEASURABLE)

        assert refused.value.sentence("zh") and refused.value.sentence("en")

    @pytest.mark.parametrize(
        ("lacking", "rule"),
        [("formula", "L02"), ("measures", "L03"), ("target", "L04"), ("direction", "L05")],
    )
    def test_names_the_rule_that_a_missing_part_breaks(self, lacking, rule):
        empty = {"formula": "", "measures": (), "target": None, "direction": None}

        with pytest.raises(checks.Incomplete, match=f"Rule {rule}") as refused:
            check_own_kpi(kpi(**{lacking: empty[lacking]}), MEASURABLE)

        assert (refused.value.rule, refused.value.pointer) == (rule, f"/{lacking}")
