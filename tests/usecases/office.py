"""People of one company at work on the real engine: their logs by commands, and what a reading asks of the engine."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from infra.bench.meter import Meter
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Done, Key, Write, commit
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.people import Assignment, Member, Person
from shared.domain.work.logs.log import LogChanges, LogDraft, WorkLog
from shared.domain.work.logs.month_of_work import MonthOfWork
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.work.read_distribution import WorkReport, read_distribution
from shared.usecases.work.read_duty_matrix import DutyMatrix, read_duty_matrix
from shared.usecases.work.read_work import Span, months_of_work
from shared.usecases.work.submit_work_logs import delete_work_log, edit_work_log, submit_work_log
from tests.conftest import Founding


class Office:
    """A company whose people log their work."""

    def __init__(self, founding: Founding) -> None:
        self.founding = founding
        self.company: Company = founding.company
        self.people: dict[str, Person] = dict(founding.people)
        self._count = 0

    def id_of(self, name: str) -> str:
        return self.people[name].id

    def member(self, name: str) -> Member:
        return self.founding.member(name)

    def submit(
        self,
        name: str,
        on: date,
        activity: str = "new_visit",
        minutes: int = 60,
        *,
        at: time = time(9),
        customer: str | None = "远山贸易",
        key: str | None = None,
        company: Company | None = None,
    ) -> WorkLog:
        """Log what somebody did on a day from a local time on, an hour after it began."""
        company = company or self.company
        key = key or self._new_key()
        started_at = datetime.combine(on, at, tzinfo=company.tz).astimezone(UTC)
        log, command = submit_work_log(
            draft=LogDraft("customer_contact", activity, started_at, minutes, customer),
            client_id=key,
            company=company,
            actor=self.member(name),
            at=started_at + timedelta(hours=1),
        )
        self.commit(command, name, key, log.created_at)
        return log

    def edit(self, name: str, log: WorkLog, changes: LogChanges) -> WorkLog:
        after, command = edit_work_log(
            log=log, version=log.version, changes=changes, company=self.company, at=log.created_at
        )
        self.commit(command, name, self._new_key(), log.created_at)
        return after

    def delete(self, name: str, log: WorkLog) -> WorkLog:
        after, command = delete_work_log(log=log, version=log.version, company=self.company)
        self.commit(command, name, self._new_key(), log.created_at)
        return after

    def commit(self, command: Command, name: str, key: str, at: datetime) -> Done:
        return commit(command, actor=self.member(name), key=Key("POST", key, ""), answer={}, at=at)

    def change(self, name: str, **changes: Any) -> None:
        """Change who somebody is, as HR does."""
        before = self.people[name]
        after = replace(before, **changes, version=before.version + 1)
        write = Write(refs.person(self.company.id, before.id), after, before=before)
        self.commit(Command("person.change", [write]), "林晓", self._new_key(), AT)
        self.people[name] = after

    def _new_key(self) -> str:
        self._count += 1
        return f"key-{self._count}"

    def months(self, names: Sequence[str], months: Sequence[str]) -> list[MonthOfWork]:
        """Read what these people's months add up to."""
        return months_of_work(self.company.id, [self.id_of(name) for name in names], months)

    def minutes(self, name: str, month: str) -> int:
        """Read the minutes of somebody's month."""
        return sum(each.minutes for found in self.months([name], [month]) for each in found.work)

    def kept(self, name: str, month: str) -> MonthOfWork | None:
        """What is kept of somebody's month."""
        ref = refs.month_work(self.company.id, month).at(self.id_of(name))
        return load([ref]).find(ref)

    def report(self, *names: str, **asked: Any) -> WorkReport:
        """Read how the time of these people was shared out in March; without names, of the two sellers."""
        seen = [self.people[name] for name in names or ("李婷", "陈浩")]
        return read_distribution(company=self.company, seen=seen, span=MARCH, **asked)

    def matrix(self, *names: str) -> DutyMatrix:
        """Read what each duty is to each of these people in March."""
        people = [self.people[name] for name in names]
        return read_duty_matrix(company=self.company, people=people, span=MARCH)

    def logs_of(self, name: str, month: str) -> str:
        """The partition of somebody's logs of a month."""
        return refs.work_logs(self.company.id, self.id_of(name), month).pk


MARCH = Span.of(date(2026, 3, 1), date(2026, 4, 1))
FIRST_WEEKS = [date(2026, 3, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
"""Ten workdays."""
AT = datetime(2026, 3, 31, 2, 0, tzinfo=UTC)
"""When things happen whose time does not matter."""


def holding(position: str, from_on: date = BEGINNING) -> Assignment:
    """A position held with all of the time."""
    return Assignment(position, 10_000, from_on)


def sdk_client() -> Any:
    """The client that speaks to the tables."""
    return Record._get_connection().connection.client


@contextmanager
def asked() -> Iterator[Meter]:
    """Count what is asked of the engine meanwhile."""
    with Meter((sdk_client(),)) as meter:
        yield meter


def queried(meter: Meter) -> list[str]:
    """The partitions that were queried, in order."""
    return [
        next(iter(each["ExpressionAttributeValues"].values()))["S"]
        for _, operation, each in meter.requests
        if operation == "Query"
    ]


def batches(keys: int) -> int:
    """The round trips of one batch read of so many keys."""
    return math.ceil(keys / 100)
