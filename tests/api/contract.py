"""Holds every answer that the tests see against the OpenAPI document and the rules that all answers share."""

import json
import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

PROBLEM = "application/problem+json"
MEMBERS = ("type", "title", "status", "detail", "code", "request_id")


class Contract:
    """The document of the running service, and what was seen of it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.operations = {
            (method.upper(), path): operation
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        self.answers_checked = 0
        self._patterns = [(re.compile(_as_pattern(path)), path) for path in _literal_first(document["paths"])]
        self._validators: dict[tuple[str, str, str], Validator] = {}

    def operation_at(self, method: str, path: str) -> tuple[str, str] | None:
        """Return the operation that a request means, None for a request of none."""
        bare = path.partition("?")[0]
        found = next((template for pattern, template in self._patterns if pattern.fullmatch(bare)), None)
        return (method, found) if found is not None and (method, found) in self.operations else None

    def check(self, method: str, path: str, status: int, headers: Mapping[str, str], raw: bytes) -> None:
        """
        Check one answer, its headers by lower-case names.

        :raises AssertionError: naming what is not as written.
        """
        where = f"{method} {path[:200]} → {status}"
        assert status < 500, f"{where}: {raw[:500]!r}"
        media_type = headers.get("content-type", "")
        body = json.loads(raw) if raw else None
        if status >= 400:
            self._check_problem(where, status, headers, media_type, body)
        operation = self.operation_at(method, path)
        if operation is not None or status >= 400:
            assert headers.get("x-content-type-options") == "nosniff", where
            assert headers.get("cache-control") == "no-store", where
        if operation is not None and not _is_gateways(body):
            self._check_documented(where, operation, status, media_type, body)
        self.answers_checked += 1

    def _check_problem(
        self, where: str, status: int, headers: Mapping[str, str], media_type: str, body: Any
    ) -> None:
        assert media_type == PROBLEM, f"{where}: {media_type}"
        missing = [member for member in MEMBERS if not body.get(member)]
        assert not missing, f"{where} lacks {missing}"
        assert body["status"] == status, where
        assert body["type"] == f"/problems/{body['code']}", where
        assert body["request_id"] == headers.get("x-request-id"), where
        if status == 401:
            assert headers.get("www-authenticate", "").startswith("Bearer"), where
        if status == 405:
            assert headers.get("allow"), where

    def _check_documented(
        self, where: str, operation: tuple[str, str], status: int, media_type: str, body: Any
    ) -> None:
        described = self.operations[operation]["responses"].get(str(status))
        assert described is not None, f"{where} is not in the document: {body}"
        content = described.get("content")
        if content is None:
            return
        assert media_type in content, f"{where}: {media_type} is not in the document"
        key = (*operation, str(status))
        if key not in self._validators:
            self._validators[key] = self._validator(content[media_type]["schema"])
        problem = next(self._validators[key].iter_errors(body), None)
        assert problem is None, f"{where}: {problem and problem.json_path}: {problem and problem.message}"

    def _validator(self, schema: Mapping[str, Any]) -> Validator:
        whole = {**schema, "components": self.document["components"]}
        return Draft202012Validator(whole, format_checker=FormatChecker())


def _is_gateways(body: Any) -> bool:
    """Whether the gateway in front of the operations refused the request by itself."""
    return isinstance(body, dict) and str(body.get("code", "")).startswith(("gateway.", "route."))


def _as_pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))


def _literal_first(paths: Mapping[str, Any]) -> list[str]:
    return sorted(paths, key=lambda path: [part.startswith("{") for part in path.split("/")])
