"""Base classes of what comes in and what goes out.

Field types stand in `functions/edge/fields.py`. A number that must be exact is text (`DecimalText`): a model
never has a `float`. What somebody sent is never printed in an error, so that it does not end in a log.
"""

import threading
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from functions.edge import cursors

T = TypeVar("T")


_BUILDING = threading.RLock()


class Deferred(BaseModel):
    """
    A model that is built when it is first used: a cold start needs few of all there are.

    Pydantic lets two threads build one model at a time and get in each other's way; here one waits.
    """

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **more: Any) -> bool | None:
        """Build the model if it is not built yet; see Pydantic."""
        with _BUILDING:
            return super().model_rebuild(_parent_namespace_depth=_parent_namespace_depth + 1, **more)


class Body(Deferred):
    """A request body: unknown fields are refused, and nothing is turned into another type to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Query(Deferred):
    """Query parameters: unknown ones are refused; each is read from text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Shape(Deferred):
    """A body that we answer with, or a part of one; a field named like a Python keyword goes out by its alias."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        serialize_by_alias=True,
        validate_by_name=True,
    )


def _whole_number(value: object) -> object:
    # Python would also take " 7", "7_0", "7.0" and full-width digits
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 4):
        raise ValueError("not a whole number")
    return value


Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole_number)]
Cursor = Annotated[str, Field(pattern=cursors.PATTERN)]


class PageQuery(Query):
    """The parameters of every list: where to go on, and how many items at most."""

    cursor: Cursor | None = None
    limit: Limit = 50


class Page(Shape, Generic[T]):
    """One page of a list; `next` is the cursor of the page behind it, null at the end."""

    items: list[T]
    next: str | None = None
