"""Submit work logs, one or a batch from a phone that was offline; edit and delete them."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.ids import work_log_id
from shared.domain.people import Member
from shared.domain.work.logs.corrections import correction
from shared.domain.work.logs.log import LogChanges, LogDraft, WorkLog, deleted, edited, new_log


class MonthClosed(DomainError):
    """The month's declaration is already with the approver or beyond, so its evidence is fixed."""

    kind, code = "conflict", "work_log.month_closed"
    zh = "{month} 的申报已提交，不能再补记或修改记录。需要更正请联系 HR。"
    en = "The declaration for {month} is under way, so its logs are fixed. Ask HR for a correction."


def submit_work_log(
    *, draft: LogDraft, client_id: str, company: Company, actor: Member, at: datetime
) -> tuple[WorkLog, Command]:
    """
    Return the log that the draft becomes and the command that keeps it.

    :raises DomainError: one of `shared.domain.work.logs.errors`, on the first rule that fails.
    """
    log = new_log(
        draft,
        id="",
        company_id=company.id,
        person_id=actor.id,
        client_id=client_id,
        zone=company.tz,
        at=at,
        catalogue=company.catalogue,
    )
    log = replace(log, id=work_log_id(actor.id, f"{log.on:%Y-%m}", log.started_at, client_id))
    return log, _command("work_log.submit", log, None)


def edit_work_log(
    *, log: WorkLog, version: int, changes: LogChanges, company: Company, at: datetime
) -> tuple[WorkLog, Command]:
    """
    Return the log after the changes and the command that writes it; the audit entry keeps both.

    :raises ChangedMeanwhile: if `version` is not the newest.
    :raises DomainError: one of `shared.domain.work.logs.errors`, on the first rule that fails.
    """
    _check_version(log, version)
    after = edited(log, changes, zone=company.tz, at=at, catalogue=company.catalogue)
    command = _command("work_log.edit", after, log)
    learned = correction(log, after, by_id=log.person_id, at=at)
    if learned is not None:
        lesson = Write(refs.correction(company.id, learned.words), learned, blind=True)
        command = replace(command, writes=(*command.writes, lesson))
    return after, command


def delete_work_log(*, log: WorkLog, version: int | None, company: Company) -> tuple[WorkLog, Command]:
    """
    Return the log as deleted and the command that writes it: it stays on record and counts nowhere.

    :raises ChangedMeanwhile: if `version` is given and not the newest.
    :raises LogDeleted: if it was deleted before.
    """
    if version is not None:
        _check_version(log, version)
    after = deleted(log)
    return after, _command("work_log.delete", after, log)


def _command(name: str, after: WorkLog, before: WorkLog | None) -> Command:
    """The log itself and, of an edited one, what it was: nothing that was said is ever lost."""
    writes = [Write(refs.work_log(after.company_id, after.id), after, before=before)]
    if before is not None:
        earlier = refs.work_log_history(after.company_id, after.id).at(f"{before.version:06}")
        writes.append(Write(earlier, before))
    return Command(name, writes, log_months=frozenset({f"{after.on:%Y-%m}"}))


def _check_version(log: WorkLog, version: int) -> None:
    if version != log.version:
        raise ChangedMeanwhile(current=plain(log))
