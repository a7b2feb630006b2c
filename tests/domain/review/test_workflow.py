from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.errors import DomainError, NotFound
from shared.domain.people import AccessRole, Member, Person
from shared.domain.review.declaration import Declaration, Declared, State, Step, suggested_feedback
from shared.domain.review.workflow import (
    TABLE,
    Action,
    NotAllowedNow,
    NotYourDecision,
    Party,
    Rule,
    StaleVersion,
    UndoTooLate,
    WindowClosed,
    advance,
    awaits_clock,
)

NINE = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LI = Person("per_li", "co_1", "李婷", AccessRole.EMPLOYEE, manager_id="per_wang")
LI_SEAT = Member("per_li", "co_1", AccessRole.EMPLOYEE)
WANG = Member("per_wang", "co_1", AccessRole.MANAGER)
OWNER = Member("per_zhou", "co_1", AccessRole.OWNER)
ACTORS = {
    **dict.fromkeys((Action.APPROVE, Action.RETURN, Action.UNDO, Action.WITHDRAW), WANG),
    **dict.fromkeys((Action.DELIVER, Action.REMIND, Action.SILENCE, Action.ESCALATE, Action.FINALISE), None),
}
"""Who takes a step that is not the person's own."""
LINE = Declared(
    "sales.new_customer_revenue_share", "新客户销售额占比", "New-customer share", 4000, "scored", "0.24", "0.3",
    "80.0000", "8.0000", "占比 24.0%，目标 30%", "24.0 %, target 30 %", 12,
)  # fmt: skip


def a_form(state=State.DRAFTED, **changes):
    form = Declaration(
        "dec_1", "co_1", "per_li", "2026-03", state, "78.0000", "78.0000", "B", "scored", "hash", (LINE,), 480, 12,
        NINE, due_at=NINE + DAY,
    )  # fmt: skip
    return replace(form, **changes)


def step(form, action, actor, *, at=NINE, seen=None, subject=LI):
    return advance(
        form,
        action=action,
        actor=actor,
        subject=subject,
        seen=seen,
        at=at,
        due_after=lambda since, days: since + days * DAY,
        words="好",
    )


class TestTheWay:
    def test_a_form_goes_from_draft_to_a_delivered_result(self):
        confirmed = step(a_form(), Action.CONFIRM, LI_SEAT)
        approved = step(confirmed, Action.APPROVE, WANG)
        delivered = step(approved, Action.DELIVER, None)

        assert [confirmed.state, approved.state, delivered.state] == ["confirmed", "approved", "delivered"]
        assert [each.action for each in delivered.history] == ["confirm", "approve", "deliver"]
        assert [each.by for each in delivered.history] == ["per_li", "per_wang", "clock"]
        assert (delivered.version, delivered.objection_until) == (4, NINE + 3 * DAY)

    def test_a_returned_form_is_confirmed_again(self):
        returned = step(a_form(State.CONFIRMED), Action.RETURN, WANG)

        again = step(returned, Action.CONFIRM, LI_SEAT)

        assert (returned.state, returned.due_at, again.state) == (State.RETURNED, NINE + DAY, State.CONFIRMED)

    def test_silence_until_the_due_time_counts_as_read(self):
        with pytest.raises(NotAllowedNow):
            step(a_form(), Action.APPROVE, WANG, at=NINE + DAY - timedelta(seconds=1))

        assert step(a_form(), Action.APPROVE, WANG, at=NINE + DAY).state is State.APPROVED

    def test_each_state_and_action_that_the_table_lacks_is_refused_with_what_stands(self):
        for state in State:
            for action in Action:
                if (state, action) in TABLE or (state, action) == (State.FINAL, Action.OBJECT):
                    continue
                with pytest.raises(NotAllowedNow) as caught:
                    step(a_form(state), action, ACTORS.get(action, LI_SEAT))
                assert caught.value.current == {"state": state, "version": 1}


class TestWhoDecides:
    def test_the_manager_or_the_owner(self):
        for actor in (WANG, OWNER):
            assert step(a_form(State.CONFIRMED), Action.APPROVE, actor).state is State.APPROVED

    @pytest.mark.parametrize(
        "role", [AccessRole.MANAGER, AccessRole.HR, AccessRole.EMPLOYEE, AccessRole.AUDITOR]
    )
    def test_nobody_else(self, role):
        with pytest.raises(NotYourDecision):
            step(a_form(State.CONFIRMED), Action.APPROVE, Member("per_x", "co_1", role))

    def test_nobody_on_themselves_not_even_the_owner(self):
        own = replace(LI, id="per_zhou", manager_id="per_zhou")

        with pytest.raises(NotYourDecision):
            step(a_form(State.CONFIRMED, person_id="per_zhou"), Action.APPROVE, OWNER, subject=own)

    def test_only_the_person_confirms_and_objects(self):
        for action, state in ((Action.CONFIRM, State.DRAFTED), (Action.OBJECT, State.DELIVERED)):
            with pytest.raises(NotFound):
                step(a_form(state), action, WANG)


class TestRaces:
    def test_a_decision_on_an_older_version_is_stale(self):
        with pytest.raises(StaleVersion) as caught:
            step(a_form(State.CONFIRMED, version=3), Action.APPROVE, WANG, seen=2)

        assert caught.value.current == {"state": "confirmed", "version": 3}

    def test_a_reminder_makes_nobodys_version_stale(self):
        form = a_form(State.CONFIRMED)
        reminded = step(form, Action.REMIND, None, at=NINE + DAY - timedelta(hours=1))
        escalated = step(reminded, Action.ESCALATE, None, at=NINE + DAY)

        assert step(escalated, Action.APPROVE, WANG, seen=form.version).state is State.APPROVED
        for seen in (0, escalated.version + 1):
            with pytest.raises(StaleVersion):
                step(escalated, Action.APPROVE, WANG, seen=seen)

    def test_an_objection_needs_the_window_to_be_open(self):
        result = a_form(State.DELIVERED, objection_until=NINE + 3 * DAY)

        in_time = step(result, Action.OBJECT, LI_SEAT, at=NINE + 3 * DAY - timedelta(seconds=1))

        assert in_time.state is State.OBJECTED
        with pytest.raises(WindowClosed):
            step(result, Action.OBJECT, LI_SEAT, at=NINE + 3 * DAY)


class TestSuggestedFeedback:
    def test_it_names_the_kpi_that_cost_most(self):
        other = replace(
            LINE, kpi_id="sales.cycle_days", lost="10.0000", reason_zh="周期 27.5 天", reason_en="27.5 days"
        )

        form = a_form(lines=(LINE, other))

        assert suggested_feedback(form) == "周期 27.5 天"
        assert suggested_feedback(form, "en") == "27.5 days"

    def test_it_is_empty_where_nothing_was_lost(self):
        assert suggested_feedback(a_form(lines=(replace(LINE, lost="0.0000"),))) == ""


class TestAReturnedForm:
    def test_that_nobody_confirms_in_time_is_decided_on_as_it_is(self):
        returned = a_form(State.RETURNED, due_at=NINE + DAY)

        with pytest.raises(NotAllowedNow):
            step(returned, Action.APPROVE, WANG, at=NINE + DAY - timedelta(seconds=1))

        assert step(returned, Action.APPROVE, WANG, at=NINE + DAY).state is State.APPROVED
        assert step(returned, Action.CONFIRM, LI_SEAT, at=NINE + DAY).state is State.CONFIRMED


class TestOpeningAgain:
    @pytest.mark.parametrize("state", list(State))
    def test_leads_back_to_a_draft_from_every_state(self, state):
        form = a_form(state, version=4)

        after = step(form, Action.REOPEN, WANG)

        assert (after.state, after.version, after.due_at) == (State.DRAFTED, 5, NINE + DAY)
        assert [(each.action, each.by) for each in after.history] == [("reopen", "per_wang")]

    def test_is_never_ones_own_step(self):
        with pytest.raises(NotYourDecision):
            step(a_form(State.DELIVERED), Action.REOPEN, LI_SEAT)


class TestEveryStateActionAndRole:
    """Whoever asks: what the table and the parties allow is done, and all else is refused in words."""

    HR = Member("per_lin", "co_1", AccessRole.HR)
    AUDITOR = Member("per_gu", "co_1", AccessRole.AUDITOR)
    COLLEAGUE = Member("per_chen", "co_1", AccessRole.EMPLOYEE)
    ANOTHER_MANAGER = Member("per_he", "co_1", AccessRole.MANAGER)
    EVERYBODY = (LI_SEAT, WANG, OWNER, HR, AUDITOR, COLLEAGUE, ANOTHER_MANAGER)

    @pytest.mark.parametrize("state", list(State))
    @pytest.mark.parametrize("action", list(Action))
    def test_is_allowed_or_refused(self, state, action):
        decided = Step("approve", "per_wang", NINE)
        form = a_form(state, history=(decided,), objection_until=NINE + 3 * DAY)
        clock = TABLE.get((state, action), Rule(Party.SUBJECT, state)).party is Party.CLOCK
        for actor in (None,) if clock else self.EVERYBODY:
            at = NINE + 3 * DAY if clock else NINE
            if action is Action.REMIND:
                at = NINE + DAY - timedelta(hours=1)
            try:
                allowed = step(form, action, actor, at=at).history[-1].action == action
            except DomainError as error:
                assert error.zh and error.en
                allowed = False
            assert allowed == self.may(state, action, actor), (state, action, actor)

    def may(self, state, action, actor):
        rule = TABLE.get((state, action))
        if rule is None or (state, action) == (
            State.CONFIRMED,
            Action.CONFIRM,
        ):  # who answered does not again
            return False
        if rule.party is Party.SUBJECT:
            return actor is LI_SEAT
        if action is Action.UNDO:
            return actor is WANG  # who decided
        if rule.party is Party.DECIDER:
            return actor in (WANG, OWNER)
        return actor is not LI_SEAT


class TestTheClock:
    @pytest.mark.parametrize("state", [State.DRAFTED, State.RETURNED])
    def test_takes_silence_for_read_once_and_the_person_can_still_answer(self, state):
        form = a_form(state)

        silent = step(form, awaits_clock(form, NINE + DAY), None, at=NINE + DAY)
        late = step(silent, Action.CONFIRM, LI_SEAT, at=NINE + DAY)

        assert awaits_clock(form, NINE + DAY - timedelta(seconds=1)) is Action.REMIND
        assert (silent.state, silent.history[-1].action, silent.history[-1].by) == (
            State.CONFIRMED, "silence", "clock",
        )  # fmt: skip
        assert (silent.due_at, awaits_clock(silent, NINE + DAY)) == (NINE + 2 * DAY, None)
        with pytest.raises(NotAllowedNow):
            step(late, Action.CONFIRM, LI_SEAT, at=NINE + DAY)

    @pytest.mark.parametrize("state", [State.DRAFTED, State.RETURNED, State.CONFIRMED])
    def test_reminds_once_in_the_last_hours_before_a_step_is_due(self, state):
        form, soon = a_form(state), NINE + DAY - timedelta(hours=4)

        reminded = step(form, awaits_clock(form, soon), None, at=soon)

        assert awaits_clock(form, soon - timedelta(seconds=1)) is None
        assert (reminded.state, reminded.due_at) == (state, form.due_at)
        assert awaits_clock(reminded, NINE + DAY - timedelta(seconds=1)) is None
        assert awaits_clock(reminded, NINE + DAY) in (Action.SILENCE, Action.ESCALATE)

    def test_escalates_a_late_decision_once_for_each_time_it_waits(self):
        waiting = step(a_form(), Action.CONFIRM, LI_SEAT)

        escalated = step(waiting, awaits_clock(waiting, NINE + DAY), None, at=NINE + DAY)
        returned = step(escalated, Action.RETURN, OWNER, at=NINE + DAY)
        again = step(returned, Action.CONFIRM, LI_SEAT, at=NINE + DAY)

        assert (escalated.state, escalated.due_at) == (State.CONFIRMED, NINE + DAY)
        assert awaits_clock(escalated, NINE + 9 * DAY) is None
        assert awaits_clock(again, NINE + 2 * DAY) is Action.ESCALATE

    def test_makes_a_result_final_when_its_window_is_over_and_no_objection_pends(self):
        result = a_form(State.DELIVERED, objection_until=NINE + 3 * DAY)

        assert awaits_clock(result, NINE + 3 * DAY - timedelta(seconds=1)) is None
        final = step(result, awaits_clock(result, NINE + 3 * DAY), None, at=NINE + 3 * DAY)
        assert (final.state, awaits_clock(final, NINE + 30 * DAY)) == (State.FINAL, None)
        assert awaits_clock(replace(result, state=State.OBJECTED), NINE + 30 * DAY) is None
        with pytest.raises(WindowClosed):
            step(final, Action.OBJECT, LI_SEAT, at=NINE + 4 * DAY)


class TestTakingADecisionBack:
    def approved(self):
        return step(a_form(State.CONFIRMED), Action.APPROVE, WANG)

    def test_within_a_minute_is_an_undo_by_who_decided(self):
        approved = self.approved()

        undone = step(approved, Action.UNDO, WANG, at=NINE + timedelta(minutes=1))

        assert (undone.state, undone.objection_until) == (State.CONFIRMED, None)
        assert [each.action for each in undone.history] == ["approve", "undo"]
        for actor, seconds in ((WANG, 61), (OWNER, 1)):
            with pytest.raises(UndoTooLate):
                step(approved, Action.UNDO, actor, at=NINE + timedelta(seconds=seconds))

    def test_later_is_a_withdrawal_until_the_result_is_final(self):
        delivered = step(self.approved(), Action.DELIVER, None)

        withdrawn = step(delivered, Action.WITHDRAW, OWNER, at=NINE + DAY)
        anew = step(step(withdrawn, Action.APPROVE, WANG, at=NINE + DAY), Action.DELIVER, None, at=NINE + DAY)

        assert (withdrawn.state, withdrawn.objection_until) == (State.CONFIRMED, None)
        assert anew.objection_until == NINE + 4 * DAY
        with pytest.raises(NotAllowedNow):
            step(replace(delivered, state=State.FINAL), Action.WITHDRAW, WANG)
