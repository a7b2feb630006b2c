"""What becomes of a finding and of advice: given or held back, accepted or rejected, expired (建议的处理).

Advice changes nothing by itself. It is open for 14 days; on the last instant it is expired. One piece is open at a
time, and what was decided is not brought up again for 8 weeks.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.domain.advice.advice import Advice, Decision, Finding, Outcome
from shared.domain.errors import DomainError

LASTS: Final = timedelta(days=14)
RESTS: Final = timedelta(weeks=8)
"""How long a finding on the same four KPIs rests after somebody decided on one."""


class AdviceExpired(DomainError):
    """Nobody decided within 14 days."""

    kind, code = "conflict", "advice.expired"
    zh = "这条建议已超过 14 天，不能再处理。情况仍在的话，下次查看数据时会给出新的建议。"
    en = "This advice is more than 14 days old and is closed. If things are still so, the next look gives new advice."


class AlreadyDecided(DomainError):
    """Somebody accepted or rejected it before; `current` says as what, and in which version."""

    kind, code = "conflict", "advice.already_decided"
    zh = "这条建议已经处理过了，请刷新后查看处理结果和原因。"
    en = "This advice was decided on already. Reload to see the decision and its reason."


class ReasonMissing(DomainError):
    """Advice was rejected without a reason."""

    kind, code = "invalid", "advice.reason_missing"
    zh = "不采纳建议需要写明原因，请补充后再提交。"
    en = "Say why the advice is rejected, and send it again."


def decided(advice: Advice, choice: Decision, *, reason: str, by: str, at: datetime) -> Advice:
    """
    Return the advice as a person decided on it, in its next version; no plan and no weight is touched.

    A rejection has a reason; to accept, one may be given.

    :raises AlreadyDecided: if somebody decided before.
    :raises AdviceExpired: 14 days after it was given, and later.
    :raises ReasonMissing: if it is rejected and nothing is said.
    """
    if advice.state != "open":
        raise AlreadyDecided(current={"state": advice.state, "version": advice.version})
    if advice.is_expired(at):
        raise AdviceExpired()
    if choice == "rejected" and not reason.strip():
        raise ReasonMissing(pointer="/reason")
    return replace(
        advice,
        state=choice,
        decided_at=at,
        decided_by=by,
        reason=reason.strip(),
        version=advice.version + 1,
    )


def outcome_of(finding: Finding, earlier: Iterable[Advice], at: datetime) -> Outcome:
    """
    Return what comes of a finding: `given`, or held back because advice is `open` or was `decided_lately`.

    `earlier` is all advice of the company. Advice that expired holds nothing back.
    """
    known = list(earlier)
    if any(each.state == "open" and not each.is_expired(at) for each in known):
        return "open"
    return "decided_lately" if any(_rests(each, finding, at) for each in known) else "given"


def _rests(advice: Advice, finding: Finding, at: datetime) -> bool:
    if advice.decided_at is None or at >= advice.decided_at + RESTS:
        return False
    return _kpis(advice.finding) == _kpis(finding)


def _kpis(finding: Finding) -> tuple[str, ...]:
    four = finding.activity, finding.outcome, finding.rival_activity, finding.rival_outcome
    return tuple(each.kpi_id for each in four)
