"""Control totals (对账总数): what a source says that it has of a day, beside what is held here."""

from typing import Annotated, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.events import EventType
from functions.api.paging import page_of
from functions.edge.access import AUDITING, HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id, Instant, MoneyValue, Month, Version
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.control_totals import AnotherCurrency, ControlTotal, DayAhead, Said, Tally
from shared.domain.kpi.event_names import event_name
from shared.domain.kpi.event_types import KNOWN
from shared.domain.money import Money
from shared.usecases.events.map_event import UnknownType
from shared.usecases.scores.control_totals import (
    Compared,
    compared_totals,
    enter_control_total,
    withdraw_control_total,
)
from shared.usecases.scores.freshness import vendors_of

control_totals = Blueprint(__name__)


class TotalsQuery(PageQuery):
    """The month."""

    month: Month


class TotalBody(Body):
    """A total as the source's own report has it; `version` is that of an entered one that this replaces."""

    connection_id: Id
    day: Day
    type: EventType
    count: Annotated[int, Field(ge=0, le=10**9)]
    amount: MoneyValue | None = None
    version: Version | None = None


class WithdrawalBody(Body):
    """Which entered total to take back, at the version that was seen."""

    connection_id: Id
    day: Day
    type: EventType
    version: Version


class TallyShape(Shape):
    """A number of events and the sum of their amounts."""

    count: int
    amount: MoneyValue | None


class SaidShape(Shape):
    """A total as it was given: by the connection itself, or entered by a person."""

    count: int
    amount: MoneyValue | None
    at: Instant
    by: str | None


class ControlTotalShape(Shape):
    """A total on record: what the connection sent, and what was entered in its place."""

    connection_id: str
    day: Day
    type: str
    sent: SaidShape | None
    entered: SaidShape | None
    version: int


class ComparedShape(ControlTotalShape):
    """
    A total beside what is held now, later deliveries included.

    More than 0.5 % apart, in count or amount, is a mismatch. From the next run of the scores on, KPIs are blocked
    whose figure takes records of the type from days of this month: those of the month, those over a longer window
    that reaches into it, and those whose own window holds too few records and would have to be widened into it.
    What is only looked up in it, such as whether a customer is new, does not block. They come back once both agree.
    """

    vendor: str
    type_zh: str
    type_en: str
    theirs: TallyShape | None
    ours: TallyShape
    difference: TallyShape | None
    state: Literal["ok", "mismatch", "withdrawn"]


@endpoint(
    control_totals,
    "GET",
    "/v1/control-totals",
    access=AUDITING,
    summary=("对账", "Control totals"),
    query=TotalsQuery,
    returns=Page[ComparedShape],
    load=lambda request: [refs.company(request.company_id)],
)
def list_totals(request: ApiRequest) -> Answer:
    """Return the totals of a month, by connection, day and type, as they compare now."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    found = compared_totals(company=company, month=request.query.month)
    shown, following = page_of(found, request, key=lambda each: "#".join(map(str, each.total.key)))
    vendors = vendors_of(company.id, (each.total.connection_id for each in shown))
    items = [_compared(each, company.currency, vendors[each.total.connection_id]) for each in shown]
    return Answer.ok({"items": items, "next": following})


def _place(request: ApiRequest) -> refs.Ref[ControlTotal]:
    body = request.body
    return refs.control_total(request.company_id, body.connection_id, body.day, body.type)


@endpoint(
    control_totals,
    "POST",
    "/v1/control-totals",
    access=HR_AND_OWNER,
    summary=("登记对账总数", "Enter a control total"),
    body=TotalBody,
    returns=ControlTotalShape,
    status=201,
    command=True,
    errors=(NotFound, UnknownType, DayAhead, AnotherCurrency, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id), _place(request)],
)
def enter(request: ApiRequest) -> Answer:
    """Enter what the source's own report says of a day, in the place of what the connection sent."""
    body, company = request.body, request.loaded.get(refs.company(request.company_id))
    if body.type not in KNOWN:
        raise UnknownType(pointer="/type", type=body.type)
    after, command = enter_control_total(
        company=company,
        connection_id=body.connection_id,
        day=body.day,
        event_type=body.type,
        count=body.count,
        amount=body.amount,
        seen=body.version,
        before=request.loaded.find(_place(request)),
        actor=admission.actor_of(request),
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.created(_shape(after, company.currency)))


@endpoint(
    control_totals,
    "POST",
    "/v1/control-totals/withdraw",
    access=HR_AND_OWNER,
    summary=("撤回对账总数", "Take an entered control total back"),
    body=WithdrawalBody,
    returns=ControlTotalShape,
    command=True,
    errors=(NotFound, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id), _place(request)],
)
def withdraw(request: ApiRequest) -> Answer:
    """Take an entered total back; what the connection sent, if anything, counts again."""
    company = request.loaded.get(refs.company(request.company_id))
    before = request.loaded.get(_place(request))
    after, command = withdraw_control_total(before=before, seen=request.body.version)
    return admission.commit(request, command, Answer.ok(_shape(after, company.currency)))


def _shape(total: ControlTotal, currency: str) -> ControlTotalShape:
    return ControlTotalShape(
        connection_id=total.connection_id,
        day=total.day,
        type=total.type,
        sent=_said(total.sent, currency),
        entered=_said(total.typed, currency),
        version=total.version,
    )


def _compared(found: Compared, currency: str, vendor: str) -> ComparedShape:
    total, said = found.total, found.total.in_force
    return ComparedShape(
        **{name: getattr(_shape(total, currency), name) for name in ControlTotalShape.model_fields},
        vendor=vendor,
        type_zh=event_name(total.type),
        type_en=event_name(total.type, "en"),
        theirs=_tally(said.tally, currency) if said else None,
        ours=_tally(found.ours, currency),
        difference=_tally(found.difference, currency) if found.difference else None,
        state=found.state,
    )


def _said(said: Said | None, currency: str) -> SaidShape | None:
    if said is None:
        return None
    tally = _tally(said.tally, currency)
    return SaidShape(count=tally.count, amount=tally.amount, at=said.at, by=said.by_id or None)


def _tally(tally: Tally, currency: str) -> TallyShape:
    amount = None if tally.amount_minor is None else Money(tally.amount_minor, currency)
    return TallyShape(count=tally.count, amount=amount)
