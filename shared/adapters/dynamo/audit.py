"""The audit trail, which is also the memory of commands already done.

One entry a command, keyed by the actor and the command's own key, so that the same command twice meets its own
entry. Each actor's entries form a chain: `hash` covers the entry and the hash before it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.adapters.dynamo.codec import canonical, plain
from shared.adapters.dynamo.refs import Partition, Ref


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One command: who, what, when, what it changed, and the answer that a repeat gets again."""

    company_id: str
    actor_id: str
    seq: int
    command: str
    at: datetime
    body_hash: str
    changes: tuple[Mapping[str, Any], ...]
    answer: Mapping[str, Any]
    prev_hash: str
    hash: str = ""


def entries(company_id: str, actor_id: str) -> Partition[AuditEntry]:
    """The entries of one actor."""
    return Partition(f"{company_id}#audit#{actor_id}", AuditEntry)


def entry_ref(company_id: str, actor_id: str, route: str, key: str) -> Ref[AuditEntry]:
    """Where the entry of the command with this key lies: the key counts within the actor and the route."""
    digest = hashlib.sha256(f"{route}\x1f{key}".encode()).hexdigest()[:40]
    return entries(company_id, actor_id).at(digest)


def link(entry: AuditEntry) -> str:
    """Return the hash that chains an entry to the one before it: SHA-256 of its canonical JSON without `hash`."""
    content = plain(entry)
    content.pop("hash", None)
    return hashlib.sha256(canonical(content)).hexdigest()


def broken_links(chain: list[AuditEntry]) -> list[int]:
    """Return the sequence numbers at which an actor's chain does not hold; empty if it is whole."""
    ordered = sorted(chain, key=lambda entry: entry.seq)
    broken, prev = [], ""
    for number, entry in enumerate(ordered, start=1):
        if entry.seq != number or entry.prev_hash != prev or entry.hash != link(entry):
            broken.append(entry.seq)
        prev = entry.hash
    return broken


def change(before: object | None, after: object | None, at: Ref[Any]) -> dict[str, Any]:
    """Describe one write: the place, and the fields that changed; a new value is named by its hash alone."""
    where = f"{at.pk.partition('#')[2]}/{at.sk}"
    if before is None:
        digest = hashlib.sha256(canonical(plain(after))).hexdigest()[:16] if after is not None else ""
        return {"at": where, "new": digest}
    old, new = plain(before), plain(after) if after is not None else {}
    fields = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {"at": where, "from": {f: old.get(f) for f in fields}, "to": {f: new.get(f) for f in fields}}
