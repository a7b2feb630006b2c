"""Company goals (公司目标): drafted with the whole cascade, published, rebalanced, withdrawn."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from chalice import Blueprint

from functions import admission
from functions.api.derived_shapes import DerivedShape, derived_shape
from functions.api.goal_bodies import NewGoal, SeenVersion, Shift, Withdrawal, check_once, rule_of
from functions.api.goal_commits import commit
from functions.api.goal_drawing import Drawing, row_of
from functions.api.goal_shapes import GoalRowShape, GoalShape, MoneyWanted, figure_of
from functions.edge.access import AUDITING, HR_AND_OWNER, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.models import Page, PageQuery
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every, page
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.goals import checks, rebalance, seasonality
from shared.domain.goals.changes import PeopleChanged
from shared.domain.goals.checks import measured_by
from shared.domain.goals.goal import Goal, MonthSplit, TargetAnswer
from shared.domain.goals.months import NotAGoalPeriod
from shared.domain.kpi.catalogue import UnknownKpi, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.people import Person
from shared.usecases.goals.months_that_count import (
    MonthHasBegun,
    NothingLeftToCount,
    held_months,
    months_of_goal,
)
from shared.usecases.goals.publish_goal import NotPossibleForGoal, publish_goal, withdraw_goal
from shared.usecases.goals.rebalance_month import (
    MonthNotInGoal,
    NotYourPeople,
    OwnFigure,
    TeamSumMoves,
    month_of,
    rebalance_month,
)
from shared.usecases.kpis.company_kpis import company_kpis, offered_kpis

goals = Blueprint(__name__)

READERS = LEADERS | AUDITING


def _goal_and_company(request: ApiRequest) -> list[Any]:
    return [refs.goals(request.company_id).at(request.path["goal_id"]), refs.company(request.company_id)]


_CHANGE_REFUSALS = (NotFound, ChangedMeanwhile, NotPossibleForGoal)


@endpoint(
    goals,
    "GET",
    "/v1/goals",
    access=READERS,
    summary=("公司目标", "Company goals"),
    query=PageQuery,
    returns=Page[GoalRowShape],
    load=lambda request: [refs.company(request.company_id)],
)
def list_goals(request: ApiRequest) -> Answer:
    """Return the goals of the company, oldest first, also withdrawn ones."""
    company = _company(request)
    after = (request.position or {}).get("after")
    found = page(refs.goals(request.company_id), after=after, limit=request.query.limit)
    catalogue = company_kpis(request.company_id, {each.kpi_id for each in found.items}).catalogue
    items = [
        row_of(each, kpi_definition(each.kpi_id, catalogue), measured_by(each.kpi_id), company)
        for each in found.items
    ]
    return Answer.ok(
        {
            "items": [GoalRowShape(**each) for each in items],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    goals,
    "POST",
    "/v1/goals",
    access=HR_AND_OWNER,
    summary=("起草公司目标", "Draft a company goal"),
    body=NewGoal,
    returns=GoalShape,
    status=201,
    command=True,
    errors=(
        MoneyWanted, UnknownKpi, NotAGoalPeriod, checks.KpiIsNoGoal, checks.OtherCurrency, checks.GoalNotPositive,
        checks.GoalTooLarge, checks.GoalTooFine, checks.RuleNotWhole, checks.RuleNotUsable,
        seasonality.NotTwelveIndices, seasonality.IndexNegative, seasonality.IndicesNotWhole,
    ),
    load=lambda request: [refs.company(request.company_id)],
)  # fmt: skip
def draft(request: ApiRequest) -> Answer:
    """Return the whole cascade of a goal as a draft: nobody is told, and nothing counts until it is published."""
    from shared.usecases.goals.draft_goal import Wanted, draft_goal  # every figure: other requests need none

    body, company = request.body, _company(request)
    kpis = offered_kpis(request.company_id, {body.kpi})
    definition = kpi_definition(body.kpi, kpis.catalogue)
    drafted = draft_goal(
        wanted=Wanted(
            kpi_id=body.kpi,
            period=body.period,
            target=figure_of(body.target, definition, company, "/target"),
            position=body.position,
            rule=rule_of(body.rule),
            indices=None if body.indices is None else tuple(Fraction(each) for each in body.indices),
            note=body.note or "",
        ),
        company=company,
        actor=admission.actor_of(request),
        at=request.received_at,
        kpis=kpis,
    )
    answer = _drawn(request, drafted.goal, {}, drafted.people, definition)
    location = f"/v1/goals/{drafted.goal.id}"
    return commit(request, drafted.command, Answer.created(answer, location=location))


@endpoint(
    goals,
    "GET",
    "/v1/goals/{goal_id}",
    access=READERS,
    summary=("公司目标详情", "A company goal"),
    returns=GoalShape,
    errors=(NotFound,),
    load=_goal_and_company,
)
def read_goal(request: ApiRequest, goal_id: str) -> Answer:
    """Return a goal with its months as they hold; a manager sees the parts of their own people."""
    goal = _goal(request, goal_id)
    held = held_months(goal) if goal.state != "draft" else {}
    people = list(every(refs.people(request.company_id)))
    return Answer.ok(_drawn(request, goal, held, people, _definition(request, goal)))


@endpoint(
    goals,
    "POST",
    "/v1/goals/{goal_id}/publish",
    access=HR_AND_OWNER,
    summary=("发布公司目标", "Publish a company goal"),
    body=SeenVersion,
    returns=GoalShape,
    command=True,
    errors=(*_CHANGE_REFUSALS, NothingLeftToCount, PeopleChanged),
    load=_goal_and_company,
)
def publish(request: ApiRequest, goal_id: str) -> Answer:
    """Publish a draft: its months hold from the first one that begins after a day's notice, and people are told."""
    goal = _goal(request, goal_id)
    people = list(every(refs.people(request.company_id)))
    changed = publish_goal(
        goal=goal,
        seen=request.body.version,
        held=held_months(goal),
        people=people,
        definition=_of_person(request, goal),
        company=_company(request),
        at=request.received_at,
    )
    answer = _drawn(request, changed.goal, changed.held, people, _definition(request, goal))
    return commit(request, changed.command, Answer.ok(answer))


@endpoint(
    goals,
    "POST",
    "/v1/goals/{goal_id}/withdraw",
    access=HR_AND_OWNER,
    summary=("撤回公司目标", "Withdraw a company goal"),
    body=Withdrawal,
    returns=GoalShape,
    command=True,
    errors=(*_CHANGE_REFUSALS, NothingLeftToCount),
    load=_goal_and_company,
)
def withdraw(request: ApiRequest, goal_id: str) -> Answer:
    """Withdraw a goal: months to come go by the plans again, months that have begun keep their targets."""
    goal = _goal(request, goal_id)
    people = list(every(refs.people(request.company_id)))
    changed = withdraw_goal(
        goal=goal,
        seen=request.body.version,
        reason=request.body.reason,
        held=held_months(goal),
        people=[each for each in people if each.is_active],
        definition=_of_person(request, goal),
        company=_company(request),
        at=request.received_at,
    )
    answer = _drawn(request, changed.goal, changed.held, people, _definition(request, goal))
    return commit(request, changed.command, Answer.ok(answer))


@endpoint(
    goals,
    "POST",
    "/v1/goals/{goal_id}/months/{month}/rebalance",
    access=LEADERS,
    summary=("调整某月的个人目标", "Rebalance a month of a goal"),
    body=Shift,
    returns=GoalShape,
    command=True,
    errors=(
        *_CHANGE_REFUSALS, MonthHasBegun, MonthNotInGoal, NotYourPeople, TeamSumMoves, OwnFigure, MoneyWanted,
        checks.OtherCurrency, checks.GoalTooFine, checks.GoalTooLarge, checks.GoalNotPositive, checks.FigureNegative,
        rebalance.NothingTyped, rebalance.NoPartInIt, rebalance.PersonTwice, rebalance.TypedAboveMonth,
    ),
    load=_goal_and_company,
)  # fmt: skip
def shift(request: ApiRequest, goal_id: str, month: str) -> Answer:
    """
    Give people other figures in a month whose sum stays; whoever's figure moves is told before and after.

    HR and the owner move the whole month. A manager moves figures among the people who answer to them, whose sum
    stays, and not their own. Nobody but the owner types a figure of their own.
    """
    goal, company, body = _goal(request, goal_id), _company(request), request.body
    definition = _of_person(request, goal)
    held = held_months(goal) if goal.state != "draft" else {}
    split = month_of(goal, held, month)
    people = list(every(refs.people(request.company_id)))
    check_once(body.targets)
    done = rebalance_month(
        goal=goal,
        split=split,
        seen=body.version,
        typed={
            each.person_id: figure_of(each.target, definition, company, f"/targets/{number}/target")
            for number, each in enumerate(body.targets)
        },
        reason=body.reason,
        actor=admission.actor_of(request),
        people=people,
        definition=definition,
        company=company,
        at=request.received_at,
    )
    after = {**held, month: done.split} if goal.state != "draft" else {}
    answer = _drawn(request, done.goal, after, people, _definition(request, goal))
    return commit(request, done.command, Answer.ok(answer))


@endpoint(
    goals,
    "GET",
    "/v1/goals/{goal_id}/derived",
    access=AUDITING,
    summary=("由目标推导的市场和客户成功目标", "What a goal asks of marketing and customer success"),
    returns=DerivedShape,
    errors=(NotFound,),
    load=_goal_and_company,
)
def derive(request: ApiRequest, goal_id: str) -> Answer:
    """Return the valid leads and the retention that a revenue goal takes, with every input; nothing is kept."""
    from shared.usecases.goals.derive_goals import derive_goals  # every figure: other requests need none

    goal, company = _goal(request, goal_id), _company(request)
    funnel = derive_goals(goal=goal, company=company, at=request.received_at)
    return Answer.ok(derived_shape(goal, funnel, company))


def _goal(request: ApiRequest, goal_id: str) -> Goal:
    found: Goal = request.loaded.get(refs.goals(request.company_id).at(goal_id))
    return found


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found


def _definition(request: ApiRequest, goal: Goal) -> KpiDefinition:
    return kpi_definition(goal.kpi_id, company_kpis(request.company_id, {goal.kpi_id}).catalogue)


def _of_person(request: ApiRequest, goal: Goal) -> KpiDefinition:
    kpi_id = measured_by(goal.kpi_id)
    return kpi_definition(kpi_id, company_kpis(request.company_id, {kpi_id}).catalogue)


def _drawn(
    request: ApiRequest,
    goal: Goal,
    held: Mapping[str, MonthSplit],
    people: Iterable[Person],
    definition: KpiDefinition,
) -> GoalShape:
    company, actor = _company(request), admission.actor_of(request)
    answers: Iterable[TargetAnswer] = ()
    if goal.published_at is not None and goal.published_at < request.received_at:
        answers = every(refs.target_answers(request.company_id, goal.id))
    today = request.received_at.astimezone(company.tz).date()
    months = months_of_goal(goal, held, company, request.received_at)
    return Drawing(definition, company, people, actor, today).goal(
        goal, measured_by(goal.kpi_id), months, answers
    )
