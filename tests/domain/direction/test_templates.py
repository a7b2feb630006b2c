"""Directions of a company's own: what they may pin, how they may be called, and those that come with the product."""

from dataclasses import replace
from fractions import Fraction

import pytest

from shared.domain.direction.switch import Pin
from shared.domain.direction.templates import (
    BUILT_IN,
    BuiltInStays,
    NameNotUsable,
    NameTaken,
    NothingPinned,
    PositionUnknown,
    TemplateRetired,
    check_offered,
    check_own,
    check_template,
)
from shared.domain.direction.weights import PinNotWhole, PinsAboveWhole
from shared.domain.kpi.catalogue import CATALOGUE, UnknownKpi
from shared.domain.kpi.curves import NotACurve
from shared.domain.kpi.guards import DoubleCounted, OwnersToKeep
from shared.domain.kpi.lines import CurveAgainstDirection, TargetNotUsable
from shared.domain.kpi.plans import KpiTwice, TooManyKpis
from tests.domain.direction.building import CYCLE, NEW, VISITS, a_template


def pinning(*pins):
    return a_template(pins=(("sales", pins),))


class TestBuiltIn:
    @pytest.mark.parametrize("template", BUILT_IN.values(), ids=lambda each: each.id)
    def test_each_passes_the_checks_of_own_ones(self, template):
        assert check_template(template, CATALOGUE, positions={"sales"}) == ()
        assert template.about_zh.endswith("。")
        assert template.about_en.endswith(".")

    def test_they_pin_what_the_directions_are_known_for(self):
        pins = {
            each.id: {pin.kpi_id: pin.percent for pin in each.pins_of("sales")} for each in BUILT_IN.values()
        }

        assert pins == {
            "keep": {"sales.repurchase_rate": 40, "sales.cycle_days": 30},
            "online": {"sales.online_traffic": 20, "sales.online_conversion": 30, "sales.offline_visits": 10},
        }

    def test_they_pin_nothing_for_other_positions(self):
        assert BUILT_IN["keep"].pins_of("marketing") == ()

    def test_they_stay_as_they_are(self):
        with pytest.raises(BuiltInStays):
            check_own(BUILT_IN["keep"])


class TestOwn:
    @pytest.mark.parametrize(
        ("pins", "error"),
        [
            ((Pin(NEW, 60), Pin(VISITS, 41)), PinsAboveWhole),
            ((Pin(NEW, Fraction("33.5")),), PinNotWhole),
            ((Pin(NEW, 0),), PinNotWhole),
            ((Pin(NEW, -5),), PinNotWhole),
            ((Pin("sales.nothing", 20),), UnknownKpi),
            ((Pin(NEW, 20), Pin(NEW, 30)), KpiTwice),
            ((), NothingPinned),
            ((Pin("all.log_timeliness", 5),), OwnersToKeep),
            ((Pin(CYCLE, 20), Pin("sales.cycle_days_reduced", 20)), DoubleCounted),
            ((Pin(VISITS, 20, target=Fraction(-1)),), TargetNotUsable),
            ((Pin(VISITS, 20, curve="LIN_LO"),), CurveAgainstDirection),
            ((Pin(VISITS, 20, curve="up and up"),), NotACurve),
            (tuple(Pin(each, 1) for each in list(CATALOGUE)[:21]), TooManyKpis),
        ],
    )
    def test_pins_that_no_plan_takes_are_refused(self, pins, error):
        with pytest.raises(error):
            check_template(pinning(*pins), CATALOGUE)

    def test_pins_of_exactly_100_are_fine(self):
        check_template(pinning(Pin(NEW, 60), Pin(VISITS, 40)), CATALOGUE)

    def test_a_weight_above_the_cap_of_its_kpi_is_a_warning(self):
        warnings = check_template(pinning(Pin("sales.crm_completeness", 20)), CATALOGUE)

        assert [(each.code, each.kpi_id) for each in warnings] == [
            ("plan.weight_above_cap", "sales.crm_completeness")
        ]

    def test_log_timeliness_may_be_lowered(self):
        assert check_template(pinning(Pin("all.log_timeliness", 3, lowers=True)), CATALOGUE) == ()

    def test_a_template_without_any_position_is_refused(self):
        with pytest.raises(NothingPinned):
            check_template(a_template(pins=()), CATALOGUE)

    @pytest.mark.parametrize("pins", [(("pilots", (Pin(NEW, 20),)),), (("sales", (Pin(NEW, 20),)),) * 2])
    def test_a_position_is_one_of_the_company_and_is_there_once(self, pins):
        with pytest.raises(PositionUnknown):
            check_template(a_template(pins=pins), CATALOGUE, positions={"sales", "marketing"})

    def test_a_retired_one_is_no_longer_offered(self):
        with pytest.raises(TemplateRetired):
            check_offered(a_template(retired=True))
        with pytest.raises(TemplateRetired):
            check_own(a_template(retired=True))

        check_own(a_template())


class TestNames:
    @pytest.mark.parametrize(
        ("field", "text"),
        [("name_zh", "  "), ("name_en", ""), ("name_zh", "长" * 41), ("about_zh", "长" * 201)],
    )
    def test_a_text_that_no_card_shows_is_refused_where_it_stands(self, field, text):
        with pytest.raises(NameNotUsable) as refused:
            check_template(a_template(**{field: text}), CATALOGUE)

        assert refused.value.pointer == f"/{field}"

    @pytest.mark.parametrize("name", ["转型线上", "go ONLINE", "华 东"])
    def test_a_name_is_given_once_in_whichever_language_and_case(self, name):
        other = a_template(id="dir_2", name_zh="华东", name_en="East")

        with pytest.raises(NameTaken):
            check_template(a_template(name_zh=name), CATALOGUE, others=[other])

    def test_retired_ones_and_the_one_itself_give_their_names_back(self):
        mine = a_template()
        retired = replace(a_template(id="dir_2"), retired=True)

        check_template(mine, CATALOGUE, others=[mine, retired])
