"""The Chalice app, with a problem document wherever Chalice would answer by itself."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from chalice.app import Chalice, Response

from functions.edge.gate import CURRENT, Exchange, Finished, Gate
from functions.edge.problems import MethodNotAllowed, RouteNotFound, guarded
from functions.edge.request import Answer
from functions.edge.wire import Wire


class EdgeApp(Chalice):
    """
    A Chalice app whose every answer is ours. All its routes are made by `endpoint`.

    `gate` is a factory that is called once, at the first request. `rooms` says which modules hold the operations
    whose path begins with a word (after `/v1`); they are imported at the first request that asks for it. The app may
    be called from many threads at once: request and context belong to the thread.
    """

    def __init__(
        self, app_name: str, *, gate: Callable[[], Gate], rooms: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._of_thread = threading.local()
        self._make_gate = gate
        self._rooms = rooms or {}
        self._open: set[str] = set()
        self._opening = threading.RLock()
        self._gate: Gate | None = None
        self._making = threading.Lock()
        # Chalice writes its name into the environment that it is given, and sets up a log handler
        super().__init__(app_name, configure_logs=False, env={})

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer one REST API event."""
        wire = Wire.of(event)
        told = {"language": wire.language, "route": f"{wire.method} {wire.resource}"}
        unnamed = f"req_{secrets.token_hex(10)}"
        gate = guarded(self._opened_gate, request_id=unnamed, log=self.log, **told)
        if isinstance(gate, Answer):
            return _as_event(gate.finished(unnamed))
        exchange = Exchange(gate, wire, gate.new_request_id())
        began = time.perf_counter()
        current = CURRENT.set(exchange)
        try:
            act = partial(self._dispatch, exchange, event, context)
            answered = guarded(act, request_id=exchange.request_id, log=gate.log, **told)
        finally:
            CURRENT.reset(current)
        if isinstance(answered, Answer):
            answered = _as_event(answered.finished(exchange.request_id))
        took = round((time.perf_counter() - began) * 1000, 1)
        gate.done(Finished(told["route"], answered["statusCode"], exchange.request_id, took))
        return answered

    def _dispatch(self, exchange: Exchange, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        wire = exchange.wire
        methods = self.methods_of(wire.resource) if wire.resource else None
        if not methods:
            raise RouteNotFound()
        if wire.method not in methods:
            raise MethodNotAllowed(allow=", ".join(sorted(methods)))
        if not set(methods[wire.method].view_args) <= set(wire.path):
            raise RouteNotFound()
        answer: dict[str, Any] = super().__call__(_completed(event, wire), context)
        if answer["statusCode"] != exchange.status:
            raise RuntimeError("Chalice or a middleware answered in place of the operation")
        return answer

    def open(self, *modules: str) -> None:
        """Register the blueprint of each module, which carries the module's own name; one that is open stays so."""
        for module in modules:
            if module not in self._open:
                with self._opening:
                    if module not in self._open:
                        self.register_blueprint(getattr(import_module(module), module.rpartition(".")[2]))
                        self._open.add(module)

    def methods_of(self, resource: str) -> Mapping[str, Any] | None:
        """Return the operations of a path by method, None if there are none; its room is open then."""
        first = resource.removeprefix("/v1").lstrip("/").partition("/")[0]
        self.open(*self._rooms.get(first, ()))
        return self.routes.get(resource)

    def _opened_gate(self) -> Gate:
        if self._gate is None:
            with self._making:
                if self._gate is None:
                    self._gate = self._make_gate()
        return self._gate

    def _register_route(self, name: str, user_handler: Any, kwargs: Any, **rest: Any) -> None:
        # Chalice empties the arguments that a blueprint keeps, so that no second app could take the blueprint
        kept = {**kwargs, "kwargs": dict(kwargs["kwargs"])}
        super()._register_route(name, user_handler, kept, **rest)

    @property
    def current_request(self) -> Any:
        """This thread's request."""
        return getattr(self._of_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Any) -> None:
        self._of_thread.request = request

    @property
    def lambda_context(self) -> Any:
        """This thread's Lambda context."""
        return getattr(self._of_thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._of_thread.context = context


def _completed(event: Mapping[str, Any], wire: Wire) -> dict[str, Any]:
    """Return the event with every member that Chalice's request takes for granted."""
    return {
        "headers": {name: wire.joined(name) for name in wire.headers},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        **{name: value for name, value in event.items() if name != "headers"},
        "requestContext": {
            **event["requestContext"],
            "httpMethod": wire.method,
            "resourcePath": wire.resource,
        },
    }


def _as_event(answer: Answer) -> dict[str, Any]:
    response = Response(body=answer.text(), status_code=answer.status, headers=dict(answer.headers))
    return response.to_dict()
