from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.errors import NotFound
from shared.domain.people import AccessRole, Member, Person
from shared.domain.review.declaration import Declaration, Declared, State, suggested_feedback
from shared.domain.review.workflow import (
    TABLE,
    Action,
    NotAllowedNow,
    NotYourDecision,
    StaleVersion,
    WindowClosed,
    advance,
)

NINE = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LI = Person("per_li", "co_1", "李婷", AccessRole.EMPLOYEE, manager_id="per_wang")
LI_SEAT = Member("per_li", "co_1", AccessRole.EMPLOYEE)
WANG = Member("per_wang", "co_1", AccessRole.MANAGER)
OWNER = Member("per_zhou", "co_1", AccessRole.OWNER)
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
                actor = {Action.APPROVE: WANG, Action.RETURN: WANG, Action.DELIVER: None}.get(action, LI_SEAT)
                if (state, action) in TABLE:
                    continue
                with pytest.raises(NotAllowedNow) as caught:
                    step(a_form(state), action, actor)
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
