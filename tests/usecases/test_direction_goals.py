"""A switch leaves the targets that company goals assigned, and says so to who decides and to who is told."""

from datetime import date
from fractions import Fraction

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every
from shared.domain.direction.changes import LineChange
from shared.domain.goals.goal import Goal, MonthSplit, Share, SplitRule
from shared.domain.messages import sentence
from shared.usecases.direction.standing_goals import standing_goals
from shared.usecases.scores.compute_scores import compute_scores
from tests.usecases.test_direction import decide, do, preview, selling, switch, told, undo
from tests.usecases.test_what_if import LATER, a_month

VISITS, APRIL_1 = "sales.offline_visits", date(2026, 4, 1)


def aim(founding, *months, kpi=VISITS, of=None, state="published", **parts):
    """Let people aim at parts of a goal, by name, in some months."""
    shares = tuple(Share(founding.people[name].id, Fraction(target)) for name, target in parts.items())
    target = sum((each.target for each in shares), Fraction(0))
    splits = tuple(MonthSplit(founding.company.id, "gol_1", kpi, month, target, shares) for month in months)
    goal = Goal(
        "gol_1",
        founding.company.id,
        of or kpi,
        "2026",
        "sales",
        target,
        SplitRule(),
        splits,
        state=state,
    )
    writes = [Write(refs.goals(founding.company.id).at(goal.id), goal)]
    if state == "published":
        writes += [Write(refs.month_splits(founding.company.id, each.month).at(kpi), each) for each in splits]
    do(founding, Command("test.goal", writes))


def warned(prospect):
    return [each for each in prospect.warnings if each.code == "direction.goal_stands"]


@pytest.fixture
def aiming(company):
    """李婷 and 王磊 aim at visits out of a goal from April to June; the plan asks everybody for 40."""
    selling(company)
    aim(company, "2026-04", "2026-05", "2026-06", 李婷=40, 王磊=30)
    return company


class TestThePreview:
    def test_names_the_kpi_the_people_and_the_months_that_keep_their_target(self, aiming):
        (found,) = warned(preview(aiming, from_on=APRIL_1))

        assert found.kpi_id == VISITS
        assert "李婷" in found.zh
        assert "王磊" in found.zh
        assert "陈浩" not in found.zh
        assert "“线下客户拜访次数”目标由公司目标分配（2026-04 至 2026-06）" in found.zh
        assert "不是方案里的 13.3 次" in found.zh
        assert "请调整公司目标" in found.zh
        assert "change the company goal" in found.en

    def test_looks_at_months_from_the_switch_on_alone(self, aiming):
        (found,) = warned(preview(aiming, from_on=date(2026, 5, 18)))

        assert "（2026-05 至 2026-06）" in found.zh
        assert warned(preview(aiming, from_on=date(2026, 7, 1))) == []

    def test_says_nothing_where_the_target_stays(self, aiming):
        assert warned(preview(aiming, from_on=APRIL_1, keep_targets=frozenset({VISITS}))) == []

    def test_says_nothing_of_a_goal_that_is_a_draft(self, company):
        selling(company)
        aim(company, "2026-04", state="draft", 李婷=40)

        assert warned(preview(company, from_on=APRIL_1)) == []

    def test_knows_a_companys_own_figure_by_the_kpi_that_people_are_measured_by(self, company):
        selling(company)
        aim(company, "2026-04", kpi="sales.revenue", of="co.revenue", 李婷=40_000)
        moved = LineChange(
            "sales.revenue", Fraction(30), Fraction(10), Fraction(50_000), Fraction(20_000), "pinned"
        )

        found = standing_goals(company.company.id, [moved], APRIL_1)

        assert found == {company.people["李婷"].id: {"sales.revenue": ("2026-04",)}}

    def test_says_nothing_of_a_goal_for_another_kpi(self, company):
        selling(company)
        aim(company, "2026-04", kpi="sales.event_participation", 李婷=4)

        assert warned(preview(company, from_on=APRIL_1)) == []


class TestTheMessage:
    def test_of_a_switch_claims_no_other_target_for_who_was_assigned_one(self, aiming):
        switch(aiming, from_on=APRIL_1)

        messages = {
            name: sentence(each, "zh-CN") for name, each in told(aiming, "direction.switched").items()
        }
        assert "线下客户拜访次数 30→10%" in messages["李婷"]
        assert "13.3" not in messages["李婷"]
        assert "线下客户拜访次数 的目标由公司目标分配（2026-04 至 2026-06），不随之改变" in messages["李婷"]
        assert "目标 40→13.3 次" in messages["陈浩"]

    def test_of_an_undone_one_neither(self, aiming):
        undo(aiming, switch(aiming, from_on=APRIL_1))

        messages = {name: sentence(each, "en") for name, each in told(aiming, "direction.undone").items()}
        assert "13.3" not in messages["李婷"]
        assert "(2026-04 to 2026-06) stays" in messages["李婷"]
        assert "13.3→40" in messages["陈浩"]


class TestTheScore:
    def test_is_against_the_whole_assigned_target_as_was_said(self, company):
        selling(company)
        aim(company, "2026-03", 李婷=40)
        a_month(company)
        made = decide(company, from_on=date(2026, 3, 23), at=LATER)
        do(company, made.command, at=LATER)
        compute_scores(company_id=company.company.id, month="2026-03", at=LATER, code_version="v1")

        scores = {each.person_id: each.card for each in every(refs.scores(company.company.id, "2026-03"))}
        mine, other = (scores[company.people[name].id] for name in ("李婷", "陈浩"))
        targets = [
            next(line.target for line in card.lines if line.kpi_id == VISITS) for card in (mine, other)
        ]

        assert "2026-03" in warned(made.prospect)[0].zh
        assert targets[0] == 40
        assert targets[1] < 40
