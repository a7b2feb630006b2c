"""The close of a period ends every form: no silence and no absence keeps one open for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.people import AccessRole, Member, Person
from shared.domain.review.declaration import Declaration, State
from shared.domain.review.workflow import Action, NotAllowedNow, advance

NINE = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SUBJECT = Person("per_li", "co_1", "李婷", AccessRole.EMPLOYEE, manager_id="per_wang")
MANAGER, OWNER = (
    Member(*each)
    for each in (("per_wang", "co_1", AccessRole.MANAGER), ("per_zhou", "co_1", AccessRole.OWNER))
)
ENDS = {State.DELIVERED, State.OBJECTED, State.FINAL}
"""States in which a result is told; an objection is answered beside it and changes no state."""


def form(state):
    return Declaration(
        "dec_1", "co_1", "per_li", "2026-03", state, "78.0000", "78.0000", "B", "scored", "hash", (), 0, 0, NINE,
        due_at=NINE + DAY,
    )  # fmt: skip


def after(declaration, action, actor, at):
    return advance(
        declaration,
        action=action,
        actor=actor,
        subject=SUBJECT,
        seen=None,
        at=at,
        due_after=lambda since, days: since + days * DAY,
    )


class TestTheCloseOfAPeriod:
    @pytest.mark.parametrize("decider", [MANAGER, OWNER])
    @pytest.mark.parametrize("state", State)
    def test_ends_every_form_though_its_person_never_answers(self, state, decider):
        found, at = form(state), NINE + 2 * DAY

        if found.state not in (State.APPROVED, *ENDS):
            found = after(found, Action.APPROVE, decider, at)
        if found.state is State.APPROVED:
            found = after(found, Action.DELIVER, None, at)

        assert found.state in ENDS

    @pytest.mark.parametrize("state", [State.DRAFTED, State.RETURNED])
    def test_gives_the_person_a_workday_first(self, state):
        with pytest.raises(NotAllowedNow):
            after(form(state), Action.APPROVE, MANAGER, NINE + DAY - timedelta(seconds=1))

    def test_leaves_a_returned_form_to_its_person_as_long_as_nobody_decided(self):
        late = after(
            form(State.RETURNED),
            Action.CONFIRM,
            Member("per_li", "co_1", AccessRole.EMPLOYEE),
            NINE + 3 * DAY,
        )

        assert late.state is State.CONFIRMED

    def test_takes_a_form_without_any_record_like_every_other(self):
        empty = replace(
            form(State.DRAFTED), total=None, official_total=None, score_state="insufficient_evidence"
        )

        assert after(empty, Action.APPROVE, MANAGER, NINE + 2 * DAY).state is State.APPROVED
