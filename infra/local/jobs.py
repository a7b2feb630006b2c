"""Plays EventBridge Scheduler: calls the app's scheduled functions, on time and by name."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalice.app import Chalice, ScheduledEventConfig

from infra.local.events import LambdaContext, schedule_event
from shared.domain.errors import DomainError

OFTEN_SECONDS = 2.0
SELDOM_SECONDS = 300.0
_LONGEST_SECONDS = 900.0

log = logging.getLogger(__name__)


class UnknownJob(DomainError):
    """No scheduled function has this name."""

    kind, code = "missing", "local.unknown_job"
    zh = "没有名为“{name}”的任务，现有：{known}。"
    en = "There is no job named “{name}”. There are: {known}."


class JobFailed(DomainError):
    """The job itself raised."""

    kind, code = "unavailable", "local.job_failed"
    zh = "任务“{name}”运行失败（{why}），详情见日志。"
    en = "The job “{name}” failed ({why}). The log says more."


class Jobs:
    """
    The scheduled functions of an app.

    On a laptop nobody waits for the hour: what is due every minute runs every two seconds, all else every five
    minutes. A function never runs twice at a time.
    """

    def __init__(self, app: Chalice, now: Callable[[], datetime]) -> None:
        self._functions = app.handler_map
        self._now = now
        self._every = {
            each.name: _seconds(each.schedule_expression)
            for each in app.event_sources
            if isinstance(each, ScheduledEventConfig)
        }
        self._turns = {name: threading.Lock() for name in self._every}
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=each, name=f"schedule-{each[0]}", daemon=True)
            for each in self._every.items()
        ]

    @property
    def names(self) -> list[str]:
        """Return the names by which jobs can be run."""
        return sorted(self._every)

    def start(self) -> None:
        """Begin to run each function on its schedule."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Return when no function runs any more."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def run(self, name: str, detail: Mapping[str, Any]) -> Any:
        """
        Run a function once, now, and return what it returned.

        :raises UnknownJob: if there is none of this name; `-` and `_` are the same.
        :raises JobFailed: if it raised.
        """
        known = {each.replace("-", "_"): each for each in self._every}
        found = known.get(name.replace("-", "_"))
        if found is None:
            raise UnknownJob(name=name[:100], known=", ".join(self.names))
        try:
            return self._call(found, detail)
        except DomainError:
            raise
        except Exception as error:
            log.exception("job %s failed", found)
            raise JobFailed(name=found, why=type(error).__name__) from error

    def _repeat(self, name: str, seconds: float) -> None:
        while not self._stopping.wait(seconds):
            try:
                self._call(name, {})
            except Exception:
                log.exception("job %s failed", name)

    def _call(self, name: str, detail: Mapping[str, Any]) -> Any:
        with self._turns[name]:
            event = schedule_event(name, self._now(), detail)
            return self._functions[name](event, LambdaContext(f"gangji-local-{name}", _LONGEST_SECONDS))


def _seconds(expression: Any) -> float:
    """
    Return how often a schedule runs here.

    >>> _seconds("rate(1 minute)"), _seconds("cron(15 * * * ? *)")
    (2.0, 300.0)
    """
    text = expression if isinstance(expression, str) else expression.to_string()
    return OFTEN_SECONDS if text == "rate(1 minute)" else SELDOM_SECONDS
