"""Reading and writing values by reference: one batch read, one query page, one transaction."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.refs import Partition, Ref
from shared.domain.errors import NotFound
from shared.domain.people import AccessRole, Member, MemberStatus

T = TypeVar("T")

READABLE_BYTES = 800
"""A longer value is deflated: with its keys it would cost a second write unit."""


class Loaded:
    """What one batch read found."""

    def __init__(self, found: Mapping[tuple[str, str], Record]) -> None:
        self._found = found

    def find(self, ref: Ref[T]) -> T | None:
        """Return the value at `ref`, or None."""
        record = self._found.get((ref.pk, ref.sk))
        return None if record is None else value_of(record, ref.kind)

    def get(self, ref: Ref[T]) -> T:
        """Return the value at `ref`.

        :raises NotFound: if nothing is there.
        """
        value = self.find(ref)
        if value is None:
            raise NotFound()
        return value


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a partition: the values in key order, and the key after which the next page begins."""

    items: tuple[T, ...]
    next_sk: str | None


def load(refs: Iterable[Ref[Any]]) -> Loaded:
    """Read up to 100 records in one consistent BatchGetItem."""
    keys = {(ref.pk, ref.sk) for ref in refs}
    records = Record.batch_get(keys, consistent_read=True) if keys else ()
    return Loaded({(record.pk, record.sk): record for record in records})


def page(
    partition: Partition[T], *, after: str | None = None, limit: int = 100, newest_first: bool = False
) -> Page[T]:
    """Read one page of a partition, consistently: at most `limit` values after the key `after`."""
    last = {"pk": {"S": partition.pk}, "sk": {"S": after}} if after is not None else None
    found = Record.query(
        partition.pk,
        consistent_read=True,
        limit=limit,
        last_evaluated_key=last,
        scan_index_forward=not newest_first,
    )
    records = list(found)
    more = len(records) == limit and found.last_evaluated_key is not None
    return Page(tuple(value_of(each, partition.kind) for each in records), records[-1].sk if more else None)


def every(partition: Partition[T]) -> Iterator[T]:
    """Read a whole partition in key order, consistently."""
    for record in Record.query(partition.pk, consistent_read=True):
        yield value_of(record, partition.kind)


def rows(pk: str) -> list[Record]:
    """Read the bare records of a partition, for what is no domain value."""
    return list(Record.query(pk, consistent_read=True))


def existing(refs: Iterable[Ref[Any]]) -> set[tuple[str, str]]:
    """Return the keys among `refs` that hold something."""
    keys = {(ref.pk, ref.sk) for ref in refs}
    found = Record.batch_get(keys, consistent_read=True, attributes_to_get=["pk", "sk"])
    return {(record.pk, record.sk) for record in found}


def value_of(record: Record, kind: type[T]) -> T:
    """Return the domain value that a record holds."""
    if kind is Member:
        return cast(T, _member(record))
    return decode(kind, _inflated(record.packed) if record.packed is not None else record.body or "{}")


def record_of(ref: Ref[Any], value: object) -> Record:
    """Return the record that holds `value` at `ref`."""
    if isinstance(value, Member):
        return Record(
            ref.pk,
            ref.sk,
            status=value.status,
            access_role=value.access_role,
            seq=value.seq,
            head_hash=value.head_hash,
        )
    version = getattr(value, "version", None)
    # conditions compare numbers; an event's version is a text of its vendor's, and no condition's
    version = version if isinstance(version, int) else None
    text = encode(value)
    if len(raw := text.encode()) > READABLE_BYTES:
        return Record(ref.pk, ref.sk, packed=zlib.compress(raw, 9), version=version)
    return Record(ref.pk, ref.sk, body=text, version=version)


def _inflated(packed: bytes) -> str:
    return zlib.decompress(packed).decode()


def _member(record: Record) -> Member:
    return Member(
        id=record.sk,
        company_id=record.pk.partition("#")[0],
        access_role=AccessRole(record.access_role),
        status=MemberStatus(record.status),
        seq=int(record.seq or 0),
        head_hash=record.head_hash or "",
    )


ABSENT: Condition = Record.pk.does_not_exist()
"""The condition of a record that must be new."""
