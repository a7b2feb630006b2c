"""The direction of the company (方向): preview a switch, switch, undo, and see where it is heading."""

from datetime import date

from chalice import Blueprint

from functions import admission, wiring
from functions.api.direction_bodies import PreviewBody, SwitchBody, UndoBody, wanted_of
from functions.api.direction_preview_shapes import PreviewShape
from functions.api.direction_previews import preview_shape
from functions.api.direction_shapes import HeadingShape, SwitchedShape, SwitchShape
from functions.api.direction_switches import direction_shape, switch_shape, told_again_shape, told_shape
from functions.api.plan_commits import commit_plans
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.advice import decide
from shared.domain.company import Company
from shared.domain.direction import choices, dates, order, settling, templates, typed, undo, weights
from shared.domain.direction.switch import DirectionSwitch, PlansHead
from shared.domain.errors import NotFound
from shared.domain.kpi import guards, lines, plans
from shared.domain.kpi.catalogue import UnknownKpi
from shared.domain.kpi.curves import CurveRefused, NotACurve
from shared.usecases.direction import follow_advice, redirect_plans, wanted
from shared.usecases.direction.read_direction import Heading, read_direction
from shared.usecases.direction.switch_direction import NothingChanges, preview_direction, switch_direction
from shared.usecases.direction.undo_switch import undo_switch
from shared.usecases.direction.wanted import UNNAMED, template_of
from shared.usecases.plans.head import PlansMoved, PreviewStale, version_of

direction = Blueprint(__name__)

_REFUSALS = (
    wanted.NotOneDirection, wanted.UnknownTemplate, wanted.PositionNotPinned, templates.TemplateRetired,
    templates.NothingPinned, templates.PositionUnknown, redirect_plans.NoPlanToRedirect, dates.SwitchTooEarly,
    dates.MonthSettled, order.SwitchedLater, settling.NoWeightLeft, weights.PinNotWhole, weights.PinsAboveWhole,
    weights.NobodyToScale, plans.KpiTwice, plans.TooManyKpis, UnknownKpi, CurveRefused, NotACurve,
    lines.TargetNotUsable, lines.TargetTooLarge, lines.CurveAgainstDirection, guards.OwnersToKeep,
    guards.DoubleCounted, typed.TargetTwice, typed.NoLineToAim, NotFound, decide.AdviceExpired,
    choices.ChoiceTwice, choices.NothingToChoose, choices.NotSmall, follow_advice.AdviceRejected,
    follow_advice.AdviceForAnother,
)  # fmt: skip


@endpoint(
    direction,
    "POST",
    "/v1/direction/preview",
    access=HR_AND_OWNER,
    summary=("预览方向切换", "Preview a switch of direction"),
    body=PreviewBody,
    returns=PreviewShape,
    errors=_REFUSALS,
    load=lambda request: [refs.company(request.company_id), refs.plans_head(request.company_id)],
)
def preview(request: ApiRequest) -> Answer:
    """Return what a switch would do to every plan and person, and the version to switch with; nothing is written."""
    found = preview_direction(
        wanted=wanted_of(request.body),
        company=_company(request),
        actor=admission.actor_of(request),
        at=request.received_at,
        code_version=wiring.settings().code_version,
    )
    return Answer.ok(preview_shape(found, version_of(_head(request)), request.language))


@endpoint(
    direction,
    "POST",
    "/v1/direction/switch",
    access=HR_AND_OWNER,
    summary=("切换方向", "Switch the direction"),
    body=SwitchBody,
    returns=SwitchedShape,
    command=True,
    errors=(*_REFUSALS, NothingChanges, PreviewStale, decide.AlreadyDecided, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id), refs.plans_head(request.company_id)],
)
def switch(request: ApiRequest) -> Answer:
    """Publish the new plans of every position and tell everybody whom they touch, all of it or nothing."""
    body, company, head = request.body, _company(request), _head(request)
    made = switch_direction(
        wanted=wanted_of(body),
        version=body.version,
        reason=body.reason or "",
        company=company,
        head=head,
        actor=admission.actor_of(request),
        at=request.received_at,
        code_version=wiring.settings().code_version,
    )
    shape = switch_shape(made.switch, made.prospect.direction, can_undo=True, today=_today(request, company))
    told = told_shape(made.switch.people)
    answer = Answer.ok(SwitchedShape(version=version_of(head) + 1, switch=shape, told=told))
    try:
        return commit_plans(request, made.command, answer, stale=PreviewStale)
    except ChangedMeanwhile as error:
        standing, followed = error.current or {}, made.prospect.advice
        if followed is None or standing.get("id") != followed.id:
            raise
        current = {name: standing[name] for name in ("state", "version")}
        raise decide.AlreadyDecided(pointer="/advice_id", current=current) from None


@endpoint(
    direction,
    "POST",
    "/v1/direction/switches/{switch_id}/undo",
    access=HR_AND_OWNER,
    summary=("撤销方向切换", "Undo a switch of direction"),
    body=UndoBody,
    returns=SwitchedShape,
    command=True,
    errors=(NotFound, undo.AlreadyUndone, undo.AlreadyDeclared, undo.BuiltUpon, PlansMoved, ChangedMeanwhile),
    load=lambda request: [
        refs.company(request.company_id),
        refs.plans_head(request.company_id),
        refs.direction_switches(request.company_id).at(request.path["switch_id"]),
    ],
)
def take_back(request: ApiRequest, switch_id: str) -> Answer:
    """Let the plans before a switch hold again and tell everybody, while nobody's result stands on it."""
    company, head = _company(request), _head(request)
    before: DirectionSwitch = request.loaded.get(refs.direction_switches(request.company_id).at(switch_id))
    undone = undo_switch(
        switch=before,
        reason=request.body.reason,
        company=company,
        head=head,
        actor=admission.actor_of(request),
        at=request.received_at,
    )
    named = template_of(before.template, company.id) or UNNAMED
    shape = switch_shape(undone.switch, named, can_undo=False, today=_today(request, company))
    told = told_again_shape([each.person_id for each in undone.command.told])
    answer = Answer.ok(SwitchedShape(version=version_of(head) + 1, switch=shape, told=told))
    return commit_plans(request, undone.command, answer)


@endpoint(
    direction,
    "GET",
    "/v1/direction",
    access=HR_AND_OWNER,
    summary=("公司方向", "The direction of the company"),
    returns=HeadingShape,
    load=lambda request: [refs.company(request.company_id), refs.plans_head(request.company_id)],
)
def read(request: ApiRequest) -> Answer:
    """Return the direction in force, what is scheduled, and every switch with whether it can be undone."""
    company = _company(request)
    heading = read_direction(company=company, at=request.received_at)
    today = _today(request, company)
    current = heading.current
    return Answer.ok(
        HeadingShape(
            version=version_of(_head(request)),
            template=direction_shape(heading.names.get(current.template, UNNAMED)) if current else None,
            current=_listed(current, heading, today) if current else None,
            scheduled=[_listed(each, heading, today) for each in heading.scheduled],
            history=[_listed(each, heading, today) for each in heading.history],
        )
    )


def _listed(switch: DirectionSwitch, heading: Heading, today: date) -> SwitchShape:
    named = heading.names.get(switch.template, UNNAMED)
    return switch_shape(switch, named, can_undo=switch.id in heading.undoable, today=today)


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found


def _head(request: ApiRequest) -> PlansHead | None:
    found: PlansHead | None = request.loaded.find(refs.plans_head(request.company_id))
    return found


def _today(request: ApiRequest, company: Company) -> date:
    return request.received_at.astimezone(company.tz).date()
