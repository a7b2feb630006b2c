"""The advice that a switch of direction follows: it has to be open, or accepted, and for that direction."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Write
from shared.adapters.dynamo.store import load
from shared.domain.advice.advice import Advice
from shared.domain.advice.decide import AdviceExpired
from shared.domain.direction.switch import DirectionTemplate
from shared.domain.direction.templates import BUILT_IN
from shared.domain.errors import DomainError
from shared.usecases.advice.decide_advice import decide_advice


class AdviceRejected(DomainError):
    """A switch was to follow advice that somebody rejected."""

    kind, code = "conflict", "direction.advice_rejected"
    zh = "这条建议已被驳回，不能再作为切换依据；仍要切换请去掉 advice_id。"
    en = (
        "This advice was rejected, so no switch can follow it. To switch all the same, leave `advice_id` out."
    )


class AdviceForAnother(DomainError):
    """A switch was to follow advice that proposes another direction."""

    kind, code = "invalid", "direction.advice_for_another"
    zh = "这条建议提出的方向是“{name_zh}”，与本次切换不同；请改用该方向，或去掉 advice_id。"
    en = "This advice proposes the direction “{name_en}”, not this one. Take that direction, or leave `advice_id` out."


def advice_followed(
    advice_id: str | None, direction: DirectionTemplate, *, company_id: str, at: datetime
) -> Advice | None:
    """
    Return the advice that a switch to `direction` may follow; None without an id.

    :raises NotFound: if the company was given none of that id.
    :raises AdviceRejected: if somebody rejected it.
    :raises AdviceExpired: if nobody decided within 14 days.
    :raises AdviceForAnother: if it proposes another direction.
    """
    if advice_id is None:
        return None
    ref = refs.advice(company_id).at(advice_id)
    advice = load([ref]).get(ref)
    if advice.state == "rejected":
        raise AdviceRejected(pointer="/advice_id")
    if advice.is_expired(at):
        raise AdviceExpired(pointer="/advice_id")
    template = advice.finding.template
    if template != direction.id:
        named = BUILT_IN.get(template)
        raise AdviceForAnother(
            pointer="/advice_id",
            name_zh=named.name_zh if named else template,
            name_en=named.name_en if named else template,
        )
    return advice


def acceptance(advice: Advice | None, *, reason: str, by: str, at: datetime) -> tuple[Write, ...]:
    """Return what accepts advice along with the switch that follows it; nothing if it is accepted already."""
    if advice is None or advice.state != "open":
        return ()
    _, command = decide_advice(advice=advice, choice="accepted", reason=reason, by=by, at=at)
    return tuple(each for each in command.writes if isinstance(each, Write))
