"""Structured logs, metrics and correlation ids, for requests and for event functions alike.

Only ids, codes, counts and durations are logged: no name, text, amount or token. An event function is wrapped
by `instrumented` itself, since Chalice's middleware does not run for it in Lambda.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

if TYPE_CHECKING:
    from functions.edge.gate import Finished

T = TypeVar("T")


@functools.cache
def logger() -> Logger:
    """Return the logger; its service name comes from the environment."""
    return Logger(log_uncaught_exceptions=False)


_of_thread = threading.local()


def metrics() -> EphemeralMetrics:
    """Return this thread's metrics; they are flushed as one EMF line an invocation."""
    if not hasattr(_of_thread, "metrics"):
        _of_thread.metrics = EphemeralMetrics()
    found: EphemeralMetrics = _of_thread.metrics
    return found


def instrumented(name: str) -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """
    Log the begin and end of an event function with its request id, and count runs, failures and milliseconds.

    The function takes one argument, Chalice's event.
    """

    def around(function: Callable[[Any], T]) -> Callable[[Any], T]:
        @functools.wraps(function)
        def run(event: Any) -> T:
            context = getattr(event, "context", None)
            request_id = getattr(context, "aws_request_id", "local")
            logger().thread_safe_append_keys(job=name, request_id=request_id)
            began = time.perf_counter()
            try:
                result = function(event)
            except Exception:
                logger().exception("job failed")
                count(f"{name}.failed")
                raise
            else:
                logger().info("job done", extra={"result": result if isinstance(result, dict) else None})
                count(f"{name}.done")
                return result
            finally:
                metrics().add_metric(
                    f"{name}.ms", MetricUnit.Milliseconds, round((time.perf_counter() - began) * 1000, 1)
                )
                flush()
                logger().thread_safe_remove_keys(["job", "request_id"])

        return run

    return around


def request_done(finished: Finished) -> None:
    """Log one answered request by its route and request id, and count it by the class of its status."""
    logger().info(
        "request.done",
        extra={
            "route": finished.route,
            "status": finished.status,
            "request_id": finished.request_id,
            "ms": finished.milliseconds,
        },
    )
    count(f"requests.{finished.status // 100}xx")
    metrics().add_metric("requests.ms", MetricUnit.Milliseconds, finished.milliseconds)
    flush()


def count(name: str) -> None:
    """Add one to a metric."""
    metrics().add_metric(name, MetricUnit.Count, 1)


def record(name: str, value: int, unit: MetricUnit = MetricUnit.NoUnit) -> None:
    """Add a figure to a metric; `unit` stays as it is for what CloudWatch has no unit for, such as days."""
    metrics().add_metric(name, unit, value)


def flush() -> None:
    """Write the metrics gathered so far as one EMF line; nothing if there are none."""
    if metrics().metric_set:
        metrics().flush_metrics()
