"""Work logs: submit one, list a month, edit, delete."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.work_log_bodies import (
    NewWorkLog,
    WorkLogChanges,
    WorkLogShape,
    draft_of,
    shape_of,
)
from functions.edge.access import EVERYBODY, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Month
from functions.edge.models import Page, PageQuery, Query
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, KeyReused
from shared.adapters.dynamo.store import Loaded, page
from shared.domain.errors import NotFound
from shared.domain.ids import declaration_id, place_of
from shared.domain.people import Member, may_see
from shared.domain.review.declaration import OPEN
from shared.domain.work.logs import errors as log_errors
from shared.domain.work.logs.log import LogChanges, WorkLog
from shared.domain.work.logs.photos import PhotoUnknown
from shared.usecases.work.keep_photo import check_own_photos, photo_refs
from shared.usecases.work.submit_work_logs import (
    MonthClosed,
    delete_work_log,
    edit_work_log,
    submit_work_log,
)

work_logs = Blueprint(__name__)

WESTMOST, EASTMOST = timedelta(hours=-12), timedelta(hours=14)
"""How far the zones of the world lie from UTC: before the company is read, its months are known to that extent."""


class MonthQuery(PageQuery):
    """Whose logs of which month; without a person the caller's own."""

    person_id: Id | None = None
    month: Month


class VersionQuery(Query):
    """The version that was seen; without one, whatever stands is meant."""

    version: Annotated[str, Field(pattern="^[1-9][0-9]{0,8}$")] | None = None


def _company_and_closing(request: ApiRequest) -> list[Any]:
    return [
        refs.company(request.company_id),
        *closing_refs(request, [request.body.started_at]),
        *photo_refs(request.company_id, request.body.photos or ()),
    ]


def closing_refs(request: ApiRequest, starts: Iterable[datetime]) -> list[Any]:
    """Return the caller's declarations of the months that logs of these starts may fall into, if they may be over."""
    running = f"{request.received_at + EASTMOST:%Y-%m}"
    months = {f"{start + shift:%Y-%m}" for start in starts for shift in (WESTMOST, EASTMOST)}
    person_id = request.caller.person_id if request.caller else ""
    return [
        refs.declaration(request.company_id, declaration_id(person_id, month))
        for month in sorted(months)
        if "1900-01" <= month < running
    ]


def check_open(loaded: Loaded, log: WorkLog) -> None:
    """
    Let a log pass unless its month is declared.

    :raises MonthClosed: if its declaration is with the approver or beyond.
    """
    month = f"{log.on:%Y-%m}"
    form = loaded.find(refs.declaration(log.company_id, declaration_id(log.person_id, month)))
    if form is not None and form.state not in OPEN:
        raise MonthClosed(month=month)


def _log_and_closing(request: ApiRequest) -> list[Any]:
    place = place_of(request.path["log_id"], "log")
    return [
        refs.work_log(request.company_id, request.path["log_id"]),
        refs.company(request.company_id),
        refs.person(request.company_id, place.person_id),
        refs.declaration(request.company_id, declaration_id(place.person_id, place.month)),
    ]


def _log_closing_and_photos(request: ApiRequest) -> list[Any]:
    return [*_log_and_closing(request), *photo_refs(request.company_id, request.body.photos or ())]


@endpoint(
    work_logs,
    "POST",
    "/v1/work-logs",
    access=MEMBERS,
    summary=("记一条工作", "Submit a work log"),
    body=NewWorkLog,
    returns=WorkLogShape,
    status=201,
    command=True,
    body_key=lambda body: body.client_id,
    errors=(
        log_errors.CustomerMissing,
        log_errors.StartInFuture,
        log_errors.StartTooOld,
        log_errors.LinksUnusable,
        log_errors.KindUnknown,
        log_errors.EndBeforeStart,
        log_errors.LengthTwice,
        PhotoUnknown,
        MonthClosed,
        KeyReused,
    ),
    load=_company_and_closing,
)
def submit(request: ApiRequest) -> Answer:
    """Keep one log of the caller's own work."""
    company = request.loaded.get(refs.company(request.company_id))
    actor = admission.actor_of(request)
    log, command = submit_work_log(
        draft=draft_of(request.body, request),
        client_id=request.body.client_id,
        company=company,
        actor=actor,
        at=request.received_at,
    )
    check_open(request.loaded, log)
    check_own_photos(request.loaded, log.photos, company_id=log.company_id, person_id=log.person_id)
    return admission.commit(
        request, command, Answer.created(shape_of(log), location=f"/v1/work-logs/{log.id}")
    )


@endpoint(
    work_logs,
    "GET",
    "/v1/work-logs",
    access=EVERYBODY,
    summary=("某月的工作记录", "A month's work logs"),
    query=MonthQuery,
    returns=Page[WorkLogShape],
    errors=(NotFound,),
    load=lambda request: _person(request, request.query.person_id),
)
def list_month(request: ApiRequest) -> Answer:
    """Return a person's logs of a month in order of their start; deleted ones are left out."""
    actor = admission.actor_of(request)
    person_id = request.query.person_id or actor.id
    _check_sight(request, actor, person_id)
    after = (request.position or {}).get("after")
    month = refs.work_logs(request.company_id, person_id, request.query.month.key)
    found = page(month, after=after, limit=request.query.limit)
    return Answer.ok(
        {
            "items": [shape_of(log) for log in found.items if not log.deleted],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    work_logs,
    "GET",
    "/v1/work-logs/{log_id}",
    access=EVERYBODY,
    summary=("一条工作记录", "A work log"),
    returns=WorkLogShape,
    errors=(NotFound,),
    load=_log_and_closing,
)
def read(request: ApiRequest, log_id: str) -> Answer:
    """Return one log; a deleted one says so."""
    log = request.loaded.get(refs.work_log(request.company_id, log_id))
    _check_sight(request, admission.actor_of(request), log.person_id)
    return Answer.ok(shape_of(log))


@endpoint(
    work_logs,
    "PATCH",
    "/v1/work-logs/{log_id}",
    access=MEMBERS,
    summary=("修改工作记录", "Edit a work log"),
    body=WorkLogChanges,
    returns=WorkLogShape,
    errors=(
        NotFound,
        ChangedMeanwhile,
        MonthClosed,
        log_errors.LogDeleted,
        log_errors.CustomerMissing,
        log_errors.KindUnknown,
        PhotoUnknown,
    ),
    load=_log_closing_and_photos,
)
def edit(request: ApiRequest, log_id: str) -> Answer:
    """Change the caller's own log until its month is declared; the audit trail keeps both states."""
    log = _own_open_log(request, log_id)
    body = request.body
    given = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
    for name in ("links", "photos"):
        if given.get(name) is not None:
            given[name] = tuple(given[name])
    if "text" in given:
        given["text"] = given["text"] or ""
    changes = LogChanges(**{k: v for k, v in given.items() if v is not None or k == "customer"})  # type: ignore[typeddict-item]
    check_own_photos(request.loaded, body.photos or (), company_id=log.company_id, person_id=log.person_id)
    after, command = edit_work_log(
        log=log,
        version=request.body.version,
        changes=changes,
        company=request.loaded.get(refs.company(request.company_id)),
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


@endpoint(
    work_logs,
    "DELETE",
    "/v1/work-logs/{log_id}",
    access=MEMBERS,
    summary=("删除工作记录", "Delete a work log"),
    query=VersionQuery,
    returns=WorkLogShape,
    errors=(NotFound, ChangedMeanwhile, MonthClosed, log_errors.LogDeleted),
    load=_log_and_closing,
)
def delete(request: ApiRequest, log_id: str) -> Answer:
    """Delete the caller's own log until its month is declared; it stays on record and counts nowhere."""
    version = int(request.query.version) if request.query.version else None
    after, command = delete_work_log(
        log=_own_open_log(request, log_id),
        version=version,
        company=request.loaded.get(refs.company(request.company_id)),
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


def _person(request: ApiRequest, person_id: str | None) -> list[Any]:
    return [refs.person(request.company_id, person_id)] if person_id else []


def _check_sight(request: ApiRequest, actor: Member, person_id: str) -> None:
    if person_id != actor.id and not may_see(
        actor, request.loaded.get(refs.person(request.company_id, person_id))
    ):
        raise NotFound()


def _own_open_log(request: ApiRequest, log_id: str) -> WorkLog:
    log: WorkLog = request.loaded.get(refs.work_log(request.company_id, log_id))
    if log.person_id != admission.actor_of(request).id:
        raise NotFound()
    check_open(request.loaded, log)
    return log
