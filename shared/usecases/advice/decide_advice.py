"""Accept or reject advice (采纳、驳回建议); neither changes a weight."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.advice import decide
from shared.domain.advice.advice import Advice, Decision


def decide_advice(
    *, advice: Advice, choice: Decision, reason: str, by: str, at: datetime
) -> tuple[Advice, Command]:
    """
    Return the advice as decided and the command that keeps it, with who decided and why.

    :raises AdviceExpired: if nobody decided within 14 days.
    :raises AlreadyDecided: if somebody did.
    """
    after = decide.decided(advice, choice, reason=reason, by=by, at=at)
    write = Write(refs.advice(advice.company_id).at(advice.id), after, before=advice)
    return after, Command(f"advice.{choice}", (write,))
