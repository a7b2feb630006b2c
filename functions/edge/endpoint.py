"""Make a function an operation of the API.

The order of checks is the same everywhere: who calls (401), whether they are still a member (401) and may do
this (403), then what they asked (400, 404, 413, 415, 422), then whether it was done before, then the handler.
A request is read before admission, so that member row, what the operation needs and the earlier answer of the
same key come in one read; what is wrong with it is told after admission.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from chalice.app import Blueprint, Response
from pydantic import BaseModel

from functions.edge.gate import CURRENT, Exchange
from functions.edge.operation import Operation, description_of, name_of
from functions.edge.problems import guarded
from functions.edge.reading import bearer_of, read
from functions.edge.request import Admission, Answer, ApiRequest, Caller, PreviousAnswer
from shared.domain.errors import DomainError, Forbidden
from shared.domain.people import AccessRole

Handler = TypeVar("Handler", bound=Callable[..., Any])


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    access: Collection[AccessRole] | None,
    summary: tuple[str, str],
    body: type[BaseModel] | type[bytes] | None = None,
    query: type[BaseModel] | type[dict[str, str]] | None = None,
    returns: type[BaseModel] | None = None,
    status: int = 200,
    errors: Sequence[type[DomainError]] = (),
    command: bool = False,
    load: Callable[[ApiRequest], Sequence[Any]] | None = None,
    body_key: Callable[[Any], str | None] | None = None,
    also: Sequence[str] = (),
) -> Callable[[Handler], Handler]:
    """
    Register the decorated function as an operation; it stays the function that it is.

    It is called with the `ApiRequest` and the path's parameters by name, and gives back an `Answer`, or just
    the body of an answer with `status`. `summary` is in Chinese and English, `errors` are those that the
    handler may raise (for the document), `load` names what is read together with the member row, `body_key`
    takes a command's key from its body instead of the header. `command` needs that key on a POST; elsewhere
    it is read if it is there.
    """

    def register(handler: Handler) -> Handler:
        operation = Operation(
            method=method,
            path=path,
            name=name_of(handler),
            summary=summary,
            description=description_of(handler),
            access=None if access is None else frozenset(access),
            body=body,
            query=query,
            returns=returns,
            status=status,
            errors=tuple(errors),
            command=command,
            load=load,
            body_key=body_key,
            also=tuple(also),
        )
        name = f"{operation.name}.{method}.{path}"
        blueprint.route(path, methods=[method], content_types=[], name=name)(_view(operation, handler))
        return handler

    return register


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Return the operation behind a registered view, None for a view that was not made here."""
    return getattr(view, "operation", None)


def _view(operation: Operation, handler: Callable[..., Any]) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        exchange = CURRENT.get()
        answer = guarded(
            partial(_answer, operation, handler, exchange, path),
            language=exchange.wire.language,
            request_id=exchange.request_id,
            log=exchange.gate.log,
            route=operation.route,
        ).finished(exchange.request_id)
        exchange.status = answer.status
        return Response(body=answer.text(), status_code=answer.status, headers=dict(answer.headers))

    view.__name__ = view.__qualname__ = handler.__name__
    view.__doc__ = " · ".join(operation.summary)
    view.operation = operation  # type: ignore[attr-defined]
    return view


def _answer(
    operation: Operation, handler: Callable[..., Any], exchange: Exchange, path: dict[str, str]
) -> Answer:
    request = _begun(operation, exchange, path)
    fault, refs = None, ()
    try:
        request = read(operation, request, exchange.wire, exchange.gate.cursors)
        refs = tuple(operation.load(request)) if operation.load else ()
    except DomainError as error:
        fault = error
    admission = _admitted(operation, exchange, request, () if fault else refs, fault is None)
    if fault is not None:
        raise fault
    if admission is not None:
        request = replace(request, actor=admission.actor, loaded=admission.loaded)
        if admission.previous is not None:
            return _repeated(admission.previous, request)
    result = handler(request, **path)
    return result if isinstance(result, Answer) else Answer(operation.status, result)


def _repeated(previous: PreviousAnswer, request: ApiRequest) -> Answer:
    if previous.body_hash != request.body_hash:
        from shared.adapters.dynamo.commands import KeyReused  # loads PynamoDB, which few refusals need

        raise KeyReused()
    return previous.answer.replayed()


def _begun(operation: Operation, exchange: Exchange, path: dict[str, str]) -> ApiRequest:
    at = exchange.gate.now()
    caller = None
    if operation.access is not None:
        claims = exchange.gate.verify(bearer_of(exchange.wire), at)
        caller = Caller(claims.company_id, claims.person_id)
    return ApiRequest(
        route=operation.route,
        caller=caller,
        actor=None,
        loaded=None,
        path=path,
        query=None,
        body=None,
        key=None,
        body_hash="",
        received_at=at,
        language=exchange.wire.language,
        request_id=exchange.request_id,
        headers={name: exchange.wire.joined(name) for name in exchange.wire.headers},
    )


def _admitted(
    operation: Operation, exchange: Exchange, request: ApiRequest, refs: Sequence[Any], is_readable: bool
) -> Admission | None:
    """Ask who the caller is now; a request that cannot be read asks for nothing beside."""
    if operation.access is None or request.caller is None:
        return None
    key = request.command_key if is_readable else None
    admission = exchange.gate.admit(request.caller, refs, key)
    if admission.actor.access_role not in operation.access:
        raise Forbidden()
    return admission
