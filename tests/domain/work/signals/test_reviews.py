from dataclasses import replace
from datetime import UTC

import pytest

from shared.domain.work.signals.reviews import (
    LogReview,
    OwnReview,
    ReviewReasonMissing,
    Verdict,
    counts_for_kpis,
    reviewed,
)
from shared.domain.work.signals.signals import Signal
from tests.domain.work.logged import NOON, SHANGHAI, a_log

LOG = replace(a_log(by="li"), id="log_1")


def decided(
    verdict: Verdict, reason: str = "核对过拜访照片", by_id: str = "han", **more: LogReview
) -> LogReview:
    return reviewed(LOG, verdict, reason, by_id=by_id, at=NOON, **more)


class TestReviewed:
    def test_it_keeps_who_decided_what_when_and_why(self):
        review = reviewed(LOG, Verdict.EXCLUDE, " 客户说没有来过 ", by_id="han", at=NOON.astimezone(SHANGHAI))

        assert review == LogReview("log_1", "li", Verdict.EXCLUDE, "客户说没有来过", "han", NOON, 1)
        assert review.at.tzinfo is UTC

    def test_accepting_needs_no_reason(self):
        assert decided(Verdict.ACCEPT, "").reason == ""

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_excluding_does(self, reason):
        with pytest.raises(ReviewReasonMissing) as refused:
            decided(Verdict.EXCLUDE, reason)

        assert (refused.value.pointer, refused.value.kind) == ("/reason", "invalid")

    @pytest.mark.parametrize("verdict", Verdict)
    def test_a_reason_has_at_most_500_characters(self, verdict):
        assert len(decided(verdict, "因" * 500).reason) == 500

        with pytest.raises(ReviewReasonMissing):
            decided(verdict, "因" * 501)

    @pytest.mark.parametrize("verdict", Verdict)
    def test_nobody_decides_about_a_log_of_their_own(self, verdict):
        with pytest.raises(OwnReview) as refused:
            decided(verdict, by_id="li")

        assert (refused.value.kind, refused.value.code) == ("forbidden", "work_log.own_review")

    def test_a_second_decision_is_the_next_version(self):
        first = decided(Verdict.EXCLUDE)

        second = decided(Verdict.ACCEPT, before=first)

        assert (second.version, second.verdict) == (2, Verdict.ACCEPT)


class TestCountsForKpis:
    @pytest.mark.parametrize(
        ("flags", "verdict", "counts"),
        [
            ((), None, True),
            ((Signal.COPIED,), None, False),
            ((Signal.COPIED, Signal.OVERLAP), Verdict.ACCEPT, True),
            ((Signal.COPIED,), Verdict.EXCLUDE, False),
            ((), Verdict.EXCLUDE, False),
            ((), Verdict.ACCEPT, True),
        ],
    )
    def test_a_flagged_log_waits_until_somebody_accepts_it(self, flags, verdict, counts):
        review = decided(verdict) if verdict else None

        assert counts_for_kpis(LOG, flags, review) is counts

    def test_the_review_of_another_log_says_nothing(self):
        with pytest.raises(ValueError, match="log_1"):
            counts_for_kpis(replace(LOG, id="log_2"), (), decided(Verdict.ACCEPT))

    @pytest.mark.parametrize(("verdict", "counts"), [(Verdict.ACCEPT, False), (Verdict.EXCLUDE, False)])
    def test_an_edited_log_that_is_flagged_is_looked_at_anew(self, verdict, counts):
        edited = replace(LOG, version=2)

        assert counts_for_kpis(edited, (Signal.COPIED,), decided(verdict)) is counts

    def test_an_edited_log_without_flags_counts_unless_it_was_excluded(self):
        edited = replace(LOG, version=2)

        assert counts_for_kpis(edited, (), decided(Verdict.ACCEPT))
        assert not counts_for_kpis(edited, (), decided(Verdict.EXCLUDE))
