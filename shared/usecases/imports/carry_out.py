"""Commit what an import decided, in order, as the acts of one job; and keep the file it came from."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.commands import Command, Key
from shared.adapters.dynamo.store import load
from shared.domain.imports.report import refused_csv
from shared.usecases.imports.summary import Summary

JOB = "import"


def carry_out(
    acts: Iterable[Command], *, company_id: str, job: str = JOB, key: str, body_hash: str, at: datetime
) -> None:
    """
    Commit the commands one after the other, each under `key` and its number.

    :raises DomainError: as `shared.adapters.dynamo.commands.commit`; what was committed before stands.
    """
    row = refs.member(company_id, f"job_{job}")
    actor = commands.job_actor(company_id, job, load([row]).find(row))
    for number, command in enumerate(acts):
        part = Key(job, f"{key}:{number}", body_hash)
        actor = commands.commit(command, actor=actor, key=part, answer={}, at=at).actor


def keep_file(content: bytes, *, kind: str, company_id: str, digest: str, documents: Documents) -> str:
    """Store the bytes of a file under the company's prefix and return its key; the same file has the same key."""
    key = f"{company_id}/imports/{kind}/{digest}.csv"
    documents.put(key, content, content_type="text/csv")
    return key


def finish(
    summary: Summary,
    *,
    kind: str,
    digest: str,
    documents: Documents,
    at: datetime,
    files: Mapping[str, str] | None = None,
) -> None:
    """
    Keep the list of refused rows beside the file, and leave an entry with hash and counts in the audit trail.

    `files` are the digests of several files by name.
    """
    if summary.refused:
        summary.refused_key = f"{summary.company_id}/imports/{kind}/{digest}-refused.csv"
        listed = refused_csv(summary.refused).encode()
        documents.put(summary.refused_key, listed, content_type="text/csv; charset=utf-8")
    row = refs.member(summary.company_id, f"job_{JOB}")
    actor = commands.job_actor(summary.company_id, JOB, load([row]).find(row))
    command = Command("import.repeated" if summary.is_repeat else f"import.{kind}", ())
    key = Key(JOB, f"{kind}:{digest}:{at.isoformat()}", digest)
    answer = {"sha256": digest, **summary.counts()} | ({"files": dict(files)} if files else {})
    commands.commit(command, actor=actor, key=key, answer=answer, at=at)
