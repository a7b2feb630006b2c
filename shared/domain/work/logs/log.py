"""Work logs: what somebody says they did, when and for how long.

A log is evidence for shares of working time and links to KPIs; it is never a KPI by itself. Unknown
activities are kept as they were written: they wait for HR and are never refused.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypedDict
from zoneinfo import ZoneInfo

from shared.domain.work.duties.activities import suggested_links
from shared.domain.work.duties.own_catalogue import STANDARD_CATALOGUE, WorkCatalogue
from shared.domain.work.logs import errors as refused
from shared.domain.work.logs.kinds import Kind
from shared.domain.work.logs.places import Place, coarse

MOST_MINUTES: Final = 24 * 60
TOLERANCE: Final = timedelta(minutes=10)
"""How far two clocks may differ before it is worth a mark."""
AHEAD: Final = timedelta(days=1)
"""How far ahead of our clock a log may start: a phone's clock can be wrong, and its log must not be lost."""
OLDEST_DAYS: Final = 366
LONGEST_TEXT: Final = 1000
LONGEST_CUSTOMER: Final = 200
LONGEST_ACTIVITY: Final = 60
MOST_LINKS: Final = 20
MOST_PHOTOS: Final = 9
LONGEST_LINK: Final = 80
LONGEST_CLIENT_ID: Final = 255
CLOCK_SKEW: Final = "clock_skew"
"""Flag of a log whose start lay ahead of our clock, or whose phone's clock was off it, by more than `TOLERANCE`."""


@dataclass(frozen=True, slots=True)
class LogDraft:
    """
    What a person says about one stretch of work. Without `links`, those of the activity are taken.

    Either `minutes` or `ended_at` says how long it took. `location` is latitude and longitude in degrees as the
    phone gave them, of which half a kilometre is kept. `sent_at` is the phone's own clock as it sent the log.
    """

    kind: str
    activity: str
    started_at: datetime
    minutes: int | None
    customer: str | None = None
    text: str = ""
    links: tuple[str, ...] | None = None
    ended_at: datetime | None = None
    location: tuple[Decimal, Decimal] | None = None
    photos: tuple[str, ...] = ()
    sent_at: datetime | None = None


class LogChanges(TypedDict, total=False):
    """What an edit changes; a key that is absent stays as it is."""

    kind: str
    activity: str
    started_at: datetime
    minutes: int | None
    customer: str | None
    text: str
    links: tuple[str, ...] | None
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkLog:
    """
    One kept log. `started_at` and `created_at` are UTC, `on` is the date of the start in the company's zone.

    `client_id` is the key under which the person's device may send the log again. `links` are KPI ids,
    `version` counts the edits from 1, `flags` are what was noticed when the log came in. `place` is where it
    was, if the person shared it, `photos` are ids of evidence.
    """

    id: str
    company_id: str
    person_id: str
    client_id: str
    kind: str
    activity: str
    started_at: datetime
    on: date
    minutes: int
    created_at: datetime
    customer: str | None = None
    text: str = ""
    links: tuple[str, ...] = ()
    version: int = 1
    deleted: bool = False
    flags: tuple[str, ...] = ()
    place: Place | None = None
    photos: tuple[str, ...] = ()


def new_log(
    draft: LogDraft,
    *,
    id: str,
    company_id: str,
    person_id: str,
    client_id: str,
    zone: ZoneInfo,
    at: datetime,
    catalogue: WorkCatalogue = STANDARD_CATALOGUE,
) -> WorkLog:
    """
    Return the log that a draft becomes at the instant `at`.

    :raises DomainError: one of `log_errors`, with the pointer of the field, on the first rule that fails.
    """
    if not (1 <= len(client_id) <= LONGEST_CLIENT_ID and all("!" <= char <= "~" for char in client_id)):
        raise refused.ClientIdUnusable(pointer="/client_id", longest=LONGEST_CLIENT_ID)
    started_at = _start(draft.started_at, at)
    activity = _activity(draft.activity)
    kind = _kind(draft.kind, catalogue)
    return WorkLog(
        id=id,
        company_id=company_id,
        person_id=person_id,
        client_id=client_id,
        kind=kind.id,
        activity=activity,
        started_at=started_at,
        on=started_at.astimezone(zone).date(),
        minutes=_said_minutes(draft),
        created_at=at.astimezone(UTC),
        customer=_customer(draft.customer, kind),
        text=_text(draft.text, "/text", LONGEST_TEXT),
        links=_links(draft.links, activity, catalogue),
        flags=_flags((), started_at, at, draft.sent_at),
        place=coarse(*draft.location) if draft.location else None,
        photos=_photos(draft.photos),
    )


def edited(
    log: WorkLog,
    changes: LogChanges,
    *,
    zone: ZoneInfo,
    at: datetime,
    catalogue: WorkCatalogue = STANDARD_CATALOGUE,
) -> WorkLog:
    """
    Return `log` with `changes`, one version on; the same rules hold as for a new log.

    A start that stays is not measured against the clock again. Another activity brings its own links
    unless the edit names some.

    :raises LogDeleted: if the log was deleted.
    :raises DomainError: one of `log_errors` on the first rule that fails.
    """
    if log.deleted:
        raise refused.LogDeleted()
    moved = "started_at" in changes
    started_at = _start(changes["started_at"], at) if moved else log.started_at
    on = started_at.astimezone(zone).date() if moved else log.on
    if (on.year, on.month) != (log.on.year, log.on.month):
        raise refused.OtherMonth(pointer="/started_at")
    activity = _activity(changes.get("activity", log.activity))
    kind = _kind(changes.get("kind", log.kind), catalogue)
    kept_links = log.links if activity == log.activity else None
    return replace(
        log,
        kind=kind.id,
        activity=activity,
        started_at=started_at,
        on=on,
        minutes=_minutes(changes.get("minutes", log.minutes)),
        customer=_customer(changes.get("customer", log.customer), kind),
        text=_text(changes.get("text", log.text), "/text", LONGEST_TEXT),
        links=_links(changes.get("links", kept_links), activity, catalogue),
        version=log.version + 1,
        flags=_flags(log.flags, started_at, at) if moved else log.flags,
        photos=_photos(changes.get("photos", log.photos)),
    )


def deleted(log: WorkLog) -> WorkLog:
    """
    Return `log` as deleted, one version on. It stays on record and counts nowhere.

    :raises LogDeleted: if it was deleted before.
    """
    if log.deleted:
        raise refused.LogDeleted()
    return replace(log, deleted=True, version=log.version + 1)


def counted(logs: Iterable[WorkLog], people: Collection[str] | None = None) -> tuple[WorkLog, ...]:
    """Return the logs that are not deleted, of `people` (person ids) if given."""
    return tuple(log for log in logs if not log.deleted and (people is None or log.person_id in people))


def readable(text: str, pointer: str) -> str:
    """
    Return a text as a log keeps it: without the characters that nobody sees and the blanks around it.

    :raises TextUnreadable: if it holds control characters or marks that turn the direction of writing.
    """
    kept = "".join(char for char in text if char not in _INVISIBLE).strip()
    if any(_unreadable(char) for char in kept):
        raise refused.TextUnreadable(pointer=pointer)
    return kept


def _kind(id: str, catalogue: WorkCatalogue) -> Kind:
    if id not in catalogue.kinds:
        raise refused.KindUnknown(pointer="/kind", kind=id[:40], known=", ".join(catalogue.kinds))
    return catalogue.kinds[id]


def _activity(text: str) -> str:
    named = _text(text, "/activity", LONGEST_ACTIVITY)
    if not named:
        raise refused.ActivityMissing(pointer="/activity")
    return named


def _said_minutes(draft: LogDraft) -> int:
    """Minutes as they were said, or those up to the end, of which one that is begun is whole."""
    if draft.ended_at is None:
        return _minutes(draft.minutes)
    if draft.minutes is not None:
        raise refused.LengthTwice(pointer="/ended_at")
    if draft.ended_at.utcoffset() is None:
        raise refused.StartNotAware(pointer="/ended_at")
    if draft.ended_at <= draft.started_at:
        raise refused.EndBeforeStart(pointer="/ended_at")
    return _minutes(-((draft.started_at - draft.ended_at) // timedelta(minutes=1)), "/ended_at")


def _photos(photos: tuple[str, ...]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(photos))
    if len(distinct) > MOST_PHOTOS:
        raise refused.TooManyPhotos(pointer="/photos", most=MOST_PHOTOS)
    return distinct


def _minutes(minutes: int | None, pointer: str = "/minutes") -> int:
    if minutes is None or not 1 <= minutes <= MOST_MINUTES:
        raise refused.MinutesOutOfRange(pointer=pointer, most=MOST_MINUTES)
    return minutes


def _start(started_at: datetime, at: datetime) -> datetime:
    if started_at.utcoffset() is None:
        raise refused.StartNotAware(pointer="/started_at")
    if started_at > at + AHEAD:
        raise refused.StartInFuture(pointer="/started_at")
    if started_at < at - timedelta(days=OLDEST_DAYS):
        raise refused.StartTooOld(pointer="/started_at", days=OLDEST_DAYS)
    return started_at.astimezone(UTC)


def _flags(
    flags: tuple[str, ...], started_at: datetime, at: datetime, sent_at: datetime | None = None
) -> tuple[str, ...]:
    others = tuple(flag for flag in flags if flag != CLOCK_SKEW)
    is_skewed = started_at > at + TOLERANCE or (sent_at is not None and abs(sent_at - at) > TOLERANCE)
    return (*others, CLOCK_SKEW) if is_skewed else others


def _customer(text: str | None, kind: Kind) -> str | None:
    customer = _text(text or "", "/customer", LONGEST_CUSTOMER)
    if not customer and kind.needs_customer:
        raise refused.CustomerMissing(pointer="/customer", kind_zh=kind.zh, kind_en=kind.en)
    return customer or None


def _text(text: str, pointer: str, longest: int) -> str:
    kept = readable(text, pointer)
    if len(kept) > longest:
        raise refused.TextTooLong(pointer=pointer, length=len(kept), longest=longest)
    return kept


_INVISIBLE: Final = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0")
"""Left out of what is kept: nobody sees them, and two customers would look the same. Joiners make emoji and stay."""
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: with them a text can show something else than it says."""


def _unreadable(char: str) -> bool:
    return (
        (char < " " and char not in "\t\n\r")
        or "\x7f" <= char <= "\x9f"
        or "\ud800" <= char <= "\udfff"
        or char in _TURNING
    )


def _links(links: tuple[str, ...] | None, activity: str, catalogue: WorkCatalogue) -> tuple[str, ...]:
    if links is None:
        return suggested_links(catalogue.meant(activity), catalogue.activities)
    distinct = tuple(dict.fromkeys(links))
    if len(distinct) > MOST_LINKS or not all(1 <= len(link) <= LONGEST_LINK for link in distinct):
        raise refused.LinksUnusable(pointer="/links", most=MOST_LINKS)
    return distinct
