"""A score on record is computed again from what was known then: the same figures, the same hash."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.adapters.dynamo.codec import decode, encode
from shared.domain.kpi.score import Score
from shared.usecases.scores.score_then import CannotBeReplayed
from tests.usecases.replaying import CODE, FED, archive, instants, with_goals

WORLDS, INSTANTS = 13, 20


@pytest.fixture(scope="module")
def scored():
    """A company and one of its scores of March, with records behind it."""
    kept = archive(3)
    at = datetime(2026, 4, 2, 18, tzinfo=UTC)
    scores = kept.scored("2026-03", at, dict.fromkeys(FED, "ok"))
    return kept, max((each for each in scores if each.card.total), key=lambda each: each.event_count)


class TestAReplay:
    def test_of_a_thousand_scores_gives_the_same_figures_and_hashes(self):
        """Of 13 companies: plans switch in the middle of months, feeds fail, and records arrive after the scores."""
        replayed, hashes, totals, late = 0, set(), set(), 0
        for seed in range(WORLDS):
            kept = archive(seed)
            for month, at, feeds in instants(seed, INSTANTS):
                late += sum(each.received_at > at for each in kept.events)
                for score in kept.scored(month, at, feeds):
                    found = kept.replay(score)
                    assert (found.matches, found.differences, found.not_yet_consumed) == (True, (), ())
                    assert found.replayed.hash == score.hash
                    assert found.replayed.card.total == score.card.total
                    replayed += 1
                    hashes.add(score.hash)
                    totals.add(score.card.total)

        assert replayed >= 1000
        assert len(hashes) > 600
        assert len(totals) > 300
        assert late > 1_000

    def test_of_goals_leave_and_an_undone_switch_gives_the_same(self):
        """Of 8 companies with assigned targets; what people and plans are by now is not what they were then."""
        aimed, switched, replayed = 0, 0, 0
        for seed in range(8):
            kept = with_goals(seed)
            for month, at, feeds in instants(seed, 12):
                for score in kept.scored(month, at, feeds):
                    found = kept.replay(score)
                    assert (found.matches, found.differences) == (True, ())
                    assert found.replayed.hash == score.hash
                    replayed += 1
                    aimed += any(each.target_source == "goal" for each in score.card.lines)
                    switched += "pln_2" in score.plan_version_ids

        assert replayed > 250
        assert aimed > 100
        assert switched > 20

    def test_of_a_score_from_before_targets_were_assigned_gives_the_same(self, scored):
        kept, score = scored
        stored = json.loads(encode(score))
        for name in ("assigned", "goals", "leaves", "working_times", "left_on"):
            del stored["basis"][name]
        for line in stored["card"]["lines"]:
            del line["goal_id"]

        older = decode(Score, json.dumps(stored))

        assert older == score
        assert kept.replay(older).matches

    def test_meets_a_target_that_was_typed_over(self):
        kept = with_goals(0)
        at = datetime(2026, 4, 2, 18, tzinfo=UTC)
        score = next(
            each for each in kept.scored("2026-03", at, dict.fromkeys(FED, "ok")) if each.basis.assigned
        )
        easier = {kpi: target / 2 for kpi, target in score.basis.assigned.items()}

        found = kept.replay(replace(score, basis=replace(score.basis, assigned=easier)))

        assert not found.matches
        assert "target" in {each.figure for each in found.differences}

    def test_meets_a_record_that_was_tampered_with(self, scored):
        kept, score = scored
        line = max(score.card.lines, key=lambda each: len(each.event_ids))
        doctored = next(each for each in kept.events if each.id in line.event_ids and each.on.month == 3)
        events = [replace(each, on=date(2020, 1, 1)) if each is doctored else each for each in kept.events]

        found = replace(kept, events=events).replay(score)

        assert not found.matches
        assert found.replayed.hash != score.hash
        assert line.kpi_id in {each.kpi_id for each in found.differences}

    def test_meets_a_record_that_is_gone(self, scored):
        kept, score = scored
        gone = min(score.event_ids)

        found = replace(kept, events=[each for each in kept.events if each.id != gone]).replay(score)

        assert not found.matches

    def test_meets_a_score_that_was_typed_over(self, scored):
        kept, score = scored
        raised = replace(score, card=replace(score.card, total=score.card.total + 5))

        found = kept.replay(raised)

        assert not found.matches
        assert [(each.kpi_id, each.figure) for each in found.differences] == [("", "total")]

    def test_counts_what_was_received_at_the_very_instant(self, scored):
        kept, score = scored
        newest = max(score.event_ids, key=lambda id_: next(e.received_at for e in kept.events if e.id == id_))
        events = [
            replace(each, received_at=score.computed_at) if each.id == newest else each
            for each in kept.events
        ]

        assert replace(kept, events=events).replay(score).matches

    def test_finds_out_what_had_been_received_and_was_not_consumed_yet(self, scored):
        kept, score = scored
        like = next(each for each in kept.events if each.type == "order.paid" and each.id in score.event_ids)
        received = score.computed_at - timedelta(minutes=2)
        queued = [
            replace(
                like, id=f"queued-{n}", entity_id=f"queued-{n}", received_at=received + timedelta(seconds=n)
            )
            for n in range(3)
        ]

        found = replace(kept, events=[*kept.events, *queued]).replay(score)

        assert found.matches
        assert found.not_yet_consumed == ("queued-0", "queued-1", "queued-2")

    def test_by_newer_code_compares_the_figures(self, scored):
        kept, score = scored
        other = replace(score, hash="0" * 64)

        assert kept.replay(other, code_version="code-2").matches
        assert not kept.replay(other, code_version=CODE).matches

    def test_of_a_score_without_its_basis_is_refused(self, scored):
        kept, score = scored

        with pytest.raises(CannotBeReplayed):
            kept.replay(replace(score, basis=None))
