"""What anybody may ask: the OpenAPI document, what an error means, and whether the service is up."""

import functools
from typing import Any

from chalice import Blueprint

from functions.edge.endpoint import endpoint
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.domain.errors import DomainError, NotFound

documents = Blueprint(__name__)


class Health(Shape):
    """The service answers."""

    status: str


@endpoint(documents, "GET", "/healthz", access=None, summary=("服务状态", "Health"), returns=Health)
def read_health(request: ApiRequest) -> Answer:
    """Say that the service answers; nothing behind it is asked."""
    return Answer.ok(Health(status="ok"))


class ProblemShape(Shape):
    """An error by its code; words in braces stand for what is told of a single case."""

    code: str
    zh: str
    en: str


@endpoint(
    documents,
    "GET",
    "/problems/{code}",
    access=None,
    summary=("错误说明", "What an error means"),
    returns=ProblemShape,
    errors=(NotFound,),
)
def read_problem(request: ApiRequest, code: str) -> Answer:
    """Say what the `type` of a problem document means and what to do about it."""
    found = _errors().get(code)
    if found is None:
        raise NotFound()
    return Answer.ok(ProblemShape(code=code, zh=found.zh, en=found.en))


@endpoint(documents, "GET", "/openapi.json", access=None, summary=("接口文档", "OpenAPI document"))
def read_openapi(request: ApiRequest) -> Answer:
    """Return the OpenAPI 3.1 document, made from the models that validate."""
    return Answer.ok(_document())


@functools.cache
def _document() -> dict[str, Any]:
    # anybody may ask for it, and making it takes longer than most answers
    from functions.app import whole_app
    from functions.edge.openapi import document

    return document(whole_app(), title="Gangji 岗绩", version="1")


@functools.cache
def _errors() -> dict[str, type[DomainError]]:
    from functions.app import whole_app

    whole_app()  # an error is known once the module that raises it is
    found: dict[str, type[DomainError]] = {DomainError.code: DomainError}
    left = [DomainError]
    while left:
        below = left.pop().__subclasses__()
        left += below
        found |= {each.code: each for each in below if each.code not in found}
    return found
