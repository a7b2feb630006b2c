"""Targets out of goals on the real engine: one number in the score, its replay, the what-if, form and report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import encode
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.goals.goal import MonthSplit, Share
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion
from shared.domain.numbers import exact
from shared.domain.people import Leave, MemberStatus
from shared.domain.periods import Period
from shared.usecases.goals.assigned import assigned_targets
from shared.usecases.reports.read_performance import open_desk
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.replay_score import replay_score
from shared.usecases.scores.score_then import score_then
from shared.usecases.scores.what_if import what_if
from tests.usecases.office import asked, queried
from tests.usecases.test_discrepancies import APRIL, CODE, MONTH, WEIGHTS, Books

MARCH = Period.parse(MONTH)
MID_MARCH = datetime(2026, 3, 20, 4, tzinfo=UTC)
REVENUE, CUSTOMERS = WEIGHTS


class Aims(Books):
    """A company whose sellers aim at parts of a goal in March."""

    def aim(self, kpi=REVENUE, at=MID_MARCH, version=1, goal="gol_1", **parts):
        """Let people aim at these figures, by name; the newest one holds."""
        shares = tuple(Share(self.id_of(name), Fraction(target)) for name, target in parts.items())
        target = sum((each.target for each in shares), Fraction(0))
        split = MonthSplit(self.company.id, goal, kpi, MONTH, target, shares, version=version)
        write = Write(refs.month_splits(self.company.id, MONTH).at(kpi), split, blind=True)
        self.commit(Command("goal.publish", [write]), "林晓", self._new_key(), at)

    def publish(self, *lines, plan_id, from_on, at, **options):
        plan = PlanVersion(
            plan_id,
            self.company.id,
            from_on,
            tuple(PlanLine(kpi, weight, CATALOGUE[kpi].curve) for kpi, weight in lines),
            position="sales",
            created_at=at,
            **options,
        )
        write = Write(refs.plans(self.company.id).at(plan.id), plan, blind=True)
        self.commit(Command("direction.switch", [write]), "林晓", self._new_key(), at)
        return plan

    def score_at(self, at, name="李婷"):
        compute_scores(company_id=self.company.id, month=MONTH, at=at, code_version=CODE)
        return self.score(name)

    def history(self, name="李婷"):
        return list(every(refs.score_history(self.company.id, MONTH, self.id_of(name))))

    def person(self, name):
        ref = refs.person(self.company.id, self.id_of(name))
        return load([ref]).get(ref)


@pytest.fixture
def aims(company):
    """20 March: 李婷 sold 24 000 yuan and aims at 40 000 out of a goal; 陈浩 has no part in it."""
    found = Aims(company)
    found.plan()
    for day in (3, 4, 5):
        found.sell(f"o{day}", date(2026, 3, day), at=MID_MARCH - timedelta(days=10))
    found.aim(李婷=40_000)
    return found


def line(score, kpi=REVENUE):
    return next(each for each in score.card.lines if each.kpi_id == kpi)


class TestATargetOutOfAGoal:
    def test_is_what_the_score_is_aimed_at_and_says_so(self, aims):
        score = aims.score_at(MID_MARCH)

        mine, theirs = line(score), line(aims.score("陈浩"))
        assert (mine.target, mine.target_source, mine.goal_id) == (40_000, "goal", "gol_1")
        assert (theirs.target, theirs.target_source, theirs.goal_id) == (50_000, "plan", None)
        assert (line(score, CUSTOMERS).target, line(score, CUSTOMERS).goal_id) == (5, None)
        assert "目标 40000" in mine.reason.zh.replace(",", "")
        assert mine.to_target.amount == 16_000

    def test_is_read_once_for_everybody(self, aims):
        aims.aim(CUSTOMERS, 李婷=4, 陈浩=3)

        with asked() as meter:
            found = assigned_targets(aims.company.id, MONTH)
        with asked() as job:
            aims.score_at(MID_MARCH)

        partition = f"{aims.company.id}#target#{MONTH}"
        assert queried(meter) == [partition]
        assert queried(job).count(partition) == 1
        attainment = "sales.target_attainment"
        assert dict(found[aims.id_of("李婷")]) == {CUSTOMERS: 4, REVENUE: 40_000, attainment: 40_000}
        assert dict(found[aims.id_of("陈浩")]) == {CUSTOMERS: 3}

    def test_leaves_the_score_to_the_byte_when_nothing_else_changes(self, aims):
        first = encode(aims.score_at(MID_MARCH))

        again = encode(aims.score_at(MID_MARCH + timedelta(hours=1)))

        assert again == first
        assert len(aims.history()) == 1

    def test_is_the_same_number_in_what_if_form_and_report(self, aims):
        aims.change("李婷", leaves=(Leave(date(2026, 3, 9), date(2026, 3, 14)),))
        score = aims.score_at(APRIL)
        target = line(score).target

        tried = what_if(
            company=aims.company, person=aims.person("李婷"), period=MARCH, changes=(), at=APRIL, code_version=CODE
        )  # fmt: skip
        draft_declarations(company_id=aims.company.id, month=MONTH, at=APRIL, code_version=CODE)
        form = next(
            each
            for each in every(refs.declarations(aims.company.id, MONTH))
            if each.person_id == aims.id_of("李婷")
        )
        staff = [aims.person(name) for name in aims.people]
        desk = open_desk(aims.company, staff, staff, [MARCH], APRIL)
        report = desk.person(aims.person("李婷"), MARCH)

        workdays = 22
        assert target == Fraction(40_000 * (workdays - 5), workdays)
        assert tried.before.hash == score.hash
        pace = next(each for each in tried.pace if each.kpi_id == REVENUE)
        assert pace.target == target
        assert {each.kpi_id: each.target for each in form.lines}[REVENUE] == exact(target)
        assert next(each.line for each in report.lines if each.line.kpi_id == REVENUE).target == target

    def test_that_was_rebalanced_changes_the_next_score_and_no_earlier_one(self, aims):
        before = aims.score_at(MID_MARCH)
        aims.aim(version=2, 李婷=30_000, 陈浩=10_000)

        after = aims.score_at(MID_MARCH + timedelta(hours=2))

        stood = score_then(aims.company.id, before.person_id, MONTH, MID_MARCH + timedelta(hours=1))
        assert [line(each).target for each in (stood, after)] == [40_000, 30_000]
        for each in (stood, after):
            found = replay_score(each, code_version=CODE)
            assert (found.matches, found.replayed.hash) == (True, each.hash)

    def test_of_a_declared_month_stays_whatever_is_rebalanced(self, aims):
        aims.score_at(APRIL)
        draft_declarations(company_id=aims.company.id, month=MONTH, at=APRIL, code_version=CODE)
        aims.run(APRIL + timedelta(minutes=1))
        aims.aim(version=2, 李婷=10_000)
        aims.sell("late", date(2026, 3, 20), at=APRIL + timedelta(hours=1))

        aims.run(APRIL + timedelta(hours=2))

        [one] = aims.found()
        assert line(aims.score()).target == 40_000
        assert one.found.new_events == ("evt-late-1",)
        tried = what_if(
            company=aims.company, person=aims.person("李婷"), period=MARCH, changes=(),
            at=APRIL + timedelta(hours=3), code_version=CODE,
        )  # fmt: skip
        assert line(tried.after).target == 40_000

    def test_of_zero_gives_its_weight_to_the_other_lines(self, aims):
        aims.aim(CUSTOMERS, 李婷=0)

        score = aims.score_at(MID_MARCH)

        assert (line(score, CUSTOMERS).state, line(score).weight_bp) == ("na", 10_000)


class TestASwitchThatWasUndone:
    def test_is_as_if_it_never_was_and_its_earlier_score_still_replays(self, aims):
        plain = aims.score_at(MID_MARCH)
        begun = MID_MARCH - timedelta(days=8)
        switch = aims.publish(
            (REVENUE, 2_000),
            (CUSTOMERS, 8_000),
            plan_id="pln_switch",
            from_on=date(2026, 3, 16),
            at=begun,
            switch_id="dsw_1",
            hold_harmless=False,
        )
        switched = aims.score_at(MID_MARCH + timedelta(hours=1))
        undone = replace(switch, undone_at=MID_MARCH + timedelta(hours=2))
        write = Write(refs.plans(aims.company.id).at(switch.id), undone, blind=True)
        aims.commit(Command("direction.undo", [write]), "林晓", "undo", MID_MARCH)

        after = aims.score_at(MID_MARCH + timedelta(hours=3))

        assert switched.plan_version_ids == ("pln_2020", "pln_switch")
        assert switched.hash != plain.hash == after.hash
        assert encode(after.card) == encode(plain.card)
        for each in (switched, after):
            found = replay_score(each, code_version=CODE)
            assert (found.matches, found.replayed.hash) == (True, each.hash)

    def test_is_still_there_for_a_run_of_before(self, aims):
        switch = aims.publish(
            (REVENUE, 2_000),
            (CUSTOMERS, 8_000),
            plan_id="pln_switch",
            from_on=date(2026, 3, 16),
            at=MID_MARCH - timedelta(days=8),
            undone_at=MID_MARCH + timedelta(minutes=1),
        )

        score = aims.score_at(MID_MARCH)

        assert switch.id in score.plan_version_ids
        assert replay_score(score, code_version=CODE).matches


class TestALeaver:
    @pytest.mark.parametrize("status", [MemberStatus.ACTIVE, MemberStatus.REMOVED])
    def test_is_scored_and_declared_for_their_days(self, aims, status):
        aims.change("李婷", left_on=date(2026, 3, 16), status=status)

        score = aims.score_at(APRIL)
        draft_declarations(company_id=aims.company.id, month=MONTH, at=APRIL, code_version=CODE)

        days = Fraction(10, 22)
        assert (line(score).target, line(score, CUSTOMERS).target) == (40_000 * days, 5 * days)
        assert line(score).until_on == "2026-03-16"
        assert score.person_id in {
            each.person_id for each in every(refs.declarations(aims.company.id, MONTH))
        }
        assert replay_score(score, code_version=CODE).matches

    def test_is_not_scored_in_the_months_after(self, aims):
        aims.change("李婷", left_on=date(2026, 3, 1))

        aims.run()

        scored = {each.person_id for each in every(refs.scores(aims.company.id, MONTH))}
        assert (aims.id_of("李婷") in scored, aims.id_of("陈浩") in scored) == (False, True)
        desk = open_desk(
            aims.company,
            aims.people.values(),
            aims.people.values(),
            [MARCH],
            APRIL,
        )
        team = desk.team(aims.people.values(), MARCH, ("", ""))
        assert aims.id_of("李婷") not in {each.whose.person_id for each in team.members}
        assert desk.person(aims.people["李婷"], MARCH).why_none == "report.had_left"
