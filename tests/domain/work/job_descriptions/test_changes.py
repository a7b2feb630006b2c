from dataclasses import replace

from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.job_descriptions.changes import (
    SECTIONS_EN,
    Change,
    changed_beside_shares,
    changes,
    needs_new_version,
)
from shared.domain.work.job_descriptions.content import Goal, JobDescription, KpiLine, describe
from tests.domain.work.job_descriptions.test_content import SALES_KPIS, a_source


def described(**source) -> JobDescription:
    return describe(a_source(**source))


FIRST = described(new_visit=400, key_account=600)
"""A seller's job: two core duties with minutes, one without."""


def reclassified(content: JobDescription, duty: str, *, decided: bool) -> JobDescription:
    """The content with an auxiliary duty among the core ones."""
    (line,) = (line for line in content.auxiliary if line.id == duty)
    moved = replace(line, duty_class=DutyClass.CORE, decided=decided)
    others = tuple(line for line in content.auxiliary if line.id != duty)
    return replace(content, duties=(*content.duties, moved), auxiliary=others)


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

    def test_a_duty_that_crosses_into_the_core_by_a_few_minutes_needs_none(self):
        before = described(new_visit=810, event_support=190)
        after = described(new_visit=790, event_support=210)

        assert [line.id for line in after.duties if line.id == "support_events"]
        assert not needs_new_version(before, after)

    def test_a_duty_that_hr_calls_core_needs_one(self):
        before = described(new_visit=900, event_support=100)

        assert needs_new_version(before, reclassified(before, "support_events", decided=True))
        assert not needs_new_version(before, reclassified(before, "support_events", decided=False))


class TestChangedBesideShares:
    def test_moved_shares_and_what_comes_with_them_are_nothing_else(self):
        moved = described(new_visit=100, key_account=200, care_call=700)

        assert needs_new_version(FIRST, moved)
        assert not changed_beside_shares(FIRST, moved)

    def test_another_manager_purpose_kpi_or_position_is_something_else(self):
        others = [
            replace(FIRST, reports_to="何静"),
            replace(FIRST, purpose="经营老客户"),
            replace(FIRST, kpis=FIRST.kpis[:3]),
            replace(FIRST, must=("熟悉产品",)),
            described(positions=(("sales", 6000), ("back_office", 4000)), new_visit=400, key_account=600),
        ]

        assert [changed_beside_shares(FIRST, other) for other in others] == [True] * 5

    def test_a_description_from_before_there_were_purposes_asks_for_nothing(self):
        kpis = tuple(KpiLine(line.kpi_id, line.zh, line.weight, line.target) for line in FIRST.kpis)
        old = replace(FIRST, purpose="", reports_to="", kpis=kpis)

        assert changes(old, FIRST) == ()


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

    def test_an_auxiliary_duty_that_comes_is_told_in_its_section(self):
        found = changes(FIRST, described(new_visit=400, key_account=500, quote=100))

        assert found == (Change("辅助职责", "quote", "", "编制报价与方案，按时答复客户"),)

    def test_a_duty_that_moves_between_the_sections_is_told_in_both(self):
        before = described(new_visit=900, event_support=100)

        found = changes(before, reclassified(before, "support_events", decided=False))

        text = "支持市场活动，接待并跟进到场客户（每月2次活动）"
        assert found == (
            Change("核心职责", "support_events", "", text),
            Change("辅助职责", "support_events", text, ""),
        )

    def test_another_purpose_and_another_manager_are_told(self):
        found = changes(FIRST, replace(FIRST, purpose="经营老客户", reports_to=""))

        assert found == (
            Change("岗位目的", "purpose", FIRST.purpose, "经营老客户"),
            Change("汇报对象", "reports_to", "王磊", ""),
        )

    def test_another_formula_or_source_is_told(self):
        line = replace(FIRST.kpis[0], source="商机记录")

        found = changes(FIRST, replace(FIRST, kpis=(line, *FIRST.kpis[1:])))

        formula = "新客户订单净额 ÷ 全部订单净额"
        assert found == (
            Change("指标口径", line.kpi_id, f"{formula}（数据：订单记录）", f"{formula}（数据：商机记录）"),
        )

    def test_every_section_has_an_english_name(self):
        other = described(
            positions=(("marketing", 10_000),), goals=(), kpis=(), content=600, campaign_review=100
        )
        formula = replace(FIRST.kpis[0], formula="新的口径")
        found = (
            *changes(FIRST, replace(other, reports_to="何静")),
            *changes(FIRST, replace(FIRST, kpis=(formula,))),
        )

        assert {change.section for change in found} == set(SECTIONS_EN)

    def test_another_target_is_told(self):
        after = described(
            new_visit=400, key_account=600, goals=(Goal("sales.new_customers", "每月8个新客户"),)
        )

        told = {change.about: change.after for change in changes(FIRST, after)}

        assert told["win_customers"].endswith("（每月8个新客户）")
        assert "keep_customers" not in told

    def test_another_target_of_auxiliary_work_is_told(self):
        before, after = (
            described(new_visit=900, event_support=100, goals=(Goal("sales.event_participation", goal),))
            for goal in ("2次活动", "3次活动")
        )

        assert [change.about for change in changes(before, after)] == ["support_events"]

    def test_a_kpi_that_goes_and_one_with_another_weight_are_told(self):
        kpis = (
            replace(SALES_KPIS[0], weight="50%"),
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

        assert {change.section for change in found} == {"岗位名称", "岗位目的", "核心职责", "任职要求"}
        assert Change("岗位名称", "sales", "销售 100%", "销售 60%") in found

    def test_evidence_alone_is_no_change(self):
        assert changes(FIRST, replace(FIRST, period="2026-04-01 – 2026-04-30", provisional=True)) == ()
