"""The shape of a command: effect, member row, audit entry and outbox entry in one transaction.

The member row's condition (active, and `seq` as it was read) puts one actor's commands in order; the audit
entry's condition (absent) makes a repeat harmless and gives the first answer back. Two round trips in all: the
read that admitted the caller, and this write.
"""

import hashlib
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from shared.adapters.dynamo import audit, outbox
from shared.adapters.dynamo.codec import canonical, plain
from shared.adapters.dynamo.records import Post, Record
from shared.adapters.dynamo.refs import Ref, member
from shared.adapters.dynamo.store import ABSENT, log_months_text, record_of, value_of
from shared.domain.errors import DomainError
from shared.domain.messages import Message
from shared.domain.people import AccessRole, Member, MemberStatus
from shared.domain.work.logs.months import LogMonths

TRIES = 8
"""Attempts of one request against its own actor's other commands (one person, two phones) before it gives up."""
MOST_NAMED = 8
"""Writes of a job's command that its audit entry names one by one."""
_JOB = "job_"


class SeatRemoved(DomainError):
    """The caller's seat was removed, or never was."""

    kind, code = "unauthenticated", "auth.seat_removed"
    zh = "你的账号已停用，请联系 HR。"
    en = "Your seat has been removed. Ask HR."


class KeyReused(DomainError):
    """The idempotency key was used before for another request."""

    kind, code = "invalid", "idempotency.key_reused"
    zh = "这个幂等键已用于另一项内容，请换一个新的键。"
    en = "This idempotency key was used for a different request. Use a new key."


class Busy(DomainError):
    """Other commands of the same actor, or of others on the same thing, kept this one from its turn."""

    kind, code = "conflict", "idempotency.busy"
    zh = "同一时间的操作太多，请稍后再试。"
    en = "Too many requests at the same moment. Try again shortly."


class ChangedMeanwhile(DomainError):
    """Somebody else changed the thing between reading and writing it."""

    kind, code = "conflict", "resource.changed"
    zh = "内容刚刚被别人更改，请刷新后再试。"
    en = "This was changed a moment ago. Reload and try again."


@dataclass(frozen=True, slots=True)
class Write:
    """
    One record to write: `after` replaces `before`.

    `before` None means that the record must be new; otherwise its `version` must still be the one read.
    `blind` drops the condition, for records that are derived anew each time.
    """

    ref: Ref[Any]
    after: object
    before: object | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """One prepared item of a transaction that is no plain value (a counter, a dispatch row)."""

    model: Record | Post
    actions: tuple[Any, ...] = ()
    condition: Condition | None = None
    delete: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """
    What a use case decided: its name, what to write, and whom to tell.

    `log_months` are the months in which it changes work logs of the actor: whoever writes a log names its month.
    """

    name: str
    writes: Sequence[Write | Raw]
    told: Sequence[Message] = ()
    log_months: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a repeat the same command: route, the caller's key, and the hash of what was asked."""

    route: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of a command; `replayed` if it had been done before."""

    answer: Mapping[str, Any]
    replayed: bool
    actor: Member


@dataclass(frozen=True, slots=True)
class Part:
    """One command of a batch: what it does, its key, and the answer it leaves behind."""

    command: Command
    key: Key
    answer: Mapping[str, Any]


def commit(command: Command, *, actor: Member, key: Key, answer: Mapping[str, Any], at: datetime) -> Done:
    """
    Write everything of `command`, or nothing.

    :raises ChangedMeanwhile: if a record is not as it was read; `current` holds what stands there.
    :raises KeyReused: if the key belongs to another request.
    :raises SeatRemoved: if the actor is no longer active.
    :raises Busy: if the actor's own other commands won every try.
    """
    outcome = commit_batch([Part(command, key, answer)], actor=actor, at=at)[0]
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def commit_batch(parts: Sequence[Part], *, actor: Member, at: datetime) -> list[Done | DomainError]:
    """
    Write several commands of one actor in one transaction; answer for each.

    A part that was done before gets its first answer, one that conflicts its error; the others are written.

    :raises SeatRemoved: if the actor is no longer active.
    :raises Busy: if the actor's own other commands won every try.
    """
    outcomes: dict[int, Done | DomainError] = {}
    for attempt in range(TRIES):
        open_parts = [(number, part) for number, part in enumerate(parts) if number not in outcomes]
        if not open_parts:
            break
        entries = _chain([part for _, part in open_parts], actor=actor, at=at)
        try:
            _transact([part for _, part in open_parts], actor=actor, entries=entries)
        except TransactWriteError as error:
            refusal = _Refusal(error, [part for _, part in open_parts], actor)
            settled = refusal.settled()
            outcomes |= {open_parts[place][0]: outcome for place, outcome in settled.items()}
            actor = refusal.newer_actor()
            if not settled:
                time.sleep(random.uniform(0, 0.005 * 2**attempt))
        else:
            months = _log_months([part for _, part in open_parts], actor=actor, seq=entries[-1].seq)
            after = replace(actor, seq=entries[-1].seq, head_hash=entries[-1].hash, log_months=months)
            outcomes |= {number: Done(part.answer, False, after) for number, part in open_parts}
    if len(outcomes) < len(parts):
        raise Busy(retry_after=1)
    return [outcomes[number] for number in range(len(parts))]


def done_before(entry: audit.AuditEntry | None, key: Key) -> Mapping[str, Any] | None:
    """
    Return the first answer if this command was done before.

    :raises KeyReused: if the key belongs to another request.
    """
    if entry is None:
        return None
    if entry.body_hash != key.body_hash:
        raise KeyReused()
    return entry.answer


def job_actor(company_id: str, job: str, found: Member | None) -> Member:
    """Return the member row of a job: jobs have a chain of their own in each company."""
    return found or Member(f"{_JOB}{job}", company_id, AccessRole.AUDITOR)


def is_job(actor: Member) -> bool:
    """Return whether an actor is a job, not a person."""
    return actor.id.startswith(_JOB)


def _chain(parts: Sequence[Part], *, actor: Member, at: datetime) -> list[audit.AuditEntry]:
    """Return the audit entries of the parts, each linked to the one before it."""
    entries: list[audit.AuditEntry] = []
    for part in parts:
        last = entries[-1] if entries else None
        entry = audit.AuditEntry(
            company_id=actor.company_id,
            actor_id=actor.id,
            seq=(last.seq if last else actor.seq) + 1,
            command=part.command.name,
            at=at,
            body_hash=part.key.body_hash,
            changes=_changes(part.command, actor),
            answer=part.answer,
            prev_hash=last.hash if last else actor.head_hash,
        )
        entries.append(replace(entry, hash=audit.link(entry)))
    return entries


def _changes(command: Command, actor: Member) -> tuple[Mapping[str, Any], ...]:
    """
    Say what a command changed, before and after, whoever gave it.

    A job that writes many records names them together, so that the entry stays small: what it writes is derived, and
    each version of it stays on record.
    """
    each = [audit.change(w.before, w.after, w.ref) for w in command.writes if isinstance(w, Write)]
    if len(each) <= MOST_NAMED or not is_job(actor):
        return tuple(each)
    digest = hashlib.sha256(canonical(sorted(each, key=lambda change: str(change["at"])))).hexdigest()
    return ({"count": len(each), "digest": digest},)


def _transact(parts: Sequence[Part], *, actor: Member, entries: Sequence[audit.AuditEntry]) -> None:
    """Send one transaction. PynamoDB sends deletes, then puts, then updates: `_Refusal` relies on it."""
    every = [each for part in parts for each in part.command.writes]
    with TransactWrite(connection=_connection()) as items:
        for raw in every:
            if isinstance(raw, Raw) and raw.delete:
                items.delete(raw.model, condition=raw.condition)
        for part, entry in zip(parts, entries, strict=True):
            items.save(
                record_of(_entry_ref(actor, part.key), entry), condition=ABSENT, return_values="ALL_OLD"
            )
        for write in every:
            if isinstance(write, Write):
                record = record_of(write.ref, write.after)
                items.save(record, condition=_condition(write), return_values="ALL_OLD")
        for part in parts:
            for post in outbox.posts_of(part.command.told):
                items.save(post)
        for raw in every:
            if isinstance(raw, Raw) and not raw.delete and not raw.actions:
                items.save(raw.model, condition=raw.condition)
        row = Record(*_member_key(actor))
        months = _log_months(parts, actor=actor, seq=entries[-1].seq)
        actions = _member_actions(actor, entries[-1], months)
        items.update(row, actions, _member_condition(actor), "ALL_OLD")
        for raw in every:
            if isinstance(raw, Raw) and raw.actions:
                items.update(raw.model, list(raw.actions), raw.condition)


class _Refusal:
    """What a refused transaction means for each part, and for the actor's member row."""

    def __init__(self, error: TransactWriteError, parts: Sequence[Part], actor: Member) -> None:
        self._error, self._parts, self._actor = error, parts, actor
        self._reasons = error.cancellation_reasons
        if not self._reasons:
            raise error
        every = [each for part in parts for each in part.command.writes]
        self._deletes = sum(isinstance(each, Raw) and each.delete for each in every)
        self._writes = sum(isinstance(each, Write) for each in every)
        posts = sum(isinstance(each, Raw) and not each.delete and not each.actions for each in every)
        told = sum(len(outbox.posts_of(part.command.told)) for part in parts)
        self._seat = self._deletes + len(parts) + self._writes + told + posts

    def settled(self) -> dict[int, "Done | DomainError"]:
        """Return, by place, the parts that are decided: done before, key reused, or in conflict."""
        found: dict[int, Done | DomainError] = {}
        place = self._deletes + len(self._parts)
        for number, part in enumerate(self._parts):
            if earlier := self._failed(self._deletes + number):
                found[number] = self._earlier(earlier, part)
            for write in part.command.writes:
                if isinstance(write, Write):
                    if number not in found and (old := self._failed(place)):
                        current = value_of(old, write.ref.kind) if old.pk else None
                        found[number] = ChangedMeanwhile(current=plain(current) if current else None)
                    place += 1
        if not found and any(self._failed(place) for place in range(self._deletes)):
            found = dict.fromkeys(range(len(self._parts)), ChangedMeanwhile())
        return found

    def newer_actor(self) -> Member:
        """Return the actor as the member row now stands.

        :raises SeatRemoved: if the seat is gone.
        :raises TransactWriteError: if the transaction failed for a reason that trying again does not cure.
        """
        if row := self._failed(self._seat):
            newer = value_of(row, Member) if row.pk else None
            if newer is None or newer.status is not MemberStatus.ACTIVE:
                raise SeatRemoved()
            if newer.access_role is not self._actor.access_role:
                raise ChangedMeanwhile()
            return newer
        codes = {reason.code for reason in self._reasons if reason is not None}
        if not codes <= {"None", _FAILED, "TransactionConflict"}:
            raise self._error
        return self._actor

    def _earlier(self, record: Record, part: Part) -> "Done | DomainError":
        try:
            answer = done_before(value_of(record, audit.AuditEntry), part.key)
        except KeyReused as reused:
            return reused
        return Done(answer or {}, True, self._actor)

    def _failed(self, place: int) -> Record | None:
        """Return the record that made the condition at `place` fail; an empty one if nothing stood there."""
        reason = self._reasons[place]
        if reason is None or reason.code != _FAILED:
            return None
        record = Record()
        if reason.raw_item:
            record.deserialize(dict(reason.raw_item))
        return record


_FAILED = "ConditionalCheckFailed"


def _condition(write: Write) -> Condition | None:
    if write.blind:
        return None
    if write.before is None:
        return ABSENT
    seen: Condition = Record.version == getattr(write.before, "version", None)
    return seen


def _member_key(actor: Member) -> tuple[str, str]:
    ref = member(actor.company_id, actor.id)
    return ref.pk, ref.sk


def _log_months(parts: Sequence[Part], *, actor: Member, seq: int) -> LogMonths:
    """Return the actor's months after these parts; the row's condition keeps others from moving it meanwhile."""
    changed = frozenset(month for part in parts for month in part.command.log_months)
    return actor.log_months.moved(changed, seq) if changed else actor.log_months


def _member_actions(actor: Member, entry: audit.AuditEntry, months: LogMonths) -> list[Any]:
    actions = [Record.seq.set(entry.seq), Record.head_hash.set(entry.hash)]
    if months != actor.log_months:
        actions.append(Record.log_months.set(log_months_text(months)))
    if actor.seq == 0 and actor.id.startswith("job_"):  # a job's row is born with its first command
        actions += [Record.status.set(actor.status), Record.access_role.set(actor.access_role)]
    return actions


def _member_condition(actor: Member) -> Condition:
    if actor.seq == 0 and actor.id.startswith("job_"):
        return ABSENT
    as_read: Condition = (Record.status == str(MemberStatus.ACTIVE)) & (Record.seq == actor.seq)
    return as_read


def _entry_ref(actor: Member, key: Key) -> Ref[audit.AuditEntry]:
    return audit.entry_ref(actor.company_id, actor.id, key.route, key.key)


def _connection() -> Connection:
    return Record._get_connection().connection
