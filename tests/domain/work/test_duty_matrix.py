from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.activities import STANDARD
from shared.domain.work.duty_matrix import RULES, Cell, DutyClass, Holder, classify
from tests.domain.work.logged import WEIGHTED, a_log, a_month_of

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

    def test_deleted_logs_and_strangers_play_no_part(self):
        logs = [a_log("new_visit", 60), a_log("errand", 60, deleted=True), a_log("errand", 60, by="gone")]

        cells = {cell.duty: cell.share for cell in classify([SELLER], logs, WEIGHTED)}

        assert cells == {"new_visit": 1, "key_account": 0}

    @given(
        st.dictionaries(st.sampled_from([*STANDARD, "free one", "free two"]), st.integers(1, 5000)),
        st.sets(st.sampled_from(["sales", "marketing", "customer_success", "back_office"])),
    )
    def test_every_duty_gets_exactly_one_class_and_the_shares_add_up(self, minutes, positions):
        logs = [a_log(activity, amount) for activity, amount in minutes.items()]

        cells = classify([Holder("li", tuple(sorted(positions)))], logs, WEIGHTED)

        assert len({cell.duty for cell in cells}) == len(cells)
        assert {cell.duty for cell in cells} >= set(minutes)
        assert sum(cell.share for cell in cells) == (1 if minutes else 0)


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
