"""Quick ways to a work log: do yesterday's again, or fill in a template of one's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.errors import DomainError
from shared.domain.ids import digest32
from shared.domain.work.logs.log import LogDraft, WorkLog

MOST_TEMPLATES: Final = 20


class TooManyTemplates(DomainError):
    """There are as many templates as anybody finds their way in."""

    kind, code = "conflict", "work_log_template.too_many"
    zh = "模板最多 {most} 个，请先删除不用的。"
    en = "There can be {most} templates. Delete those you do not use."


@dataclass(frozen=True, slots=True)
class RepeatedLog:
    """A draft made from an earlier log; sending it twice makes one log, since `client_id` follows from both."""

    client_id: str
    draft: LogDraft


def repeated(
    logs: Sequence[WorkLog], on: date, zone: ZoneInfo, gone: Collection[str] = ()
) -> tuple[RepeatedLog, ...]:
    """
    Return the logs of one day as drafts for the day `on`, at the same local times, in order.

    The words and the evidence stay behind: they were about the other day. `gone` are client ids whose logs were
    deleted: a draft never takes one of them, or sending it would bring back nothing.
    """
    return tuple(
        RepeatedLog(
            client_id=_client_id(log, on, gone),
            draft=LogDraft(
                kind=log.kind,
                activity=log.activity,
                started_at=_at_the_same_time(log.started_at, on, zone),
                minutes=log.minutes,
                customer=log.customer,
                links=log.links,
            ),
        )
        for log in sorted(logs, key=lambda log: (log.started_at, log.id))
        if not log.deleted
    )


def _client_id(log: WorkLog, on: date, gone: Collection[str]) -> str:
    for again in count():
        parts = (log.id, on.isoformat(), *([str(again)] if again else []))
        if (found := f"repeat-{digest32(20, *parts)}") not in gone:
            return found
    raise AssertionError("there is always another number")


def _at_the_same_time(started_at: datetime, on: date, zone: ZoneInfo) -> datetime:
    local = started_at.astimezone(zone).time()
    return datetime.combine(on, local, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class LogTemplate:
    """What somebody logs again and again; a log made from it takes the links of its activity."""

    id: str
    name: str
    kind: str
    activity: str
    minutes: int
    customer: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class LogTemplates:
    """A person's templates, oldest first."""

    company_id: str
    person_id: str
    items: tuple[LogTemplate, ...] = ()
    version: int = 1


def with_template(templates: LogTemplates, added: LogTemplate) -> LogTemplates:
    """
    Return the templates with one more; the same one is not kept twice.

    :raises TooManyTemplates: if there are twenty already.
    """
    others = tuple(each for each in templates.items if each.id != added.id)
    if len(others) >= MOST_TEMPLATES:
        raise TooManyTemplates(most=MOST_TEMPLATES)
    return replace(templates, items=(*others, added), version=templates.version + 1)


def without_template(templates: LogTemplates, id: str) -> LogTemplates:
    """Return the templates without the one of that id."""
    kept = tuple(each for each in templates.items if each.id != id)
    return replace(templates, items=kept, version=templates.version + 1)
