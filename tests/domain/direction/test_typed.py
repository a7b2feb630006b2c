"""Targets that are typed along with a switch: printed where a line takes them, refused with a pointer elsewhere."""

from fractions import Fraction

import pytest

from shared.domain.direction.typed import (
    NoLineToAim,
    TargetTwice,
    TypedTarget,
    aimed,
    targets_by_position,
)
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.lines import TargetNotUsable, TargetTooLarge
from tests.domain.direction.building import CYCLE, SALES, TRAFFIC, VISITS, lines_of


def typed(kpi_id, target, position="sales", pointer="/targets/0"):
    return TypedTarget(position, kpi_id, Fraction(target), pointer)


class TestTargetsByPosition:
    def test_are_those_of_each_position(self):
        sales, marketing = typed(VISITS, 12), typed(VISITS, 20, "marketing")

        found = targets_by_position([sales, marketing], ["sales", "marketing", "back_office"])

        assert found == {"sales": {VISITS: sales}, "marketing": {VISITS: marketing}, "back_office": {}}

    def test_refuse_two_for_one_line_and_point_at_the_second(self):
        with pytest.raises(TargetTwice, match=VISITS) as refused:
            targets_by_position([typed(VISITS, 12), typed(VISITS, 12, pointer="/targets/1")], ["sales"])

        assert refused.value.pointer == "/targets/1"

    def test_refuse_a_position_whose_plan_stays(self):
        with pytest.raises(NoLineToAim, match="marketing") as refused:
            targets_by_position([typed(VISITS, 12, "marketing")], ["sales"])

        assert refused.value.pointer == "/targets/0"


class TestAimed:
    def test_prints_what_was_typed_and_leaves_the_others(self):
        lines = lines_of(SALES, {VISITS: Fraction(40)})

        found = {line.kpi_id: line.target for line in aimed(lines, {VISITS: typed(VISITS, 12)}, CATALOGUE)}

        assert found == {line.kpi_id: line.target for line in lines} | {VISITS: 12}

    def test_refuses_what_the_plan_does_not_have(self):
        with pytest.raises(NoLineToAim, match=TRAFFIC) as refused:
            aimed(lines_of(SALES), {TRAFFIC: typed(TRAFFIC, 100)}, CATALOGUE)

        assert refused.value.pointer == "/targets/0"
        assert "核对岗位和指标" in refused.value.sentence("zh-CN")

    @pytest.mark.parametrize(
        ("kpi_id", "target", "error"),
        [
            (VISITS, 0, TargetNotUsable),
            (VISITS, -1, TargetNotUsable),
            (CYCLE, 0, TargetNotUsable),
            (VISITS, 10**12 + 1, TargetTooLarge),
        ],
    )
    def test_refuses_what_no_plan_takes_and_points_at_it(self, kpi_id, target, error):
        with pytest.raises(error, match=kpi_id) as refused:
            aimed(lines_of(SALES), {kpi_id: typed(kpi_id, target, pointer="/targets/3")}, CATALOGUE)

        assert refused.value.pointer == "/targets/3"
