"""Domain values as JSON text and back: exact numbers as text, instants in UTC, dates as they are."""

import json
from functools import lru_cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def encode(value: object) -> str:
    """Return the JSON text of a domain value (a frozen dataclass)."""
    return cast(bytes, _adapter(cast(Any, type(value))).dump_json(value)).decode()


def decode(kind: type[T], text: str) -> T:
    """Return the domain value of class `kind` that `encode` wrote."""
    return cast(T, _adapter(cast(Any, kind)).validate_json(text))


def plain(value: object) -> dict[str, Any]:
    """Return a domain value as a JSON object."""
    return cast(dict[str, Any], json.loads(encode(value)))


def canonical(value: object) -> bytes:
    """Return JSON text with sorted keys and no spaces: the bytes that a hash is taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


@lru_cache(maxsize=128)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
