"""Targets (目标): proposals from history, and how likely somebody reaches one."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from chalice import Blueprint

from functions import admission
from functions.api.people import PositionName
from functions.edge.access import EVERYBODY, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, DecimalText, Id, Month
from functions.edge.models import Page, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import NotFound
from shared.domain.kpi import lines
from shared.domain.kpi.catalogue import UnknownKpi
from shared.domain.kpi.targets.attainability import WEEKS, Chance
from shared.domain.kpi.targets.history import Proposal
from shared.domain.numbers import exact, quantize
from shared.domain.people import Person, may_see
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import company_kpis, offered_kpis
from shared.usecases.plans.judge_target import judge_target
from shared.usecases.plans.propose_targets import NobodyNamed, Wanted, propose_targets

targets = Blueprint(__name__)

VERDICTS = {
    "unlikely": ("目标可能过高", "The target may be too high"),
    "fair": ("目标合理", "The target is fair"),
    "too_easy": ("目标可能过低", "The target may be too low"),
}
TargetText = Annotated[Decimal, DecimalText(digits=40, places=6)]


class ProposalQuery(Query):
    """
    The KPI, and the person or the position that the target is for.

    `period` is the month of the target, by default the next one. `factor` is a direction factor of one's own:
    above 1 it asks for more, also where less is better.
    """

    kpi: Id
    person_id: Id | None = None
    position: PositionName | None = None
    period: Month | None = None
    factor: (
        Annotated[Decimal, DecimalText(digits=1, places=4, least=Decimal("0.5"), most=Decimal(3))] | None
    ) = None


class PastMonthShape(Shape):
    """A month that is over, with the value it would be scored by; `used` says whether the target is made of it."""

    period: str
    value: str
    n: int
    used: bool


class ProposalShape(Shape):
    """
    A target and the way to it: `typical` of the window times the factor, or divided by it where less is better.

    `origin` says whether it comes from history, is the library's for want of any, or is none at all. `percentile`
    counts from the worse months to the better ones; the window runs up to, not including, `until_on`.
    """

    person_id: str
    person_name: str
    kpi: str
    period: str
    target: str | None
    origin: Literal["history", "library", "none"]
    basis: Literal["median", "percentile", "trailing_days"]
    percentile: int | None
    factor: str
    typical: str | None
    window_months: int
    window_days: int
    first_on: Day | None
    until_on: Day | None
    history: list[PastMonthShape]
    zh: str
    en: str


class AttainabilityQuery(Query):
    """The KPI, the person, the target in the KPI's unit (a ratio as a fraction of one), and the month."""

    kpi: Id
    person_id: Id
    target: TargetText
    period: Month


class AttainabilityShape(Shape):
    """
    How many of the draws from the person's last weeks reach the target; fair is from 10 % to 90 %.

    `probability` is null, and the verdict unknown, with fewer than 8 weeks that tell something.
    """

    person_id: str
    kpi: str
    period: str
    target: str
    probability: str | None
    reached: int
    draws: int
    weeks: int
    verdict: Literal["unknown", "unlikely", "fair", "too_easy"]
    zh: str
    en: str


@endpoint(
    targets,
    "GET",
    "/v1/target-proposals",
    access=LEADERS,
    summary=("目标建议", "Target proposals"),
    query=ProposalQuery,
    returns=Page[ProposalShape],
    errors=(NobodyNamed, NotFound, UnknownKpi),
    load=lambda request: [refs.company(request.company_id)],
)
def propose(request: ApiRequest) -> Answer:
    """Return a proposal from history for a person, or for each of a position whom the caller sees."""
    query, company = request.query, request.loaded.get(refs.company(request.company_id))
    running = Period.month_of(request.received_at.astimezone(company.tz).date())
    month = query.period or Period.month_of(running.until_on)
    wanted = Wanted(
        kpi_id=query.kpi,
        month=month,
        person_id=query.person_id,
        position=query.position,
        factor=None if query.factor is None else Fraction(query.factor),
    )
    found = propose_targets(
        company=company,
        wanted=wanted,
        viewer=admission.actor_of(request),
        at=request.received_at,
        kpis=offered_kpis(request.company_id, {query.kpi}),
    )
    return Answer.ok({"items": [_proposal(*each, month) for each in found], "next": None})


@endpoint(
    targets,
    "GET",
    "/v1/attainability",
    access=EVERYBODY,
    summary=("目标可达性", "How likely a target is reached"),
    query=AttainabilityQuery,
    returns=AttainabilityShape,
    errors=(NotFound, UnknownKpi, lines.TargetNotUsable, lines.TargetTooLarge),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.query.person_id),
    ],
)
def judge(request: ApiRequest) -> Answer:
    """Return how likely somebody whom the caller sees reaches a target, by their last 26 weeks."""
    query, company = request.query, request.loaded.get(refs.company(request.company_id))
    person = request.loaded.get(refs.person(request.company_id, query.person_id))
    if not may_see(admission.actor_of(request), person):
        raise NotFound()
    chance = judge_target(
        company=company,
        person=person,
        kpi_id=query.kpi,
        target=Fraction(query.target),
        month=query.period,
        at=request.received_at,
        kpis=company_kpis(request.company_id, {query.kpi}),
    )
    zh, en = _verdict(chance)
    return Answer.ok(
        AttainabilityShape(
            person_id=person.id,
            kpi=query.kpi,
            period=query.period.key,
            target=exact(query.target),
            probability=None if chance.probability is None else exact(chance.probability),
            reached=chance.reached,
            draws=chance.draws,
            weeks=chance.weeks,
            verdict=chance.verdict,
            zh=zh,
            en=en,
        )
    )


def _verdict(chance: Chance) -> tuple[str, str]:
    if chance.probability is None:
        return (
            f"有记录的只有 {chance.weeks} 周，少于 8 周，无法推算。",
            f"Only {chance.weeks} weeks hold a record; with fewer than 8 nothing can be told.",
        )
    percent = exact(quantize(chance.probability * 100, 1))
    zh, en = VERDICTS[chance.verdict]
    return (
        f"{zh}：按最近 {WEEKS} 周中的 {chance.weeks} 周推算，达到的可能约 {percent}%。",
        f"{en}: by {chance.weeks} of the last {WEEKS} weeks it is reached in about {percent} %.",
    )


def _proposal(person: Person, found: Proposal, month: Period) -> ProposalShape:
    return ProposalShape(
        person_id=person.id,
        person_name=person.name,
        kpi=found.kpi_id,
        period=month.key,
        target=None if found.target is None else exact(found.target),
        origin=found.origin,
        basis=found.method.basis,
        percentile=None if found.method.basis == "trailing_days" else found.method.percentile,
        factor=exact(found.method.factor),
        typical=None if found.typical is None else exact(found.typical),
        window_months=found.method.months,
        window_days=found.method.days,
        first_on=found.first_on,
        until_on=found.until_on,
        history=[
            PastMonthShape(
                period=each.month, value=exact(each.value), n=each.n, used=each.month in found.used
            )
            for each in found.history
        ],
        zh=found.zh,
        en=found.en,
    )
