"""Duty matrix (岗位职责矩阵): what each duty is to each person, and HR's own decisions on it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.work_distribution import SpanQuery, span_of
from functions.edge.access import HR_AND_OWNER, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id, Instant, Text
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.numbers import quantize
from shared.domain.work.duties.consequences import NotADecision, OwnDuty, ReasonMissing
from shared.domain.work.duties.findings import Proposal
from shared.domain.work.duties.matrix import Cell, DutyClass, Override
from shared.domain.work.duties.own_catalogue import EntryUnknown
from shared.usecases.work.decide_duty import NoDecision, decide_duty, withdraw_decision
from shared.usecases.work.read_duty_matrix import DutyMatrix, read_duty_matrix
from shared.usecases.work.read_work import SpanUnusable, seen_people

duty_matrix = Blueprint(__name__)


class OverrideShape(Shape):
    """HR's own decision on a duty."""

    class_: Annotated[str, Field(alias="class")]
    reason: str
    by: str
    at: Instant


class DutyShape(Shape):
    """
    One duty of one person, its class and the rule that made it so.

    With an `override` the class is HR's; `rule`, `reason` and `rule_class` stay what the logs say.
    """

    person_id: str
    duty: str
    name_zh: str
    name_en: str
    minutes: int
    count: int
    share: str
    class_: Annotated[str, Field(alias="class")]
    class_zh: str
    rule: str
    rule_class: str
    reason: str
    provisional: bool
    override: OverrideShape | None


class OverlapShape(Shape):
    """A duty for one customer that several people spend much of their time on."""

    duty: str
    customer: str
    people: list[str]
    reason: str
    provisional: bool


class GapShape(Shape):
    """A core duty that hardly anybody does."""

    position: str
    duty: str
    minutes: int
    reason: str
    provisional: bool


class ChoiceShape(Shape):
    """What could be done, with the minutes a month it frees for the person and for the company."""

    option: str
    person_minutes: int
    company_minutes: int


class ProposalShape(Shape):
    """Choices for one redundant duty."""

    person_id: str
    duty: str
    suggested: str
    to_person_id: str | None
    choices: list[ChoiceShape]


class BreachShape(Shape):
    """Where somebody's scorecard in force does not follow from their duties."""

    person_id: str
    code: str
    duties: list[str]
    kpis: list[str]
    reason: str


class DutyMatrixShape(Shape):
    """The matrix with its findings."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day
    items: list[DutyShape]
    overlaps: list[OverlapShape]
    gaps: list[GapShape]
    proposals: list[ProposalShape]
    breaches: list[BreachShape]


class Decision(Body):
    """What a duty is to a person, and why; without class and reason, an earlier decision is taken back."""

    person_id: Id
    duty: Annotated[str, Text(60)]
    class_: Annotated[Literal["core", "auxiliary", "redundant"] | None, Field(alias="class")] = None
    reason: Annotated[str, Text(500)] | None = None


class DecisionShape(Shape):
    """A decision as it stands."""

    person_id: str
    duty: str
    class_: Annotated[str, Field(alias="class")]
    reason: str
    by: str
    at: Instant
    withdrawn: bool


@endpoint(
    duty_matrix,
    "GET",
    "/v1/duty-matrix",
    access=LEADERS,
    summary=("岗位职责矩阵", "Duty matrix"),
    query=SpanQuery,
    returns=DutyMatrixShape,
    errors=(SpanUnusable,),
    load=lambda request: [refs.company(request.company_id)],
)
def read_matrix(request: ApiRequest) -> Answer:
    """Return what each duty is to each person whom the caller sees, with overlaps, gaps and proposals."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    people = seen_people(company.id, admission.actor_of(request))
    matrix = read_duty_matrix(company=company, people=people, span=span_of(request, request.query, company))
    return Answer.ok(_shape(matrix, company, request.language))


@endpoint(
    duty_matrix,
    "POST",
    "/v1/duty-matrix/decisions",
    access=HR_AND_OWNER,
    summary=("改判职责分类", "Decide on a duty's class"),
    body=Decision,
    returns=DecisionShape,
    command=True,
    errors=(NotFound, ReasonMissing, NotADecision, OwnDuty, NoDecision, EntryUnknown, ChangedMeanwhile),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.body.person_id),
        refs.duty_override(request.company_id, request.body.person_id, request.body.duty),
    ],
)
def decide(request: ApiRequest) -> Answer:
    """Decide what a duty is to a person, with a reason; the decision stays when the matrix is made anew."""
    body = request.body
    company: Company = request.loaded.get(refs.company(request.company_id))
    person = request.loaded.find(refs.person(request.company_id, body.person_id))
    if person is None:
        raise NotFound(pointer="/person_id")
    if body.duty not in company.catalogue.activities:
        raise EntryUnknown(pointer="/duty", name=body.duty)
    before = request.loaded.find(refs.duty_override(company.id, person.id, body.duty))
    actor = admission.actor_of(request)
    if body.class_ is None and body.reason is not None:
        raise NotADecision(pointer="/class")  # forgotten, not taken back
    if body.class_ is None:
        after, command = withdraw_decision(person=person, before=before, actor=actor, at=request.received_at)
    else:
        after, command = decide_duty(
            person=person,
            duty=body.duty,
            duty_class=DutyClass(body.class_),
            reason=body.reason or "",
            before=before,
            actor=actor,
            at=request.received_at,
        )
    return admission.commit(request, command, Answer.ok(_decision(after)))


def _decision(each: Override) -> DecisionShape:
    return DecisionShape(
        person_id=each.person_id,
        duty=each.duty,
        class_=each.duty_class,
        reason=each.reason,
        by=each.by_id,
        at=each.at,
        withdrawn=each.is_withdrawn,
    )


def _shape(matrix: DutyMatrix, company: Company, language: str) -> DutyMatrixShape:
    activities = company.catalogue.activities
    return DutyMatrixShape(
        from_=matrix.span.first_on,
        to=matrix.span.until_on,
        items=duty_shapes(matrix.cells, language),
        overlaps=[
            OverlapShape(
                duty=each.duty,
                customer=each.customer,
                people=[part.person_id for part in each.parts],
                reason=each.sentence(language, activities),
                provisional=each.provisional,
            )
            for each in matrix.overlaps
        ],
        gaps=[
            GapShape(
                position=each.position,
                duty=each.duty,
                minutes=each.minutes,
                reason=each.sentence(language, activities),
                provisional=each.provisional,
            )
            for each in matrix.gaps
        ],
        proposals=[_proposal(each) for each in matrix.proposals],
        breaches=[
            BreachShape(
                person_id=each.person_id,
                code=each.code,
                duties=list(each.duties),
                kpis=list(each.kpis),
                reason=each.en if language == "en" else each.zh,
            )
            for each in matrix.breaches
        ],
    )


def duty_shapes(cells: Sequence[Cell], language: str) -> list[DutyShape]:
    """Return cells of a matrix as they are answered."""
    return [
        DutyShape(
            person_id=cell.person_id,
            duty=cell.duty,
            name_zh=cell.zh,
            name_en=cell.en,
            minutes=cell.minutes,
            count=cell.count,
            share=str(quantize(cell.share, 4)),
            class_=cell.duty_class,
            class_zh=cell.duty_class.zh,
            rule=cell.rule.id,
            rule_class=cell.rule.duty_class,
            reason=cell.sentence(language),
            provisional=cell.provisional,
            override=_override(cell),
        )
        for cell in cells
    ]


def _override(cell: Cell) -> Any:
    made = cell.override
    return made and OverrideShape(class_=made.duty_class, reason=made.reason, by=made.by_id, at=made.at)


def _proposal(each: Proposal) -> ProposalShape:
    return ProposalShape(
        person_id=each.person_id,
        duty=each.duty,
        suggested=each.suggested,
        to_person_id=each.to_person_id,
        choices=[
            ChoiceShape(
                option=choice.option,
                person_minutes=choice.person_minutes,
                company_minutes=choice.company_minutes,
            )
            for choice in each.choices
        ],
    )
