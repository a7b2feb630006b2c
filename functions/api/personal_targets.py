"""Personal targets (个人目标) out of company goals: read, accepted, answered with other figures, decided."""

from datetime import date
from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.goal_commits import commit
from functions.api.goal_drawing import Drawing
from functions.api.goal_shapes import (
    AnswerShape,
    Figure,
    FlagShape,
    MoneyWanted,
    Shown,
    figure_of,
)
from functions.edge.access import EVERYBODY, LEADERS, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Month, Text, Version
from functions.edge.models import Body, Page, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.goals import checks, rebalance
from shared.domain.goals.checks import measured_by
from shared.domain.goals.goal import Goal, TargetAnswer
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.people import Person, may_see
from shared.domain.periods import Period
from shared.usecases.goals.answer_target import (
    AcceptedAlready,
    Answered,
    NothingProposed,
    accept_target,
    deciders_of,
    propose_target,
)
from shared.usecases.goals.decide_target import (
    NothingToDecide,
    NotYoursToDecide,
    PartHasMoved,
    check_decider,
    decide_target,
)
from shared.usecases.goals.months_that_count import MonthHasBegun, held_months
from shared.usecases.goals.publish_goal import NotPossibleForGoal
from shared.usecases.goals.read_targets import PersonalTarget, read_targets
from shared.usecases.goals.rebalance_month import MonthNotInGoal, NotYourPeople, OwnFigure, TeamSumMoves
from shared.usecases.kpis.company_kpis import company_kpis

personal_targets = Blueprint(__name__)


class TargetsQuery(Query):
    """Whose targets, without a person the caller's own; and of which month, without one the present one."""

    person_id: Id | None = None
    month: Month | None = None


class PersonalTargetShape(Shape):
    """
    A person's target of a month for a KPI, in place of their plan's, with what it was made from.

    `company_target` is that of the goal's month; `can_change` says whether the month is still to come. `version` is
    that of the month.
    """

    goal_id: str
    kpi: str
    kpi_name_zh: str
    kpi_name_en: str
    person_id: str
    month: str
    target: Shown
    company_target: Shown
    copied: bool
    history: Shown | None
    capacity: str
    cap: Shown | None
    flags: list[FlagShape]
    can_change: bool
    answer: AnswerShape | None
    version: int


class NewFigure(Body):
    """Another figure for a month."""

    month: Month
    target: Figure


class Proposal(Body):
    """Other figures for months to come, and why."""

    months: Annotated[list[NewFigure], Field(min_length=1, max_length=12)]
    reason: Annotated[str, Text(500, lines=True)]


class Decision(Body):
    """Whether a proposal is adopted, and why; `version` is that of the answer that the caller saw."""

    decision: Literal["adopt", "decline"]
    reason: Annotated[str, Text(500, lines=True)]
    version: Version | None = None


def _refs(request: ApiRequest, person_id: str) -> list[Any]:
    goal_id, company_id = request.path["goal_id"], request.company_id
    return [
        refs.goals(company_id).at(goal_id),
        refs.company(company_id),
        refs.person(company_id, person_id),
        refs.target_answers(company_id, goal_id).at(person_id),
    ]


@endpoint(
    personal_targets,
    "GET",
    "/v1/personal-targets",
    access=EVERYBODY,
    summary=("个人目标", "Personal targets"),
    query=TargetsQuery,
    returns=Page[PersonalTargetShape],
    errors=(NotFound,),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.query.person_id or request.caller.person_id),
    ],
)
def list_targets(request: ApiRequest) -> Answer:
    """Return what somebody whom the caller sees aims at in a month; a KPI that is not there goes by their plan."""
    company = _company(request)
    actor, query = admission.actor_of(request), request.query
    person: Person = request.loaded.get(refs.person(request.company_id, query.person_id or actor.id))
    if not may_see(actor, person):
        raise NotFound()
    today = request.received_at.astimezone(company.tz).date()
    month = query.month or Period.month_of(today)
    found = read_targets(company_id=company.id, person_id=person.id, month=month.key)
    catalogue = company_kpis(company.id, {each.split.kpi_id for each in found}).catalogue
    to_come = month.first_on >= takes_effect_on(request.received_at, company.tz)
    items = [
        _target(
            each,
            kpi_definition(each.split.kpi_id, catalogue),
            _drawing(request, kpi_definition(each.split.kpi_id, catalogue), person, today),
            to_come,
        )
        for each in found
    ]
    return Answer.ok({"items": items, "next": None})


@endpoint(
    personal_targets,
    "POST",
    "/v1/personal-targets/{goal_id}/accept",
    access=MEMBERS,
    summary=("确认个人目标", "Accept one's targets"),
    returns=AnswerShape,
    command=True,
    errors=(NotFound, ChangedMeanwhile, NotPossibleForGoal, AcceptedAlready),
    load=lambda request: _refs(request, request.caller.person_id),
)
def accept(request: ApiRequest, goal_id: str) -> Answer:
    """Accept one's part of a goal as it stands; a proposal of one's own that is open is taken back."""
    goal, person = _goal(request, goal_id), _person(request, admission.actor_of(request).id)
    done = accept_target(
        goal=goal,
        held=held_months(goal),
        before=_answer(request, goal, person),
        person=person,
        at=request.received_at,
    )
    return _answered(request, goal, person, done)


@endpoint(
    personal_targets,
    "POST",
    "/v1/personal-targets/{goal_id}/propose",
    access=MEMBERS,
    summary=("提出不同的个人目标", "Propose other targets"),
    body=Proposal,
    returns=AnswerShape,
    command=True,
    errors=(
        NotFound, ChangedMeanwhile, NotPossibleForGoal, MonthNotInGoal, MonthHasBegun, MoneyWanted, NothingProposed,
        checks.OtherCurrency, checks.GoalTooFine, checks.GoalTooLarge, checks.GoalNotPositive, checks.FigureNegative,
    ),
    load=lambda request: _refs(request, request.caller.person_id),
)  # fmt: skip
def propose(request: ApiRequest, goal_id: str) -> Answer:
    """Propose other figures with a reason; one's manager is told, and nothing moves until somebody adopts them."""
    goal, company = _goal(request, goal_id), _company(request)
    person = _person(request, admission.actor_of(request).id)
    definition = _definition(request, goal)
    done = propose_target(
        goal=goal,
        held=held_months(goal),
        before=_answer(request, goal, person),
        proposed=[
            (each.month.key, figure_of(each.target, definition, company, f"/months/{number}/target"))
            for number, each in enumerate(request.body.months)
        ],
        reason=request.body.reason,
        person=person,
        deciders=deciders_of(person, list(every(refs.people(company.id)))),
        definition=definition,
        company=company,
        at=request.received_at,
    )
    return _answered(request, goal, person, done)


@endpoint(
    personal_targets,
    "POST",
    "/v1/personal-targets/{goal_id}/{person_id}/decide",
    access=LEADERS,
    summary=("处理个人目标的提议", "Decide on proposed targets"),
    body=Decision,
    returns=AnswerShape,
    command=True,
    errors=(
        NotFound, ChangedMeanwhile, NotPossibleForGoal, NotYoursToDecide, NothingToDecide, PartHasMoved, MonthHasBegun,
        MonthNotInGoal, NotYourPeople, TeamSumMoves, OwnFigure, rebalance.TypedAboveMonth, rebalance.NoPartInIt,
        checks.GoalNotPositive,
    ),
    load=lambda request: _refs(request, request.path["person_id"]),
)  # fmt: skip
def decide(request: ApiRequest, goal_id: str, person_id: str) -> Answer:
    """
    Adopt somebody's proposal, which is a rebalance like any other, or decline it with the reason.

    Their manager, HR and the owner decide, nobody on their own. A manager adopts what keeps the sum of their people.
    """
    actor, company = admission.actor_of(request), _company(request)
    goal, person = _goal(request, goal_id), _person(request, person_id)
    if not may_see(actor, person):
        raise NotFound()
    check_decider(actor, person)
    done = decide_target(
        goal=goal,
        held=held_months(goal),
        before=_answer(request, goal, person),
        seen=request.body.version,
        decision=request.body.decision,
        reason=request.body.reason,
        person=person,
        actor=actor,
        people=[each for each in every(refs.people(company.id)) if each.is_active],
        definition=_definition(request, goal),
        company=company,
        at=request.received_at,
    )
    return _answered(request, goal, person, done)


def _target(
    found: PersonalTarget, definition: KpiDefinition, drawing: Drawing, to_come: bool
) -> PersonalTargetShape:
    return PersonalTargetShape(
        goal_id=found.split.goal_id,
        kpi=definition.id,
        kpi_name_zh=definition.name_zh,
        kpi_name_en=definition.name_en,
        person_id=found.share.person_id,
        month=found.split.month,
        company_target=drawing.figure(found.split.target),
        copied=found.split.copied,
        can_change=to_come,
        answer=None
        if found.answer is None
        else drawing.answer(found.answer, {found.split.month: found.share.target}),
        version=found.split.version,
        **drawing.share(found.share),
    )


def _answered(request: ApiRequest, goal: Goal, person: Person, done: Answered) -> Answer:
    today = request.received_at.astimezone(_company(request).tz).date()
    drawn = _drawing(request, _definition(request, goal), person, today).answer(done.answer, done.own)
    return commit(request, done.command, Answer.ok(drawn))


def _drawing(request: ApiRequest, definition: KpiDefinition, person: Person, today: date) -> Drawing:
    return Drawing(definition, _company(request), [person], admission.actor_of(request), today)


def _definition(request: ApiRequest, goal: Goal) -> KpiDefinition:
    kpi_id = measured_by(goal.kpi_id)
    return kpi_definition(kpi_id, company_kpis(request.company_id, {kpi_id}).catalogue)


def _goal(request: ApiRequest, goal_id: str) -> Goal:
    found: Goal = request.loaded.get(refs.goals(request.company_id).at(goal_id))
    return found


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found


def _person(request: ApiRequest, person_id: str) -> Person:
    found: Person = request.loaded.get(refs.person(request.company_id, person_id))
    return found


def _answer(request: ApiRequest, goal: Goal, person: Person) -> TargetAnswer | None:
    ref = refs.target_answers(request.company_id, goal.id).at(person.id)
    found: TargetAnswer | None = request.loaded.find(ref)
    return found
