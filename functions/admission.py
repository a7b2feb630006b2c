"""What a request passes on its way in and out: the gate, the read that admits it, and the write of its command."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions import wiring
from functions.edge.gate import Gate
from functions.edge.request import Admission, Answer, ApiRequest, Caller, CommandKey, PreviousAnswer
from functions.observability import logger, request_done
from shared.adapters import tokens
from shared.adapters.dynamo import audit, commands, refs
from shared.adapters.dynamo.commands import Command, Key, SeatRemoved
from shared.adapters.dynamo.store import load
from shared.domain.ids import new_id
from shared.domain.people import Member


def gate() -> Gate:
    """Return what the edge is given; made once, at the first request."""
    return Gate(
        verify=lambda token, at: tokens.verify(token, keys=wiring.keys(), now=at),
        admit=admit,
        now=wiring.now,
        new_request_id=lambda: new_id("req", wiring.now()),
        cursors=wiring.cursors(),
        log=logger(),
        done=request_done,
    )


def admit(caller: Caller, wanted: Sequence[refs.Ref[Any]], command: CommandKey | None) -> Admission:
    """
    Read, in one batch, who calls, what the operation needs, and whether this command was done before.

    :raises SeatRemoved: if the caller has no active seat.
    """
    wiring.settings()
    seat = refs.member(caller.company_id, caller.person_id)
    entry = (
        [audit.entry_ref(caller.company_id, caller.person_id, command.route, command.key)] if command else []
    )
    loaded = load([seat, *entry, *wanted])
    actor = loaded.find(seat)
    if actor is None or not actor.is_active:
        raise SeatRemoved()
    previous = loaded.find(entry[0]) if entry else None
    return Admission(
        actor=actor,
        loaded=loaded,
        previous=PreviousAnswer(previous.body_hash, _kept(previous.answer)) if previous else None,
    )


def actor_of(request: ApiRequest) -> Member:
    """Return the admitted caller.

    :raises SeatRemoved: if there is none.
    """
    if request.actor is None:
        raise SeatRemoved()
    return request.actor


def commit(request: ApiRequest, command: Command, answer: Answer, *, actor: Member | None = None) -> Answer:
    """
    Write a command and return its answer, or the first answer if the same command was faster on another way.

    `actor` is the caller's member row if the request has moved it on already.

    :raises DomainError: as `shared.adapters.dynamo.commands.commit`.
    """
    acting = actor or actor_of(request)
    key = Key(request.route, request.key or _key_of_edit(request, acting), request.body_hash)
    done = commands.commit(command, actor=acting, key=key, answer=keep(answer), at=request.received_at)
    return _kept(done.answer) if done.replayed else answer


def _key_of_edit(request: ApiRequest, actor: Member) -> str:
    """
    Return what tells a command without a key of its own from others like it.

    An edit that names the version it saw is told by what was asked. Without a version the same may be asked again
    later and mean it again (retire, offer, retire): it is told by the caller's place in their own commands as well.
    """
    if getattr(request.body, "version", None) is not None:
        return request.body_hash
    return f"{actor.seq}-{request.body_hash}"


def keep(answer: Answer) -> dict[str, Any]:
    """Return an answer as the audit entry keeps it."""
    return {"status": answer.status, "body": answer.plain()}


def _kept(kept: Mapping[str, Any]) -> Answer:
    return Answer(int(kept["status"]), kept["body"], {"Idempotency-Replayed": "true"})
