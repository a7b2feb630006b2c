from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS, default_line
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.plans import PlanVersion
from shared.domain.work.job_descriptions.content import Goal
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.plans.read_plans import Held, goals, kpi_lines, weighted_kpis

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
SELLER = Held("per_1", {"sales": 10_000}, MARCH)
BOTH = Held("per_1", {"sales": 6000, "back_office": 4000}, MARCH)
PLANS = [
    PlanVersion(f"pln_{position}", "co_1", BEGINNING, lines, position=position)
    for position, lines in DEFAULT_SCORECARDS.items()
]
OWN = PlanVersion(
    "pln_own",
    "co_1",
    MARCH,
    (default_line("sales.repurchase_rate", 7000), default_line("sales.new_customers", 3000)),
    person_id="per_1",
    until_on=MAY,
)


def told(plans, held):
    return [(line.zh, line.weight, line.target) for line in kpi_lines(plans, held, Settings())]


class TestKpiLines:
    def test_the_heaviest_comes_first_with_weight_and_target(self):
        assert told(PLANS, SELLER) == [
            ("新客户销售额占比", "40%", "≥30%"),
            ("老客户复购率", "30%", "≥25%"),
            ("销售周期", "20%", "≤25天"),
            ("市场活动参与度", "10%", "≥2场"),
        ]

    def test_an_english_reader_reads_it_in_english(self):
        lines = kpi_lines(PLANS, SELLER, Settings())

        assert [(line.en, line.target_en) for line in lines][2:] == [
            ("Sales cycle length", "≤25 days"),
            ("Marketing event participation", "≥2 events"),
        ]

    def test_several_positions_blend_and_still_make_a_hundred(self):
        lines = told(PLANS, BOTH)

        assert sum(int(weight.removesuffix("%")) for _, weight, _ in lines) == 100
        assert lines[0] == ("新客户销售额占比", "24%", "≥30%")

    def test_a_plan_of_ones_own_replaces_the_positions_until_it_ends(self):
        plans = [*PLANS, OWN]

        assert [weight for _, weight, _ in told(plans, SELLER)] == ["70%", "30%"]
        assert told(plans, replace(SELLER, person_id="per_2")) == told(PLANS, SELLER)
        assert told(plans, replace(SELLER, day=MAY)) == told(PLANS, SELLER)

    @pytest.mark.parametrize("scope", [{"person_id": "per_1"}, {"person_id": None, "position": "sales"}])
    def test_a_plan_of_a_switch_that_was_undone_holds_nowhere(self, scope):
        undone = replace(OWN, switch_id="dsw_1", undone_at=datetime(2026, 3, 2, tzinfo=UTC), **scope)

        assert told([*PLANS, undone], SELLER) == told(PLANS, SELLER)
        assert weighted_kpis([*PLANS, undone], MARCH) == weighted_kpis(PLANS, MARCH)

    def test_without_a_plan_there_are_none(self):
        assert kpi_lines([], SELLER, Settings()) == ()


class TestGoals:
    def test_the_librarys_figures_stand_where_nothing_else_was_agreed(self):
        found = {each.kpi_id: each for each in goals([], SELLER)}

        assert found["sales.new_customers"] == Goal(
            "sales.new_customers", "每月5个新客户", "5 new customers a month"
        )
        assert found["sales.revenue"].zh == "每月10万元"
        assert found["sales.event_participation"].zh == "每月2次活动"

    def test_what_the_plan_says_goes_before_the_library(self):
        more = replace(default_line("sales.new_customers", 3000), target=Fraction(8))

        found = goals([replace(OWN, lines=(OWN.lines[0], more))], SELLER)

        assert {each.kpi_id: each.zh for each in found}["sales.new_customers"] == "每月8个新客户"
