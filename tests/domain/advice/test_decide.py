"""What becomes of a finding and of advice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from shared.domain.advice.advice import Advice
from shared.domain.advice.decide import (
    LASTS,
    AdviceExpired,
    AlreadyDecided,
    ReasonMissing,
    decided,
    outcome_of,
)
from shared.domain.advice.evaluate import evaluate
from tests.domain.advice.companies import planted_company

MONDAY_NINE = datetime(2026, 7, 6, 1, tzinfo=UTC)
FINDING = evaluate(planted_company(Random(1), 20)).finding
MOMENT = timedelta(microseconds=1)


def an_advice(finding=FINDING) -> Advice:
    return Advice("adv_1", "co_1", finding, created_at=MONDAY_NINE, expires_at=MONDAY_NINE + LASTS)


def rejected(at=MONDAY_NINE) -> Advice:
    return decided(an_advice(), "rejected", reason="展会季", by="per_1", at=at)


def another_finding():
    return replace(FINDING, rival_activity=replace(FINDING.rival_activity, kpi_id="mkt.article_reads"))


class TestDecided:
    @pytest.mark.parametrize("choice", ["accepted", "rejected"])
    def test_keeps_who_decided_when_and_why_in_the_next_version(self, choice):
        at = MONDAY_NINE + timedelta(days=3)

        after = decided(an_advice(), choice, reason="  先做线上 ", by="per_hr", at=at)

        assert (after.state, after.reason, after.decided_by, after.decided_at) == (
            choice,
            "先做线上",
            "per_hr",
            at,
        )
        assert after.version == 2
        assert after.finding is FINDING

    def test_is_possible_until_the_last_moment_of_the_fourteenth_day(self):
        after = decided(an_advice(), "accepted", reason="", by="per_1", at=MONDAY_NINE + LASTS - MOMENT)

        assert after.state == "accepted"

    def test_exactly_fourteen_days_later_it_is_expired(self):
        at = MONDAY_NINE + timedelta(days=14)

        assert an_advice().is_expired(at)
        with pytest.raises(AdviceExpired):
            decided(an_advice(), "accepted", reason="可以", by="per_1", at=at)

    @pytest.mark.parametrize("later", [timedelta(0), timedelta(days=20)])
    def test_nobody_decides_twice_not_even_after_it_would_have_expired(self, later):
        with pytest.raises(AlreadyDecided):
            decided(rejected(), "accepted", reason="可以", by="per_2", at=MONDAY_NINE + later)

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_a_rejection_says_why(self, reason):
        with pytest.raises(ReasonMissing) as stopped:
            decided(an_advice(), "rejected", reason=reason, by="per_1", at=MONDAY_NINE)

        assert stopped.value.pointer == "/reason"

    @pytest.mark.parametrize("error", [AdviceExpired, AlreadyDecided, ReasonMissing])
    def test_what_stops_it_is_said_in_both_languages(self, error):
        assert error().sentence("zh").endswith("。")
        assert error().sentence("en").endswith(".")


class TestOutcomeOf:
    def test_a_first_finding_is_given(self):
        assert outcome_of(FINDING, [], MONDAY_NINE) == "given"

    def test_one_piece_of_advice_is_open_at_a_time_whatever_it_is_about(self):
        assert outcome_of(another_finding(), [an_advice()], MONDAY_NINE + LASTS - MOMENT) == "open"

    def test_advice_that_expired_holds_nothing_back(self):
        assert outcome_of(FINDING, [an_advice()], MONDAY_NINE + LASTS) == "given"

    @pytest.mark.parametrize("choice", ["accepted", "rejected"])
    def test_what_was_decided_rests_for_eight_weeks(self, choice):
        at = MONDAY_NINE + timedelta(days=2)
        known = [decided(an_advice(), choice, reason="展会季", by="per_1", at=at)]

        assert outcome_of(FINDING, known, at + timedelta(weeks=8) - MOMENT) == "decided_lately"
        assert outcome_of(FINDING, known, at + timedelta(weeks=8)) == "given"

    def test_another_finding_is_given_meanwhile(self):
        assert outcome_of(another_finding(), [rejected()], MONDAY_NINE + timedelta(weeks=1)) == "given"
