import pytest

from shared.domain.work.duties.activities import (
    STANDARD,
    Activity,
    catalogue_of,
    core_duties,
    duties_of,
    suggested_links,
)
from shared.domain.work.duties.positions import POSITIONS, Position, Responsibility, uncovered
from shared.domain.work.logs.kinds import CUSTOMER_CONTACT, STANDARD_KINDS

LINKED = {
    "sales.new_customer_revenue_share",
    "sales.repurchase_rate",
    "sales.cycle_days",
    "sales.event_participation",
    "sales.revenue",
    "mkt.valid_leads",
    "mkt.event_conversion_rate",
    "mkt.event_attendance",
    "mkt.article_reads",
    "cs.retention_rate",
    "cs.csat",
    "cs.upgrade_rate",
    "cs.complaints_closed_on_time",
    "bo.order_on_time",
    "bo.order_accuracy",
    "bo.order_cycle_hours",
}
PREFIXES = {"sales": "sales.", "marketing": "mkt.", "customer_success": "cs.", "back_office": "bo."}


class TestCatalogue:
    def test_each_position_has_five_to_eight_duties_and_a_core_list(self):
        for position in POSITIONS:
            assert 5 <= len(duties_of(position, STANDARD)) <= 8
            assert core_duties(position, STANDARD)

    def test_every_kpi_of_a_standard_scorecard_is_fed_by_some_activity(self):
        fed = {kpi for activity in STANDARD.values() for kpi in activity.kpis}

        assert fed >= LINKED

    def test_a_duty_feeds_only_kpis_of_its_own_position(self):
        for position, prefix in PREFIXES.items():
            for duty in duties_of(position, STANDARD):
                assert duty.kpis
                assert all(kpi.startswith(prefix) for kpi in duty.kpis)

    def test_work_that_is_nobodys_feeds_nothing_and_fits_every_kind_of_log(self):
        nobodys = [activity for activity in STANDARD.values() if activity.position is None]

        assert {activity.id for activity in nobodys} >= {"daily_report", "errand"}
        assert all(not activity.kpis and set(activity.kinds) == set(STANDARD_KINDS) for activity in nobodys)

    def test_two_activities_of_one_id_are_refused(self):
        visit = Activity("visit", "拜访", "Visit", (CUSTOMER_CONTACT,))

        with pytest.raises(ValueError, match="visit"):
            catalogue_of([visit, visit])

    def test_it_cannot_be_changed_in_place(self):
        with pytest.raises(TypeError):
            STANDARD["visit"] = STANDARD["new_visit"]


class TestSuggestedLinks:
    def test_they_are_the_kpis_that_the_activity_feeds(self):
        assert suggested_links("key_account")[0] == "sales.repurchase_rate"

    def test_a_free_activity_suggests_none(self):
        assert suggested_links("园区考察") == ()


class TestPositions:
    def test_their_names_are_given_in_both_languages(self):
        names = {position.id: (position.zh, position.en) for position in POSITIONS.values()}

        assert names == {
            "sales": ("销售", "Sales"),
            "marketing": ("市场", "Marketing"),
            "customer_success": ("客户成功", "Customer success"),
            "back_office": ("后勤", "Back office"),
        }

    def test_each_has_at_most_eight_responsibilities_that_begin_with_a_verb(self):
        # The two-character verbs in use, so that a new line that begins with a noun is noticed.
        verbs = tuple(
            "开发 达成 维护 支持 编制 跟进 更新 策划 组织 制作 收集 移交 开展 复盘 回访 辅导 推荐 处理 "
            "协助 录入 开具 归档 核对 响应".split()
        )

        for position in POSITIONS.values():
            assert 1 <= len(position.responsibilities) <= 8
            assert all(each.zh.startswith(verbs) for each in position.responsibilities)

    def test_their_responsibilities_hold_each_duty_of_the_position_once(self):
        for position in POSITIONS.values():
            held = [activity for each in position.responsibilities for activity in each.activities]

            assert sorted(held) == sorted(duty.id for duty in duties_of(position.id, STANDARD))

    def test_every_core_duty_stands_in_a_core_responsibility(self):
        for position in POSITIONS.values():
            core = {
                activity for each in position.responsibilities if each.core for activity in each.activities
            }

            assert core >= {duty.id for duty in core_duties(position.id, STANDARD)}

    def test_their_goals_are_kpis_of_the_position(self):
        for position in POSITIONS.values():
            goals = {kpi for each in position.responsibilities for kpi in each.goal_kpis}

            assert all(goal.startswith(PREFIXES[position.id]) for goal in goals)

    def test_qualifications_tell_required_from_welcome(self):
        assert all(position.must and position.ideal for position in POSITIONS.values())


class TestUncovered:
    def test_new_customer_share_and_repurchase_cover_the_sales_target(self):
        scorecard = {"sales.new_customer_revenue_share", "sales.repurchase_rate"}

        assert uncovered(POSITIONS["sales"], scorecard) == ()

    def test_an_empty_scorecard_covers_no_core_responsibility(self):
        left = [each.id for each in uncovered(POSITIONS["sales"], set())]

        assert left == ["win_customers", "reach_revenue", "keep_customers"]

    def test_a_responsibility_that_is_not_core_asks_for_no_kpi(self):
        desk = Position("desk", "前台", "Desk", (Responsibility("greet", "接待访客", ("greeting",)),))

        assert uncovered(desk, set()) == ()
