"""Which resource of the REST API a path means, as API Gateway decides it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Match:
    """The resource (`/v1/people/{id}`) and the decoded values of its parameters."""

    resource: str
    parameters: Mapping[str, str]


class Routes:
    """
    The resources of an API.

    Where two resources fit, the one whose first differing segment is literal wins. A parameter takes exactly
    one segment that is not empty, and a trailing slash makes a path another one.

    >>> Routes(["/v1/people/{id}", "/v1/people/me"]).match("/v1/people/%E6%9D%8E%2F")
    Match(resource='/v1/people/{id}', parameters={'id': '李/'})
    """

    def __init__(self, resources: Iterable[str]) -> None:
        split = [(resource, resource.split("/")) for resource in resources]
        self._by_length: dict[int, list[tuple[str, list[str]]]] = {}
        for resource, segments in sorted(split, key=lambda each: [_is_parameter(one) for one in each[1]]):
            self._by_length.setdefault(len(segments), []).append((resource, segments))

    def match(self, path: str) -> Match | None:
        """Return what a percent-encoded path means, or None."""
        asked = [unquote(segment) for segment in path.split("/")]
        for resource, segments in self._by_length.get(len(asked), ()):
            pairs = list(zip(segments, asked, strict=True))
            if all(bool(value) if _is_parameter(name) else name == value for name, value in pairs):
                return Match(resource, {name[1:-1]: value for name, value in pairs if _is_parameter(name)})
        return None


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")
