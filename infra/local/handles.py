"""What only a laptop has: `/local/…` sets the clock, runs jobs, makes companies and connections, gives tokens.

It answers callers on this machine that name this machine, so no web page can reach it by way of a browser.
"""

import ipaddress
import logging
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from functions.edge import problems, strict_json
from functions.edge.request import Answer
from functions.edge.wire import language_of
from infra.local import provisioning
from infra.local.clock import Clock
from infra.local.events import HttpRequest
from infra.local.gateway import Reply, Say
from infra.local.routes import Routes
from shared.domain.errors import DomainError

_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)

log = logging.getLogger(__name__)


class OnlyFromHere(DomainError):
    """The caller is another machine, or a web page."""

    kind, code = "forbidden", "local.only_from_here"
    zh = "/local 只接受本机程序的请求，请用 http://127.0.0.1 访问。"
    en = "/local only takes requests of programs on this machine. Use http://127.0.0.1."


class NotAnInstant(DomainError):
    """`now` is no instant with an offset."""

    kind, code = "invalid", "local.not_an_instant"
    zh = "now 应为带时区的时刻，例如 2026-03-02T08:00:00Z；null 表示恢复真实时间。"
    en = "now must be an instant with its offset, as 2026-03-02T08:00:00Z; null brings the real time back."


class Handles:
    """Answers what lies under `/local`."""

    def __init__(
        self, clock: Clock, job_names: list[str], run_job: Callable[[str, Mapping[str, Any]], Any]
    ) -> None:
        self._clock = clock
        self._job_names = job_names
        self._run_job = run_job
        self._acts: dict[str, dict[str, Callable[..., Answer]]] = {
            "/local/clock": {"POST": self._set_clock},
            "/local/jobs": {"GET": self._list_jobs},
            "/local/jobs/{name}": {"POST": self._start_job},
            "/local/tokens": {"POST": lambda body, say: Answer.ok(provisioning.issue_token(body))},
            "/local/companies": {"POST": lambda body, say: Answer.created(provisioning.create_company(body))},
            "/local/connections/{id}": {"PUT": self._put_connection},
            "/local/imports": {"POST": lambda body, say: Answer.ok(provisioning.run_import(body, say))},
        }
        self._routes = Routes(self._acts)

    def __call__(self, request: HttpRequest, say: Say) -> Reply:
        """Answer one request; `say` is told of progress."""
        told = {"language": language_of(request.header("accept-language")), "request_id": str(uuid.uuid4())}
        try:
            return Reply.of(self._answer(request, say).finished(told["request_id"]))
        except DomainError as error:
            return Reply.of(problems.problem(error, **told).finished(told["request_id"]))
        except Exception as error:
            log.exception("%s %s", request.method, request.path)
            return Reply.of(problems.fault(error, **told).finished(told["request_id"]))

    def _answer(self, request: HttpRequest, say: Say) -> Answer:
        _check_caller(request)
        match = self._routes.match(request.path)
        if match is None:
            raise problems.RouteNotFound()
        acts = self._acts[match.resource]
        if request.method not in acts:
            raise problems.MethodNotAllowed(allow=", ".join(sorted(acts)))
        body = strict_json.parse(request.body) if request.body else {}
        return acts[request.method](body, say, **match.parameters)

    def _set_clock(self, body: Mapping[str, Any], say: Say) -> Answer:
        self._clock.set(_instant(body))
        return Answer.ok({"now": self._clock().isoformat()})

    def _list_jobs(self, body: Mapping[str, Any], say: Say) -> Answer:
        return Answer.ok({"items": self._job_names, "next": None})

    def _start_job(self, body: Mapping[str, Any], say: Say, name: str) -> Answer:
        return Answer.ok(self._run_job(name, body))

    def _put_connection(self, body: Mapping[str, Any], say: Say, id: str) -> Answer:
        return Answer.ok(provisioning.put_connection(id, dict(body)))


def _check_caller(request: HttpRequest) -> None:
    host, origin = request.header("host"), request.header("origin")
    from_page = origin and origin != f"http://{host}"
    is_near = ipaddress.ip_address(request.client).is_loopback
    if not is_near or not _LOCAL_HOST.fullmatch(host) or from_page:
        raise OnlyFromHere()


def _instant(body: Mapping[str, Any]) -> datetime | None:
    now = body.get("now", "")
    if now is None:
        return None
    try:
        found = datetime.fromisoformat(now)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        pass
    raise NotAnInstant(pointer="/now")
