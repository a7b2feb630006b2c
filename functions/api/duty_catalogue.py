"""Catalogue of work (工作目录): kinds of log, duties and positions, those of the product and the company's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from chalice import Blueprint

from functions import admission
from functions.api.duty_catalogue_shapes import (
    CatalogueShape,
    DutyChanges,
    DutyEntry,
    KindShape,
    Meaning,
    NewDuty,
    NewKind,
    NewPosition,
    PositionEntry,
    Retirement,
    catalogue_shape,
    duty_shape,
    kind_shape,
    position_shape,
)
from functions.edge.access import EVERYBODY, HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.catalogue import UnknownKpi
from shared.domain.work.duties import own_catalogue
from shared.domain.work.duties.activities import Activity
from shared.domain.work.duties.own_catalogue import (
    CoreOfNobody,
    EntryUnknown,
    NameTaken,
    NotOwn,
    TooManyEntries,
)
from shared.domain.work.duties.positions import Position
from shared.usecases.company.change_catalogue import change_catalogue
from shared.usecases.kpis.company_kpis import company_kpis

duty_catalogue = Blueprint(__name__)


@endpoint(
    duty_catalogue,
    "GET",
    "/v1/duty-catalogue",
    access=EVERYBODY,
    summary=("工作目录", "Catalogue of work"),
    returns=CatalogueShape,
    load=lambda request: [refs.company(request.company_id)],
)
def read_catalogue(request: ApiRequest) -> Answer:
    """Return the kinds of log, the duties and the positions of the company."""
    return Answer.ok(catalogue_shape(_company(request)))


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found


def _adding(
    path: str, summary: tuple[str, str], body: type[Body], returns: type[Shape]
) -> Callable[..., Any]:
    return endpoint(
        duty_catalogue,
        "POST",
        path,
        access=HR_AND_OWNER,
        summary=summary,
        body=body,
        returns=returns,
        status=201,
        command=True,
        errors=(NameTaken, TooManyEntries, EntryUnknown, CoreOfNobody, UnknownKpi, ChangedMeanwhile),
        load=lambda request: [refs.company(request.company_id)],
    )


@_adding("/v1/duty-catalogue/kinds", ("新增记录类型", "Add a kind of log"), NewKind, KindShape)
def add_kind(request: ApiRequest) -> Answer:
    """Add a kind of log of the company's own."""
    body, before = request.body, _company(request)
    own, kind = own_catalogue.with_kind(
        before.own, zh=body.name_zh, en=body.name_en or "", needs_customer=body.needs_customer
    )
    after, command = change_catalogue(company=before, name="add_kind", own=own)
    return admission.commit(request, command, Answer.created(kind_shape(kind, after)))


@_adding("/v1/duty-catalogue/positions", ("新增岗位", "Add a position"), NewPosition, PositionEntry)
def add_position(request: ApiRequest) -> Answer:
    """Add a position of the company's own; its core duties are the duties added for it as core."""
    body, before = request.body, _company(request)
    wanted = Position("", body.name_zh, body.name_en or body.name_zh)
    own, position = own_catalogue.with_position(
        before.own, replace(wanted, must=tuple(body.must or ()), ideal=tuple(body.ideal or ()))
    )
    after, command = change_catalogue(company=before, name="add_position", own=own)
    return admission.commit(request, command, Answer.created(position_shape(position, after)))


@_adding("/v1/duty-catalogue/duties", ("新增职责", "Add a duty"), NewDuty, DutyEntry)
def add_duty(request: ApiRequest) -> Answer:
    """Add a duty of the company's own."""
    body, before = request.body, _company(request)
    _check_kpis(request.company_id, body.kpis)
    wanted = Activity(
        "",
        body.name_zh,
        body.name_en or body.name_zh,
        tuple(body.kinds),
        body.position,
        body.core,
        tuple(body.kpis or ()),
    )
    own, duty = own_catalogue.with_duty(before.own, wanted)
    after, command = change_catalogue(company=before, name="add_duty", own=own)
    return admission.commit(request, command, Answer.created(duty_shape(duty, after)))


@endpoint(
    duty_catalogue,
    "PATCH",
    "/v1/duty-catalogue/duties/{duty_id}",
    access=HR_AND_OWNER,
    summary=("修改职责", "Change a duty"),
    body=DutyChanges,
    returns=DutyEntry,
    errors=(NotFound, UnknownKpi, NotOwn, EntryUnknown, NameTaken, TooManyEntries, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id)],
)
def edit_duty(request: ApiRequest, duty_id: str) -> Answer:
    """Change or retire a duty of the company's own; the classes that follow from it are made anew."""
    before = _company(request)
    duty = before.catalogue.activities.get(duty_id)
    if duty is None:
        raise NotFound()
    given = {name: getattr(request.body, name) for name in request.body.model_fields_set}
    given = {name: value for name, value in given.items() if value is not None or name == "position"}
    retired = given.pop("retired", None)
    _check_kpis(request.company_id, given.get("kpis"))
    changed = replace(duty, **{_FIELDS[name]: _kept(value) for name, value in given.items()})
    own = own_catalogue.with_changed_duty(before.own, changed)
    if retired is not None:
        own = own_catalogue.with_retired(own, duty_id, is_retired=retired)
    after, command = change_catalogue(company=before, name="edit_duty", own=own)
    return admission.commit(request, command, Answer.ok(duty_shape(changed, after)))


def _retiring(path: str, summary: tuple[str, str], returns: type[Shape]) -> Callable[..., Any]:
    return endpoint(
        duty_catalogue,
        "PATCH",
        path,
        access=HR_AND_OWNER,
        summary=summary,
        body=Retirement,
        returns=returns,
        errors=(NotFound, NotOwn, ChangedMeanwhile),
        load=lambda request: [refs.company(request.company_id)],
    )


@_retiring("/v1/duty-catalogue/kinds/{kind_id}", ("停用记录类型", "Retire a kind of log"), KindShape)
def retire_kind(request: ApiRequest, kind_id: str) -> Answer:
    """Offer an own kind of log no more, or offer it again; logs that name it keep its meaning."""
    before = _company(request)
    kind = before.catalogue.kinds.get(kind_id)
    if kind is None:
        raise NotFound()
    after, command = _retired(before, kind_id, request.body.retired)
    return admission.commit(request, command, Answer.ok(kind_shape(kind, after)))


@_retiring("/v1/duty-catalogue/positions/{position_id}", ("停用岗位", "Retire a position"), PositionEntry)
def retire_position(request: ApiRequest, position_id: str) -> Answer:
    """Offer an own position no more, or offer it again; people who hold it keep it."""
    before = _company(request)
    position = before.catalogue.positions.get(position_id)
    if position is None:
        raise NotFound()
    after, command = _retired(before, position_id, request.body.retired)
    return admission.commit(request, command, Answer.ok(position_shape(position, after)))


def _retired(before: Company, id: str, is_retired: bool) -> tuple[Company, Command]:
    own = own_catalogue.with_retired(before.own, id, is_retired=is_retired)
    return change_catalogue(company=before, name="retire", own=own)


@endpoint(
    duty_catalogue,
    "POST",
    "/v1/duty-catalogue/words",
    access=HR_AND_OWNER,
    summary=("归类未知工作", "Say what logged words mean"),
    body=Meaning,
    returns=CatalogueShape,
    command=True,
    errors=(EntryUnknown, NameTaken, TooManyEntries, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id)],
)
def say_meaning(request: ApiRequest) -> Answer:
    """Say which duty words mean that people logged and that the catalogue does not know; past logs follow."""
    before, body = _company(request), request.body
    own = own_catalogue.with_meaning(before.own, body.words, body.duty)
    after, command = change_catalogue(company=before, name="say_meaning", own=own)
    return admission.commit(request, command, Answer.ok(catalogue_shape(after)))


def _check_kpis(company_id: str, kpis: Sequence[str] | None) -> None:
    """Let a duty feed only what there is: a KPI of the library, or of the company's own."""
    known = company_kpis(company_id, kpis or ()).catalogue
    for each in kpis or ():
        if each not in known:
            raise UnknownKpi(pointer="/kpis", kpi_id=each)


_FIELDS = {
    "name_zh": "zh",
    "name_en": "en",
    "kinds": "kinds",
    "position": "position",
    "core": "core",
    "kpis": "kpis",
}


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
