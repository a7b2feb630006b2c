"""Targets that a switch leaves to be inherited are those that it announced."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from shared.domain.direction.inherited import Base, bases_of
from shared.domain.direction.redirect import redirect
from shared.domain.direction.settling import NoWeightLeft
from shared.domain.direction.templates import BUILT_IN
from shared.domain.direction.typed import TypedTarget
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.plans import PlanVersion, with_targets
from tests.domain.direction.building import NEW, REPEAT, SALES, TRAFFIC, VISITS, change_of, lines_of, pins_of

FORTY = {VISITS: Fraction(40)}


def version(number, lines, **options):
    return PlanVersion(
        f"pln_{number}", "com_1", date(2026, 1, 1) + timedelta(number), lines, position="sales", **options
    )


class Switching:
    """A position that is switched from one direction to another, month after month."""

    def __init__(self, weights, targets):
        self.versions = [version(0, lines_of(weights, targets))]

    def to(self, pins, **options):
        before = with_targets(self.versions)[-1]
        bases = bases_of(self.versions, CATALOGUE)
        found = redirect(before.lines, pins, catalogue=CATALOGUE, bases=bases, **options)
        number = len(self.versions)
        self.versions.append(version(number, found.lines, switch_id=f"swt_{number}"))
        return found

    def undo(self):
        newest = self.versions[-1]
        self.versions[-1] = replace(newest, undone_at=datetime(2026, 2, 2, tzinfo=UTC))

    def line(self, kpi_id):
        newest = with_targets(self.versions)[-1]
        return next(line for line in newest.lines if line.kpi_id == kpi_id)

    def target(self, kpi_id):
        return self.line(kpi_id).target


class TestAnnouncedTargets:
    def test_are_those_that_people_are_scored_against(self):
        switching = Switching(SALES, FORTY)
        directions = [BUILT_IN[each].pins_of("sales") for each in ("online", "keep", "online", "keep")]

        for pins in [
            *directions,
            pins_of({VISITS: 20}),
            pins_of({VISITS: 35}),
            pins_of({VISITS: 32, REPEAT: 5}),
        ]:
            found = switching.to(pins)
            written = {line.kpi_id: line.target for line in with_targets(switching.versions)[-1].lines}
            assert {each.kpi_id: each.after_target for each in found.changes} == written

    @settings(deadline=None, max_examples=50)
    @given(
        st.lists(st.dictionaries(st.sampled_from(sorted(SALES)), st.integers(1, 24), max_size=3), max_size=4)
    )
    def test_are_so_whatever_is_pinned_one_after_the_other(self, pinned):
        switching = Switching(SALES, FORTY)

        for percents in pinned:
            found = switching.to(pins_of(percents), keep_targets=frozenset(list(percents)[:1]))
            written = {line.kpi_id: line.target for line in with_targets(switching.versions)[-1].lines}
            assert {each.kpi_id: each.after_target for each in found.changes} == written
            assert all(target <= 40 for target in written.values())

    def test_go_down_with_a_weight_and_come_back_with_it_up_to_the_printed_one(self):
        switching = Switching(SALES, FORTY)

        seen = []
        for percent in (10, 20, 30, 45):
            switching.to(pins_of({VISITS: percent}))
            seen.append(switching.target(VISITS))

        assert seen == [Fraction(40, 3), Fraction(80, 3), 40, 40]

    def test_come_back_too_where_the_weight_rises_by_sharing_the_rest(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 15}))

        change = change_of(switching.to(pins_of({NEW: 10})), VISITS)

        assert (change.why, change.after_percent) == ("completed", 21)
        assert change.after_target == switching.target(VISITS) == Fraction(40 * 21, 30)

    def test_do_not_wear_away_as_a_company_goes_to_and_fro(self):
        switching = Switching(SALES, FORTY)

        lowest = []
        for _ in range(3):
            switching.to(BUILT_IN["online"].pins_of("sales"))
            lowest.append(switching.target(VISITS))
            switching.to(pins_of({VISITS: 30}))

        assert lowest == [Fraction(40, 3)] * 3
        assert switching.target(VISITS) == 40


class TestComingBack:
    def test_brings_the_target_back_although_the_weight_shrank_by_sharing_the_rest_meanwhile(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 10}))

        kept = change_of(switching.to(pins_of({REPEAT: 40})), VISITS)
        back = change_of(switching.to(pins_of({VISITS: 30})), VISITS)

        assert (kept.after_percent, kept.after_target) == (8, Fraction(40, 3))
        assert back.after_target == switching.target(VISITS) == 40

    def test_brings_back_what_was_kept_while_the_weight_fell(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 10}))
        switching.to(pins_of({VISITS: 5}), keep_targets=frozenset({VISITS}))

        assert switching.target(VISITS) == Fraction(40, 3)
        for percent, target in ((10, Fraction(40, 3)), (20, Fraction(80, 3)), (30, Fraction(40))):
            switching.to(pins_of({VISITS: percent}))
            assert switching.target(VISITS) == target

    def test_goes_up_to_what_somebody_typed_and_no_further(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 10}), targets={VISITS: TypedTarget("sales", VISITS, Fraction(9))})
        switching.to(pins_of({REPEAT: 40}))

        switching.to(pins_of({VISITS: 30}))

        assert switching.target(VISITS) == 9

    def test_goes_up_to_what_was_published_by_hand_since(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 10}))
        lines = lines_of({VISITS: 10, REPEAT: 90}, {VISITS: Fraction(40, 3)})
        switching.versions.append(version(2, lines))

        switching.to(pins_of({VISITS: 30}))

        assert switching.target(VISITS) == Fraction(40, 3)

    def test_is_of_the_plan_as_it_was_before_a_switch_that_is_undone(self):
        switching = Switching(SALES, FORTY)
        switching.to(pins_of({VISITS: 10}))
        switching.to(pins_of({REPEAT: 40}))
        switching.undo()

        assert switching.target(VISITS) == Fraction(40, 3)
        switching.to(pins_of({VISITS: 30}))
        assert switching.target(VISITS) == 40

    @settings(deadline=None, max_examples=150)
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(sorted(SALES)), st.integers(1, 40), min_size=1, max_size=2
            ).filter(lambda pins: sum(pins.values()) < 60),
            min_size=1,
            max_size=6,
        )
    )
    def test_to_a_weight_that_was_not_passed_since_gives_the_target_of_then_exactly(self, pinned):
        switching = Switching(SALES, FORTY)
        seen = [switching.line(VISITS)]
        for percents in pinned:
            try:
                switching.to(pins_of(percents))
            except NoWeightLeft:
                reject()
            newest = switching.line(VISITS)
            seen = [each for each in seen if each.weight_bp > newest.weight_bp] + [newest]

        for then in reversed(seen):
            try:
                switching.to(pins_of({VISITS: then.weight_bp // 100}))
            except NoWeightLeft:
                reject()
            assert switching.target(VISITS) == then.target


class TestBases:
    def test_are_the_lines_that_printed_a_target_last(self):
        first, second = lines_of({VISITS: 30}, FORTY), lines_of({VISITS: 10}, {VISITS: None})

        bases = bases_of([version(1, second), version(0, first)], CATALOGUE)

        assert bases[VISITS].printed == first[0]

    def test_leave_out_what_was_undone(self):
        first, second = lines_of({VISITS: 30}, FORTY), lines_of({VISITS: 10}, {VISITS: Fraction(9)})
        undone = version(1, second, undone_at=datetime(2026, 2, 2, tzinfo=UTC))

        assert bases_of([version(0, first), undone], CATALOGUE) == {VISITS: Base.of(first[0])}

    def test_have_the_target_of_the_library_where_none_was_printed(self):
        lines = lines_of({VISITS: 30, TRAFFIC: 70}, {VISITS: None})

        bases = bases_of([version(0, lines)], CATALOGUE)

        assert (bases[VISITS].printed.target, bases[TRAFFIC].printed.target) == (20, None)
