"""Switches of one position come one after the other, and an earlier one cannot slip in before one that stands."""

from dataclasses import replace
from datetime import date

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every
from shared.domain.direction.order import SwitchedLater
from shared.domain.direction.switch import Pin
from shared.domain.people import Assignment
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.scores.compute_scores import compute_scores
from tests.domain.kpi.building import MARCH
from tests.usecases.test_direction import (
    MONDAY,
    do,
    of,
    plans_on_record,
    preview,
    selling,
    switch,
    undo,
)
from tests.usecases.test_what_if import LATER, a_month

MARCH_23, MARCH_25, MARCH_30 = date(2026, 3, 23), date(2026, 3, 25), date(2026, 3, 30)


class TestAnEarlierSwitch:
    @pytest.mark.parametrize("day", [MARCH_25, MARCH_30])
    def test_of_a_position_that_is_switched_later_is_refused_and_names_that_switch(self, company, day):
        selling(company)
        made = switch(company, from_on=MARCH_30)

        with pytest.raises(SwitchedLater) as refused:
            preview(company, "keep", day)

        error = refused.value
        assert (error.kind, error.code) == ("conflict", "direction.switched_later")
        assert error.current == {"switch_id": made.switch.id, "from": "2026-03-30"}
        assert "岗位“销售”已排定从 2026-03-30 起切换为“转型线上”" in error.sentence("zh-CN")
        assert "请先撤销它" in error.sentence("zh-CN")
        assert "“Go online” from 2026-03-30 on" in error.sentence("en")
        assert "Undo that one first" in error.sentence("en")

    def test_names_the_first_of_several_later_ones(self, company):
        selling(company)
        switch(company, from_on=MARCH_25)
        switch(company, "keep", MARCH_30)

        with pytest.raises(SwitchedLater, match="“Go online” from 2026-03-25 on"):
            preview(company, None, MONDAY, pins=(("sales", (Pin("sales.cycle_days", 50),)),))

    def test_leaves_everybody_the_floor_of_the_one_that_stands(self, company):
        selling(company)
        a_month(company)
        switch(company, from_on=MARCH_30, at=LATER)
        before = floors(company)

        with pytest.raises(SwitchedLater):
            switch(company, "keep", MARCH_25, at=LATER)

        assert floors(company) == before

    def test_leaves_the_targets_of_the_one_that_stands(self, company):
        selling(company)
        switch(company, from_on=MARCH_30)
        before = plans_on_record(company)

        with pytest.raises(SwitchedLater):
            switch(company, None, MARCH_25, pins=(("sales", (Pin("sales.offline_visits", 60),)),))

        assert plans_on_record(company) == before

    def test_is_made_once_the_later_one_is_undone(self, company):
        selling(company)
        later = switch(company, from_on=MARCH_30)
        undo(company, later)

        made = switch(company, "keep", MARCH_25)

        assert (made.switch.from_on, made.switch.floor) == (MARCH_25, True)

    def test_of_another_position_is_made_and_has_its_own_floor(self, company):
        selling(company)
        switch(company, from_on=MARCH_30)

        made = switch(company, None, MARCH_25, pins=(("marketing", (Pin("mkt.valid_leads", 50),)),))

        assert made.switch.floor


class TestTheFloorOfASecondSwitch:
    def test_is_on_where_one_of_its_positions_is_switched_for_the_first_time(self, company):
        selling(company)
        marketing = replace(company.people["陈浩"], assignments=(Assignment("marketing", 10_000, BEGINNING),))
        ref = refs.person(company.company.id, marketing.id)
        do(company, Command("test.person", [Write(ref, marketing, blind=True)]))
        switch(company, from_on=MARCH_23)
        pins = (("sales", (Pin("sales.cycle_days", 50),)), ("marketing", (Pin("mkt.valid_leads", 50),)))

        found = preview(company, None, MARCH_25, pins=pins)

        assert found.hold_harmless
        assert of(found, "陈浩").floor == of(found, "陈浩").old


def floors(founding):
    compute_scores(company_id=founding.company.id, month=MARCH.key, at=LATER, code_version="v1")
    scores = every(refs.scores(founding.company.id, MARCH.key))
    return {each.person_id: each.card for each in scores}
