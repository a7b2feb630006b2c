from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.duties.activities import STANDARD, Activity, catalogue_of
from shared.domain.work.duties.matrix import RULES, Cell, DutyClass, Holder, classify
from shared.domain.work.logs.kinds import CUSTOMER_CONTACT
from tests.domain.work.logged import WEIGHTED, a_month_of, some_work

SELLER = Holder("li", ("sales",))


def row(holder: Holder = SELLER, **minutes: int) -> dict[str, Cell]:
    cells = classify([holder], a_month_of(holder.person_id, **minutes), WEIGHTED)
    return {cell.duty: cell for cell in cells}


class TestClassify:
    def test_work_that_feeds_nothing_and_is_nobodys_duty_is_redundant_at_any_share(self):
        assert row(new_visit=900, errand=100)["errand"].duty_class is DutyClass.REDUNDANT
        assert row(new_visit=100, errand=900)["errand"].duty_class is DutyClass.REDUNDANT
        assert row(new_visit=990, errand=10)["errand"].duty_class is DutyClass.REDUNDANT

    def test_an_own_duty_without_weighted_kpi_is_auxiliary_at_30_percent(self):
        assert row(new_visit=700, quote=300)["quote"].duty_class is DutyClass.AUXILIARY

    def test_an_own_duty_at_2_percent_is_auxiliary(self):
        assert row(new_visit=980, quote=20)["quote"].duty_class is DutyClass.AUXILIARY

    def test_the_share_is_compared_before_it_is_rounded(self):
        just_below = row(new_visit=80004, event_support=19996)["event_support"]
        just_there = row(new_visit=80000, event_support=20000)["event_support"]

        assert just_below.duty_class is DutyClass.AUXILIARY
        assert just_there.duty_class is DutyClass.CORE

    def test_the_core_list_is_core_even_without_a_minute(self):
        cells = row(quote=600)

        assert (cells["new_visit"].share, cells["new_visit"].duty_class) == (0, DutyClass.CORE)
        assert cells["key_account"].rule.id == "duty.own_core_list"

    def test_somebody_who_logged_nothing_has_their_core_list(self):
        cells = row()

        assert {cell.duty: cell.share for cell in cells.values()} == {"new_visit": 0, "key_account": 0}

    def test_an_unknown_activity_waits_for_hr(self):
        cell = row(new_visit=100, 园区考察=900)["园区考察"]

        assert cell.duty_class is DutyClass.UNCLASSIFIED
        assert cell.sentence("zh") == "“园区考察”不在工作目录中，请 HR 归类。"

    def test_a_colleagues_core_duty_is_auxiliary_here_until_it_takes_a_fifth(self):
        assert row(new_visit=850, care_call=150)["care_call"].duty_class is DutyClass.AUXILIARY
        assert row(new_visit=750, care_call=250)["care_call"].duty_class is DutyClass.CORE

    def test_a_duty_whose_kpis_weigh_nothing_anywhere_stays_auxiliary(self):
        cells = classify([SELLER], a_month_of("li", new_visit=500, event_support=500), {"sales": set()})

        assert {cell.duty: cell.duty_class for cell in cells}["event_support"] is DutyClass.AUXILIARY

    def test_work_that_is_nobodys_but_feeds_a_weighted_kpi_is_not_redundant(self):
        own = {**STANDARD, "errand": replace(STANDARD["errand"], kpis=("own.deliveries",))}
        weighted = {"own": {"own.deliveries"}}

        small = classify([SELLER], a_month_of("li", new_visit=900, errand=100), weighted, own)
        large = classify([SELLER], a_month_of("li", new_visit=500, errand=500), weighted, own)

        assert {cell.duty: cell.rule.id for cell in small}["errand"] == "duty.the_rest"
        assert {cell.duty: cell.rule.id for cell in large}["errand"] == "duty.large_share"

    def test_two_positions_bring_both_core_lists(self):
        cells = row(Holder("li", ("sales", "back_office")), order_entry=100)

        assert {duty for duty, cell in cells.items() if cell.rule.id == "duty.own_core_list"} == {
            "new_visit",
            "key_account",
            "order_entry",
            "delivery_follow_up",
        }

    def test_fewer_than_ten_logged_days_are_provisional(self):
        nine = classify([SELLER], a_month_of("li", days=9, new_visit=900), WEIGHTED)
        ten = classify([SELLER], a_month_of("li", days=10, new_visit=900), WEIGHTED)

        assert all(cell.provisional for cell in nine)
        assert not any(cell.provisional for cell in ten)

    def test_rows_come_by_holder_and_minutes(self):
        logs = [*a_month_of("li", new_visit=100, quote=300), *a_month_of("han", care_call=100)]

        cells = classify([Holder("han", ()), SELLER], logs, WEIGHTED)

        assert [(cell.person_id, cell.duty) for cell in cells] == [
            ("han", "care_call"),
            ("li", "quote"),
            ("li", "new_visit"),
            ("li", "key_account"),
        ]

    def test_strangers_play_no_part(self):
        logs = [some_work("new_visit", 60), some_work("errand", 60, by="gone")]

        cells = {cell.duty: cell.share for cell in classify([SELLER], logs, WEIGHTED)}

        assert cells == {"new_visit": 1, "key_account": 0}

    @given(
        st.dictionaries(st.sampled_from([*STANDARD, "free one", "free two"]), st.integers(1, 5000)),
        st.sets(st.sampled_from(["sales", "marketing", "customer_success", "back_office"])),
    )
    def test_every_duty_gets_exactly_one_class_and_the_shares_add_up(self, minutes, positions):
        logs = [some_work(activity, amount) for activity, amount in minutes.items()]

        cells = classify([Holder("li", tuple(sorted(positions)))], logs, WEIGHTED)

        assert len({cell.duty for cell in cells}) == len(cells)
        assert {cell.duty for cell in cells} >= set(minutes)
        assert sum(cell.share for cell in cells) == (1 if minutes else 0)


PEOPLE, POSITIONS, KPIS = ("li", "han", "wang"), ("sales", "host"), ("own.a", "own.b")
duties = st.sampled_from([*"abcdef", "没听说过", ""])
activities = st.builds(
    Activity,
    st.sampled_from("abcdef"),
    st.just("直播"),
    st.just("Live show"),
    st.just((CUSTOMER_CONTACT,)),
    st.none() | st.sampled_from([*POSITIONS, "nobody holds it"]),
    st.booleans(),
    st.lists(st.sampled_from(KPIS), unique=True).map(tuple),
)
catalogues = st.lists(activities, unique_by=lambda each: each.id).map(catalogue_of)
works = st.lists(
    st.builds(
        some_work,
        duties,
        st.integers(1, 1440),
        by=st.sampled_from([*PEOPLE, "gone"]),
        on=st.dates(date(2026, 3, 1), date(2026, 3, 31)),
    ),
    max_size=30,
)
weights = st.dictionaries(st.sampled_from(POSITIONS), st.sets(st.sampled_from(KPIS)))
holders = st.lists(
    st.builds(Holder, st.sampled_from(PEOPLE), st.lists(st.sampled_from(POSITIONS), unique=True).map(tuple)),
    unique_by=lambda each: each.person_id,
)


class TestAnyWorkInAnyCatalogue:
    """The classes as a total function: whatever was logged, and whatever the catalogue says."""

    @given(holders, works, weights, catalogues)
    def test_every_cell_has_the_first_rule_that_holds(self, holders, work, weighted, catalogue):
        positions = {each.person_id: each.positions for each in holders}
        scored = {kpi for kpis in weighted.values() for kpi in kpis}

        for cell in classify(holders, work, weighted, catalogue):
            duty = catalogue.get(cell.duty)
            feeds = duty is not None and any(kpi in scored for kpi in duty.kpis)
            holds = {
                "duty.unknown_activity": duty is None,
                "duty.own_core_list": duty is not None
                and duty.core
                and duty.position in positions[cell.person_id],
                "duty.feeds_nothing": duty is not None and duty.position is None and not feeds,
                "duty.large_share": feeds and 5 * cell.share >= 1,
                "duty.the_rest": True,
            }
            assert [rule.id for rule in RULES] == list(holds)
            assert cell.rule is next(rule for rule in RULES if holds[rule.id])
            assert cell.duty_class is cell.rule.duty_class
            assert "{" not in cell.sentence("zh") + cell.sentence("en")

    @given(holders, works, weights, catalogues)
    def test_each_duty_stands_there_once_and_each_minute_is_in_one_of_them(
        self, holders, work, weighted, catalogue
    ):
        cells = classify(holders, work, weighted, catalogue)

        assert len({(cell.person_id, cell.duty) for cell in cells}) == len(cells)
        for holder in holders:
            own = [each for each in work if each.person_id == holder.person_id]
            row = [cell for cell in cells if cell.person_id == holder.person_id]
            assert sum(cell.minutes for cell in row) == sum(each.minutes for each in own)
            assert sum(cell.count for cell in row) == sum(each.count for each in own)
            assert sum(cell.share for cell in row) == (1 if own else 0)
            assert {cell.provisional for cell in row} <= {len({each.on for each in own}) < 10}

    @given(holders, works, weights, catalogues)
    def test_the_order_of_the_work_does_not_matter(self, holders, work, weighted, catalogue):
        cells = classify(holders, work, weighted, catalogue)

        assert classify(holders, work[::-1], weighted, catalogue) == cells


class TestSentence:
    def test_it_says_the_share_rounded_down_in_both_languages(self):
        cell = row(new_visit=80004, event_support=19996)["event_support"]

        assert "占本人工时 19.99%" in cell.sentence("zh")
        assert "“Helping at marketing events” takes 19.99% of own time" in cell.sentence("en")

    def test_every_rule_has_its_own_id_and_a_class(self):
        assert len({rule.id for rule in RULES}) == 5
        assert {rule.duty_class for rule in RULES} == set(DutyClass)


class TestDutyClass:
    def test_core_needs_a_kpi_auxiliary_is_bounded_and_redundant_carries_none(self):
        follows = {each: (each.needs_kpi, each.heaviest_kpi_bp) for each in DutyClass}

        assert follows == {
            DutyClass.CORE: (True, None),
            DutyClass.AUXILIARY: (False, 2000),
            DutyClass.REDUNDANT: (False, 0),
            DutyClass.UNCLASSIFIED: (False, 0),
        }


class TestPlantedThreePeople:
    """A seller, a marketer and a clerk with every class among them."""

    def test_they_are_classified_exactly(self):
        holders = [SELLER, Holder("han", ("marketing",)), Holder("wang", ("back_office",))]
        logs = [
            *a_month_of("li", new_visit=1000, key_account=750, event_support=505, errand=245),
            *a_month_of(
                "han", campaign_planning=600, event_hosting=600, content=500, new_visit=200, 拍照=100
            ),
            *a_month_of("wang", order_entry=900, delivery_follow_up=500, invoicing=500, daily_report=100),
        ]

        cells = classify(holders, logs, WEIGHTED)

        assert [(cell.person_id, cell.duty, cell.duty_class.value) for cell in cells] == [
            ("li", "new_visit", "core"),
            ("li", "key_account", "core"),
            ("li", "event_support", "core"),
            ("li", "errand", "redundant"),
            ("han", "campaign_planning", "core"),
            ("han", "event_hosting", "core"),
            ("han", "content", "core"),
            ("han", "new_visit", "auxiliary"),
            ("han", "拍照", "unclassified"),
            ("wang", "order_entry", "core"),
            ("wang", "delivery_follow_up", "core"),
            ("wang", "invoicing", "core"),
            ("wang", "daily_report", "redundant"),
        ]
        assert cells[3].share == Fraction(245, 2500)
