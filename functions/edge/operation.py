"""An operation as it is declared: what `endpoint` is told, checked once when the routes are made."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.domain.errors import DomainError
from shared.domain.people import AccessRole

_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One method of one path.

    `access` are the access roles it is open to, None for anybody without a token. `body` and `query` are
    models, or `bytes` and `dict` for what a vendor sends: then they are handed on unread. A `command` makes or
    decides something. `also` are further media types of the answer, beside JSON.
    """

    method: str
    path: str
    name: str
    summary: tuple[str, str]
    description: str
    access: frozenset[AccessRole] | None
    body: type[BaseModel] | type[bytes] | None
    query: type[BaseModel] | type[dict[str, str]] | None
    returns: type[BaseModel] | None
    status: int
    errors: tuple[type[DomainError], ...]
    command: bool
    load: Callable[[Any], Sequence[Any]] | None
    body_key: Callable[[Any], str | None] | None
    also: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.access is None and (self.command or self.load or self.body_key):
            raise ValueError(
                f"{self.route} is open to anybody: nobody's command, and nothing to load for them"
            )
        if self.body_key and not self.command:
            raise ValueError(f"{self.route} has a key and is no command")
        if not self.access and self.access is not None:
            raise ValueError(f"{self.route} is open to nobody")

    @property
    def route(self) -> str:
        """Method and path: what the operation is called in keys and logs."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path's parameters, in order."""
        return tuple(_PARAMETER.findall(self.path))

    @property
    def body_model(self) -> type[BaseModel] | None:
        """The model of the body, if it is read."""
        return self.body if self.body is not None and issubclass(self.body, BaseModel) else None

    @property
    def query_model(self) -> type[BaseModel] | None:
        """The model of the query, if it is read."""
        return self.query if self.query is not None and issubclass(self.query, BaseModel) else None

    @property
    def body_is_optional(self) -> bool:
        """Whether an empty body means the same as `{}`."""
        model = self.body_model
        return model is not None and not any(each.is_required() for each in model.model_fields.values())

    @property
    def takes_key_header(self) -> bool:
        """Whether an Idempotency-Key header is read."""
        return self.command and self.body_key is None

    @property
    def needs_key_header(self) -> bool:
        """Whether an Idempotency-Key header must be there: on each POST that makes or decides something."""
        return self.takes_key_header and self.method == "POST"


def name_of(handler: Callable[..., Any]) -> str:
    """
    Return what a handler's operation is called in the document: its module and its own name.

    >>> def approve(): ...
    >>> approve.__module__ = "functions.api.declarations"
    >>> name_of(approve)
    'declarations.approve'
    """
    return f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"


def description_of(handler: Callable[..., Any]) -> str:
    """Return a handler's docstring as it stands in the document."""
    return inspect.getdoc(handler) or ""
