"""What somebody decided about a log that was flagged (真实性复核): whether it counts towards KPIs.

A signal or a decision never takes a minute off a log, changes a share of working time or costs a point: there is no
automatic penalty. A flagged log only waits, as evidence of a KPI, until somebody has looked at it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.work.logs.log import WorkLog
from shared.domain.work.signals.signals import Signal

LONGEST_REASON: Final = 500


class Verdict(StrEnum):
    """Whether a log counts towards KPIs."""

    ACCEPT = "accept"
    EXCLUDE = "exclude"


class ReviewReasonMissing(DomainError):
    """A log was excluded without a reason, or the reason is too long to be read."""

    code = "work_log.review_reason_missing"
    zh = "排除记录需要填写原因，原因最多 {longest} 个字。"
    en = "Excluding a log needs a reason, and a reason has at most {longest} characters. Write one."


class OwnReview(DomainError):
    """Somebody decided about a log of their own."""

    kind, code = "forbidden", "work_log.own_review"
    zh = "不能复核自己的工作记录，请让上级或 HR 处理。"
    en = "You cannot review a log of your own. Ask your manager or HR."


@dataclass(frozen=True, slots=True)
class LogReview:
    """
    One decision about one log of `person_id`, by `by_id` at `at` (UTC).

    `version` counts the decisions about the log from 1; the newest one holds.
    """

    log_id: str
    person_id: str
    verdict: Verdict
    reason: str
    by_id: str
    at: datetime
    version: int = 1
    log_version: int = 1


def reviewed(
    log: WorkLog,
    verdict: Verdict,
    reason: str = "",
    *,
    by_id: str,
    at: datetime,
    before: LogReview | None = None,
) -> LogReview:
    """
    Return the decision about a log, the next one after `before` if there was one. The log stays as it is.

    :raises OwnReview: if the log is the reviewer's own.
    :raises ReviewReasonMissing: if a log is excluded without a reason, or the reason has more than 500 characters.
    """
    if by_id == log.person_id:
        raise OwnReview()
    kept = reason.strip()
    if len(kept) > LONGEST_REASON or (verdict is Verdict.EXCLUDE and not kept):
        raise ReviewReasonMissing(pointer="/reason", longest=LONGEST_REASON)
    version = before.version + 1 if before else 1
    return LogReview(log.id, log.person_id, verdict, kept, by_id, at.astimezone(UTC), version, log.version)


def counts_for_kpis(log: WorkLog, flags: Collection[Signal], review: LogReview | None = None) -> bool:
    """
    Return whether a log counts as evidence of KPIs: unless it is excluded, or flagged and nobody accepted it as it is.

    Somebody who accepted a log saw one version of it: a later edit is looked at anew. An exclusion holds on.

    This never changes minutes or shares of working time, and takes no points from anybody: it is no penalty.

    :raises ValueError: if the review is of another log.
    """
    if review is None:
        return not flags
    if review.log_id != log.id:
        raise ValueError(f"the review is of {review.log_id}, not of {log.id}")
    if review.verdict is Verdict.EXCLUDE:
        return False
    return not flags or review.log_version == log.version
