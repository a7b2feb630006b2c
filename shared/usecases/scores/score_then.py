"""The score that stood on record at an instant (截至某时的得分): what somebody saw then."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.errors import DomainError
from shared.domain.kpi.score import Score


class CannotBeReplayed(DomainError):
    """The score was written before what it was computed from was kept with it."""

    kind, code = "conflict", "score.cannot_be_replayed"
    zh = "这份得分的计算依据没有保存下来，无法重算；请查看之后计算的版本。"
    en = "What this score was computed from was not kept, so it cannot be replayed. Look at a later one."


class NoScoreThen(DomainError):
    """The month had no score on record at that instant."""

    kind, code = "missing", "score.none_then"
    zh = "到 {at} 为止还没有 {month} 的得分，请选择更晚的时间。"
    en = "{month} had no score at {at}. Choose a later time."


def score_then(company_id: str, person_id: str, month: str, as_of: datetime) -> Score:
    """
    Return the score that stood on record at an instant.

    :raises NoScoreThen: if there was none yet.
    """
    history = every(refs.score_history(company_id, month, person_id))
    stood = [each for each in history if each.computed_at <= as_of]
    if not stood:
        raise NoScoreThen(at=as_of.isoformat(), month=month)
    return max(stood, key=lambda each: each.computed_at)
