"""Pages of a list that is computed as a whole."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from functions.edge.request import ApiRequest

T = TypeVar("T")


def page_of(
    items: Sequence[T], request: ApiRequest, *, key: Callable[[T], str]
) -> tuple[list[T], str | None]:
    """
    Return the items of this page and the cursor of the next one.

    Items come sorted by `key`, which tells each apart: the list may grow between two pages and none comes twice.
    """
    after = (request.position or {}).get("after")
    left = [each for each in items if after is None or key(each) > after]
    shown = left[: request.query.limit]
    more = len(left) > len(shown)
    return shown, request.next_cursor({"after": key(shown[-1])} if more else None)
