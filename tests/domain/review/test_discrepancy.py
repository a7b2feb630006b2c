"""Discrepancies of closed months: what differs, who may decide what, and where it leads."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.domain.kpi.reasons import Reason
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.people import AccessRole, Member, MemberStatus, Person
from shared.domain.review.discrepancy import CAUSES, Cause, Discrepancy, State, found_between
from shared.domain.review.discrepancy_decisions import (
    TABLE,
    AboutYourself,
    Action,
    NoSecondPerson,
    NotAdditionsOnly,
    NotPossibleNow,
    NotYoursToSecond,
    SecondIsFirst,
    StaleDiscrepancy,
    decided,
    seconded,
    seconds,
    step,
)

NOON = datetime(2026, 2, 2, 4, 0, tzinfo=UTC)
LI = Person("per_li", "co_1", "李婷", AccessRole.EMPLOYEE, manager_id="per_wang")
WANG = Person("per_wang", "co_1", "王磊", AccessRole.MANAGER, manager_id="per_zhou")
HE = Person("per_he", "co_1", "何静", AccessRole.MANAGER, manager_id="per_zhou")
LIN = Person("per_lin", "co_1", "林晓", AccessRole.HR, manager_id="per_zhou")
ZHOU = Person("per_zhou", "co_1", "周敏", AccessRole.OWNER)
GU = Person("per_gu", "co_1", "顾平", AccessRole.AUDITOR)
EVERYBODY = (LI, WANG, HE, LIN, ZHOU, GU)


def seat(person):
    return Member(person.id, "co_1", person.access_role)


def a_score(total="80.0000", points="80.0000", weighted="40.0000", events=("e1",), hash="h1"):
    line = ScoreLine("sales.revenue", "scored", 5000, 5000, Reason("kpi.below_target", {}),
                     points=Decimal(points), weighted=Decimal(weighted), event_ids=events,
                     name_zh="销售额", name_en="Revenue")  # fmt: skip
    card = Scorecard("scored", (line,), 0, 0, Decimal(total), Decimal(total))
    return Score("co_1", "per_li", "2026-01", NOON, hash, ("p1",), "c1", len(events), False, card)


def a_discrepancy(state=State.OPEN, *, additions_only=True, **changes):
    found = found_between(
        a_score(),
        a_score("90.0000", "100.0000", "50.0000", ("e1", "e2"), "h2"),
        additions_only=additions_only,
    )
    return replace(Discrepancy("dis_1", "co_1", "per_li", "2026-01", state, found, NOON), **changes)


def decide(before, action, by=LIN, *, seen=1, people=EVERYBODY):
    return decided(before, action=action, actor=seat(by), reason="核对过", seen=seen, at=NOON, people=people)


def second(before, by, *, agree=True, seen=None):
    return seconded(before, agree=agree, actor=seat(by), subject=LI, reason="同意", seen=seen, at=NOON)


class TestWhatIsFound:
    def test_names_the_totals_the_parts_and_the_events(self):
        found = a_discrepancy().found

        assert (found.total_before, found.total_after) == ("80.0000", "90.0000")
        assert (found.score_hash, found.would_be_hash) == ("h1", "h2")
        assert (found.new_events, found.gone_events) == (("e2",), ())
        [delta] = found.deltas
        assert (delta.kpi_id, delta.points_before, delta.points_after) == (
            "sales.revenue",
            "80.0000",
            "100.0000",
        )
        assert delta.delta == "10.0000"

    def test_names_what_is_gone(self):
        found = found_between(a_score(), a_score(events=("e3",), hash="h3"), additions_only=False)

        assert (found.new_events, found.gone_events, found.deltas) == (("e3",), ("e1",), ())
        assert found.cause is None

    @pytest.mark.parametrize("cause", Cause)
    def test_names_the_cause_where_no_event_is_new_or_gone(self, cause):
        found = found_between(
            a_score(), a_score("90.0000", "100.0000", "50.0000", hash="h2"), additions_only=False, cause=cause
        )

        assert (found.new_events, found.gone_events, found.cause) == ((), (), cause)
        assert all(CAUSES[cause])


class TestADecision:
    @pytest.mark.parametrize(
        ("action", "state"),
        [(Action.IGNORE, "ignored"), (Action.CARRY, "carried"), (Action.REOPEN, "awaiting_second")],
    )
    def test_leads_where_the_table_says(self, action, state):
        after = decide(a_discrepancy(), action)

        assert (after.state, after.by_id, after.reason, after.version) == (state, "per_lin", "核对过", 2)
        assert [(each.action, each.by, each.words) for each in after.history] == [
            (action, "per_lin", "核对过")
        ]

    def test_is_refused_in_each_state_that_the_table_lacks(self):
        for state in State:
            for action in Action:
                if (state, action) not in TABLE:
                    with pytest.raises(NotPossibleNow) as refused:
                        step(a_discrepancy(state), action=action, by="per_lin", at=NOON)
                    assert refused.value.current == {"state": state, "version": 1}

    def test_needs_the_newest_version(self):
        with pytest.raises(StaleDiscrepancy):
            decide(a_discrepancy(version=3), Action.IGNORE, seen=2)

    def test_is_never_about_oneself(self):
        with pytest.raises(AboutYourself):
            decide(a_discrepancy(person_id="per_lin"), Action.IGNORE)

    def test_carries_additions_only(self):
        with pytest.raises(NotAdditionsOnly):
            decide(a_discrepancy(additions_only=False), Action.CARRY)

    def test_to_reopen_needs_somebody_who_could_agree(self):
        gone = replace(WANG, status=MemberStatus.REMOVED)

        with pytest.raises(NoSecondPerson):
            decide(a_discrepancy(), Action.REOPEN, ZHOU, people=(LI, gone, HE, GU, ZHOU))
        assert (
            decide(a_discrepancy(), Action.REOPEN, ZHOU, people=(LI, WANG, ZHOU)).state == "awaiting_second"
        )


class TestTheSecondPerson:
    def test_is_hr_the_owner_or_the_manager_but_not_the_first(self):
        able = {
            first.id: {each.id for each in seconds(a_discrepancy(), EVERYBODY, first=first.id)}
            for first in (LIN, ZHOU)
        }

        assert able == {"per_lin": {"per_zhou", "per_wang"}, "per_zhou": {"per_lin", "per_wang"}}

    def test_agrees_or_leaves_it_open(self):
        asked = decide(a_discrepancy(), Action.REOPEN)

        agreed, declined = second(asked, WANG), second(asked, WANG, agree=False)

        assert (agreed.state, agreed.by_id, agreed.second_id) == ("reopened", "per_lin", "per_wang")
        assert (declined.state, declined.by_id, declined.second_id) == ("open", "", "")
        assert [each.action for each in declined.history] == ["reopen", "decline"]

    @pytest.mark.parametrize("person", [LI, HE, GU], ids=lambda each: each.name)
    def test_is_nobody_else(self, person):
        with pytest.raises(NotYoursToSecond):
            second(decide(a_discrepancy(), Action.REOPEN), person)

    def test_is_not_the_first(self):
        with pytest.raises(SecondIsFirst):
            second(decide(a_discrepancy(), Action.REOPEN), LIN)

    def test_is_asked_for_first(self):
        with pytest.raises(NotPossibleNow):
            second(a_discrepancy(), WANG)
