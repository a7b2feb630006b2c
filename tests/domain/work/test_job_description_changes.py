from dataclasses import replace

from shared.domain.work.job_description import JobDescription, KpiLine, describe
from shared.domain.work.job_description_changes import Change, changes, needs_new_version
from tests.domain.work.test_job_description import SALES_KPIS, a_source


def described(**source) -> JobDescription:
    return describe(a_source(**source))


FIRST = described(new_visit=400, key_account=600)


class TestNeedsNewVersion:
    def test_the_first_description_is_always_new(self):
        assert needs_new_version(None, FIRST)

    def test_the_same_job_needs_none(self):
        assert not needs_new_version(FIRST, described(new_visit=4000, key_account=6000))

    def test_a_share_may_move_by_fifteen_points_but_not_by_more(self):
        assert not needs_new_version(FIRST, described(new_visit=550, key_account=450))
        assert needs_new_version(FIRST, described(new_visit=5501, key_account=4499))

    def test_a_little_auxiliary_work_more_needs_none(self):
        assert not needs_new_version(FIRST, described(new_visit=400, key_account=500, quote=100))

    def test_first_logs_after_an_empty_range_need_one(self):
        assert needs_new_version(described(), FIRST)
        assert not needs_new_version(described(), described())


class TestChanges:
    def test_moved_shares_are_told_with_both_values(self):
        found = changes(FIRST, described(new_visit=600, key_account=400))

        assert found == (
            Change("工作占比", "win_customers", "40.00%", "60.00%"),
            Change("工作占比", "keep_customers", "60.00%", "40.00%"),
        )

    def test_a_large_new_rest_is_told(self):
        found = changes(FIRST, described(new_visit=340, key_account=500, errand=160))

        assert found == (Change("工作占比", "other", "0.00%", "16.00%"),)

    def test_another_target_is_told(self):
        after = described(new_visit=400, key_account=600, goals=(("sales.new_customers", "每月8个新客户"),))

        told = {change.about: change.after for change in changes(FIRST, after)}

        assert told["win_customers"].endswith("（每月8个新客户）")
        assert "keep_customers" not in told

    def test_another_target_of_auxiliary_work_is_told(self):
        before, after = (
            described(new_visit=900, event_support=100, goals=(("sales.event_participation", goal),))
            for goal in ("2次活动", "3次活动")
        )

        assert [change.about for change in changes(before, after)] == ["support_events"]

    def test_a_kpi_that_goes_and_one_with_another_weight_are_told(self):
        kpis = (
            KpiLine("sales.new_customer_revenue_share", "新客户销售额占比", "50%", "≥30%"),
            *SALES_KPIS[1:3],
        )

        found = changes(FIRST, described(new_visit=400, key_account=600, kpis=kpis))

        assert [change for change in found if change.section == "绩效指标"] == [
            Change(
                "绩效指标",
                "sales.new_customer_revenue_share",
                "新客户销售额占比 40% ≥30%",
                "新客户销售额占比 50% ≥30%",
            ),
            Change("绩效指标", "sales.event_participation", "市场活动参与度 10% ≥2次", ""),
        ]

    def test_another_position_and_its_qualifications_are_told(self):
        after = described(positions=(("sales", 6000), ("back_office", 4000)), new_visit=400, key_account=600)

        found = changes(FIRST, after)

        assert {change.section for change in found} == {"岗位名称", "核心职责", "任职要求"}
        assert Change("岗位名称", "sales", "销售 100%", "销售 60%") in found

    def test_evidence_alone_is_no_change(self):
        assert changes(FIRST, replace(FIRST, period="2026-04-01 – 2026-04-30", provisional=True)) == ()
