"""What anybody may ask: the OpenAPI document, and whether the service is up."""

import functools
from typing import Any

from chalice import Blueprint

from functions.edge.endpoint import endpoint
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest

documents = Blueprint(__name__)


class Health(Shape):
    """The service answers."""

    status: str


@endpoint(documents, "GET", "/healthz", access=None, summary=("服务状态", "Health"), returns=Health)
def read_health(request: ApiRequest) -> Answer:
    """Say that the service answers; nothing behind it is asked."""
    return Answer.ok(Health(status="ok"))


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
