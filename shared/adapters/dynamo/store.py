"""Reading and writing values by reference: one batch read, one query page, one transaction."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.refs import Partition, Ref
from shared.domain.errors import NotFound
from shared.domain.people import AccessRole, Member, MemberStatus
from shared.domain.work.logs.months import LogMonths

T = TypeVar("T")

READABLE_BYTES = 800
"""A longer value is deflated: with its keys it would cost a second write unit."""


MOST_BYTES = 390_000
"""Of a value that an item of 400 KB takes, with its keys."""


class Loaded:
    """What one batch read found."""

    def __init__(self, found: Mapping[tuple[str, str], Record]) -> None:
        self._found = found

    def find(self, ref: Ref[T]) -> T | None:
        """Return the value at `ref`, or None."""
        record = self._found.get((ref.pk, ref.sk))
        return None if record is None else value_of(record, ref.kind)

    def derived(self, ref: Ref[T]) -> T | None:
        """Return the value at `ref`, or None if it is none that can be read: it is made anew then."""
        try:
            return self.find(ref)
        except (ValueError, zlib.error):
            return None

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
    """Read records in one consistent BatchGetItem for each hundred of them."""
    keys = {(ref.pk, ref.sk) for ref in refs}
    records = Record.batch_get(keys, consistent_read=True) if keys else ()
    return Loaded({(record.pk, record.sk): record for record in records})


def page(
    partition: Partition[T], *, after: str | None = None, limit: int = 100, newest_first: bool = False
) -> Page[T]:
    """
    Read one page of a partition, consistently: at most `limit` values after the key `after`.

    One more is read than is returned, so that the last page is known to be the last.
    """
    last = {"pk": {"S": partition.pk}, "sk": {"S": after}} if after is not None else None
    found = Record.query(
        partition.pk,
        consistent_read=True,
        limit=limit + 1,
        last_evaluated_key=last,
        scan_index_forward=not newest_first,
    )
    records = list(found)
    values = tuple(value_of(each, partition.kind) for each in records[:limit])
    return Page(values, records[limit - 1].sk if len(records) > limit else None)


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


def keep(derived: Sequence[tuple[Ref[Any], object]]) -> None:
    """
    Write values that can be made anew at any time, whatever stands there: no command, and on nobody's record.

    One that is larger than an item may be is not kept: it is made anew each time.
    """
    for ref, value in derived:
        record = record_of(ref, value)
        if len(record.packed or b"") <= MOST_BYTES:
            record.save()


def value_of(record: Record, kind: type[T]) -> T:
    """Return the domain value that a record holds."""
    if kind is Member:
        return cast(T, _member(record))
    return decode(kind, text_of(record))


def text_of(record: Record) -> str:
    """Return the JSON text that a record holds."""
    return _inflated(record.packed) if record.packed is not None else record.body or "{}"


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
            log_months=log_months_text(value.log_months),
        )
    version = getattr(value, "version", None)
    # conditions compare numbers; an event's version is a text of its vendor's, and no condition's
    version = version if isinstance(version, int) else None
    return record_with(ref.pk, ref.sk, encode(value), version)


def record_with(pk: str, sk: str, text: str, version: int | None = None) -> Record:
    """Return the record that holds a JSON text, deflated where that saves a unit."""
    if len(raw := text.encode()) > READABLE_BYTES:
        return Record(pk, sk, packed=zlib.compress(raw, 9), version=version)
    return Record(pk, sk, body=text, version=version)


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
        log_months=_log_months(record.log_months),
    )


_UNKNOWN_MONTHS = "*"


def log_months_text(known: LogMonths) -> str:
    """Return the attribute of a member row: `2026-03:17 2026-04:21`, and a star if other months may have logs."""
    named = [f"{month}:{seq}" for month, seq in known.months]
    return " ".join(named if known.whole else [_UNKNOWN_MONTHS, *named]) or "-"


def _log_months(text: str | None) -> LogMonths:
    words = (text or _UNKNOWN_MONTHS).split()
    pairs = [word.partition(":") for word in words if ":" in word]
    return LogMonths(tuple((month, int(seq)) for month, _, seq in pairs), _UNKNOWN_MONTHS not in words)


ABSENT: Condition = Record.pk.does_not_exist()
"""The condition of a record that must be new."""
