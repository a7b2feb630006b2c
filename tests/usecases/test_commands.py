from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from infra.local.calls import refusal
from infra.local.engine import Fault
from shared.adapters.dynamo import audit, outbox, refs
from shared.adapters.dynamo.commands import (
    ChangedMeanwhile,
    Command,
    Done,
    Key,
    KeyReused,
    Part,
    Raw,
    SeatRemoved,
    Write,
    commit,
    commit_batch,
)
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, load
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.people import MemberStatus
from shared.usecases.company.change_person import change_person
from tests.conftest import MONDAY_NINE


def renaming(founding, name="新名", *, version=None):
    """A command that renames the company, as whoever reads it now would send it."""
    ref = refs.company(founding.company.id)
    before = load([ref]).get(ref)
    after = replace(before, name=name, version=(version or before.version) + 1)
    return Command("company.change", [Write(ref, after, before=before)])


def key(text, body="a"):
    return Key("POST /v1/anything", text, body)


class TestCommit:
    def test_it_writes_effect_member_row_audit_entry_and_outbox_together(self, company):
        told = Message(
            new_id("msg", MONDAY_NINE),
            company.company.id,
            company.people["李婷"].id,
            "x.y",
            "about",
            MONDAY_NINE,
        )
        command = Command("company.change", renaming(company).writes, [told])

        done = commit(command, actor=company.member("林晓"), key=key("k"), answer={"ok": 1}, at=MONDAY_NINE)

        ref = refs.company(company.company.id)
        assert load([ref]).get(ref).name == "新名"
        assert company.member("林晓").seq == done.actor.seq == 1
        assert company.member("林晓").head_hash == done.actor.head_hash != ""
        assert told in [message for _, message in outbox.waiting()]

    def test_the_same_key_again_gets_the_first_answer_and_changes_nothing(self, company):
        actor = company.member("林晓")
        first = renaming(company)
        commit(first, actor=actor, key=key("k"), answer={"n": 1}, at=MONDAY_NINE)

        again = commit(first, actor=actor, key=key("k"), answer={"n": 2}, at=MONDAY_NINE)

        assert again.replayed and again.answer == {"n": 1}
        assert company.member("林晓").seq == 1

    def test_the_same_key_for_something_else_is_refused(self, company):
        actor = company.member("林晓")
        commit(renaming(company), actor=actor, key=key("k", "a"), answer={}, at=MONDAY_NINE)

        with pytest.raises(KeyReused):
            commit(renaming(company), actor=actor, key=key("k", "b"), answer={}, at=MONDAY_NINE)

    def test_somebody_elses_key_is_another_key(self, company):
        commit(renaming(company), actor=company.member("林晓"), key=key("k"), answer={}, at=MONDAY_NINE)

        other = commit(
            renaming(company), actor=company.member("周敏"), key=key("k"), answer={}, at=MONDAY_NINE
        )

        assert not other.replayed

    def test_a_record_changed_meanwhile_is_a_conflict_with_what_stands_there(self, company):
        stale = renaming(company, "甲")
        commit(renaming(company, "乙"), actor=company.member("周敏"), key=key("1"), answer={}, at=MONDAY_NINE)

        with pytest.raises(ChangedMeanwhile) as caught:
            commit(stale, actor=company.member("林晓"), key=key("2"), answer={}, at=MONDAY_NINE)

        assert caught.value.current["name"] == "乙"
        assert company.member("林晓").seq == 0

    def test_a_removed_seat_does_nothing_more(self, company):
        actor = company.member("李婷")
        _, removal = change_person(
            person=company.people["李婷"],
            version=1,
            changes={"status": MemberStatus.REMOVED},
            manager=None,
            company=company.company,
            actor=company.member("林晓"),
            at=MONDAY_NINE,
        )
        commit(removal, actor=company.member("林晓"), key=key("r"), answer={}, at=MONDAY_NINE)

        with pytest.raises(SeatRemoved):
            commit(renaming(company), actor=actor, key=key("k"), answer={}, at=MONDAY_NINE)

    def test_of_fifty_at_once_on_one_record_one_wins_and_the_others_conflict(self, company):
        command, actor = renaming(company), company.member("周敏")

        def attempt(number):
            try:
                return commit(command, actor=actor, key=key(str(number)), answer={}, at=MONDAY_NINE)
            except ChangedMeanwhile as conflict:
                return conflict

        with ThreadPoolExecutor(50) as pool:
            outcomes = list(pool.map(attempt, range(50)))

        assert sum(isinstance(each, Done) for each in outcomes) == 1
        assert sum(isinstance(each, ChangedMeanwhile) for each in outcomes) == 49
        assert company.member("周敏").seq == 1

    def test_twenty_at_once_with_one_key_are_one_command(self, company):
        command, actor = renaming(company), company.member("周敏")

        def attempt(number):
            return commit(command, actor=actor, key=key("k"), answer={"n": number}, at=MONDAY_NINE)

        with ThreadPoolExecutor(20) as pool:
            answers = [each.answer["n"] for each in pool.map(attempt, range(20))]

        assert len(set(answers)) == 1
        assert company.member("周敏").seq == 1

    def test_two_phones_of_one_person_take_turns(self, company):
        actor = company.member("李婷")

        def attempt(number):
            counter = Raw(Record(f"{company.company.id}#counter", str(number)), (Record.version.add(1),))
            return commit(
                Command("count", [counter]), actor=actor, key=key(str(number)), answer={}, at=MONDAY_NINE
            )

        with ThreadPoolExecutor(6) as pool:
            outcomes = list(pool.map(attempt, range(6)))

        assert all(isinstance(each, Done) for each in outcomes)
        assert company.member("李婷").seq == 6


class TestCommitBatch:
    def test_each_part_has_its_own_outcome(self, company):
        actor = company.member("林晓")
        counted = [Raw(Record(f"{company.company.id}#n", str(n)), (Record.version.add(1),)) for n in range(3)]
        parts = [Part(Command("count", [each]), key(str(n)), {"n": n}) for n, each in enumerate(counted)]
        commit_batch(parts[:2], actor=actor, at=MONDAY_NINE)
        parts[1] = replace(parts[1], key=key("1", "other"))

        outcomes = commit_batch(parts, actor=actor, at=MONDAY_NINE)

        assert outcomes[0].replayed
        assert isinstance(outcomes[1], KeyReused)
        assert not outcomes[2].replayed and outcomes[2].actor.seq == 3


class TestTheAuditChain:
    def test_it_holds_over_many_commands_and_breaks_at_a_changed_byte(self, company):
        for number in range(5):
            actor = company.member("林晓")
            commit(
                renaming(company, str(number)), actor=actor, key=key(str(number)), answer={}, at=MONDAY_NINE
            )

        chain = list(every(audit.entries(company.company.id, company.people["林晓"].id)))
        forged = sorted(chain, key=lambda entry: entry.seq)
        forged[2] = replace(forged[2], command="company.found")

        assert [len(chain), audit.broken_links(chain)] == [5, []]
        assert audit.broken_links(forged) == [3]
        assert audit.broken_links(forged[:2] + forged[3:]) != []


class TestALostAnswer:
    def test_a_command_whose_answer_was_lost_has_won_once(self, company, faults):
        lost = []

        def lose_the_first(call):
            if call.name == "dynamodb.TransactWriteItems" and not lost:
                lost.append(call)
                return Fault(lose_answer=True)
            return None

        faults.at = lose_the_first
        counter = Record(f"{company.company.id}#counter", "x")
        command = Command("count", [Raw(counter, (Record.version.add(1),))])

        done = commit(command, actor=company.member("林晓"), key=key("k"), answer={"n": 1}, at=MONDAY_NINE)

        counter.refresh(consistent_read=True)
        assert lost and done.answer == {"n": 1}
        assert counter.version == 1
        assert company.member("林晓").seq == 1

    def test_a_command_sent_again_by_the_caller_after_a_lost_answer_has_won_once(self, company):
        actor, command = company.member("林晓"), renaming(company)
        commit(command, actor=actor, key=key("k"), answer={"n": 1}, at=MONDAY_NINE)

        again = commit(
            renaming(company, "别名"), actor=company.member("林晓"), key=key("k"), answer={}, at=MONDAY_NINE
        )

        ref = refs.company(company.company.id)
        assert again.replayed and again.answer == {"n": 1}
        assert load([ref]).get(ref).name == "新名"

    def test_conflicts_of_the_database_are_tried_again(self, company, faults):
        refused = []

        def conflict_twice(call):
            if call.name == "dynamodb.TransactWriteItems" and len(refused) < 2:
                refused.append(call)
                count = len(call.json()["TransactItems"])
                reasons = [
                    {"Code": "TransactionConflict", "Message": "busy"},
                    *[{"Code": "None"}] * (count - 1),
                ]
                return Fault(
                    answer=refusal(
                        call, "TransactionCanceledException", "cancelled", 400, CancellationReasons=reasons
                    )
                )
            return None

        faults.at = conflict_twice

        done = commit(
            renaming(company), actor=company.member("林晓"), key=key("k"), answer={}, at=MONDAY_NINE
        )

        assert len(refused) == 2 and not done.replayed
