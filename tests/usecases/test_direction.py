"""A switch of direction on the real engine: previewed, made and undone as one act, and told to everybody."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from pynamodb.exceptions import TransactWriteError

from infra.local.calls import refusal
from infra.local.engine import Fault
from shared.adapters.dynamo import outbox, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Raw, Write, commit
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, load, rows
from shared.domain.direction.dates import MonthSettled, SwitchTooEarly
from shared.domain.direction.switch import Pin
from shared.domain.direction.undo import AlreadyDeclared, AlreadyUndone, BuiltUpon
from shared.domain.ids import new_id
from shared.domain.kpi.catalogue import default_line
from shared.domain.kpi.plans import PlanVersion
from shared.domain.messages import sentence
from shared.domain.people import Assignment
from shared.usecases.direction.redirect_plans import NoPlanToRedirect
from shared.usecases.direction.switch_direction import NothingChanges, preview_direction, switch_direction
from shared.usecases.direction.undo_switch import undo_switch
from shared.usecases.direction.wanted import NotOneDirection, PositionNotPinned, UnknownTemplate, Wanted
from shared.usecases.plans.head import PreviewStale, version_of
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.review import draft_declarations as drafting
from shared.usecases.review.deliver_messages import deliver_messages
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores import facts
from shared.usecases.scores.compute_scores import compute_scores
from tests.domain.kpi.building import MARCH
from tests.usecases.office import asked, queried
from tests.usecases.test_what_if import LATER, OVER, a_month, everything

AT = datetime(2026, 3, 10, 2, tzinfo=UTC)
"""Tuesday, 10 March 2026, ten o'clock in Shanghai: a change holds from the 12th on at the earliest."""
MONDAY = date(2026, 3, 16)
WEIGHTS = {
    "sales.new_customer_revenue_share": 2800,
    "sales.repurchase_rate": 2100,
    "sales.cycle_days": 1400,
    "sales.event_participation": 700,
    "sales.offline_visits": 3000,
}
"""A seller's plan with visits: the scorecard of a company that is about to go online."""


def visits(percent=30):
    return default_line("sales.offline_visits", percent * 100)


def publish(founding, lines, *, from_on=date(2026, 2, 1), **scope):
    """Let a plan version be on record."""
    plan = PlanVersion(new_id("pln", AT), founding.company.id, from_on, tuple(lines), created_at=AT, **scope)
    do(founding, Command("test.plan", [Write(refs.plans(founding.company.id).at(plan.id), plan)]))
    return plan


def do(founding, command, *, by="林晓", at=AT):
    key = Key("test", new_id("key", at), "")
    return commit(command, actor=founding.member(by), key=key, answer={}, at=at)


def selling(founding):
    """Let the sellers' plan have visits, with the target 40 printed."""
    lines = [default_line(kpi, weight) for kpi, weight in WEIGHTS.items()]
    lines = [replace(each, target=Fraction(40)) if "visits" in each.kpi_id else each for each in lines]
    return publish(founding, lines, position="sales")


def head(founding):
    ref = refs.plans_head(founding.company.id)
    return load([ref]).find(ref)


def preview(founding, template="online", from_on=MONDAY, *, at=AT, by="林晓", **more):
    return preview_direction(
        wanted=Wanted(from_on, template, **more),
        company=founding.company,
        actor=founding.member(by),
        at=at,
        code_version="v1",
    )


def decide(founding, template="online", from_on=MONDAY, *, at=AT, by="林晓", version=None, **more):
    """Decide on a switch without committing it."""
    found = head(founding)
    return switch_direction(
        wanted=Wanted(from_on, template, **more),
        version=version_of(found) if version is None else version,
        reason="线上订单增长更快",
        company=founding.company,
        head=found,
        actor=founding.member(by),
        at=at,
        code_version="v1",
    )


def switch(founding, *args, by="林晓", at=AT, **more):
    made = decide(founding, *args, by=by, at=at, **more)
    do(founding, made.command, by=by, at=at)
    return made


def undo(founding, made, *, by="周敏", at=AT):
    found = undoing(founding, made, by=by, at=at)
    do(founding, found.command, by=by, at=at)
    return found.switch


def undoing(founding, made, *, by="周敏", at=AT):
    ref = refs.direction_switches(founding.company.id).at(made.switch.id)
    return undo_switch(
        switch=load([ref]).get(ref),
        reason="季度目标改了",
        company=founding.company,
        head=head(founding),
        actor=founding.member(by),
        at=at,
    )


def declare(founding):
    """Let March be over and everybody's form of it be drafted."""
    ids = {"company_id": founding.company.id, "month": MARCH.key, "at": OVER, "code_version": "v1"}
    compute_scores(**ids)
    draft_declarations(**ids)


def weights(lines):
    return {each.kpi_id.partition(".")[2]: each.weight_bp // 100 for each in lines}


def of(prospect, name):
    return next(each for each in prospect.people if each.person.name == name)


def plans_on_record(founding):
    return list(every(refs.plans(founding.company.id)))


def told(founding, topic):
    names = {each.id: name for name, each in founding.people.items()}
    return {
        names[message.person_id]: message
        for _, message in outbox.waiting()
        if message.topic == topic and message.person_id in names
    }


class TestPreview:
    def test_pins_the_templates_weights_and_shares_the_rest(self, company):
        selling(company)

        (found,) = preview(company).redirections

        assert weights(found.before.lines)["offline_visits"] == 30
        assert weights(found.after.lines) == {
            "online_traffic": 20,
            "online_conversion": 30,
            "offline_visits": 10,
            "new_customer_revenue_share": 16,
            "repurchase_rate": 12,
            "cycle_days": 8,
            "event_participation": 4,
        }
        assert found.redirected.needs_choice == ("sales.event_participation",)

    def test_lowers_the_target_of_the_sum_that_the_template_lowers_unless_it_is_kept(self, company):
        selling(company)

        lowered, kept = preview(company), preview(company, keep_targets=frozenset({"sales.offline_visits"}))

        targets = [
            next(line.target for line in each.redirections[0].after.lines if "visits" in line.kpi_id)
            for each in (lowered, kept)
        ]
        assert targets == [Fraction(40, 3), 40]

    def test_writes_nothing(self, company):
        selling(company)
        a_month(company)
        before = everything()

        preview(company)

        assert everything() == before

    def test_compares_both_plans_for_everybody_in_review(self, company):
        selling(company)
        a_month(company)

        found = preview(company, from_on=date(2026, 3, 23), at=LATER)

        seller = of(found, "李婷")
        assert {each.person.name for each in found.people} == {"林晓", "王磊", "李婷", "陈浩"}
        assert (found.month.key, found.in_running, found.workdays) == ("2026-03", True, 7)
        assert seller.positions == {"sales": 10_000}
        assert seller.old.total is not None
        assert {line.kpi_id for line in seller.new.lines} > {line.kpi_id for line in seller.old.lines}
        assert seller.floor == seller.old
        assert [each.month for each in seller.past] == ["2026-02", "2026-01", "2025-12"]

    def test_tells_whose_new_weights_have_no_data(self, company):
        selling(company)
        a_month(company)

        found = of(preview(company, from_on=date(2026, 3, 23), at=LATER), "李婷")

        missing = [each.kpi_id for each in found.warnings if each.code == "direction.no_data"]
        assert missing == ["sales.online_conversion", "sales.online_traffic"]
        assert "暂无数据" in found.warnings[0].zh

    def test_of_a_later_month_compares_the_running_one_under_both_plans(self, company):
        selling(company)
        a_month(company)

        found = preview(company, from_on=date(2026, 4, 1), at=LATER)

        seller = of(found, "李婷")
        assert (found.month.key, found.in_running) == ("2026-03", False)
        assert seller.old is not None
        assert seller.new is not None
        assert (seller.prorated, seller.floor, seller.final) == (None, None, None)

    def test_leaves_a_plan_of_somebodys_own_alone(self, company):
        selling(company)
        lines = [default_line("sales.cycle_days", 10_000)]
        publish(company, lines, person_id=company.people["陈浩"].id)

        found = preview(company)

        chen = of(found, "陈浩")
        assert (chen.state, chen.new) == ("own_plan", None)
        assert [each.code for each in chen.warnings] == ["direction.own_plan"]
        assert "陈浩" not in [each.person.name for each in found.touched]

    def test_is_of_the_wanted_positions_alone(self, company):
        pins = (("sales", (Pin("sales.cycle_days", 50),)), ("marketing", (Pin("mkt.valid_leads", 50),)))

        found = preview(company, None, pins=pins, positions=("marketing",))

        assert [each.position for each in found.redirections] == ["marketing"]
        assert found.people == ()

    def test_refuses_what_names_no_direction(self, company):
        pins = (("sales", (Pin("sales.cycle_days", 50),)),)

        for template, more, error in (
            (None, {}, NotOneDirection),
            ("online", {"pins": pins}, NotOneDirection),
            ("offline", {}, UnknownTemplate),
            ("online", {"positions": ("marketing",)}, PositionNotPinned),
        ):
            with pytest.raises(error):
                preview(company, template, **more)

    def test_refuses_a_position_without_a_plan(self, company):
        plans = {each.position: each for each in plans_on_record(company)}
        over = replace(plans["marketing"], until_on=date(2026, 3, 1))
        ref = refs.plans(company.company.id).at(over.id)
        do(company, Command("test.end", [Write(ref, over, blind=True)]))

        with pytest.raises(NoPlanToRedirect):
            preview(company, None, pins=(("marketing", (Pin("mkt.valid_leads", 50),)),))

    @pytest.mark.parametrize("day", [date(2026, 3, 11), date(2026, 3, 1), date(2026, 2, 1)])
    def test_refuses_a_date_without_a_days_notice_and_names_the_earliest(self, company, day):
        selling(company)

        with pytest.raises(SwitchTooEarly) as refused:
            preview(company, from_on=day)

        assert refused.value.params["earliest"] == "2026-03-12"

    def test_refuses_a_month_that_somebody_has_declared(self, company):
        selling(company)
        a_month(company)
        declare(company)

        with pytest.raises(MonthSettled):
            preview(company, from_on=date(2026, 3, 25), at=LATER)


class TestSwitch:
    def test_publishes_what_was_previewed_and_puts_it_on_record(self, company):
        selling(company)
        seen = preview(company)

        made = switch(company)

        (found,) = [each for each in plans_on_record(company) if each.switch_id]
        assert found.lines == seen.redirections[0].published.lines
        assert (found.from_on, found.position, found.switch_id) == (MONDAY, "sales", made.switch.id)
        assert made.switch.plans == (("sales", found.id, seen.redirections[0].before.id),)
        assert (head(company).version, head(company).act) == (1, "switch")

    def test_tells_everybody_whom_it_touches_before_and_after(self, company):
        selling(company)
        a_month(company)

        switch(company, from_on=date(2026, 3, 23), at=LATER)

        messages = told(company, "direction.switched")
        assert set(messages) == {"林晓", "王磊", "李婷", "陈浩"}
        text = sentence(messages["李婷"], "zh-CN")
        assert "林晓 切换了方向：从 2026-03-23 起按“转型线上”考核" in text
        assert "30→10%" in text
        assert "目标 40→13.3" in text
        assert "旧方案" in text
        assert messages["李婷"].params["old_total"] is not None

    def test_scores_as_the_preview_said(self, company):
        selling(company)
        a_month(company)
        seen = preview(company, from_on=date(2026, 3, 23), at=LATER)

        switch(company, from_on=date(2026, 3, 23), at=LATER)
        compute_scores(company_id=company.company.id, month=MARCH.key, at=LATER, code_version="v1")

        scores = {each.person_id: each.card for each in every(refs.scores(company.company.id, MARCH.key))}
        assert scores == {each.person.id: each.final for each in seen.people}

    def test_holds_people_harmless_the_first_time_in_a_month_only(self, company):
        selling(company)

        first = switch(company)
        second = preview(company, "keep", date(2026, 3, 23))
        next_month = preview(company, "keep", date(2026, 4, 1))

        assert (first.switch.floor, second.hold_harmless, next_month.hold_harmless) == (True, False, True)

    def test_has_no_floor_where_nobody_wants_one(self, company):
        selling(company)
        a_month(company)

        found = preview(company, from_on=date(2026, 3, 23), at=LATER, hold_harmless=False)

        assert of(found, "李婷").floor is None
        assert of(found, "李婷").final == of(found, "李婷").prorated

    def test_leaves_a_position_alone_whose_plan_already_is_so(self, company):
        selling(company)
        marketing = replace(company.people["陈浩"], assignments=(Assignment("marketing", 10_000, BEGINNING),))
        ref = refs.person(company.company.id, marketing.id)
        do(company, Command("test.person", [Write(ref, marketing, blind=True)]))
        pins = (("sales", (Pin("sales.cycle_days", 50),)), ("marketing", (Pin("mkt.valid_leads", 40),)))

        made = switch(company, None, pins=pins)

        assert [position for position, _, _ in made.switch.plans] == ["sales"]
        assert marketing.id not in made.switch.people
        assert len([each for each in plans_on_record(company) if each.switch_id]) == 1

    def test_drops_what_was_chosen_to_be_dropped(self, company):
        selling(company)

        made = switch(company, choices={"sales.event_participation": "drop"})

        (found,) = made.prospect.redirections
        assert "event_participation" not in weights(found.after.lines)
        assert sum(weights(found.after.lines).values()) == 100

    def test_on_plans_that_changed_since_the_preview_names_who_and_when(self, company):
        selling(company)
        switch(company)

        with pytest.raises(PreviewStale) as refused:
            decide(company, "keep", by="周敏", version=0)

        assert refused.value.sentence("zh-CN") == "林晓在 10:00 切换了方向，请按最新方案重新预览。"
        assert refused.value.current["version"] == 1
        assert refused.value.current["changed_by_name"] == "林晓"

    def test_that_would_change_nothing_is_refused(self, company):
        selling(company)
        switch(company)

        with pytest.raises(NothingChanges):
            decide(company, from_on=date(2026, 3, 23))

    def test_leaves_one_audit_entry(self, company):
        selling(company)
        actor = company.people["林晓"].id
        before = len(rows(f"{company.company.id}#audit#{actor}"))

        switch(company)

        assert len(rows(f"{company.company.id}#audit#{actor}")) == before + 1

    def test_tells_each_position_of_somebody_who_holds_two(self, company):
        both = (Assignment("sales", 6_000, BEGINNING), Assignment("marketing", 4_000, BEGINNING))
        person = replace(company.people["李婷"], assignments=both, version=2)
        ref = refs.person(company.company.id, person.id)
        do(company, Command("test.person", [Write(ref, person, before=company.people["李婷"])]))
        pins = (("sales", (Pin("sales.cycle_days", 50),)), ("marketing", (Pin("mkt.valid_leads", 50),)))

        switch(company, None, pins=pins)

        text = sentence(told(company, "direction.switched")["李婷"], "zh-CN")
        assert "销售：" in text
        assert "市场" in text


class TestAtomicity:
    def test_a_lost_race_leaves_the_old_plan_whole(self, company):
        selling(company)
        first, second = decide(company), decide(company, "keep", by="周敏")
        do(company, first.command)
        before = everything()

        with pytest.raises(ChangedMeanwhile) as lost:
            do(company, second.command, by="周敏")

        assert everything() == before
        assert lost.value.current["changed_by"] == company.people["林晓"].id

    def test_one_item_that_is_refused_leaves_the_old_plan_whole(self, company):
        selling(company)
        made = decide(company)
        never = Raw(Record(company.company.id, "nothing"), condition=Record.pk.exists(), delete=True)
        torn = replace(made.command, writes=(*made.command.writes, never))
        before = everything()

        with pytest.raises(ChangedMeanwhile):
            do(company, torn)

        assert everything() == before
        assert told(company, "direction.switched") == {}
        assert not any(each.switch_id for each in plans_on_record(company))

    def test_an_engine_that_fails_leaves_the_old_plan_whole(self, company, faults):
        selling(company)
        made = decide(company)
        before = everything()

        def refuse(call):
            if call.name == "dynamodb.TransactWriteItems":
                return Fault(answer=refusal(call, "ValidationException", "cut off", 400))
            return None

        faults.at = refuse
        with pytest.raises(TransactWriteError):
            do(company, made.command)
        faults.at = None

        assert everything() == before


class TestUndo:
    def test_lets_the_old_plan_hold_again_and_tells_everybody(self, company):
        selling(company)
        a_month(company)
        before = preview(company, from_on=date(2026, 3, 23), at=LATER)
        made = switch(company, from_on=date(2026, 3, 23), at=LATER)

        after = undo(company, made, at=LATER)

        compute_scores(company_id=company.company.id, month=MARCH.key, at=LATER, code_version="v1")
        scores = {each.person_id: each.card for each in every(refs.scores(company.company.id, MARCH.key))}
        assert scores == {each.person.id: each.old for each in before.people}
        assert (after.undone_by, after.undo_reason) == (company.people["周敏"].id, "季度目标改了")
        assert all(each.undone_at for each in plans_on_record(company) if each.switch_id)
        messages = told(company, "direction.undone")
        assert set(messages) == {"林晓", "王磊", "李婷", "陈浩"}
        assert "10→30%" in sentence(messages["李婷"], "zh-CN")
        assert "季度目标改了" in sentence(messages["李婷"], "zh-CN")

    def test_takes_pins_of_ones_own_back(self, company):
        made = switch(company, None, pins=(("sales", (Pin("sales.cycle_days", 50),)),))

        undo(company, made)

        assert "自定方向" in sentence(told(company, "direction.undone")["李婷"], "zh-CN")

    def test_makes_previews_of_before_stale(self, company):
        selling(company)
        made = switch(company)
        seen = version_of(head(company))
        undo(company, made)

        with pytest.raises(PreviewStale) as refused:
            decide(company, version=seen)

        assert "周敏在 10:00 撤销了方向切换" in refused.value.sentence("zh-CN")

    def test_is_over_once_somebody_touched_has_a_declaration(self, company):
        selling(company)
        a_month(company)
        made = switch(company, from_on=date(2026, 3, 23), at=LATER)
        declare(company)

        with pytest.raises(AlreadyDeclared):
            undo(company, made, at=OVER)

    def test_is_possible_while_only_months_before_it_are_declared(self, company):
        selling(company)
        a_month(company)
        made = switch(company, from_on=date(2026, 4, 1), at=LATER)
        declare(company)

        assert undo(company, made, at=OVER).undone_at == OVER

    def test_twice_is_refused(self, company):
        selling(company)
        made = switch(company)
        undo(company, made)

        with pytest.raises(AlreadyUndone):
            undo(company, made)

    def test_of_what_a_later_switch_builds_on_is_refused(self, company):
        selling(company)
        first = switch(company)
        switch(company, "keep", date(2026, 3, 23))

        with pytest.raises(BuiltUpon):
            undo(company, first)


class TestAnUndoAndDraftsAtOnce:
    """Between the two stands the month's row: whichever comes second starts from what the first one left."""

    @pytest.fixture
    def switched(self, company):
        selling(company)
        a_month(company)
        return switch(company, from_on=date(2026, 3, 23), at=LATER)

    def test_a_form_that_comes_first_refuses_the_undo(self, company, switched):
        late = undoing(company, switched, at=OVER)
        declare(company)

        with pytest.raises(ChangedMeanwhile):
            do(company, late.command, by="周敏", at=OVER)

        with pytest.raises(AlreadyDeclared):
            undo(company, switched, at=OVER)

    def test_an_undo_that_comes_first_is_on_the_forms(self, company, switched, monkeypatch):
        compute_scores(company_id=company.company.id, month=MARCH.key, at=OVER, code_version="v1")
        undone = []

        def meanwhile(company_id, period):
            if not undone:
                undone.append(undo(company, switched, at=OVER))
                return False  # what was seen before the undo: nothing is due
            return is_due(company_id, period)

        is_due = drafting._is_due
        monkeypatch.setattr(drafting, "_is_due", meanwhile)

        declare(company)

        forms = every(refs.declarations(company.company.id, MARCH.key))
        scores = {each.person_id: each for each in every(refs.scores(company.company.id, MARCH.key))}
        found = {each.person_id: (each.score_hash, [line.weight_bp for line in each.lines]) for each in forms}
        assert undone
        assert found == {
            person: (each.hash, [line.weight_bp for line in each.card.lines])
            for person, each in scores.items()
        }
        seller = scores[company.people["李婷"].id]
        assert {line.kpi_id: line.plan_weight_bp for line in seller.card.lines} == WEIGHTS


class TestTellingMany:
    def test_reaches_each_of_more_people_than_a_transaction_has_items(self, company):
        selling(company)
        team = [
            replace(company.people["李婷"], id=new_id("per", AT), name=f"销售{number}")
            for number in range(120)
        ]
        for first in range(0, len(team), 40):
            some = team[first : first + 40]
            writes = [Write(refs.person(company.company.id, each.id), each) for each in some]
            do(company, Command("test.people", writes))
        company.people.update({each.name: each for each in team})

        switch(company)
        deliver_messages(at=AT)
        again = deliver_messages(at=AT)

        found = [list(every(refs.inbox(company.company.id, each.id))) for each in company.people.values()]
        owner = len([each for each in found if not each])
        received = [(each.topic, each.delivered_at) for inbox in found for each in inbox]
        assert (owner, again) == (1, 0)
        assert received == [("direction.switched", AT)] * 124


class TestWhatItAsksOfTheEngine:
    def test_a_switch_reads_no_event_where_the_measures_are_kept(self, company):
        selling(company)
        a_month(company)
        facts.forget()

        with asked() as meter:
            decide(company, from_on=date(2026, 3, 23), at=LATER)

        assert not [each for each in queried(meter) if "#event#" in each]

    def test_a_preview_reads_each_partition_once(self, company):
        selling(company)
        a_month(company)
        facts.forget()

        with asked() as meter:
            preview(company, from_on=date(2026, 3, 23), at=LATER)

        assert len(queried(meter)) == len(set(queried(meter)))
